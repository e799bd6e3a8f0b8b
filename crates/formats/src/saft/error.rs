//! Everything the SAF-T reader can complain about: the permanent codes, their severity and what to do.
//!
//! One error refuses the whole file, so what the authority's own published example breaks (rolling balances, zero
//! sums, sub-ledgers) is a warning. Codes `SAFT001`–`SAFT020` carry the numbers of the invariants ST-01–ST-20 of the
//! format notes. A retired code is never used again.

use domain::{Diagnostic, Position, Severity};

use crate::MAX_DIAGNOSTICS;
use crate::complaints::kinds;

pub use crate::complaints::Kind;

/// A diagnostic of this kind. What the message quotes from the file is masked and freed of control characters.
pub(super) fn at(kind: &Kind, position: Position, message: &str) -> Diagnostic {
    let clean: String = message
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    kind.at(
        position,
        domain::personal::mask(clean.trim_end_matches('.')),
    )
}

kinds! {
    MALFORMED = "SAFT001", Error, "well-formed XML, complete to the last end tag, nothing after it",
        "export or transfer the file again; it is damaged or cut off";
    ENTRY_COUNT = "SAFT002", Error, "NumberOfEntries equals the number of Transaction elements",
        "export again; transactions are missing or repeated";
    CONTROL_TOTALS = "SAFT003", Error, "TotalDebit and TotalCredit equal the sums of the lines",
        "export again; lines are missing, repeated or changed";
    TOTALS_DIFFER = "SAFT004", Error, "TotalDebit equals TotalCredit",
        "export again; a ledger extract must balance";
    UNBALANCED = "SAFT005", Error, "every transaction balances",
        "correct or complete the voucher in the ledger and export again";
    ROLL = "SAFT006", Warning, "opening + debit − credit = closing, per account",
        "compare with the balance report of the ledger; entries outside the extract, or a wrong balance";
    ZERO_SUM = "SAFT007", Warning, "opening balances sum to zero, closing balances too",
        "usual when result accounts are left out; otherwise compare with the balance report";
    SUBLEDGER = "SAFT008", Warning, "balances of customers and suppliers sum to their control account",
        "reconcile the sub-ledger with the control account";
    DANGLING = "SAFT009", Error, "accounts, customers, suppliers, tax codes and analysis values on lines exist in the master data",
        "export again with complete master data";
    DUPLICATE = "SAFT010", Error, "accounts, customers and suppliers stand once; a voucher number once per journal and year",
        "export again; the same record must not stand twice";
    ONE_SIDE = "SAFT011", Error, "a line or balance has exactly one of debit and credit, and never both customer and supplier",
        "correct the export; it must be clear which side the amount is on";
    OUTSIDE_SELECTION = "SAFT012", Error, "periods of transactions lie inside the selection of the header",
        "export again with the right selection";
    CURRENCY_PRODUCT = "SAFT013", Warning, "currency amount × rate = amount",
        "look at the rate of the voucher";
    RESULT_OPENING = "SAFT014", Warning, "accounts of class 3–8 open the fiscal year with zero",
        "check that the year before was closed";
    GROUPING = "SAFT015", Warning, "accounts are grouped by the state chart (KS), and the code fits the account number",
        "correct the grouping of the account in the ledger";
    CHAIN = "SAFT016", Error, "the opening balance of a part is the closing balance of the part before",
        "export the whole set again in one go";
    AMOUNT = "SAFT017", Error, "amounts are decimal numbers with at most two decimals; nothing is rounded",
        "correct the amount in the export; it cannot be kept in whole øre";
    VERSION = "SAFT018", Warning, "AuditFileVersion agrees with the structure found",
        "tell the system vendor; the file was read by its structure";
    TAX = "SAFT019", Warning, "tax percentage × tax base = tax amount",
        "look at the tax of the voucher";
    NOTHING_BEHIND = "SAFT020", Error, "a transaction has lines, and declared totals have a journal behind them",
        "export again; entries are missing";
    NOT_SAFT = "SAFT021", Error, "root AuditFile in the namespace urn:StandardAuditFile-Taxation-Financial:NO",
        "export with the namespace of SAF-T Financial NO on the root element";
    ENCODING = "SAFT022", Error, "the file is UTF-8",
        "export the file in UTF-8";
    DOCTYPE = "SAFT023", Error, "no document type and no entities but the five predefined ones",
        "remove the document type; SAF-T has none, and it is a way to attack readers";
    LIMIT = "SAFT024", Error, "depth, length of texts and number of attributes stay inside what SAF-T can need",
        "no ledger exports this; ask where the file comes from";
    UNREADABLE = "SAFT025", Error, "all bytes can be read",
        "transfer the file again";
    MISSING = "SAFT026", Error, "required elements are there",
        "export again with the element filled";
    MISPLACED = "SAFT027", Error, "an element stands once, in its place, and holds what it should",
        "correct the export; it does not follow the schema";
    UNKNOWN_STRUCTURE = "SAFT028", Error, "only elements of SAF-T where entries could hide",
        "correct the export; what is inside the element would be lost";
    NOT_READ = "SAFT029", Warning, "elements and attributes are known",
        "nothing if it is an extension of the vendor; its content is not used";
    VALUE = "SAFT030", Error, "dates, periods and numbers can be read",
        "correct the value in the export";
    RECOMMENDED = "SAFT031", Warning, "elements that the schema requires but the ledger can do without",
        "tell the system vendor; the schema requires the element";
    DUPLICATE_CODE = "SAFT032", Warning, "tax codes and analysis values stand once",
        "look at the table in the ledger; the same code stands twice";
    FOREIGN_LEDGER = "SAFT033", Warning, "the ledger is kept in NOK",
        "every amount of the file is in the currency named; do not mix it with NOK";
    ARCHIVE = "SAFT034", Error, "the archive can be read and holds SAF-T parts only",
        "put the XML files of one export, and nothing else, in a zip without password";
    INFLATION = "SAFT035", Error, "the archive does not inflate beyond what is allowed",
        "no honest export packs so tightly; ask where the file comes from";
    PART_NUMBERS = "SAFT036", Error, "all parts of the set are there, each once",
        "fetch the missing part, remove the double one";
    STRANGE_PART = "SAFT037", Error, "all parts are of one organisation and one export",
        "keep the files of each export apart";
    OVERLAP = "SAFT038", Error, "parts with entries cover different periods",
        "export again; entries would be counted twice";
    MORE = "SAFT039", Warning, "there is room to list everything that is wrong; an error if errors are left out",
        "correct the ones listed and read the file again";
    LEFT_OUT = "SAFT040", Warning, "amounts in virtual currencies have two decimals",
        "nothing for the ledger, whose own amounts were read; look at the voucher for the virtual currency";
}

/// What is wrong with a set, in the order found: by part, and by place inside the part. Bounded, and an error that
/// finds no room is counted as one.
#[derive(Debug, Default)]
pub(super) struct SetFindings {
    list: Vec<Diagnostic>,
    errors_left_out: u64,
    warnings_left_out: u64,
}

impl SetFindings {
    /// Adds one, or counts it when the list is full.
    pub(super) fn push(&mut self, diagnostic: Diagnostic) {
        if self.list.len() + 1 < MAX_DIAGNOSTICS {
            self.list.push(diagnostic);
        } else if diagnostic.severity == Severity::Error {
            self.errors_left_out += 1;
        } else {
            self.warnings_left_out += 1;
        }
    }

    /// Adds all of a list.
    pub(super) fn extend(&mut self, diagnostics: Vec<Diagnostic>) {
        for diagnostic in diagnostics {
            self.push(diagnostic);
        }
    }

    /// All of them, with a last one that says how many were left out.
    pub(super) fn finish(mut self) -> Vec<Diagnostic> {
        let left_out = self.errors_left_out + self.warnings_left_out;
        if left_out > 0 {
            let message = format!(
                "{left_out} more messages are not shown, {} of them errors",
                self.errors_left_out
            );
            let mut last = at(
                &MORE,
                Position {
                    line: 1,
                    column: 1,
                    ..Position::default()
                },
                &message,
            );
            if self.errors_left_out > 0 {
                last.severity = Severity::Error;
            }
            self.list.push(last);
        }
        self.list
    }
}
