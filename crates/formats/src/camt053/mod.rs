//! camt.053 bank statement.

mod check;
mod details;
mod draft;
pub mod error;
mod layout;
mod parse;
pub mod record;
mod summary;
mod write;
mod xml;

use std::collections::BTreeMap;
use std::io::BufRead;

use domain::Parsed;
use domain::agency::ReversalRule;
use domain::identifier::KidMethod;

pub use self::record::{File, Statement, Totals};
pub use self::write::{write, write_to};
use crate::Read;

/// What the file cannot say about itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Options {
    /// How the bank marks reversals, by normalised account; ISO where nothing is said.
    pub reversal: BTreeMap<String, ReversalRule>,
    /// The KID agreement, by normalised account; either modulus is accepted where nothing is said.
    pub kid: BTreeMap<String, KidMethod>,
    /// Most entries and transactions of one statement, which is held in memory; a statement with more is refused.
    pub max_records_held: usize,
}

impl Default for Options {
    /// ISO reversals, no KID agreements, four million entries and transactions in a statement.
    fn default() -> Self {
        Self { reversal: BTreeMap::new(), kid: BTreeMap::new(), max_records_held: 4_000_000 }
    }
}

/// Whether the content looks like camt.053 (first child of `Document` is `BkToCstmrStmt`).
pub fn sniff(head: &[u8]) -> bool {
    parse::is_statement_message(head)
}

/// Reads a file as a stream and hands on each statement when it is complete.
///
/// Memory holds one statement with all its entries, and a row per statement read. A statement handed on is not proved
/// to be usable: chain, pages and duplicates are known at the end. Use nothing before the answer is here and holds no
/// diagnostic of level error.
pub fn read(
    input: impl BufRead,
    options: &Options,
    sink: &mut dyn FnMut(Statement),
) -> Read<Totals> {
    parse::read_file(input, options, sink).0
}

/// Reads a whole file from memory; for tests and small files.
pub fn parse(bytes: &[u8], options: &Options) -> Parsed<File> {
    parse::parse_file(bytes, options)
}
