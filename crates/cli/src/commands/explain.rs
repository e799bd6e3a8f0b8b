//! `avstem explain`: what a check or a code means, and why a row of a run is matched or open.

use std::path::{Path, PathBuf};

use checks::sets::{GroupOutcome, SetOutcome, SideOutcome};
use checks::{Check, REGISTRY};
use domain::{OpenItem, Text};
use report::Texts;

use crate::remade::Remade;
use crate::{Failure, Outcome, Verdict, engine, failure, run_of, say};

/// Arguments of `avstem explain`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The id of a check (bank), a tab (A1), a finding code (BANK003), or with --run a row as folders name it (FILE:RECORD)
    what: String,
    /// The folder of the run whose row it is: STORE/runs/AGENCY/PERIOD/NUMBER
    #[arg(long, value_name = "RUN")]
    run: Option<PathBuf>,
    /// Language of titles: nb, nn, en
    #[arg(long, default_value = "en")]
    lang: String,
}

/// Runs the command.
pub fn run(args: &Args) -> Outcome {
    if !matches!(args.lang.as_str(), "nb" | "nn" | "en") {
        return failure(format!("language {:?}: expected nb, nn or en", args.lang));
    }
    if let Some(run) = &args.run {
        return explain_row(&args.what, run, &args.lang);
    }
    let what = args.what.to_lowercase();
    if is_row(&what) {
        return failure(format!(
            "{}: say of which run this row is, with --run STORE/runs/AGENCY/PERIOD/NUMBER",
            args.what
        ));
    }
    let of_code = REGISTRY.iter().find(|check| {
        check
            .codes
            .iter()
            .any(|code| code.code.to_lowercase() == what)
    });
    if let Some(check) = of_code {
        for code in check
            .codes
            .iter()
            .filter(|code| code.code.to_lowercase() == what)
        {
            say(&format!(
                "{} ({}): {}",
                code.code,
                code.severity.as_str(),
                code.summary
            ));
        }
        say(&format!(
            "raised by the check {}; its text follows",
            check.id
        ));
        say("");
        return explain(check, &args.lang);
    }
    if let Some((code, severity, summary, remedy)) = other_code(&what) {
        say(&format!("{code} ({severity}): {summary}"));
        say(&format!("what to do: {remedy}"));
        return Ok(Verdict::Well);
    }
    // A code of an earlier generation may since stand for another check: the latest goes first.
    let mut tabs = checks::generation::TABS.iter().rev();
    let of_tab = tabs.find(|tab| tab.code.to_lowercase() == what);
    let id = of_tab.and_then(|tab| tab.check).unwrap_or(&what);
    let of_id = REGISTRY.iter().find(|check| check.id == id);
    if let Some(check) = of_id {
        return explain(check, &args.lang);
    }
    let known: Vec<&str> = REGISTRY.iter().map(|check| check.id).collect();
    failure(format!(
        "{:?} is neither a check nor a code; checks are {}",
        args.what,
        known.join(", ")
    ))
}

fn explain(check: &Check, language: &str) -> Outcome {
    let texts = engine::texts(language)?;
    say(&format!(
        "{}: {}",
        check.id,
        texts.render(&Text::key(check.title))
    ));
    say("");
    say(check.doc.trim_end());
    say("");
    say("## Codes");
    for code in check.codes {
        say(&format!(
            "{} ({}): {}",
            code.code,
            code.severity.as_str(),
            code.summary
        ));
    }
    say("");
    let causes: Vec<&str> = check.causes.iter().map(|cause| cause.id).collect();
    say(&format!("Causes: {}", causes.join(", ")));
    Ok(Verdict::Well)
}

/// A code of a reader, of ingest or of the store: its id, severity, meaning and remedy.
fn other_code(what: &str) -> Option<(&'static str, &'static str, &'static str, &'static str)> {
    let of_store = |(code, what): &(&'static str, &'static str)| {
        (
            *code,
            "error",
            *what,
            "do not use the store; find out who changed it, and restore it from a copy",
        )
    };
    let codes = formats::codes().into_iter().chain(ingest::CODES);
    let mut codes = codes.chain(close::CODES.iter().map(of_store));
    codes.find(|(code, ..)| code.to_lowercase() == what)
}

/// Whether it looks like a row: short digest of a file, colon, number of the record.
fn is_row(what: &str) -> bool {
    what.split_once(':').is_some_and(|(file, record)| {
        !file.is_empty()
            && file.bytes().all(|b| b.is_ascii_hexdigit())
            && !record.is_empty()
            && record.bytes().all(|b| b.is_ascii_digit())
    })
}

/// Why a row of a stored run is matched, open or left out. The sets are made again from the archive: what stands in the
/// run is not taken on trust.
fn explain_row(what: &str, run: &Path, language: &str) -> Outcome {
    let (store, run) = run_of(run)?;
    let manifest = store.manifest(&run)?;
    let remade = Remade::of(&store, &run, &manifest)?;
    let sets = remade.sets(manifest.period)?;
    let texts = engine::texts(language)?;
    let mut is_found = false;
    for set in &sets {
        for side in [&set.left, &set.right] {
            let is_it = |item: &&OpenItem| item.row.to_string() == what;
            let words = Words { set, texts };
            if let Some((at, item)) = side.rows.iter().enumerate().find(|(_, item)| is_it(item)) {
                is_found = true;
                words.say_place(side, item);
                match side.group.get(at).copied().flatten() {
                    Some(number) => words.say_group(number),
                    None => words.say_open(side, item)?,
                }
            } else if let Some(item) = side.excluded.iter().find(is_it) {
                is_found = true;
                words.say_place(side, item);
                say(
                    "left out of this set: not booked, rejected by the bank, or of no concern to it",
                );
            }
        }
    }
    if is_found {
        return Ok(Verdict::Well);
    }
    let message =
        "no matching set of the run has this row; rows are named as in the folder, FILE:RECORD";
    failure(format!("{what}: {message}"))
}

/// What is said of the rows of a set.
struct Words<'a> {
    set: &'a SetOutcome,
    texts: &'a Texts,
}

impl Words<'_> {
    fn say_place(&self, side: &SideOutcome, item: &OpenItem) {
        say(&format!(
            "set {}, side {}",
            self.set.name,
            self.side(side.name)
        ));
        say(&format!("  {}", self.row(item)));
    }

    fn side(&self, name: &str) -> String {
        self.texts.name_of("side", name)
    }

    /// A row on one line.
    fn row(&self, item: &OpenItem) -> String {
        let mut parts = vec![
            format!("{} line {}", item.row, item.line),
            self.texts.date(item.date),
            format!("{} {}", self.texts.amount(item.amount), item.currency),
        ];
        let keys = [
            ("key-reference", &item.reference),
            ("key-kid", &item.kid),
            ("key-lump", &item.lump),
            ("key-voucher", &item.voucher),
        ];
        for (name, value) in keys.into_iter().filter(|(_, value)| !value.is_empty()) {
            parts.push(format!("{} {value}", self.texts.render(&Text::key(name))));
        }
        if !item.text.is_empty() {
            parts.push(format!("\u{201c}{}\u{201d}", item.text));
        }
        parts.push(format!("({})", item.birth));
        parts.join("  ")
    }

    /// The group that has the row.
    fn say_group(&self, number: usize) {
        let Some(group) = self.set.groups.get(number) else {
            return;
        };
        let rule = self.texts.name_of("rule", &group.rule);
        say(&format!(
            "matched in group {} by rule {} ({rule})",
            number + 1,
            group.rule
        ));
        if group.ambiguous {
            say("  other partners would have been just as good; the earliest rows were taken");
        }
        if group.adjustment != 0 {
            let amount = self.texts.amount(domain::Ore(group.adjustment));
            say(&format!(
                "  the tolerance of the rule let a difference of {amount} pass"
            ));
        }
        self.say_members(group);
    }

    fn say_members(&self, group: &GroupOutcome) {
        for (side, rows) in [
            (&self.set.left, &group.left),
            (&self.set.right, &group.right),
        ] {
            for item in rows.iter().filter_map(|row| side.rows.get(*row)) {
                say(&format!("  {}: {}", self.side(side.name), self.row(item)));
            }
        }
    }

    /// Why the row is open: its nearest candidates, and what each rule failed on.
    fn say_open(&self, side: &SideOutcome, item: &OpenItem) -> Result<(), Failure> {
        let of_row = |gave_up: &&checks::sets::UnsearchedOutcome| {
            let rows = if side.name == self.set.left.name {
                &gave_up.left
            } else {
                &gave_up.right
            };
            let mut items = rows.iter().filter_map(|row| side.rows.get(*row));
            items.any(|other| other.row == item.row)
        };
        say(&format!("open since {}", item.birth));
        for pool in self.set.unsearched.iter().filter(of_row) {
            say(&format!(
                "  rule {} gave up: too many ways to search",
                pool.rule
            ));
        }
        let suggestions = self.set.suggestions()?;
        let mut nearest = suggestions
            .iter()
            .filter(|near| near.row == item.row && near.side == side.name)
            .peekable();
        if nearest.peek().is_none() {
            say("  no row is near it: no equal or similar amount, key or text");
        }
        for near in nearest {
            let sides = [&self.set.left, &self.set.right].into_iter();
            let mut rows = sides.flat_map(|side| side.rows.iter());
            let Some(candidate) = rows.find(|row| row.row == near.candidate) else {
                continue;
            };
            let state = near
                .group
                .map_or_else(|| "open".to_owned(), |group| format!("in group {group}"));
            let name = self.side(&near.candidate_side);
            say(&format!("nearest {}: {name}, {state}", near.rank));
            say(&format!("  {}", self.row(candidate)));
            for reason in &near.reasons {
                say(&format!("  {}", self.texts.render(reason)));
            }
            for failed in self.set.what_failed(item.row, candidate.row)? {
                say(&format!(
                    "  rule {}: {}",
                    failed.rule,
                    self.texts.render(&failed.why)
                ));
            }
        }
        Ok(())
    }
}
