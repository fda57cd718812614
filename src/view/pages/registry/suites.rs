//! The rows of the cipher suites. Knows no suite by itself.

use super::lines::{Column, Line, cell, code, column, state, verdict, yes};
use crate::explain::registry::{Exchange, Mode, Proof, Suite, suites};
use crate::view::html::Html;
use crate::view::sight::Sight;
use crate::wire::ProtocolVersion;

pub const COLUMNS: &[Column] = &[
    column("page.registry.names", ""),
    column("registry.column.code", "wide"),
    column("registry.column.exchange", "wide"),
    column("registry.column.proof", "wide"),
    column("registry.column.cipher", "wide"),
    column("registry.column.bits", "wide"),
    column("registry.column.hash", "wide"),
    column("registry.column.versions", "names"),
    column("registry.column.forward", "wide"),
    column("registry.column.aead", "wide"),
    column("registry.column.verdicts", ""),
    column("page.registry.run", "wide names"),
];

pub fn lines(sight: &Sight) -> Vec<Line> {
    suites().iter().map(|suite| line(sight, suite)).collect()
}

fn line(sight: &Sight, suite: &Suite) -> Line {
    let number = format!("{:#06x}", suite.code.0);
    let words = format!("{} {} {number} {}", suite.name, suite.openssl.as_deref().unwrap_or_default(), suite.cipher);
    let bits = if suite.bits > 0 { suite.bits.to_string() } else { "–".to_owned() };
    let verdicts = match suite.signal {
        true => cell(&sight.t("page.registry.signal")),
        false => verdict(sight, &suite.verdicts),
    };
    let cells = vec![
        code(&number),
        cell(&exchange(suite)),
        cell(&proof(sight, suite)),
        cell(&cipher(sight, suite)),
        cell(&bits),
        cell(if suite.hash.is_empty() { "–" } else { suite.hash }),
        cell(&versions(suite)),
        yes(sight, !suite.signal && suite.is_forward_secret()),
        yes(sight, suite.is_aead()),
        verdicts,
        run(sight, suite),
    ];
    Line {
        name: suite.name,
        also: suite.openssl.clone().filter(|name| name != suite.name),
        cells,
        is: is(suite),
        words: words.to_lowercase(),
    }
}

/// What a suite can be narrowed by.
fn is(suite: &Suite) -> Vec<&'static str> {
    let mut is = Vec::new();
    if let Some((first, last)) = suite.versions {
        let within = |version: ProtocolVersion| (first.0..=last.0).contains(&version.0);
        is.extend(within(ProtocolVersion::TLSv1_3).then_some("v13"));
        is.extend(within(ProtocolVersion::TLSv1_2).then_some("v12"));
        is.extend((first.0 < ProtocolVersion::TLSv1_2.0).then_some("older"));
        is.push(if suite.is_forward_secret() { "forward" } else { "not_forward" });
        is.push(if suite.is_aead() { "aead" } else { "not_aead" });
        is.push(state(&suite.verdicts));
    }
    is.extend(suite.run.is_some().then_some("runs"));
    is
}

/// As names of suites have it.
pub fn exchange(suite: &Suite) -> String {
    match suite.exchange {
        Exchange::Open | Exchange::None => "–".to_owned(),
        Exchange::Kerberos => "Kerberos".to_owned(),
        Exchange::Password => "TLS-PWD".to_owned(),
        other => other.id().to_uppercase().replace('_', " "),
    }
}

fn proof(sight: &Sight, suite: &Suite) -> String {
    match suite.proof {
        Proof::Open | Proof::None => "–".to_owned(),
        // The key of the certificate does both.
        Proof::Static => exchange(suite),
        Proof::Shared | Proof::Anonymous => sight.t(&format!("registry.proof.{}", suite.proof)),
        other => other.id().to_uppercase(),
    }
}

/// Cipher and mode.
pub fn cipher(sight: &Sight, suite: &Suite) -> String {
    let mode = match suite.mode {
        Mode::Null if suite.signal => return "–".to_owned(),
        Mode::Null => return sight.t("registry.mode.null"),
        Mode::Stream | Mode::Aegis => "",
        Mode::Poly1305 => "Poly1305",
        Mode::Cbc => "CBC",
        Mode::Ctr => "CTR",
        Mode::Gcm => "GCM",
        Mode::Ccm => "CCM",
        Mode::Ccm8 => "CCM_8",
        Mode::Mgm => "MGM",
    };
    format!("{} {mode}", suite.cipher).trim_end().to_owned()
}

/// From the first to the last.
pub fn versions(suite: &Suite) -> String {
    let Some((first, last)) = suite.versions else { return "–".to_owned() };
    let [first, last] = [first, last].map(|version| version.name().unwrap_or_default());
    match (first == last, first.split_once(' '), last.split_once(' ')) {
        (true, ..) => first.to_owned(),
        (_, Some((one, _)), Some((other, number))) if one == other => format!("{first}–{number}"),
        _ => format!("{first}–{last}"),
    }
}

fn run(sight: &Sight, suite: &Suite) -> Html {
    let mut out = Html::new();
    match &suite.run {
        // Links of the same words lead to different runs.
        Some(run) => {
            let label = sight.tf("page.registry.run.of", &vec![("name", suite.name.to_owned())]);
            out.open("a", &[("href", &format!("#{run}")), ("aria-label", &label)]);
            out.text(&sight.t("page.registry.run")).close("a");
        }
        None => drop(out.el("span", "soft", "–")),
    }
    out
}
