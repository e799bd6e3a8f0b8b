//! A run's results, made by hand: one check of every outcome, causes, open items of several ages, deadlines of every
//! kind. The agency, the accounts and the amounts are invented.

use std::collections::BTreeMap;

use calendar::deadline::{Deadline, Due, Override};
use chrono::{DateTime, FixedOffset, NaiveDate};
use domain::agency::{Budgeting, Model, Principle, Service};
use domain::treasury::{Authority, LLine, LReport, PLine, PReport, SLine, SReport};
use domain::{
    Adjustment, CheckResult, Code, Diagnostic, Digest, Evidence, FileId, Finding, MatchRow,
    MatchingSet, OpenItem, Ore, Outcome, Period, Point, Position, Proposal, ProposedLine, RowRef,
    Severity, Side, SideTotals, Suggestion, Text, UnsearchedRows,
};
use report::Texts;
use report::model::{FollowUp, Input, RunResult};

const NB: &str = include_str!("sample.nb.ftl");
const NN: &str = include_str!("sample.nn.ftl");
const EN: &str = include_str!("sample.en.ftl");

pub(crate) fn texts(language: &str) -> Texts {
    let own = match language {
        "en" => EN,
        "nn" => NN,
        _ => NB,
    };
    Texts::new(language, &[own]).unwrap()
}

pub(crate) fn period(text: &str) -> Period {
    text.parse().unwrap()
}

pub(crate) fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn moment(text: &str) -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339(text).unwrap()
}

fn digest(byte: u8) -> Digest {
    Digest([byte; 32])
}

fn file(byte: u8) -> FileId {
    digest(byte).file_id()
}

fn row(byte: u8, record: u64) -> RowRef {
    RowRef {
        file: file(byte),
        record,
    }
}

fn side(label: &'static str, amount: i64) -> Side {
    Side {
        label: Text::key(label),
        amount: Ore(amount),
    }
}

/// A report of two lines that does not balance, one of them on another's chapter.
pub(crate) fn s_report() -> SReport {
    let line = |state_account: &str, article: &str, authority, amount| SLine {
        state_account: state_account.to_owned(),
        article: article.to_owned(),
        authority,
        amount: Ore(amount),
    };
    SReport {
        lines: vec![
            line("044001", "630", Authority::Own, 1_234_567),
            line("132001", "630", Authority::Another("1320".to_owned()), -150),
        ],
        outside: Ore(700),
        excluded: Ore(-300),
        unexplained: Ore(1),
    }
}

/// A report of one settlement account.
pub(crate) fn l_report() -> LReport {
    LReport {
        lines: vec![LLine {
            account: "99981100053".to_owned(),
            article: "196".to_owned(),
            opening: Ore(1_000_000),
            movement: Ore(-50_001),
            closing: Ore(949_999),
        }],
    }
}

/// A report with a line in each section, that is an øre off.
pub(crate) fn p_report() -> PReport {
    let line = |(article, amount): (&str, i64)| PLine {
        article: article.to_owned(),
        amount: Ore(amount),
    };
    let lines = [
        ("196", 1_234_567),
        ("280", -234_567),
        ("390", -1_050_000),
        ("630", 50_001),
    ];
    PReport {
        lines: lines.map(line).into(),
    }
}

/// The sample run; `generation` decides between codes and states.
pub(crate) fn run(generation: &'static str) -> RunResult {
    let code = |code| {
        if generation == "G2025" {
            Code::None
        } else {
            code
        }
    };
    RunResult {
        agency: "S1".to_owned(),
        agency_name: "Statens prøveetat".to_owned(),
        organisation: "999999999".to_owned(),
        period: period("2024-03"),
        as_of: date("2024-04-05"),
        generation,
        model: Model {
            service: Service::Full,
            budgeting: Budgeting::Gross,
            principle: Principle::Cash,
        },
        program: "avstem 0.1.0".to_owned(),
        language: "nb".to_owned(),
        previous: Some(("0002".to_owned(), digest(9))),
        inputs: inputs(),
        s_report: Some(s_report()),
        l_report: Some(l_report()),
        p_report: Some(p_report()),
        checks: vec![
            bank(code(Code::Red)),
            error_account(code(Code::Yellow)),
            CheckResult {
                id: "subledger",
                tab: "A6".to_owned(),
                title: Text::key("sample-subledger-title"),
                outcome: Outcome::Passed,
                code: code(Code::Green),
                points: vec![point(
                    "subledger.customers",
                    "1500",
                    side("sample-open-items", 4_321_050),
                    side("sample-saldo-ledger", 4_321_050),
                    0,
                )],
                findings: Vec::new(),
                evidence: evidence(&[("subledger_items", 42), ("ledger_lines", 6123)]),
                actor: "provider",
                responsible: BTreeMap::new(),
                proposals: Vec::new(),
            },
            without_points(
                "interim",
                ("D2", "sample-interim-title"),
                Outcome::NotRun(
                    Text::key("sample-missing-subledger").with("period", period("2024-03")),
                ),
            ),
            without_points(
                "nav-refunds",
                ("A7", "sample-nav-title"),
                Outcome::NotApplicable(Text::key("sample-no-nav")),
            ),
        ],
        matching: vec![MatchingSet {
            set: "bank-1939".to_owned(),
            rules: BTreeMap::from([("kid".to_owned(), 120), ("amount-date".to_owned(), 31)]),
            conservation: vec![
                totals("bank", 100_000_000, 6, 2),
                totals("ledger", -75_000_000, 9, 4),
            ],
            adjustments: vec![Adjustment {
                group: 2,
                rule: "amount-date".to_owned(),
                amount: Ore(-3),
                currency: "NOK".to_owned(),
            }],
            unsearched: vec![UnsearchedRows {
                rule: "amount-date".to_owned(),
                left: 40,
                right: 2,
            }],
        }],
        matches: vec![
            matched(1, "bank", 1, 7, 1_250_000, false),
            matched(1, "ledger", 2, 40, 1_250_000, false),
            matched(2, "bank", 1, 8, -99, true),
            matched(2, "ledger", 2, 41, -99, true),
        ],
        open_items: open_items(),
        suggestions: vec![suggestion()],
        reserved_tabs: vec!["A8", "A12"],
        carried_actions: Vec::new(),
        action_deadlines: vec!["D18".to_owned()],
        follow_up: FollowUp::default(),
        service_levels: Vec::new(),
        cases: Vec::new(),
        deadlines: deadlines(),
    }
}

fn without_points(
    id: &'static str,
    (tab, title): (&str, &'static str),
    outcome: Outcome,
) -> CheckResult {
    CheckResult {
        id,
        tab: tab.to_owned(),
        title: Text::key(title),
        outcome,
        code: Code::None,
        points: Vec::new(),
        findings: Vec::new(),
        evidence: Evidence::default(),
        actor: "provider",
        responsible: BTreeMap::new(),
        proposals: Vec::new(),
    }
}

fn suggestion() -> Suggestion {
    let open = &open_items()[0];
    Suggestion {
        set: open.set.clone(),
        side: open.side.clone(),
        row: open.row,
        rank: 1,
        candidate_side: "ledger".to_owned(),
        candidate: row(2, 77),
        group: None,
        reasons: vec![Text::key("sample-near").with("amount", Ore(9_000))],
    }
}

fn point(id: &'static str, subject: &str, side1: Side, side2: Side, specified: i64) -> Point {
    let difference = side1.amount.checked_sub(side2.amount).unwrap();
    Point {
        id,
        subject: subject.to_owned(),
        side1,
        side2,
        difference,
        specified: Ore(specified),
        unexplained: difference.checked_sub(Ore(specified)).unwrap(),
    }
}

fn evidence(rows: &[(&'static str, u64)]) -> Evidence {
    Evidence {
        rows_seen: rows.iter().copied().collect(),
        settings: BTreeMap::from([("bank.window_bank_days", "3".to_owned())]),
        regime: Some(date("2015-01-01")),
    }
}

fn bank(code: Code) -> CheckResult {
    let finding = |key: &str, subject: &str, amount, message, cause, action| Finding {
        key: key.to_owned(),
        code: "BANK003",
        severity: Severity::Error,
        subject: subject.to_owned(),
        amount: Ore(amount),
        message,
        rows: vec![row(1, 3), row(1, 4)],
        cause,
        proposal: None,
        action,
    };
    let sweep = Text::key("sample-sweep")
        .with("account", "1920")
        .with("date", date("2024-03-27"))
        .with("amount", Ore(25_000_000));
    let mut findings = vec![
        finding(
            "bank-1920-1",
            "1920",
            25_000_000,
            sweep.clone(),
            Some("sweep-missing"),
            Some(Text::key("sample-sweep-action").with("proposal", "P-0001")),
        ),
        finding(
            "bank-1939-1",
            "1939",
            -25_000_000,
            sweep,
            Some("sweep-missing"),
            Some(Text::key("sample-sweep-action").with("proposal", "P-0001")),
        ),
        finding(
            "bank-1939-2",
            "1939",
            -4_821_050,
            Text::key("sample-ocr").with("reference", "OCR-20240326"),
            Some("ocr-not-read"),
            Some(Text::key("sample-ocr-action")),
        ),
        finding(
            "bank-1939-3",
            "1939",
            -125_000,
            Text::key("sample-unexplained"),
            None,
            None,
        ),
    ];
    findings[0].proposal = Some("P-0001".to_owned());
    findings.push(Finding {
        severity: Severity::Info,
        rows: Vec::new(),
        ..finding(
            "bank-1939-4",
            "1939",
            0,
            Text::key("sample-pending").with("count", 1_u64),
            None,
            None,
        )
    });
    CheckResult {
        id: "bank",
        tab: "A1".to_owned(),
        title: Text::key("sample-bank-title"),
        outcome: Outcome::Failed,
        code,
        points: vec![
            point(
                "bank.settlement",
                "1939",
                side("sample-saldo-ledger", 1_234_567_890),
                side("sample-saldo-statement", 1_264_513_940),
                -29_821_050,
            ),
            point(
                "bank.working",
                "1920",
                side("sample-saldo-ledger", 25_000_000),
                side("sample-expected-zero", 0),
                25_000_000,
            ),
        ],
        findings,
        evidence: evidence(&[("bank_entries", 1_204), ("ledger_lines", 6_123)]),
        actor: "provider",
        responsible: BTreeMap::from([
            ("statement-day-missing", "bank"),
            ("sweep-missing", "provider"),
        ]),
        proposals: vec![proposal()],
    }
}

fn error_account(code: Code) -> CheckResult {
    CheckResult {
        id: "error-account",
        tab: "A3".to_owned(),
        title: Text::key("sample-error-title"),
        outcome: Outcome::Failed,
        code,
        points: vec![point(
            "error-account.balance",
            "1990",
            side("sample-saldo-ledger", 543_000),
            side("sample-expected-zero", 0),
            543_000,
        )],
        findings: vec![Finding {
            key: "error-1990-1".to_owned(),
            code: "FEIL001",
            severity: Severity::Warning,
            subject: "1990".to_owned(),
            amount: Ore(543_000),
            message: Text::key("sample-error-item")
                .with("source", "<script>alert(1)</script>")
                .with("period", period("2024-02")),
            rows: vec![row(2, 12)],
            cause: Some("invalid-dimension"),
            proposal: None,
            action: Some(Text::key("sample-error-action")),
        }],
        evidence: evidence(&[("ledger_lines", 6_123)]),
        actor: "provider",
        responsible: BTreeMap::new(),
        proposals: Vec::new(),
    }
}

fn totals(side: &'static str, matched: i64, open_rows: u64, excluded: i64) -> SideTotals {
    SideTotals {
        side,
        currency: "NOK".to_owned(),
        input: (Ore(matched + 150_000 + excluded), 120 + open_rows),
        matched: (Ore(matched), 119),
        open: (Ore(150_000), open_rows),
        excluded: (Ore(excluded), 1),
    }
}

fn matched(
    group: u32,
    side: &'static str,
    source: u8,
    record: u64,
    ore: i64,
    unsure: bool,
) -> MatchRow {
    MatchRow {
        set: "bank-1939".to_owned(),
        group,
        side,
        row: row(source, record),
        rule: "kid".to_owned(),
        ambiguous: unsure,
        amount: Ore(ore),
        date: date("2024-03-14"),
        // The fourth row was left open by the period before.
        birth: period(if record == 41 { "2024-02" } else { "2024-03" }),
    }
}

fn open_items() -> Vec<OpenItem> {
    let births = [
        "2024-03", "2024-03", "2024-02", "2024-01", "2023-11", "2023-06",
    ];
    let item = |side: &str, source, record: u64, birth: &str| OpenItem {
        set: "bank-1939".to_owned(),
        side: side.to_owned(),
        row: row(source, record),
        line: record + 2,
        account: "1939".to_owned(),
        date: period(birth).last_day(),
        amount: Ore(if record.is_multiple_of(2) {
            25_000
        } else {
            -133_750
        }),
        currency: "NOK".to_owned(),
        reference: "=HYPERLINK(\"http://example.org\")".to_owned(),
        kid: "1234567897".to_owned(),
        lump: String::new(),
        voucher: if side == "ledger" {
            "30001234".to_owned()
        } else {
            String::new()
        },
        text: "Innbetaling <b>Æøå</b> & co".to_owned(),
        birth: period(birth),
    };
    let bank = births
        .iter()
        .zip(60..)
        .map(|(birth, record)| item("bank", 1, record, birth));
    let ledger = births
        .iter()
        .take(3)
        .zip(80..)
        .map(|(birth, record)| item("ledger", 2, record, birth));
    bank.chain(ledger).collect()
}

fn deadlines() -> Vec<Deadline> {
    let deadline = |id, task, actor, due: Due, rule| Deadline {
        id,
        task: Text::key(task),
        actor,
        due: due.clone(),
        by_rule: due,
        rule,
        source: "S 9.1",
        published: None,
        overridden: None,
        work_by: None,
    };
    vec![
        deadline(
            "D02",
            "sample-task-bank",
            "dfo",
            Due::On(date("2024-04-03")),
            "BD(2,M+1)",
        ),
        Deadline {
            by_rule: Due::At(moment("2024-04-09T16:00:00+02:00")),
            published: Some((moment("2024-04-10T16:00:00+02:00"), "R-7/2024".to_owned())),
            overridden: Some(Override {
                due: moment("2024-04-11T12:00:00+02:00"),
                author: "Kari Prøve".to_owned(),
                entered: date("2024-04-02"),
                reason: "Avtalt med departementet".to_owned(),
            }),
            ..deadline(
                "D12",
                "sample-task-report",
                "dfo-or-agency",
                Due::At(moment("2024-04-11T12:00:00+02:00")),
                "TR_S -1d@16:00",
            )
        },
        Deadline {
            work_by: Some(date("2024-05-15")),
            ..deadline(
                "D14",
                "sample-task-sign",
                "agency",
                Due::On(date("2024-05-15")),
                "DAY(15,M+2)",
            )
        },
        deadline("D15", "sample-task-close", "dfo", Due::NotPublished, "TR_S"),
        deadline(
            "D16",
            "sample-task-bank",
            "agency",
            Due::Event(Text::key("sample-event")),
            "before D12",
        ),
    ]
}

fn inputs() -> Vec<Input> {
    let input = |byte, name: &str, format: &str, rows| Input {
        name: name.to_owned(),
        sha256: digest(byte),
        format: format.to_owned(),
        rows,
        accepted: true,
        control: vec![("debit".to_owned(), "1234.50".to_owned())],
        diagnostics: Vec::new(),
    };
    let at = Position {
        byte: 812,
        line: 17,
        column: 9,
        record: 3,
    };
    vec![
        input(1, "statement-1939.xml", "camt.053", 1_204),
        input(2, "ledger-2024.xml", "saf-t", 6_123),
        Input {
            accepted: false,
            rows: 0,
            diagnostics: vec![
                Diagnostic::new(
                    Severity::Error,
                    "OCR004",
                    at,
                    "expected a record of 80 bytes, found 79",
                )
                .hint("ask the sender for the file again"),
            ],
            ..input(3, "<img src=x onerror=alert(1)>.txt", "ocr-giro", 0)
        },
    ]
}

fn proposal() -> Proposal {
    let line = |account: &str, amount| ProposedLine {
        account: account.to_owned(),
        amount: Ore(amount),
        dimensions: BTreeMap::from([("cost_centre", "100".to_owned())]),
    };
    Proposal {
        number: "P-0001".to_owned(),
        findings: vec!["bank-1920-sweep".to_owned()],
        voucher_type: "TR".to_owned(),
        period: period("2024-03"),
        text: Text::key("sample-open-items"),
        lines: vec![line("1939", 25_000_000), line("1920", -25_000_000)],
        reversal: Some(Text::key("sample-pending").with("count", 1_u64)),
        problems: Vec::new(),
    }
}

/// One file of a run by its name.
pub(crate) fn artifact(run: &RunResult, language: &str, name: &str) -> Option<Vec<u8>> {
    let made = report::artifacts(run, &texts(language), report::Formats::ALL).unwrap();
    made.into_iter()
        .find(|artifact| artifact.name == name)
        .map(|artifact| artifact.bytes)
}
