//! How a frame is declared: one macro call per frame gives its builder (columns as vectors), its polars frame and
//! its typed views. Not here: any column.

use polars::prelude::{
    Column, DataFrame, IntoColumn, NewChunkedArray, PlSmallStr, PolarsResult, StringChunked,
};

/// The contiguous values of a numeric column. A frame is built in one piece, so there is one chunk; an empty
/// frame gives an empty slice.
macro_rules! numeric {
    ($frame:expr, $name:expr, $get:ident) => {
        $frame
            .column($name)
            .and_then(|column| column.$get())
            .ok()
            .and_then(|values| values.cont_slice().ok())
            .unwrap_or(&[])
    };
}
pub(crate) use numeric;

/// A text column, read by row.
#[derive(Debug, Clone, Copy)]
pub struct Texts<'a>(pub(crate) Option<&'a StringChunked>);

impl<'a> Texts<'a> {
    /// The text of a row; empty if there is none.
    pub fn get(&self, row: usize) -> &'a str {
        self.0
            .and_then(|column| column.get(row))
            .unwrap_or_default()
    }
}

/// A text column while it is filled. All texts lie in one string: no allocation per cell, and copying a column is
/// copying bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TextRows {
    texts: String,
    /// End of each text.
    ends: Vec<usize>,
}

impl TextRows {
    /// Appends a text.
    pub fn push(&mut self, text: impl AsRef<str>) {
        self.texts.push_str(text.as_ref());
        self.ends.push(self.texts.len());
    }

    /// The text of a row; empty if there is no such row.
    pub fn get(&self, row: usize) -> &str {
        let end = self.ends.get(row).copied().unwrap_or(0);
        let start = row
            .checked_sub(1)
            .and_then(|before| self.ends.get(before).copied());
        self.texts.get(start.unwrap_or(0)..end).unwrap_or_default()
    }

    /// The texts in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        let mut start = 0;
        self.ends.iter().map(move |end| {
            let text = self.texts.get(start..*end).unwrap_or_default();
            start = *end;
            text
        })
    }

    /// Gives every row the same text.
    pub fn fill(&mut self, text: &str) {
        self.texts.clear();
        for end in &mut self.ends {
            self.texts.push_str(text);
            *end = self.texts.len();
        }
    }

    pub(crate) fn extend_from(&mut self, other: &Self) {
        let before = self.texts.len();
        self.texts.push_str(&other.texts);
        self.ends.extend(other.ends.iter().map(|end| before + end));
    }

    pub(crate) fn retain(&mut self, mut keep: impl FnMut(&str) -> bool) {
        let mut kept = Self::default();
        self.iter()
            .filter(|text| keep(text))
            .for_each(|text| kept.push(text));
        *self = kept;
    }

    pub(crate) fn into_column(self, name: PlSmallStr) -> Column {
        StringChunked::from_iter_values(name, self.iter()).into_column()
    }
}

macro_rules! rows_type {
    (text) => {
        $crate::columns::TextRows
    };
    ($number:ident) => {
        Vec<$number>
    };
}
pub(crate) use rows_type;

macro_rules! append_column {
    (text, $to:expr, $from:expr) => {
        $to.extend_from($from)
    };
    ($number:ident, $to:expr, $from:expr) => {
        $to.extend_from_slice($from)
    };
}
pub(crate) use append_column;

macro_rules! column_of {
    (text, $name:expr, $values:expr) => {
        $values.into_column($name.into())
    };
    ($number:ident, $name:expr, $values:expr) => {
        polars::prelude::Column::new($name.into(), $values)
    };
}
pub(crate) use column_of;

pub(crate) fn build(rows: usize, columns: Vec<Column>) -> PolarsResult<DataFrame> {
    DataFrame::new(rows, columns)
}

macro_rules! column_type {
    (i64) => {
        i64
    };
    (i32) => {
        i32
    };
    (u32) => {
        u32
    };
    (u64) => {
        u64
    };
    (text) => {
        String
    };
}
pub(crate) use column_type;

macro_rules! view_type {
    (i64, $a:lifetime) => { &$a [i64] };
    (i32, $a:lifetime) => { &$a [i32] };
    (u32, $a:lifetime) => { &$a [u32] };
    (u64, $a:lifetime) => { &$a [u64] };
    (text, $a:lifetime) => { $crate::columns::Texts<$a> };
}
pub(crate) use view_type;

macro_rules! view_of {
    (i64, $frame:expr, $name:expr) => {
        $crate::columns::numeric!($frame, $name, i64)
    };
    (i32, $frame:expr, $name:expr) => {
        $crate::columns::numeric!($frame, $name, i32)
    };
    (u32, $frame:expr, $name:expr) => {
        $crate::columns::numeric!($frame, $name, u32)
    };
    (u64, $frame:expr, $name:expr) => {
        $crate::columns::numeric!($frame, $name, u64)
    };
    (text, $frame:expr, $name:expr) => {
        $crate::columns::Texts(
            $frame
                .column($name)
                .ok()
                .and_then(|column| column.str().ok()),
        )
    };
}
pub(crate) use view_of;

/// Declares a frame: `Frame` (the polars frame), `FrameRows` (the builder: columns as vectors) and `FrameView`
/// (typed columns to read from).
macro_rules! frame {
    (
        $(#[$doc:meta])*
        $frame:ident, $rows:ident, $row:ident, $view:ident, $name:literal {
            $( $(#[$column_doc:meta])* $column:ident: $kind:ident, )*
        }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Default)]
        pub struct $frame(polars::prelude::DataFrame);

        #[doc = concat!("One row of `", $name, "`.")]
        #[derive(Debug, Clone, Default, PartialEq, Eq)]
        pub struct $row {
            $( $(#[$column_doc])* pub $column: $crate::columns::column_type!($kind), )*
        }

        #[doc = concat!("The columns of `", $name, "` while they are filled.")]
        #[derive(Debug, Clone, Default)]
        pub struct $rows {
            $( $(#[$column_doc])* pub $column: $crate::columns::rows_type!($kind), )*
        }

        #[doc = concat!("The columns of `", $name, "`, to read from; index = row.")]
        #[derive(Debug, Clone, Copy)]
        pub struct $view<'a> {
            $( $(#[$column_doc])* pub $column: $crate::columns::view_type!($kind, 'a), )*
        }

        impl $rows {
            /// Appends a row.
            pub fn push(&mut self, row: $row) {
                $( self.$column.push(row.$column); )*
            }

            /// Number of rows so far.
            pub fn len(&self) -> usize {
                self.file.len()
            }

            /// Whether there is no row.
            pub fn is_empty(&self) -> bool {
                self.file.is_empty()
            }

            /// Keeps the rows for which `keep(row)` holds, in order.
            pub fn retain(&mut self, keep: impl Fn(usize) -> bool) {
                $(
                    let mut row = 0;
                    self.$column.retain(|_| {
                        row += 1;
                        keep(row - 1)
                    });
                )*
            }

            /// Copies the rows of a file behind these; `file` is its index.
            pub fn append(&mut self, file: u32, other: &Self) {
                $( $crate::columns::append_column!($kind, self.$column, &other.$column); )*
                let rows = other.len();
                self.file.iter_mut().rev().take(rows).for_each(|of_row| *of_row = file);
            }

            /// The frame. Rows must have been pushed in the order of `(file, record)`.
            pub fn into_frame(self) -> Result<$frame, $crate::FrameError> {
                let rows = self.len();
                let columns = vec![
                    $( $crate::columns::column_of!($kind, stringify!($column), self.$column), )*
                ];
                $crate::columns::build(rows, columns)
                    .map($frame)
                    .map_err(|source| $crate::FrameError { frame: $name, source })
            }
        }

        impl $frame {
            /// The polars frame, for joins and group-bys.
            pub fn frame(&self) -> &polars::prelude::DataFrame {
                &self.0
            }

            /// Number of rows.
            pub fn len(&self) -> usize {
                self.0.height()
            }

            /// Whether there is no row.
            pub fn is_empty(&self) -> bool {
                self.0.height() == 0
            }

            /// The typed columns.
            pub fn view(&self) -> $view<'_> {
                let frame = &self.0;
                $view { $( $column: $crate::columns::view_of!($kind, frame, stringify!($column)), )* }
            }
        }
    };
}
pub(crate) use frame;
