//! The vouchers that the routine prescribes for the causes of A7.
//!
//! Sources: S 14.1 (difference to K27), 14.2 (file of receipts missing), 14.3 (negative unit), 14.4 (outside the refund
//! solution), 14.5 (K27 not read), S year end (December's accrual). A lump sum stands on one cost centre and a dummy
//! employee, never on a person.

use std::collections::{BTreeMap, BTreeSet};

use domain::agency::BankAccount;
use domain::{OpenItem, Ore, RowRef, Text};

use super::nav_causes::{Explained, parental};
use super::nav_facts::{Facts, Use, bank_set};
use super::nav_refunds::{Subjects, negative};
use crate::context::CheckContext;
use crate::proposal::{Contra, Draft, VoucherKey, only};
use crate::settings;

/// The vouchers for what is explained, and for a rest of the income.
pub(super) fn drafts<'a>(
    cx: &CheckContext<'a>,
    facts: &Facts<'a>,
    subjects: &Subjects,
    explained: &[Explained],
) -> Vec<Draft<'a>> {
    let accounts = &facts.accounts;
    let Some(interim) = only(&accounts.interim) else {
        return Vec::new();
    };
    let search = Search {
        cx,
        facts,
        explained,
        interim,
    };
    let of_subject = |one: &Explained| match one.cause() {
        None if one.subject == facts.income_subject => search.difference(one),
        Some("nav-not-read" | "nav-after-payroll" | "nav-read-twice")
            if one.subject == facts.income_subject =>
        {
            search.report(one)
        }
        Some("nav-wrong-benefit-account") => search.benefits(one),
        Some("nav-not-reversed" | "nav-december") if one.subject == subjects.interim => {
            search.reversal(one)
        }
        Some("nav-file-missing") => search.receipt(one),
        Some("nav-negative-unit" | "nav-negative-report" | "nav-outside-solution")
            if one.subject == subjects.claims =>
        {
            search.claim(one)
        }
        _ => Vec::new(),
    };
    explained.iter().flat_map(of_subject).collect()
}

struct Search<'a, 'f> {
    cx: &'f CheckContext<'a>,
    facts: &'f Facts<'a>,
    explained: &'f [Explained],
    interim: &'f str,
}

impl<'a> Search<'a, '_> {
    /// A voucher that answers all findings of this cause and these rows.
    fn draft(&self, one: &Explained, text: Text) -> Draft<'a> {
        let alike = self.explained.iter().filter(|other| {
            !one.rows.is_empty()
                && other.cause() == one.cause()
                && other.rows == one.rows
                && other.subject != one.subject
        });
        let draft = Draft::new(self.cx, &one.finding(), text);
        alike.fold(draft, |draft, other| draft.answers(&other.finding()))
    }

    fn about(key: &'static str, one: &Explained) -> Text {
        let text = Text::key(key);
        match one.date {
            Some(date) => text.with("date", date),
            None => text,
        }
    }

    /// Refunds as income against the interim account: sick pay and parental benefit on their accounts, if the codes tell
    /// them apart.
    fn income(&self, draft: Draft<'a>, amount: Ore, parental: Option<Ore>) -> Draft<'a> {
        let accounts = &self.facts.accounts;
        let draft = draft.line(self.interim, amount);
        let parts = parental.and_then(|parental| {
            let sick = amount.checked_sub(parental)?;
            Some([
                (only(&accounts.sick)?, sick),
                (only(&accounts.parental)?, parental),
            ])
        });
        match parts {
            None => draft.against(Contra::Open),
            Some(parts) => self.on_accounts(
                draft,
                parts.map(|(account, part)| (account, negative(part))),
            ),
        }
    }

    /// Lines on refund accounts, with the dimensions of a lump sum.
    fn on_accounts(&self, draft: Draft<'a>, parts: [(&str, Ore); 2]) -> Draft<'a> {
        let dimensions = self.dimensions();
        parts.into_iter().fold(draft, |draft, (account, amount)| {
            draft.with_dimensions(account, amount, dimensions.clone())
        })
    }

    /// Cost centre and dummy employee; none unless both are set.
    fn dimensions(&self) -> BTreeMap<&'static str, String> {
        let named = [
            ("cost_centre", "proposal.cost_centre"),
            ("employee", "proposal.dummy_employee"),
        ];
        let named =
            named.map(|(dimension, name)| (dimension, settings::text(self.cx.playbook, name)));
        if named.iter().any(|(_, value)| value.is_empty()) {
            return BTreeMap::new();
        }
        named
            .map(|(dimension, value)| (dimension, value.to_owned()))
            .into()
    }

    /// S 14.1: what is left between K27 and income.
    fn difference(&self, one: &Explained) -> Vec<Draft<'a>> {
        let text = Text::key("proposal-nav-difference").with("period", self.cx.period);
        let booked = self
            .facts
            .income
            .get(&Use::Parental)
            .copied()
            .unwrap_or(Ore::ZERO);
        let parental = parental(self.cx, &self.facts.reports)
            .and_then(|reported| booked.checked_add(reported));
        let draft = self
            .draft(one, text)
            .until(Text::key("proposal-until-payroll"));
        vec![self.income(draft, one.amount, parental)]
    }

    /// S 14.5: a report that payroll has not read; in December what it reads in January; one that it has read twice.
    fn report(&self, one: &Explained) -> Vec<Draft<'a>> {
        let is_twice = one.cause() == Some("nav-read-twice");
        let mut reports = self.facts.reports.iter();
        let first = one.rows.first().copied();
        let Some(report) = reports.find(|report| report.first == first) else {
            return Vec::new();
        };
        let parental = parental(self.cx, std::slice::from_ref(report));
        let parental = parental.map(|part| if is_twice { negative(part) } else { part });
        let january = self.cx.period.next_month();
        let is_december = self.cx.period.number() == 12 && one.cause() == Some("nav-after-payroll");
        let (key, reversal) = if is_twice {
            (
                "proposal-nav-read-twice",
                Text::key("proposal-until-payroll"),
            )
        } else if is_december {
            let reversal = Text::key("proposal-reversed-in").with("period", january);
            ("proposal-nav-december", reversal)
        } else {
            ("proposal-nav-not-read", Text::key("proposal-until-payroll"))
        };
        let draft = self.draft(one, Self::about(key, one)).until(reversal);
        let mut drafts = vec![self.income(draft, one.amount, parental)];
        if is_december {
            let text = Self::about("proposal-nav-december-reversed", one);
            let draft = self.draft(one, text).in_period(january);
            drafts.push(self.income(draft, negative(one.amount), parental.map(negative)));
        }
        drafts
    }

    /// Income of one benefit on the account of the other.
    fn benefits(&self, one: &Explained) -> Vec<Draft<'a>> {
        let accounts = &self.facts.accounts;
        let Some((sick, parental)) = only(&accounts.sick).zip(only(&accounts.parental)) else {
            return Vec::new();
        };
        let draft = self.draft(one, Self::about("proposal-nav-benefit", one));
        vec![self.on_accounts(
            draft,
            [(parental, negative(one.amount)), (sick, one.amount)],
        )]
    }

    /// A voucher by hand that payroll's posting ends: reversed as it was posted; December's accrual in January.
    fn reversal(&self, one: &Explained) -> Vec<Draft<'a>> {
        let rows: BTreeSet<RowRef> = one.rows.iter().copied().collect();
        let mut vouchers = self.facts.vouchers.iter();
        let original =
            vouchers.find(|(_, lines)| lines.iter().any(|line| rows.contains(&line.row)));
        let Some((key, _)) = original else {
            return Vec::new();
        };
        let key: VoucherKey<'a> = *key;
        let (words, period) = if one.cause() == Some("nav-december") {
            ("proposal-nav-january", self.cx.period.next_month())
        } else {
            ("proposal-nav-reversal", self.cx.period)
        };
        let text = Self::about(words, one).with("voucher", key.1);
        let draft = self.draft(one, text).in_period(period);
        let draft = draft.line(self.interim, negative(one.amount));
        vec![draft.against(Contra::Whole(key))]
    }

    /// S 14.2: a receipt whose file has not come.
    fn receipt(&self, one: &Explained) -> Vec<Draft<'a>> {
        let Some((account, item)) = self.bank_row(&one.rows) else {
            return Vec::new();
        };
        let [ledger] = account.ledger.as_slice() else {
            return Vec::new();
        };
        let draft = self.draft(one, Self::about("proposal-nav-receipt", one));
        let draft = draft.line(ledger.as_str(), item.amount);
        let draft = draft.line(self.interim, negative(item.amount));
        vec![draft.until(Text::key("proposal-until-payroll"))]
    }

    fn bank_row(&self, rows: &[RowRef]) -> Option<(&'a BankAccount, &'a OpenItem)> {
        let cx = self.cx;
        let mut accounts = cx.playbook.bank_accounts.iter();
        accounts.find_map(|account| {
            let mut open = bank_set(cx, account)?.left.open();
            let item = open.find_map(|(_, item)| rows.contains(&item.row).then_some(item));
            Some((account, item?))
        })
    }

    /// S 14.3, 14.4: payroll moves the claim to the interim account; what is outside the solution is income in the ledger.
    fn claim(&self, one: &Explained) -> Vec<Draft<'a>> {
        let Some(debtor) = only(&self.facts.accounts.debtor) else {
            return Vec::new();
        };
        let is_outside = one.cause() == Some("nav-outside-solution");
        let key = if is_outside {
            "proposal-nav-outside"
        } else {
            "proposal-nav-negative"
        };
        let amount = negative(one.amount);
        let draft = self.draft(one, Self::about(key, one));
        let draft = draft.line(debtor, amount).line(self.interim, one.amount);
        let mut drafts = vec![draft.problem(Text::key("proposal-by-payroll"))];
        if is_outside {
            let draft = self.draft(one, Self::about("proposal-nav-outside-income", one));
            drafts.push(draft.line(self.interim, amount).against(Contra::Open));
        }
        drafts
    }
}
