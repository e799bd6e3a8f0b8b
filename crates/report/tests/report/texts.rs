//! Texts: forms of numbers and dates, missing keys, and that every language says the same things.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use domain::{Ore, Text};
use report::{Formats, Texts, artifacts};

use crate::sample;

#[test]
fn numbers_and_dates_in_the_form_of_the_language() {
    let day: NaiveDate = "2025-03-31".parse().unwrap();
    let moment = chrono::DateTime::parse_from_rfc3339("2025-03-31T16:00:00+02:00").unwrap();
    let (nb, nn, en) = (
        sample::texts("nb"),
        sample::texts("nn"),
        sample::texts("en"),
    );
    let table = [
        (nb.amount(Ore(-123_456_750)), "-1\u{a0}234\u{a0}567,50"),
        (en.amount(Ore(-123_456_750)), "-1,234,567.50"),
        (en.amount(Ore(5)), "0.05"),
        (nb.count(1_234_567), "1\u{a0}234\u{a0}567"),
        (en.count(999), "999"),
        (nb.date(day), "31.03.2025"),
        (en.date(day), "2025-03-31"),
        (nb.moment(&moment), "31.03.2025 kl. 16.00"),
        (en.moment(&moment), "2025-03-31 16:00"),
        (nb.period(sample::period("2025-03")), "mars 2025"),
        (nb.period(sample::period("2025-13")), "periode 13 2025"),
        (en.period(sample::period("2025-00")), "opening balance 2025"),
        (nn.amount(Ore(-123_456_750)), "-1\u{a0}234\u{a0}567,50"),
        (nn.count(1_234_567), "1\u{a0}234\u{a0}567"),
        (nn.date(day), "31.03.2025"),
        (nn.moment(&moment), "31.03.2025 kl. 16.00"),
        (
            nn.period(sample::period("2025-00")),
            "inngåande balanse 2025",
        ),
        (
            nn.render(&Text::key("age-months").with("count", 1_u64)),
            "1 månad",
        ),
        (
            nn.render(&Text::key("age-months").with("count", 3_u64)),
            "3 månader",
        ),
    ];
    for (found, expected) in table {
        assert_eq!(found, expected);
    }
}

#[test]
fn arguments_are_rendered_and_counted() {
    let nb = Texts::new(
        "nb",
        &["rows = { $count ->\n    [one] { $count } rad\n   *[other] { $count } rader\n} i { $inner }\ninner = { $amount } den { $date }"],
    )
    .unwrap();
    let inner = Text::key("inner")
        .with("amount", Ore(100_050))
        .with("date", sample::date("2025-01-02"));
    let say = |count: u64| {
        nb.render(
            &Text::key("rows")
                .with("count", count)
                .with("inner", inner.clone()),
        )
    };
    assert_eq!(say(1), "1 rad i 1\u{a0}000,50 den 02.01.2025");
    assert_eq!(
        say(12_000),
        "12\u{a0}000 rader i 1\u{a0}000,50 den 02.01.2025"
    );
    assert_eq!(nb.missing(), Vec::<String>::new());
}

#[test]
fn what_is_missing_is_shown_and_remembered() {
    let nb = Texts::new("nb", &["needs-name = Hei { $name }"]).unwrap();
    assert_eq!(nb.render(&Text::key("no-such-key")), "[no-such-key]");
    nb.render(&Text::key("needs-name"));
    let missing = nb.missing();
    assert_eq!(missing.len(), 2);
    assert!(
        missing[0].starts_with("needs-name: ") && missing[1] == "no-such-key",
        "{missing:?}"
    );
    assert_eq!(nb.name_of("cause", "not.named"), "not.named");
    assert_eq!(nb.missing().len(), 2, "optional names are never missing");
}

#[test]
fn bad_sources_and_languages_are_refused() {
    let refused = |language, source| Texts::new(language, &[source]).err().unwrap().to_string();
    assert!(refused("nb", "yes = ja igjen").starts_with("text source 1: "));
    assert!(refused("nb", "this is not fluent").starts_with("text source 1: "));
    assert_eq!(
        refused("sv", ""),
        "expected language nb, nn or en, found sv"
    );
}

/// Keys with the arguments and choices of their texts.
fn messages(source: &str) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut found: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut key = "";
    for line in source.lines() {
        if line.starts_with(|c: char| c.is_ascii_lowercase()) {
            key = line.split(' ').next().unwrap();
            assert!(found.insert(key, BTreeSet::new()).is_none(), "{key} twice");
        }
        let ends = |c: char| matches!(c, ' ' | ']');
        let words = line
            .split_inclusive(ends)
            .map(|word| word.trim_end_matches(ends));
        let choice = |word: &&str| word.starts_with(['$', '[', '*']);
        if let Some(words_of_key) = found.get_mut(key) {
            words_of_key.extend(words.filter(choice));
        }
    }
    found
}

#[test]
fn every_language_has_the_same_keys_arguments_and_choices() {
    let nb = messages(include_str!("../../texts/nb.ftl"));
    assert!(nb.len() > 150);
    assert!(nb["period-name"].is_superset(&["$kind", "$year", "[p01", "*[other"].into()));
    assert_eq!(nb, messages(include_str!("../../texts/nn.ftl")));
    assert_eq!(nb, messages(include_str!("../../texts/en.ftl")));
    for language in ["nb", "nn", "en"] {
        assert_eq!(Texts::new(language, &[]).unwrap().language(), language);
    }
}

#[test]
fn every_artifact_has_all_its_texts_and_is_the_same_twice() {
    for generation in ["G2015", "G2024", "G2025"] {
        for language in ["nb", "nn", "en"] {
            let (run, texts) = (sample::run(generation), sample::texts(language));
            let made = artifacts(&run, &texts, Formats::ALL).unwrap();
            assert_eq!(texts.missing(), Vec::<String>::new());
            let names: Vec<&str> = made.iter().map(|a| a.name.as_str()).collect();
            assert!(names.is_sorted() && names.len() == 21, "{names:?}");
            assert!(
                made == artifacts(
                    &sample::run(generation),
                    &sample::texts(language),
                    Formats::ALL
                )
                .unwrap()
            );
        }
    }
}

#[test]
fn texts_can_be_shared_between_threads() {
    fn shared<T: Send + Sync>(_: &T) {}
    shared(&sample::texts("nb"));
}

/// No dead texts: every key is said somewhere in the code, or is an optional name that is looked up by its prefix.
#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "the test reads the sources it is about"
)]
fn every_text_is_used() {
    let mut folders = vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    let mut code = String::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                code.push_str(&std::fs::read_to_string(path).unwrap());
            }
        }
    }
    let optional = [
        "actor-",
        "area-",
        "case-",
        "dimension-",
        "frequency-",
        "period-state-",
        "side-",
        "standing-",
        "unmeasured-",
    ];
    let is_message = |line: &&str| line.starts_with(|c: char| c.is_ascii_lowercase());
    for line in include_str!("../../texts/nb.ftl")
        .lines()
        .filter(is_message)
    {
        let key = line.split(' ').next().unwrap();
        let used = code.contains(&format!("\"{key}\""));
        assert!(
            used || optional.iter().any(|prefix| key.starts_with(prefix)),
            "{key}"
        );
    }
}
