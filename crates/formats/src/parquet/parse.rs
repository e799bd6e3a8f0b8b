//! Reads a Parquet file: columns to a plan, row groups to rows.
//!
//! Not here: the file underneath (`file`), values of columns (`columns`).

use std::io::{Cursor, Read as IoRead, Seek};

use domain::register::{Storage, Type};
use domain::{Parsed, Position};

use super::Options;
use super::columns::{Cell, RowGroup, Table};
use super::error::{self, Kind};
use super::file::Failure;
use super::record::{File, Record, Totals};
use crate::Read;
use crate::complaints::Complaints;
use crate::table::Row;
use crate::table::fault::Fault;
use crate::table::headings::{Step, plan, shown};
use crate::table::rows::{Rows, Trouble};
use crate::table::value::whole;

/// Reads a whole file from memory, for tests on small files.
pub fn parse(input: &[u8], options: &Options) -> Parsed<File> {
    let mut records = Vec::new();
    let input = Cursor::new(input.to_vec());
    let result = read_rows(input, options, &mut |row| records.push(Record::of(row)));
    Parsed {
        value: File {
            totals: result.totals,
            records,
        },
        diagnostics: result.diagnostics,
    }
}

/// Reads a file row group by row group and hands every row on, borrowed, in file order. A row of which a needed value
/// could not be read is not handed on; the file then has an error and must be refused as a whole.
///
/// The input is shared by the columns that are read at once, hence the bounds.
pub fn read_rows(
    input: impl IoRead + Seek + Send + 'static,
    options: &Options,
    sink: &mut dyn FnMut(&Row<'_>),
) -> Read<Totals> {
    let mut complaints = Complaints::new(&error::MORE);
    let mut totals = Totals::default();
    if let Err(failure) = read_table(input, options, sink, &mut complaints, &mut totals) {
        let (kind, message) = match failure {
            Failure::Damaged(message) => (&error::DAMAGED, message.to_owned()),
            Failure::Limit(message) => (&error::LIMIT, message.to_owned()),
            Failure::Unsupported(message) => (&error::UNSUPPORTED, message.to_owned()),
            Failure::Lengths => (
                &error::LENGTHS,
                "expected columns of as many rows as their row group, found another number"
                    .to_owned(),
            ),
            Failure::Stream(kind) => (&error::STREAM, format!("reading stopped: {kind}")),
        };
        complaints.push(kind.at(at(totals.rows, 0), message));
    }
    let end = at(totals.rows, 0);
    Read {
        totals,
        diagnostics: complaints.finish(end),
    }
}

fn at(record: u64, column: usize) -> Position {
    Position {
        byte: 0,
        line: record + 1,
        column: u64::try_from(column).unwrap_or(0) + 1,
        record,
    }
}

fn read_table(
    input: impl IoRead + Seek + Send + 'static,
    options: &Options,
    sink: &mut dyn FnMut(&Row<'_>),
    complaints: &mut Complaints,
    totals: &mut Totals,
) -> Result<(), Failure> {
    let table = Table::open(input)?;
    totals.headings = table
        .headings
        .iter()
        .map(|heading| heading.name.clone())
        .collect();
    totals.row_groups = u64::try_from(table.row_groups()).unwrap_or(0);
    let plan = match plan(&totals.headings, &options.mappings, None) {
        Ok(plan) => plan,
        Err((fault, message)) => {
            complaints.push(code_of(fault).at(at(0, 0), message));
            return Ok(());
        }
    };
    plan.kind.id.clone_into(&mut totals.kind);
    if !plan.unread.is_empty() {
        let message = format!(
            "no field is read from these columns: {}",
            shown(&plan.unread)
        );
        complaints.push(error::UNREAD_COLUMNS.at(at(0, 0), message));
    }
    let mut is_readable = true;
    for step in &plan.steps {
        let Some(heading) = table.headings.get(step.column) else {
            continue;
        };
        if !heading.form.can_be(step.of) {
            is_readable = false;
            let message = format!(
                "expected a column that holds {} exactly, found another type in {}",
                step.of.as_str(),
                shown(std::slice::from_ref(&heading.name))
            );
            complaints.push(error::COLUMN_TYPE.at(at(0, step.column), message));
        }
    }
    if !is_readable {
        return Ok(());
    }
    let wanted: Vec<usize> = plan.steps.iter().map(|step| step.column).collect();
    let mut reader = Reader {
        sink,
        complaints,
        rows: Rows::new(plan),
        count: 0,
        text: String::new(),
    };
    let mut outcome = Ok(());
    for group in 0..table.row_groups() {
        let done = table
            .row_group(group, &wanted)
            .and_then(|row_group| reader.row_group(row_group));
        if done.is_err() {
            outcome = done;
            break;
        }
    }
    totals.rows = reader.count;
    (totals.debit, totals.credit) = (reader.rows.debit, reader.rows.credit);
    totals.sums = reader.rows.sums();
    outcome?;
    if totals.rows != table.rows() {
        return Err(Failure::Lengths);
    }
    if totals.rows == 0 {
        complaints.push(error::NO_ROWS.at(at(0, 0), "expected rows, found none"));
    }
    Ok(())
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
        Fault::NotOf(_) | Fault::Inexact => &error::TEXT,
    }
}

struct Reader<'a> {
    sink: &'a mut dyn FnMut(&Row<'_>),
    complaints: &'a mut Complaints,
    rows: Rows,
    count: u64,
    /// The texts of the row being read.
    text: String,
}

impl Reader<'_> {
    fn row_group(&mut self, mut group: RowGroup) -> Result<(), Failure> {
        loop {
            let count = group.next_batch()?;
            if count == 0 {
                return Ok(());
            }
            for row in 0..count {
                self.row(&mut group, row);
                self.count += 1;
            }
        }
    }

    fn row(&mut self, group: &mut RowGroup, row: usize) {
        self.rows.begin();
        self.text.clear();
        let mut was_read = true;
        for index in 0..self.rows.plan.steps.len() {
            let Some(&step) = self.rows.plan.steps.get(index) else {
                break;
            };
            let Some(column) = group.columns.get_mut(index) else {
                break;
            };
            let cell = column.cell(row);
            if let Err(fault) = Self::cell(&mut self.rows, &mut self.text, step, cell) {
                was_read = false;
                let excerpt = match cell {
                    Cell::Text(bytes) => String::from_utf8_lossy(bytes).into_owned(),
                    _ => String::new(),
                };
                if let Some(field) = self.rows.plan.kind.fields.get(step.field) {
                    self.say(Trouble::new(fault, Some(step.column), field), &excerpt);
                }
            }
        }
        match self.rows.end() {
            Ok(()) if was_read => (self.sink)(&Row {
                position: at(self.count, 0),
                kind: self.rows.plan.kind,
                text: &self.text,
                values: &self.rows.values,
            }),
            Ok(()) => {}
            Err(trouble) => self.say(trouble, ""),
        }
    }

    fn cell(rows: &mut Rows, text: &mut String, step: Step, cell: Cell<'_>) -> Result<(), Fault> {
        let typed = match cell {
            Cell::Empty => return rows.text(step, "", 0),
            Cell::Text(bytes) => {
                let Ok(cell) = std::str::from_utf8(bytes) else {
                    return Err(Fault::NotOf(Type::Text));
                };
                let start = text.len();
                text.push_str(cell.trim_ascii());
                return rows.text(step, cell.trim_ascii(), start);
            }
            Cell::Moment => return Err(Fault::NotOf(step.of)),
            Cell::Typed(typed) => typed,
        };
        if step.of.storage() != Storage::Text {
            return rows.typed(step, typed);
        }
        let digits = whole(typed).ok_or(Fault::Inexact)?.to_string();
        let start = text.len();
        text.push_str(&digits);
        rows.text(step, &digits, start)
    }

    #[cold]
    fn say(&mut self, trouble: Trouble, excerpt: &str) {
        let column = trouble.column.unwrap_or(0);
        let sentence = trouble.sentence(self.rows.mark);
        let message = format!(
            "{sentence} in {} of row {}",
            trouble.field.name,
            self.count + 1
        );
        let mut diagnostic = code_of(trouble.fault).at(at(self.count, column), message);
        if trouble.may_show() && trouble.fault != Fault::BothSides && !excerpt.is_empty() {
            diagnostic = diagnostic.excerpt(excerpt);
        }
        self.complaints.push(diagnostic);
    }
}
