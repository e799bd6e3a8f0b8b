//! Fødselsnummer and D-number: recognising them in order to hide them.
//!
//! Logs, errors and diagnostics always mask; artifacts mask unless written for a recipient marked safe. Not here:
//! storing such a number as a value (nothing in the house needs to).

use std::borrow::Cow;

use chrono::NaiveDate;

use crate::identifier::{digits, weighted};

/// What stands in the place of a personal number.
pub const MASK: &str = "***********";

/// Which rule for the first check digit applies.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CheckRule {
    /// The rule in force: both check digits exact.
    Current,
    /// From 2032: four values of the first check digit are accepted; the second is exact.
    From2032,
}

/// Whether 11 digits are a birth number, D-number (day + 40), H-number (month + 40) or synthetic number
/// (month + 80) with valid date and check digits.
pub fn is_national_identity_number(text: &str, rule: CheckRule) -> bool {
    let Some(values) = digits(text) else {
        return false;
    };
    let &[d1, d2, m1, m2, y1, y2, i1, i2, i3, k1, _] = values.as_slice() else {
        return false;
    };
    let rest1 = weighted(values.iter(), [3, 7, 6, 1, 8, 9, 4, 5, 2, 1].into_iter()) % 11;
    let accepted = match rule {
        CheckRule::Current => rest1 == 0,
        CheckRule::From2032 => rest1 <= 3,
    };
    if !accepted
        || weighted(values.iter(), [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1].into_iter()) % 11 != 0
        || k1 > 9
    {
        return false;
    }
    let day = match d1 * 10 + d2 {
        day @ 41..=71 => day - 40,
        day => day,
    };
    let month = match m1 * 10 + m2 {
        month @ 41..=52 => month - 40,
        month @ 81..=92 => month - 80,
        month => month,
    };
    let (yy, individual) = (y1 * 10 + y2, i1 * 100 + i2 * 10 + i3);
    let century = match individual {
        0..=499 => 1900,
        500..=749 if yy >= 54 => 1800,
        _ if yy < 40 => 2000,
        900..=999 => 1900,
        // From 2032 the century leaves the number; a leap year will do.
        _ if rule == CheckRule::From2032 => 2000,
        _ => return false,
    };
    i32::try_from(century + yy)
        .ok()
        .and_then(|year| NaiveDate::from_ymd_opt(year, month, day))
        .is_some()
}

/// The text with every personal number replaced by stars. A personal number is 11 digits in a row, or in the
/// groupings `DDMMYY IIIKK` / `DDMMYY-IIIKK`, not part of a longer run of digits.
///
/// Every valid birth number also passes the bank-account check, so an account number that happens to be one is
/// masked too: hiding too much is the safe side.
pub fn mask(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let mut masked: Option<String> = None;
    let mut copied = 0;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if !byte.is_ascii_digit() {
            at += 1;
            continue;
        }
        let run = bytes
            .iter()
            .skip(at)
            .take_while(|b| b.is_ascii_digit())
            .count();
        let mut end = at + run;
        let mut candidate: Option<String> = None;
        if run == 11 {
            candidate = text.get(at..end).map(str::to_owned);
        } else if run == 6 && matches!(bytes.get(end), Some(b' ' | b'-')) {
            let tail = bytes
                .iter()
                .skip(end + 1)
                .take_while(|b| b.is_ascii_digit())
                .count();
            if tail == 5 {
                candidate = text
                    .get(at..end)
                    .zip(text.get(end + 1..end + 6))
                    .map(|(birth, rest)| format!("{birth}{rest}"));
                if candidate.as_deref().is_some_and(is_any_personal_number) {
                    end += 6;
                }
            }
        }
        if candidate.as_deref().is_some_and(is_any_personal_number) {
            let out = masked.get_or_insert_with(String::new);
            out.push_str(text.get(copied..at).unwrap_or_default());
            out.push_str(MASK);
            copied = end;
        }
        at = end;
    }
    match masked {
        Some(mut out) => {
            out.push_str(text.get(copied..).unwrap_or_default());
            Cow::Owned(out)
        }
        None => Cow::Borrowed(text),
    }
}

fn is_any_personal_number(text: &str) -> bool {
    is_national_identity_number(text, CheckRule::From2032)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Synthetic numbers (month + 80), which no person has: number, valid by the rule in force, valid from 2032.
    const NUMBERS: [(&str, bool, bool); 11] = [
        ("01819000049", true, true),
        ("15827510057", true, true),
        ("29849650082", true, true),
        ("31819940080", true, true),
        ("41819000032", true, true),
        ("55851230024", true, true),
        // 31 February: the check digits fit, the date does not exist.
        ("71827510046", false, false),
        ("02813200069", false, true),
        ("02813200077", false, true),
        ("02813200085", false, true),
        // Last digit changed.
        ("01819000040", false, false),
    ];

    #[test]
    fn numbers() {
        for (text, current, from_2032) in NUMBERS {
            assert_eq!(
                is_national_identity_number(text, CheckRule::Current),
                current,
                "{text}"
            );
            assert_eq!(
                is_national_identity_number(text, CheckRule::From2032),
                from_2032,
                "{text} from 2032"
            );
        }
        for wrong in [
            "",
            "0181900004",
            "018190000490",
            "0181900004x",
            "00000000000",
            "018190 00049",
        ] {
            assert!(
                !is_national_identity_number(wrong, CheckRule::From2032),
                "{wrong:?}"
            );
        }
    }

    #[test]
    fn every_birth_number_passes_the_bank_account_check() {
        for (text, _, from_2032) in NUMBERS {
            assert!(
                !from_2032 || crate::identifier::is_bank_account_number(text),
                "{text}"
            );
        }
    }

    #[test]
    fn masking() {
        let table = [
            ("ref 01819000049 lønn", "ref *********** lønn"),
            ("018190 00049", "***********"),
            ("018190-00049;41819000032", "***********;***********"),
            ("æ01819000049ø", "æ***********ø"),
            ("02813200077", "***********"),
            // Not a number of a person: check digit, date, part of a longer run, other grouping.
            ("01819000040", "01819000040"),
            ("71827510046", "71827510046"),
            ("101819000049", "101819000049"),
            ("018190  00049", "018190  00049"),
            ("86011117947", "86011117947"),
            ("", ""),
        ];
        for (text, expected) in table {
            assert_eq!(mask(text), expected, "{text}");
        }
        assert!(matches!(mask("nothing here 123"), Cow::Borrowed(_)));
    }

    proptest! {
        #[test]
        fn a_masked_text_hides_the_number_and_stays_as_it_is(before in "\\PC{0,10}", after in "\\PC{0,10}") {
            prop_assume!(!before.ends_with(|c: char| c.is_ascii_digit()));
            prop_assume!(!after.starts_with(|c: char| c.is_ascii_digit()));
            let text = format!("{before}01819000049{after}");
            let masked = mask(&text).into_owned();
            prop_assert!(!masked.contains("01819000049"));
            prop_assert_eq!(mask(&masked), masked.as_str());
        }
    }
}
