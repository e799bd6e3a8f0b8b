//! What the workbook and the page both show: which open items belong to which check, ages, the words for outcomes and
//! codes, the steps of a bridge.
//!
//! Not here: layout; any conclusion of a check (it stands in the result and is only arranged here).

use std::collections::{BTreeMap, HashMap};

use domain::agency::{Budgeting, Principle, Service};
use domain::{
    Certainty, CheckResult, Code, Finding, MatchRow, OpenItem, Ore, Outcome, Point, RowRef,
    Severity, Suggestion, Text,
};

use crate::model::RunResult;
use crate::portfolio::{Automation, Line};
use crate::texts::Texts;

/// Ages are shown in these classes: from so many months.
pub(crate) const AGE_CLASSES: [(i32, &str); 5] = [
    (0, "bucket-0"),
    (1, "bucket-1"),
    (2, "bucket-2"),
    (3, "bucket-3"),
    (6, "bucket-6"),
];

/// Whether the folder generation has codes with colours; from G2025 two states per account take their place.
pub(crate) fn has_codes(run: &RunResult) -> bool {
    run.generation < "G2025"
}

/// `A1 Bankavstemming`, or the title alone for a check without a tab.
pub(crate) fn check_name(check: &CheckResult, texts: &Texts) -> String {
    let title = texts.render(&check.title);
    if check.tab.is_empty() {
        title
    } else {
        format!("{} {title}", check.tab)
    }
}

/// The word for an outcome.
pub(crate) fn outcome_word(outcome: &Outcome, texts: &Texts) -> String {
    texts.say(match outcome {
        Outcome::Passed => "outcome-passed",
        Outcome::Failed => "outcome-failed",
        Outcome::NotApplicable(_) => "outcome-not-applicable",
        Outcome::NotRun(_) => "outcome-not-run",
    })
}

/// The words of a code as the folder knows them: «Alt OK», «DFØ følger opp», «Kunde følger opp».
pub(crate) fn code_word(code: Code, texts: &Texts) -> String {
    texts.say(match code {
        Code::Green => "code-green",
        Code::Yellow => "code-yellow",
        Code::Red => "code-red",
        Code::None => "code-none",
    })
}

/// The word for how sure a cause is.
fn certainty_word(certainty: Certainty, texts: &Texts) -> String {
    texts.say(match certainty {
        Certainty::Proven => "certainty-proven",
        Certainty::Suggested => "certainty-suggested",
    })
}

/// The cause and how sure it is.
pub(crate) fn cause_words(
    check: &CheckResult,
    finding: &Finding,
    cause: &str,
    texts: &Texts,
) -> String {
    let name = texts.name_of("cause", cause);
    match check.certainty(finding) {
        Some(certainty) => format!("{name} ({})", certainty_word(certainty, texts)),
        None => name,
    }
}

/// The word for a severity.
pub(crate) fn severity_word(severity: Severity, texts: &Texts) -> String {
    texts.say(match severity {
        Severity::Error => "severity-error",
        Severity::Warning => "severity-warning",
        Severity::Info => "severity-info",
    })
}

/// Service, budgeting and principle in words.
pub(crate) fn model_words(run: &RunResult, texts: &Texts) -> String {
    let service = match run.model.service {
        Service::Full => "service-full",
        Service::Part => "service-part",
    };
    let budgeting = match run.model.budgeting {
        Budgeting::Gross => "budgeting-gross",
        Budgeting::Net => "budgeting-net",
        Budgeting::Fund => "budgeting-fund",
    };
    let principle = match run.model.principle {
        Principle::Cash => "principle-cash",
        Principle::Srs => "principle-srs",
    };
    texts.render(
        &Text::key("model-name")
            .with("service", Text::key(service))
            .with("budgeting", Text::key(budgeting))
            .with("principle", Text::key(principle)),
    )
}

/// The run whose open items were carried, in words.
pub(crate) fn previous_words(run: &RunResult, texts: &Texts) -> String {
    match &run.previous {
        None => texts.say("no-previous"),
        Some((number, digest)) => texts.render(
            &Text::key("previous-name")
                .with("run", number.as_str())
                .with("digest", digest.file_id().to_string()),
        ),
    }
}

/// The check a matching set belongs to: the one with the longest id that is the set's name or its start before `-`
/// (`bank` owns `bank-1939`).
pub(crate) fn owner_of_set<'a>(run: &'a RunResult, set: &str) -> Option<&'a CheckResult> {
    let owns = |check: &&CheckResult| {
        set.strip_prefix(check.id)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    };
    run.checks
        .iter()
        .filter(owns)
        .max_by_key(|check| check.id.len())
}

/// The open items of the sets that belong to a check, in the run's order.
pub(crate) fn open_items_of<'a>(run: &'a RunResult, check: &CheckResult) -> Vec<&'a OpenItem> {
    // Decided once per set, not per item: a set can hold very many.
    let mut sets: Vec<&str> = run
        .open_items
        .iter()
        .map(|item| item.set.as_str())
        .collect();
    sets.dedup();
    sets.retain(|set| owner_of_set(run, set).is_some_and(|owner| owner.id == check.id));
    run.open_items
        .iter()
        .filter(|item| sets.contains(&item.set.as_str()))
        .collect()
}

/// Age of an open item in months; one from a later period counts as 0.
pub(crate) fn age_months(run: &RunResult, item: &OpenItem) -> u64 {
    u64::try_from(run.period.months_since(item.birth)).unwrap_or(0)
}

/// How many items fall in each of [`AGE_CLASSES`].
pub(crate) fn ages<'a>(run: &RunResult, items: impl IntoIterator<Item = &'a OpenItem>) -> [u64; 5] {
    let mut counts = [0; 5];
    for item in items {
        if let Some(count) = counts.get_mut(age_class(run, item)) {
            *count += 1;
        }
    }
    counts
}

/// Index into [`AGE_CLASSES`].
fn age_class(run: &RunResult, item: &OpenItem) -> usize {
    let age = run.period.months_since(item.birth);
    let class = AGE_CLASSES.iter().rposition(|(from, _)| *from <= age);
    class.unwrap_or(0)
}

/// The open items of one account on one side of a set, by age: a line of the ageing table.
pub(crate) struct Ageing<'a> {
    /// The set.
    pub(crate) set: &'a str,
    /// Ledger account or bank account number.
    pub(crate) account: &'a str,
    /// The side.
    pub(crate) side: &'a str,
    /// ISO 4217.
    pub(crate) currency: &'a str,
    /// Rows and their sum in øre for each of [`AGE_CLASSES`].
    pub(crate) classes: [(u64, i128); 5],
}

impl Ageing<'_> {
    /// All rows and their sum in øre.
    pub(crate) fn total(&self) -> (u64, i128) {
        let classes = self.classes.iter();
        classes.fold((0, 0), |(rows, sum), (more, ore)| (rows + more, sum + ore))
    }
}

/// The ageing table, by set, account, side and currency.
pub(crate) fn ageing(run: &RunResult) -> Vec<Ageing<'_>> {
    let mut lines: BTreeMap<[&str; 4], [(u64, i128); 5]> = BTreeMap::new();
    for item in &run.open_items {
        let key = [&*item.set, &*item.account, &*item.side, &*item.currency];
        let class = age_class(run, item);
        if let Some((rows, sum)) = lines.entry(key).or_default().get_mut(class) {
            *rows += 1;
            *sum += i128::from(item.amount.0);
        }
    }
    lines
        .into_iter()
        .map(|([set, account, side, currency], classes)| Ageing {
            set,
            account,
            side,
            currency,
            classes,
        })
        .collect()
}

/// The nearest candidate of each open item that has one.
pub(crate) fn nearest(run: &RunResult) -> HashMap<(&str, RowRef), &Suggestion> {
    let first = run.suggestions.iter().filter(|near| near.rank == 1);
    first
        .map(|near| ((near.set.as_str(), near.row), near))
        .collect()
}

/// A suggestion in words: where the candidate is, and why it is near.
pub(crate) fn near_words(near: &Suggestion, texts: &Texts) -> String {
    let reasons: Vec<String> = near.reasons.iter().map(|text| texts.render(text)).collect();
    texts.render(
        &Text::key("near")
            .with("side", texts.name_of("side", &near.candidate_side))
            .with("row", near.candidate.to_string())
            .with("reasons", reasons.join("; ")),
    )
}

/// Rows of earlier periods that this run matched: each is reported with both periods.
pub(crate) fn cleared(run: &RunResult) -> impl Iterator<Item = &MatchRow> {
    run.matches.iter().filter(|row| row.birth < run.period)
}

/// The number of things in a list, for people.
pub(crate) fn count_of<T>(list: &[T]) -> u64 {
    u64::try_from(list.len()).unwrap_or(u64::MAX)
}

/// One step from side 1 to side 2 of a point.
pub(crate) struct Step {
    /// What moves the balance.
    pub(crate) label: String,
    /// By how much, as seen from side 1.
    pub(crate) amount: Ore,
    /// Whether it is the part nobody has explained.
    pub(crate) unexplained: bool,
}

/// Most causes shown apart in a bridge; the smaller ones are added together.
const MAX_STEPS: usize = 6;

/// The steps that lead from side 1 to side 2: named causes by size, then what is unexplained. Their sum is always
/// `side2 − side1`; where the findings do not add up to the point's `specified` (two points share a subject), it
/// stands as one step. `None` if an amount does not fit in 64 bits.
pub(crate) fn bridge_steps(check: &CheckResult, point: &Point, texts: &Texts) -> Option<Vec<Step>> {
    let mut causes: Vec<(&str, Ore)> = Vec::new();
    for finding in check.findings.iter().filter(|f| f.subject == point.subject) {
        let Some(cause) = finding.cause else { continue };
        match causes.iter_mut().find(|(known, _)| *known == cause) {
            Some((_, sum)) => *sum = sum.checked_add(finding.amount)?,
            None => causes.push((cause, finding.amount)),
        }
    }
    causes.retain(|(_, amount)| *amount != Ore::ZERO);
    causes.sort_by_key(|(cause, amount)| (std::cmp::Reverse(amount.unsigned()), *cause));
    let mut steps = Vec::new();
    if Ore::sum(causes.iter().map(|(_, amount)| *amount))? == point.specified {
        let rest = causes.split_off(causes.len().min(MAX_STEPS));
        for (cause, amount) in causes {
            let label = texts.name_of("cause", cause);
            steps.push(Step {
                label,
                amount: amount.checked_neg()?,
                unexplained: false,
            });
        }
        let other = Ore::sum(rest.iter().map(|(_, amount)| *amount))?;
        if !rest.is_empty() {
            let label = texts.say("bridge-other");
            steps.push(Step {
                label,
                amount: other.checked_neg()?,
                unexplained: false,
            });
        }
    } else {
        let label = texts.say("bridge-specified");
        steps.push(Step {
            label,
            amount: point.specified.checked_neg()?,
            unexplained: false,
        });
    }
    if point.unexplained != Ore::ZERO {
        let label = texts.say("column-unexplained");
        steps.push(Step {
            label,
            amount: point.unexplained.checked_neg()?,
            unexplained: true,
        });
    }
    Some(steps)
}

/// The first row references of a finding, and how many more there are.
pub(crate) fn row_references(rows: &[domain::RowRef], limit: usize, texts: &Texts) -> String {
    let shown: Vec<String> = rows.iter().take(limit).map(ToString::to_string).collect();
    let more = count_of(rows).saturating_sub(count_of(&shown));
    if more == 0 {
        return shown.join(", ");
    }
    texts.render(
        &Text::key("rows-more")
            .with("rows", shown.join(", "))
            .with("count", more),
    )
}

/// `12 of 15 (80.0 %)`; blank without tabs.
pub(crate) fn automation_words(automation: &Automation, texts: &Texts) -> String {
    let Some(percent) = &automation.percent else {
        return String::new();
    };
    let percent = if texts.language() == "en" {
        percent.clone()
    } else {
        percent.replace('.', ",")
    };
    texts.render(
        &Text::key("automation")
            .with("finished", automation.finished)
            .with("tabs", automation.tabs)
            .with("percent", percent),
    )
}

/// How many signatures a later run has taken out of force, in words; `None` without one.
pub(crate) fn no_longer_signed(line: &Line, texts: &Texts) -> Option<String> {
    let count = u64::try_from(line.no_longer_signed.len()).unwrap_or(u64::MAX);
    let text = Text::key("no-longer-signed").with("count", count);
    (count > 0).then(|| texts.render(&text))
}
