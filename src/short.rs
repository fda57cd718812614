//! Short lists: a stable sort and a map that stay small as code. The library's are laid out for long lists and weigh
//! several kilobytes for every type they hold.

/// Sorts by insertion: stable, and linear where the list is in order already.
pub fn sort_by<T>(list: &mut [T], before: impl Fn(&T, &T) -> bool) {
    for end in 2..=list.len() {
        let mut rest = list.get_mut(..end);
        while let Some([head @ .., left, right]) = rest {
            if !before(right, left) {
                break;
            }
            std::mem::swap(left, right);
            let len = head.len() + 1;
            rest = list.get_mut(..len);
        }
    }
}

/// A map with its pairs in the order of their keys.
#[derive(Clone, Debug, PartialEq)]
pub struct Map<K, V>(Vec<(K, V)>);

impl<K, V> Default for Map<K, V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<K: Ord, V> Map<K, V> {
    /// The value of a key.
    pub fn get(&self, key: &K) -> Option<&V> {
        self.find(key).ok().and_then(|at| self.0.get(at)).map(|(_, value)| value)
    }

    /// The value of a key, to change; a default one where there was none.
    pub fn slot(&mut self, key: K) -> &mut V
    where
        V: Default,
    {
        let at = match self.find(&key) {
            Ok(at) => at,
            Err(at) => {
                self.0.insert(at, (key, V::default()));
                at
            }
        };
        #[expect(clippy::indexing_slicing, reason = "it was found there or has just been put there")]
        &mut self.0[at].1
    }

    /// Sets the value of a key.
    pub fn insert(&mut self, key: K, value: V) {
        match self.find(&key) {
            Ok(at) => drop(self.0.get_mut(at).map(|pair| std::mem::replace(&mut pair.1, value))),
            Err(at) => self.0.insert(at, (key, value)),
        }
    }

    fn find(&self, key: &K) -> Result<usize, usize> {
        self.0.binary_search_by(|pair| pair.0.cmp(key))
    }
}

#[cfg(test)]
mod tests {
    use super::{Map, sort_by};

    #[test]
    fn sorts_as_the_library_does_and_keeps_equals_in_order() {
        let mut state = 1u32;
        for len in 0..40 {
            let mut list: Vec<(u32, u32)> = Vec::new();
            for at in 0..len {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                list.push((state >> 28, at));
            }
            let mut expected = list.clone();
            expected.sort_by_key(|pair| pair.0);
            sort_by(&mut list, |a, b| a.0 < b.0);
            assert_eq!(list, expected);
        }
    }

    #[test]
    fn a_map_keeps_the_last_value_of_each_key() {
        let mut map = Map::default();
        for (key, value) in [(3, 'a'), (1, 'b'), (2, 'c'), (3, 'd')] {
            map.insert(key, value);
        }
        assert_eq!([0, 1, 2, 3, 4].map(|key| map.get(&key).copied()), [None, Some('b'), Some('c'), Some('d'), None]);
        let mut counts = Map::<_, u32>::default();
        for key in ["x", "y", "x"] {
            *counts.slot(key) += 1;
        }
        assert_eq!((counts.get(&"x"), counts.get(&"y")), (Some(&2), Some(&1)));
    }
}
