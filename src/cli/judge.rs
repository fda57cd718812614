//! `handscope judge`: certificates from files, judged as our client judges them, check by check. Knows no rule of its own.

use std::fmt::Write;

use handscope::lab::{Scenario, json as to_json};
use handscope::pki::der::format_time;
use handscope::pki::{
    Certificate, Check, Judgement, Policy, Purpose, Revocation, Rules, Ruleset, Staple, Verdict, judge_stapled,
};
use handscope::tls::Refusal;
use handscope::wire::{Version, printable};
use serde_json::json;

use super::args::Judge;
use super::show::wrap;
use super::{End, files, out, report, setup, words};

/// The longest line of what was compared, in characters.
const WIDTH: usize = 96;
/// The longest value that is shown of a check, in characters.
const SHOWN: usize = 300;

/// Judges, prints, and fails where the chain is refused.
pub fn run(ask: &Judge) -> End {
    let (chain, staple, policy) = match read(ask) {
        Ok(read) => read,
        Err(why) => return End::Usage(why),
    };
    let given = match &staple {
        Some(der) => Staple::Given(&der[..]),
        None => Staple::NotAsked,
    };
    let judgement = judge_stapled(&chain, &[given], &policy);
    out(&if ask.json { object(&judgement, &policy) } else { told(&chain, &judgement, &policy) });
    match refused(&judgement) {
        None => End::Good,
        Some((reason, alert, clause)) => End::Failed(format!("refused: {reason} (alert {alert}, {clause})")),
    }
}

type Asked = (Vec<Vec<u8>>, Option<Vec<u8>>, Policy);

fn read(ask: &Judge) -> Result<Asked, String> {
    let mut warnings = Vec::new();
    let now = match &ask.time {
        None => setup::now(),
        Some(time) => clock(time)?,
    };
    let roots = files::roots(&ask.roots, &mut warnings)?;
    let chain = files::certificates(&ask.chain, "", &mut warnings)?;
    let mut rules = Rules { ruleset: ask.profile, revocation: ask.revocation, ..Rules::default() };
    files::statements(&ask.crls, &ask.responses, &mut rules, &mut warnings)?;
    let staple = ask.staple.as_deref().map_or(Ok(None), |path| files::staple(path, &mut warnings))?;
    warnings.iter().for_each(|warning| report(&format!("warning: {warning}")));
    Ok((chain, staple, Policy { roots, host: ask.host.clone(), now, purpose: ask.purpose, rules }))
}

/// A time as scenarios write it.
fn clock(text: &str) -> Result<i64, String> {
    let parsed = Scenario::parse(&format!("time={}", text.replace('&', "%26")));
    parsed.map(|parsed| parsed.scenario.time).map_err(|errors| {
        let allowed = errors.first().map(|error| error.allowed.clone()).unwrap_or_default();
        format!("--time: `{text}` is not allowed; allowed: {allowed}")
    })
}

/// Reason, alert and clause of a refusal.
fn refused(judgement: &Judgement) -> Option<(String, String, String)> {
    let reason = judgement.reason()?;
    let (alert, clause) = Refusal::Chain(reason.clone()).verdict(Version::Tls13);
    Some((reason.to_string(), alert.to_string(), clause.to_string()))
}

fn object(judgement: &Judgement, policy: &Policy) -> String {
    let refusal = refused(judgement).map(|(reason, alert, clause)| {
        let why = judgement.reason().and_then(words::why);
        json!({ "reason": reason, "alert": alert, "clause": clause, "why": why })
    });
    let told = |check| {
        let words = json!({ "title": words::question(check), "answer": words::answer(check) });
        to_json::extended(to_json::check(check), words)
    };
    let asked = json!({
        "checks": judgement.checks.iter().map(told).collect::<Vec<_>>(),
        "host": policy.host,
        "time": policy.now,
        "purpose": purpose(policy.purpose),
        "profile": policy.rules.ruleset.id(),
        "revocation": policy.rules.revocation.id(),
        "refusal": refusal,
    });
    let value = to_json::extended(to_json::judgement(judgement), asked);
    serde_json::to_string_pretty(&value).unwrap_or_default() + "\n"
}

fn told(chain: &[Vec<u8>], judgement: &Judgement, policy: &Policy) -> String {
    let mut text = String::new();
    for (at, der) in chain.iter().enumerate() {
        let name = match Certificate::read(der) {
            Ok(read) => format!("{}, issued by {}", read.subject, read.issuer),
            Err(error) => format!("unreadable: {error}"),
        };
        writeln!(text, "sent.{at}  {name}").unwrap_or_default();
    }
    let path: Vec<String> = judgement.path.iter().map(ToString::to_string).collect();
    let host = policy.host.as_ref().map_or_else(|| "any".to_owned(), printable);
    let (now, purpose, rules) = (format_time(policy.now), purpose(policy.purpose), &policy.rules);
    let (profile, revocation) = (rules.ruleset.id(), rules.revocation.id());
    writeln!(text, "host {host}; time {now}; purpose {purpose}; profile {profile}; revocation {revocation}")
        .unwrap_or_default();
    writeln!(text, "path {}\n", path.join(" ")).unwrap_or_default();
    for (at, check) in judgement.checks.iter().enumerate() {
        write_check(&mut text, check, judgement.decisive == Some(at));
    }
    let failed = judgement.checks.iter().filter(|check| check.verdict == Verdict::Fail).count();
    let verdict = match refused(judgement) {
        None => "accepted".to_owned(),
        Some((reason, alert, clause)) => format!("REFUSED: {reason} (alert {alert}, {clause})"),
    };
    writeln!(text, "\n{verdict}; {failed} of {} checks failed", judgement.checks.len()).unwrap_or_default();
    text
}

/// `FAIL  not_after  sent.0  Is it still valid? (RFC 5280 §4.1.2.5)`, and below what was found and compared; where it
/// failed, why that matters, and where others decide otherwise, what they do.
fn write_check(text: &mut String, check: &Check, decisive: bool) {
    let verdict = match check.verdict {
        Verdict::Pass => "pass",
        Verdict::Fail => "FAIL",
        Verdict::NotApplicable => "-",
    };
    let of = check.certificate.map(|place| place.to_string()).unwrap_or_default();
    let (id, question, clause) = (check.id.id(), words::question(check), check.clause);
    let strict = if check.id.ruleset() == Ruleset::Strict { "strict: " } else { "" };
    writeln!(text, "{verdict:4}  {id:21}  {of:7}  {strict}{question} ({clause})").unwrap_or_default();
    let mut below = Vec::new();
    if let Some(reason) = &check.refusal {
        let (alert, _) = Refusal::Chain(reason.clone()).verdict(Version::Tls13);
        let mark = if decisive { ", and this decides" } else { "" };
        writeln!(text, "      refused: {reason} (alert {alert}){mark}").unwrap_or_default();
        below.extend(words::answer(check));
        below.extend(words::why(reason));
    }
    below.extend(words::practice(check));
    let pair = |(name, value): &(&str, String)| match value.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{name} {}...", value.get(..at).unwrap_or_default()),
        None => format!("{name} {value}"),
    };
    below.push(check.compared.iter().map(pair).collect::<Vec<_>>().join("; "));
    for line in below.iter().flat_map(|words| wrap(words, WIDTH)).filter(|line| !line.is_empty()) {
        writeln!(text, "      {line}").unwrap_or_default();
    }
}

fn purpose(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Server => "server",
        Purpose::Client => "client",
    }
}

/// The words of `--revocation`.
pub const REVOCATION: &[(&str, Revocation)] =
    &[("off", Revocation::Ignore), ("soft", Revocation::SoftFail), ("hard", Revocation::HardFail)];

/// The words of `--profile`.
pub const PROFILES: &[(&str, Ruleset)] = &[("web", Ruleset::Web), ("strict", Ruleset::Strict)];
