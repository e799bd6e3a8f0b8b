//! From the stream to records, totals and diagnostics.
//!
//! The elements come in a fixed order, so that a transaction is complete before its lines; a line is handed on as
//! soon as it is read. Not here: XML ([`super::cursor`]) and what is checked at the end ([`super::ledger`]).

use std::io::BufRead;

use chrono::{Datelike, NaiveDate};
use domain::{Ore, Period, Position};

use super::Options;
use super::cursor::{Cursor, Step};
use super::error::{self, Kind};
use super::ledger::{self, Ledger, kroner};
use super::record::{AccountRecord, Header, Line, PartyBalance, PartyKind, Record, Totals};
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
struct Structure {
    /// Something only 1.30 and later have.
    from_130: bool,
    /// Something only versions before 1.30 have.
    before_130: bool,
    /// Something of 1.20 that 1.10 does not have.
    from_120: bool,
    /// Where the version is written.
    version_at: Position,
}

impl Structure {
    /// The version by structure; where the structure is silent, the version written decides.
    fn version(&self, written: &str) -> &'static str {
        match (self.from_130, self.before_130) {
            (true, _) => "1.30",
            (false, true) if self.from_120 || matches!(written, "1.20" | "1.2") => "1.20",
            (false, true) => "1.10",
            (false, false) => match written {
                "1.30" | "1.3" | "1.40" | "1.4" => "1.30",
                "1.20" | "1.2" => "1.20",
                _ if self.from_120 => "1.20",
                _ => "1.10",
            },
        }
    }

    /// Whether the version written is one the structure can have.
    fn agrees(&self, written: &str) -> bool {
        let family_130 = matches!(written, "1.30" | "1.3" | "1.40" | "1.4");
        let family_120 = matches!(written, "1.20" | "1.2");
        let family_110 = matches!(written, "1.0" | "1.00" | "1.10" | "1.1");
        (family_130 && !self.before_130)
            || (family_120 && !self.from_130)
            || (family_110 && !self.from_130 && !self.from_120)
    }
}

/// An `AmountStructure`.
#[derive(Debug, Default)]
struct Money {
    amount: Option<Ore>,
    currency: Option<String>,
    currency_amount: Option<Ore>,
    rate: Option<i128>,
}

/// The side an element is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Debit,
    Credit,
}

/// Opening and closing balance of an account or party, as far as read.
#[derive(Debug, Default)]
struct Balances {
    opening: Option<Ore>,
    closing: Option<Ore>,
}

/// What a transaction says before its lines.
#[derive(Debug, Default)]
struct Voucher {
    position: Position,
    id: Option<String>,
    period_number: Option<u32>,
    period_year: Option<i32>,
    date: Option<NaiveDate>,
    posting_date: Option<NaiveDate>,
    type_code: Option<String>,
    batch: Option<String>,
    /// Made of the two above when the first line comes.
    period: Option<Period>,
    lines: u64,
    debit: i128,
    credit: i128,
}

/// A line as far as read.
#[derive(Debug, Default)]
struct Draft {
    record_id: Option<String>,
    account: Option<String>,
    side: Option<(Side, Money)>,
    party: Option<(PartyKind, String)>,
    description: Option<String>,
    reference: Option<String>,
    kid: Option<String>,
    source_document: Option<String>,
    cross_reference: Option<String>,
    due: Option<NaiveDate>,
    value_date: Option<NaiveDate>,
    analysis: Vec<(String, String)>,
    tax_code: Option<String>,
}

/// What GeneralLedgerEntries declares.
#[derive(Debug, Default)]
struct Declared {
    entries: Option<(u64, Position)>,
    debit: Option<(i128, Position)>,
    credit: Option<(i128, Position)>,
}

struct Reading<'s, R> {
    xml: Cursor<R>,
    sink: &'s mut dyn FnMut(Record),
    options: Options,
    totals: Totals,
    ledger: Ledger,
    /// First and last day, when the selection is by dates.
    selection_dates: Option<(NaiveDate, NaiveDate)>,
    structure: Structure,
    parties: u64,
}

impl<R: BufRead> Reading<'_, R> {
    fn complain(&mut self, code: &Kind, at: Position, message: &str) {
        self.xml.findings.push(error::at(code, at, message));
    }

    fn missing(&mut self, name: &str, inside: &str, at: Position) {
        self.complain(
            &error::MISSING,
            at,
            &format!("expected the element {name} in {inside}, found none that can be read"),
        );
    }

    /// Keeps the first value of an element that may stand once.
    fn once<T>(&mut self, slot: &mut Option<T>, value: T, at: Position) {
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

    fn text_once(&mut self, slot: &mut Option<String>) -> Step<()> {
        let at = self.xml.at();
        let value = self.short_text()?;
        self.once(slot, value, at);
        Ok(())
    }

    /// A text that is kept; its length is bounded by the options.
    fn short_text(&mut self) -> Step<String> {
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

    fn amount(&mut self) -> Step<Option<Ore>> {
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
    fn value<T>(
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

    fn value_once<T>(
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

    fn date_once(&mut self, slot: &mut Option<NaiveDate>) -> Step<()> {
        self.value_once(slot, value::date, "a date such as 2026-03-31")
    }

    /// Passes an element that is known and not read, or complains about one that is not known.
    fn pass(&mut self, known: &[&str], inside: &str, code: &Kind) -> Step<()> {
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

    fn master_files(&mut self) -> Step<()> {
        const IGNORED: &[&str] = &[
            "Taxonomies",
            "UOMTable",
            "MovementTypeTable",
            "Products",
            "PhysicalStock",
            "Assets",
            "Owners",
        ];
        self.totals.facts.has_master_files = true;
        while let Some(name) = self.xml.child()? {
            match name {
                b"GeneralLedgerAccounts" => {
                    while let Some(name) = self.xml.child()? {
                        match name {
                            b"Account" => self.account()?,
                            _ => {
                                self.pass(&[], "GeneralLedgerAccounts", &error::UNKNOWN_STRUCTURE)?;
                            }
                        }
                    }
                }
                b"Customers" => {
                    while let Some(name) = self.xml.child()? {
                        match name {
                            b"Customer" => self.party(PartyKind::Customer)?,
                            _ => self.pass(&[], "Customers", &error::UNKNOWN_STRUCTURE)?,
                        }
                    }
                }
                b"Suppliers" => {
                    while let Some(name) = self.xml.child()? {
                        match name {
                            b"Supplier" => self.party(PartyKind::Supplier)?,
                            _ => self.pass(&[], "Suppliers", &error::UNKNOWN_STRUCTURE)?,
                        }
                    }
                }
                b"TaxTable" => self.tax_table()?,
                b"AnalysisTypeTable" => self.analysis_table()?,
                _ => self.pass(IGNORED, "MasterFiles", &error::UNKNOWN_STRUCTURE)?,
            }
        }
        let opens_year = self
            .totals
            .header
            .selection
            .is_some_and(|(first, _)| first.number() <= 1)
            && self
                .selection_dates
                .is_none_or(|(first, _)| first.day() == 1);
        self.ledger
            .check_balances(&mut self.xml.findings, opens_year);
        Ok(())
    }

    /// One of the four balance elements; `false` if the element is another.
    fn balance(&mut self, element: BalanceElement, balances: &mut Balances) -> Step<()> {
        let at = self.xml.at();
        let Some(unsigned) = self.amount()? else {
            return Ok(());
        };
        let (slot, amount) = match element {
            BalanceElement::OpeningDebit => (&mut balances.opening, Some(unsigned)),
            BalanceElement::OpeningCredit => (&mut balances.opening, unsigned.checked_neg()),
            BalanceElement::ClosingDebit => (&mut balances.closing, Some(unsigned)),
            BalanceElement::ClosingCredit => (&mut balances.closing, unsigned.checked_neg()),
        };
        if slot.is_some() {
            let message = format!(
                "expected one balance, debit or credit, found {} as well",
                self.xml.name()
            );
            self.complain(&error::ONE_SIDE, at, &message);
        } else {
            *slot = amount;
        }
        Ok(())
    }

    fn account(&mut self) -> Step<()> {
        const IGNORED: &[&str] = &["AccountType", "AccountCreationDate"];
        let start = Position {
            record: self.options.first.account + self.totals.accounts,
            ..self.xml.at()
        };
        self.totals.accounts += 1;
        let mut balances = Balances::default();
        let (mut id, mut description, mut category, mut code, mut standard) =
            (None, None, None, None, None);
        while let Some(name) = self.xml.child()? {
            match name {
                b"AccountID" => self.text_once(&mut id)?,
                b"AccountDescription" => self.text_once(&mut description)?,
                b"GroupingCategory" => self.text_once(&mut category)?,
                b"GroupingCode" => self.text_once(&mut code)?,
                b"StandardAccountID" => {
                    self.structure.before_130 = true;
                    self.text_once(&mut standard)?;
                }
                b"OpeningDebitBalance" => {
                    self.balance(BalanceElement::OpeningDebit, &mut balances)?;
                }
                b"OpeningCreditBalance" => {
                    self.balance(BalanceElement::OpeningCredit, &mut balances)?;
                }
                b"ClosingDebitBalance" => {
                    self.balance(BalanceElement::ClosingDebit, &mut balances)?;
                }
                b"ClosingCreditBalance" => {
                    self.balance(BalanceElement::ClosingCredit, &mut balances)?;
                }
                _ => self.pass(IGNORED, "Account", &error::NOT_READ)?,
            }
        }
        let Some(id) = id.filter(|id| !id.is_empty()) else {
            self.missing("AccountID", "Account", start);
            return Ok(());
        };
        self.check_balances_there(&balances, &format!("account {id:.60}"), start);
        let grouping = grouping(category, code, standard);
        self.check_grouping(&id, grouping.as_ref(), start);
        let (opening, closing) = (
            balances.opening.unwrap_or_default(),
            balances.closing.unwrap_or_default(),
        );
        if self.ledger.account(&id, start, opening, closing) {
            self.complain(
                &error::DUPLICATE,
                start,
                &format!("expected account {id:.60} once, found it again"),
            );
        }
        let description = description.unwrap_or_default();
        (self.sink)(Record::Account(AccountRecord {
            position: start,
            id,
            description,
            grouping,
            opening,
            closing,
        }));
        Ok(())
    }

    fn check_balances_there(&mut self, balances: &Balances, inside: &str, at: Position) {
        for (name, value) in [("opening", balances.opening), ("closing", balances.closing)] {
            if value.is_none() {
                self.missing(&format!("for the {name} balance"), inside, at);
            }
        }
    }

    fn check_grouping(&mut self, id: &str, grouping: Option<&(String, String)>, at: Position) {
        match grouping {
            Some((category, code)) if category == "KS" => {
                let three = |text: &str| text.chars().take(3).collect::<String>();
                if code.len() < 3 || three(code) != three(id) {
                    let message = format!(
                        "expected a code of the state chart that fits account {id:.60}, found {code:.40}"
                    );
                    self.complain(&error::GROUPING, at, &message);
                }
            }
            _ => self.ledger.ungrouped(at),
        }
    }

    fn party(&mut self, kind: PartyKind) -> Step<()> {
        let start = self.xml.at();
        let (word, count) = match kind {
            PartyKind::Customer => ("customer", &mut self.totals.customers),
            PartyKind::Supplier => ("supplier", &mut self.totals.suppliers),
        };
        *count += 1;
        let (mut id, mut direct_account) = (None, None);
        let mut direct = Balances::default();
        let mut accounts: Vec<(Option<String>, Balances)> = Vec::new();
        while let Some(name) = self.xml.child()? {
            match (name, kind) {
                (b"CustomerID", PartyKind::Customer) | (b"SupplierID", PartyKind::Supplier) => {
                    self.text_once(&mut id)?;
                }
                (b"BalanceAccount", _) => accounts.push(self.balance_account()?),
                (b"AccountID", _) => self.text_once(&mut direct_account)?,
                (b"OpeningDebitBalance", _) => {
                    self.balance(BalanceElement::OpeningDebit, &mut direct)?;
                }
                (b"OpeningCreditBalance", _) => {
                    self.balance(BalanceElement::OpeningCredit, &mut direct)?;
                }
                (b"ClosingDebitBalance", _) => {
                    self.balance(BalanceElement::ClosingDebit, &mut direct)?;
                }
                (b"ClosingCreditBalance", _) => {
                    self.balance(BalanceElement::ClosingCredit, &mut direct)?;
                }
                _ => self.pass(PARTY_DETAILS, word, &error::NOT_READ)?,
            }
        }
        let Some(id) = id.filter(|id| !id.is_empty()) else {
            self.missing("CustomerID or SupplierID", word, start);
            return Ok(());
        };
        if self.ledger.party(kind, &id, start) {
            self.complain(
                &error::DUPLICATE,
                start,
                &format!("expected {word} {id:.60} once, found it again"),
            );
        }
        if direct_account.is_some() || direct.opening.is_some() || direct.closing.is_some() {
            self.structure.before_130 = true;
            accounts.push((direct_account, direct));
        }
        self.hand_on_balances(kind, &id, start, accounts);
        Ok(())
    }

    fn hand_on_balances(
        &mut self,
        kind: PartyKind,
        id: &str,
        start: Position,
        accounts: Vec<(Option<String>, Balances)>,
    ) {
        for (account, balances) in accounts {
            let position = Position {
                record: self.options.first.party + self.parties,
                ..start
            };
            self.parties += 1;
            let account = account.unwrap_or_default();
            // Before 1.30 each balance is optional; none means nothing is owed.
            let (opening, closing) = (
                balances.opening.unwrap_or_default(),
                balances.closing.unwrap_or_default(),
            );
            self.ledger
                .party_balance(kind, &account, position, (opening, closing));
            (self.sink)(Record::Party(PartyBalance {
                position,
                kind,
                id: id.to_owned(),
                account,
                opening,
                closing,
            }));
        }
    }

    fn balance_account(&mut self) -> Step<(Option<String>, Balances)> {
        self.structure.from_130 = true;
        let start = self.xml.at();
        let (mut account, mut balances) = (None, Balances::default());
        while let Some(name) = self.xml.child()? {
            match name {
                b"AccountID" => self.text_once(&mut account)?,
                b"OpeningDebitBalance" => {
                    self.balance(BalanceElement::OpeningDebit, &mut balances)?;
                }
                b"OpeningCreditBalance" => {
                    self.balance(BalanceElement::OpeningCredit, &mut balances)?;
                }
                b"ClosingDebitBalance" => {
                    self.balance(BalanceElement::ClosingDebit, &mut balances)?;
                }
                b"ClosingCreditBalance" => {
                    self.balance(BalanceElement::ClosingCredit, &mut balances)?;
                }
                _ => self.pass(&[], "BalanceAccount", &error::NOT_READ)?,
            }
        }
        self.check_balances_there(&balances, "BalanceAccount", start);
        Ok((account, balances))
    }

    fn tax_table(&mut self) -> Step<()> {
        const IGNORED: &[&str] = &[
            "EffectiveDate",
            "ExpirationDate",
            "Description",
            "TaxPercentage",
            "FlatTaxRate",
            "Country",
            "Region",
            "StandardTaxCode",
            "Compensation",
            "BaseRate",
        ];
        while let Some(entry) = self.xml.child()? {
            if entry != b"TaxTableEntry" {
                self.pass(&[], "TaxTable", &error::UNKNOWN_STRUCTURE)?;
                continue;
            }
            while let Some(name) = self.xml.child()? {
                if name != b"TaxCodeDetails" {
                    self.pass(
                        &["TaxType", "Description"],
                        "TaxTableEntry",
                        &error::NOT_READ,
                    )?;
                    continue;
                }
                let start = self.xml.at();
                let mut code = None;
                while let Some(name) = self.xml.child()? {
                    match name {
                        b"TaxCode" => self.text_once(&mut code)?,
                        _ => self.pass(IGNORED, "TaxCodeDetails", &error::NOT_READ)?,
                    }
                }
                let Some(code) = code.filter(|code| !code.is_empty()) else {
                    self.missing("TaxCode", "TaxCodeDetails", start);
                    continue;
                };
                self.structure.from_120 |= code.chars().count() > 9;
                if self.ledger.tax_code(&code, start) {
                    let message = format!("expected tax code {code:.60} once, found it again");
                    self.complain(&error::DUPLICATE_CODE, start, &message);
                }
            }
        }
        Ok(())
    }

    fn analysis_table(&mut self) -> Step<()> {
        const IGNORED: &[&str] = &[
            "AnalysisTypeDescription",
            "AnalysisIDDescription",
            "StartDate",
            "EndDate",
            "Status",
            "Analysis",
        ];
        while let Some(entry) = self.xml.child()? {
            if entry != b"AnalysisTypeTableEntry" {
                self.pass(&[], "AnalysisTypeTable", &error::UNKNOWN_STRUCTURE)?;
                continue;
            }
            let start = self.xml.at();
            let (mut kind, mut id) = (None, None);
            while let Some(name) = self.xml.child()? {
                match name {
                    b"AnalysisType" => self.text_once(&mut kind)?,
                    b"AnalysisID" => self.text_once(&mut id)?,
                    _ => self.pass(IGNORED, "AnalysisTypeTableEntry", &error::NOT_READ)?,
                }
            }
            let (Some(kind), Some(id)) = (kind, id) else {
                self.missing(
                    "AnalysisType and AnalysisID",
                    "AnalysisTypeTableEntry",
                    start,
                );
                continue;
            };
            if self.ledger.analysis(&kind, &id, start) {
                let message =
                    format!("expected analysis value {kind:.40}/{id:.40} once, found it again");
                self.complain(&error::DUPLICATE_CODE, start, &message);
            }
        }
        Ok(())
    }

    fn entries(&mut self) -> Step<()> {
        self.totals.facts.has_entries = true;
        let start = self.xml.at();
        let mut declared = Declared::default();
        let (mut debit, mut credit, mut entries) = (None, None, None);
        while let Some(name) = self.xml.child()? {
            match name {
                b"NumberOfEntries" => {
                    let at = self.xml.at();
                    self.value_once(&mut entries, value::count, "a number")?;
                    declared.entries = entries.map(|count| (count, at));
                }
                b"TotalDebit" => {
                    let at = self.xml.at();
                    self.value_once(&mut debit, value::total, "an amount such as 1234.50")?;
                    declared.debit = debit.map(|total| (total, at));
                }
                b"TotalCredit" => {
                    let at = self.xml.at();
                    self.value_once(&mut credit, value::total, "an amount such as 1234.50")?;
                    declared.credit = credit.map(|total| (total, at));
                }
                b"Journal" => self.journal()?,
                _ => self.pass(&[], "GeneralLedgerEntries", &error::UNKNOWN_STRUCTURE)?,
            }
        }
        self.check_declared(&declared, start);
        Ok(())
    }

    fn check_declared(&mut self, declared: &Declared, start: Position) {
        let (transactions, debit, credit) = (
            self.totals.transactions,
            self.totals.debit,
            self.totals.credit,
        );
        match declared.entries {
            None => self.missing("NumberOfEntries", "GeneralLedgerEntries", start),
            Some((count, at)) if count != transactions => {
                let message =
                    format!("expected {count} transactions as declared, found {transactions}");
                self.complain(&error::ENTRY_COUNT, at, &message);
            }
            Some(_) => {}
        }
        for (name, total, found) in [
            ("TotalDebit", declared.debit, debit),
            ("TotalCredit", declared.credit, credit),
        ] {
            match total {
                None => self.missing(name, "GeneralLedgerEntries", start),
                Some((total, at)) if total != found => {
                    let message = format!(
                        "expected lines of {} as declared in {name}, found {}",
                        kroner(total),
                        kroner(found)
                    );
                    self.complain(&error::CONTROL_TOTALS, at, &message);
                }
                Some(_) => {}
            }
        }
        if let (Some((debit, _)), Some((credit, at))) = (declared.debit, declared.credit) {
            if debit != credit {
                let message = format!(
                    "expected TotalCredit to equal TotalDebit {}, found {}",
                    kroner(debit),
                    kroner(credit)
                );
                self.complain(&error::TOTALS_DIFFER, at, &message);
            }
            let something =
                debit != 0 || credit != 0 || declared.entries.is_some_and(|(n, _)| n > 0);
            if something && self.totals.journals == 0 {
                self.complain(
                    &error::NOTHING_BEHIND,
                    start,
                    "expected a journal behind the declared totals, found none",
                );
            }
        }
    }

    fn journal(&mut self) -> Step<()> {
        self.totals.journals += 1;
        let start = self.xml.at();
        let mut id = None;
        let mut has_transactions = false;
        while let Some(name) = self.xml.child()? {
            match name {
                b"JournalID" if has_transactions => self.misplaced()?,
                b"JournalID" => self.text_once(&mut id)?,
                b"Transaction" => {
                    has_transactions = true;
                    self.transaction(id.as_deref().unwrap_or_default())?;
                }
                _ => self.pass(
                    &["Description", "Type"],
                    "Journal",
                    &error::UNKNOWN_STRUCTURE,
                )?,
            }
        }
        if id.as_deref().unwrap_or_default().is_empty() {
            self.missing("JournalID", "Journal", start);
        }
        Ok(())
    }

    /// An element that must come before the ones it is about.
    fn misplaced(&mut self) -> Step<()> {
        let message = format!(
            "expected {} before the elements it is about, found it after them",
            self.xml.name()
        );
        self.complain(&error::MISPLACED, self.xml.at(), &message);
        self.xml.skip()
    }

    fn transaction(&mut self, journal: &str) -> Step<()> {
        const IGNORED: &[&str] = &[
            "SourceID",
            "TransactionType",
            "Description",
            "SystemEntryDate",
            "CustomerID",
            "SupplierID",
            "SystemID",
        ];
        let mut voucher = Voucher {
            position: Position {
                record: self.options.first.line + self.totals.lines,
                ..self.xml.at()
            },
            ..Voucher::default()
        };
        self.totals.transactions += 1;
        while let Some(name) = self.xml.child()? {
            match name {
                b"Line" => self.line(journal, &mut voucher)?,
                _ if voucher.lines > 0 => self.misplaced()?,
                b"TransactionID" => self.text_once(&mut voucher.id)?,
                b"Period" => {
                    self.value_once(&mut voucher.period_number, value::number, "a period number")?;
                }
                b"PeriodYear" => {
                    self.value_once(&mut voucher.period_year, value::year, "a year")?;
                }
                b"TransactionDate" => self.date_once(&mut voucher.date)?,
                b"GLPostingDate" => self.date_once(&mut voucher.posting_date)?,
                b"VoucherType" => {
                    self.structure.from_130 = true;
                    self.text_once(&mut voucher.type_code)?;
                }
                b"VoucherDescription" | b"ModificationDate" => {
                    self.structure.from_130 = true;
                    self.xml.skip()?;
                }
                b"BatchID" => self.text_once(&mut voucher.batch)?,
                _ => self.pass(IGNORED, "Transaction", &error::UNKNOWN_STRUCTURE)?,
            }
        }
        let id = voucher.id.as_deref().unwrap_or_default();
        if voucher.lines == 0 {
            let message = format!("expected lines in transaction {id:.80}, found none");
            self.complain(&error::NOTHING_BEHIND, voucher.position, &message);
        }
        if voucher.debit != voucher.credit {
            let message = format!(
                "expected transaction {id:.80} to balance, found debit {} and credit {}, a difference of {}",
                kroner(voucher.debit),
                kroner(voucher.credit),
                kroner(voucher.debit - voucher.credit)
            );
            self.complain(&error::UNBALANCED, voucher.position, &message);
        }
        Ok(())
    }

    /// What a transaction must say before its lines; asked when the first line comes.
    fn check_voucher(&mut self, journal: &str, voucher: &mut Voucher) {
        let at = voucher.position;
        for (name, there) in [
            (
                "TransactionID",
                voucher.id.as_deref().is_some_and(|id| !id.is_empty()),
            ),
            ("Period", voucher.period_number.is_some()),
            ("PeriodYear", voucher.period_year.is_some()),
            ("TransactionDate", voucher.date.is_some()),
        ] {
            if !there {
                self.missing(name, "Transaction", at);
            }
        }
        if voucher.date.is_some() && voucher.posting_date.is_none() {
            let message =
                "expected GLPostingDate in Transaction, found none; TransactionDate is used";
            self.complain(&error::RECOMMENDED, at, message);
            voucher.posting_date = voucher.date;
        }
        if let (Some(number), Some(year)) = (voucher.period_number, voucher.period_year) {
            voucher.period = value::period(Some(number), Some(year));
            match voucher.period {
                None => {
                    let message =
                        format!("expected a period from 0 to 14, found {number} of {year}");
                    self.complain(&error::VALUE, at, &message);
                }
                Some(period) => self.check_selection(period, voucher),
            }
        }
        if let (Some(id), Some(year)) = (voucher.id.as_deref(), voucher.period_year)
            && self.ledger.voucher_again(journal, year, id)
        {
            let message = format!(
                "expected transaction {id:.80} once in journal {journal:.40} and {year}, found it again"
            );
            self.complain(&error::DUPLICATE, at, &message);
        }
    }

    fn check_selection(&mut self, period: Period, voucher: &Voucher) {
        let Some((first, last)) = self.totals.header.selection else {
            return;
        };
        // By dates, what counts is the posting date; the period is asked too, for years that deviate.
        let by_date = self
            .selection_dates
            .zip(voucher.posting_date)
            .is_some_and(|((first, last), date)| (first..=last).contains(&date));
        if !by_date && !(first..=last).contains(&period) {
            let message =
                format!("expected periods from {first} to {last} as selected, found {period}");
            self.complain(&error::OUTSIDE_SELECTION, voucher.position, &message);
        }
    }

    fn line(&mut self, journal: &str, voucher: &mut Voucher) -> Step<()> {
        const IGNORED: &[&str] = &["Quantity", "SystemEntryTime", "OwnerID"];
        let at = Position {
            record: self.options.first.line + self.totals.lines,
            ..self.xml.at()
        };
        if voucher.lines == 0 {
            self.check_voucher(journal, voucher);
        }
        self.totals.lines += 1;
        voucher.lines += 1;
        let mut draft = Draft::default();
        while let Some(name) = self.xml.child()? {
            match name {
                b"RecordID" => self.text_once(&mut draft.record_id)?,
                b"AccountID" => self.text_once(&mut draft.account)?,
                b"Analysis" => self.analysis(&mut draft, at)?,
                b"ValueDate" => self.date_once(&mut draft.value_date)?,
                b"SourceDocumentID" => self.text_once(&mut draft.source_document)?,
                b"CustomerID" => self.line_party(PartyKind::Customer, &mut draft)?,
                b"SupplierID" => self.line_party(PartyKind::Supplier, &mut draft)?,
                b"Description" => self.text_once(&mut draft.description)?,
                b"DebitAmount" => self.side(Side::Debit, &mut draft)?,
                b"CreditAmount" => self.side(Side::Credit, &mut draft)?,
                b"TaxInformation" => self.tax_information(&mut draft, at)?,
                b"ReferenceNumber" => self.text_once(&mut draft.reference)?,
                b"CID" => self.text_once(&mut draft.kid)?,
                b"DueDate" => self.date_once(&mut draft.due)?,
                b"CrossReference" => self.text_once(&mut draft.cross_reference)?,
                _ => self.pass(IGNORED, "Line", &error::NOT_READ)?,
            }
        }
        self.close_line(journal, voucher, draft, at);
        Ok(())
    }

    fn line_party(&mut self, kind: PartyKind, draft: &mut Draft) -> Step<()> {
        let at = self.xml.at();
        let id = self.short_text()?;
        match &draft.party {
            Some((other, _)) if *other != kind => {
                self.complain(
                    &error::ONE_SIDE,
                    at,
                    "expected a customer or a supplier on the line, found both",
                );
            }
            Some(_) => {
                let message = format!(
                    "expected the element {} once, found it again",
                    self.xml.name()
                );
                self.complain(&error::MISPLACED, at, &message);
            }
            None if id.is_empty() => {}
            None => draft.party = Some((kind, id)),
        }
        Ok(())
    }

    fn side(&mut self, side: Side, draft: &mut Draft) -> Step<()> {
        let at = self.xml.at();
        let money = self.money()?;
        if draft.side.is_some() {
            self.complain(
                &error::ONE_SIDE,
                at,
                "expected one amount, debit or credit, on the line, found two",
            );
        } else {
            self.check_rate(&money, at);
            draft.side = Some((side, money));
        }
        Ok(())
    }

    fn money(&mut self) -> Step<Money> {
        const IGNORED: &[&str] = &["VirtualCurrencyType", "Country"];
        let start = self.xml.at();
        let mut money = Money::default();
        let mut seen_amount = false;
        while let Some(name) = self.xml.child()? {
            match name {
                b"Amount" => {
                    let at = self.xml.at();
                    seen_amount = true;
                    if let Some(amount) = self.amount()? {
                        self.once(&mut money.amount, amount, at);
                    }
                }
                b"CurrencyCode" => self.text_once(&mut money.currency)?,
                b"CurrencyAmount" => {
                    let at = self.xml.at();
                    if let Some(amount) = self.amount()? {
                        self.once(&mut money.currency_amount, amount, at);
                    }
                }
                b"ExchangeRate" => self.value_once(&mut money.rate, value::rate, "a rate")?,
                _ => self.pass(IGNORED, "an amount", &error::NOT_READ)?,
            }
        }
        if !seen_amount {
            self.missing("Amount", "an amount", start);
        }
        Ok(money)
    }

    /// Currency amount × rate = amount, to the øre; the eighth decimal of the rate is itself rounded, which on large
    /// amounts is more than an øre.
    fn check_rate(&mut self, money: &Money, at: Position) {
        let (Some(amount), Some(foreign), Some(rate)) =
            (money.amount, money.currency_amount, money.rate)
        else {
            return;
        };
        if !value::product_fits(i128::from(foreign.0), rate, i128::from(amount.0)) {
            let code = money.currency.as_deref().unwrap_or("currency");
            let message = format!(
                "expected {code:.10} {foreign} at the rate given to be {amount}, found another product"
            );
            self.complain(&error::CURRENCY_PRODUCT, at, &message);
        }
    }

    fn analysis(&mut self, draft: &mut Draft, line: Position) -> Step<()> {
        let start = self.xml.at();
        self.totals.analyses += 1;
        let (mut kind, mut id) = (None, None);
        while let Some(name) = self.xml.child()? {
            match name {
                b"AnalysisType" => self.text_once(&mut kind)?,
                b"AnalysisID" => self.text_once(&mut id)?,
                b"AnalysisAmount" => {
                    self.structure.before_130 = true;
                    self.xml.skip()?;
                }
                b"DebitAnalysisAmount" | b"CreditAnalysisAmount" => {
                    self.structure.from_130 = true;
                    self.xml.skip()?;
                }
                _ => self.pass(&[], "Analysis", &error::NOT_READ)?,
            }
        }
        if let (Some(kind), Some(id)) = (kind, id) {
            self.ledger.refer_analysis(&kind, &id, line);
            draft.analysis.push((kind, id));
        } else {
            self.missing("AnalysisType and AnalysisID", "Analysis", start);
        }
        Ok(())
    }

    fn tax_information(&mut self, draft: &mut Draft, line: Position) -> Step<()> {
        const IGNORED: &[&str] = &[
            "TaxType",
            "TaxBaseDescription",
            "TaxExemptionReason",
            "TaxDeclarationPeriod",
            "DebitNOKTaxAmount",
            "CreditNOKTaxAmount",
        ];
        let start = self.xml.at();
        self.totals.tax_informations += 1;
        let (mut code, mut percentage, mut base) = (None, None, None);
        let mut amount: Option<Money> = None;
        while let Some(name) = self.xml.child()? {
            match name {
                b"TaxCode" => self.text_once(&mut code)?,
                b"TaxPercentage" => {
                    self.value_once(&mut percentage, value::rate, "a percentage")?;
                }
                b"TaxBase" => self.value_once(&mut base, value::rate, "a number")?,
                b"Country" => {
                    self.structure.from_120 = true;
                    self.xml.skip()?;
                }
                b"TaxAmount" => {
                    self.structure.before_130 = true;
                    let money = self.money()?;
                    self.once(&mut amount, money, start);
                }
                b"DebitTaxAmount" | b"CreditTaxAmount" => {
                    self.structure.from_130 = true;
                    let money = self.money()?;
                    self.once(&mut amount, money, start);
                }
                _ => self.pass(IGNORED, "TaxInformation", &error::NOT_READ)?,
            }
        }
        let stated = amount.and_then(|money| money.amount);
        if let (Some(stated), Some(base), Some(percentage)) = (stated, base, percentage)
            && !value::tax_fits(
                base,
                percentage,
                i128::from(stated.0),
                i128::from(self.options.tax_tolerance.0),
            )
        {
            let message = format!(
                "expected the tax to be percentage times base within {}, found {stated}",
                self.options.tax_tolerance
            );
            self.complain(&error::TAX, start, &message);
        }
        if let Some(code) = code.filter(|code| !code.is_empty()) {
            self.ledger.refer_tax_code(&code, line);
            draft.tax_code.get_or_insert(code);
        }
        Ok(())
    }

    /// Books the line and hands it on.
    fn close_line(&mut self, journal: &str, voucher: &mut Voucher, mut draft: Draft, at: Position) {
        let Some((side, money)) = draft.side.take() else {
            self.complain(
                &error::ONE_SIDE,
                at,
                "expected a debit or credit amount on the line, found none",
            );
            return;
        };
        if draft.record_id.as_deref().unwrap_or_default().is_empty() {
            self.missing("RecordID", "Line", at);
        }
        if draft.description.as_deref().unwrap_or_default().is_empty() {
            self.complain(
                &error::RECOMMENDED,
                at,
                "expected a description of the line, found none",
            );
        }
        let Some(account) = draft.account.take().filter(|account| !account.is_empty()) else {
            self.missing("AccountID", "Line", at);
            return;
        };
        let Some(unsigned) = money.amount else { return };
        let (debit, credit) = if side == Side::Debit {
            (unsigned.0, 0)
        } else {
            (0, unsigned.0)
        };
        self.ledger.book(&account, at, debit, credit);
        if let Some((kind, id)) = &draft.party {
            self.ledger.refer_party(*kind, id, at);
        }
        self.totals.debit += i128::from(debit);
        self.totals.credit += i128::from(credit);
        voucher.debit += i128::from(debit);
        voucher.credit += i128::from(credit);
        // Amounts are at most 10^15 øre, so that the difference cannot overflow.
        let amount = Ore(debit.saturating_sub(credit));
        let foreign = money.currency.zip(money.currency_amount);
        let foreign = foreign
            .filter(|(code, value)| *code != self.totals.header.currency || *value != unsigned);
        self.totals.currency_lines += u64::from(foreign.is_some());
        let signed = |value: Ore| {
            if side == Side::Debit {
                value.0
            } else {
                value.0.saturating_neg()
            }
        };
        let (Some(period), Some(date)) = (voucher.period, voucher.date) else {
            return;
        };
        let amount = (amount, foreign.map(|(code, value)| (code, signed(value))));
        let line = line_record(journal, voucher, draft, (at, period, date), account, amount);
        (self.sink)(Record::Line(line));
    }

    /// What can be said when the whole file is read.
    fn check_end(&mut self) {
        let at = self.structure.version_at;
        if self.structure.from_130 && self.structure.before_130 {
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

/// The four elements a balance can be in.
#[derive(Debug, Clone, Copy)]
enum BalanceElement {
    OpeningDebit,
    OpeningCredit,
    ClosingDebit,
    ClosingCredit,
}

/// The line as it is handed on.
fn line_record(
    journal: &str,
    voucher: &Voucher,
    draft: Draft,
    (at, period, date): (Position, Period, NaiveDate),
    account: String,
    (amount, currency): (Ore, Option<(String, i64)>),
) -> Line {
    Line {
        position: at,
        journal: journal.to_owned(),
        voucher: voucher.id.clone().unwrap_or_default(),
        voucher_type: voucher.type_code.clone().unwrap_or_default(),
        period,
        date,
        posting_date: voucher.posting_date.unwrap_or(date),
        batch: voucher.batch.clone().unwrap_or_default(),
        record_id: draft.record_id.unwrap_or_default(),
        account,
        amount,
        currency,
        party: draft.party,
        description: draft.description.unwrap_or_default(),
        reference: draft.reference.unwrap_or_default(),
        kid: draft.kid.unwrap_or_default(),
        source_document: draft.source_document.unwrap_or_default(),
        cross_reference: draft.cross_reference.unwrap_or_default(),
        due: draft.due,
        value_date: draft.value_date,
        analysis: draft.analysis,
        tax_code: draft.tax_code.unwrap_or_default(),
    }
}

/// The grouping of an account, by whichever version's elements.
fn grouping(
    category: Option<String>,
    code: Option<String>,
    standard: Option<String>,
) -> Option<(String, String)> {
    match (category, code, standard) {
        (None, None, None) => None,
        (None, None, Some(standard)) => Some(("StandardAccountID".to_owned(), standard)),
        (category, code, _) => Some((category.unwrap_or_default(), code.unwrap_or_default())),
    }
}

/// Details of companies and parties that are not read.
const PARTY_DETAILS: &[&str] = &[
    "RegistrationNumber",
    "Name",
    "Address",
    "Contact",
    "TaxRegistration",
    "BankAccount",
    "SelfBillingIndicator",
    "PartyInfo",
];
