//! Every frame and every column, with meaning and unit.

use std::collections::BTreeMap;

use polars::prelude::DataFrame;

use crate::columns::frame;
pub use crate::columns::{TextRows, Texts};

frame! {
    /// Lines of the general ledger. Period 00 rows are opening balances.
    LedgerLines, LedgerLinesRows, LedgerLine, LedgerLinesView, "ledger_lines" {
        /// Index into `Frames::files`.
        file: u32,
        /// Ordinal in the file, from 0.
        record: u64,
        /// Line in the file, from 1.
        line: u64,
        /// Account.
        account: text,
        /// Period as `year * 100 + number`.
        period: i32,
        /// Voucher date, days since 1970-01-01.
        day: i32,
        /// Voucher number with its series.
        voucher: text,
        /// Voucher type (bilagsart); empty if unknown.
        voucher_type: text,
        /// Import, remittance or settlement batch; empty if none.
        batch: text,
        /// Reference; empty if none.
        reference: text,
        /// KID; empty if none.
        kid: text,
        /// Customer or supplier; empty if none.
        party: text,
        /// Øre, debit positive.
        amount_ore: i64,
        /// ISO 4217 of `amount_ore`.
        currency: text,
        /// Text.
        text: text,
        /// Dimension values as `TYPE=value`, separated by blanks, in file order; empty if the file has none. A blank inside one
        /// is an underscore.
        dimensions: text,
    }
}

frame! {
    /// Balances of accounts as a ledger file states them, at the start and end of the file's selection.
    LedgerBalances, LedgerBalancesRows, LedgerBalance, LedgerBalancesView, "ledger_balances" {
        /// Index into `Frames::files`.
        file: u32,
        /// Ordinal in the file, from 0.
        record: u64,
        /// Account.
        account: text,
        /// First period of the selection.
        from_period: i32,
        /// Last period of the selection.
        to_period: i32,
        /// At the start, øre, debit positive.
        opening_ore: i64,
        /// At the end, øre, debit positive.
        closing_ore: i64,
    }
}

frame! {
    /// Balances of customers and suppliers on their control accounts, as a ledger file states them.
    SubledgerBalances, SubledgerBalancesRows, SubledgerBalance, SubledgerBalancesView, "subledger_balances" {
        /// Index into `Frames::files`.
        file: u32,
        /// Ordinal in the file, from 0.
        record: u64,
        /// `customer` or `supplier`.
        kind: text,
        /// Control account; empty if the file names none.
        account: text,
        /// Customer or supplier number.
        party: text,
        /// First period of the selection.
        from_period: i32,
        /// Last period of the selection.
        to_period: i32,
        /// At the start, øre, debit positive.
        opening_ore: i64,
        /// At the end, øre, debit positive.
        closing_ore: i64,
    }
}

frame! {
    /// Open items of customers and suppliers, as a sub-ledger listing states them.
    SubledgerItems, SubledgerItemsRows, SubledgerItem, SubledgerItemsView, "subledger_items" {
        /// Index into `Frames::files`.
        file: u32,
        /// Ordinal in the file, from 0.
        record: u64,
        /// Line in the file, from 1.
        line: u64,
        /// The period the listing was taken for.
        period: i32,
        /// Control account.
        account: text,
        /// Customer or supplier number.
        party: text,
        /// Voucher number; empty if none.
        voucher: text,
        /// Voucher date, days since 1970-01-01.
        day: i32,
        /// Open amount in øre, debit positive.
        amount_ore: i64,
        /// KID; empty if none.
        kid: text,
    }
}

frame! {
    /// Bank statements with their booked balances.
    BankStatements, BankStatementsRows, BankStatement, BankStatementsView, "bank_statements" {
        /// Index into `Frames::files`.
        file: u32,
        /// Ordinal of the statement in the file, from 0.
        record: u64,
        /// Line in the file, from 1.
        line: u64,
        /// Bank account number, 11 digits for a Norwegian account.
        account: text,
        /// Statement id; unique per account only.
        id: text,
        /// Electronic sequence number; −1 if none.
        sequence: i64,
        /// First day, days since 1970-01-01.
        from_day: i32,
        /// Last day, days since 1970-01-01.
        to_day: i32,
        /// Opening booked balance in øre, credit at the bank (our money) positive.
        opening_ore: i64,
        /// Closing booked balance in øre, credit at the bank (our money) positive.
        closing_ore: i64,
        /// 1 = the file states both balances, 0 = one is missing and its column is meaningless.
        has_balances: u32,
        /// ISO 4217.
        currency: text,
    }
}

frame! {
    /// Entries of bank statements. Credit on the account (money in) is positive: it equals a debit in the ledger.
    BankEntries, BankEntriesRows, BankEntry, BankEntriesView, "bank_entries" {
        /// Index into `Frames::files`.
        file: u32,
        /// Ordinal of the entry in the file, from 0.
        record: u64,
        /// Line in the file, from 1.
        line: u64,
        /// Ordinal of its statement in the file, from 0.
        statement: u64,
        /// Bank account number.
        account: text,
        /// Booking date, days since 1970-01-01; for an entry without one, the statement's last day.
        day: i32,
        /// Øre, money in positive.
        amount_ore: i64,
        /// ISO 4217.
        currency: text,
        /// `booked`, `pending`, `information`.
        status: text,
        /// The bank's reference; empty if none.
        bank_ref: text,
        /// KID, if the entry has exactly one; empty otherwise.
        kid: text,
        /// Batch the bank names (payment information id); empty if none.
        batch: text,
        /// Bank transaction code, `domain/family/sub-family`; empty if none.
        code: text,
        /// Norwegian lump-sum code 230–234, 240; empty if none.
        group_code: text,
        /// Text.
        text: text,
    }
}

frame! {
    /// Incoming payments of OCR files, camt.054 credits and CREMUL, in kroner. The same payment told by several of them is
    /// here once.
    IncomingPayments, IncomingPaymentsRows, IncomingPayment, IncomingPaymentsView, "incoming_payments" {
        /// Index into `Frames::files`.
        file: u32,
        /// Ordinal of the payment in the file, from 0.
        record: u64,
        /// Line in the file, from 1.
        line: u64,
        /// The payee's bank account.
        account: text,
        /// Settlement date, days since 1970-01-01.
        day: i32,
        /// Key of the lump sum on the bank statement (OCR positions 22–31, else the bank's reference of the entry).
        lump: text,
        /// Transaction type 10–21 of OCR; 0 of the others.
        kind: u32,
        /// Øre, money in positive.
        amount_ore: i64,
        /// KID; empty if none. Of a payment with several KIDs, only its first.
        kid: text,
        /// Who tells it: `ocr-giro`, `camt.054`, `cremul`.
        source: text,
    }
}

frame! {
    /// Payments that the agency has sent to the bank: Telepay sent files and pain.001.
    OutgoingPayments, OutgoingPaymentsRows, OutgoingPayment, OutgoingPaymentsView, "outgoing_payments" {
        /// Index into `Frames::files`.
        file: u32,
        /// Ordinal of the payment in the file, from 0.
        record: u64,
        /// Line in the file, from 1.
        line: u64,
        /// `telepay`, `pain.001`.
        source: text,
        /// Bank account debited, 11 digits for a Norwegian account.
        account: text,
        /// Requested payment date, days since 1970-01-01.
        day: i32,
        /// In the minor unit of `currency`, paid out positive; a credit note is negative.
        amount_ore: i64,
        /// ISO 4217.
        currency: text,
        /// The file or message: MsgId, or enterprise and first sequence number of the batch.
        message: text,
        /// The order: PmtInfId, or own reference of the Telepay order.
        order: text,
        /// The sender's key of the payment: InstrId, else EndToEndId; own reference of the Telepay line.
        reference: text,
        /// KID; empty if none.
        kid: text,
        /// The payee's account; personal data, never shown unmasked; empty if none.
        payee_account: text,
    }
}

frame! {
    /// What the bank has said of payments: Telepay returns, pain.002, BANSTA, camt.054 debits, DEBMUL.
    PaymentStatuses, PaymentStatusesRows, PaymentStatus, PaymentStatusesView, "payment_statuses" {
        /// Index into `Frames::files`.
        file: u32,
        /// Ordinal of the statement in the file, from 0.
        record: u64,
        /// Line in the file, from 1.
        line: u64,
        /// `telepay`, `pain.002`, `bansta`, `camt.054`, `debmul`.
        source: text,
        /// `message`, `order` or `payment`: what it is said of.
        level: text,
        /// `received`, `in-process`, `settled`, `waiting`, `rejected`, `cancelled`, `information`.
        stage: text,
        /// The bank's own code: `ACCP`, `RJCT`, the Telepay return code, the cause of a cancellation.
        code: text,
        /// Reason codes, joined with a blank; empty if none.
        reason: text,
        /// The message that it answers; empty if it does not say.
        message: text,
        /// The order that it is about; empty if it does not say.
        order: text,
        /// The sender's key of the payment; empty if it does not say.
        reference: text,
        /// The bank's own reference of the payment; empty if none.
        bank_ref: text,
        /// Bank account debited; empty if it does not say.
        account: text,
        /// The day it is about (value date, booking date, day of the report), days since 1970-01-01; 0 if it does not say.
        day: i32,
        /// 1 = an amount is stated, 0 = none is and `amount_ore` is meaningless.
        has_amount: u32,
        /// In the minor unit of `currency`, paid out positive.
        amount_ore: i64,
        /// ISO 4217; empty without an amount.
        currency: text,
        /// KID; empty if none.
        kid: text,
    }
}

frame! {
    /// Refunds by employee, as NAV's settlement reports (K27, K37) state them.
    NavRefunds, NavRefundsRows, NavRefund, NavRefundsView, "nav_refunds" {
        /// Index into `Frames::files`.
        file: u32,
        /// Ordinal in the file, from 0.
        record: u64,
        /// Line in the file, from 1.
        line: u64,
        /// NAV unit, 4 digits.
        unit: text,
        /// Employer, 9 digits.
        employer: text,
        /// Subunit, 9 digits.
        subunit: text,
        /// Benefit code (ytelse), one character.
        benefit: text,
        /// National identity or D-number; personal data, never shown.
        person: text,
        /// First day of the benefit, days since 1970-01-01; 0 if none.
        from_day: i32,
        /// Last day of the benefit, days since 1970-01-01; 0 if none.
        to_day: i32,
        /// The bank account that NAV paid to.
        account: text,
        /// Øre, positive = refund to the employer.
        amount_ore: i64,
        /// The day NAV paid, days since 1970-01-01; 0 if neither the file, its name nor its metadata says.
        paid_day: i32,
    }
}

frame! {
    /// Voucher lines that a source system has sent to be booked (GL07, ABW XML).
    ImportLines, ImportLinesRows, ImportLine, ImportLinesView, "import_lines" {
        /// Index into `Frames::files`.
        file: u32,
        /// Ordinal in the file, from 0.
        record: u64,
        /// Line in the file, from 1.
        line: u64,
        /// The sending system.
        interface: text,
        /// Batch of the source system.
        batch: text,
        /// Company (firma).
        client: text,
        /// Voucher number or counter; empty if none.
        voucher: text,
        /// Voucher type.
        voucher_type: text,
        /// `GL`, `AP`, `AR`, `TX`.
        kind: text,
        /// Period as `year * 100 + number`; 0 if the order decides.
        period: i32,
        /// Voucher date, days since 1970-01-01; 0 if none.
        day: i32,
        /// Account.
        account: text,
        /// Øre, debit positive.
        amount_ore: i64,
        /// KID; empty if none.
        kid: text,
        /// Customer or supplier; empty if none.
        party: text,
        /// External reference or invoice number; empty if none.
        reference: text,
        /// Text.
        text: text,
    }
}

impl LedgerLines {
    /// Sum per (account, period), sorted; taken in `i128`, so that nothing wraps.
    pub fn sums(&self) -> Vec<(String, i32, i128)> {
        let view = self.view();
        let mut sums: BTreeMap<&str, BTreeMap<i32, i128>> = BTreeMap::new();
        for (row, (&period, &amount)) in view.period.iter().zip(view.amount_ore).enumerate() {
            let of_account = sums.entry(view.account.get(row)).or_default();
            *of_account.entry(period).or_default() += i128::from(amount);
        }
        let flat = sums.into_iter().flat_map(|(account, periods)| {
            periods
                .into_iter()
                .map(move |(period, sum)| (account.to_owned(), period, sum))
        });
        flat.collect()
    }
}

/// Sum of an øre column while it is filled, in `i128`: one half of the pair assertion of `ingest`.
macro_rules! sum_ore {
    ($($rows:ident)*) => {
        $(impl $rows {
            /// Sum of `amount_ore` so far.
            pub fn sum_ore(&self) -> i128 {
                self.amount_ore.iter().map(|ore| i128::from(*ore)).sum()
            }
        })*
    };
}
sum_ore! {
    LedgerLinesRows SubledgerItemsRows BankEntriesRows IncomingPaymentsRows OutgoingPaymentsRows NavRefundsRows
    ImportLinesRows
}

/// What is known only when a file's header has been read, for all its rows.
macro_rules! selection {
    ($($rows:ident)*) => {
        $(impl $rows {
            /// Puts the selection of the part in place of the part's number in `from_period`; a part without a
            /// selection gets 0.
            pub fn set_selection(&mut self, of_part: impl Fn(i32) -> Option<(i32, i32)>) {
                for (from, to) in self.from_period.iter_mut().zip(&mut self.to_period) {
                    (*from, *to) = of_part(*from).unwrap_or_default();
                }
            }
        })*
    };
}
selection! { LedgerBalancesRows SubledgerBalancesRows }

impl LedgerLinesRows {
    /// The currency of the amounts of the file that the rows come from.
    pub fn set_currency(&mut self, currency: &str) {
        self.currency.fill(currency);
    }
}

impl OutgoingPaymentsRows {
    /// The message that all of them came in, known when the file has been read.
    pub fn set_message(&mut self, message: &str) {
        self.message.fill(message);
    }
}

impl NavRefundsRows {
    /// The day on which NAV paid, days since 1970-01-01, for all rows of a report.
    pub fn set_paid_day(&mut self, day: i32) {
        self.paid_day.fill(day);
    }
}

/// A polars frame by the name it has in the house, for tests and tools that compare frames.
pub fn named(frames: &crate::Frames) -> [(&'static str, &DataFrame); 11] {
    [
        ("ledger_lines", frames.ledger_lines.frame()),
        ("ledger_balances", frames.ledger_balances.frame()),
        ("subledger_balances", frames.subledger_balances.frame()),
        ("subledger_items", frames.subledger_items.frame()),
        ("bank_statements", frames.bank_statements.frame()),
        ("bank_entries", frames.bank_entries.frame()),
        ("incoming_payments", frames.incoming_payments.frame()),
        ("outgoing_payments", frames.outgoing_payments.frame()),
        ("payment_statuses", frames.payment_statuses.frame()),
        ("nav_refunds", frames.nav_refunds.frame()),
        ("import_lines", frames.import_lines.frame()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(texts: &TextRows) -> Vec<&str> {
        texts.iter().collect()
    }

    #[test]
    fn text_columns_keep_every_text_apart() {
        let mut texts = TextRows::default();
        for text in ["1939", "", "æøå", "", "x"] {
            texts.push(text);
        }
        assert_eq!(listed(&texts), ["1939", "", "æøå", "", "x"]);
        for (row, text) in listed(&texts).into_iter().enumerate() {
            assert_eq!(texts.get(row), text);
        }
        assert_eq!(texts.get(5), "");
        let mut filled = texts.clone();
        filled.fill("NOK");
        assert_eq!(listed(&filled), ["NOK"; 5]);
    }

    #[test]
    fn rows_of_files_are_appended_and_retained_as_wholes() {
        let file = |names: &[&str]| {
            let mut rows = IncomingPaymentsRows::default();
            for (record, name) in (0..).zip(names) {
                let (kid, amount_ore) = ((*name).to_owned(), i64::from(name.is_empty()));
                rows.push(IncomingPayment {
                    record,
                    amount_ore,
                    kid,
                    ..IncomingPayment::default()
                });
            }
            rows
        };
        let mut all = IncomingPaymentsRows::default();
        all.append(0, &file(&["a", "bb", ""]));
        all.append(1, &file(&[]));
        all.append(2, &file(&["", "ccc"]));
        assert_eq!(all.file, [0, 0, 0, 2, 2]);
        assert_eq!(all.record, [0, 1, 2, 0, 1]);
        assert_eq!(listed(&all.kid), ["a", "bb", "", "", "ccc"]);
        all.retain(|row| row % 2 == 0);
        assert_eq!(all.file, [0, 0, 2]);
        assert_eq!(all.amount_ore, [0, 1, 0]);
        assert_eq!(listed(&all.kid), ["a", "", "ccc"]);
        let frame = all.into_frame().unwrap();
        let view = frame.view();
        assert_eq!(
            (0..3).map(|row| view.kid.get(row)).collect::<Vec<_>>(),
            ["a", "", "ccc"]
        );
    }

    #[test]
    fn sums_per_account_and_period_do_not_wrap() {
        let mut rows = LedgerLinesRows::default();
        for (record, (account, period, amount_ore)) in [
            ("1939", 202_501, i64::MAX),
            ("1500", 202_501, -5),
            ("1939", 202_501, i64::MAX),
            ("1939", 202_502, 7),
        ]
        .into_iter()
        .enumerate()
        {
            rows.push(LedgerLine {
                record: record.try_into().unwrap(),
                account: account.into(),
                period,
                amount_ore,
                ..LedgerLine::default()
            });
        }
        let frame = rows.into_frame().unwrap();
        assert_eq!(frame.view().account.get(1), "1500");
        assert_eq!(
            frame.sums(),
            [
                ("1500".to_owned(), 202_501, -5),
                ("1939".to_owned(), 202_501, 2 * i128::from(i64::MAX)),
                ("1939".to_owned(), 202_502, 7)
            ]
        );
        assert!(LedgerLines::default().sums().is_empty());
        assert_eq!(LedgerLines::default().view().amount_ore.len(), 0);
    }
}
