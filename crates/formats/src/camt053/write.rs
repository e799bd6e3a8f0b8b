//! Writing a file in the canonical form: Norwegian practice (camt.md section 10), one line per header, balance and
//! entry, totals computed here.
//!
//! camt.054 is written with the same pieces. Not here: checks. What is written is what the records say, also when they do not balance.

use std::io::{Result, Write};

use chrono::NaiveDate;
use domain::Ore;
use domain::identifier::{BankAccountNumber, Kid};

use super::layout::Message;
use super::record::{Balance, Entry, File, Statement, Status, Transaction};
use crate::iso20022::Currency;

/// Longest `Ustrd` of the schema, in characters.
const LONGEST_TEXT: usize = 140;

/// The file as bytes: UTF-8, version .02 or .08 as `file.version` says.
pub fn write(file: &File) -> Vec<u8> {
    let mut bytes = Vec::new();
    // Writing to memory does not fail.
    let _infallible = write_to(&mut bytes, file);
    bytes
}

/// Writes the file; versions before .04 as .02, all others as .08.
///
/// # Errors
/// What `out` answers.
pub fn write_to(out: &mut impl Write, file: &File) -> Result<()> {
    let mut line = Line::new(Message::Statement, &file.version);
    let page = file.statements.iter().find_map(|statement| statement.page);
    line.header(out, &file.message_id, &file.created, page)?;
    for statement in &file.statements {
        write_statement(out, &mut line, statement)?;
    }
    line.trailer(out)
}

/// Which spelling.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Two,
    Eight,
}

/// A line of the file while it is made.
pub(crate) struct Line {
    message: Message,
    pub(crate) form: Form,
    text: String,
    exponent: u32,
    currency: String,
}

impl Line {
    /// For this message, in the form that suits the version: before .04 as .02, all others as .08.
    pub(crate) fn new(message: Message, version: &str) -> Self {
        let number = version.rsplit('.').next();
        let number = number.and_then(|n| n.parse::<u8>().ok());
        let form = if number.is_some_and(|n| n >= 4) {
            Form::Eight
        } else {
            Form::Two
        };
        Self {
            message,
            form,
            text: String::new(),
            exponent: 2,
            currency: String::new(),
        }
    }

    /// Everything before the first statement or notification.
    pub(crate) fn header(
        &mut self,
        out: &mut impl Write,
        message_id: &str,
        created: &str,
        page: Option<(u32, bool)>,
    ) -> Result<()> {
        let name = self.message.name();
        let number = match self.form {
            Form::Two => "02",
            Form::Eight => "08",
        };
        writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
        writeln!(
            out,
            "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:{name}.001.{number}\">"
        )?;
        writeln!(out, "<{}>", self.message.root())?;
        self.open("GrpHdr");
        self.leaf("MsgId", message_id);
        self.optional("CreDtTm", created);
        // In .02 only the message has pages.
        if let (Form::Two, Some(page)) = (self.form, page) {
            self.page("MsgPgntn", page);
        }
        self.close("GrpHdr");
        self.end(out)
    }

    /// Everything after the last one.
    pub(crate) fn trailer(&mut self, out: &mut impl Write) -> Result<()> {
        writeln!(out, "</{}>", self.message.root())?;
        writeln!(out, "</Document>")
    }

    fn open(&mut self, name: &str) {
        self.text.push('<');
        self.text.push_str(name);
        self.text.push('>');
    }

    fn close(&mut self, name: &str) {
        self.text.push_str("</");
        self.text.push_str(name);
        self.text.push('>');
    }

    fn leaf(&mut self, name: &str, value: &str) {
        self.open(name);
        escape(value, &mut self.text);
        self.close(name);
    }

    fn optional(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            self.leaf(name, value);
        }
    }

    /// Elements around one value.
    fn nested(&mut self, names: &[&str], value: &str) {
        for name in names {
            self.open(name);
        }
        escape(value, &mut self.text);
        for name in names.iter().rev() {
            self.close(name);
        }
    }

    fn decimal(&mut self, amount: u128) {
        let digits = amount.to_string();
        let decimals = usize::try_from(self.exponent).unwrap_or(2);
        let digits = format!("{digits:0>width$}", width = decimals + 1);
        let (whole, rest) = digits
            .split_at_checked(digits.len() - decimals)
            .unwrap_or_default();
        self.text.push_str(whole);
        if !rest.is_empty() {
            self.text.push('.');
            self.text.push_str(rest);
        }
    }

    fn plain_amount(&mut self, name: &str, amount: u128) {
        self.open(name);
        self.decimal(amount);
        self.close(name);
    }

    fn amount(&mut self, amount: Ore) {
        self.text.push_str("<Amt Ccy=\"");
        let currency = std::mem::take(&mut self.currency);
        escape(&currency, &mut self.text);
        self.currency = currency;
        self.text.push_str("\">");
        self.decimal(u128::from(amount.unsigned()));
        self.close("Amt");
    }

    /// Zero is a credit, so that nothing reads as −0.00.
    fn indicator(&mut self, is_credit: bool) {
        self.leaf("CdtDbtInd", if is_credit { "CRDT" } else { "DBIT" });
    }

    fn page(&mut self, name: &str, (number, is_last): (u32, bool)) {
        self.open(name);
        self.leaf("PgNb", &number.to_string());
        self.leaf("LastPgInd", if is_last { "true" } else { "false" });
        self.close(name);
    }

    fn end(&mut self, out: &mut impl Write) -> Result<()> {
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

fn write_statement(out: &mut impl Write, line: &mut Line, statement: &Statement) -> Result<()> {
    let head = Head {
        id: &statement.id,
        page: statement.page,
        sequence: statement.sequence,
        created: &statement.created,
        from_to: statement.from_to,
        copy: &statement.copy,
        account: &statement.account,
        currency: &statement.currency,
    };
    write_head(out, line, &head)?;
    let others = statement.other_balances.iter();
    for balance in statement
        .opening
        .iter()
        .chain(others)
        .chain(&statement.closing)
    {
        write_balance(out, line, balance)?;
    }
    write_entries(out, line, &statement.entries)
}

/// What stands before the balances or entries of a statement or notification.
pub(crate) struct Head<'a> {
    pub(crate) id: &'a str,
    pub(crate) page: Option<(u32, bool)>,
    pub(crate) sequence: Option<i64>,
    pub(crate) created: &'a str,
    pub(crate) from_to: Option<(NaiveDate, NaiveDate)>,
    pub(crate) copy: &'a str,
    pub(crate) account: &'a str,
    pub(crate) currency: &'a str,
}

/// The start of a statement or notification, up to its account.
pub(crate) fn write_head(out: &mut impl Write, line: &mut Line, head: &Head<'_>) -> Result<()> {
    head.currency.clone_into(&mut line.currency);
    line.exponent = Currency::read(head.currency.as_bytes()).map_or(2, Currency::exponent);
    writeln!(out, "<{}>", line.message.item())?;
    line.leaf("Id", head.id);
    if let (Form::Eight, Some(page)) = (line.form, head.page) {
        let name = match line.message {
            Message::Statement => "StmtPgntn",
            Message::Notification => "NtfctnPgntn",
        };
        line.page(name, page);
    }
    if let Some(sequence) = head.sequence {
        line.leaf("ElctrncSeqNb", &sequence.to_string());
    }
    line.optional("CreDtTm", head.created);
    if let Some((from, to)) = head.from_to {
        line.open("FrToDt");
        line.leaf("FrDtTm", &format!("{from}T00:00:00"));
        line.leaf("ToDtTm", &format!("{to}T23:59:59"));
        line.close("FrToDt");
    }
    line.optional("CpyDplctInd", head.copy);
    line.open("Acct");
    account_id(line, head.account);
    line.optional("Ccy", head.currency);
    line.close("Acct");
    line.end(out)
}

/// The summary, the entries, and the end of a statement or notification.
pub(crate) fn write_entries(
    out: &mut impl Write,
    line: &mut Line,
    entries: &[Entry],
) -> Result<()> {
    if !entries.is_empty() {
        write_summary(out, line, entries)?;
    }
    for entry in entries {
        write_entry(line, entry);
        line.end(out)?;
    }
    writeln!(out, "</{}>", line.message.item())
}

/// A Norwegian account as BBAN, others as IBAN if they have its form.
fn account_id(line: &mut Line, account: &str) {
    line.open("Id");
    let has_iban_form = (15..=34).contains(&account.len())
        && account.bytes().take(2).all(|b| b.is_ascii_uppercase())
        && account.bytes().skip(2).take(2).all(|b| b.is_ascii_digit())
        && account.bytes().all(|b| b.is_ascii_alphanumeric());
    if has_iban_form {
        line.leaf("IBAN", account);
    } else {
        line.open("Othr");
        line.leaf("Id", account);
        if account.len() == 11 && account.parse::<BankAccountNumber>().is_ok() {
            line.nested(&["SchmeNm", "Cd"], "BBAN");
        }
        line.close("Othr");
    }
    line.close("Id");
}

fn write_balance(out: &mut impl Write, line: &mut Line, balance: &Balance) -> Result<()> {
    let is_standard = matches!(
        balance.code.as_str(),
        "OPBD" | "PRCD" | "CLBD" | "ITBD" | "OPAV" | "CLAV" | "ITAV" | "FWAV" | "XPCD" | "INFO"
    );
    line.open("Bal");
    line.nested(
        &["Tp", "CdOrPrtry", if is_standard { "Cd" } else { "Prtry" }],
        &balance.code,
    );
    line.amount(balance.amount);
    line.indicator(balance.amount.0 >= 0);
    if let Some(date) = balance.date {
        line.nested(&["Dt", "Dt"], &date.to_string());
    }
    line.close("Bal");
    line.end(out)
}

fn write_summary(out: &mut impl Write, line: &mut Line, entries: &[Entry]) -> Result<()> {
    let sum = |is_credit: bool| -> (usize, u128) {
        let side = entries
            .iter()
            .filter(|entry| (entry.amount.0 >= 0) == is_credit);
        (
            side.clone().count(),
            side.map(|entry| u128::from(entry.amount.unsigned())).sum(),
        )
    };
    let ((credits, credit), (debits, debit)) = (sum(true), sum(false));
    let net = credit.abs_diff(debit);
    line.open("TxsSummry");
    line.open("TtlNtries");
    line.leaf("NbOfNtries", &entries.len().to_string());
    line.plain_amount("Sum", credit + debit);
    match line.form {
        Form::Two => {
            line.plain_amount("TtlNetNtryAmt", net);
            line.indicator(credit >= debit);
        }
        Form::Eight => {
            line.open("TtlNetNtry");
            line.plain_amount("Amt", net);
            line.indicator(credit >= debit);
            line.close("TtlNetNtry");
        }
    }
    line.close("TtlNtries");
    for (name, count, sum) in [
        ("TtlCdtNtries", credits, credit),
        ("TtlDbtNtries", debits, debit),
    ] {
        line.open(name);
        line.leaf("NbOfNtries", &count.to_string());
        line.plain_amount("Sum", sum);
        line.close(name);
    }
    line.close("TxsSummry");
    line.end(out)
}

fn write_entry(line: &mut Line, entry: &Entry) {
    line.open("Ntry");
    line.optional("NtryRef", &entry.entry_ref);
    line.amount(entry.amount);
    line.indicator(entry.amount.0 >= 0);
    if entry.reversal {
        line.leaf("RvslInd", "true");
    }
    let status = match entry.status {
        Status::Booked => "BOOK",
        Status::Pending => "PDNG",
        Status::Information => "INFO",
    };
    match line.form {
        Form::Two => line.leaf("Sts", status),
        Form::Eight => line.nested(&["Sts", "Cd"], status),
    }
    for (name, date) in [("BookgDt", entry.booking_date), ("ValDt", entry.value_date)] {
        if let Some(date) = date {
            line.nested(&[name, "Dt"], &date.to_string());
        }
    }
    line.optional("AcctSvcrRef", &entry.bank_ref);
    write_code(line, entry);
    write_charge(line, entry);
    if !entry.batch.is_empty() || entry.batch_count.is_some() || !entry.transactions.is_empty() {
        line.open("NtryDtls");
        if !entry.batch.is_empty() || entry.batch_count.is_some() {
            line.open("Btch");
            line.optional("PmtInfId", &entry.batch);
            if let Some(count) = entry.batch_count {
                line.leaf("NbOfTxs", &count.to_string());
            }
            line.close("Btch");
        }
        for transaction in &entry.transactions {
            write_transaction(line, entry, transaction);
        }
        line.close("NtryDtls");
    }
    line.optional("AddtlNtryInf", &entry.text);
    line.close("Ntry");
}

/// What lies between an entry and its transactions is a charge; without it their amounts would prove nothing.
fn write_charge(line: &mut Line, entry: &Entry) {
    let count = u64::try_from(entry.transactions.len()).unwrap_or(u64::MAX);
    if count < 2 || entry.batch_count.is_some_and(|declared| declared != count) {
        return;
    }
    let amounts = entry
        .transactions
        .iter()
        .map(|t| t.amount.map(|a| i128::from(a.0)));
    let Some(sum) = amounts.sum::<Option<i128>>() else {
        return;
    };
    let charge = (i128::from(entry.amount.0) - sum).unsigned_abs();
    let Ok(charge) = i64::try_from(charge) else {
        return;
    };
    if charge > 0 {
        line.open("Chrgs");
        match line.form {
            Form::Two => line.amount(Ore(charge)),
            Form::Eight => {
                line.open("Rcrd");
                line.amount(Ore(charge));
                line.close("Rcrd");
            }
        }
        line.close("Chrgs");
    }
}

fn write_code(line: &mut Line, entry: &Entry) {
    if entry.code.is_empty() && entry.proprietary_code.is_empty() {
        line.text.push_str("<BkTxCd/>");
        return;
    }
    line.open("BkTxCd");
    if !entry.code.is_empty() {
        let mut parts = entry.code.splitn(3, '/');
        line.open("Domn");
        line.leaf("Cd", parts.next().unwrap_or_default());
        if let Some(family) = parts.next() {
            line.open("Fmly");
            line.leaf("Cd", family);
            line.optional("SubFmlyCd", parts.next().unwrap_or_default());
            line.close("Fmly");
        }
        line.close("Domn");
    }
    if !entry.proprietary_code.is_empty() {
        line.nested(&["Prtry", "Cd"], &entry.proprietary_code);
    }
    line.close("BkTxCd");
}

fn write_transaction(line: &mut Line, entry: &Entry, transaction: &Transaction) {
    line.open("TxDtls");
    let uetr = if line.form == Form::Eight {
        transaction.uetr.as_str()
    } else {
        ""
    };
    let references = [
        ("MsgId", transaction.message_id.as_str()),
        ("AcctSvcrRef", &transaction.bank_ref),
        ("PmtInfId", &transaction.payment_information),
        ("InstrId", &transaction.instruction_id),
        ("EndToEndId", &transaction.end_to_end),
        ("UETR", uetr),
    ];
    if references.iter().any(|(_, value)| !value.is_empty()) {
        line.open("Refs");
        for (name, value) in references {
            line.optional(name, value);
        }
        line.close("Refs");
    }
    if let Some(amount) = transaction.amount {
        match line.form {
            Form::Two => {
                line.open("AmtDtls");
                line.open("TxAmt");
                line.amount(amount);
                line.close("TxAmt");
                line.close("AmtDtls");
            }
            Form::Eight => {
                line.amount(amount);
                // A zero goes with its entry.
                let with_entry = amount.0 == 0 && entry.amount.0 < 0;
                line.indicator(amount.0 >= 0 && !with_entry);
            }
        }
    }
    write_party(line, entry, transaction);
    write_remittance(line, transaction);
    if !transaction.return_reason.is_empty() {
        line.nested(&["RtrInf", "Rsn", "Cd"], &transaction.return_reason);
    }
    line.close("TxDtls");
}

/// The debtor if money came in, the creditor if it went out, turned for a reversal: as it is read.
fn write_party(line: &mut Line, entry: &Entry, transaction: &Transaction) {
    if transaction.counter_name.is_empty() && transaction.counter_account.is_empty() {
        return;
    }
    let is_debtor = (entry.amount.0 >= 0) != entry.reversal;
    let (party, account) = if is_debtor {
        ("Dbtr", "DbtrAcct")
    } else {
        ("Cdtr", "CdtrAcct")
    };
    line.open("RltdPties");
    if !transaction.counter_name.is_empty() {
        match line.form {
            Form::Two => line.nested(&[party, "Nm"], &transaction.counter_name),
            Form::Eight => line.nested(&[party, "Pty", "Nm"], &transaction.counter_name),
        }
    }
    if !transaction.counter_account.is_empty() {
        line.open(account);
        account_id(line, &transaction.counter_account);
        line.close(account);
    }
    line.close("RltdPties");
}

fn write_remittance(line: &mut Line, transaction: &Transaction) {
    let is_empty = transaction.text.is_empty()
        && transaction.kids.is_empty()
        && transaction.references.is_empty();
    if is_empty {
        return;
    }
    line.open("RmtInf");
    for piece in pieces(&transaction.text) {
        line.leaf("Ustrd", piece);
    }
    for kid in &transaction.kids {
        reference(line, ("Cd", "SCOR"), "", kid);
    }
    for text in &transaction.references {
        // An ISO 11649 reference has an issuer; anything else is nobody's type.
        if text.starts_with("RF") && text.parse::<Kid>().is_err() {
            reference(line, ("Cd", "SCOR"), "ISO", text);
        } else {
            reference(line, ("Prtry", "OTHR"), "", text);
        }
    }
    line.close("RmtInf");
}

fn reference(line: &mut Line, (kind, value): (&str, &str), issuer: &str, text: &str) {
    line.open("Strd");
    line.open("CdtrRefInf");
    line.open("Tp");
    line.nested(&["CdOrPrtry", kind], value);
    line.optional("Issr", issuer);
    line.close("Tp");
    line.leaf("Ref", text);
    line.close("CdtrRefInf");
    line.close("Strd");
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
