//! Files of every format, made by the writers of `formats` from a few figures.

use std::io::{Cursor, Write as _};
use std::sync::Arc;

use chrono::NaiveDate;
use domain::{Ore, Period, Position};
use formats::camt053::record::{
    Balance, Entry, Equation, File as Camt053, Statement, Status, Transaction,
};
use formats::camt054::record::{File as Camt054, Notification};
use formats::edifact::record::{
    Code, Direction, Document, Envelope, File as Edifact, Interchange, Line, Message,
    Payment as Advised, Record, Reference, Stage, Status as Told,
};
use formats::gl07::record::{File as Gl07, Line as ImportLine};
use formats::k27::record::{Control, Digits, File as K27, Header, Metadata, Person, Refund};
use formats::ocr_giro::record::{File as Ocr, Payment as Received};
use formats::pain001::record::{File as Pain001, Payment as Ordered};
use formats::pain002::record::{File as Pain002, Level, Status as Reported};
use formats::saft::record::{
    AccountRecord, File as Saft, Header as SaftHeader, Line as LedgerLine,
};
use formats::telepay::record::{BatchTotals, File as Telepay, Payment as Paid, TransferType};
use formats::{
    camt053, camt054, edifact, gl07, k27, mt940, ocr_giro, pain001, pain002, saft, telepay,
};

use crate::desk::{FOREIGN, ORGANISATION};

/// KID (none if empty) and øre.
pub(crate) type Amount<'a> = (&'a str, i64);

pub(crate) fn date(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 3, day).unwrap()
}

fn code(text: &str) -> Code {
    Code::new(text.as_bytes()).unwrap()
}

fn count(entries: &[Entry]) -> u64 {
    let details = entries.iter().map(|entry| entry.transactions.len());
    u64::try_from(details.sum::<usize>()).unwrap()
}

fn sums(entries: &[Entry]) -> (Ore, Ore) {
    let of = |sign: i64| entries.iter().map(|e| (e.amount.0 * sign).max(0)).sum();
    (Ore(of(1)), Ore(of(-1)))
}

fn entry(day: u32, ore: i64, bank_ref: &str, code: &str) -> Entry {
    Entry {
        position: Position::default(),
        amount: Ore(ore),
        status: Status::Booked,
        reversal: false,
        booking_date: Some(date(day)),
        value_date: Some(date(day)),
        entry_ref: String::new(),
        bank_ref: bank_ref.to_owned(),
        code: code.to_owned(),
        proprietary_code: String::new(),
        group_code: String::new(),
        batch: String::new(),
        batch_count: None,
        transactions: Vec::new(),
        text: String::new(),
    }
}

/// A day's statement of an account with these entries, numbered by its day.
pub(crate) fn statement(account: &str, day: u32, opening: i64, amounts: &[i64]) -> Statement {
    let entries = (1..).zip(amounts);
    let entries = entries.map(|(place, ore)| entry(day, *ore, &format!("R{place}"), "NTRF"));
    let entries: Vec<Entry> = entries.collect();
    let (sum_credit, sum_debit) = sums(&entries);
    let balance = |code: &str, ore| {
        Some(Balance {
            code: code.to_owned(),
            amount: Ore(ore),
            date: Some(date(day)),
        })
    };
    Statement {
        position: Position::default(),
        id: format!("S{day}"),
        sequence: Some(i64::from(day)),
        created: "2025-03-31T18:30:00".to_owned(),
        from_to: Some((date(day), date(day))),
        copy: String::new(),
        account: account.to_owned(),
        currency: "NOK".to_owned(),
        opening: balance("OPBD", opening),
        closing: balance("CLBD", opening + amounts.iter().sum::<i64>()),
        other_balances: Vec::new(),
        page: None,
        transactions: 0,
        entries,
        sum_credit,
        sum_debit,
        equation: Equation::Holds,
    }
}

pub(crate) fn camt053(message: &str, statements: Vec<Statement>) -> Vec<u8> {
    let mut statements = statements;
    for entry in statements.iter_mut().flat_map(|s| &mut s.entries) {
        "PMNT/RCDT/DMCT".clone_into(&mut entry.code);
    }
    camt053::write(&Camt053 {
        version: "camt.053.001.02".to_owned(),
        message_id: message.to_owned(),
        created: "2025-03-31T18:30:00".to_owned(),
        statements,
    })
}

/// The same as MT940, with the references that the bank gives there.
pub(crate) fn mt940(mut statements: Vec<Statement>) -> Vec<u8> {
    for entry in statements.iter_mut().flat_map(|s| &mut s.entries) {
        entry.bank_ref = entry.bank_ref.replace('R', "M");
    }
    let file = Camt053 {
        version: String::new(),
        message_id: String::new(),
        created: String::new(),
        statements,
    };
    mt940::write(&file).unwrap()
}

/// A notification of a day: an entry for each payment.
pub(crate) fn notification(
    account: &str,
    id: &str,
    day: u32,
    amounts: &[Amount<'_>],
) -> Notification {
    let entries = (1..).zip(amounts).map(|(place, (kid, ore))| Entry {
        transactions: vec![Transaction {
            amount: Some(Ore(*ore)),
            kids: Some((*kid).to_owned())
                .filter(|kid| !kid.is_empty())
                .into_iter()
                .collect(),
            end_to_end: if *ore < 0 {
                format!("E{place}")
            } else {
                String::new()
            },
            ..Transaction::default()
        }],
        ..entry(day, *ore, &format!("L{place}"), "PMNT/RCDT/VCOM")
    });
    let entries: Vec<Entry> = entries.collect();
    let (sum_credit, sum_debit) = sums(&entries);
    Notification {
        position: Position::default(),
        id: id.to_owned(),
        sequence: None,
        created: "2025-03-31T18:30:00".to_owned(),
        from_to: Some((date(day), date(day))),
        copy: String::new(),
        account: account.to_owned(),
        currency: "NOK".to_owned(),
        page: None,
        transactions: count(&entries),
        entries,
        sum_credit,
        sum_debit,
    }
}

pub(crate) fn camt054(message: &str, notifications: Vec<Notification>) -> Vec<u8> {
    camt054::write(&Camt054 {
        version: "camt.054.001.02".to_owned(),
        message_id: message.to_owned(),
        created: "2025-03-31T18:30:00".to_owned(),
        notifications,
    })
}

pub(crate) fn ocr(account: &str, transmission: u32, day: u32, amounts: &[Amount<'_>]) -> Vec<u8> {
    let payments = (1..).zip(amounts).map(|(number, (kid, ore))| Received {
        position: Position::default(),
        account: account.to_owned(),
        agreement: "001008566".to_owned(),
        assignment: 1,
        kind: 11,
        number,
        settlement_date: date(day),
        lump: "1314001464".to_owned(),
        negative_sign: false,
        amount: Ore(*ore),
        kid: (*kid).to_owned(),
        form_number: String::new(),
        archive_reference: String::new(),
        bank_date: Some(date(day)),
        debit_account: String::new(),
        text: String::new(),
    });
    let file = Ocr {
        transmitter: "00008080".to_owned(),
        recipient: "00123456".to_owned(),
        transmission: format!("{transmission:07}"),
        nets_date: Some(date(day)),
        payments: payments.collect(),
    };
    ocr_giro::write(&file).unwrap()
}

/// CREMUL, or DEBMUL if the amounts are negative: one line with these payments.
pub(crate) fn advice(account: &str, number: &str, day: u32, amounts: &[Amount<'_>]) -> Edifact {
    let sum: i64 = amounts.iter().map(|(_, ore)| ore).sum();
    let (kind, direction, qualifier) = if sum < 0 {
        (edifact::Message::Debmul, Direction::Out, "456")
    } else {
        (edifact::Message::Cremul, Direction::In, "435")
    };
    let line = Arc::new(Line {
        number: 1,
        direction,
        account: account.to_owned(),
        posting_date: Some(date(day)),
        value_date: Some(date(day)),
        lump: "08014130826".to_owned(),
        amount: Ore(sum),
        currency: code("NOK"),
        confirmed: true,
        ..Line::default()
    });
    let payments = (1..).zip(amounts).map(|(number, (kid, ore))| {
        let kids = Some((*kid).to_owned()).filter(|kid| !kid.is_empty());
        let kids = kids.into_iter().map(|number| Document {
            code: code("999"),
            number,
            amount: Some(Ore(*ore)),
        });
        Record::Payment(Advised {
            line: Arc::clone(&line),
            number,
            amount: Ore(*ore),
            currency: code("NOK"),
            kids: kids.collect(),
            ..Advised::default()
        })
    });
    interchange(kind, qualifier, number, payments.collect())
}

/// BANSTA: one rejected order.
pub(crate) fn bansta(number: &str, order: &str) -> Edifact {
    let status = Told {
        line: 1,
        number: 1,
        references: vec![Reference {
            qualifier: code("AEK"),
            number: order.to_owned(),
        }],
        code: code("14"),
        stage: Stage::Rejected,
        ..Told::default()
    };
    let records = vec![Record::Status(status)];
    interchange(edifact::Message::Bansta, "23", number, records)
}

fn interchange(
    kind: edifact::Message,
    qualifier: &str,
    number: &str,
    records: Vec<Record>,
) -> Edifact {
    Edifact {
        interchanges: vec![Interchange {
            envelope: Envelope {
                syntax: "UNOC:3".to_owned(),
                sender: "00810506482".to_owned(),
                recipient: "00999999999".to_owned(),
                prepared: "250314:1812".to_owned(),
                reference: "01001057".to_owned(),
                test: false,
            },
            messages: vec![Message {
                kind,
                reference: "1".to_owned(),
                code: code(qualifier),
                number: number.to_owned(),
                date: Some(date(14)),
                records,
                ..Message::default()
            }],
        }],
    }
}

/// Wrapped at 80 characters, as banks send it.
pub(crate) fn wrapped(file: &Edifact) -> Vec<u8> {
    edifact::write(file).unwrap()
}

/// The same with a segment on each line.
pub(crate) fn lines(file: &Edifact) -> Vec<u8> {
    edifact::write_lines(file).unwrap()
}

pub(crate) fn pain001(
    account: &str,
    message: &str,
    payee: &str,
    amounts: &[Amount<'_>],
) -> Vec<u8> {
    let payments = (1..).zip(amounts).map(|(place, (kid, ore))| Ordered {
        payment_information: "INF-1".to_owned(),
        method: "TRF".to_owned(),
        debit_account: account.to_owned(),
        execution_date: date(14),
        instruction_id: format!("I-{place}"),
        end_to_end: format!("E-{place}"),
        amount: Ore(*ore),
        currency: "NOK".to_owned(),
        payee_account: payee.to_owned(),
        payee_name: "Eksempel AS".to_owned(),
        kids: vec![(*kid).to_owned()],
        ..Ordered::default()
    });
    pain001::write(&Pain001 {
        version: "pain.001.001.03".to_owned(),
        message_id: message.to_owned(),
        created: "2025-03-13T09:30:00".to_owned(),
        initiator_name: "Syntetisk virksomhet 01".to_owned(),
        initiator_id: ORGANISATION.to_owned(),
        division_id: String::new(),
        payments: payments.collect(),
    })
}

/// A report that refuses one payment of the order `BET-1`.
pub(crate) fn pain002(message: &str, end_to_end: &str) -> Vec<u8> {
    let about = |level| Reported {
        level,
        original_message: "BET-1".to_owned(),
        original_message_name: "pain.001.001.03".to_owned(),
        ..Reported::default()
    };
    let group = Reported {
        code: "PART".to_owned(),
        ..about(Level::Group)
    };
    let order = Reported {
        code: "PART".to_owned(),
        payment_information: "INF-1".to_owned(),
        ..about(Level::PaymentInformation)
    };
    let payment = Reported {
        code: "RJCT".to_owned(),
        payment_information: "INF-1".to_owned(),
        end_to_end: end_to_end.to_owned(),
        amount: Some((Ore(25_000), "NOK".to_owned())),
        execution_date: Some(date(14)),
        ..about(Level::Transaction)
    };
    pain002::write(&Pain002 {
        version: "pain.002.001.03".to_owned(),
        message_id: message.to_owned(),
        created: "2025-03-13T09:35:00".to_owned(),
        stated: Vec::new(),
        statuses: vec![group, order, payment],
    })
}

/// A batch of Telepay, sent; its records are numbered from `control`.
pub(crate) fn telepay(
    enterprise: &str,
    account: &str,
    control: u16,
    amounts: &[Amount<'_>],
) -> Vec<u8> {
    let payments = (1..).zip(amounts).map(|(place, (kid, ore))| Paid {
        order: 1,
        transfer_type: TransferType::Invoice,
        debit_account: account.to_owned(),
        payment_date: Some(date(14)),
        order_reference: "INF-1".to_owned(),
        payee_account: FOREIGN.to_owned(),
        payee_name: "EKSEMPEL AS".to_owned(),
        amount: Ore(*ore),
        currency: "NOK".to_owned(),
        kid: (*kid).to_owned(),
        own_reference: format!("F-{place}"),
        text_code: 601,
        ..Paid::default()
    });
    let mut file = Telepay {
        payments: payments.collect(),
        ..Telepay::default()
    };
    file.totals.batches.push(BatchTotals {
        enterprise: format!("00{enterprise}"),
        own_reference: "BET1".to_owned(),
        production_date: "0313".to_owned(),
        ah_first: ("0313".to_owned(), 1),
        control_first: control,
        software_version: "TEST 1.0".to_owned(),
        ..BatchTotals::default()
    });
    telepay::write(&file).unwrap()
}

/// A batch of GL07: each amount against the bank.
pub(crate) fn gl07(batch: &str, amounts: &[i64]) -> Vec<u8> {
    let line = |place: usize, account: &str, ore: i64| ImportLine {
        interface: "FS".to_owned(),
        batch: batch.to_owned(),
        client: "72".to_owned(),
        voucher: (place + 1).to_string(),
        voucher_type: "HB".to_owned(),
        period: Period::new(2025, 3),
        voucher_date: Some(date(14)),
        trans_date: Some(date(14)),
        account: account.to_owned(),
        amount: Ore(ore),
        currency: "NOK".to_owned(),
        currency_amount: Ore(ore),
        tax_code: "0".to_owned(),
        description: "Lønn".to_owned(),
        ..ImportLine::default()
    };
    let lines = amounts.iter().enumerate();
    let lines =
        lines.flat_map(|(place, ore)| [line(place, "5111", *ore), line(place, "1939", -*ore)]);
    let file = Gl07 {
        lines: lines.collect(),
        ..Gl07::default()
    };
    gl07::write(&file).unwrap()
}

/// A SAF-T file of March 2025: each amount from income to the bank.
pub(crate) fn saft(organisation: &str, created: &str, amounts: &[i64]) -> Vec<u8> {
    let march = Period::new(2025, 3).unwrap();
    saft_of((march, date(14)), organisation, created, amounts)
}

/// The same of another period, posted on a day.
pub(crate) fn saft_of(
    (period, day): (Period, NaiveDate),
    organisation: &str,
    created: &str,
    amounts: &[i64],
) -> Vec<u8> {
    let sum: i64 = amounts.iter().sum();
    let account = |id: &str, closing| AccountRecord {
        position: Position::default(),
        id: id.to_owned(),
        description: String::new(),
        grouping: Some(("KS".to_owned(), id.get(..3).unwrap().to_owned())),
        opening: Ore(0),
        closing: Ore(closing),
    };
    let line = |place: usize, account: &str, ore| LedgerLine {
        position: Position::default(),
        journal: "HB".to_owned(),
        voucher: (place + 1).to_string(),
        voucher_type: "HB".to_owned(),
        period,
        date: day,
        posting_date: day,
        batch: String::new(),
        record_id: account.to_owned(),
        account: account.to_owned(),
        amount: Ore(ore),
        currency: None,
        party: None,
        description: "Inntekt".to_owned(),
        reference: String::new(),
        kid: String::new(),
        source_document: String::new(),
        cross_reference: String::new(),
        due: None,
        value_date: None,
        analysis: Vec::new(),
        tax_code: String::new(),
    };
    let lines = amounts.iter().enumerate();
    let lines =
        lines.flat_map(|(place, ore)| [line(place, "1939", *ore), line(place, "3000", -*ore)]);
    saft::write(&Saft {
        header: SaftHeader {
            version_text: "1.30".to_owned(),
            organisation: organisation.to_owned(),
            company: "Syntetisk virksomhet 01".to_owned(),
            currency: "NOK".to_owned(),
            selection: Some((period, period)),
            software: "Test".to_owned(),
            created: created.to_owned(),
        },
        accounts: vec![account("1939", sum), account("3000", -sum)],
        parties: Vec::new(),
        lines: lines.collect(),
    })
}

fn digits<const N: usize>(text: &str) -> Digits<N> {
    Digits::new(text).unwrap()
}

/// Rows of a NAV report with these amounts.
pub(crate) fn refunds(organisation: &str, account: &str, amounts: &[i64]) -> Vec<Refund> {
    let row = |ore: &i64| Refund {
        unit: digits("8020"),
        employer: digits(organisation),
        subunit: digits(organisation),
        benefit: '4',
        person: Person::new("01818012094").unwrap(),
        person_name: "PRØVE ANNE".to_owned(),
        period_from: Some(date(3)),
        period_to: Some(date(7)),
        bank_account: digits(account),
        amount: Ore(*ore),
        ..Refund::default()
    };
    amounts.iter().map(row).collect()
}

pub(crate) fn k27(file: &K27) -> Vec<u8> {
    k27::write(file).unwrap()
}

pub(crate) fn report(organisation: &str, account: &str, amounts: &[i64]) -> Vec<u8> {
    k27(&K27::Csv(refunds(organisation, account, amounts)))
}

/// The same report as an order, paid on a day of March.
pub(crate) fn order(organisation: &str, account: &str, day: u32, amounts: &[i64]) -> Vec<u8> {
    let mut rows = refunds(organisation, account, amounts);
    for row in &mut rows {
        "Sykepenger".clone_into(&mut row.benefit_text);
    }
    let header = Header {
        employer: digits(organisation),
        bank_account: digits(account),
        payment_date: date(day),
        declared_total: Ore(amounts.iter().sum()),
        declared_lines: u64::try_from(amounts.len()).ok(),
        ..Header::default()
    };
    k27(&K27::Order(header, rows))
}

pub(crate) fn metadata(account: &str, day: u32) -> Vec<u8> {
    k27(&K27::Metadata(Metadata {
        report_id: Some(9001),
        employer: digits(ORGANISATION),
        employer_name: "Syntetisk virksomhet 01".to_owned(),
        payment_date: date(day),
        bank_account: digits(account),
        created: "2025-03-17T05:00:00Z".to_owned(),
        archived: Some(false),
    }))
}

pub(crate) fn control(account: &str, day: Option<u32>, total: i64) -> Vec<u8> {
    k27(&K27::Control(Control {
        employer: Some(digits(ORGANISATION)),
        bank_account: Some(digits(account)),
        payment_date: day.map(date),
        declared_total: Some(Ore(total)),
        ..Control::default()
    }))
}

/// A workbook with one sheet; every cell is a text.
pub(crate) fn workbook(sheet: &str, rows: &[&str]) -> Vec<u8> {
    let mut data = String::new();
    for row in rows {
        let cells = row
            .split(';')
            .map(|cell| format!("<c t=\"inlineStr\"><is><t>{cell}</t></is></c>"));
        data.extend(["<row>".to_owned(), cells.collect(), "</row>".to_owned()]);
    }
    let office =
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument";
    let parts = [
        (
            "[Content_Types].xml",
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"
                .to_owned(),
        ),
        (
            "_rels/.rels",
            format!(
                "<Relationships><Relationship Id=\"r1\" Type=\"{office}\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns:r=\"urn:r\"><sheets><sheet name=\"{sheet}\" sheetId=\"1\" r:id=\"s1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            "<Relationships><Relationship Id=\"s1\" Type=\"urn:x/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
                .to_owned(),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!("<worksheet><sheetData>{data}</sheetData></worksheet>"),
        ),
    ];
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(name, zip::write::SimpleFileOptions::default())
            .unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A ledger listing as Parquet: account, voucher, date in March, øre.
pub(crate) fn parquet(rows: &[(&str, &str, u32, i64)]) -> Vec<u8> {
    use parquet::data_type::{ByteArray, ByteArrayType, Int32Type, Int64Type};
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;
    let schema = "message m { required binary konto (STRING); required binary bilagsnr (STRING); required int32 dato (DATE); required int64 beløp (DECIMAL(18,2)); }";
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let mut bytes = Vec::new();
    let properties = Arc::new(WriterProperties::builder().build());
    let mut writer = SerializedFileWriter::new(&mut bytes, schema, properties).unwrap();
    let mut group = writer.next_row_group().unwrap();
    macro_rules! column {
        ($kind:ty, $values:expr) => {
            let mut column = group.next_column().unwrap().unwrap();
            let values: Vec<_> = $values.collect();
            column
                .typed::<$kind>()
                .write_batch(&values, None, None)
                .unwrap();
            column.close().unwrap();
        };
    }
    column!(ByteArrayType, rows.iter().map(|row| ByteArray::from(row.0)));
    column!(ByteArrayType, rows.iter().map(|row| ByteArray::from(row.1)));
    column!(Int32Type, rows.iter().map(|row| frames::day(date(row.2))));
    column!(Int64Type, rows.iter().map(|row| row.3));
    group.close().unwrap();
    writer.close().unwrap();
    bytes
}

/// Text with other bytes for the same content: another line end.
pub(crate) fn crlf(bytes: &[u8]) -> Vec<u8> {
    let text: Vec<char> = bytes.iter().map(|byte| char::from(*byte)).collect();
    let text: String = text.into_iter().collect();
    let other = if text.contains("\r\n") {
        text.replace("\r\n", "\n")
    } else {
        text.replace('\n', "\r\n")
    };
    other
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect()
}

/// XML with other blanks between its elements.
pub(crate) fn spread(bytes: &[u8]) -> Vec<u8> {
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    let mut parts = text.splitn(2, "<GrpHdr>");
    format!(
        "{}\n  <GrpHdr>{}",
        parts.next().unwrap(),
        parts.next().unwrap()
    )
    .into_bytes()
}
