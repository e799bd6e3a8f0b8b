//! `TxsSummry` against the entries (C06–C08 of camt.md section 8).
//!
//! Banks count booked entries or all of them, with reversals as marked or as they are; what agrees with one way of
//! counting agrees. Any part may be missing. A wrong summary refuses the statement only when no balance equation
//! proves the entries.

use domain::Ore;

use super::draft::{Once, StatementDraft, SummaryDraft};
use super::error::{Diagnostics, TOTALS_WRONG, TOTALS_WRONG_BUT_PROVED};
use super::record::{Equation, Status};

/// The figures of the entries, counted in one way.
#[derive(Clone, Copy, Default)]
struct Figures {
    credits: u64,
    debits: u64,
    /// Entries of 0.00, which may count on either side.
    zeros: u64,
    credit: i128,
    debit: i128,
}

/// What the summary says about the entries.
pub(crate) enum Verdict {
    /// There is none, or it agrees with the entries as they are.
    Agrees,
    /// It agrees only if every reversal is counted on the side it is not on.
    AgreesTurned,
    /// It agrees in no way; the differences, one sentence each.
    Differs(Vec<String>),
}

/// Compares the summary with the entries, counting all or the booked ones.
pub(crate) fn judge(draft: &StatementDraft, exponent: u32) -> Verdict {
    let Some(summary) = &draft.summary else {
        return Verdict::Agrees;
    };
    // With entries that could not be read a difference says nothing new.
    if draft.broken_entries > 0 {
        return Verdict::Agrees;
    }
    let mut reported = None;
    for turned in [false, true] {
        for only_booked in [false, true] {
            let figures = count(draft, only_booked, turned);
            let differences = differences(summary, figures, exponent);
            if differences.is_empty() {
                return if turned {
                    Verdict::AgreesTurned
                } else {
                    Verdict::Agrees
                };
            }
            reported.get_or_insert(differences);
        }
    }
    Verdict::Differs(reported.unwrap_or_default())
}

/// The summary of a statement, whose entries the balance equation proves if it holds.
pub(super) fn check(
    draft: &StatementDraft,
    equation: Equation,
    exponent: u32,
    diagnostics: &mut Diagnostics,
) {
    let Verdict::Differs(differences) = judge(draft, exponent) else {
        return;
    };
    let kind = if equation == Equation::Holds {
        &TOTALS_WRONG_BUT_PROVED
    } else {
        &TOTALS_WRONG
    };
    let at = draft.summary.as_ref().map(|summary| summary.position);
    for message in differences {
        diagnostics.push(kind, at.unwrap_or(draft.position), message);
    }
}

fn count(draft: &StatementDraft, only_booked: bool, turned: bool) -> Figures {
    let mut figures = Figures::default();
    for entry in &draft.entries {
        if only_booked && entry.status != Status::Booked {
            continue;
        }
        let amount = i128::from(entry.amount.0);
        let amount = if turned && entry.reversal {
            -amount
        } else {
            amount
        };
        match amount.signum() {
            0 => figures.zeros += 1,
            1 => {
                figures.credits += 1;
                figures.credit += amount;
            }
            _ => {
                figures.debits += 1;
                figures.debit -= amount;
            }
        }
    }
    figures
}

fn differences(summary: &SummaryDraft, figures: Figures, exponent: u32) -> Vec<String> {
    let mut found = Vec::new();
    let mut counts = |what: &str, given: &Once<u64>, least: u64, most: u64| {
        if let Some(given) = given.get()
            && !(least..=most).contains(given)
        {
            found.push(format!(
                "expected {least} {what} in the summary, found {given}"
            ));
        }
    };
    let Figures {
        credits,
        debits,
        zeros,
        credit,
        debit,
    } = figures;
    let all = credits + debits + zeros;
    counts("entries", &summary.count, all, all);
    counts("credits", &summary.credit_count, credits, credits + zeros);
    counts("debits", &summary.debit_count, debits, debits + zeros);
    let net = credit - debit;
    let mut amounts = |what: &str, given: &Once<String>, fits: &[i128]| {
        let Some(written) = given.get() else { return };
        // One bank writes a negative sum of debits; the sign says nothing that the place does not say.
        let digits = written.strip_prefix('-').unwrap_or(written);
        let amount = Ore::from_decimal(digits, b'.', exponent).map(|ore| i128::from(ore.0));
        if !amount.is_ok_and(|amount| fits.contains(&amount)) {
            let expected = fits.first().copied().unwrap_or_default();
            let expected = Ore::bounded(expected);
            let written: String = written.chars().take(30).collect();
            found.push(format!(
                "expected {what} {expected} in the summary, found {written}"
            ));
        }
    };
    amounts("a sum of credits of", &summary.credit_sum, &[credit]);
    amounts("a sum of debits of", &summary.debit_sum, &[debit]);
    amounts(
        "a sum of all entries of",
        &summary.sum,
        &[credit + debit, net.abs()],
    );
    amounts("a net of", &summary.net, &[net.abs()]);
    if let Some(is_credit) = summary.net_is_credit.get()
        && summary.net.is_given()
        && net != 0
        && *is_credit != (net > 0)
    {
        let expected = if net > 0 { "CRDT" } else { "DBIT" };
        found.push(format!(
            "expected the net of the summary as {expected}, found the other side"
        ));
    }
    found
}
