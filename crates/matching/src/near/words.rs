//! How alike two texts are, and by which words to look for a text.
//!
//! Trigrams of characters inside words, lower case; integers only. It knows no language and no names, and what is
//! alike here is a hint and no more.

use super::index::spread;

/// From how many percent of shared trigrams on texts are called similar.
pub const LEAST_SIMILAR_PERCENT: u8 = 60;

/// The most characters of a text that are looked at.
const MOST_CHARACTERS: usize = 140;

/// The fewest characters of a word by which a text is looked for.
const SHORTEST_WORD: u32 = 4;

/// The most words of a text by which it is looked for: its first ones.
const MOST_WORDS: usize = 8;

/// A text's distinct trigrams as a picture: what it shares with another is bounded without comparing texts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sketch {
    bits: u128,
    trigrams: u32,
}

impl Sketch {
    pub(super) fn of(text: &str) -> Self {
        let found = trigrams(text);
        let bit = |trigram: &u64| 1_u128 << (spread(*trigram) >> 57);
        Self {
            bits: found.iter().map(bit).fold(0, |all, bit| all | bit),
            trigrams: u32::try_from(found.len()).unwrap_or(0),
        }
    }

    /// Whether the texts may be similar: never false for texts that are.
    pub(super) fn may_be_similar(self, other: Self) -> bool {
        let not_shared = |a: Self, b: Self| (a.bits & !b.bits).count_ones();
        let shared = (self.trigrams.saturating_sub(not_shared(self, other)))
            .min(other.trigrams.saturating_sub(not_shared(other, self)));
        percent(shared, self.trigrams + other.trigrams) >= LEAST_SIMILAR_PERCENT
    }
}

/// Shared trigrams in percent of all: 100 for the same words, 0 for nothing in common or nothing said.
pub(super) fn similar_percent(a: &str, b: &str) -> u8 {
    let (a, b) = (trigrams(a), trigrams(b));
    let shared = a.iter().filter(|trigram| b.binary_search(trigram).is_ok());
    let count = |rows: usize| u32::try_from(rows).unwrap_or(0);
    percent(count(shared.count()), count(a.len() + b.len()))
}

fn percent(shared: u32, all: u32) -> u8 {
    let percent = (200 * shared).checked_div(all).unwrap_or(0);
    u8::try_from(percent).unwrap_or(100)
}

/// A text's first characters in lower case, as numbers; whatever is no letter or digit, and the end, as a blank.
fn characters(text: &str) -> impl Iterator<Item = u64> {
    let lower = text
        .chars()
        .take(MOST_CHARACTERS)
        .flat_map(char::to_lowercase);
    lower
        .chain([BLANK])
        .map(|c| u64::from(u32::from(if c.is_alphanumeric() { c } else { BLANK })))
}

const BLANK: char = ' ';

/// The distinct trigrams of all words, each with a blank on either side, as numbers, ascending.
fn trigrams(text: &str) -> Vec<u64> {
    let blank = u64::from(u32::from(BLANK));
    let mut found = Vec::with_capacity(text.len() + 1);
    let (mut before, mut middle) = (blank, blank);
    for c in characters(text) {
        // What has a blank in the middle is between words.
        if middle != blank {
            found.push(before << 42 | middle << 21 | c);
        }
        (before, middle) = (middle, c);
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Numbers for the first distinct longer words of a text: the same word, the same number.
pub(super) fn word_numbers(text: &str) -> Vec<u64> {
    let blank = u64::from(u32::from(BLANK));
    let mut found = Vec::with_capacity(MOST_WORDS);
    let (mut word, mut length) = (1, 0);
    for c in characters(text) {
        if c != blank {
            word = spread(word ^ c);
            length += 1;
            continue;
        }
        if length >= SHORTEST_WORD && found.len() < MOST_WORDS && !found.contains(&word) {
            found.push(word);
        }
        (word, length) = (1, 0);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{Sketch, similar_percent, trigrams, word_numbers};

    #[test]
    fn percent_of_shared_trigrams() {
        let cases = [
            ("", "", 0),
            ("", "leie", 0),
            ("--", "..", 0),
            ("leie", "leie", 100),
            ("Leie november", "NOVEMBER, leie", 100),
            ("Æ Ø", "æ ø", 100),
            // Four trigrams and three, of which two are shared.
            ("leie", "lei", 57),
            ("leie", "lon", 0),
            ("leie leie", "leie", 100),
            ("a", "a", 100),
            ("Strøm kontor Bodø", "Strøm kontoret Bodø", 87),
        ];
        for (a, b, expected) in cases {
            assert_eq!(similar_percent(a, b), expected, "{a:?} {b:?}");
            assert_eq!(similar_percent(b, a), expected, "{b:?} {a:?}");
        }
    }

    #[test]
    fn what_is_similar_may_be() {
        let texts = [
            "",
            "leie",
            "lei",
            "leie november",
            "leie desember",
            "husleie november 2026",
            "Strøm kontor Bodø",
            "Strøm kontoret Bodø",
            "kurs for nye ledere i etaten vår 2026",
        ];
        let mut refused = 0;
        for a in texts {
            for b in texts {
                let may_be = Sketch::of(a).may_be_similar(Sketch::of(b));
                refused += u32::from(!may_be);
                assert!(may_be || similar_percent(a, b) < 60, "{a:?} {b:?}");
            }
        }
        assert!(refused > 40, "{refused}");
        assert!(Sketch::of("leie").may_be_similar(Sketch::of("leie")));
    }

    #[test]
    fn only_the_beginning_is_looked_at() {
        let long = "ab ".repeat(47);
        let beginning: String = long.chars().take(140).collect();
        assert_eq!(trigrams(&long), trigrams(&beginning));
        let nothing = " ".repeat(140);
        assert_eq!(trigrams(&format!("{nothing}x")), []);
        assert_eq!(trigrams(&format!("{}x", &nothing[1..])).len(), 1);
    }

    #[test]
    fn words_to_look_for() {
        assert_eq!(word_numbers("lei lån 123"), []);
        assert_eq!(word_numbers("Leie, LEIE"), word_numbers("leie"));
        assert_eq!(word_numbers("leie").len(), 1);
        assert_ne!(word_numbers("leie"), word_numbers("eile"));
        let many: Vec<String> = (1000..1020).map(|word| word.to_string()).collect();
        let first = many[..8].join(" ");
        assert_eq!(word_numbers(&many.join(" ")), word_numbers(&first));
        assert_eq!(word_numbers(&first).len(), 8);
    }
}
