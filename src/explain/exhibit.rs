//! A place in a run that shows what a text speaks of: a link as the page reads it. Knows nothing of what is shown there.

use super::pane::Pane;
use crate::lab::Scenario;

/// A link without its `#`: the scenario's text, then `~at=ANCHOR`, and where the step's own choice is not what is meant,
/// `~tab=PANE` and `~field=PATH`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exhibit(pub &'static str);

impl Exhibit {
    /// The scenario's text form, without the view's keys.
    pub fn text(self) -> &'static str {
        self.0.split_once("&~").map_or(self.0, |(text, _)| text)
    }

    /// The scenario; the default one where the text cannot be read, which a test would tell.
    pub fn scenario(self) -> Scenario {
        Scenario::parse(self.text()).map(|parsed| parsed.scenario).unwrap_or_default()
    }

    /// The step's anchor; empty where there is none.
    pub fn anchor(self) -> String {
        self.key("~at=").unwrap_or_default().replace("%23", "#")
    }

    /// The pane, where it is not the one that the step opens with.
    pub fn pane(self) -> Option<Pane> {
        self.key("~tab=").and_then(Pane::of)
    }

    /// The field that is picked, as links write it: its path, and behind a `+` the byte within it.
    pub fn field(self) -> Option<&'static str> {
        self.key("~field=")
    }

    fn key(self, key: &str) -> Option<&'static str> {
        self.0.split('&').find_map(|part| part.strip_prefix(key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_taken_apart() {
        let exhibit = Exhibit("v=1&seed=2&~at=c0.c.client_hello%231.send&~tab=keys&~field=client_hello.random+3");
        assert_eq!((exhibit.text(), exhibit.scenario().to_text().as_str()), ("v=1&seed=2", "v=1&seed=2"));
        assert_eq!((exhibit.anchor().as_str(), exhibit.pane()), ("c0.c.client_hello#1.send", Some(Pane::Keys)));
        assert_eq!(exhibit.field(), Some("client_hello.random+3"));
        let bare = Exhibit("v=1");
        assert_eq!((bare.text(), bare.anchor().as_str(), bare.pane(), bare.field()), ("v=1", "", None, None));
    }
}
