//! A chain as cards, from the leaf to the root that the judge trusts: what each certificate says, and what became of it.
//! Knows no rule.

use super::owner;
use super::scale::Scale;
use crate::page::bytes::spaced;
use crate::page::html::Html;
use crate::page::stage::did::place as place_name;
use crate::page::state::App;
use handscope::lab::Case;
use handscope::pki::der::format_time;
use handscope::pki::{Certificate, CheckId, Judgement, Place, Verdict, pem};

/// The certificates of a case with the names of their files: what was sent, the leaf first, then the judge's roots.
pub fn order(case: &Case) -> Vec<(String, Place, &[u8])> {
    let sent = (0..case.chain.len()).map(Place::Sent);
    let all = sent.chain((0..case.policy.roots.len()).map(Place::Root));
    let of = |place: Place| match place {
        Place::Sent(at) => (format!("{}-{}", owner(case).name(), at + 1), case.chain.get(at)),
        Place::Root(at) => (format!("{}-root-{}", owner(case).name(), at + 1), case.policy.roots.get(at)),
    };
    let whole = all.filter_map(|place| {
        let (file, der) = of(place);
        Some((file, place, &der?[..]))
    });
    whole.collect()
}

/// The cards. What the clock decides is put in later.
pub fn html(app: App, out: &mut Html, nth: usize, case: &Case) {
    out.class("ol", "certs");
    for (card, (file, place, der)) in order(case).into_iter().enumerate() {
        out.class("li", "cert").el("p", "cap", &place_name(app, place));
        let read = Certificate::read(der);
        let title = read.as_ref().map_or_else(|_| app.t("page.cert.unreadable"), |own| own.subject.to_string());
        out.el("h3", "", &title);
        out.open("div", &[("id", &format!("fate-{nth}-{card}")), ("class", "fate")]).close("div");
        match read {
            Ok(certificate) => says(app, out, &certificate),
            Err(error) => drop(out.el("p", "value", &error.to_string())),
        }
        take(app, out, &file, der);
        if let Place::Sent(at) = place {
            bytes(app, out, nth, at);
        }
        out.close("li");
    }
    out.close("ol");
}

/// What a certificate says of itself.
fn says(app: App, out: &mut Html, certificate: &Certificate) {
    let names = certificate.subject_alt_name().unwrap_or(&[]);
    let names = names.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let key = certificate.public_key().map_or_else(
        |error| error.to_string(),
        |key| app.tf("page.cert.bits", &vec![("kind", key.kind().name().into()), ("n", key.bits().to_string())]),
    );
    let authority = certificate.basic_constraints().is_some_and(|(authority, _)| authority);
    out.open("dl", &[]);
    for (id, value) in [
        ("page.cert.names", names),
        ("page.cert.issuer", certificate.issuer.to_string()),
        ("page.cert.serial", spaced(&certificate.serial, usize::MAX)),
        ("page.cert.key", key),
        ("page.cert.signature", certificate.signature_algorithm.to_string()),
        ("page.cert.authority", app.t(if authority { "page.cert.yes" } else { "page.cert.no" })),
    ] {
        if !value.is_empty() {
            out.el("dt", "", &app.t(id)).el("dd", "", &value);
        }
    }
    out.close("dl");
}

/// What the clock makes of a certificate: its validity as a bar, and what is wrong with it.
pub fn fate(app: App, scale: &Scale, now: i64, place: Place, der: &[u8], judgement: &Judgement) -> Html {
    let mut out = Html::new();
    let own = || judgement.checks.iter().filter(|check| check.certificate == Some(place));
    let failed = || own().filter(|check| check.verdict == Verdict::Fail);
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
        out.class("p", "days").el("span", "unseen", &app.t("page.cert.validity"));
        for day in &days {
            out.open("time", &[("datetime", day), ("title", day)]).text(day.get(..10).unwrap_or(day)).close("time");
        }
        out.close("p");
    }
    out.class("p", "flaws");
    for check in failed() {
        let why = check.refusal.as_ref().map(|reason| app.name("refusal", reason.id())).unwrap_or_default();
        out.el("span", "tag differ", &format!("✗ {why}"));
    }
    match (own().count(), failed().count()) {
        (0, _) => drop(out.el("span", "tag", &app.t("page.cert.unused"))),
        (_, 0) => drop(out.el("span", "tag same", &format!("✓ {}", app.t("page.cert.sound")))),
        _ => {}
    }
    out.close("p");
    out
}

/// What can be taken along: PEM, DER, and the command that reads it.
fn take(app: App, out: &mut Html, file: &str, der: &[u8]) {
    let text = pem::encode("CERTIFICATE", der);
    let base64 = text.lines().filter(|line| !line.starts_with('-')).collect::<String>();
    let command = format!("openssl x509 -in {file}.pem -noout -text");
    let copy = |out: &mut Html, what: &str, id: &str| {
        let label = format!("{}: {file}", app.t(id));
        out.open("button", &[("class", "chip"), ("data-act", "copy"), ("data-copy", what), ("aria-label", &label)]);
        out.text(&app.t(id)).close("button");
    };
    out.class("div", "take");
    copy(out, &text, "page.cert.copy_pem");
    let pem = text.replace(' ', "%20").replace('\n', "%0A");
    for (href, end, id) in [
        (format!("data:application/x-pem-file,{pem}"), "pem", "page.cert.save_pem"),
        (format!("data:application/pkix-cert;base64,{base64}"), "der", "page.cert.save_der"),
    ] {
        let name = format!("{file}.{end}");
        let label = format!("{}: {name}", app.t(id));
        out.open("a", &[("class", "chip"), ("href", &href), ("download", &name), ("aria-label", &label)]);
        out.text(&app.t(id)).close("a");
    }
    out.el("code", "value", &command);
    copy(out, &command, "page.cert.copy_command");
    out.close("div");
}

/// The way to the bytes of a certificate that was sent.
fn bytes(app: App, out: &mut Html, court: usize, at: usize) {
    let (court, at) = (court.to_string(), at.to_string());
    out.open("button", &[("class", "chip bytes"), ("data-act", "der"), ("data-court", &court), ("data-n", &at)]);
    out.text(&app.t("page.cert.bytes")).close("button");
}
