//! A bounded memory: the latest used of things that are dear to make.

/// Values by key, of which only so many are kept: the one that was not used for longest goes first.
#[derive(Debug)]
pub struct Latest<K, V> {
    most: usize,
    /// The latest used one last.
    list: Vec<(K, V)>,
}

impl<K: PartialEq, V: Clone> Latest<K, V> {
    /// None yet, and never more than `most`.
    pub const fn new(most: usize) -> Self {
        let list = Vec::new();
        Self { most, list }
    }

    /// The value of a key, made where none is kept.
    pub fn get(&mut self, key: K, make: impl FnOnce(&K) -> V) -> V {
        let place = self.list.iter().rposition(|(known, _)| *known == key);
        let (key, value) = match place {
            Some(place) => self.list.remove(place),
            None => {
                let value = make(&key);
                (key, value)
            }
        };
        if self.list.len() >= self.most {
            self.list.remove(0);
        }
        self.list.push((key, value.clone()));
        value
    }

    /// How many are kept.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether none is kept.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_used_stays_and_never_too_much_is_kept() {
        let (mut latest, mut made) = (Latest::new(64), 0);
        for scene in 0..300 {
            for key in [0, scene] {
                let value = latest.get(key, |key| {
                    made += 1;
                    key * 2
                });
                assert_eq!(value, key * 2);
            }
            assert!(latest.len() <= 64);
        }
        assert_eq!(
            (made, latest.len()),
            (300, 64),
            "what is used again and again is made once"
        );
        latest.get(1, |_| 2);
        assert_eq!(latest.len(), 64);
    }
}
