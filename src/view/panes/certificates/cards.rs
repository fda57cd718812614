//! A chain as cards, from the leaf to the root that the judge trusts: what each certificate says, and what became of it.
//! Knows no rule.

use super::court::owner;
use super::scale::Scale;
use crate::lab::Case;
use crate::pki::der::format_time;
use crate::pki::{Certificate, Check, CheckId, Judgement, Place, Verdict, pem};
use crate::view::bytes::spaced;
use crate::view::html::Html;
use crate::view::panes::did::place as place_name;
use crate::view::sight::Sight;

/// The certificates before a judge: the path that the run found, from the leaf to the root; then what lies on none.
pub fn order(case: &Case) -> Vec<(Place, &[u8])> {
    let sent = (0..case.chain.len()).map(Place::Sent);
    let all = sent.chain((0..case.policy.roots.len()).map(Place::Root));
    let rest = all.filter(|place| !case.path.contains(place));
    let whole = case.path.iter().copied().chain(rest);
    whole.filter_map(|place| Some((place, der(case, place)?))).collect()
}

/// The DER of a certificate.
pub fn der(case: &Case, place: Place) -> Option<&[u8]> {
    let found = match place {
        Place::Sent(at) => case.chain.get(at),
        Place::Root(at) => case.policy.roots.get(at),
    };
    found.map(Vec::as_slice)
}

/// The name of a certificate's file, without its ending.
fn file(case: &Case, place: Place) -> String {
    match place {
        Place::Sent(at) => format!("{}-{}", owner(case).name(), at + 1),
        Place::Root(at) => format!("{}-root-{}", owner(case).name(), at + 1),
    }
}

/// The cards. What the clock decides is put in later.
pub fn html(sight: &Sight, out: &mut Html, nth: usize, case: &Case) {
    out.class("ol", "certs");
    for (card, (place, der)) in order(case).into_iter().enumerate() {
        out.class("li", "cert").el("p", "cap", &place_name(sight, place));
        out.el("h3", "", &title(sight, der));
        out.open("div", &[("id", &format!("fate-{nth}-{card}")), ("class", "fate")]).close("div");
        match Certificate::read(der) {
            Ok(certificate) => says(sight, out, &certificate),
            Err(error) => drop(out.el("p", "value", &error.to_string())),
        }
        take(sight, out, &file(case, place), der);
        bytes(sight, out, (nth, card), der.len());
        out.close("li");
    }
    out.close("ol");
}

/// What a certificate is called: its subject.
pub fn title(sight: &Sight, der: &[u8]) -> String {
    Certificate::read(der).map_or_else(|_| sight.t("page.cert.unreadable"), |own| own.subject.to_string())
}

/// What a certificate says of itself.
fn says(sight: &Sight, out: &mut Html, certificate: &Certificate) {
    let names = certificate.subject_alt_name().unwrap_or(&[]);
    let names = names.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let key = certificate.public_key().map_or_else(
        |error| error.to_string(),
        |key| sight.tf("page.cert.bits", &vec![("kind", key.kind().name().into()), ("n", key.bits().to_string())]),
    );
    let authority = certificate.basic_constraints().is_some_and(|(authority, _)| authority);
    out.open("dl", &[]);
    for (id, value) in [
        ("page.cert.names", names),
        ("page.cert.issuer", certificate.issuer.to_string()),
        ("page.cert.serial", spaced(&certificate.serial, usize::MAX)),
        ("page.cert.key", key),
        ("page.cert.signature", certificate.signature_algorithm.to_string()),
        ("page.cert.authority", sight.t(if authority { "page.cert.yes" } else { "page.cert.no" })),
    ] {
        if !value.is_empty() {
            out.el("dt", "", &sight.t(id)).el("dd", "", &value);
        }
    }
    out.close("dl");
}

/// What the clock makes of a certificate: its validity as a bar, and what is wrong with it.
pub fn fate(sight: &Sight, scale: &Scale, now: i64, place: Place, der: &[u8], judgement: &Judgement) -> Html {
    let mut out = Html::new();
    let flaw = |check: &&Check| check.certificate == Some(place) && check.verdict == Verdict::Fail;
    let failed = || judgement.checks.iter().filter(flaw);
    let late = failed().any(|check| matches!(check.id, CheckId::NotBefore | CheckId::NotAfter));
    if let Ok(certificate) = Certificate::read(der) {
        let (from, to) = (scale.place(certificate.not_before), scale.place(certificate.not_after));
        let needle = scale.place(now).to_string();
        let class = if late { "span late" } else { "span" };
        out.open(
            "svg",
            &[("class", class), ("viewBox", "0 0 1000 20"), ("preserveAspectRatio", "none"), ("aria-hidden", "true")],
        );
        let (x, width) = (from.to_string(), (to - from).max(2).to_string());
        out.open("rect", &[("x", &x), ("y", "5"), ("width", &width), ("height", "10")]).close("rect");
        out.open("line", &[("x1", &needle), ("x2", &needle), ("y1", "0"), ("y2", "20")]).close("line").close("svg");
        let days = [certificate.not_before, certificate.not_after].map(format_time);
        out.class("p", "days").el("span", "unseen", &sight.t("page.cert.validity"));
        for day in &days {
            out.open("time", &[("datetime", day), ("title", day)]).text(day.get(..10).unwrap_or(day)).close("time");
        }
        out.close("p");
    }
    out.class("p", "flaws");
    for check in failed() {
        let why = check.refusal.as_ref().map(|reason| sight.name("refusal", reason.id())).unwrap_or_default();
        out.el("span", "tag differ", &format!("✗ {why}"));
    }
    if !judgement.path.contains(&place) {
        out.el("span", "tag", &sight.t("page.cert.unused"));
    } else if failed().count() == 0 {
        out.el("span", "tag same", &format!("✓ {}", sight.t("page.cert.sound")));
    }
    out.close("p");
    out
}

/// What can be taken along: PEM, DER, and the command that reads it.
fn take(sight: &Sight, out: &mut Html, file: &str, der: &[u8]) {
    let text = pem::encode("CERTIFICATE", der);
    let base64 = text.lines().filter(|line| !line.starts_with('-')).collect::<String>();
    let command = format!("openssl x509 -in {file}.pem -noout -text");
    let copy = |out: &mut Html, what: &str, id: &str| {
        let label = format!("{}: {file}", sight.t(id));
        out.open("button", &[("class", "chip"), ("data-act", "copy"), ("data-copy", what), ("aria-label", &label)]);
        out.text(&sight.t(id)).close("button");
    };
    out.class("div", "take");
    copy(out, &text, "page.cert.copy_pem");
    let pem = text.replace(' ', "%20").replace('\n', "%0A");
    for (href, end, id) in [
        (format!("data:application/x-pem-file,{pem}"), "pem", "page.cert.save_pem"),
        (format!("data:application/pkix-cert;base64,{base64}"), "der", "page.cert.save_der"),
    ] {
        let name = format!("{file}.{end}");
        let label = format!("{}: {name}", sight.t(id));
        out.open("a", &[("class", "chip"), ("href", &href), ("download", &name), ("aria-label", &label)]);
        out.text(&sight.t(id)).close("a");
    }
    out.el("code", "value", &command);
    copy(out, &command, "page.cert.copy_command");
    out.close("div");
}

/// What lays a certificate open, below the cards.
fn bytes(sight: &Sight, out: &mut Html, (nth, card): (usize, usize), len: usize) {
    let id = format!("bytes-{nth}-{card}");
    let (court, card, inside) = (nth.to_string(), card.to_string(), format!("inside-{nth}"));
    let of = [("data-act", "der"), ("data-court", &*court), ("data-n", &*card)];
    let opens = [("class", "chip bytes"), ("id", &*id), ("aria-expanded", "false"), ("aria-controls", &*inside)];
    out.open("button", &[&opens[..], &of[..]].concat());
    out.text(&sight.tf("page.cert.bytes", &vec![("len", len.to_string())])).close("button");
}
