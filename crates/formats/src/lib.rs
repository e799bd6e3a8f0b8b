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
//! | [`delimited`] | delimited text with a heading row | rows of fields by mapping |

pub mod camt053;
mod complaints;
pub mod delimited;
mod lines;
pub mod ocr_giro;
pub mod saft;
pub mod source;

use domain::Diagnostic;

/// The formats that are recognised by content.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum FormatId {
    /// SAF-T Financial NO.
    Saft,
    /// camt.053 bank-to-customer statement.
    Camt053,
    /// Nets OCR giro (and the AvtaleGiro files of the same family).
    OcrGiro,
    /// Delimited text with a heading row.
    Delimited,
}

impl FormatId {
    /// All of them, in the order of this list.
    pub const ALL: [Self; 4] = [Self::Saft, Self::Camt053, Self::OcrGiro, Self::Delimited];

    /// The id of the command line and JSON contract.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Saft => "saf-t",
            Self::Camt053 => "camt.053",
            Self::OcrGiro => "ocr-giro",
            Self::Delimited => "delimited",
        }
    }
}

/// Recognises the format by the first bytes of the content (64 KiB are enough). Two formats saying yes is an error
/// of ours and answers with both; a well-kept corpus test ("all and only") keeps it from happening.
pub fn sniff(head: &[u8]) -> Vec<FormatId> {
    let says_yes = |format: &FormatId| match format {
        FormatId::Saft => saft::sniff(head),
        FormatId::Camt053 => camt053::sniff(head),
        FormatId::OcrGiro => ocr_giro::sniff(head),
        FormatId::Delimited => delimited::sniff(head),
    };
    FormatId::ALL.into_iter().filter(says_yes).collect()
}

/// Every diagnostic code of every reader: code, severity, what it is, what to do. Permanent, never reused.
pub fn codes() -> Vec<(&'static str, &'static str, &'static str, &'static str)> {
    let mut codes = Vec::new();
    for kind in tables().into_iter().flatten() {
        codes.push((kind.code, kind.severity.as_str(), kind.what, kind.remedy));
    }
    codes
}

/// The tables of codes of the readers, in the order of [`FormatId::ALL`].
fn tables() -> [&'static [&'static complaints::Kind]; 4] {
    [
        saft::error::KINDS,
        camt053::error::KINDS,
        ocr_giro::error::KINDS,
        delimited::error::KINDS,
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
