//! Files that are known and not read: what they are, and what to deliver instead.
//!
//! A file that no format recognises is a riddle to whoever sent it; most of them are one of these. Not here: formats
//! that are read, or a guess at anything else.

use memchr::memmem;

/// A kind of file that no routine posts from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stranger {
    /// What it is.
    pub what: &'static str,
    /// What to deliver instead, in one sentence without a period.
    pub remedy: &'static str,
}

const fn stranger(what: &'static str, remedy: &'static str) -> Stranger {
    Stranger { what, remedy }
}

/// How the content begins.
const STARTS: [(&[u8], Stranger); 4] = [
    (
        b"%PDF-",
        stranger(
            "a PDF",
            "deliver the file that the PDF was printed from; a print is for people",
        ),
    ),
    (
        &[0xd0, 0xcf, 0x11, 0xe0],
        stranger(
            "an Excel workbook of the old kind (.xls)",
            "save it as .xlsx, or better deliver the listing as the system exports it",
        ),
    ),
    (
        &[0x1f, 0x8b],
        stranger("a gzip archive", "unpack it and deliver what is in it"),
    ),
    (
        b"{\\rtf",
        stranger("a text document (RTF)", "deliver the data, not a document"),
    ),
];

/// What the content holds, in the first part of it.
const CONTENTS: [(&[u8], Stranger); 6] = [
    (
        b"<BkToCstmrAcctRpt",
        stranger(
            "a camt.052 intraday report",
            "order camt.053 from the bank; an intraday report is not posted from",
        ),
    ),
    (
        b"<CstmrDrctDbtInitn",
        stranger(
            "a pain.008 direct debit order",
            "deliver the bank's advice of what was paid (camt.054 or OCR)",
        ),
    ),
    (
        b"<CstmrPmtCxlReq",
        stranger(
            "a camt.055 cancellation request",
            "deliver the bank's answer as pain.002",
        ),
    ),
    (
        b"<RsltnOfInvstgtn",
        stranger(
            "a camt.029 answer to a cancellation request",
            "deliver the bank's status report, pain.002",
        ),
    ),
    (
        b"+PAYMUL:",
        stranger(
            "an EDIFACT PAYMUL payment order",
            "deliver the payment file as pain.001 or Telepay",
        ),
    ),
    (
        b"+CONTRL:",
        stranger(
            "an EDIFACT CONTRL syntax acknowledgement",
            "deliver the bank's status of the payments (BANSTA, pain.002)",
        ),
    ),
];

/// What the content is, if it is a known kind of file that is not read.
pub fn recognise(head: &[u8]) -> Option<Stranger> {
    let starts = STARTS.iter().find(|(start, _)| head.starts_with(start));
    let holds = || {
        CONTENTS
            .iter()
            .find(|(content, _)| memmem::find(head, content).is_some())
    };
    // MT942 is MT940 without booked balances, and with the floor limit instead.
    let interim = || {
        let is_interim = memmem::find(head, b":34F:").is_some()
            && memmem::find(head, b":60").is_none()
            && memmem::find(head, b":20:").is_some();
        is_interim.then_some(stranger(
            "an MT942 interim report",
            "order MT940 or camt.053 from the bank; an interim report is not posted from",
        ))
    };
    let nav = || {
        crate::k27::stranger(head).map(|what| {
            stranger(
                what,
                "deliver the employer's settlement report (K27, ref-arbg); other reports of NAV are no refunds",
            )
        })
    };
    starts
        .or_else(holds)
        .map(|(_, stranger)| *stranger)
        .or_else(interim)
        .or_else(nav)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_files_that_are_not_read_are_named() {
        let table: [(&[u8], Option<&str>); 8] = [
            (b"%PDF-1.7", Some("a PDF")),
            (
                b"<Document><BkToCstmrAcctRpt>",
                Some("a camt.052 intraday report"),
            ),
            (
                b"UNA:+.? 'UNB+UNOC:3+1+2'UNH+1+PAYMUL:D:96A:UN'",
                Some("an EDIFACT PAYMUL payment order"),
            ),
            (
                b":20:A\n:25:1\n:34F:NOK0,\n:61:250101C1,NTRF",
                Some("an MT942 interim report"),
            ),
            (b":20:A\n:25:1\n:60F:C250101NOK0,\n:34F:NOK0,", None),
            (b"<Document><BkToCstmrStmt>", None),
            (b"Konto;Beskrivelse\n", None),
            (b"", None),
        ];
        for (head, expected) in table {
            assert_eq!(recognise(head).map(|known| known.what), expected);
            if expected.is_some() {
                assert_eq!(crate::sniff(head), []);
            }
        }
    }
}
