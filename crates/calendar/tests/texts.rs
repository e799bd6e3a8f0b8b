//! The Fluent files: every key the crate can say, in every language, with the arguments it gives, and no other key.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};

use calendar::DayWarning;
use calendar::rule::{Relation, Rule};
use calendar::table::TABLE;
use chrono::NaiveDate;

/// Key → names of the arguments. One message per line; comments and blank lines between.
fn messages(file: &str) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut found = BTreeMap::new();
    for line in file
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        let (key, sentence) = line.split_once(" = ").unwrap();
        assert!(
            !sentence.trim().is_empty() && !sentence.ends_with('.'),
            "{line}"
        );
        assert!(
            key.bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        );
        let mut arguments = BTreeSet::new();
        for piece in sentence.split("{ $").skip(1) {
            arguments.insert(piece.split_once(" }").unwrap().0);
        }
        assert_eq!(
            sentence.matches('{').count(),
            sentence.matches("{ $").count(),
            "{line}"
        );
        assert!(found.insert(key, arguments).is_none(), "{key} twice");
    }
    found
}

#[test]
fn every_key_stands_in_every_file_with_its_arguments_and_no_other_does() {
    let mut said: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for row in TABLE {
        said.insert(row.task, BTreeSet::new());
        for cell in row.cells.iter().flatten() {
            match cell.rule {
                Rule::Event(key) => said.insert(key, BTreeSet::new()),
                Rule::Order(relation, _) => said.insert(relation.key(), ["other"].into()),
                Rule::Inactive(_) => {
                    said.insert("deadline-event-inactive", ["days", "since"].into())
                }
                _ => None,
            };
        }
    }
    for relation in [
        Relation::Before,
        Relation::After,
        Relation::OnlyAfter,
        Relation::With,
        Relation::At,
    ] {
        assert!(said.contains_key(relation.key()), "{relation:?} is used");
    }
    let eve = DayWarning::ChristmasEve.text(NaiveDate::from_ymd_opt(2025, 12, 24).unwrap());
    said.insert(eve.key, eve.args.iter().map(|(name, _)| *name).collect());
    said.insert("deadline-work-by", ["date"].into());
    for (language, texts) in calendar::TEXTS {
        assert_eq!(messages(texts), said, "{language}");
    }
}
