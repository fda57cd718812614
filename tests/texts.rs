//! The texts under assets/text: complete, the same ids in every language, none orphaned, no placeholder that cannot be
//! filled, and written as CONTRIBUTING.md asks.

#![cfg(test)]

#[path = "support/structures.rs"]
mod structures;
mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use handscope::explain::symptoms::causes;
use handscope::explain::{
    Flavour, STEP_VARS, Setting, Twist, all_kinds, basics, field_keys, placeholders, registry, required_ids,
};
use handscope::lab::catalogue::{Param, ParamKind};
use handscope::lab::{Group, KeyInfo, Kind, Scenario, Topic, catalogue, gallery, keys, run};
use handscope::pki::der::DerErrorKind;
use handscope::pki::{annotate, annotate_der, named_fields, oids};
use handscope::tls::{Name, Verb};
use structures::structures;
use support::{Entry, LANGUAGES, files, texts};

use handscope::wire::handshake::Handshake;
use handscope::wire::{
    AlertDescription, Blob, CipherSuite, ExtensionType, Grammar, NoteId, Origin, Role, Tree, Version,
};

fn sources(folder: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(folder);
    files(&root, "rs").iter().map(|path| fs::read_to_string(path).unwrap()).collect()
}

/// All ids that must be there, fields and the page's labels aside.
fn required() -> BTreeSet<String> {
    let mut ids: BTreeSet<String> = required_ids().into_iter().collect();
    ids.extend(gallery().iter().map(|example| format!("example.{}", example.id)));
    ids.extend(Topic::ALL.map(|topic| format!("page.gallery.{}", topic.id())));
    ids.extend(Group::ALL.iter().map(|group| format!("page.group.{}", group.id())));
    ids.extend(catalogue().iter().flat_map(|fault| fault.params).flat_map(parameter));
    ids.extend(keys().iter().filter(|key| !TYPED.contains(&key.name)).flat_map(control));
    for fault in catalogue() {
        ids.extend(["", ".tools", ".mend"].map(|part| format!("fault.{}{part}", fault.id)));
    }
    ids
}

/// Keys that are only written, in a link or on a command line: no control of the page is labelled by them.
const TYPED: &[&str] = &[
    "v",
    "record_version",
    "fault",
    "given",
    "chain",
    "close",
    "connections",
    "extensions",
    "renegotiation",
    "client_auth",
    "ticket_lifetime",
    "ticket_early_data",
];

/// The ids of a key's control and of each choice that is no name of the protocol.
fn control(key: &KeyInfo) -> Vec<String> {
    let choices: &[&str] = match key.kind {
        Kind::Choice(choices) if !["rsa_bits"].contains(&key.name) => choices,
        _ => &[],
    };
    let options = choices.iter().map(|choice| format!("page.option.{}.{choice}", key.name));
    options.chain([format!("page.key.{}", key.name)]).collect()
}

/// The ids of a parameter and of each value that it may have; alerts have names of their own.
fn parameter(param: &Param) -> Vec<String> {
    let values = if param.kind == ParamKind::Alert { Vec::new() } else { param.kind.names() };
    let name = format!("page.param.{}", param.name);
    values.iter().map(|value| format!("{name}.{value}")).chain([name.clone()]).collect()
}

#[test]
fn every_id_has_a_title_in_every_language() {
    for language in LANGUAGES {
        let texts = texts(language);
        let missing: Vec<_> =
            required().into_iter().filter(|id| texts.get(id).is_none_or(|e| e.title.is_empty())).collect();
        assert!(missing.is_empty(), "{language}: {missing:#?}");
    }
}

#[test]
fn languages_have_the_same_ids_in_the_same_files() {
    let [first, second] = LANGUAGES.map(|language| {
        let ids = texts(language).into_iter().map(|(id, entry)| format!("{}: {id}", entry.file));
        ids.collect::<BTreeSet<_>>()
    });
    assert_eq!(first.symmetric_difference(&second).collect::<Vec<_>>(), Vec::<&String>::new());
}

#[test]
fn clauses_are_the_same_in_every_language_and_well_formed() {
    let [first, second] = LANGUAGES.map(texts);
    for (id, entry) in &first {
        assert_eq!(second.get(id).map(|other| &other.clauses), Some(&entry.clauses), "{id}");
        for clause in &entry.clauses {
            let url = handscope::explain::clause_url(clause);
            assert!(url.is_some(), "{id}: {clause}");
        }
    }
}

#[test]
fn no_text_is_orphaned() {
    let required = required();
    // The labels of what a step did are chosen where it is told what that was.
    let (fields, page) = (fields(), sources("page") + &sources("view") + &sources("explain"));
    let parties = sources("pki") + &sources("tls");
    let known = |id: &str| {
        required.contains(id)
            || variant(id)
            || answer(id, &required)
            || compared(id, &parties)
            || id.strip_prefix("headline.").is_some_and(|why| required.contains(&format!("refusal.{why}")))
            || field(id, &fields)
            || code(id)
            || label(id, &page)
    };
    let orphans: Vec<_> = texts("en").into_keys().filter(|id| !known(id)).collect();
    assert!(orphans.is_empty(), "{orphans:#?}");
}

/// A more particular text of a step or a message: by role and by the kind of connection, or by what it was about.
fn variant(id: &str) -> bool {
    // On a connection that an attacker opened.
    if let Some(own) = id.strip_suffix(".attacker") {
        return required().contains(own) || variant(own);
    }
    let kinds = all_kinds();
    let kind = |rest: &str| kinds.iter().any(|kind| kind == rest);
    // What stands first, and then nothing or the kind of connection.
    let with_kind = |rest: &str, first: &str| {
        let rest = rest.strip_prefix(first);
        rest.is_some_and(|rest| rest.is_empty() || rest.strip_prefix('.').is_some_and(kind))
    };
    let common = |rest: &str| {
        let roles = [Role::Client, Role::Server].map(Role::name);
        kind(rest) || roles.iter().any(|role| with_kind(rest, role))
    };
    // Verbs are told by the message they answer to, too.
    let verb = |rest: &str| {
        Flavour::ALL.iter().any(|f| with_kind(rest, f.id())) || Handshake::names().any(|name| name == rest)
    };
    let step = Verb::ALL.iter().find_map(|verb| id.strip_prefix(&format!("step.{verb}.")));
    let twist = |kind: &str| Twist::ALL.iter().any(|t| t.id() == kind) || AlertDescription::named(kind).is_some();
    let transfer = id.strip_prefix("transfer.").and_then(|rest| rest.split_once('.')).map(|(_, kind)| kind);
    step.is_some_and(|kind| common(kind) || verb(kind))
        || transfer.is_some_and(|kind| common(kind) || twist(kind))
        || causes().iter().any(|cause| cause.shows_id() == id)
        || ["fault.inject", "fault.inject.tools", "fault.inject.mend"].contains(&id)
        || (id.starts_with("strike.") && (id.ends_with(".field") || id == "strike.removed.element"))
}

/// A more particular answer to a check: of a leaf, for a reason, or where a value was compared.
fn answer(id: &str, required: &BTreeSet<String>) -> bool {
    let parts: Vec<&str> = id.split('.').collect();
    let ["chain" | "check", check, rest @ ..] = &parts[..] else { return false };
    let why = |why: &str| required.contains(&format!("refusal.{why}")) || compared_names().contains(&why);
    required.contains(&format!("{}.{check}", parts[0]))
        && match rest {
            ["leaf"] | ["leaf", "pass" | "fail" | "skip"] | ["skip"] => true,
            ["pass" | "fail" | "skip", reason] | ["leaf", "pass" | "fail", reason] => why(reason),
            _ => false,
        }
}

/// The label of a value that some check compares, or the words for one of its values.
fn compared(id: &str, parties: &str) -> bool {
    let mut parts = id.split('.');
    parts.next() == Some("compared") && parts.next().is_some_and(|name| parties.contains(&format!("(\"{name}\",")))
}

/// A text without what makes it one for a certain version or key exchange.
fn general(id: &str) -> &str {
    let kinds = all_kinds();
    let found = kinds.iter().filter_map(|kind| id.strip_suffix(kind)?.strip_suffix('.'));
    found.min_by_key(|id| id.len()).unwrap_or(id)
}

/// A field: one that some bytes have, one that a grammar of DER names, or an extension or a message by its registered
/// name; a note, or a reason why reading stopped.
fn field(id: &str, seen: &BTreeSet<String>) -> bool {
    let id = general(id);
    let Some((family, name)) = id.rsplit_once('.') else { return false };
    let oid = || oids::NAMES.iter().any(|(_, own)| *own == name);
    seen.contains(id)
        || match family {
            "message" => Handshake::names().any(|own| own == name),
            "note" => NoteId::ALL.iter().any(|note| note.id() == id),
            "broken" => ["value", "trailing", "unread"].contains(&name),
            "der" => DerErrorKind::IDS.contains(&name) || ["short", "trailing", "too_many", "unread"].contains(&name),
            "extension" => ExtensionType::named(name).is_some(),
            of if of.ends_with(".extensions") => ExtensionType::named(name).is_some(),
            // A field without a name goes by the identifier in it.
            of => named_fields().contains(&(of, name)) || named_fields().contains(&(of, "")) && oid(),
        }
}

/// The ids under which the fields of all these bytes look for a text: those of the gallery, DER of every kind, and messages
/// that the gallery has not.
fn fields() -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let mut add =
        |tree: &Tree, setting| seen.extend((0..tree.spans.len()).flat_map(|at| field_keys(tree, at, setting)));
    let more = ["server.cookie=on", "server.tickets=1&server.ticket_early_data=9"];
    for text in gallery().iter().map(|example| example.text).chain(more) {
        let trace = run(&Scenario::parse(text).unwrap().scenario);
        for (id, blob) in trace.blobs.iter() {
            let tree = annotate(blob);
            add(&tree, Setting::of_blob(&trace, id, &tree));
        }
    }
    for (_, structure, der) in structures() {
        add(&annotate_der(&der, structure), Setting::default());
    }
    let status_request = [&[0, 5, 0, 3, 7, 1, 2][..]].concat();
    let limit = [0, 28, 0, 2, 64, 0];
    let (ticket, unknown) = ([0, 35, 0, 1, 9], [0x12, 0x34, 0, 1, 9]);
    let extensions = [&status_request[..], &limit, &ticket, &unknown].concat();
    let hello = [&[3, 3][..], &[7; 32], &[0, 0, 2, 0x13, 1, 1, 0, 0, extensions.len() as u8], &extensions].concat();
    let server_hello = [&[3, 3][..], &[7; 32], &[1, 5, 0xc0, 0x2f, 0]].concat();
    let message = |code: u8, body: &[u8]| [&[code, 0, 0, body.len() as u8], body].concat();
    let handshake = |version| Grammar::Handshake { version, kx: None };
    for (bytes, grammar, version) in [
        (message(1, &hello), handshake(None), Version::Tls13),
        (message(2, &server_hello), handshake(Some(Version::Tls12)), Version::Tls12),
        (message(4, &[0, 0, 0, 1, 0, 1, 9]), handshake(Some(Version::Tls12)), Version::Tls12),
        (message(22, &[9, 1, 2]), handshake(Some(Version::Tls12)), Version::Tls12),
        (message(99, &[1]), handshake(None), Version::Tls12),
        (Vec::new(), handshake(None), Version::Tls12),
        (vec![b'a', 23, 0, 0], Grammar::Inner13, Version::Tls13),
    ] {
        let blob = Blob { bytes: bytes.into(), grammar, origin: Origin::Imported };
        add(&annotate(&blob), Setting { version: Some(version), kx: None });
    }
    seen
}

/// A code point, a part of a suite's name, an object identifier, or why an extension was not used. `tests/codes.rs` tells
/// which of them are there.
fn code(id: &str) -> bool {
    let Some((family, rest)) = id.split_once('.') else { return false };
    match family {
        "group" => registry::groups().iter().any(|row| row.name == rest),
        "scheme" => registry::schemes().iter().any(|row| row.name == rest),
        "suite" => {
            let part = rest.split_once('.').map_or(rest, |(_, part)| part);
            let named = |suite: &CipherSuite| suite.name().is_some_and(|name| name.split('_').any(|own| own == part));
            let whole = |suite: &CipherSuite| suite.name().is_some_and(|name| name == rest || name.contains(part));
            ["1.2", "1.3"].contains(&rest) || CipherSuite::ALL.iter().any(|suite| named(suite) || whole(suite))
        }
        "unused" => {
            let (name, why) = rest.split_once('.').unwrap_or(("", rest));
            let whys = ["1.2", "1.3", "rsa", "retry", "no_ticket", "unanswered", "psk_ke", "resumed"];
            whys.contains(&rest) || (ExtensionType::named(name).is_some() && whys.contains(&why))
        }
        "oid" => oids::NAMES.iter().any(|(_, name)| *name == rest) || rest.starts_with("1."),
        "arc" => rest.split('.').all(|number| number.parse::<u32>().is_ok()),
        "alpn" => Scenario::default().connections[0].client.config.alpn.iter().any(|own| own == rest),
        "secret" => Name::ALL.iter().any(|name| name.id() == general(rest)),
        _ => false,
    }
}

/// A label that the page asks for, literally or by a prefix (`"page.tab.{name}"`).
fn label(id: &str, page: &str) -> bool {
    let prefixes = id.match_indices('.').map(|(at, _)| format!("\"{}.{{", &id[..at]));
    page.contains(&format!("\"{id}\""))
        || prefixes.into_iter().any(|prefix| page.contains(&prefix))
        || named_family(id, page)
}

/// A label asked for as `name("family", id)`.
fn named_family(id: &str, page: &str) -> bool {
    let families = id.match_indices('.').map(|(at, _)| format!("name(\"{}\",", &id[..at]));
    families.into_iter().any(|call| page.contains(&call))
}

#[test]
fn placeholders_can_be_filled() {
    complain(|id, entry, _| {
        let allowed = allowed(id);
        let all = entry.parts().flat_map(placeholders);
        all.filter(|name| !allowed.contains(name)).map(|name| format!("{{{name}}}, allowed is {allowed:?}")).collect()
    });
}

/// Asks every text that is not the page's own, and fails with all that was found.
fn complain(ask: impl Fn(&str, &Entry, &str) -> Vec<String>) {
    let mut found = Vec::new();
    for language in LANGUAGES {
        for (id, entry) in texts(language).iter().filter(|(id, _)| !interface(id)) {
            found.extend(ask(id, entry, language).into_iter().map(|what| format!("{language} {id}: {what}")));
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

/// The placeholders of which a text of that id can be sure: a text that has others gives way to a more general one, and
/// the most general one must not.
fn allowed(id: &str) -> Vec<&str> {
    let family = id.split('.').next().unwrap();
    match family {
        "check" | "chain" if id.split('.').count() > 2 => compared_names(),
        "practice" => compared_names(),
        "headline" => [compared_names(), vec!["ago", "path", "name", "what"]].concat(),
        "span" => vec!["n", "first", "rest"],
        "transfer" if id.starts_with("transfer.alert") => vec!["alert", "meaning"],
        "step" if id == "step.read_alert" => vec!["alert", "meaning"],
        "transfer" if id == "transfer.application_data" => vec!["data"],
        "state" if id == "state.answers" => vec!["name"],
        "step" | "transfer" if variant(id) => STEP_VARS.to_vec(),
        "step" | "transfer" | "tcp" | "phase" | "check" | "chain" | "compared" | "choice" | "rule" | "state"
        | "ignored" => vec![],
        "strike" => vec!["at", "before", "after", "len", "what", "values"],
        "ending" => vec!["alert", "state", "limit", "refusal", "meaning"],
        "refusal" => vec!["path", "name", "what", "expected", "at_most", "at_most_bytes", "came"],
        "aftermath" => vec!["alert"],
        "memory" => vec!["name"],
        "knows" => vec!["who", "what", "reads", "all", "key", "span", "data"],
        "thief" => vec!["n"],
        "secret" => vec!["len", "cipher"],
        "suite" if ["suite.1.2", "suite.1.3"].contains(&id) => vec!["value", "openssl"],
        "arc" => vec!["value"],
        "basics" => LESSON_VARS.iter().map(String::as_str).collect(),
        "entrance" => vec!["lessons", "stops", "minutes", "len"],
        "tour" => vec!["n", "count"],
        "compare" => vec![
            "run", "bytes", "n", "s", "name", "field", "a", "b", "client", "server", "keys", "ivs", "same", "other",
            "only", "both", "equal",
        ],
        "term" | "formula" | "fault" | "alert" | "group" | "scheme" | "note" | "suite" | "alpn" | "oid" | "unused" => {
            vec![]
        }
        "symptom" | "look" | "tool" | "registry" => vec![],
        _ => vec!["value", "len", "s"],
    }
}

/// What the Basics quote.
static LESSON_VARS: LazyLock<Vec<String>> =
    LazyLock::new(|| basics::vars().into_iter().map(|(name, _)| name.to_owned()).collect());

/// The names of the values that checks compare.
fn compared_names() -> Vec<&'static str> {
    static NAMES: LazyLock<Vec<String>> = LazyLock::new(|| {
        let ids = texts("en").into_keys().filter_map(|id| Some(id.strip_prefix("compared.")?.to_owned()));
        ids.filter(|name| !name.contains('.')).collect()
    });
    NAMES.iter().map(String::as_str).collect()
}

/// Texts of the page's own, which fills them itself.
fn interface(id: &str) -> bool {
    ["page.", "did.", "key.", "example."].iter().any(|family| id.starts_with(family))
}

#[test]
fn bodies_are_as_long_as_a_reader_bears() {
    complain(|id, entry, _| {
        let limit = if id.starts_with("fault.") { 8 } else { 6 };
        let count: usize = entry.body.iter().map(|paragraph| sentences(paragraph).len()).sum();
        let open = |paragraph: &&String| !paragraph.trim_end_matches(CLOSERS).ends_with(ENDS);
        let open = entry.body.iter().filter(open).map(|paragraph| format!("ends without a mark: {paragraph}"));
        open.chain((count > limit).then(|| format!("{count} sentences"))).collect()
    });
}

#[test]
fn english_is_free_of_artefacts() {
    let banned = ["This field is", "This field contains", "In summary", "It is important to note", "Note that"];
    complain(|_, entry, language| {
        let wrong = |text: &&str| {
            let count = |mark: &str| text.matches(mark).count();
            banned.iter().any(|phrase| text.contains(phrase)) || count("—") + count("–") > 1 || count(";") > 1
        };
        entry.parts().filter(|_| language == "en").filter(wrong).map(str::to_owned).collect()
    });
}

/// です・ます to the end of each sentence; half-width digits and Latin.
#[test]
fn japanese_is_spoken_as_by_a_teacher() {
    let ends = ["です", "ます", "せん", "した", "しょう", "ださい", "か", "ましょう"];
    complain(|_, entry, language| {
        let entry = if language == "ja" { entry.clone() } else { Entry::default() };
        let wide = |text: &&str| text.chars().any(|c| ('！'..='～').contains(&c) && !"：！？".contains(c));
        let plain = |sentence: &String| {
            let end = sentence.strip_suffix(')').and_then(|inside| inside.rsplit_once('('));
            let end = end.map_or(sentence.as_str(), |(before, _)| before).trim_end_matches(CLOSERS);
            !ends.iter().any(|polite| end.ends_with(polite)) && !end.is_ascii()
        };
        let wide = entry.parts().filter(wide).map(|text| format!("full-width Latin: {text}")).collect::<Vec<_>>();
        let plain = entry.body.iter().flat_map(|paragraph| sentences(paragraph)).filter(plain);
        wide.into_iter().chain(plain).collect()
    });
}

/// What ends a sentence, and what may stand behind its end.
const ENDS: [char; 5] = ['.', '?', '!', '。', '？'];
const CLOSERS: [char; 6] = ['`', '」', '”', '"', ')', ' '];

/// The sentences of a paragraph without their marks; a mark inside code or a number does not end one.
fn sentences(paragraph: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut code = false;
    let mut rest = paragraph.chars().peekable();
    while let Some(c) = rest.next() {
        code ^= c == '`';
        let last = c > '\u{ff}' || rest.peek().is_none_or(|next| next.is_whitespace());
        match ENDS.contains(&c) && !code && last {
            true => found.push(String::new()),
            false => found.last_mut().unwrap().push(c),
        }
    }
    found.into_iter().map(|sentence| sentence.trim().to_owned()).filter(|sentence| !sentence.is_empty()).collect()
}
