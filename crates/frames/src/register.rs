//! Registers as columns: one frame per kind that [`domain::register`] declares, its columns those fields.
//!
//! Every register begins with `file`, `record` and `line`; a declared field is there also if no file has it, and is then
//! empty in every row. Texts are empty where there is none, everything else is nothing there. Money columns are named
//! after their field with `_ore`. Not here: any rule, any file.

use domain::register::{Kind, Storage, Type};
use polars::prelude::{
    BooleanChunked, ChunkedArray, Column, DataFrame, Int32Type, Int64Type, IntoColumn, NamedFrom,
    NewChunkedArray, PlSmallStr,
};

use crate::FrameError;
use crate::columns::{TextRows, Texts, numeric};

/// A cell to be appended; must be of the storage of its field's type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell<'a> {
    /// Nothing there.
    Empty,
    /// Text.
    Text(&'a str),
    /// Øre, counts, ten-thousandths.
    Whole(i64),
    /// Days since 1970-01-01, or periods as `year * 100 + number`.
    Short(i32),
    /// Yes or no.
    Switch(bool),
}

#[derive(Debug, Clone)]
enum ColumnRows {
    Text(TextRows),
    Whole(Vec<Option<i64>>),
    Short(Vec<Option<i32>>),
    Switch(Vec<Option<bool>>),
}

impl ColumnRows {
    fn of(storage: Storage) -> Self {
        match storage {
            Storage::Text => Self::Text(TextRows::default()),
            Storage::Whole => Self::Whole(Vec::new()),
            Storage::Short => Self::Short(Vec::new()),
            Storage::Switch => Self::Switch(Vec::new()),
        }
    }

    fn push(&mut self, cell: Cell<'_>) {
        debug_assert!(
            matches!(
                (&self, cell),
                (_, Cell::Empty)
                    | (Self::Text(_), Cell::Text(_))
                    | (Self::Whole(_), Cell::Whole(_))
                    | (Self::Short(_), Cell::Short(_))
                    | (Self::Switch(_), Cell::Switch(_))
            ),
            "a cell of another storage than its field"
        );
        match self {
            Self::Text(rows) => rows.push(if let Cell::Text(text) = cell {
                text
            } else {
                ""
            }),
            Self::Whole(rows) => rows.push(match cell {
                Cell::Whole(value) => Some(value),
                _ => None,
            }),
            Self::Short(rows) => rows.push(match cell {
                Cell::Short(value) => Some(value),
                _ => None,
            }),
            Self::Switch(rows) => rows.push(match cell {
                Cell::Switch(value) => Some(value),
                _ => None,
            }),
        }
    }

    fn extend_from(&mut self, other: &Self) {
        match (self, other) {
            (Self::Text(to), Self::Text(from)) => to.extend_from(from),
            (Self::Whole(to), Self::Whole(from)) => to.extend_from_slice(from),
            (Self::Short(to), Self::Short(from)) => to.extend_from_slice(from),
            (Self::Switch(to), Self::Switch(from)) => to.extend_from_slice(from),
            _ => debug_assert!(false, "columns of one kind have one storage"),
        }
    }

    fn retain(&mut self, keep: &impl Fn(usize) -> bool) {
        let mut row = 0;
        let mut next = || {
            row += 1;
            keep(row - 1)
        };
        match self {
            Self::Text(rows) => rows.retain(|_| next()),
            Self::Whole(rows) => rows.retain(|_| next()),
            Self::Short(rows) => rows.retain(|_| next()),
            Self::Switch(rows) => rows.retain(|_| next()),
        }
    }

    /// The value of a row as text, to compare it with others; empty if it has none.
    fn shown(&self, row: usize) -> String {
        match self {
            Self::Text(rows) => rows.get(row).to_owned(),
            Self::Whole(rows) => rows
                .get(row)
                .copied()
                .flatten()
                .map(|v| v.to_string())
                .unwrap_or_default(),
            Self::Short(rows) => rows
                .get(row)
                .copied()
                .flatten()
                .map(|v| v.to_string())
                .unwrap_or_default(),
            Self::Switch(rows) => rows
                .get(row)
                .copied()
                .flatten()
                .map(|v| v.to_string())
                .unwrap_or_default(),
        }
    }

    fn into_column(self, name: PlSmallStr) -> Column {
        match self {
            Self::Text(rows) => rows.into_column(name),
            Self::Whole(rows) => {
                ChunkedArray::<Int64Type>::from_iter_options(name, rows.into_iter()).into_column()
            }
            Self::Short(rows) => {
                ChunkedArray::<Int32Type>::from_iter_options(name, rows.into_iter()).into_column()
            }
            Self::Switch(rows) => BooleanChunked::new(name, rows).into_column(),
        }
    }
}

/// The columns of a register while they are filled.
#[derive(Debug, Clone)]
pub struct RegisterRows {
    kind: &'static Kind,
    /// Index into `Frames::files`.
    pub file: Vec<u32>,
    /// Ordinal in the file, from 0.
    pub record: Vec<u64>,
    /// Line in the file, from 1.
    pub line: Vec<u64>,
    /// One per field of the kind.
    columns: Vec<ColumnRows>,
}

impl RegisterRows {
    /// Empty.
    pub fn new(kind: &'static Kind) -> Self {
        let columns = kind.fields.iter();
        Self {
            kind,
            file: Vec::new(),
            record: Vec::new(),
            line: Vec::new(),
            columns: columns
                .map(|field| ColumnRows::of(field.of.storage()))
                .collect(),
        }
    }

    /// What the rows are.
    pub fn kind(&self) -> &'static Kind {
        self.kind
    }

    /// Appends a row of file 0; cells in the order of the kind's fields, missing ones are empty.
    pub fn push<'a>(&mut self, record: u64, line: u64, cells: impl IntoIterator<Item = Cell<'a>>) {
        let mut cells = cells.into_iter();
        self.file.push(0);
        self.record.push(record);
        self.line.push(line);
        for column in &mut self.columns {
            column.push(cells.next().unwrap_or(Cell::Empty));
        }
    }

    /// Number of rows so far.
    pub fn len(&self) -> usize {
        self.file.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.file.is_empty()
    }

    /// Sum of an amount field so far: one half of the pair assertion of `ingest`.
    pub fn sum_ore(&self, field: &str) -> i128 {
        let place = self.kind.position(field);
        debug_assert!(place.is_some(), "{} has no field {field}", self.kind.id);
        match place.and_then(|place| self.columns.get(place)) {
            Some(ColumnRows::Whole(values)) => {
                values.iter().flatten().map(|ore| i128::from(*ore)).sum()
            }
            _ => 0,
        }
    }

    /// What tells a row from every other of its kind, and all of its values: two rows with equal keys and other values
    /// contradict each other. `None` if the kind has no key.
    pub fn key_and_values(&self, row: usize) -> Option<(Vec<String>, Vec<String>)> {
        if self.kind.key.is_empty() {
            return None;
        }
        let values: Vec<String> = self
            .columns
            .iter()
            .map(|column| column.shown(row))
            .collect();
        let places = self
            .kind
            .key
            .iter()
            .filter_map(|field| self.kind.position(field));
        let key = places
            .filter_map(|place| values.get(place).cloned())
            .collect();
        Some((key, values))
    }

    /// Keeps the rows for which `keep(row)` holds, in order.
    pub fn retain(&mut self, keep: impl Fn(usize) -> bool) {
        for column in &mut self.columns {
            column.retain(&keep);
        }
        let mut row = 0;
        self.file.retain(|_| {
            row += 1;
            keep(row - 1)
        });
        for numbers in [&mut self.record, &mut self.line] {
            let mut row = 0;
            numbers.retain(|_| {
                row += 1;
                keep(row - 1)
            });
        }
    }

    /// Copies the rows of a file behind these; `file` is its index. Both are of one kind.
    pub fn append(&mut self, file: u32, other: &Self) {
        debug_assert_eq!(self.kind.id, other.kind.id);
        self.file.extend(other.file.iter().map(|_| file));
        self.record.extend_from_slice(&other.record);
        self.line.extend_from_slice(&other.line);
        for (to, from) in self.columns.iter_mut().zip(&other.columns) {
            to.extend_from(from);
        }
    }

    /// The frame. Rows must have been pushed in the order of `(file, record)`.
    pub fn into_frame(self) -> Result<Register, FrameError> {
        let kind = self.kind;
        let rows = self.len();
        let mut columns = vec![
            Column::new("file".into(), self.file),
            Column::new("record".into(), self.record),
            Column::new("line".into(), self.line),
        ];
        for (field, values) in kind.fields.iter().zip(self.columns) {
            columns.push(values.into_column(column_name(field.name, field.of)));
        }
        crate::columns::build(rows, columns)
            .map(|frame| Register { kind, frame })
            .map_err(|source| FrameError {
                frame: kind.id,
                source,
            })
    }
}

/// What the column of a field is called.
fn column_name(field: &str, of: Type) -> PlSmallStr {
    match of {
        Type::Amount | Type::Limit => format!("{field}_ore").into(),
        _ => field.into(),
    }
}

/// A register of one agency.
#[derive(Debug, Clone)]
pub struct Register {
    kind: &'static Kind,
    frame: DataFrame,
}

/// A column of whole numbers that may be missing, read by row.
#[derive(Debug, Clone, Copy)]
pub struct Wholes<'a>(Option<&'a ChunkedArray<Int64Type>>);

impl Wholes<'_> {
    /// The value of a row; `None` if there is none.
    pub fn get(&self, row: usize) -> Option<i64> {
        self.0.and_then(|column| column.get(row))
    }
}

/// A column of days or periods that may be missing, read by row.
#[derive(Debug, Clone, Copy)]
pub struct Shorts<'a>(Option<&'a ChunkedArray<Int32Type>>);

impl Shorts<'_> {
    /// The value of a row; `None` if there is none.
    pub fn get(&self, row: usize) -> Option<i32> {
        self.0.and_then(|column| column.get(row))
    }
}

/// A column of yes and no that may be missing, read by row.
#[derive(Debug, Clone, Copy)]
pub struct Switches<'a>(Option<&'a BooleanChunked>);

impl Switches<'_> {
    /// The value of a row; `None` if there is none.
    pub fn get(&self, row: usize) -> Option<bool> {
        self.0.and_then(|column| column.get(row))
    }
}

impl Register {
    /// What its rows are.
    pub fn kind(&self) -> &'static Kind {
        self.kind
    }

    /// The polars frame, for joins and group-bys.
    pub fn frame(&self) -> &DataFrame {
        &self.frame
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.frame.height()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.frame.height() == 0
    }

    /// Index into `Frames::files` of every row.
    pub fn file(&self) -> &[u32] {
        numeric!(self.frame, "file", u32)
    }

    /// Ordinal in its file of every row, from 0.
    pub fn record(&self) -> &[u64] {
        numeric!(self.frame, "record", u64)
    }

    /// Line in its file of every row, from 1.
    pub fn line(&self) -> &[u64] {
        numeric!(self.frame, "line", u64)
    }

    /// The column of a declared field. A name that is not declared, or of another storage, is a fault of ours and
    /// stops a test; outside of tests it is a column of nothing.
    fn column(&self, field: &str, storage: Storage) -> Option<&Column> {
        let declared = self.kind.field(field);
        debug_assert!(
            declared.is_some_and(|field| field.of.storage() == storage),
            "{} has no field {field} of storage {storage:?}",
            self.kind.id
        );
        let name = column_name(field, declared?.of);
        self.frame.column(&name).ok()
    }

    /// A text column by its field; empty where there is nothing.
    pub fn text(&self, field: &str) -> Texts<'_> {
        let column = self.column(field, Storage::Text);
        Texts(column.and_then(|column| column.str().ok()))
    }

    /// A column of øre, counts or ten-thousandths by its field.
    pub fn whole(&self, field: &str) -> Wholes<'_> {
        let column = self.column(field, Storage::Whole);
        Wholes(column.and_then(|column| column.i64().ok()))
    }

    /// A column of days or periods by its field.
    pub fn short(&self, field: &str) -> Shorts<'_> {
        let column = self.column(field, Storage::Short);
        Shorts(column.and_then(|column| column.i32().ok()))
    }

    /// A column of yes and no by its field.
    pub fn switch(&self, field: &str) -> Switches<'_> {
        let column = self.column(field, Storage::Switch);
        Switches(column.and_then(|column| column.bool().ok()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::register::{KINDS, kind};

    fn rows(accounts: &[&str]) -> RegisterRows {
        let mut rows = RegisterRows::new(kind("chart-of-accounts").unwrap());
        for (record, account) in (0..).zip(accounts) {
            let name = Cell::Text("navn");
            let switch = if *account == "1571" {
                Cell::Switch(true)
            } else {
                Cell::Empty
            };
            rows.push(
                record,
                record + 2,
                [Cell::Text(account), name, Cell::Empty, switch],
            );
        }
        rows
    }

    #[test]
    fn every_kind_is_a_frame() {
        for kind in KINDS {
            let mut rows = RegisterRows::new(kind);
            rows.push(0, 2, kind.fields.iter().map(|_| Cell::Empty));
            let register = rows.into_frame().unwrap();
            assert_eq!(
                (register.len(), register.record()),
                (1, &[0][..]),
                "{}",
                kind.id
            );
            assert_eq!(
                register.frame().width(),
                kind.fields.len() + 3,
                "{}",
                kind.id
            );
            for field in kind.fields {
                match field.of.storage() {
                    Storage::Text => assert_eq!(register.text(field.name).get(0), ""),
                    Storage::Whole => assert_eq!(register.whole(field.name).get(0), None),
                    Storage::Short => assert_eq!(register.short(field.name).get(0), None),
                    Storage::Switch => assert_eq!(register.switch(field.name).get(0), None),
                }
            }
        }
    }

    #[test]
    fn files_are_appended_and_rows_retained() {
        let mut all = RegisterRows::new(kind("chart-of-accounts").unwrap());
        all.append(0, &rows(&["1571", "5111"]));
        all.append(2, &rows(&["1939", "1571"]));
        all.retain(|row| row != 1);
        let register = all.into_frame().unwrap();
        assert_eq!(register.file(), [0, 2, 2]);
        assert_eq!(
            (register.record(), register.line()),
            (&[0, 0, 1][..], &[2, 2, 3][..])
        );
        let accounts = register.text("account");
        assert_eq!(
            [0, 1, 2].map(|row| accounts.get(row)),
            ["1571", "1939", "1571"]
        );
        let exempt = register.switch("cash_exempt");
        assert_eq!(
            [0, 1, 2].map(|row| exempt.get(row)),
            [Some(true), None, Some(true)]
        );
    }

    #[test]
    fn money_columns_say_so_and_are_summed() {
        let mut rows = RegisterRows::new(kind("payroll-control").unwrap());
        for amount in [i64::MAX, i64::MAX] {
            let cells = [
                Cell::Text("1"),
                Cell::Empty,
                Cell::Short(202_503),
                Cell::Whole(amount),
                Cell::Whole(3),
            ];
            rows.push(0, 2, cells);
        }
        assert_eq!(rows.sum_ore("sum_debit"), 2 * i128::from(i64::MAX));
        let register = rows.into_frame().unwrap();
        assert_eq!(register.whole("sum_debit").get(1), Some(i64::MAX));
        assert_eq!(register.short("period").get(0), Some(202_503));
        assert!(register.frame().column("sum_debit_ore").is_ok());
        assert!(register.frame().column("transactions").is_ok());
    }

    #[test]
    #[should_panic(expected = "chart-of-accounts has no field acount")]
    fn a_name_that_is_not_declared_is_loud() {
        let register = rows(&["1571"]).into_frame().unwrap();
        let _ = register.text("acount");
    }
}
