//! What stands in a field: texts in two encodings, amounts, dates, numbers, accounts.
//!
//! Not here: what a field means.

use std::borrow::Cow;

use chrono::NaiveDate;
use domain::identifier::{BankAccountNumber, is_bank_account_number};
use domain::money::MAX_ABS_ORE;

use super::record::Code;

/// Lengths of a text part behind which a sender cuts without regard to words.
const FULL_PARTS: [usize; 2] = [35, 70];
/// Longest piece of a file that a message shows, in characters.
const SHOWN: usize = 20;

/// What has been seen of letters in a file, and what is to be known of those in the segment that is being read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Letters {
    /// Bytes beyond ASCII that are not UTF-8.
    pub(super) latin: bool,
    /// Bytes beyond ASCII that are UTF-8.
    pub(super) utf8: bool,
    /// Characters that no text has.
    pub(super) control: bool,
    /// The release character, if it is in the segment.
    pub(super) release: Option<u8>,
}

impl Letters {
    /// Whether somebody should look.
    #[inline]
    pub(super) fn are_wrong(self) -> bool {
        self.control || (self.latin && self.utf8)
    }
}

/// The text as it stands there, if it is nothing but printable ASCII without release characters: nearly every one.
#[inline]
fn plain(field: &[u8], release: Option<u8>) -> Option<&str> {
    if release.is_some() || !is_printable(field) {
        return None;
    }
    std::str::from_utf8(field).ok()
}

/// Whether all bytes are printable ASCII, eight at a time.
#[inline]
fn is_printable(bytes: &[u8]) -> bool {
    let eight = |chunk: &[u8; 8]| {
        let word = u64::from_le_bytes(*chunk);
        // The lowest byte that is none sets its high bit in one of the three; no byte does if all are.
        let odd = word
            | word.wrapping_sub(0x2020_2020_2020_2020)
            | word.wrapping_add(0x0101_0101_0101_0101);
        odd & 0x8080_8080_8080_8080 == 0
    };
    let (chunks, _) = bytes.as_chunks();
    match bytes.last_chunk() {
        Some(last) => chunks.iter().all(eight) && eight(last),
        None => bytes.iter().all(|byte| matches!(byte, 0x20..0x7f)),
    }
}

#[cold]
fn unescaped(bytes: &[u8], release: u8) -> Vec<u8> {
    let mut clean = Vec::with_capacity(bytes.len());
    let mut released = false;
    for byte in bytes {
        released = !released && *byte == release;
        if !released {
            clean.push(*byte);
        }
    }
    clean
}

/// Any text: ISO-8859-1 unless it has bytes beyond ASCII and is UTF-8; control characters are read as blanks.
fn push_odd(text: &mut String, field: &[u8], letters: &mut Letters) {
    let bytes = letters.release.map_or(Cow::Borrowed(field), |release| {
        Cow::Owned(unescaped(field, release))
    });
    // Also what UTF-8 and ISO-8859-1 have and no text: C1 controls.
    let (read, has_control) = if let Ok(read) = std::str::from_utf8(&bytes) {
        letters.utf8 |= !bytes.is_ascii();
        (Cow::Borrowed(read), read.chars().any(char::is_control))
    } else {
        letters.latin = true;
        let is_control = |byte: u8| byte & 0x7f < 0x20 || byte == 0x7f;
        // Without an early end, so that it is done many bytes at a time.
        let has_control = bytes
            .iter()
            .fold(false, |any, byte| any | is_control(*byte));
        (encoding_rs::mem::decode_latin1(&bytes), has_control)
    };
    if has_control {
        letters.control = true;
        let clean = |c: char| if c.is_control() { ' ' } else { c };
        text.extend(read.chars().map(clean));
    } else {
        text.push_str(&read);
    }
}

/// Adds any text to another.
#[inline]
fn push(text: &mut String, field: &[u8], letters: &mut Letters) {
    match plain(field, letters.release) {
        Some(plain) => text.push_str(plain),
        None => push_odd(text, field, letters),
    }
}

/// A reference, a number or a name in place of another: a text without outer blanks.
#[inline]
pub(super) fn read_text(text: &mut String, field: &[u8], letters: &mut Letters) {
    text.clear();
    push(text, field, letters);
    trim(text);
}

/// Takes outer blanks away.
#[inline]
pub(super) fn trim(text: &mut String) {
    if matches!(text.as_bytes(), [b' ', ..] | [.., b' ']) {
        *text = text.trim_matches(' ').to_owned();
    }
}

/// A text that comes in parts.
pub(super) struct Joined<'a> {
    pub(super) text: &'a mut String,
    /// Whether the last part was so long that the next belongs to the same word.
    pub(super) is_cut: bool,
}

impl Joined<'_> {
    /// The next part: joined with a blank, or with nothing if the part before was as long as a part can be.
    #[inline]
    pub(super) fn push(&mut self, part: &[u8], letters: &mut Letters) {
        if part.is_empty() {
            return;
        }
        if !self.is_cut && !self.text.is_empty() {
            self.text.push(' ');
        }
        let before = self.text.len();
        push(self.text, part, letters);
        let part = self.text.get(before..).unwrap_or_default();
        self.is_cut = part.len() >= 35 && FULL_PARTS.contains(&part.chars().count());
    }
}

/// Whether a code is one of ISO 4217, as of 2025 or in use since 2000.
pub(super) fn is_currency(currency: Code) -> bool {
    const CODES: &str = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP \
        BYN BYR BZD CAD CDF CHF CLF CLP CNY COP CRC CUC CUP CVE CYP CZK DJF DKK DOP DZD EEK EGP ERN ETB EUR FJD FKP \
        GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW \
        KRW KWD KYD KZT LAK LBP LKR LRD LSL LTL LVL LYD MAD MDL MGA MKD MMK MNT MOP MRO MRU MTL MUR MVR MWK MXN MYR \
        MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR ROL RON RSD RUB RWF SAR SBD SCR SDG SEK SGD \
        SHP SIT SKK SLE SLL SOS SRD SSP STD STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYI UYU \
        UYW UZS VED VEF VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWL";
    currency.as_str().len() == 3 && CODES.split(' ').any(|code| code == currency.as_str())
}

/// Decimals of the minor unit of a currency.
#[inline]
pub(super) fn exponent(currency: Code) -> u32 {
    match &currency.bytes() {
        b"BIF" | b"CLP" | b"DJF" | b"GNF" | b"ISK" | b"JPY" | b"KMF" | b"KRW" | b"PYG" | b"RWF"
        | b"UGX" | b"UYI" | b"VND" | b"VUV" | b"XAF" | b"XOF" | b"XPF" => 0,
        b"BHD" | b"IQD" | b"JOD" | b"KWD" | b"LYD" | b"OMR" | b"TND" => 3,
        b"CLF" | b"UYW" => 4,
        _ => 2,
    }
}

/// An amount in the minor unit: optional minus sign, digits, at most one `,` or `.` with digits on both sides; decimals
/// beyond the minor unit must be zero. `None` if it is anything else, or more than 10^15.
#[inline]
pub(super) fn amount(text: &[u8], exponent: u32) -> Option<i64> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        rest => (false, rest),
    };
    let (mut value, mut decimals, mut pending) = (0_i64, None, true);
    for byte in digits {
        match byte {
            b'0'..=b'9' => {
                pending = false;
                let digit = i64::from(byte - b'0');
                match &mut decimals {
                    Some(count) if *count >= exponent => {
                        if digit != 0 {
                            return None;
                        }
                        continue;
                    }
                    Some(count) => *count += 1,
                    None => {}
                }
                value = value * 10 + digit;
                if value > MAX_ABS_ORE {
                    return None;
                }
            }
            b',' | b'.' if decimals.is_none() && !pending => {
                decimals = Some(0);
                pending = true;
            }
            _ => return None,
        }
    }
    if pending {
        return None;
    }
    for _ in decimals.unwrap_or(0)..exponent {
        value *= 10;
        if value > MAX_ABS_ORE {
            return None;
        }
    }
    Some(if negative { -value } else { value })
}

/// A qualifier of up to three characters, with zeros behind, to be compared at once; anything longer is no qualifier.
#[inline]
pub(super) fn key(text: &[u8]) -> [u8; 3] {
    match *text {
        [] => [0; 3],
        [a] => [a, 0, 0],
        [a, b] => [a, b, 0],
        [a, b, c] => [a, b, c],
        _ => [0xff; 3],
    }
}

/// A whole number of up to 18 digits.
#[inline]
pub(super) fn number(text: &[u8]) -> Option<u64> {
    if text.is_empty() || text.len() > 18 {
        return None;
    }
    let mut value = 0;
    for byte in text {
        if !byte.is_ascii_digit() {
            return None;
        }
        value = value * 10 + u64::from(byte - b'0');
    }
    Some(value)
}

/// A date in one of the formats 102 `YYYYMMDD`, 203 `YYYYMMDDHHMM`, 204 `YYYYMMDDHHMMSS`, 101 `YYMMDD` (1980–2079).
#[inline]
pub(super) fn date(text: &[u8], format: &[u8]) -> Option<NaiveDate> {
    let length = match &key(format) {
        b"102" => 8,
        b"203" => 12,
        b"204" => 14,
        b"101" => 6,
        _ => return None,
    };
    if text.len() != length || !text.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let digits = if length == 6 {
        number(text).map(|n| {
            if n < 800_000 {
                n + 20_000_000
            } else {
                n + 19_000_000
            }
        })?
    } else {
        number(text.get(..8)?)?
    };
    let part = |value: u64| u32::try_from(value).ok();
    NaiveDate::from_ymd_opt(
        i32::try_from(digits / 10_000).ok()?,
        part(digits / 100 % 100)?,
        part(digits % 100)?,
    )
}

/// Dates read last, by their last digit: neighbours have few.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Dates {
    last: [([u8; 8], Option<NaiveDate>); 10],
}

impl Dates {
    /// As [`date`].
    #[inline]
    pub(super) fn read(&mut self, text: &[u8], format: &[u8]) -> Option<NaiveDate> {
        let (Ok(digits), b"102") = (<[u8; 8]>::try_from(text), format) else {
            return date(text, format);
        };
        let [.., digit] = digits;
        let last = self.last.get_mut(usize::from(digit.wrapping_sub(b'0')));
        match last {
            Some((before, found)) if *before == digits => *found,
            Some(last) => {
                *last = (digits, date(text, format));
                last.1
            }
            None => None,
        }
    }
}

/// Makes an account number as it is compared: 11 digits for a Norwegian one, otherwise without blanks and full stops.
/// Answers whether it can exist.
#[inline]
pub(super) fn account(written: &mut String) -> bool {
    is_bank_account_number(written) || odd_account(written)
}

fn odd_account(written: &mut String) -> bool {
    if let Ok(number) = written.parse::<BankAccountNumber>() {
        number.as_str().clone_into(written);
        return true;
    }
    written.retain(|c| !matches!(c, '.' | ' '));
    false
}

/// The last four characters of an account number.
pub(super) fn tail(account: &str) -> String {
    let skipped = account.chars().count().saturating_sub(4);
    let tail: String = account.chars().skip(skipped).collect();
    format!("*******{tail}")
}

/// A piece of the file as it may stand in a message: short, printable, no personal number, no account number.
pub(super) fn shown(bytes: &[u8]) -> String {
    if bytes.is_empty() {
        return "nothing".to_owned();
    }
    let text: String = bytes
        .iter()
        .take(SHOWN)
        .map(|byte| {
            if byte.is_ascii_graphic() || *byte == b' ' {
                char::from(*byte)
            } else {
                '?'
            }
        })
        .collect();
    // Eleven or more digits may be an account or a person, whatever stands between them.
    if bytes.iter().filter(|byte| byte.is_ascii_digit()).count() >= 11 {
        let last: Vec<char> = text.chars().rev().take(4).collect();
        let last: String = last.iter().rev().collect();
        return format!("\"*******{last}\"");
    }
    format!("\"{text}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printable() {
        for length in 0..20 {
            assert!(is_printable(&vec![b' '; length]) && is_printable(&vec![b'~'; length]));
            for at in 0..length {
                for byte in 0..=u8::MAX {
                    let mut bytes = vec![b'a'; length];
                    bytes[at] = byte;
                    assert_eq!(
                        is_printable(&bytes),
                        (0x20..0x7f).contains(&byte),
                        "{bytes:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn amounts() {
        let table: [(&str, u32, Option<i64>); 22] = [
            ("264", 2, Some(26_400)),
            ("316,21", 2, Some(31_621)),
            ("316.21", 2, Some(31_621)),
            ("6740,4", 2, Some(674_040)),
            ("1,500", 2, Some(150)),
            ("1,505", 2, None),
            ("1,505", 3, Some(1505)),
            ("-100", 2, Some(-10_000)),
            ("0", 2, Some(0)),
            ("100", 0, Some(100)),
            ("100,00", 0, Some(100)),
            ("100,50", 0, None),
            ("10000000000000", 2, Some(MAX_ABS_ORE)),
            ("10000000000000,01", 2, None),
            ("1.234,50", 2, None),
            ("264,", 2, None),
            (",50", 2, None),
            ("", 2, None),
            ("-", 2, None),
            ("+1", 2, None),
            ("1 0", 2, None),
            ("99999999999999999999999", 2, None),
        ];
        for (text, exponent, expected) in table {
            assert_eq!(amount(text.as_bytes(), exponent), expected, "{text}");
        }
    }

    #[test]
    fn dates() {
        let table = [
            ("20140314", "102", Some("2014-03-14")),
            ("201403141453", "203", Some("2014-03-14")),
            ("20140314145300", "204", Some("2014-03-14")),
            ("140314", "101", Some("2014-03-14")),
            ("990512", "101", Some("1999-05-12")),
            ("20140230", "102", None),
            ("2014031", "102", None),
            ("20140314", "101", None),
            ("2014-3-14", "102", None),
            ("20140314", "999", None),
        ];
        for (text, format, expected) in table {
            let expected = expected.map(|date| date.parse().unwrap());
            assert_eq!(date(text.as_bytes(), format.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn accounts() {
        let table = [
            ("12345678903", "12345678903", true),
            ("1234.56.78903", "12345678903", true),
            ("NO7112345678903", "12345678903", true),
            (
                "DE89 3704 0044 0532 0130 00",
                "DE89370400440532013000",
                true,
            ),
            ("12345678901", "12345678901", false),
            ("1234 56.78901", "12345678901", false),
            ("", "", false),
        ];
        for (written, expected, exists) in table {
            let mut found = written.to_owned();
            assert_eq!(account(&mut found), exists, "{written}");
            assert_eq!(found, expected, "{written}");
        }
        assert_eq!(tail("12345678903"), "*******8903");
    }

    #[test]
    fn pieces_of_files_hide_numbers() {
        for (bytes, expected) in [
            (&b""[..], "nothing"),
            (b"UNT", "\"UNT\""),
            (b"a\x00\xe5b", "\"a??b\""),
            (b"12345678903", "\"*******8903\""),
            (b"018190 00049", "\"*******0049\""),
        ] {
            assert_eq!(shown(bytes), expected);
        }
    }
}
