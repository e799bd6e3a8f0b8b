//! camt.053, the bank's end-of-day statement: one account, its balances, its entries, and the proof that they agree.
//!
//! Sent by banks to customers, as `.xml`, `.dat` or without extension, one or many accounts in a message.
//! Source: the published ISO 20022 schemas camt.053.001.02 and .08 for names and cardinality; bank guides and real
//! files for practice. Schema order is not required: real files violate it.
//!
//! | Path below `BkToCstmrStmt` | Record |
//! |---|---|
//! | `GrpHdr/{MsgId, CreDtTm, MsgPgntn}` | [`Totals`], [`File`], page of statements without their own |
//! | `Stmt/{Id, ElctrncSeqNb, CreDtTm, FrToDt, CpyDplctInd, StmtPgntn, Acct/{Id, Ccy}}` | [`Statement`] |
//! | `Stmt/Bal/{Tp, Amt, CdtDbtInd, Dt}` | opening, closing and other balances |
//! | `Stmt/TxsSummry` | checked against the entries, not kept |
//! | `Stmt/Ntry/{Amt, CdtDbtInd, RvslInd, Sts, BookgDt, ValDt, …}` | [`record::Entry`] |
//! | `Ntry/NtryDtls/{Btch, TxDtls}`, any number | batch, [`record::Transaction`] |
//! | `TxDtls/RmtInf/Strd/CdtrRefInf` | KID if `SCOR` without issuer and not ISO 11649, else reference |
//! | `TxDtls/RmtInf/Strd/RfrdDocInf/Nb` | reference (invoice number) |
//!
//! **Versions.** 02 and 08; 03 to 13 with the same rules: both spellings of everything are always read (`Sts` text or
//! code, `Nm` or `Pty/Nm`, flat charges or records, `TtlNetNtryAmt` or `TtlNetNtry`).
//!
//! **Sign.** Positive is money in (credit on the account), as in a ledger that mirrors the account. `CdtDbtInd` is the
//! real direction, also of reversals, unless [`Options::reversal`] says otherwise for the account.
//!
//! **Refused** (an error refuses the whole file, see [`error::KINDS`]): what is not well-formed or goes beyond a limit;
//! amounts, dates, indicators that cannot be read exactly; a balance equation that fails; booked entries without
//! booking date; another currency than the account's; missing pages; a broken chain between the statements of one
//! account in the file; a summary that disagrees where no equation proves the entries.
//!
//! **Not read**: interest, related accounts, availability, legal sequence number, banks of the parties, ultimate parties,
//! currency exchange, taxes, amounts per document (`RfrdDocAmt`), bank transaction codes of single transactions. What
//! the standard does not know in a place is reported and not read. Archives (ZIP) are opened by `ingest`.
//!
//! **Truncation** is noticed at every byte before the end tag of the root element; after it nothing is missing.
//!
//! **Memory**: one statement with its entries is held, because a statement is a record; and a row of figures per
//! statement. [`Options::max_records_held`] bounds the first.
//!
//! **Written and read again** a [`File`] is the same but for: positions; outer blanks of texts; `group_code`, sums,
//! counts and the equation, which are derived; versions other than .02 and .08, which become the nearer of the two;
//! `MsgId` of a batch, which becomes `PmtInfId`; proprietary return reasons, which become codes; amounts of the only
//! transaction of an entry, which are the entry's; reversals, which are written by the ISO rule. And .02 has no place
//! for a UETR, for a transaction against the direction of its entry, or for pages that differ between statements.
//!
//! The page of a message is known to the statements after `GrpHdr`; that is the one dependence on order.

pub(crate) mod check;
mod details;
pub(crate) mod draft;
pub mod error;
pub(crate) mod layout;
pub(crate) mod parse;
pub mod record;
pub(crate) mod summary;
pub(crate) mod write;

use std::collections::BTreeMap;
use std::io::BufRead;

use domain::Parsed;
use domain::agency::ReversalRule;
use domain::identifier::KidMethod;

use self::check::FileCheck;
use self::layout::Message;
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
        Self {
            reversal: BTreeMap::new(),
            kid: BTreeMap::new(),
            max_records_held: 4_000_000,
        }
    }
}

/// Whether the content looks like camt.053 (first child of `Document` is `BkToCstmrStmt`).
pub fn sniff(head: &[u8]) -> bool {
    parse::is_message(head, Message::Statement)
}

/// Reads a file as a stream and hands on each statement when it is complete.
///
/// Memory holds one statement with all its entries, and a row per statement read. A statement handed on is not proved
/// to be usable: chain, pages and duplicates are known at the end. Use nothing before the answer is here and holds no
/// diagnostic of level error.
pub fn read(
    mut input: impl BufRead,
    options: &Options,
    sink: &mut dyn FnMut(Statement),
) -> Read<Totals> {
    read_file(&mut input, options, sink).0
}

/// Reads a whole file from memory; for tests and small files.
pub fn parse(bytes: &[u8], options: &Options) -> Parsed<File> {
    let mut statements = Vec::new();
    let mut keep = |statement| statements.push(statement);
    let (read, created) = read_file(&mut &bytes[..], options, &mut keep);
    let value = File {
        version: read.totals.version,
        message_id: read.totals.message_id,
        created,
        statements,
    };
    Parsed {
        value,
        diagnostics: read.diagnostics,
    }
}

/// Totals and diagnostics, and when the message was created.
fn read_file(
    input: &mut dyn BufRead,
    options: &Options,
    sink: &mut dyn FnMut(Statement),
) -> (Read<Totals>, String) {
    let mut file = FileCheck::default();
    let mut outcome = parse::read_message(
        input,
        Message::Statement,
        options,
        &mut |draft, page, diagnostics| sink(file.statement(draft, page, options, diagnostics)),
    );
    if outcome.is_complete {
        file.end(&outcome.header, &mut outcome.diagnostics);
    }
    let totals = Totals {
        version: outcome.version,
        encoding: outcome.encoding.to_owned(),
        message_id: outcome.header.message_id.take().unwrap_or_default(),
        statements: file.take_totals(),
    };
    let read = Read {
        totals,
        diagnostics: outcome.diagnostics.finish(),
    };
    (read, outcome.header.created.take().unwrap_or_default())
}
