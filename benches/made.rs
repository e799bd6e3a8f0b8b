//! Files of any size, made as they are read: one piece of a corpus file, repeated, with right counters and totals. Nothing
//! is on disk, and nothing but the piece in memory. The same bytes every time.
//!
//! In a piece, a run of `#` is a number that is one higher each time the piece comes.
//!
//! Not here: reading them (the benches, and the memory tests of `formats`).

use std::fmt::Write as _;
use std::io::{self, Read, Seek, SeekFrom};

use formats::FormatId;

/// About so many bytes are prepared at once.
const BLOCK: usize = 1 << 18;

/// What a file is made of.
pub(crate) struct Made {
    head: Vec<u8>,
    block: Vec<u8>,
    /// Where in the block numbers stand: place and width.
    counters: Vec<(usize, usize)>,
    /// Pieces in a block.
    pieces: u64,
    /// How often the block comes.
    times: u64,
    tail: Vec<u8>,
    /// Records that reading it hands on.
    pub(crate) records: u64,
}

impl Made {
    /// About `size` bytes: a head and a tail that know how many pieces stand between them.
    fn of(size: u64, piece: &str, records: u64, frame: impl Fn(u64) -> (String, String)) -> Self {
        let pieces = (BLOCK / piece.len()).max(1);
        let mut block = Vec::with_capacity(pieces * piece.len());
        let mut counters = Vec::new();
        for number in 1..=pieces {
            let start = block.len();
            block.extend_from_slice(piece.as_bytes());
            let mut at = 0;
            while let Some(found) = piece.get(at..).and_then(|rest| rest.find('#')) {
                let from = at + found;
                let width = piece
                    .bytes()
                    .skip(from)
                    .take_while(|byte| *byte == b'#')
                    .count();
                let digits = format!("{number:0width$}");
                block[start + from..start + from + width].copy_from_slice(digits.as_bytes());
                counters.push((start + from, width));
                at = from + width;
            }
        }
        let times = size.div_ceil(u64::try_from(block.len()).unwrap());
        let pieces = u64::try_from(pieces).unwrap();
        let (head, tail) = frame(pieces * times);
        Self {
            head: head.into_bytes(),
            block,
            counters,
            pieces,
            times,
            tail: tail.into_bytes(),
            records: records * pieces * times,
        }
    }

    /// Bytes in all.
    pub(crate) fn length(&self) -> u64 {
        let length = |bytes: &[u8]| u64::try_from(bytes.len()).unwrap();
        length(&self.head) + self.times * length(&self.block) + length(&self.tail)
    }

    /// The bytes, from the first to the last.
    pub(crate) fn stream(self) -> Stream {
        Stream {
            made: self,
            part: 0,
            at: 0,
        }
    }
}

/// Adds to a decimal number in place.
fn add(digits: &mut [u8], mut more: u64) {
    for digit in digits.iter_mut().rev() {
        if more == 0 {
            return;
        }
        let sum = u64::from(*digit - b'0') + more % 10;
        *digit = b'0' + u8::try_from(sum % 10).unwrap();
        more = more / 10 + sum / 10;
    }
}

/// A made file while it is read.
pub(crate) struct Stream {
    made: Made,
    /// 0 = head, then the blocks, then the tail.
    part: u64,
    at: usize,
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let part = match self.part {
                0 => &self.made.head,
                part if part <= self.made.times => &self.made.block,
                part if part == self.made.times + 1 => &self.made.tail,
                _ => return Ok(0),
            };
            let count = (part.len() - self.at).min(buffer.len());
            if count > 0 {
                buffer[..count].copy_from_slice(&part[self.at..self.at + count]);
                self.at += count;
                return Ok(count);
            }
            if self.part > 0 && self.part < self.made.times {
                for (at, width) in &self.made.counters {
                    add(&mut self.made.block[*at..at + width], self.made.pieces);
                }
            }
            self.part += 1;
            self.at = 0;
        }
    }
}

/// A text between two marks of another, the marks included.
fn between<'t>(text: &'t str, from: &str, to: &str) -> &'t str {
    let start = text.find(from).unwrap();
    let end = start + text[start..].find(to).unwrap() + to.len();
    &text[start..end]
}

/// Kroner and øre of so many øre.
fn kroner(ore: u64) -> String {
    format!("{}.{:02}", ore / 100, ore % 100)
}

/// A name, a format, and what makes a file of about so many bytes.
pub(crate) type Maker = (&'static str, FormatId, fn(u64) -> Made);

/// The formats of which files are made as streams, by their name in the tables, and how.
pub(crate) const STREAMS: [Maker; 15] = [
    ("saft", FormatId::Saft, saft),
    ("camt053", FormatId::Camt053, camt053),
    ("camt054", FormatId::Camt054, camt054),
    ("mt940", FormatId::Mt940, mt940),
    ("cremul", FormatId::Cremul, cremul),
    ("ocr_giro", FormatId::OcrGiro, ocr_giro),
    ("telepay", FormatId::Telepay, telepay),
    ("pain001", FormatId::Pain001, pain001),
    ("pain002", FormatId::Pain002, pain002),
    ("gl07", FormatId::Gl07, gl07),
    ("gl07_abw", FormatId::Gl07, gl07_abw),
    ("k27", FormatId::K27, k27),
    ("delimited", FormatId::Delimited, delimited),
    ("debmul", FormatId::Debmul, debmul),
    ("bansta", FormatId::Bansta, bansta),
];

/// Ledger lines: two vouchers of two lines each. What they sum to is not what the accounts say, which is a warning.
fn saft(size: u64) -> Made {
    let text = include_str!("../crates/formats/corpus/saf-t/ok/small.xml");
    let journals = text
        .split("<Transaction>")
        .skip(1)
        .map(|rest| between(rest, "", "</Transaction>"));
    let pieces: Vec<String> = journals
        .map(|rest| format!("<Transaction>{rest}\n      "))
        .collect();
    let piece = pieces
        .concat()
        .replace("UF-1<", "UF-########<")
        .replace("IF-1<", "IF-########<");
    let (head, _) = text.split_once("<Transaction>").unwrap();
    Made::of(size, &piece, 4, |pieces| {
        let total = kroner(141_250 * pieces);
        let head = head
            .replace(
                "<NumberOfEntries>2<",
                &format!("<NumberOfEntries>{}<", 2 * pieces),
            )
            .replace("1412.50", &total);
        (
            head,
            "</Journal></GeneralLedgerEntries></AuditFile>".to_owned(),
        )
    })
}

/// Entries of a statement or notification, in and out by turns so that they come to nothing.
fn entries(count: u32) -> String {
    let text = include_str!("../crates/formats/corpus/camt053/ok/canonical-02.xml");
    let money_in = between(text, "<Ntry><Amt Ccy=\"NOK\">1749.50", "</Ntry>");
    let money_out =
        between(text, "<Ntry><Amt Ccy=\"NOK\">1250.00", "</Ntry>").replace("1250.00", "1749.50");
    format!("{money_in}\n{money_out}\n").repeat(usize::try_from(count / 2).unwrap())
}

/// What stands in a statement or notification before its entries; `#` numbers it.
const IDENTITY: &str = "<Id>S########</Id><ElctrncSeqNb>########</ElctrncSeqNb><CreDtTm>2026-03-02T17:30:00</CreDtTm><FrToDt><FrDtTm>2026-03-02T00:00:00</FrDtTm><ToDtTm>2026-03-02T23:59:59</ToDtTm></FrToDt><Acct><Id><Othr><Id>12345678903</Id><SchmeNm><Cd>BBAN</Cd></SchmeNm></Othr></Id><Ccy>NOK</Ccy></Acct>\n";

/// Statements of a hundred entries each.
fn camt053(size: u64) -> Made {
    let balance = |code: &str| {
        format!(
            "<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy=\"NOK\">100.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-03-02</Dt></Dt></Bal>\n"
        )
    };
    let piece = format!(
        "<Stmt>{IDENTITY}{}{}{}</Stmt>\n",
        balance("OPBD"),
        balance("CLBD"),
        entries(100)
    );
    Made::of(size, &piece, 100, |_| {
        (
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\"><BkToCstmrStmt>\n<GrpHdr><MsgId>MADE</MsgId><CreDtTm>2026-03-03T06:39:09</CreDtTm></GrpHdr>\n".to_owned(),
            "</BkToCstmrStmt></Document>\n".to_owned(),
        )
    })
}

/// Notifications of a hundred entries each.
fn camt054(size: u64) -> Made {
    let piece = format!("<Ntfctn>{IDENTITY}{}</Ntfctn>\n", entries(100));
    Made::of(size, &piece, 100, |_| {
        (
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.054.001.02\"><BkToCstmrDbtCdtNtfctn>\n<GrpHdr><MsgId>MADE</MsgId><CreDtTm>2026-03-03T06:39:09</CreDtTm></GrpHdr>\n".to_owned(),
            "</BkToCstmrDbtCdtNtfctn></Document>\n".to_owned(),
        )
    })
}

/// Statements of four hundred lines each: more statements than their number has digits would not do.
fn mt940(size: u64) -> Made {
    let lines = ":61:2601020102C5,00NTRFREF 1//26010200017\n:86:Sumpost OCR- 26010200017\n:61:2601020102D5,00NTRFREF 4\n:86:166?00UTBETALING?109310?20EREF+E2E-1?21SVWZ+Faktura 4711 og et te\nm?22melig langt svar?31FI7433010001222090?32Test Foretak AS\n";
    let piece = format!(
        ":20:MADE########\n:25:12345678903\n:28C:#####\n:60F:C251231NOK100,00\n{}:62F:C251231NOK100,00\n-\n",
        lines.repeat(200)
    );
    Made::of(size, &piece, 400, |_| (String::new(), String::new()))
}

/// An interchange around messages of a kind.
fn interchange(size: u64, piece: &str, records: u64) -> Made {
    // The end of a message states its segments, and there are fewer messages than a thousand thousand.
    let segments = piece.matches('\'').count();
    let piece = piece.replace("UNT+", &format!("UNT+{segments}+"));
    Made::of(size, &piece, records, |pieces| {
        (
            "UNA:+,? 'UNB+UNOC:3+00810506482+00999999999+250314:1812+01001057'".to_owned(),
            format!("UNZ+{pieces}+01001057'"),
        )
    })
}

/// The segments of a corpus file of one message, in order, as they stand.
fn segments(text: &[u8]) -> Vec<String> {
    let text: String = text
        .iter()
        .filter(|byte| !matches!(byte, b'\r' | b'\n'))
        .map(|byte| {
            if byte.is_ascii() {
                char::from(*byte)
            } else {
                'o'
            }
        })
        .collect();
    let (_, text) = text.split_once("UNH+").unwrap();
    text.split('\'')
        .map(|segment| format!("{segment}'"))
        .collect()
}

/// A message: what stands before its first line, then the lines of the corpus file so often, with their numbers.
fn message(text: &[u8], counts: &str, lines: u32) -> (String, u32) {
    let segments = segments(text);
    let first = segments
        .iter()
        .position(|segment| segment.starts_with("LIN+"))
        .unwrap();
    let end = segments
        .iter()
        .position(|segment| segment.starts_with("CNT+") || segment.starts_with("UNT+"))
        .unwrap();
    let kind = segments.first().unwrap().split_once('+').unwrap().1;
    let mut piece = format!("UNH+######+{kind}");
    for segment in &segments[1..first] {
        match segment.strip_prefix("BGM+") {
            Some(rest) => write!(
                piece,
                "BGM+{}+######'",
                rest.split(['+', '\'']).next().unwrap()
            )
            .unwrap(),
            None => piece.push_str(segment),
        }
    }
    let in_file = u32::try_from(
        segments[first..end]
            .iter()
            .filter(|segment| segment.starts_with("LIN+"))
            .count(),
    )
    .unwrap();
    // A line without payments is handed on as one.
    let levels: Vec<&str> = segments[first..end]
        .iter()
        .filter_map(|segment| segment.get(..4))
        .filter(|tag| matches!(*tag, "LIN+" | "SEQ+"))
        .collect();
    let lonely = (0..levels.len())
        .filter(|place| levels[*place] == "LIN+" && levels.get(place + 1) != Some(&"SEQ+"));
    let records =
        u32::try_from(lonely.count() + levels.iter().filter(|tag| **tag == "SEQ+").count())
            .unwrap();
    let mut number = 0;
    for _ in 0..lines / in_file {
        for segment in &segments[first..end] {
            if let Some(rest) = segment.strip_prefix("LIN+") {
                number += 1;
                let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit());
                write!(piece, "LIN+{number}{rest}").unwrap();
            } else {
                piece.push_str(segment);
            }
        }
    }
    if !counts.is_empty() {
        write!(piece, "{counts}{number}'").unwrap();
    }
    piece.push_str("UNT+######'");
    (piece, records * (lines / in_file))
}

/// Messages of five hundred lumps of two payments each.
fn cremul(size: u64) -> Made {
    let (piece, records) = message(
        include_bytes!("../crates/formats/corpus/edifact/ok/kid-lump.edi"),
        "CNT+LI:",
        500,
    );
    interchange(size, &piece, records.into())
}

/// Debit advices.
fn debmul(size: u64) -> Made {
    let (piece, records) = message(
        include_bytes!("../crates/formats/corpus/edifact/ok/debit-advice.edi"),
        "CNT+LI:",
        2000,
    );
    interchange(size, &piece, records.into())
}

/// Statuses.
fn bansta(size: u64) -> Made {
    let (piece, records) = message(
        include_bytes!("../crates/formats/corpus/edifact/ok/status.edi"),
        "CNT+LI:",
        5000,
    );
    interchange(size, &piece, records.into())
}

/// Assignments of five thousand payments each.
fn ocr_giro(size: u64) -> Made {
    const PAYMENTS: u64 = 5_000;
    let mut piece = "NY090020001008566#######99991042764".to_owned();
    let end_of_line = |text: &str| format!("{text:0<80}\n");
    piece = end_of_line(&piece);
    for number in 1..=PAYMENTS {
        let first = format!(
            "NY091030{number:07}1403251314001464000000000000102000                  0000531"
        );
        let second = format!("NY091031{number:07}");
        piece.push_str(&end_of_line(&first));
        piece.push_str(&end_of_line(&second));
    }
    let ends = |record: &str, payments: u64, records: u64, dates: &str| {
        end_of_line(&format!(
            "{record}{payments:08}{records:08}{:017}{dates}",
            payments * 102_000
        ))
    };
    piece.push_str(&ends(
        "NY090088",
        PAYMENTS,
        2 * PAYMENTS + 2,
        "140325140325140325",
    ));
    Made::of(size, &piece, PAYMENTS, |pieces| {
        (
            end_of_line("NY00001000008080000004200123456"),
            ends(
                "NY000089",
                pieces * PAYMENTS,
                pieces * (2 * PAYMENTS + 2) + 2,
                "140325",
            ),
        )
    })
}

/// Batches of a hundred and fifty orders of two invoices each.
fn telepay(size: u64) -> Made {
    let text = include_str!("../crates/formats/corpus/telepay/ok/sent.txt").replace("\r\n", "\n");
    let records: Vec<&str> = text.split_inclusive('\n').collect();
    let record = |number: usize| records[4 * number..4 * number + 4].concat();
    let (orders, mut piece, mut number) = (150, String::new(), 0);
    let mut push = |record: String| {
        number += 1;
        // Sequence number and sequence control rise through the batch.
        let mut record = record;
        record.replace_range(13..19, &format!("{number:06}"));
        record.replace_range(70..74, &format!("{:04}", 100 + number));
        piece.push_str(&record);
    };
    push(record(0));
    for _ in 0..orders {
        (1..=3).for_each(|of_order| push(record(of_order)));
    }
    let count = 2 + 3 * orders;
    let mut end = record(4);
    // Counts in columns 85-88, 89-103 and 104-108, on the second line.
    let second = 81;
    end.replace_range(second + 4..second + 8, &format!("{orders:04}"));
    end.replace_range(
        second + 8..second + 23,
        &format!("{:015}", orders * 143_000),
    );
    end.replace_range(second + 23..second + 28, &format!("{count:05}"));
    push(end);
    Made::of(size, &piece, u64::try_from(2 * orders).unwrap(), |_| {
        (String::new(), String::new())
    })
}

/// A hundred payments to a payment information.
fn pain001(size: u64) -> Made {
    let text = include_str!("../crates/formats/corpus/pain001/ok/kid-agreement.xml");
    let (head, rest) = text.split_once("<PmtInf>").unwrap();
    let information = between(rest, "", "<CdtTrfTxInf>").trim_end_matches("<CdtTrfTxInf>");
    let payment = between(rest, "<CdtTrfTxInf>", "</CdtTrfTxInf>");
    let mut piece = format!("<PmtInf>{information}")
        .replace("INF-1<", "INF-########<")
        .replace("<NbOfTxs>1<", "<NbOfTxs>100<")
        .replace("<CtrlSum>5.00<", "<CtrlSum>500.00<");
    for number in 0..100 {
        piece.push_str(
            &payment
                .replace("I-1<", &format!("I-########-{number}<"))
                .replace("E-1<", &format!("E-########-{number}<")),
        );
        piece.push('\n');
    }
    piece.push_str("</PmtInf>\n");
    Made::of(size, &piece, 100, |pieces| {
        let head = head
            .replace("<NbOfTxs>1<", &format!("<NbOfTxs>{}<", 100 * pieces))
            .replace(
                "<CtrlSum>5.00<",
                &format!("<CtrlSum>{}<", kroner(50_000 * pieces)),
            );
        (head, "</CstmrCdtTrfInitn></Document>".to_owned())
    })
}

/// A hundred payments to a payment information, each with a status.
fn pain002(size: u64) -> Made {
    let text = include_str!("../crates/formats/corpus/pain002/ok/canonical-10.xml");
    let (head, rest) = text.split_once("<OrgnlPmtInfAndSts>").unwrap();
    let of_group = between(head, "<OrgnlNbOfTxs>", "</OrgnlCtrlSum>");
    let head = head.replace(of_group, "");
    let payment = between(rest, "<TxInfAndSts>", "</TxInfAndSts>");
    let mut piece = "<OrgnlPmtInfAndSts><OrgnlPmtInfId>INF-########</OrgnlPmtInfId>\n".to_owned();
    for number in 0..100 {
        piece.push_str(
            &payment
                .replace("I-1<", &format!("I-########-{number}<"))
                .replace("E-1<", &format!("E-########-{number}<")),
        );
        piece.push('\n');
    }
    piece.push_str("</OrgnlPmtInfAndSts>\n");
    // The statuses of the payments; those of the order and of each information are handed on too.
    let mut made = Made::of(size, &piece, 101, |_| {
        (head.clone(), "</CstmrPmtStsRpt></Document>".to_owned())
    });
    made.records += 1;
    made
}

/// Records of a payroll voucher.
fn gl07(size: u64) -> Made {
    let text: String = include_bytes!("../crates/formats/corpus/gl07/ok/gl07_2060_right_crlf.dat")
        .iter()
        .map(|byte| {
            if byte.is_ascii() {
                char::from(*byte)
            } else {
                'o'
            }
        })
        .collect();
    let mut piece = String::new();
    for line in text.lines().take(6) {
        let mut line = line.to_owned();
        line.replace_range(761..776, "###############");
        piece.push_str(&line);
        piece.push_str("\r\n");
    }
    Made::of(size, &piece, 6, |_| (String::new(), String::new()))
}

/// The same as XML.
fn gl07_abw(size: u64) -> Made {
    let text = include_str!("../crates/formats/corpus/gl07/ok/abw_2011.xml");
    let voucher = between(text, "<agr:Voucher>", "</agr:Voucher>")
        .replace("VoucherNo>1<", "VoucherNo>########<");
    let (head, _) = text.split_once("<agr:Voucher>").unwrap();
    Made::of(size, &voucher, 6, |_| {
        (head.to_owned(), "</agr:ABWTransaction>".to_owned())
    })
}

/// Rows of a settlement report.
fn k27(size: u64) -> Made {
    let text: String = include_bytes!("../crates/formats/corpus/k27/ok/national.csv")
        .iter()
        .map(|byte| {
            if byte.is_ascii() {
                char::from(*byte)
            } else {
                'o'
            }
        })
        .collect();
    let records = u64::try_from(text.lines().count()).unwrap();
    Made::of(size, &text, records, |_| (String::new(), String::new()))
}

/// Rows of a ledger listing.
fn delimited(size: u64) -> Made {
    let text = include_str!("../crates/formats/corpus/delimited/ok/canonical.csv");
    let (headings, _) = text.split_once('\n').unwrap();
    let row = "1939;########;IB;202503;2025-03-03;1520,00;;OCR0314;1314001464;0000531;;OCR giro\n";
    Made::of(size, row, 1, |_| (format!("{headings}\n"), String::new()))
}

/// A file whose reader jumps in it: parts, each so many times.
pub(crate) struct Pieces {
    parts: Vec<(Vec<u8>, u64)>,
    at: u64,
    /// Records that reading it hands on.
    pub(crate) records: u64,
}

impl Pieces {
    /// Bytes in all.
    pub(crate) fn length(&self) -> u64 {
        let of = |(bytes, times): &(Vec<u8>, u64)| u64::try_from(bytes.len()).unwrap() * times;
        self.parts.iter().map(of).sum()
    }
}

impl Read for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut start = 0;
        for (bytes, times) in &self.parts {
            let once = u64::try_from(bytes.len()).unwrap();
            let end = start + once * times;
            if self.at < end {
                let from = usize::try_from((self.at - start) % once).unwrap();
                let count = (bytes.len() - from).min(buffer.len());
                buffer[..count].copy_from_slice(&bytes[from..from + count]);
                self.at += u64::try_from(count).unwrap();
                return Ok(count);
            }
            start = end;
        }
        Ok(0)
    }
}

impl Seek for Pieces {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let (from, by) = match to {
            SeekFrom::Start(at) => (at, 0),
            SeekFrom::End(by) => (self.length(), by),
            SeekFrom::Current(by) => (self.at, by),
        };
        self.at = from
            .checked_add_signed(by)
            .ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}

/// The checksum of zip archives after some bytes more; begun with all ones, ended by turning every bit.
fn checksum(state: u32, bytes: &[u8], table: &[u32; 256]) -> u32 {
    bytes.iter().fold(state, |state, byte| {
        let place = usize::try_from((state ^ u32::from(*byte)) & 0xff).unwrap();
        (state >> 8) ^ table[place]
    })
}

fn checksum_table() -> [u32; 256] {
    std::array::from_fn(|place| {
        (0..8).fold(u32::try_from(place).unwrap(), |bits, _| {
            if bits & 1 == 1 {
                (bits >> 1) ^ 0xedb8_8320
            } else {
                bits >> 1
            }
        })
    })
}

/// A workbook with one sheet of a ledger listing, about a thousand bytes to a row; its parts are not packed, so that the
/// bytes of the sheet are the bytes that are read.
pub(crate) fn xlsx(size: u64) -> Pieces {
    let row = |cells: &[&str]| {
        let cell = |text: &&str| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>");
        format!(
            "<row>{}</row>\n",
            cells.iter().map(cell).collect::<String>()
        )
    };
    let text = "Innbetaling fra kunde med en lang tekst ".repeat(18);
    let headings = row(&[
        "Konto",
        "Bilagsnr",
        "Bilagsdato",
        "Bel\u{f8}p",
        "KID",
        "Tekst",
    ]);
    let line = row(&[
        "1939",
        "70000001",
        "31.03.2025",
        "1234,50",
        "0000531",
        &text,
    ]);
    let head = format!("<worksheet><sheetData>{headings}");
    let tail = "</sheetData></worksheet>";
    let rows = BLOCK / line.len();
    let block = line.repeat(rows).into_bytes();
    let times = size / u64::try_from(block.len()).unwrap();
    let sheet = [head.as_bytes(), tail.as_bytes()].concat();
    let mut archive = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
    let stored =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, content) in [
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
            "<Relationships><Relationship Id=\"s1\" Type=\"urn:x/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>",
        ),
        (
            "xl/worksheets/sheet1.xml",
            std::str::from_utf8(&sheet).unwrap(),
        ),
    ] {
        archive.start_file(name, stored).unwrap();
        io::Write::write_all(&mut archive, content.as_bytes()).unwrap();
    }
    let bytes = archive.finish().unwrap().into_inner();
    // The sheet is the last part, so that what must be changed for a longer one is behind it, but for its own heading.
    let data = bytes
        .windows(sheet.len())
        .rposition(|window| window == sheet)
        .unwrap();
    let own = bytes[..data]
        .windows(4)
        .rposition(|window| window == b"PK\x03\x04")
        .unwrap();
    let directory = bytes
        .windows(4)
        .rposition(|window| window == b"PK\x01\x02")
        .unwrap();
    let table = checksum_table();
    let mut state = checksum(!0, head.as_bytes(), &table);
    // What a block does to the checksum is the same each time: a fixed part, and one for each bit before it.
    let fixed = checksum(0, &block, &table);
    let of_bit: [u32; 32] = std::array::from_fn(|bit| checksum(1 << bit, &block, &table) ^ fixed);
    for _ in 0..times {
        let bits = (0..32).filter(|bit| state >> bit & 1 == 1);
        state = bits.fold(fixed, |sum, bit: usize| sum ^ of_bit[bit]);
    }
    let sum = !checksum(state, tail.as_bytes(), &table);
    let more = u32::try_from(u64::try_from(block.len()).unwrap() * times).unwrap();
    let length = u32::try_from(sheet.len()).unwrap() + more;
    let mut bytes = bytes;
    let mut put = |at: usize, value: u32| bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
    for at in [own + 14, directory + 16] {
        put(at, sum);
        put(at + 4, length);
        put(at + 8, length);
    }
    let end = bytes.len() - 22;
    let start = u32::from_le_bytes(bytes[end + 16..end + 20].try_into().unwrap()) + more;
    bytes[end + 16..end + 20].copy_from_slice(&start.to_le_bytes());
    let split = data + head.len();
    let rest = bytes.split_off(split);
    Pieces {
        parts: vec![(bytes, 1), (block, times), (rest, 1)],
        at: 0,
        records: u64::try_from(rows).unwrap() * times,
    }
}

/// A ledger listing of row groups of about four megabytes, not packed.
pub(crate) fn parquet(size: u64) -> Pieces {
    use parquet::file::metadata::{FileMetaData, ParquetMetaData, ParquetMetaDataWriter};
    use parquet::file::reader::FileReader as _;

    let once = one_group();
    let read = parquet::file::serialized_reader::SerializedFileReader::new(bytes::Bytes::from(
        once.clone(),
    ))
    .unwrap();
    let group = read.metadata().row_group(0).clone();
    let start = 4;
    let end = group
        .columns()
        .iter()
        .map(|column| {
            let (from, length) = column.byte_range();
            from + length
        })
        .max()
        .unwrap();
    let length = end - start;
    let times = size.div_ceil(length);
    let shifted = |number: u64| {
        let by = i64::try_from(number * length).unwrap();
        let columns = group.columns().iter().map(|column| {
            let offset = column.data_page_offset() + by;
            let builder = column.clone().into_builder().set_data_page_offset(offset);
            builder
                .set_offset_index_offset(None)
                .set_offset_index_length(None)
                .set_column_index_offset(None)
                .set_column_index_length(None)
                .build()
                .unwrap()
        });
        group
            .clone()
            .into_builder()
            .set_column_metadata(columns.collect())
            .set_file_offset(4 + by)
            .build()
            .unwrap()
    };
    let of_file = read.metadata().file_metadata();
    let rows = i64::try_from(ROWS).unwrap() * i64::try_from(times).unwrap();
    let file = FileMetaData::new(
        of_file.version(),
        rows,
        None,
        None,
        of_file.schema_descr_ptr(),
        of_file.column_orders().cloned(),
    );
    let groups = (0..times).map(shifted).collect();
    let mut footer = Vec::new();
    ParquetMetaDataWriter::new(&mut footer, &ParquetMetaData::new(file, groups))
        .finish()
        .unwrap();
    let block = once[4..usize::try_from(end).unwrap()].to_vec();
    Pieces {
        parts: vec![(b"PAR1".to_vec(), 1), (block, times), (footer, 1)],
        at: 0,
        records: u64::try_from(rows).unwrap(),
    }
}

/// Rows of a row group.
const ROWS: usize = 20_000;

/// A Parquet file of one row group.
fn one_group() -> Vec<u8> {
    use parquet::data_type::{ByteArray, ByteArrayType, Int32Type, Int64Type};
    use parquet::file::properties::WriterProperties;

    let schema = "message ledger { required binary Konto (STRING); required binary Bilagsnr (STRING); required binary Periode (STRING); required int32 Bilagsdato (DATE); required int64 Belop (DECIMAL(18,2)); required binary Tekst (STRING); }".replace("Belop", "Bel\u{f8}p");
    let schema = parquet::schema::parser::parse_message_type(&schema).unwrap();
    let properties = WriterProperties::builder()
        .set_dictionary_enabled(false)
        .set_compression(parquet::basic::Compression::UNCOMPRESSED)
        .build();
    let mut writer = parquet::file::writer::SerializedFileWriter::new(
        Vec::new(),
        schema.into(),
        properties.into(),
    )
    .unwrap();
    let mut group = writer.next_row_group().unwrap();
    let texts = |text: &str| vec![ByteArray::from(text.as_bytes().to_vec()); ROWS];
    for column in 0..6 {
        let mut of = group.next_column().unwrap().unwrap();
        match column {
            3 => of
                .typed::<Int32Type>()
                .write_batch(&vec![20_178; ROWS], None, None)
                .unwrap(),
            4 => of
                .typed::<Int64Type>()
                .write_batch(&vec![123_450; ROWS], None, None)
                .unwrap(),
            _ => {
                let text = [
                    "1939",
                    "70000001",
                    "202503",
                    "",
                    "",
                    &"Innbetaling fra kunde med en lang tekst ".repeat(4),
                ][column]
                    .to_owned();
                of.typed::<ByteArrayType>()
                    .write_batch(&texts(&text), None, None)
                    .unwrap()
            }
        };
        of.close().unwrap();
    }
    group.close().unwrap();
    writer.into_inner().unwrap()
}
