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
    let Some(values) = digits(text) else { return false };
    let &[d1, d2, m1, m2, y1, y2, i1, i2, i3, k1, _] = values.as_slice() else { return false };
    let rest1 = weighted(values.iter(), [3, 7, 6, 1, 8, 9, 4, 5, 2, 1].into_iter()) % 11;
    let accepted = match rule {
        CheckRule::Current => rest1 == 0,
        CheckRule::From2032 => rest1 <= 3,
    };
    if !accepted || weighted(values.iter(), [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1].into_iter()) % 11 != 0 || k1 > 9 {
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
    i32::try_from(century + yy).ok().and_then(|year| NaiveDate::from_ymd_opt(year, month, day)).is_some()
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
        let run = bytes.iter().skip(at).take_while(|b| b.is_ascii_digit()).count();
        let mut end = at + run;
        let mut candidate: Option<String> = None;
        if run == 11 {
            candidate = text.get(at..end).map(str::to_owned);
        } else if run == 6 && matches!(bytes.get(end), Some(b' ' | b'-')) {
            let tail = bytes.iter().skip(end + 1).take_while(|b| b.is_ascii_digit()).count();
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
