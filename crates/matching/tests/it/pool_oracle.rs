//! The pool rules, slowly: tries every set of rows, keeps those that are a group by the words of the rule, writes down
//! every set of such groups that share no row, and takes the best.

use matching::model::{RuleKind, Window};

use crate::rows::{IdGroup, Row};

/// A row of either side.
#[derive(Clone, Copy)]
struct Member<'a> {
    row: &'a Row,
    on_left: bool,
}

/// What the rule makes of these open rows.
pub(crate) fn groups(
    number: usize,
    kind: &RuleKind,
    left: &[&Row],
    right: &[&Row],
) -> Vec<IdGroup> {
    let mut members: Vec<Member<'_>> = Vec::new();
    members.extend(left.iter().map(|&row| Member { row, on_left: true }));
    members.extend(right.iter().map(|&row| Member {
        row,
        on_left: false,
    }));
    members.sort_by_key(|member| (member.row.day, member.row.id, !member.on_left));
    let largest = match *kind {
        RuleKind::SubsetSums { most_rows, .. } => 1 + most_rows.min(members.len()),
        RuleKind::FeeNetting { .. } => members.len(),
        _ => 2,
    };
    let fees_of = |fee: &Row, on_left: bool, column: usize| {
        let same = members.iter().filter(|other| {
            let (other, fee) = (*other, fee);
            other.on_left == on_left
                && other.row.amount != 0
                && (other.row.day, other.row.currency, other.row.keys[column])
                    == (fee.day, fee.currency, fee.keys[column])
        });
        same.count()
    };
    let mut candidates: Vec<u32> = Vec::new();
    for mask in 1..1_u32 << members.len() {
        let count = usize::try_from(mask.count_ones()).unwrap();
        if count < 2 || count > largest {
            continue;
        }
        let rows = |on_left: bool| -> Vec<&Row> {
            let chosen = of(mask, &members).filter(|member| member.on_left == on_left);
            chosen.map(|member| member.row).collect()
        };
        let (left, right) = (rows(true), rows(false));
        if left.len().min(right.len()) != 1 || is_mixed(&left, &right) {
            continue; // Under every one of these rules one side is a single row.
        }
        let is_group = match *kind {
            RuleKind::SubsetSums { column, window, .. } => is_sum(&left, &right, column, window),
            RuleKind::FeeNetting { fee_column, .. } => {
                let fees = |fee: &Row, on_left: bool| fees_of(fee, on_left, fee_column);
                is_net(&left, &right, fee_column, fees)
            }
            RuleKind::NearAmounts {
                column,
                window,
                tolerance_ore,
                ..
            } => is_near(left[0], right[0], column, window, tolerance_ore),
            _ => unreachable!("not a pool rule"),
        };
        if is_group {
            candidates.push(mask);
        }
    }
    best(number, &members, &candidates)
}

fn of<'a>(mask: u32, members: &'a [Member<'a>]) -> impl Iterator<Item = &'a Member<'a>> {
    let chosen = (0..)
        .zip(members)
        .filter(move |(at, _)| mask >> at & 1 == 1);
    chosen.map(|(_, member)| member)
}

fn is_mixed(left: &[&Row], right: &[&Row]) -> bool {
    let mut rows = left.iter().chain(right);
    rows.any(|row| row.currency != left[0].currency || row.amount == 0)
}

fn sum(rows: &[&Row]) -> i128 {
    rows.iter().map(|row| i128::from(row.amount)).sum()
}

fn is_sum(left: &[&Row], right: &[&Row], column: Option<usize>, window: Window) -> bool {
    let is_one_to_many = left.len().min(right.len()) == 1 && left.len().max(right.len()) > 1;
    let all: Vec<&Row> = left.iter().chain(right).copied().collect();
    let sign = all[0].amount.signum();
    let key = column.map_or(1, |column| all[0].keys[column]);
    is_one_to_many
        && sum(left) == sum(right)
        && all.iter().all(|row| row.amount.signum() == sign)
        && key != 0
        && all
            .iter()
            .all(|row| column.is_none_or(|column| row.keys[column] == key))
        && left
            .iter()
            .all(|a| right.iter().all(|b| near(a, b, window)))
}

fn near(left: &Row, right: &Row, window: Window) -> bool {
    let later = i64::from(right.day) - i64::from(left.day);
    -i64::from(window.earlier) <= later && later <= i64::from(window.later)
}

/// `fees`: how many fees a side has with the day, currency and key of a fee.
fn is_net(
    left: &[&Row],
    right: &[&Row],
    column: usize,
    fees: impl Fn(&Row, bool) -> usize,
) -> bool {
    let day = left[0].day;
    let (net, gross, gross_on_left) = if left.len() == 1 {
        (left, right, false)
    } else {
        (right, left, true)
    };
    let is_fee = |row: &&&Row| row.keys[column] != 0;
    let charged: Vec<&Row> = gross.iter().filter(is_fee).copied().collect();
    let plain = gross.len() - charged.len();
    let all_of_one_key = || {
        let key = charged[0].keys[column];
        charged.iter().all(|fee| fee.keys[column] == key)
            && fees(charged[0], gross_on_left) == charged.len()
    };
    left.iter().chain(right).all(|row| row.day == day)
        && net.len() == 1
        && net[0].keys[column] == 0
        && plain == 1
        && !charged.is_empty()
        && sum(&charged) != 0
        && sum(left) == sum(right)
        && (charged.len() == 1 || all_of_one_key())
}

fn is_near(left: &Row, right: &Row, column: usize, window: Window, tolerance_ore: i64) -> bool {
    let difference = i128::from(left.amount) - i128::from(right.amount);
    left.keys[column] != 0
        && left.keys[column] == right.keys[column]
        && left.amount.signum() == right.amount.signum()
        && difference != 0
        && difference.abs() <= i128::from(tolerance_ore)
        && near(left, right, window)
}

/// The best set of candidates, each with the candidates of other best sets that share a row with it.
fn best(number: usize, members: &[Member<'_>], candidates: &[u32]) -> Vec<IdGroup> {
    let mut answers: Vec<(u32, Vec<u32>)> = vec![(0, vec![])];
    for &candidate in candidates {
        for known in 0..answers.len() {
            if answers[known].0 & candidate == 0 {
                let (used, mut longer) = answers[known].clone();
                longer.push(candidate);
                answers.push((used | candidate, longer));
            }
        }
    }
    let difference = |mask: u32| -> i128 {
        let signed = of(mask, members).map(|member| {
            let amount = i128::from(member.row.amount);
            if member.on_left { amount } else { -amount }
        });
        signed.sum()
    };
    // From the one row to each of the others; between two rows of one side there is no distance.
    let distance = |mask: u32| -> u64 {
        let pairs = of(mask, members).filter(|a| a.on_left).flat_map(|a| {
            let others = of(mask, members).filter(|b| !b.on_left);
            others.map(|b| u64::from(a.row.day.abs_diff(b.row.day)))
        });
        pairs.sum()
    };
    let worth = |(used, answer): &(u32, Vec<u32>)| {
        let adjustment: i128 = answer.iter().map(|&mask| difference(mask).abs()).sum();
        let distance: u64 = answer.iter().map(|&mask| distance(mask)).sum();
        (
            used.count_ones(),
            std::cmp::Reverse(adjustment),
            std::cmp::Reverse(distance),
        )
    };
    let most = answers.iter().map(&worth).max().unwrap();
    answers.retain(|answer| worth(answer) == most);
    let ranks = |answer: &[u32]| -> Vec<Vec<u32>> {
        let list = |mask: u32| (0..32).filter(|at| mask >> at & 1 == 1).collect();
        let mut ranks: Vec<Vec<u32>> = answer.iter().map(|&mask| list(mask)).collect();
        ranks.sort_unstable();
        ranks
    };
    let (_, chosen) = answers
        .iter()
        .min_by_key(|(_, answer)| ranks(answer))
        .unwrap();
    let group = |&mask: &u32| {
        let others = candidates.iter().filter(|&&other| {
            other != mask
                && other & mask != 0
                && answers.iter().any(|(_, answer)| answer.contains(&other))
        });
        let ids = |on_left: bool| -> Vec<u128> {
            let chosen = of(mask, members).filter(|member| member.on_left == on_left);
            let mut ids: Vec<u128> = chosen.map(|member| member.row.id).collect();
            ids.sort_unstable();
            ids
        };
        (
            ids(true),
            ids(false),
            number,
            u32::try_from(others.count()).unwrap(),
            i64::try_from(difference(mask)).unwrap(),
        )
    };
    chosen.iter().map(group).collect()
}
