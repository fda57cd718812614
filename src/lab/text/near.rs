//! Which of some names somebody may have meant who wrote another one. Knows no name.

use crate::short;

/// How many names are worth offering.
const MOST: usize = 3;
/// Where there are no more names than this, all of them are told anyway.
const FEW: usize = 5;
/// Letters of a longer text do not count.
const LONGEST: usize = 64;

/// The three names that are nearest to a text, the nearest first; none where there are so few that all are told.
pub fn nearest<'a>(text: &str, among: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let text = text.to_ascii_lowercase();
    let mut names: Vec<(usize, &str)> = among.into_iter().map(|name| (away(&text, name), name)).collect();
    if names.len() <= FEW {
        return Vec::new();
    }
    short::sort_by(&mut names, |a, b| a.0 < b.0);
    names.into_iter().take(MOST).map(|(_, name)| name.to_owned()).collect()
}

/// How far a name is from a text: the share of letters to change, and less by each word that both have. `expired` is a
/// word of `expired_certificate`, though it takes twelve letters to get there.
fn away(text: &str, name: &str) -> usize {
    let name = name.to_ascii_lowercase();
    let parts = |text: &str| {
        let words = text.split(['_', '.', '-']).filter(|word| word.len() > 2);
        words.map(str::to_owned).collect::<Vec<_>>()
    };
    let known = parts(&name);
    let shared = parts(text).iter().filter(|word| known.iter().any(|own| changes(word, own) < 2)).count();
    let longest = text.chars().count().max(name.chars().count()).clamp(1, LONGEST);
    (changes(text, &name) * 100 / longest + 1_000).saturating_sub(30 * shared)
}

/// How many letters must be changed, put in, left out or swapped with their neighbour to make one text of the other.
fn changes(a: &str, b: &str) -> usize {
    let [a, b] = [a, b].map(|text| text.chars().take(LONGEST).collect::<Vec<_>>());
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let at = |row: &[usize], j: usize| row.get(j).copied().unwrap_or(usize::MAX - 1);
            let mut least = (at(&row, j) + usize::from(x != y)).min(at(&row, j + 1) + 1).min(at(&next, j) + 1);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if swapped {
                least = least.min(at(&before, j - 1) + 1);
            }
            next.push(least);
        }
        before = std::mem::replace(&mut row, next);
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_counted() {
        for (a, b, count) in
            [("", "", 0), ("abc", "", 3), ("seed", "sede", 1), ("kitten", "sitting", 3), ("aé", "ae", 1)]
        {
            assert_eq!((changes(a, b), changes(b, a)), (count, count), "{a} {b}");
        }
    }

    #[test]
    fn a_word_in_common_counts_more_than_letters() {
        let names = ["wrong_host", "wrong_order", "expired_certificate", "short_key", "bad_finished", "drop_message"];
        for (text, first) in [
            ("expired", "expired_certificate"),
            ("certificate_expired", "expired_certificate"),
            ("wrong_hots", "wrong_host"),
            ("finished_bad", "bad_finished"),
            ("SHORT-KEY", "short_key"),
        ] {
            let near = nearest(text, names);
            assert_eq!((near.len(), near[0].as_str()), (3, first), "{text}");
        }
        assert_eq!(nearest("nonsense", names).len(), 3);
        assert_eq!(nearest("x", ["on", "off"]), Vec::<String>::new());
    }
}
