//! The part of the reader for `GeneralLedgerEntries`: journals, transactions, lines.
//!
//! A transaction is complete before its lines, so that each line is handed on as soon as it is read. Not here: sums
//! over the file, but for the totals it declares.

use std::io::BufRead;

use chrono::NaiveDate;
use domain::money::AmountError;
use domain::{Ore, Period, Position};

use super::cursor::Step;
use super::error;
use super::ledger::kroner;
use super::parse::Reading;
use super::record::{Entered, Line, PartyKind, Record};
use super::value::{self, Rate};

/// An `AmountStructure`.
#[derive(Debug, Default)]
struct Money {
    amount: Option<Ore>,
    currency: Option<String>,
    currency_amount: Option<Ore>,
    rate: Option<Rate>,
    /// An amount in another currency that whole hundredths cannot hold, as written.
    long: Option<(Position, String)>,
    is_virtual: bool,
}

/// The side an element is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Debit,
    Credit,
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
    entered_by: Option<String>,
    entered_on: Option<NaiveDate>,
    /// Made of number and year when the first line comes.
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

impl<R: BufRead> Reading<'_, R> {
    pub(super) fn entries(&mut self) -> Step<()> {
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
            "TransactionType",
            "Description",
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
                b"SourceID" => self.text_once(&mut voucher.entered_by)?,
                // No figure rests on it: what is no date says nothing, and refuses nothing.
                b"SystemEntryDate" => voucher.entered_on = value::date(self.xml.text()?),
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
            (self.sink)(Record::Entered(Entered {
                position: voucher.position,
                by: voucher.entered_by.take().unwrap_or_default(),
                on: voucher.entered_on,
            }));
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
                b"CurrencyAmount" => self.currency_amount(&mut money)?,
                b"ExchangeRate" => self.value_once(&mut money.rate, value::any_rate, "a rate")?,
                b"VirtualCurrencyType" => {
                    self.structure.from_140 = true;
                    money.is_virtual = true;
                    self.xml.skip()?;
                }
                b"Country" => {
                    self.structure.from_140 = true;
                    self.xml.skip()?;
                }
                _ => self.pass(&[], "an amount", &error::NOT_READ)?,
            }
        }
        self.check_long(&mut money);
        if !seen_amount {
            self.missing("Amount", "an amount", start);
        }
        Ok(money)
    }

    /// An amount in another currency; one that is longer than the record holds is judged when its kind is known.
    fn currency_amount(&mut self, money: &mut Money) -> Step<()> {
        let at = self.xml.at();
        let text = self.xml.text()?;
        match Ore::from_file_decimal(text) {
            Ok(amount) => self.once(&mut money.currency_amount, amount, at),
            Err(_) if value::is_long(text) => {
                let text = text.to_owned();
                self.once(&mut money.long, (at, text), at);
            }
            Err(cause) => {
                let diagnostic = error::at(&error::AMOUNT, at, &cause.to_string()).excerpt(text);
                self.xml.findings.push(diagnostic);
            }
        }
        Ok(())
    }

    /// Virtual currencies have 18 decimals; the ledger is kept in kroner, so that the amount can be left out. Of any other
    /// currency it is an error, as is an amount of the ledger.
    fn check_long(&mut self, money: &mut Money) {
        let Some((at, text)) = money.long.take() else {
            return;
        };
        if money.is_virtual {
            let message = "expected at most two decimals in an amount of a virtual currency, found more; it is left out";
            self.complain(&error::LEFT_OUT, at, message);
        } else {
            let cause = Ore::from_file_decimal(&text).err();
            let cause = cause.unwrap_or(AmountError::TooManyDecimals(2)).to_string();
            let diagnostic = error::at(&error::AMOUNT, at, &cause).excerpt(&text);
            self.xml.findings.push(diagnostic);
        }
    }

    /// Currency amount × rate = amount, to the øre; the eighth decimal of the rate is itself rounded, which on large
    /// amounts is more than an øre.
    fn check_rate(&mut self, money: &Money, at: Position) {
        let (Some(amount), Some(foreign), Some(Rate::Exact(rate))) =
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
        ];
        let start = self.xml.at();
        self.totals.tax_informations += 1;
        let (mut code, mut percentage, mut base) = (None, None, None);
        let mut in_other_currency = false;
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
                b"DebitNOKTaxAmount" | b"CreditNOKTaxAmount" => {
                    self.structure.from_140 = true;
                    in_other_currency = true;
                    self.xml.skip()?;
                }
                _ => self.pass(IGNORED, "TaxInformation", &error::NOT_READ)?,
            }
        }
        // The tax is then not in the currency of the base.
        let stated = amount
            .and_then(|money| money.amount)
            .filter(|_| !in_other_currency);
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
}
