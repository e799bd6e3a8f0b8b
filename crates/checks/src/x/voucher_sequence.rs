//! `voucher-sequence` (`X_VOUCHERSEQ`): the voucher numbers of a type follow each other without gaps in the year.
//!
//! Source: AG08, used voucher numbers (P:A4, S 9.x). The listing itself proves the series: a number that stands between
//! two used ones and on no line of the year up to the period is missing so far. Which types are one series is a setting.
//! Not here: numbers before the first and after the last one used.

use std::collections::{BTreeMap, BTreeSet};

use domain::{Finding, Ore, RowRef, Severity, Text};

use crate::check::{Check, Examined, Regime, Responsible::Accounting, cause, code};
use crate::context::CheckContext;
use crate::settings;

/// The declaration.
pub static CHECK: Check = Check {
    id: "voucher-sequence",
    title: "check-voucher-sequence",
    summary: "voucher numbers follow each other without gaps, per voucher type and year",
    since: "0.3.0",
    doc: include_str!("voucher_sequence.md"),
    points: &[],
    codes: &[code(
        "VSEQ001",
        Severity::Warning,
        "voucher numbers that no line of the year has",
    )],
    causes: &[cause("voucher-number-missing", Accounting)],
    regimes: &[Regime {
        from: (2015, 1),
        until: None,
        sources: &["P:A4", "S 9.x AG08"],
        run: run_2015,
    }],
};

/// Used numbers of a series, each with its first row.
type Numbers = BTreeMap<u64, RowRef>;

fn run_2015(cx: &CheckContext<'_>) -> Examined {
    let mut examined = Examined::default();
    let setting = settings::text(cx.playbook, "voucher-sequence.types");
    let types: BTreeSet<&str> = setting.split_whitespace().collect();
    if types.is_empty() {
        examined.not_applicable = Some(Text::key("reason-no-voucher-series"));
        return examined;
    }
    examined.missing = cx.missing_by_refusal(&["saf-t", "delimited"]);
    let year = cx.period.year() * 100;
    let lines = cx.frames.ledger_lines.view();
    let up_to_now = |period: &i32| (year + 1..=cx.period.as_i32()).contains(period);
    if !cx.ledger.covers(cx.period) {
        let reason = Text::key("reason-no-ledger").with("period", cx.period);
        examined.missing.push(reason);
    } else if !lines
        .period
        .iter()
        .enumerate()
        .any(|(row, period)| up_to_now(period) && !lines.voucher_type.get(row).is_empty())
    {
        let reason = Text::key("reason-ledger-without-voucher-types");
        examined.missing.push(reason.with("period", cx.period));
    }
    let (mut used, mut unnumbered) = (0_u64, BTreeSet::new());
    let mut series: BTreeMap<(&str, &str), Numbers> = BTreeMap::new();
    for (row, _) in lines
        .period
        .iter()
        .enumerate()
        .filter(|(_, p)| up_to_now(p))
    {
        let (Some(kind), Some(&file), Some(&record)) = (
            types.get(lines.voucher_type.get(row)),
            lines.file.get(row),
            lines.record.get(row),
        ) else {
            continue;
        };
        let voucher = lines.voucher.get(row);
        let Some((prefix, number)) = split(voucher) else {
            unnumbered.insert(voucher);
            continue;
        };
        if let Some(place) = cx.frames.row_ref(file, record) {
            let numbers = series.entry((kind, prefix)).or_default();
            let first = numbers.entry(number).or_insert(place);
            *first = place.min(*first);
        }
    }
    for ((kind, prefix), numbers) in &series {
        used += u64::try_from(numbers.len()).unwrap_or(u64::MAX);
        let subject = format!("{kind} {prefix}");
        examined.findings.extend(gaps(subject.trim_end(), numbers));
    }
    let seen = &mut examined.evidence.rows_seen;
    seen.insert("vouchers_numbered", used);
    let unnumbered = u64::try_from(unnumbered.len()).unwrap_or(u64::MAX);
    seen.insert("vouchers_unnumbered", unnumbered);
    let settings = &mut examined.evidence.settings;
    settings.insert("voucher-sequence.types", setting.to_owned());
    if series.is_empty() && examined.missing.is_empty() {
        let reason = Text::key("reason-no-vouchers-of-series").with("types", setting);
        examined.not_applicable = Some(reason.with("period", cx.period));
    }
    examined
}

/// A voucher number as what stands before its last digits, and those; nothing if it does not end in a number.
fn split(voucher: &str) -> Option<(&str, u64)> {
    let prefix = voucher.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = voucher.strip_prefix(prefix)?.parse().ok()?;
    Some((prefix, number))
}

/// A finding for each run of numbers between two used ones.
fn gaps(subject: &str, numbers: &Numbers) -> Vec<Finding> {
    let pairs = numbers.iter().zip(numbers.iter().skip(1));
    let gaps = pairs.filter_map(|((before, row), (after, next))| {
        let first = before.checked_add(1)?;
        let last = after.checked_sub(1)?;
        (first <= last).then_some((first, last, [*row, *next]))
    });
    let finding = |(first, last, mut rows): (u64, u64, [RowRef; 2])| {
        rows.sort_unstable();
        Finding {
            key: format!("VSEQ001:{subject}:{first}"),
            code: "VSEQ001",
            severity: Severity::Warning,
            subject: subject.to_owned(),
            amount: Ore::ZERO,
            message: Text::key("voucher-sequence-gap")
                .with("series", subject)
                .with("first", first.to_string())
                .with("last", last.to_string())
                .with("count", last.saturating_sub(first).saturating_add(1)),
            rows: rows.to_vec(),
            cause: Some("voucher-number-missing"),
            proposal: None,
            action: Some(Text::key("action-voucher-sequence-gap")),
        }
    };
    gaps.map(finding).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_voucher_number_ends_in_its_place_in_the_series() {
        let cases = [
            ("4711", Some(("", 4711))),
            ("IB-0042", Some(("IB-", 42))),
            ("2025-7", Some(("2025-", 7))),
            ("IB", None),
            ("", None),
            ("7A", None),
            ("99999999999999999999999", None),
        ];
        for (voucher, expected) in cases {
            assert_eq!(split(voucher), expected, "{voucher}");
        }
    }
}
