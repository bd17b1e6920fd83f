//! Values kept for as long as what they were made from stays, and answers that are kept with what they
//! answer.

use std::sync::{Arc, Weak};

/// The last value, and what it was made from.
#[derive(Debug)]
pub struct Memo<K, V>(Option<(K, V)>);

impl<K, V> Default for Memo<K, V> {
    fn default() -> Self {
        Self(None)
    }
}

impl<K: PartialEq, V> Memo<K, V> {
    /// The value made from `key`, made anew where the last one was made from another.
    pub fn get(&mut self, key: K, make: impl FnOnce() -> V) -> &V {
        self.0.take_if(|(known, _)| *known != key);
        &self.0.get_or_insert_with(|| (key, make())).1
    }
}

/// What was computed elsewhere, with the request that it answers. Only who asks for just that gets it, so
/// that no picture shows what belongs to another step, surface or run.
#[derive(Clone, Debug)]
pub struct Answer<K, V> {
    to: K,
    value: V,
}

impl<K: PartialEq, V> Answer<K, V> {
    /// The answer to a request.
    pub fn new(to: K, value: V) -> Self {
        Self { to, value }
    }

    /// The answer to what is asked; None where it answers something else.
    pub fn to(&self, asked: &K) -> Option<&V> {
        (self.to == *asked).then_some(&self.value)
    }
}

/// Shared data, equal only to itself: comparing it costs nothing, and what is kept of it does not keep the
/// data.
#[derive(Debug)]
pub struct Same<T>(Weak<T>);

impl<T> Clone for Same<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> Same<T> {
    /// This very data.
    pub fn as_this(data: &Arc<T>) -> Self {
        Self(Arc::downgrade(data))
    }

    /// Whether it is this very data.
    pub fn is(&self, data: &Arc<T>) -> bool {
        *self == Self::as_this(data)
    }
}

impl<T> PartialEq for Same<T> {
    fn eq(&self, other: &Self) -> bool {
        // The place is taken as long as somebody remembers it, so no other data can stand there.
        Weak::ptr_eq(&self.0, &other.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_made_anew_only_from_something_else() {
        let (a, b) = (Arc::new(1), Arc::new(1));
        let (mut memo, mut made) = (Memo::default(), 0);
        for data in [&a, &a, &b, &a] {
            memo.get(Same::as_this(data), || made += 1);
        }
        assert_eq!(made, 3);
    }

    #[test]
    fn what_a_value_was_made_from_is_not_kept() {
        let trace = Arc::new(vec![0.0; 1000]);
        let mut memo = Memo::default();
        memo.get(Same::as_this(&trace), || 1);
        let seen = Arc::downgrade(&trace);
        drop(trace);
        assert!(seen.upgrade().is_none());
    }

    #[test]
    fn an_answer_is_had_only_by_who_asks_for_it() {
        let answer = Answer::new((1, "step"), 5);
        assert_eq!(answer.to(&(1, "step")), Some(&5));
        assert_eq!(answer.to(&(2, "step")), None);
    }
}
