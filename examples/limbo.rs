//! A harness for x509-limbo: reads its test cases as JSON on stdin, judges each, and writes the results as JSON on
//! stdout. The one argument is the profile, `web` or `strict`; `web` where there is none.
//!
//!     cargo run --release --example limbo < limbo.json > results.json

use std::io::Read;
use std::time::{SystemTime, UNIX_EPOCH};

use handscope::pki::{Certificate, GeneralName, Policy, Purpose, Revocation, Rules, Ruleset, der, judge, pem};
use serde_json::{Value, json};

fn main() {
    let mut text = String::new();
    let read = std::io::stdin().read_to_string(&mut text).map_err(|e| e.to_string());
    let cases = read.and_then(|_| serde_json::from_str::<Value>(&text).map_err(|e| e.to_string()));
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs() as i64);
    let asked = std::env::args().nth(1).unwrap_or_else(|| Ruleset::default().id().to_owned());
    let Some(ruleset) = Ruleset::ALL.iter().copied().find(|ruleset| ruleset.id() == asked) else {
        fail("the argument is neither web nor strict")
    };
    match cases.as_ref().map(|cases| cases["testcases"].as_array()) {
        Ok(Some(cases)) => {
            let results: Vec<Value> = cases.iter().map(|case| result(case, now, ruleset)).collect();
            println!("{}", json!({ "version": 1, "harness": "handscope", "results": results }));
        }
        Ok(None) => fail("no list named testcases"),
        Err(why) => fail(why),
    }
}

fn fail(why: &str) -> ! {
    eprintln!("limbo: {why}");
    std::process::exit(2)
}

/// The result of one case; `now` is for cases that say no time.
pub fn result(case: &Value, now: i64, ruleset: Ruleset) -> Value {
    let (actual, context) = match outcome(case, now, ruleset) {
        Ok(Ok(())) => ("SUCCESS", Value::Null),
        Ok(Err(why)) => ("FAILURE", Value::String(why)),
        Err(why) => ("SKIPPED", Value::String(why)),
    };
    json!({ "id": case["id"], "actual_result": actual, "context": context })
}

/// Accepted, or refused and why; or why the case cannot be put to the judge.
fn outcome(case: &Value, now: i64, ruleset: Ruleset) -> Result<Result<(), String>, String> {
    if case["signature_algorithms"].as_array().is_some_and(|all| !all.is_empty()) {
        return Err("a restriction on signature algorithms".to_owned());
    }
    let list = |key: &str| case[key].as_array().into_iter().flatten().map(pem_block).collect::<Result<Vec<_>, _>>();
    let chain = match (pem_block(&case["peer_certificate"]), list("untrusted_intermediates")) {
        (Ok(leaf), Ok(others)) => [vec![leaf], others].concat(),
        (Err(why), _) | (_, Err(why)) => return Ok(Err(why)),
    };
    let roots = list("trusted_certs").or_else(|why| if why.is_empty() { Ok(vec![]) } else { Err(why) })?;
    let now = match case["validation_time"].as_str() {
        Some(text) => time(text).ok_or_else(|| format!("time {text}"))?,
        None => now,
    };
    let (host, mailboxes) = peer_names(case)?;
    let purpose = match case["validation_kind"].as_str() {
        Some("CLIENT") => Purpose::Client,
        Some("SERVER") => Purpose::Server,
        other => return Err(format!("validation of kind {other:?}")),
    };
    let crls = match list("crls") {
        Ok(crls) => crls,
        Err(why) => return Err(format!("a revocation list: {why}")),
    };
    let revocation = if crls.is_empty() { Revocation::Ignore } else { Revocation::HardFail };
    let max_intermediates = case["max_chain_depth"].as_u64();
    let rules = Rules { ruleset, max_intermediates, revocation, crls, ..Rules::default() };
    let judgement = judge(&chain, &Policy { roots, host, now, purpose, rules });
    if let Some(check) = judgement.decisive_check() {
        let reason = check.refusal.as_ref().map(|r| r.to_string()).unwrap_or_default();
        let at = check.certificate.map(|at| format!(" at {at}")).unwrap_or_default();
        return Ok(Err(format!("{}{at}: {reason}", check.id.id())));
    }
    let leaf = chain.first().and_then(|der| Certificate::read(der).ok());
    let names = leaf.as_ref().and_then(|leaf| leaf.subject_alt_name()).unwrap_or_default();
    let missing = mailboxes.iter().find(|wanted| !names.contains(&GeneralName::Email((*wanted).clone())));
    Ok(missing.map_or(Ok(()), |wanted| Err(format!("no {wanted} among the names"))))
}

/// The host to look for, and the mailboxes that a client's certificate must name.
fn peer_names(case: &Value) -> Result<(Option<String>, Vec<String>), String> {
    let all = case["expected_peer_names"].as_array().into_iter().flatten();
    let (mut host, mut mailboxes) = (None, Vec::new());
    for name in all.chain([&case["expected_peer_name"]]).filter(|name| !name.is_null()) {
        let value = name["value"].as_str().unwrap_or_default().to_owned();
        match name["kind"].as_str() {
            Some("DNS" | "IP") if host.is_none() => host = Some(value),
            Some("RFC822") => mailboxes.push(value),
            other => return Err(format!("a peer name of kind {other:?}")),
        }
    }
    Ok((host, mailboxes))
}

fn pem_block(text: &Value) -> Result<Vec<u8>, String> {
    let blocks = pem::decode(text.as_str().unwrap_or_default()).map_err(|e| e.to_string())?;
    blocks.into_iter().next().map_or_else(|| Err(String::new()), |block| block.der.map_err(|e| e.to_string()))
}

/// `2024-03-01T00:00:00.999+00:00`, in whole seconds: certificates know no others.
fn time(text: &str) -> Option<i64> {
    let (seconds, rest) = text.split_at_checked(19)?;
    let zone = rest.trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
    matches!(zone, "Z" | "+00:00").then(|| der::parse_time(&format!("{seconds}Z"))).flatten()
}
