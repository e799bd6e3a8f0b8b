//! Split sets: the parts of one export, as loose files or in a zip archive.
//!
//! A large ledger is cut by shorter periods (each part whole, with its own balances) or by kind (master data in one,
//! entries in others). Members are read as streams in the order of their part numbers; nothing is unpacked to disk
//! or memory. Balances of parts are chained, never added. Not here: what a part says ([`super::read`]).

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead, BufReader, Seek};

use domain::{Diagnostic, Period, Position};
use zip::ZipArchive;

use super::cursor::Limit;
use super::error::{self, SetFindings};
use super::ledger::{self, kroner};
use super::record::{Movement, Record, ReferenceKind, Totals, Unresolved};
use super::{FirstRecords, Options};
use crate::Read;

/// The authority takes at most this much raw XML in one attachment.
const MAX_INFLATED: u64 = 32_000_000_000;
/// Ledgers pack about 20:1; a very uniform one 100:1.
const MAX_RATIO: u64 = 300;
/// Small archives may inflate to this without asking for the ratio.
const RATIO_FREE: u64 = 16 << 20;

/// Where a complaint about a whole file stands.
const START: Position = Position {
    byte: 0,
    line: 1,
    column: 1,
    record: 0,
};

/// The parts of a set in the order of their numbers, by file name.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct SetTotals {
    /// Name and totals of each part.
    pub parts: Vec<(String, Totals)>,
}

impl SetTotals {
    /// The set as one: header of the first part with the selection of all, lines and sums added, accounts and parties
    /// counted once. The facts are empty.
    pub fn combined(&self) -> Totals {
        let mut whole = Totals::default();
        let mut accounts = BTreeSet::new();
        let mut parties = BTreeSet::new();
        for (index, (_, part)) in self.parts.iter().enumerate() {
            if index == 0 {
                (whole.header, whole.version) = (part.header.clone(), part.version.clone());
            }
            if let Some((first, last)) = part.header.selection {
                let (from, to) = whole.header.selection.unwrap_or((first, last));
                whole.header.selection = Some((from.min(first), to.max(last)));
            }
            whole.journals += part.journals;
            whole.transactions += part.transactions;
            whole.lines += part.lines;
            whole.debit += part.debit;
            whole.credit += part.credit;
            whole.tax_informations += part.tax_informations;
            whole.analyses += part.analyses;
            whole.currency_lines += part.currency_lines;
            accounts.extend(
                part.facts
                    .movements
                    .iter()
                    .filter(|(_, m)| m.declared)
                    .map(|(id, _)| id),
            );
            parties.extend(&part.facts.declared);
        }
        let count = |kind: ReferenceKind| {
            let of_kind = parties.iter().filter(|(of, _)| *of == kind).count();
            u64::try_from(of_kind).unwrap_or(u64::MAX)
        };
        whole.accounts = u64::try_from(accounts.len()).unwrap_or(u64::MAX);
        whole.customers = count(ReferenceKind::Customer);
        whole.suppliers = count(ReferenceKind::Supplier);
        whole
    }
}

/// Whether the content is a zip archive (of anything).
pub fn sniff(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04")
}

/// Reads a zip archive of SAF-T parts. `sink` gets the index of the part (from 0, in the order of part numbers) with
/// each record; ordinals run on over the parts. Positions are places in the part; messages name it.
pub fn read_zip(
    input: impl io::Read + Seek,
    options: &Options,
    sink: &mut dyn FnMut(usize, Record),
) -> Read<SetTotals> {
    let mut findings = SetFindings::default();
    let mut totals = SetTotals::default();
    match open(input, &mut findings) {
        Err(message) => findings.push(error::at(&error::ARCHIVE, START, &message)),
        Ok((mut archive, members)) => {
            // Until its members make sense as a set, nothing of an archive is read.
            let names: Vec<&str> = members.iter().map(|(_, name)| name.as_str()).collect();
            let numbering = check_names(&names);
            let readable = numbering.is_empty();
            findings.extend(numbering);
            if readable {
                read_members(
                    &mut archive,
                    &members,
                    options,
                    &mut totals,
                    &mut findings,
                    sink,
                );
                findings.extend(check_contents(&totals.parts));
            }
        }
    }
    Read {
        totals,
        diagnostics: findings.finish(),
    }
}

/// An archive and its members, index and name, in the order of part numbers.
type Opened<R> = (ZipArchive<R>, Vec<(usize, String)>);

fn open<R: io::Read + Seek>(input: R, findings: &mut SetFindings) -> Result<Opened<R>, String> {
    let unreadable =
        |cause: zip::result::ZipError| format!("expected a zip archive, found: {cause:.100}");
    let mut archive = ZipArchive::new(input).map_err(unreadable)?;
    if archive.has_duplicate_names() || archive.has_overlapping_entries().map_err(unreadable)? {
        return Err("expected members that stand once and apart, found some that share a name or their bytes".into());
    }
    let mut members = Vec::new();
    for index in 0..archive.len() {
        let name = match archive.name_for_index(index) {
            Some(Ok(name)) => name.into_owned(),
            _ => return Err("expected names of members in UTF-8, found another".into()),
        };
        if name.ends_with('/') {
            continue;
        }
        let is_xml = name.len() > 4 && name.to_ascii_lowercase().ends_with(".xml");
        if is_xml {
            members.push((index, name));
        } else {
            let message = format!("expected only XML files in the archive, found {name:.120}");
            findings.push(error::at(&error::ARCHIVE, START, &message));
        }
    }
    members.sort_by_cached_key(|(_, name)| (PartName::of(name).number, name.clone()));
    if members.is_empty() {
        return Err("expected at least one XML file in the archive, found none".into());
    }
    Ok((archive, members))
}

fn read_members<R: io::Read + Seek>(
    archive: &mut ZipArchive<R>,
    members: &[(usize, String)],
    options: &Options,
    totals: &mut SetTotals,
    findings: &mut SetFindings,
    sink: &mut dyn FnMut(usize, Record),
) {
    // References are judged once, over all members, even if there is only one.
    let mut options = Options {
        part_of_set: true,
        ..*options
    };
    let mut left = MAX_INFLATED;
    for (part, (index, name)) in members.iter().enumerate() {
        let member = match archive.by_index(*index) {
            Ok(member) => member,
            Err(cause) => {
                let message = format!("expected to unpack {name:.120}, found: {cause:.100}");
                findings.push(error::at(&error::ARCHIVE, START, &message));
                continue;
            }
        };
        let by_ratio = member
            .compressed_size()
            .saturating_mul(MAX_RATIO)
            .max(RATIO_FREE);
        let mut inflated = BufReader::with_capacity(
            1 << 16,
            Inflated {
                inner: member,
                by_ratio,
                left,
                taken: 0,
            },
        );
        if inflated.fill_buf().is_ok_and(sniff) {
            let message =
                format!("expected a SAF-T part, found an archive inside the archive: {name:.120}");
            findings.push(error::at(&error::ARCHIVE, START, &message));
            continue;
        }
        let parties_before = options.first.party;
        let mut parties = 0;
        let read = super::read(&mut inflated, &options, &mut |record| {
            parties += u64::from(matches!(record, Record::Party(_)));
            sink(part, record);
        });
        left = left.saturating_sub(inflated.get_ref().taken);
        options.first = FirstRecords {
            account: options.first.account + read.totals.accounts,
            party: parties_before + parties,
            line: options.first.line + read.totals.lines,
        };
        for mut diagnostic in read.diagnostics {
            diagnostic.message =
                format!("{}: {}", domain::personal::mask(name), diagnostic.message);
            findings.push(diagnostic);
        }
        totals.parts.push((name.clone(), read.totals));
    }
}

/// Counts what comes out of the archive.
struct Inflated<R> {
    inner: R,
    by_ratio: u64,
    left: u64,
    taken: u64,
}

impl<R: io::Read> io::Read for Inflated<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buf)?;
        self.taken += u64::try_from(count).unwrap_or(u64::MAX);
        if self.taken > self.left {
            return Err(io::Error::other(Limit::Inflated));
        }
        if self.taken > self.by_ratio {
            return Err(io::Error::other(Limit::Ratio));
        }
        Ok(count)
    }
}

/// What a file name says: `<type>_<organisation>_<time>_<number>_<of>.xml`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct PartName {
    /// All but the numbers.
    export: String,
    /// Number of the part and of parts, from 1; `None` when the name has none.
    number: Option<(u32, u32)>,
}

impl PartName {
    fn of(name: &str) -> Self {
        let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        let number = |piece: &str| {
            // Some systems put a letter before the number.
            let digits = piece.trim_start_matches(|c: char| c.is_ascii_alphabetic());
            let plain =
                (1..=4).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
            if plain {
                digits.parse::<u32>().ok()
            } else {
                None
            }
        };
        let mut pieces = stem.rsplitn(3, '_');
        let (last, before, rest) = (pieces.next(), pieces.next(), pieces.next());
        match (rest, before.and_then(number), last.and_then(number)) {
            (Some(export), Some(part), Some(of)) => Self {
                export: export.to_owned(),
                number: Some((part, of)),
            },
            _ => Self {
                export: stem.to_owned(),
                number: None,
            },
        }
    }
}

/// Checks a set of loose part files, each read with [`Options::part_of_set`]: numbers, that they belong together,
/// references over all parts, balances from part to part. Also right for a single file that lacks its master
/// data. Names decide the order, not the order given.
pub fn check_set(parts: &[(String, Totals)]) -> Vec<Diagnostic> {
    let names: Vec<&str> = parts.iter().map(|(name, _)| name.as_str()).collect();
    let mut findings = SetFindings::default();
    findings.extend(check_names(&names));
    findings.extend(check_contents(parts));
    findings.finish()
}

fn check_names(names: &[&str]) -> Vec<Diagnostic> {
    let mut findings = SetFindings::default();
    let parts: Vec<(&str, PartName)> = names
        .iter()
        .map(|name| (*name, PartName::of(name)))
        .collect();
    let Some((first_name, first)) = parts.first() else {
        return Vec::new();
    };
    for (name, part) in &parts {
        if part.export != first.export {
            let message = format!(
                "expected the parts of one export, found {first_name:.120} and {name:.120}"
            );
            findings.push(error::at(&error::STRANGE_PART, START, &message));
        }
    }
    let mut seen: BTreeMap<u32, u32> = BTreeMap::new();
    let mut expected = first.number.map_or(1, |(_, of)| of);
    for (name, part) in &parts {
        let Some((number, of)) = part.number else {
            if parts.len() > 1 {
                let message =
                    format!("expected a part number at the end of the name, found {name:.120}");
                findings.push(error::at(&error::PART_NUMBERS, START, &message));
            }
            seen.insert(1, 1);
            continue;
        };
        if number == 0 || number > of || of != expected {
            let message = format!(
                "expected part numbers from 1 to {expected}, found part {number} of {of}: {name:.120}"
            );
            findings.push(error::at(&error::PART_NUMBERS, START, &message));
        }
        expected = expected.max(of);
        *seen.entry(number).or_default() += 1;
    }
    for number in 1..=expected {
        let message = match seen.get(&number) {
            Some(1) => continue,
            None => format!("expected part {number} of {expected}, found none"),
            Some(times) => {
                format!("expected part {number} of {expected} once, found it {times} times")
            }
        };
        findings.push(error::at(&error::PART_NUMBERS, START, &message));
    }
    findings.finish()
}

fn check_contents(parts: &[(String, Totals)]) -> Vec<Diagnostic> {
    let mut findings = SetFindings::default();
    if let Some((_, first)) = parts.first() {
        for (name, totals) in parts {
            let facts = |header: &super::record::Header| {
                [
                    header.organisation.clone(),
                    header.currency.clone(),
                    header.created.clone(),
                ]
            };
            if facts(&totals.header) != facts(&first.header) {
                let message = format!(
                    "expected one organisation, currency and export date in all parts, found another in {name:.120}"
                );
                findings.push(error::at(&error::STRANGE_PART, START, &message));
            }
            if parts.len() > 1 && totals.header.selection.is_none() {
                let message =
                    format!("expected a selection in each part, found none in {name:.120}");
                findings.push(error::at(&error::STRANGE_PART, START, &message));
            }
        }
    }
    check_overlap(parts, &mut findings);
    check_set_references(parts, &mut findings);
    check_balances(parts, &mut findings);
    findings.finish()
}

/// Parts with entries by the start of their selection.
fn check_overlap(parts: &[(String, Totals)], findings: &mut SetFindings) {
    let mut spans: Vec<(Period, Period, &str)> = parts
        .iter()
        .filter(|(_, totals)| totals.facts.has_entries)
        .filter_map(|(name, totals)| {
            totals
                .header
                .selection
                .map(|(first, last)| (first, last, name.as_str()))
        })
        .collect();
    spans.sort_unstable();
    for (one, next) in spans.iter().zip(spans.iter().skip(1)) {
        if next.0 <= one.1 {
            let message = format!(
                "expected parts that cover different periods, found {} to {} in {:.120} and {} to {} in {:.120}",
                one.0, one.1, one.2, next.0, next.1, next.2
            );
            findings.push(error::at(&error::OVERLAP, START, &message));
        }
    }
}

fn check_set_references(parts: &[(String, Totals)], findings: &mut SetFindings) {
    let known = |key: &(ReferenceKind, String)| {
        parts.iter().any(|(_, totals)| match key.0 {
            ReferenceKind::Account => totals
                .facts
                .movements
                .get(&key.1)
                .is_some_and(|movement| movement.declared),
            _ => totals.facts.declared.contains(key),
        })
    };
    let mut missing: BTreeMap<&(ReferenceKind, String), Unresolved> = BTreeMap::new();
    for (key, unresolved) in parts
        .iter()
        .flat_map(|(_, totals)| &totals.facts.unresolved)
    {
        if !known(key) {
            missing
                .entry(key)
                .or_insert(Unresolved {
                    uses: 0,
                    first: unresolved.first,
                })
                .uses += unresolved.uses;
        }
    }
    ledger::check_references(
        missing.iter().map(|(key, unresolved)| (*key, unresolved)),
        &mut |diagnostic| findings.push(diagnostic),
    );
}

/// The master data of one selection, which may be cut into several parts.
#[derive(Debug, Default)]
struct Balances {
    accounts: BTreeMap<String, Movement>,
    /// Whether one part holds both balances and entries, and has been checked when it was read.
    whole: bool,
}

/// Opening = closing of the part before, and for master data without entries of its own, opening + the movement of
/// the entries' parts = closing.
fn check_balances(parts: &[(String, Totals)], findings: &mut SetFindings) {
    let mut groups: BTreeMap<(Period, Period), Balances> = BTreeMap::new();
    for (_, totals) in parts {
        let (Some(selection), true) = (totals.header.selection, totals.facts.has_master_files)
        else {
            continue;
        };
        let group = groups.entry(selection).or_default();
        group.whole |= totals.facts.has_entries;
        for (id, movement) in totals
            .facts
            .movements
            .iter()
            .filter(|(_, movement)| movement.declared)
        {
            let balance = Movement {
                debit: 0,
                credit: 0,
                ..*movement
            };
            if group.accounts.insert(id.clone(), balance).is_some() {
                let message = format!(
                    "expected account {id:.60} in one part of a selection, found it in two"
                );
                findings.push(error::at(&error::DUPLICATE, START, &message));
            }
        }
    }
    for (selection, group) in groups.iter_mut().filter(|(_, group)| !group.whole) {
        let inside = |totals: &Totals| {
            let within = totals
                .header
                .selection
                .is_some_and(|(first, last)| selection.0 <= first && last <= selection.1);
            totals.facts.has_entries && within
        };
        if !parts.iter().any(|(_, totals)| inside(totals)) {
            continue;
        }
        for (_, totals) in parts.iter().filter(|(_, totals)| inside(totals)) {
            for (id, movement) in &totals.facts.movements {
                if let Some(sum) = group.accounts.get_mut(id) {
                    sum.debit += movement.debit;
                    sum.credit += movement.credit;
                }
            }
        }
        ledger::check_roll(&group.accounts, &mut |diagnostic| findings.push(diagnostic));
    }
    for ((before, one), (after, next)) in groups.iter().zip(groups.iter().skip(1)) {
        check_chain((before.1, one), (after.0, next), findings);
    }
}

/// Balance accounts (classes 1 and 2) always chain; result accounts inside a year.
fn check_chain(
    (end, one): (Period, &Balances),
    (start, next): (Period, &Balances),
    findings: &mut SetFindings,
) {
    let ids: BTreeSet<&String> = one.accounts.keys().chain(next.accounts.keys()).collect();
    for id in ids {
        if !matches!(id.as_bytes().first(), Some(b'1' | b'2')) && end.year() != start.year() {
            continue;
        }
        let closing = one.accounts.get(id).map_or(0, |movement| movement.closing);
        let (opening, at) = next
            .accounts
            .get(id)
            .map_or_else(Default::default, |m| (m.opening, m.position));
        if closing != opening {
            let message = format!(
                "expected the opening balance {} of account {id:.60} in {start}, as it closed in {end}, found {}",
                kroner(closing),
                kroner(opening)
            );
            findings.push(error::at(&error::CHAIN, at, &message));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::{Inflated, Limit, PartName};

    #[test]
    fn inflation_is_bounded() {
        for (left, by_ratio, expected) in [
            (10, 10, None),
            (9, 10, Some(Limit::Inflated)),
            (10, 9, Some(Limit::Ratio)),
        ] {
            let mut inflated = Inflated {
                inner: &[0_u8; 10][..],
                by_ratio,
                left,
                taken: 0,
            };
            let read = inflated.read_to_end(&mut Vec::new());
            let limit = read.err().and_then(|cause| cause.downcast::<Limit>().ok());
            assert_eq!(limit, expected);
        }
    }

    #[test]
    fn part_names() {
        for (name, export, number) in [
            (
                "SAF-T Financial_999999999_20160401235911_1_12.xml",
                "SAF-T Financial_999999999_20160401235911",
                Some((1, 12)),
            ),
            (
                "a/b/SAF-T Financial_999999999_20160401235911_A01_A12.XML",
                "SAF-T Financial_999999999_20160401235911",
                Some((1, 12)),
            ),
            (
                "SAF-T Financial_999999999_20160401235911.xml",
                "SAF-T Financial_999999999_20160401235911",
                None,
            ),
            ("ledger.xml", "ledger", None),
            ("1_2.xml", "1_2", None),
            ("", "", None),
        ] {
            assert_eq!(
                PartName::of(name),
                PartName {
                    export: export.to_owned(),
                    number
                },
                "{name}"
            );
        }
    }
}
