//! The end of an entry: what is missing, which amounts its transactions have (camt.md section 7), who the other
//! party is.
//!
//! Amounts of transactions are taken only when they prove themselves: the sum over the transactions is the entry,
//! with or without charges. Nothing is scaled or spread.

use domain::Ore;

use super::draft::{
    ChargesDraft, EntryDraft, OnceText, StatementDraft, StatusText, TransactionDraft,
    TransactionIndex,
};
use super::error::{
    BATCH_DIFFERS, BATCH_NOT_DISCLOSED, BOOKING_DATE_MISSING, DETAILS_DO_NOT_SUM, Diagnostics,
    ELEMENT_MISSING, SINGLE_AMOUNT_DIFFERS, STATUS_UNKNOWN,
};
use super::parse::other_party;
use super::record::{Entry, Status};
use crate::iso20022::{Currency, Money, normal_account_of, shown};

/// Makes the entry of its draft and leaves the draft empty.
pub(super) fn finish_entry(
    draft: &mut EntryDraft,
    statement: &mut StatementDraft,
    diagnostics: &mut Diagnostics,
) {
    if let Some(entry) = entry_of(draft, statement, diagnostics) {
        statement.transactions += u64::try_from(entry.transactions.len()).unwrap_or(u64::MAX);
        statement.entries.push(entry);
    } else {
        statement.broken_entries += 1;
    }
    // The room is used again for the next entry.
    draft.transactions.clear();
    draft.details.clear();
    draft.code.iter_mut().for_each(OnceText::clear);
    *draft = EntryDraft {
        transactions: std::mem::take(&mut draft.transactions),
        details: std::mem::take(&mut draft.details),
        code: std::mem::take(&mut draft.code),
        ..EntryDraft::default()
    };
}

fn entry_of(
    draft: &mut EntryDraft,
    statement: &mut StatementDraft,
    diagnostics: &mut Diagnostics,
) -> Option<Entry> {
    let position = draft.position;
    let given = [
        (draft.amount.is_given(), "Amt"),
        (draft.credit.is_given(), "CdtDbtInd"),
        (draft.status.is_given(), "Sts"),
    ];
    for (is_given, name) in given {
        if !is_given {
            let message = format!("expected {name} in an entry, found none");
            diagnostics.push(&ELEMENT_MISSING, position, message);
        }
    }
    let status = status_of(draft, diagnostics);
    let is_dated = draft.booking_date.is_given();
    let booking_date = draft.booking_date.take();
    if status == Status::Booked && !is_dated {
        let message = "expected a booking date on a booked entry, found none";
        diagnostics.push(&BOOKING_DATE_MISSING, position, message);
    }
    let money = draft.amount.take()?;
    let is_credit = draft.credit.take()?;
    if !statement
        .currencies
        .iter()
        .any(|(currency, _)| *currency == money.currency)
    {
        statement.currencies.push((money.currency, position));
    }
    let reversal = draft.reversal.take().unwrap_or(false);
    let booked = Booked { money, is_credit };
    settle_amounts(draft, booked, diagnostics);
    let transactions = transactions_of(draft, statement, is_credit, reversal);
    let proprietary_code = draft.proprietary.take().unwrap_or_default();
    let batch = if draft.batch.is_empty() {
        &mut draft.batch_message
    } else {
        &mut draft.batch
    };
    let declared = draft.details.iter().filter_map(|d| d.declared);
    Some(Entry {
        position,
        amount: booked
            .signed(i128::from(money.amount.0))
            .unwrap_or(money.amount),
        status,
        reversal,
        booking_date,
        value_date: draft.value_date.take(),
        entry_ref: draft.entry_ref.take().unwrap_or_default(),
        bank_ref: draft.bank_ref.take().unwrap_or_default(),
        code: code_of(&draft.code),
        group_code: group_code(&proprietary_code).to_owned(),
        proprietary_code,
        batch: std::mem::take(batch),
        batch_count: declared.fold(None, |sum, n| Some(sum.unwrap_or(0_u64).saturating_add(n))),
        transactions,
        text: std::mem::take(&mut draft.text),
    })
}

fn status_of(draft: &mut EntryDraft, diagnostics: &mut Diagnostics) -> Status {
    let given = draft.status.is_given();
    match draft.status.take() {
        Some(StatusText::Known(status)) => status,
        Some(StatusText::Other(other)) => {
            let other = shown(&other, 35);
            let message = format!("expected status BOOK, PDNG or INFO, found {other}");
            diagnostics.push(&STATUS_UNKNOWN, draft.position, message);
            Status::Information
        }
        None if given => Status::Information,
        None => Status::Booked,
    }
}

fn code_of(parts: &[OnceText; 3]) -> String {
    let parts = parts.iter().map(OnceText::get).filter(|p| !p.is_empty());
    let mut code = String::with_capacity(parts.clone().map(|part| part.len() + 1).sum());
    for part in parts {
        if !code.is_empty() {
            code.push('/');
        }
        code.push_str(part);
    }
    code
}

/// The Norwegian lump-sum code: three digits 230–234 or 240 with no digit beside them.
pub(super) fn group_code(proprietary: &str) -> &str {
    proprietary
        .split(|c: char| !c.is_ascii_digit())
        .find(|run| matches!(*run, "230" | "231" | "232" | "233" | "234" | "240"))
        .unwrap_or_default()
}

/// Amount and direction of the entry.
#[derive(Clone, Copy)]
struct Booked {
    money: Money,
    is_credit: bool,
}

impl Booked {
    fn signed(self, amount: i128) -> Option<Ore> {
        let signed = if self.is_credit { amount } else { -amount };
        i64::try_from(signed).ok().map(Ore)
    }
}

/// Where the amount of a transaction is taken from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// The first of the others that is there.
    First,
    /// `TxDtls/Amt`.
    Own,
    /// `AmtDtls/TxAmt/Amt`.
    Transferred,
    /// `AmtDtls/InstdAmt/Amt`.
    Instructed,
}

/// What was decided about the amounts of the transactions.
#[derive(Clone, Copy)]
enum Decision {
    /// The entry is its only transaction.
    Entry,
    /// From this place, with the direction of the entry or of each transaction.
    From(Place, bool),
    /// Not usable.
    None,
}

impl TransactionDraft {
    fn amount_at(&self, place: Place, currency: Currency) -> Option<i128> {
        let slots = match place {
            Place::First => [
                Some(&self.amount),
                Some(&self.transferred),
                Some(&self.instructed),
            ],
            Place::Own => [Some(&self.amount), None, None],
            Place::Transferred => [None, Some(&self.transferred), None],
            Place::Instructed => [None, None, Some(&self.instructed)],
        };
        let money = slots
            .into_iter()
            .flatten()
            .find_map(|slot| slot.get().filter(|money| money.currency == currency))?;
        Some(i128::from(money.amount.0))
    }

    /// Positive if in the direction of the entry.
    fn along(&self, place: Place, own_direction: bool, booked: Booked) -> Option<i128> {
        let amount = self.amount_at(place, booked.money.currency)?;
        let against = own_direction && self.credit.get().is_some_and(|c| *c != booked.is_credit);
        Some(if against { -amount } else { amount })
    }
}

fn total(
    transactions: &[TransactionDraft],
    place: Place,
    own: bool,
    booked: Booked,
) -> Option<i128> {
    transactions
        .iter()
        .map(|t| t.along(place, own, booked))
        .sum()
}

fn charges_in(charges: &ChargesDraft, currency: Currency) -> i128 {
    match (charges.records, charges.total) {
        (Some((sum, of)), _) if of == currency && !charges.is_mixed => sum,
        (None, Some(total)) if total.currency == currency => i128::from(total.amount.0),
        _ => 0,
    }
}

/// Decides and stores the amount of each transaction.
fn settle_amounts(draft: &mut EntryDraft, booked: Booked, diagnostics: &mut Diagnostics) {
    let position = draft.position;
    let count = draft.transactions.len();
    let declared: Option<u64> = draft
        .details
        .iter()
        .filter_map(|d| d.declared)
        .reduce(u64::saturating_add);
    let disclosed = draft
        .details
        .iter()
        .all(|d| d.declared.is_none_or(|n| n == d.shown));
    if count == 0 {
        if let Some(declared) = declared.filter(|n| *n > 0) {
            let message = format!("expected {declared} transactions in the batch, found none");
            diagnostics.push(&BATCH_NOT_DISCLOSED, position, message);
        }
        return;
    }
    if !disclosed {
        let declared = declared.unwrap_or(0);
        let message = format!("expected {declared} transactions in the batch, found {count}");
        diagnostics.push(&BATCH_DIFFERS, position, message);
    }
    let decision = match draft.transactions.as_slice() {
        [only] if declared.is_none_or(|n| n <= 1) => {
            check_single(only, draft, booked, diagnostics);
            Decision::Entry
        }
        transactions => {
            let found = if disclosed {
                proved_by(transactions, draft, booked)
            } else {
                Decision::None
            };
            match found {
                Decision::None => partly(transactions, disclosed, draft, booked, diagnostics),
                found => found,
            }
        }
    };
    for transaction in &mut draft.transactions {
        transaction.record.amount = match decision {
            Decision::Entry => booked.signed(i128::from(booked.money.amount.0)),
            Decision::From(place, own) => transaction
                .along(place, own, booked)
                .and_then(|amount| booked.signed(amount)),
            Decision::None => None,
        };
    }
    check_batch_total(draft, booked, disclosed, diagnostics);
}

fn check_single(
    only: &TransactionDraft,
    draft: &EntryDraft,
    booked: Booked,
    diagnostics: &mut Diagnostics,
) {
    let entry = i128::from(booked.money.amount.0);
    let Some(amount) = only.amount_at(Place::First, booked.money.currency) else {
        return;
    };
    let charges = [&draft.charges, &only.charges].map(|c| charges_in(c, booked.money.currency));
    let explained = amount == entry
        || charges
            .into_iter()
            .any(|charge| (amount - entry).abs() == charge.abs());
    if !explained {
        let message = format!(
            "expected {} in the only transaction, found {}",
            booked.money.amount,
            Ore::bounded(amount)
        );
        diagnostics.push(&SINGLE_AMOUNT_DIFFERS, draft.position, message);
    }
}

/// The first way of taking the amounts that adds up to the entry, with or without charges.
fn proved_by(transactions: &[TransactionDraft], draft: &EntryDraft, booked: Booked) -> Decision {
    let entry = i128::from(booked.money.amount.0);
    let currency = booked.money.currency;
    let of_entry = charges_in(&draft.charges, currency);
    let of_transactions: i128 = transactions
        .iter()
        .map(|t| charges_in(&t.charges, currency))
        .sum();
    for charge in [0, of_entry, -of_entry, of_transactions, -of_transactions] {
        for place in [
            Place::First,
            Place::Own,
            Place::Transferred,
            Place::Instructed,
        ] {
            for own in [false, true] {
                if total(transactions, place, own, booked) == Some(entry + charge) {
                    return Decision::From(place, own);
                }
            }
        }
    }
    Decision::None
}

/// Some transactions are not shown or carry no amount: those that are there are used while they stay within the
/// entry; amounts that together exceed it are totals repeated on every line, or something else that is not theirs.
fn partly(
    transactions: &[TransactionDraft],
    disclosed: bool,
    draft: &EntryDraft,
    booked: Booked,
    diagnostics: &mut Diagnostics,
) -> Decision {
    let entry = i128::from(booked.money.amount.0);
    let amounts = || {
        transactions
            .iter()
            .map(|t| t.along(Place::First, false, booked))
    };
    let all_there = amounts().all(|amount| amount.is_some());
    let sum: i128 = amounts().flatten().sum();
    if (disclosed && all_there) || sum > entry {
        let message = format!(
            "expected transactions that add up to {}, found {}",
            booked.money.amount,
            Ore::bounded(sum)
        );
        diagnostics.push(&DETAILS_DO_NOT_SUM, draft.position, message);
        return Decision::None;
    }
    Decision::From(Place::First, false)
}

/// `Btch/TtlAmt` against the transactions.
fn check_batch_total(
    draft: &EntryDraft,
    booked: Booked,
    disclosed: bool,
    diagnostics: &mut Diagnostics,
) {
    let totals = || {
        draft
            .details
            .iter()
            .filter(|d| d.shown > 0)
            .map(|d| d.total)
    };
    let same = totals().all(|t| t.is_some_and(|t| t.currency == booked.money.currency));
    let amounts = || draft.transactions.iter().map(|t| t.record.amount);
    if !disclosed || !same || amounts().any(|amount| amount.is_none()) {
        return;
    }
    let declared: i128 = totals().flatten().map(|t| i128::from(t.amount.0)).sum();
    let shown: i128 = amounts().flatten().map(|amount| i128::from(amount.0)).sum();
    if declared != shown.abs() {
        let ore = |sum: i128| Ore::bounded(sum);
        let message = format!(
            "expected a batch total of {}, found {}",
            ore(declared),
            ore(shown.abs())
        );
        diagnostics.push(&BATCH_DIFFERS, draft.position, message);
    }
}

fn transactions_of(
    draft: &mut EntryDraft,
    statement: &mut StatementDraft,
    is_credit: bool,
    is_reversal: bool,
) -> Vec<super::record::Transaction> {
    let entry = statement.entries.len();
    let mut records = Vec::with_capacity(draft.transactions.len());
    for transaction in &mut draft.transactions {
        let index = TransactionIndex {
            entry,
            transaction: records.len(),
        };
        let (party, other) = other_party(transaction, is_credit, is_reversal);
        if is_reversal {
            statement.reversal_parties.push((index, other));
        }
        for reference in transaction.untyped.drain(..) {
            statement.untyped.push((index, reference));
        }
        let mut record = std::mem::take(&mut transaction.record);
        if !party.account.is_empty() {
            record.counter_account = normal_account_of(party.account);
        }
        record.counter_name = party.name;
        records.push(record);
    }
    records
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lump_sum_codes() {
        let table = [
            ("230", "230"),
            ("NO230 08012026", "230"),
            ("NO 233", "233"),
            ("2300", ""),
            ("X1240", ""),
            ("235 240", "240"),
            ("Z44", ""),
            ("", ""),
        ];
        for (text, expected) in table {
            assert_eq!(group_code(text), expected, "{text}");
        }
    }
}
