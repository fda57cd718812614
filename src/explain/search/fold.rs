//! How text is compared: without difference of case, of width, of hiragana and katakana, of what joins the words of a name.
//! Knows no language but their scripts.

use std::ops::Range;

/// Katakana of half width from U+FF66 on, as those of full width.
const HALF: &str =
    "ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン";
/// What the marks of voice make of the katakana before them: one further on, or two.
const VOICED: &str = "カキクケコサシスセソタチツテトハヒフヘホ";
const HALF_VOICED: &str = "ハヒフヘホ";

/// A text as it is compared.
pub fn fold(text: &str) -> String {
    folded(text).into_iter().map(|(c, _)| c).collect()
}

/// The same, with the bytes of the text that each character comes from.
fn folded(text: &str) -> Vec<(char, Range<usize>)> {
    let mut out: Vec<(char, Range<usize>)> = Vec::new();
    for (at, c) in text.char_indices() {
        let range = at..at + c.len_utf8();
        let voice = match c {
            'ﾞ' => Some((VOICED, 1)),
            'ﾟ' => Some((HALF_VOICED, 2)),
            _ => None,
        };
        match (voice, out.last_mut()) {
            (Some((which, by)), Some((last, whole))) if which.contains(*last) => {
                *last = char::from_u32(*last as u32 + by).unwrap_or(*last);
                whole.end = range.end;
            }
            // The marks of code in prose.
            _ if c == '`' => {}
            _ => out.push((one(c), range)),
        }
    }
    drop_last_bars(&mut out);
    out
}

/// A character as it is compared.
fn one(c: char) -> char {
    let c = match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{ff66}'..='\u{ff9d}' => HALF.chars().nth(c as usize - 0xff66).unwrap_or(c),
        'ぁ'..='ゖ' => char::from_u32(c as u32 + 0x60).unwrap_or(c),
        c => c,
    };
    match c {
        '_' | '-' | '‐' | '‑' | '–' | '・' | '·' | '/' | '(' | ')' | '"' | '“' | '”' | '「' | '」' | '、' | ',' => {
            ' '
        }
        c if c.is_whitespace() => ' ',
        c => c.to_lowercase().next().unwrap_or(c),
    }
}

/// Some write a long vowel at the end of a word and some do not: `サーバー`, `サーバ`.
fn drop_last_bars(out: &mut Vec<(char, Range<usize>)>) {
    let chars: Vec<char> = out.iter().map(|(c, _)| *c).collect();
    let kana = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(|c| script(*c) == Script::Kana);
    let mut at = 0;
    out.retain(|(c, _)| {
        let here = at;
        at += 1;
        let ends = !kana(Some(here + 1)) && kana(here.checked_sub(1)) && kana(here.checked_sub(2));
        !(*c == 'ー' && ends)
    });
}

/// The parts of Japanese by themselves, folded: what is written in one script, without the hiragana between.
pub fn pieces(text: &str) -> Vec<String> {
    let mut out: Vec<(Script, String)> = Vec::new();
    let mut apart = true;
    for c in text.chars() {
        let own = fold(c.encode_utf8(&mut [0; 4]));
        let kind = own.chars().next().map_or(Script::None, script);
        // Latin letters and digits make one name.
        let kind = if kind == Script::Digit || own == "." { Script::Latin } else { kind };
        if kind == Script::None || ('ぁ'..='ゖ').contains(&c) {
            apart = true;
            continue;
        }
        match out.last_mut() {
            Some((same, part)) if *same == kind && !apart => part.push_str(&own),
            _ => out.push((kind, own)),
        }
        apart = false;
    }
    out.into_iter().map(|(_, part)| part).collect()
}

/// What a character is written in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Script {
    Latin,
    Digit,
    Kana,
    Han,
    /// None that makes words.
    None,
}

/// The script of a folded character.
pub fn script(c: char) -> Script {
    match c {
        '0'..='9' => Script::Digit,
        'ァ'..='ヺ' | 'ー' => Script::Kana,
        '々' | '\u{3400}'..='\u{9fff}' => Script::Han,
        c if c.is_alphabetic() => Script::Latin,
        _ => Script::None,
    }
}

/// Whether a word stands in a folded text: at the beginning of a word, inside one, or not at all.
pub fn stands(text: &str, word: &str) -> Option<bool> {
    let first = word.chars().next().map(script)?;
    let mut inside = false;
    for (at, _) in text.match_indices(word) {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        if before.is_none_or(|before| script(before) != first) {
            return Some(true);
        }
        inside = true;
    }
    inside.then_some(false)
}

/// Where a text holds the words of what was typed: bytes of it, in order, none twice.
pub fn marks(text: &str, query: &str) -> Vec<Range<usize>> {
    let chars = folded(text);
    let plain: String = chars.iter().map(|(c, _)| *c).collect();
    let mut lit = vec![false; chars.len()];
    let starts: Vec<usize> = plain.char_indices().map(|(at, _)| at).collect();
    for word in fold(query).split_whitespace() {
        let all: Vec<usize> = plain.match_indices(word).map(|(at, _)| at).collect();
        let begins = |at: &&usize| plain.get(**at..).is_some_and(|rest| first_of_word(&plain, **at, rest));
        // Inside words only where none begins so.
        let best: Vec<usize> = match all.iter().filter(begins).copied().collect::<Vec<_>>() {
            begin if begin.is_empty() => all,
            begin => begin,
        };
        for at in best {
            let from = starts.partition_point(|start| *start < at);
            let to = starts.partition_point(|start| *start < at + word.len());
            lit.get_mut(from..to).into_iter().flatten().for_each(|one| *one = true);
        }
    }
    let mut out: Vec<Range<usize>> = Vec::new();
    for ((_, range), _) in chars.iter().zip(&lit).filter(|(_, lit)| **lit) {
        match out.last_mut() {
            Some(last) if last.end == range.start => last.end = range.end,
            _ => out.push(range.clone()),
        }
    }
    out
}

fn first_of_word(text: &str, at: usize, rest: &str) -> bool {
    let before = text.get(..at).and_then(|before| before.chars().next_back());
    let here = rest.chars().next().map_or(Script::None, script);
    before.is_none_or(|before| script(before) != here)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_width_and_kana_make_no_difference() {
        for (a, b) in [
            ("ＴＬＳ　１．３", "tls 1.3"),
            ("ﾊﾝﾄﾞｼｪｲｸ", "はんどしぇいく"),
            ("ﾊﾟﾃﾞｨﾝｸﾞ", "パディング"),
            ("サーバー", "サーバ"),
            ("Handshake_Failure", "handshake-failure"),
            ("`key`", "KEY"),
        ] {
            assert_eq!(fold(a), fold(b), "{a}");
        }
        assert_ne!(fold("キー"), fold("キ"));
    }

    #[test]
    fn words_begin_where_the_script_changes() {
        assert_eq!(stands("tls aes 128", "aes"), Some(true));
        assert_eq!(stands("monkey", "key"), Some(false));
        assert_eq!(stands(&fold("公開鍵"), "鍵"), Some(false));
        assert_eq!(stands(&fold("TLS証明書"), "証明書"), Some(true));
        assert_eq!(stands("sha256", "256"), Some(true));
        assert_eq!(stands("abc", "d"), None);
    }

    #[test]
    fn what_is_marked_is_of_the_text_itself() {
        let marked =
            |text: &'static str, query| -> Vec<&str> { marks(text, query).into_iter().map(|r| &text[r]).collect() };
        assert_eq!(marked("TLS_AES_128_GCM_SHA256", "aes gcm"), ["AES", "GCM"]);
        assert_eq!(marked("セッションチケット", "ﾁｹｯﾄ"), ["チケット"]);
        assert_eq!(marked("monkey key", "key"), ["key"]);
        assert_eq!(marked("ﾊﾟﾃﾞｨ", "パデ"), ["ﾊﾟﾃﾞ"]);
        assert_eq!(marked("", "x"), Vec::<&str>::new());
    }
}
