//! The drill: questions that come again, the sooner the worse they were answered (Leitner 1972, "So lernt man
//! lernen").
//!
//! A question begins in the first box. A right answer moves it one box on, a wrong one back to the first, and
//! half of one leaves it where it is; from each box it comes again after so many days ([`DAYS`]).

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// After how many days a question comes again from each box.
pub const DAYS: [u32; 5] = [0, 1, 3, 7, 21];

/// What was answered so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Drill {
    /// By the question's id; what was never asked is not here.
    pub asked: BTreeMap<String, AskedQuestion>,
}

/// What became of a question so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AskedQuestion {
    /// Its box, from 0.
    pub level: usize,
    /// The day on which it comes again, counted from 1970.
    pub due: u32,
    /// How often it was asked.
    pub times: u32,
    /// How often it was answered rightly.
    pub right: u32,
}

/// How an answer was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grade {
    /// All of it.
    Right,
    /// Half of it.
    Half,
    /// None of it.
    Wrong,
}

/// How questions are spread over the boxes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Never asked.
    pub new: usize,
    /// To be asked now.
    pub due: usize,
    /// In each box.
    pub boxes: [usize; DAYS.len()],
}

impl Drill {
    /// The question to ask on a day, of those given in the order in which they are learnt: what is due before
    /// what is new, the lowest box first, and not the last one again while there is another. None: all that
    /// is left comes on a later day.
    pub fn next<'a>(
        &self,
        questions: impl IntoIterator<Item = &'a str>,
        day: u32,
        last: Option<&str>,
    ) -> Option<&'a str> {
        let rank = |id: &str| match self.asked.get(id) {
            Some(asked) if asked.due > day => None,
            Some(asked) => Some((Some(id) == last, false, asked.level, asked.due)),
            None => Some((Some(id) == last, true, 0, 0)),
        };
        let ranked = questions.into_iter().filter_map(|id| Some((rank(id)?, id)));
        // Of equals the first.
        ranked.min_by_key(|(rank, _)| *rank).map(|(_, id)| id)
    }

    /// Takes note of an answer given on a day.
    pub fn note(&mut self, id: &str, grade: Grade, day: u32) {
        let asked = self.asked.entry(id.to_owned()).or_default();
        asked.times = asked.times.saturating_add(1);
        asked.right = asked.right.saturating_add(u32::from(grade == Grade::Right));
        asked.level = match grade {
            Grade::Right => (asked.level + 1).min(DAYS.len() - 1),
            Grade::Half => asked.level.min(DAYS.len() - 1),
            Grade::Wrong => 0,
        };
        asked.due = day.saturating_add(DAYS[asked.level]);
    }

    /// How some questions stand on a day.
    pub fn count<'a>(&self, questions: impl IntoIterator<Item = &'a str>, day: u32) -> Count {
        let mut count = Count::default();
        for id in questions {
            match self.asked.get(id) {
                None => count.new += 1,
                Some(asked) => {
                    count.boxes[asked.level.min(DAYS.len() - 1)] += 1;
                    count.due += usize::from(asked.due <= day);
                }
            }
        }
        count
    }

    /// Takes over what another page answered: of each question what was asked more often.
    pub fn merge(&mut self, other: Self) {
        for (id, theirs) in other.asked {
            let ours = self.asked.entry(id).or_default();
            if theirs.times > ours.times {
                *ours = theirs;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [&str; 3] = ["a", "b", "c"];

    #[test]
    fn right_answers_come_again_later_and_later() {
        let mut drill = Drill::default();
        let mut day = 100;
        for wait in [1, 3, 7, 21, 21] {
            drill.note("a", Grade::Right, day);
            assert_eq!(drill.asked["a"].due, day + wait);
            day += wait;
        }
        drill.note("a", Grade::Half, day);
        assert_eq!(drill.asked["a"].due, day + 21);
        drill.note("a", Grade::Wrong, day);
        assert_eq!(
            drill.asked["a"],
            AskedQuestion {
                level: 0,
                due: day,
                times: 7,
                right: 5
            }
        );
    }

    #[test]
    fn what_is_due_comes_before_what_is_new() {
        let mut drill = Drill::default();
        assert_eq!(drill.next(ALL, 5, None), Some("a"));
        drill.note("b", Grade::Right, 1);
        assert_eq!(drill.next(ALL, 5, None), Some("b"), "due since day 2");
        drill.note("c", Grade::Wrong, 4);
        assert_eq!(drill.next(ALL, 5, None), Some("c"), "the lowest box first");
        assert_eq!(drill.next(ALL, 5, Some("c")), Some("b"), "not the same again");
        assert_eq!(drill.next(["c"], 5, Some("c")), Some("c"), "unless it is alone");
        for id in ALL {
            drill.note(id, Grade::Right, 5);
        }
        assert_eq!(drill.next(ALL, 5, None), None, "all that is left comes later");
        assert_eq!(drill.next(ALL, 6, None), Some("a"));
    }

    #[test]
    fn boxes_are_counted_and_pages_merged() {
        let mut ours = Drill::default();
        ours.note("a", Grade::Right, 1);
        ours.note("b", Grade::Wrong, 1);
        let count = Count {
            new: 1,
            due: 1,
            boxes: [1, 1, 0, 0, 0],
        };
        assert_eq!(ours.count(ALL, 1), count);
        let mut theirs = ours.clone();
        theirs.note("b", Grade::Right, 1);
        theirs.note("c", Grade::Right, 1);
        ours.merge(theirs.clone());
        assert_eq!(ours, theirs);
        let text = serde_json::to_string(&ours).expect("plain data");
        assert_eq!(serde_json::from_str::<Drill>(&text).expect("as written"), ours);
        // What another program wrote may have a box that there is not.
        let beyond: Drill = serde_json::from_str(r#"{"asked":{"a":{"level":99}}}"#).expect("a drill");
        assert_eq!(beyond.count(ALL, 1).boxes[DAYS.len() - 1], 1);
    }
}
