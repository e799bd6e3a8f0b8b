//! `imports` (`X_IMPORT`): what a source system sent stands in the ledger, every line of it, once.
//!
//! Source: S 8 "Kontroll av kvitteringsliste" and "Behandling av eventuell feilliste"; nav-remittance §5.1 (S003); gl07
//! §6, G-12 and G-13. Which account the import books errors on is a setting; gaps in voucher numbers are inferred.

use std::collections::{BTreeMap, BTreeSet};

use domain::{Finding, Ore, Point, RowRef, Severity, Side, Text, personal};

use super::batches::{
    Batch, Booked, Held, batches, file_name, import_ref, ledger_ref, missing_imports,
    missing_ledger,
};
use crate::check::{
    Check, Examined, Regime,
    Responsible::{Accounting, Agency},
    cause, code,
};
use crate::context::CheckContext;
use crate::settings;

/// The declaration.
pub static CHECK: Check = Check {
    id: "imports",
    title: "check-imports",
    summary: "every import is booked whole and once, and no line of it waits for correction",
    since: "0.2.0",
    doc: include_str!("imports.md"),
    points: &["imports.booked"],
    codes: &[
        code("IMP001", Severity::Error, "an import is not booked"),
        code("IMP002", Severity::Error, "an import is booked in part"),
        code("IMP003", Severity::Error, "an import is booked twice"),
        code("IMP004", Severity::Error, "an import and the ledger differ"),
        code(
            "IMP005",
            Severity::Warning,
            "a line on the account for errors of imports",
        ),
        code(
            "IMP006",
            Severity::Warning,
            "a line with a value replaced by *****",
        ),
        code(
            "IMP007",
            Severity::Info,
            "voucher numbers inside an import are left out",
        ),
    ],
    causes: &[
        cause("import-not-booked", Accounting),
        cause("import-partly-booked", Accounting),
        cause("import-booked-twice", Accounting),
        cause("import-error-account", Agency),
        cause("import-value-replaced", Agency),
    ],
    regimes: &[Regime {
        from: (2015, 1),
        until: None,
        sources: &["S 8", "S003 GL07 2021-08-12", "gl07 G-12", "gl07 G-13"],
        run: run_2015,
    }],
};

/// What the system writes in place of a value that is not valid (S003).
const REPLACED: &str = "*****";

fn run_2015(cx: &CheckContext<'_>) -> Examined {
    let mut examined = Examined::default();
    let all = batches(cx, &BTreeSet::new());
    let ours: Vec<&Batch<'_>> = all.values().filter(|batch| batch.is_of_period).collect();
    // A table that could not be read may have been an import.
    let missing = &mut examined.missing;
    missing.extend(cx.missing_by_refusal(&["gl07", "delimited", "xlsx", "parquet"]));
    missing.extend(missing_imports(cx, &ours, |_| true));
    if ours.is_empty() {
        if missing.is_empty() {
            let reason = Text::key("reason-no-imports").with("period", cx.period);
            examined.not_applicable = Some(reason);
        }
        return examined;
    }
    missing.extend(cx.missing_by_refusal(&["saf-t"]));
    let is_named = |batch: &&&Batch<'_>| !batch.id.is_empty();
    if let Some(first) = ours
        .iter()
        .find(|batch| batch.id.is_empty())
        .and_then(|b| first_row(b))
    {
        let reason = Text::key("reason-import-without-batch");
        missing.push(reason.with("file", file_name(cx, first)));
    }
    let no_ledger = missing_ledger(cx);
    if no_ledger.is_none() {
        for batch in ours.iter().filter(is_named) {
            let (point, findings) = judge(cx, batch);
            examined.points.push(point);
            examined.findings.extend(findings);
        }
    }
    examined.missing.extend(no_ledger);
    let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    let lines = |batch: &&Batch<'_>| batch.imported_by(|_| true).lines;
    let seen = &mut examined.evidence.rows_seen;
    seen.insert("import_batches", count(ours.len()));
    seen.insert("import_lines", ours.iter().map(lines).sum());
    seen.insert("ledger_lines", cx.ledger_lines_of_period());
    let accounts = settings::text(cx.playbook, "import.error_accounts").to_owned();
    examined
        .evidence
        .settings
        .insert("import.error_accounts", accounts);
    examined
}

fn first_row(batch: &Batch<'_>) -> Option<usize> {
    batch
        .imported
        .values()
        .filter_map(|held| held.rows.first())
        .min()
        .copied()
}

/// The point of a batch and all that is found in it.
fn judge(cx: &CheckContext<'_>, batch: &Batch<'_>) -> (Point, Vec<Finding>) {
    let file = batch.imported_by(|_| true);
    let (subject, ledger) = (batch.subject(), &batch.booked);
    let booked = Booked::of((file.lines, file.debit), ledger);
    let (side1, side2) = (ledger.debit(), file.debit());
    let difference = side1.checked_sub(side2).unwrap_or(Ore(i64::MAX));
    let specified = booked.cause().map_or(Ore::ZERO, |_| difference);
    let mut findings = Vec::new();
    findings.extend(differs(cx, (&subject, difference), booked, (&file, ledger)));
    findings.extend(to_correct(cx, &subject, booked, (&file, ledger)));
    findings.extend(gaps(cx, &subject, ledger));
    let point = Point {
        id: "imports.booked",
        subject,
        side1: Side {
            label: Text::key("side-import-booked"),
            amount: side1,
        },
        side2: Side {
            label: Text::key("side-import-file"),
            amount: side2,
        },
        difference,
        specified,
        unexplained: difference.checked_sub(specified).unwrap_or(Ore(i64::MAX)),
    };
    (point, findings)
}

/// What is wrong with the number of lines and the sum. It is proved by the first line of the file and of the ledger.
fn differs(
    cx: &CheckContext<'_>,
    (subject, difference): (&str, Ore),
    booked: Booked,
    (file, ledger): (&Held, &Held),
) -> Option<Finding> {
    let (code, key) = match booked {
        Booked::Whole => return None,
        Booked::Nothing => ("IMP001", "imports-not-booked"),
        Booked::Partly => ("IMP002", "imports-partly-booked"),
        Booked::Twice => ("IMP003", "imports-booked-twice"),
        Booked::Otherwise => ("IMP004", "imports-differ"),
    };
    let name = file
        .rows
        .first()
        .map(|row| file_name(cx, *row))
        .unwrap_or_default();
    let mut message = Text::key(key)
        .with("subject", subject)
        .with("file", name)
        .with("lines", file.lines)
        .with("debit", file.debit());
    if booked != Booked::Nothing {
        message = message
            .with("booked_lines", ledger.lines)
            .with("booked", ledger.debit());
    }
    let first = file.rows.first().and_then(|row| import_ref(cx, *row));
    let first_booked = ledger.rows.first().and_then(|row| ledger_ref(cx, *row));
    let mut rows: Vec<RowRef> = first.into_iter().chain(first_booked).collect();
    rows.sort();
    Some(Finding {
        key: format!("{code}:{subject}"),
        code,
        severity: Severity::Error,
        subject: subject.to_owned(),
        amount: difference,
        message,
        rows,
        cause: booked.cause(),
        proposal: None,
        action: Some(booked.action()),
    })
}

/// A line as it is shown.
struct Line<'a> {
    account: &'a str,
    voucher: &'a str,
    text: &'a str,
    amount: Ore,
    row: Option<RowRef>,
}

/// Lines that wait for correction, in the ledger; of an import that is not booked or not wholly, in the file. What stands
/// on the agency's own error account is told by `error-account`, with its age.
fn to_correct(
    cx: &CheckContext<'_>,
    subject: &str,
    booked: Booked,
    (file, ledger): (&Held, &Held),
) -> Vec<Finding> {
    let (lines, imports) = (cx.frames.ledger_lines.view(), cx.frames.import_lines.view());
    let of_ledger = |row: &usize| Line {
        account: lines.account.get(*row),
        voucher: lines.voucher.get(*row),
        text: lines.text.get(*row),
        amount: Ore(lines.amount_ore.get(*row).copied().unwrap_or_default()),
        row: ledger_ref(cx, *row),
    };
    let of_file = |row: &usize| Line {
        account: imports.account.get(*row),
        voucher: imports.voucher.get(*row),
        text: imports.text.get(*row),
        amount: Ore(imports.amount_ore.get(*row).copied().unwrap_or_default()),
        row: import_ref(cx, *row),
    };
    let accounts = settings::text(cx.playbook, "import.error_accounts");
    let is_error = |account: &str| accounts.split_whitespace().any(|error| error == account);
    let told = |account: &str| {
        cx.playbook
            .accounts
            .error
            .iter()
            .any(|ours| ours.matches(account))
    };
    let of = |line: Line<'_>| {
        let (code, key, cause) = if is_error(line.account) && !told(line.account) {
            ("IMP005", "imports-error-account", "import-error-account")
        } else if line.text.contains(REPLACED) {
            ("IMP006", "imports-value-replaced", "import-value-replaced")
        } else {
            return None;
        };
        Some(line_finding((code, key, cause), subject, &line))
    };
    if matches!(booked, Booked::Nothing | Booked::Partly) {
        file.rows.iter().map(of_file).filter_map(of).collect()
    } else {
        ledger.rows.iter().map(of_ledger).filter_map(of).collect()
    }
}

/// A finding about a line. Its subject is the account: it explains no difference between file and ledger.
fn line_finding(
    (code, key, cause): (&'static str, &'static str, &'static str),
    subject: &str,
    line: &Line<'_>,
) -> Finding {
    let voucher = if line.voucher.is_empty() {
        "-"
    } else {
        line.voucher
    };
    let account = if line.account.is_empty() {
        "-"
    } else {
        line.account
    };
    let row = line.row.map(|row| row.to_string()).unwrap_or_default();
    Finding {
        key: format!("{code}:{account}:{row}"),
        code,
        severity: Severity::Warning,
        subject: account.to_owned(),
        amount: line.amount,
        message: Text::key(key)
            .with("subject", subject)
            .with("account", account)
            .with("voucher", personal::mask(voucher).into_owned())
            .with("amount", line.amount),
        rows: line.row.into_iter().collect(),
        cause: Some(cause),
        proposal: None,
        action: Some(Text::key("action-import-master-data")),
    }
}

/// Voucher numbers left out between the first and the last of a batch, by voucher type and series.
fn gaps(cx: &CheckContext<'_>, subject: &str, ledger: &Held) -> Vec<Finding> {
    let lines = cx.frames.ledger_lines.view();
    let mut series: BTreeMap<(&str, &str), BTreeSet<u64>> = BTreeMap::new();
    for row in &ledger.rows {
        if let Some((name, number)) = numbered(lines.voucher.get(*row)) {
            let of = series
                .entry((lines.voucher_type.get(*row), name))
                .or_default();
            of.insert(number);
        }
    }
    let of = |((kind, name), numbers): ((&str, &str), BTreeSet<u64>)| {
        let (first, last) = numbers.first().zip(numbers.last())?;
        let used = u64::try_from(numbers.len()).unwrap_or(u64::MAX);
        let left_out = (last - first).saturating_add(1).saturating_sub(used);
        if left_out == 0 {
            return None;
        }
        let message = Text::key("imports-numbers-left-out")
            .with("subject", subject)
            .with("first", format!("{name}{first}"))
            .with("last", format!("{name}{last}"))
            .with("left_out", left_out);
        Some(Finding {
            key: format!("IMP007:{subject}:{kind}:{name}"),
            code: "IMP007",
            severity: Severity::Info,
            subject: subject.to_owned(),
            amount: Ore::ZERO,
            message,
            rows: Vec::new(),
            cause: None,
            proposal: None,
            action: Some(Text::key("action-import-numbers-left-out")),
        })
    };
    series.into_iter().filter_map(of).collect()
}

/// A voucher number as series and number; nothing if it does not end in a number.
fn numbered(voucher: &str) -> Option<(&str, u64)> {
    let name = voucher.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let number = voucher.strip_prefix(name)?;
    Some((name, number.parse().ok()?))
}
