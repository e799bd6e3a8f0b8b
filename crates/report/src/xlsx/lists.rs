//! The sheets that belong to no single check: proposed vouchers, open items, matching, inputs, deadlines.

use calendar::deadline::{Deadline, Due};
use domain::{Ore, Text};

use super::sheet::Sheet;
use super::styles::Styles;
use crate::error::ReportError;
use crate::html::{due_day, due_words, unsearched_words};
use crate::model::RunResult;
use crate::overview::{self, AGE_CLASSES, age_months, count_of, severity_word};
use crate::proposals::{self, COLUMNS};
use crate::texts::Texts;

/// Open items in the workbook; all of them stand in `frames/open_items.parquet`.
const SHOWN_ITEMS: usize = 100_000;

/// Proposed vouchers, a row for each line.
pub(super) fn proposals<'a>(
    run: &RunResult,
    name: String,
    styles: &'a Styles,
    texts: &'a Texts,
) -> Result<Sheet<'a>, ReportError> {
    const WIDTHS: [u32; 10] = [11, 30, 11, 10, 12, 16, 24, 60, 40, 40];
    let mut sheet = Sheet::new(name, &WIDTHS, run, styles, texts)?;
    sheet.title(&texts.say("proposals-heading"), run)?;
    sheet.note(&texts.say("proposals-note"))?;
    let heading = sheet.row;
    sheet.headings(&COLUMNS)?;
    sheet.freeze()?;
    let lines = || {
        proposals::all(run)
            .flat_map(|(check, one)| one.lines.iter().map(move |line| (check, one, line)))
    };
    for (check, proposal, line) in lines().take(SHOWN_ITEMS) {
        let reversal = proposal.reversal.as_ref().map(|text| texts.render(text));
        sheet.text(0, &proposal.number)?;
        sheet.text(1, &overview::check_name(check, texts))?;
        sheet.text(2, &proposal.voucher_type)?;
        sheet.text(3, &proposal.period.to_string())?;
        sheet.text(4, &line.account)?;
        sheet.amount(5, line.amount)?;
        sheet.text(6, &proposals::dimensions(line, texts))?;
        sheet.text(7, &texts.render(&proposal.text))?;
        sheet.text(8, reversal.as_deref().unwrap_or_default())?;
        sheet.text(9, &proposals::problems(proposal, texts))?;
        sheet.next_row()?;
    }
    sheet
        .worksheet
        .autofilter(heading, 0, sheet.row.saturating_sub(1).max(heading), 9)?;
    let total = u64::try_from(lines().count()).unwrap_or(u64::MAX);
    let shown = u64::try_from(SHOWN_ITEMS).unwrap_or(u64::MAX);
    if total > shown {
        let line = Text::key("list-more")
            .with("shown", shown)
            .with("total", total)
            .with("where", Text::key("list-more-proposals"));
        sheet.note(&texts.render(&line))?;
    }
    Ok(sheet)
}

/// Every open item with its age; the sum follows the filter.
pub(super) fn open_items<'a>(
    run: &RunResult,
    name: String,
    styles: &'a Styles,
    texts: &'a Texts,
) -> Result<Sheet<'a>, ReportError> {
    const COLUMNS: [&str; 16] = [
        "column-set",
        "column-side",
        "column-account",
        "column-date",
        "column-amount",
        "column-currency",
        "column-birth",
        "column-age-months",
        "column-reference",
        "column-kid",
        "column-lump",
        "column-voucher",
        "column-text",
        "column-position",
        "column-line",
        "column-nearest",
    ];
    const WIDTHS: [u32; 16] = [14, 11, 14, 12, 16, 8, 13, 10, 22, 22, 16, 12, 34, 20, 8, 60];
    let nearest = overview::nearest(run);
    let mut sheet = Sheet::new(name, &WIDTHS, run, styles, texts)?;
    sheet.title(&texts.say("open-items-heading"), run)?;
    let shown: Vec<_> = run.open_items.iter().take(SHOWN_ITEMS).collect();
    let heading = sheet.row + 1;
    let (first, last) = (heading + 2, u64::from(heading) + 1 + count_of(&shown));
    let sum = Ore::sum(shown.iter().map(|item| item.amount)).ok_or_else(|| {
        ReportError::value("folder.xlsx", "the open items do not add up in 64 bits")
    })?;
    sheet.write(3, &texts.say("sheet-total"), &styles.total)?;
    let formula = format!("=SUBTOTAL(109,E{first}:E{})", last.max(u64::from(first)));
    sheet.formula(4, &formula, &sum.to_string(), &styles.total)?;
    sheet.next_row()?;
    sheet.headings(&COLUMNS)?;
    sheet.freeze()?;
    for item in &shown {
        sheet.text(0, &item.set)?;
        sheet.text(1, &texts.name_of("side", &item.side))?;
        sheet.text(2, &item.account)?;
        sheet.date(3, item.date)?;
        sheet.amount(4, item.amount)?;
        sheet.text(5, &item.currency)?;
        sheet.text(6, &item.birth.to_string())?;
        sheet.count(7, age_months(run, item))?;
        sheet.text(8, &item.reference)?;
        sheet.text(9, &item.kid)?;
        sheet.text(10, &item.lump)?;
        sheet.text(11, &item.voucher)?;
        sheet.text(12, &item.text)?;
        sheet.text(13, &item.row.to_string())?;
        sheet.count(14, item.line)?;
        if let Some(near) = nearest.get(&(item.set.as_str(), item.row)) {
            sheet.text(15, &overview::near_words(near, texts))?;
        }
        sheet.next_row()?;
    }
    sheet
        .worksheet
        .autofilter(heading, 0, sheet.row.saturating_sub(1).max(heading), 15)?;
    if run.open_items.len() > SHOWN_ITEMS {
        let line = Text::key("list-more")
            .with("shown", count_of(&shown))
            .with("total", count_of(&run.open_items))
            .with("where", Text::key("list-more-frames"));
        sheet.note(&texts.render(&line))?;
    }
    Ok(sheet)
}

/// Open items by account and age, and the rows of earlier periods that were matched now.
pub(super) fn ageing<'a>(
    run: &RunResult,
    name: String,
    styles: &'a Styles,
    texts: &'a Texts,
) -> Result<Sheet<'a>, ReportError> {
    const WIDTHS: [u32; 10] = [18, 16, 13, 9, 16, 16, 16, 16, 16, 18];
    let mut sheet = Sheet::new(name, &WIDTHS, run, styles, texts)?;
    sheet.title(&texts.say("open-items-all-caption"), run)?;
    let heading = sheet.row;
    let mut columns = vec![
        "column-set",
        "column-account",
        "column-side",
        "column-currency",
    ];
    columns.extend(AGE_CLASSES.iter().map(|(_, key)| *key));
    columns.push("column-sum");
    sheet.headings(&columns)?;
    sheet.freeze()?;
    for line in overview::ageing(run) {
        let n = sheet.number();
        sheet.text(0, line.set)?;
        sheet.text(1, line.account)?;
        sheet.text(2, &texts.name_of("side", line.side))?;
        sheet.text(3, line.currency)?;
        for (column, (_, sum)) in (4..).zip(line.classes) {
            sheet.amount(column, exact(sum)?)?;
        }
        let total = exact(line.total().1)?.to_string();
        sheet.formula(9, &format!("=SUM(E{n}:I{n})"), &total, &styles.amount)?;
        sheet.next_row()?;
    }
    sheet
        .worksheet
        .autofilter(heading, 0, sheet.row.saturating_sub(1).max(heading), 9)?;
    sheet.next_row()?;
    sheet.section(&texts.say("cleared-caption"))?;
    sheet.headings(&[
        "column-set",
        "column-position",
        "column-side",
        "column-group",
        "column-date",
        "column-birth",
        "column-cleared",
        "column-rule",
        "column-amount",
    ])?;
    for row in overview::cleared(run).take(SHOWN_ITEMS) {
        sheet.text(0, &row.set)?;
        sheet.text(1, &row.row.to_string())?;
        sheet.text(2, &texts.name_of("side", row.side))?;
        sheet.count(3, u64::from(row.group))?;
        sheet.date(4, row.date)?;
        sheet.text(5, &row.birth.to_string())?;
        sheet.text(6, &run.period.to_string())?;
        sheet.text(7, &texts.name_of("rule", &row.rule))?;
        sheet.amount(8, row.amount)?;
        sheet.next_row()?;
    }
    Ok(sheet)
}

fn exact(sum: i128) -> Result<Ore, ReportError> {
    i64::try_from(sum)
        .map(Ore)
        .map_err(|_| ReportError::value("folder.xlsx", "the open items do not add up in 64 bits"))
}

/// The conservation tables with live control formulas, the groups per rule, and what tolerances let pass.
pub(super) fn matching<'a>(
    run: &RunResult,
    name: String,
    styles: &'a Styles,
    texts: &'a Texts,
) -> Result<Sheet<'a>, ReportError> {
    const COLUMNS: [&str; 13] = [
        "column-set",
        "column-side",
        "column-currency",
        "column-in",
        "column-matched",
        "column-open",
        "column-excluded",
        "column-control",
        "column-rows-in",
        "column-rows-matched",
        "column-rows-open",
        "column-rows-excluded",
        "column-rows-control",
    ];
    const WIDTHS: [u32; 13] = [18, 13, 9, 18, 18, 16, 16, 20, 10, 10, 10, 10, 12];
    let mut sheet = Sheet::new(name, &WIDTHS, run, styles, texts)?;
    sheet.title(&texts.say("conservation-heading"), run)?;
    sheet.note(&texts.say("matching-note"))?;
    let heading = sheet.row;
    sheet.headings(&COLUMNS)?;
    sheet.freeze()?;
    for set in &run.matching {
        for side in &set.conservation {
            let n = sheet.number();
            sheet.text(0, &set.set)?;
            sheet.text(1, &texts.name_of("side", side.side))?;
            sheet.text(2, &side.currency)?;
            let parts = [side.input, side.matched, side.open, side.excluded];
            for (column, (amount, rows)) in (3..).zip(parts) {
                sheet.amount(column, amount)?;
                sheet.count(column + 5, rows)?;
            }
            let lost = i128::from(side.input.0.0)
                - [side.matched, side.open, side.excluded]
                    .iter()
                    .map(|(a, _)| i128::from(a.0))
                    .sum::<i128>();
            let lost = i64::try_from(lost)
                .map(Ore)
                .map_or_else(|_| "#N/A".to_owned(), |l| l.to_string());
            let formula = format!("=ROUND(D{n}-E{n}-F{n}-G{n},2)");
            sheet.formula(7, &formula, &lost, &styles.amount)?;
            let lost_rows = i128::from(side.input.1)
                - i128::from(side.matched.1)
                - i128::from(side.open.1)
                - i128::from(side.excluded.1);
            sheet.formula(
                12,
                &format!("=I{n}-J{n}-K{n}-L{n}"),
                &lost_rows.to_string(),
                &styles.count,
            )?;
            sheet.next_row()?;
        }
    }
    sheet
        .worksheet
        .autofilter(heading, 0, sheet.row.saturating_sub(1).max(heading), 12)?;
    sheet.next_row()?;
    sheet.headings(&["column-set", "column-rule", "column-groups"])?;
    for set in &run.matching {
        for (rule, groups) in &set.rules {
            sheet.text(0, &set.set)?;
            sheet.text(1, &texts.name_of("rule", rule))?;
            sheet.count(2, *groups)?;
            sheet.next_row()?;
        }
    }
    adjustments(&mut sheet, run)?;
    Ok(sheet)
}

fn adjustments(sheet: &mut Sheet<'_>, run: &RunResult) -> Result<(), ReportError> {
    let texts = sheet.texts;
    sheet.next_row()?;
    sheet.section(&texts.say("adjustments-caption"))?;
    sheet.headings(&[
        "column-set",
        "column-rule",
        "column-currency",
        "column-amount",
        "column-group",
    ])?;
    for set in &run.matching {
        for line in &set.adjustments {
            sheet.text(0, &set.set)?;
            sheet.text(1, &texts.name_of("rule", &line.rule))?;
            sheet.text(2, &line.currency)?;
            sheet.amount(3, line.amount)?;
            sheet.count(4, u64::from(line.group))?;
            sheet.next_row()?;
        }
        for pool in &set.unsearched {
            let words = format!(
                "{}: {}",
                set.set,
                texts.render(&unsearched_words(pool, texts))
            );
            sheet.note(&words)?;
        }
    }
    Ok(())
}

/// The files that were read, and everything wrong with them.
pub(super) fn inputs<'a>(
    run: &RunResult,
    name: String,
    styles: &'a Styles,
    texts: &'a Texts,
) -> Result<Sheet<'a>, ReportError> {
    const WIDTHS: [u32; 6] = [32, 20, 14, 46, 34, 40];
    let mut sheet = Sheet::new(name, &WIDTHS, run, styles, texts)?;
    sheet.title(&texts.say("inputs-heading"), run)?;
    let heading = sheet.row;
    sheet.headings(&[
        "column-file",
        "column-format",
        "column-rows",
        "column-control-sums",
        "column-accepted",
        "column-sha256",
    ])?;
    sheet.freeze()?;
    for input in &run.inputs {
        let control: Vec<String> = input
            .control
            .iter()
            .map(|(name, value)| format!("{name} {value}"))
            .collect();
        sheet.text(0, &input.name)?;
        sheet.text(1, &texts.name_of("format", &input.format))?;
        sheet.count(2, input.rows)?;
        sheet.text(3, &control.join(", "))?;
        sheet.text(
            4,
            &texts.say(if input.accepted {
                "yes"
            } else {
                "inputs-refused"
            }),
        )?;
        sheet.text(5, &input.sha256.to_string())?;
        sheet.next_row()?;
    }
    sheet
        .worksheet
        .autofilter(heading, 0, sheet.row.saturating_sub(1).max(heading), 5)?;
    if run.inputs.iter().any(|input| !input.diagnostics.is_empty()) {
        diagnostics(&mut sheet, run)?;
    }
    Ok(sheet)
}

fn diagnostics(sheet: &mut Sheet<'_>, run: &RunResult) -> Result<(), ReportError> {
    let texts = sheet.texts;
    sheet.section(&texts.say("diagnostics-caption"))?;
    sheet.headings(&[
        "column-file",
        "column-place",
        "column-severity",
        "column-diagnostic",
        "column-hint",
        "column-text",
    ])?;
    for input in &run.inputs {
        for diagnostic in &input.diagnostics {
            let place = Text::key("diagnostics-place")
                .with("line", diagnostic.position.line)
                .with("column", diagnostic.position.column);
            let severity = severity_word(diagnostic.severity, texts);
            sheet.text(0, &input.name)?;
            sheet.text(1, &texts.render(&place))?;
            sheet.text(2, &format!("{severity} {}", diagnostic.code))?;
            sheet.text(3, &diagnostic.message)?;
            sheet.text(4, diagnostic.hint.unwrap_or_default())?;
            sheet.text(5, diagnostic.excerpt.as_deref().unwrap_or_default())?;
            sheet.next_row()?;
        }
    }
    Ok(())
}

/// Deadlines with every source of their date.
pub(super) fn deadlines<'a>(
    run: &RunResult,
    name: String,
    styles: &'a Styles,
    texts: &'a Texts,
) -> Result<Sheet<'a>, ReportError> {
    const COLUMNS: [&str; 10] = [
        "column-id",
        "column-task",
        "column-actor",
        "column-date",
        "column-due",
        "column-work-by",
        "column-rule",
        "column-published",
        "column-overridden",
        "column-source",
    ];
    const WIDTHS: [u32; 10] = [8, 40, 16, 12, 24, 12, 24, 26, 34, 12];
    let mut sheet = Sheet::new(name, &WIDTHS, run, styles, texts)?;
    sheet.title(&texts.say("deadlines-heading"), run)?;
    let heading = sheet.row;
    sheet.headings(&COLUMNS)?;
    sheet.freeze()?;
    for deadline in &run.deadlines {
        deadline_row(&mut sheet, deadline)?;
        sheet.next_row()?;
    }
    sheet
        .worksheet
        .autofilter(heading, 0, sheet.row.saturating_sub(1).max(heading), 9)?;
    Ok(sheet)
}

fn deadline_row(sheet: &mut Sheet<'_>, deadline: &Deadline) -> Result<(), ReportError> {
    let texts = sheet.texts;
    let published = deadline.published.as_ref().map(|(moment, source)| {
        let text = Text::key("deadlines-published").with("date", texts.moment(moment));
        texts.render(&text.with("source", source.as_str()))
    });
    let overridden = deadline.overridden.as_ref().map(|by| {
        let text = Text::key("deadlines-overridden").with("date", by.entered);
        let text = text
            .with("author", by.author.as_str())
            .with("reason", by.reason.as_str());
        texts.render(&text)
    });
    let by_rule = match &deadline.by_rule {
        Due::Event(_) | Due::NotPublished => deadline.rule.to_owned(),
        due if *due == deadline.due => deadline.rule.to_owned(),
        due => format!("{} = {}", deadline.rule, due_words(due, texts)),
    };
    sheet.text(0, deadline.id)?;
    sheet.text(1, &texts.render(&deadline.task))?;
    sheet.text(2, &texts.name_of("actor", deadline.actor))?;
    match due_day(&deadline.due) {
        Some(day) => sheet.date(3, day)?,
        None => sheet.text(3, "")?,
    }
    sheet.text(4, &due_words(&deadline.due, texts))?;
    match deadline.work_by {
        Some(day) => sheet.date(5, day)?,
        None => sheet.text(5, "")?,
    }
    sheet.text(6, &by_rule)?;
    sheet.text(7, &published.unwrap_or_default())?;
    sheet.text(8, &overridden.unwrap_or_default())?;
    sheet.text(9, deadline.source)
}
