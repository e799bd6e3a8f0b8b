//! What a run concluded, and what changed between two runs: in words and amounts.
//!
//! A conclusion is the outcome of a check, an equation of it, or a finding; the wording of a finding is none. Not here: how
//! a run comes to be made again (`remade`), or what is shown of the changes (`commands`).

use std::collections::BTreeMap;
use std::fmt;

use close::Manifest;
use domain::Ore;
use serde::Serialize;
use serde_json::Value;

use crate::json::{list, text};
use crate::{Failure, failure};

/// Every conclusion of a run by what it is about: check, then the point's id and subject, or the finding's key.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Conclusions(BTreeMap<(String, About), Concluded>);

/// What a conclusion is about, inside a check.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum About {
    Outcome,
    Point { id: String, subject: String },
    Finding { key: String },
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Concluded {
    /// How it stands, in words that people read.
    said: String,
    /// The difference of a point, the amount of a finding.
    amount: Ore,
    /// The code of a finding.
    code: String,
}

/// One conclusion that is another one now. A field that does not apply is `null`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Change {
    /// `outcome`, `point`, `finding`.
    kind: &'static str,
    /// The check.
    check: String,
    /// Id of the point, code of the finding.
    id: Option<String>,
    /// The account or group of a point; the key of a finding.
    subject: Option<String>,
    /// What was concluded; `null`: nothing.
    before: Option<String>,
    /// What is concluded now; `null`: nothing.
    after: Option<String>,
    /// By how much the amount moved, in the currency of the period's ledger; `0.00` for an outcome.
    moved: String,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.check)?;
        for part in [&self.id, &self.subject].into_iter().flatten() {
            write!(f, " {part}")?;
        }
        match (&self.before, &self.after) {
            (Some(before), Some(after)) => write!(f, ": {before} -> {after}")?,
            (None, Some(after)) => write!(f, ": new: {after}")?,
            (Some(before), None) => write!(f, ": gone: {before}")?,
            (None, None) => {}
        }
        if self.kind != "outcome" {
            write!(f, " (moved by {})", self.moved)?;
        }
        Ok(())
    }
}

impl Conclusions {
    /// Of a run's `results.json`.
    pub(crate) fn of(results: &[u8]) -> Result<Self, Failure> {
        let json: Value = serde_json::from_slice(results)?;
        let mut conclusions = BTreeMap::new();
        for check in list(&json, "checks") {
            let id = text(check, "id");
            let mut conclude = |about, said, amount, code| {
                let concluded = Concluded { said, amount, code };
                conclusions.insert((id.to_owned(), about), concluded);
            };
            let outcome = text(check, "outcome").replace('_', " ");
            conclude(About::Outcome, outcome, Ore::ZERO, String::new());
            for point in list(check, "points") {
                let [difference, unexplained] =
                    ["difference", "unexplained"].map(|name| text(point, name));
                let about = About::Point {
                    id: text(point, "id").to_owned(),
                    subject: text(point, "subject").to_owned(),
                };
                let amount = ore(difference)?;
                let said = if ore(unexplained)? == Ore::ZERO {
                    format!("difference {difference}, explained")
                } else {
                    format!("difference {difference}, unexplained {unexplained}")
                };
                conclude(about, said, amount, String::new());
            }
            for finding in list(check, "findings") {
                let [severity, amount, cause] =
                    ["severity", "amount", "cause"].map(|name| text(finding, name));
                let cause = if cause.is_empty() { "no cause" } else { cause };
                let said = format!("{severity} of {amount}, {cause}");
                let key = text(finding, "key").to_owned();
                conclude(
                    About::Finding { key },
                    said,
                    ore(amount)?,
                    text(finding, "code").to_owned(),
                );
            }
        }
        Ok(Self(conclusions))
    }

    /// What is concluded otherwise by `later`: by check, outcomes before points before findings.
    pub(crate) fn changes(&self, later: &Self) -> Vec<Change> {
        let keys: std::collections::BTreeSet<_> = self.0.keys().chain(later.0.keys()).collect();
        let changed = keys.into_iter().filter_map(|key| {
            let (before, after) = (self.0.get(key), later.0.get(key));
            (before != after).then(|| change(key, before, after))
        });
        changed.collect()
    }
}

fn change(
    (check, about): &(String, About),
    before: Option<&Concluded>,
    after: Option<&Concluded>,
) -> Change {
    let code = || after.or(before).map(|concluded| concluded.code.clone());
    let (kind, id, subject) = match about {
        About::Outcome => ("outcome", None, None),
        About::Point { id, subject } => ("point", Some(id.clone()), Some(subject.clone())),
        About::Finding { key } => ("finding", code(), Some(key.clone())),
    };
    let of = |concluded: Option<&Concluded>| {
        concluded.map_or(0, |concluded| i128::from(concluded.amount.0))
    };
    let moved = amount(of(after) - of(before));
    Change {
        kind,
        check: check.clone(),
        id,
        subject,
        before: before.map(|concluded| concluded.said.clone()),
        after: after.map(|concluded| concluded.said.clone()),
        moved,
    }
}

/// What two runs were made from and is not the same, one line each: files, configuration, program, date.
pub(crate) fn made_from(before: &Manifest, after: &Manifest) -> Vec<String> {
    let mut lines = Vec::new();
    let mut differs = |what: &str, before: &str, after: &str| {
        if before != after {
            lines.push(format!("{what}: {before} -> {after}"));
        }
    };
    differs("program", &before.program, &after.program);
    differs("as of", &before.as_of.to_string(), &after.as_of.to_string());
    let playbook = |manifest: &Manifest| short(&manifest.playbook.sha256);
    differs("playbook", &playbook(before), &playbook(after));
    let registers = |manifest: &Manifest| -> BTreeMap<String, String> {
        let named = manifest.registers.iter();
        named
            .map(|register| (register.name.clone(), short(&register.sha256)))
            .collect()
    };
    let inputs = |manifest: &Manifest| -> BTreeMap<String, String> {
        let files = manifest.inputs.iter();
        files
            .map(|file| {
                (
                    format!("{} ({})", file.name, short(&file.sha256)),
                    String::new(),
                )
            })
            .collect()
    };
    for (before, after) in [
        (registers(before), registers(after)),
        (inputs(before), inputs(after)),
    ] {
        for (name, digest) in &before {
            match after.get(name) {
                None => lines.push(format!("without {name}")),
                Some(now) if now != digest => lines.push(format!("{name}: {digest} -> {now}")),
                Some(_) => {}
            }
        }
        let added = after.keys().filter(|name| !before.contains_key(*name));
        lines.extend(added.map(|name| format!("with {name}")));
    }
    lines
}

/// A sum or a difference in words: amounts that are each in range may lie further apart than the type of one.
pub(crate) fn amount(ore: i128) -> String {
    i64::try_from(ore).map_or_else(|_| format!("{ore} øre"), |ore| Ore(ore).to_string())
}

/// The first digits of a digest: enough for people to tell two apart.
pub(crate) fn short(digest: &domain::Digest) -> String {
    digest.to_string().chars().take(8).collect()
}

/// An amount of `results.json`: always with two decimals.
fn ore(text: &str) -> Result<Ore, Failure> {
    match text.replace('.', "").parse() {
        Ok(ore) => Ok(Ore(ore)),
        Err(_) => failure(format!(
            "{text:?} in results.json is no amount; see avstem verify"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn results(outcome: &str, point: &str, findings: &str) -> Conclusions {
        let json = format!(
            r#"{{"checks":[{{"id":"bank","outcome":"{outcome}","points":[{point}],"findings":[{findings}]}}]}}"#
        );
        Conclusions::of(json.as_bytes()).unwrap()
    }

    const POINT: &str =
        r#"{"id":"bank.balance","subject":"1939","difference":"-1250.00","unexplained":"0.00"}"#;
    const FINDING: &str =
        r#"{"key":"k1","code":"BANK","severity":"error","amount":"-1250.00","cause":"not-posted"}"#;

    /// Before, after, the lines that say what changed.
    #[test]
    fn changes_are_said_in_words_and_amounts() {
        let passed = || results("passed", "", "");
        let failed = || results("failed", POINT, FINDING);
        let less = || {
            results(
                "failed",
                &POINT.replace("1250", "1000"),
                &FINDING.replace("1250", "1000"),
            )
        };
        let cases = [
            (passed(), passed(), vec![]),
            (failed(), failed(), vec![]),
            (
                passed(),
                failed(),
                vec![
                    "bank: passed -> failed",
                    "bank bank.balance 1939: new: difference -1250.00, explained (moved by -1250.00)",
                    "bank BANK k1: new: error of -1250.00, not-posted (moved by -1250.00)",
                ],
            ),
            (
                failed(),
                passed(),
                vec![
                    "bank: failed -> passed",
                    "bank bank.balance 1939: gone: difference -1250.00, explained (moved by 1250.00)",
                    "bank BANK k1: gone: error of -1250.00, not-posted (moved by 1250.00)",
                ],
            ),
            (
                failed(),
                less(),
                vec![
                    "bank bank.balance 1939: difference -1250.00, explained -> difference -1000.00, explained (moved by 250.00)",
                    "bank BANK k1: error of -1250.00, not-posted -> error of -1000.00, not-posted (moved by 250.00)",
                ],
            ),
        ];
        for (before, after, said) in cases {
            let changes = before.changes(&after);
            let lines: Vec<String> = changes.iter().map(ToString::to_string).collect();
            assert_eq!(lines, said);
        }
    }

    #[test]
    fn the_wording_of_a_finding_is_no_conclusion() {
        let with = |message: &str| FINDING.replace('}', &format!(r#","message":"{message}"}}"#));
        let [old, new] = ["old", "new"].map(|message| results("failed", POINT, &with(message)));
        assert_eq!(old, new);
    }
}
