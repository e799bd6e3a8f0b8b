//! What only agencies with the newer or the older files have: what they order of the bank, payments that it refuses, and
//! refunds of NAV with their vouchers.
//!
//! Refunds are booked as follows; debit is positive, C what is claimed, B what NAV pays, which is what its report
//! lists. Source: the routine of NAV refunds (S 14), 1575 for all benefits; that the claim is posted with the wages is
//! inferred.
//!
//! | Event | Bank | 1571 | 1575 | 5800, 5810 |
//! |---|---|---|---|---|
//! | claim, with the wages of the month before | | +C | -C | |
//! | payment, on the first bank day | +B | -B | | |
//! | income, with the wages | | | +B | -B |
//!
//! Not here: the reports (`refunds`), the files (`order_records`, `refund_records`).

use domain::{Ore, Period};

use super::{Generator, Source};
use crate::plan::{Claim, kid as kid_of};
use crate::profile::{
    FileExchange, REFUNDS_CLAIMED, REFUNDS_OWED, REFUNDS_PARENTAL, REFUNDS_SICK, payee_account,
};
use crate::refunds::Report;
use crate::world::{EntryKind, Line, Payment, Row, VoucherKind, negative};

/// The payment of a bill; with a KID, if the supplier has them and it may be used.
pub(super) fn payment_of(claim: &Claim, may_have_kid: bool) -> Payment {
    let number: Option<u64> = claim
        .reference
        .strip_prefix('F')
        .and_then(|number| number.parse().ok());
    let kid = number.filter(|_| may_have_kid && claim.party.is_multiple_of(2));
    let kid = kid.map_or_else(String::new, |number| kid_of(claim.party, number));
    let text = if kid.is_empty() {
        format!("Faktura {}", claim.reference)
    } else {
        String::new()
    };
    Payment {
        party: claim.party,
        amount: claim.amount,
        account: payee_account(false, claim.party.saturating_sub(50_001)),
        name: format!("Syntetisk leverandør {}", claim.party),
        kid,
        text,
        is_rejected: false,
    }
}

/// The payment of a wage, by number of the employee from 0.
pub(super) fn wage_of(number: u32, amount: Ore) -> Payment {
    Payment {
        party: 0,
        amount,
        account: payee_account(true, number),
        name: format!("TESTPERSON {:04}", number + 1),
        kid: String::new(),
        text: "Netto lønn".to_owned(),
        is_rejected: false,
    }
}

impl Generator {
    /// Takes out of a remittance what the bank will refuse: one payment of the first remittance that has two, every second
    /// month, if the bank's answer can say so.
    pub(super) fn refuse(
        &mut self,
        claims: &mut Vec<Claim>,
        fresh: usize,
        day: usize,
    ) -> Option<Claim> {
        let place = self.world.days.period_index(day);
        let is_due = place % 2 == 1 && self.refused_in != Some(place);
        if self.world.profile.exchange != FileExchange::Newer || !is_due || fresh < 2 {
            return None;
        }
        self.refused_in = Some(place);
        let number = self.refusals.index(fresh);
        Some(claims.remove(number))
    }

    /// NAV pays the month's report on the first bank day. No fault is planted in it.
    pub(super) fn refunds_paid(&mut self, day: usize, period: Period) {
        let place = self.world.days.period_index(day);
        let is_first = self.world.days.of_period(place).start == day;
        let report = self.world.reports.get(place).filter(|_| is_first);
        let Some(amount) = report.map(Report::amount) else {
            return;
        };
        let bank = self.world.profile.receiving;
        let ledger = self.world.profile.ledger(bank);
        let reference = self.bank_reference(day);
        let entry = self.entry(bank, day, EntryKind::Refunds, amount, &reference);
        let text = "Refusjon fra NAV";
        let lines = vec![
            Line::plain(ledger, amount, text).reference(&reference),
            Line::plain(REFUNDS_OWED, negative(amount), text).reference(&reference),
        ];
        let date = self.world.days.date(day);
        let voucher = self
            .world
            .post(VoucherKind::RefundPayment, period, date, "", lines);
        let rows = vec![
            ("bank", Row::Entry(entry)),
            ("ledger", Row::Line(voucher, 0)),
        ];
        self.world.belong(&format!("bank-{ledger}"), rows);
        self.sources.push(Source {
            working: bank,
            reference,
            amount,
            lump: None,
        });
    }

    /// With the wages, what NAV has paid becomes income, and what it will pay next is claimed.
    pub(super) fn refunds_posted(&mut self, day: usize, period: Period) {
        let place = self.world.days.period_index(day);
        let date = self.world.days.date(day);
        if let Some(report) = self.world.reports.get(place) {
            let text = "Refusjon fra NAV";
            let incomes = [(false, REFUNDS_SICK), (true, REFUNDS_PARENTAL)];
            let incomes = incomes.map(|(is_parental, account)| {
                Line::plain(account, negative(report.income(is_parental)), text)
            });
            let mut lines = vec![Line::plain(REFUNDS_CLAIMED, report.amount(), text)];
            lines.extend(incomes.into_iter().filter(|line| line.amount != Ore::ZERO));
            self.world
                .post(VoucherKind::Payroll, period, date, "", lines);
        }
        if let Some(next) = self.world.reports.get(place + 1) {
            let amount = next.amount();
            let text = "Krav på NAV";
            let lines = vec![
                Line::plain(REFUNDS_OWED, amount, text),
                Line::plain(REFUNDS_CLAIMED, negative(amount), text),
            ];
            self.world
                .post(VoucherKind::RefundClaim, period, date, "", lines);
        }
    }
}
