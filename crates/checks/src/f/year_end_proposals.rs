//! The vouchers that make T1 to T7 hold: those that are missing, and corrections of those that are wrong.
//!
//! Worked out step by step on the balances as the steps before leave them. Types without cash effect (S 9.x: M*); what was
//! posted with cash effect is reversed with its own type first. Not here: what is found (`year_end`).

use std::collections::BTreeMap;

use domain::{Finding, Ore, Period, Proposal, Text};

use super::year_end::finding;
use super::year_end_books::{Books, Step, Sums, Target};
use crate::context::CheckContext;
use crate::proposal::{Contra, Draft, only, vouchers};
use crate::settings;

/// The vouchers; each rests on those of the steps before it.
pub(super) fn proposals(
    cx: &CheckContext<'_>,
    books: &Books<'_>,
    targets: &[Target<'_>],
) -> Vec<Proposal> {
    let findings: Vec<Finding> = targets.iter().filter_map(finding).collect();
    let Some(first) = findings.first() else {
        return Vec::new();
    };
    let mut work = Work {
        cx,
        books,
        findings: &findings,
        first,
        balances: books.before.clone(),
        drafts: Vec::new(),
    };
    work.reverse();
    work.contras();
    work.cash_basis();
    work.through();
    work.result();
    if books.has_transfers() {
        work.transfers();
    }
    vouchers(cx, work.drafts)
}

struct Work<'a, 'b> {
    cx: &'b CheckContext<'a>,
    books: &'b Books<'b>,
    findings: &'b [Finding],
    first: &'b Finding,
    /// What the accounts are once what is drafted is posted; period 14 left out.
    balances: Sums<'b>,
    drafts: Vec<Draft<'b>>,
}

impl<'b> Work<'_, 'b> {
    fn balance(&self, account: &str) -> i128 {
        self.balances.get(account).copied().unwrap_or_default()
    }

    fn result_period(&self) -> Period {
        self.books.kept.result_period(self.cx)
    }

    /// A voucher that answers the findings of these accounts, or the first of all: what follows from it is put right too.
    fn draft(&self, key: &'static str, code: &str, lines: &Sums<'_>) -> Draft<'b> {
        let ours = self.findings.iter().filter(|one| {
            [code, "YEND008"].contains(&one.code)
                && (lines.is_empty() || lines.contains_key(one.subject.as_str()))
        });
        let mut ours: Vec<&Finding> = ours.collect();
        if ours.is_empty() {
            ours.push(self.first);
        }
        let (first, others) = ours.split_first().unwrap_or((&self.first, &[]));
        let text = Text::key(key).with("year", self.cx.period.year().to_string());
        let draft = Draft::new(self.cx, first, text)
            .of_type(settings::text(self.cx.playbook, "year-end.voucher_type"));
        others.iter().fold(draft, |draft, one| draft.answers(one))
    }

    /// Drafts lines against an account, and takes them as posted.
    fn post(
        &mut self,
        (key, code, period): (&'static str, &str, Period),
        lines: &Sums<'b>,
        contra: Option<&'b str>,
    ) {
        let lines: Sums<'b> = lines
            .iter()
            .filter(|(_, amount)| **amount != 0)
            .map(|(account, amount)| (*account, *amount))
            .collect();
        if lines.is_empty() {
            return;
        }
        let draft = self.draft(key, code, &lines).in_period(period);
        let draft = lines.iter().fold(draft, |draft, (account, amount)| {
            draft.line(account, Ore::bounded(*amount))
        });
        self.drafts
            .push(draft.against(contra.map_or(Contra::Open, Contra::Account)));
        let rest = -lines.values().sum::<i128>();
        for (account, amount) in lines.into_iter().chain(contra.map(|one| (one, rest))) {
            *self.balances.entry(account).or_default() += amount;
        }
    }

    /// What was posted with cash effect, by period and type: reversed.
    fn reverse(&mut self) {
        let mut with_cash: BTreeMap<(i32, &'b str), Sums<'b>> = BTreeMap::new();
        let books = self.books;
        let wrong = books.kept.vouchers.iter().filter(|one| one.has_cash_effect);
        for voucher in wrong {
            let sums = with_cash.entry((voucher.period, voucher.kind));
            let sums = sums.or_default();
            for (account, amount) in &voucher.lines {
                *sums.entry(account).or_default() -= amount;
            }
        }
        for ((period, voucher_type), mut sums) in with_cash {
            sums.retain(|_, amount| *amount != 0);
            let Some(period) = Period::from_i32(period).filter(|_| !sums.is_empty()) else {
                continue;
            };
            let draft = self.draft("proposal-year-end-reversal", "YEND008", &sums);
            let draft = draft.of_type(voucher_type).in_period(period);
            let draft = sums.iter().fold(draft, |draft, (account, amount)| {
                draft.line(account, Ore::bounded(*amount))
            });
            self.drafts.push(draft);
            if period.number() != 14 {
                for (account, amount) in sums {
                    *self.balances.entry(account).or_default() += amount;
                }
            }
        }
    }

    /// What stands on another account than the contra account: moved there from the only other account that it can be on.
    fn contras(&mut self) {
        let books = self.books;
        for step in Step::ALL {
            let is_late = step == Step::Settled;
            let Some(contra) = only(step.contra(&books.kept.accounts)) else {
                continue;
            };
            let is_main = |account: &str| {
                if is_late {
                    books.is_transferred(account)
                } else {
                    books.step(account) == Some(step)
                }
            };
            let (mut missing, mut others) = (0, Sums::new());
            let right = books.kept.vouchers.iter().filter(|one| {
                !one.has_cash_effect
                    && (one.period % 100 == 14) == is_late
                    && one
                        .lines
                        .keys()
                        .any(|account| is_main(account) || *account == contra)
            });
            for (account, amount) in right.flat_map(|voucher| &voucher.lines) {
                if is_main(account) || *account == contra {
                    missing -= amount;
                } else {
                    *others.entry(*account).or_default() += amount;
                }
            }
            others.retain(|_, amount| *amount != 0);
            if missing == 0 {
                continue;
            }
            let mut found = others.iter().filter(|(_, amount)| **amount == missing);
            let other = found
                .next()
                .filter(|_| found.next().is_none())
                .map(|(account, _)| *account);
            let period = if is_late {
                self.cx.period
            } else {
                self.result_period()
            };
            let key = ("proposal-year-end-contra", "YEND004", period);
            self.post(key, &Sums::from([(contra, missing)]), other);
        }
    }

    /// Y2a and Y3a: what the cash ledger says of each account.
    fn cash_basis(&mut self) {
        let books = self.books;
        let steps = [Step::GrantsCash, Step::CollectionCash];
        let texts = ["proposal-year-end-grants", "proposal-year-end-collection"];
        for (step, key) in steps.into_iter().zip(texts) {
            let mut lines = Sums::new();
            let ours = books.targets().into_iter();
            let ours =
                ours.filter(|one| one.code == "YEND001" && books.step(one.subject) == Some(step));
            for target in ours {
                // A reversal with cash effect moves both ledgers.
                lines.insert(target.subject, target.should - target.is);
            }
            let contra = only(step.contra(&books.kept.accounts));
            let when = (key, "YEND001", self.result_period());
            self.post(when, &lines, contra);
        }
    }

    /// Y2b and Y3b: the totals, out of the result.
    fn through(&mut self) {
        let books = self.books;
        let steps = [Step::GrantsThrough, Step::CollectionThrough];
        let texts = [
            "proposal-year-end-grants-through",
            "proposal-year-end-collection-through",
        ];
        for (step, key) in steps.into_iter().zip(texts) {
            let groups = books.groups(&self.balances).into_iter();
            let groups = groups.filter(|(_, _, of)| *of == step);
            let lines: Sums<'b> = groups
                .map(|(account, should, _)| (account, should - self.balance(account)))
                .collect();
            let contra = only(step.contra(&books.kept.accounts));
            let when = (key, "YEND002", self.result_period());
            self.post(when, &lines, contra);
        }
    }

    /// Y4: the result.
    fn result(&mut self) {
        let books = self.books;
        let accounts = &books.kept.accounts;
        let Some(account) = only(&accounts.result) else {
            return;
        };
        let should = books.result(&self.balances);
        let lines = Sums::from([(account, should - self.balance(account))]);
        let when = ("proposal-year-end-result", "YEND003", self.result_period());
        self.post(when, &lines, only(&accounts.result_contra));
    }

    /// Y5 to Y8: to 1990, on what period 14 has posted rightly.
    fn transfers(&mut self) {
        let books = self.books;
        let mut late = Sums::new();
        let right = books.kept.vouchers.iter();
        let right = right.filter(|one| one.period % 100 == 14 && !one.has_cash_effect);
        for (account, amount) in right.flat_map(|voucher| &voucher.lines) {
            *late.entry(*account).or_default() += amount;
        }
        let contra = only(&books.kept.accounts.settled);
        let settlement = only(&books.kept.accounts.settlement);
        let (mut settled, mut emptied) = (Sums::new(), Sums::new());
        self.balances
            .extend(settlement.map(|account| (account, self.balance(account))));
        for (account, balance) in &self.balances {
            if !books.is_transferred(account) {
                continue;
            }
            let is = balance + late.get(account).copied().unwrap_or_default();
            let lines = if Some(*account) == settlement {
                &mut settled
            } else {
                &mut emptied
            };
            lines.insert(*account, books.settled(account) - is);
        }
        let both = [
            ("proposal-year-end-settlement", "YEND006", settled),
            ("proposal-year-end-emptied", "YEND007", emptied),
        ];
        for (key, code, lines) in both {
            self.post((key, code, self.cx.period), &lines, contra);
        }
    }
}
