//! `completeness` (`X_COMPLETE`): every file that the month needs has come, once, in time and in order.
//!
//! Source: S 9.1 "Kontrollere bokføring og innlesing"; S 4.1 and 6.1 (returns and OCR are read continuously); nav-refunds
//! §2. Which files come when is the playbook's input calendar. Statement numbers and the days between two statements are
//! judged by `bank`, which knows the balances.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::agency::Expectation;
use domain::{Delivery, Finding, Input, Ore, RowRef, SeriesNumber, Severity, Text, personal};
use frames::date;

use super::expected::{Expected, answers, days, is_of};
use crate::check::{
    Check, Examined, Regime,
    Responsible::{Accounting, Bank},
    cause, code,
};
use crate::context::{CheckContext, RefusedFile};
use crate::sets::bank_subject;

/// The declaration.
pub static CHECK: Check = Check {
    id: "completeness",
    title: "check-completeness",
    summary: "every expected file has come, once, in time and in order",
    since: "0.2.0",
    doc: include_str!("completeness.md"),
    points: &[],
    codes: &[
        code("COMP001", Severity::Error, "an expected file is missing"),
        code("COMP002", Severity::Info, "an expected file is not due yet"),
        code(
            "COMP003",
            Severity::Warning,
            "a file was made after it was due",
        ),
        code(
            "COMP004",
            Severity::Error,
            "numbers of a series are missing",
        ),
        code(
            "COMP005",
            Severity::Error,
            "two files use the same number of a series",
        ),
        code(
            "COMP006",
            Severity::Info,
            "a file that came twice; counted once",
        ),
        code(
            "COMP007",
            Severity::Warning,
            "a file for closed periods; set aside",
        ),
        code(
            "COMP008",
            Severity::Info,
            "a file that the input calendar does not expect",
        ),
        code("COMP009", Severity::Error, "an expected file was refused"),
        code(
            "COMP010",
            Severity::Info,
            "no file shows that every voucher is posted",
        ),
        code(
            "COMP011",
            Severity::Error,
            "voucher received and not posted",
        ),
    ],
    causes: &[
        cause("file-missing", Accounting),
        cause("file-late", Accounting),
        cause("file-refused", Accounting),
        cause("sequence-gap", Bank),
        cause("number-twice", Accounting),
        cause("period-closed", Accounting),
        cause("voucher-not-posted", Accounting),
    ],
    regimes: &[Regime {
        from: (2015, 1),
        until: None,
        sources: &["S 4.1", "S 6.1", "S 9.1"],
        run: run_2015,
    }],
};

fn run_2015(cx: &CheckContext<'_>) -> Examined {
    let mut examined = Examined::default();
    let calendar = &cx.playbook.expectations;
    if calendar.is_empty() {
        examined.missing.push(Text::key("reason-no-input-calendar"));
        return examined;
    }
    let ours: Vec<&Delivery> = cx.deliveries.iter().filter(|d| !d.is_copy).collect();
    let (mut expected, mut answered) = (0, 0);
    for expectation in calendar {
        let days = days(cx, expectation);
        let of: Vec<&Delivery> = ours
            .iter()
            .filter(|d| is_of(expectation, d))
            .copied()
            .collect();
        for (day, answer) in days.iter().zip(answers(cx.period, expectation, &days, &of)) {
            expected += 1;
            answered += u64::from(answer.is_some());
            let finding = match answer {
                None => Some(missing(cx, expectation, *day)),
                Some(delivery) => late(cx, expectation, *day, delivery),
            };
            examined.findings.extend(finding);
        }
    }
    examined.findings.extend(series(cx, &ours));
    examined.findings.extend(copies(cx));
    examined
        .findings
        .extend(cx.late.iter().map(|(name, periods)| {
            let periods: Vec<String> = periods.iter().map(ToString::to_string).collect();
            let message = Text::key("completeness-period-closed")
                .with("file", name.as_str())
                .with("periods", periods.join(", "));
            let action = Text::key("action-completeness-period-closed");
            finding("COMP007", name, message, Some("period-closed"), action)
        }));
    examined.findings.extend(unexpected(cx, &ours));
    let vouchers = vouchers_received(cx);
    if let Some(vouchers) = &vouchers {
        let log = vouchers.iter();
        examined.findings.extend(log.filter_map(not_posted));
    } else {
        let message = Text::key("completeness-vouchers").with("period", cx.period);
        let action = Text::key("action-completeness-vouchers");
        let told = finding("COMP010", "vouchers", message, None, action);
        examined.findings.push(told);
    }
    let seen = &mut examined.evidence.rows_seen;
    seen.insert("expected_files", expected);
    seen.insert("delivered_files", answered);
    seen.insert("copies", count(cx.deliveries.iter().filter(|d| d.is_copy)));
    if let Some(vouchers) = vouchers {
        seen.insert("service_log", count(vouchers.iter()));
    }
    examined
}

fn count(items: impl Iterator) -> u64 {
    u64::try_from(items.count()).unwrap_or(u64::MAX)
}

/// A finding about no rows: what is missing has none. The subject names the input, and the key the day.
fn finding(
    code: &'static str,
    subject: &str,
    message: Text,
    cause: Option<&'static str>,
    action: Text,
) -> Finding {
    let declared = CHECK.code(code);
    Finding {
        key: format!("{code}:{subject}"),
        code,
        severity: declared.map_or(Severity::Error, |declared| declared.severity),
        subject: subject.to_owned(),
        amount: Ore::ZERO,
        message,
        rows: Vec::new(),
        cause,
        proposal: None,
        action: Some(action),
    }
}

/// The bank account as people name it: by its ledger account. An interface is its own name.
fn account(cx: &CheckContext<'_>, account: &str) -> String {
    let bank_accounts = &cx.playbook.bank_accounts;
    let known = bank_accounts
        .iter()
        .find(|known| known.number.as_str() == account);
    known.map_or_else(
        || domain::personal::mask(account).into_owned(),
        bank_subject,
    )
}

/// The input and the account it is about.
fn subject(cx: &CheckContext<'_>, input: Input, of: &str) -> String {
    let words = [input.as_str().to_owned(), account(cx, of)];
    let words = words.iter().filter(|word| !word.is_empty());
    words.map(String::as_str).collect::<Vec<_>>().join(" ")
}

/// What a text says of an input and its account.
fn with_input(cx: &CheckContext<'_>, text: Text, input: Input, of: &str) -> Text {
    let named = account(cx, of);
    let shown = if named.is_empty() { "-" } else { &named };
    text.with("input", Text::key(input_key(input)))
        .with("account", shown)
}

/// The key of an input's name; registers are named by their kind.
fn input_key(input: Input) -> &'static str {
    match input {
        Input::BankStatement => "input-bank-statement",
        Input::CreditAdvice => "input-credit-advice",
        Input::DebitAdvice => "input-debit-advice",
        Input::Ocr => "input-ocr",
        Input::PaymentFile => "input-payment-file",
        Input::PaymentReturn => "input-payment-return",
        Input::NavRefunds => "input-nav-refunds",
        Input::Ledger => "input-ledger",
        Input::Import => "input-import",
        Input::Register(_) => "input-register",
    }
}

/// The formats that carry an input: a refused file of one of them may be the missing one.
fn formats(input: Input) -> &'static [&'static str] {
    match input {
        Input::BankStatement => &["camt.053", "mt940"],
        Input::CreditAdvice => &["camt.054", "cremul"],
        Input::DebitAdvice => &["camt.054", "debmul", "telepay"],
        Input::Ocr => &["ocr-giro"],
        Input::PaymentFile => &["telepay", "pain.001"],
        Input::PaymentReturn => &["telepay", "pain.002", "bansta"],
        Input::NavRefunds => &["k27"],
        Input::Ledger => &["saf-t", "delimited", "xlsx", "parquet"],
        Input::Import => &["gl07"],
        Input::Register(_) => &["delimited", "xlsx", "parquet"],
    }
}

fn missing(cx: &CheckContext<'_>, expectation: &Expectation, expected: Expected) -> Finding {
    let account = expectation.account.as_deref().unwrap_or_default();
    let subject = subject(cx, expectation.input, account);
    let text = |key| {
        with_input(cx, Text::key(key), expectation.input, account)
            .with("day", expected.day)
            .with("due", expected.due)
            .with("actor", expectation.actor.as_str())
    };
    let is_candidate = |file: &&RefusedFile| {
        let is_format = formats(expectation.input).contains(&file.format);
        let months = file.scope;
        is_format && months.is_none_or(|(from, to)| (from..=to).contains(&cx.period))
    };
    let refused = cx.refused.iter().find(is_candidate);
    let mut found = if cx.as_of <= expected.due {
        let action = text("action-completeness-not-due");
        finding(
            "COMP002",
            &subject,
            text("completeness-not-due"),
            None,
            action,
        )
    } else if let Some(file) = refused {
        let message = text("completeness-refused").with("file", file.name.as_str());
        let action = text("action-completeness-refused").with("file", file.name.as_str());
        finding("COMP009", &subject, message, Some("file-refused"), action)
    } else {
        let action = text("action-completeness-missing");
        let message = text("completeness-missing");
        finding("COMP001", &subject, message, Some("file-missing"), action)
    };
    found.key = format!("{}:{}", found.key, expected.day);
    found
}

fn late(
    cx: &CheckContext<'_>,
    expectation: &Expectation,
    expected: Expected,
    delivery: &Delivery,
) -> Option<Finding> {
    let made = delivery.made.filter(|made| *made > expected.due)?;
    let account = expectation.account.as_deref().unwrap_or_default();
    let subject = subject(cx, expectation.input, account);
    let text = |key| {
        with_input(cx, Text::key(key), expectation.input, account)
            .with("day", expected.day)
            .with("due", expected.due)
            .with("actor", expectation.actor.as_str())
            .with("file", delivery.name.as_str())
            .with("made", made)
    };
    let action = text("action-completeness-late");
    let message = text("completeness-late");
    let mut found = finding("COMP003", &subject, message, Some("file-late"), action);
    found.key = format!("{}:{}", found.key, expected.day);
    Some(found)
}

/// Gaps and repetitions in the numbers that senders give, where the later number belongs to the period.
fn series(cx: &CheckContext<'_>, ours: &[&Delivery]) -> Vec<Finding> {
    let mut by_series: BTreeMap<&str, Vec<(NaiveDate, &SeriesNumber, &Delivery)>> = BTreeMap::new();
    for delivery in ours {
        if delivery.input == Input::BankStatement {
            continue;
        }
        let day = delivery.days.map(|(_, to)| to).or(delivery.made);
        if let (Some(number), Some(day)) = (&delivery.number, day) {
            let of = by_series.entry(number.series.as_str()).or_default();
            of.push((day, number, delivery));
        }
    }
    let mut findings = Vec::new();
    for (name, mut numbers) in by_series {
        numbers.sort_by_key(|(day, number, delivery)| (*day, number.first, &delivery.name));
        let numbers = chained(numbers);
        for pair in numbers.windows(2) {
            let [(_, before, earlier), (day, after, later)] = pair else {
                continue;
            };
            if !(cx.period.first_day()..=cx.period.last_day()).contains(day) {
                continue;
            }
            findings.extend(step(name, (before, earlier), (after, later)));
        }
    }
    findings
}

/// A file of a series with the day it belongs to.
type Numbered<'a> = (NaiveDate, &'a SeriesNumber, &'a Delivery);

/// The files of a day in the order in which their numbers follow those before: at a restart the high numbers come first.
fn chained(mut rest: Vec<Numbered<'_>>) -> Vec<Numbered<'_>> {
    let mut ordered: Vec<Numbered<'_>> = Vec::new();
    while let Some((day, ..)) = rest.first() {
        let same_day = rest.partition_point(|(other, ..)| other <= day);
        let expected = ordered.last().map(|(_, number, _)| following(number));
        let of_day = rest.iter().take(same_day);
        let next = of_day
            .enumerate()
            .find_map(|(place, (_, number, _))| (Some(number.first) == expected).then_some(place));
        ordered.push(rest.remove(next.unwrap_or(0)));
    }
    ordered
}

/// The number that comes after the last one of a file.
fn following(number: &SeriesNumber) -> i64 {
    if number.wraps_after == Some(number.last) {
        number.restart
    } else {
        number.last.saturating_add(1)
    }
}

/// What is wrong between two neighbours of a series; nothing if the later one continues the earlier.
fn step(
    series: &str,
    (before, earlier): (&SeriesNumber, &Delivery),
    (after, later): (&SeriesNumber, &Delivery),
) -> Option<Finding> {
    let expected = following(before);
    if after.first == expected {
        return None;
    }
    let is_repeated = (before.first..=before.last).contains(&after.first);
    let text = |key| {
        Text::key(key)
            .with("series", series)
            .with("before", earlier.name.as_str())
            .with("after", later.name.as_str())
            .with("expected", expected.to_string())
            .with("found", after.first.to_string())
    };
    let mut found = if is_repeated {
        let action = text("action-completeness-number-twice");
        let message = text("completeness-number-twice");
        finding("COMP005", series, message, Some("number-twice"), action)
    } else {
        let action = text("action-completeness-gap");
        let message = text("completeness-gap");
        finding("COMP004", series, message, Some("sequence-gap"), action)
    };
    found.key = format!("{}:{}", found.key, after.first);
    Some(found)
}

/// Files that came twice, one finding for each file.
fn copies(cx: &CheckContext<'_>) -> Vec<Finding> {
    let mut names: BTreeMap<&str, &Delivery> = BTreeMap::new();
    for delivery in cx
        .deliveries
        .iter()
        .filter(|d| d.is_copy && in_period(cx, d))
    {
        names.entry(delivery.name.as_str()).or_insert(delivery);
    }
    let of = |(name, delivery): (&str, &Delivery)| {
        let message = Text::key("completeness-copy");
        let message = with_input(cx, message, delivery.input, &delivery.account);
        let message = message.with("file", name);
        finding(
            "COMP006",
            name,
            message,
            None,
            Text::key("action-completeness-copy"),
        )
    };
    names.into_iter().map(of).collect()
}

fn in_period(cx: &CheckContext<'_>, delivery: &Delivery) -> bool {
    let (first, last) = (cx.period.first_day(), cx.period.last_day());
    let days = delivery.days;
    days.is_some_and(|(from, to)| from <= last && first <= to)
}

/// Inputs that came in the period and that no line of the calendar is about.
fn unexpected(cx: &CheckContext<'_>, ours: &[&Delivery]) -> Vec<Finding> {
    let mut unknown: BTreeMap<String, Vec<&Delivery>> = BTreeMap::new();
    for delivery in ours.iter().filter(|d| in_period(cx, d)) {
        let is_known = |expectation: &Expectation| is_of(expectation, delivery);
        if !cx.playbook.expectations.iter().any(is_known) {
            let subject = subject(cx, delivery.input, &delivery.account);
            unknown.entry(subject).or_default().push(delivery);
        }
    }
    let of = |(subject, deliveries): (String, Vec<&Delivery>)| {
        let first = deliveries
            .first()
            .map_or("", |delivery| delivery.name.as_str());
        let message = Text::key("completeness-unexpected")
            .with("subject", subject.as_str())
            .with("file", first)
            .with("files", count(deliveries.iter()));
        let action = Text::key("action-completeness-unexpected");
        finding("COMP008", &subject, message, None, action)
    };
    unknown.into_iter().map(of).collect()
}

/// A line of the service log.
struct Received<'a> {
    service: &'a str,
    day: NaiveDate,
    reference: &'a str,
    is_posted: bool,
    row: Option<RowRef>,
}

/// What the service log says was received in the period; nothing if no log is of the period.
fn vouchers_received<'a>(cx: &CheckContext<'a>) -> Option<Vec<Received<'a>>> {
    let log = cx.frames.registers.get("service-log")?;
    let (services, references) = (log.text("service"), log.text("reference"));
    let (received, posted) = (log.short("received"), log.short("posted"));
    let periods = log.short("period");
    let (mut vouchers, mut is_of_period) = (Vec::new(), false);
    for (row, (&file, &record)) in log.file().iter().zip(log.record()).enumerate() {
        is_of_period |= periods.get(row) == Some(cx.period.as_i32());
        let Some(day) = received.get(row).map(date) else {
            continue;
        };
        if cx.period.contains(day) {
            vouchers.push(Received {
                service: services.get(row),
                day,
                reference: references.get(row),
                is_posted: posted.get(row).is_some(),
                row: cx.frames.row_ref(file, record),
            });
        }
    }
    (is_of_period || !vouchers.is_empty()).then_some(vouchers)
}

/// Of a voucher without a day on which it was posted.
fn not_posted(voucher: &Received<'_>) -> Option<Finding> {
    if voucher.is_posted {
        return None;
    }
    let shown = personal::mask(voucher.reference);
    let reference = if shown.is_empty() { "-" } else { &shown };
    let subject = personal::mask(voucher.service).into_owned();
    let message = Text::key("completeness-voucher-not-posted")
        .with("service", subject.as_str())
        .with("day", voucher.day)
        .with("reference", reference);
    let action = Text::key("action-completeness-voucher-not-posted");
    let cause = Some("voucher-not-posted");
    let mut found = finding("COMP011", &subject, message, cause, action);
    found.rows = voucher.row.into_iter().collect();
    let row = voucher.row.map(|row| row.to_string()).unwrap_or_default();
    found.key = format!("{}:{row}", found.key);
    Some(found)
}
