//! Faults between bank and ledger: statements that are missing, movements that are posted wrongly, twice or not at all.
//!
//! Not here: receipts with KID (`receipts`), payment orders (`remittance`).

use domain::agency::BankRole;
use domain::{Ore, Period};

use super::ledger::old;
use super::{Candidate, Edit, Effect, FaultId};
use crate::profile::{INTERIM, OTHER_INCOME, STRAY};
use crate::random::Stream;
use crate::world::{EntryKind, Line, Row, Single, Voucher, VoucherKind, World, negative, total};

pub(super) fn statement_day_missing(
    world: &World,
    period: Period,
    day: usize,
) -> Option<Candidate> {
    let index = world.days.period_index(day);
    let month_end = world.days.period_index(day + 1) != index;
    let first_of_year =
        day == world.days.of_period(index).start && (index == 0 || period.number() == 1);
    if month_end || first_of_year {
        return None;
    }
    let mut candidate = Candidate::default();
    let transfers = world.transfers.iter();
    for transfer in transfers.filter(|transfer| transfer.day == day) {
        let settlement = world.profile.settlement_of(transfer.working);
        let [_, group] = transfer.groups;
        let rows = world.groups.get(group)?.rows.iter();
        let of_ledger = rows.filter(|(side, _)| *side == "ledger");
        candidate.effects.push(Effect::new(
            FaultId::StatementDayMissing,
            period,
            world.profile.ledger(settlement),
            world.entries.get(transfer.settlement_entry)?.amount,
            of_ledger.map(|(_, row)| *row).collect(),
        ));
        candidate.groups.push(group);
    }
    // Two gaps side by side would be one gap: the days around are taken too.
    for around in day.checked_sub(1)?..=day + 1 {
        for bank in world.profile.places(BankRole::Settlement) {
            let account = world.profile.ledger(bank);
            candidate.touches.push((around, account));
        }
    }
    candidate.edits.push(Edit::DropStatements(day));
    (!candidate.effects.is_empty()).then_some(candidate)
}

/// A trigger that is not posted, or whose line on the settlement account is on another one.
pub(super) fn sweep(
    world: &World,
    fault: FaultId,
    period: Period,
    spot: usize,
) -> Option<Candidate> {
    let trigger = world.triggers.get(spot)?;
    let working = world.profile.ledger(trigger.working);
    let settlement = world.profile.settlement_of(trigger.working);
    let settlement = world.profile.ledger(settlement);
    let amount = world.line_amount(trigger.voucher, 0);
    let mut transfers = world.transfers.iter();
    let transfer = transfers.find(|t| t.day == trigger.day && t.working == trigger.working)?;
    let rows = vec![Row::Entry(transfer.settlement_entry)];
    let effect = Effect::new(fault, period, settlement, negative(amount), rows);
    let [of_working, of_settlement] = transfer.groups;
    let mut candidate = Candidate {
        touches: vec![(trigger.day, working), (trigger.day, settlement)],
        vouchers: vec![trigger.voucher],
        ..Candidate::default()
    };
    if fault == FaultId::SweepMissing {
        candidate.groups = vec![of_working, of_settlement];
        candidate.effects = vec![effect.mirrored(working, amount)];
        candidate.edits = vec![Edit::Remove(vec![trigger.voucher])];
    } else {
        candidate.groups = vec![of_settlement];
        candidate.effects = vec![effect];
        candidate.edits = vec![Edit::Account(trigger.voucher, 0, STRAY)];
    }
    Some(candidate)
}

pub(super) fn wrong_period_beyond(world: &World, period: Period, spot: usize) -> Option<Candidate> {
    let (day, voucher) = world.beyond.get(spot)?;
    let working = world.profile.ledger(world.profile.receiving);
    let amount = voucher.lines.first()?.amount;
    let voucher = Voucher {
        period,
        ..voucher.clone()
    };
    Some(Candidate {
        touches: vec![(*day, working)],
        // The new line is added when it is posted.
        effects: vec![Effect::new(
            FaultId::WrongPeriod,
            period,
            working,
            amount,
            Vec::new(),
        )],
        edits: vec![Edit::Post(voucher)],
        ..Candidate::default()
    })
}

/// Faults in the voucher of an unknown receipt, fee or return.
pub(super) fn single(
    world: &World,
    fault: FaultId,
    period: Period,
    spot: usize,
    stream: &mut Stream,
) -> Option<Candidate> {
    let single = world.singles.get(spot)?;
    let working = world.profile.ledger(single.bank);
    let amount = world.line_amount(single.voucher, 0);
    let voucher = world.vouchers.get(single.voucher)?;
    let is_interim = voucher.lines.get(1)?.account == INTERIM;
    let mut candidate = Candidate {
        touches: vec![(single.day, working)],
        groups: vec![single.group],
        vouchers: vec![single.voucher],
        ..Candidate::default()
    };
    let mut mirror = Vec::new();
    let (effect, edit) = match fault {
        FaultId::DoublePosting => (amount, Edit::Post(voucher.clone())),
        FaultId::TransposedDigits | FaultId::AmountDiffers => {
            let wrong = if fault == FaultId::AmountDiffers {
                mistyped(amount, stream)
            } else {
                transposed(amount, stream)?
            };
            let difference = total([wrong, negative(amount)]);
            (difference, Edit::Amount(single.voucher, wrong))
        }
        FaultId::WrongPeriod => (amount, Edit::Period(single.voucher, period)),
        FaultId::WrongAccount => {
            let others = world.profile.places(BankRole::Working).into_iter();
            let others = others.map(|bank| world.profile.ledger(bank));
            let mut others: Vec<&'static str> = others.filter(|other| *other != working).collect();
            others.push(STRAY);
            let other = stream.pick(&others).copied()?;
            if other != STRAY {
                candidate.touches.push((single.day, other));
                mirror.push((other.into(), amount));
            }
            (negative(amount), Edit::Account(single.voucher, 0, other))
        }
        _ => return None,
    };
    let changes_amount = !matches!(fault, FaultId::WrongPeriod | FaultId::WrongAccount);
    if changes_amount && is_interim {
        candidate.groups.extend(single.interim_group);
        mirror.push((INTERIM.into(), negative(effect)));
    }
    let rows = vec![Row::Entry(single.entry), Row::Line(single.voucher, 0)];
    candidate.edits.push(edit);
    let mut effect = Effect::new(fault, period, working, effect, rows);
    effect.mirror = mirror;
    candidate.effects.push(effect);
    if changes_amount && is_interim {
        let open = left_open(world, &candidate.edits, single);
        let old = open
            .into_iter()
            .flat_map(|(row, amount, born)| old(world, fault, row, amount, born));
        candidate.effects.extend(old);
    }
    Some(candidate)
}

/// What a receipt with another amount, or posted twice, leaves open on the interim account for good: row, amount, when it was
/// posted.
fn left_open(world: &World, edits: &[Edit], single: &Single) -> Vec<(Row, Ore, Period)> {
    let line = |voucher: usize, line: usize, amount| {
        let period = world.vouchers.get(voucher)?.period;
        Some((Row::Line(voucher, line), amount, period))
    };
    let receipt = world.line_amount(single.voucher, 1);
    if let Some(Edit::Amount(_, wrong)) = edits.first() {
        let cleared =
            clearing(world, single).and_then(|voucher| line(voucher, 0, negative(receipt)));
        let receipt = line(single.voucher, 1, negative(*wrong));
        return receipt.into_iter().chain(cleared).collect();
    }
    line(single.voucher, 1, receipt).into_iter().collect()
}

/// Neither the voucher of an unknown receipt nor what would clear it, or the voucher of a fee, is posted.
pub(super) fn not_posted(world: &World, period: Period, spot: usize) -> Option<Candidate> {
    let single = world.singles.get(spot)?;
    let entry = world.entries.get(single.entry)?;
    if entry.kind == EntryKind::Return {
        return None; // It is owed again, and paid again.
    }
    let working = world.profile.ledger(single.bank);
    let amount = negative(entry.amount);
    let rows = vec![Row::Entry(single.entry)];
    let effect = Effect::new(FaultId::NotPosted, period, working, amount, rows);
    let mut vouchers = vec![single.voucher];
    vouchers.extend(clearing(world, single));
    let mut groups = vec![single.group];
    groups.extend(single.interim_group);
    Some(Candidate {
        touches: vec![(single.day, working)],
        vouchers: vouchers.clone(),
        groups,
        effects: vec![effect],
        edits: vec![Edit::Remove(vouchers)],
    })
}

/// The voucher that clears an unknown receipt.
pub(super) fn clearing(world: &World, single: &Single) -> Option<usize> {
    let group = world.groups.get(single.interim_group?)?;
    group.rows.iter().find_map(|(side, row)| match row {
        Row::Line(voucher, _) if *side == "clearing" => Some(*voucher),
        _ => None,
    })
}

/// A voucher of a receipt that the bank never had.
pub(super) fn not_in_bank(
    world: &World,
    period: Period,
    day: usize,
    stream: &mut Stream,
) -> Candidate {
    let working = world.profile.ledger(world.profile.receiving);
    let amount = Ore(stream.between(20_000, 4_000_000));
    let text = "Innbetaling uten bankpost";
    let voucher = Voucher {
        kind: VoucherKind::ManualBank,
        number: 0, // given when it is posted
        period,
        date: world.days.date(day),
        batch: String::new(),
        lines: vec![
            Line::plain(working, amount, text),
            Line::plain(OTHER_INCOME, negative(amount), text),
        ],
        removed: false,
    };
    Candidate {
        touches: vec![(day, working)],
        // The new line is added when it is posted.
        effects: vec![Effect::new(
            FaultId::NotInBank,
            period,
            working,
            amount,
            Vec::new(),
        )],
        edits: vec![Edit::Post(voucher)],
        ..Candidate::default()
    }
}

/// The vouchers of a batch of payments are not posted, its trigger is.
pub(super) fn payment_file_not_read(
    world: &World,
    period: Period,
    entry: usize,
) -> Option<Candidate> {
    let batch = world.entries.get(entry)?;
    let paying = world.profile.ledger(batch.bank);
    let of_entry = |rows: &[(&str, Row)]| rows.contains(&("bank", Row::Entry(entry)));
    let mut groups = world.groups.iter().enumerate();
    let (place, group) = groups.find(|(_, group)| of_entry(&group.rows))?;
    let vouchers = group.rows.iter().filter_map(|(_, row)| match row {
        Row::Line(voucher, _) => Some(*voucher),
        Row::Entry(_) | Row::Receipt(_) | Row::Listed(_) => None,
    });
    let vouchers: Vec<usize> = vouchers.collect();
    let (amount, rows) = (negative(batch.amount), vec![Row::Entry(entry)]);
    let effect = Effect::new(FaultId::PaymentFileNotRead, period, paying, amount, rows);
    Some(Candidate {
        touches: vec![(batch.day, paying)],
        vouchers: vouchers.clone(),
        groups: vec![place],
        effects: vec![effect],
        edits: vec![Edit::Remove(vouchers)],
    })
}

/// The amount with another first digit, of the same length and sign.
pub(super) fn mistyped(amount: Ore, stream: &mut Stream) -> Ore {
    let digits = amount.unsigned().to_string();
    let (first, rest) = digits.split_at(1);
    let others: Vec<String> = (1..=9).map(|digit| digit.to_string()).collect();
    let others: Vec<&String> = others.iter().filter(|other| *other != first).collect();
    let text = stream.pick(&others).map(|other| format!("{other}{rest}"));
    let wrong = Ore(text.and_then(|text| text.parse().ok()).unwrap_or_default());
    if amount.0 < 0 { negative(wrong) } else { wrong }
}

/// The amount with two adjacent, different digits swapped, and no zero in front; `None` if it has no such pair.
pub(super) fn transposed(amount: Ore, stream: &mut Stream) -> Option<Ore> {
    let digits = amount.unsigned().to_string();
    let mut ways: Vec<i64> = Vec::new();
    for place in 0..digits.len().saturating_sub(1) {
        let (head, pair, tail) = (
            digits.get(..place)?,
            digits.get(place..place + 2)?,
            digits.get(place + 2..)?,
        );
        let swapped: String = pair.chars().rev().collect();
        let text = format!("{head}{swapped}{tail}");
        if swapped != pair && !text.starts_with('0') {
            ways.push(text.parse().ok()?);
        }
    }
    let wrong = Ore(*stream.pick(&ways)?);
    Some(if amount.0 < 0 { negative(wrong) } else { wrong })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Purpose;

    #[test]
    fn transposed_digits_differ_and_keep_their_length() {
        let mut stream = Stream::new(1, 0, Purpose::Fault(3));
        assert_eq!(transposed(Ore(11_111), &mut stream), None);
        assert_eq!(transposed(Ore(100), &mut stream), None);
        assert_eq!(transposed(Ore(-12), &mut stream), Some(Ore(-21)));
        for amount in [123_456, 100_200, -987_650] {
            let wrong = transposed(Ore(amount), &mut stream).unwrap();
            assert_eq!((wrong.0 - amount) % 9, 0);
            assert_ne!(wrong.0, amount);
            assert_eq!(wrong.0.to_string().len(), amount.to_string().len());
        }
    }

    #[test]
    fn another_first_digit() {
        let mut stream = Stream::new(1, 0, Purpose::Fault(3));
        for amount in [123_456, 100_200, -987_650] {
            let (right, wrong) = (
                amount.to_string(),
                mistyped(Ore(amount), &mut stream).0.to_string(),
            );
            let at = usize::from(amount < 0);
            assert_eq!(
                (right.len(), &right[at + 1..]),
                (wrong.len(), &wrong[at + 1..])
            );
            assert_ne!(right, wrong);
        }
    }
}
