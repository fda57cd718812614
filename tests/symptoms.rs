//! The failure index: each cause's run ends as its row says, what tools really printed leads to its cause, and whatever is
//! pasted is taken.

#![cfg(test)]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use handscope::explain::symptoms::{
    Cause, MOST, Recognised, Tool, Way, by_alert, by_check, by_tool, causes, looks, recognise, words,
};
use handscope::explain::{Fate, Pack, REPLACED, aftermath};
use handscope::lab::{Entry, Scenario, Trace, run};
use handscope::tls::Ending;
use handscope::wire::{AlertDescription, Role};

fn trace(cause: &Cause) -> Trace {
    let parsed = Scenario::parse(cause.run).unwrap_or_else(|errors| panic!("{}: {errors:?}", cause.id));
    assert_eq!(parsed.warnings, [], "{}", cause.id);
    assert_eq!(parsed.scenario.to_text(), cause.run, "{}", cause.id);
    run(&parsed.scenario)
}

/// What a run comes to, in the words of a row.
fn came_to(trace: &Trace, pack: &Pack) -> String {
    let after = aftermath(trace).expect("a run that fails");
    let ended =
        |ending: fn(&Ending) -> bool| trace.connections.iter().any(|c| c.outcome.iter().any(|o| ending(&o.ending)));
    let told = trace.connections.iter().flat_map(|conn| &conn.outcome).find_map(|outcome| match outcome.ending {
        Ending::Told(alert) => alert.name(),
        _ => None,
    });
    match &after.noticed {
        Some(noticed) => {
            // Nobody hears of it: what the other side sees is the end of the connection.
            if after.told.as_ref().is_some_and(|told| told.fate == Fate::Unsent) {
                return "- - -".to_owned();
            }
            let alert = after.told.as_ref().and_then(|told| told.alert.name());
            // What the run asks: of a leaf some questions are others.
            let asked = noticed.asked(pack).map(|asked| asked.question);
            let check = asked.and_then(|ids| ids.into_iter().find(|id| pack.get(id).is_some()));
            format!("{} {} {}", noticed.by.name(), alert.unwrap_or("-"), check.unwrap_or("-".to_owned()))
        }
        None if ended(|ending| matches!(ending, Ending::CutOff { .. } | Ending::Stalled { .. })) => {
            format!("- {} -", told.unwrap_or("-"))
        }
        None => "nothing".to_owned(),
    }
}

#[test]
fn every_run_ends_as_its_row_says() {
    let mut wrong = Vec::new();
    let pack = support::pack("en");
    for cause in causes() {
        let found = came_to(&trace(cause), &pack);
        let side = cause.side.map_or("-", Role::name);
        let alert = cause.alert.and_then(AlertDescription::name);
        let row = format!("{side} {} {}", alert.unwrap_or("-"), cause.check.unwrap_or("-"));
        if found != row {
            wrong.push(format!("{}: {row}, and it was {found}", cause.id));
        }
        assert!(cause.fault.is_none_or(|id| Entry::of(id).is_some() || REPLACED.contains(&id)), "{}", cause.id);
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A text as some tool printed it.
struct Vector {
    name: String,
    tool: Tool,
    expect: String,
    text: String,
}

fn vectors() -> Vec<Vector> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/symptoms");
    let read = |path: &std::path::PathBuf| {
        let all = fs::read_to_string(path).unwrap();
        let head = |key: &str| {
            let line = all.lines().find_map(|line| line.strip_prefix(&format!("#: {key} ")));
            line.unwrap_or_else(|| panic!("{}: no {key}", path.display())).to_owned()
        };
        assert!(!head("version").is_empty() && !head("run").is_empty());
        Vector {
            name: path.file_stem().unwrap().to_string_lossy().into_owned(),
            tool: *Tool::ALL.iter().find(|tool| tool.id() == head("tool")).unwrap(),
            expect: head("expect"),
            text: all.split_once("\n\n").unwrap().1.to_owned(),
        }
    };
    support::files(&folder, "txt").iter().map(read).collect()
}

#[test]
fn what_tools_printed_leads_to_its_cause() {
    let vectors = vectors();
    let mut wrong = Vec::new();
    for vector in &vectors {
        let found = recognise(&vector.text);
        let ids: Vec<_> = found.causes.iter().map(|ranked| (ranked.cause.id, ranked.score)).collect();
        let first = ids.first().map_or("nothing", |(id, _)| id);
        // Behind a comma: what the words cannot tell apart from it.
        if !vector.expect.split(", ").any(|id| id == first) {
            wrong.push(format!("{}: {first}, not {}; {ids:?}", vector.name, vector.expect));
        }
        assert!(vector.expect.split(", ").all(|id| Cause::of(id).is_some()), "{}", vector.name);
    }
    assert!(vectors.len() > 100, "{}", vectors.len());
    let tools: BTreeSet<_> = vectors.iter().map(|vector| vector.tool).collect();
    assert!(tools.len() > 9, "{tools:?}");
    assert!(wrong.is_empty(), "{} of {}: {wrong:#?}", wrong.len(), vectors.len());
}

/// A word as it may be printed, with something for what varies.
fn printed(fragment: &str) -> String {
    fragment.replace('*', "'something'").replace('#', "40")
}

#[test]
fn every_word_is_found_by_itself() {
    for word in words() {
        let text = format!("before: {}, after", printed(word.fragment));
        let found = recognise(&text);
        let mark = found.marks.iter().find(|mark| mark.word == word);
        let mark = mark.unwrap_or_else(|| panic!("{}: {:?}", word.fragment, found.marks));
        assert_eq!(&text[mark.start..mark.end], printed(word.fragment));
        assert!(!found.causes.is_empty(), "{}", word.fragment);
        let shouted = recognise(&text.to_uppercase().replace(' ', "\n\t "));
        assert!(shouted.marks.iter().any(|mark| mark.word == word), "{}", word.fragment);
    }
    assert!(words().len() > 400, "{}", words().len());
}

/// What is in the picture of the index.
#[test]
fn a_whole_paste_is_taken_apart() {
    let text = "* TLSv1.3 (OUT), TLS alert, certificate expired (557):\n* SSL certificate problem: certificate has \
                expired\n* Closing connection 0\ncurl: (60) SSL certificate problem: certificate has expired\n";
    let Recognised { marks, tools, alerts, causes } = recognise(text);
    let of = |at: usize| &text[marks[at].start..marks[at].end];
    assert_eq!((of(0), of(2)), ("(OUT), TLS alert, certificate expired (557)", "certificate has expired"));
    assert_eq!(tools, [Tool::Curl, Tool::Openssl]);
    let seen = alerts[0];
    assert_eq!((alerts.len(), seen.alert, seen.way), (1, AlertDescription::certificate_expired, Way::Sent));
    assert_eq!(seen.sender(), Some(Role::Client));
    let ids: Vec<_> = causes.iter().map(|ranked| ranked.cause.id).collect();
    assert_eq!(ids, ["expired", "intermediate_expired", "clock_wrong"]);
    assert!(causes[0].marks.iter().all(|at| *at < marks.len()));
    assert!(causes.windows(2).all(|two| two[0].score >= two[1].score));
}

/// The same alert means another thing where a server was told and where a client was.
#[test]
fn who_printed_it_decides_who_noticed() {
    let first = |text: &str| recognise(text).causes[0].cause.side;
    let line = "sslv3 alert bad certificate (SSL alert number 42)";
    let logged = format!("SSL_do_handshake() failed ({line}) while SSL handshaking, client: 192.0.2.1");
    assert_eq!(first(&logged), Some(Role::Client));
    assert_eq!(first(&format!("curl: (35) {line}")), Some(Role::Server));
}

#[test]
fn nothing_known_is_said_to_be_nothing() {
    for text in
        ["", " ", "Everything works.", "SSL alert number", "SSL alert number 250", "(60)", "preCERT_REVOKEDpost"]
    {
        let found = recognise(text);
        assert!(found.causes.is_empty() && found.alerts.is_empty(), "{text}: {:?}", found.marks);
    }
    assert_eq!(recognise("SSL alert number 250").marks.len(), 1);
}

#[test]
fn any_input_is_taken() {
    let mut seed = 1_u64;
    let mut next = || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed % 1_000_003).unwrap()
    };
    for _ in 0..2000 {
        let mut text = String::new();
        for _ in 0..next() % 12 {
            let piece = match next() % 4 {
                0 => words()[next() % words().len()].fragment.to_owned(),
                1 => printed(words()[next() % words().len()].fragment),
                2 => char::from_u32(u32::try_from(next()).unwrap() % 0x11_0000).map(String::from).unwrap_or_default(),
                _ => " \n\t'é漢(5".chars().nth(next() % 9).map(String::from).unwrap_or_default(),
            };
            let cut = (0..=piece.len()).rev().find(|at| piece.is_char_boundary(*at) && *at <= next() % 40).unwrap_or(0);
            text += if next() % 2 == 0 { &piece } else { &piece[..cut] };
        }
        let found = recognise(&text);
        let mut end = 0;
        for mark in &found.marks {
            assert!(end <= mark.start && mark.start < mark.end && text.get(mark.start..mark.end).is_some(), "{text:?}");
            end = mark.end;
        }
    }
    let begun = std::time::Instant::now();
    let huge = ["(IN), TLS alert, ", "hostname ", "curl: (60) ", "x509: certificate is valid for ", "\u{3000}"];
    for piece in huge {
        let found = recognise(&piece.repeat(200_000));
        assert!(found.marks.len() <= MOST);
    }
    assert!(begun.elapsed().as_secs() < 60, "{:?}", begun.elapsed());
}

#[test]
fn the_index_holds_every_cause_once() {
    let alerts = by_alert();
    assert_eq!(alerts.iter().map(|group| group.causes.len()).sum::<usize>(), causes().len());
    assert!(alerts[0].of.is_none() && alerts.windows(2).all(|two| two[0].of.map(|a| a.0) < two[1].of.map(|a| a.0)));
    assert_eq!(alerts.len(), AlertDescription::ALL.len() + 1);
    assert_eq!(by_check().iter().map(|group| group.causes.len()).sum::<usize>(), causes().len());
    assert!(by_tool().iter().all(|group| group.causes.len() > 5));
    let told: BTreeSet<_> = words().iter().flat_map(|word| &word.causes).collect();
    let untold: Vec<_> = causes().iter().filter(|cause| !told.contains(&cause.id)).map(|cause| cause.id).collect();
    assert_eq!(untold, Vec::<&str>::new());
    assert!(looks().len() > 15);
}
