//! Markup under construction. Tags and classes come from the code, text and attribute values are escaped, so that
//! nothing a run or a link holds can become markup. Knows nothing of what is shown.

/// HTML (or SVG) text. Panes that change as a whole are built so and handed to the browser in one piece: it is
/// smaller and quicker than a tree of components.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Html(String);

impl Html {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// An opening tag with attributes; an attribute of an empty name is left out.
    pub fn open(&mut self, tag: &'static str, attributes: &[(&'static str, &str)]) -> &mut Self {
        self.0.push('<');
        self.0.push_str(tag);
        for (name, value) in attributes.iter().filter(|(name, _)| !name.is_empty()) {
            self.0.push(' ');
            self.0.push_str(name);
            self.0.push_str("=\"");
            self.text(value);
            self.0.push('"');
        }
        self.0.push('>');
        self
    }

    /// An opening tag with a class.
    pub fn class(&mut self, tag: &'static str, class: &str) -> &mut Self {
        self.open(tag, &[("class", class)])
    }

    /// A closing tag.
    pub fn close(&mut self, tag: &'static str) -> &mut Self {
        self.0.push_str("</");
        self.0.push_str(tag);
        self.0.push('>');
        self
    }

    /// An element that holds text; an empty class is left out.
    pub fn el(&mut self, tag: &'static str, class: &str, text: &str) -> &mut Self {
        self.open(tag, &[(if class.is_empty() { "" } else { "class" }, class)]).text(text).close(tag)
    }

    /// Text, escaped.
    pub fn text(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            match c {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                c => self.0.push(c),
            }
        }
        self
    }

    /// Prose: text in which backticks mark code.
    pub fn prose(&mut self, text: &str) -> &mut Self {
        for (at, part) in text.split('`').enumerate() {
            match at % 2 {
                0 => self.text(part),
                _ => self.el("code", "", part),
            };
        }
        self
    }

    /// A paragraph of prose.
    pub fn paragraph(&mut self, class: &str, text: &str) -> &mut Self {
        self.open("p", &[("class", class)]).prose(text).close("p")
    }

    /// Paragraphs of prose.
    pub fn paragraphs(&mut self, body: &[String]) -> &mut Self {
        for text in body {
            self.paragraph("", text);
        }
        self
    }

    /// A clause as a link to the RFC Editor; `RFC 8446 4.1.3` is shown with a section sign.
    pub fn clause(&mut self, clause: &str) -> &mut Self {
        let shown = match clause.rsplit_once(' ') {
            Some((rfc, section)) if !section.starts_with('§') => format!("{rfc} §{section}"),
            _ => clause.to_owned(),
        };
        match crate::explain::clause_url(&clause.replace('§', "")) {
            Some(url) => {
                self.open("a", &[("href", &url), ("target", "_blank"), ("rel", "noreferrer")]).text(&shown).close("a")
            }
            None => self.text(&shown),
        }
    }

    /// Other markup.
    pub fn add(&mut self, other: &Self) -> &mut Self {
        self.0.push_str(&other.0);
        self
    }

    /// The markup.
    pub fn into_string(self) -> String {
        self.0
    }
}
