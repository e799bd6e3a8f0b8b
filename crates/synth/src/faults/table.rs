//! The table of faults: each kind with its name, the check and the cause that must find it, and what it is in one line.
//!
//! Append only, see [`FAULTS`]. Not here: who can have a fault and where it goes (`faults`), what it is made of (its family).

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
    /// The financing of a depreciation is taken to income twice until the month after.
    ReleaseTwice,
    /// The financing of a depreciation is added to until the month after.
    ReleaseTurned,
    /// The financing of a depreciation taken to income is a tenth too small until the month after.
    ReleaseDiffers,
    /// Accrued pay is owed twice until the month after.
    PayOwedTwice,
    /// Accrued pay is taken off what is owed until the month after.
    PayOwedTurned,
    /// June's holiday pay is paid out twice in the ledger until July.
    HolidayPayTwice,
    /// Refunds are accrued income without a provision until the month after.
    NavIncomeAlone,
    /// Refunds are provided for that nobody has claimed, until the month after.
    NavProvisionAlone,
    /// Refunds are claimed and not provided for, until the month after.
    NavClaimAlone,
    /// The provision for refunds is posted twice until the month after.
    NavProvisionTwice,
    /// A claim is taken off the provision for refunds until the month after.
    NavProvisionTurned,
    /// A part of the accrued income of refunds is other income until the month after.
    NavProvisionDiffers,
    /// An accrual is posted twice until the month after.
    AccrualTwice,
    /// An accrual is never reversed.
    AccrualNotReversed,
    /// An accrual is not in the listing of its account.
    AccrualNotListed,
    /// The listing of an account has an accrual that the ledger lacks.
    AccrualNotPosted,
    /// An unused grant is posted twice until the month after.
    GrantTwice,
    /// An unused grant is not in the listing of its account.
    GrantNotListed,
    /// The listing of an account has an unused grant that the ledger lacks.
    GrantNotPosted,
    /// A balance is not carried to the next year.
    CarryMissing,
    /// A balance is carried to the next year twice.
    CarryTwice,
    /// A balance is carried to the next year with the other sign.
    CarryTurned,
    /// A voucher of December is posted after the balances were carried.
    CarryLate,
    /// The cash ledger does not carry an account.
    CashCarryMissing,
    /// The cash ledger carries an account twice.
    CashCarryTwice,
    /// The cash ledger carries an account with the other sign.
    CashCarryTurned,
    /// A line of the S-report is not carried to the next year.
    SettlementNotCarried,
    /// A line of the S-report is carried with the other sign.
    SettlementTurned,
    /// A report of NAV names another account of the agency than the one that was paid to.
    NavOtherAccount,
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
    /// A payment stands in two orders.
    PaymentSentTwice,
    /// A payment is accepted and never debited.
    PaymentNotDebited,
    /// The bank says that a payment is settled, and never debits it.
    PaymentSettledOnly,
    /// A payment has another amount in the order than the bank debits.
    PaymentDiffers,
    /// The bank refuses an order as a whole.
    OrderRefused,
    /// A payment that the bank refused is not sent again.
    RefusalForgotten,
    /// A payment that the bank refused is debited.
    RefusalDebited,
    /// The bank answers an order that was not sent.
    OrderAnsweredOnly,
    /// A batch of payments with an order is not in the ledger.
    BatchNotBooked,
    /// Statements are made too late.
    StatementsLate,
    /// Numbers of payment orders are left out.
    SeriesGap,
    /// Numbers of payment orders are used twice.
    SeriesTwice,
    /// The bank empties a working account on the first day of the month after.
    SweptLate,
    /// An invoice of the order module is not in the ledger.
    OrderNotBooked,
    /// An invoice in the ledger is not of the order module.
    OrderNotSent,
    /// An invoice of the order module is in the ledger twice.
    OrderBookedTwice,
    /// An invoice of the order module has another amount in the ledger.
    OrderDiffers,
    /// A voucher received is not posted.
    ReceivedNotPosted,
    /// An OCR file cannot be read.
    ReceiptsUnreadable,
    /// No authority names the chapter of income.
    TreasuryAuthorityMissing,
    /// An amount is reported under an article that may not stand on the chapter.
    TreasuryCombination,
    /// An amount is reported under an article that must not be reported.
    TreasuryBarred,
    /// An amount is reported as paid that the settlement account did not pay.
    TreasuryBankMoved,
    /// Two rows of the set-up of the cash ledger contradict each other.
    TreasurySetupContradicted,
    /// An amount is reported on mellomværende that is no change of it.
    TreasurySettlementMoved,
    /// The period is not closed.
    TreasuryPeriodOpen,
    /// The S-report was made before the period was closed.
    TreasuryReportedEarly,
    /// An account without postings is in status N.
    ChartUnused,
    /// A closed account is posted on.
    ChartClosed,
    /// An account has no name in the chart.
    ChartNameless,
    /// An account is posted on that the chart does not have.
    ChartNotListed,
    /// A value of a dimension was not used in the half-year.
    DimensionUnused,
    /// A closed value of a dimension was used in the half-year.
    DimensionClosed,
    /// A user's need of access was not confirmed.
    AccessNotConfirmed,
    /// A user has access after the last day of need.
    AccessEnded,
    /// A user has two roles that conflict.
    AccessConflict,
    /// Nothing documents why somebody may order access.
    AccessOrderer,
    /// A value in use has nobody with authority.
    AuthorityHole,
    /// Two intervals of authorities do not meet.
    AuthorityGap,
    /// Two intervals of authorities overlap.
    AuthorityOverlap,
    /// An approver has no superior.
    AuthoritySuperior,
    /// Nobody of an interval may approve the largest invoice.
    AuthorityCeiling,
    /// An authority is of somebody who is no user.
    AuthorityUserUnknown,
    /// A login has another form.
    AuthorityLogin,
    /// An interval has one person with authority.
    AuthorityPersons,
    /// Column R has a word that is not known.
    AuthorityWord,
    /// Four dimensions control authorities.
    AuthorityDimensions,
    /// Two suppliers have the same bank account.
    PartyAccountShared,
    /// A supplier paid through a receiver has no organisation number.
    PartyOrganisationMissing,
    /// A customer was not used for 720 days.
    PartyIdle,
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
    /// A re-posting of period 13 that nobody has approved.
    RepostingNotApproved,
    /// An approved re-posting is not posted.
    RepostingMissing,
    /// An approved re-posting is posted twice.
    RepostingTwice,
    /// An approved re-posting has the wrong sign.
    RepostingTurned,
    /// An approved re-posting is a tenth too large.
    RepostingDiffers,
    /// An approved re-posting has a type without cash effect.
    RepostingWithoutCash,
    /// A re-posting is dated before its approval.
    RepostingEarly,
    /// A re-posting is dated after the first transfer of period 14.
    RepostingLate,
    /// An asset is capitalised with the wrong sign until the month after.
    AssetTurned,
    /// A tenth of the contra posting of a month's appropriation is on another account until the month after.
    ContraDiffers,
    /// A tenth of the appropriation used for an asset is a cost until the month after.
    InvestmentDiffers,
    /// The appropriation used for an asset is posted a second time, against a cost, until the month after.
    InvestmentTwice,
    /// The appropriation used for an asset is a cost until the month after.
    InvestmentElsewhere,
    /// The appropriation used for an asset has the wrong sign until the month after.
    InvestmentTurned,
    /// The movement in the L-report does not lead to its closing balance.
    LReportMovement,
    /// The L-report opens with another balance than the month before closed with.
    LReportOpening,
    /// The L-report closes with another balance than the ledger.
    LReportClosing,
    /// The L-report has an account that is none of the agency's.
    LReportAccount,
    /// Nobody says when the basis of the L-report was received.
    LReportUnconfirmed,
    /// The basis of the L-report is received on the day of the deadline.
    LReportLate,
    /// The holiday pay of a month is posted in the month after.
    PReportHolidayPay,
    /// A cost stands in group 52 until the month after.
    PReportDifference,
    /// The P-report has another balance in Norges Bank than the ledger.
    PReportBank,
    /// A cost is on another article account in the P-report.
    PReportLine,
    /// A line of the P-report is too large by itself.
    PReportUnbalanced,
    /// The treasury does not book a line of the P-report.
    PReportNotBooked,
    /// The treasury books a line that the P-report does not have.
    PReportNotReported,
    /// The authority for a state account has ended.
    TreasuryAuthorityEnded,
    /// The set-up of the cash ledger lacks accounts.
    TreasurySetupMissing,
    /// A row of the set-up of the cash ledger names no accounts that can be read.
    TreasurySetupUnreadable,
    /// An authority on another's chapter that nothing was posted on.
    TreasuryAuthorityUnused,
    /// A chapter of income is reported as if it had been spent.
    TreasurySignUnusual,
    /// The preliminary P-report is not the one that is sent.
    PReportPreliminary,
    /// Income is a cost in the P-report.
    PReportSignUnusual,
}

/// A kind of fault and what it is, in one line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FaultKind {
    /// Its id.
    pub id: FaultId,
    /// What is done to the world, in one line.
    pub one_line: &'static str,
    pub(super) name: &'static str,
    pub(super) check: &'static str,
    pub(super) cause: &'static str,
    /// What it is drawn by, if not its place among those that have none.
    pub(crate) drawn_by: Option<u32>,
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
    month_end(300, FaultId::ReleaseTwice, "release-twice", ["asset-financing", "double-posting"], "the financing of a depreciation is taken to income twice until the month after; only agencies with accruals, two months"),
    month_end(301, FaultId::ReleaseTurned, "release-turned", ["asset-financing", "posted-with-wrong-sign"], "the income of a depreciation's financing has the wrong sign until the month after; only agencies with accruals, two months"),
    month_end(302, FaultId::ReleaseDiffers, "release-differs", ["asset-financing", "amount-differs"], "the income of a depreciation's financing is a tenth too small until the month after; only agencies with accruals, two months"),
    month_end(303, FaultId::PayOwedTwice, "pay-owed-twice", ["accrued-pay", "double-posting"], "accrued pay is owed twice until the month after; only gross agencies with accruals"),
    month_end(304, FaultId::PayOwedTurned, "pay-owed-turned", ["accrued-pay", "posted-with-wrong-sign"], "accrued pay is taken off what is owed until the month after; only gross agencies with accruals"),
    month_end(305, FaultId::HolidayPayTwice, "holiday-pay-twice", ["holiday-pay", "double-posting"], "June's holiday pay is settled twice until July; only agencies with accruals, June and a month before it"),
    month_end(306, FaultId::NavIncomeAlone, "nav-income-alone", ["nav-accrual", "nav-income-without-provision"], "refunds are accrued income without a provision until the month after; only agencies with accruals and reports of NAV"),
    month_end(307, FaultId::NavProvisionAlone, "nav-provision-alone", ["nav-accrual", "nav-provision-without-claim"], "refunds are provided for that nobody has claimed, until the month after; only agencies with accruals and reports of NAV"),
    month_end(308, FaultId::NavClaimAlone, "nav-claim-alone", ["nav-accrual", "nav-claim-without-provision"], "refunds are claimed and not provided for, until the month after; only agencies with accruals and reports of NAV"),
    month_end(309, FaultId::NavProvisionTwice, "nav-provision-twice", ["nav-accrual", "double-posting"], "the provision for refunds is posted twice until the month after; only agencies with accruals and reports of NAV"),
    month_end(310, FaultId::NavProvisionTurned, "nav-provision-turned", ["nav-accrual", "posted-with-wrong-sign"], "a claim is taken off the provision for refunds until the month after; only agencies with accruals and reports of NAV"),
    month_end(311, FaultId::NavProvisionDiffers, "nav-provision-differs", ["nav-accrual", "amount-differs"], "a part of the accrued income of refunds is other income until the month after; only agencies with accruals and reports of NAV"),
    month_end(312, FaultId::AccrualTwice, "accrual-twice", ["accruals", "double-posting"], "an accrual is posted twice until the month after; only net agencies with accruals, four months"),
    month_end(313, FaultId::AccrualNotReversed, "accrual-not-reversed", ["accruals", "reversal-missing"], "an accrual is never reversed; only net agencies with accruals, four months of a year"),
    month_end(314, FaultId::AccrualNotListed, "accrual-not-listed", ["accruals", "not-in-listing"], "an accrual is not in the listing of its account; only net agencies with accruals, four months"),
    month_end(315, FaultId::AccrualNotPosted, "accrual-not-posted", ["accruals", "listing-not-in-ledger"], "the listing of an account has an accrual that the ledger lacks; only net agencies with accruals, four months"),
    month_end(316, FaultId::GrantTwice, "grant-twice", ["unused-appropriation", "double-posting"], "an unused grant is posted twice until the month after; only net agencies with accruals, four months"),
    month_end(317, FaultId::GrantNotListed, "grant-not-listed", ["unused-appropriation", "not-in-listing"], "an unused grant is not in the listing of its account; only net agencies with accruals, four months"),
    month_end(318, FaultId::GrantNotPosted, "grant-not-posted", ["unused-appropriation", "listing-not-in-ledger"], "the listing of an account has an unused grant that the ledger lacks; only net agencies with accruals, four months"),
    month_end(319, FaultId::CarryMissing, "carry-missing", ["carry-forward", "carry-missing"], "a balance is not carried to the next year; only data with a December and the January after it"),
    month_end(320, FaultId::CarryTwice, "carry-twice", ["carry-forward", "carry-twice"], "a balance is carried to the next year twice; only data with a December and the January after it"),
    month_end(321, FaultId::CarryTurned, "carry-turned", ["carry-forward", "carry-wrong-sign"], "a balance is carried to the next year with the other sign; only data with a December and the January after it"),
    month_end(322, FaultId::CarryLate, "carry-late", ["carry-forward", "carry-late-posting"], "a voucher of December is posted after the balances were carried; only data with a December and the January after it"),
    month_end(323, FaultId::CashCarryMissing, "cash-carry-missing", ["carry-forward", "carry-missing"], "the cash ledger does not carry an account to the next year; only gross agencies, a December and the January after it"),
    month_end(324, FaultId::CashCarryTwice, "cash-carry-twice", ["carry-forward", "carry-twice"], "the cash ledger carries an account to the next year twice; only gross agencies, a December and the January after it"),
    month_end(325, FaultId::CashCarryTurned, "cash-carry-turned", ["carry-forward", "carry-wrong-sign"], "the cash ledger carries an account with the other sign; only gross agencies, a December and the January after it"),
    month_end(326, FaultId::SettlementNotCarried, "settlement-not-carried", ["central-settlement", "settlement-not-carried"], "a line of the S-report is not carried to the next year; only gross agencies, a December and the January after it"),
    month_end(327, FaultId::SettlementTurned, "settlement-turned", ["central-settlement", "settlement-wrong-sign"], "a line of the S-report is carried with the other sign; only gross agencies, a December and the January after it"),
    month_end(328, FaultId::NavOtherAccount, "nav-other-account", ["nav-refunds", "nav-other-account"], "a further report names another account of the agency than the one that NAV paid to; only gross agencies with reports of NAV"),
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
    month_end(340, FaultId::PaymentSentTwice, "payment-sent-twice", ["remittance", "payment-sent-twice"], "a payment stands in two orders, and the bank debits one of them; only agencies with payment orders"),
    month_end(341, FaultId::PaymentNotDebited, "payment-not-debited", ["remittance", "payment-not-debited"], "a payment is accepted and never debited; only agencies with payment orders"),
    month_end(342, FaultId::PaymentSettledOnly, "payment-settled-only", ["remittance", "settled-not-debited"], "the bank says that a payment is settled, and never debits it; only agencies with payment orders"),
    month_end(343, FaultId::PaymentDiffers, "payment-differs", ["remittance", "payment-amount-differs"], "two digits of a payment are swapped in the order, not in what the bank debits; only agencies with the newer files"),
    month_end(344, FaultId::OrderRefused, "order-refused", ["remittance", "order-refused"], "the bank refuses an order as a whole, and it is not sent again; only agencies with the newer files"),
    month_end(345, FaultId::RefusalForgotten, "refusal-forgotten", ["remittance", "refusal-not-followed-up"], "a payment that the bank refused is not sent again; only agencies with the newer files"),
    month_end(346, FaultId::RefusalDebited, "refusal-debited", ["remittance", "refusal-debited"], "the bank refuses a payment and debits it; only agencies with the newer files"),
    month_end(347, FaultId::OrderAnsweredOnly, "order-answered-only", ["remittance", "order-missing"], "the bank answers an order that was not sent; only agencies with the newer files"),
    month_end(348, FaultId::BatchNotBooked, "batch-not-booked", ["remittance", "payment-not-booked"], "a batch of payments with an order is not in the ledger; only agencies with the newer files"),
    month_end(349, FaultId::StatementsLate, "statements-late", ["completeness", "file-late"], "the statements of the settlement accounts of one bank day are made days too late; not agencies with the older files"),
    month_end(350, FaultId::SeriesGap, "series-gap", ["completeness", "sequence-gap"], "numbers of payment orders are left out; only agencies with the older files"),
    month_end(351, FaultId::SeriesTwice, "series-twice", ["completeness", "number-twice"], "a number of payment orders is used twice; only agencies with the older files"),
    month_end(352, FaultId::SweptLate, "swept-late", ["bank", "not-swept"], "the bank empties a working account on the first bank day of the month after; two months of a year"),
    month_end(353, FaultId::OrderNotBooked, "order-not-booked", ["invoices-out", "invoice-not-booked"], "an invoice of the order module is not in the ledger; only agencies with an order module"),
    month_end(354, FaultId::OrderNotSent, "order-not-sent", ["invoices-out", "invoice-without-import"], "an invoice in the ledger is not of the order module; only agencies with an order module"),
    month_end(355, FaultId::OrderBookedTwice, "order-booked-twice", ["invoices-out", "invoice-booked-twice"], "an invoice of the order module is in the ledger twice; only agencies with an order module"),
    month_end(356, FaultId::OrderDiffers, "order-differs", ["invoices-out", "invoice-amount-differs"], "two digits of an invoice are swapped in the order module; only agencies with an order module"),
    month_end(357, FaultId::ReceivedNotPosted, "received-not-posted", ["completeness", "voucher-not-posted"], "the service log has a bill that is not posted; only agencies with an order module"),
    month_end(358, FaultId::ReceiptsUnreadable, "receipts-unreadable", ["completeness", "file-refused"], "the OCR file of a day is cut off, and cannot be read; only agencies with the common files"),
    month_end(700, FaultId::TreasuryAuthorityMissing, "treasury-authority-missing", ["s-report", "unauthorised-account"], "no authority names the chapter of income; only agencies budgeted gross, a year from January"),
    month_end(701, FaultId::TreasuryCombination, "treasury-combination", ["s-report", "combination-not-allowed"], "an amount is reported under an article that may not stand on the chapter; only agencies budgeted gross, a year from January"),
    month_end(702, FaultId::TreasuryBarred, "treasury-barred", ["s-report", "account-not-reportable"], "an amount is reported under an article that must not be reported; only agencies budgeted gross, a year from January"),
    month_end(703, FaultId::TreasuryBankMoved, "treasury-bank-moved", ["s-report", "report-not-from-ledger"], "an amount is reported as paid that the settlement account did not pay; only agencies budgeted gross, a year from January"),
    month_end(704, FaultId::TreasurySetupContradicted, "treasury-setup-contradicted", ["s-report", "setup-contradicted"], "two rows of the set-up of the cash ledger contradict each other; only agencies budgeted gross, a year from January"),
    month_end(705, FaultId::TreasurySettlementMoved, "treasury-settlement-moved", ["s-report", "report-not-from-ledger"], "an amount is reported on mellomværende that is no change of it; only agencies budgeted gross, a year from January"),
    month_end(706, FaultId::TreasuryPeriodOpen, "treasury-period-open", ["s-report", "period-open"], "the period is not closed; only agencies budgeted gross, a year from January"),
    month_end(707, FaultId::TreasuryReportedEarly, "treasury-reported-early", ["s-report", "reported-before-close"], "the S-report was made before the period was closed; only agencies budgeted gross, a year from January"),
    month_end(800, FaultId::ChartUnused, "chart-unused", ["chart-status", "account-unused"], "an account without postings is in status N; only with the registers of the half-year control"),
    month_end(801, FaultId::ChartClosed, "chart-closed", ["chart-status", "account-closed"], "a closed account is posted on; only with the registers of the half-year control"),
    month_end(802, FaultId::ChartNameless, "chart-nameless", ["chart-status", "account-without-name"], "an account has no name in the chart; only with the registers of the half-year control"),
    month_end(803, FaultId::ChartNotListed, "chart-not-listed", ["chart-status", "account-not-in-chart"], "an account is posted on that the chart does not have; only with the registers of the half-year control"),
    month_end(804, FaultId::DimensionUnused, "dimension-unused", ["dimension-values", "value-unused"], "a value of a dimension was not used in the half-year; only with the registers of the half-year control"),
    month_end(805, FaultId::DimensionClosed, "dimension-closed", ["dimension-values", "value-closed"], "a closed value of a dimension was used in the half-year; only with the registers of the half-year control"),
    month_end(806, FaultId::AccessNotConfirmed, "access-not-confirmed", ["access", "need-not-confirmed"], "a user's need of access was not confirmed; only with the registers of the half-year control"),
    month_end(807, FaultId::AccessEnded, "access-ended", ["access", "need-ended"], "a user has access after the last day of need; only with the registers of the half-year control"),
    month_end(808, FaultId::AccessConflict, "access-conflict", ["access", "conflicting-roles"], "a user has two roles that conflict; only with the registers of the half-year control"),
    month_end(809, FaultId::AccessOrderer, "access-orderer", ["access", "orderer-undocumented"], "nothing documents why somebody may order access; only with the registers of the half-year control"),
    month_end(810, FaultId::AuthorityHole, "authority-hole", ["authorities-structure", "value-not-covered"], "a value in use has nobody with authority; only with the registers of the half-year control"),
    month_end(811, FaultId::AuthorityGap, "authority-gap", ["authorities-structure", "interval-gap"], "two intervals of authorities do not meet; only with the registers of the half-year control"),
    month_end(812, FaultId::AuthorityOverlap, "authority-overlap", ["authorities-structure", "interval-overlap"], "two intervals of authorities overlap; only with the registers of the half-year control"),
    month_end(813, FaultId::AuthoritySuperior, "authority-superior", ["authorities-structure", "superior-missing"], "an approver has no superior; only with the registers of the half-year control"),
    month_end(814, FaultId::AuthorityCeiling, "authority-ceiling", ["authorities-structure", "limit-below-invoice"], "nobody of an interval may approve the largest invoice; only with the registers of the half-year control"),
    month_end(815, FaultId::AuthorityUserUnknown, "authority-user-unknown", ["authorities-structure", "user-unknown"], "an authority is of somebody who is no user; only with the registers of the half-year control"),
    month_end(816, FaultId::AuthorityLogin, "authority-login", ["authorities-structure", "login-form"], "a login has another form; only with the registers of the half-year control"),
    month_end(817, FaultId::AuthorityPersons, "authority-persons", ["authorities-structure", "too-few-persons"], "an interval has one person with authority; only with the registers of the half-year control"),
    month_end(818, FaultId::AuthorityWord, "authority-word", ["authorities-structure", "word-unknown"], "column R has a word that is not known; only with the registers of the half-year control"),
    month_end(819, FaultId::AuthorityDimensions, "authority-dimensions", ["authorities-structure", "too-many-dimensions"], "four dimensions control authorities; only with the registers of the half-year control"),
    month_end(820, FaultId::PartyAccountShared, "party-account-shared", ["party-registers", "account-shared"], "two suppliers have the same bank account; only with the registers of the half-year control"),
    month_end(821, FaultId::PartyOrganisationMissing, "party-organisation-missing", ["party-registers", "organisation-missing"], "a supplier paid through a receiver has no organisation number; only with the registers of the half-year control"),
    month_end(822, FaultId::PartyIdle, "party-idle", ["party-registers", "party-idle"], "a customer was not used for 720 days; only with the registers of the half-year control"),
    month_end(400, FaultId::YearEndMissing, "year-end-missing", ["year-end", "closing-missing"], "the voucher that takes unpaid grants out of the year is missing; only with --year-end, gross agencies without accruals, a December"),
    month_end(401, FaultId::YearEndTwice, "year-end-twice", ["year-end", "closing-twice"], "the result of the year is transferred twice; only with --year-end, gross agencies without accruals, a December"),
    month_end(402, FaultId::YearEndTurned, "year-end-turned", ["year-end", "closing-wrong-sign"], "collection is taken out of the result with the wrong sign; only with --year-end, gross agencies without accruals, a December"),
    month_end(403, FaultId::YearEndDiffers, "year-end-differs", ["year-end", "closing-amount-differs"], "mellomværende of period 14 is a tenth off; only with --year-end, gross agencies without accruals, a December"),
    month_end(404, FaultId::YearEndContra, "year-end-contra", ["year-end", "closing-wrong-contra"], "grants are taken out of the result against another account; only with --year-end, gross agencies without accruals, a December"),
    month_end(405, FaultId::YearEndType, "year-end-type", ["year-end", "closing-wrong-type"], "the settlement accounts are emptied in period 14 with cash effect; only with --year-end, gross agencies without accruals, a December"),
    month_end(760, FaultId::RepostingNotApproved, "reposting-not-approved", ["period-13", "reposting-not-approved"], "a re-posting in period 13 was not approved; only with --period-13, gross agencies, a December"),
    month_end(761, FaultId::RepostingMissing, "reposting-missing", ["period-13", "reposting-missing"], "an approved re-posting is not posted in period 13; only with --period-13, gross agencies, a December"),
    month_end(762, FaultId::RepostingTwice, "reposting-twice", ["period-13", "reposting-twice"], "an approved re-posting is posted twice in period 13; only with --period-13, gross agencies, a December"),
    month_end(763, FaultId::RepostingTurned, "reposting-turned", ["period-13", "reposting-wrong-sign"], "an approved re-posting has the wrong sign in period 13; only with --period-13, gross agencies, a December"),
    month_end(764, FaultId::RepostingDiffers, "reposting-differs", ["period-13", "reposting-differs"], "an approved re-posting is a tenth too large in period 13; only with --period-13, gross agencies, a December"),
    month_end(765, FaultId::RepostingWithoutCash, "reposting-without-cash", ["period-13", "reposting-without-cash"], "an approved re-posting has a voucher type without cash effect; only with --period-13, gross agencies, a December"),
    month_end(766, FaultId::RepostingEarly, "reposting-early", ["period-13", "reposting-before-approval"], "a re-posting of period 13 is dated before its approval; only with --period-13, gross agencies, a December"),
    month_end(767, FaultId::RepostingLate, "reposting-late", ["period-13", "reposting-after-transfers"], "a re-posting of period 13 is dated after the first transfer of period 14; only with --period-13, gross agencies, a December"),
    month_end(360, FaultId::AssetTurned, "asset-turned", ["fixed-assets", "posted-with-wrong-sign"], "an asset is capitalised with the wrong sign until the month after; only agencies with accruals"),
    month_end(361, FaultId::ContraDiffers, "contra-differs", ["appropriation-income", "amount-differs"], "a tenth of the contra posting of a month's appropriation is on another account until the month after; only gross agencies with accruals"),
    month_end(362, FaultId::InvestmentDiffers, "investment-differs", ["investment-appropriation", "amount-differs"], "a tenth of the appropriation used for an asset is a cost until the month after; only agencies with accruals"),
    month_end(363, FaultId::InvestmentTwice, "investment-twice", ["investment-appropriation", "double-posting"], "the appropriation used for an asset is posted a second time, against a cost, until the month after; only agencies with accruals"),
    month_end(364, FaultId::InvestmentElsewhere, "investment-elsewhere", ["investment-appropriation", "investment-not-posted"], "the appropriation used for an asset is a cost until the month after; only agencies with accruals"),
    month_end(365, FaultId::InvestmentTurned, "investment-turned", ["investment-appropriation", "posted-with-wrong-sign"], "the appropriation used for an asset has the wrong sign until the month after; only agencies with accruals"),
    month_end(720, FaultId::LReportMovement, "l-report-movement", ["l-report", "movement-differs"], "the movement in the L-report does not lead to its closing balance; only agencies that list the basis of the L-report"),
    month_end(721, FaultId::LReportOpening, "l-report-opening", ["l-report", "opening-not-continued"], "the L-report opens with another balance than the month before closed with; only agencies that list the basis of the L-report"),
    month_end(722, FaultId::LReportClosing, "l-report-closing", ["l-report", "report-not-from-ledger"], "the L-report closes with another balance than the ledger; only agencies that list the basis of the L-report"),
    month_end(723, FaultId::LReportAccount, "l-report-account", ["l-report", "account-not-ours"], "the L-report has an account that is none of the agency's; only agencies that list the basis of the L-report"),
    month_end(724, FaultId::LReportUnconfirmed, "l-report-unconfirmed", ["l-report", "basis-not-confirmed"], "nobody says when the basis of the L-report was received; only agencies that list the basis of the L-report"),
    month_end(725, FaultId::LReportLate, "l-report-late", ["l-report", "basis-late"], "the basis of the L-report is received on the day of the deadline; only agencies that list the basis of the L-report"),
    month_end(730, FaultId::PReportHolidayPay, "p-report-holiday-pay", ["p-report", "minimum-posting-missing"], "the holiday pay of a month is posted in the month after; only agencies budgeted net with accruals"),
    month_end(731, FaultId::PReportDifference, "p-report-difference", ["p-report", "difference-not-explained"], "a cost stands in group 52, which article account 280 collects, until the month after; only agencies that list their P-report"),
    month_end(732, FaultId::PReportBank, "p-report-bank", ["p-report", "report-not-from-ledger"], "the P-report has another balance in Norges Bank than the ledger; only agencies that list their P-report"),
    month_end(733, FaultId::PReportLine, "p-report-line", ["p-report", "report-not-from-ledger"], "a cost is on another article account in the P-report than in the ledger; only agencies that list their P-report"),
    month_end(734, FaultId::PReportUnbalanced, "p-report-unbalanced", ["p-report", "report-not-balanced"], "a line of the P-report is too large, so that it does not balance; only agencies that list their P-report"),
    month_end(735, FaultId::PReportNotBooked, "p-report-not-booked", ["treasury-booked", "line-not-booked"], "the treasury does not book a line of the P-report; only agencies that list their P-report"),
    month_end(736, FaultId::PReportNotReported, "p-report-not-reported", ["treasury-booked", "line-not-reported"], "the treasury books a line that the P-report does not have; only agencies that list their P-report"),
    month_end(737, FaultId::TreasuryAuthorityEnded, "treasury-authority-ended", ["s-report", "authority-not-in-force"], "the authority for a chapter has ended; only agencies budgeted gross, a year from January"),
    month_end(738, FaultId::TreasurySetupMissing, "treasury-setup-missing", ["s-report", "setup-missing"], "the set-up of the cash ledger lacks the accounts of class 5; only agencies budgeted gross, a year from January"),
    month_end(739, FaultId::TreasurySetupUnreadable, "treasury-setup-unreadable", ["s-report", "setup-unreadable"], "a row of the set-up of the cash ledger names no accounts that can be read; only agencies budgeted gross, a year from January"),
    month_end(823, FaultId::TreasuryAuthorityUnused, "treasury-authority-unused", ["s-report", "authority-unused"], "an authority on another's chapter is not used by the end of a half-year; only agencies budgeted gross, a year from January"),
    month_end(824, FaultId::TreasurySignUnusual, "treasury-sign-unusual", ["s-report", "report-not-from-ledger"], "the chapter of income is reported with the sign of expenditure; only agencies budgeted gross, a year from January"),
    month_end(825, FaultId::PReportPreliminary, "p-report-preliminary", ["p-report", "changed-after-preliminary"], "the preliminary P-report has another line than the one that is sent; only agencies that list their P-report"),
    month_end(826, FaultId::PReportSignUnusual, "p-report-sign-unusual", ["p-report", "report-not-from-ledger"], "the income of the P-report has the sign of a cost; only agencies that list their P-report"),
];

/// Every fault that can be planted, in a fixed order.
pub fn faults() -> &'static [FaultKind] {
    FAULTS
}
