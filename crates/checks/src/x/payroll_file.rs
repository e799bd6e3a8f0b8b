//! `payroll-file` (`X_PAYROLL_FILE`): the payroll system's control file says what was imported and booked.
//!
//! Source: S 7.3: with each file comes a control file with the sum of debits and the number of transactions; gl07 §6,
//! G-11. Which sending systems are payroll is a setting. A transaction is a line, zero amounts included (inferred).
//! Not here: lines on the error account (`error-account`), differences between file and ledger of other imports
//! (`imports`).

use std::collections::{BTreeMap, BTreeSet};

use domain::{Finding, Ore, Point, RowRef, Severity, Side, Text};

use super::batches::{
    Batch, Booked, Held, batches, file_name, import_ref, ledger_ref, missing_imports,
    missing_ledger, named,
};
use crate::check::{
    Check, Examined, FindingCode, Regime,
    Responsible::{Accounting, Payroll},
    cause,
};
use crate::context::CheckContext;
use crate::settings;

/// The declaration.
pub static CHECK: Check = Check {
    id: "payroll-file",
    title: "check-payroll-file",
    summary: "the payroll control file equals what was imported and what was booked",
    since: "0.2.0",
    doc: include_str!("payroll_file.md"),
    points: &["payroll-file.imported", "payroll-file.booked"],
    codes: &[
        code("PAYF001", "a payroll import differs from its control file"),
        code("PAYF002", "a payroll booking differs from its control file"),
        code("PAYF003", "a control file without its import"),
        code("PAYF004", "control files of a batch contradict each other"),
    ],
    causes: &[
        cause("import-incomplete", Payroll),
        cause("import-file-missing", Payroll),
        cause("import-not-booked", Accounting),
        cause("import-partly-booked", Accounting),
        cause("import-booked-twice", Accounting),
        cause("control-contradicted", Payroll),
    ],
    regimes: &[Regime {
        from: (2015, 1),
        until: None,
        sources: &["S 7.3", "gl07 G-11"],
        run: run_2015,
    }],
};

const fn code(code: &'static str, summary: &'static str) -> FindingCode {
    FindingCode {
        code,
        severity: Severity::Error,
        summary,
    }
}

/// What control files say of a batch.
#[derive(Debug, Default)]
struct Control<'a> {
    /// The sending system, if one names it.
    interface: &'a str,
    /// Number of transactions and sum of debits: what each of them says; more than one contradict each other.
    says: BTreeSet<(u64, i128)>,
    /// Whether one of them names the period.
    names_period: bool,
    rows: BTreeSet<RowRef>,
}

fn run_2015(cx: &CheckContext<'_>) -> Examined {
    let mut examined = Examined::default();
    let setting = settings::text(cx.playbook, "payroll.interfaces");
    let interfaces: Vec<&str> = setting.split_whitespace().collect();
    if interfaces.is_empty() {
        examined.not_applicable = Some(Text::key("reason-no-payroll-interface"));
        return examined;
    }
    let is_payroll = |name: &str| interfaces.contains(&name);
    let controls = controls(cx, is_payroll);
    let all = batches(cx, &controls.keys().copied().collect());
    let is_imported = |batch: &Batch<'_>| batch.imported.keys().any(|name| is_payroll(name));
    let of_period = |batch: &&Batch<'_>| batch.is_of_period && is_imported(batch);
    let imports: Vec<&Batch<'_>> = all.values().filter(of_period).collect();
    let missing = &mut examined.missing;
    missing.extend(cx.missing_by_refusal(&["gl07", "delimited", "xlsx", "parquet", "saf-t"]));
    missing.extend(missing_imports(cx, &imports, |expectation| {
        expectation.account.as_deref().is_some_and(is_payroll)
    }));
    let no_ledger = missing_ledger(cx);
    let (mut count, mut control_rows) = (0_u64, 0);
    for batch in all.values() {
        let imported = of_period(&batch).then(|| batch.imported_by(is_payroll));
        let control = controls.get(batch.id);
        match (imported, control) {
            (Some(file), None) => examined.missing.push(no_control(cx, batch, &file)),
            (None, Some(control)) if !is_orphan(cx, batch, control) => continue,
            (None, None) => continue,
            (file, Some(control)) => {
                let sides = (file.as_ref(), no_ledger.is_none().then_some(&batch.booked));
                let (points, findings) = judge(cx, batch, control, sides);
                examined.points.extend(points);
                examined.findings.extend(findings);
            }
        }
        count += 1;
        control_rows += control.map_or(0, |control| control.rows.len());
    }
    if count == 0 {
        let reason = Text::key("reason-no-payroll-import").with("interfaces", setting);
        let reason = reason.with("period", cx.period);
        examined.missing.push(reason);
    } else {
        examined.missing.extend(no_ledger);
    }
    let seen = &mut examined.evidence.rows_seen;
    seen.insert(
        "payroll_control",
        u64::try_from(control_rows).unwrap_or(u64::MAX),
    );
    seen.insert(
        "import_batches",
        u64::try_from(imports.len()).unwrap_or(u64::MAX),
    );
    seen.insert("ledger_lines", cx.ledger_lines_of_period());
    examined
        .evidence
        .settings
        .insert("payroll.interfaces", setting.to_owned());
    examined
}

/// What control files of the period say, by batch; one that names no period may be of any.
fn controls<'a>(
    cx: &CheckContext<'a>,
    is_payroll: impl Fn(&str) -> bool,
) -> BTreeMap<&'a str, Control<'a>> {
    let mut controls: BTreeMap<&str, Control<'_>> = BTreeMap::new();
    let Some(register) = cx.frames.registers.get("payroll-control") else {
        return controls;
    };
    let (batches, interfaces) = (register.text("batch"), register.text("interface"));
    let (periods, sums) = (register.short("period"), register.whole("sum_debit"));
    let transactions = register.whole("transactions");
    for (row, (&file, &record)) in register.file().iter().zip(register.record()).enumerate() {
        let (interface, period) = (interfaces.get(row), periods.get(row));
        let is_other = period.is_some_and(|period| period != cx.period.as_i32());
        if is_other || !(interface.is_empty() || is_payroll(interface)) {
            continue;
        }
        let control = controls.entry(batches.get(row)).or_default();
        if !interface.is_empty() {
            control.interface = control.interface.max(interface);
        }
        let lines = u64::try_from(transactions.get(row).unwrap_or_default()).unwrap_or_default();
        control
            .says
            .insert((lines, i128::from(sums.get(row).unwrap_or_default())));
        control.names_period |= period.is_some();
        control.rows.extend(cx.frames.row_ref(file, record));
    }
    controls
}

/// Whether a control file without an import of the period should have one: it names the period, or nothing says that the
/// batch is of another.
fn is_orphan(cx: &CheckContext<'_>, batch: &Batch<'_>, control: &Control<'_>) -> bool {
    let is_elsewhere = batch.is_imported
        || !batch.booked_in.is_empty() && !batch.booked_in.contains(&cx.period.as_i32());
    control.names_period || !is_elsewhere
}

fn no_control(cx: &CheckContext<'_>, batch: &Batch<'_>, file: &Held) -> Text {
    let name = file
        .rows
        .first()
        .map(|row| file_name(cx, *row))
        .unwrap_or_default();
    if batch.id.is_empty() {
        return Text::key("reason-import-without-batch").with("file", name);
    }
    Text::key("reason-no-payroll-control")
        .with("subject", batch.subject())
        .with("file", name)
}

/// A batch and what its control file says of it.
struct About<'a> {
    subject: String,
    transactions: u64,
    debit: i128,
    rows: &'a BTreeSet<RowRef>,
}

/// How one side is told of.
struct Told {
    point: &'static str,
    label: &'static str,
    code: &'static str,
    message: &'static str,
    cause: Option<&'static str>,
    action: Text,
    first: Option<RowRef>,
}

/// The points of a batch with a control file: what was imported, and what is booked where the ledger is known.
fn judge(
    cx: &CheckContext<'_>,
    batch: &Batch<'_>,
    control: &Control<'_>,
    (file, ledger): (Option<&Held>, Option<&Held>),
) -> (Vec<Point>, Vec<Finding>) {
    let subject = match file {
        Some(_) => batch.subject(),
        None => named(control.interface, batch.id),
    };
    let mut says = control.says.iter();
    let (Some(&(transactions, debit)), None) = (says.next(), says.next()) else {
        return (Vec::new(), vec![contradicted(&subject, &control.rows)]);
    };
    let about = About {
        subject,
        transactions,
        debit,
        rows: &control.rows,
    };
    let none = Held::default();
    let (point, finding) = compared(&about, file.unwrap_or(&none), imported(cx, &about, file));
    let (mut points, mut findings) = (vec![point], Vec::from_iter(finding));
    if let Some(ledger) = ledger {
        let (point, finding) = compared(&about, ledger, booked(cx, &about, ledger));
        points.push(point);
        findings.extend(finding);
    }
    (points, findings)
}

fn contradicted(subject: &str, rows: &BTreeSet<RowRef>) -> Finding {
    Finding {
        key: format!("PAYF004:{subject}"),
        code: "PAYF004",
        severity: Severity::Error,
        subject: subject.to_owned(),
        amount: Ore::ZERO,
        message: Text::key("payroll-file-contradicted").with("subject", subject),
        rows: rows.iter().copied().collect(),
        cause: Some("control-contradicted"),
        proposal: None,
        action: Some(Text::key("action-payroll-file-contradicted")),
    }
}

/// What is said where the import is not what the control file says.
fn imported(cx: &CheckContext<'_>, about: &About<'_>, file: Option<&Held>) -> Told {
    let (point, label) = ("payroll-file.imported", "side-import-file");
    let Some(file) = file else {
        return Told {
            point,
            label,
            code: "PAYF003",
            message: "payroll-file-without-import",
            cause: Some("import-file-missing"),
            action: Text::key("action-payroll-file-without-import"),
            first: None,
        };
    };
    let is_less = file.lines < about.transactions && file.debit < about.debit;
    Told {
        point,
        label,
        code: "PAYF001",
        message: "payroll-file-imported",
        cause: is_less.then_some("import-incomplete"),
        action: Text::key("action-payroll-file-imported"),
        first: file.rows.first().and_then(|row| import_ref(cx, *row)),
    }
}

/// What is said where the ledger is not what the control file says.
fn booked(cx: &CheckContext<'_>, about: &About<'_>, ledger: &Held) -> Told {
    let booked = Booked::of((about.transactions, about.debit), ledger);
    Told {
        point: "payroll-file.booked",
        label: "side-import-booked",
        code: "PAYF002",
        message: "payroll-file-booked",
        cause: booked.cause(),
        action: booked.action(),
        first: ledger.rows.first().and_then(|row| ledger_ref(cx, *row)),
    }
}

/// The point of one side, and a finding where it is not what the control file says. A control file of nothing asks for no
/// import.
fn compared(about: &About<'_>, held: &Held, told: Told) -> (Point, Option<Finding>) {
    let is_equal = (held.lines, held.debit) == (about.transactions, about.debit);
    let (side1, side2) = (held.debit(), Ore::bounded(about.debit));
    let difference = side1.checked_sub(side2).unwrap_or(Ore(i64::MAX));
    let specified = told
        .cause
        .filter(|_| !is_equal)
        .map_or(Ore::ZERO, |_| difference);
    let point = Point {
        id: told.point,
        subject: about.subject.clone(),
        side1: Side {
            label: Text::key(told.label),
            amount: side1,
        },
        side2: Side {
            label: Text::key("side-payroll-control"),
            amount: side2,
        },
        difference,
        specified,
        unexplained: difference.checked_sub(specified).unwrap_or(Ore(i64::MAX)),
    };
    if is_equal {
        return (point, None);
    }
    let rows: BTreeSet<RowRef> = about.rows.iter().copied().chain(told.first).collect();
    let finding = Finding {
        key: format!("{}:{}", told.code, about.subject),
        code: told.code,
        severity: Severity::Error,
        subject: about.subject.clone(),
        amount: difference,
        message: Text::key(told.message)
            .with("subject", about.subject.as_str())
            .with("transactions", about.transactions)
            .with("sum", side2)
            .with("lines", held.lines)
            .with("debit", side1),
        rows: rows.into_iter().collect(),
        cause: told.cause,
        proposal: None,
        action: Some(told.action),
    };
    (point, Some(finding))
}
