//! Delimited text: corpus, error gallery, properties.

#![expect(clippy::unwrap_used, reason = "tests stop at the first surprise")]

mod gallery;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{BufReader, Read};

use domain::agency::Mapping;
use domain::{Diagnostic, Ore, Period, Position, Severity};
use formats::delimited::record::{LedgerRow, Record, SubledgerRow, Totals, Value};
use formats::delimited::{Options, error, parse, read, sniff, write};
use proptest::prelude::*;

fn mapping(kind: &str, columns: &[(&str, &str)]) -> Mapping {
    let columns = columns
        .iter()
        .map(|(field, heading)| ((*field).to_owned(), (*heading).to_owned()));
    Mapping {
        kind: kind.to_owned(),
        sheet: None,
        columns: columns.collect(),
    }
}

/// The mappings the corpus is read with.
fn options() -> Options {
    Options {
        mappings: vec![
            mapping(
                "subledger",
                &[
                    ("account", "Kto"),
                    ("party", "Kunde"),
                    ("period", "Per"),
                    ("due", "Forfaller"),
                    ("amount", "Rest"),
                ],
            ),
            mapping("ledger", &[("account", "Kto"), ("amount", "Rest")]),
        ],
    }
}

fn read_all(bytes: &[u8], options: &Options) -> (Vec<Record>, Totals, Vec<Diagnostic>) {
    let mut records = Vec::new();
    let result = read(bytes, options, &mut |record| records.push(record));
    (records, result.totals, result.diagnostics)
}

fn is_accepted(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().all(|d| d.severity != Severity::Error)
}

fn codes(bytes: &[u8], options: &Options) -> Vec<&'static str> {
    read_all(bytes, options).2.iter().map(|d| d.code).collect()
}

fn render(bytes: &[u8]) -> String {
    let (records, totals, diagnostics) = read_all(bytes, &options());
    let mut text = format!(
        "{} {:?} {:?} kind {:?} rows {} debit {} credit {}\n{:?}\n",
        totals.encoding,
        totals.delimiter,
        totals.decimal_mark,
        totals.kind,
        totals.rows,
        totals.debit,
        totals.credit,
        totals.headings
    );
    for record in &records {
        let _ = match record {
            Record::Ledger(r) => writeln!(
                text,
                "ledger {}@{}: {} voucher {:?} type {:?} {} {} {} currency {:?} batch {:?} reference {:?} kid {:?} \
                 party {:?} text {:?}",
                r.position.record,
                r.position.line,
                r.account,
                r.voucher,
                r.voucher_type,
                r.period,
                r.date,
                r.amount,
                r.currency,
                r.batch,
                r.reference,
                r.kid,
                r.party,
                r.text
            ),
            Record::Subledger(r) => writeln!(
                text,
                "subledger {}@{}: {} party {:?} voucher {:?} {} {} due {:?} {} kid {:?} text {:?}",
                r.position.record,
                r.position.line,
                r.account,
                r.party,
                r.voucher,
                r.period,
                r.date,
                r.due,
                r.amount,
                r.kid,
                r.text
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
    gallery::compare("delimited/ok", |bytes| {
        let diagnostics = read_all(bytes, &options()).2;
        assert!(is_accepted(&diagnostics), "{diagnostics:?}");
        render(bytes)
    });
    gallery::compare("delimited/err", |bytes| {
        gallery::diagnostics(&read_all(bytes, &options()).2)
    });
}

struct Broken<'a>(&'a [u8]);

impl Read for Broken<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.0.is_empty() {
            return Err(std::io::ErrorKind::ConnectionReset.into());
        }
        self.0.read(buffer)
    }
}

#[test]
fn every_declared_code_has_a_case() {
    let mut raised = BTreeSet::new();
    for (name, bytes) in gallery::files("delimited/err") {
        let diagnostics = read_all(&bytes, &options()).2;
        gallery::assert_form(&diagnostics);
        let code = format!("CSV{}", &name[3..6]);
        assert!(
            diagnostics.iter().any(|d| d.code == code),
            "{name} does not raise {code}"
        );
        raised.extend(diagnostics.iter().map(|d| d.code));
    }
    let stopped = read(
        BufReader::new(Broken(b"Konto;Bilag")),
        &Options::default(),
        &mut |_| (),
    );
    assert!(!is_accepted(&stopped.diagnostics));
    raised.extend(stopped.diagnostics.iter().map(|d| d.code));
    let noise = read_all(
        &[
            &b"Konto;Bilagsnr;Dato;Bel\xf8p;T\n"[..],
            &b"1;2;3\n".repeat(5000),
        ]
        .concat(),
        &options(),
    )
    .2;
    assert_eq!(
        (noise.len(), noise[999].code),
        (formats::MAX_DIAGNOSTICS, "CSV020")
    );
    raised.extend(noise.iter().map(|d| d.code));
    let declared: BTreeSet<_> = error::KINDS.iter().map(|kind| kind.code).collect();
    assert_eq!(
        declared.len(),
        error::KINDS.len(),
        "a code is declared twice"
    );
    let by_mapping: BTreeSet<_> = mapping_errors().into_iter().collect();
    assert_eq!(by_mapping, BTreeSet::from(["CSV005", "CSV021"]));
    raised.extend(by_mapping);
    assert_eq!(raised, declared);
}

/// What wrong mappings raise.
fn mapping_errors() -> Vec<&'static str> {
    let files = gallery::files("delimited/ok");
    let file = files.get("canonical.csv").unwrap();
    let wrong = [
        vec![mapping("register", &[("account", "Konto")])],
        vec![mapping("ledger", &[("due", "Konto")])],
        vec![
            mapping("ledger", &[("account", "Konto")]),
            mapping("ledger", &[("account", "KID")]),
        ],
        vec![mapping(
            "ledger",
            &[("account", "Konto"), ("text", "konto")],
        )],
    ];
    let mut all = Vec::new();
    for mappings in wrong {
        let found = codes(file, &Options { mappings });
        assert_eq!(found.len(), 1, "{found:?}");
        all.extend(found);
    }
    all
}

#[test]
fn mappings_come_before_usual_headings() {
    let file = "Konto;Motkonto;Bilagsnr;Dato;Beløp;Debet;Kredit;Tekst\n1939;1500;1;2025-03-31;;7,00;0,00;a\n";
    assert_eq!(codes(file.as_bytes(), &Options::default()), ["CSV005"]);
    let options = Options {
        mappings: vec![
            mapping(
                "ledger",
                &[
                    ("account", "MOTKONTO"),
                    ("debit", "Debet"),
                    ("credit", "Kredit"),
                ],
            ),
            mapping("ledger", &[("account", "Konto")]),
            mapping(
                "ledger",
                &[
                    ("account", "Artskonto"),
                    ("amount", "Beløp"),
                    ("text", "Tekst"),
                    ("kid", "KID"),
                ],
            ),
        ],
    };
    let (records, totals, diagnostics) = read_all(file.as_bytes(), &options);
    let [Record::Ledger(row)] = &records[..] else {
        unreachable!("{records:?}")
    };
    assert_eq!(
        (
            row.account.as_str(),
            row.amount,
            totals.debit,
            totals.credit
        ),
        ("1500", Ore(700), 700, 0)
    );
    assert_eq!(row.period.to_string(), "2025-03");
    let unread = &diagnostics[0];
    assert_eq!((diagnostics.len(), unread.code), (1, "CSV018"));
    assert!(
        unread.message.ends_with(": \"Konto\", \"Beløp\""),
        "{}",
        unread.message
    );
}

/// Headings and cells of two rows; the day and the user of each as the sink sees them, or the code of what is wrong.
#[test]
fn a_ledger_may_say_who_entered_a_line_and_when() {
    use domain::register::ledger;
    let table = [
        ("", ["", ""], ["- -", "- -"], ""),
        (
            ";Bruker;entered",
            [";NN12;2025-02-20", ";;"],
            ["2025-02-20 NN12", "- -"],
            "",
        ),
        (
            ";Bruker-ID;Ført",
            [";4711;20.02.2025", ";GL07;"],
            ["2025-02-20 4711", "- GL07"],
            "",
        ),
        (";Ført", [";20250220", ";"], ["2025-02-20 -", "- -"], ""),
        // A value is of its field's type or it is wrong, here as in every column that is named for it.
        (";Ført", [";i går", ";"], ["- -", "- -"], "CSV012"),
        // A column that nobody has named for it is not read.
        (
            ";Attestert av;Registrert",
            [";NN12;20.02.2025 14:03", ";NN12;i går"],
            ["- -", "- -"],
            "",
        ),
    ];
    let mapped = ["account", "voucher", "date", "amount", "entered"];
    let mapped: Vec<_> = mapped
        .into_iter()
        .zip(["Konto", "Bilagsnr", "Dato", "Beløp", "Ført"])
        .collect();
    let options = Options {
        mappings: vec![mapping("ledger", &mapped)],
    };
    for (headings, cells, expected, wrong) in table {
        let [first, second] = cells;
        let file = format!(
            "Konto;Bilagsnr;Dato;Beløp{headings}\n1939;1;2025-01-31;7,00{first}\n3000;1;2025-01-31;-7,00{second}\n"
        );
        let mut told = Vec::new();
        let read = formats::delimited::read_rows(file.as_bytes(), &options, &mut |row| {
            let day = row.date(ledger::ENTERED);
            let day = day.map_or("-".to_owned(), |day| day.to_string());
            let user = match row.text(ledger::USER) {
                "" => "-",
                user => user,
            };
            told.push(format!("{day} {user}"));
        });
        let errors = read
            .diagnostics
            .iter()
            .filter(|d| d.severity == Severity::Error);
        let errors: Vec<_> = errors.map(|d| d.code).collect();
        if wrong.is_empty() {
            assert_eq!(errors, [""; 0], "{headings}");
            assert_eq!(told, expected, "{headings}");
        } else {
            assert_eq!(errors, [wrong], "{headings}");
        }
    }
}

#[test]
fn claims_listings_and_nothing_else() {
    for (folder, expected) in [
        ("delimited/ok", formats::FormatId::Delimited),
        ("ocr-giro/ok", formats::FormatId::OcrGiro),
        ("saf-t/ok", formats::FormatId::Saft),
    ] {
        for (name, bytes) in gallery::files(folder) {
            // An archive is recognised by its contents, which is not the reader's work.
            let is_archive = bytes.starts_with(b"PK");
            let claims = formats::sniff(bytes.get(..1 << 16).unwrap_or(&bytes));
            assert!(
                claims == [expected] || (is_archive && claims.is_empty()),
                "{name}: {claims:?}"
            );
        }
    }
    let no: [&[u8]; 16] = [
        b"",
        b"Konto\n1939\n",
        b"<?xml version=\"1.0\"?>\n<a;b>\n<c;d>\n",
        b"\xef\xbb\xbf<AuditFile>;\n;\n",
        b"{\"a\":1,\n\"b\":2}",
        b"UNB+UNOC:3+A:1+B:1'\nUNH;1\n",
        b":20:123\n:25:456\n",
        b"PK\x03\x04;a\n;b\n",
        b"Konto;Tekst\n1939;a\0b\n",
        b"8020;310000019;311000012;4;01818012094;20250501;12345678903;A;20250531;0001500000 ;0000000000 ;00000000\r\n",
        b"a;b;c;d;e;f;g;h;i;j;k;l\n8020;310000019;311000012;4;01818012094;20250501;12345678903;A;20250531;0001500000 ;0000000000 ;00000000\r\n",
        b"AH100TBII00000000000000000000;\nBETFOR00;\n",
        b"GL0711     BI  10  1939      2025\nGL0711     BI  10  1500      2025\n",
        b"1939;100,00\n1500;-100,00\n",
        b"Rapport, tatt ut 3. mars\nKonto;Tekst\n1939;a\n",
        b"a;b\n1;2;3\n4;5;6\n",
    ];
    for bytes in no {
        assert!(!sniff(bytes), "{}", String::from_utf8_lossy(bytes));
    }
    assert!(sniff(b"Konto;Tekst;Tekst;Dato;\n1939;a;b;2025-03-31;\n"));
    // The head of a file is cut anywhere.
    let whole = &gallery::files("delimited/ok")["canonical.csv"];
    let second_row = whole.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    for length in second_row..whole.len() {
        let cut_first_row = !whole[second_row..length].contains(&b'\n') && length > second_row;
        assert!(sniff(&whole[..length]) || cut_first_row, "cut at {length}");
    }
}

#[test]
fn every_cut_inside_a_row_is_noticed() {
    for (name, bytes) in gallery::files("delimited/ok") {
        let quiet: BTreeSet<_> = codes(&bytes, &options()).into_iter().collect();
        for length in 0..bytes.len() {
            let cut = &bytes[..length];
            let open_quote = cut.split(|byte| *byte == b'"').count().is_multiple_of(2);
            let between_rows = cut.is_empty() || (cut.ends_with(b"\n") && !open_quote);
            let found = read_all(cut, &options()).2;
            let noticed = found
                .iter()
                .any(|d| d.severity == Severity::Error || (d.severity == Severity::Warning && !quiet.contains(d.code)))
                // The sum line stands whole, but for its line end.
                || found.iter().any(|d| d.code == "CSV015")
                || name == "no-last-line-end.csv";
            // What is cut in a blank tail or in a line end behind the last row is harmless.
            let tail_is_blank = bytes[length..].trim_ascii().is_empty();
            assert!(
                noticed || between_rows || tail_is_blank,
                "{name} cut at {length}"
            );
        }
    }
}

#[test]
fn hostile_rows_are_bounded_and_named() {
    let head = b"Konto;Bilagsnr;Dato;Bel\xc3\xb8p;Tekst\n1939;1;2025-03-31;1,00;".to_vec();
    let long = [
        head.clone(),
        vec![b'a'; 3 << 20],
        b"\n1939;2;2025-03-31;1,00;b\n".to_vec(),
    ]
    .concat();
    let (records, totals, diagnostics) = read_all(&long, &Options::default());
    assert_eq!((records.len(), totals.rows), (1, 1));
    assert_eq!(
        diagnostics
            .iter()
            .map(|d| (d.code, d.position.line))
            .collect::<Vec<_>>(),
        [("CSV008", 2)]
    );
    let open = [head, b"\"".to_vec(), b"line;\n".repeat(400_000)].concat();
    assert_eq!(codes(&open, &Options::default()), ["CSV008"]);
    // Many odd quotes in one row cost no more than reading it.
    let odd = [
        b"Konto;Bilagsnr;Dato;Tekst\n1;1;1;\"".to_vec(),
        b"\"\"\"\n".repeat(200_000),
    ]
    .concat();
    assert!(!is_accepted(&read_all(&odd, &Options::default()).2));
    assert_eq!(
        codes(&b"x;".repeat(5_000_000), &Options::default()),
        ["CSV008"]
    );
}

#[test]
fn canonical_files_are_written_as_they_were() {
    for name in ["canonical.csv", "subledger.csv"] {
        let bytes = &gallery::files("delimited/ok")[name];
        let file = parse(bytes, &Options::default()).value;
        assert_eq!(write(&file.records).unwrap(), *bytes, "{name}");
    }
    let ledger = parse(
        &gallery::files("delimited/ok")["canonical.csv"],
        &Options::default(),
    )
    .value
    .records;
    let open_items = parse(
        &gallery::files("delimited/ok")["subledger.csv"],
        &Options::default(),
    )
    .value
    .records;
    assert!(write(&[]).is_err());
    assert!(write(&[&ledger[..], &open_items[..]].concat()).is_err());
    let [Record::Ledger(row), ..] = &ledger[..] else {
        unreachable!("{ledger:?}")
    };
    assert!(
        write(&[Record::Ledger(LedgerRow {
            account: "Sum".into(),
            ..row.clone()
        })])
        .is_err()
    );
    assert!(
        write(&[Record::Ledger(LedgerRow {
            text: "a\0".into(),
            ..row.clone()
        })])
        .is_err()
    );
}

const TEXT: &str = "[ a-zæøåÆØÅ0-9;\"\r\n\t,|€-]{0,20}";
const WORD: &str = "[A-Z0-9-]{1,12}";

prop_compose! {
    fn ledger_row()(
        (account, voucher, voucher_type) in ("[0-9]{4}", WORD, "|[A-Z]{2}"),
        (year, number, day) in (2000_i32..2100, 0_u8..=14, 0_u64..30_000),
        amount in -domain::money::MAX_ABS_ORE..=domain::money::MAX_ABS_ORE,
        (currency, batch, reference) in ("|NOK|EUR", TEXT, TEXT),
        (kid, party, text) in ("|[0-9]{5,25}", TEXT, TEXT),
    ) -> Record {
        let epoch: chrono::NaiveDate = "2000-01-01".parse().unwrap();
        Record::Ledger(LedgerRow {
            position: Position::default(),
            account, voucher, voucher_type,
            period: Period::new(year, number).unwrap(),
            date: epoch + chrono::Days::new(day),
            amount: Ore(amount),
            currency, batch, reference, kid, party, text,
        })
    }
}

prop_compose! {
    fn subledger_row()(
        (account, voucher, party) in ("[0-9]{4}", TEXT, WORD),
        (year, number, day, due) in (2000_i32..2100, 0_u8..=14, 0_u64..30_000, prop::option::of(0_u64..30_000)),
        amount in -domain::money::MAX_ABS_ORE..=domain::money::MAX_ABS_ORE,
        (kid, text) in ("|[0-9]{5,25}", TEXT),
    ) -> Record {
        let epoch: chrono::NaiveDate = "2000-01-01".parse().unwrap();
        Record::Subledger(SubledgerRow {
            position: Position::default(),
            account, voucher, party,
            period: Period::new(year, number).unwrap(),
            date: epoch + chrono::Days::new(day),
            due: due.map(|days| epoch + chrono::Days::new(days)),
            amount: Ore(amount),
            kid, text,
        })
    }
}

fn listing() -> impl Strategy<Value = Vec<Record>> {
    prop_oneof![
        prop::collection::vec(ledger_row(), 1..8),
        prop::collection::vec(subledger_row(), 1..8)
    ]
}

fn without_positions(mut records: Vec<Record>) -> Vec<Record> {
    for record in &mut records {
        match record {
            Record::Ledger(row) => row.position = Position::default(),
            Record::Subledger(row) => row.position = Position::default(),
            Record::Register(row) => row.position = Position::default(),
        }
    }
    records
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn reads_what_it_writes(records in listing(), capacity in 1_usize..200) {
        let bytes = write(&records).unwrap();
        let mut found = Vec::new();
        let reader = BufReader::with_capacity(capacity, &bytes[..]);
        let result = read(reader, &Options::default(), &mut |record| found.push(record));
        prop_assert_eq!(&result.diagnostics, &[]);
        let (whole, totals, _) = read_all(&bytes, &Options::default());
        prop_assert_eq!((&found, result.totals.debit - result.totals.credit), (&whole, totals.debit - totals.credit));
        prop_assert_eq!(write(&found).unwrap(), bytes);
        prop_assert_eq!(without_positions(found), records);
    }

    #[test]
    fn a_sum_line_is_verified(records in prop::collection::vec(ledger_row(), 1..8), off in 0_i64..3) {
        let mut bytes = write(&records).unwrap();
        let sum: i64 = records.iter().map(|r| if let Record::Ledger(row) = r { row.amount.0 } else { 0 }).sum();
        let stated = Ore(sum + off).to_string().replace('.', ",");
        bytes.extend_from_slice(format!("Sum;;;;;{stated};;;;;;\r\n").as_bytes());
        let found = codes(&bytes, &Options::default());
        let within = (sum + off).abs() <= domain::money::MAX_ABS_ORE;
        prop_assert_eq!(found, [if !within { "CSV010" } else if off == 0 { "CSV015" } else { "CSV016" }]);
    }

    #[test]
    fn encodings_agree(records in listing()) {
        let bytes = write(&records).unwrap();
        let text = String::from_utf8(bytes.clone()).unwrap();
        let legacy: Vec<u8> = text.chars().map(|c| match c {
            '€' => 0x80,
            c => u8::try_from(c).unwrap(),
        }).collect();
        let marked = [b"\xef\xbb\xbf", &bytes[..]].concat();
        let (first, _, _) = read_all(&bytes, &Options::default());
        let (second, marked_totals, _) = read_all(&marked, &Options::default());
        let (third, legacy_totals, diagnostics) = read_all(&legacy, &Options::default());
        prop_assert!(is_accepted(&diagnostics), "{:?}", diagnostics);
        prop_assert_eq!((marked_totals.encoding.as_str(), legacy_totals.encoding.as_str()), ("utf-8-bom", "windows-1252"));
        prop_assert_eq!(without_positions(first.clone()), without_positions(second));
        prop_assert_eq!(without_positions(first), without_positions(third));
    }

    #[test]
    fn flipped_bytes_never_panic(at in 0_usize..2000, byte in any::<u8>(), second in 0_usize..2000) {
        for bytes in gallery::files("delimited/ok").into_values() {
            let mut changed = bytes;
            let length = changed.len();
            changed[at % length] = byte;
            changed[second % length] = byte.wrapping_add(1);
            let _ = sniff(&changed);
            gallery::assert_form(&read_all(&changed, &options()).2);
        }
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), known in any::<bool>()) {
        let head: &[u8] = if known { b"Konto;Bilagsnr;Dato;Bel\xf8p\n" } else { b"" };
        let bytes = [head, &bytes[..]].concat();
        let _ = sniff(&bytes);
        gallery::assert_form(&read_all(&bytes, &Options::default()).2);
    }
}

/// Names of the corpus say what they hold.
#[test]
fn corpus_shows_every_dialect() {
    let mut seen: BTreeMap<(String, char, char), u32> = BTreeMap::new();
    for bytes in gallery::files("delimited/ok").values() {
        let totals = read_all(bytes, &options()).1;
        *seen
            .entry((totals.encoding, totals.delimiter, totals.decimal_mark))
            .or_default() += 1;
    }
    for wanted in ["utf-8", "utf-8-bom", "windows-1252"] {
        assert!(
            seen.keys().any(|(encoding, _, _)| encoding == wanted),
            "{wanted}"
        );
    }
    for wanted in [';', ',', '\t', '|'] {
        assert!(
            seen.keys().any(|(_, delimiter, _)| *delimiter == wanted),
            "{wanted}"
        );
    }
    assert!(seen.keys().any(|(_, _, mark)| *mark == '.'));
}
