//! The protection of one direction by a block cipher with a MAC inside (RFC 5246, 6.2.3.2): padding, and what it hides.
//! Knows no record.

use crate::crypto::{Cbc, Hash};
use crate::wire::Grammar;

/// The keys of a block cipher with a MAC inside (RFC 5246, 6.2.3.2).
#[derive(Clone, Debug)]
pub struct CbcKeys {
    pub cbc: Cbc,
    pub key: Vec<u8>,
    pub hash: Hash,
    pub mac_key: Vec<u8>,
}

impl CbcKeys {
    pub fn grammar(&self) -> Grammar {
        Grammar::InnerCbc { mac: self.hash.len() as u8 }
    }

    /// RFC 5246, 6.2.3.1: the MAC over the same header as that of an AEAD, and the content.
    fn mac(&self, aad: &[u8], content: &[u8]) -> Vec<u8> {
        self.hash.hmac(&self.mac_key, &[aad, content])
    }

    /// The content with MAC and padding.
    #[inline(never)]
    pub fn pad(&self, aad: &[u8], content: &[u8]) -> Vec<u8> {
        let mut plain = [content, &self.mac(aad, content)].concat();
        let padding = Cbc::BLOCK_LEN - 1 - plain.len() % Cbc::BLOCK_LEN;
        plain.resize(plain.len() + padding + 1, padding as u8);
        plain
    }

    /// The decrypted blocks of a fragment and the length of their content; none where anything is wrong.
    #[inline(never)]
    pub fn open(&self, fragment: &[u8], aad: impl Fn(usize) -> Vec<u8>) -> Option<(Vec<u8>, usize)> {
        let (iv, blocks) = fragment.split_at_checked(Cbc::BLOCK_LEN)?;
        let plain = self.cbc.decrypt(&self.key, iv, blocks).ok()?;
        let content = content_cbc(&plain, self.hash.len())?;
        let mac = self.mac(&aad(content), plain.get(..content)?);
        let sound = plain.get(content..content + mac.len()) == Some(&mac[..]);
        sound.then_some((plain, content))
    }
}

/// Where the content of a decrypted CBC fragment ends: the padding must be whole (RFC 5246, 6.2.3.2).
/// A bad padding and a bad MAC are told apart nowhere: both are `bad_record_mac`.
fn content_cbc(plain: &[u8], mac_len: usize) -> Option<usize> {
    let padding = usize::from(*plain.last()?);
    let content = plain.len().checked_sub(padding + 1 + mac_len)?;
    plain.get(content + mac_len..)?.iter().all(|byte| usize::from(*byte) == padding).then_some(content)
}
