//! Placeholders in texts: `{name}`. Knows no id.

/// Values for placeholders, by name.
pub type Vars = Vec<(&'static str, String)>;

/// A number as texts quote it: `{n}`, and `{s}` for an English plural behind it.
pub fn counted(n: usize) -> Vars {
    let s = if n == 1 { "" } else { "s" };
    vec![("n", n.to_string()), ("s", s.to_owned())]
}

/// The template with each known placeholder replaced; an unknown one stays as it stands.
pub fn fill(template: &str, vars: &Vars) -> String {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, name, after)) = next(rest) {
        out.push_str(before);
        match vars.iter().find(|(known, _)| *known == name) {
            Some((_, value)) => out.push_str(value),
            None => out.push_str(&rest[before.len()..rest.len() - after.len()]),
        }
        rest = after;
    }
    out + rest
}

/// The names of all placeholders of a template, in order.
pub fn placeholders(template: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut rest = template;
    while let Some((_, name, after)) = next(rest) {
        names.push(name);
        rest = after;
    }
    names
}

/// Whether every placeholder of a template has a value.
pub fn fits(template: &str, vars: &Vars) -> bool {
    placeholders(template).iter().all(|name| vars.iter().any(|(known, _)| known == name))
}

/// What stands before the first placeholder, its name, and what stands behind.
fn next(template: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    loop {
        let open = from + template.get(from..)?.find('{')?;
        let inside = template.get(open + 1..)?;
        let len = inside.find(|c: char| !c.is_ascii_alphanumeric() && c != '_')?;
        if inside.starts_with(|c: char| c.is_ascii_lowercase()) && inside[len..].starts_with('}') {
            return Some((&template[..open], &inside[..len], &inside[len + 1..]));
        }
        from = open + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_filled_and_other_braces_kept() {
        let vars = vec![("len", "32".to_owned()), ("a_b", "x".to_owned())];
        assert_eq!(fill("{len} bytes, {a_b}{len}", &vars), "32 bytes, x32");
        assert_eq!(fill("{unknown} { {len} {} {len", &vars), "{unknown} { 32 {} {len");
        assert_eq!(fill("長さは{len}です", &vars), "長さは32です");
        assert_eq!(placeholders("{a} {} {b{c}"), ["a", "c"]);
        assert!(fits("{len}", &vars) && !fits("{len} {x}", &vars));
        assert_eq!(placeholders("{notAfter} {A} {1} {a1}"), ["notAfter", "a1"]);
    }
}
