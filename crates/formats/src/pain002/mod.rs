//! pain.002, the status report: what the bank says to a payment order, on three levels.
//!
//! Sent by the bank at receipt, in processing and at execution, as `.xml`, so that one order has several; in Norway in
//! place of the receipts and refusals of Telepay. Source: the published ISO 20022 schemas pain.002.001.03 and .10 for
//! names and cardinality; bank guides and sample files for practice.
//!
//! | Path below `CstmrPmtStsRpt` | Record |
//! |---|---|
//! | `GrpHdr/{MsgId, CreDtTm}` | [`Totals`], [`File`] |
//! | `OrgnlGrpInfAndSts/{OrgnlMsgId, OrgnlMsgNmId}` | every [`Status`] |
//! | `OrgnlGrpInfAndSts/{GrpSts, StsRsnInf, OrgnlNbOfTxs, OrgnlCtrlSum}` | [`Status`] of level group |
//! | `OrgnlPmtInfAndSts/{OrgnlPmtInfId, PmtInfSts, StsRsnInf, OrgnlNbOfTxs, OrgnlCtrlSum}` | [`Status`] of level payment information |
//! | `TxInfAndSts/{StsId, Orgnl*, TxSts, StsRsnInf, AccptncDtTm, AcctSvcrRef, ClrSysRef}` | [`Status`] of level transaction |
//! | `TxInfAndSts/OrgnlTxRef/{Amt, ReqdExctnDt, Cdtr, CdtrAcct, RmtInf}` | the same |
//! | `NbOfTxsPerSts` | compared with the listed payments; those of the group also in [`Totals`] |
//!
//! **Statuses.** [`record::Stage`] says what a code means. No status on a level means: look below. The codes of
//! verification of payee (`RVNM` and its like) are information; they never accept a payment. A text that begins with
//! digits and a semicolon begins with the bank's own error number. [`reason::REASONS`] explains reason codes.
//! [`effective::effective`] says what holds for each payment after several reports.
//!
//! **Versions.** 03 and 10; 04 to 14 with the same rules: both spellings of everything are always read (parties with or
//! without `Pty`; `ReqdExctnDt` as text or as `Dt` or `DtTm`). Child order is free but for one thing: what names the
//! order and the payment information stands before what is said about them, because a status is handed on at once.
//!
//! **Sign.** Amounts are those of the order, positive: paid out.
//!
//! **Refused** (an error refuses the whole file, see [`error::KINDS`]): what is not well-formed or goes beyond a limit;
//! amounts, dates and counts that cannot be read exactly; a report that names no order, or a payment information without
//! id; a second message in the same file.
//!
//! **Tolerated**, with a warning: no status at all (PAIN210); a namespace that is missing or of another version (PAIN211);
//! an element not known in its place (PAIN212); no `MsgId`, `CreDtTm` or `OrgnlMsgNmId` (PAIN215); a code that is not
//! known (PAIN230) or not for a payment (PAIN231); acceptance with a change (PAIN232); an answer to something else, such as
//! pain.008 (PAIN233); a payment without id (PAIN234); figures that disagree (PAIN240, PAIN242 to PAIN244). Fewer payments
//! listed than counted is what banks do, and only an information (PAIN241).
//!
//! **Not read**: banks, originators of a reason, charges, settlement amounts and dates, payment types, mandates, debtors,
//! tracker data.
//!
//! **Cut off**: noticed at every byte up to the end of the root. **Changed**: nothing in a report proves a status or an
//! amount; a code that is changed to another known one is not noticed. The order and the account prove them: a payment
//! that is called settled is settled when the account shows it.
//!
//! **Memory**: one status, of at most [`Options::max_status_bytes`], that of its group and payment information, and a
//! count per status code.
//!
//! **Written and read again** a [`File`] is the same but for: positions; outer blanks of texts; versions other than .03 and
//! .10, which become the nearer of the two; `NbOfTxsPerSts` of a payment information, which is not written; equivalent
//! amounts, which become instructed ones; document numbers, which become references of no type; the time of an
//! acceptance. And .03 has no place for a UETR.

pub mod effective;
pub mod error;
mod layout;
mod parse;
pub mod reason;
pub mod record;
mod write;

use std::io::BufRead;

use domain::Parsed;

pub use self::record::{File, Status, Totals};
pub use self::write::{write, write_to};
use crate::Read;

/// What the file cannot say about itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Options {
    /// Most text of one status in bytes, with 32 bytes for each piece; a status is held in memory while it is read.
    pub max_status_bytes: usize,
}

impl Default for Options {
    /// 1 MiB of text in a status.
    fn default() -> Self {
        Self {
            max_status_bytes: 1024 * 1024,
        }
    }
}

/// Whether the content looks like pain.002 (first child of `Document` is `CstmrPmtStsRpt`).
pub fn sniff(head: &[u8]) -> bool {
    crate::pain001::walk::is_message(head, b"CstmrPmtStsRpt")
}

/// Reads a file as a stream and hands on each status when it is complete: the group, then each payment information
/// followed by its transactions.
///
/// Use nothing before the answer is here and holds no diagnostic of level error.
pub fn read(input: impl BufRead, options: &Options, sink: &mut dyn FnMut(Status)) -> Read<Totals> {
    parse::read_file(input, options, sink)
}

/// Reads a whole file from memory; for tests and small files.
pub fn parse(bytes: &[u8], options: &Options) -> Parsed<File> {
    parse::parse_file(bytes, options)
}
