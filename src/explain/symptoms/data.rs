//! Causes, and the words by which they are known, as the file beside the program has them. Knows how a line reads, and
//! what a fragment of a message is made of; what reads otherwise is left out, which a test would tell.

use std::sync::OnceLock;

use crate::wire::{AlertDescription, Role};

ids! {
    /// Who prints words that are known here.
    pub enum Tool {
        Openssl = "openssl",
        Curl = "curl",
        Chrome = "chrome",
        Firefox = "firefox",
        Nginx = "nginx",
        Apache = "apache",
        Java = "java",
        Python = "python",
        Go = "go",
        Node = "node",
        Gnutls = "gnutls",
        Wget = "wget",
    }
}

ids! {
    /// Which way an alert went, as seen by whoever printed the words.
    pub enum Way {
        Sent = "sent",
        Received = "received",
        /// The words leave it open.
        Open = "alert",
    }
}

/// Why a handshake fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    pub id: &'static str,
    /// A scenario, in its text form, that fails for this.
    pub run: &'static str,
    /// What the side that notices tells the other; none where no alert is sent.
    pub alert: Option<AlertDescription>,
    /// Who notices; none where neither side refuses.
    pub side: Option<Role>,
    /// The fault of the catalogue whose texts hold here too.
    pub fault: Option<&'static str>,
    /// The check that fails, as its text's id (`chain.not_after`); none where the message alone is reason enough.
    pub check: Option<&'static str>,
    /// What to look at, in this order.
    pub looks: Vec<&'static str>,
}

/// A part of a message as some tool prints it, and what it may mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    pub tool: Tool,
    /// As printed, `*` for what varies and `#` for the number of an alert.
    pub fragment: &'static str,
    /// The alert that it tells of.
    pub alert: Option<AlertDescription>,
    /// Which way that went; none where the words tell of no alert.
    pub way: Option<Way>,
    /// Where such words are printed, in so far as they tell.
    pub at: Option<Role>,
    /// The ids of what it may mean, the most likely first. Of an alert whose line names none, every cause of it.
    pub causes: Vec<&'static str>,
    /// Whether the alert's number is read from the text.
    pub numbered: bool,
}

/// What the file holds.
struct Data {
    causes: Vec<Cause>,
    words: Vec<Word>,
}

/// Every cause, in the order of an index.
pub fn causes() -> &'static [Cause] {
    &all().causes
}

/// Every word, tool by tool.
pub fn words() -> &'static [Word] {
    &all().words
}

/// Everything that some cause has one look at, each once.
pub fn looks() -> Vec<&'static str> {
    let mut found: Vec<&str> = causes().iter().flat_map(|cause| cause.looks.iter().copied()).collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn all() -> &'static Data {
    static DATA: OnceLock<Data> = OnceLock::new();
    DATA.get_or_init(read)
}

/// The one function that reads them: in a browser their bytes come with a later part.
#[inline(never)]
fn read() -> Data {
    parse(include_str!("../../../assets/symptoms.txt"))
}

/// What the lines belong to.
enum Open {
    Nothing,
    Cause(Cause),
    Tool(Tool),
}

fn parse(text: &'static str) -> Data {
    let mut data = Data { causes: Vec::new(), words: Vec::new() };
    let mut open = Open::Nothing;
    for line in text.lines().filter(|line| is_told(line)) {
        if let Some(head) = line.strip_prefix("## ") {
            close(&mut data, std::mem::replace(&mut open, begin(head)));
            continue;
        }
        match &mut open {
            Open::Nothing => {}
            Open::Cause(cause) => detail(cause, line),
            Open::Tool(tool) => data.words.extend(word(*tool, line)),
        }
    }
    close(&mut data, open);
    let Data { causes, words } = &mut data;
    for word in words.iter_mut().filter(|word| word.causes.is_empty() && word.alert.is_some()) {
        let same = causes.iter().filter(|cause| cause.alert == word.alert);
        word.causes = same.map(|cause| cause.id).collect();
    }
    data
}

fn close(data: &mut Data, open: Open) {
    if let Open::Cause(cause) = open {
        data.causes.push(cause);
    }
}

/// Whether a line is neither empty nor a remark.
fn is_told(line: &str) -> bool {
    !line.is_empty() && line != "#" && !line.starts_with("# ")
}

/// `cause expired` or `tool openssl`
fn begin(head: &'static str) -> Open {
    let empty = |id| Cause { id, run: "", alert: None, side: None, fault: None, check: None, looks: Vec::new() };
    match head.split_once(' ') {
        Some(("cause", id)) => Open::Cause(empty(id)),
        Some(("tool", id)) => Tool::ALL.iter().find(|tool| tool.id() == id).map_or(Open::Nothing, |t| Open::Tool(*t)),
        _ => Open::Nothing,
    }
}

/// A line of a cause: what it tells, and how.
fn detail(cause: &mut Cause, line: &'static str) {
    match line.split_once(' ') {
        Some(("run", text)) => cause.run = text,
        Some(("alert", name)) => cause.alert = AlertDescription::named(name),
        Some(("by", name)) => cause.side = role(name),
        Some(("fault", id)) => cause.fault = Some(id),
        Some(("check", id)) => cause.check = Some(id),
        Some(("look", ids)) => cause.looks = ids.split(' ').collect(),
        _ => {}
    }
}

/// A fragment, and behind ` => ` the way and the alert, who prints it, and the causes.
fn word(tool: Tool, line: &'static str) -> Option<Word> {
    let (fragment, rest) = line.split_once(" => ")?;
    let mut word =
        Word { tool, fragment, alert: None, way: None, at: None, causes: Vec::new(), numbered: fragment.contains('#') };
    let mut parts = rest.split(' ');
    while let Some(part) = parts.next() {
        if let Some(way) = Way::ALL.iter().find(|way| way.id() == part) {
            word.way = Some(*way);
            word.alert = if word.numbered { None } else { parts.next().and_then(AlertDescription::named) };
        } else if let Some(at) = part.strip_prefix("at:") {
            word.at = role(at);
        } else {
            word.causes.push(part);
        }
    }
    Some(word)
}

fn role(name: &str) -> Option<Role> {
    [Role::Client, Role::Server].into_iter().find(|role| role.name() == name)
}

impl Tool {
    /// On which side it stands, where it is always the same.
    pub fn side(self) -> Option<Role> {
        match self {
            Self::Curl | Self::Chrome | Self::Firefox | Self::Wget => Some(Role::Client),
            Self::Nginx | Self::Apache => Some(Role::Server),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_read_as_the_file_says() {
        let data = parse(
            "# note\n## cause a\nrun v=1\nalert unknown_ca\nby client\nlook x y\n## tool go\n\
             one * two => a\nthree => received unknown_ca at:server\nfour # => sent\nno arrow\n",
        );
        assert_eq!((data.causes[0].run, data.causes[0].looks.len()), ("v=1", 2));
        assert_eq!((data.causes[0].side, data.words.len()), (Some(Role::Client), 3));
        assert_eq!((data.words[1].causes[0], data.words[1].at), ("a", Some(Role::Server)));
        assert!(data.words[2].numbered && data.words[2].way == Some(Way::Sent));
    }

    /// No line of the file is passed over, and every id in it is that of a cause.
    #[test]
    fn nothing_of_the_file_is_left_out() {
        let text = include_str!("../../../assets/symptoms.txt");
        let arrows = text.lines().filter(|line| line.contains(" => ") && !line.starts_with('#')).count();
        assert_eq!(arrows, words().len());
        let known = ["run", "alert", "by", "fault", "check", "look"];
        let mut in_cause = false;
        for line in text.lines().filter(|line| is_told(line)) {
            if let Some(head) = line.strip_prefix("## ") {
                in_cause = head.starts_with("cause ");
                assert!(in_cause || Tool::ALL.iter().any(|tool| head == format!("tool {tool}")), "{line}");
            } else if in_cause {
                assert!(known.contains(&line.split(' ').next().unwrap()), "{line}");
            } else {
                assert!(line.contains(" => "), "{line}");
            }
        }
        for word in words() {
            assert!(word.numbered || !word.causes.is_empty(), "{}", word.fragment);
            assert!(word.causes.iter().all(|id| Cause::of(id).is_some()), "{}: {:?}", word.fragment, word.causes);
            assert_eq!(word.way.is_some(), word.alert.is_some() || word.numbered, "{}", word.fragment);
        }
    }

    #[test]
    fn ids_and_fragments_are_told_apart() {
        for (at, cause) in causes().iter().enumerate() {
            assert!(causes()[..at].iter().all(|other| other.id != cause.id && other.run != cause.run), "{}", cause.id);
            assert!(!cause.looks.is_empty() && !cause.run.is_empty(), "{}", cause.id);
        }
        for (at, word) in words().iter().enumerate() {
            let same = |other: &&Word| other.fragment.eq_ignore_ascii_case(word.fragment);
            assert!(words()[..at].iter().find(same).is_none(), "{} stands twice", word.fragment);
        }
    }
}
