//! From the stream to records, totals and diagnostics.
//!
//! The elements come in a fixed order, so that a transaction is complete before its lines; a line is handed on as
//! soon as it is read. Here is the frame: file, header, selection, version; the rest of the reader is in [`super::master`] and
//! [`super::entries`]. Not here: XML ([`super::cursor`]) and what is checked at the end ([`super::ledger`]).

use std::io::BufRead;

use chrono::NaiveDate;
use domain::{Ore, Period, Position};

use super::Options;
use super::cursor::{Cursor, Step};
use super::error::{self, Kind};
use super::ledger::{self, Ledger};
use super::master::PARTY_DETAILS;
use super::record::{Header, Record, Totals};
use super::value;
use crate::Read;

/// Reads a file (or one part of a split file) as a stream.
///
/// Records are handed to `sink` in file order, also from a file that turns out to be refused: whoever collects them
/// must throw them away when a diagnostic is an error. Lines that lack period, date or amount are counted and
/// complained about, not handed on. Memory grows with distinct accounts, parties, codes and vouchers only.
///
/// References are judged when the file has `MasterFiles` and is not read as a part of a set; otherwise they are
/// collected in [`super::record::Facts::unresolved`], to be checked by [`super::bundle::check_set`].
pub fn read(input: impl BufRead, options: &Options, sink: &mut dyn FnMut(Record)) -> Read<Totals> {
    let mut reading = Reading {
        xml: Cursor::new(input),
        sink,
        options: *options,
        totals: Totals::default(),
        ledger: Ledger::default(),
        selection_dates: None,
        structure: Structure::default(),
        parties: 0,
    };
    let stopped = reading.file();
    let complete = stopped.is_ok();
    match stopped {
        Ok(()) => reading.check_end(),
        Err(stop) => reading.xml.findings.push(*stop),
    }
    let end = reading.xml.end();
    let Reading {
        xml,
        mut totals,
        ledger,
        structure,
        ..
    } = reading;
    let mut findings = xml.findings;
    structure
        .version(&totals.header.version_text)
        .clone_into(&mut totals.version);
    ledger.close(&mut totals);
    if complete && totals.facts.has_master_files && totals.facts.has_entries {
        ledger::check_roll(&totals.facts.movements, &mut |diagnostic| {
            findings.push(diagnostic);
        });
        if !options.part_of_set {
            ledger::check_references(&totals.facts.unresolved, &mut |diagnostic| {
                findings.push(diagnostic);
            });
        }
    }
    Read {
        totals,
        diagnostics: findings.finish(end),
    }
}

/// What of the structure tells the versions apart.
#[derive(Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own, read by its own name"
)]
pub(super) struct Structure {
    /// Something only 1.40 has.
    pub(super) from_140: bool,
    /// Something only 1.30 and later have.
    pub(super) from_130: bool,
    /// Something only versions before 1.30 have.
    pub(super) before_130: bool,
    /// Something of 1.20 that 1.10 does not have.
    pub(super) from_120: bool,
    /// Where the version is written.
    pub(super) version_at: Position,
}

impl Structure {
    /// The version by structure; where the structure is silent, the version written decides.
    fn version(&self, written: &str) -> &'static str {
        // 1.40 adds to 1.30 and takes nothing away: without an addition only the version written tells them apart.
        let is_140 = self.from_140 || matches!(written, "1.40" | "1.4");
        match (self.from_130 || self.from_140, self.before_130) {
            (true, _) if is_140 => "1.40",
            (true, _) => "1.30",
            (false, true) if self.from_120 || matches!(written, "1.20" | "1.2") => "1.20",
            (false, true) => "1.10",
            (false, false) => match written {
                "1.40" | "1.4" => "1.40",
                "1.30" | "1.3" => "1.30",
                "1.20" | "1.2" => "1.20",
                _ if self.from_120 => "1.20",
                _ => "1.10",
            },
        }
    }

    /// Whether the version written is one the structure can have.
    fn agrees(&self, written: &str) -> bool {
        let family_140 = matches!(written, "1.40" | "1.4");
        let family_130 = matches!(written, "1.30" | "1.3");
        let family_120 = matches!(written, "1.20" | "1.2");
        let family_110 = matches!(written, "1.0" | "1.00" | "1.10" | "1.1");
        let from_130 = self.from_130 || self.from_140;
        (family_140 && !self.before_130)
            || (family_130 && !self.before_130 && !self.from_140)
            || (family_120 && !from_130)
            || (family_110 && !from_130 && !self.from_120)
    }
}

/// A file as far as read.
pub(super) struct Reading<'s, R> {
    pub(super) xml: Cursor<R>,
    pub(super) sink: &'s mut dyn FnMut(Record),
    pub(super) options: Options,
    pub(super) totals: Totals,
    pub(super) ledger: Ledger,
    /// First and last day, when the selection is by dates.
    pub(super) selection_dates: Option<(NaiveDate, NaiveDate)>,
    pub(super) structure: Structure,
    pub(super) parties: u64,
}

impl<R: BufRead> Reading<'_, R> {
    pub(super) fn complain(&mut self, code: &Kind, at: Position, message: &str) {
        self.xml.findings.push(error::at(code, at, message));
    }

    pub(super) fn missing(&mut self, name: &str, inside: &str, at: Position) {
        self.complain(
            &error::MISSING,
            at,
            &format!("expected the element {name} in {inside}, found none that can be read"),
        );
    }

    /// Keeps the first value of an element that may stand once.
    pub(super) fn once<T>(&mut self, slot: &mut Option<T>, value: T, at: Position) {
        if slot.is_some() {
            let message = format!(
                "expected the element {} once, found it again",
                self.xml.name()
            );
            self.complain(&error::MISPLACED, at, &message);
        } else {
            *slot = Some(value);
        }
    }

    pub(super) fn text_once(&mut self, slot: &mut Option<String>) -> Step<()> {
        let at = self.xml.at();
        let value = self.short_text()?;
        self.once(slot, value, at);
        Ok(())
    }

    /// A text that is kept; its length is bounded by the options.
    pub(super) fn short_text(&mut self) -> Step<String> {
        let at = self.xml.at();
        let limit = self.options.max_text_bytes;
        let text = self.xml.text()?;
        if text.len() <= limit {
            return Ok(text.to_owned());
        }
        let found = text.len();
        let message = format!(
            "expected at most {limit} bytes in {}, found {found}",
            self.xml.name()
        );
        Err(error::at(&error::LIMIT, at, &message).into())
    }

    pub(super) fn amount(&mut self) -> Step<Option<Ore>> {
        let at = self.xml.at();
        let text = self.xml.text()?;
        match Ore::from_file_decimal(text) {
            Ok(ore) => Ok(Some(ore)),
            Err(cause) => {
                let diagnostic = error::at(&error::AMOUNT, at, &cause.to_string()).excerpt(text);
                self.xml.findings.push(diagnostic);
                Ok(None)
            }
        }
    }

    /// A value by its own reader; `expected` is for the complaint.
    pub(super) fn value<T>(
        &mut self,
        reader: impl FnOnce(&str) -> Option<T>,
        expected: &str,
    ) -> Step<Option<T>> {
        let at = self.xml.at();
        let text = self.xml.text()?;
        if let Some(value) = reader(text) {
            return Ok(Some(value));
        }
        let excerpt = text.to_owned();
        let message = format!(
            "expected {expected} in {}, found something else",
            self.xml.name()
        );
        self.xml
            .findings
            .push(error::at(&error::VALUE, at, &message).excerpt(&excerpt));
        Ok(None)
    }

    pub(super) fn value_once<T>(
        &mut self,
        slot: &mut Option<T>,
        reader: impl FnOnce(&str) -> Option<T>,
        expected: &str,
    ) -> Step<()> {
        let at = self.xml.at();
        if let Some(value) = self.value(reader, expected)? {
            self.once(slot, value, at);
        }
        Ok(())
    }

    pub(super) fn date_once(&mut self, slot: &mut Option<NaiveDate>) -> Step<()> {
        self.value_once(slot, value::date, "a date such as 2026-03-31")
    }

    /// Passes an element that is known and not read, or complains about one that is not known.
    pub(super) fn pass(&mut self, known: &[&str], inside: &str, code: &Kind) -> Step<()> {
        if !self.xml.is_any(known) {
            let message = format!(
                "expected an element of {inside}, found {:.60}, which is not read",
                self.xml.name()
            );
            self.complain(code, self.xml.at(), &message);
        }
        self.xml.skip()
    }

    fn file(&mut self) -> Step<()> {
        self.xml.enter_root()?;
        let mut place = 0;
        while let Some(name) = self.xml.child()? {
            let (order, part) = match name {
                b"Header" => (1, "Header"),
                b"MasterFiles" => (2, "MasterFiles"),
                b"GeneralLedgerEntries" => (3, "GeneralLedgerEntries"),
                b"SourceDocuments" => (4, "SourceDocuments"),
                _ => (0, ""),
            };
            let at = self.xml.at();
            if order == 0 {
                self.pass(&[], "AuditFile", &error::UNKNOWN_STRUCTURE)?;
                continue;
            }
            if order <= place || (place == 0 && order > 1) {
                let message = "expected Header, MasterFiles, GeneralLedgerEntries, SourceDocuments, each once and in order";
                self.complain(
                    &error::MISPLACED,
                    at,
                    &format!("{message}; found {part} out of place"),
                );
            }
            place = order;
            match order {
                1 => self.header()?,
                2 => self.master_files()?,
                3 => self.entries()?,
                _ => {
                    self.complain(
                        &error::NOT_READ,
                        at,
                        "found SourceDocuments, which are not read",
                    );
                    self.xml.skip()?;
                }
            }
        }
        if place == 0 {
            self.missing("Header", "AuditFile", Position::default());
        }
        self.xml.finish()
    }

    fn header(&mut self) -> Step<()> {
        const IGNORED: &[&str] = &[
            "AuditFileCountry",
            "AuditFileRegion",
            "HeaderComment",
            "TaxAccountingBasis",
            "TaxEntity",
            "UserID",
            "AuditFileSender",
        ];
        let start = self.xml.at();
        let (mut version, mut created, mut currency) = (None, None, None);
        let (mut company, mut software_id, mut software_version) = (None, None, None);
        let (mut organisation, mut name) = (None, None);
        while let Some(element) = self.xml.child()? {
            match element {
                b"AuditFileVersion" => {
                    self.structure.version_at = self.xml.at();
                    self.text_once(&mut version)?;
                }
                b"AuditFileDateCreated" => self.text_once(&mut created)?,
                b"SoftwareCompanyName" => self.text_once(&mut company)?,
                b"SoftwareID" => self.text_once(&mut software_id)?,
                b"SoftwareVersion" => self.text_once(&mut software_version)?,
                b"DefaultCurrencyCode" => self.text_once(&mut currency)?,
                b"SelectionCriteria" => self.selection()?,
                b"Company" => self.company(&mut organisation, &mut name)?,
                _ => self.pass(IGNORED, "Header", &error::NOT_READ)?,
            }
        }
        if organisation.as_deref().unwrap_or_default().is_empty() {
            self.missing("RegistrationNumber", "Company", start);
        }
        let wanted = [
            ("AuditFileVersion", &version),
            ("Name", &name),
            ("DefaultCurrencyCode", &currency),
        ];
        for (element, _) in wanted.into_iter().filter(|(_, value)| value.is_none()) {
            self.complain(
                &error::RECOMMENDED,
                start,
                &format!("expected the element {element} in Header, found none"),
            );
        }
        let currency = currency.unwrap_or_else(|| "NOK".to_owned());
        if currency != "NOK" {
            let message = format!("expected the default currency NOK, found {currency:.10}");
            self.complain(&error::FOREIGN_LEDGER, start, &message);
        }
        let software = [company, software_id, software_version];
        let software: Vec<String> = software
            .into_iter()
            .flatten()
            .filter(|text| !text.is_empty())
            .collect();
        self.totals.header = Header {
            version_text: version.unwrap_or_default(),
            organisation: organisation.unwrap_or_default(),
            company: name.unwrap_or_default(),
            currency,
            selection: self.totals.header.selection,
            software: software.join(" "),
            created: created.unwrap_or_default(),
        };
        Ok(())
    }

    fn company(
        &mut self,
        organisation: &mut Option<String>,
        name: &mut Option<String>,
    ) -> Step<()> {
        while let Some(element) = self.xml.child()? {
            match element {
                b"RegistrationNumber" => self.text_once(organisation)?,
                b"Name" => self.text_once(name)?,
                _ => self.pass(PARTY_DETAILS, "Company", &error::NOT_READ)?,
            }
        }
        Ok(())
    }

    fn selection(&mut self) -> Step<()> {
        const IGNORED: &[&str] = &[
            "TaxReportingJurisdiction",
            "CompanyEntity",
            "DocumentType",
            "OtherCriteria",
        ];
        let start = self.xml.at();
        let (mut first_day, mut last_day) = (None, None);
        let (mut from, mut from_year, mut to, mut to_year) = (None, None, None, None);
        while let Some(name) = self.xml.child()? {
            match name {
                b"SelectionStartDate" => self.date_once(&mut first_day)?,
                b"SelectionEndDate" => self.date_once(&mut last_day)?,
                b"PeriodStart" => self.value_once(&mut from, value::number, "a period number")?,
                b"PeriodStartYear" => self.value_once(&mut from_year, value::year, "a year")?,
                b"PeriodEnd" => self.value_once(&mut to, value::number, "a period number")?,
                b"PeriodEndYear" => self.value_once(&mut to_year, value::year, "a year")?,
                _ => self.pass(IGNORED, "SelectionCriteria", &error::NOT_READ)?,
            }
        }
        let by_dates = first_day.zip(last_day);
        let dated = by_dates.and_then(|(first, last)| Period::of(first).zip(Period::of(last)));
        let numbered = value::period(from, from_year).zip(value::period(to, to_year));
        match numbered.or(dated) {
            Some((first, last)) if first <= last => {
                self.totals.header.selection = Some((first, last));
                self.selection_dates = by_dates.filter(|_| numbered.is_none());
            }
            Some((first, last)) => {
                let message = format!(
                    "expected a selection that starts before it ends, found {first} to {last}"
                );
                self.complain(&error::VALUE, start, &message);
            }
            None => self.missing("first and last date or period", "SelectionCriteria", start),
        }
        Ok(())
    }

    /// What can be said when the whole file is read.
    fn check_end(&mut self) {
        let at = self.structure.version_at;
        let from_130 = self.structure.from_130 || self.structure.from_140;
        if from_130 && self.structure.before_130 {
            let message = "expected the structure of one version, found elements of 1.30 and of versions before it";
            self.complain(&error::VERSION, at, message);
        }
        let written = self.totals.header.version_text.clone();
        if !self.structure.agrees(&written) {
            let found = self.structure.version(&written);
            let message =
                format!("expected AuditFileVersion {found} by the structure, found {written:.20}");
            self.complain(&error::VERSION, at, &message);
        }
        if !self.totals.facts.has_master_files && !self.totals.facts.has_entries {
            self.missing(
                "MasterFiles or GeneralLedgerEntries",
                "AuditFile",
                Position::default(),
            );
        }
    }
}
