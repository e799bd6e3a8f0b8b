//! The cases beside the checks: each is run as written, turned round and shuffled, and compared exactly.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests: a broken case file or a failed comparison stops the test"
)]

mod support;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::{Arg, CheckResult, Finding, Outcome, Period, Proposal, ProposedLine, Text, personal};
use frames::frame::{BankEntry, BankStatement, IncomingPayment, LedgerLine, SubledgerItem};
use proptest::prelude::*;
use support::markdown::{self, Case};
use support::run::frames as lay_out;
use support::run::{Layout, Ran, run};
use support::world::{World, world};
use support::{CaseFile, case_files};

/// A result in the words of an `expect` block. The line `code …` is there only if the case asks for it, and so are
/// the lines `set …`.
fn told(result: &CheckResult, with_code: bool) -> Vec<String> {
    let outcome = match &result.outcome {
        Outcome::Passed | Outcome::Failed => result.outcome.as_str().to_owned(),
        Outcome::NotApplicable(reason) | Outcome::NotRun(reason) => {
            format!("{} {}", result.outcome.as_str(), keys(reason).join("+"))
        }
    };
    let mut lines = vec![outcome];
    if with_code {
        lines.push(format!("code {}", result.code.as_str()));
    }
    for point in &result.points {
        let (side1, side2) = (point.side1.amount, point.side2.amount);
        let (difference, specified, unexplained) =
            (point.difference, point.specified, point.unexplained);
        let (id, subject) = (point.id, &point.subject);
        lines.push(format!(
            "point {id} {subject} {side1} {side2} {difference} {specified} {unexplained}"
        ));
    }
    lines.extend(result.findings.iter().map(finding));
    lines
}

fn finding(finding: &Finding) -> String {
    let severity = format!("{:?}", finding.severity).to_lowercase();
    let cause = finding.cause.unwrap_or("-");
    format!(
        "{} {severity} {} {} {cause}",
        finding.code, finding.subject, finding.amount
    )
}

/// The columns of a `proposals` block.
const PROPOSAL: [&str; 7] = [
    "finding", "text", "period", "type", "lines", "reversal", "problems",
];

/// A proposed voucher in the words of a `proposals` block; the account that is to be filled in is `?`.
fn proposal(result: &CheckResult, proposal: &Proposal) -> String {
    let key = |text: &Text| text.key.trim_start_matches("proposal-").to_owned();
    let of = |line: &ProposedLine| {
        let account = if line.account.is_empty() {
            "?"
        } else {
            &line.account
        };
        let dimensions = line.dimensions.iter();
        let dimensions = dimensions.map(|(name, value)| format!(" {name}={value}"));
        format!(
            "{account} {}{}",
            line.amount,
            dimensions.collect::<String>()
        )
    };
    let answered = |finding: &&Finding| proposal.findings.contains(&finding.key);
    let codes: Vec<&str> = result
        .findings
        .iter()
        .filter(answered)
        .map(|f| f.code)
        .collect();
    let lines: Vec<String> = proposal.lines.iter().map(of).collect();
    let problems: Vec<String> = proposal.problems.iter().map(key).collect();
    let cells = [
        codes.join("+"),
        key(&proposal.text),
        proposal.period.to_string(),
        proposal.voucher_type.clone(),
        lines.join(", "),
        proposal.reversal.as_ref().map(key).unwrap_or_default(),
        problems.join(" "),
    ];
    cells
        .map(|cell| {
            if cell.is_empty() {
                "-".to_owned()
            } else {
                cell
            }
        })
        .join(" | ")
}

fn proposals(result: &CheckResult) -> Vec<String> {
    result
        .proposals
        .iter()
        .map(|one| proposal(result, one))
        .collect()
}

/// The world after its proposed vouchers were posted as they are; what is to be filled in stands on an account of its own.
fn posted(world: &World, result: &CheckResult) -> World {
    let mut posted = world.clone();
    // What is proposed for a later period comes then; at the year's end for periods before it too.
    let of_period = result
        .proposals
        .iter()
        .filter(|one| one.period <= world.period);
    for (proposal, line) in of_period.flat_map(|one| one.lines.iter().map(move |line| (one, line)))
    {
        posted.ledger_lines.push(LedgerLine {
            account: if line.account.is_empty() {
                "9998"
            } else {
                &line.account
            }
            .to_owned(),
            period: proposal.period.as_i32(),
            day: frames::day(proposal.period.last_day()),
            amount_ore: line.amount.0,
            voucher: proposal.number.clone(),
            voucher_type: proposal.voucher_type.clone(),
            currency: "NOK".to_owned(),
            ..LedgerLine::default()
        });
    }
    posted
}

/// What is wrong with the vouchers of a case that states them, or the points that they close.
fn compare_proposals(
    file: &CaseFile,
    case: &Case,
    world: &World,
    result: &CheckResult,
) -> Result<(), String> {
    if case.blocks.contains_key("proposals") {
        let rows = case.table("proposals", &PROPOSAL)?;
        let words = |row: &markdown::Row| {
            PROPOSAL
                .map(|column| row.or(column, "-").to_owned())
                .join(" | ")
        };
        let expected: Vec<String> = rows.iter().map(words).collect();
        let found = proposals(result);
        if found != expected {
            return Err(format!(
                "proposals expected:\n{}\nfound:\n{}",
                expected.join("\n"),
                found.join("\n")
            ));
        }
    }
    let Some(block) = case.blocks.get("closes") else {
        return Ok(());
    };
    let posted = posted(world, result);
    let after = run(
        file.check,
        &posted,
        &lay_out(&posted, Layout::AsWritten, None),
    );
    for line in &block.lines {
        let line = words(line);
        let of = |ran: &CheckResult| {
            let mut points = ran.points.iter();
            let point = points.find(|point| format!("{} {}", point.id, point.subject) == line);
            point.map(|point| point.difference.0)
        };
        match (of(result), of(&after.result)) {
            (Some(before), Some(0)) if before != 0 => {}
            other => return Err(format!("{line} is not closed: {other:?}")),
        }
    }
    Ok(())
}

/// Keys of a reason, the joined ones in order.
fn keys(reason: &Text) -> Vec<&'static str> {
    if reason.key != "reason-and" {
        return vec![reason.key];
    }
    let parts = reason.args.iter().filter_map(|(_, arg)| {
        if let domain::Arg::Text(text) = arg {
            Some(text)
        } else {
            None
        }
    });
    parts.flat_map(|text| keys(text)).collect()
}

/// What must not depend on the order of rows and files: everything but row references and what follows from them.
fn order_free(ran: &Ran) -> Vec<String> {
    let mut lines = told(&ran.result, true);
    let evidence = &ran.result.evidence;
    lines.push(format!("{:?} {:?}", evidence.rows_seen, evidence.settings));
    lines.extend(proposals(&ran.result));
    lines.extend(
        ran.result
            .findings
            .iter()
            .map(|f| format!("{} {}", f.message.key, f.rows.len())),
    );
    for set in &ran.sets {
        let summary = set.summary().unwrap();
        lines.push(format!(
            "{} {:?} {:?}",
            summary.set, summary.rules, summary.conservation
        ));
        lines.extend(
            set.open_items()
                .iter()
                .map(|i| format!("{} {} {} {}", set.name, i.side, i.date, i.amount)),
        );
    }
    lines.sort();
    lines
}

/// Rules and open rows of every set: `set kid-1500 kid=1 open=0`.
fn sets(ran: &Ran) -> Vec<String> {
    let of = |set: &checks::sets::SetOutcome| {
        let rules = set.summary().unwrap().rules;
        let rules: Vec<String> = rules
            .iter()
            .map(|(rule, groups)| format!("{rule}={groups} "))
            .collect();
        format!(
            "set {} {}open={}",
            set.name,
            rules.concat(),
            set.open_items().len()
        )
    };
    ran.sets.iter().map(of).collect()
}

fn compare(file: &CaseFile, case: &Case) -> Result<(), String> {
    let world = world(case)?;
    let expected: Vec<String> = case
        .blocks
        .get("expect")
        .into_iter()
        .flat_map(|block| &block.lines)
        .map(words)
        .collect();
    let as_written = run(
        file.check,
        &world,
        &lay_out(&world, Layout::AsWritten, None),
    );
    let found = told(
        &as_written.result,
        expected.iter().any(|line| line.starts_with("code ")),
    );
    let mut found = found;
    if expected.iter().any(|line| line.starts_with("set ")) {
        found.extend(sets(&as_written));
    }
    if found != expected {
        return Err(difference(&expected, &found, &as_written.result));
    }
    compare_proposals(file, case, &world, &as_written.result)?;
    let free = order_free(&as_written);
    for layout in [
        Layout::Reversed,
        Layout::Shuffled(1),
        Layout::Shuffled(2),
        Layout::Shuffled(3),
    ] {
        let again = order_free(&run(file.check, &world, &lay_out(&world, layout, None)));
        if again != free {
            let lines: Vec<&String> = free
                .iter()
                .filter(|l| !again.contains(l))
                .chain(again.iter().filter(|l| !free.contains(l)))
                .collect();
            return Err(format!("{layout:?} gives another result: {lines:#?}"));
        }
    }
    Ok(())
}

fn words((_, line): &(usize, String)) -> String {
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn difference(expected: &[String], found: &[String], result: &CheckResult) -> String {
    let missing = expected
        .iter()
        .filter(|line| !found.contains(line))
        .map(|line| format!("  - {line}"));
    let added = found
        .iter()
        .filter(|line| !expected.contains(line))
        .map(|line| format!("  + {line}"));
    let findings = result
        .findings
        .iter()
        .map(|finding| format!("  {}: {:?}", finding.code, finding.message));
    let text: Vec<String> = missing.chain(added).chain(findings).collect();
    let text = text.join("\n");
    format!(
        "expected:\n  {}\nfound:\n  {}\n{text}",
        expected.join("\n  "),
        found.join("\n  ")
    )
}

#[test]
fn every_case_gives_what_it_expects_in_any_order() {
    let mut wrong = Vec::new();
    for file in case_files() {
        assert!(!file.cases.is_empty(), "{}: no case", file.name);
        for case in &file.cases {
            if let Err(error) = compare(&file, case) {
                wrong.push(format!(
                    "{}:{} {}\n{error}",
                    file.name, case.line, case.name
                ));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} cases:\n\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// Every kind of finding that is answered by a voucher has a case that states the voucher line by line.
#[test]
fn every_kind_of_voucher_is_stated_by_a_case() {
    let (mut proposed, mut stated) = (BTreeSet::new(), BTreeSet::new());
    let mut is_masked = false;
    for file in case_files() {
        for case in &file.cases {
            let world = world(case).unwrap();
            let ran = run(
                file.check,
                &world,
                &lay_out(&world, Layout::AsWritten, None),
            );
            let findings = &ran.result.findings;
            for proposal in &ran.result.proposals {
                let answered = findings
                    .iter()
                    .filter(|f| proposal.findings.contains(&f.key));
                let kinds: Vec<_> = answered.map(|f| (file.check.id, f.code, f.cause)).collect();
                for (_, arg) in &proposal.text.args {
                    if let Arg::Word(word) = arg {
                        assert_eq!(personal::mask(word), word.as_str(), "{}", file.name);
                        is_masked |= word.contains('*');
                    }
                }
                assert!(
                    !kinds.is_empty(),
                    "{} {}: answers nothing",
                    file.name,
                    case.name
                );
                let kinds = kinds.into_iter().map(|kind| (kind, proposal.text.key));
                proposed.extend(kinds.clone());
                if case.blocks.contains_key("proposals") {
                    stated.extend(kinds);
                }
            }
        }
    }
    assert!(
        is_masked,
        "a case has a personal number where a reference should be"
    );
    assert_eq!(proposed, stated);
}

#[test]
fn case_files_are_read_strictly() {
    let case = |body: &str| {
        markdown::parse(&format!(
            "# title\n\n## one\n\nWhy.\n\n{body}```expect\npassed\n```\n"
        ))
    };
    let rows = case(
        "```bank\naccount | date | amount\n---|---|---\n1939 | 3 | 1.00\n1939 | - | 2.00\n```\n",
    )
    .unwrap();
    let table = rows
        .first()
        .unwrap()
        .table("bank", &["account", "date", "amount"])
        .unwrap();
    assert_eq!(table.len(), 2);
    assert_eq!(table.first().unwrap().get("date"), Ok("3"));
    assert_eq!(table.last().unwrap().or("date", "15"), "15");
    assert_eq!(
        table.last().unwrap().get("date"),
        Err("line 11: column date is empty".to_owned())
    );
    let refused = [
        ("```bnak\n```\n", "line 7: unknown block 'bnak'"),
        (
            "```bank\n```\n```bank\n```\n",
            "line 9: a second bank block in 'one'",
        ),
        ("```bank\n", "line 7: the bank block does not end"),
    ];
    for (body, error) in refused {
        assert_eq!(case(body), Err(error.to_owned()));
    }
    let tables = [
        (
            "account | amuont\n1939 | 1\n",
            "line 8: unknown column 'amuont'; known are account, amount",
        ),
        (
            "account | amount\n1939\n",
            "line 9: 1 cells under 2 columns",
        ),
        (
            "account | account\n1939 | 1\n",
            "line 8: a column stands twice",
        ),
    ];
    for (table, error) in tables {
        let cases = case(&format!("```bank\n{table}```\n")).unwrap();
        assert_eq!(
            cases.first().unwrap().table("bank", &["account", "amount"]),
            Err(error.to_owned())
        );
    }
    assert_eq!(
        markdown::parse("## a\n"),
        Err("line 1: 'a' expects nothing".to_owned())
    );
    assert!(
        markdown::parse("## a\n```expect\n```\n## a\n```expect\n```\n")
            .unwrap_err()
            .contains("a second case")
    );
}

/// Copies of some of a world's rows in other periods: same accounts, references, keys; amounts may differ.
fn moved(world: &World, chosen: u64, added_ore: i64, to: &Elsewhere) -> World {
    let mut moved = world.clone();
    let mut bits = chosen;
    let mut is_chosen = || {
        bits = bits.rotate_left(1);
        bits & 1 == 1
    };
    let day = frames::day(to.date);
    moved.ledger_lines.retain(|_| is_chosen());
    for line in &mut moved.ledger_lines {
        (line.period, line.amount_ore) = (to.ledger.as_i32(), line.amount_ore + added_ore);
        if chosen & 1 == 0 {
            line.day = day;
        }
    }
    moved.ledger_balances.retain(|_| is_chosen());
    for balance in &mut moved.ledger_balances {
        (balance.from_period, balance.to_period) = (to.ledger.as_i32(), to.ledger.as_i32());
        balance.opening_ore += added_ore;
    }
    moved.subledger_items.retain(|_| is_chosen());
    for item in &mut moved.subledger_items {
        (item.period, item.amount_ore) = (to.subledger.as_i32(), item.amount_ore + added_ore);
    }
    moved.subledger_balances.retain(|_| is_chosen());
    for balance in &mut moved.subledger_balances {
        (balance.from_period, balance.to_period) = (to.subledger.as_i32(), to.subledger.as_i32());
        balance.closing_ore += added_ore;
    }
    moved.statements.retain(|_| is_chosen());
    for (statement, entries) in &mut moved.statements {
        (statement.from_day, statement.to_day) = (day, day);
        statement.closing_ore += added_ore;
        for entry in entries {
            (entry.day, entry.amount_ore) = (day, entry.amount_ore + added_ore);
        }
    }
    moved.incoming_payments.retain(|_| is_chosen());
    for payment in &mut moved.incoming_payments {
        (payment.day, payment.amount_ore) =
            (frames::day(to.received), payment.amount_ore + added_ore);
    }
    moved.outgoing_payments.retain(|_| is_chosen());
    for payment in &mut moved.outgoing_payments {
        (payment.day, payment.amount_ore) = (day, payment.amount_ore + added_ore);
    }
    // A return that names no day is about its payments, whenever they are.
    moved
        .payment_statuses
        .retain(|status| status.day != 0 && is_chosen());
    for status in &mut moved.payment_statuses {
        (status.day, status.amount_ore) = (day, status.amount_ore + added_ore);
    }
    moved
        .nav_refunds
        .retain(|row| row.paid_day != 0 && is_chosen());
    for row in &mut moved.nav_refunds {
        (row.paid_day, row.amount_ore) = (frames::day(to.received), row.amount_ore + added_ore);
    }
    moved.move_imports_and_registers(to.ledger, day);
    strangers(&mut moved, day, to);
    moved
}

/// Rows of kinds that the case itself may not have.
fn strangers(world: &mut World, day: i32, to: &Elsewhere) {
    let period = to.ledger.as_i32();
    for account in &world.playbook.bank_accounts {
        let account = account.number.to_string();
        let (currency, status) = ("NOK".to_owned(), "booked".to_owned());
        let entry = BankEntry {
            account: account.clone(),
            day,
            amount_ore: 77,
            currency,
            status,
            ..BankEntry::default()
        };
        let statement = BankStatement {
            account: account.clone(),
            from_day: day,
            to_day: day,
            closing_ore: 77,
            has_balances: 1,
            ..BankStatement::default()
        };
        world.statements.push((statement, vec![entry]));
        let day = frames::day(to.received);
        let (lump, kind) = ("9".to_owned(), 10);
        world.incoming_payments.push(IncomingPayment {
            account,
            day,
            lump,
            kind,
            amount_ore: 77,
            ..IncomingPayment::default()
        });
    }
    for account in ["1939", "1921", "2998", "2990", "1500", "2400"] {
        let (account, currency) = (account.to_owned(), "NOK".to_owned());
        let kid = "123456782".to_owned();
        world.ledger_lines.push(LedgerLine {
            account,
            period,
            day,
            kid,
            amount_ore: -77,
            currency,
            ..LedgerLine::default()
        });
    }
    let subledger = to.subledger.as_i32();
    let account = "1500".to_owned();
    world.subledger_items.push(SubledgerItem {
        period: subledger,
        account,
        amount_ore: 77,
        ..SubledgerItem::default()
    });
}

/// Where rows go that must not matter.
struct Elsewhere {
    ledger: Period,
    subledger: Period,
    date: NaiveDate,
    received: NaiveDate,
}

fn after(period: Period, months: u8, day: u32) -> Elsewhere {
    let later = (0..months).fold(period.next_month(), |period, _| period.next_month());
    let date = later
        .first_day()
        .checked_add_days(chrono::Days::new(day.into()))
        .unwrap();
    // December is followed by the year-end periods before January.
    let ledger = if period.number() == 12 && months < 2 {
        Period::new(period.year(), 13 + months).unwrap()
    } else {
        later
    };
    Elsewhere {
        ledger,
        subledger: ledger,
        date,
        received: date,
    }
}

fn before(period: Period, months: u8, day: u32) -> Elsewhere {
    let month_before = period.previous_month();
    let earlier = (0..months).fold(month_before.previous_month(), |period, _| {
        period.previous_month()
    });
    let date = earlier
        .last_day()
        .checked_sub_days(chrono::Days::new(day.into()))
        .unwrap();
    let ledger = Period::new(period.year() - 1, months % 15).unwrap();
    Elsewhere {
        ledger,
        subledger: month_before,
        date,
        received: month_before.last_day(),
    }
}

/// Whether a check holds a period beside an earlier one of another year: LR-02 in January, SR-06 always.
fn looks_back_to(check: &str, period: Period, other: Period) -> bool {
    match check {
        "l-report" => other == period.previous_month(),
        "s-report" => Period::new(period.year() - 1, period.number()) == Some(other),
        _ => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    /// A run of a period rests on its year's ledger up to it, the statements of it and of the month before, its OCR
    /// payments and its sub-ledger. Files of other times may lie in the same inbox; nothing may follow from them.
    #[test]
    fn rows_of_other_periods_change_nothing(
        at in any::<prop::sample::Index>(),
        chosen in any::<u64>(),
        added_ore in prop_oneof![Just(0), -50_000_i64..50_000],
        is_later in any::<bool>(),
        months in 0_u8..13,
        day in 0_u32..28,
    ) {
        let files = case_files();
        let cases: Vec<_> = files.iter().flat_map(|file| file.cases.iter().map(move |case| (file, case))).collect();
        let (file, case) = at.get(&cases);
        // The year is carried whole, whichever of its last periods asks.
        prop_assume!(!["carry-forward", "period-13", "year-end"].contains(&file.check.id));
        let world = world(case).unwrap();
        let to = if is_later { after(world.period, months, day) } else { before(world.period, months, day) };
        prop_assume!(!looks_back_to(file.check.id, world.period, to.ledger));
        let others = moved(&world, chosen, added_ore, &to);
        let alone = run(file.check, &world, &lay_out(&world, Layout::AsWritten, None));
        let together = run(file.check, &world, &lay_out(&world, Layout::AsWritten, Some(&others)));
        prop_assert_eq!(alone, together, "{}: {}", file.name, case.name);
    }
}
