//! Parquet artifacts: matches, open items, findings, and the true pairs of a made portfolio; and reading back those that
//! a later run needs.
//!
//! Money is `DECIMAL(18,2)`, dates are `DATE`, so that any tool reads them right. The same rows give the same bytes:
//! one row group size, Snappy, fixed writer name, no time, no schema copy of the library's own. Rows are written in the
//! order given. Not here: column names of input frames, files on disk.

use std::sync::Arc;

use arrow_array::builder::{
    BooleanBuilder, Date32Builder, Decimal128Builder, Int64Builder, StringBuilder,
};
use arrow_array::{Array, ArrayRef, BooleanArray, Date32Array, Decimal128Array, Int64Array};
use arrow_array::{RecordBatch, StringArray};
use bytes::Bytes;
use chrono::{Datelike, NaiveDate};
use domain::{FileId, OpenItem, Ore, Period, RowRef};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::arrow::arrow_writer::{ArrowWriter, ArrowWriterOptions};
use parquet::basic::Compression;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterVersion};
use parquet::schema::types::ColumnPath;

use crate::error::ReportError;
use crate::model::RunResult;
use crate::overview;
use crate::texts::Texts;

/// Rows per row group: large enough for good compression, small enough to read one at a time.
const ROW_GROUP_ROWS: usize = 1 << 17;
/// Digits of `DECIMAL(18,2)`.
const PRECISION: u8 = 18;
/// Decimals of `DECIMAL(18,2)`.
const SCALE: i8 = 2;
/// The largest absolute amount of `DECIMAL(18,2)`, in øre.
const MAX_DECIMAL: u64 = 999_999_999_999_999_999;
/// Days from 0001-01-01 to 1970-01-01 as chrono counts them.
const EPOCH_DAYS: i32 = 719_163;
/// Most rows that are read back: several years of open items of the largest agency. A bound for damaged bytes.
const MAX_ROWS: i64 = 50_000_000;
/// Columns with few different values, worth a dictionary.
const DICTIONARY_COLUMNS: [&str; 12] = [
    "side",
    "file",
    "rule",
    "birth_period",
    "set",
    "account",
    "currency",
    "check",
    "tab",
    "code",
    "severity",
    "cause",
];

/// A row of a true or found pair: which group, which side, which row. Ordered as written.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Pair {
    /// `<set>#<number>`.
    pub group: String,
    /// `bank`, `ledger`, `ocr` …
    pub side: String,
    /// Short digest of the file.
    pub file: FileId,
    /// Ordinal of the record in that file, from 0.
    pub record: u64,
}

/// A row of `frames/matches.parquet` as read back.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct StoredMatch {
    /// Group, side and row.
    pub pair: Pair,
    /// The rule that made the group.
    pub rule: String,
    /// Whether other groups would have been just as good.
    pub ambiguous: bool,
    /// In øre, debit positive.
    pub amount: Ore,
    /// Its date.
    pub date: NaiveDate,
    /// The period it came from.
    pub birth: Period,
}

/// `frames/matches.parquet`: columns `group`, `side`, `file`, `record`, `rule`, `ambiguous`, `amount`, `date`,
/// `birth_period`.
pub fn matches_parquet(run: &RunResult) -> Result<Vec<u8>, ReportError> {
    const NAME: &str = "frames/matches.parquet";
    let rows = &run.matches;
    let amounts = rows.iter().map(|row| row.amount);
    table(
        NAME,
        vec![
            (
                "group",
                text_column(rows.iter().map(|row| format!("{}#{}", row.set, row.group))),
            ),
            ("side", text_column(rows.iter().map(|row| row.side))),
            (
                "file",
                text_column(rows.iter().map(|row| row.row.file.to_string())),
            ),
            (
                "record",
                number_column(NAME, rows.iter().map(|row| row.row.record))?,
            ),
            (
                "rule",
                text_column(rows.iter().map(|row| row.rule.as_str())),
            ),
            (
                "ambiguous",
                flag_column(rows.iter().map(|row| row.ambiguous)),
            ),
            ("amount", amount_column(NAME, amounts)?),
            ("date", date_column(rows.iter().map(|row| row.date))),
            (
                "birth_period",
                text_column(rows.iter().map(|row| row.birth.to_string())),
            ),
        ],
    )
}

/// `frames/open_items.parquet`: every field of every open item, so that the next run can carry it.
pub fn open_items_parquet(items: &[OpenItem]) -> Result<Vec<u8>, ReportError> {
    const NAME: &str = "frames/open_items.parquet";
    let text = |field: fn(&OpenItem) -> &String| text_column(items.iter().map(field));
    table(
        NAME,
        vec![
            ("set", text(|item| &item.set)),
            ("side", text(|item| &item.side)),
            (
                "file",
                text_column(items.iter().map(|item| item.row.file.to_string())),
            ),
            (
                "record",
                number_column(NAME, items.iter().map(|item| item.row.record))?,
            ),
            (
                "line",
                number_column(NAME, items.iter().map(|item| item.line))?,
            ),
            ("account", text(|item| &item.account)),
            ("date", date_column(items.iter().map(|item| item.date))),
            (
                "amount",
                amount_column(NAME, items.iter().map(|item| item.amount))?,
            ),
            ("currency", text(|item| &item.currency)),
            ("reference", text(|item| &item.reference)),
            ("kid", text(|item| &item.kid)),
            ("lump", text(|item| &item.lump)),
            ("voucher", text(|item| &item.voucher)),
            ("text", text(|item| &item.text)),
            (
                "birth_period",
                text_column(items.iter().map(|item| item.birth.to_string())),
            ),
        ],
    )
}

/// `frames/suggestions.parquet`: the nearest candidates of every open item, three at most; `reasons` are words for
/// programs, `text` says them in the language of the artifacts. A suggestion, never a match.
pub fn suggestions_parquet(run: &RunResult, texts: &Texts) -> Result<Vec<u8>, ReportError> {
    const NAME: &str = "frames/suggestions.parquet";
    let all = || run.suggestions.iter();
    let reasons = all().map(|near| {
        let words = near.reasons.iter();
        let words = words.map(|text| text.key.strip_prefix("near-").unwrap_or(text.key));
        words.collect::<Vec<_>>().join(" ")
    });
    table(
        NAME,
        vec![
            ("set", text_column(all().map(|near| near.set.as_str()))),
            ("side", text_column(all().map(|near| near.side.as_str()))),
            (
                "file",
                text_column(all().map(|near| near.row.file.to_string())),
            ),
            (
                "record",
                number_column(NAME, all().map(|near| near.row.record))?,
            ),
            (
                "rank",
                number_column(NAME, all().map(|near| u64::from(near.rank)))?,
            ),
            (
                "candidate_side",
                text_column(all().map(|near| near.candidate_side.as_str())),
            ),
            (
                "candidate_file",
                text_column(all().map(|near| near.candidate.file.to_string())),
            ),
            (
                "candidate_record",
                number_column(NAME, all().map(|near| near.candidate.record))?,
            ),
            // 0 = the candidate is open.
            (
                "group",
                number_column(NAME, all().map(|near| u64::from(near.group.unwrap_or(0))))?,
            ),
            ("reasons", text_column(reasons)),
            (
                "text",
                text_column(all().map(|near| overview::near_words(near, texts))),
            ),
        ],
    )
}

/// `frames/findings.parquet`: one row per finding of every check, sentences in the language of the artifacts; `rows`
/// counts the rows that prove it, `row_refs` lists them separated by a blank.
pub fn findings_parquet(run: &RunResult, texts: &Texts) -> Result<Vec<u8>, ReportError> {
    const NAME: &str = "frames/findings.parquet";
    let all: Vec<_> = run
        .checks
        .iter()
        .flat_map(|check| check.findings.iter().map(move |f| (check, f)))
        .collect();
    let row_refs = all.iter().map(|(_, finding)| {
        finding
            .rows
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(" ")
    });
    let row_counts = all
        .iter()
        .map(|(_, f)| u64::try_from(f.rows.len()).unwrap_or(u64::MAX));
    table(
        NAME,
        vec![
            ("check", text_column(all.iter().map(|(check, _)| check.id))),
            (
                "tab",
                text_column(all.iter().map(|(check, _)| check.tab.as_str())),
            ),
            ("key", text_column(all.iter().map(|(_, f)| f.key.as_str()))),
            ("code", text_column(all.iter().map(|(_, f)| f.code))),
            (
                "severity",
                text_column(all.iter().map(|(_, f)| f.severity.as_str())),
            ),
            (
                "subject",
                text_column(all.iter().map(|(_, f)| f.subject.as_str())),
            ),
            (
                "amount",
                amount_column(NAME, all.iter().map(|(_, f)| f.amount))?,
            ),
            (
                "message",
                text_column(all.iter().map(|(_, f)| texts.render(&f.message))),
            ),
            (
                "cause",
                optional_column(all.iter().map(|(_, f)| f.cause.map(ToOwned::to_owned))),
            ),
            (
                "proposal",
                optional_column(all.iter().map(|(_, f)| f.proposal.clone())),
            ),
            (
                "action",
                optional_column(
                    all.iter()
                        .map(|(_, f)| f.action.as_ref().map(|a| texts.render(a))),
                ),
            ),
            ("rows", number_column(NAME, row_counts)?),
            ("row_refs", text_column(row_refs)),
        ],
    )
}

/// The true pairs of a made portfolio: columns `group`, `side`, `file`, `record`.
pub fn pairs_parquet(pairs: &[Pair]) -> Result<Vec<u8>, ReportError> {
    const NAME: &str = "pairs.parquet";
    table(
        NAME,
        vec![
            (
                "group",
                text_column(pairs.iter().map(|pair| pair.group.as_str())),
            ),
            (
                "side",
                text_column(pairs.iter().map(|pair| pair.side.as_str())),
            ),
            (
                "file",
                text_column(pairs.iter().map(|pair| pair.file.to_string())),
            ),
            (
                "record",
                number_column(NAME, pairs.iter().map(|pair| pair.record))?,
            ),
        ],
    )
}

/// Open items as [`open_items_parquet`] wrote them, in the same order. Bytes that are not such a table are an error,
/// never a shorter list.
pub fn read_open_items(bytes: &[u8]) -> Result<Vec<OpenItem>, ReportError> {
    read(bytes, "frames/open_items.parquet", |row| {
        Ok(OpenItem {
            set: row.text("set")?,
            side: row.text("side")?,
            row: RowRef {
                file: row.file()?,
                record: row.number("record")?,
            },
            line: row.number("line")?,
            account: row.text("account")?,
            date: row.date("date")?,
            amount: row.amount("amount")?,
            currency: row.text("currency")?,
            reference: row.text("reference")?,
            kid: row.text("kid")?,
            lump: row.text("lump")?,
            voucher: row.text("voucher")?,
            text: row.text("text")?,
            birth: row.period("birth_period")?,
        })
    })
}

/// Pairs as [`pairs_parquet`] wrote them; reads `frames/matches.parquet` too, which has the same columns and more.
pub fn read_pairs(bytes: &[u8]) -> Result<Vec<Pair>, ReportError> {
    read(bytes, "pairs.parquet", pair)
}

/// Matches as [`matches_parquet`] wrote them.
pub fn read_matches(bytes: &[u8]) -> Result<Vec<StoredMatch>, ReportError> {
    read(bytes, "frames/matches.parquet", |row| {
        Ok(StoredMatch {
            pair: pair(row)?,
            rule: row.text("rule")?,
            ambiguous: row.column::<BooleanArray>("ambiguous")?.value(row.index),
            amount: row.amount("amount")?,
            date: row.date("date")?,
            birth: row.period("birth_period")?,
        })
    })
}

fn text_column<T: AsRef<str>>(values: impl Iterator<Item = T>) -> ArrayRef {
    let mut builder = StringBuilder::new();
    values.for_each(|value| builder.append_value(value));
    Arc::new(builder.finish())
}

fn optional_column(values: impl Iterator<Item = Option<String>>) -> ArrayRef {
    let mut builder = StringBuilder::new();
    values.for_each(|value| builder.append_option(value));
    Arc::new(builder.finish())
}

fn flag_column(values: impl Iterator<Item = bool>) -> ArrayRef {
    let mut builder = BooleanBuilder::new();
    values.for_each(|value| builder.append_value(value));
    Arc::new(builder.finish())
}

fn date_column(values: impl Iterator<Item = NaiveDate>) -> ArrayRef {
    let mut builder = Date32Builder::new();
    values.for_each(|date| builder.append_value(date.num_days_from_ce() - EPOCH_DAYS));
    Arc::new(builder.finish())
}

fn number_column(
    artifact: &'static str,
    values: impl Iterator<Item = u64>,
) -> Result<ArrayRef, ReportError> {
    let mut builder = Int64Builder::new();
    for value in values {
        let value = i64::try_from(value).map_err(|_| {
            ReportError::value(
                artifact,
                format!("expected a number below 2^63, found {value}"),
            )
        })?;
        builder.append_value(value);
    }
    Ok(Arc::new(builder.finish()))
}

fn amount_column(
    artifact: &'static str,
    values: impl Iterator<Item = Ore>,
) -> Result<ArrayRef, ReportError> {
    let mut builder = Decimal128Builder::new().with_precision_and_scale(PRECISION, SCALE)?;
    for amount in values {
        if amount.unsigned() > MAX_DECIMAL {
            return Err(ReportError::value(
                artifact,
                format!("expected an amount of at most 18 digits, found {amount}"),
            ));
        }
        builder.append_value(i128::from(amount.0));
    }
    Ok(Arc::new(builder.finish()))
}

/// A table as Parquet bytes. Columns named `cause`, `proposal` and `action` may hold nulls, no other.
fn table(
    artifact: &'static str,
    columns: Vec<(&'static str, ArrayRef)>,
) -> Result<Vec<u8>, ReportError> {
    let mut properties = WriterProperties::builder()
        .set_created_by("avstem".to_owned())
        .set_writer_version(WriterVersion::PARQUET_1_0)
        .set_compression(Compression::SNAPPY)
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_max_row_group_row_count(Some(ROW_GROUP_ROWS))
        .set_dictionary_enabled(false);
    for column in DICTIONARY_COLUMNS {
        properties = properties
            .set_column_dictionary_enabled(ColumnPath::new(vec![column.to_owned()]), true);
    }
    let options = ArrowWriterOptions::new()
        .with_properties(properties.build())
        .with_skip_arrow_metadata(true)
        .with_schema_root(
            artifact
                .rsplit('/')
                .next()
                .unwrap_or(artifact)
                .replace(".parquet", ""),
        );
    let columns = columns
        .into_iter()
        .map(|(name, array)| (name, array, matches!(name, "cause" | "proposal" | "action")));
    let batch = RecordBatch::try_from_iter_with_nullable(columns)?;
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new_with_options(&mut bytes, batch.schema(), options)?;
    writer.write(&batch)?;
    writer.close()?;
    Ok(bytes)
}

/// One row of a table that is being read.
struct Row<'a> {
    artifact: &'static str,
    batch: &'a RecordBatch,
    index: usize,
}

impl Row<'_> {
    fn problem(&self, problem: impl Into<String>) -> ReportError {
        ReportError::value(self.artifact, problem)
    }

    /// A column of the expected type that has a value in this row.
    fn column<A: Array + 'static>(&self, name: &str) -> Result<&A, ReportError> {
        let column = self
            .batch
            .column_by_name(name)
            .ok_or_else(|| self.problem(format!("expected a column {name}, found none")))?;
        if column.is_null(self.index) {
            return Err(self.problem(format!("expected a value in column {name}, found null")));
        }
        column.as_any().downcast_ref::<A>().ok_or_else(|| {
            self.problem(format!(
                "column {name} has the unexpected type {}",
                column.data_type()
            ))
        })
    }

    fn text(&self, name: &str) -> Result<String, ReportError> {
        Ok(self
            .column::<StringArray>(name)?
            .value(self.index)
            .to_owned())
    }

    fn number(&self, name: &str) -> Result<u64, ReportError> {
        let value = self.column::<Int64Array>(name)?.value(self.index);
        u64::try_from(value).map_err(|_| {
            self.problem(format!(
                "expected no negative number in {name}, found {value}"
            ))
        })
    }

    fn amount(&self, name: &str) -> Result<Ore, ReportError> {
        let column = self.column::<Decimal128Array>(name)?;
        if column.scale() != SCALE {
            return Err(self.problem(format!(
                "expected 2 decimals in {name}, found {}",
                column.scale()
            )));
        }
        i64::try_from(column.value(self.index))
            .map(Ore)
            .map_err(|_| self.problem(format!("an amount in {name} does not fit in 64 bits")))
    }

    fn date(&self, name: &str) -> Result<NaiveDate, ReportError> {
        let days = self.column::<Date32Array>(name)?.value(self.index);
        days.checked_add(EPOCH_DAYS)
            .and_then(NaiveDate::from_num_days_from_ce_opt)
            .ok_or_else(|| self.problem(format!("expected a date in {name}, found day {days}")))
    }

    fn period(&self, name: &str) -> Result<Period, ReportError> {
        self.text(name)?
            .parse()
            .map_err(|_| self.problem(format!("expected a period in {name}")))
    }

    fn file(&self) -> Result<FileId, ReportError> {
        self.text("file")?
            .parse()
            .map_err(|_| self.problem("expected a short digest in file"))
    }
}

fn pair(row: &Row<'_>) -> Result<Pair, ReportError> {
    Ok(Pair {
        group: row.text("group")?,
        side: row.text("side")?,
        file: row.file()?,
        record: row.number("record")?,
    })
}

/// Reads a whole table. The bytes are meant to be checked against the run's `SHA256SUMS` before; damaged ones are an
/// error all the same, because the library that decodes them stops the program at some of them.
fn read<T>(
    bytes: &[u8],
    artifact: &'static str,
    convert: impl Fn(&Row<'_>) -> Result<T, ReportError>,
) -> Result<Vec<T>, ReportError> {
    // Nothing outlives the call but its result, so that half-changed state cannot be seen afterwards.
    let decode = std::panic::AssertUnwindSafe(|| decode(bytes, artifact, convert));
    std::panic::catch_unwind(decode).unwrap_or_else(|_| {
        Err(ReportError::value(
            artifact,
            "expected a Parquet table, found damaged bytes",
        ))
    })
}

fn decode<T>(
    bytes: &[u8],
    artifact: &'static str,
    convert: impl Fn(&Row<'_>) -> Result<T, ReportError>,
) -> Result<Vec<T>, ReportError> {
    let builder = ParquetRecordBatchReaderBuilder::try_new(Bytes::copy_from_slice(bytes))?;
    let stated = builder.metadata().file_metadata().num_rows();
    if stated > MAX_ROWS {
        let problem = format!("expected at most {MAX_ROWS} rows, found {stated}");
        return Err(ReportError::value(artifact, problem));
    }
    let mut rows = Vec::new();
    for batch in builder.build()? {
        let batch = batch?;
        for index in 0..batch.num_rows() {
            rows.push(convert(&Row {
                artifact,
                batch: &batch,
                index,
            })?);
        }
    }
    Ok(rows)
}
