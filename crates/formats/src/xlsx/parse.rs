//! Reads a workbook: finds the sheet and its headings, then its rows.
//!
//! Not here: the archive (`package`), the parts around the sheets (`workbook`), cells (`sheet`).

use std::io::{Cursor, Read as IoRead, Seek};

use domain::register::{Storage, Type};
use domain::{Ore, Parsed, Position};

use super::Options;
use super::error::{self, Kind};
use super::package::{Failure, MAX_SHEET, Package, Part, Step, damaged};
use super::record::{File, Record, Totals};
use super::sheet::{Content, MAX_COLUMNS, Rows as SheetRows, SheetRow, column_name};
use super::workbook::{self, Sheet, Workbook};
use crate::Read;
use crate::complaints::Complaints;
use crate::table::Row;
use crate::table::fault::{Fault, Wrong};
use crate::table::headings::{Plan, Step as Column, plan, shown};
use crate::table::rows::{Rows, Trouble, decimal, is_sum_word};
use crate::table::value::{Typed, whole};

/// Headings are looked for in so many filled rows of a sheet.
const HEADING_ROWS: usize = 20;
/// Most columns that may have a heading.
const MAX_HEADINGS: u32 = 512;

/// Reads a whole workbook from memory, for tests on small files.
pub fn parse(input: &[u8], options: &Options) -> Parsed<File> {
    let mut records = Vec::new();
    let result = read_rows(Cursor::new(input), options, &mut |row| {
        records.push(Record::of(row));
    });
    Parsed {
        value: File {
            totals: result.totals,
            records,
        },
        diagnostics: result.diagnostics,
    }
}

/// Reads a workbook and hands every row on, borrowed, in the order of the sheet. A row of which a needed value could not
/// be read is not handed on; the file then has an error and must be refused as a whole.
pub fn read_rows(
    input: impl IoRead + Seek,
    options: &Options,
    sink: &mut dyn FnMut(&Row<'_>),
) -> Read<Totals> {
    let mut complaints = Complaints::new(&error::MORE);
    let mut totals = Totals::default();
    if let Err(failure) = read_package(input, options, sink, &mut complaints, &mut totals) {
        let (kind, message) = match failure {
            Failure::Damaged(message) => (&error::NOT_A_WORKBOOK, message),
            Failure::Limit(message) => (&error::LIMIT, message),
            Failure::Place(message) => (&error::PLACE, message),
            Failure::Stream(kind) => (&error::STREAM, format!("reading stopped: {kind}")),
        };
        complaints.push(kind.at(at(1, 1, totals.rows), message));
    }
    let end = at(1, 1, totals.rows);
    Read {
        totals,
        diagnostics: complaints.finish(end),
    }
}

fn at(row: u32, column: u32, record: u64) -> Position {
    Position {
        byte: 0,
        line: u64::from(row),
        column: u64::from(column),
        record,
    }
}

/// The headings that were found.
struct Found {
    sheet: usize,
    row: u32,
    headings: Vec<String>,
    plan: Plan,
}

fn read_package(
    input: impl IoRead + Seek,
    options: &Options,
    sink: &mut dyn FnMut(&Row<'_>),
    complaints: &mut Complaints,
    totals: &mut Totals,
) -> Step<()> {
    let mut package = Package::open(input)?;
    let workbook = workbook::read(&mut package)?;
    let mut found: Option<Found> = None;
    let mut first_wrong: Option<(u32, Wrong)> = None;
    let mut hidden = Vec::new();
    for (index, sheet) in workbook.sheets.iter().enumerate() {
        let is_named = options
            .mappings
            .iter()
            .any(|mapping| mapping.sheet.is_some() && mapping.is_for(Some(&sheet.name)));
        if sheet.is_hidden && !is_named {
            hidden.push(shown(std::slice::from_ref(&sheet.name)));
            continue;
        }
        match headings_of(&mut package, &workbook, index, sheet, options)? {
            Ok(new) => match &found {
                None => found = Some(new),
                Some(first) => {
                    let name = |index: usize| {
                        let sheet = workbook.sheets.get(index);
                        sheet.map_or_else(String::new, |sheet| {
                            shown(std::slice::from_ref(&sheet.name))
                        })
                    };
                    let message = format!(
                        "expected one sheet with a listing, found sheet {} of kind {} besides sheet {}, which is read",
                        name(new.sheet),
                        new.plan.kind.id,
                        name(first.sheet)
                    );
                    complaints.push(error::SECOND_SHEET.at(at(new.row, 1, 0), message));
                }
            },
            Err(wrong) => first_wrong = first_wrong.or(wrong),
        }
    }
    if !hidden.is_empty() {
        let message = format!(
            "these sheets are hidden and not read: {}",
            hidden.join(", ")
        );
        complaints.push(error::HIDDEN.at(at(1, 1, 0), message));
    }
    let Some(found) = found else {
        let (row, kind, message) = match first_wrong {
            Some((row, (fault, message))) => (row, code_of(fault), message),
            None => (
                1,
                &error::NO_HEADINGS,
                "expected a row of at least two headings, found none".to_owned(),
            ),
        };
        complaints.push(kind.at(at(row, 1, 0), message));
        return Ok(());
    };
    let Some(sheet) = workbook.sheets.get(found.sheet) else {
        return Ok(());
    };
    let part = sheet_part(&mut package, sheet)?;
    let mut reader = Reader::new(sheet, found, sink, complaints);
    let outcome = reader.sheet(part, &workbook);
    *totals = reader.totals();
    outcome
}

fn sheet_part<'p, R: IoRead + Seek>(
    package: &'p mut Package<R>,
    sheet: &Sheet,
) -> Step<Part<'p, R>> {
    package
        .part(&sheet.path, MAX_SHEET)?
        .ok_or_else(|| damaged("expected the part of a sheet, found none"))
}

/// The headings of a sheet; else what was wrong with the row that came nearest, if one looks like headings at all.
fn headings_of<R: IoRead + Seek>(
    package: &mut Package<R>,
    workbook: &Workbook,
    index: usize,
    sheet: &Sheet,
    options: &Options,
) -> Step<Result<Found, Option<(u32, Wrong)>>> {
    let mut rows = SheetRows::new(sheet_part(package, sheet)?, workbook);
    let mut row = SheetRow::default();
    let mut filled = 0;
    let mut nearest: Option<(usize, u32, Wrong)> = None;
    while filled < HEADING_ROWS && rows.next(&mut row)? {
        filled += usize::from(!row.cells.is_empty());
        let texts = row
            .cells
            .iter()
            .filter(|(_, content)| row.text_of(*content).is_some())
            .count();
        if texts < 2 {
            continue;
        }
        let headings = headings_in(&row);
        match plan(&headings, &options.mappings, Some(&sheet.name)) {
            Ok(plan) => {
                return Ok(Ok(Found {
                    sheet: index,
                    row: row.number,
                    headings,
                    plan,
                }));
            }
            Err(wrong @ (Fault::Ambiguous | Fault::BadMapping, _)) => {
                return Ok(Err(Some((row.number, wrong))));
            }
            Err(wrong) => {
                let known = crate::table::headings::known_count(&headings);
                if nearest.as_ref().is_none_or(|(best, ..)| *best < known) {
                    nearest = Some((known, row.number, wrong));
                }
            }
        }
    }
    Ok(Err(nearest.map(|(_, row, wrong)| (row, wrong))))
}

fn headings_in(row: &SheetRow) -> Vec<String> {
    let last = row.cells.last().map_or(0, |(column, _)| column + 1);
    (0..last.min(MAX_HEADINGS))
        .map(|column| {
            let text = row.get(column).and_then(|content| row.text_of(content));
            text.unwrap_or_default().trim().to_owned()
        })
        .collect()
}

fn code_of(fault: Fault) -> &'static Kind {
    match fault {
        Fault::NoMapping => &error::NO_MAPPING,
        Fault::Ambiguous => &error::AMBIGUOUS,
        Fault::BadMapping => &error::BAD_MAPPING,
        Fault::Empty => &error::EMPTY,
        Fault::BothSides => &error::BOTH_SIDES,
        Fault::NotOf(Type::Date) => &error::DATE,
        Fault::NotOf(Type::Period) => &error::PERIOD,
        Fault::NotOf(Type::Currency) => &error::CURRENCY,
        Fault::NotOf(Type::Count | Type::Decimal) => &error::NUMBER,
        Fault::NotOf(Type::Switch) => &error::SWITCH,
        Fault::NotOf(Type::Amount | Type::Limit) | Fault::Amount(_) => &error::AMOUNT,
        Fault::NotOf(_) | Fault::Inexact => &error::INEXACT,
    }
}

struct Reader<'a> {
    sink: &'a mut dyn FnMut(&Row<'_>),
    complaints: &'a mut Complaints,
    sheet: String,
    rows: Rows,
    headings: Vec<String>,
    heading_row: u32,
    count: u64,
    formulas: u64,
    hidden: u64,
    /// The first blank row after the headings, in case a row follows it.
    blank: Option<u32>,
    /// The first cell without a heading, and how many there are.
    outside: Option<(Position, String, u64)>,
    /// Where the sum row is, and whether it has been complained about that a row follows.
    sum_row: Option<(u32, bool)>,
    stated: Vec<(Column, Position, Ore)>,
    damaged: bool,
    /// The text of the row being read.
    text: String,
}

impl<'a> Reader<'a> {
    fn new(
        sheet: &Sheet,
        found: Found,
        sink: &'a mut dyn FnMut(&Row<'_>),
        complaints: &'a mut Complaints,
    ) -> Self {
        let quoted = shown(std::slice::from_ref(&sheet.name));
        Self {
            sink,
            complaints,
            sheet: quoted.trim_matches('"').to_owned(),
            rows: Rows::new(found.plan),
            headings: found.headings,
            heading_row: found.row,
            count: 0,
            formulas: 0,
            hidden: 0,
            blank: None,
            outside: None,
            sum_row: None,
            stated: Vec::new(),
            damaged: false,
            text: String::new(),
        }
    }

    fn totals(self) -> Totals {
        Totals {
            sheet: self.sheet,
            kind: self.rows.plan.kind.id.to_owned(),
            rows: self.count,
            debit: self.rows.debit,
            credit: self.rows.credit,
            sums: self.rows.sums(),
            formulas: self.formulas,
            headings: self.headings,
        }
    }

    /// `Ark1!C7`.
    fn cell_name(&self, row: u32, column: u32) -> String {
        format!("{}!{}{row}", self.sheet, column_name(column))
    }

    fn complain(&mut self, kind: &Kind, row: u32, column: u32, message: &str) {
        let message = format!("{message} in {}", self.cell_name(row, column));
        self.complaints
            .push(kind.at(at(row, column + 1, self.count), message));
    }

    fn sheet<R: IoRead>(&mut self, part: Part<'_, R>, workbook: &Workbook) -> Step<()> {
        let unread: Vec<String> = self
            .rows
            .plan
            .unread
            .iter()
            .filter(|h| !h.is_empty())
            .cloned()
            .collect();
        if !unread.is_empty() {
            let message = format!("no field is read from these headings: {}", shown(&unread));
            self.complaints
                .push(error::UNREAD_COLUMNS.at(at(self.heading_row, 1, 0), message));
        }
        let mut rows = SheetRows::new(part, workbook);
        let mut row = SheetRow::default();
        let mut last = self.heading_row;
        while rows.next(&mut row)? {
            if row.number <= self.heading_row {
                continue;
            }
            // A row that is not in the sheet is as blank as one without cells.
            if row.number > last + 1 {
                self.blank = self.blank.or(Some(last + 1));
            }
            last = row.number;
            self.row(&row);
        }
        self.end();
        Ok(())
    }

    fn row(&mut self, row: &SheetRow) {
        let headings = u32::try_from(self.headings.len()).unwrap_or(MAX_COLUMNS);
        self.text.clear();
        self.text.push_str(&row.text);
        let inside = row
            .cells
            .iter()
            .filter(|(column, _)| self.has_heading(*column))
            .count();
        if let Some((column, _)) = row
            .cells
            .iter()
            .find(|(column, _)| !self.has_heading(*column))
        {
            let more = u64::try_from(row.cells.len() - inside).unwrap_or(0);
            let name = self.cell_name(row.number, *column);
            let place = at(row.number, column + 1, self.count);
            self.outside.get_or_insert((place, name, 0)).2 += more;
        }
        if inside == 0 {
            self.blank = self.blank.or(Some(row.number));
            return;
        }
        if let Some(blank) = self.blank.take() {
            self.complain(
                &error::BLANK_ROW,
                blank,
                0,
                "expected a row below the row before, found a blank one",
            );
        }
        let first = row.cells.iter().find(|(column, _)| *column < headings);
        let first_text = first.and_then(|(_, content)| row.text_of(*content));
        if first_text.is_some_and(is_sum_word) {
            return self.sum(row);
        }
        if let Some((sum, said @ false)) = &mut self.sum_row {
            *said = true;
            let message =
                format!("expected the end of the listing after the sum row {sum}, found a row");
            self.complain(&error::SUM_INSIDE, row.number, 0, &message);
        }
        self.formulas += row.formulas;
        self.hidden += u64::from(row.is_hidden);
        self.data(row);
        self.count += 1;
    }

    fn has_heading(&self, column: u32) -> bool {
        let heading = usize::try_from(column)
            .ok()
            .and_then(|column| self.headings.get(column));
        heading.is_some_and(|heading| !heading.is_empty())
    }

    fn data(&mut self, row: &SheetRow) {
        self.rows.begin();
        let mut was_read = true;
        for index in 0..self.rows.plan.steps.len() {
            let Some(&step) = self.rows.plan.steps.get(index) else {
                break;
            };
            let column = u32::try_from(step.column).unwrap_or(MAX_COLUMNS);
            let content = row.get(column);
            if content == Some(Content::Error) {
                was_read = false;
                self.complain(
                    &error::ERROR_VALUE,
                    row.number,
                    column,
                    "expected a value, found a formula that failed",
                );
                continue;
            }
            if let Err(fault) = self.cell(step, content) {
                was_read = false;
                if let Some(field) = self.rows.plan.kind.fields.get(step.field) {
                    self.say(row, Trouble::new(fault, Some(step.column), field));
                }
            }
        }
        match self.rows.end() {
            Ok(()) if was_read => (self.sink)(&Row {
                position: at(row.number, 1, self.count),
                kind: self.rows.plan.kind,
                text: &self.text,
                values: &self.rows.values,
            }),
            Ok(()) => self.damaged = true,
            Err(trouble) => {
                self.damaged = true;
                self.say(row, trouble);
            }
        }
    }

    /// A cell as a value of its field.
    fn cell(&mut self, step: Column, content: Option<Content>) -> Result<(), Fault> {
        let is_text = step.of.storage() == Storage::Text;
        let typed = match content {
            None => return self.rows.text(step, "", 0),
            Some(Content::Text { start, end }) => {
                let cell = self.text.get(start..end).unwrap_or_default();
                let rest = cell.trim_ascii_start();
                let start = start + (cell.len() - rest.len());
                return self.rows.text(step, rest.trim_ascii_end(), start);
            }
            Some(Content::Exact { unscaled, scale }) => Typed::Exact { unscaled, scale },
            Some(Content::Inexact) => Typed::Inexact,
            Some(Content::Date(date)) => Typed::Date(date),
            Some(Content::Switch(switch)) => Typed::Switch(switch),
            Some(Content::Moment | Content::Error) => return Err(Fault::NotOf(step.of)),
        };
        if !is_text {
            return self.rows.typed(step, typed);
        }
        let number = whole(typed).ok_or(Fault::Inexact)?;
        let start = self.text.len();
        self.text.push_str(&number.to_string());
        let digits = self.text.get(start..).unwrap_or_default();
        self.rows.text(step, digits, start)
    }

    #[cold]
    fn say(&mut self, row: &SheetRow, trouble: Trouble) {
        let column = trouble
            .column
            .and_then(|column| u32::try_from(column).ok())
            .unwrap_or(0);
        let sentence = trouble.sentence(self.rows.mark);
        let message = format!("{sentence} in {}", self.cell_name(row.number, column));
        let position = at(row.number, column + 1, self.count);
        let mut diagnostic = code_of(trouble.fault).at(position, message);
        let text = row.get(column).and_then(|content| row.text_of(content));
        if let Some(text) = text.filter(|_| trouble.may_show() && trouble.fault != Fault::BothSides)
        {
            diagnostic = diagnostic.excerpt(text);
        }
        self.complaints.push(diagnostic);
    }

    /// A row that begins with a sum word: kept to be compared at the end.
    fn sum(&mut self, row: &SheetRow) {
        if let Some((first, said @ false)) = &mut self.sum_row {
            *said = true;
            let message = format!("expected one sum row, found another after row {first}");
            return self.complain(&error::SUM_INSIDE, row.number, 0, &message);
        }
        self.sum_row = self.sum_row.or(Some((row.number, false)));
        let steps = self.rows.plan.steps.clone();
        for step in steps.into_iter().filter(|step| step.of == Type::Amount) {
            let column = u32::try_from(step.column).unwrap_or(MAX_COLUMNS);
            let stated = match row.get(column) {
                None => continue,
                Some(Content::Text { start, end }) => {
                    let text = self.text.get(start..end).unwrap_or_default().trim();
                    if text.is_empty() {
                        continue;
                    }
                    self.rows.mark.amount(text).map_err(Fault::Amount)
                }
                Some(Content::Exact { unscaled, scale }) => {
                    match crate::table::value::of_typed(step.of, Typed::Exact { unscaled, scale }) {
                        Ok(crate::table::value::Value::Amount(amount)) => Ok(amount),
                        Ok(_) => Err(Fault::NotOf(step.of)),
                        Err(fault) => Err(fault),
                    }
                }
                Some(_) => Err(Fault::NotOf(step.of)),
            };
            match stated {
                Ok(amount) => {
                    let place = at(row.number, column + 1, self.count);
                    self.stated.push((step, place, amount));
                }
                Err(fault) => {
                    self.damaged = true;
                    if let Some(field) = self.rows.plan.kind.fields.get(step.field) {
                        self.say(row, Trouble::new(fault, Some(step.column), field));
                    }
                }
            }
        }
    }

    fn end(&mut self) {
        if self.count == 0 && !self.damaged {
            let row = self.heading_row;
            self.complain(
                &error::NO_ROWS,
                row,
                0,
                "expected rows below the headings, found none",
            );
        }
        if let Some((place, name, count)) = self.outside.take() {
            let message = format!(
                "expected cells below headings only, found {count} others, the first {name}; they are not read"
            );
            self.complaints.push(error::OUTSIDE.at(place, message));
        }
        if self.hidden > 0 {
            let message = format!(
                "{} of the {} rows are hidden; they are read",
                self.hidden, self.count
            );
            self.complaints
                .push(error::HIDDEN.at(at(self.heading_row, 1, 0), message));
        }
        if self.formulas > 0 {
            let message = format!(
                "the values of {} formulas are read as they were saved",
                self.formulas
            );
            self.complaints
                .push(error::FORMULAS.at(at(self.heading_row, 1, 0), message));
        }
        self.check_sum();
    }

    fn check_sum(&mut self) {
        let Some((row, false)) = self.sum_row else {
            return;
        };
        if self.damaged {
            return;
        }
        if self.stated.is_empty() {
            return self.complain(
                &error::SUM_DISAGREES,
                row,
                0,
                "expected a sum in the sum row, found none",
            );
        }
        let mut agrees = true;
        for (step, place, stated) in &self.stated {
            let Some((what, found)) = self.rows.expected_sum(*step) else {
                continue;
            };
            if found != i128::from(stated.0) {
                agrees = false;
                let message = format!(
                    "expected a sum of {what} of {stated} as stated here, found {} in {} rows",
                    decimal(found),
                    self.count
                );
                self.complaints
                    .push(error::SUM_DISAGREES.at(*place, message));
            }
        }
        if agrees {
            let message = format!("the sum row agrees with the {} rows", self.count);
            self.complaints
                .push(error::SUM_AGREES.at(at(row, 1, self.count), message));
        }
    }
}
