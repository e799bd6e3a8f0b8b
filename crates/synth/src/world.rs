//! One agency's world as values: vouchers, bank entries, OCR payments, and which of them truly belong together.
//!
//! Rows are named by [`Row`] until the files are written; only then do they get a file and a record number.
//! Amounts stay below 10^11 øre and rows below 10^9, so sums in `i64` cannot overflow; totals are still taken with
//! [`Ore::sum`]. Not here: how the world comes about (`generate`), what is wrong in it (`faults`).

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use domain::{Ore, Period};
use formats::saft::record::PartyKind;

use crate::assets::Asset;
use crate::days::BankDays;
use crate::faults::{Effect, FaultId};
use crate::period_13::Reposting;
use crate::profile::Profile;
use crate::refunds::Report;
use crate::registers::tampered::Tampering;
use crate::sending::Sending;
use crate::staff::StaffMonth;

/// A customer or supplier by kind and number.
pub(crate) type Party = (PartyKind, u32);

/// A row of a file, before there are files.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Row {
    /// A bank entry, by place in [`World::entries`].
    Entry(usize),
    /// A ledger line: place in [`World::vouchers`], place in the voucher.
    Line(usize, usize),
    /// An OCR payment, by place in [`World::receipts`].
    Receipt(usize),
    /// A row of a listing that a fault has changed, by place in [`World::tampered`].
    Listed(usize),
}

/// What a voucher is (bilagsart).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum VoucherKind {
    /// OCR payment.
    OcrPayment,
    /// Manual bank voucher: unknown receipt, fee, return.
    ManualBank,
    /// Trigger between working and settlement account.
    Trigger,
    /// Remittance.
    Remittance,
    /// Payroll.
    Payroll,
    /// Invoice to a customer.
    Invoice,
    /// Bill from a supplier.
    Bill,
    /// Re-posting from the interim account.
    Clearing,
    /// Re-posting between cost accounts.
    General,
    /// Payment of NAV.
    RefundPayment,
    /// Claim on NAV.
    RefundClaim,
    /// Deductions of pay and pension premium, imported from payroll.
    Staff,
    /// Invoice of the pension premium.
    Premium,
    /// Purchase, capitalisation, depreciation and financing of assets; without effect in the cash ledger.
    Assets,
    /// Provision at the month's end: pay, holiday pay, refunds; without effect in the cash ledger.
    Provision,
    /// Appropriation taken to income at the month's end; without effect in the cash ledger.
    Appropriation,
    /// Transfer at the year's end; without effect in the cash ledger.
    YearEnd,
    /// A voucher of the year's end that somebody has posted by hand; without effect in the cash ledger.
    Closing,
    /// A grant that is owed or collection that is claimed: in the cash ledger only when it is paid.
    Open,
    /// Re-posting in period 13 that the ministry has approved.
    Approved,
}

impl VoucherKind {
    /// The letters of the voucher type.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::OcrPayment => "OC",
            Self::ManualBank => "MB",
            Self::Trigger => "TR",
            Self::Remittance => "BE",
            Self::Payroll => "LO",
            Self::Invoice => "UF",
            Self::Bill => "IF",
            Self::Clearing => "OM",
            Self::General => "HB",
            Self::RefundPayment => "DZ",
            Self::RefundClaim => "NK",
            Self::Staff => "BT",
            Self::Premium => "PF",
            Self::Assets => "MA",
            Self::Provision => "MV",
            Self::Appropriation => "MP",
            Self::YearEnd => "MR",
            Self::Closing => "MT",
            Self::Open => "TK",
            Self::Approved => "OD",
        }
    }

    /// The first two digits of its voucher numbers.
    fn series(self) -> u32 {
        match self {
            Self::OcrPayment => 41,
            Self::ManualBank => 42,
            Self::Trigger => 43,
            Self::Remittance => 44,
            Self::Payroll => 45,
            Self::Invoice => 46,
            Self::Bill => 47,
            Self::Clearing => 48,
            Self::General => 49,
            Self::RefundPayment => 50,
            Self::RefundClaim => 51,
            Self::Staff => 56,
            Self::Premium => 57,
            Self::Assets => 52,
            Self::Provision => 53,
            Self::Appropriation => 54,
            Self::YearEnd => 55,
            Self::Closing => 58,
            Self::Open => 59,
            Self::Approved => 60,
        }
    }

    /// The journal it belongs to.
    pub(crate) fn journal(self) -> &'static str {
        match self {
            Self::OcrPayment | Self::Invoice | Self::RefundPayment => "AR",
            Self::Remittance | Self::Bill => "AP",
            Self::ManualBank | Self::Trigger => "BA",
            Self::Payroll
            | Self::Clearing
            | Self::General
            | Self::RefundClaim
            | Self::Staff
            | Self::Premium
            | Self::Assets
            | Self::Provision
            | Self::Appropriation
            | Self::YearEnd
            | Self::Closing
            | Self::Open
            | Self::Approved => "GL",
        }
    }
}

impl VoucherKind {
    /// Whether the cash ledger leaves it out: the types that begin with M.
    pub(crate) fn is_without_cash(self) -> bool {
        self.code().starts_with('M')
    }
}

/// A line of a voucher.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Line {
    /// Account.
    pub(crate) account: &'static str,
    /// Debit positive.
    pub(crate) amount: Ore,
    /// Customer or supplier.
    pub(crate) party: Option<Party>,
    /// KID; empty if none.
    pub(crate) kid: String,
    /// Reference; empty if none.
    pub(crate) reference: String,
    /// Text.
    pub(crate) text: String,
}

impl Line {
    /// A line with account and amount only.
    pub(crate) fn plain(account: &'static str, amount: Ore, text: &str) -> Self {
        Self {
            account,
            amount,
            party: None,
            kid: String::new(),
            reference: String::new(),
            text: text.to_owned(),
        }
    }

    /// With a customer or supplier.
    pub(crate) fn party(mut self, kind: PartyKind, number: u32) -> Self {
        self.party = Some((kind, number));
        self
    }

    /// With a KID.
    pub(crate) fn kid(mut self, kid: &str) -> Self {
        kid.clone_into(&mut self.kid);
        self
    }

    /// With a reference.
    pub(crate) fn reference(mut self, reference: &str) -> Self {
        reference.clone_into(&mut self.reference);
        self
    }
}

/// A voucher; its lines sum to zero.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Voucher {
    /// What it is.
    pub(crate) kind: VoucherKind,
    /// Serial number in the series of its kind, from 1.
    pub(crate) number: u32,
    /// The period it is posted in.
    pub(crate) period: Period,
    /// Voucher date.
    pub(crate) date: NaiveDate,
    /// Batch; empty if none.
    pub(crate) batch: String,
    /// Lines.
    pub(crate) lines: Vec<Line>,
    /// Left out of the ledger by a fault.
    pub(crate) removed: bool,
}

impl Voucher {
    /// The voucher number as the ledger writes it: nine digits.
    pub(crate) fn number_text(&self) -> String {
        format!("{}{:07}", self.kind.series(), self.number)
    }
}

/// What a bank entry is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum EntryKind {
    /// Lump sum of OCR payments.
    Lump,
    /// Receipt without KID from somebody unknown.
    Manual,
    /// NAV pays the refunds of a report.
    Refunds,
    /// Payments out, in a batch.
    Batch,
    /// Fee of the bank.
    Fee,
    /// A payment comes back.
    Return,
    /// The day's net leaves for the settlement account, or arrives there.
    Sweep,
    /// The day's net arrives from the settlement account, or leaves it.
    Topping,
}

/// A line on a bank account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Entry {
    /// Place of the account in the profile.
    pub(crate) bank: usize,
    /// Bank day.
    pub(crate) day: usize,
    /// What it is.
    pub(crate) kind: EntryKind,
    /// Money in positive.
    pub(crate) amount: Ore,
    /// The bank's reference.
    pub(crate) reference: String,
    /// Id of the batch of payments; empty if none.
    pub(crate) batch: String,
    /// Payments in a lump or batch.
    pub(crate) count: Option<u64>,
    /// Text of the bank.
    pub(crate) text: String,
}

/// A payment with KID, as the OCR file has it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Receipt {
    /// Settlement day.
    pub(crate) day: usize,
    /// Key of the lump sum, ten digits.
    pub(crate) lump: String,
    /// Money in.
    pub(crate) amount: Ore,
    /// KID.
    pub(crate) kid: String,
    /// Transaction type of the file.
    pub(crate) kind: u8,
}

/// Rows that truly belong together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Group {
    /// The matching set, such as `bank-1939`.
    pub(crate) set: String,
    /// Number in the set, from 1.
    pub(crate) number: u32,
    /// Sides and rows.
    pub(crate) rows: Vec<(&'static str, Row)>,
    /// A fault has broken it.
    pub(crate) damaged: bool,
}

/// A lump of OCR payments and everything that follows from it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Lump {
    /// Settlement day.
    pub(crate) day: usize,
    /// Its sum.
    pub(crate) amount: Ore,
    /// Its bank entry.
    pub(crate) entry: usize,
    /// Vouchers, one per payment, in the order of `receipts`.
    pub(crate) vouchers: Vec<usize>,
    /// Payments.
    pub(crate) receipts: Vec<usize>,
    /// Group of entry and vouchers.
    pub(crate) bank_group: usize,
    /// Groups of payment and receivable, in the order of `receipts`.
    pub(crate) kid_groups: Vec<usize>,
    /// Its trigger voucher.
    pub(crate) trigger: Option<usize>,
}

/// A single movement on a working account with a voucher of its own: unknown receipt, fee, return.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Single {
    /// Bank day.
    pub(crate) day: usize,
    /// Place of the working account.
    pub(crate) bank: usize,
    /// Its bank entry.
    pub(crate) entry: usize,
    /// Its voucher; line 0 is on the working account, line 1 the counterpart.
    pub(crate) voucher: usize,
    /// Group of entry and voucher.
    pub(crate) group: usize,
    /// Group on the interim account, once it is cleared.
    pub(crate) interim_group: Option<usize>,
}

/// A trigger voucher: line 0 on the settlement account, line 1 on the working account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Trigger {
    /// Bank day.
    pub(crate) day: usize,
    /// Place of the working account.
    pub(crate) working: usize,
    /// Its voucher.
    pub(crate) voucher: usize,
}

/// The day's transfer between a working and its settlement account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Transfer {
    /// Bank day.
    pub(crate) day: usize,
    /// Place of the working account.
    pub(crate) working: usize,
    /// Entry on the settlement account.
    pub(crate) settlement_entry: usize,
    /// Groups of the two accounts: working, settlement.
    pub(crate) groups: [usize; 2],
}

/// An open item before the data begins.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct OpeningItem {
    /// Whose.
    pub(crate) party: Party,
    /// Debit positive.
    pub(crate) amount: Ore,
    /// KID of an invoice; empty for a bill.
    pub(crate) kid: String,
    /// Number of a bill; empty for an invoice.
    pub(crate) reference: String,
    /// Its date, before the first period.
    pub(crate) date: NaiveDate,
}

/// A payment that is ordered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Payment {
    /// Number of the supplier; 0 for an employee.
    pub(crate) party: u32,
    /// What is to be paid, positive.
    pub(crate) amount: Ore,
    /// The payee's account.
    pub(crate) account: String,
    /// The payee's invented name.
    pub(crate) name: String,
    /// KID; empty if the payment has a message.
    pub(crate) kid: String,
    /// Message to the payee; empty if it has a KID.
    pub(crate) text: String,
    /// The bank refuses it: it is in the order and in no entry.
    pub(crate) is_rejected: bool,
}

/// What is ordered for one batch of payments, that is for one bank entry.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Order {
    /// Bank day.
    pub(crate) day: usize,
    /// The bank entry of what was not rejected.
    pub(crate) entry: usize,
    /// Id of the batch.
    pub(crate) batch: String,
    /// Whether it is wages.
    pub(crate) is_salary: bool,
    /// Payments, rejected ones too.
    pub(crate) payments: Vec<Payment>,
}

/// A listing that specifies a balance at the end of a month; only a fault makes one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Specification {
    /// The month.
    pub(crate) period: Period,
    /// The account.
    pub(crate) account: &'static str,
    /// Its day.
    pub(crate) date: NaiveDate,
    /// Its rows, debit positive.
    pub(crate) amounts: Vec<Ore>,
}

/// One agency's world.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct World {
    /// Who it is.
    pub(crate) profile: Profile,
    /// Its days.
    pub(crate) days: BankDays,
    /// Opening balances of the bank accounts, by place; working accounts zero.
    pub(crate) bank_openings: Vec<Ore>,
    /// Open items before the data begins.
    pub(crate) opening_items: Vec<OpeningItem>,
    /// Vouchers, in the order they were made.
    pub(crate) vouchers: Vec<Voucher>,
    /// Bank entries, in order of day.
    pub(crate) entries: Vec<Entry>,
    /// OCR payments, in order of day.
    pub(crate) receipts: Vec<Receipt>,
    /// What belongs together.
    pub(crate) groups: Vec<Group>,
    /// Lumps, in order of day.
    pub(crate) lumps: Vec<Lump>,
    /// Single movements, in order of day.
    pub(crate) singles: Vec<Single>,
    /// Trigger vouchers, in order of day.
    pub(crate) triggers: Vec<Trigger>,
    /// Transfers, in order of day.
    pub(crate) transfers: Vec<Transfer>,
    /// Vouchers of unknown receipts on the first days after the data: in no file, unless a fault posts them too early.
    pub(crate) beyond: Vec<(usize, Voucher)>,
    /// Payment orders in order of day; none where the agency's files do not have them.
    pub(crate) orders: Vec<Order>,
    /// NAV's reports, of each period and of the month behind; none where the agency's files do not have them.
    pub(crate) reports: Vec<Report>,
    /// Further reports of NAV and the bank days they say were paid; only a fault makes them.
    pub(crate) further_reports: Vec<(usize, Report)>,
    /// Assets, in the order of their numbers; none where the ledger has no accruals.
    pub(crate) assets: Vec<Asset>,
    /// What payroll says of each month; none where it delivers nothing.
    pub(crate) staff: Vec<StaffMonth>,
    /// What is wrong with the appropriations of a month, and when it is put right: only a fault makes them.
    pub(crate) appropriations: BTreeMap<Period, (FaultId, Option<(Period, NaiveDate)>)>,
    /// What is wrong with the vouchers of a year's end: only a fault makes them.
    pub(crate) year_ends: BTreeMap<i32, Vec<FaultId>>,
    /// What the ministry has approved to be re-posted in periods 13.
    pub(crate) repostings: Vec<Reposting>,
    /// What such faults do.
    pub(crate) settled: Vec<Effect>,
    /// Assets that a month's listing does not say were bought with the year's appropriation.
    pub(crate) not_invested: BTreeSet<(u32, Period)>,
    /// The old claim has no comment.
    pub(crate) is_uncommented: bool,
    /// The first month in which one user has both roles.
    pub(crate) both_roles: Option<Period>,
    /// First number of the statements.
    pub(crate) first_sequence: i64,
    /// Days whose file of settlement accounts is missing.
    pub(crate) missing_statements: BTreeSet<usize>,
    /// Days whose OCR file is missing.
    pub(crate) missing_receipts: BTreeSet<usize>,
    /// Days whose payment order is missing.
    pub(crate) missing_orders: BTreeSet<usize>,
    /// Days whose answer to the payment order is missing.
    pub(crate) missing_returns: BTreeSet<usize>,
    /// Days whose notification of debits is missing.
    pub(crate) missing_settlements: BTreeSet<usize>,
    /// What faults do to listings.
    pub(crate) tampered: Vec<Tampering>,
    /// Listings that specify a balance.
    pub(crate) specifications: Vec<Specification>,
    /// How much more than it closed with an account opens a year with.
    pub(crate) carried_wrong: BTreeMap<(i32, &'static str), Ore>,
    /// What faults do to what is sent.
    pub(crate) sending: Sending,
    next_number: BTreeMap<VoucherKind, u32>,
    next_group: BTreeMap<String, u32>,
}

impl World {
    /// A world in which nothing has happened.
    pub(crate) fn new(profile: Profile, days: BankDays) -> Self {
        Self {
            bank_openings: vec![Ore::ZERO; profile.banks.len()],
            profile,
            days,
            opening_items: Vec::new(),
            vouchers: Vec::new(),
            entries: Vec::new(),
            receipts: Vec::new(),
            groups: Vec::new(),
            lumps: Vec::new(),
            singles: Vec::new(),
            triggers: Vec::new(),
            transfers: Vec::new(),
            beyond: Vec::new(),
            orders: Vec::new(),
            reports: Vec::new(),
            further_reports: Vec::new(),
            assets: Vec::new(),
            staff: Vec::new(),
            appropriations: BTreeMap::new(),
            year_ends: BTreeMap::new(),
            repostings: Vec::new(),
            settled: Vec::new(),
            not_invested: BTreeSet::new(),
            is_uncommented: false,
            both_roles: None,
            first_sequence: 1,
            missing_statements: BTreeSet::new(),
            missing_receipts: BTreeSet::new(),
            missing_orders: BTreeSet::new(),
            missing_returns: BTreeSet::new(),
            missing_settlements: BTreeSet::new(),
            tampered: Vec::new(),
            specifications: Vec::new(),
            carried_wrong: BTreeMap::new(),
            sending: Sending::default(),
            next_number: BTreeMap::new(),
            next_group: BTreeMap::new(),
        }
    }

    /// The number that the next voucher of a kind gets.
    pub(crate) fn next_number(&self, kind: VoucherKind) -> u32 {
        self.next_number.get(&kind).copied().unwrap_or_default() + 1
    }

    /// The next number in the series of a kind.
    pub(crate) fn take_number(&mut self, kind: VoucherKind) -> u32 {
        let number = self.next_number(kind);
        self.next_number.insert(kind, number);
        number
    }

    /// Posts a voucher; says its place.
    pub(crate) fn post(
        &mut self,
        kind: VoucherKind,
        period: Period,
        date: NaiveDate,
        batch: &str,
        lines: Vec<Line>,
    ) -> usize {
        let number = self.take_number(kind);
        let batch = batch.to_owned();
        self.vouchers.push(Voucher {
            kind,
            number,
            period,
            date,
            batch,
            lines,
            removed: false,
        });
        self.vouchers.len() - 1
    }

    /// Books an entry; says its place.
    pub(crate) fn book(&mut self, entry: Entry) -> usize {
        self.entries.push(entry);
        self.entries.len() - 1
    }

    /// States that rows belong together; says the place of the group.
    pub(crate) fn belong(&mut self, set: &str, rows: Vec<(&'static str, Row)>) -> usize {
        let number = self.next_group.entry(set.to_owned()).or_insert(0);
        *number += 1;
        self.groups.push(Group {
            set: set.to_owned(),
            number: *number,
            rows,
            damaged: false,
        });
        self.groups.len() - 1
    }

    /// Marks a group as broken by a fault.
    pub(crate) fn damage(&mut self, group: usize) {
        if let Some(group) = self.groups.get_mut(group) {
            group.damaged = true;
        }
    }

    /// The amount of a line; zero for a line that does not exist.
    pub(crate) fn line_amount(&self, voucher: usize, line: usize) -> Ore {
        self.vouchers
            .get(voucher)
            .and_then(|voucher| voucher.lines.get(line))
            .map_or(Ore::ZERO, |line| line.amount)
    }
}

/// An amount with its sign turned. Amounts of this crate are far from the one that has no counterpart.
pub(crate) fn negative(amount: Ore) -> Ore {
    amount.checked_neg().unwrap_or(Ore::ZERO)
}

/// A sum; see the module about its range.
pub(crate) fn total(amounts: impl IntoIterator<Item = Ore>) -> Ore {
    Ore::sum(amounts).unwrap_or(Ore::ZERO)
}
