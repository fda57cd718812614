//! How wide text will be, roughly, and where to break it: SVG does neither. Knows no font but its proportions.

/// The width of a text in pixels at a font size: half an em for most signs, a whole one for Chinese and Japanese.
pub fn width(text: &str, size: u32) -> u32 {
    let units: u32 = text.chars().map(units).sum();
    units * size / 100
}

fn units(c: char) -> u32 {
    match c {
        'i' | 'l' | 'I' | 'j' | '.' | ',' | ':' | ';' | '\'' | '|' | ' ' | '(' | ')' | 't' | 'f' | 'r' => 38,
        'm' | 'w' | 'M' | 'W' => 92,
        'A'..='Z' | '_' => 68,
        c if is_wide(c) => 100,
        _ => 60,
    }
}

fn is_wide(c: char) -> bool {
    matches!(c as u32, 0x2e80..=0x9fff | 0xff00..=0xff60)
}

/// The text in at most two lines of that width in pixels; what does not fit ends in an ellipsis.
pub fn wrap(text: &str, size: u32, most: u32) -> Vec<String> {
    let mut lines = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() && lines.len() < 2 {
        let (line, left) = split(rest, size, most);
        lines.push(line.trim().to_owned());
        rest = left.trim();
    }
    if let (Some(last), false) = (lines.last_mut(), rest.is_empty()) {
        last.push('…');
    }
    lines
}

/// As much of a text as fits, up to a space or between wide signs, and what is left.
fn split(text: &str, size: u32, most: u32) -> (&str, &str) {
    let (mut used, mut cut) = (0, 0);
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        // No line begins with a closing sign (JIS X 4051).
        let closing = "、。，．・ー」』）】！？ゃゅょっァィゥェォャュョッ".contains(c);
        if c == ' ' || ((is_wide(c) || is_wide(before)) && !closing && at > 0) {
            cut = at;
        }
        used += units(c) * size;
        if used > most * 100 {
            return text.split_at(if cut == 0 { at } else { cut });
        }
        before = c;
    }
    (text, "")
}
