//! `inspect --json`: what one file is, its totals, everything wrong with it (design §7.1).
//!
//! Not here: reading the file. `totals` is one shape per format; an unrecognised file has an empty one.

use std::collections::BTreeMap;

use domain::{Diagnostic, Digest, Severity};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::ReportError;
use crate::wire::{Amount, schema_of, to_document};

/// Name and number of the form.
pub const SCHEMA: &str = "avstem.inspect/1";

/// What one file is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "avstem.inspect/1")]
pub struct InspectResult {
    /// `avstem.inspect/1`.
    pub schema: String,
    /// File name as given.
    pub file: String,
    /// SHA-256 of the bytes, 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// Length in bytes.
    pub bytes: u64,
    /// `camt.053`, `saf-t` …; null if not recognised.
    pub format: Option<String>,
    /// Version of the format, such as `camt.053.001.02`; null if the format has none or it was not found.
    pub version: Option<String>,
    /// `utf-8`, `iso-8859-1` …; null if not known.
    pub encoding: Option<String>,
    /// Whether a run would use the file: recognised, and no diagnostic is an error.
    pub accepted: bool,
    /// Everything wrong, in order of position.
    pub diagnostics: Vec<WireDiagnostic>,
    /// Totals in the file's currency.
    pub totals: Totals,
    /// Of a table of no known kind: what it could be, the likeliest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub proposals: Vec<ProposedMapping>,
}

/// A mapping that would make a table readable, for the playbook.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ProposedMapping {
    /// Kind of register: `chart-of-accounts`, `ledger` …
    pub kind: String,
    /// Our field → the file's heading.
    pub columns: BTreeMap<String, String>,
    /// Fields that the kind needs and no heading seems to hold.
    pub missing: Vec<String>,
}

/// One thing wrong with, or worth knowing about, a file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct WireDiagnostic {
    /// `error`, `warning` or `info`.
    #[schemars(extend("enum" = ["error", "warning", "info"]))]
    pub severity: String,
    /// Permanent id, such as `CAMT012`.
    pub code: String,
    /// Line, from 1.
    pub line: u64,
    /// Column in bytes, from 1.
    pub column: u64,
    /// Offset from the start of the file, from 0.
    pub byte: u64,
    /// One sentence.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// The piece of the file that is meant, masked.
    pub excerpt: Option<String>,
}

impl From<&Diagnostic> for WireDiagnostic {
    fn from(diagnostic: &Diagnostic) -> Self {
        Self {
            severity: diagnostic.severity.as_str().to_owned(),
            code: diagnostic.code.to_owned(),
            line: diagnostic.position.line,
            column: diagnostic.position.column,
            byte: diagnostic.position.byte,
            message: diagnostic.message.clone(),
            hint: diagnostic.hint.map(ToOwned::to_owned),
            excerpt: diagnostic.excerpt.clone(),
        }
    }
}

/// Totals by format. The order of the variants matters when reading: the one with most fields comes first.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Totals {
    /// camt.053 and mt940.
    Statements {
        /// One per statement, in file order.
        statements: Vec<StatementTotals>,
    },
    /// camt.054.
    Notifications {
        /// One per notification, in file order.
        notifications: Vec<NotificationTotals>,
    },
    /// ocr-giro.
    OcrGiro {
        /// Transmissions (forsendelser).
        transmissions: u64,
        /// Assignments (oppdrag).
        assignments: u64,
        /// Transactions.
        transactions: u64,
        /// The net the trailer states.
        amount: Amount,
    },
    /// telepay.
    Telepay {
        /// `sent`, `mottaksretur`, `avregningsretur` or `avvist`.
        kind: String,
        /// Batches.
        batches: u64,
        /// Payments.
        payments: u64,
        /// Sum of payments.
        amount: Amount,
        /// Rejected payments.
        rejected: u64,
    },
    /// pain.002.
    StatusReport {
        /// Group status, such as `ACCP`; null if the report gives none.
        group_status: Option<String>,
        /// Transactions.
        transactions: u64,
        /// Transactions by status.
        by_status: BTreeMap<String, u64>,
    },
    /// k27 and k37.
    NavRefunds {
        /// Rows.
        rows: u64,
        /// Sum.
        amount: Amount,
        /// Sum by benefit code.
        by_benefit: BTreeMap<String, Amount>,
    },
    /// saf-t.
    SafT {
        /// Accounts.
        accounts: u64,
        /// Customers.
        customers: u64,
        /// Suppliers.
        suppliers: u64,
        /// Journals.
        journals: u64,
        /// Transactions.
        transactions: u64,
        /// Lines.
        lines: u64,
        /// Sum of debits.
        debit: Amount,
        /// Sum of credits, positive.
        credit: Amount,
    },
    /// gl07.
    Gl07 {
        /// Batches.
        batches: u64,
        /// Vouchers.
        vouchers: u64,
        /// Lines.
        lines: u64,
        /// Sum of debits.
        debit: Amount,
        /// Sum of credits, positive.
        credit: Amount,
    },
    /// cremul.
    Cremul {
        /// Messages.
        messages: u64,
        /// Lines.
        lines: u64,
        /// Sum.
        amount: Amount,
    },
    /// pain.001.
    Payments {
        /// Payments.
        payments: u64,
        /// Sum.
        amount: Amount,
    },
    /// Delimited text, XLSX, Parquet.
    Table {
        /// Rows.
        rows: u64,
        /// Kind of register; left out if no kind fits.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        kind: Option<String>,
        /// Sum of each amount field that the table has.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        sums: BTreeMap<String, Amount>,
    },
    /// Not recognised, or nothing to add up.
    Nothing {},
}

/// One statement of camt.053 or mt940.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct StatementTotals {
    /// Its id.
    pub id: String,
    /// Account number or IBAN.
    pub account: String,
    /// ISO 4217.
    pub currency: String,
    /// Opening booked balance; null if the statement has none.
    pub opening: Option<Amount>,
    /// Closing booked balance; null if the statement has none.
    pub closing: Option<Amount>,
    /// Entries.
    pub entries: u64,
    /// Sum of credit entries, positive.
    pub sum_credit: Amount,
    /// Sum of debit entries, positive.
    pub sum_debit: Amount,
    /// Transactions in the entries.
    pub transactions: u64,
}

/// One notification of camt.054.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct NotificationTotals {
    /// Its id.
    pub id: String,
    /// Account number or IBAN.
    pub account: String,
    /// ISO 4217.
    pub currency: String,
    /// Entries.
    pub entries: u64,
    /// Sum of credit entries, positive.
    pub sum_credit: Amount,
    /// Sum of debit entries, positive.
    pub sum_debit: Amount,
    /// Transactions in the entries.
    pub transactions: u64,
}

/// A file as plain values, before anything is known about it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct File<'a> {
    /// File name as given.
    pub name: &'a str,
    /// Its content.
    pub sha256: Digest,
    /// Length in bytes.
    pub bytes: u64,
}

impl InspectResult {
    /// A file that no format recognises.
    pub fn unrecognised(file: &File<'_>, diagnostics: &[Diagnostic]) -> Self {
        Self {
            schema: SCHEMA.to_owned(),
            file: file.name.to_owned(),
            sha256: file.sha256.to_string(),
            bytes: file.bytes,
            format: None,
            version: None,
            encoding: None,
            accepted: false,
            diagnostics: diagnostics.iter().map(WireDiagnostic::from).collect(),
            totals: Totals::Nothing {},
            proposals: Vec::new(),
        }
    }

    /// A file of a known format. It is accepted if no diagnostic is an error.
    pub fn recognised(
        file: &File<'_>,
        format: &str,
        version: Option<&str>,
        encoding: Option<&str>,
        diagnostics: &[Diagnostic],
        totals: Totals,
    ) -> Self {
        Self {
            format: Some(format.to_owned()),
            version: version.map(ToOwned::to_owned),
            encoding: encoding.map(ToOwned::to_owned),
            accepted: diagnostics.iter().all(|d| d.severity != Severity::Error),
            totals,
            ..Self::unrecognised(file, diagnostics)
        }
    }

    /// The object as indented JSON with a final line end.
    pub fn to_json(&self) -> Result<Vec<u8>, ReportError> {
        to_document(self)
    }
}

/// The JSON Schema of `inspect --json`.
pub fn inspect_schema() -> Result<String, ReportError> {
    schema_of::<InspectResult>()
}
