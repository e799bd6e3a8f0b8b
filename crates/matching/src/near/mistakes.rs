//! Mistakes of the hand: one digit wrong, neighbours swapped, the decimal point shifted, a key cut short.
//!
//! Pure comparisons of two numbers or two texts, and the other way round: which numbers a mistake could have made.
//! Nothing here finds rows.

use domain::identifier::is_kid;

use super::reasons::KeyMistake;

/// The fewest characters a part of a key must have to say anything.
pub const SHORTEST_KEY_PART: usize = 6;

/// The most places a decimal point is looked for out of place.
pub const MOST_PLACES_SHIFTED: u8 = 3;

/// What two texts of digits differ in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Typing {
    OneDigit,
    Swapped,
}

/// One digit differs, or two different neighbours are swapped; lengths are equal.
pub(super) fn typing(a: &[u8], b: &[u8]) -> Option<Typing> {
    if a.len() != b.len() {
        return None;
    }
    let mut differences = a.iter().zip(b).zip(0_usize..).filter(|((a, b), _)| a != b);
    let (first, first_at) = differences.next()?;
    let second = differences.next();
    let is_digit = |(a, b): (&u8, &u8)| a.is_ascii_digit() && b.is_ascii_digit();
    match second {
        None => is_digit(first).then_some(Typing::OneDigit),
        Some((second, second_at)) => (differences.next().is_none()
            && second_at == first_at + 1
            && first == (second.1, second.0)
            && is_digit(first))
        .then_some(Typing::Swapped),
    }
}

/// [`typing`] of two amounts of one sign.
pub(super) fn amount_typing(a: i64, b: i64) -> Option<Typing> {
    if (a < 0) != (b < 0) {
        return None;
    }
    let (a, b) = (Digits::of(a), Digits::of(b));
    typing(a.text(), b.text())
}

/// The digits of an absolute amount, without leading zeros, lowest first.
struct Digits {
    text: [u8; 20],
    count: usize,
}

impl Digits {
    fn of(amount: i64) -> Self {
        let mut rest = amount.unsigned_abs();
        let mut digits = Self {
            text: [b'0'; 20],
            count: 0,
        };
        for slot in &mut digits.text {
            if rest == 0 {
                break;
            }
            *slot = b'0' + u8::try_from(rest % 10).unwrap_or(0);
            rest /= 10;
            digits.count += 1;
        }
        digits
    }

    fn text(&self) -> &[u8] {
        self.text.get(..self.count).unwrap_or_default()
    }
}

/// By how many places the decimal point of one amount is off, seen from the other.
pub(super) fn places_shifted(a: i64, b: i64) -> Option<u8> {
    (1..=MOST_PLACES_SHIFTED).find(|&places| {
        let factor = 10_i64.pow(u32::from(places));
        a.checked_mul(factor) == Some(b) || b.checked_mul(factor) == Some(a)
    })
}

/// Whether one amount is twice the other.
pub(super) fn is_doubled(a: i64, b: i64) -> bool {
    a.checked_mul(2) == Some(b) || b.checked_mul(2) == Some(a)
}

/// The opposite of an amount, and all amounts one slip away from it; never the amount itself.
pub(super) fn could_have_been(amount: i64) -> impl Iterator<Item = i64> {
    let factors = [-1, 2, 10, 100, 1000];
    let times = factors.into_iter().map(move |by| amount.checked_mul(by));
    let parts = [2, 10, 100, 1000].into_iter();
    let parts = parts.map(move |by| (amount % by == 0).then_some(amount / by));
    let slips = (0..19).flat_map(move |place| mistyped_at(amount, place));
    times
        .chain(parts)
        .chain(slips)
        .flatten()
        .filter(move |&other| other != amount)
}

/// The amount with each other digit at a place (0 = øre), and with this digit and the next higher one swapped.
fn mistyped_at(amount: i64, place: u32) -> impl Iterator<Item = Option<i64>> {
    let power = 10_i64.pow(place);
    let here = amount / power;
    let (digit, next) = (here % 10, here / 10 % 10);
    let steps = (0..10).map(move |other| other * amount.signum() - digit);
    let swap = (next - digit) - (next - digit) * 10;
    steps
        .chain([swap])
        .filter(move |_| here != 0)
        .map(move |change| amount.checked_add(change.checked_mul(power)?))
}

/// How one key could have become the other; both are not empty and differ.
pub(super) fn key_mistake(a: &str, b: &str) -> Option<KeyMistake> {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    match typing(a.as_bytes(), b.as_bytes()) {
        Some(Typing::OneDigit) if is_check_digit(a, b) => Some(KeyMistake::CheckDigit),
        Some(Typing::OneDigit) => Some(KeyMistake::OneDigit),
        Some(Typing::Swapped) => Some(KeyMistake::Swapped),
        None => (short.chars().count() >= SHORTEST_KEY_PART
            && short.len() < long.len()
            && (long.starts_with(short) || long.ends_with(short)))
        .then_some(KeyMistake::Part),
    }
}

/// Whether the last digits differ and one of the two keys holds as a KID.
fn is_check_digit(a: &str, b: &str) -> bool {
    a.as_bytes().last() != b.as_bytes().last() && is_kid(a, None) != is_kid(b, None)
}

#[cfg(test)]
mod tests {
    use super::{
        KeyMistake, Typing, amount_typing, could_have_been, is_doubled, key_mistake, places_shifted,
    };

    #[test]
    fn one_digit_or_two_neighbours() {
        use Typing::{OneDigit, Swapped};
        let cases = [
            (125_400, 152_400, Some(Swapped)),
            (125_400, 125_040, Some(Swapped)),
            (-125_400, -152_400, Some(Swapped)),
            (125_400, -152_400, None),
            (125_400, 142_500, None),
            (125_400, 125_900, Some(OneDigit)),
            (125_400, 925_400, Some(OneDigit)),
            (125_400, 125_401, Some(OneDigit)),
            (125_400, 125_411, None),
            (125_400, 152_401, None),
            (12, 21, Some(Swapped)),
            (12, 34, None),
            (1, 2, Some(OneDigit)),
            (1, 0, None),
            (0, 0, None),
            (100, 10, None),
            (100, 1100, None),
            (125_400, 125_400, None),
            (i64::MIN, i64::MIN + 1, Some(OneDigit)),
            (i64::MAX, i64::MAX - 7, Some(OneDigit)),
            (i64::MIN, i64::MAX, None),
        ];
        for (a, b, expected) in cases {
            assert_eq!(amount_typing(a, b), expected, "{a} {b}");
            assert_eq!(amount_typing(b, a), expected, "{b} {a}");
        }
    }

    #[test]
    fn factors() {
        let cases = [
            (5, 50, Some(1)),
            (5, 500, Some(2)),
            (5, 5_000, Some(3)),
            (5, 50_000, None),
            (5, 51, None),
            (-5, -50, Some(1)),
            (-5, 50, None),
            (i64::MAX, i64::MIN, None),
            (i64::MAX, i64::MAX / 10, None),
        ];
        for (a, b, places) in cases {
            assert_eq!(places_shifted(a, b), places, "{a} {b}");
            assert_eq!(places_shifted(b, a), places, "{b} {a}");
        }
        let cases = [
            (5, 10, true),
            (5, 11, false),
            (5, 9, false),
            (-5, -10, true),
            (-5, 10, false),
            (i64::MIN, i64::MIN / 2, true),
            (i64::MAX, i64::MIN, false),
        ];
        for (a, b, doubled) in cases {
            assert_eq!(is_doubled(a, b), doubled, "{a} {b}");
            assert_eq!(is_doubled(b, a), doubled, "{b} {a}");
        }
    }

    /// What is looked for is what is recognised, and the other way round.
    #[test]
    fn what_could_have_been_is_recognised() {
        let explained = |a: i64, b: i64| {
            a.checked_neg() == Some(b)
                || is_doubled(a, b)
                || places_shifted(a, b).is_some()
                || amount_typing(a, b).is_some()
        };
        for amount in (-20..420).chain([i64::MIN, i64::MIN + 1, i64::MAX]) {
            let others: Vec<i64> = could_have_been(amount).collect();
            assert!(others.iter().all(|&other| other != amount));
            for other in -30..430 {
                if other != amount && explained(amount, other) {
                    assert!(others.contains(&other), "{amount} {other}");
                }
            }
        }
        let shorter = |a: i64, b: i64| a.to_string().len() != b.to_string().len();
        for amount in [125_400, -98_700, 1_000, i64::MAX, i64::MIN, 7] {
            for other in could_have_been(amount) {
                assert!(other == 0 || explained(amount, other) || shorter(amount, other));
            }
        }
    }

    #[test]
    fn keys() {
        use KeyMistake::{CheckDigit, OneDigit, Part, Swapped};
        let cases = [
            ("2345676", "2345675", Some(CheckDigit)),
            ("2345676", "2345976", Some(OneDigit)),
            ("2345671", "2345672", Some(OneDigit)),
            ("2345676", "2354676", Some(Swapped)),
            ("2345676", "2354670", None),
            ("2345676", "234567", Some(Part)),
            ("2345676", "345676", Some(Part)),
            ("2345676", "34567", None),
            ("2345676", "23456", None),
            ("92345676", "234567", None),
            ("12", "13", Some(OneDigit)),
            ("INV-2026-17", "INV-2026-18", Some(OneDigit)),
            ("INV-2026-17", "INW-2026-17", None),
            ("INV-2026-17", "IVN-2026-17", None),
            ("ÆØÅÆØ", "ÆØÅÆØX", None),
            ("ÆØÅÆØÅ", "ÆØÅÆØÅX", Some(Part)),
        ];
        for (a, b, expected) in cases {
            assert_eq!(key_mistake(a, b), expected, "{a} {b}");
            assert_eq!(key_mistake(b, a), expected, "{b} {a}");
        }
    }
}
