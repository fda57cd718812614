//! `why`: what a tool has printed, looked up in the failure index. Recognises and ranks nothing of its own.

use std::fmt::Write;
use std::fs;
use std::io::{self, Read};
use std::path::Path;

use handscope::explain::symptoms::{Cause, Ranked, Recognised, Tool, look_id, recognise};
use handscope::wire::{Role, printable};

use super::show::wrap;
use super::{End, files, out, words};

/// The longest line, in characters.
const WIDTH: usize = 90;
/// How many other causes are told.
const OTHERS: usize = 6;

/// Reads the file, or standard input, and tells.
pub fn run(file: Option<&Path>) -> End {
    let bytes = match file {
        Some(path) => fs::read(path).map_err(|error| format!("{}: {error}", files::shown(path))),
        None => {
            let mut bytes = Vec::new();
            let read = io::stdin().lock().read_to_end(&mut bytes);
            read.map(|_| bytes).map_err(|error| format!("standard input: {error}"))
        }
    };
    match bytes {
        Ok(bytes) => told(&String::from_utf8_lossy(&bytes)),
        Err(error) => End::Usage(error),
    }
}

fn told(text: &str) -> End {
    let found = recognise(text);
    let Some((first, others)) = found.causes.split_first() else {
        return End::Failed("nothing that is known here stands in this text".to_owned());
    };
    let mut told = seen(text, &found);
    told += &whole(first.cause);
    if !others.is_empty() {
        told += "\nTHE SAME WORDS COULD ALSO MEAN\n";
    }
    for Ranked { cause, .. } in others.iter().take(OTHERS) {
        let (title, _) = words::text(&cause.meaning_id());
        writeln!(told, "  {title}").unwrap_or_default();
        paragraph(&mut told, 6, &words::text(&cause.tell_id()).1);
        writeln!(told, "      handscope trace '{}'", cause.run).unwrap_or_default();
    }
    out(&told);
    End::Good
}

/// What was recognised: the words with who prints them, each once, and the alerts.
fn seen(text: &str, found: &Recognised) -> String {
    let mut told = String::from("RECOGNISED\n");
    let mut known: Vec<(Tool, &str)> = Vec::new();
    for mark in &found.marks {
        let words = (mark.word.tool, text.get(mark.start..mark.end).unwrap_or_default());
        if !known.contains(&words) {
            known.push(words);
            let tool = words::text(&mark.word.tool.name_id()).0;
            writeln!(told, "  {tool:10}{}", printable(words.1)).unwrap_or_default();
        }
    }
    for seen in &found.alerts {
        let sender = seen.sender().map(|role| format!(" by the {}", role.name()));
        let way = if sender.is_some() { "sent" } else { seen.way.id() };
        let (name, number) = (seen.alert.name().unwrap_or("unknown"), seen.alert.0);
        writeln!(told, "  alert     {number} {name}, {way}{}", sender.unwrap_or_default()).unwrap_or_default();
    }
    told
}

/// All that is said of a cause.
fn whole(cause: &Cause) -> String {
    let (title, body) = words::text(&cause.meaning_id());
    let mut told = format!("\n{}\n", title.to_uppercase());
    paragraph(&mut told, 2, &body);
    let notices = match (cause.side.map(Role::name), cause.alert.and_then(|alert| alert.name())) {
        (Some(side), Some(alert)) => format!("The {side} notices, and sends {alert}."),
        (None, Some(alert)) => format!("Neither side refuses; one of them is told {alert}."),
        _ => "Neither side refuses, and no alert is sent.".to_owned(),
    };
    paragraph(&mut told, 2, &notices);
    let (tell, tells) = words::text(&cause.tell_id());
    writeln!(told, "\n  {tell}").unwrap_or_default();
    paragraph(&mut told, 4, &tells);
    told += "\n  What to look at, in this order\n";
    for (at, look) in cause.looks.iter().enumerate() {
        let (title, body) = words::text(&look_id(look));
        writeln!(told, "    {}. {title}", at + 1).unwrap_or_default();
        paragraph(&mut told, 7, &body);
    }
    let (mend, how) = words::text(&cause.mend_id());
    writeln!(told, "\n  {mend}").unwrap_or_default();
    paragraph(&mut told, 4, &how);
    writeln!(told, "\n  A run that shows it\n    handscope trace '{}'", cause.run).unwrap_or_default();
    told
}

/// A paragraph in lines, moved in.
fn paragraph(told: &mut String, indent: usize, text: &str) {
    for line in wrap(text, WIDTH.saturating_sub(indent)) {
        writeln!(told, "{:indent$}{line}", "").unwrap_or_default();
    }
}
