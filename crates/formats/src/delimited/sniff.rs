//! Recognises delimited text by its content: a heading row, and rows with as many fields.
//!
//! Says no to everything that has a better reader: XML, JSON, Nets files, EDIFACT, MT940, Telepay, binary, and NAV's
//! K27 (twelve fields without headings).

use super::parse::{delimiter_of, headings_of};
use super::row::{Cells, MAX_FIELDS, Split};
use crate::table::headings::known_count;

/// What other formats begin with.
const OTHERS: &[&[u8]] = &[
    b"<", b"{", b"[", b"NY0000", b"UNA", b"UNB", b":20:", b"AH1", b"AH2", b"PK", b"%PDF", b"PAR1",
];

/// How many rows are looked at.
const ROWS: usize = 50;

/// Whether the content looks like a table: a heading row and rows with the same number of fields.
pub fn sniff(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let body = head.trim_ascii_start();
    if OTHERS.iter().any(|other| body.starts_with(other)) || has_control_bytes(head) {
        return false;
    }
    let Some((first, mut rest)) = next_line(head) else {
        return false;
    };
    let (delimiter, heading_line) = match separator_line(first) {
        Some(delimiter) => {
            let Some((line, after)) = next_line(rest) else {
                return false;
            };
            rest = after;
            (delimiter, line)
        }
        None => (delimiter_of(first), first),
    };
    let headings = headings_of(heading_line, delimiter);
    if !are_headings(&headings) {
        return false;
    }
    let rows = same_rows(rest, delimiter, headings.len());
    match rows {
        Rows::Same => true,
        Rows::None => known_count(&headings) >= 3,
        Rows::Different => false,
    }
}

/// `sep=;`, which Excel reads and writes as the first line.
pub(super) fn separator_line(line: &[u8]) -> Option<u8> {
    match line {
        [
            b's' | b'S',
            b'e' | b'E',
            b'p' | b'P',
            b'=',
            delimiter @ (b';' | b',' | b'\t' | b'|'),
        ] => Some(*delimiter),
        _ => None,
    }
}

fn has_control_bytes(head: &[u8]) -> bool {
    head.iter()
        .any(|byte| byte.is_ascii_control() && !matches!(byte, b'\t' | b'\n' | b'\r'))
}

/// A line without its end, and what follows; `None` at the end of the head.
fn next_line(head: &[u8]) -> Option<(&[u8], &[u8])> {
    if head.is_empty() {
        return None;
    }
    let (line, rest) = match memchr::memchr(b'\n', head) {
        Some(at) => (head.get(..at)?, head.get(at + 1..)?),
        None => (head, &[][..]),
    };
    Some((line.strip_suffix(b"\r").unwrap_or(line), rest))
}

/// Headings are at least two different texts with letters, none of them long, but for an empty one behind a last
/// delimiter; and they are not those of a K27.
fn are_headings(headings: &[String]) -> bool {
    let mut names: Vec<String> = headings
        .iter()
        .map(|heading| heading.trim().to_lowercase())
        .collect();
    if names.last().is_some_and(String::is_empty) {
        names.pop();
    }
    let plausible = names
        .iter()
        .all(|name| name.chars().count() <= 80 && name.chars().any(char::is_alphabetic));
    let nav_names = [
        "navenhet",
        "nav_unit",
        "ytelse",
        "benefit_code",
        "person_id",
        "max_date",
        "maksdato",
    ];
    let nav = names
        .iter()
        .filter(|name| nav_names.contains(&name.as_str()))
        .count();
    names.sort_unstable();
    names.dedup();
    names.len() >= 2 && headings.len() <= MAX_FIELDS && plausible && nav < 2
}

enum Rows {
    Same,
    Different,
    None,
}

/// Whether the first rows have as many fields as there are headings. The last row may be cut off by the end of the
/// head, and is then not counted against the file.
fn same_rows(mut rest: &[u8], delimiter: u8, expected: usize) -> Rows {
    let mut cells = Cells::default();
    let mut seen = 0;
    while seen < ROWS {
        let mut length = 0;
        // A row ends at a line end outside quotes.
        let row = loop {
            let tail = rest.get(length..).unwrap_or_default();
            let Some((line, after)) = next_line(tail) else {
                break rest;
            };
            length = rest.len() - after.len();
            let row = rest.get(..length).unwrap_or_default();
            if memchr::memchr_iter(b'"', row).count().is_multiple_of(2) {
                break rest
                    .get(..length - (tail.len() - after.len()) + line.len())
                    .unwrap_or_default();
            }
        };
        if rest.is_empty() {
            break;
        }
        let is_last = length >= rest.len();
        if !row.trim_ascii().is_empty() {
            let whole = cells.split_quoted(row, delimiter) == Split::Whole && !cells.too_many;
            if !whole || cells.len() != expected || is_k27(row) {
                let cut_off = is_last && !rest.ends_with(b"\n") && seen > 0;
                return if cut_off { Rows::Same } else { Rows::Different };
            }
            seen += 1;
        }
        rest = rest.get(length..).unwrap_or_default();
        if length == 0 {
            break;
        }
    }
    if seen == 0 { Rows::None } else { Rows::Same }
}

/// A row of NAV's settlement report: twelve fields, the fifth a personal number, the tenth ten digits of øre.
fn is_k27(row: &[u8]) -> bool {
    let fields: Vec<&[u8]> = row.split(|byte| *byte == b';').collect();
    let digits = |index: usize, count: usize| {
        fields
            .get(index)
            .and_then(|field| field.get(..count))
            .is_some_and(|field| field.iter().all(u8::is_ascii_digit))
    };
    fields.len() == 12 && digits(4, 11) && digits(9, 10)
}
