//! pain.001, the payment order: what a customer asks the bank to pay, by debit account and execution date.
//!
//! Sent by payroll and purchase systems to the bank, as `.xml`; in Norway in place of Telepay (BETFOR). Source: the
//! published ISO 20022 schemas pain.001.001.03 and .09 for names and cardinality; bank guides and sample files for
//! practice.
//!
//! | Path below `CstmrCdtTrfInitn` | Record |
//! |---|---|
//! | `GrpHdr/{MsgId, CreDtTm, InitgPty}` | [`Totals`], [`File`] |
//! | `GrpHdr/{NbOfTxs, CtrlSum}`, `PmtInf/{NbOfTxs, CtrlSum}` | compared with the payments |
//! | `PmtInf/{PmtInfId, PmtMtd, BtchBookg, ReqdExctnDt, DbtrAcct/Id, PmtTpInf/CtgyPurp}` | every [`Payment`] below it |
//! | `CdtTrfTxInf/{PmtId, PmtTpInf/CtgyPurp, Amt, Cdtr/Nm, CdtrAcct/Id, Purp}` | [`Payment`] |
//! | `RmtInf/Strd/CdtrRefInf` | KID if `SCOR` without issuer and not ISO 11649, else reference |
//! | `RmtInf/Strd/RfrdDocInf/Nb` | reference (invoice or credit note number) |
//! | `RmtInf/{Ustrd, Strd/AddtlRmtInf}` | text |
//!
//! **Versions.** 03 and 09; 04 to 12 with the same rules: both spellings of everything are always read (`ReqdExctnDt` as
//! text or as `Dt` or `DtTm`; `BICOrBEI` or `AnyBIC`). Child order is free but for one thing: what a `PmtInf` says of its
//! payments stands before the first of them, because a payment is handed on at once.
//!
//! **Sign.** The amount of a payment is positive, as it is written: a payment order knows only one direction, out of the
//! debit account. On the bank's statement the same payment is negative.
//!
//! **Sums.** [`Totals::amount`] and `CtrlSum` add amounts regardless of currency, which is what the standard asks for; so
//! [`record::Sum`] counts in ten-thousandths. An amount given as `EqvtAmt` counts with the equivalent.
//!
//! **Refused** (an error refuses the whole file, see [`error::KINDS`]): what is not well-formed or goes beyond a limit;
//! amounts, dates, counts that cannot be read exactly; amounts of zero; a count or sum that is not that of the payments,
//! on either level; a payment information without payments or given twice; an order without `MsgId`, `NbOfTxs`, debit
//! account or date; a second message in the same file.
//!
//! **Tolerated**, with a warning: a namespace that is missing or of another version (PAIN111; national variants that
//! contain `pain.001.001.03` are known); an element not known in its place (PAIN112); no `EndToEndId` or `CreDtTm`
//! (PAIN115); no `CtrlSum` in the group (PAIN132); an id of a payment given to several (PAIN134); a date before the order
//! was made or more than a year after (PAIN140); check digits of accounts and KIDs (PAIN141, PAIN142). Without a word:
//! `SplmtryData` in any version, amounts without decimals or with more that are zero, structured and free remittance together.
//!
//! **Not read**: banks, ultimate parties, addresses, charges, exchange rates, regulatory reporting, tax, cheque
//! instructions, amounts per document (`RfrdDocAmt`). That the documents of a payment add up to it is not asked for: the
//! sources only infer it. That a `MsgId` is new is for the one who knows the files before.
//!
//! **Cut off**: noticed at every byte up to the end of the root. **Changed**: an amount that is changed is found by
//! `CtrlSum`; if the file states none, nothing proves the amounts and PAIN132 says so. Accounts, names, currencies
//! and dates are proved by nothing but their form and check digits.
//!
//! **Memory**: one payment, of at most [`Options::max_payment_bytes`]; a fingerprint per `PmtInf`, and per id of a payment up to
//! [`Options::max_ids_compared`].
//!
//! **Written and read again** a [`File`] is the same but for: positions; outer blanks of texts; the scheme of the
//! initiator's id, which becomes `CUST`; versions other than .03 and .09, which become the nearer of the two; the place of
//! a category, which is written on each payment; proprietary codes, which become codes; document numbers, which become
//! references of no type. And .03 has no place for a UETR.

pub mod error;
mod layout;
mod parse;
pub mod record;
pub(crate) mod walk;
pub(crate) mod write;

use std::collections::BTreeMap;
use std::io::BufRead;

use domain::Parsed;
use domain::identifier::KidMethod;

pub use self::record::{File, Payment, Totals};
pub use self::write::{write, write_to};
use crate::Read;

/// What the file cannot say about itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Options {
    /// The KID agreement, by normalised payee account; either modulus is accepted where nothing is said.
    pub kid: BTreeMap<String, KidMethod>,
    /// Most ids of payments (instruction and end-to-end ids) that are remembered to find one given twice; 9 bytes and
    /// more each.
    pub max_ids_compared: usize,
    /// Most text of one payment in bytes, with 32 bytes for each piece; a payment is held in memory while it is read.
    pub max_payment_bytes: usize,
}

impl Default for Options {
    /// No KID agreements, one million ids, 1 MiB of text in a payment.
    fn default() -> Self {
        Self {
            kid: BTreeMap::new(),
            max_ids_compared: 1_000_000,
            max_payment_bytes: 1024 * 1024,
        }
    }
}

/// Whether the content looks like pain.001 (first child of `Document` is `CstmrCdtTrfInitn`).
pub fn sniff(head: &[u8]) -> bool {
    walk::is_message(head, b"CstmrCdtTrfInitn")
}

/// Reads a file as a stream and hands on each payment when it is complete.
///
/// A payment handed on is not proved: count and sum are known at the end. Use nothing before the answer is here and
/// holds no diagnostic of level error.
pub fn read(input: impl BufRead, options: &Options, sink: &mut dyn FnMut(Payment)) -> Read<Totals> {
    parse::read_file(input, options, sink)
}

/// Reads a whole file from memory; for tests and small files.
pub fn parse(bytes: &[u8], options: &Options) -> Parsed<File> {
    parse::parse_file(bytes, options)
}
