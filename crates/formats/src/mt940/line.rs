//! The statement line, field 61: `6!n[4!n]2a[1!a]15d1!a3!c16x[//16x]`, taken apart by hand.
//!
//! Not here: its second line (supplementary details), and what the account and currency say about it.
//!
//! `CR`, `DR`, `CK`, `DK` are a mark with the funds letter of euro or kroner; `RC` and `RD` are reversals. A mark that
//! begins with `R` is read first, which leaves no ambiguity.

use chrono::NaiveDate;
use domain::Ore;

use super::field::{self, SixDigits};

/// What a mark does to the account.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Mark {
    /// `C`, `D`; true = money in.
    Plain(bool),
    /// `RC` (money out), `RD` (money in).
    Reversal(bool),
    /// `EC`, `ED`: not booked.
    Expected(bool),
    /// `C-`, `D-`: what some bank writes; true = a debit is meant to be turned, so money in.
    Minus(bool),
}

/// A statement line as it stands in the file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct StatementLine<'a> {
    /// The value date, and whether its day does not exist in its month.
    pub(super) value_date: NaiveDate,
    pub(super) is_beyond: bool,
    /// The entry date, with the year that fits.
    pub(super) entry_date: Option<NaiveDate>,
    pub(super) mark: Mark,
    pub(super) funds: Option<u8>,
    /// Without sign.
    pub(super) amount: Ore,
    /// Digits with exactly one comma.
    pub(super) is_standard: bool,
    /// Four characters, or none.
    pub(super) kind: &'a [u8],
    /// Up to `//`, blanks at the ends removed.
    pub(super) owner: &'a [u8],
    /// Behind `//`.
    pub(super) bank: &'a [u8],
}

/// Why a line cannot be read: offset in the field, and what was expected and found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Unreadable {
    pub(super) at: usize,
    pub(super) sentence: &'static str,
}

/// Dates of the line before: neighbours have the same.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Dates {
    last: Option<([u8; 10], NaiveDate, NaiveDate)>,
}

impl Dates {
    /// Value date, whether it is beyond its month, entry date, and how many bytes they take.
    #[inline]
    fn read(
        &mut self,
        field: &[u8],
    ) -> Result<(NaiveDate, bool, Option<NaiveDate>, usize), Unreadable> {
        if let Some((key, value_date, entry_date)) = self.last
            && field.starts_with(&key)
        {
            return Ok((value_date, false, Some(entry_date), 10));
        }
        let (value_date, is_beyond) = match field::date(field.get(..6).unwrap_or_default()) {
            SixDigits::Date(date) => (date, false),
            SixDigits::Beyond(date) => (date, true),
            SixDigits::Impossible => {
                return Err(Unreadable {
                    at: 0,
                    sentence: "expected a value date YYMMDD, found something else",
                });
            }
        };
        let entry = field.get(6..10).unwrap_or_default();
        if entry == b"    " {
            return Ok((value_date, is_beyond, None, 10));
        }
        if !entry.first().is_some_and(u8::is_ascii_digit) {
            return Ok((value_date, is_beyond, None, 6));
        }
        let Some(entry_date) = field::entry_date(entry, value_date) else {
            return Err(Unreadable {
                at: 6,
                sentence: "expected an entry date MMDD within half a year of the value date, found something else",
            });
        };
        if !is_beyond && let Some(key) = field.first_chunk::<10>() {
            self.last = Some((*key, value_date, entry_date));
        }
        Ok((value_date, is_beyond, Some(entry_date), 10))
    }
}

/// Takes the first line of the field apart.
#[inline]
pub(super) fn read<'a>(
    field: &'a [u8],
    exponent: u32,
    dates: &mut Dates,
) -> Result<StatementLine<'a>, Unreadable> {
    let (value_date, is_beyond, entry_date, taken) = dates.read(field)?;
    let rest = field.get(taken..).unwrap_or_default();
    let (mark, rest) = mark(rest).ok_or(Unreadable {
        at: taken,
        sentence: "expected the mark C, D, RC or RD, found something else",
    })?;
    let (funds, rest) = match rest {
        [letter @ b'A'..=b'Z', rest @ ..] => (Some(*letter), rest),
        _ => (None, rest),
    };
    let rest = rest.strip_prefix(b" ").unwrap_or(rest);
    let at = field.len() - rest.len();
    if !rest.first().is_some_and(u8::is_ascii_digit) {
        return Err(Unreadable {
            at,
            sentence: "expected the amount behind mark and funds letter, found something else",
        });
    }
    let length = rest
        .iter()
        .take_while(|byte| matches!(byte, b'0'..=b'9' | b',' | b'.' | b' '))
        .count();
    let (digits, rest) = rest.split_at_checked(length).unwrap_or_default();
    let (amount, is_standard) =
        field::amount(digits.trim_ascii_end(), exponent).map_err(|fault| Unreadable {
            at,
            sentence: fault.sentence(),
        })?;
    let is_standard = is_standard && !digits.ends_with(b" ");
    let (kind, rest) = kind(rest);
    let (owner, bank) = references(rest);
    Ok(StatementLine {
        value_date,
        is_beyond,
        entry_date,
        mark,
        funds,
        amount,
        is_standard,
        kind,
        owner,
        bank,
    })
}

fn mark(bytes: &[u8]) -> Option<(Mark, &[u8])> {
    Some(match bytes {
        [b'R', b'C', rest @ ..] => (Mark::Reversal(false), rest),
        [b'R', b'D', rest @ ..] => (Mark::Reversal(true), rest),
        [b'E', b'C', rest @ ..] => (Mark::Expected(true), rest),
        [b'E', b'D', rest @ ..] => (Mark::Expected(false), rest),
        [b'C', b'-', rest @ ..] => (Mark::Minus(false), rest),
        [b'D', b'-', rest @ ..] => (Mark::Minus(true), rest),
        [b'C', rest @ ..] => (Mark::Plain(true), rest),
        [b'D', rest @ ..] => (Mark::Plain(false), rest),
        _ => return None,
    })
}

/// `N`, `F` or `S` and three capital letters, digits or blanks.
#[inline]
fn kind(bytes: &[u8]) -> (&[u8], &[u8]) {
    match bytes.split_at_checked(4) {
        Some((kind @ [b'N' | b'F' | b'S', more @ ..], rest))
            if more
                .iter()
                .all(|b| matches!(b, b'A'..=b'Z' | b'0'..=b'9' | b' ')) =>
        {
            (kind, rest)
        }
        _ => (&[], bytes),
    }
}

/// Owner reference up to `//`, bank reference behind it; `NONREF` is none.
#[inline]
fn references(bytes: &[u8]) -> (&[u8], &[u8]) {
    let mut from = 0;
    let mut split = None;
    while let Some(at) = bytes
        .get(from..)
        .and_then(|rest| memchr::memchr(b'/', rest))
    {
        let at = from + at;
        if bytes.get(at + 1) == Some(&b'/') {
            split = Some(at);
            break;
        }
        from = at + 1;
    }
    let (owner, bank) = match split {
        Some(at) => (bytes.get(..at), bytes.get(at + 2..)),
        None => (Some(bytes), None),
    };
    (reference(owner), reference(bank))
}

fn reference(part: Option<&[u8]>) -> &[u8] {
    match part.unwrap_or_default().trim_ascii() {
        b"NONREF" => &[],
        reference => reference,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        match read(text.as_bytes(), 2, &mut Dates::default()) {
            Err(wrong) => format!("{}: {}", wrong.at, wrong.sentence),
            Ok(line) => format!(
                "{} {} {} {:?} {} {} {}|{}|{}|{}",
                line.value_date,
                if line.is_beyond { "beyond" } else { "-" },
                line.entry_date
                    .map_or_else(|| "-".into(), |d| d.to_string()),
                line.mark,
                line.funds.map_or('-', char::from),
                line.amount,
                line.is_standard,
                String::from_utf8_lossy(line.kind),
                String::from_utf8_lossy(line.owner),
                String::from_utf8_lossy(line.bank),
            ),
        }
    }

    const LINES: &[(&str, &str)] = &[
        (
            "0709040904CR300,NTRFTFNr 40005 MSGID//0724710345313905",
            "2007-09-04 - 2007-09-04 Plain(true) R 300.00 true|NTRF|TFNr 40005 MSGID|0724710345313905",
        ),
        (
            "0709040904RCR204,88NRTINONREF",
            "2007-09-04 - 2007-09-04 Reversal(false) R 204.88 true|NRTI||",
        ),
        (
            "2002010219RDR1027,25N068NONREF",
            "2020-02-01 - 2020-02-19 Reversal(true) R 1027.25 true|N068||",
        ),
        (
            "140507D7260,NTRFNONREF//B4G29PGCVO7Q06US",
            "2014-05-07 - - Plain(false) - 7260.00 true|NTRF||B4G29PGCVO7Q06US",
        ),
        (
            "140507    C000000000300.00NMSC",
            "2014-05-07 - - Plain(true) - 300.00 false|NMSC||",
        ),
        (
            "1407290729C500NTRF29-07-2014 10:05//B4G",
            "2014-07-29 - 2014-07-29 Plain(true) - 500.00 false|NTRF|29-07-2014 10:05|B4G",
        ),
        (
            "1004010331CK440525,65FINTRente",
            "2010-04-01 - 2010-03-31 Plain(true) K 440525.65 true|FINT|Rente|",
        ),
        (
            "1003260326DK67731,00NTRFOverforing m/KID",
            "2010-03-26 - 2010-03-26 Plain(false) K 67731.00 true|NTRF|Overforing m/KID|",
        ),
        (
            "1003260326DD212,39S103abc",
            "2010-03-26 - 2010-03-26 Plain(false) D 212.39 true|S103|abc|",
        ),
        (
            "1003260326ED212,39S103abc",
            "2010-03-26 - 2010-03-26 Expected(false) - 212.39 true|S103|abc|",
        ),
        (
            "1003260326D-104,12NTRF",
            "2010-03-26 - 2010-03-26 Minus(true) - 104.12 true|NTRF||",
        ),
        (
            "1003260326D 104,12 NTRFa // b ",
            "2010-03-26 - 2010-03-26 Plain(false) - 104.12 false|NTRF|a|b",
        ),
        (
            "1002300302D1,NTRF",
            "2010-02-28 beyond 2010-03-02 Plain(false) - 1.00 true|NTRF||",
        ),
        (
            "1003260326D1,",
            "2010-03-26 - 2010-03-26 Plain(false) - 1.00 true|||",
        ),
        (
            "1003260326D1,trf",
            "2010-03-26 - 2010-03-26 Plain(false) - 1.00 true||trf|",
        ),
        (
            "1003260326D1,NTRF/a/b",
            "2010-03-26 - 2010-03-26 Plain(false) - 1.00 true|NTRF|/a/b|",
        ),
        (
            "100326",
            "6: expected the mark C, D, RC or RD, found something else",
        ),
        (
            "1003260326X1,NTRF",
            "10: expected the mark C, D, RC or RD, found something else",
        ),
        (
            "1003260326R1,NTRF",
            "10: expected the mark C, D, RC or RD, found something else",
        ),
        (
            "1003260326CNTRF",
            "12: expected the amount behind mark and funds letter, found something else",
        ),
        (
            "1003260326C1,0,0NTRF",
            "11: expected digits with one comma as amount, found something else",
        ),
        (
            "1003260326C1,001NTRF",
            "11: expected no more decimals than the currency has, found more; nothing is rounded",
        ),
        (
            "1003262013C1,NTRF",
            "6: expected an entry date MMDD within half a year of the value date, found something else",
        ),
        (
            "10032C1,NTRF",
            "0: expected a value date YYMMDD, found something else",
        ),
        ("", "0: expected a value date YYMMDD, found something else"),
    ];

    #[test]
    fn table_of_lines() {
        for (text, expected) in LINES {
            assert_eq!(shown(text), *expected, "{text}");
        }
    }
}
