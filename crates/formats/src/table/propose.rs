//! Mappings proposed for a table that nobody has mapped: by known headings, by headings that look alike, by the look of
//! the values.
//!
//! A proposal is shown to a person and never used by itself. Not here: deciding, or anything but headings and samples.

use std::fmt::Write as _;

use domain::register::{KINDS, Kind, SIDES, Type, normal};

use super::headings::missing;
use super::value::{self, DecimalMark};

/// How a kind could be read from a table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Proposal {
    /// The kind's id.
    pub kind: &'static str,
    /// Field (or `debit`, `credit`) → heading of the table, in the order of the kind's fields.
    pub columns: Vec<(&'static str, String)>,
    /// Needed fields for which no column was found.
    pub missing: Vec<&'static str>,
    /// How well it fits: the more and the surer the columns, the higher; each missing field costs.
    pub score: u32,
}

/// At most so many proposals are made.
const MOST: usize = 3;
/// At most so many headings and sample rows are looked at.
const MOST_HEADINGS: usize = 512;
const MOST_ROWS: usize = 50;
/// What a known heading, a column by its values alone, and a missing field count.
const KNOWN: u32 = 100;
const BY_LOOK: u32 = 20;
const MISSING: u32 = 80;
/// Headings alike by less than this, in percent of their letter pairs, are not alike.
const ALIKE: usize = 60;

/// Proposals for a table by its headings and some rows of it, the best first; the same every time. Rows may be
/// shorter or longer than the headings.
pub fn propose(headings: &[String], sample_rows: &[Vec<String>]) -> Vec<Proposal> {
    let headings = headings.get(..MOST_HEADINGS).unwrap_or(headings);
    let rows = sample_rows.get(..MOST_ROWS).unwrap_or(sample_rows);
    let normals: Vec<String> = headings.iter().map(|heading| normal(heading)).collect();
    let looks: Vec<Look> = (0..headings.len())
        .map(|column| Look::of(rows.iter().filter_map(|row| row.get(column))))
        .collect();
    let mut proposals: Vec<Proposal> = KINDS
        .iter()
        .filter_map(|kind| of_kind(kind, headings, &normals, &looks))
        .collect();
    // Stable: of equals the one declared first.
    proposals.sort_by_key(|proposal| std::cmp::Reverse(proposal.score));
    proposals.truncate(MOST);
    proposals
}

/// What the sample values of a column could be.
struct Look {
    filled: usize,
    dates: usize,
    periods: usize,
    amounts: usize,
    accounts: usize,
}

impl Look {
    fn of<'a>(cells: impl Iterator<Item = &'a String>) -> Self {
        let mut look = Self {
            filled: 0,
            dates: 0,
            periods: 0,
            amounts: 0,
            accounts: 0,
        };
        let mut mark = DecimalMark::default();
        for cell in cells
            .map(|cell| cell.trim())
            .filter(|cell| !cell.is_empty())
        {
            let digits = cell.len() <= 10 && cell.bytes().all(|byte| byte.is_ascii_digit());
            look.filled += 1;
            look.dates += usize::from(value::date(cell).is_some());
            look.periods += usize::from(value::period(cell).is_some());
            look.amounts += usize::from(mark.amount(cell).is_ok());
            look.accounts += usize::from(digits && cell.len() >= 3);
        }
        look
    }

    /// Whether every sample could be of a type; columns without samples could be anything.
    fn could_be(&self, of: Type) -> bool {
        self.filled == 0 || self.could_surely_be(of)
    }

    fn could_surely_be(&self, of: Type) -> bool {
        let all = |count| count == self.filled;
        match of {
            Type::Date => all(self.dates),
            Type::Period | Type::Count => all(self.periods) || all(self.accounts),
            Type::Amount | Type::Decimal => all(self.amounts),
            Type::Account => !all(self.dates),
            _ => true,
        }
    }

    /// Whether the values alone say so: dates, and amounts that are no plain codes.
    fn is_telling(&self, of: Type) -> bool {
        let is_of = match of {
            Type::Date => self.dates,
            Type::Period if self.accounts == self.filled => self.periods,
            Type::Amount if self.accounts < self.filled => self.amounts,
            _ => 0,
        };
        self.filled > 0 && is_of == self.filled
    }
}

/// A column for a field, and how sure that is.
struct Candidate {
    score: u32,
    column: usize,
    target: usize,
}

/// A field or side to be found.
struct Target {
    name: &'static str,
    of: Type,
    names: Vec<String>,
    is_needed: bool,
}

fn targets(kind: &Kind) -> Vec<Target> {
    let mut all = Vec::new();
    for field in kind.fields {
        let names = std::iter::once(&field.name).chain(field.headings);
        all.push(Target {
            name: field.name,
            of: field.of,
            names: names.map(|name| normal(name)).collect(),
            is_needed: field.need.is_column(),
        });
        if field.sides {
            all.extend(SIDES.iter().map(|(side, headings)| {
                Target {
                    name: side,
                    of: Type::Amount,
                    names: std::iter::once(side)
                        .chain(*headings)
                        .map(|name| normal(name))
                        .collect(),
                    is_needed: false,
                }
            }));
        }
    }
    all
}

fn of_kind(
    kind: &Kind,
    headings: &[String],
    normals: &[String],
    looks: &[Look],
) -> Option<Proposal> {
    let targets = targets(kind);
    let mut candidates = Vec::new();
    for (column, (heading, look)) in normals.iter().zip(looks).enumerate() {
        // A heading that must be hidden cannot be proposed.
        let hidden = headings.get(column).is_none_or(|heading| {
            heading.is_empty() || domain::personal::mask(heading) != *heading
        });
        for (target, wanted) in targets.iter().enumerate() {
            if hidden || !look.could_be(wanted.of) {
                continue;
            }
            let alike = wanted.names.iter().map(|name| alikeness(heading, name));
            let percent = alike.max().unwrap_or(0);
            if percent >= ALIKE {
                let score = u32::try_from(percent).unwrap_or(0).min(KNOWN);
                candidates.push(Candidate {
                    score,
                    column,
                    target,
                });
            }
        }
    }
    candidates.sort_by_key(|found| (std::cmp::Reverse(found.score), found.column, found.target));
    let mut taken: Vec<Option<usize>> = vec![None; targets.len()];
    let mut score = 0;
    for found in candidates {
        let is_free = !taken.contains(&Some(found.column));
        if let Some(place @ None) = taken.get_mut(found.target)
            && is_free
        {
            *place = Some(found.column);
            score += found.score;
        }
    }
    let has = |taken: &[Option<usize>], name: &str| {
        targets
            .iter()
            .zip(taken)
            .any(|(target, column)| target.name == name && column.is_some())
    };
    // An amount stands alone or has two sides, not both.
    if kind.sides().is_some() && has(&taken, "debit") && has(&taken, "credit") {
        let sided = kind.sides().and_then(|at| kind.fields.get(at));
        for (target, column) in targets.iter().zip(&mut taken) {
            if sided.is_some_and(|field| field.name == target.name) {
                *column = None;
            }
        }
    } else {
        for (target, column) in targets.iter().zip(&mut taken) {
            if matches!(target.name, "debit" | "credit") {
                *column = None;
            }
        }
    }
    if !taken.iter().any(Option::is_some) {
        return None;
    }
    let lacking = missing(kind, |name| has(&taken, name));
    for (place, target) in targets.iter().enumerate().filter(|(_, t)| t.is_needed) {
        let is_lacking = lacking.iter().any(|name| name.starts_with(target.name));
        let mut free = (0..headings.len()).filter(|column| {
            !taken.contains(&Some(*column))
                && looks
                    .get(*column)
                    .is_some_and(|look| look.is_telling(target.of))
        });
        if let (true, Some(only), None) = (is_lacking, free.next(), free.next())
            && let Some(slot) = taken.get_mut(place)
        {
            *slot = Some(only);
            score += BY_LOOK;
        }
    }
    let missing = missing(kind, |name| has(&taken, name));
    let cost = u32::try_from(missing.len())
        .unwrap_or(u32::MAX)
        .saturating_mul(MISSING);
    let columns = targets.iter().zip(&taken).filter_map(|(target, column)| {
        let heading = headings.get((*column)?)?;
        Some((target.name, heading.trim().to_owned()))
    });
    let proposal = Proposal {
        kind: kind.id,
        columns: columns.collect(),
        missing,
        score: score.saturating_sub(cost),
    };
    (proposal.score > 0).then_some(proposal)
}

/// How alike two headings are, in percent of their letter pairs (Dice); 100 only if they are equal.
fn alikeness(a: &str, b: &str) -> usize {
    if a == b {
        return 100;
    }
    let pairs =
        |text: &str| -> Vec<(char, char)> { text.chars().zip(text.chars().skip(1)).collect() };
    let (first, mut second) = (pairs(&a.chars().take(80).collect::<String>()), pairs(b));
    let both = first.len() + second.len();
    if both == 0 {
        return 0;
    }
    let mut common = 0;
    for pair in first {
        if let Some(at) = second.iter().position(|other| *other == pair) {
            second.swap_remove(at);
            common += 1;
        }
    }
    (200 * common / both).min(99)
}

impl Proposal {
    /// The proposal as a mapping to be pasted into the agency's playbook; what is missing stands as a comment.
    pub fn to_toml(&self) -> String {
        let mut text = format!("[[mapping]]\nkind = {}\n", quoted(self.kind));
        for name in &self.missing {
            let _ = writeln!(text, "# missing: {name}");
        }
        text.push_str("[mapping.columns]\n");
        for (field, heading) in &self.columns {
            let _ = writeln!(text, "{field} = {}", quoted(heading));
        }
        text
    }
}

/// A TOML basic string.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => {
                quoted.push('\\');
                quoted.push(letter);
            }
            letter if letter.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(letter));
            }
            letter => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owned(cells: &[&str]) -> Vec<String> {
        cells.iter().map(|&cell| cell.to_owned()).collect()
    }

    #[test]
    fn proposals_are_ready_to_paste() {
        let headings = owned(&[
            "Kontonr.",
            "Bilagsnummer",
            "Bokf.dato",
            "Beløp NOK",
            "Tekst \"1\"",
        ]);
        let rows = [
            owned(&["1939", "70000001", "31.03.2025", "1 234,50", "a"]),
            owned(&["1500", "70000001", "31.03.2025", "-1 234,50", "b"]),
        ];
        let proposals = propose(&headings, &rows);
        assert_eq!(proposals, propose(&headings, &rows));
        let first = &proposals[0];
        assert_eq!((first.kind, first.missing.len()), ("ledger", 0));
        assert_eq!(
            first.to_toml(),
            "[[mapping]]\nkind = \"ledger\"\n[mapping.columns]\naccount = \"Kontonr.\"\nvoucher = \"Bilagsnummer\"\n\
             date = \"Bokf.dato\"\namount = \"Beløp NOK\"\ntext = \"Tekst \\\"1\\\"\"\n"
        );
        assert!(
            proposals
                .windows(2)
                .all(|pair| pair[0].score >= pair[1].score)
        );
    }

    #[test]
    fn what_is_missing_is_said() {
        let proposals = propose(&owned(&["Konto", "IB"]), &[]);
        assert_eq!(proposals[0].kind, "trial-balance");
        assert_eq!(proposals[0].missing, ["closing"]);
        assert!(proposals[0].to_toml().contains("# missing: closing\n"));
        assert!(propose(&owned(&["qqq", "zzz"]), &[]).is_empty());
        assert!(propose(&[], &[]).is_empty());
        // A birth number as a heading is a file without headings; it is not repeated.
        assert!(propose(&owned(&["01818012094", "x"]), &[]).is_empty());
    }
}
