//! The figures of a file: as the JSON contract has them, and as lines for people.
//!
//! Not here: reading the file, or what is wrong with it.

use domain::Ore;
use formats::table::{Proposal, propose};
use ingest::Totals;
use report::inspect::{NotificationTotals, StatementTotals, Totals as Wire};
use report::wire::Amount;

/// A sum as an amount; beyond the range of amounts, the largest.
fn wide(ore: i128) -> Ore {
    Ore::bounded(ore)
}

/// The figures of the JSON contract.
pub(crate) fn wire(totals: &Totals) -> Wire {
    match totals {
        Totals::Saft(parts) => saft(parts),
        Totals::Camt053(totals) | Totals::Mt940(totals) => Wire::Statements {
            statements: totals.statements.iter().map(statement).collect(),
        },
        Totals::Camt054(totals) => Wire::Notifications {
            notifications: totals.notifications.iter().map(notification).collect(),
        },
        Totals::Edifact(totals) => Wire::Cremul {
            messages: totals.messages,
            lines: totals.lines,
            amount: totals.amount.into(),
        },
        Totals::OcrGiro(totals) => Wire::OcrGiro {
            transmissions: totals.transmissions,
            assignments: totals.assignments,
            transactions: totals.transactions,
            amount: totals.amount.into(),
        },
        Totals::Telepay(totals) => Wire::Telepay {
            kind: totals.kind.as_str().to_owned(),
            batches: u64::try_from(totals.batches.len()).unwrap_or(u64::MAX),
            payments: totals.payments,
            amount: totals.amount.into(),
            rejected: totals.rejected,
        },
        Totals::Pain001(totals) => Wire::Payments {
            payments: totals.payments,
            amount: Amount(totals.amount.to_string()),
        },
        Totals::Pain002(totals) => Wire::StatusReport {
            group_status: totals.group_status.clone(),
            transactions: totals.transactions,
            by_status: totals
                .by_status
                .iter()
                .map(|(code, count)| (domain::personal::mask(code).into_owned(), *count))
                .collect(),
        },
        Totals::Gl07(totals) => Wire::Gl07 {
            batches: totals.batches,
            vouchers: totals.vouchers,
            lines: totals.lines,
            debit: wide(totals.debit).into(),
            credit: wide(totals.credit).into(),
        },
        Totals::K27(totals, _) => Wire::NavRefunds {
            rows: totals.rows,
            amount: totals.amount.into(),
            by_benefit: totals
                .by_benefit
                .iter()
                .map(|(benefit, sum)| (benefit.to_string(), (*sum).into()))
                .collect(),
        },
        Totals::Delimited(totals) => table(totals.rows, &totals.kind, &totals.sums),
        Totals::Xlsx(totals) => table(totals.rows, &totals.kind, &totals.sums),
        Totals::Parquet(totals) => table(totals.rows, &totals.kind, &totals.sums),
        Totals::Unknown => Wire::Nothing {},
    }
}

fn table(rows: u64, kind: &str, sums: &[(&'static str, i128)]) -> Wire {
    Wire::Table {
        rows,
        kind: (!kind.is_empty()).then(|| kind.to_owned()),
        sums: sums
            .iter()
            .map(|(field, sum)| ((*field).to_owned(), wide(*sum).into()))
            .collect(),
    }
}

fn saft(parts: &[formats::saft::record::Totals]) -> Wire {
    let count = |of: &dyn Fn(&formats::saft::record::Totals) -> u64| parts.iter().map(of).sum();
    // Parts of a split set repeat their master data.
    let most = |of: &dyn Fn(&formats::saft::record::Totals) -> u64| {
        parts.iter().map(of).max().unwrap_or(0)
    };
    Wire::SafT {
        accounts: most(&|t| t.accounts),
        customers: most(&|t| t.customers),
        suppliers: most(&|t| t.suppliers),
        journals: most(&|t| t.journals),
        transactions: count(&|t| t.transactions),
        lines: count(&|t| t.lines),
        debit: wide(parts.iter().map(|t| t.debit).sum()).into(),
        credit: wide(parts.iter().map(|t| t.credit).sum()).into(),
    }
}

fn statement(s: &formats::camt053::record::StatementTotals) -> StatementTotals {
    StatementTotals {
        id: s.id.clone(),
        account: s.account.clone(),
        currency: s.currency.clone(),
        opening: s.opening.map(Into::into),
        closing: s.closing.map(Into::into),
        entries: s.entries,
        sum_credit: s.sum_credit.into(),
        sum_debit: s.sum_debit.into(),
        transactions: s.transactions,
    }
}

fn notification(n: &formats::camt054::record::NotificationTotals) -> NotificationTotals {
    NotificationTotals {
        id: n.id.clone(),
        account: n.account.clone(),
        currency: n.currency.clone(),
        entries: n.entries,
        sum_credit: n.sum_credit.into(),
        sum_debit: n.sum_debit.into(),
        transactions: n.transactions,
    }
}

/// The figures as people read them; accounts show their last four digits.
pub(crate) fn lines(totals: &Totals) -> Vec<String> {
    match totals {
        Totals::Saft(parts) => parts.iter().map(saft_line).collect(),
        Totals::Camt053(totals) | Totals::Mt940(totals) => {
            totals.statements.iter().map(statement_line).collect()
        }
        Totals::Camt054(totals) => {
            let line = |n: &formats::camt054::record::NotificationTotals| {
                format!(
                    "account *******{} {}: {} entries (credit {}, debit {}), {} transactions",
                    tail(&n.account),
                    n.currency,
                    n.entries,
                    n.sum_credit,
                    n.sum_debit,
                    n.transactions
                )
            };
            totals.notifications.iter().map(line).collect()
        }
        Totals::Edifact(t) => vec![format!(
            "{} messages, {} lines ({} not confirmed by the bank), {} payments, {} statuses, {} {}",
            t.messages,
            t.lines,
            t.unconfirmed_lines,
            t.payments,
            t.statuses,
            t.amount,
            t.currency.as_str()
        )],
        Totals::OcrGiro(t) => vec![format!(
            "{} assignments, {} transactions, {}",
            t.assignments, t.transactions, t.amount
        )],
        Totals::Telepay(t) => t.batches.iter().map(batch_line).collect(),
        Totals::Pain001(t) => order_lines(t),
        Totals::Pain002(t) => vec![report_line(t)],
        Totals::Gl07(t) => vec![format!(
            "interface {}, batch {}, company {}: {} vouchers, {} lines, debit {}, credit {}",
            t.interface,
            t.batch_ids.join(" "),
            t.client,
            t.vouchers,
            t.lines,
            wide(t.debit),
            wide(t.credit)
        )],
        Totals::K27(t, _) => k27_lines(t),
        Totals::Delimited(t) => vec![
            format!(
                "{} rows, delimiter {:?}, decimal mark {:?}, kind {}",
                t.rows,
                t.delimiter,
                t.decimal_mark,
                kind(&t.kind)
            ),
            format!("headings: {}", t.headings.join(", ")),
        ],
        Totals::Xlsx(t) => vec![
            format!(
                "{} rows of sheet {}, kind {}",
                t.rows,
                t.sheet,
                kind(&t.kind)
            ),
            format!("headings: {}", t.headings.join(", ")),
        ],
        Totals::Parquet(t) => vec![
            format!(
                "{} rows in {} row groups, kind {}",
                t.rows,
                t.row_groups,
                kind(&t.kind)
            ),
            format!("columns: {}", t.headings.join(", ")),
        ],
        Totals::Unknown => Vec::new(),
    }
}

/// What a table of no known kind could be, the likeliest first.
pub(crate) fn proposals(totals: &Totals) -> Vec<Proposal> {
    let (kind, headings) = match totals {
        Totals::Delimited(t) => (&t.kind, &t.headings),
        Totals::Xlsx(t) => (&t.kind, &t.headings),
        Totals::Parquet(t) => (&t.kind, &t.headings),
        _ => return Vec::new(),
    };
    if kind.is_empty() {
        propose(headings, &[])
    } else {
        Vec::new()
    }
}

/// The kind of a table as people read it.
fn kind(kind: &str) -> &str {
    if kind.is_empty() { "unknown" } else { kind }
}

fn tail(account: &str) -> &str {
    account
        .get(account.len().saturating_sub(4)..)
        .unwrap_or_default()
}

fn saft_line(t: &formats::saft::record::Totals) -> String {
    let selection = t.header.selection;
    let selection = selection.map_or_else(
        || "no selection".to_owned(),
        |(from, to)| format!("{from} to {to}"),
    );
    format!(
        "{selection}: {} accounts, {} customers, {} suppliers, {} transactions, {} lines, debit {}, credit {}",
        t.accounts,
        t.customers,
        t.suppliers,
        t.transactions,
        t.lines,
        wide(t.debit),
        wide(t.credit)
    )
}

fn statement_line(s: &formats::camt053::record::StatementTotals) -> String {
    let amount = |ore: Option<Ore>| ore.map_or_else(|| "none".to_owned(), |ore| ore.to_string());
    format!(
        "account *******{} {}: opening {}, {} entries (credit {}, debit {}), closing {}",
        tail(&s.account),
        s.currency,
        amount(s.opening),
        s.entries,
        s.sum_credit,
        s.sum_debit,
        amount(s.closing)
    )
}

fn order_lines(t: &formats::pain001::record::Totals) -> Vec<String> {
    let mut lines = vec![format!(
        "message {}: {} payments in {} payment informations",
        domain::personal::mask(&t.message_id),
        t.payments,
        t.payment_informations
    )];
    let of = |sum: &formats::pain001::record::CurrencySum| {
        format!(
            "{}: {} payments, {}",
            sum.currency,
            sum.payments,
            wide(sum.amount)
        )
    };
    lines.extend(t.currencies.iter().map(of));
    lines
}

fn report_line(t: &formats::pain002::record::Totals) -> String {
    let statuses = t.by_status.iter();
    let statuses = statuses.map(|(code, count)| format!("{code} {count}"));
    format!(
        "answers {}: group {}, {} transactions ({})",
        domain::personal::mask(&t.original_message),
        t.group_status.as_deref().unwrap_or("without a status"),
        t.transactions,
        statuses.collect::<Vec<_>>().join(", ")
    )
}

fn batch_line(batch: &formats::telepay::record::BatchTotals) -> String {
    format!(
        "{} of {}, sequence {} to {}: {} orders, {} payments, {} {}, {} rejected{}",
        batch.kind.as_str(),
        domain::personal::mask(&batch.enterprise),
        batch.control_first,
        batch.control_last,
        batch.orders,
        batch.payments,
        batch.amount,
        batch.currency,
        batch.rejected,
        if batch.sealed { ", sealed" } else { "" }
    )
}

fn k27_lines(t: &formats::k27::record::Totals) -> Vec<String> {
    let paid = t
        .payment_date
        .map_or_else(|| "an unknown day".to_owned(), |date| date.to_string());
    let mut lines = vec![format!(
        "{} ({}): {} rows, {} paid on {paid}",
        t.form.as_str(),
        t.regime.as_str(),
        t.rows,
        t.amount
    )];
    let of = |(code, sum): (&char, &Ore)| match formats::k27::benefit(*code, t.payment_date) {
        Some(benefit) => format!("{code} {}: {sum}", benefit.text),
        None => format!("{code} (unknown code): {sum}"),
    };
    lines.extend(t.by_benefit.iter().map(of));
    lines
}
