//! What lines must agree on, whatever the form they come in: batch, vouchers, totals; and what each needs by itself.
//!
//! Not here: reading. Memory: the open voucher, vouchers that do not sum to zero yet (bounded by
//! [`Options::max_open_vouchers`]), and the ranges of numbers of those that do (bounded).

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use domain::identifier::is_kid;
use domain::{Period, Position};

use super::error::{self, Kind, quoting};
use super::field::{Draft, Lexis, bit, shortened};
use super::layout::{Field, SignRule};
use super::record::{DcFlag, Line, Totals, TransType};
use super::seen::{Facts, Seen, Told};
use super::{Options, VoucherNumbers};
use crate::Read;
use crate::complaints::Complaints;

/// Most distinct batches that are counted and named; more than one is an error already.
const MAX_BATCHES: usize = 100;

/// Where a field of the current line stands.
pub(super) type Places<'a> = &'a dyn Fn(Field) -> Position;

/// A voucher of which more may come.
#[derive(Debug, Default)]
struct Voucher {
    batch: usize,
    /// Voucher type.
    kind: String,
    number: u64,
    ordinal: u64,
    first: Position,
    lines: u32,
    sum: i128,
    currency: String,
    currency_sum: i128,
    /// Lines in more than one currency: their sum says nothing.
    mixed: bool,
    period: Option<Period>,
    date: Option<NaiveDate>,
    /// A line of it could not be read: its sums prove nothing.
    damaged: bool,
}

pub(super) struct Ledger<'a> {
    pub(super) options: &'a Options,
    pub(super) complaints: Complaints,
    pub(super) totals: Totals,
    sink: &'a mut dyn FnMut(Line),
    lexis: Lexis,
    sign: SignRule,
    batches: Vec<(String, String, String)>,
    current_batch: usize,
    periods: BTreeSet<Period>,
    open: Option<Voucher>,
    /// Vouchers that were left before they summed to zero.
    held: BTreeMap<(usize, String, u64), Voucher>,
    /// Vouchers that were left when they did.
    seen: Seen,
    runs: u64,
    /// A record could not be read at all: the voucher after it may lack a line too.
    pub(super) after_damage: bool,
    too_many_told: bool,
    /// Reading stopped at a fault: what is missing has its reason.
    pub(super) stopped: bool,
}

impl<'a> Ledger<'a> {
    pub(super) fn new(
        options: &'a Options,
        lexis: Lexis,
        sign: SignRule,
        sink: &'a mut dyn FnMut(Line),
    ) -> Self {
        Self {
            options,
            complaints: Complaints::new(&error::MORE),
            totals: Totals::default(),
            sink,
            lexis,
            sign,
            batches: Vec::new(),
            current_batch: 0,
            periods: BTreeSet::new(),
            open: None,
            held: BTreeMap::new(),
            seen: Seen::new(options.max_voucher_ranges),
            runs: 0,
            after_damage: false,
            too_many_told: false,
            stopped: false,
        }
    }

    pub(super) fn complain(&mut self, kind: &Kind, at: Position, message: &str) {
        self.complaints.push(quoting(kind, at, message));
    }

    /// A record that could not be read: it counts, and sums around it prove nothing.
    pub(super) fn damage(&mut self) {
        self.totals.lines += 1;
        self.after_damage = true;
        if let Some(open) = &mut self.open {
            open.damaged = true;
        }
    }

    /// A `Voucher` element begins.
    pub(super) fn begin_voucher(&mut self, at: Position) {
        let voucher = Voucher {
            ordinal: self.runs,
            first: at,
            ..Voucher::default()
        };
        self.runs += 1;
        self.totals.vouchers += 1;
        self.open = Some(voucher);
    }

    /// A `Voucher` element ends.
    pub(super) fn end_voucher(&mut self, at: Position) {
        let Some(voucher) = self.open.take() else {
            return;
        };
        if voucher.lines == 0 {
            let message = "expected at least one Transaction in a Voucher, found none";
            self.complain(&error::EMPTY, at, message);
        }
        if voucher.number > 0 {
            let facts = (voucher.period, voucher.date);
            let (kind, number) = (&voucher.kind, voucher.number);
            if self.tell_again(voucher.batch, kind, number, facts, voucher.first) {
                self.totals.vouchers -= 1;
            }
            self.remember(&voucher);
        }
        self.balance(&voucher);
    }

    /// One line with what was read of it.
    pub(super) fn line(&mut self, draft: Draft, places: Places<'_>) {
        let Draft {
            mut line,
            trans_type,
            mut unsound,
            no_amount,
            filled,
        } = draft;
        line.position.record = self.totals.lines;
        self.totals.lines += 1;
        unsound |= self.apply_flag(&mut line, places);
        self.batch(&line, places);
        let number = line.voucher.parse().unwrap_or(0);
        if self.lexis == Lexis::Fixed {
            self.find_voucher(&line, number, places);
        }
        self.add(&mut line, number, no_amount || self.after_damage, places);
        self.after_damage = false;
        self.required(&line, trans_type, filled, places);
        self.doubtful(&line, trans_type, places);
        if line.amount.0 >= 0 {
            self.totals.debit += i128::from(line.amount.0);
        } else {
            self.totals.credit -= i128::from(line.amount.0);
        }
        if let Some(period) = line.period
            && self.periods.last() != Some(&period)
        {
            self.periods.insert(period);
        }
        if !unsound {
            (self.sink)(line);
        }
    }

    /// Unsigned amounts get their sign from the flag, if that is the rule. Answers whether that was impossible.
    fn apply_flag(&mut self, line: &mut Line, places: Places<'_>) -> bool {
        if self.sign == SignRule::Amount {
            return false;
        }
        let amounts = [line.amount, line.currency_amount];
        let negative = amounts.iter().any(|amount| amount.0 < 0);
        let missing = line.dc_flag.is_none() && amounts.iter().any(|amount| amount.0 != 0);
        if negative {
            let message = "expected an amount without sign, because the flag says the side";
            self.complain(&error::AMOUNT, places(Field::Amount), message);
        } else if missing {
            let message = "expected a debit/credit flag, because amounts carry no sign, found none";
            self.complain(&error::NUMBER, places(Field::DcFlag), message);
        } else if line.dc_flag == Some(DcFlag::Credit) {
            line.amount.0 = -line.amount.0;
            line.currency_amount.0 = -line.currency_amount.0;
        }
        negative || missing
    }

    /// G-02: one interface, one batch, one company.
    fn batch(&mut self, line: &Line, places: Places<'_>) {
        let same = |(interface, batch, client): &(String, String, String)| {
            *interface == line.interface && *batch == line.batch && *client == line.client
        };
        if self.batches.get(self.current_batch).is_some_and(same) {
            return;
        }
        if let Some(known) = self.batches.iter().position(same) {
            self.current_batch = known;
            return;
        }
        if let Some((interface, batch, client)) = self.batches.first() {
            let (field, what, expected, found) = if *interface != line.interface {
                (Field::Interface, "interface", interface, &line.interface)
            } else if *batch != line.batch {
                (Field::Batch, "batch", batch, &line.batch)
            } else {
                (Field::Client, "company", client, &line.client)
            };
            let message = format!(
                "expected one {what} in the file, \"{expected}\" as on the first line, found \"{found}\""
            );
            self.complain(&error::BATCH, places(field), &message);
        } else {
            self.totals.interface.clone_from(&line.interface);
            self.totals.batch.clone_from(&line.batch);
            self.totals.client.clone_from(&line.client);
        }
        if self.batches.len() < MAX_BATCHES {
            self.current_batch = self.batches.len();
            let triple = (
                line.interface.clone(),
                line.batch.clone(),
                line.client.clone(),
            );
            self.batches.push(triple);
            self.totals.batches += 1;
            if !self.totals.batch_ids.contains(&line.batch) {
                self.totals.batch_ids.push(line.batch.clone());
            }
        } else {
            self.current_batch = MAX_BATCHES - 1;
        }
    }

    /// Makes the voucher of the line the open one (fixed width, where lines are grouped by type and number).
    #[inline]
    fn find_voucher(&mut self, line: &Line, number: u64, places: Places<'_>) {
        if self.open.as_ref().is_some_and(|open| {
            open.number == number
                && open.batch == self.current_batch
                && open.kind == line.voucher_type
        }) {
            return;
        }
        self.close();
        let key = (self.current_batch, line.voucher_type.clone(), number);
        if let Some(held) = self.held.remove(&key) {
            self.open = Some(Voucher {
                ordinal: self.runs,
                ..held
            });
            self.runs += 1;
            return;
        }
        let facts = (line.period, line.voucher_date);
        let at = places(Field::VoucherNo);
        if !self.tell_again(key.0, &key.1, number, facts, at) {
            self.totals.vouchers += 1;
        }
        self.open = Some(Voucher {
            batch: key.0,
            kind: key.1,
            number,
            ordinal: self.runs,
            first: line.position,
            ..Voucher::default()
        });
        self.runs += 1;
    }

    /// Whether the voucher was there before and summed to zero; says so.
    fn tell_again(
        &mut self,
        batch: usize,
        voucher_type: &str,
        number: u64,
        (period, date): Facts,
        at: Position,
    ) -> bool {
        if batch > 0 {
            return false;
        }
        let Some((known_period, known_date)) = self.seen.get(voucher_type, number) else {
            return false;
        };
        let name = name(voucher_type, number);
        let message = format!(
            "expected all lines of voucher {name} together, found it again after they had summed to zero"
        );
        self.complain(&error::COMES_AGAIN, at, &message);
        if let Some((known, period)) = known_period.zip(period).filter(|(a, b)| a != b) {
            let message = format!("expected one period in voucher {name}, {known}, found {period}");
            self.complain(&error::TWO_PERIODS, at, &message);
        }
        if let Some((known, date)) = known_date.zip(date).filter(|(a, b)| a != b) {
            let message =
                format!("expected one voucher date in voucher {name}, {known}, found {date}");
            self.complain(&error::TWO_PERIODS, at, &message);
        }
        true
    }

    /// The open voucher is left: forgotten if it sums to zero, held otherwise.
    fn close(&mut self) {
        let Some(voucher) = self.open.take() else {
            return;
        };
        if voucher.sum == 0 && !voucher.damaged {
            self.currency_balance(&voucher);
            self.remember(&voucher);
            return;
        }
        if self.held.len() < self.options.max_open_vouchers {
            let key = (voucher.batch, voucher.kind.clone(), voucher.number);
            self.held.insert(key, voucher);
            return;
        }
        if !self.too_many_told {
            self.too_many_told = true;
            let message = format!(
                "expected at most {} vouchers that do not sum to zero at the same time",
                self.options.max_open_vouchers
            );
            self.complain(&error::LIMIT, voucher.first, &message);
        }
        self.balance(&voucher);
    }

    fn remember(&mut self, voucher: &Voucher) {
        if voucher.batch > 0 {
            return;
        }
        let facts = (voucher.period, voucher.date);
        if self.seen.insert(&voucher.kind, voucher.number, facts) == Told::Full {
            let message = "expected vouchers whose numbers follow one another, found too many that do not to notice one that comes again";
            self.complain(&error::VOUCHERS_NOT_TRACKED, voucher.first, message);
        }
    }

    /// G-03 and G-04 of a voucher that is through.
    fn balance(&mut self, voucher: &Voucher) {
        if voucher.damaged {
            return;
        }
        if voucher.sum != 0 {
            let message = format!(
                "expected the amounts of voucher {} to sum to 0.00, found {} in {} lines",
                name(&voucher.kind, voucher.number),
                kroner(voucher.sum),
                voucher.lines
            );
            self.complain(&error::BALANCE, voucher.first, &message);
        } else {
            self.currency_balance(voucher);
        }
    }

    fn currency_balance(&mut self, voucher: &Voucher) {
        if voucher.mixed || voucher.currency_sum == 0 || voucher.damaged {
            return;
        }
        let message = format!(
            "expected the currency amounts of voucher {} to sum to 0.00 {}, found {}",
            name(&voucher.kind, voucher.number),
            voucher.currency,
            kroner(voucher.currency_sum)
        );
        self.complain(&error::CURRENCY_BALANCE, voucher.first, &message);
    }

    /// Adds the line to the open voucher. G-05: one period, one voucher date.
    #[inline]
    fn add(&mut self, line: &mut Line, number: u64, damaged: bool, places: Places<'_>) {
        let batch = self.current_batch;
        let Some(open) = &mut self.open else {
            return;
        };
        if open.lines == 0 {
            open.batch = batch;
            open.number = number;
            open.period = line.period;
            open.date = line.voucher_date;
            open.kind.clone_from(&line.voucher_type);
            open.currency.clone_from(&line.currency);
        }
        open.lines = open.lines.saturating_add(1);
        open.damaged |= damaged;
        open.sum += i128::from(line.amount.0);
        open.currency_sum += i128::from(line.currency_amount.0);
        open.mixed |= open.currency != line.currency;
        line.voucher_ordinal = open.ordinal;
        line.sequence = open.lines;
        open.period = open.period.or(line.period);
        open.date = open.date.or(line.voucher_date);
        let other_period = open.period.zip(line.period).filter(|(a, b)| a != b);
        let other_date = open.date.zip(line.voucher_date).filter(|(a, b)| a != b);
        if other_period.is_none() && other_date.is_none() {
            return;
        }
        let name = name(&open.kind, open.number);
        if let Some((expected, found)) = other_period {
            let message =
                format!("expected one period in voucher {name}, {expected}, found {found}");
            self.complain(&error::TWO_PERIODS, places(Field::Period), &message);
        }
        if let Some((expected, found)) = other_date {
            let message =
                format!("expected one voucher date in voucher {name}, {expected}, found {found}");
            self.complain(&error::TWO_PERIODS, places(Field::VoucherDate), &message);
        }
    }

    /// G-07: fields that the line must have.
    #[inline]
    fn required(
        &mut self,
        line: &Line,
        trans_type: Option<TransType>,
        filled: u128,
        places: Places<'_>,
    ) {
        let fixed = self.lexis == Lexis::Fixed;
        let mut needed = ALWAYS;
        if fixed {
            needed |= ALWAYS_FIXED;
        }
        match trans_type {
            Some(TransType::GeneralLedger) => needed |= ACCOUNT,
            Some(TransType::Tax) => needed |= ACCOUNT_2,
            Some(TransType::Payable | TransType::Receivable) => needed |= PARTY,
            None => {}
        }
        match trans_type {
            Some(TransType::Payable) if fixed => needed |= PARTY_FIXED | RESPONSIBLE,
            Some(TransType::Receivable) if fixed => needed |= PARTY_FIXED,
            _ => {}
        }
        let missing = needed & !filled;
        if missing != 0 {
            for field in Field::ALL.into_iter().filter(|f| missing & bit(*f) != 0) {
                let name = field.name();
                let message = match trans_type {
                    Some(kind) if ALWAYS & bit(field) == 0 => {
                        format!(
                            "expected {name} on a line of type {}, found blank",
                            kind.as_str()
                        )
                    }
                    _ => format!("expected {name} on every line, found blank"),
                };
                self.complain(&error::REQUIRED, places(field), &message);
            }
        }
        if line.voucher.is_empty()
            && self.options.voucher_numbers == VoucherNumbers::Kept
            && filled & bit(Field::VoucherNo) == 0
        {
            let message = "expected a voucher number, found none";
            self.complain(&error::NO_VOUCHER_NUMBER, places(Field::VoucherNo), message);
        }
    }

    /// G-06, G-10, G-13, G-14: what should be looked at.
    #[inline]
    fn doubtful(&mut self, line: &Line, trans_type: Option<TransType>, places: Places<'_>) {
        let (amount, currency_amount) = (line.amount.0, line.currency_amount.0);
        if (amount < 0 && currency_amount > 0) || (amount > 0 && currency_amount < 0) {
            let message = format!(
                "expected amount and currency amount of the same sign, found {} and {}",
                line.amount, line.currency_amount
            );
            self.complain(&error::SIGN, places(Field::CurAmount), &message);
        }
        if let Some(flag) = line.dc_flag
            && ((flag == DcFlag::Debit && amount < 0) || (flag == DcFlag::Credit && amount > 0))
        {
            let side = if flag == DcFlag::Debit {
                "debit"
            } else {
                "credit"
            };
            let message = format!(
                "expected a {side} amount as the flag says, found {}",
                line.amount
            );
            self.complain(&error::SIGN, places(Field::DcFlag), &message);
        }
        if !line.kid.is_empty() && !is_kid(&line.kid, self.options.kid) {
            let message = "expected a KID whose check character fits, found another";
            self.complain(&error::KID, places(Field::Kid), message);
        }
        if let Some((due, voucher)) = line.due_date.zip(line.voucher_date)
            && due < voucher
        {
            let message = format!("expected a due date from {voucher} on, found {due}");
            self.complain(&error::DUE_DATE, places(Field::DueDate), &message);
        }
        self.party_kind(line, trans_type, places);
        if line.account == self.options.error_account && !line.account.is_empty() {
            self.totals.error_account_lines += 1;
            let message = format!(
                "expected no line on the error account {}, found {}",
                line.account, line.amount
            );
            self.complain(&error::ERROR_ACCOUNT, places(Field::Account), &message);
        }
        self.replaced_value(line, places);
        let licence = &line.currency_licence;
        if !licence.is_empty() && !self.options.currency_licences.contains(licence) {
            let message = format!(
                "expected a known currency documentation code, found {}",
                shortened(licence)
            );
            self.complain(&error::LICENCE, places(Field::CurrencyLicence), &message);
        }
    }

    #[inline]
    fn party_kind(&mut self, line: &Line, trans_type: Option<TransType>, places: Places<'_>) {
        if line.party_kind.is_empty() {
            return;
        }
        let expected = match trans_type {
            Some(TransType::Payable) => "P",
            Some(TransType::Receivable) => "R",
            _ if matches!(line.party_kind.as_str(), "P" | "R") => return,
            _ => "P or R",
        };
        if line.party_kind != expected {
            let message = format!(
                "expected {expected} as kind of party, found {}",
                shortened(&line.party_kind)
            );
            self.complain(&error::PARTY_KIND, places(Field::PartyKind), &message);
        }
    }

    #[inline]
    fn replaced_value(&mut self, line: &Line, places: Places<'_>) {
        let codes = [
            (Field::VoucherType, &line.voucher_type),
            (Field::Account, &line.account),
            (Field::TaxCode, &line.tax_code),
            (Field::Party, &line.party),
        ];
        let dims = DIMS.into_iter().zip(&line.dims);
        let replaced = codes
            .into_iter()
            .chain(dims)
            .find(|(_, text)| !text.is_empty() && text.contains("*****"));
        if let Some((field, _)) = replaced {
            self.totals.replaced_value_lines += 1;
            let message = format!("expected a value as {}, found *****", field.name());
            self.complain(&error::REPLACED_VALUE, places(field), &message);
        }
    }

    /// The end of the file: what is still open must sum to zero.
    pub(super) fn finish(mut self, end: Position) -> Read<Totals> {
        if self.lexis == Lexis::Fixed {
            self.close();
        }
        for voucher in std::mem::take(&mut self.held).into_values() {
            self.balance(&voucher);
        }
        if self.totals.lines == 0 && !self.stopped {
            let message = "expected at least one ledger line, found the end of the file";
            self.complain(&error::EMPTY, end, message);
        }
        self.totals.transactions = self.totals.lines;
        self.totals.periods = self.periods.into_iter().collect();
        Read {
            totals: self.totals,
            diagnostics: self.complaints.finish(end),
        }
    }
}

const DIMS: [Field; 7] = [
    Field::Dim1,
    Field::Dim2,
    Field::Dim3,
    Field::Dim4,
    Field::Dim5,
    Field::Dim6,
    Field::Dim7,
];

const fn one(field: Field) -> u128 {
    // `From` is not const.
    let mut set = 1_u128;
    let mut left = field.ordinal();
    while left > 0 {
        set <<= 1;
        left -= 1;
    }
    set
}

/// On every line of either form.
const ALWAYS: u128 = one(Field::Batch)
    | one(Field::Interface)
    | one(Field::TransType)
    | one(Field::Client)
    | one(Field::Currency);
/// On every record; the XML schema leaves them open.
const ALWAYS_FIXED: u128 = one(Field::VoucherType) | one(Field::TaxCode) | one(Field::VoucherDate);
/// On supplier and customer lines.
const PARTY: u128 = one(Field::InvoiceNumber) | one(Field::DueDate) | one(Field::Party);
/// On supplier and customer records.
const PARTY_FIXED: u128 = one(Field::PartyKind);

const RESPONSIBLE: u128 = one(Field::Responsible);
const ACCOUNT: u128 = one(Field::Account);
const ACCOUNT_2: u128 = one(Field::Account2);

/// `LO 1`, or `LO (no number)`.
fn name(voucher_type: &str, number: u64) -> String {
    let kind = if voucher_type.is_empty() {
        "(no type)"
    } else {
        voucher_type
    };
    if number == 0 {
        format!("{kind} (no number)")
    } else {
        format!("{kind} {number}")
    }
}

/// `-1234.50`, also for sums that no longer fit a single amount.
fn kroner(ore: i128) -> String {
    let (sign, absolute) = (if ore < 0 { "-" } else { "" }, ore.unsigned_abs());
    format!("{sign}{}.{:02}", absolute / 100, absolute % 100)
}
