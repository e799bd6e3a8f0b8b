//! SAF-T Financial NO: the ledger extract of the Norwegian tax authority (Skatteetaten), schemas 1.10, 1.20, 1.30 and
//! 1.40 (1.00 reads as 1.10).
//!
//! Sent by every ledger system on request. For state ledgers it is a second, independent source of balances and
//! lines. Specification: the authority's schemas and technical description; what they leave open is decided by
//! measurements on its example files.
//!
//! | Element | Becomes |
//! |---|---|
//! | `Header` | [`record::Header`] |
//! | `MasterFiles/GeneralLedgerAccounts/Account` | [`record::AccountRecord`] |
//! | `MasterFiles/Customers/Customer`, `Suppliers/Supplier`: `BalanceAccount`, or directly before 1.30 | [`record::PartyBalance`] |
//! | `GeneralLedgerEntries/Journal/Transaction`: `SourceID`, `SystemEntryDate` | [`record::Entered`] |
//! | `GeneralLedgerEntries/Journal/Transaction/Line` | [`record::Line`] |
//!
//! **What is not read**: addresses, contacts, bank accounts, the contents of the tax table but its codes, the
//! descriptions of analysis values, owners, products, assets, `SourceDocuments` (used from 2.0); on transactions
//! `Description`; on lines the amounts of analysis and tax, tax codes after the first, `Quantity`,
//! `SystemEntryTime`, `OwnerID`; rates (they are checked). Whether a grouping code is in the chart of the
//! year, lengths of texts and the order of elements inside a line are not checked either, nor that `RecordID` is
//! unique in its transaction.
//!
//! **1.40** adds to 1.30 (source: the authority's change notes; its schema has not been read): amounts and rates of up to
//! 38 digits with 18 decimals, `VirtualCurrencyType` and `Country` in amounts, NOK amounts of taxes in another currency,
//! several accounts of an owner. Amounts of the ledger must still be whole øre, and an amount that is not refuses the file. An
//! amount of a virtual currency with more than two decimals is left out with a warning; a rate with more than eight decimals is not
//! checked, nor is a tax in another currency. The other additions are recognised and passed.
//!
//! **Signs**: debit positive. An amount on the credit side is turned; a negative amount counts on its own side with
//! its sign, so a reversed debit lowers the debit total.
//!
//! **Normalisations of [`write()`]**: positions are not kept; the version written is 1.30; reversals change side; texts
//! are trimmed; what the records do not carry and the schema requires is filled in as stated at [`write_to`].

use std::io::BufRead;

use domain::Ore;

pub mod bundle;
mod cursor;
mod entries;
pub mod error;
mod ledger;
mod master;
mod open;
mod parse;
pub mod record;
mod value;
mod write;

pub use parse::read;
pub use write::{write, write_to};

use record::{File, Record};

/// Where the ordinals of records start; for parts of a set, where the part before ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct FirstRecords {
    /// `record` of the first account.
    pub account: u64,
    /// `record` of the first balance of a party.
    pub party: u64,
    /// `record` of the first line.
    pub line: u64,
}

/// How to read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Options {
    /// The file is a part of a set: references are collected in the totals and judged by [`bundle::check_set`].
    pub part_of_set: bool,
    /// Where ordinals start.
    pub first: FirstRecords,
    /// The longest text that is kept, in bytes; a longer one refuses the file. The schema allows 256 characters.
    pub max_text_bytes: usize,
    /// How far a tax amount may be from percentage × base, because systems round per invoice.
    pub tax_tolerance: Ore,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            part_of_set: false,
            first: FirstRecords::default(),
            max_text_bytes: 4096,
            tax_tolerance: Ore(100),
        }
    }
}

/// Whether the content looks like SAF-T: XML whose root element is `AuditFile`, with or without prefix, namespace
/// and byte order mark. A file in a wrong namespace is recognised, and then refused by [`read`] with a reason.
pub fn sniff(head: &[u8]) -> bool {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_reader(head);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(start) | Event::Empty(start)) => {
                return start.local_name().as_ref() == "AuditFile";
            }
            Ok(Event::Decl(_) | Event::Comment(_) | Event::PI(_) | Event::DocType(_)) => {}
            Ok(Event::Text(text)) if text.trim().is_empty() => {}
            _ => return false,
        }
    }
}

/// Reads a whole file into memory; for small files and tests. See [`read`].
pub fn parse(bytes: &[u8], options: &Options) -> domain::Parsed<File> {
    parse_from(bytes, options)
}

fn parse_from(input: impl BufRead, options: &Options) -> domain::Parsed<File> {
    let mut file = File::default();
    let mut sink = |record: Record| match record {
        Record::Account(account) => file.accounts.push(account),
        Record::Party(party) => file.parties.push(party),
        Record::Line(line) => file.lines.push(line),
        // A file to be written has no such thing: nobody has entered it.
        Record::Entered(_) => {}
    };
    let read = read(input, options, &mut sink);
    file.header = read.totals.header;
    domain::Parsed {
        value: file,
        diagnostics: read.diagnostics,
    }
}

#[cfg(test)]
mod tests {
    use super::sniff;

    #[test]
    fn recognises_by_root() {
        let table: [(&[u8], bool); 14] = [
            (b"<AuditFile>", true),
            (b"<n1:AuditFile xmlns:n1='x'>", true),
            (
                b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- c --><?p q?>\n<AuditFile/>",
                true,
            ),
            (b"<!DOCTYPE AuditFile [<!ENTITY a 'b'>]><AuditFile>", true),
            (
                b"<?xml version='1.0'?><Document xmlns='urn:iso'><AuditFile/></Document>",
                false,
            ),
            (b"<AuditFiles>", false),
            (b"<auditfile>", false),
            (b"<AuditFile", false),
            (b"AuditFile", false),
            (b"text <AuditFile>", false),
            (b"\xff\xfe<\0A\0u\0", false),
            (b"", false),
            (b"PK\x03\x04<AuditFile>", false),
            (b"\xff<AuditFile>", false),
        ];
        for (head, expected) in table {
            assert_eq!(sniff(head), expected, "{}", String::from_utf8_lossy(head));
        }
    }
}
