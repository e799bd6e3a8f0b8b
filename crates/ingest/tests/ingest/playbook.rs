//! `[[expect]]`, `[[mapping]]`, `[[task]]` and `[[dispensation]]` of a playbook: what they say, and where a fault in them is.

use domain::agency::{Expectation, Playbook, When};
use domain::{Frequency, Input, TaskDue};
use ingest::{ConfigProblem, parse_playbook};

use crate::desk::{PLAYBOOK, held, read};
use crate::made;
use chrono::NaiveDate;

fn parse(more: &str) -> Result<Playbook, ConfigProblem> {
    parse_playbook("agencies/V01.toml", format!("{PLAYBOOK}{more}").as_bytes())
}

fn expectation(input: Input, when: When) -> Expectation {
    Expectation {
        input,
        account: None,
        when,
        within_bank_days: 1,
        actor: "bank".to_owned(),
        from: None,
        until: None,
    }
}

fn date(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, month, day).unwrap()
}

#[test]
fn expectations_are_read() {
    let bank = |input, when| expectation(input, when);
    let table = [
        (
            "input = \"bank-statement\"\naccount = \"1234.56.78903\"\nwhen = \"bank-day\"",
            Expectation {
                account: Some("12345678903".to_owned()),
                ..bank(Input::BankStatement, When::BankDay)
            },
        ),
        (
            "input = \"ocr\"\nwhen = \"receipt-day\"",
            bank(Input::Ocr, When::ReceiptDay),
        ),
        (
            "input = \"ledger\"\nwhen = \"month\"",
            bank(Input::Ledger, When::Month),
        ),
        (
            "input = \"nav-refunds\"\nwhen = \"first-bank-day\"",
            bank(Input::NavRefunds, When::FirstBankDay),
        ),
        (
            "input = \"payment-file\"\nwhen = \"last-bank-day\"",
            bank(Input::PaymentFile, When::LastBankDay),
        ),
        (
            "input = \"hours\"\nwhen = \"month\"",
            bank(Input::Register("hours"), When::Month),
        ),
        (
            "input = \"payment-return\"\nwhen = \"day-1\"",
            bank(Input::PaymentReturn, When::Day(1)),
        ),
        (
            "input = \"credit-advice\"\nwhen = \"day-31\"",
            bank(Input::CreditAdvice, When::Day(31)),
        ),
        (
            "input = \"debit-advice\"\nwhen = \"month\"\nwithin = 0",
            Expectation {
                within_bank_days: 0,
                ..bank(Input::DebitAdvice, When::Month)
            },
        ),
        (
            "input = \"import\"\naccount = \"FS\"\ndates = [2025-03-12, 2025-04-11]\nfrom = 2025-01-01\nuntil = 2025-12-31",
            Expectation {
                account: Some("FS".to_owned()),
                from: Some(date(1, 1)),
                until: Some(date(12, 31)),
                ..bank(Input::Import, When::Dates(vec![date(3, 12), date(4, 11)]))
            },
        ),
    ];
    for (text, expected) in table {
        let playbook = parse(&format!("[[expect]]\nactor = \"bank\"\n{text}\n")).unwrap();
        assert_eq!(playbook.expectations, [expected], "{text}");
    }
}

/// The part that is wrong stands on line 19; `[[expect]]` on line 18.
#[test]
fn faulty_expectations_are_refused_with_their_place() {
    let known = "bank-day, receipt-day, month, first-bank-day, last-bank-day, day-1 to day-31";
    let one_of = |column| format!("19:{column}: expected one of {known}");
    let table: Vec<(&str, String)> = vec![
        (
            "input = \"bank-statment\"\nwhen = \"month\"",
            "19:9: input \"bank-statment\" is not known".to_owned(),
        ),
        ("when = \"weekly\"\ninput = \"ocr\"", one_of(8)),
        ("when = \"day-0\"\ninput = \"ocr\"", one_of(8)),
        ("when = \"day-32\"\ninput = \"ocr\"", one_of(8)),
        ("when = \"day-\"\ninput = \"ocr\"", one_of(8)),
        ("when = \"Month\"\ninput = \"ocr\"", one_of(8)),
        ("input = \"ocr\"", "19:9: expected either when".to_owned()),
        (
            "input = \"ocr\"\nwhen = \"month\"\ndates = [2025-03-12]",
            "19:9: expected either when".to_owned(),
        ),
        (
            "input = \"ocr\"\ndates = []",
            "19:9: expected either when".to_owned(),
        ),
        (
            "account = \"12345678904\"\ninput = \"ocr\"\nwhen = \"month\"",
            "19:11: expected a bank account number".to_owned(),
        ),
        (
            "dates = [2025-03-12T10:00:00]\ninput = \"import\"",
            "19:10: expected a date such as 2020-01-01".to_owned(),
        ),
        (
            "from = 2025-03-12T10:00:00\ninput = \"ocr\"\nwhen = \"month\"",
            "19:8: expected a date such as 2020-01-01".to_owned(),
        ),
        (
            "within = -1\ninput = \"ocr\"\nwhen = \"month\"",
            "19:10: invalid value".to_owned(),
        ),
        (
            "whithin = 1\ninput = \"ocr\"\nwhen = \"month\"",
            "19:1: unknown field `whithin`".to_owned(),
        ),
    ];
    for (text, expected) in table {
        let playbook = format!("[[expect]]\n{text}\nactor = \"bank\"\n");
        let problem = parse(&playbook).unwrap_err().to_string();
        let expected = format!("agencies/V01.toml:{expected}");
        assert!(
            problem.starts_with(&expected),
            "{text}\n{problem}\n{expected}"
        );
    }
    let problem = parse("[[expect]]\ninput = \"ocr\"\nwhen = \"month\"\n").unwrap_err();
    assert!(
        problem.to_string().contains("missing field `actor`"),
        "{problem}"
    );
}

#[test]
fn a_mapping_may_be_for_one_sheet() {
    let text = "[[mapping]]\nkind = \"hours\"\nsheet = \"Timeliste\"\n[mapping.columns]\nsystem = \"Kilde\"\nperiod = \"Mnd\"\nhours = \"Antall\"\n";
    let playbook = parse(text).unwrap();
    let [mapping] = playbook.mappings.as_slice() else {
        panic!("one mapping");
    };
    assert_eq!(
        (mapping.kind.as_str(), mapping.sheet.as_deref()),
        ("hours", Some("Timeliste"))
    );
    assert_eq!(mapping.columns["hours"], "Antall");
    let rows = ["Kilde;Mnd;Antall", "sap;202503;162,5"];
    // The sheet's name decides, and a table that is no workbook has none.
    let table = [
        ("a.xlsx", made::workbook("Timeliste", &rows), true),
        ("a.xlsx", made::workbook(" TIMELISTE", &rows), true),
        ("a.xlsx", made::workbook("Ark1", &rows), false),
        ("a.csv", rows.join("\n").into_bytes(), false),
    ];
    for (name, bytes, is_read) in table {
        let files = read(&[(name, bytes)], Some(&playbook));
        let ingested = ingest::assemble(files).unwrap();
        let expected: &[&str] = if is_read { &["hours 1"] } else { &[] };
        assert_eq!(
            held(&ingested.frames),
            expected,
            "{:?}",
            ingested.files[0].diagnostics
        );
    }
}

#[test]
fn faulty_mappings_are_refused_with_their_place() {
    let table = [
        (
            "kind = \"hours\"\nsheets = \"A\"\n[mapping.columns]\n",
            "20:1: unknown field `sheets`",
        ),
        (
            "kind = \"hours\"\nsheet = 1\n[mapping.columns]\n",
            "20:9: invalid type",
        ),
        (
            "sheet = \"A\"\n[mapping.columns]\n",
            "18:1: missing field `kind`",
        ),
        ("kind = \"hours\"\n", "18:1: missing field `columns`"),
        (
            "kind = \"hours\"\n[mapping.columns]\nhours = 1\n",
            "21:9: invalid type",
        ),
    ];
    for (text, expected) in table {
        let problem = parse(&format!("[[mapping]]\n{text}"))
            .unwrap_err()
            .to_string();
        let expected = format!("agencies/V01.toml:{expected}");
        assert!(
            problem.starts_with(&expected),
            "{text}\n{problem}\n{expected}"
        );
    }
}

#[test]
fn tasks_and_dispensations_are_read() {
    let more = "\n[[task]]\nname = \"Reiseforskudd\"\nfrequency = \"half-year\"\nactor = \"agency\"\n\
        due = \"business-day-5\"\nreference = \"4.2\"\nfrom = 2025-01-01\n\
        [[task]]\nname = \"Momskoder\"\nfrequency = \"month\"\nactor = \"agency\"\ndue = \"last-day\"\n\
        [[dispensation]]\nwhat = \"D12\"\nuntil = 2025-06-30\nreason = \"nytt system\"\n";
    let said = parse(more).unwrap().follow_up;
    assert_eq!((said.owner, said.deputy), (None, None));
    assert_eq!(said.tasks[0].due, TaskDue::BusinessDay(5));
    assert_eq!(said.tasks[0].frequency, Frequency::HalfYear);
    assert_eq!(said.tasks[0].reference.as_deref(), Some("4.2"));
    assert_eq!(said.tasks[0].from, Some(date(1, 1)));
    assert_eq!(said.tasks[1].due, TaskDue::LastDay);
    assert_eq!(said.dispensations[0].until, date(6, 30));
}

#[test]
fn faulty_tasks_and_dispensations_are_refused() {
    let task = |change: (&str, &str)| {
        let whole = "name = \"a\"\nfrequency = \"month\"\nactor = \"agency\"\ndue = \"day-15\"\n";
        assert!(parse(&format!("\n[[task]]\n{whole}")).is_ok());
        format!("\n[[task]]\n{}", whole.replace(change.0, change.1))
    };
    let dispensation = |line: &str| format!("\n[[dispensation]]\nwhat = \"D12\"\n{line}");
    let due = "expected business-day-1 to business-day-23, day-1 to day-31, or last-day";
    let table = [
        (
            task(("\"month\"", "\"weekly\"")),
            "frequency \"weekly\": expected one of month, term, quarter, half-year, year",
        ),
        (task(("day-15", "day-32")), due),
        (task(("day-15", "business-day-24")), due),
        (task(("day-15", "business-day-0")), due),
        (task(("day-15", "monday")), due),
        (task(("\"a\"", "\" \"")), "name says nothing"),
        (
            task(("actor = \"agency\"", "actor = \"\"")),
            "actor says nothing",
        ),
        (task(("actor = \"agency\"", "")), "missing field `actor`"),
        (
            task(("name =", "from = 2025-02-01\nuntil = 2025-01-01\nname =")),
            "never holds",
        ),
        (
            task(("name =", "names = 1\nname =")),
            "unknown field `names`",
        ),
        (dispensation("until = 2025-06-30"), "missing field `reason`"),
        (
            dispensation("until = 2025-06-30\nreason = \"\""),
            "reason says nothing",
        ),
        (
            dispensation("until = 2025-06-30T10:00:00\nreason = \"x\""),
            "expected a date",
        ),
    ];
    for (more, expected) in table {
        let problem = parse(&more).unwrap_err();
        assert!(problem.message.contains(expected), "{expected}: {problem}");
        assert!(problem.place.is_some(), "{problem}");
    }
}
