//! From records to a canonical file: version 1.30, two spaces a level, one element a line, decimals with two digits.
//!
//! Not here: checking. What does not balance is written as it is.

use std::collections::BTreeSet;
use std::io::{self, Write};

use domain::Ore;

use super::cursor::NAMESPACE;
use super::ledger::kroner;
use super::record::{AccountRecord, File, Header, Line, PartyBalance, PartyKind};

/// As [`write_to`], in memory.
pub fn write(file: &File) -> Vec<u8> {
    let mut bytes = Vec::new();
    match write_to(&mut bytes, file) {
        // A vector takes everything; there is nothing to tell.
        Ok(()) | Err(_) => bytes,
    }
}

/// Writes a canonical 1.30 file. Counts and control totals are computed from the lines.
///
/// `MasterFiles` is written when there are accounts or parties, with the tax codes and analysis values that lines use,
/// and with parties that only lines name. Consecutive balances of one party become one `Customer` or `Supplier`,
/// customers first. Consecutive lines with the same journal, voucher, voucher type, period, dates and batch are
/// one transaction.
///
/// Filled in, because the schema requires what the records do not carry: contact person `NotUsed`; a party's name is
/// its id; a transaction's description is that of its first line, or its number; `SystemEntryDate` is the posting
/// date; the rate of a currency is amount ÷ currency amount with eight decimals; tax amounts are 0.00; an empty
/// currency is NOK. Software is divided at the first and the last blank. A character that XML cannot hold becomes
/// U+FFFD.
///
/// # Errors
/// Those of `out`.
pub fn write_to(out: &mut impl Write, file: &File) -> io::Result<()> {
    let mut xml = Xml {
        out,
        pending: String::with_capacity(FLUSH_AT * 2),
        depth: 0,
    };
    xml.pending
        .push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<AuditFile xmlns=\"");
    xml.pending.push_str(NAMESPACE);
    xml.pending.push_str("\">\n");
    xml.depth = 1;
    header(&mut xml, &file.header)?;
    if !file.accounts.is_empty() || !file.parties.is_empty() {
        master_files(&mut xml, file)?;
    }
    entries(&mut xml, &file.lines)?;
    xml.close("AuditFile")?;
    xml.out.write_all(xml.pending.as_bytes())
}

/// Bytes that are gathered before they are handed on.
const FLUSH_AT: usize = 1 << 16;

/// Writes indented elements.
struct Xml<'a, W> {
    out: &'a mut W,
    pending: String,
    depth: usize,
}

impl<W: Write> Xml<'_, W> {
    fn indent(&mut self) {
        for _ in 0..self.depth {
            self.pending.push_str("  ");
        }
    }

    fn open(&mut self, name: &str) {
        self.indent();
        self.pending.push('<');
        self.pending.push_str(name);
        self.pending.push_str(">\n");
        self.depth += 1;
    }

    fn close(&mut self, name: &str) -> io::Result<()> {
        self.depth = self.depth.saturating_sub(1);
        self.indent();
        self.pending.push_str("</");
        self.pending.push_str(name);
        self.pending.push_str(">\n");
        if self.pending.len() >= FLUSH_AT {
            self.out.write_all(self.pending.as_bytes())?;
            self.pending.clear();
        }
        Ok(())
    }

    /// An element with a text.
    fn element(&mut self, name: &str, text: &str) {
        self.indent();
        self.pending.push('<');
        self.pending.push_str(name);
        self.pending.push('>');
        self.escaped(text);
        self.pending.push_str("</");
        self.pending.push_str(name);
        self.pending.push_str(">\n");
    }

    /// An element with a text, unless it is empty.
    fn optional(&mut self, name: &str, text: &str) {
        if !text.is_empty() {
            self.element(name, text);
        }
    }

    fn escaped(&mut self, text: &str) {
        for character in text.chars() {
            match character {
                '&' => self.pending.push_str("&amp;"),
                '<' => self.pending.push_str("&lt;"),
                '>' => self.pending.push_str("&gt;"),
                '\r' => self.pending.push_str("&#13;"),
                '\t' | '\n' => self.pending.push(character),
                '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => self.pending.push('\u{fffd}'),
                _ => self.pending.push(character),
            }
        }
    }

    /// A balance or amount on its side: the first name for debit, the second for credit.
    fn sided<'n>(amount: Ore, debit: &'n str, credit: &'n str) -> (&'n str, String) {
        (
            if amount.0 < 0 { credit } else { debit },
            kroner(i128::from(amount.0).abs()),
        )
    }

    fn balance(&mut self, amount: Ore, debit: &str, credit: &str) {
        let (name, text) = Self::sided(amount, debit, credit);
        self.element(name, &text);
    }
}

fn header<W: Write>(xml: &mut Xml<'_, W>, header: &Header) -> io::Result<()> {
    xml.open("Header");
    xml.element("AuditFileVersion", "1.30");
    xml.element("AuditFileCountry", "NO");
    xml.optional("AuditFileDateCreated", &header.created);
    let (first, rest) = header
        .software
        .split_once(' ')
        .unwrap_or((header.software.as_str(), ""));
    let (middle, last) = rest.rsplit_once(' ').unwrap_or((rest, ""));
    xml.optional("SoftwareCompanyName", first);
    xml.optional("SoftwareID", middle);
    xml.optional("SoftwareVersion", last);
    xml.open("Company");
    xml.optional("RegistrationNumber", &header.organisation);
    xml.optional("Name", &header.company);
    xml.open("Contact");
    xml.open("ContactPerson");
    xml.element("FirstName", "NotUsed");
    xml.element("LastName", "NotUsed");
    xml.close("ContactPerson")?;
    xml.close("Contact")?;
    xml.close("Company")?;
    xml.element(
        "DefaultCurrencyCode",
        if header.currency.is_empty() {
            "NOK"
        } else {
            &header.currency
        },
    );
    if let Some((first, last)) = header.selection {
        xml.open("SelectionCriteria");
        xml.element("PeriodStart", &first.number().to_string());
        xml.element("PeriodStartYear", &first.year().to_string());
        xml.element("PeriodEnd", &last.number().to_string());
        xml.element("PeriodEndYear", &last.year().to_string());
        xml.close("SelectionCriteria")?;
    }
    xml.element("TaxAccountingBasis", "A");
    xml.close("Header")
}

fn master_files<W: Write>(xml: &mut Xml<'_, W>, file: &File) -> io::Result<()> {
    xml.open("MasterFiles");
    if !file.accounts.is_empty() {
        xml.open("GeneralLedgerAccounts");
        for account in &file.accounts {
            write_account(xml, account)?;
        }
        xml.close("GeneralLedgerAccounts")?;
    }
    parties(xml, file, PartyKind::Customer)?;
    parties(xml, file, PartyKind::Supplier)?;
    tax_table(xml, &file.lines)?;
    analysis_table(xml, &file.lines)?;
    xml.close("MasterFiles")
}

fn write_account<W: Write>(xml: &mut Xml<'_, W>, account: &AccountRecord) -> io::Result<()> {
    xml.open("Account");
    xml.element("AccountID", &account.id);
    xml.optional("AccountDescription", &account.description);
    if let Some((category, code)) = &account.grouping {
        xml.element(
            "GroupingCategory",
            if category.is_empty() { "KS" } else { category },
        );
        xml.element("GroupingCode", code);
    }
    xml.element("AccountType", "GL");
    xml.balance(
        account.opening,
        "OpeningDebitBalance",
        "OpeningCreditBalance",
    );
    xml.balance(
        account.closing,
        "ClosingDebitBalance",
        "ClosingCreditBalance",
    );
    xml.close("Account")
}

fn parties<W: Write>(xml: &mut Xml<'_, W>, file: &File, kind: PartyKind) -> io::Result<()> {
    let (list, one, id_name) = match kind {
        PartyKind::Customer => ("Customers", "Customer", "CustomerID"),
        PartyKind::Supplier => ("Suppliers", "Supplier", "SupplierID"),
    };
    let with_balance: Vec<&PartyBalance> = file
        .parties
        .iter()
        .filter(|party| party.kind == kind)
        .collect();
    let known: BTreeSet<&str> = with_balance.iter().map(|party| party.id.as_str()).collect();
    let named = file.lines.iter().filter_map(|line| line.party.as_ref());
    let only_named: BTreeSet<&str> = named
        .filter(|(of, id)| *of == kind && !known.contains(id.as_str()))
        .map(|(_, id)| id.as_str())
        .collect();
    if with_balance.is_empty() && only_named.is_empty() {
        return Ok(());
    }
    xml.open(list);
    for balances in with_balance.chunk_by(|one, next| one.id == next.id) {
        let id = balances.first().map_or("", |balance| balance.id.as_str());
        xml.open(one);
        xml.element("Name", id);
        xml.element(id_name, id);
        for balance in balances {
            xml.open("BalanceAccount");
            xml.optional("AccountID", &balance.account);
            xml.balance(
                balance.opening,
                "OpeningDebitBalance",
                "OpeningCreditBalance",
            );
            xml.balance(
                balance.closing,
                "ClosingDebitBalance",
                "ClosingCreditBalance",
            );
            xml.close("BalanceAccount")?;
        }
        xml.close(one)?;
    }
    for id in only_named {
        xml.open(one);
        xml.element("Name", id);
        xml.element(id_name, id);
        xml.close(one)?;
    }
    xml.close(list)
}

fn tax_table<W: Write>(xml: &mut Xml<'_, W>, lines: &[Line]) -> io::Result<()> {
    let codes: BTreeSet<&str> = lines
        .iter()
        .map(|line| line.tax_code.as_str())
        .filter(|code| !code.is_empty())
        .collect();
    if codes.is_empty() {
        return Ok(());
    }
    xml.open("TaxTable");
    xml.open("TaxTableEntry");
    xml.element("TaxType", "MVA");
    xml.element("Description", "Merverdiavgift");
    for code in codes {
        xml.open("TaxCodeDetails");
        xml.element("TaxCode", code);
        xml.element("Country", "NO");
        xml.element("StandardTaxCode", "NA");
        xml.element("BaseRate", "100");
        xml.close("TaxCodeDetails")?;
    }
    xml.close("TaxTableEntry")?;
    xml.close("TaxTable")
}

fn analysis_table<W: Write>(xml: &mut Xml<'_, W>, lines: &[Line]) -> io::Result<()> {
    let values: BTreeSet<&(String, String)> =
        lines.iter().flat_map(|line| &line.analysis).collect();
    if values.is_empty() {
        return Ok(());
    }
    xml.open("AnalysisTypeTable");
    for (kind, id) in values {
        xml.open("AnalysisTypeTableEntry");
        xml.element("AnalysisType", kind);
        xml.element("AnalysisTypeDescription", kind);
        xml.element("AnalysisID", id);
        xml.element("AnalysisIDDescription", id);
        xml.close("AnalysisTypeTableEntry")?;
    }
    xml.close("AnalysisTypeTable")
}

/// Whether two lines stand in one transaction.
fn same_voucher(one: &Line, next: &Line) -> bool {
    one.journal == next.journal
        && one.voucher == next.voucher
        && one.voucher_type == next.voucher_type
        && one.period == next.period
        && one.date == next.date
        && one.posting_date == next.posting_date
        && one.batch == next.batch
}

fn entries<W: Write>(xml: &mut Xml<'_, W>, lines: &[Line]) -> io::Result<()> {
    let transactions = lines.chunk_by(same_voucher).count();
    let sum = |sign: i64| -> i128 {
        lines
            .iter()
            .map(|line| i128::from(line.amount.0))
            .filter(|ore| ore.signum() == i128::from(sign))
            .sum()
    };
    xml.open("GeneralLedgerEntries");
    xml.element("NumberOfEntries", &transactions.to_string());
    xml.element("TotalDebit", &kroner(sum(1)));
    xml.element("TotalCredit", &kroner(-sum(-1)));
    for journal in lines.chunk_by(|one, next| one.journal == next.journal) {
        let id = journal.first().map_or("", |line| line.journal.as_str());
        xml.open("Journal");
        xml.element("JournalID", id);
        xml.element("Description", id);
        xml.element("Type", "GL");
        for transaction in journal.chunk_by(same_voucher) {
            write_transaction(xml, transaction)?;
        }
        xml.close("Journal")?;
    }
    xml.close("GeneralLedgerEntries")
}

fn write_transaction<W: Write>(xml: &mut Xml<'_, W>, lines: &[Line]) -> io::Result<()> {
    let Some(first) = lines.first() else {
        return Ok(());
    };
    xml.open("Transaction");
    xml.element("TransactionID", &first.voucher);
    xml.element("Period", &first.period.number().to_string());
    xml.element("PeriodYear", &first.period.year().to_string());
    xml.element("TransactionDate", &first.date.to_string());
    xml.optional("VoucherType", &first.voucher_type);
    xml.element(
        "Description",
        if first.description.is_empty() {
            &first.voucher
        } else {
            &first.description
        },
    );
    xml.optional("BatchID", &first.batch);
    xml.element("SystemEntryDate", &first.posting_date.to_string());
    xml.element("GLPostingDate", &first.posting_date.to_string());
    for line in lines {
        write_line(xml, line)?;
    }
    xml.close("Transaction")
}

fn write_line<W: Write>(xml: &mut Xml<'_, W>, line: &Line) -> io::Result<()> {
    xml.open("Line");
    xml.element("RecordID", &line.record_id);
    xml.element("AccountID", &line.account);
    for (kind, id) in &line.analysis {
        xml.open("Analysis");
        xml.element("AnalysisType", kind);
        xml.element("AnalysisID", id);
        xml.close("Analysis")?;
    }
    if let Some(date) = line.value_date {
        xml.element("ValueDate", &date.to_string());
    }
    xml.optional("SourceDocumentID", &line.source_document);
    match &line.party {
        Some((PartyKind::Customer, id)) => xml.element("CustomerID", id),
        Some((PartyKind::Supplier, id)) => xml.element("SupplierID", id),
        None => {}
    }
    xml.optional("Description", &line.description);
    write_amount(xml, line)?;
    if !line.tax_code.is_empty() {
        xml.open("TaxInformation");
        xml.element("TaxType", "MVA");
        xml.element("TaxCode", &line.tax_code);
        xml.open("DebitTaxAmount");
        xml.element("Amount", "0.00");
        xml.close("DebitTaxAmount")?;
        xml.close("TaxInformation")?;
    }
    xml.optional("ReferenceNumber", &line.reference);
    xml.optional("CID", &line.kid);
    if let Some(date) = line.due {
        xml.element("DueDate", &date.to_string());
    }
    xml.optional("CrossReference", &line.cross_reference);
    xml.close("Line")
}

fn write_amount<W: Write>(xml: &mut Xml<'_, W>, line: &Line) -> io::Result<()> {
    let (name, amount) = Xml::<W>::sided(line.amount, "DebitAmount", "CreditAmount");
    xml.open(name);
    xml.element("Amount", &amount);
    if let Some((code, minor)) = &line.currency {
        // On its side the currency amount has the sign it has against the amount.
        let minor = i128::from(*minor) * if line.amount.0 < 0 { -1 } else { 1 };
        xml.element("CurrencyCode", code);
        xml.element("CurrencyAmount", &kroner(minor));
        if minor != 0 {
            xml.element(
                "ExchangeRate",
                &rate(i128::from(line.amount.0).abs(), minor),
            );
        }
    }
    xml.close(name)
}

/// `amount ÷ foreign` with eight decimals, half away from zero.
fn rate(amount: i128, foreign: i128) -> String {
    let divisor = foreign.abs();
    let scaled = (amount * 100_000_000 * 2 + divisor) / (divisor * 2);
    let sign = if foreign < 0 { "-" } else { "" };
    format!("{sign}{}.{:08}", scaled / 100_000_000, scaled % 100_000_000)
}
