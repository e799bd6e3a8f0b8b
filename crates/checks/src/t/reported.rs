//! The S-report as a value, for the files of a run: what the agency reports, made from its own ledger; and by what authority.
//!
//! Not here: the controls (`s-report`), or how a file looks (`report`).

use domain::treasury::{Authority, SLine, SReport};
use domain::{Ore, Period, RowRef};

use super::cash_ledger::{CashLedger, Postings, Setup, Validity, generate, rows_of_period};
use crate::a::listings::model;
use crate::a::registers::register_ref;
use crate::context::CheckContext;

/// The S-report of the period; `None` for an agency that delivers none, and without the set-up of its cash ledger or a month
/// of its ledger.
pub fn s_report(cx: &CheckContext<'_>) -> Option<SReport> {
    model(cx).ok()?;
    let setup = Setup::of(cx).ok()?;
    let ledger = generate(cx, (&setup, &Postings::of(cx)), cx.period).ok()?;
    let authorities = Authorities::of(cx);
    let lines = ledger
        .lines
        .iter()
        .filter(|(_, held)| held.amount() != Ore::ZERO);
    let lines = lines.map(|(key, held)| SLine {
        state_account: key.account.clone(),
        article: key.article.clone(),
        authority: authorities
            .as_ref()
            .map_or(Authority::Own, |all| all.on(&key.account)),
        amount: held.amount(),
    });
    let lines: Vec<SLine> = lines.collect();
    Some(SReport {
        lines,
        outside: Ore::bounded(ledger.sum(|of| of.outside)),
        excluded: Ore::bounded(ledger.sum(|of| of.excluded)),
        unexplained: Ore::bounded(unexplained(&ledger)),
    })
}

/// What nothing places, account by account without regard to sign: opposite amounts do not hide each other.
fn unexplained(ledger: &CashLedger) -> i128 {
    ledger.sum(|of| of.unexplained.abs())
}

/// The register of authorities in a period.
#[derive(Debug)]
pub(crate) struct Authorities<'a> {
    rows: Vec<OfAccount<'a>>,
}

/// A row of the register of authorities.
#[derive(Debug)]
pub(crate) struct OfAccount<'a> {
    /// The state account it is for.
    pub(crate) state_account: &'a str,
    /// By what authority.
    pub(crate) authority: Authority,
    /// When.
    validity: Validity,
    /// Where it stands.
    pub(crate) row: Option<RowRef>,
}

impl<'a> Authorities<'a> {
    /// Of the period; `None` if there is no register.
    pub(crate) fn of(cx: &CheckContext<'a>) -> Option<Self> {
        let (register, rows) = rows_of_period(cx, "state-authorities")?;
        let rows = rows.into_iter().map(|row| {
            let kind = register.text("authority_kind").get(row);
            OfAccount {
                state_account: register.text("state_account").get(row),
                authority: if is_another(kind) {
                    Authority::Another(register.text("whose").get(row).to_owned())
                } else {
                    Authority::Own
                },
                validity: Validity::of(register, row),
                row: register_ref(cx, register, row),
            }
        });
        Some(Self {
            rows: rows.collect(),
        })
    }

    /// The rows for a state account, whenever they hold.
    fn for_account(&self, state_account: &str) -> impl Iterator<Item = &OfAccount<'a>> {
        let rows = self.rows.iter();
        rows.filter(move |row| row.state_account == state_account)
    }

    /// Whether a state account may be reported on in a period; `Err` says whether the register names it for other periods.
    pub(crate) fn allows(&self, state_account: &str, period: Period) -> Result<(), bool> {
        let mut rows = self.for_account(state_account).peekable();
        let is_named = rows.peek().is_some();
        if rows.any(|row| row.validity.holds(period.as_i32())) {
            Ok(())
        } else {
            Err(is_named)
        }
    }

    /// The authorities on another's chapter that hold in a period.
    pub(crate) fn of_others(&self, period: Period) -> impl Iterator<Item = &OfAccount<'a>> {
        let rows = self.rows.iter();
        rows.filter(move |row| {
            row.authority != Authority::Own && row.validity.holds(period.as_i32())
        })
    }

    /// By what authority a state account is reported on.
    fn on(&self, state_account: &str) -> Authority {
        let row = self.for_account(state_account).next();
        row.map_or(Authority::Own, |row| row.authority.clone())
    }

    /// How many rows.
    pub(crate) fn count(&self) -> u64 {
        u64::try_from(self.rows.len()).unwrap_or(u64::MAX)
    }
}

fn is_another(kind: &str) -> bool {
    kind.to_lowercase().starts_with("belastning")
}
