//! The search: what was typed leads to what was meant, in both languages; what is asked of the other language is lent by
//! `assets/names.txt`; every row leads to where its thing shows.

#![cfg(test)]

#[path = "support/markup.rs"]
mod markup;
mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use handscope::explain::search::{Index, Kind, To};
use handscope::explain::symptoms::Cause;
use handscope::explain::{Pack, panes, term};
use handscope::lab::{Scenario, gallery};
use handscope::view::choices::{Lang, Page};
use handscope::view::link::{self, View};
use handscope::view::panes::{inspect, picked};
use handscope::view::search::{self, Wanted};
use handscope::view::sight::{Shown, Sight};
use markup::{golden, lines, well_formed};
use support::{LANGUAGES, pack, texts};

/// The titles that the other languages lend, by the longest rule that fits.
fn lent(id: &str) -> bool {
    static RULES: LazyLock<Vec<(String, bool)>> = LazyLock::new(|| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/names.txt");
        let text = fs::read_to_string(path).unwrap();
        let rules = text.lines().filter(|line| line.starts_with(['+', '-']));
        rules.map(|line| (line[1..].trim().to_owned(), line.starts_with('+'))).collect()
    });
    let fits = RULES.iter().filter(|(start, _)| id.starts_with(start.as_str()));
    fits.max_by_key(|(start, _)| start.len()).is_some_and(|(_, lends)| *lends)
}

/// A language's texts, with the titles of the other that a rule takes.
fn both(language: &str, takes: impl Fn(&str) -> bool) -> Pack {
    let other = LANGUAGES.into_iter().find(|other| *other != language).unwrap();
    let lines =
        texts(other).into_iter().filter(|(id, entry)| !entry.title.is_empty() && takes(id)).map(|(id, entry)| {
            let titles = [vec![entry.title], entry.also].concat().join("|");
            format!("other.{id}\t{titles}\t\n")
        });
    let mut all = pack(language);
    all.merge(Pack::read(&lines.collect::<String>()).unwrap());
    all
}

fn sight(text: &str, lang: Lang) -> Sight {
    let scenario = Scenario::parse(text).unwrap().scenario;
    let shown = Arc::new(Shown::of(&scenario, link::write(&scenario)));
    Sight::new(shown, &View::default(), Arc::new(both(lang.tag(), lent)), lang)
}

fn index(sight: &Sight) -> Index {
    Index::new(&sight.texts, &sight.shown.trace, search::more(sight))
}

static SIGHTS: LazyLock<[Sight; 2]> = LazyLock::new(|| Lang::ALL.map(|lang| sight("v=1", lang)));
static INDICES: LazyLock<[Index; 2]> = LazyLock::new(|| [index(&SIGHTS[0]), index(&SIGHTS[1])]);

/// Where the best of what is found leads, in a few words.
fn best(lang: Lang, query: &str, count: usize) -> Vec<String> {
    let index = &INDICES[lang as usize];
    let found = index.find(query);
    let rows = found.rows.iter().filter_map(|at| index.row(*at)).take(count);
    rows.map(|row| match &row.to {
        To::Term(id) => format!("term {id}"),
        To::Cause(id) => format!("cause {id}"),
        To::Fault(id) => format!("fault {id}"),
        To::Run(_) => format!("example {}", row.title),
        To::Entry(kind, name) => format!("{kind} {name}"),
        To::Here { field: Some(field), .. } => format!("field {field}"),
        To::Here { .. } => format!("{} {}", row.kind, row.also.last().unwrap_or(&row.title)),
        To::Pane(pane) => format!("pane {}", pane.name()),
        To::Link(_) => format!("page {}", row.title),
    })
    .collect()
}

/// What is typed, in which language, and what must be among the first so many.
const QUERIES: &[(&str, Lang, usize, &str)] = &[
    ("forward secrecy", Lang::En, 1, "term forward_secrecy"),
    ("secrecy FORWARD", Lang::En, 1, "term forward_secrecy"),
    ("forw", Lang::En, 1, "term forward_secrecy"),
    ("前方秘匿性", Lang::Ja, 1, "term forward_secrecy"),
    ("前方秘匿性", Lang::En, 1, "term forward_secrecy"),
    ("forward secrecy", Lang::Ja, 1, "term forward_secrecy"),
    ("SNI", Lang::En, 1, "term sni"),
    ("ＳＮＩ", Lang::Ja, 1, "term sni"),
    ("sni", Lang::En, 4, "extension server_name"),
    ("0x1301", Lang::En, 1, "suite TLS_AES_128_GCM_SHA256"),
    ("1301", Lang::Ja, 1, "suite TLS_AES_128_GCM_SHA256"),
    ("13,01", Lang::En, 1, "suite TLS_AES_128_GCM_SHA256"),
    ("{0x13, 0x02}", Lang::En, 1, "suite TLS_AES_256_GCM_SHA384"),
    ("C02F", Lang::En, 1, "suite TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"),
    ("ECDHE-RSA-AES128-GCM-SHA256", Lang::En, 1, "suite TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"),
    ("ecdhe rsa chacha20", Lang::En, 2, "suite TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"),
    ("42", Lang::En, 1, "alert bad_certificate"),
    ("alert 42", Lang::En, 1, "alert bad_certificate"),
    ("アラート42", Lang::Ja, 1, "alert bad_certificate"),
    ("0x001d", Lang::En, 1, "group x25519"),
    ("0x0807", Lang::En, 1, "scheme ed25519"),
    ("handshake_failure", Lang::Ja, 1, "alert handshake_failure"),
    ("handshake failure", Lang::En, 1, "alert handshake_failure"),
    ("key_share", Lang::En, 3, "field client_hello.extensions.key_share"),
    ("server random", Lang::En, 3, "field server_hello.random"),
    ("ServerHello", Lang::En, 2, "step server_hello"),
    ("verify_data", Lang::Ja, 2, "field finished.verify_data"),
    ("notAfter", Lang::En, 1, "field certificate.certificate_list.0.cert_data.value.tbsCertificate.validity.notAfter"),
    ("client_handshake_traffic_secret", Lang::Ja, 1, "secret client_handshake_traffic_secret"),
    ("wrong host", Lang::En, 2, "fault wrong_host"),
    ("expired_certificate", Lang::Ja, 2, "fault expired_certificate"),
    ("ﾊﾝﾄﾞｼｪｲｸ", Lang::Ja, 1, "term handshake"),
    ("はんどしぇいく", Lang::En, 1, "term handshake"),
    ("サーバ", Lang::Ja, 1, "term server"),
    ("証明書が期限切れ", Lang::En, 7, "cause expired"),
    ("証明書が期限切れ", Lang::Ja, 5, "fault expired_certificate"),
    ("スイートを選ぶ", Lang::Ja, 8, "field server_hello.cipher_suite"),
    ("セッション再開", Lang::Ja, 1, "term session_resumption"),
    ("0rtt", Lang::En, 1, "term early_data"),
    ("keyshare", Lang::En, 1, "term key_share"),
    ("no shared cipher", Lang::En, 1, "cause no_common_suite"),
    ("curl: (60) SSL certificate problem: certificate has expired", Lang::Ja, 1, "cause expired"),
    (
        "ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate",
        Lang::En,
        1,
        "cause self_signed",
    ),
    ("PR_END_OF_FILE_ERROR", Lang::En, 1, "cause cut_off"),
    ("decrypt_error", Lang::En, 1, "alert decrypt_error"),
    ("replay", Lang::En, 2, "fault replay"),
    ("who knows", Lang::En, 1, "pane knows"),
    ("用語集", Lang::Ja, 1, "page 用語集"),
    ("glossary", Lang::Ja, 1, "page 用語集"),
    ("cipher suites", Lang::En, 2, "page Cipher suites"),
    ("what is a handshake", Lang::En, 1, "term handshake"),
    ("extention server name", Lang::En, 2, "extension server_name"),
    ("certifcate verify", Lang::En, 5, "term certificate_verify"),
    ("cypher suite", Lang::En, 1, "term cipher_suite"),
    ("ハンドシェーク", Lang::Ja, 1, "term handshake"),
    ("HelloRetryRequest", Lang::Ja, 1, "term hello_retry_request"),
    ("ocsp stapling", Lang::Ja, 1, "term ocsp_stapling"),
];

#[test]
fn what_is_typed_leads_to_what_is_meant() {
    let mut wrong = Vec::new();
    for (query, lang, count, wanted) in QUERIES {
        let found = best(*lang, query, *count);
        if !found.iter().any(|one| one == wanted) {
            wrong.push(format!("{} {query}: {wanted} is not among {:?}", lang.tag(), best(*lang, query, 8)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What cannot be meant finds nothing; nothing finds nothing; what is mended says so.
#[test]
fn what_stands_nowhere_is_told() {
    for index in &*INDICES {
        for query in ["", "   ", "xyzzy", "0xffffffffff", "!?"] {
            assert!(index.find(query).rows.is_empty(), "{query}");
        }
    }
    assert_eq!(INDICES[0].find("extention").instead.as_deref(), Some("extension"));
    assert_eq!(INDICES[0].find("extension").instead, None);
}

/// A value is found by its bytes, or by the first of them.
#[test]
fn a_value_is_found_by_its_hex() {
    let trace = &SIGHTS[0].shown.trace;
    let entry = trace
        .actors
        .iter()
        .flat_map(|actor| actor.ledger.iter())
        .find(|(_, entry)| entry.name.id() == "server_handshake_traffic_secret");
    let bytes = entry.and_then(|(_, entry)| entry.bytes.clone()).unwrap();
    let hex = handscope::wire::hex::encode(&bytes);
    for query in [&hex[..], &hex[..12], &hex.to_uppercase()] {
        assert_eq!(best(Lang::En, query, 1), ["secret server_handshake_traffic_secret"]);
    }
}

/// What is lent by the other language is all that an index asks for there.
#[test]
fn all_names_that_are_asked_for_are_lent() {
    let sights = gallery().iter().step_by(2).map(|example| sight(example.text, Lang::En));
    let whole = Arc::new(both("en", |_| true));
    for own in sights {
        let all = Sight { texts: whole.clone(), ..own.clone() };
        let (own, all) = (index(&own), index(&all));
        assert_eq!(own.len(), all.len());
        let mut missing = Vec::new();
        for at in 0..own.len() {
            let (own, all) = (own.row(at).unwrap(), all.row(at).unwrap());
            if own != all {
                missing.push(format!("{}: {:?} is not {:?}", own.title, own.also, all.also));
            }
        }
        assert!(missing.is_empty(), "{missing:#?}");
    }
}

/// Every row leads to where its thing shows: a step with that pane and that field, a fault with a card, an entry of a page.
#[test]
fn every_row_leads_somewhere() {
    let faults = ["v=1&fault=expired_certificate", "v=1&fault=wire:c0.s.server_hello@server_hello.random+6%5E01"];
    let texts = gallery().iter().map(|example| example.text).step_by(4).chain(faults);
    for text in texts.collect::<Vec<_>>() {
        let sight = sight(text, Lang::Ja);
        let index = index(&sight);
        let kinds: BTreeSet<_> = (0..index.len()).filter_map(|at| Some(index.row(at)?.kind)).collect();
        assert_eq!(kinds.len(), Kind::ALL.len(), "{text}: {kinds:?}");
        for row in (0..index.len()).filter_map(|at| index.row(at)) {
            let to = search::link(&sight, &row.to);
            let link::Asked { view, wrong, .. } = link::read(to.strip_prefix('#').unwrap());
            assert!(wrong.is_empty() && !row.title.is_empty(), "{text}, {}: {to}", row.title);
            match &row.to {
                To::Here { step, pane, field } => {
                    assert_eq!(view.at.and_then(|at| sight.shown.trace.step_at(&at)), Some(*step), "{to}");
                    let all: Vec<_> = panes(&sight.shown.trace, sight.shown.aftermath.as_ref(), *step).collect();
                    assert!(pane.is_none_or(|pane| all.contains(&pane)), "{to}");
                    if let Some(field) = field {
                        let there = Sight { at: *step, pane: *pane, list: Default::default(), ..sight.clone() };
                        assert!(picked::find(inspect::list(&there), field).is_some(), "{text}, {to}");
                    }
                }
                To::Pane(pane) => assert_eq!(view.pane, Some(*pane)),
                To::Term(id) => assert!(term(id).is_some() && view.page == Some(Page::Glossary)),
                To::Cause(id) => assert!(Cause::of(id).is_some() && view.page == Some(Page::Failures)),
                To::Fault(id) => assert_eq!(view.menu, Some(format!("faults/{id}"))),
                To::Entry(_, name) => {
                    assert!(view.entry.is_some_and(|entry| entry.ends_with(&format!("/{name}"))), "{to}");
                }
                To::Run(_) | To::Link(_) => {}
            }
        }
    }
}

/// The dialog, and what is in it, as they were looked at.
#[test]
fn the_dialog_is_drawn_as_it_was() {
    let mut wrong = Vec::new();
    let queries = ["", "1301", "expird cert", "key_share", "前方秘匿性", "xyzzy", "<b>&"];
    for lang in Lang::ALL {
        let (sight, index) = (&SIGHTS[lang as usize], &INDICES[lang as usize]);
        let mut html = lines(search::html(sight).into_string());
        for query in queries {
            for kind in [None, Some(Kind::Field)] {
                let (found, wanted) = (index.find(query), Wanted { query: query.to_owned(), kind });
                let told = search::told(sight, index, &found, &wanted);
                let one = search::kinds(sight, index, &found, &wanted).into_string()
                    + &search::hits(sight, index, &found, &wanted).into_string();
                well_formed(&one, query);
                if kind.is_none() || query == "key_share" {
                    html += &format!("\n{query}: {told}\n{}", lines(one));
                }
            }
        }
        wrong.extend(golden("search", lang, &html));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Prints what is found first for the queries in the environment: `SEARCH='sni|42' cargo test --test search -- --ignored --nocapture`.
#[test]
#[ignore = "for reading"]
fn print() {
    let queries = std::env::var("SEARCH").unwrap_or_default();
    for lang in Lang::ALL {
        println!("\n{}: {} rows", lang.tag(), INDICES[lang as usize].len());
        for query in queries.split('|') {
            let found = INDICES[lang as usize].find(query);
            println!("{query}: {} {:?} {:?}", found.rows.len(), found.instead, best(lang, query, 7));
        }
    }
}
