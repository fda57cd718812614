//! Named scenarios to start from, as texts. What they are called on a screen is said elsewhere.

use std::sync::OnceLock;

use super::Scenario;

/// A scenario of the gallery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Example {
    /// The id that links and texts use.
    pub id: &'static str,
    pub topic: Topic,
    /// The scenario's text form.
    pub text: &'static str,
}

/// What an example shows, and so where it stands in a menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// A handshake of TLS 1.3 that completes.
    Tls13,
    /// One of TLS 1.2.
    Tls12,
    /// Connections that go on from an earlier one.
    Resumption,
    /// What whoever has recorded a connection can read later.
    Secrecy,
    /// How certificates are judged.
    Certificates,
    /// What fails, or is attacked, on the way.
    Failures,
}

impl Topic {
    /// Every topic, in the order of a menu.
    pub const ALL: [Self; 6] =
        [Self::Tls13, Self::Tls12, Self::Resumption, Self::Secrecy, Self::Certificates, Self::Failures];

    /// The topic's id in texts.
    pub fn id(self) -> &'static str {
        match self {
            Self::Tls13 => "tls13",
            Self::Tls12 => "tls12",
            Self::Resumption => "resumption",
            Self::Secrecy => "secrecy",
            Self::Certificates => "certificates",
            Self::Failures => "failures",
        }
    }
}

impl Example {
    /// The text without what is looked at: at which step it opens, and with which pane.
    pub fn plain(&self) -> &'static str {
        self.text.split("&~").next().unwrap_or_default()
    }

    /// The scenario itself.
    pub fn scenario(&self) -> Scenario {
        Scenario::parse(self.text).map(|parsed| parsed.scenario).unwrap_or_default()
    }
}

/// What is shown first: known without the others.
pub const FIRST: Example = Example { id: "tls13", topic: Topic::Tls13, text: "v=1" };

/// Every example, in the order of a menu.
pub fn gallery() -> &'static [Example] {
    static GALLERY: OnceLock<Vec<Example>> = OnceLock::new();
    GALLERY.get_or_init(read)
}

/// The one function that reads them: in a browser their bytes come with a later part, as some keys do
/// ([`crate::crypto::fixtures`]). Under a line with a topic follow lines with an id and a text; what reads otherwise is left
/// out, which a test would tell.
#[inline(never)]
fn read() -> Vec<Example> {
    let mut examples = Vec::new();
    let mut topic = None;
    for line in include_str!("../../assets/gallery.txt").lines() {
        if let Some(id) = line.strip_prefix("## ") {
            topic = Topic::ALL.into_iter().find(|topic| topic.id() == id);
        } else if let (Some(topic), Some((id, text))) = (topic, line.split_once(' ')) {
            examples.push(Example { id, topic, text });
        }
    }
    examples
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_reads_without_a_warning_and_is_as_it_would_be_written() {
        for example in gallery() {
            let parsed = Scenario::parse(example.text).unwrap();
            assert_eq!(parsed.warnings, [], "{}", example.id);
            assert_eq!(parsed.scenario.to_text(), example.text, "{}", example.id);
        }
    }

    #[test]
    fn nothing_of_the_file_is_left_out() {
        let lines = include_str!("../../assets/gallery.txt").lines();
        let texts = lines.filter(|line| !line.is_empty() && !line.starts_with('#')).count();
        assert_eq!(gallery().len(), texts);
        assert_eq!(gallery()[0], FIRST);
    }

    #[test]
    fn topics_stand_together_and_none_is_empty() {
        let mut topics: Vec<Topic> = gallery().iter().map(|example| example.topic).collect();
        topics.dedup();
        assert_eq!(topics, Topic::ALL);
    }

    #[test]
    fn ids_are_told_apart() {
        for (at, example) in gallery().iter().enumerate() {
            assert!(gallery()[..at].iter().all(|other| other.id != example.id && other.text != example.text));
        }
    }
}
