//! Whose a file is: the organisation and the bank accounts that it names must be the agency's.
//!
//! Not here: which agency it would belong to instead; one inbox is one agency's.

use domain::agency::Playbook;
use domain::{Diagnostic, Position, Severity};
use frames::frame::TextRows;

use crate::file::{FileContent, Totals};

/// Refuses a file that names another organisation or foreign bank accounts.
pub(crate) fn check_belongs(content: &mut FileContent, playbook: &Playbook) {
    match &content.totals {
        Totals::Saft(parts) => {
            let organisations = parts.iter().map(|totals| &totals.header.organisation);
            let named: Vec<String> = organisations
                .map(|stated| stated.replace([' ', '\u{a0}'], ""))
                .collect();
            check_organisation(content, playbook, named);
        }
        Totals::Telepay(totals) => {
            let enterprises = totals.batches.iter().map(|batch| &batch.enterprise);
            // Eleven digits, the organisation number with zeros before it.
            let named = enterprises.map(|stated| stated.trim_start_matches('0').to_owned());
            let named = named.collect();
            check_organisation(content, playbook, named);
            check_payments(content, playbook);
        }
        Totals::K27(totals, _) => {
            let named = totals.employer.map(|employer| employer.as_str().to_owned());
            let account = totals
                .bank_account
                .map(|account| account.as_str().to_owned());
            check_organisation(content, playbook, named.into_iter().collect());
            let foreign = account.filter(|account| !is_known(playbook, account));
            refuse_account(content, foreign);
        }
        Totals::Camt053(totals) | Totals::Mt940(totals) => {
            let accounts = totals
                .statements
                .iter()
                .map(|s| (s.account.clone(), s.entries));
            let accounts = accounts.collect();
            check_accounts(content, playbook, accounts);
            leave_out_foreign(content, playbook);
        }
        Totals::Camt054(totals) => {
            let accounts = totals
                .notifications
                .iter()
                .map(|n| (n.account.clone(), n.entries));
            let accounts = accounts.collect();
            check_accounts(content, playbook, accounts);
            leave_out_foreign(content, playbook);
        }
        Totals::OcrGiro(_) | Totals::Edifact(_) | Totals::Pain001(_) => {
            check_payments(content, playbook);
        }
        // None of them names an organisation or a bank account of ours.
        Totals::Pain002(_)
        | Totals::Gl07(_)
        | Totals::Delimited(_)
        | Totals::Xlsx(_)
        | Totals::Parquet(_)
        | Totals::Unknown => {}
    }
}

fn is_known(playbook: &Playbook, number: &str) -> bool {
    let mut accounts = playbook.bank_accounts.iter();
    accounts.any(|account| account.number.as_str() == number)
}

fn check_organisation(content: &mut FileContent, playbook: &Playbook, named: Vec<String>) {
    let ours = playbook.organisation.as_str();
    let foreign = named
        .into_iter()
        .find(|stated| stated != ours && !stated.is_empty());
    if let Some(foreign) = foreign {
        let foreign = domain::personal::mask(&foreign);
        let message = format!("expected a file of organisation {ours}, found {foreign}");
        content.refuse(
            "INGEST005",
            message,
            "move the file to the right agency's inbox",
        );
    }
}

/// Statements and notifications: refused if none is of the agency, else the others are left out.
fn check_accounts(content: &mut FileContent, playbook: &Playbook, accounts: Vec<(String, u64)>) {
    let (ours, others): (Vec<_>, Vec<_>) = accounts
        .into_iter()
        .partition(|(account, _)| is_known(playbook, account));
    if ours.is_empty() && !others.is_empty() {
        content.refuse(
            "INGEST006",
            "expected this agency's bank accounts, found none of them",
            "move the file to the right agency's inbox, or add the bank account to the playbook",
        );
        return;
    }
    for (account, entries) in others {
        let at = Position {
            byte: 0,
            line: 1,
            column: 1,
            record: 0,
        };
        let message = format!(
            "account *******{} is not in the playbook; its {entries} entries are left out",
            tail(&account)
        );
        content.diagnostics.push(
            Diagnostic::new(Severity::Warning, "INGEST007", at, message)
                .hint("add the bank account to the playbook, or ask the bank to leave it out"),
        );
        content
            .deliveries
            .retain(|delivery| delivery.account != account);
    }
}

/// Payments in and out: refused if one of them is on a foreign account.
fn check_payments(content: &mut FileContent, playbook: &Playbook) {
    let columns: [&TextRows; 3] = [
        &content.rows.incoming_payments.account,
        &content.rows.outgoing_payments.account,
        &content.rows.payment_statuses.account,
    ];
    let foreign = columns
        .into_iter()
        .flat_map(TextRows::iter)
        .find(|account| !account.is_empty() && !is_known(playbook, account))
        .map(str::to_owned);
    refuse_account(content, foreign);
}

fn refuse_account(content: &mut FileContent, foreign: Option<String>) {
    if let Some(foreign) = foreign {
        content.refuse(
            "INGEST008",
            format!(
                "expected payments on this agency's bank accounts, found account *******{}",
                tail(&foreign)
            ),
            "move the file to the right agency's inbox, or add the bank account to the playbook",
        );
    }
}

/// Rows of statements and notifications of accounts that are not the agency's.
fn leave_out_foreign(content: &mut FileContent, playbook: &Playbook) {
    let rows = std::sync::Arc::make_mut(&mut content.rows);
    let known = |accounts: &TextRows| -> Vec<bool> {
        accounts
            .iter()
            .map(|account| is_known(playbook, account))
            .collect()
    };
    let credits = known(&rows.incoming_payments.account);
    let debits = known(&rows.payment_statuses.account);
    let statements = known(&rows.bank_statements.account);
    let entries = known(&rows.bank_entries.account);
    let keep = |kept: &[bool], row: usize| kept.get(row).copied().unwrap_or(false);
    rows.incoming_payments.retain(|row| keep(&credits, row));
    rows.payment_statuses.retain(|row| keep(&debits, row));
    rows.bank_statements.retain(|row| keep(&statements, row));
    rows.bank_entries.retain(|row| keep(&entries, row));
}

fn tail(account: &str) -> &str {
    account
        .get(account.len().saturating_sub(4)..)
        .unwrap_or_default()
}
