//! The glossary: ids, texts, links, and where prose mentions its terms.

#![cfg(test)]

#[path = "support/exhibits.rs"]
mod exhibits;
mod support;

use std::collections::{BTreeMap, BTreeSet};

use exhibits::missing;
use handscope::explain::{Pack, Spellings, TermGroup, mentions, term, terms};
use support::{LANGUAGES, pack, texts};

#[test]
fn ids_are_unique_groups_full_and_related_terms_exist() {
    let ids: BTreeSet<&str> = terms().iter().map(|term| term.id).collect();
    assert_eq!(ids.len(), terms().len());
    assert!(terms().len() >= 150, "{} terms", terms().len());
    for group in TermGroup::ALL {
        assert!(terms().iter().any(|term| term.group == *group), "{group}");
    }
    for one in terms() {
        let bad: Vec<_> = one.related.iter().filter(|id| **id == one.id || term(id).is_none()).collect();
        assert!(bad.is_empty(), "{}: {bad:?}", one.id);
        assert!(one.common || !one.related.is_empty() || one.shown.is_some(), "{} leads nowhere", one.id);
    }
    let lines = include_str!("../assets/glossary.txt").lines();
    assert_eq!(lines.filter(|line| !line.is_empty() && !line.starts_with('#')).count(), terms().len());
}

#[test]
fn every_link_leads_to_what_is_there() {
    let missing: Vec<_> = terms().iter().filter_map(|term| missing(term.shown?)).collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn every_term_is_defined_in_one_to_three_sentences_or_so() {
    for language in LANGUAGES {
        let texts = texts(language);
        for term in terms() {
            let text = texts.get(&term.text()).unwrap_or_else(|| panic!("{language}: {}", term.id));
            let sentences: usize = text.body.iter().map(|part| part.matches(['。', '.']).count()).sum();
            assert!(text.body.len() == 1 && sentences > 0, "{language}: {}", term.id);
        }
        let known = |id: &str| id.strip_prefix("term.").is_none_or(|id| term(id).is_some());
        assert_eq!(texts.into_keys().filter(|id| !known(id)).collect::<Vec<_>>(), Vec::<String>::new());
    }
}

/// The words that were agreed on, as every text uses them.
#[test]
fn terms_are_called_as_was_decided() {
    let packs = LANGUAGES.map(pack);
    for (id, english, japanese) in [
        ("key_share", "key share", "キーシェア"),
        ("key_agreement", "key agreement", "鍵共有"),
        ("psk", "pre-shared key", "事前共有鍵"),
        ("shared_key", "shared key", "共通鍵"),
        ("ephemeral_key", "ephemeral key", "使い捨て鍵(エフェメラル)"),
        ("pre_master_secret", "pre-master secret", "プリマスターシークレット"),
        ("traffic_key", "traffic key", "トラフィック鍵"),
        ("certification_authority", "certification authority", "認証局"),
        ("intermediate_certificate", "intermediate certificate", "中間証明書"),
        ("validity_period", "validity period", "有効期間"),
        ("expired", "expired", "期限切れ"),
        ("session_resumption", "session resumption", "セッション再開"),
        ("abbreviated_handshake", "abbreviated handshake", "短縮ハンドシェイク"),
        ("forward_secrecy", "forward secrecy", "前方秘匿性"),
        ("mitm_attack", "man-in-the-middle attack", "中間者攻撃"),
        ("eavesdropper", "eavesdropper", "盗聴者"),
        ("tampering", "tampering", "改ざん"),
        ("iv", "initialization vector", "初期化ベクトル"),
        ("early_data", "early data", "アーリーデータ(0-RTTデータ)"),
        ("fault", "fault", "障害(フォールト)"),
        ("presentation", "presentation", "発表表示"),
        ("post_quantum", "post-quantum", "耐量子"),
    ] {
        let told = packs.each_ref().map(|pack| pack.label(&term(id).unwrap().text()).to_owned());
        assert_eq!(told, [english, japanese], "{id}");
    }
}

/// Japanese readers meet the English word in tools.
#[test]
fn japanese_entries_tell_the_english_term() {
    let (english, japanese) = (texts("en"), texts("ja"));
    for term in terms() {
        let [en, ja] = [&english, &japanese].map(|texts| &texts[&term.text()]);
        let latin = |c: char| c.is_ascii_alphabetic();
        let told = ja.parts().any(|part| part.contains(latin)) || ja.also.iter().any(|name| name.contains(latin));
        assert!(told, "{}: {} is told in Japanese alone", term.id, en.title);
    }
}

#[test]
fn a_spelling_belongs_to_one_term() {
    for language in LANGUAGES {
        let mut owners: BTreeMap<String, &str> = BTreeMap::new();
        let texts = texts(language);
        for term in terms() {
            let text = &texts[&term.text()];
            for name in std::iter::once(&text.title).chain(&text.also) {
                let other = owners.insert(name.to_ascii_lowercase(), term.id);
                assert_eq!(other, None, "{language}: {name} is {} too", term.id);
                assert!(!name.trim().is_empty() && name.trim() == name, "{language}: {}", term.id);
            }
        }
    }
}

/// A term is mentioned under each of its spellings, if it is marked at all.
#[test]
fn every_spelling_is_found() {
    for language in LANGUAGES {
        let (texts, spellings) = (texts(language), Spellings::of(&pack(language)));
        for term in terms() {
            let text = &texts[&term.text()];
            for name in std::iter::once(&text.title).chain(&text.also) {
                let other = name.strip_prefix('-');
                let wanted = if other.is_some() { Vec::new() } else { vec![(0..name.len(), term.id)] };
                let found = spellings.find(other.unwrap_or(name));
                assert!(term.common || found == wanted, "{language}: {name} gives {found:?}");
            }
        }
    }
}

/// All texts but the glossary's own, with their mentions.
fn prose(language: &str) -> Vec<(String, String)> {
    let texts = texts(language).into_iter().filter(|(id, _)| !id.starts_with("term.") && !id.starts_with("page."));
    texts.flat_map(|(id, entry)| entry.body.into_iter().map(move |part| (id.clone(), part))).collect()
}

#[test]
fn no_mention_lies_in_a_longer_word_or_in_code_and_each_stands_once() {
    for language in LANGUAGES {
        let spellings = Spellings::of(&pack(language));
        let mut marked = 0;
        for (id, text) in prose(language) {
            let found = spellings.find(&text);
            let ids: BTreeSet<&str> = found.iter().map(|(_, id)| *id).collect();
            assert_eq!(ids.len(), found.len(), "{id}: {found:?}");
            assert!(found.is_sorted_by(|(a, _), (b, _)| a.end <= b.start), "{id}: {found:?}");
            for (range, term) in &found {
                let [before, after] = [&text[..range.start], &text[range.end..]];
                let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
                let latin = text[range.clone()].starts_with(word) && before.ends_with(word)
                    || text[range.clone()].ends_with(word) && after.starts_with(word);
                assert!(!latin, "{language} {id}: {term} in a longer word of “{text}”");
                assert!(before.matches('`').count() % 2 == 0, "{language} {id}: {term} in code of “{text}”");
            }
            marked += found.len();
        }
        assert!(marked > 1000, "{language}: only {marked} mentions");
    }
}

#[test]
fn mentions_are_those_that_a_reader_would_mark() {
    let packs = LANGUAGES.map(pack);
    let found = |pack: &Pack, id: &str, at: usize| {
        let text = pack.get(id).unwrap().body[at].clone();
        mentions(&text, pack).into_iter().map(|(range, id)| format!("{}={id}", &text[range])).collect::<Vec<_>>()
    };
    for (id, english, japanese) in [
        (
            "transfer.client_hello.shares",
            &[
                "cipher suites=cipher_suite",
                "groups=group",
                "signature schemes=signature_algorithm",
                "key shares=key_share",
                "TLS 1.3=tls13",
                "transcript=transcript",
            ][..],
            &[
                "暗号スイート=cipher_suite",
                "グループ=group",
                "署名アルゴリズム=signature_algorithm",
                "キーシェア=key_share",
                "TLS 1.3=tls13",
                "トランスクリプト=transcript",
            ][..],
        ),
        (
            "step.judge_certificate.client.1.3",
            &[
                "signatures=signature",
                "certificate=certificate",
                "root=root_certificate",
                "CertificateVerify=certificate_verify",
                "private key=private_key",
            ][..],
            &[
                "証明書=certificate",
                "署名=signature",
                "ルート証明書=root_certificate",
                "有効期間=validity_period",
                "検証=verification",
                "秘密鍵=private_key",
                "CertificateVerify=certificate_verify",
            ][..],
        ),
    ] {
        assert_eq!(found(&packs[0], id, 0), english, "{id}");
        assert_eq!(found(&packs[1], id, 0), japanese, "{id}");
    }
}

/// Prints every mention, to be read: `cargo test --test glossary -- --ignored --nocapture`.
#[test]
#[ignore = "prints for a reader"]
fn all_mentions() {
    for language in LANGUAGES {
        let spellings = Spellings::of(&pack(language));
        let mut all: BTreeMap<(String, &str), Vec<String>> = BTreeMap::new();
        for (_, text) in prose(language) {
            for (range, id) in spellings.find(&text) {
                let from = text[..range.start].char_indices().rev().nth(14).map_or(0, |(at, _)| at);
                let to = text[range.end..].char_indices().nth(14).map_or(text.len(), |(at, _)| range.end + at);
                let line = format!("{}[{}]{}", &text[from..range.start], &text[range.clone()], &text[range.end..to]);
                all.entry((text[range].to_owned(), id)).or_default().push(line);
            }
        }
        for ((spelling, id), lines) in all {
            println!(
                "{language} {id} “{spelling}” {}: {}",
                lines.len(),
                lines.iter().take(5).cloned().collect::<Vec<_>>().join(" / ")
            );
        }
    }
}
