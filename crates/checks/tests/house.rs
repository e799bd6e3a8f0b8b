//! The rules of the house for checks: files, registry, codes, documents, regimes and texts belong together.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests: a broken file or case stops the test"
)]

#[expect(dead_code, reason = "only the binary of the cases turns rows round")]
mod support;

use std::collections::{BTreeMap, BTreeSet};

use checks::{Check, REGISTRY, RETIRED};
use domain::{Arg, CheckResult, Period, Text};
use support::run::{Layout, frames, run};
use support::world::world;
use support::{case_files, files, id_of};

/// Every case's period and result, by check id.
fn results() -> BTreeMap<&'static str, Vec<(Period, CheckResult)>> {
    let mut results: BTreeMap<&str, Vec<(Period, CheckResult)>> = BTreeMap::new();
    for file in case_files() {
        for case in &file.cases {
            let world =
                world(case).unwrap_or_else(|error| panic!("{}:{} {error}", file.name, case.line));
            let ran = run(file.check, &world, &frames(&world, Layout::AsWritten, None));
            results
                .entry(file.check.id)
                .or_default()
                .push((world.period, ran.result));
        }
    }
    results
}

fn of<'a>(
    results: &'a BTreeMap<&str, Vec<(Period, CheckResult)>>,
    check: &Check,
) -> &'a [(Period, CheckResult)] {
    results.get(check.id).map_or(&[], Vec::as_slice)
}

#[test]
fn every_check_is_three_files_and_a_place_in_the_registry() {
    let registered: BTreeSet<String> = REGISTRY.iter().map(|check| check.id.to_owned()).collect();
    let declared = files(".rs")
        .into_iter()
        .filter(|(_, text)| text.contains("pub static CHECK: Check"));
    let declared: BTreeSet<String> = declared.map(|(name, _)| id_of(&name, ".rs")).collect();
    let with_cases: BTreeSet<String> = files(".cases.md")
        .iter()
        .map(|(name, _)| id_of(name, ".cases.md"))
        .collect();
    let docs: BTreeMap<String, String> = files(".md")
        .into_iter()
        .filter(|(name, _)| !name.ends_with(".cases.md"))
        .map(|(name, text)| (id_of(&name, ".md"), text))
        .collect();
    assert_eq!(declared, registered);
    assert_eq!(with_cases, registered);
    assert_eq!(docs.keys().cloned().collect::<BTreeSet<_>>(), registered);
    for check in REGISTRY {
        assert_eq!(
            docs.get(check.id).map(String::as_str),
            Some(check.doc),
            "{}: another document",
            check.id
        );
    }
}

#[test]
fn ids_and_codes_are_given_once() {
    let mut seen = BTreeSet::new();
    for check in REGISTRY {
        assert!(seen.insert(check.id), "{} twice", check.id);
        assert!(
            !check.since.is_empty() && !check.summary.is_empty(),
            "{}",
            check.id
        );
        for code in check.codes {
            assert!(seen.insert(code.code), "{} twice", code.code);
            assert!(
                !code.summary.is_empty() && !code.summary.ends_with('.'),
                "{}",
                code.code
            );
        }
        for point in check.points {
            assert!(seen.insert(point), "{point} twice");
            assert!(
                point.starts_with(&format!("{}.", check.id)),
                "{point} is not a point of {}",
                check.id
            );
        }
        let causes: BTreeSet<&str> = check.causes.iter().map(|cause| cause.id).collect();
        assert_eq!(
            causes.len(),
            check.causes.len(),
            "{}: a cause twice",
            check.id
        );
    }
    for (id, since, why) in RETIRED {
        assert!(!seen.contains(id), "{id} is retired and used");
        assert!(
            !since.is_empty() && !why.is_empty(),
            "{id} is retired without date or reason"
        );
    }
}

#[test]
fn every_outcome_code_cause_and_point_is_raised_by_a_case() {
    let results = results();
    for check in REGISTRY {
        let of_check = of(&results, check);
        let findings = || of_check.iter().flat_map(|(_, result)| &result.findings);
        let outcomes: BTreeSet<&str> = of_check
            .iter()
            .map(|(_, result)| result.outcome.as_str())
            .collect();
        assert_eq!(
            outcomes.into_iter().collect::<Vec<_>>(),
            ["failed", "not_applicable", "not_run", "passed"],
            "{}",
            check.id
        );
        let points: BTreeSet<&str> = of_check
            .iter()
            .flat_map(|(_, result)| &result.points)
            .map(|p| p.id)
            .collect();
        assert_eq!(
            points,
            check.points.iter().copied().collect(),
            "points of {}",
            check.id
        );
        let causes: BTreeSet<&str> = findings().filter_map(|finding| finding.cause).collect();
        assert_eq!(
            causes,
            check.causes.iter().map(|cause| cause.id).collect(),
            "causes of {}",
            check.id
        );
        let codes: BTreeSet<&str> = findings().map(|finding| finding.code).collect();
        assert_eq!(
            codes,
            check.codes.iter().map(|code| code.code).collect(),
            "codes of {}",
            check.id
        );
        for finding in findings() {
            let declared = check.code(finding.code).unwrap();
            assert_eq!(finding.severity, declared.severity, "{}", finding.code);
        }
    }
}

#[test]
fn findings_have_keys_of_their_own_and_sorted_rows() {
    for (id, results) in results() {
        for (period, result) in results {
            let keys: BTreeSet<&str> = result
                .findings
                .iter()
                .map(|finding| finding.key.as_str())
                .collect();
            assert_eq!(
                keys.len(),
                result.findings.len(),
                "{id} {period}: {:?}",
                result.findings
            );
            for finding in &result.findings {
                assert!(finding.rows.is_sorted(), "{}", finding.key);
                assert!(
                    finding.key.starts_with(&format!("{}:", finding.code)),
                    "{}",
                    finding.key
                );
            }
            for point in &result.points {
                assert_eq!(
                    point.side1.amount.checked_sub(point.side2.amount),
                    Some(point.difference)
                );
                assert_eq!(
                    point.difference.checked_sub(point.specified),
                    Some(point.unexplained)
                );
            }
        }
    }
}

#[test]
fn regimes_are_in_order_and_both_sides_of_every_date_have_a_case() {
    let results = results();
    let month = |bound: (i32, u8)| Period::new(bound.0, bound.1).unwrap();
    for check in REGISTRY {
        let periods: BTreeSet<Period> = of(&results, check)
            .iter()
            .map(|(period, _)| *period)
            .collect();
        assert!(!check.regimes.is_empty(), "{}", check.id);
        for regime in check.regimes {
            assert!(
                !regime.sources.is_empty() && regime.sources.iter().all(|s| !s.is_empty()),
                "{}",
                check.id
            );
            let mut bounds = vec![month(regime.from), month(regime.from).previous_month()];
            if let Some(until) = regime.until.map(month) {
                assert!(month(regime.from) <= until, "{}", check.id);
                bounds.extend([until, until.next_month()]);
            }
            for bound in bounds {
                assert!(
                    periods.contains(&bound),
                    "{}: no case for {bound}",
                    check.id
                );
            }
        }
        for pair in check.regimes.windows(2) {
            let [newer, older] = pair else { continue };
            let until = older
                .until
                .map_or_else(|| panic!("{}: regimes overlap", check.id), month);
            assert_eq!(
                until.next_month(),
                month(newer.from),
                "{}: regimes overlap or leave a gap",
                check.id
            );
        }
    }
}

#[test]
fn documents_have_the_same_headings() {
    let expected = [
        "What it checks",
        "Why",
        "Inputs",
        "Passes when / fails when",
        "Example with numbers",
        "What to do",
        "History of regimes",
    ];
    for check in REGISTRY {
        let headings: Vec<&str> = check
            .doc
            .lines()
            .filter_map(|line| line.strip_prefix("## "))
            .collect();
        assert_eq!(headings, expected, "{}", check.id);
        let title = check.doc.lines().next().unwrap();
        assert!(
            title.starts_with("# ") && title.contains(&format!(" {}:", check.id)),
            "{title}"
        );
        for section in check.doc.split("\n## ").skip(1) {
            let body = section.split_once('\n').map_or("", |(_, body)| body);
            assert!(
                !body.trim().is_empty(),
                "{}: '{section}' is empty",
                check.id
            );
        }
        for regime in check.regimes {
            let from = format!("From {:04}-{:02}", regime.from.0, regime.from.1);
            assert!(
                check.doc.contains(&from),
                "{}: history does not say '{from}'",
                check.id
            );
        }
    }
}

/// Messages by key: the text and the names of its arguments.
fn messages(texts: &str) -> BTreeMap<&str, (&str, BTreeSet<&str>)> {
    let mut messages = BTreeMap::new();
    for line in texts
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        let (key, text) = line
            .split_once(" = ")
            .unwrap_or_else(|| panic!("not a message: {line}"));
        let places = text
            .split("{ $")
            .skip(1)
            .map(|rest| rest.split_once(" }").unwrap().0);
        assert!(
            messages.insert(key, (text, places.collect())).is_none(),
            "{key} twice"
        );
    }
    messages
}

/// Literals of the sources that are keys of texts, by their first word.
fn keys_in_sources() -> BTreeSet<String> {
    let first_words = [
        "check-",
        "side-",
        "reason-",
        "bank-",
        "error-account-",
        "subledger-",
        "interim-",
        "completeness-",
        "imports-",
        "payroll-file-",
        "remittance-",
        "cash-control-",
        "cash-balance-",
        "cash-unchanged-",
        "treasury-booked-",
        "l-report-",
        "p-report-",
        "s-report-",
        "nav-refunds-",
        "sap-ledgers-",
        "invoice-system-",
        "system-accounts-",
        "hours-",
        "pension-premium-",
        "carry-forward-",
        "central-settlement-",
        "credit-notes-",
        "invoices-out-",
        "petty-cash-",
        "receivable-age-",
        "segregation-",
        "till-",
        "voucher-sequence-",
        "year-end-",
        "period-13-",
        "srs-tab-",
        "access-rights-",
        "authorities-structure-",
        "chart-status-",
        "dimension-values-",
        "party-registers-",
        "input-",
        "action-",
        "proposal-",
    ];
    let is_key = |literal: &&str| {
        first_words
            .iter()
            .any(|word| literal.len() > word.len() && literal.starts_with(word))
            && literal
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    let mut keys = BTreeSet::new();
    for (_, source) in files(".rs") {
        keys.extend(source.split('"').filter(is_key).map(str::to_owned));
    }
    keys
}

#[test]
fn texts_are_the_same_in_every_language_and_used() {
    let mut languages = checks::TEXTS.iter();
    let (_, first) = languages.next().unwrap();
    let first = messages(first);
    for (language, texts) in languages {
        let other = messages(texts);
        let names = |m: &BTreeMap<&str, (&str, BTreeSet<&str>)>| -> Vec<String> {
            m.iter()
                .map(|(key, (_, args))| format!("{key} {args:?}"))
                .collect()
        };
        assert_eq!(names(&other), names(&first), "{language}");
    }
    let known: BTreeSet<String> = first.keys().map(|key| (*key).to_owned()).collect();
    assert_eq!(keys_in_sources(), known);
    for ((language, texts), (_, names)) in checks::TEXTS.into_iter().zip(checks::NAMES) {
        let all = format!("{texts}\n{names}");
        assert!(messages(&all).len() > known.len(), "{language}: no names");
    }
}

#[test]
fn texts_have_the_form_of_messages() {
    for (language, texts) in checks::TEXTS {
        for (key, (text, _)) in messages(texts) {
            assert!(!text.ends_with(['.', ' ', '!']), "{language} {key}: {text}");
            assert!(
                !text.is_empty() && !text.chars().any(char::is_control),
                "{language} {key}"
            );
            assert!(
                text.starts_with(|c: char| c.is_uppercase() || c == '{'),
                "{language} {key}: {text}"
            );
        }
    }
}

/// A text in one language, or what is missing.
fn render(
    text: &Text,
    messages: &BTreeMap<&str, (&str, BTreeSet<&str>)>,
) -> Result<String, String> {
    let (message, _) = messages
        .get(text.key)
        .ok_or(format!("no text '{}'", text.key))?;
    let mut rendered = (*message).to_owned();
    for (name, arg) in &text.args {
        let value = match arg {
            Arg::Amount(ore) => ore.to_string(),
            Arg::Date(date) => date.to_string(),
            Arg::Period(period) => period.to_string(),
            Arg::Count(count) => count.to_string(),
            Arg::Word(word) => word.clone(),
            Arg::Text(inner) => render(inner, messages)?,
        };
        rendered = rendered.replace(&format!("{{ ${name} }}"), &value);
    }
    if rendered.contains("{ $") {
        Err(format!("{}: an argument is missing: {rendered}", text.key))
    } else {
        Ok(rendered)
    }
}

#[test]
fn every_text_is_said_by_a_case_with_all_its_arguments() {
    let mut said: BTreeSet<&str> = BTreeSet::new();
    for (_, result) in results().into_values().flatten() {
        let mut texts = vec![result.title.clone()];
        texts.extend(result.outcome.reason().cloned());
        texts.extend(
            result
                .points
                .iter()
                .flat_map(|p| [p.side1.label.clone(), p.side2.label.clone()]),
        );
        for finding in &result.findings {
            texts.push(finding.message.clone());
            texts.extend(finding.action.clone());
        }
        for proposal in &result.proposals {
            texts.push(proposal.text.clone());
            texts.extend(proposal.reversal.clone());
            texts.extend(proposal.problems.clone());
        }
        while let Some(text) = texts.pop() {
            said.insert(text.key);
            for (language, messages) in
                checks::TEXTS.map(|(language, texts)| (language, messages(texts)))
            {
                let rendered =
                    render(&text, &messages).unwrap_or_else(|error| panic!("{language}: {error}"));
                assert!(!rendered.is_empty());
            }
            let inner = text.args.iter().filter_map(|(_, arg)| {
                if let Arg::Text(inner) = arg {
                    Some(inner)
                } else {
                    None
                }
            });
            texts.extend(inner.map(|inner| (**inner).clone()));
        }
    }
    // Said only if the program forgets to match a set: no case can.
    said.insert("reason-missing-input");
    let (_, nb) = checks::TEXTS[0];
    assert_eq!(said, messages(nb).keys().copied().collect());
}
