//! `suites`: the registry of cipher suites as a list. Knows nothing of any suite.

use std::fmt::Write;

use handscope::explain::registry::{Suite, suites};

use super::{End, out, words};

/// Prints those whose name, OpenSSL's name or code point contains the filter, in any case.
pub fn run(filter: &str) -> End {
    let filter = filter.to_lowercase();
    let fits = |suite: &Suite| {
        let openssl = suite.openssl.as_deref().unwrap_or_default();
        [suite.name, openssl, &code(suite)].iter().any(|name| name.to_lowercase().contains(&filter))
    };
    let found: String = suites().iter().filter(|suite| fits(suite)).map(told).collect();
    if found.is_empty() {
        return End::Failed("no registered suite is called so".to_owned());
    }
    out(&found);
    End::Good
}

fn code(suite: &Suite) -> String {
    format!("0x{:04x}", suite.code.0)
}

fn told(suite: &Suite) -> String {
    let mut text = format!("{}  {}", code(suite), suite.name);
    if let Some(name) = suite.openssl.as_deref().filter(|name| *name != suite.name) {
        write!(text, "  {name}").unwrap_or_default();
    }
    text.push('\n');
    let label = |family: &str, id: &str| words::text(&format!("registry.{family}.{id}")).0;
    if let Some((first, last)) = suite.versions {
        let exchange = label("exchange", suite.exchange.id());
        let proof = label("proof", suite.proof.id());
        let mode = label("mode", suite.mode.id());
        let cipher = if suite.cipher.is_empty() { mode } else { format!("{} {} {mode}", suite.cipher, suite.bits) };
        let hash =
            if suite.hash.is_empty() { words::text("registry.column.hash.none").0 } else { suite.hash.to_owned() };
        writeln!(text, "        {exchange}; {proof}; {cipher}; {hash}").unwrap_or_default();
        let name = |version: handscope::wire::ProtocolVersion| version.name().unwrap_or_default();
        let versions = if first == last { name(last).to_owned() } else { format!("{} to {}", name(first), name(last)) };
        let marks = [(suite.is_forward_secret(), "forward secrecy"), (suite.is_aead(), "AEAD")];
        let marks = marks.into_iter().chain([(suite.recommended, "recommended"), (suite.dtls, "DTLS")]);
        let marks: String = marks.filter(|(is, _)| *is).map(|(_, mark)| format!("; {mark}")).collect();
        let rfc = suite.rfc.map(|rfc| format!("; RFC {rfc}")).unwrap_or_default();
        writeln!(text, "        {versions}{marks}{rfc}").unwrap_or_default();
    }
    for verdict in &suite.verdicts {
        let (force, fault) = (label("force", verdict.force.id()), label("fault", verdict.fault.id()));
        let since = verdict.year.map(|year| format!(" since {year}")).unwrap_or_default();
        writeln!(text, "        {force}{since} ({}): {fault}", verdict.clause).unwrap_or_default();
    }
    if let Some(run) = &suite.run {
        writeln!(text, "        handscope trace '{run}'").unwrap_or_default();
    }
    text
}
