//! Heads: the newest event and run of every period, as a small list to keep outside the store.
//!
//! Inside the store nothing can tell that the newest records were removed; a list made before can. It is in the form of
//! `sha256sum`, with paths from the folder of the store, so that `sha256sum -c` in that folder compares it without this
//! program: what it names never changes, and what came later does not disturb it.
//!
//! Not here: where the list is kept, and reading or writing it (`cli`).

use std::collections::{BTreeMap, BTreeSet};

use domain::{Digest, Period};

use crate::disk::{self, EntryKind};
use crate::names;
use crate::store::{SUMS_NAME, Store, StoreError};
use crate::verify::Problem;

/// The list of heads of a store: of each period the newest event and the newest run.
///
/// # Errors
/// When the store cannot be read, or a chain of events is broken: a list of a broken store would prove nothing.
pub fn heads(store: &Store) -> Result<Vec<u8>, StoreError> {
    let mut list = BTreeMap::new();
    let runs = disk::entries(&store.root().join("runs"))?;
    let events = disk::entries(&store.root().join("events"))?;
    let agencies: BTreeSet<String> = runs
        .into_iter()
        .chain(events)
        .filter(|entry| entry.kind == EntryKind::Folder && names::is_agency(&entry.name))
        .map(|entry| entry.name)
        .collect();
    for agency in &agencies {
        for period in store.periods_with_anything(agency)? {
            list.extend(head_of(store, agency, period)?);
        }
    }
    let lines = list
        .iter()
        .map(|(path, digest)| format!("{digest}  {path}\n"));
    Ok(lines.collect::<String>().into_bytes())
}

fn head_of(
    store: &Store,
    agency: &str,
    period: Period,
) -> Result<Vec<(String, Digest)>, StoreError> {
    let mut lines = Vec::new();
    let events = store.events(agency, period)?;
    if let (number, Some(digest)) = Store::next_event(&events)? {
        let stem = names::event_stem(number.saturating_sub(1));
        lines.push((format!("events/{agency}/{period}/{stem}.json"), digest));
    }
    if let Some(run) = store.latest_run(agency, period)? {
        lines.push((format!("runs/{run}/{SUMS_NAME}"), store.sums_digest(&run)?));
    }
    Ok(lines)
}

/// Compares a list made earlier with the store: everything it names must still be there, unchanged. That the store has
/// grown since is no problem.
pub fn compare_heads(store: &Store, list: &[u8]) -> Vec<Problem> {
    const CODE: &str = "STORE021";
    let list = match parse(list) {
        Ok(list) => list,
        Err(line) => {
            return vec![Problem {
                path: "heads".to_owned(),
                code: CODE,
                sentence: format!(
                    "line {line} of the list of heads is not a digest, two spaces and the path of an event or a SHA256SUMS; take the list as it was kept"
                ),
            }];
        }
    };
    let mut problems = Vec::new();
    for (path, expected) in &list {
        let file = store.root().join(path);
        let sentence = match disk::kind_of(&file) {
            Ok(Some(EntryKind::File)) => match disk::digest_of_file(&file) {
                Ok(found) if found == *expected => continue,
                Ok(found) => format!(
                    "the list of heads has it with the digest {expected}, found {found}; restore the store from a backup"
                ),
                Err(why) => why.to_string(),
            },
            Ok(_) => "the list of heads has it, and it is gone: the newest records of this period were removed; restore the store from a backup".to_owned(),
            Err(why) => why.to_string(),
        };
        problems.push(Problem {
            path: path.clone(),
            code: CODE,
            sentence,
        });
    }
    problems
}

/// The lines by path; else the number of the first line that is none. A list of nothing is no list.
fn parse(bytes: &[u8]) -> Result<BTreeMap<String, Digest>, usize> {
    let text = std::str::from_utf8(bytes).map_err(|_| 1_usize)?;
    let mut list = BTreeMap::new();
    for (index, line) in text.lines().enumerate() {
        let parsed = line.split_once("  ").and_then(|(digest, path)| {
            is_head(path).then_some((path.to_owned(), digest.parse().ok()?))
        });
        let (path, digest) = parsed.ok_or(index + 1)?;
        list.insert(path, digest);
    }
    if list.is_empty() { Err(1) } else { Ok(list) }
}

/// `events/<agency>/<period>/NNNNNN.json` or `runs/<agency>/<period>/NNNN/SHA256SUMS`; nothing else becomes a path.
fn is_head(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    match parts.as_slice() {
        ["events", agency, period, file] => {
            is_period(agency, period)
                && file.strip_suffix(".json").is_some_and(|stem| {
                    stem.parse()
                        .is_ok_and(|number| names::event_stem(number) == stem)
                })
        }
        ["runs", agency, period, run, file] => {
            is_period(agency, period) && names::run_number(run).is_some() && *file == SUMS_NAME
        }
        _ => false,
    }
}

fn is_period(agency: &str, period: &str) -> bool {
    names::is_agency(agency)
        && period
            .parse::<Period>()
            .is_ok_and(|parsed| parsed.to_string() == period)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lists_of_heads_are_read() {
        let zero = "0".repeat(64);
        let good = format!(
            "{zero}  events/V01/2025-03/000007.json\n{zero}  runs/V01/2025-03/0002/SHA256SUMS\n"
        );
        assert_eq!(parse(good.as_bytes()).unwrap().len(), 2);
        let bad = [
            String::new(),
            format!("{zero} events/V01/2025-03/000007.json\n"),
            format!("{zero}  events/V01/2025-03/7.json\n"),
            format!("{zero}  events/V01/2025-3/000007.json\n"),
            format!("{zero}  events/../2025-03/000007.json\n"),
            format!("{zero}  runs/V01/2025-03/0002/results.json\n"),
            format!("{zero}  /etc/passwd\n"),
            "00  runs/V01/2025-03/0002/SHA256SUMS\n".to_owned(),
        ];
        for list in bad {
            assert_eq!(parse(list.as_bytes()), Err(1), "{list:?}");
        }
        assert_eq!(parse(b"\xff"), Err(1));
    }
}
