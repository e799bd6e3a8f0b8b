//! From the world to the records of the ledger's files: SAF-T, or delimited ledger and open items.
//!
//! Each function says which row of the world each record is, in the order in which a reader counts them. Not here:
//! bytes (`formats`).

use domain::{Ore, Period, Position};
use formats::delimited::record::{LedgerRow, Record, SubledgerRow};
use formats::saft::record::{AccountRecord, File, Header, Line as SaftLine, PartyBalance};

use crate::balances::{PeriodBalances, control_account, due};
use crate::world::{Line, Row, Specification, Voucher, VoucherKind, World};

/// The name the program gives itself in files.
const SOFTWARE: &str = concat!("avstem synth ", env!("CARGO_PKG_VERSION"));

/// The SAF-T file of a period.
pub(crate) fn saft(
    world: &World,
    period: Period,
    vouchers: &[usize],
    balances: &PeriodBalances,
) -> (File, Vec<Row>) {
    let header = Header {
        version_text: "1.30".to_owned(),
        organisation: world.profile.organisation.as_str().to_owned(),
        company: world.profile.name.clone(),
        currency: "NOK".to_owned(),
        selection: Some((period, last_period(world, period, vouchers))),
        software: SOFTWARE.to_owned(),
        created: export_date(period),
    };
    let chart = world.profile.chart();
    let besides = balances.accounts.keys().copied();
    let besides = besides.filter(|account| !chart.iter().any(|(known, _)| known == account));
    let besides: Vec<_> = besides.map(|account| (account, OTHER_ACCOUNT)).collect();
    let accounts = chart
        .into_iter()
        .chain(besides)
        .map(|(account, description)| {
            let balance = balances.accounts.get(account).copied().unwrap_or_default();
            AccountRecord {
                position: Position::default(),
                id: account.to_owned(),
                description: description.to_owned(),
                grouping: account
                    .get(..3)
                    .map(|group| ("KS".to_owned(), group.to_owned())),
                opening: balance.opening,
                closing: balance.closing,
            }
        });
    let known = balances.parties.iter().filter(|(_, balance)| {
        balance.moved || balance.opening != Ore::ZERO || balance.closing != Ore::ZERO
    });
    let parties = known.map(|(party, balance)| PartyBalance {
        position: Position::default(),
        kind: party.0,
        id: party.1.to_string(),
        account: control_account(party.0).to_owned(),
        opening: balance.opening,
        closing: balance.closing,
    });
    let (mut lines, mut rows) = (Vec::new(), Vec::new());
    for place in vouchers {
        let Some(voucher) = world.vouchers.get(*place) else {
            continue;
        };
        for (number, line) in voucher.lines.iter().enumerate() {
            lines.push(saft_line(voucher, number + 1, line));
            rows.push(Row::Line(*place, number));
        }
    }
    (
        File {
            header,
            accounts: accounts.collect(),
            parties: parties.collect(),
            lines,
        },
        rows,
    )
}

/// The last period of the vouchers: 14 if December's file holds the transfers of the year's end.
fn last_period(world: &World, period: Period, vouchers: &[usize]) -> Period {
    let vouchers = vouchers
        .iter()
        .filter_map(|place| world.vouchers.get(*place));
    let last = vouchers.map(|voucher| voucher.period).max();
    last.unwrap_or(period).max(period)
}

/// The day of the export: the fifth of the month after.
fn export_date(period: Period) -> String {
    format!("{}-05", period.next_month())
}

/// What an account is called that only a fault posts on.
const OTHER_ACCOUNT: &str = "Feilkonto";

fn saft_line(voucher: &Voucher, number: usize, line: &Line) -> SaftLine {
    let claim = matches!(voucher.kind, VoucherKind::Invoice | VoucherKind::Bill);
    SaftLine {
        position: Position::default(),
        journal: voucher.kind.journal().to_owned(),
        voucher: voucher.number_text(),
        voucher_type: voucher.kind.code().to_owned(),
        period: voucher.period,
        date: voucher.date,
        posting_date: voucher.date,
        batch: voucher.batch.clone(),
        record_id: number.to_string(),
        account: line.account.to_owned(),
        amount: line.amount,
        currency: None,
        party: line.party.map(|(kind, number)| (kind, number.to_string())),
        description: line.text.clone(),
        reference: line.reference.clone(),
        kid: line.kid.clone(),
        source_document: String::new(),
        cross_reference: String::new(),
        due: if claim && line.party.is_some() {
            due(voucher.date)
        } else {
            None
        },
        value_date: None,
        analysis: Vec::new(),
        tax_code: String::new(),
    }
}

/// The delimited ledger of a period. The first file of a year begins with the opening balances as period 00, which
/// are no rows of the world (`None`).
pub(crate) fn delimited_ledger(
    world: &World,
    is_first: bool,
    period: Period,
    vouchers: &[usize],
    balances: &PeriodBalances,
) -> (Vec<Record>, Vec<Option<Row>>) {
    let mut records = Vec::new();
    if is_first || period.number() == 1 {
        opening_rows(period, balances, &mut records);
    }
    let mut rows = vec![None; records.len()];
    for voucher_place in vouchers {
        let Some(voucher) = world.vouchers.get(*voucher_place) else {
            continue;
        };
        for (number, line) in voucher.lines.iter().enumerate() {
            records.push(Record::Ledger(LedgerRow {
                position: Position::default(),
                account: line.account.to_owned(),
                voucher: voucher.number_text(),
                voucher_type: voucher.kind.code().to_owned(),
                period: voucher.period,
                date: voucher.date,
                amount: line.amount,
                currency: "NOK".to_owned(),
                batch: voucher.batch.clone(),
                reference: line.reference.clone(),
                kid: line.kid.clone(),
                party: line
                    .party
                    .map(|(_, number)| number.to_string())
                    .unwrap_or_default(),
                text: line.text.clone(),
            }));
            rows.push(Some(Row::Line(*voucher_place, number)));
        }
    }
    (records, rows)
}

/// Opening balances: one row per account, and one per open item on the control accounts.
fn opening_rows(period: Period, balances: &PeriodBalances, records: &mut Vec<Record>) {
    let opening = Period::new(period.year(), 0).unwrap_or(period);
    let row = |account: &str, amount: Ore| LedgerRow {
        position: Position::default(),
        account: account.to_owned(),
        voucher: "400000000".to_owned(),
        voucher_type: "IB".to_owned(),
        period: opening,
        date: opening.first_day(),
        amount,
        currency: "NOK".to_owned(),
        batch: String::new(),
        reference: String::new(),
        kid: String::new(),
        party: String::new(),
        text: "Inngående balanse".to_owned(),
    };
    let controls: Vec<&str> = balances
        .opening_items
        .iter()
        .map(|item| control_account(item.party.0))
        .collect();
    for (account, balance) in &balances.accounts {
        if balance.opening != Ore::ZERO && !controls.contains(account) {
            records.push(Record::Ledger(row(account, balance.opening)));
        }
    }
    for item in &balances.opening_items {
        records.push(Record::Ledger(LedgerRow {
            voucher: item.voucher.clone(),
            reference: item.reference.clone(),
            kid: item.kid.clone(),
            party: item.party.1.to_string(),
            ..row(control_account(item.party.0), item.amount)
        }));
    }
}

/// The open items at the end of a period.
pub(crate) fn delimited_subledger(period: Period, balances: &PeriodBalances) -> Vec<Record> {
    let items = balances.closing_items.iter();
    items
        .map(|item| {
            Record::Subledger(SubledgerRow {
                position: Position::default(),
                account: control_account(item.party.0).to_owned(),
                party: item.party.1.to_string(),
                voucher: item.voucher.clone(),
                period,
                date: item.date,
                due: item.due(),
                amount: item.amount,
                kid: item.kid.clone(),
                text: item.reference.clone(),
            })
        })
        .collect()
}

/// A listing that specifies a balance, row by row.
pub(crate) fn specification_rows(specification: &Specification) -> Vec<Record> {
    let rows = (1..).zip(&specification.amounts).map(|(number, amount)| {
        Record::Subledger(SubledgerRow {
            position: Position::default(),
            account: specification.account.to_owned(),
            party: format!("{number}"),
            voucher: format!("S{number:04}"),
            period: specification.period,
            date: specification.date,
            due: None,
            amount: *amount,
            kid: String::new(),
            text: "Spesifikasjon".to_owned(),
        })
    });
    rows.collect()
}
