//! The paths that a Rust source names, use trees unfolded, relative ones made absolute. Knows no layer.

/// Every path of two parts or more in a source. One that is renamed ends with `as`, a glob with `*`. `module` is the module of the file:
/// `super` and `self` count from there, and from modules inside the file. Paths inside the crate begin with `crate`.
pub fn paths(source: &str, module: &[&str]) -> Vec<Vec<String>> {
    let tokens = tokens(source);
    let mut walk = Walk { tokens: &tokens, at: 0, found: Vec::new() };
    // The modules that are open, each with the depth of braces at which it ends.
    let mut open: Vec<(String, usize)> = module.iter().map(|name| ((*name).to_owned(), 0)).collect();
    let mut depth = 0;
    while let Some(token) = walk.tokens.get(walk.at) {
        match (*token, walk.ahead(1), walk.ahead(2)) {
            ("mod", Some(name), Some("{")) => {
                depth += 1;
                open.push((name.to_owned(), depth));
                walk.at += 3;
            }
            ("{", ..) => (depth, walk.at) = (depth + 1, walk.at + 1),
            ("}", ..) => {
                open.retain(|(_, end)| *end == 0 || *end != depth);
                (depth, walk.at) = (depth.saturating_sub(1), walk.at + 1);
            }
            ("use", ..) => {
                walk.at += 1;
                walk.branch(Vec::new(), &open, true);
            }
            (name, Some("::"), _) if word(name) => walk.branch(Vec::new(), &open, false),
            _ => walk.at += 1,
        }
    }
    walk.found
}

struct Walk<'a> {
    tokens: &'a [&'a str],
    at: usize,
    found: Vec<Vec<String>>,
}

impl Walk<'_> {
    fn ahead(&self, by: usize) -> Option<&str> {
        self.tokens.get(self.at + by).copied()
    }

    fn take(&mut self, token: &str) -> bool {
        let there = self.ahead(0) == Some(token);
        self.at += usize::from(there);
        there
    }

    /// One tree of a `use`, or one path in an expression: `a::b`, `a::{b, c::*}`, `a as b`.
    fn branch(&mut self, mut path: Vec<String>, open: &[(String, usize)], using: bool) {
        self.take("::"); // of `::std::fs`
        loop {
            match self.ahead(0) {
                Some("{") if using => {
                    self.at += 1;
                    while !self.take("}") && self.at < self.tokens.len() {
                        self.branch(path.clone(), open, using);
                        self.take(",");
                    }
                    return;
                }
                Some("*") if using => {
                    self.at += 1;
                    path.push("*".to_owned());
                    break;
                }
                Some(name) if word(name) => {
                    path.push(name.to_owned());
                    self.at += 1;
                }
                _ => break,
            }
            if !self.take("::") {
                break;
            }
        }
        let renamed = using && self.take("as");
        if renamed {
            self.at += 1;
            path.push("as".to_owned());
        }
        if path.is_empty() {
            self.at += 1; // whatever it is, it is no path
            return;
        }
        let path = absolute(open, &path);
        if path.len() > 1 {
            self.found.push(path);
        }
    }
}

/// A path with `self` and `super` resolved; one of another crate, or of something near, stays as it is.
fn absolute(open: &[(String, usize)], path: &[String]) -> Vec<String> {
    let ups = path.iter().take_while(|part| *part == "super" || *part == "self").count();
    let whole: Vec<String> = match path.first().map(String::as_str) {
        Some("self" | "super") => {
            let up = path.iter().take(ups).filter(|part| *part == "super").count();
            let own = open.iter().map(|(name, _)| name.clone()).take(open.len().saturating_sub(up));
            std::iter::once("crate".to_owned()).chain(own).chain(path.iter().skip(ups).cloned()).collect()
        }
        _ => path.to_vec(),
    };
    // `a::{self}` is `a`.
    whole.into_iter().filter(|part| part != "self").collect()
}

fn word(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_') && token != "as"
}

/// The words and marks of a source, without comments, texts and characters. `::` is one mark.
fn tokens(source: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let len = match first {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => comment(rest),
            '"' => 1 + text(&rest[1..], '"'),
            '\'' => character(rest),
            'r' | 'b' | 'c' if raw(rest).is_some() => raw(rest).unwrap(),
            _ if first.is_alphabetic() || first == '_' => {
                let len = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
                found.push(&rest[..len]);
                len
            }
            ':' if rest.starts_with("::") => {
                found.push(&rest[..2]);
                2
            }
            _ if first.is_whitespace() || first.is_numeric() => first.len_utf8(),
            _ => {
                found.push(&rest[..first.len_utf8()]);
                first.len_utf8()
            }
        };
        rest = &rest[len..];
    }
    found
}

/// The length of a comment in `/* */`, which may hold others.
fn comment(rest: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    loop {
        match rest.get(at..at + 2) {
            Some("/*") => (depth, at) = (depth + 1, at + 2),
            Some("*/") if depth == 1 => return at + 2,
            Some("*/") => (depth, at) = (depth - 1, at + 2),
            _ if at >= rest.len() => return rest.len(),
            _ => at += 1,
        }
    }
}

/// The length up to and with the mark that ends a text.
fn text(rest: &str, end: char) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == end => return at + c.len_utf8(),
            _ => {}
        }
    }
    rest.len()
}

/// The length of a character; of a lifetime only its mark.
fn character(rest: &str) -> usize {
    let mut inside = rest.chars().skip(1);
    match (inside.next(), inside.next()) {
        (Some('\\'), _) => 1 + text(&rest[1..], '\''),
        (Some(c), Some('\'')) => 2 + c.len_utf8(),
        _ => 1,
    }
}

/// The length of a text of bytes or a raw one: `b"..."`, `r#"..."#`.
fn raw(rest: &str) -> Option<usize> {
    let prefix = rest.find(['"', '#', '\'']).filter(|at| ["r", "b", "br", "c", "cr"].contains(&&rest[..*at]))?;
    let (own, behind) = rest.split_at(prefix);
    if !own.ends_with('r') {
        return behind.starts_with('"').then(|| prefix + 1 + text(&behind[1..], '"'));
    }
    let marks = behind.find(|c| c != '#')?;
    let inside = behind[marks..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(marks));
    Some(prefix + marks + 1 + inside.find(&end)? + end.len())
}
