//! Columns of a row group, value by value: the one spot where the `parquet` crate is called.
//!
//! Not here: which column is which field.

use std::io::{Read, Seek};
use std::panic::{AssertUnwindSafe, catch_unwind};

use chrono::{Days, NaiveDate};
use domain::register::{Storage, Type as FieldType};
use parquet::basic::{Compression, ConvertedType, LogicalType, TimeUnit, Type as Physical};
use parquet::column::reader::ColumnReader;
use parquet::data_type::{ByteArray, FixedLenByteArray};
use parquet::errors::ParquetError;
use parquet::file::metadata::ParquetMetaData;
use parquet::file::reader::FileReader;
use parquet::file::serialized_reader::SerializedFileReader;
use parquet::schema::types::ColumnDescriptor;

use super::file::{Failure, Source, check_footer, check_pages};
use crate::table::value::Typed;

/// Rows that are taken from the columns at a time.
const BATCH: usize = 1_024;
/// Most rows of a file.
const MAX_ROWS: i64 = 100_000_000;
/// Most memory for the pages of one row group.
const MAX_ROW_GROUP: u64 = 256 << 20;
/// Most columns.
pub(super) const MAX_COLUMNS: usize = 512;

/// How the values of a column are to be understood.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Form {
    /// Whole numbers, or decimals with this scale.
    Number {
        scale: u32,
        unsigned: bool,
    },
    /// Days since 1970-01-01.
    Date,
    /// Units of so many in a day, since 1970-01-01.
    Moment {
        per_day: i64,
    },
    Text,
    Switch,
    /// Nothing that is read.
    Other,
}

impl Form {
    fn of(column: &ColumnDescriptor) -> Self {
        let physical = column.physical_type();
        let is_whole = matches!(physical, Physical::INT32 | Physical::INT64);
        let is_bytes = matches!(
            physical,
            Physical::BYTE_ARRAY | Physical::FIXED_LEN_BYTE_ARRAY
        );
        let number = |scale: i32, unsigned| match u32::try_from(scale) {
            Ok(scale) if scale <= 38 && (is_whole || is_bytes) => Self::Number { scale, unsigned },
            _ => Self::Other,
        };
        let moment = |per_second: i64| Self::Moment {
            per_day: 86_400 * per_second,
        };
        match (column.logical_type_ref(), column.converted_type()) {
            (Some(LogicalType::Decimal(of)), _) => number(of.scale, false),
            (Some(LogicalType::Date), _) | (None, ConvertedType::DATE)
                if physical == Physical::INT32 =>
            {
                Self::Date
            }
            (Some(LogicalType::Timestamp(of)), _) if physical == Physical::INT64 => match of.unit {
                TimeUnit::MILLIS => moment(1_000),
                TimeUnit::MICROS => moment(1_000_000),
                TimeUnit::NANOS => moment(1_000_000_000),
            },
            (Some(LogicalType::Integer(of)), _) if is_whole => number(0, !of.is_signed),
            (Some(LogicalType::String | LogicalType::Enum | LogicalType::Json), _)
                if physical == Physical::BYTE_ARRAY =>
            {
                Self::Text
            }
            (None, ConvertedType::DECIMAL) => number(column.type_scale(), false),
            (None, ConvertedType::TIMESTAMP_MILLIS) if physical == Physical::INT64 => moment(1_000),
            (None, ConvertedType::TIMESTAMP_MICROS) if physical == Physical::INT64 => {
                moment(1_000_000)
            }
            (
                None,
                ConvertedType::UINT_8
                | ConvertedType::UINT_16
                | ConvertedType::UINT_32
                | ConvertedType::UINT_64,
            ) => number(0, true),
            (
                None,
                ConvertedType::NONE
                | ConvertedType::INT_8
                | ConvertedType::INT_16
                | ConvertedType::INT_32
                | ConvertedType::INT_64,
            ) if is_whole => number(0, false),
            (
                None,
                ConvertedType::NONE
                | ConvertedType::UTF8
                | ConvertedType::ENUM
                | ConvertedType::JSON,
            ) if physical == Physical::BYTE_ARRAY => Self::Text,
            (None, ConvertedType::NONE) if physical == Physical::BOOLEAN => Self::Switch,
            _ => Self::Other,
        }
    }

    /// Whether values of this form can be those of a field.
    pub(super) fn can_be(self, of: FieldType) -> bool {
        match self {
            // Text is read as in delimited files.
            Self::Text => true,
            Self::Number { scale, .. } => match of {
                FieldType::Amount | FieldType::Limit | FieldType::Decimal => true,
                FieldType::Date => false,
                _ => scale == 0 || of.storage() != Storage::Text,
            },
            Self::Date | Self::Moment { .. } => of == FieldType::Date,
            Self::Switch => of == FieldType::Switch,
            Self::Other => false,
        }
    }
}

/// A column as the directory has it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Heading {
    pub(super) name: String,
    pub(super) form: Form,
}

/// A file whose directory has been read.
pub(super) struct Table<R: Read + Seek + Send + 'static> {
    source: Source<R>,
    reader: SerializedFileReader<Source<R>>,
    pub(super) headings: Vec<Heading>,
}

/// Calls the crate; a failed assertion in it is damage of the file.
fn guarded<T>(call: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, Failure> {
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(ParquetError::NYI(_))) => Err(Failure::Unsupported(
            "expected encodings and compression that are read, found another",
        )),
        Ok(Err(_)) | Err(_) => Err(Failure::Damaged(
            "expected columns as the directory says, found others",
        )),
    }
}

impl<R: Read + Seek + Send + 'static> Table<R> {
    pub(super) fn open(input: R) -> Result<Self, Failure> {
        let source = Source::new(input).map_err(|cause| Failure::Stream(cause.kind()))?;
        check_footer(&source)?;
        let reader = guarded(|| SerializedFileReader::new(source.clone()))?;
        let headings = guarded(|| {
            let schema = reader.metadata().file_metadata().schema_descr();
            let columns = schema.columns().iter().take(MAX_COLUMNS + 1);
            let headings = columns.map(|column| {
                let is_flat = column.max_rep_level() == 0
                    && column.max_def_level() <= 1
                    && column.path().parts().len() == 1;
                Heading {
                    name: column.path().string(),
                    form: if is_flat {
                        Form::of(column)
                    } else {
                        Form::Other
                    },
                }
            });
            Ok(headings.collect::<Vec<_>>())
        })?;
        if headings.len() > MAX_COLUMNS {
            return Err(Failure::Limit("expected at most 512 columns, found more"));
        }
        let rows = metadata(&reader).file_metadata().num_rows();
        if !(0..=MAX_ROWS).contains(&rows) {
            return Err(Failure::Limit(
                "expected at most 100 million rows, found another number",
            ));
        }
        Ok(Self {
            source,
            reader,
            headings,
        })
    }

    pub(super) fn row_groups(&self) -> usize {
        metadata(&self.reader).num_row_groups()
    }

    /// The rows that the directory promises.
    pub(super) fn rows(&self) -> u64 {
        u64::try_from(metadata(&self.reader).file_metadata().num_rows()).unwrap_or(0)
    }

    /// The columns of a row group that are wanted, in their order, and its number of rows.
    pub(super) fn row_group(&self, group: usize, wanted: &[usize]) -> Result<RowGroup, Failure> {
        let Some(metadata) = metadata(&self.reader).row_groups().get(group) else {
            return Err(Failure::Damaged("expected a row group, found none"));
        };
        let rows = u64::try_from(metadata.num_rows())
            .map_err(|_| Failure::Damaged("expected a number of rows, found a negative one"))?;
        let mut memory = 0_u64;
        for column in wanted {
            let Some(chunk) = metadata.columns().get(*column) else {
                return Err(Failure::Damaged(
                    "expected every column in every row group, found one missing",
                ));
            };
            if !matches!(
                chunk.compression(),
                Compression::UNCOMPRESSED | Compression::SNAPPY
            ) {
                return Err(Failure::Unsupported(
                    "expected no compression or Snappy, found another",
                ));
            }
            let (start, length) = guarded(|| Ok(chunk.byte_range()))?;
            memory = memory.saturating_add(check_pages(&self.source, start, length, rows)?);
            if memory > MAX_ROW_GROUP {
                return Err(Failure::Limit(
                    "expected at most 256 MiB of pages at a time, found more",
                ));
            }
        }
        let reader = guarded(|| self.reader.get_row_group(group))?;
        let mut columns = Vec::new();
        for column in wanted {
            let form = self
                .headings
                .get(*column)
                .map_or(Form::Other, |heading| heading.form);
            columns.push(Column {
                reader: guarded(|| reader.get_column_reader(*column))?,
                form,
                buffer: Buffer::None,
                levels: Vec::new(),
                next: 0,
                is_optional: metadata
                    .columns()
                    .get(*column)
                    .is_some_and(|chunk| chunk.column_descr().max_def_level() > 0),
            });
        }
        Ok(RowGroup {
            columns,
            left: rows,
        })
    }
}

fn metadata<R: Read + Seek + Send + 'static>(
    reader: &SerializedFileReader<Source<R>>,
) -> &ParquetMetaData {
    reader.metadata()
}

/// Columns that are read side by side.
pub(super) struct RowGroup {
    pub(super) columns: Vec<Column>,
    left: u64,
}

impl RowGroup {
    /// Fills the columns with the next rows; how many there are, 0 at the end.
    pub(super) fn next_batch(&mut self) -> Result<usize, Failure> {
        let wanted = usize::try_from(self.left).unwrap_or(BATCH).min(BATCH);
        if wanted == 0 {
            return Ok(0);
        }
        for column in &mut self.columns {
            column.fill(wanted)?;
        }
        self.left -= u64::try_from(wanted).unwrap_or(0);
        Ok(wanted)
    }
}

enum Buffer {
    None,
    Switch(Vec<bool>),
    Short(Vec<i32>),
    Long(Vec<i64>),
    Bytes(Vec<ByteArray>),
    Fixed(Vec<FixedLenByteArray>),
}

/// A column while it is read.
pub(super) struct Column {
    reader: ColumnReader,
    form: Form,
    buffer: Buffer,
    levels: Vec<i16>,
    /// The next value of the buffer; empty cells have none.
    next: usize,
    is_optional: bool,
}

/// A cell of a column.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Cell<'c> {
    Empty,
    Text(&'c [u8]),
    Typed(Typed),
    /// A day with a time, or out of all bounds.
    Moment,
}

impl Column {
    fn fill(&mut self, wanted: usize) -> Result<(), Failure> {
        self.levels.clear();
        self.next = 0;
        let levels = self.is_optional.then_some(&mut self.levels);
        let buffer = &mut self.buffer;
        macro_rules! take {
            ($reader:expr, $variant:ident) => {{
                let mut values = match std::mem::replace(buffer, Buffer::None) {
                    Buffer::$variant(mut values) => {
                        values.clear();
                        values
                    }
                    _ => Vec::new(),
                };
                let read = guarded(|| $reader.read_records(wanted, levels, None, &mut values))?;
                *buffer = Buffer::$variant(values);
                read
            }};
        }
        let (records, values, _) = match &mut self.reader {
            ColumnReader::BoolColumnReader(reader) => take!(reader, Switch),
            ColumnReader::Int32ColumnReader(reader) => take!(reader, Short),
            ColumnReader::Int64ColumnReader(reader) => take!(reader, Long),
            ColumnReader::ByteArrayColumnReader(reader) => take!(reader, Bytes),
            ColumnReader::FixedLenByteArrayColumnReader(reader) => take!(reader, Fixed),
            _ => {
                return Err(Failure::Unsupported(
                    "expected a column of a type that is read, found another",
                ));
            }
        };
        let filled = self.levels.iter().filter(|level| **level > 0).count();
        let expected = if self.is_optional { filled } else { wanted };
        if records != wanted
            || values != expected
            || (self.is_optional && self.levels.len() != wanted)
        {
            return Err(Failure::Lengths);
        }
        Ok(())
    }

    /// The cell of the next row of the batch.
    pub(super) fn cell(&mut self, row: usize) -> Cell<'_> {
        if self.is_optional && self.levels.get(row).is_none_or(|level| *level == 0) {
            return Cell::Empty;
        }
        let at = self.next;
        self.next += 1;
        let number = match &self.buffer {
            Buffer::Switch(values) => {
                return values
                    .get(at)
                    .map_or(Cell::Empty, |value| Cell::Typed(Typed::Switch(*value)));
            }
            Buffer::Short(values) => values.get(at).map(|value| match self.form {
                Form::Number { unsigned: true, .. } => i128::from(value.cast_unsigned()),
                _ => i128::from(*value),
            }),
            Buffer::Long(values) => values.get(at).map(|value| match self.form {
                Form::Number { unsigned: true, .. } => i128::from(value.cast_unsigned()),
                _ => i128::from(*value),
            }),
            Buffer::Bytes(values) => match (values.get(at), self.form) {
                (Some(value), Form::Text) => return Cell::Text(value.data()),
                (Some(value), _) => big_endian(value.data()),
                (None, _) => None,
            },
            Buffer::Fixed(values) => values.get(at).and_then(|value| big_endian(value.data())),
            Buffer::None => None,
        };
        let Some(number) = number else {
            return Cell::Moment;
        };
        match self.form {
            Form::Number { scale, .. } => Cell::Typed(Typed::Exact {
                unscaled: number,
                scale,
            }),
            Form::Date => day(number),
            Form::Moment { per_day } if number % i128::from(per_day) == 0 => {
                day(number / i128::from(per_day))
            }
            _ => Cell::Moment,
        }
    }
}

fn day(number: i128) -> Cell<'static> {
    let epoch = NaiveDate::default();
    let days = u64::try_from(number.unsigned_abs()).unwrap_or(u64::MAX);
    let day = if number < 0 {
        epoch.checked_sub_days(Days::new(days))
    } else {
        epoch.checked_add_days(Days::new(days))
    };
    day.map_or(Cell::Moment, |day| Cell::Typed(Typed::Date(day)))
}

/// A two's complement number, the highest byte first, of at most 16 bytes.
fn big_endian(bytes: &[u8]) -> Option<i128> {
    let first = *bytes.first()?;
    if bytes.len() > 16 {
        return None;
    }
    let start = if first & 0x80 == 0 { 0 } else { -1 };
    Some(bytes.iter().fold(start, |number: i128, byte| {
        (number << 8) | i128::from(*byte)
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn big_endian_numbers() {
        let table: [(&[u8], Option<i128>); 6] = [
            (&[0x01, 0x00], Some(256)),
            (&[0xff], Some(-1)),
            (&[0xff, 0x00], Some(-256)),
            (&[0x80; 1], Some(-128)),
            (&[0x7f; 16], Some(i128::from_be_bytes([0x7f; 16]))),
            (&[0; 17], None),
        ];
        for (bytes, expected) in table {
            assert_eq!(big_endian(bytes), expected, "{bytes:?}");
        }
        assert_eq!(big_endian(&[]), None);
    }

    #[test]
    fn days() {
        assert_eq!(day(0), Cell::Typed(Typed::Date(NaiveDate::default())));
        assert_eq!(
            day(-1),
            Cell::Typed(Typed::Date("1969-12-31".parse().unwrap()))
        );
        assert_eq!(day(i128::MAX), Cell::Moment);
    }
}
