//! Changes of letters, words, lines, numbers and nesting, by dice.

use super::vocabulary::{NESTS, NUMBERS, SIGNS, WORDS};

/// Longest text made by changes.
const LONGEST: usize = 96 * 1024;

/// A sequence of numbers that look random (SplitMix64).
pub struct Dice(pub u64);

impl Dice {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }

    pub fn one_in(&mut self, chances: usize) -> bool {
        self.below(chances) == 0
    }

    pub fn pick<'a, T: ?Sized>(&mut self, list: &[&'a T]) -> &'a T {
        list[self.below(list.len())]
    }

    pub fn word(&mut self) -> &'static str {
        let list = [&WORDS, &SIGNS, &NUMBERS][self.below(3)];
        self.pick(list)
    }
}

/// A text after one to four changes.
pub fn changed(dice: &mut Dice, text: &str, other: &str) -> String {
    let mut text = text.to_owned();
    for _ in 0..1 + dice.below(4) {
        text = change(dice, &text, other);
        if text.len() > LONGEST {
            let end = (0..=LONGEST).rev().find(|&i| text.is_char_boundary(i));
            text.truncate(end.unwrap_or(0));
        }
    }
    text
}

fn change(dice: &mut Dice, text: &str, other: &str) -> String {
    let [a, b] = [place(dice, text), place(dice, text)];
    let (from, to) = (a.min(b), a.max(b));
    let mut words = words(text);
    let at = dice.below(words.len());
    match dice.below(12) {
        0 => text[..a].to_owned() + dice.pick(&SIGNS) + &text[a..],
        1 => text[..a].to_owned() + text[a..].get(1..).unwrap_or_default(),
        2 => text[..from].to_owned() + &text[to.min(ceil(text, from + 40))..],
        3 => text[..from].to_owned() + &other[place(dice, other)..],
        4 => text[..from].to_owned(),
        5 if !words.is_empty() => {
            words[at] = dice.word();
            words.concat()
        }
        6 if !words.is_empty() => {
            let with = dice.below(words.len());
            words.swap(at, with);
            words.concat()
        }
        7 | 8 => renumbered(dice, words),
        9 if !words.is_empty() => {
            let (open, close) = NESTS[dice.below(NESTS.len())];
            let depth = [2, 20, 65, 300, 3000][dice.below(5)];
            let word = open.repeat(depth) + words[at] + &close.repeat(depth);
            words[at] = &word;
            words.concat()
        }
        10 => {
            let count = [2, 10, 100, 2000][dice.below(4)];
            let part = &text[from..to.min(ceil(text, from + LONGEST / count))];
            text[..from].to_owned() + &part.repeat(count) + &text[from..]
        }
        _ => lines_changed(dice, text, other),
    }
}

/// One number among the words becomes another.
fn renumbered(dice: &mut Dice, mut words: Vec<&str>) -> String {
    let is_number = |word: &&str| word.starts_with(|c: char| c.is_ascii_digit());
    let places: Vec<usize> = (0..words.len()).filter(|&i| is_number(&words[i])).collect();
    if let Some(&place) = places.get(dice.below(places.len())) {
        words[place] = dice.pick(&NUMBERS);
    }
    words.concat()
}

fn lines_changed(dice: &mut Dice, text: &str, other: &str) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    if lines.is_empty() {
        return other.to_owned();
    }
    let [a, b] = [dice.below(lines.len()), dice.below(lines.len())];
    match dice.below(4) {
        0 => drop(lines.remove(a)),
        1 => lines.insert(b, lines[a]),
        2 => lines.swap(a, b),
        _ => {
            let others: Vec<&str> = other.lines().collect();
            let taken = others.get(dice.below(others.len())).copied();
            lines.insert(a, taken.unwrap_or_default());
        }
    }
    lines.join("\n")
}

/// Words and numbers, and whatever stands between them.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    let mut before = None;
    for (at, c) in text.char_indices() {
        if before.is_some_and(|b| !(is_word(b) && is_word(c))) {
            words.push(&text[start..at]);
            start = at;
        }
        before = Some(c);
    }
    words.push(&text[start..]);
    words.retain(|w| !w.is_empty());
    words
}

/// A place between two letters.
fn place(dice: &mut Dice, text: &str) -> usize {
    ceil(text, dice.below(text.len() + 1))
}

/// The first place between two letters from a byte on.
fn ceil(text: &str, byte: usize) -> usize {
    (byte..text.len())
        .find(|&i| text.is_char_boundary(i))
        .unwrap_or(text.len())
}
