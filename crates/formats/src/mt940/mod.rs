//! SWIFT MT940, the older form of the bank's end-of-day statement: one account, its balances, its lines, and the proof
//! that they agree.
//!
//! Still sent by banks beside camt.053, as `.sta`, `.txt`, `.mt940`. Source: SWIFT field grammar of MT940; published
//! examples of Danske Bank (Norway, Finland) and of German and Dutch banks for practice.
//!
//! | Field | Grammar | Record ([`record::Statement`] of camt.053) |
//! |---|---|---|
//! | `:20:` | 16x | `id`; begins a statement |
//! | `:25:`, `:25P:` | 35x | `account`: 11 digits of a Norwegian account in any form, an IBAN without blanks, else as written |
//! | `:28C:`, `:28:` | 5n\[/5n\] | `sequence` (0 = none) and `page` |
//! | `:60F:`, `:60M:` | 1!a6!n3!a15d | `opening`, code `OPBD` or, of a page after the first, `ITBD`; `currency` |
//! | `:61:` | 6!n\[4!n\]2a\[1!a\]15d1!a3!c16x\[//16x\] | [`record::Entry`]: value date, booking date, amount, `code` (the type, `NTRF`), `entry_ref`, `bank_ref` |
//! | line behind `:61:` | 34x | first line of the entry's `text` |
//! | `:86:` behind `:61:` | 6*65x | `text`; of the structured forms also `proprietary_code` (German transaction code and primanota) and one [`record::Transaction`] |
//! | `:62F:`, `:62M:` | as 60 | `closing`, code `CLBD` or, of a page before the last, `ITBD` |
//! | `:64:`, `:65:` | as 60 | `other_balances`, codes `CLAV`, `FWAV` |
//!
//! **Sign.** Positive is money in. `C` and `RD` (a debit taken back) are positive, `D` and `RC` (a credit taken back)
//! negative; `EC` and `ED` are expected and not booked. [`Options::reversal`] turns `RC` and `RD` for an account.
//!
//! **Booking date**: the entry date with the year that brings it within 180 days of the value date; without an entry
//! date the value date. Two-digit years: 80 to 99 are of the last century.
//!
//! **No KID**: the format carries none per payment, and none is guessed from texts. The number that Norwegian banks write
//! behind `//` for a lump of OCR payments is in `bank_ref`. A text that is cut at `//` (`Overforing med//melding`) is
//! kept as it is cut.
//!
//! **Pages** are handed on one by one, as those of camt.053: `page` says which and whether it is the last.
//!
//! **Tolerated, with a warning**: value dates that their month does not have; balance dates that do not exist; amounts without
//! comma, with a full stop, padded with blanks; a missing transaction type; references and texts longer than the grammar;
//! a missing or unreadable statement number; a missing closing balance (not provable); a file that ends inside a line
//! or block; text behind a field that has none. The last but two are said once per file. **Tolerated silently**: any
//! line end; SWIFT blocks or none; text before, between and after statements; a missing `-`; blank lines.
//!
//! **Refused** (an error refuses the whole file, see [`error::KINDS`]): a line or balance that cannot be read exactly; a
//! balance equation, chain or page that fails; `D-` unless [`Options::minus_is_reversal`] names the account.
//!
//! **Not read**: `:21:`, `:13D:`, `:34F:`, `:90C:`, `:90D:`, `:NS:`, `:NSF:`; texts of the whole statement (`:86:` behind a balance); the
//! contents of SWIFT headers but the message type.
//!
//! **Truncation** before the closing balance is at least a warning, and so is a cut inside a line. A cut between lines
//! behind the closing balance, or between statements, leaves a shorter file that nothing tells from a whole one.
//!
//! **Memory**: one statement, because a statement is a record, the room of the entries of the statements in the last
//! 4 MiB, which are filled again, and a row of figures per statement. Bounded by [`Options::max_records_held`] and by
//! constants for lines, texts and bytes of a statement.
//!
//! **Written and read again** a [`File`] is the same but for positions and for what is derived (`created`, `message_id`,
//! sums, equation). Written without funds letter; the value date is always followed by the entry date.

mod check;
mod details;
pub mod error;
mod field;
mod held;
mod line;
mod parse;
pub mod record;
mod tag;
mod write;

use std::collections::{BTreeMap, BTreeSet};
use std::io::BufRead;

use domain::Parsed;
use domain::agency::{ReversalRule, SequenceRule};

pub use self::record::{File, Statement, Totals};
pub use self::write::{write, write_to};
use crate::Read;

/// What the file cannot say about itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Options {
    /// How the bank marks reversals, by normalised account; by the standard where nothing is said.
    pub reversal: BTreeMap<String, ReversalRule>,
    /// How the bank numbers statements, by normalised account; rising where nothing is said.
    pub sequence: BTreeMap<String, SequenceRule>,
    /// Normalised accounts whose bank writes `D-` and `C-` for `RD` and `RC`; refused of every other account.
    pub minus_is_reversal: BTreeSet<String>,
    /// Most lines of one statement, which is held in memory; a statement with more is refused.
    pub max_records_held: usize,
}

impl Default for Options {
    /// By the standard; four million lines in a statement.
    fn default() -> Self {
        Self {
            reversal: BTreeMap::new(),
            sequence: BTreeMap::new(),
            minus_is_reversal: BTreeSet::new(),
            max_records_held: 4_000_000,
        }
    }
}

/// Whether the content looks like MT940: a field `:20:` at the start of a line, and next among the fields `:25:`,
/// at most with `:21:` between; and no floor limit `:34F:` before a balance, which makes it an interim report (MT942).
/// Whatever stands before is text of the bank.
pub fn sniff(head: &[u8]) -> bool {
    tag::looks_like_statement(head)
}

/// Reads a file as a stream and lends each statement to `sink` when it is complete. Whatever the sink takes or changes
/// is its own; what it leaves is filled again for the next statement.
///
/// Memory holds one statement with all its entries, and a row per statement read. A statement lent is not proved
/// to be usable: chain, pages and duplicates are known at the end. Use nothing before the answer is here and holds no
/// diagnostic of level error.
pub fn read(
    input: impl BufRead,
    options: &Options,
    sink: &mut dyn FnMut(&mut Statement),
) -> Read<Totals> {
    parse::read(input, options, sink)
}

/// Reads a whole file from memory; for tests and small files.
pub fn parse(bytes: &[u8], options: &Options) -> Parsed<File> {
    let mut statements = Vec::new();
    let read = parse::read(bytes, options, &mut |statement| {
        statements.push(statement.clone());
    });
    Parsed {
        value: File {
            version: read.totals.version,
            statements,
            ..File::default()
        },
        diagnostics: read.diagnostics,
    }
}
