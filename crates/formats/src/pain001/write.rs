//! Writing a payment order in one form: Norwegian practice, one line per header, payment information and payment, counts
//! and sums computed here.
//!
//! Not here: checks. What is written is what the records say.

use std::io::{Result, Write};

use domain::Ore;
use domain::identifier::BankAccountNumber;

use super::record::{File, Payment, Sum};
use super::walk::{in_sum, version_number};
use crate::iso20022::{Currency, Money, may_be_kid};

/// Longest `Ustrd` of the schema, in characters.
const LONGEST_TEXT: usize = 140;

/// The file as bytes: UTF-8, version .03 or .09 as `file.version` says.
pub fn write(file: &File) -> Vec<u8> {
    let mut bytes = Vec::new();
    // Writing to memory does not fail.
    let _infallible = write_to(&mut bytes, file);
    bytes
}

/// Writes the file; versions before .08 as .03, all others as .09. Payments that follow one another with the same
/// payment information are written under one `PmtInf`.
///
/// # Errors
/// What `out` answers.
pub fn write_to(out: &mut impl Write, file: &File) -> Result<()> {
    let is_nine = version_number(&file.version).is_some_and(|n| n >= 8);
    let version = if is_nine {
        "pain.001.001.09"
    } else {
        "pain.001.001.03"
    };
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(
        out,
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:{version}\">"
    )?;
    writeln!(out, "<CstmrCdtTrfInitn>")?;
    let mut line = Line::default();
    line.open("GrpHdr");
    line.leaf("MsgId", &file.message_id);
    line.optional("CreDtTm", &file.created);
    line.figures(&file.payments);
    write_initiator(&mut line, file);
    line.close("GrpHdr");
    line.end(out)?;
    for payments in file.payments.chunk_by(is_same_information) {
        if let Some(first) = payments.first() {
            write_information(&mut line, first, payments, is_nine);
            line.end(out)?;
        }
        for payment in payments {
            write_payment(&mut line, payment, is_nine);
            line.end(out)?;
        }
        line.close("PmtInf");
        line.end(out)?;
    }
    writeln!(out, "</CstmrCdtTrfInitn>")?;
    writeln!(out, "</Document>")
}

fn is_same_information(a: &Payment, b: &Payment) -> bool {
    let key = |p: &Payment| (p.batch_booking, p.execution_date);
    key(a) == key(b)
        && a.payment_information == b.payment_information
        && a.method == b.method
        && a.debit_account == b.debit_account
}

/// A line of the file while it is made.
#[derive(Default)]
pub(crate) struct Line {
    text: String,
}

impl Line {
    pub(crate) fn open(&mut self, name: &str) {
        self.text.push('<');
        self.text.push_str(name);
        self.text.push('>');
    }

    pub(crate) fn close(&mut self, name: &str) {
        self.text.push_str("</");
        self.text.push_str(name);
        self.text.push('>');
    }

    pub(crate) fn leaf(&mut self, name: &str, value: &str) {
        self.open(name);
        escape(value, &mut self.text);
        self.close(name);
    }

    pub(crate) fn optional(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            self.leaf(name, value);
        }
    }

    /// Elements around one value, if there is one.
    pub(crate) fn nested(&mut self, names: &[&str], value: &str) {
        if value.is_empty() {
            return;
        }
        for name in names {
            self.open(name);
        }
        escape(value, &mut self.text);
        for name in names.iter().rev() {
            self.close(name);
        }
    }

    pub(crate) fn amount(&mut self, name: &str, amount: Ore, currency: &str) {
        self.text.push('<');
        self.text.push_str(name);
        self.text.push_str(" Ccy=\"");
        escape(currency, &mut self.text);
        self.text.push_str("\">");
        let exponent = Currency::read(currency.as_bytes()).map_or(2, Currency::exponent);
        let decimals = usize::try_from(exponent).unwrap_or(2);
        let digits = format!("{:0>width$}", amount.unsigned(), width = decimals + 1);
        let (whole, rest) = digits
            .split_at_checked(digits.len() - decimals)
            .unwrap_or_default();
        self.text.push_str(whole);
        if !rest.is_empty() {
            self.text.push('.');
            self.text.push_str(rest);
        }
        self.close(name);
    }

    /// `NbOfTxs` and `CtrlSum`.
    fn figures(&mut self, payments: &[Payment]) {
        let sum: i128 = payments
            .iter()
            .filter_map(|payment| {
                let currency = Currency::read(payment.currency.as_bytes()).ok()?;
                let amount = payment.amount;
                Some(in_sum(Money { amount, currency }))
            })
            .sum();
        self.leaf("NbOfTxs", &payments.len().to_string());
        self.leaf("CtrlSum", &Sum(sum).to_string());
    }

    /// `Acct/Id`: an account number as what it looks like.
    pub(crate) fn account(&mut self, name: &str, account: &str) {
        if account.is_empty() {
            return;
        }
        self.open(name);
        self.open("Id");
        let is_domestic = account.len() == 11 && account.parse::<BankAccountNumber>().is_ok();
        if !is_domestic && account.starts_with(|c: char| c.is_ascii_uppercase()) {
            self.leaf("IBAN", account);
        } else {
            self.open("Othr");
            self.leaf("Id", account);
            if is_domestic {
                self.nested(&["SchmeNm", "Cd"], "BBAN");
            }
            self.close("Othr");
        }
        self.close("Id");
        self.close(name);
    }

    /// `RmtInf`.
    pub(crate) fn remittance(&mut self, text: &str, kids: &[String], references: &[String]) {
        if text.is_empty() && kids.is_empty() && references.is_empty() {
            return;
        }
        self.open("RmtInf");
        for piece in pieces(text) {
            self.leaf("Ustrd", piece);
        }
        for kid in kids {
            self.reference(("Cd", "SCOR"), "", kid);
        }
        for text in references {
            // An ISO 11649 reference has an issuer; anything else is nobody's type.
            if text.starts_with("RF") && !may_be_kid(text) {
                self.reference(("Cd", "SCOR"), "ISO", text);
            } else {
                self.reference(("Prtry", "OTHR"), "", text);
            }
        }
        self.close("RmtInf");
    }

    fn reference(&mut self, (kind, value): (&str, &str), issuer: &str, text: &str) {
        self.open("Strd");
        self.open("CdtrRefInf");
        self.open("Tp");
        self.nested(&["CdOrPrtry", kind], value);
        self.optional("Issr", issuer);
        self.close("Tp");
        self.leaf("Ref", text);
        self.close("CdtrRefInf");
        self.close("Strd");
    }

    pub(crate) fn end(&mut self, out: &mut impl Write) -> Result<()> {
        self.text.push('\n');
        out.write_all(self.text.as_bytes())?;
        self.text.clear();
        Ok(())
    }
}

/// Text with what XML reserves escaped. A character XML cannot hold becomes U+FFFD.
fn escape(value: &str, out: &mut String) {
    for character in value.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\r' => out.push_str("&#13;"),
            '\t' | '\n' => out.push(character),
            '\0'..' ' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            _ => out.push(character),
        }
    }
}

fn write_initiator(line: &mut Line, file: &File) {
    line.open("InitgPty");
    line.optional("Nm", &file.initiator_name);
    let ids = [("CUST", &file.initiator_id), ("BANK", &file.division_id)];
    if ids.iter().any(|(_, id)| !id.is_empty()) {
        line.open("Id");
        line.open("OrgId");
        for (scheme, id) in ids {
            if !id.is_empty() {
                line.open("Othr");
                line.leaf("Id", id);
                line.nested(&["SchmeNm", "Cd"], scheme);
                line.close("Othr");
            }
        }
        line.close("OrgId");
        line.close("Id");
    }
    line.close("InitgPty");
}

/// The start of a `PmtInf`; the debtor is told by the account.
fn write_information(line: &mut Line, first: &Payment, payments: &[Payment], is_nine: bool) {
    line.open("PmtInf");
    line.leaf("PmtInfId", &first.payment_information);
    line.optional("PmtMtd", &first.method);
    if let Some(is_batch) = first.batch_booking {
        line.leaf("BtchBookg", if is_batch { "true" } else { "false" });
    }
    line.figures(payments);
    let date = first.execution_date.to_string();
    if is_nine {
        line.nested(&["ReqdExctnDt", "Dt"], &date);
    } else {
        line.leaf("ReqdExctnDt", &date);
    }
    line.text.push_str("<Dbtr/>");
    line.account("DbtrAcct", &first.debit_account);
    line.text.push_str("<DbtrAgt><FinInstnId/></DbtrAgt>");
}

fn write_payment(line: &mut Line, payment: &Payment, is_nine: bool) {
    line.open("CdtTrfTxInf");
    line.open("PmtId");
    line.optional("InstrId", &payment.instruction_id);
    if payment.end_to_end.is_empty() {
        line.leaf("EndToEndId", "NOTPROVIDED");
    } else {
        line.leaf("EndToEndId", &payment.end_to_end);
    }
    if is_nine {
        line.optional("UETR", &payment.uetr);
    }
    line.close("PmtId");
    line.nested(&["PmtTpInf", "CtgyPurp", "Cd"], &payment.category);
    line.open("Amt");
    if payment.transfer_currency.is_empty() {
        line.amount("InstdAmt", payment.amount, &payment.currency);
    } else {
        line.open("EqvtAmt");
        line.amount("Amt", payment.amount, &payment.currency);
        line.leaf("CcyOfTrf", &payment.transfer_currency);
        line.close("EqvtAmt");
    }
    line.close("Amt");
    line.nested(&["Cdtr", "Nm"], &payment.payee_name);
    line.account("CdtrAcct", &payment.payee_account);
    line.nested(&["Purp", "Cd"], &payment.purpose);
    line.remittance(&payment.text, &payment.kids, &payment.references);
    line.close("CdtTrfTxInf");
}

/// The text in pieces of at most 140 characters, cut at single blanks, which is how they are joined again. A piece
/// without such a blank stays longer than the schema allows rather than losing anything.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while rest.chars().count() > LONGEST_TEXT {
        let mut cut = None;
        let mut before = ' ';
        for (count, (at, character)) in rest.char_indices().enumerate() {
            let after = rest
                .get(at + 1..)
                .and_then(|r| r.chars().next())
                .unwrap_or(' ');
            let is_single = character == ' ' && !before.is_whitespace() && !after.is_whitespace();
            if is_single && (count <= LONGEST_TEXT || cut.is_none()) {
                cut = Some(at);
            }
            if count >= LONGEST_TEXT && cut.is_some() {
                break;
            }
            before = character;
        }
        let Some(at) = cut else { break };
        pieces.push(rest.get(..at).unwrap_or_default());
        rest = rest.get(at + 1..).unwrap_or_default();
    }
    if !rest.is_empty() {
        pieces.push(rest);
    }
    pieces
}
