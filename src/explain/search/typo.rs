//! What was meant by a word that stands nowhere: one that does, a letter or two away. Knows no language.

use super::fold::{Script, script};

/// Words of at least so many characters are known well enough to be mended, and from then on by a change more.
const MENDED: usize = 4;
const TWICE: usize = 6;

/// The words of a folded text that can be mistyped: of letters, or of katakana.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split(|c| !matches!(script(c), Script::Latin | Script::Kana));
    parts.filter(|part| part.chars().nth(MENDED - 1).is_some())
}

/// The nearest of some words to one that is none of them.
pub fn nearest<'a>(known: &'a [String], word: &str) -> Option<&'a str> {
    let own: Vec<char> = word.chars().collect();
    if own.len() < MENDED {
        return None;
    }
    // A katakana is worth two letters.
    let kana = own.iter().any(|c| script(*c) != Script::Latin);
    let most = if own.len() < TWICE || kana { 1 } else { 2 };
    let near = known.iter().filter(|other| other.chars().next() == own.first().copied());
    let far = near.filter_map(|other| {
        let there: Vec<char> = other.chars().collect();
        // What is being typed may be the beginning of a longer word.
        let ends = [own.len().saturating_sub(1), own.len(), own.len() + 1, there.len()];
        let ends = if kana { &ends[3..] } else { &ends[..] };
        let far = ends.iter().filter_map(|end| Some(distance(&own, there.get(..*end)?))).min()?;
        (far <= most).then_some((far, there.len().abs_diff(own.len()), other.as_str()))
    });
    far.min().map(|(_, _, other)| other)
}

/// How many letters must be put in, left out, changed or swapped with their neighbour.
fn distance(a: &[char], b: &[char]) -> usize {
    if a.len().abs_diff(b.len()) > 2 {
        return usize::MAX;
    }
    let mut rows = [vec![0; b.len() + 1], (0..=b.len()).collect::<Vec<usize>>(), vec![0; b.len() + 1]];
    for (i, from) in a.iter().enumerate() {
        let [older, old, new] = &mut rows;
        let mut left = i + 1;
        new.iter_mut().take(1).for_each(|first| *first = left);
        for (j, to) in b.iter().enumerate() {
            let at = |row: &[usize], at: usize| row.get(at).copied().unwrap_or(usize::MAX - 1);
            let changed = at(old, j) + usize::from(from != to);
            let mut best = changed.min(at(old, j + 1) + 1).min(left + 1);
            let before = |list: &[char], at: usize| at.checked_sub(1).and_then(|at| list.get(at).copied());
            if before(a, i) == Some(*to) && before(b, j) == Some(*from) {
                best = best.min(at(older, j.saturating_sub(1)) + 1);
            }
            new.iter_mut().skip(j + 1).take(1).for_each(|slot| *slot = best);
            left = best;
        }
        rows.rotate_left(1);
    }
    let [_, last, _] = &rows;
    last.last().copied().unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_mended_and_nothing_else() {
        let known: Vec<String> =
            ["cipher", "certificate", "extension", "alert", "ハンドシェイク"].map(str::to_owned).into();
        let near = |word| nearest(&known, word);
        assert_eq!(near("cypher"), Some("cipher"));
        assert_eq!(near("certifcate"), Some("certificate"));
        assert_eq!(near("extention"), Some("extension"));
        assert_eq!(near("alret"), Some("alert"));
        assert_eq!(near("certifci"), Some("certificate"), "while it is typed");
        assert_eq!(near("ハンドシェーク"), Some("ハンドシェイク"));
        assert_eq!((near("cat"), near("vector"), near("zertifikat")), (None, None, None));
    }

    #[test]
    fn distances_are_counted() {
        let far = |a: &str, b: &str| distance(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>());
        assert_eq!(
            [far("abc", "abc"), far("abc", "acb"), far("abc", "ab"), far("abc", "xbc"), far("", "ab")],
            [0, 1, 1, 1, 2]
        );
    }
}
