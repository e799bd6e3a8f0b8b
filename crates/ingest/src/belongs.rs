//! Whose a file is: the organisation and the bank accounts that it names must be the agency's.
//!
//! Not here: which agency it would belong to instead; one inbox is one agency's.

use domain::agency::Playbook;
use domain::{Diagnostic, Position, Severity};

use crate::file::{FileContent, Totals};

/// Refuses a file that names another organisation or foreign bank accounts.
pub(crate) fn check_belongs(content: &mut FileContent, playbook: &Playbook) {
    let known = |number: &str| {
        playbook
            .bank_accounts
            .iter()
            .any(|account| account.number.as_str() == number)
    };
    match content.totals.clone() {
        Totals::Saft(parts) => {
            for totals in parts {
                let stated = totals.header.organisation.replace([' ', '\u{a0}'], "");
                if stated != playbook.organisation.as_str() && !stated.is_empty() {
                    content.refuse(
                        "INGEST005",
                        format!(
                            "expected the ledger of organisation {}, found {stated}",
                            playbook.organisation
                        ),
                        "move the file to the right agency's inbox",
                    );
                }
            }
        }
        Totals::Camt053(totals) => {
            let (ours, others): (Vec<_>, Vec<_>) =
                totals.statements.iter().partition(|s| known(&s.account));
            if ours.is_empty() && !others.is_empty() {
                content.refuse(
                    "INGEST006",
                    "expected statements of this agency's bank accounts, found none of them",
                    "move the file to the right agency's inbox, or add the bank account to the playbook",
                );
            } else {
                for statement in others {
                    let at = Position {
                        byte: 0,
                        line: 1,
                        column: 1,
                        record: 0,
                    };
                    let message = format!(
                        "account *******{} is not in the playbook; its {} entries are left out",
                        statement
                            .account
                            .get(statement.account.len().saturating_sub(4)..)
                            .unwrap_or_default(),
                        statement.entries
                    );
                    content.diagnostics.push(
                        Diagnostic::new(Severity::Warning, "INGEST007", at, message).hint(
                            "add the bank account to the playbook, or ask the bank to leave it out",
                        ),
                    );
                }
            }
        }
        Totals::OcrGiro(_) => {
            let rows = &content.rows.incoming_payments;
            let foreign = rows.account.iter().find(|account| !known(account));
            let foreign = foreign.map(str::to_owned);
            if let Some(foreign) = foreign {
                let tail = foreign
                    .get(foreign.len().saturating_sub(4)..)
                    .unwrap_or_default()
                    .to_owned();
                content.refuse(
                    "INGEST008",
                    format!("expected payments to this agency's bank accounts, found account *******{tail}"),
                    "move the file to the right agency's inbox, or add the bank account to the playbook",
                );
            }
        }
        Totals::Delimited(_) | Totals::Unknown => {}
    }
}
