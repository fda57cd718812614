//! An entry of a registry laid open: all that is known of it, each part explained. Knows no entry by itself.

use super::lines::{force, rfc};
use super::suites::{cipher, exchange, versions};
use super::which::{Registry, link, named};
use crate::explain::registry::{Exchange, Mode, Suite, Verdict, alerts, extensions, groups, schemes, suites};
use crate::explain::symptoms::causes;
use crate::explain::{Vars, name_texts};
use crate::view::choices::Page;
use crate::view::html::Html;
use crate::view::sight::Sight;
use crate::view::ways::to_entry;

/// The entry that the link names; nothing where it names none.
pub fn html(sight: &Sight) -> Html {
    let (registry, Some(name)) = named(sight.entry.as_deref()) else { return Html::new() };
    let body = match registry {
        Registry::Suites => suites().iter().find(|suite| suite.name == name).map(|suite| of_suite(sight, suite)),
        _ => other(sight, registry, name),
    };
    let mut out = Html::new();
    let Some(body) = body else { return out };
    let id = format!("entry-{registry}/{name}");
    out.open("article", &[("class", "laid"), ("aria-labelledby", &id)]).class("header", "");
    out.open("h2", &[("id", &id), ("class", "opened"), ("tabindex", "-1")]).el("code", "", name).close("h2");
    out.open("a", &[("href", &link(sight, registry, None))]).text(&sight.t("page.registry.close")).close("a");
    out.close("header").add(&body).close("article");
    out
}

/// A line of the list: what it is about, what it is, and why.
fn fact(sight: &Sight, out: &mut Html, about: &str, value: &str, ids: &[String]) {
    let told = sight.told(ids, &Vars::new());
    out.open("div", &[]).el("dt", "", &sight.t(about)).open("dd", &[]);
    let title = told.as_ref().map_or("", |told| told.title.as_str());
    out.open("b", &[]).prose(if value.is_empty() { title } else { value }).close("b");
    if !value.is_empty() && !title.is_empty() && title != value && title != sight.t(about) {
        out.text(" · ").prose(title);
    }
    for paragraph in told.iter().flat_map(|told| &told.body) {
        out.paragraph("", paragraph);
    }
    out.close("dd").close("div");
}

fn of_suite(sight: &Sight, suite: &Suite) -> Html {
    let mut out = Html::new();
    out.class("dl", "facts");
    let code = format!("{:#06x}", suite.code.0);
    fact(sight, &mut out, "registry.column.code", &code, &[]);
    if let Some(openssl) = suite.openssl.as_ref().filter(|name| *name != suite.name) {
        fact(sight, &mut out, "registry.column.openssl", openssl, &[]);
    }
    registered(sight, &mut out, suite.rfc, suite.recommended);
    if suite.signal {
        out.close("dl");
        if let Some(told) = sight.text(&format!("suite.{}", suite.name)) {
            out.paragraphs(&told.body);
        }
        return out;
    }
    // The texts say better than a dash that it is left open.
    let agreed =
        if matches!(suite.exchange, Exchange::Open | Exchange::None) { String::new() } else { exchange(suite) };
    fact(sight, &mut out, "registry.column.exchange", &agreed, &[format!("registry.exchange.{}", suite.exchange)]);
    fact(sight, &mut out, "registry.column.proof", "", &[format!("registry.proof.{}", suite.proof)]);
    let named = if suite.bits > 0 { cipher(sight, suite) } else { String::new() };
    fact(sight, &mut out, "registry.column.cipher", &named, &[format!("registry.mode.{}", suite.mode)]);
    if suite.bits > 0 {
        fact(sight, &mut out, "registry.column.bits", &bits(sight, suite), &["registry.column.bits".to_owned()]);
    }
    let part = |kinds: &[&str]| {
        let all = name_texts(suite.name).into_iter().flat_map(|text| text.keys);
        all.filter(|id| kinds.iter().any(|kind| id.starts_with(kind))).collect::<Vec<_>>()
    };
    let hash = part(&["suite.hkdf.", "suite.prf.", "suite.mac."]);
    let hash = if hash.is_empty() { vec![format!("registry.column.hash.{}", suite.hash_is_for())] } else { hash };
    fact(sight, &mut out, "registry.column.hash", suite.hash, &hash);
    fact(sight, &mut out, "registry.column.versions", &versions(suite), &[]);
    let yes = |is| sight.t(if is { "page.registry.yes" } else { "page.registry.no" });
    let own = |id: &str| [id.to_owned()];
    let forward = yes(suite.is_forward_secret());
    fact(sight, &mut out, "registry.column.forward", &forward, &own("registry.column.forward"));
    fact(sight, &mut out, "registry.column.aead", &yes(suite.is_aead()), &own("registry.column.aead"));
    let dtls = if suite.mode == Mode::Stream { "registry.column.dtls.stream" } else { "registry.column.dtls" };
    fact(sight, &mut out, "registry.column.dtls", &yes(suite.dtls), &own(dtls));
    out.close("dl");
    verdicts(sight, &mut out, &suite.verdicts);
    if let Some(run) = &suite.run {
        out.class("p", "goes").open("a", &[("class", "go"), ("href", &format!("#{run}"))]);
        out.text(&sight.t("registry.column.run")).close("a").close("p");
    }
    out
}

fn bits(sight: &Sight, suite: &Suite) -> String {
    sight.tf("page.registry.bits", &vec![("n", suite.bits.to_string())])
}

/// Where it is registered, and IANA's mark.
fn registered(sight: &Sight, out: &mut Html, number: Option<u16>, recommended: bool) {
    out.open("div", &[]).el("dt", "", &sight.t("registry.column.rfc")).open("dd", &[]).add(&rfc(number));
    out.close("dd").close("div");
    let mark = sight.t(if recommended { "page.registry.yes" } else { "page.registry.no" });
    fact(sight, out, "registry.column.recommended", &mark, &["registry.column.recommended".to_owned()]);
}

/// All that RFCs say against it.
fn verdicts(sight: &Sight, out: &mut Html, verdicts: &[Verdict]) {
    out.el("h3", "", &sight.t("registry.column.verdicts"));
    if verdicts.is_empty() {
        out.paragraph("soft", &sight.t("page.registry.is.clear"));
        return;
    }
    out.class("ul", "said");
    for verdict in verdicts {
        let own = (!verdict.why.is_empty()).then(|| format!("registry.fault.{}.{}", verdict.fault, verdict.why));
        let told = own.and_then(|id| sight.text(&id));
        let told = told.or_else(|| sight.text(&format!("registry.fault.{}", verdict.fault)));
        out.open("li", &[]).class("p", "force");
        force(sight, out, *verdict);
        out.close("p").open("p", &[]);
        for told in told.iter() {
            out.el("b", "", &told.title).text(sight.lang.colon()).prose(&told.body.join(sight.lang.between()));
        }
        out.close("p");
        for told in sight.text(&format!("registry.force.{}", verdict.force)).iter() {
            out.paragraph("soft", &told.body.join(sight.lang.between()));
        }
        out.close("li");
    }
    out.close("ul");
}

/// An entry of one of the smaller registries.
fn other(sight: &Sight, registry: Registry, name: &str) -> Option<Html> {
    let mut out = Html::new();
    let mut told = |family: &str| {
        for text in sight.text(&format!("{family}.{name}")).iter() {
            out.class("p", "").el("b", "", &text.title).close("p").paragraphs(&text.body);
        }
    };
    match registry {
        Registry::Alerts => {
            let row = alerts().into_iter().find(|row| row.name == name)?;
            told("alert");
            out.class("dl", "facts");
            fact(sight, &mut out, "registry.column.code", &row.alert.0.to_string(), &[]);
            out.open("div", &[]).el("dt", "", &sight.t("registry.column.rfc")).open("dd", &[]).add(&rfc(row.rfc));
            out.close("dd").close("div");
            let current = sight.t(if row.current { "page.registry.yes" } else { "page.registry.no" });
            fact(sight, &mut out, "page.registry.current", &current, &[]);
            out.close("dl");
            let own: Vec<_> = causes().iter().filter(|cause| cause.alert == Some(row.alert)).collect();
            if !own.is_empty() {
                out.el("h3", "", &sight.t("page.registry.causes")).class("ul", "links");
                for cause in own {
                    let entry = to_entry(sight, Page::Failures, Some(cause.id));
                    out.open("li", &[]).open("a", &[("href", &entry)]).text(&sight.t(&cause.short_id()));
                    out.close("a").close("li");
                }
                out.close("ul");
            }
        }
        Registry::Extensions => {
            let row = extensions().into_iter().find(|row| row.name == name)?;
            told("extension");
            out.class("dl", "facts");
            fact(sight, &mut out, "registry.column.code", &row.extension.0.to_string(), &[]);
            registered(sight, &mut out, row.rfc, row.recommended);
            let places = if row.places.is_empty() { "–".to_owned() } else { row.places.join(", ") };
            let told = (!row.places.is_empty()).then(|| "page.registry.places".to_owned());
            fact(sight, &mut out, "page.registry.places", &places, told.as_slice());
            out.close("dl");
        }
        Registry::Groups => {
            let row = groups().into_iter().find(|row| row.name == name)?;
            told("group");
            out.class("dl", "facts");
            fact(sight, &mut out, "registry.column.code", &format!("{:#06x}", row.group.0), &[]);
            fact(sight, &mut out, "page.registry.kind", "", &[format!("registry.group.{}", row.kind)]);
            registered(sight, &mut out, row.rfc, row.recommended);
            out.close("dl");
            verdicts(sight, &mut out, &row.verdicts);
        }
        _ => {
            let row = schemes().into_iter().find(|row| row.name == name)?;
            told("scheme");
            out.class("dl", "facts");
            fact(sight, &mut out, "registry.column.code", &format!("{:#06x}", row.scheme.0), &[]);
            registered(sight, &mut out, row.rfc, row.recommended);
            out.close("dl");
            verdicts(sight, &mut out, &row.verdicts);
        }
    }
    Some(out)
}
