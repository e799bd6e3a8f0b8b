//! Faults of what is provided for at the month's end: release of financing, pay, holiday pay, refunds of NAV, accruals and
//! unused grants.
//!
//! Each is put right in the month after, but an accrual that nobody reverses. Not here: assets and appropriations (`srs`).

use domain::{Ore, Period};

use super::{At, ON_ASSETS, ON_DEPRECIATION, WAGES, pair, told, turned};
use crate::faults::{Candidate, Edit, Effect, FaultId, later_periods};
use crate::profile::{
    ACCRUAL_MONTHS, ACCRUED_COSTS, ACCRUED_PARENTAL, ACCRUED_SICK, EXPENSES, GRANT_UNUSED,
    HOLIDAY_PAY_OWED, OTHER_INCOME, PAY_ACCRUED, PAY_OWED, PREPAID, REFUNDS_ACCRUED,
    REFUNDS_CLAIMED, REFUNDS_OWED,
};
use crate::random::Stream;
use crate::world::{Line, Specification, Voucher, VoucherKind, negative, total};

/// The pass-through accounts, as the check names them.
const ON_PASS_THROUGH: &str = "1575..1578";

impl At<'_> {
    /// An effect that the voucher proves which the fault posts.
    fn of_posted(&self, subject: &'static str, amount: Ore) -> Effect {
        Effect {
            rows: Vec::new(), // the new line is added when it is posted
            ..self.effect(subject, amount)
        }
    }

    /// Posts these lines in the month.
    pub(super) fn posting(&self, lines: Vec<Line>) -> Edit {
        Edit::Post(self.voucher_of((self.period, self.voucher.date), lines))
    }

    /// A voucher that nothing stands behind, and what reverses it.
    fn alone(&self, effect: Effect, lines: Vec<Line>) -> Candidate {
        let right = turned(&lines);
        self.candidate(vec![effect], vec![self.posting(lines)], right)
    }

    /// The release of a depreciation's financing is posted twice, turned, or of another amount.
    pub(super) fn release(&self) -> Option<Candidate> {
        let (_, lost) = self.depreciation()?;
        let (of_asset, of_financing) = self.voucher.lines.split_at_checked(2)?;
        let text = "Retting av finansiering";
        let posted = |lines: &[Line]| {
            let lines = [of_asset, lines].concat();
            vec![Edit::Lines(self.spot, lines)]
        };
        let (amount, edits, right) = match self.fault {
            FaultId::ReleaseTwice => {
                let edits = vec![self.posting(of_financing.to_vec())];
                (negative(lost), edits, turned(of_financing))
            }
            FaultId::ReleaseTurned => {
                let right = [of_financing, of_financing].concat();
                (total([lost, lost]), posted(&turned(of_financing)), right)
            }
            _ => {
                let tenth = Ore(lost.0 / 10);
                let released = scaled(of_financing, total([lost, negative(tenth)]));
                (tenth, posted(&released), scaled(of_financing, tenth))
            }
        };
        let effect = self.effect(ON_DEPRECIATION, amount);
        let effect = effect.mirrored(ON_ASSETS, negative(amount));
        Some(self.candidate(vec![effect], edits, told(&right, text)))
    }

    /// Accrued pay is owed twice, the second time on other pay, or is taken off what is owed.
    pub(super) fn further_pay(&self, stream: &mut Stream) -> Option<Candidate> {
        let mut lines = self.voucher.lines.iter();
        let owed = lines.find(|line| line.account == PAY_OWED)?;
        if self.fault == FaultId::PayOwedTwice {
            let lines = pair([PAY_OWED, WAGES], owed.amount, &owed.text);
            return Some(self.alone(self.of_posted(PAY_OWED, owed.amount), lines));
        }
        let amount = Ore(stream.between(100_000, 3_000_000));
        let both = total([amount, amount]);
        let [cost, _] = PAY_ACCRUED;
        let of = |account, amount| Line::plain(account, amount, "Påløpt overtid");
        let lines = vec![
            of(cost, amount),
            of(PAY_OWED, amount),
            of(WAGES, negative(both)),
        ];
        Some(self.alone(self.of_posted(PAY_OWED, both), lines))
    }

    /// Holiday pay is paid out twice.
    pub(super) fn holiday_pay_twice(&self) -> Option<Candidate> {
        let paid = self.voucher.lines.first()?;
        if paid.account != HOLIDAY_PAY_OWED {
            return None;
        }
        let effect = self.of_posted(HOLIDAY_PAY_OWED, paid.amount);
        Some(self.alone(effect, self.voucher.lines.clone()))
    }

    /// A provision for refunds of NAV without its claim, a claim without provision, or one that does not fit the other.
    pub(super) fn nav_provision(&self, stream: &mut Stream) -> Option<Candidate> {
        let mut lines = self.voucher.lines.iter();
        let provided = lines.find(|line| line.account == REFUNDS_ACCRUED)?.amount;
        let amount = Ore(stream.between(100_000, 3_000_000));
        let less = negative(amount);
        let text = "Påløpt NAV-refusjon";
        let candidate = match self.fault {
            FaultId::NavIncomeAlone => {
                let lines = pair([ACCRUED_COSTS, ACCRUED_SICK], amount, text);
                self.alone(self.of_posted(REFUNDS_ACCRUED, less), lines)
            }
            FaultId::NavProvisionAlone => {
                let lines = pair([REFUNDS_ACCRUED, ACCRUED_SICK], amount, text);
                self.alone(self.of_posted(ON_PASS_THROUGH, amount), lines)
            }
            FaultId::NavClaimAlone => {
                let effect = self.of_posted(ON_PASS_THROUGH, less);
                Candidate {
                    effects: vec![effect],
                    edits: self.claim(amount),
                    ..Candidate::default()
                }
            }
            FaultId::NavProvisionTwice => {
                let effect = self.of_posted(ON_PASS_THROUGH, provided);
                self.alone(effect, self.voucher.lines.clone())
            }
            FaultId::NavProvisionTurned => {
                // What is claimed is taken off the provision.
                let effect = self.of_posted(ON_PASS_THROUGH, negative(total([amount, amount])));
                let lines = pair([REFUNDS_ACCRUED, ACCRUED_SICK], less, text);
                let mut candidate = self.alone(effect, lines);
                candidate.edits.extend(self.claim(amount));
                candidate
            }
            _ => return self.nav_differs(provided),
        };
        Some(candidate)
    }

    /// Claims so much more of NAV, and takes it back in the month after.
    fn claim(&self, amount: Ore) -> Vec<Edit> {
        let lines = pair([REFUNDS_OWED, REFUNDS_CLAIMED], amount, "Krav på NAV");
        let now = Some((self.period, self.voucher.date, lines.clone()));
        let later = self
            .later
            .map(|(period, date)| (period, date, turned(&lines)));
        let claims = now.into_iter().chain(later);
        let edits = claims.map(|(period, date, lines)| {
            Edit::Post(Voucher {
                kind: VoucherKind::RefundClaim,
                ..self.voucher_of((period, date), lines)
            })
        });
        edits.collect()
    }

    /// One of the two accrued incomes is other income: what is left is not the provision.
    fn nav_differs(&self, provided: Ore) -> Option<Candidate> {
        let lines = self.voucher.lines.iter().enumerate();
        let is_income = |line: &Line| [ACCRUED_SICK, ACCRUED_PARENTAL].contains(&line.account);
        let incomes: Vec<(usize, &Line)> = lines.filter(|(_, line)| is_income(line)).collect();
        let [first, second] = incomes.as_slice() else {
            return None;
        };
        // What is left must still look like the income of the provision.
        let fits = |left: &Line| left.amount.0.signum() != provided.0.signum();
        let ((place, moved), left) = if fits(second.1) {
            (*first, second.1)
        } else {
            (*second, first.1)
        };
        if !fits(left) {
            return None;
        }
        let effect = self.effect(REFUNDS_ACCRUED, total([provided, left.amount]));
        let accounts = [moved.account, OTHER_INCOME];
        let right = pair(accounts, moved.amount, "Retting av påløpt refusjon");
        let edits = vec![Edit::Account(self.spot, place, OTHER_INCOME)];
        Some(self.candidate(vec![effect], edits, right))
    }

    /// What a balance of accruals or unused grants is made of: twice, never reversed, or not what its listing says.
    pub(super) fn specified(&self, stream: &mut Stream) -> Option<Candidate> {
        let is_accrual = self.fault.check() == "accruals";
        let amounts = [(), ()].map(|()| stream.between(100_000, 3_000_000));
        let [amount, other] = amounts.map(|ore| Ore(if is_accrual { ore } else { -ore }));
        let (accounts, text) = if is_accrual {
            ([PREPAID, EXPENSES[0]], "Forskuddsbetalt leie")
        } else {
            ([GRANT_UNUSED, OTHER_INCOME], "Ikke inntektsført tilskudd")
        };
        let [account, _] = accounts;
        let lines = |amount| pair(accounts, amount, text);
        let listing = |amounts| {
            Edit::Specify(Specification {
                period: self.period,
                account,
                date: self.voucher.date,
                amounts,
            })
        };
        Some(match self.fault {
            FaultId::AccrualTwice | FaultId::GrantTwice => {
                let edits = [(), ()].map(|()| self.posting(lines(amount)));
                let right = turned(&lines(total([amount, amount])));
                let effect = self.of_posted(account, amount);
                self.candidate(vec![effect], edits.into(), right)
            }
            FaultId::AccrualNotReversed => {
                let effects = self.never_reversed(account, amount)?;
                Candidate {
                    effects,
                    edits: vec![self.posting(lines(amount))],
                    ..Candidate::default()
                }
            }
            FaultId::AccrualNotListed | FaultId::GrantNotListed => {
                let posted = [other, amount].map(|amount| self.posting(lines(amount)));
                let edits = [listing(vec![other])].into_iter().chain(posted);
                let right = turned(&lines(total([amount, other])));
                let effect = self.of_posted(account, amount);
                self.candidate(vec![effect], edits.collect(), right)
            }
            _ => {
                let edits = vec![listing(vec![other, amount]), self.posting(lines(other))];
                let right = turned(&lines(other));
                let effect = self.of_posted(account, negative(amount));
                self.candidate(vec![effect], edits, right)
            }
        })
    }

    /// An accrual is told of as soon as it is too old; in a later year no row of the year is it.
    fn never_reversed(&self, account: &'static str, amount: Ore) -> Option<Vec<Effect>> {
        let later = later_periods(self.world, self.period).map(|(period, _)| period);
        let effects: Vec<Effect> = later
            .filter_map(|period| {
                let effect = Effect {
                    period,
                    ..self.of_posted(account, amount)
                };
                if period.year() != self.period.year() {
                    return Some(effect.unexplained());
                }
                is_too_old(self.period, period).then_some(effect)
            })
            .collect();
        effects.first()?.cause?;
        Some(effects)
    }
}

/// Whether an accrual of a month should have been reversed in another.
pub(super) fn is_too_old(posted: Period, now: Period) -> bool {
    now.months_since(posted) > ACCRUAL_MONTHS
}

/// Two lines with another amount, the first of them debit.
fn scaled(lines: &[Line], amount: Ore) -> Vec<Line> {
    let scaled = lines.iter().zip([amount, negative(amount)]);
    let scaled = scaled.map(|(line, amount)| Line {
        amount,
        ..line.clone()
    });
    scaled.collect()
}
