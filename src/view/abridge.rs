//! Names for which there is no room: cut so that those that differ still look different.

/// A name cut to what `fits`: at its end where what tells it from `others` stays, else before that.
pub fn abridged(name: &str, others: &[impl AsRef<str>], mut fits: impl FnMut(&str) -> bool) -> String {
    if fits(name) {
        return name.to_owned();
    }
    let letters: Vec<char> = name.chars().collect();
    let text = |from: usize, to: usize| letters[from..to].iter().collect::<String>();
    let (from, to) = telling(name, &letters, others);
    let count = letters.len();
    let at_end = |kept: usize| format!("{}…", text(0, kept).trim_end());
    let before = |head: usize| format!("{}…{}", text(0, head).trim_end(), text(from, count));
    let around = |end: usize| format!("{}…{}…", text(0, from.min(2)), text(from, end).trim_end());
    let long_enough = (to.max(1)..count).rev().map(at_end);
    let heads = (0..from.saturating_sub(1)).rev().map(before);
    let middles = (to..count).rev().filter(|_| from > 2).map(around);
    let any = (0..to.max(1)).rev().map(at_end);
    let mut cuts = long_enough.chain(heads).chain(middles).chain(any);
    cuts.find(|cut| fits(cut)).unwrap_or_else(|| "…".to_owned())
}

/// The words, from and to, in which a name first differs from the one of the others that it is most like.
fn telling(name: &str, letters: &[char], others: &[impl AsRef<str>]) -> (usize, usize) {
    let alike = |other: &str| {
        let pairs = letters.iter().zip(other.chars());
        pairs.take_while(|(a, b)| **a == *b).count()
    };
    let others = others.iter().map(AsRef::as_ref).filter(|other| *other != name);
    let first = others.map(alike).max().unwrap_or(0);
    let between = |letter: &char| letter.is_whitespace() || *letter == ',';
    let skipped = letters[first..].iter().take_while(|l| between(l)).count();
    let first = if first > 0 { first + skipped } else { 0 };
    match letters.get(first) {
        Some(_) if first > 0 => {
            let from = letters[..first].iter().rposition(between).map_or(0, |at| at + 1);
            let rest = letters[first..].iter().position(between);
            (from, rest.map_or(letters.len(), |at| first + at))
        }
        // It differs at once, or is how another one begins.
        _ => (0, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tells_names_apart_stays() {
        let names = [
            "Momentum, lr 0.01",
            "Momentum, lr 0.03",
            "Nesterov, lr 0.03",
            "Adam",
            "Adam 2",
        ];
        let decays = [
            "AdamW, lr 0.001, weight decay 0.1",
            "AdamW, lr 0.003, weight decay 0.1",
        ];
        for (name, others, room, cut) in [
            (names[0], &names[..], 17, "Momentum, lr 0.01"),
            (names[0], &names[..], 12, "Momentu…0.01"),
            (names[1], &names[..], 12, "Momentu…0.03"),
            (names[1], &names[..], 5, "…0.03"),
            (names[2], &names[..], 12, "Nesterov, l…"),
            (names[0], &names[..1], 12, "Momentum, l…"),
            (names[4], &names[..], 4, "Ad…2"),
            (decays[0], &decays[..], 20, "AdamW, lr 0.001, we…"),
            (decays[1], &decays[..], 12, "Ad…0.003, w…"),
            ("Momentum", &names[..], 3, "Mo…"),
            ("Momentum", &names[..], 0, "…"),
        ] {
            let found = abridged(name, others, |cut| cut.chars().count() <= room);
            assert_eq!(found, cut, "{name} in {room}");
        }
    }
}
