//! Case files: prose with fenced tables. Not here: what a table means.

use std::collections::{BTreeMap, BTreeSet};

/// Kinds of fenced blocks that a case may have, besides the registers, which are named by the id of their kind.
const KINDS: [&str; 24] = [
    "agency",
    "rules",
    "period",
    "ledger",
    "opening",
    "balances",
    "statements",
    "bank",
    "ocr",
    "subledger",
    "parties",
    "carried",
    "refused",
    "as-of",
    "deliveries",
    "expected",
    "late",
    "imports",
    "sent",
    "returns",
    "nav",
    "expect",
    "proposals",
    "closes",
];

/// Whether a block may be called so.
fn is_kind(kind: &str) -> bool {
    KINDS.contains(&kind) || kind != "gl07" && domain::register::kind(kind).is_some()
}

/// A `##` heading with its blocks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Case {
    /// The heading.
    pub(crate) name: String,
    /// Line of the heading, from 1.
    pub(crate) line: usize,
    /// By kind, each at most once.
    pub(crate) blocks: BTreeMap<String, Block>,
}

/// The lines between two fences.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Block {
    /// Line in the file, from 1, and text; empty lines are left out.
    pub(crate) lines: Vec<(usize, String)>,
}

/// A row of a table: cells by heading. A cell that is missing, empty or `-` is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    /// Line in the file, from 1.
    pub(crate) line: usize,
    cells: BTreeMap<String, String>,
}

impl Row {
    /// A cell, or the default.
    pub(crate) fn or<'a>(&'a self, column: &str, default: &'a str) -> &'a str {
        self.cells.get(column).map_or(default, String::as_str)
    }

    /// A cell that must be there.
    pub(crate) fn get(&self, column: &str) -> Result<&str, String> {
        let cell = self.cells.get(column).map(String::as_str);
        cell.ok_or_else(|| format!("line {}: column {column} is empty", self.line))
    }
}

/// Reads a case file.
pub(crate) fn parse(text: &str) -> Result<Vec<Case>, String> {
    let mut cases: Vec<Case> = Vec::new();
    let mut open: Option<(String, usize, Block)> = None;
    for (line, content) in (1..).zip(text.lines()) {
        match (open.take(), content.strip_prefix("```")) {
            (Some((kind, at, block)), Some("")) => {
                let case = cases
                    .last_mut()
                    .ok_or(format!("line {at}: block before the first heading"))?;
                if case.blocks.insert(kind.clone(), block).is_some() {
                    return Err(format!(
                        "line {at}: a second {kind} block in '{}'",
                        case.name
                    ));
                }
            }
            (Some((kind, at, mut block)), None) => {
                if !content.trim().is_empty() {
                    block.lines.push((line, content.trim().to_owned()));
                }
                open = Some((kind, at, block));
            }
            (Some((kind, at, _)), Some(_)) => {
                return Err(format!("line {at}: the {kind} block does not end"));
            }
            (None, Some(kind)) if is_kind(kind) => {
                open = Some((kind.to_owned(), line, Block::default()));
            }
            (None, Some(kind)) => return Err(format!("line {line}: unknown block '{kind}'")),
            (None, None) => {
                if let Some(name) = content.strip_prefix("## ") {
                    cases.push(Case {
                        name: name.trim().to_owned(),
                        line,
                        blocks: BTreeMap::new(),
                    });
                }
            }
        }
    }
    if let Some((kind, at, _)) = open {
        return Err(format!("line {at}: the {kind} block does not end"));
    }
    let mut names = BTreeSet::new();
    for case in &cases {
        if !names.insert(&case.name) {
            return Err(format!("line {}: a second case '{}'", case.line, case.name));
        }
        if !case.blocks.contains_key("expect") {
            return Err(format!(
                "line {}: '{}' expects nothing",
                case.line, case.name
            ));
        }
    }
    Ok(cases)
}

impl Case {
    /// Rows of a table; none if the case has no such block.
    pub(crate) fn table(&self, kind: &str, columns: &[&str]) -> Result<Vec<Row>, String> {
        self.blocks
            .get(kind)
            .map_or(Ok(Vec::new()), |block| block.table(columns))
    }

    /// `key = value` lines in order; none if the case has no such block.
    pub(crate) fn pairs(&self, kind: &str) -> Result<Vec<(&str, &str)>, String> {
        let lines = self
            .blocks
            .get(kind)
            .into_iter()
            .flat_map(|block| &block.lines);
        lines
            .map(|(line, text)| {
                let (key, value) = text
                    .split_once('=')
                    .ok_or(format!("line {line}: expected key = value"))?;
                Ok((key.trim(), value.trim()))
            })
            .collect()
    }
}

impl Block {
    /// Reads the lines as a table with some of these columns; the first line names them.
    pub(crate) fn table(&self, columns: &[&str]) -> Result<Vec<Row>, String> {
        let Some(((line, heading), rows)) = self.lines.split_first() else {
            return Ok(Vec::new());
        };
        let named: Vec<&str> = cells(heading);
        for name in &named {
            if !columns.contains(name) {
                return Err(format!(
                    "line {line}: unknown column '{name}'; known are {}",
                    columns.join(", ")
                ));
            }
        }
        if named.iter().collect::<BTreeSet<_>>().len() != named.len() {
            return Err(format!("line {line}: a column stands twice"));
        }
        let rule = |text: &str| text.chars().all(|c| matches!(c, '-' | '|' | ' '));
        rows.iter()
            .filter(|(_, text)| !(rule(text) && text.contains("--")))
            .map(|(line, text)| {
                let values = cells(text);
                if values.len() != named.len() {
                    return Err(format!(
                        "line {line}: {} cells under {} columns",
                        values.len(),
                        named.len()
                    ));
                }
                let filled = named
                    .iter()
                    .zip(values)
                    .filter(|(_, value)| !matches!(*value, "" | "-"));
                let cells = filled
                    .map(|(name, value)| ((*name).to_owned(), value.to_owned()))
                    .collect();
                Ok(Row { line: *line, cells })
            })
            .collect()
    }
}

fn cells(line: &str) -> Vec<&str> {
    line.trim_start_matches('|')
        .trim_end_matches('|')
        .split('|')
        .map(str::trim)
        .collect()
}
