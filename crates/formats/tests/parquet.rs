//! Parquet: corpus, error gallery, properties. The corpus is text: `made` turns it into files with the crate's own writer.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests stop at the first surprise"
)]

mod gallery;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{Cursor, Read, Seek, SeekFrom};
use std::sync::Arc;

use domain::agency::Mapping;
use domain::{Diagnostic, Ore, Period, Position, Severity};
use formats::FormatId;
use formats::parquet::record::Totals;
use formats::parquet::{Options, error, parse, read_rows, sniff};
use formats::table::record::{LedgerRow, Record, Value};
use parquet::basic::{Compression, Encoding, Type as Physical};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::{ByteArray, FixedLenByteArray};
use parquet::file::properties::{WriterProperties, WriterVersion};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use parquet::schema::types::{ColumnDescriptor, SchemaDescriptor};
use proptest::prelude::*;

/// How a file of the corpus is written.
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent switches of a writer"
)]
#[derive(Clone, Copy, Default)]
struct Made {
    snappy: bool,
    version_2: bool,
    delta: bool,
    no_dictionary: bool,
    /// Rows of a row group; 0 = all.
    group: usize,
}

/// A file from its description: a line of words on how to write it, the schema on one line, then a row per line, its
/// cells apart by ` | `; an empty cell of an optional column is nothing. Numbers stand unscaled.
fn made(description: &[u8]) -> Vec<u8> {
    let text = std::str::from_utf8(description).unwrap();
    let mut lines = text.lines();
    let words = lines.next().unwrap();
    let how = Made {
        snappy: words.contains("snappy"),
        version_2: words.contains("version-2"),
        delta: words.contains("delta"),
        no_dictionary: words.contains("plain"),
        group: if words.contains("groups-of-2") { 2 } else { 0 },
    };
    let schema = lines.next().unwrap();
    let rows: Vec<Vec<String>> = lines
        .map(|line| line.split('|').map(|cell| cell.trim().to_owned()).collect())
        .collect();
    written(schema, &rows, how)
}

fn written(schema: &str, rows: &[Vec<String>], how: Made) -> Vec<u8> {
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let descriptor = SchemaDescriptor::new(Arc::clone(&schema));
    let mut properties = WriterProperties::builder()
        .set_dictionary_enabled(!how.delta && !how.no_dictionary)
        .set_writer_version(if how.version_2 {
            WriterVersion::PARQUET_2_0
        } else {
            WriterVersion::PARQUET_1_0
        });
    if how.version_2 && !how.delta {
        properties = properties.set_encoding(Encoding::PLAIN);
    }
    if how.delta {
        properties = properties.set_encoding(Encoding::DELTA_BINARY_PACKED);
    }
    if how.snappy {
        properties = properties.set_compression(Compression::SNAPPY);
    }
    let mut bytes = Vec::new();
    let mut writer =
        SerializedFileWriter::new(&mut bytes, schema, Arc::new(properties.build())).unwrap();
    let size = if how.group == 0 {
        rows.len().max(1)
    } else {
        how.group
    };
    for group in rows.chunks(size) {
        let mut row_group = writer.next_row_group().unwrap();
        let mut index = 0;
        while let Some(mut column) = row_group.next_column().unwrap() {
            write_column(column.untyped(), &descriptor.column(index), group, index);
            column.close().unwrap();
            index += 1;
        }
        row_group.close().unwrap();
    }
    writer.close().unwrap();
    bytes
}

fn write_column(
    column: &mut ColumnWriter<'_>,
    descriptor: &ColumnDescriptor,
    rows: &[Vec<String>],
    index: usize,
) {
    let cells: Vec<&str> = rows
        .iter()
        .map(|row| row.get(index).map_or("", String::as_str))
        .collect();
    let is_optional = descriptor.max_def_level() > 0;
    let levels: Vec<i16> = cells
        .iter()
        .map(|cell| i16::from(!cell.is_empty()))
        .collect();
    let filled: Vec<&str> = cells
        .into_iter()
        .filter(|cell| !is_optional || !cell.is_empty())
        .collect();
    let levels = is_optional.then_some(&levels[..]);
    let length = usize::try_from(descriptor.type_length()).unwrap_or(0);
    let big_endian = |text: &&str| {
        let bytes = text.parse::<i128>().unwrap().to_be_bytes();
        FixedLenByteArray::from(bytes[16 - length..].to_vec())
    };
    macro_rules! write {
        ($writer:expr, $map:expr) => {
            $writer
                .write_batch(&filled.iter().map($map).collect::<Vec<_>>(), levels, None)
                .unwrap()
        };
    }
    let count = match column {
        ColumnWriter::BoolColumnWriter(writer) => write!(writer, |text| *text == "ja"),
        ColumnWriter::Int32ColumnWriter(writer) => {
            write!(writer, |text| text.parse::<i32>().unwrap())
        }
        ColumnWriter::Int64ColumnWriter(writer) => {
            write!(writer, |text| text.parse::<i64>().unwrap())
        }
        ColumnWriter::FloatColumnWriter(writer) => {
            write!(writer, |text| text.parse::<f32>().unwrap())
        }
        ColumnWriter::DoubleColumnWriter(writer) => {
            write!(writer, |text| text.parse::<f64>().unwrap())
        }
        ColumnWriter::ByteArrayColumnWriter(writer) => {
            write!(writer, |text| match text.strip_prefix("hex:") {
                Some(hex) => ByteArray::from(
                    (0..hex.len() / 2)
                        .map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap())
                        .collect::<Vec<u8>>()
                ),
                None => ByteArray::from(*text),
            })
        }
        ColumnWriter::FixedLenByteArrayColumnWriter(writer) => write!(writer, big_endian),
        ColumnWriter::Int96ColumnWriter(_) => unreachable!("no case has it"),
    };
    assert!(count <= rows.len());
}

fn read_all(bytes: &[u8]) -> (Vec<Record>, Totals, Vec<Diagnostic>) {
    let parsed = parse(bytes, &options());
    (
        parsed.value.records,
        parsed.value.totals,
        parsed.diagnostics,
    )
}

/// The mappings the corpus is read with.
fn options() -> Options {
    let columns = [
        ("state_account", "statskonto"),
        ("article", "art"),
        ("amount", "nok"),
    ];
    Options {
        mappings: vec![Mapping {
            kind: "a-report".to_owned(),
            sheet: None,
            columns: columns
                .map(|(field, heading)| (field.to_owned(), heading.to_owned()))
                .into(),
        }],
    }
}

fn is_accepted(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().all(|d| d.severity != Severity::Error)
}

fn render(bytes: &[u8]) -> String {
    let (records, totals, diagnostics) = read_all(bytes);
    let mut text = format!(
        "kind {:?} rows {} groups {} debit {} credit {} sums {:?}\n{:?}\n",
        totals.kind,
        totals.rows,
        totals.row_groups,
        totals.debit,
        totals.credit,
        totals.sums,
        totals.headings
    );
    for record in &records {
        let _ = match record {
            Record::Ledger(r) => writeln!(
                text,
                "ledger {}@{}: {} voucher {:?} {} {} {} kid {:?} text {:?}",
                r.position.record,
                r.position.line,
                r.account,
                r.voucher,
                r.period,
                r.date,
                r.amount,
                r.kid,
                r.text
            ),
            Record::Subledger(r) => writeln!(
                text,
                "subledger {}: {} {} {}",
                r.position.record, r.account, r.party, r.amount
            ),
            Record::Register(r) => {
                let names = r.kind.fields.iter().map(|field| field.name);
                let filled = names
                    .zip(&r.values)
                    .filter(|(_, value)| **value != Value::Empty);
                let cells: Vec<String> = filled
                    .map(|(name, value)| format!("{name} {value:?}"))
                    .collect();
                writeln!(
                    text,
                    "{} {}@{}: {}",
                    r.kind.id,
                    r.position.record,
                    r.position.line,
                    cells.join(" ")
                )
            }
        };
    }
    text + &gallery::diagnostics(&diagnostics)
}

#[test]
fn corpus() {
    gallery::compare("parquet/ok", |description| {
        let bytes = made(description);
        let diagnostics = read_all(&bytes).2;
        assert!(is_accepted(&diagnostics), "{diagnostics:?}");
        render(&bytes)
    });
    gallery::compare("parquet/err", |description| {
        gallery::diagnostics(&read_all(&made(description)).2)
    });
}

/// A stream that fails behind its first reads.
struct Broken(Cursor<Vec<u8>>, u32);

impl Read for Broken {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.1 == 0 {
            return Err(std::io::ErrorKind::ConnectionReset.into());
        }
        self.1 -= 1;
        self.0.read(buffer)
    }
}

impl Seek for Broken {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.0.seek(to)
    }
}

const LEDGER: &str = "message m { required binary konto (STRING); required binary bilagsnr (STRING); required int32 dato (DATE); required int64 beløp (DECIMAL(18,2)); }";

#[test]
fn every_declared_code_has_a_case() {
    let mut raised = BTreeSet::new();
    for (name, description) in gallery::files("parquet/err") {
        let diagnostics = read_all(&made(&description)).2;
        gallery::assert_form(&diagnostics);
        let code = format!("PARQ{}", &name[4..7]);
        assert!(
            diagnostics.iter().any(|d| d.code == code),
            "{name} does not raise {code}: {diagnostics:?}"
        );
        raised.extend(diagnostics.iter().map(|d| d.code));
    }
    let whole = made(&gallery::files("parquet/ok")["ledger.txt"]);
    for reads in 0..6 {
        let failing = read_rows(
            Broken(Cursor::new(whole.clone()), reads),
            &options(),
            &mut |_| (),
        );
        assert!(!is_accepted(&failing.diagnostics));
        raised.extend(failing.diagnostics.iter().map(|d| d.code));
    }
    let wrong = vec![
        vec![
            String::new(),
            "1".to_owned(),
            "20178".to_owned(),
            "1".to_owned()
        ];
        2_000
    ];
    let noise = read_all(&written(LEDGER, &wrong, Made::default())).2;
    assert_eq!(
        (noise.len(), noise[999].code),
        (formats::MAX_DIAGNOSTICS, "PARQ020")
    );
    raised.insert("PARQ020");
    let mappings = vec![Mapping {
        kind: "register".to_owned(),
        sheet: None,
        columns: BTreeMap::new(),
    }];
    let found = parse(&whole, &Options { mappings }).diagnostics;
    assert_eq!(
        found.iter().map(|d| d.code).collect::<Vec<_>>(),
        ["PARQ021"]
    );
    raised.insert("PARQ021");
    for (bytes, code) in hostile(&whole) {
        let diagnostics = read_all(&bytes).2;
        gallery::assert_form(&diagnostics);
        assert!(
            diagnostics.iter().any(|d| d.code == code),
            "{code}: {diagnostics:?}"
        );
        raised.insert(code);
    }
    let declared: BTreeSet<_> = error::KINDS.iter().map(|kind| kind.code).collect();
    assert_eq!(raised, declared);
}

/// Files that are not what they say.
fn hostile(whole: &[u8]) -> Vec<(Vec<u8>, &'static str)> {
    let footer = |directory: &[u8]| {
        let length = u32::try_from(directory.len()).unwrap().to_le_bytes();
        [b"PAR1", directory, &length[..], b"PAR1"].concat()
    };
    // A list of row groups that is said to have two milliards of entries.
    let long_list = footer(&[0x15, 2, 0x19, 0xfc, 0xff, 0xff, 0xff, 0xff, 0x07]);
    // A list of 70 000 entries that are there.
    let many = footer(
        &[
            &[0x15, 2, 0x19, 0xf3, 0xf0, 0xa2, 0x04][..],
            &vec![0; 70_000],
            &[0],
        ]
        .concat(),
    );
    let deep = footer(&[&[0x1c; 100][..], &[0; 101]].concat());
    let too_long = [
        b"PAR1".to_vec(),
        vec![0; 5 << 20],
        (5_u32 << 20).to_le_bytes().to_vec(),
        b"PAR1".to_vec(),
    ]
    .concat();
    let mut encrypted = whole.to_vec();
    let end = encrypted.len();
    encrypted[end - 4..].copy_from_slice(b"PARE");
    // The number of rows of the file is the third field of its directory: a varint behind the schema.
    vec![
        (long_list, "PARQ001"),
        (many, "PARQ002"),
        (deep, "PARQ002"),
        (too_long, "PARQ002"),
        (encrypted, "PARQ003"),
        (b"PAR1PAR1".to_vec(), "PARQ001"),
        (Vec::new(), "PARQ001"),
        (other_number_of_rows(whole), "PARQ006"),
    ]
}

/// The file with a directory that promises one row more in its row group.
fn other_number_of_rows(whole: &[u8]) -> Vec<u8> {
    // Four rows stand as the varint 8 in two places: of the row group and of the file; any change must be noticed.
    for at in (0..whole.len()).rev() {
        let mut changed = whole.to_vec();
        if changed[at] == 8 {
            changed[at] = 10;
            if read_all(&changed).2.iter().any(|d| d.code == "PARQ006") {
                return changed;
            }
        }
    }
    Vec::new()
}

#[test]
fn claims_parquet_and_nothing_else() {
    for (name, description) in gallery::files("parquet/ok") {
        let bytes = made(&description);
        assert_eq!(formats::sniff(&bytes), [FormatId::Parquet], "{name}");
    }
    for folder in ["saf-t/ok", "camt053/ok", "ocr-giro/ok", "delimited/ok"] {
        for (name, bytes) in gallery::files(folder) {
            assert!(!sniff(&bytes), "{name}");
        }
    }
}

#[test]
fn every_cut_is_noticed() {
    for (name, description) in gallery::files("parquet/ok") {
        let bytes = made(&description);
        for length in 0..bytes.len() {
            assert!(
                !is_accepted(&read_all(&bytes[..length]).2),
                "{name} cut at {length}"
            );
        }
    }
}

#[test]
fn flipped_bytes_never_panic() {
    for (name, description) in gallery::files("parquet/ok") {
        let bytes = made(&description);
        // Every byte of one file; of the others enough to meet every kind of page.
        let step = if name == "hours.txt" { 1 } else { 17 };
        for at in (0..bytes.len()).step_by(step) {
            let mut changed = bytes.clone();
            changed[at] ^= [1, 0x20, 0x80][at % 3];
            let diagnostics = read_all(&changed).2;
            gallery::assert_form(&diagnostics);
            // Magic, directory length and the place of pages are noticed; a value inside a page cannot be.
            assert!(at >= 4 || !is_accepted(&diagnostics), "{name} byte {at}");
        }
    }
}

#[test]
fn nothing_personal_is_said() {
    let schema = "message m { required binary leverandørnr (STRING); required binary navn (STRING); required binary bankkonto (STRING); optional binary orgnr (STRING); optional binary sist_brukt (STRING); }";
    let rows = [vec![
        "",
        "Syntetisk Person",
        "hex:ff31",
        "01818012094",
        "01818012094",
    ]
    .into_iter()
    .map(str::to_owned)
    .collect()];
    let diagnostics = read_all(&written(schema, &rows, Made::default())).2;
    assert!(!is_accepted(&diagnostics));
    let said = gallery::diagnostics(&diagnostics);
    for secret in ["Syntetisk", "01818012094"] {
        assert!(!said.contains(secret), "{said}");
    }
}

prop_compose! {
    fn ledger_row()(
        (account, voucher) in ("[0-9]{4}", "[A-Z0-9-]{1,12}"),
        (year, number, day) in (2000_i32..2100, 0_u8..=14, 0_u64..30_000),
        amount in -domain::money::MAX_ABS_ORE..=domain::money::MAX_ABS_ORE,
        (kid, text) in ("|[0-9]{5,25}", "|[a-zæøåÆØÅ0-9;\"<>&€_-]{1,20}"),
    ) -> LedgerRow {
        let epoch: chrono::NaiveDate = "2000-01-01".parse().unwrap();
        LedgerRow {
            position: Position::default(),
            account, voucher,
            voucher_type: String::new(),
            period: Period::new(year, number).unwrap(),
            date: epoch + chrono::Days::new(day),
            amount: Ore(amount),
            currency: String::new(), batch: String::new(), reference: String::new(),
            kid, party: String::new(), text,
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn reads_what_is_written(
        rows in prop::collection::vec(ledger_row(), 1..12),
        (snappy, version_2, no_dictionary, group) in (any::<bool>(), any::<bool>(), any::<bool>(), 0_usize..4),
        money in 0_usize..3,
    ) {
        let amount = ["required int64 beløp (DECIMAL(18,2))", "required fixed_len_byte_array(9) beløp (DECIMAL(20,2))", "optional int64 beløp (DECIMAL(18,2))"][money];
        let schema = format!("message m {{ required binary konto (STRING); required binary bilagsnr (STRING); required int32 periode; required int32 bilagsdato (DATE); {amount}; optional binary kid (STRING); optional binary tekst (STRING); }}");
        let cells: Vec<Vec<String>> = rows.iter().map(|row| vec![
            row.account.clone(),
            row.voucher.clone(),
            row.period.as_i32().to_string(),
            row.date.signed_duration_since(chrono::NaiveDate::default()).num_days().to_string(),
            row.amount.0.to_string(),
            row.kid.clone(),
            row.text.clone(),
        ]).collect();
        let how = Made { snappy, version_2, delta: false, no_dictionary, group };
        let (records, totals, diagnostics) = read_all(&written(&schema, &cells, how));
        prop_assert_eq!(&diagnostics, &[]);
        let sum: i128 = rows.iter().map(|row| i128::from(row.amount.0)).sum();
        prop_assert_eq!(totals.debit - totals.credit, sum);
        let found: Vec<LedgerRow> = records.into_iter().map(|record| match record {
            Record::Ledger(row) => LedgerRow { position: Position::default(), ..row },
            other => unreachable!("{other:?}"),
        }).collect();
        prop_assert_eq!(found, rows);
    }

    #[test]
    fn no_bytes_panic(at in any::<prop::sample::Index>(), bytes in prop::collection::vec(any::<u8>(), 1..20)) {
        for description in gallery::files("parquet/ok").into_values() {
            let mut changed = made(&description);
            let place = at.index(changed.len());
            let end = (place + bytes.len()).min(changed.len());
            changed[place..end].copy_from_slice(&bytes[..end - place]);
            gallery::assert_form(&read_all(&changed).2);
        }
    }
}

/// The physical types of the table in the module's documentation are those that are made here.
#[test]
fn types_are_all_tried() {
    let all: String = gallery::files("parquet/ok")
        .into_values()
        .map(|bytes| String::from_utf8(bytes).unwrap())
        .collect();
    for physical in [
        Physical::INT32,
        Physical::INT64,
        Physical::BYTE_ARRAY,
        Physical::FIXED_LEN_BYTE_ARRAY,
        Physical::BOOLEAN,
    ] {
        let name = match physical {
            Physical::BYTE_ARRAY => "binary".to_owned(),
            other => other.to_string().to_lowercase(),
        };
        assert!(all.contains(&name), "{name}");
    }
}
