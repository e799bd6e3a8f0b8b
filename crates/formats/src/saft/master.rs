//! The part of the reader for `MasterFiles`: accounts, parties, tax codes, analysis values.
//!
//! Not here: whether the balances fit together ([`super::ledger`]).

use std::io::BufRead;

use chrono::Datelike;
use domain::{Ore, Position};

use super::cursor::Step;
use super::error;
use super::parse::Reading;
use super::record::{AccountRecord, PartyBalance, PartyKind, Record};

/// Opening and closing balance of an account or party, as far as read.
#[derive(Debug, Default)]
struct Balances {
    opening: Option<Ore>,
    closing: Option<Ore>,
}

/// The four elements a balance can be in.
#[derive(Debug, Clone, Copy)]
enum BalanceElement {
    OpeningDebit,
    OpeningCredit,
    ClosingDebit,
    ClosingCredit,
}

/// The grouping of an account, by whichever version's elements.
fn grouping(
    category: Option<String>,
    code: Option<String>,
    standard: Option<String>,
) -> Option<(String, String)> {
    match (category, code, standard) {
        (None, None, None) => None,
        (None, None, Some(standard)) => Some(("StandardAccountID".to_owned(), standard)),
        (category, code, _) => Some((category.unwrap_or_default(), code.unwrap_or_default())),
    }
}

/// Details of companies and parties that are not read.
pub(super) const PARTY_DETAILS: &[&str] = &[
    "RegistrationNumber",
    "Name",
    "Address",
    "Contact",
    "TaxRegistration",
    "BankAccount",
    "SelfBillingIndicator",
    "PartyInfo",
];

impl<R: BufRead> Reading<'_, R> {
    pub(super) fn master_files(&mut self) -> Step<()> {
        const IGNORED: &[&str] = &[
            "Taxonomies",
            "UOMTable",
            "MovementTypeTable",
            "Products",
            "PhysicalStock",
            "Assets",
            "Owners",
        ];
        self.totals.facts.has_master_files = true;
        while let Some(name) = self.xml.child()? {
            match name {
                b"GeneralLedgerAccounts" => {
                    while let Some(name) = self.xml.child()? {
                        match name {
                            b"Account" => self.account()?,
                            _ => {
                                self.pass(&[], "GeneralLedgerAccounts", &error::UNKNOWN_STRUCTURE)?;
                            }
                        }
                    }
                }
                b"Customers" => {
                    while let Some(name) = self.xml.child()? {
                        match name {
                            b"Customer" => self.party(PartyKind::Customer)?,
                            _ => self.pass(&[], "Customers", &error::UNKNOWN_STRUCTURE)?,
                        }
                    }
                }
                b"Suppliers" => {
                    while let Some(name) = self.xml.child()? {
                        match name {
                            b"Supplier" => self.party(PartyKind::Supplier)?,
                            _ => self.pass(&[], "Suppliers", &error::UNKNOWN_STRUCTURE)?,
                        }
                    }
                }
                b"TaxTable" => self.tax_table()?,
                b"AnalysisTypeTable" => self.analysis_table()?,
                _ => self.pass(IGNORED, "MasterFiles", &error::UNKNOWN_STRUCTURE)?,
            }
        }
        let opens_year = self
            .totals
            .header
            .selection
            .is_some_and(|(first, _)| first.number() <= 1)
            && self
                .selection_dates
                .is_none_or(|(first, _)| first.day() == 1);
        self.ledger
            .check_balances(&mut self.xml.findings, opens_year);
        Ok(())
    }

    /// One of the four balance elements; `false` if the element is another.
    fn balance(&mut self, element: BalanceElement, balances: &mut Balances) -> Step<()> {
        let at = self.xml.at();
        let Some(unsigned) = self.amount()? else {
            return Ok(());
        };
        let (slot, amount) = match element {
            BalanceElement::OpeningDebit => (&mut balances.opening, Some(unsigned)),
            BalanceElement::OpeningCredit => (&mut balances.opening, unsigned.checked_neg()),
            BalanceElement::ClosingDebit => (&mut balances.closing, Some(unsigned)),
            BalanceElement::ClosingCredit => (&mut balances.closing, unsigned.checked_neg()),
        };
        if slot.is_some() {
            let message = format!(
                "expected one balance, debit or credit, found {} as well",
                self.xml.name()
            );
            self.complain(&error::ONE_SIDE, at, &message);
        } else {
            *slot = amount;
        }
        Ok(())
    }

    fn account(&mut self) -> Step<()> {
        const IGNORED: &[&str] = &["AccountType", "AccountCreationDate"];
        let start = Position {
            record: self.options.first.account + self.totals.accounts,
            ..self.xml.at()
        };
        self.totals.accounts += 1;
        let mut balances = Balances::default();
        let (mut id, mut description, mut category, mut code, mut standard) =
            (None, None, None, None, None);
        while let Some(name) = self.xml.child()? {
            match name {
                b"AccountID" => self.text_once(&mut id)?,
                b"AccountDescription" => self.text_once(&mut description)?,
                b"GroupingCategory" => self.text_once(&mut category)?,
                b"GroupingCode" => self.text_once(&mut code)?,
                b"StandardAccountID" => {
                    self.structure.before_130 = true;
                    self.text_once(&mut standard)?;
                }
                b"OpeningDebitBalance" => {
                    self.balance(BalanceElement::OpeningDebit, &mut balances)?;
                }
                b"OpeningCreditBalance" => {
                    self.balance(BalanceElement::OpeningCredit, &mut balances)?;
                }
                b"ClosingDebitBalance" => {
                    self.balance(BalanceElement::ClosingDebit, &mut balances)?;
                }
                b"ClosingCreditBalance" => {
                    self.balance(BalanceElement::ClosingCredit, &mut balances)?;
                }
                _ => self.pass(IGNORED, "Account", &error::NOT_READ)?,
            }
        }
        let Some(id) = id.filter(|id| !id.is_empty()) else {
            self.missing("AccountID", "Account", start);
            return Ok(());
        };
        self.check_balances_there(&balances, &format!("account {id:.60}"), start);
        let grouping = grouping(category, code, standard);
        self.check_grouping(&id, grouping.as_ref(), start);
        let (opening, closing) = (
            balances.opening.unwrap_or_default(),
            balances.closing.unwrap_or_default(),
        );
        if self.ledger.account(&id, start, opening, closing) {
            self.complain(
                &error::DUPLICATE,
                start,
                &format!("expected account {id:.60} once, found it again"),
            );
        }
        let description = description.unwrap_or_default();
        (self.sink)(Record::Account(AccountRecord {
            position: start,
            id,
            description,
            grouping,
            opening,
            closing,
        }));
        Ok(())
    }

    fn check_balances_there(&mut self, balances: &Balances, inside: &str, at: Position) {
        for (name, value) in [("opening", balances.opening), ("closing", balances.closing)] {
            if value.is_none() {
                self.missing(&format!("for the {name} balance"), inside, at);
            }
        }
    }

    fn check_grouping(&mut self, id: &str, grouping: Option<&(String, String)>, at: Position) {
        match grouping {
            Some((category, code)) if category == "KS" => {
                let three = |text: &str| text.chars().take(3).collect::<String>();
                if code.len() < 3 || three(code) != three(id) {
                    let message = format!(
                        "expected a code of the state chart that fits account {id:.60}, found {code:.40}"
                    );
                    self.complain(&error::GROUPING, at, &message);
                }
            }
            _ => self.ledger.ungrouped(at),
        }
    }

    fn party(&mut self, kind: PartyKind) -> Step<()> {
        let start = self.xml.at();
        let (word, count) = match kind {
            PartyKind::Customer => ("customer", &mut self.totals.customers),
            PartyKind::Supplier => ("supplier", &mut self.totals.suppliers),
        };
        *count += 1;
        let (mut id, mut direct_account) = (None, None);
        let mut direct = Balances::default();
        let mut accounts: Vec<(Option<String>, Balances)> = Vec::new();
        while let Some(name) = self.xml.child()? {
            match (name, kind) {
                (b"CustomerID", PartyKind::Customer) | (b"SupplierID", PartyKind::Supplier) => {
                    self.text_once(&mut id)?;
                }
                (b"BalanceAccount", _) => accounts.push(self.balance_account()?),
                (b"AccountID", _) => self.text_once(&mut direct_account)?,
                (b"OpeningDebitBalance", _) => {
                    self.balance(BalanceElement::OpeningDebit, &mut direct)?;
                }
                (b"OpeningCreditBalance", _) => {
                    self.balance(BalanceElement::OpeningCredit, &mut direct)?;
                }
                (b"ClosingDebitBalance", _) => {
                    self.balance(BalanceElement::ClosingDebit, &mut direct)?;
                }
                (b"ClosingCreditBalance", _) => {
                    self.balance(BalanceElement::ClosingCredit, &mut direct)?;
                }
                _ => self.pass(PARTY_DETAILS, word, &error::NOT_READ)?,
            }
        }
        let Some(id) = id.filter(|id| !id.is_empty()) else {
            self.missing("CustomerID or SupplierID", word, start);
            return Ok(());
        };
        if self.ledger.party(kind, &id, start) {
            self.complain(
                &error::DUPLICATE,
                start,
                &format!("expected {word} {id:.60} once, found it again"),
            );
        }
        if direct_account.is_some() || direct.opening.is_some() || direct.closing.is_some() {
            self.structure.before_130 = true;
            accounts.push((direct_account, direct));
        }
        self.hand_on_balances(kind, &id, start, accounts);
        Ok(())
    }

    fn hand_on_balances(
        &mut self,
        kind: PartyKind,
        id: &str,
        start: Position,
        accounts: Vec<(Option<String>, Balances)>,
    ) {
        for (account, balances) in accounts {
            let position = Position {
                record: self.options.first.party + self.parties,
                ..start
            };
            self.parties += 1;
            let account = account.unwrap_or_default();
            // Before 1.30 each balance is optional; none means nothing is owed.
            let (opening, closing) = (
                balances.opening.unwrap_or_default(),
                balances.closing.unwrap_or_default(),
            );
            self.ledger
                .party_balance(kind, &account, position, (opening, closing));
            (self.sink)(Record::Party(PartyBalance {
                position,
                kind,
                id: id.to_owned(),
                account,
                opening,
                closing,
            }));
        }
    }

    fn balance_account(&mut self) -> Step<(Option<String>, Balances)> {
        self.structure.from_130 = true;
        let start = self.xml.at();
        let (mut account, mut balances) = (None, Balances::default());
        while let Some(name) = self.xml.child()? {
            match name {
                b"AccountID" => self.text_once(&mut account)?,
                b"OpeningDebitBalance" => {
                    self.balance(BalanceElement::OpeningDebit, &mut balances)?;
                }
                b"OpeningCreditBalance" => {
                    self.balance(BalanceElement::OpeningCredit, &mut balances)?;
                }
                b"ClosingDebitBalance" => {
                    self.balance(BalanceElement::ClosingDebit, &mut balances)?;
                }
                b"ClosingCreditBalance" => {
                    self.balance(BalanceElement::ClosingCredit, &mut balances)?;
                }
                _ => self.pass(&[], "BalanceAccount", &error::NOT_READ)?,
            }
        }
        self.check_balances_there(&balances, "BalanceAccount", start);
        Ok((account, balances))
    }

    fn tax_table(&mut self) -> Step<()> {
        const IGNORED: &[&str] = &[
            "EffectiveDate",
            "ExpirationDate",
            "Description",
            "TaxPercentage",
            "FlatTaxRate",
            "Country",
            "Region",
            "StandardTaxCode",
            "Compensation",
            "BaseRate",
        ];
        while let Some(entry) = self.xml.child()? {
            if entry != b"TaxTableEntry" {
                self.pass(&[], "TaxTable", &error::UNKNOWN_STRUCTURE)?;
                continue;
            }
            while let Some(name) = self.xml.child()? {
                if name != b"TaxCodeDetails" {
                    self.pass(
                        &["TaxType", "Description"],
                        "TaxTableEntry",
                        &error::NOT_READ,
                    )?;
                    continue;
                }
                let start = self.xml.at();
                let mut code = None;
                while let Some(name) = self.xml.child()? {
                    match name {
                        b"TaxCode" => self.text_once(&mut code)?,
                        _ => self.pass(IGNORED, "TaxCodeDetails", &error::NOT_READ)?,
                    }
                }
                let Some(code) = code.filter(|code| !code.is_empty()) else {
                    self.missing("TaxCode", "TaxCodeDetails", start);
                    continue;
                };
                self.structure.from_120 |= code.chars().count() > 9;
                if self.ledger.tax_code(&code, start) {
                    let message = format!("expected tax code {code:.60} once, found it again");
                    self.complain(&error::DUPLICATE_CODE, start, &message);
                }
            }
        }
        Ok(())
    }

    fn analysis_table(&mut self) -> Step<()> {
        const IGNORED: &[&str] = &[
            "AnalysisTypeDescription",
            "AnalysisIDDescription",
            "StartDate",
            "EndDate",
            "Status",
            "Analysis",
        ];
        while let Some(entry) = self.xml.child()? {
            if entry != b"AnalysisTypeTableEntry" {
                self.pass(&[], "AnalysisTypeTable", &error::UNKNOWN_STRUCTURE)?;
                continue;
            }
            let start = self.xml.at();
            let (mut kind, mut id) = (None, None);
            while let Some(name) = self.xml.child()? {
                match name {
                    b"AnalysisType" => self.text_once(&mut kind)?,
                    b"AnalysisID" => self.text_once(&mut id)?,
                    _ => self.pass(IGNORED, "AnalysisTypeTableEntry", &error::NOT_READ)?,
                }
            }
            let (Some(kind), Some(id)) = (kind, id) else {
                self.missing(
                    "AnalysisType and AnalysisID",
                    "AnalysisTypeTableEntry",
                    start,
                );
                continue;
            };
            if self.ledger.analysis(&kind, &id, start) {
                let message =
                    format!("expected analysis value {kind:.40}/{id:.40} once, found it again");
                self.complain(&error::DUPLICATE_CODE, start, &message);
            }
        }
        Ok(())
    }
}
