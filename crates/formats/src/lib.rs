//! File formats: bytes ↔ records. Each module reads one format **completely or says why not**, writes it, and
//! recognises it by content.
//!
//! Knows neither disk nor polars nor clock; never guesses; never rounds; never panics on any bytes. A reader is a
//! stream: it hands records on as it reads and keeps only accumulators, so that memory does not grow with the file.
//!
//! | Module | Format | Records it hands on |
//! |---|---|---|
//! | [`saft`] | SAF-T Financial NO 1.00–1.30 | accounts, parties, ledger lines |
//! | [`camt053`] | camt.053 bank statement | statements with entries |
//! | [`ocr_giro`] | Nets OCR giro | incoming payments |
//! | [`camt054`] | camt.054 debit and credit notification | notifications with entries |
//! | [`mt940`] | SWIFT MT940 statement | statements with entries |
//! | [`edifact`] | CREMUL, DEBMUL, BANSTA | advices with payments, statuses |
//! | [`pain001`] | pain.001 payment order | payments |
//! | [`pain002`] | pain.002 status report | statuses |
//! | [`telepay`] | Telepay (BETFOR): sent file and its three returns | payments and their states |
//! | [`gl07`] | GL07 fixed width, ABW XML | voucher lines to be imported |
//! | [`k27`] | NAV settlement report K27/K37: CSV, JSON order, metadata | refunds |
//! | [`delimited`] | delimited text with a heading row | rows of fields by mapping |
//! | [`xlsx`], [`parquet`] | the same rows from a workbook, from Parquet | rows of fields by mapping |
//!
//! [`table`] is the engine behind the last three: headings and cells → rows of a declared register kind.

pub mod camt053;
pub mod camt054;
mod complaints;
pub mod delimited;
pub mod edifact;
pub mod gl07;
mod iso20022;
pub mod k27;
mod lines;
pub mod mt940;
pub mod ocr_giro;
pub mod pain001;
pub mod pain002;
pub mod parquet;
pub mod saft;
pub mod source;
pub mod strangers;
pub mod table;
pub mod telepay;
pub mod xlsx;
mod xml;

use domain::Diagnostic;

/// The formats that are recognised by content.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum FormatId {
    /// SAF-T Financial NO.
    Saft,
    /// camt.053 bank-to-customer statement.
    Camt053,
    /// camt.054 debit and credit notification.
    Camt054,
    /// SWIFT MT940 customer statement.
    Mt940,
    /// EDIFACT CREMUL, multiple credit advice.
    Cremul,
    /// EDIFACT DEBMUL, multiple debit advice.
    Debmul,
    /// EDIFACT BANSTA, banking status.
    Bansta,
    /// Nets OCR giro (and the AvtaleGiro files of the same family).
    OcrGiro,
    /// Telepay 2 (BETFOR): the file sent, and the bank's three returns.
    Telepay,
    /// pain.001 customer credit transfer initiation.
    Pain001,
    /// pain.002 payment status report.
    Pain002,
    /// GL07: fixed width or ABW XML.
    Gl07,
    /// NAV settlement report to employers: CSV, JSON order, metadata.
    K27,
    /// Delimited text with a heading row.
    Delimited,
    /// Excel workbook with a heading row.
    Xlsx,
    /// Parquet.
    Parquet,
}

impl FormatId {
    /// All of them, in the order of this list.
    pub const ALL: [Self; 16] = [
        Self::Saft,
        Self::Camt053,
        Self::Camt054,
        Self::Mt940,
        Self::Cremul,
        Self::Debmul,
        Self::Bansta,
        Self::OcrGiro,
        Self::Telepay,
        Self::Pain001,
        Self::Pain002,
        Self::Gl07,
        Self::K27,
        Self::Delimited,
        Self::Xlsx,
        Self::Parquet,
    ];

    /// The id of the command line and JSON contract.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Saft => "saf-t",
            Self::Camt053 => "camt.053",
            Self::Camt054 => "camt.054",
            Self::Mt940 => "mt940",
            Self::Cremul => "cremul",
            Self::Debmul => "debmul",
            Self::Bansta => "bansta",
            Self::OcrGiro => "ocr-giro",
            Self::Telepay => "telepay",
            Self::Pain001 => "pain.001",
            Self::Pain002 => "pain.002",
            Self::Gl07 => "gl07",
            Self::K27 => "k27",
            Self::Delimited => "delimited",
            Self::Xlsx => "xlsx",
            Self::Parquet => "parquet",
        }
    }
}

/// Recognises the format by the first bytes of the content (64 KiB are enough). Two formats saying yes is an error
/// of ours and answers with both; a well-kept corpus test ("all and only") keeps it from happening.
pub fn sniff(head: &[u8]) -> Vec<FormatId> {
    let edifact = edifact::sniff(head);
    let says_yes = |format: &FormatId| match format {
        FormatId::Saft => saft::sniff(head),
        FormatId::Camt053 => camt053::sniff(head),
        FormatId::Camt054 => camt054::sniff(head),
        FormatId::Mt940 => mt940::sniff(head),
        FormatId::Cremul => edifact == Some(edifact::Message::Cremul),
        FormatId::Debmul => edifact == Some(edifact::Message::Debmul),
        FormatId::Bansta => edifact == Some(edifact::Message::Bansta),
        FormatId::OcrGiro => ocr_giro::sniff(head),
        FormatId::Telepay => telepay::sniff(head),
        FormatId::Pain001 => pain001::sniff(head),
        FormatId::Pain002 => pain002::sniff(head),
        FormatId::Gl07 => gl07::sniff(head),
        FormatId::K27 => k27::sniff(head),
        FormatId::Delimited => delimited::sniff(head),
        FormatId::Xlsx => xlsx::sniff(head),
        FormatId::Parquet => parquet::sniff(head),
    };
    let mut claims: Vec<FormatId> = FormatId::ALL.into_iter().filter(says_yes).collect();
    // These are known by what their lines look like; anything may stand before the tags of an MT940 statement. Who knows
    // the beginning of the file by its own mark knows more.
    for by_looks in [FormatId::Mt940, FormatId::Gl07, FormatId::K27] {
        if claims.len() > 1 {
            claims.retain(|format| *format != by_looks);
        }
    }
    claims
}

/// Every diagnostic code of every reader: code, severity, what it is, what to do. Permanent, never reused.
pub fn codes() -> Vec<(&'static str, &'static str, &'static str, &'static str)> {
    let mut codes = Vec::new();
    for kind in tables().into_iter().flatten() {
        codes.push((kind.code, kind.severity.as_str(), kind.what, kind.remedy));
    }
    codes
}

/// The tables of codes of the readers.
fn tables() -> [&'static [&'static complaints::Kind]; 14] {
    [
        saft::error::KINDS,
        camt053::error::KINDS,
        camt054::error::KINDS,
        mt940::error::KINDS,
        edifact::error::KINDS,
        ocr_giro::error::KINDS,
        telepay::error::KINDS,
        pain001::error::KINDS,
        pain002::error::KINDS,
        gl07::error::KINDS,
        k27::error::KINDS,
        delimited::error::KINDS,
        xlsx::error::KINDS,
        parquet::error::KINDS,
    ]
}

/// What a reader says when the stream is through: totals of the format, and everything wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Read<T> {
    /// Totals and header facts, as far as the file was understood.
    pub totals: T,
    /// Everything wrong, in order of position; at most [`MAX_DIAGNOSTICS`], the last one then says how many more.
    pub diagnostics: Vec<Diagnostic>,
}

/// A hostile file must not fill memory with complaints.
pub const MAX_DIAGNOSTICS: usize = 1000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_of_fixed_width_are_no_statement_whatever_lines_they_hold() {
        let record = [b"B-1".as_slice(), &[b' '; 2057], b"\n"].concat();
        let lines = b":20:A\n:25:1\n:60F:C250101NOK0,\n";
        assert!(!mt940::sniff(&[&record[..], lines].concat()));
        assert!(mt940::sniff(&[b"BANNER\n".as_slice(), lines].concat()));
    }

    /// What a fuzzer found to be claimed by two formats.
    #[test]
    fn mixtures_are_claimed_by_one_format_at_most() {
        let mixtures: [(&[u8], Option<FormatId>); 4] = [
            (
                include_bytes!("../tests/mixtures/telepay-gl07.bin"),
                Some(FormatId::Telepay),
            ),
            (include_bytes!("../tests/mixtures/mixture-1.bin"), None),
            (include_bytes!("../tests/mixtures/mixture-2.bin"), None),
            (include_bytes!("../tests/mixtures/mixture-3.bin"), None),
        ];
        for (bytes, expected) in mixtures {
            let claims = sniff(bytes);
            assert!(claims.len() <= 1, "{claims:?}");
            if expected.is_some() {
                assert_eq!(claims.first().copied(), expected);
            }
        }
    }

    #[test]
    fn codes_rise_and_sentences_have_no_period() {
        for table in tables() {
            for pair in table.windows(2) {
                assert!(pair[0].code < pair[1].code, "{}", pair[1].code);
            }
            for kind in table {
                let sentences = [kind.what, kind.remedy];
                assert!(
                    sentences.iter().all(|s| !s.is_empty() && !s.ends_with('.')),
                    "{}",
                    kind.code
                );
            }
        }
    }
}
