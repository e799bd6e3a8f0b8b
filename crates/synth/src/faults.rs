//! The faults: what can be planted, where it fits, and what the check must then say.
//!
//! A fault edits a finished world. Where it goes is drawn from a stream of its own, so that a world with and a world
//! without it differ by nothing else. Faults of one agency never meet on the same bank day and account nor on the
//! same voucher, and their amounts differ. What a fault is made of is written by family: `bank`, `receipts`,
//! `remittance`, `ledger`, `nav`, `srs`, `year`, `year_end`, `cash`, `registers`. Not here: how a fault is found (`checks`).

mod bank;
mod cash;
mod ledger;
mod nav;
mod need;
mod receipts;
mod registers;
mod remittance;
pub(crate) mod srs;
mod year;
pub(crate) mod year_end;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;
use std::str::FromStr;

use chrono::NaiveDate;
use domain::agency::Principle;
use domain::{Ore, Period};

use self::need::Listings;
use crate::error::SynthError;
use crate::generate::EARLY_DAYS;
use crate::profile::{EXPENSES, FileExchange, REPOSTED};
use crate::random::{Purpose, Stream};
use crate::refunds::Report;
use crate::registers::tampered::{Change, Tampering};
use crate::request::Request;
use crate::world::{EntryKind, Line, OpeningItem, Row, Voucher, VoucherKind, World, negative};

/// A kind of fault.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum FaultId {
    /// The central bank's file of one day is missing.
    StatementDayMissing,
    /// The depreciation of an asset account is posted in the month after.
    DepreciationMissing,
    /// The purchase of an asset is posted in the month after.
    AssetMissing,
    /// An asset is capitalised in the month after.
    ClearingLeft,
    /// A bill is on an asset account until the month after, and nothing of it is an asset.
    InvoiceNotCapitalised,
    /// An asset account is written down by hand until the month after.
    AssetByHand,
    /// An asset is capitalised on another asset account until the month after.
    AssetWrongAccount,
    /// An asset is capitalised twice until the month after.
    AssetTwice,
    /// The state's financing of an asset is posted in the month after.
    FinancingMissing,
    /// Financing is posted until the month after for which there is no asset.
    FinancingAlone,
    /// The state's financing of an asset is posted twice until the month after.
    FinancingTwice,
    /// The state's financing of an asset has the wrong sign until the month after.
    FinancingTurned,
    /// The state's financing of an asset is a tenth too small until the month after.
    FinancingDiffers,
    /// The financing of a depreciation is taken to income in the month after.
    ReleaseMissing,
    /// Financing is taken to income, its depreciation is posted in the month after.
    ReleaseAlone,
    /// The asset register does not say of an asset that the year's appropriation paid it.
    InvestmentNotListed,
    /// A month's appropriation is taken to income in the month after.
    AppropriationMissing,
    /// A month's appropriation is a tenth too small until the month after.
    AppropriationDiffers,
    /// A month's appropriation is taken to income twice until the month after.
    AppropriationTwice,
    /// A month's appropriation has the wrong sign until the month after.
    AppropriationTurned,
    /// A month's appropriation has another contra account until the month after.
    AppropriationAlone,
    /// The contra account has a posting without income until the month after.
    ContraAlone,
    /// Accrued pay is on other cost accounts until the month after.
    PayOwedAlone,
    /// Accrued pay is not owed until the month after.
    PayCostAlone,
    /// A part of accrued pay is on another cost account until the month after.
    PayDiffers,
    /// After holiday pay was paid out, some is owed until the month after.
    HolidayPayLeft,
    /// Accrued refunds are other income until the month after.
    NavAccruedElsewhere,
    /// An old claim has no comment.
    CommentMissing,
    /// An old claim is lost to limitation.
    LimitationPassed,
    /// An old claim is about to be lost to limitation.
    LimitationNear,
    /// A difference of the till is never cleared.
    TillOverAge,
    /// The petty cash holds too much until the month after.
    PettyCashOver,
    /// The petty cash holds less than nothing until the month after.
    PettyCashNegative,
    /// An unpaid invoice is not posted, so its voucher number is missing.
    VoucherNumberMissing,
    /// A credit note is of a supplier without an open invoice.
    CreditNoteAlone,
    /// A credit note is due on another day than its invoice.
    CreditNoteDue,
    /// A credit note has a KID.
    CreditNoteKid,
    /// One user keeps the register of suppliers and pays, from this month on.
    BothRoles,
    /// The voucher that takes unpaid grants out of the year is missing.
    YearEndMissing,
    /// The result of the year is transferred twice.
    YearEndTwice,
    /// Collection is taken out of the result with the wrong sign.
    YearEndTurned,
    /// Mellomværende is a tenth off.
    YearEndDiffers,
    /// Grants are taken out of the result against another account.
    YearEndContra,
    /// The settlement accounts are emptied with cash effect.
    YearEndType,
    /// A lump of an OCR file is not in the ledger.
    OcrNotRead,
    /// A voucher is posted twice.
    DoublePosting,
    /// Two digits of a voucher's amount are swapped.
    TransposedDigits,
    /// A voucher is posted a period too early.
    WrongPeriod,
    /// A line is posted on another account.
    WrongAccount,
    /// A trigger voucher between working and settlement account is missing.
    SweepMissing,
    /// A digit of a KID is wrong.
    WrongKidDigit,
    /// The bank's answer to a payment order is missing.
    ReturnMissing,
    /// The bank's notification of what it debited for a payment order is missing.
    SettlementMissing,
    /// A voucher has another amount.
    AmountDiffers,
    /// A movement of the bank has no voucher.
    NotPosted,
    /// A voucher has no movement of the bank.
    NotInBank,
    /// A trigger is posted on another account than the settlement account.
    SweepDiffers,
    /// A batch of payments is not in the ledger.
    PaymentFileNotRead,
    /// A payment that the bank refused is posted as paid.
    RefusalPosted,
    /// A cost stands on the error account at the end of the month.
    InvalidDimension,
    /// An open unknown receipt has no word of status.
    StatusMissing,
    /// An unknown receipt is never cleared.
    OverAge,
    /// Payroll has not read NAV's report of the month.
    NavNotRead,
    /// Payroll has read NAV's report of the month twice.
    NavReadTwice,
    /// Parental benefit is income of sick pay.
    NavWrongBenefitAccount,
    /// What NAV paid is not posted in its month.
    NavFileMissing,
    /// What NAV paid is on the interim account.
    NavReceiptByHand,
    /// Income of NAV's report is posted by hand.
    NavIncomeByHand,
    /// Income posted by hand is not reversed when payroll posts it.
    NavNotReversed,
    /// NAV pays what no report lists.
    NavOutsideSolution,
    /// NAV pays a report after payroll has posted the month.
    NavAfterPayroll,
    /// A report of NAV sums to less than nothing.
    NavNegativeReport,
    /// What a report lists never came.
    NavNotReceived,
    /// What NAV paid outside its reports waits on the interim account.
    NavCorrected,
    /// A payment with KID is not on the receivable.
    PaymentNotPosted,
    /// The OCR file of a day is missing, and its lumps are not in the ledger.
    OcrFileMissing,
    /// The file of a payment order is missing.
    OrderMissing,
    /// A voucher is not in the cash ledger.
    CashPostingOutside,
    /// A voucher is posted after the cash ledger was listed.
    CashPostedAfterListing,
    /// Two digits of a balance are swapped in the listing of the cash ledger.
    CashTransposedDigits,
    /// A balance has the other sign in the listing of the cash ledger.
    CashSignTurned,
    /// An account is missing from the listing of the cash ledger.
    CashAccountNotListed,
    /// The listing of the cash ledger has an account that the ledger lacks.
    CashAccountNotInLedger,
    /// A cost is reported on the helper account of invalid combinations.
    CashInvalidCombination,
    /// A cost is reported on the helper account of SRS.
    CashSrsNotNetted,
    /// One side of an unresolved posting is taken out of the cash ledger.
    CashUnresolvedOneSided,
    /// One side of a posting is outside the cash ledger.
    CashOutsideOneSided,
    /// One side of a posting is of a type that the cash ledger leaves out.
    CashExcludedOneSided,
    /// One side of a posting is taken out as an open item.
    CashOpenItemsOneSided,
    /// A voucher is in the cash ledger, but not in the S-report.
    CashPostedAfterReport,
    /// An amount is under another article in the cash ledger than in the S-report.
    CashMovedAfterReport,
    /// The treasury books a line with two digits swapped.
    TreasuryTransposedDigits,
    /// The treasury books a line with the other sign.
    TreasurySignTurned,
    /// The treasury does not book a line.
    TreasuryLineNotBooked,
    /// The treasury books a line that was not reported.
    TreasuryLineNotReported,
    /// The treasury books a line under another article.
    TreasuryArticleMoved,
    /// A posting on an account of deductions is not in SAP.
    SapOnlyInLedger,
    /// SAP has an item that the ledger lacks.
    SapOnlyInSap,
    /// Two digits of an item are swapped in SAP.
    SapTransposedDigits,
    /// An item has the other sign in SAP.
    SapWrongSign,
    /// An item of SAP is posted on another account of deductions.
    SapWrongAccount,
    /// An item in SAP is three months old.
    SapOverAge,
    /// A bill has not left the invoice system.
    InvoiceNotExported,
    /// A bill has left the invoice system and was not read.
    InvoiceExportNotRead,
    /// A bill was read and is not in the staging table.
    InvoiceNotStaged,
    /// A bill waits in the staging table.
    InvoiceStagedWithError,
    /// A bill was handed on and is not posted.
    InvoiceNotPosted,
    /// A bill is posted that the invoice system does not have.
    InvoiceNotInSystem,
    /// The invoice system lists a bill a month late.
    InvoiceWrongPeriod,
    /// A bill is posted twice.
    InvoiceDoublePosting,
    /// A bill has the other sign in the invoice system.
    InvoiceWrongSign,
    /// Two digits of a bill are swapped in the invoice system.
    InvoiceTransposedDigits,
    /// A bill has another amount in the invoice system.
    InvoiceAmountDiffers,
    /// An amount stays on the account that deductions pass through.
    SystemNotReposted,
    /// An amount is posted by hand on the account that deductions pass through.
    SystemDirectPosting,
    /// The ledger system lacks an employee's hours.
    HoursOnlyInSap,
    /// SAP lacks an employee's hours.
    HoursOnlyInLedger,
    /// SAP has an employee's hours a month late.
    HoursWrongPeriod,
    /// Two digits of the member share are swapped in payroll's list.
    PensionTransposedDigits,
    /// The member share has the other sign in payroll's list.
    PensionWrongSign,
    /// The member share is posted as employer's share.
    PensionWrongAccount,
    /// The member share is not on its account.
    PensionNotPosted,
    /// The member share is posted twice.
    PensionDoublePosting,
    /// A member share of the month after is posted in the term.
    PensionWrongPeriod,
    /// The difference to the premium's invoice is not in the result.
    PensionPremiumNotRecognised,
    /// The difference to the premium's invoice is without employer's tax.
    PensionEmployerTaxMissing,
    /// The premium's invoice of December is posted in January.
    PensionPremiumInvoiceMissing,
    /// An import of pay is not in the ledger.
    ImportNotBooked,
    /// Lines of an import of pay are not in the ledger.
    ImportPartlyBooked,
    /// An import of pay is in the ledger twice.
    ImportBookedTwice,
    /// A line of the import of pay is on the account for errors of imports.
    ImportErrorAccount,
    /// A line of the import of pay says that a value was replaced.
    ImportValueReplaced,
    /// The import of pay has fewer lines than its control file says.
    PayrollImportIncomplete,
    /// There is a control file of pay without its import.
    PayrollImportFileMissing,
    /// Two control files of the same batch say different things.
    PayrollControlContradicted,
}

/// A kind of fault and what it is, in one line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FaultKind {
    /// Its id.
    pub id: FaultId,
    /// What is done to the world, in one line.
    pub one_line: &'static str,
    name: &'static str,
    check: &'static str,
    cause: &'static str,
    /// What it is drawn by, if not its place among those that have none.
    drawn_by: Option<u32>,
}

const fn kind(
    id: FaultId,
    name: &'static str,
    [check, cause]: [&'static str; 2],
    one_line: &'static str,
) -> FaultKind {
    FaultKind {
        id,
        one_line,
        name,
        check,
        cause,
        drawn_by: None,
    }
}

/// A kind that is drawn by a number of its own, so that it moves no other.
const fn month_end(
    number: u32,
    id: FaultId,
    name: &'static str,
    [check, cause]: [&'static str; 2],
    one_line: &'static str,
) -> FaultKind {
    FaultKind {
        id,
        one_line,
        name,
        check,
        cause,
        drawn_by: Some(number),
    }
}

/// In the order of [`FaultId`]: where a fault goes is drawn by its place among the kinds without a number, or by its number,
/// so append only.
#[rustfmt::skip]
const FAULTS: &[FaultKind] = &[
    kind(FaultId::StatementDayMissing, "statement-day-missing", ["bank", "statement-day-missing"], "the file with the statements of the settlement accounts of one bank day is missing"),
    month_end(200, FaultId::DepreciationMissing, "depreciation-missing", ["fixed-assets", "depreciation-not-posted"], "the depreciation of an asset account is posted in the month after; only agencies with accruals, two months of a year"),
    month_end(201, FaultId::AssetMissing, "asset-missing", ["fixed-assets", "asset-not-posted"], "the purchase of an asset is posted in the month after; only agencies with accruals"),
    month_end(202, FaultId::ClearingLeft, "clearing-left", ["fixed-assets", "clearing-not-emptied"], "an asset is capitalised in the month after; only agencies with accruals"),
    month_end(203, FaultId::InvoiceNotCapitalised, "invoice-not-capitalised", ["fixed-assets", "invoice-not-capitalised"], "a bill is on an asset account until the month after, and nothing of it is an asset; only agencies with accruals"),
    month_end(204, FaultId::AssetByHand, "asset-by-hand", ["fixed-assets", "asset-posted-by-hand"], "an asset account is written down by hand until the month after; only agencies with accruals"),
    month_end(205, FaultId::AssetWrongAccount, "asset-wrong-account", ["fixed-assets", "wrong-account"], "an asset is capitalised on another asset account until the month after; only agencies with accruals"),
    month_end(206, FaultId::AssetTwice, "asset-twice", ["fixed-assets", "double-posting"], "an asset is capitalised twice until the month after; only agencies with accruals"),
    month_end(207, FaultId::FinancingMissing, "financing-missing", ["asset-financing", "financing-missing"], "the state's financing of an asset is posted in the month after; only agencies with accruals"),
    month_end(208, FaultId::FinancingAlone, "financing-alone", ["asset-financing", "financing-without-asset"], "financing is posted until the month after for which there is no asset; only agencies with accruals"),
    month_end(209, FaultId::FinancingTwice, "financing-twice", ["asset-financing", "double-posting"], "the state's financing of an asset is posted twice until the month after; only agencies with accruals"),
    month_end(210, FaultId::FinancingTurned, "financing-turned", ["asset-financing", "posted-with-wrong-sign"], "the state's financing of an asset has the wrong sign until the month after; only agencies with accruals"),
    month_end(211, FaultId::FinancingDiffers, "financing-differs", ["asset-financing", "amount-differs"], "the state's financing of an asset is a tenth too small until the month after; only agencies with accruals"),
    month_end(212, FaultId::ReleaseMissing, "release-missing", ["asset-financing", "release-missing"], "the financing of a depreciation is taken to income in the month after; only agencies with accruals"),
    month_end(213, FaultId::ReleaseAlone, "release-alone", ["asset-financing", "release-without-depreciation"], "financing is taken to income, its depreciation is posted in the month after; only agencies with accruals, two months of a year"),
    month_end(214, FaultId::InvestmentNotListed, "investment-not-listed", ["investment-appropriation", "investment-not-in-module"], "the asset register does not say of an asset that the year's appropriation paid it; only agencies with accruals"),
    month_end(215, FaultId::AppropriationMissing, "appropriation-missing", ["appropriation-income", "appropriation-missing"], "a month's appropriation is taken to income in the month after; only agencies with accruals"),
    month_end(216, FaultId::AppropriationDiffers, "appropriation-differs", ["appropriation-income", "appropriation-differs"], "a month's appropriation is a tenth too small until the month after; only agencies with accruals"),
    month_end(217, FaultId::AppropriationTwice, "appropriation-twice", ["appropriation-income", "double-posting"], "a month's appropriation is taken to income twice until the month after; only agencies with accruals"),
    month_end(218, FaultId::AppropriationTurned, "appropriation-turned", ["appropriation-income", "posted-with-wrong-sign"], "a month's appropriation has the wrong sign until the month after; only agencies with accruals"),
    month_end(219, FaultId::AppropriationAlone, "appropriation-alone", ["appropriation-income", "appropriation-without-contra"], "a month's appropriation has another contra account until the month after; only gross agencies with accruals"),
    month_end(220, FaultId::ContraAlone, "contra-alone", ["appropriation-income", "contra-without-appropriation"], "the contra account has a posting without income until the month after; only gross agencies with accruals"),
    month_end(221, FaultId::PayOwedAlone, "pay-owed-alone", ["accrued-pay", "accrued-pay-without-cost"], "accrued pay is on other cost accounts until the month after; only gross agencies with accruals"),
    month_end(222, FaultId::PayCostAlone, "pay-cost-alone", ["accrued-pay", "accrued-pay-not-owed"], "accrued pay is not owed until the month after; only gross agencies with accruals"),
    month_end(223, FaultId::PayDiffers, "pay-differs", ["accrued-pay", "amount-differs"], "a part of accrued pay is on another cost account until the month after; only gross agencies with accruals"),
    month_end(224, FaultId::HolidayPayLeft, "holiday-pay-left", ["holiday-pay", "holiday-pay-not-settled"], "after holiday pay was paid out, some is owed until the month after; only agencies with accruals, June or later"),
    month_end(225, FaultId::NavAccruedElsewhere, "nav-accrued-elsewhere", ["nav-accrual", "nav-provision-without-income"], "accrued refunds are other income until the month after; only agencies with accruals and reports of NAV"),
    month_end(232, FaultId::CommentMissing, "comment-missing", ["receivable-age", "comment-missing"], "an old claim has no comment; only agencies with lists of old items"),
    month_end(233, FaultId::LimitationPassed, "limitation-passed", ["receivable-age", "limitation-passed"], "an old claim is lost to limitation; only agencies with lists of old items"),
    month_end(234, FaultId::LimitationNear, "limitation-near", ["receivable-age", "limitation-near"], "an old claim is about to be lost to limitation; only agencies with lists of old items"),
    month_end(235, FaultId::TillOverAge, "till-over-age", ["till", "till-over-age"], "a difference of the till is never cleared; only agencies with lists of old items, four months of a year"),
    month_end(236, FaultId::PettyCashOver, "petty-cash-over", ["petty-cash", "petty-cash-over-limit"], "the petty cash holds too much until the month after; only agencies with lists of old items"),
    month_end(237, FaultId::PettyCashNegative, "petty-cash-negative", ["petty-cash", "petty-cash-negative"], "the petty cash holds less than nothing until the month after; only agencies with lists of old items"),
    month_end(238, FaultId::VoucherNumberMissing, "voucher-number-missing", ["voucher-sequence", "voucher-number-missing"], "an unpaid invoice is not posted, so its voucher number is missing; only agencies with lists of old items"),
    month_end(239, FaultId::CreditNoteAlone, "credit-note-alone", ["credit-notes", "main-invoice-missing"], "a credit note is of a supplier without an open invoice; only agencies with lists of old items"),
    month_end(240, FaultId::CreditNoteDue, "credit-note-due", ["credit-notes", "due-date-differs"], "a credit note is due on another day than its invoice; only agencies with lists of old items"),
    month_end(241, FaultId::CreditNoteKid, "credit-note-kid", ["credit-notes", "kid-not-removed"], "a credit note has a KID; only agencies with lists of old items"),
    month_end(242, FaultId::BothRoles, "both-roles", ["segregation", "both-roles"], "one user keeps the register of suppliers and pays, from this month on; only agencies with a list of roles"),
    month_end(400, FaultId::YearEndMissing, "year-end-missing", ["year-end", "closing-missing"], "the voucher that takes unpaid grants out of the year is missing; only with --year-end, gross agencies without accruals, a December"),
    month_end(401, FaultId::YearEndTwice, "year-end-twice", ["year-end", "closing-twice"], "the result of the year is transferred twice; only with --year-end, gross agencies without accruals, a December"),
    month_end(402, FaultId::YearEndTurned, "year-end-turned", ["year-end", "closing-wrong-sign"], "collection is taken out of the result with the wrong sign; only with --year-end, gross agencies without accruals, a December"),
    month_end(403, FaultId::YearEndDiffers, "year-end-differs", ["year-end", "closing-amount-differs"], "mellomværende of period 14 is a tenth off; only with --year-end, gross agencies without accruals, a December"),
    month_end(404, FaultId::YearEndContra, "year-end-contra", ["year-end", "closing-wrong-contra"], "grants are taken out of the result against another account; only with --year-end, gross agencies without accruals, a December"),
    month_end(405, FaultId::YearEndType, "year-end-type", ["year-end", "closing-wrong-type"], "the settlement accounts are emptied in period 14 with cash effect; only with --year-end, gross agencies without accruals, a December"),
    kind(FaultId::OcrNotRead, "ocr-not-read", ["bank", "ocr-not-read"], "the OCR file is there, but one of its lumps is not in the ledger, nor its trigger"),
    kind(FaultId::DoublePosting, "double-posting", ["bank", "double-posting"], "the voucher of an unknown receipt, fee or return is posted twice"),
    kind(FaultId::TransposedDigits, "transposed-digits", ["bank", "transposed-digits"], "two adjacent digits of the amount of an unknown receipt, fee or return are swapped"),
    kind(FaultId::WrongPeriod, "wrong-period", ["bank", "wrong-period"], "the voucher of a movement of the next period's first bank days is posted in this period"),
    kind(FaultId::WrongAccount, "wrong-account", ["bank", "wrong-account"], "the working account's line of an unknown receipt, fee or return is on another account"),
    kind(FaultId::SweepMissing, "sweep-missing", ["bank", "sweep-missing"], "a trigger voucher between working and settlement account is missing"),
    kind(FaultId::WrongKidDigit, "wrong-kid-digit", ["subledger", "wrong-kid-digit"], "one digit of the KID of an OCR payment is wrong in the ledger"),
    kind(FaultId::ReturnMissing, "return-missing", ["remittance", "return-missing"], "the bank's answer to a payment order is missing; only agencies with the newer files"),
    kind(FaultId::SettlementMissing, "settlement-missing", ["remittance", "settlement-missing"], "the notification of what the bank debited for an order is missing; only agencies with the newer files"),
    kind(FaultId::AmountDiffers, "amount-differs", ["bank", "amount-differs"], "the first digit of the amount of an unknown receipt, fee or return is wrong"),
    kind(FaultId::NotPosted, "not-posted", ["bank", "not-posted"], "the voucher of an unknown receipt or fee is missing, its trigger is not"),
    kind(FaultId::NotInBank, "not-in-bank", ["bank", "not-in-bank"], "a receipt is posted that the bank never had"),
    kind(FaultId::SweepDiffers, "sweep-differs", ["bank", "sweep-differs"], "the settlement account's line of a trigger voucher is on another account"),
    kind(FaultId::PaymentFileNotRead, "payment-file-not-read", ["bank", "payment-file-not-read"], "the vouchers of a batch of payments are missing; only agencies with the common files"),
    kind(FaultId::RefusalPosted, "refusal-posted", ["remittance", "refusal-posted"], "a payment that the bank refused is posted as paid; only agencies with the newer files, two months"),
    kind(FaultId::InvalidDimension, "invalid-dimension", ["error-account", "invalid-dimension"], "a cost is on the error account until the month after"),
    kind(FaultId::StatusMissing, "status-missing", ["interim", "status-missing"], "an unknown receipt that is open at the end of the month does not say what is to become of it"),
    kind(FaultId::OverAge, "over-age", ["interim", "over-age"], "an unknown receipt is never cleared; four months"),
    kind(FaultId::NavNotRead, "nav-not-read", ["nav-refunds", "nav-not-read"], "payroll has not read NAV's report, and reads it in the month after; only agencies with reports of NAV"),
    kind(FaultId::NavReadTwice, "nav-read-twice", ["nav-refunds", "nav-read-twice"], "payroll has read NAV's report twice, and reverses it in the month after; only agencies with reports of NAV"),
    kind(FaultId::NavWrongBenefitAccount, "nav-wrong-benefit-account", ["nav-refunds", "nav-wrong-benefit-account"], "parental benefit is posted as refund of sick pay; only agencies with reports of NAV"),
    kind(FaultId::NavFileMissing, "nav-file-missing", ["nav-refunds", "nav-file-missing"], "the voucher of what NAV paid comes in the month after; only agencies with reports of NAV"),
    kind(FaultId::NavReceiptByHand, "nav-receipt-by-hand", ["nav-refunds", "nav-receipt-by-hand"], "what NAV paid is posted by hand until the month after; only agencies with reports of NAV"),
    kind(FaultId::NavIncomeByHand, "nav-income-by-hand", ["nav-refunds", "nav-income-by-hand"], "income of NAV's report is posted by hand until the month after; only agencies with reports of NAV"),
    kind(FaultId::NavNotReversed, "nav-not-reversed", ["nav-refunds", "nav-not-reversed"], "income posted by hand is reversed a month late; only agencies with reports of NAV, two months of a year"),
    kind(FaultId::NavOutsideSolution, "nav-outside-solution", ["nav-refunds", "nav-outside-solution"], "an unknown receipt comes from NAV and is in none of its reports; only agencies with reports of NAV"),
    kind(FaultId::NavAfterPayroll, "nav-after-payroll", ["nav-refunds", "nav-after-payroll"], "a report is paid after the payroll day, and is income in the month after; only agencies with reports of NAV"),
    kind(FaultId::NavNegativeReport, "nav-negative-report", ["nav-refunds", "nav-negative-report"], "a further report only takes back, and NAV settles it later; only agencies with reports of NAV"),
    kind(FaultId::NavNotReceived, "nav-not-received", ["nav-refunds", "nav-not-received"], "a further report is income, but the bank never received it; only agencies with reports of NAV"),
    kind(FaultId::NavCorrected, "nav-corrected", ["nav-refunds", "nav-corrected"], "an unknown receipt comes from NAV, is in none of its reports and waits on the interim account; only agencies with reports of NAV"),
    kind(FaultId::PaymentNotPosted, "payment-not-posted", ["subledger", "payment-not-posted"], "an OCR payment is posted as income instead of on the receivable"),
    kind(FaultId::OcrFileMissing, "ocr-file-missing", ["bank", "ocr-not-read"], "the OCR file of a day is missing, and its lumps are not in the ledger; only agencies with the common files"),
    kind(FaultId::OrderMissing, "order-missing", ["remittance", "debited-without-order"], "the file of a payment order is missing, the bank's answer is there; only agencies with the newer files"),
    kind(FaultId::CashPostingOutside, "cash-posting-outside", ["cash-control", "posting-outside-cash-ledger"], "a re-posting is left out of the cash ledger as unresolved; only agencies budgeted gross"),
    kind(FaultId::CashPostedAfterListing, "cash-posted-after-listing", ["cash-control", "posted-after-listing"], "a re-posting comes after the cash ledger was listed and reported; only agencies budgeted gross"),
    kind(FaultId::CashTransposedDigits, "cash-transposed-digits", ["cash-control", "transposed-digits"], "two digits of a balance of the entity ledger are swapped in the listing; only agencies budgeted gross"),
    kind(FaultId::CashSignTurned, "cash-sign-turned", ["cash-control", "sign-turned"], "a balance of the entity ledger has the other sign in the listing; only agencies budgeted gross"),
    kind(FaultId::CashAccountNotListed, "cash-account-not-listed", ["cash-control", "account-not-listed"], "an account is missing from the listing of the cash ledger; only agencies budgeted gross"),
    kind(FaultId::CashAccountNotInLedger, "cash-account-not-in-ledger", ["cash-control", "account-not-in-ledger"], "the listing of the cash ledger has an account that the ledger does not have; only agencies budgeted gross"),
    kind(FaultId::CashInvalidCombination, "cash-invalid-combination", ["cash-control", "invalid-combination"], "a cost is reported on the helper account of invalid combinations; only agencies budgeted gross"),
    kind(FaultId::CashSrsNotNetted, "cash-srs-not-netted", ["cash-control", "srs-not-netted"], "a cost is reported on the helper account of SRS; only agencies budgeted gross with accruals"),
    kind(FaultId::CashUnresolvedOneSided, "cash-unresolved-one-sided", ["cash-balance", "unresolved-one-sided"], "one side of an unresolved posting is taken out of the cash ledger; only agencies budgeted gross"),
    kind(FaultId::CashOutsideOneSided, "cash-outside-one-sided", ["cash-balance", "outside-one-sided"], "one side of a posting is outside the cash ledger; only agencies budgeted gross"),
    kind(FaultId::CashExcludedOneSided, "cash-excluded-one-sided", ["cash-balance", "excluded-one-sided"], "one side of a posting is of a type that the cash ledger leaves out; only agencies budgeted gross"),
    kind(FaultId::CashOpenItemsOneSided, "cash-open-items-one-sided", ["cash-balance", "open-items-one-sided"], "one side of a posting is taken out of the cash ledger as an open item; only agencies budgeted gross"),
    kind(FaultId::CashPostedAfterReport, "cash-posted-after-report", ["cash-unchanged", "posted-after-report"], "a re-posting is in the cash ledger, but came after the S-report; only agencies budgeted gross with accruals"),
    kind(FaultId::CashMovedAfterReport, "cash-moved-after-report", ["cash-unchanged", "moved-after-report"], "an amount has moved to another article since the S-report; only agencies budgeted gross with accruals"),
    kind(FaultId::TreasuryTransposedDigits, "treasury-transposed-digits", ["treasury-booked", "transposed-digits"], "the treasury has swapped two digits of a line; only agencies budgeted gross"),
    kind(FaultId::TreasurySignTurned, "treasury-sign-turned", ["treasury-booked", "sign-turned"], "the treasury has booked a line with the other sign; only agencies budgeted gross"),
    kind(FaultId::TreasuryLineNotBooked, "treasury-line-not-booked", ["treasury-booked", "line-not-booked"], "the treasury has not booked a line; only agencies budgeted gross"),
    kind(FaultId::TreasuryLineNotReported, "treasury-line-not-reported", ["treasury-booked", "line-not-reported"], "the treasury has booked a line that was not reported; only agencies budgeted gross"),
    kind(FaultId::TreasuryArticleMoved, "treasury-article-moved", ["treasury-booked", "article-moved"], "the treasury has booked a line under another article; only agencies budgeted gross"),
    kind(FaultId::SapOnlyInLedger, "sap-only-in-ledger", ["sap-ledgers", "only-in-ledger"], "a deduction is posted by hand until the month after, and is not in SAP; only agencies with listings of payroll"),
    kind(FaultId::SapOnlyInSap, "sap-only-in-sap", ["sap-ledgers", "only-in-sap"], "SAP has an item that the ledger lacks; only agencies with listings of payroll"),
    kind(FaultId::SapTransposedDigits, "sap-transposed-digits", ["sap-ledgers", "transposed-digits"], "two digits of an item are swapped in SAP; only agencies with listings of payroll"),
    kind(FaultId::SapWrongSign, "sap-wrong-sign", ["sap-ledgers", "wrong-sign"], "an item has the other sign in SAP; only agencies with listings of payroll"),
    kind(FaultId::SapWrongAccount, "sap-wrong-account", ["sap-ledgers", "wrong-account"], "an item of SAP is on another account of deductions in the ledger; only agencies with listings of payroll"),
    kind(FaultId::SapOverAge, "sap-over-age", ["sap-ledgers", "over-age"], "an item in SAP is three months old; only agencies with listings of payroll"),
    kind(FaultId::InvoiceNotExported, "invoice-not-exported", ["invoice-system", "not-exported"], "a bill has not left the invoice system; only agencies with listings of it"),
    kind(FaultId::InvoiceExportNotRead, "invoice-export-not-read", ["invoice-system", "export-not-read"], "a bill has left the invoice system and was not read; only agencies with listings of it"),
    kind(FaultId::InvoiceNotStaged, "invoice-not-staged", ["invoice-system", "not-staged"], "a bill was read and is not in the staging table; only agencies with listings of the invoice system"),
    kind(FaultId::InvoiceStagedWithError, "invoice-staged-with-error", ["invoice-system", "staged-with-error"], "a bill waits in the staging table with an error; only agencies with listings of the invoice system"),
    kind(FaultId::InvoiceNotPosted, "invoice-not-posted", ["invoice-system", "not-posted"], "a bill was handed on and is not posted; only agencies with listings of the invoice system"),
    kind(FaultId::InvoiceNotInSystem, "invoice-not-in-system", ["invoice-system", "not-in-invoice-system"], "a bill is posted that the invoice system does not list; only agencies with listings of it"),
    kind(FaultId::InvoiceWrongPeriod, "invoice-wrong-period", ["invoice-system", "wrong-period"], "the invoice system lists a bill in the month after; only agencies with listings of it, two months of one year"),
    kind(FaultId::InvoiceDoublePosting, "invoice-double-posting", ["invoice-system", "double-posting"], "a bill is posted twice until the month after; only agencies with listings of the invoice system"),
    kind(FaultId::InvoiceWrongSign, "invoice-wrong-sign", ["invoice-system", "wrong-sign"], "a bill has the other sign in the invoice system; only agencies with listings of it"),
    kind(FaultId::InvoiceTransposedDigits, "invoice-transposed-digits", ["invoice-system", "transposed-digits"], "two digits of a bill are swapped in the invoice system; only agencies with listings of it"),
    kind(FaultId::InvoiceAmountDiffers, "invoice-amount-differs", ["invoice-system", "amount-differs"], "the first digit of a bill is another in the invoice system; only agencies with listings of it"),
    kind(FaultId::SystemNotReposted, "system-not-reposted", ["system-accounts", "not-reposted"], "an amount stays on the account that deductions pass through; only agencies with listings of payroll and none of an invoice system, from 2021"),
    kind(FaultId::SystemDirectPosting, "system-direct-posting", ["system-accounts", "direct-posting"], "an amount is posted by hand on the account that deductions pass through; only agencies with listings of payroll and of the invoice system, from 2021"),
    kind(FaultId::HoursOnlyInSap, "hours-only-in-sap", ["hours", "only-in-sap"], "the ledger system lacks the hours of an employee; only agencies with listings of payroll, from 2019"),
    kind(FaultId::HoursOnlyInLedger, "hours-only-in-ledger", ["hours", "only-in-ledger"], "SAP lacks the hours of an employee; only agencies with listings of payroll, from 2019"),
    kind(FaultId::HoursWrongPeriod, "hours-wrong-period", ["hours", "wrong-period"], "SAP has the hours of an employee in the month after; only agencies with listings of payroll, two months of one year, from 2019"),
    kind(FaultId::PensionTransposedDigits, "pension-transposed-digits", ["pension", "transposed-digits"], "two digits of the member share of a term are swapped in payroll's list; only agencies with listings of payroll, a term"),
    kind(FaultId::PensionWrongSign, "pension-wrong-sign", ["pension", "wrong-sign"], "the member share of a term has the other sign in payroll's list; only agencies with listings of payroll, a term"),
    kind(FaultId::PensionWrongAccount, "pension-wrong-account", ["pension", "wrong-account"], "the member share of a month is posted as employer's share; only agencies with listings of payroll, a term"),
    kind(FaultId::PensionNotPosted, "pension-not-posted", ["pension", "not-posted"], "the member share of a month is not on its account until the month after; only agencies with listings of payroll, a term"),
    kind(FaultId::PensionDoublePosting, "pension-double-posting", ["pension", "double-posting"], "the member share of a month is posted twice until the month after; only agencies with listings of payroll, a term"),
    kind(FaultId::PensionWrongPeriod, "pension-wrong-period", ["pension", "wrong-period"], "a member share of the month after is posted in the term; only agencies with listings of payroll, a term"),
    kind(FaultId::PensionPremiumNotRecognised, "pension-premium-not-recognised", ["pension", "premium-not-recognised"], "the difference to the premium's invoice goes to result a month late; only agencies with listings of payroll, not net, a term from April 2022"),
    kind(FaultId::PensionEmployerTaxMissing, "pension-employer-tax-missing", ["pension", "employer-tax-missing"], "employer's tax on the difference to the premium's invoice is on another account; only agencies with listings of payroll, not net, a term from April 2022"),
    kind(FaultId::PensionPremiumInvoiceMissing, "pension-premium-invoice-missing", ["pension", "premium-invoice-missing"], "the premium's invoice of the last term of a year is posted in January; only agencies with listings of payroll, the last term of a year"),
    kind(FaultId::ImportNotBooked, "import-not-booked", ["imports", "import-not-booked"], "a batch of pay is imported and not in the ledger; only agencies with listings of payroll"),
    kind(FaultId::ImportPartlyBooked, "import-partly-booked", ["imports", "import-partly-booked"], "two lines of the import of pay are not in the ledger; only agencies with listings of payroll"),
    kind(FaultId::ImportBookedTwice, "import-booked-twice", ["imports", "import-booked-twice"], "a batch of pay is in the ledger twice until the month after; only agencies with listings of payroll"),
    kind(FaultId::ImportErrorAccount, "import-error-account", ["imports", "import-error-account"], "a line of the import of pay is on the account for errors of imports until the month after; only agencies with listings of payroll"),
    kind(FaultId::ImportValueReplaced, "import-value-replaced", ["imports", "import-value-replaced"], "a line of the import of pay has ***** in place of a value; only agencies with listings of payroll"),
    kind(FaultId::PayrollImportIncomplete, "payroll-import-incomplete", ["payroll-file", "import-incomplete"], "the import of pay lacks two lines of its control file; only agencies with listings of payroll"),
    kind(FaultId::PayrollImportFileMissing, "payroll-import-file-missing", ["payroll-file", "import-file-missing"], "a control file of pay is there, its import is not; only agencies with listings of payroll"),
    kind(FaultId::PayrollControlContradicted, "payroll-control-contradicted", ["payroll-file", "control-contradicted"], "two control files of the same batch of pay say different things; only agencies with listings of payroll"),
];

/// Every fault that can be planted, in a fixed order.
pub fn faults() -> &'static [FaultKind] {
    FAULTS
}

impl FaultId {
    fn kind(self) -> Option<&'static FaultKind> {
        faults().iter().find(|kind| kind.id == self)
    }

    /// The id of the command line and of `truth.json`.
    pub fn as_str(self) -> &'static str {
        self.kind().map_or("", |kind| kind.name)
    }

    /// The check that must find it.
    pub fn check(self) -> &'static str {
        self.kind().map_or("", |kind| kind.check)
    }

    /// The cause the check must name.
    pub fn cause(self) -> &'static str {
        self.kind().map_or("", |kind| kind.cause)
    }

    /// Whether an agency of the request, by its index, can have the fault.
    pub fn is_possible(self, request: &Request, agency: u32) -> bool {
        let exchange = FileExchange::of(request, agency);
        let (first, last) = request.periods;
        let model = request.model(agency);
        let is_cash = model.is_some_and(|model| model.principle == Principle::Cash);
        match self.need() {
            Need::Nothing => true,
            Need::MonthEnd => srs::is_possible(self, request, agency),
            Need::Routine => year::is_possible(self, request, agency),
            Need::YearEnd => year_end::is_possible(request, agency),
            Need::Newer => exchange == FileExchange::Newer,
            Need::NewerTwoMonths => exchange == FileExchange::Newer && first < last,
            Need::Common => exchange == FileExchange::Common,
            Need::Refunds => exchange != FileExchange::Common,
            Need::RefundsCash => exchange != FileExchange::Common && is_cash,
            Need::RefundsTwoMonths => {
                // Two months of one year.
                let ends_in_january = last.previous_month() == first && last.number() == 1;
                exchange != FileExchange::Common && is_cash && first < last && !ends_in_january
            }
            Need::FourMonths => last.months_since(first) >= 3,
            Need::Listings(listings) => listings.has(request, agency),
        }
    }

    /// What would make the fault possible, in words; empty if it always is.
    pub(crate) fn needs(self) -> &'static str {
        match self.need() {
            Need::Nothing => "",
            Need::MonthEnd => {
                "an agency with accruals, and a month whose fault the year can still put right"
            }
            Need::Routine => {
                "an agency that the routine concerns, which of every three the first and the third are"
            }
            Need::YearEnd => {
                "the vouchers of the year's end (--year-end), a December, and a gross agency without accruals"
            }
            Need::Newer => {
                "an agency with the newer files, which the 4th, 9th, 14th … of a request for months of 2017 to 2044 is"
            }
            Need::NewerTwoMonths => {
                "two months, and an agency with the newer files, which the 4th, 9th, 14th … of a request for months of 2017 to 2044 is"
            }
            Need::Common => "an agency with the common files, which the first of every request is",
            Need::Refunds => {
                "an agency with reports of NAV, which the 4th and 5th, 9th and 10th … of a request for months of 2017 to 2044 are"
            }
            Need::RefundsCash => {
                "an agency of the cash principle with reports of NAV, which only the 4th and 5th, 9th and 10th … of a request for months of 2017 to 2044 have"
            }
            Need::RefundsTwoMonths => {
                "two months of one year, and an agency of the cash principle with reports of NAV, which only the 4th and 5th, 9th and 10th … of a request for months of 2017 to 2044 have"
            }
            Need::FourMonths => "four months",
            Need::Listings(listings) => listings.in_words(),
        }
    }

    fn need(self) -> Need {
        match self {
            Self::ReturnMissing | Self::SettlementMissing | Self::OrderMissing => Need::Newer,
            _ if srs::is_ours(self) => Need::MonthEnd,
            _ if year::is_ours(self) => Need::Routine,
            _ if year_end::is_ours(self) => Need::YearEnd,
            Self::RefusalPosted => Need::NewerTwoMonths,
            Self::PaymentFileNotRead | Self::OcrFileMissing => Need::Common,
            Self::OverAge => Need::FourMonths,
            Self::NavNotReversed => Need::RefundsTwoMonths,
            Self::NavNotRead
            | Self::NavReadTwice
            | Self::NavIncomeByHand
            | Self::NavAfterPayroll
            | Self::NavNegativeReport
            | Self::NavNotReceived => Need::RefundsCash,
            _ if self.check() == NAV_CHECK => Need::Refunds,
            Self::CashSrsNotNetted | Self::CashPostedAfterReport | Self::CashMovedAfterReport => {
                Need::Listings(Listings::GrossSrs)
            }
            Self::InvoiceWrongPeriod => Need::Listings(Listings::InvoicesTwoMonths),
            Self::SystemNotReposted => Need::Listings(Listings::StaffAlone),
            Self::SystemDirectPosting => Need::Listings(Listings::StaffInvoices),
            Self::HoursOnlyInSap | Self::HoursOnlyInLedger => Need::Listings(Listings::StaffHours),
            Self::HoursWrongPeriod => Need::Listings(Listings::StaffHoursTwoMonths),
            Self::PensionTransposedDigits | Self::PensionWrongSign => {
                Need::Listings(Listings::Term)
            }
            Self::PensionWrongAccount
            | Self::PensionNotPosted
            | Self::PensionDoublePosting
            | Self::PensionWrongPeriod => Need::Listings(Listings::TermInYear),
            Self::PensionPremiumNotRecognised | Self::PensionEmployerTaxMissing => {
                Need::Listings(Listings::TermDifference)
            }
            Self::PensionPremiumInvoiceMissing => Need::Listings(Listings::LastTerm),
            _ if cash::has(self) => Need::Listings(Listings::Gross),
            _ if self.check() == "invoice-system" => Need::Listings(Listings::Invoices),
            _ if ["sap-ledgers", "imports", "payroll-file"].contains(&self.check()) => {
                Need::Listings(Listings::Staff)
            }
            _ => Need::Nothing,
        }
    }

    /// Whether it is one of the month's end: of `srs`.
    pub(crate) fn is_of_month_end(self) -> bool {
        self.need() == Need::MonthEnd
    }

    /// Whether it is one of the year's end: of `year_end`.
    #[cfg(test)]
    pub(crate) fn is_of_year_end(self) -> bool {
        self.need() == Need::YearEnd
    }

    /// Whether it is one of a routine: of `year`.
    #[cfg(test)]
    pub(crate) fn is_of_routine(self) -> bool {
        self.need() == Need::Routine
    }

    /// Whether it amounts to something.
    pub(crate) fn has_amount(self) -> bool {
        let is_none = matches!(
            self,
            Self::VoucherNumberMissing | Self::BothRoles | Self::PayrollControlContradicted
        );
        // Hours are no money.
        !is_none && self.check() != "hours"
    }

    fn ordinal(self) -> u32 {
        if let Some(number) = self.kind().and_then(|kind| kind.drawn_by) {
            return number;
        }
        let without_number = faults().iter().filter(|kind| kind.drawn_by.is_none());
        (0..)
            .zip(without_number)
            .find(|(_, kind)| kind.id == self)
            .map_or(0, |(number, _)| number)
    }
}

/// The check of all faults of `nav`.
const NAV_CHECK: &str = "nav-refunds";

/// What an agency must have for a fault to be possible.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Need {
    Nothing,
    /// Accruals at the month's end.
    MonthEnd,
    /// A routine, and what it looks at.
    Routine,
    /// Vouchers of the year's end.
    YearEnd,
    /// Payment orders whose answers and notifications are files of their own.
    Newer,
    /// The same, and payments that the bank refuses: it does every second month.
    NewerTwoMonths,
    /// No payment orders, which would tell of the batch too.
    Common,
    /// Reports of NAV.
    Refunds,
    /// The same, and no provision that would have to follow the pass-through account.
    RefundsCash,
    /// The same, and a month of the same year behind the fault.
    RefundsTwoMonths,
    /// Three months behind the fault.
    FourMonths,
    /// Listings of other systems.
    Listings(Listings),
}

/// The text is not the id of a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAFault;

impl std::fmt::Display for NotAFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ids: Vec<_> = faults().iter().map(|kind| kind.id.as_str()).collect();
        write!(f, "expected one of {}", ids.join(", "))
    }
}

impl std::error::Error for NotAFault {}

impl FromStr for FaultId {
    type Err = NotAFault;
    fn from_str(text: &str) -> Result<Self, NotAFault> {
        faults()
            .iter()
            .map(|kind| kind.id)
            .find(|id| id.as_str() == text)
            .ok_or(NotAFault)
    }
}

/// What one fault does to one reconciled account in one period.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Effect {
    pub(crate) fault: FaultId,
    pub(crate) period: Period,
    /// The check that must say it.
    pub(crate) check: &'static str,
    /// The cause it must name; none for what a fault leaves to a later period that nothing there explains.
    pub(crate) cause: Option<&'static str>,
    /// What differs: an account, a line of a report, a batch; empty for the agency itself.
    pub(crate) subject: Cow<'static, str>,
    /// Ledger − statement there.
    pub(crate) amount: Ore,
    /// What proves it; rows that are in no file are left out later.
    pub(crate) rows: Vec<Row>,
    /// What else differs by the same fault: subject and ledger − other side.
    pub(crate) mirror: Vec<(Cow<'static, str>, Ore)>,
}

impl Effect {
    fn new(
        fault: FaultId,
        period: Period,
        subject: impl Into<Cow<'static, str>>,
        amount: Ore,
        rows: Vec<Row>,
    ) -> Self {
        Self {
            fault,
            period,
            check: fault.check(),
            cause: Some(fault.cause()),
            subject: subject.into(),
            amount,
            rows,
            mirror: Vec::new(),
        }
    }

    fn mirrored(mut self, subject: impl Into<Cow<'static, str>>, amount: Ore) -> Self {
        self.mirror.push((subject.into(), amount));
        self
    }

    fn caused_by(mut self, cause: &'static str) -> Self {
        self.cause = Some(cause);
        self
    }

    /// Told by another check.
    fn told_by(mut self, check: &'static str, cause: Option<&'static str>) -> Self {
        (self.check, self.cause) = (check, cause);
        self
    }

    /// Whether the finding has no amount.
    pub(crate) fn is_without_money(&self) -> bool {
        !self.fault.has_amount()
    }

    fn unexplained(mut self) -> Self {
        self.cause = None;
        self
    }
}

/// Plants the faults of one agency; says what each does.
pub(crate) fn plant(world: &mut World, request: &Request) -> Result<Vec<Effect>, SynthError> {
    let mut planting = Planting::default();
    let mut effects = Vec::new();
    // What the cash ledger says depends on what the others do.
    let of_cash = |fault: &&(FaultId, u32)| cash::has(fault.0);
    let (last, first): (Vec<&(FaultId, u32)>, Vec<_>) = request.faults.iter().partition(of_cash);
    for (fault, count) in first.into_iter().chain(last) {
        let purpose = Purpose::Fault(fault.ordinal());
        let mut stream = Stream::new(request.seed, world.profile.index, purpose);
        let places = shares(
            request,
            *fault,
            *count,
            world.profile.index,
            world.days.periods.len(),
        );
        for (planted, wished) in (0_u32..).zip(places) {
            let periods = world.days.periods.len();
            // The period it is meant for, else the next one that has room.
            let planted_now = (0..periods)
                .map(|step| (wished + step) % periods)
                .find_map(|place| planting.try_plant(world, *fault, place, &mut stream));
            let Some(planted_now) = planted_now else {
                let agency = world.profile.code.clone();
                return Err(SynthError::NoPlace {
                    fault: *fault,
                    agency,
                    planted,
                });
            };
            effects.extend(planted_now);
        }
    }
    Ok(effects)
}

/// The periods in which an agency gets faults of a kind: instance `n` of kind `k` goes to agency `k + n` of those that can
/// have it and, each time round, to the next period. That some agency can is what [`Request::validate`] sees to.
fn shares(
    request: &Request,
    fault: FaultId,
    count: u32,
    agency: u32,
    periods: usize,
) -> Vec<usize> {
    let first = u64::from(fault.ordinal());
    let able = |index: &u32| fault.is_possible(request, *index);
    let before = (0..agency).filter(able).count();
    let agencies = (0..request.agencies).filter(able).count();
    let (Ok(before), Ok(agencies)) = (u64::try_from(before), u64::try_from(agencies)) else {
        return Vec::new();
    };
    if agencies == 0 || !able(&agency) {
        return Vec::new();
    }
    (first..first + u64::from(count))
        .filter(|slot| slot % agencies == before)
        .filter_map(|slot| usize::try_from(slot / agencies).ok()?.checked_rem(periods))
        .collect()
}

/// Where faults already are.
#[derive(Default)]
struct Planting {
    touched: BTreeSet<(usize, &'static str)>,
    vouchers: BTreeSet<usize>,
    amounts: BTreeSet<u64>,
}

/// A fault that would fit: what it touches, and what it does.
#[derive(Default)]
struct Candidate {
    /// Bank days and accounts that no other fault may touch.
    touches: Vec<(usize, &'static str)>,
    /// Vouchers that no other fault may touch.
    vouchers: Vec<usize>,
    /// Groups that it breaks.
    groups: Vec<usize>,
    effects: Vec<Effect>,
    edits: Vec<Edit>,
}

/// What is done to the world.
enum Edit {
    /// This voucher has these lines.
    Lines(usize, Vec<Line>),
    /// The listing of a month does not say of an asset, by its number, that the year's appropriation paid it.
    NotInvested(u32, Period),
    /// The appropriation of a month is misposted, and put right on a day.
    Appropriation(Period, FaultId, Option<(Period, NaiveDate)>),
    /// A voucher of a year's end is misposted.
    YearEnd(i32, FaultId),
    /// This opening item is another one.
    Opening(usize, OpeningItem),
    /// The old claim has no comment.
    Uncommented,
    /// One user has both roles from a month on.
    BothRoles(Period),
    /// The file of the settlement accounts of a day is not there.
    DropStatements(usize),
    /// These vouchers are not posted.
    Remove(Vec<usize>),
    /// This voucher is posted too, with a number of its own.
    Post(Voucher),
    /// Lines 0 and 1 of this voucher get this amount and its opposite.
    Amount(usize, Ore),
    /// This voucher is posted in this period.
    Period(usize, Period),
    /// A line of this voucher is on this account.
    Account(usize, usize, &'static str),
    /// A line of this voucher has this text.
    Text(usize, usize, &'static str),
    /// Both lines of this voucher have this KID.
    Kid(usize, String),
    /// This bank entry is money from NAV.
    FromNav(usize),
    /// NAV sends this report too, of what it pays on a day.
    Report(usize, Report),
    /// A line of this voucher is another one.
    Line(usize, usize, Line),
    /// The OCR file of a day is not there.
    DropReceipts(usize),
    /// The file of the orders of a day is not there.
    DropOrder(usize),
    /// The bank's answer to the orders of a day is not there.
    DropReturn(usize),
    /// The notification of the debits of a day is not there.
    DropSettlement(usize),
    /// A row of a listing is not what it should be.
    Tamper(Tampering),
}

impl Planting {
    /// Plants one fault in one period, if there is room.
    fn try_plant(
        &mut self,
        world: &mut World,
        fault: FaultId,
        place: usize,
        stream: &mut Stream,
    ) -> Option<Vec<Effect>> {
        let mut spots = spots(world, fault, place);
        stream.shuffle(&mut spots);
        let candidate = spots.into_iter().find_map(|spot| {
            let candidate = candidate(world, fault, place, spot, stream)?;
            self.fits(&candidate).then_some(candidate)
        })?;
        self.touched.extend(&candidate.touches);
        self.vouchers.extend(&candidate.vouchers);
        let mut effects = candidate.effects;
        self.amounts
            .extend(effects.iter().map(|effect| effect.amount.unsigned()));
        for group in candidate.groups {
            world.damage(group);
        }
        for edit in candidate.edits {
            let posted = apply(world, edit).filter(|(period, _)| {
                let first = effects.first();
                first.is_some_and(|first| first.period == *period)
            });
            if let (Some((_, row)), Some(first)) = (posted, effects.first_mut()) {
                first.rows.push(row);
            }
        }
        // What proves it proves it in later months too.
        let rows = effects.first().map(|first| first.rows.clone());
        let bare = effects.iter_mut().filter(|effect| effect.rows.is_empty());
        for effect in bare {
            effect.rows.clone_from(rows.as_ref()?);
        }
        Some(effects)
    }

    fn fits(&self, candidate: &Candidate) -> bool {
        let effects = &candidate.effects;
        let of_money = || effects.iter().filter(|effect| !effect.is_without_money());
        let of = |effect: &Effect| (effect.period, effect.check, effect.amount.unsigned());
        let distinct: BTreeSet<(Period, &str, u64)> = of_money().map(of).collect();
        let is_taken = |amount: u64| amount == 0 || self.amounts.contains(&amount);
        let (touches, vouchers) = (&candidate.touches, &candidate.vouchers);
        !touches.iter().any(|touch| self.touched.contains(touch))
            && !vouchers.iter().any(|one| self.vouchers.contains(one))
            && !distinct.iter().any(|(_, _, amount)| is_taken(*amount))
            && distinct.len() == of_money().count()
    }
}

/// Does it; says period and place of a new row, if there is one.
fn apply(world: &mut World, edit: Edit) -> Option<(Period, Row)> {
    match edit {
        Edit::Lines(place, lines) => world.vouchers.get_mut(place)?.lines = lines,
        Edit::NotInvested(asset, period) => {
            world.not_invested.insert((asset, period));
        }
        Edit::Appropriation(period, fault, later) => {
            world.appropriations.insert(period, (fault, later));
        }
        Edit::YearEnd(year, fault) => world.year_ends.entry(year).or_default().push(fault),
        Edit::Opening(place, item) => *world.opening_items.get_mut(place)? = item,
        Edit::Uncommented => world.is_uncommented = true,
        Edit::BothRoles(period) => world.both_roles = Some(period),
        Edit::DropStatements(day) => {
            world.missing_statements.insert(day);
        }
        Edit::DropReturn(day) => {
            world.missing_returns.insert(day);
        }
        Edit::DropOrder(day) => {
            world.missing_orders.insert(day);
        }
        Edit::DropReceipts(day) => {
            world.missing_receipts.insert(day);
        }
        Edit::DropSettlement(day) => {
            world.missing_settlements.insert(day);
        }
        Edit::Report(day, report) => world.further_reports.push((day, report)),
        Edit::Remove(vouchers) => {
            for place in vouchers {
                world.vouchers.get_mut(place)?.removed = true;
            }
        }
        Edit::Post(mut voucher) => {
            voucher.number = world.take_number(voucher.kind);
            let period = voucher.period;
            world.vouchers.push(voucher);
            return Some((period, Row::Line(world.vouchers.len() - 1, 0)));
        }
        Edit::Amount(place, amount) => {
            let lines = &mut world.vouchers.get_mut(place)?.lines;
            for (line, amount) in lines.iter_mut().zip([amount, negative(amount)]) {
                line.amount = amount;
            }
        }
        Edit::Period(place, period) => world.vouchers.get_mut(place)?.period = period,
        Edit::Account(place, line, account) => {
            world.vouchers.get_mut(place)?.lines.get_mut(line)?.account = account;
        }
        Edit::Line(place, number, line) => {
            *world.vouchers.get_mut(place)?.lines.get_mut(number)? = line;
        }
        Edit::Text(place, line, text) => {
            let lines = &mut world.vouchers.get_mut(place)?.lines;
            text.clone_into(&mut lines.get_mut(line)?.text);
        }
        Edit::Kid(place, kid) => {
            for line in &mut world.vouchers.get_mut(place)?.lines {
                line.kid.clone_from(&kid);
            }
        }
        Edit::Tamper(tampering) => {
            let period = tampering.period;
            let is_in_a_file = tampering.change != Change::Leave;
            world.tampered.push(tampering);
            let row = Row::Listed(world.tampered.len() - 1);
            return is_in_a_file.then_some((period, row));
        }
        Edit::FromNav(entry) => {
            let entry = world.entries.get_mut(entry)?;
            (entry.kind, entry.text) = (EntryKind::Refunds, "NAV".to_owned());
        }
    }
    None
}

/// The periods of the data after one, with their bank days.
fn later_periods(
    world: &World,
    period: Period,
) -> impl Iterator<Item = (Period, Range<usize>)> + '_ {
    let periods = world.days.periods.iter().enumerate();
    let later = periods.filter(move |(_, later)| **later > period);
    later.map(|(place, later)| (*later, world.days.of_period(place)))
}

/// A place in a list of the world, and for payments of a lump a place in it.
type Spot = (usize, usize);

/// Places in a list of the world where a fault of the kind might go in a period: days, lumps, triggers, singles,
/// payments as (lump, number).
fn spots(world: &World, fault: FaultId, place: usize) -> Vec<Spot> {
    let days = world.days.of_period(place);
    let of_days = |list: &mut dyn Iterator<Item = usize>| -> Vec<Spot> {
        let places = list.enumerate().filter(|(_, day)| days.contains(day));
        places.map(|(spot, _)| (spot, 0)).collect()
    };
    match fault {
        FaultId::StatementDayMissing | FaultId::NotInBank | FaultId::OcrFileMissing => {
            days.map(|day| (day, 0)).collect()
        }
        FaultId::OcrNotRead => of_days(&mut world.lumps.iter().map(|lump| lump.day)),
        FaultId::ReturnMissing
        | FaultId::SettlementMissing
        | FaultId::OrderMissing
        | FaultId::RefusalPosted => of_days(&mut world.orders.iter().map(|order| order.day)),
        FaultId::SweepMissing | FaultId::SweepDiffers => {
            of_days(&mut world.triggers.iter().map(|trigger| trigger.day))
        }
        FaultId::WrongKidDigit | FaultId::PaymentNotPosted => {
            let lumps = world.lumps.iter().enumerate();
            let lumps = lumps.filter(|(_, lump)| days.contains(&lump.day));
            lumps
                .flat_map(|(spot, lump)| (0..lump.vouchers.len()).map(move |number| (spot, number)))
                .collect()
        }
        FaultId::WrongPeriod => {
            let early: Vec<usize> = world.days.of_period(place + 1).take(EARLY_DAYS).collect();
            if place + 1 == world.days.periods.len() {
                return (0..world.beyond.len()).map(|spot| (spot, 0)).collect();
            }
            let singles = world.singles.iter().enumerate();
            singles
                .filter(|(_, single)| early.contains(&single.day))
                .map(|(spot, _)| (spot, 0))
                .collect()
        }
        FaultId::PaymentFileNotRead => {
            let entries = world.entries.iter().enumerate();
            let of_period = entries.filter(|(_, entry)| days.contains(&entry.day));
            let batches = of_period.filter(|(_, entry)| entry.kind == EntryKind::Batch);
            batches.map(|(spot, _)| (spot, 0)).collect()
        }
        FaultId::InvalidDimension => {
            let period = world.days.period(place);
            let vouchers = world.vouchers.iter().enumerate();
            let costs = vouchers.filter(|(_, voucher)| voucher.kind == VoucherKind::General);
            let of_period = costs.filter(|(_, voucher)| Some(voucher.period) == period);
            of_period.map(|(spot, _)| (spot, 0)).collect()
        }
        FaultId::DoublePosting
        | FaultId::TransposedDigits
        | FaultId::WrongAccount
        | FaultId::AmountDiffers
        | FaultId::NotPosted
        | FaultId::StatusMissing
        | FaultId::OverAge
        | FaultId::NavOutsideSolution
        | FaultId::NavCorrected
        | FaultId::NavAfterPayroll => of_days(&mut world.singles.iter().map(|single| single.day)),
        // What concerns the report of the month.
        FaultId::NavNotRead
        | FaultId::NavReadTwice
        | FaultId::NavWrongBenefitAccount
        | FaultId::NavFileMissing
        | FaultId::NavReceiptByHand
        | FaultId::NavIncomeByHand
        | FaultId::NavNotReversed => vec![(place, 0)],
        FaultId::NavNegativeReport | FaultId::NavNotReceived => {
            days.skip(1).map(|day| (day, 0)).collect()
        }
        _ if cash::has(fault) => world
            .days
            .period(place)
            .map_or_else(Vec::new, |period| cash::spots(world, period)),
        _ if registers::has(fault) => registers::spots(world, fault, place),
        _ if year_end::is_ours(fault) => year_end::spots(world, place),
        _ if fault.is_of_month_end() => srs::spots(world, fault, place),
        _ => year::spots(world, fault, place),
    }
}

/// What the fault would be at this spot; `None` if it cannot be there.
fn candidate(
    world: &World,
    fault: FaultId,
    place: usize,
    spot: Spot,
    stream: &mut Stream,
) -> Option<Candidate> {
    let period = world.days.period(place)?;
    match fault {
        FaultId::StatementDayMissing => bank::statement_day_missing(world, period, spot.0),
        FaultId::SweepMissing | FaultId::SweepDiffers => bank::sweep(world, fault, period, spot.0),
        FaultId::WrongPeriod if place + 1 == world.days.periods.len() => {
            bank::wrong_period_beyond(world, period, spot.0)
        }
        FaultId::WrongPeriod
        | FaultId::DoublePosting
        | FaultId::TransposedDigits
        | FaultId::AmountDiffers
        | FaultId::WrongAccount => bank::single(world, fault, period, spot.0, stream),
        FaultId::NotPosted => bank::not_posted(world, period, spot.0),
        FaultId::NotInBank => Some(bank::not_in_bank(world, period, spot.0, stream)),
        FaultId::PaymentFileNotRead => bank::payment_file_not_read(world, period, spot.0),
        FaultId::OcrNotRead => receipts::ocr_not_read(world, period, spot.0),
        FaultId::PaymentNotPosted => receipts::payment_not_posted(world, period, spot),
        FaultId::OcrFileMissing => receipts::ocr_file_missing(world, period, spot.0),
        FaultId::WrongKidDigit => receipts::wrong_kid_digit(world, period, spot, stream),
        FaultId::OrderMissing => remittance::order_missing(world, period, spot.0),
        FaultId::ReturnMissing | FaultId::SettlementMissing => {
            remittance::order_unanswered(world, fault, period, spot.0)
        }
        FaultId::RefusalPosted => remittance::refusal_posted(world, period, spot.0),
        FaultId::InvalidDimension => ledger::invalid_dimension(world, period, spot.0),
        FaultId::StatusMissing => ledger::status_missing(world, period, spot.0),
        FaultId::OverAge => ledger::over_age(world, period, spot.0),
        FaultId::NavOutsideSolution | FaultId::NavCorrected | FaultId::NavAfterPayroll => {
            nav::further_receipt(world, fault, place, spot.0)
        }
        FaultId::NavNegativeReport | FaultId::NavNotReceived => {
            nav::further_report(world, fault, place, spot.0, stream)
        }
        FaultId::NavNotRead
        | FaultId::NavReadTwice
        | FaultId::NavWrongBenefitAccount
        | FaultId::NavFileMissing
        | FaultId::NavReceiptByHand
        | FaultId::NavIncomeByHand
        | FaultId::NavNotReversed => nav::of_the_month(world, fault, place),
        _ if cash::has(fault) => cash::candidate(world, fault, place, spot.0, stream),
        _ if registers::has(fault) => registers::candidate(world, fault, place, spot.0, stream),
        _ if year_end::is_ours(fault) => year_end::candidate(world, fault, place),
        _ if fault.is_of_month_end() => srs::candidate(world, fault, place, spot.0, stream),
        _ => year::candidate(world, fault, place, spot.0, stream),
    }
}

/// Whether a voucher is a re-posting between cost accounts that fills a month.
fn is_reposting(voucher: &Voucher) -> bool {
    let first = voucher.lines.first();
    let is_cost = |line: &Line| line.text == REPOSTED && EXPENSES.contains(&line.account);
    voucher.kind == VoucherKind::General && !voucher.removed && first.is_some_and(is_cost)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(day: usize, account: &'static str, voucher: usize, amounts: &[i64]) -> Candidate {
        let period: Period = "2025-01".parse().unwrap();
        let effect = |amount: &i64| {
            let fault = FaultId::DoublePosting;
            Effect::new(fault, period, account, Ore(*amount), Vec::new())
        };
        Candidate {
            touches: vec![(day, account)],
            vouchers: vec![voucher],
            effects: amounts.iter().map(effect).collect(),
            ..Candidate::default()
        }
    }

    #[test]
    fn faults_keep_apart() {
        let planting = Planting {
            touched: BTreeSet::from([(4, "1921")]),
            vouchers: BTreeSet::from([7]),
            amounts: BTreeSet::from([500]),
        };
        let table = [
            (candidate(4, "1922", 8, &[600]), true),
            (candidate(5, "1921", 8, &[600, -700]), true),
            (candidate(4, "1921", 8, &[600]), false),
            (candidate(5, "1921", 7, &[600]), false),
            (candidate(5, "1921", 8, &[500]), false),
            (candidate(5, "1921", 8, &[-500]), false),
            (candidate(5, "1921", 8, &[0]), false),
            (candidate(5, "1921", 8, &[600, -600]), false),
        ];
        for (number, (candidate, fits)) in table.iter().enumerate() {
            assert_eq!(planting.fits(candidate), *fits, "row {number}");
        }
    }

    #[test]
    fn shares_go_round() {
        let request = crate::request::tests::request(3, 200);
        let of = |fault, agency| shares(&request, fault, 7, agency, 3);
        assert_eq!(of(FaultId::StatementDayMissing, 0), [0, 1, 2]);
        assert_eq!(of(FaultId::StatementDayMissing, 1), [0, 1]);
        assert_eq!(of(FaultId::OcrNotRead, 0), [1, 2]);
        assert_eq!(of(FaultId::OcrNotRead, 1), [0, 1, 2]);
    }
}
