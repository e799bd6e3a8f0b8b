//! Workbooks: corpus, error gallery, properties. The corpus is text: `made` turns it into archives.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::format_collect,
    reason = "tests stop at the first surprise"
)]

mod gallery;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{Cursor, Read, Seek, SeekFrom, Write as _};

use chrono::Datelike as _;
use domain::agency::Mapping;
use domain::{Diagnostic, Ore, Period, Position, Severity};
use formats::FormatId;
use formats::table::record::{LedgerRow, Record, Value};
use formats::xlsx::record::Totals;
use formats::xlsx::{Options, error, parse, read_rows, sniff};
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// The mappings the corpus is read with.
fn options() -> Options {
    let mapping = |kind: &str, sheet: Option<&str>, columns: &[(&str, &str)]| Mapping {
        kind: kind.to_owned(),
        sheet: sheet.map(str::to_owned),
        columns: columns
            .iter()
            .map(|(field, heading)| ((*field).to_owned(), (*heading).to_owned()))
            .collect(),
    };
    Options {
        mappings: vec![
            mapping(
                "a-report",
                Some("A-rapport"),
                &[
                    ("state_account", "Statskonto"),
                    ("article", "Artskonto"),
                    ("amount", "Beløp"),
                ],
            ),
            mapping("ledger", None, &[("account", "Kto"), ("amount", "Rest")]),
        ],
    }
}

const PARTS: [(&str, &str); 5] = [
    (
        "[Content_Types].xml",
        "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>",
    ),
    (
        "_rels/.rels",
        "<Relationships><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
    ),
    (
        "xl/workbook.xml",
        "<workbook xmlns:r=\"urn:r\"><sheets><sheet name=\"Ark1\" sheetId=\"1\" r:id=\"s1\"/></sheets></workbook>",
    ),
    (
        "xl/_rels/workbook.xml.rels",
        "<Relationships><Relationship Id=\"s1\" Type=\"urn:x/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"s2\" Type=\"urn:x/worksheet\" Target=\"/xl/worksheets/sheet2.xml\"/><Relationship Id=\"st\" Type=\"urn:x/styles\" Target=\"styles.xml\"/><Relationship Id=\"ss\" Type=\"urn:x/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>",
    ),
    (
        "xl/styles.xml",
        "<styleSheet><numFmts count=\"1\"><numFmt numFmtId=\"164\" formatCode=\"dd/mm/yyyy\"/></numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"164\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>",
    ),
];

/// A workbook from its description: `== PART` begins a part; in a part `sheet1` or `sheet2` every line is a row, its
/// cells apart by ` | `: `#` a number, `@` a number in a date format, `~` a number that a formula made, `!` an error, `?`
/// yes or no, `"` a text in the cell itself, anything else a shared text. A line that begins with `<` is raw.
fn made(description: &[u8]) -> Vec<u8> {
    let text = std::str::from_utf8(description).unwrap();
    let mut parts: BTreeMap<String, String> = PARTS
        .iter()
        .map(|(name, content)| ((*name).to_owned(), (*content).to_owned()))
        .collect();
    let mut shared: Vec<String> = Vec::new();
    for part in text.split("== ").skip(1) {
        let (name, body) = part.split_once('\n').unwrap();
        if !name.starts_with("sheet") {
            parts.insert(name.trim().to_owned(), body.trim_end().to_owned());
            continue;
        }
        let mut sheet = "<worksheet><sheetData>".to_owned();
        for (row, line) in (1..).zip(body.lines()) {
            if line.starts_with('<') {
                sheet.push_str(line);
                continue;
            }
            let _ = write!(sheet, "<row r=\"{row}\">");
            for (column, cell) in line.split('|').enumerate() {
                let at = format!("{}{row}", char::from(b'A' + u8::try_from(column).unwrap()));
                let (mark, value) = cell.trim().split_at(cell.trim().len().min(1));
                let _ = match mark {
                    "" => Ok(()),
                    "#" => write!(sheet, "<c r=\"{at}\"><v>{value}</v></c>"),
                    "@" => write!(sheet, "<c r=\"{at}\" s=\"1\"><v>{value}</v></c>"),
                    "~" => write!(sheet, "<c r=\"{at}\"><f>A1+1</f><v>{value}</v></c>"),
                    "!" => write!(sheet, "<c r=\"{at}\" t=\"e\"><v>{value}</v></c>"),
                    "?" => write!(sheet, "<c r=\"{at}\" t=\"b\"><v>{value}</v></c>"),
                    "\"" => write!(
                        sheet,
                        "<c r=\"{at}\" t=\"inlineStr\"><is><t>{value}</t></is></c>"
                    ),
                    _ => {
                        shared.push(cell.trim().to_owned());
                        write!(
                            sheet,
                            "<c r=\"{at}\" t=\"s\"><v>{}</v></c>",
                            shared.len() - 1
                        )
                    }
                };
            }
            sheet.push_str("</row>");
        }
        sheet.push_str("</sheetData></worksheet>");
        parts.insert(format!("xl/worksheets/{}.xml", name.trim()), sheet);
    }
    let texts: String = shared
        .iter()
        .map(|text| format!("<si><t>{text}</t></si>"))
        .collect();
    parts
        .entry("xl/sharedStrings.xml".to_owned())
        .or_insert_with(|| format!("<sst uniqueCount=\"99999999999999999\">{texts}</sst>"));
    archive(
        parts
            .iter()
            .map(|(name, content)| (name.as_str(), content.as_bytes())),
    )
}

fn archive<'a>(parts: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let packed = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, content) in parts {
        zip.start_file(name, packed).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn read_all(bytes: &[u8], options: &Options) -> (Vec<Record>, Totals, Vec<Diagnostic>) {
    let parsed = parse(bytes, options);
    (
        parsed.value.records,
        parsed.value.totals,
        parsed.diagnostics,
    )
}

fn codes(bytes: &[u8]) -> Vec<&'static str> {
    read_all(bytes, &options())
        .2
        .iter()
        .map(|d| d.code)
        .collect()
}

fn is_accepted(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().all(|d| d.severity != Severity::Error)
}

fn render(bytes: &[u8]) -> String {
    let (records, totals, diagnostics) = read_all(bytes, &options());
    let mut text = format!(
        "sheet {:?} kind {:?} rows {} debit {} credit {} sums {:?} formulas {}\n{:?}\n",
        totals.sheet,
        totals.kind,
        totals.rows,
        totals.debit,
        totals.credit,
        totals.sums,
        totals.formulas,
        totals.headings
    );
    for record in &records {
        let _ = match record {
            Record::Ledger(r) => writeln!(
                text,
                "ledger {}@{}: {} voucher {:?} {} {} {} text {:?}",
                r.position.record,
                r.position.line,
                r.account,
                r.voucher,
                r.period,
                r.date,
                r.amount,
                r.text
            ),
            Record::Subledger(r) => writeln!(
                text,
                "subledger {}@{}: {} party {:?} {} {} {}",
                r.position.record, r.position.line, r.account, r.party, r.period, r.date, r.amount
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
    gallery::compare("xlsx/ok", |description| {
        let bytes = made(description);
        let diagnostics = read_all(&bytes, &options()).2;
        assert!(is_accepted(&diagnostics), "{diagnostics:?}");
        render(&bytes)
    });
    gallery::compare("xlsx/err", |description| {
        gallery::diagnostics(&read_all(&made(description), &options()).2)
    });
}

/// A stream that fails behind its first bytes.
struct Broken(Cursor<Vec<u8>>, u64);

impl Read for Broken {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.0.position() >= self.1 {
            return Err(std::io::ErrorKind::ConnectionReset.into());
        }
        let most = usize::try_from(self.1 - self.0.position())
            .unwrap()
            .min(buffer.len());
        self.0.read(&mut buffer[..most])
    }
}

impl Seek for Broken {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.0.seek(to)
    }
}

fn ledger_of(rows: usize) -> Vec<u8> {
    let mut text = "== sheet1\nKonto | Bilagsnr | Dato | Beløp\n".to_owned();
    for row in 0..rows {
        let _ = writeln!(text, "#1939 | #{row} | @45747 | #1.005");
    }
    made(text.as_bytes())
}

#[test]
fn every_declared_code_has_a_case() {
    let mut raised = BTreeSet::new();
    for (name, description) in gallery::files("xlsx/err") {
        let diagnostics = read_all(&made(&description), &options()).2;
        gallery::assert_form(&diagnostics);
        let code = format!("XLSX{}", &name[4..7]);
        assert!(
            diagnostics.iter().any(|d| d.code == code),
            "{name} does not raise {code}: {diagnostics:?}"
        );
        raised.extend(diagnostics.iter().map(|d| d.code));
    }
    let whole = made(&gallery::files("xlsx/ok")["ledger.txt"]);
    let failing = read_rows(
        Broken(Cursor::new(whole.clone()), 100),
        &options(),
        &mut |_| (),
    );
    assert!(
        failing.diagnostics.iter().any(|d| d.code == "XLSX019"),
        "{:?}",
        failing.diagnostics
    );
    raised.insert("XLSX019");
    let noise = read_all(&ledger_of(2_000), &options()).2;
    assert_eq!(
        (noise.len(), noise[999].code),
        (formats::MAX_DIAGNOSTICS, "XLSX020")
    );
    raised.insert("XLSX020");
    for mappings in [
        vec![Mapping {
            kind: "register".to_owned(),
            sheet: None,
            columns: BTreeMap::new(),
        }],
        vec![Mapping {
            kind: "ledger".to_owned(),
            sheet: None,
            columns: [("due".to_owned(), "Konto".to_owned())].into(),
        }],
    ] {
        let found = read_all(&whole, &Options { mappings }).2;
        assert_eq!(
            found.iter().map(|d| d.code).collect::<Vec<_>>(),
            ["XLSX021"]
        );
    }
    raised.insert("XLSX021");
    for (bytes, code) in hostile() {
        let found = codes(&bytes);
        let diagnostics = read_all(&bytes, &options()).2;
        assert!(found.contains(&code), "{code}: {diagnostics:?}");
        raised.insert(code);
    }
    let declared: BTreeSet<_> = error::KINDS.iter().map(|kind| kind.code).collect();
    assert_eq!(raised, declared);
}

/// Archives that are not what they say.
fn hostile() -> Vec<(Vec<u8>, &'static str)> {
    let with = |name: &'static str, content: Vec<u8>| {
        let mut parts: Vec<(&str, Vec<u8>)> = PARTS
            .iter()
            .filter(|(other, _)| *other != name)
            .map(|(name, content)| (*name, content.as_bytes().to_vec()))
            .collect();
        parts.push((name, content));
        parts.push(("xl/sharedStrings.xml", b"<sst/>".to_vec()));
        archive(
            parts
                .iter()
                .map(|(name, content)| (*name, content.as_slice())),
        )
    };
    // 17 MiB of blanks pack to 17 KiB: judged by what the directory says, before anything is unpacked.
    let blanks = with("xl/worksheets/sheet1.xml", vec![b' '; 17 << 20]);
    assert!(blanks.len() < 1 << 20);
    // The same with a directory that says it is small: stopped where it goes on, as damage.
    let mut lying = blanks.clone();
    let size = u32::try_from(17 << 20).unwrap().to_le_bytes();
    let places: Vec<usize> = lying
        .windows(4)
        .enumerate()
        .filter(|(_, bytes)| **bytes == size)
        .map(|(at, _)| at)
        .collect();
    assert!(!places.is_empty());
    for at in places {
        lying[at..at + 4].copy_from_slice(&1000_u32.to_le_bytes());
    }
    let long_token = with(
        "xl/worksheets/sheet1.xml",
        [b"<worksheet a=\"".to_vec(), vec![b'a'; 3 << 20]].concat(),
    );
    let deep = with("xl/worksheets/sheet1.xml", b"<a>".repeat(100));
    let sheets: String = (0..2_000)
        .map(|n| format!("<sheet name=\"{n}\" r:id=\"s1\"/>"))
        .collect();
    let many = with(
        "xl/workbook.xml",
        format!("<workbook><sheets>{sheets}</sheets></workbook>").into_bytes(),
    );
    vec![
        (blanks, "XLSX002"),
        (lying, "XLSX001"),
        (long_token, "XLSX002"),
        (deep, "XLSX002"),
        (many, "XLSX002"),
        (b"PK\x03\x04 xl/ and nothing else".to_vec(), "XLSX001"),
        (Vec::new(), "XLSX001"),
    ]
}

#[test]
fn claims_workbooks_and_nothing_else() {
    for (name, description) in gallery::files("xlsx/ok") {
        let bytes = made(&description);
        assert_eq!(
            formats::sniff(bytes.get(..1 << 16).unwrap_or(&bytes)),
            [FormatId::Xlsx],
            "{name}"
        );
    }
    for folder in ["saf-t/ok", "camt053/ok", "ocr-giro/ok", "delimited/ok"] {
        for (name, bytes) in gallery::files(folder) {
            assert!(!sniff(&bytes), "{name}");
        }
    }
    assert!(!sniff(&archive([
        ("word/document.xml", &b"<a/>"[..]),
        ("[Content_Types].xml", b"<a/>")
    ])));
}

#[test]
fn every_cut_is_noticed() {
    for (name, description) in gallery::files("xlsx/ok") {
        let bytes = made(&description);
        for length in 0..bytes.len() {
            let diagnostics = read_all(&bytes[..length], &options()).2;
            assert!(!is_accepted(&diagnostics), "{name} cut at {length}");
        }
    }
}

#[test]
fn no_flipped_byte_changes_a_row_unnoticed() {
    let bytes = made(&gallery::files("xlsx/ok")["ledger.txt"]);
    let (records, totals, _) = read_all(&bytes, &options());
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= [1, 0x20, 0x80][at % 3];
        let (found, found_totals, diagnostics) = read_all(&changed, &options());
        let same = found == records && found_totals == totals;
        assert!(
            !is_accepted(&diagnostics) || same,
            "byte {at}: {diagnostics:?}"
        );
    }
}

#[test]
fn nothing_personal_is_said() {
    // A private account, a name and a birth number (synthetic) in a row that is wrong.
    let description = "== sheet1\nLeverandørnr | Navn | Bankkonto | Orgnr | Sist brukt\n\
                       50001 | Syntetisk Person | 12345678903 | 01818012094 | 01818012094\n | Syntetisk Person | !12345678903 | x | @45747.5\n";
    let diagnostics = read_all(&made(description.as_bytes()), &options()).2;
    assert!(!is_accepted(&diagnostics));
    let said = gallery::diagnostics(&diagnostics);
    for secret in ["Syntetisk", "12345678903", "01818012094"] {
        assert!(!said.contains(secret), "{said}");
    }
}

prop_compose! {
    fn ledger_row()(
        (account, voucher) in ("[0-9]{4}", "[A-Z0-9-]{1,12}"),
        (year, number, day) in (2000_i32..2100, 0_u8..=14, 0_u64..30_000),
        // What Excel keeps exactly: 15 digits.
        amount in -domain::money::MAX_ABS_ORE + 1..domain::money::MAX_ABS_ORE,
        (kid, text) in ("|[0-9]{5,25}", "[a-zæøåÆØÅ0-9;\"<>&€_x-]{0,20}"),
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

#[expect(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    clippy::float_arithmetic,
    reason = "a workbook holds binary numbers"
)]
fn written(rows: &[LedgerRow], typed: bool) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let date = Format::new().set_num_format("yyyy-mm-dd");
    for (column, heading) in (0..).zip([
        "Konto",
        "Bilagsnr",
        "Periode",
        "Bilagsdato",
        "Beløp",
        "KID",
        "Tekst",
    ]) {
        sheet.write_string(0, column, heading).unwrap();
    }
    for (at, row) in (1..).zip(rows) {
        sheet.write_string(at, 0, &row.account).unwrap();
        sheet.write_string(at, 1, &row.voucher).unwrap();
        if typed {
            sheet.write_number(at, 2, row.period.as_i32()).unwrap();
            let (year, month, day) = (row.date.year(), row.date.month(), row.date.day());
            let of_row = ExcelDateTime::from_ymd(
                u16::try_from(year).unwrap(),
                u8::try_from(month).unwrap(),
                u8::try_from(day).unwrap(),
            )
            .unwrap();
            sheet
                .write_datetime_with_format(at, 3, of_row, &date)
                .unwrap();
            sheet
                .write_number(at, 4, row.amount.0 as f64 / 100.0)
                .unwrap();
        } else {
            sheet.write_string(at, 2, row.period.to_string()).unwrap();
            sheet.write_string(at, 3, row.date.to_string()).unwrap();
            sheet
                .write_string(at, 4, row.amount.to_string().replace('.', ","))
                .unwrap();
        }
        sheet.write_string(at, 5, &row.kid).unwrap();
        sheet.write_string(at, 6, &row.text).unwrap();
    }
    workbook.save_to_buffer().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn reads_what_is_written(rows in prop::collection::vec(ledger_row(), 1..8), typed in any::<bool>()) {
        let (records, totals, diagnostics) = read_all(&written(&rows, typed), &Options::default());
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
    fn no_bytes_panic(at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<prop::sample::Index>()) {
        for description in gallery::files("xlsx/ok").into_values() {
            let mut bytes = made(&description);
            let place = at.index(bytes.len());
            bytes[place] = byte;
            bytes.truncate(cut.index(bytes.len()) + 1);
            gallery::assert_form(&read_all(&bytes, &options()).2);
        }
    }
}
