//! Writing a status report in one form: one line per header, group, payment information and transaction.
//!
//! Not here: checks. What is written is what the records say.

use std::io::{Result, Write};

use super::record::{File, Level, Reason, Status, StatusCount};
use crate::pain001::record::Sum;
use crate::pain001::walk::version_number;
use crate::pain001::write::Line;

/// The file as bytes: UTF-8, version .03 or .10 as `file.version` says.
pub fn write(file: &File) -> Vec<u8> {
    let mut bytes = Vec::new();
    // Writing to memory does not fail.
    let _infallible = write_to(&mut bytes, file);
    bytes
}

/// Writes the file; versions before .09 as .03, all others as .10. Statuses are written in their order: a transaction
/// belongs to the payment information before it.
///
/// # Errors
/// What `out` answers.
pub fn write_to(out: &mut impl Write, file: &File) -> Result<()> {
    let is_ten = version_number(&file.version).is_some_and(|n| n >= 9);
    let version = if is_ten {
        "pain.002.001.10"
    } else {
        "pain.002.001.03"
    };
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(
        out,
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:{version}\">"
    )?;
    writeln!(out, "<CstmrPmtStsRpt>")?;
    let mut line = Line::default();
    line.open("GrpHdr");
    line.leaf("MsgId", &file.message_id);
    line.optional("CreDtTm", &file.created);
    line.close("GrpHdr");
    line.end(out)?;
    let mut is_open = false;
    for status in &file.statuses {
        if is_open && status.level != Level::Transaction {
            line.close("OrgnlPmtInfAndSts");
            line.end(out)?;
            is_open = false;
        }
        match status.level {
            Level::Group => write_group(&mut line, status, &file.stated),
            Level::PaymentInformation => {
                write_information(&mut line, status);
                is_open = true;
            }
            Level::Transaction => {
                if !is_open {
                    write_information(&mut line, &Status::default());
                    line.end(out)?;
                    is_open = true;
                }
                write_transaction(&mut line, status, is_ten);
            }
        }
        line.end(out)?;
    }
    if is_open {
        line.close("OrgnlPmtInfAndSts");
        line.end(out)?;
    }
    writeln!(out, "</CstmrPmtStsRpt>")?;
    writeln!(out, "</Document>")
}

fn write_group(line: &mut Line, status: &Status, stated: &[StatusCount]) {
    line.open("OrgnlGrpInfAndSts");
    line.leaf("OrgnlMsgId", &status.original_message);
    line.optional("OrgnlMsgNmId", &status.original_message_name);
    write_original(line, status);
    line.optional("GrpSts", &status.code);
    write_reasons(line, &status.reasons);
    for count in stated {
        line.open("NbOfTxsPerSts");
        line.leaf("DtldNbOfTxs", &count.payments.to_string());
        line.leaf("DtldSts", &count.code);
        write_sum(line, "DtldCtrlSum", count.amount);
        line.close("NbOfTxsPerSts");
    }
    line.close("OrgnlGrpInfAndSts");
}

/// The start of an `OrgnlPmtInfAndSts`.
fn write_information(line: &mut Line, status: &Status) {
    line.open("OrgnlPmtInfAndSts");
    line.leaf("OrgnlPmtInfId", &status.payment_information);
    write_original(line, status);
    line.optional("PmtInfSts", &status.code);
    write_reasons(line, &status.reasons);
}

fn write_original(line: &mut Line, status: &Status) {
    if let Some(count) = status.original_count {
        line.leaf("OrgnlNbOfTxs", &count.to_string());
    }
    write_sum(line, "OrgnlCtrlSum", status.original_sum);
}

fn write_sum(line: &mut Line, name: &str, sum: Option<Sum>) {
    if let Some(sum) = sum {
        line.leaf(name, &sum.to_string());
    }
}

fn write_reasons(line: &mut Line, reasons: &[Reason]) {
    for reason in reasons {
        line.open("StsRsnInf");
        let kind = if reason.is_proprietary { "Prtry" } else { "Cd" };
        line.nested(&["Rsn", kind], &reason.code);
        if !reason.bank_code.is_empty() {
            line.leaf("AddtlInf", &format!("{};{}", reason.bank_code, reason.text));
        } else if starts_with_number(&reason.text) {
            // An empty text before it, so that its number is not taken for the bank's.
            line.leaf("AddtlInf", "");
            line.leaf("AddtlInf", &reason.text);
        } else {
            line.optional("AddtlInf", &reason.text);
        }
        line.close("StsRsnInf");
    }
}

fn starts_with_number(text: &str) -> bool {
    text.split_once(';')
        .is_some_and(|(number, _)| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
}

fn write_transaction(line: &mut Line, status: &Status, is_ten: bool) {
    line.open("TxInfAndSts");
    line.optional("StsId", &status.status_id);
    line.optional("OrgnlInstrId", &status.instruction_id);
    line.optional("OrgnlEndToEndId", &status.end_to_end);
    if is_ten {
        line.optional("OrgnlUETR", &status.uetr);
    }
    line.optional("TxSts", &status.code);
    write_reasons(line, &status.reasons);
    if let Some(date) = status.acceptance_date {
        line.leaf("AccptncDtTm", &format!("{date}T00:00:00"));
    }
    line.optional("AcctSvcrRef", &status.bank_ref);
    line.optional("ClrSysRef", &status.clearing_ref);
    write_original_transaction(line, status, is_ten);
    line.close("TxInfAndSts");
}

fn write_original_transaction(line: &mut Line, status: &Status, is_ten: bool) {
    line.open("OrgnlTxRef");
    if let Some((amount, currency)) = &status.amount {
        line.open("Amt");
        line.amount("InstdAmt", *amount, currency);
        line.close("Amt");
    }
    if let Some(date) = status.execution_date {
        let date = date.to_string();
        if is_ten {
            line.nested(&["ReqdExctnDt", "Dt"], &date);
        } else {
            line.leaf("ReqdExctnDt", &date);
        }
    }
    line.remittance(&status.text, &status.kids, &status.references);
    if is_ten {
        line.nested(&["Cdtr", "Pty", "Nm"], &status.payee_name);
    } else {
        line.nested(&["Cdtr", "Nm"], &status.payee_name);
    }
    line.account("CdtrAcct", &status.payee_account);
    line.close("OrgnlTxRef");
}
