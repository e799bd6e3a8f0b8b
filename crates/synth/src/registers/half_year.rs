//! What the half-year control looks over: chart of accounts, values of dimensions, roles and who may order them, users and
//! authorities of the invoice system, and in December the registers of parties. A file of each for June and for December.
//!
//! Only where the request asks for it, and the year's ledger is there from January. Not here: what is done to them (`faults`).

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use domain::register::UNLIMITED;
use domain::{Ore, Period};
use formats::delimited::record::{Record, Value};

use super::{kind_of, listing, row, text};
use crate::balances::{balances, vouchers_by_period};
use crate::documents::Document;
use crate::error::SynthError;
use crate::profile::{PAYMENT_ROLE, REGISTER_ROLE, payee_account};
use crate::world::World;

/// The dimension that controls authorities.
pub(crate) const DIMENSION: &str = "Koststed";
/// A value that is closed and was not used.
pub(crate) const CLOSED_VALUE: &str = "1005";
/// A value in use.
pub(crate) const VALUE: &str = "1010";
/// Accounts that are closed: nothing is posted on them.
pub(crate) const CLOSED_ACCOUNTS: [&str; 2] = ["6990", "6991"];
/// An account that the chart does not have.
pub(crate) const UNLISTED_ACCOUNT: &str = "6995";
/// First and last value of each interval of authorities.
pub(crate) const INTERVALS: [[&str; 2]; 2] = [["1000", "1099"], ["1100", "1199"]];
/// Initials of those who approve, in every interval.
pub(crate) const APPROVERS: [&str; 2] = ["ab", "cd"];
/// Users of the ledger system.
pub(crate) const USERS: [&str; 3] = ["b01", "b02", "b03"];
/// The role that may not go with that of payments.
pub(crate) const ATTESTING_ROLE: &str = "ATTESTERING";
/// Who may order access.
pub(crate) const ORDERER: &str = "b04";
/// Suppliers and customers of the registers; the second supplier is paid through a receiver.
pub(crate) const SUPPLIERS: [&str; 3] = ["70001", "70002", "70003"];
/// Customers.
pub(crate) const CUSTOMERS: [&str; 2] = ["80001", "80002"];
/// The account of suppliers that are paid through a receiver.
const OF_RECEIVERS: &str = "00000000019";
/// The first year of the control, of which only December's is.
const FIRST: (i32, u8) = (2018, 12);

/// The months whose end has a half-year control: those of years that the data begins with January.
pub(crate) fn is_controlled(first: Period, last: Period, period: Period) -> bool {
    let january = Period::new(period.year(), 1);
    [6, 12].contains(&period.number())
        && (period.year(), period.number()) >= FIRST
        && january.is_some_and(|january| first <= january && period <= last)
}

/// A login of the invoice system: a code of four characters and initials.
pub(crate) fn login(world: &World, initials: &str) -> String {
    format!("{:0>4}{initials}", world.profile.code)
}

/// The listings of each half-year.
pub(super) fn listings(
    world: &World,
    each: &mut dyn FnMut(Document) -> Result<(), SynthError>,
) -> Result<(), SynthError> {
    let periods = &world.days.periods;
    let (Some(first), Some(last)) = (periods.first(), periods.last()) else {
        return Ok(());
    };
    if !world.profile.has_half_year {
        return Ok(());
    }
    for &period in periods {
        if !is_controlled(*first, *last, period) {
            continue;
        }
        let of = Half { world, period };
        let files = [
            ("kontoplan", of.chart()?),
            ("begrepsverdier", of.values()?),
            ("tilganger", of.roles()?),
            ("tilgangsbestillere", of.orderers()?),
            ("fakturabrukere", of.users()?),
            ("fakturafullmakter", of.authorities()?),
        ];
        for (name, records) in files {
            listing(&format!("{name}-{period}.csv"), records, each)?;
        }
        if period.number() == 12 {
            let suppliers = of.suppliers()?;
            listing(&format!("leverandorregister-{period}.csv"), suppliers, each)?;
            listing(
                &format!("kunderegister-{period}.csv"),
                of.customers()?,
                each,
            )?;
        }
    }
    Ok(())
}

/// The half-year that a month ends.
struct Half<'a> {
    world: &'a World,
    period: Period,
}

impl Half<'_> {
    /// A day of the last month, on which everything in use was used, and every need confirmed.
    fn day(&self) -> Value {
        Value::Date(self.period.first_day())
    }

    /// Rows of a kind, all of the period.
    fn rows(
        &self,
        kind: &str,
        rows: impl IntoIterator<Item = Vec<(&'static str, Value)>>,
    ) -> Result<Vec<Record>, SynthError> {
        let kind = kind_of(kind)?;
        let of_period = |mut cells: Vec<(&'static str, Value)>| {
            cells.push(("period", Value::Period(self.period)));
            row(kind, &cells)
        };
        Ok(rows.into_iter().map(of_period).collect())
    }

    /// Accounts that the year so far has used are in use, the others are closed.
    fn chart(&self) -> Result<Vec<Record>, SynthError> {
        let by_period = vouchers_by_period(self.world);
        let all = balances(self.world, &by_period);
        let mut chart: BTreeMap<&str, (&str, bool)> = BTreeMap::new();
        for (account, name) in self.world.profile.chart() {
            chart.insert(account, (name, false));
        }
        let of_year = by_period
            .keys()
            .zip(&all)
            .filter(|(month, _)| month.year() == self.period.year() && **month <= self.period);
        for (month, balances) in of_year {
            for (account, balance) in &balances.accounts {
                let is_open = *month == self.period && balance.closing != Ore::ZERO;
                let entry = chart.entry(account).or_insert(("Andre kontoer", false));
                entry.1 |= balance.moved || is_open;
            }
        }
        for account in CLOSED_ACCOUNTS {
            chart.insert(account, ("Utgått konto", false));
        }
        chart.remove(UNLISTED_ACCOUNT);
        let rows = chart.into_iter().map(|(account, (name, is_used))| {
            vec![
                ("account", text(account)),
                ("name", text(name)),
                ("status", text(if is_used { "N" } else { "C" })),
            ]
        });
        self.rows("chart-of-accounts", rows)
    }

    fn values(&self) -> Result<Vec<Record>, SynthError> {
        let year_before = Period::new(self.period.year() - 1, 3).map(Period::first_day);
        let unused = year_before.map_or(Value::Empty, Value::Date);
        let values = [
            (DIMENSION, "1000", "N", self.day()),
            (DIMENSION, CLOSED_VALUE, "C", unused),
            (DIMENSION, VALUE, "N", self.day()),
            (DIMENSION, "1100", "N", self.day()),
            (DIMENSION, "1190", "N", self.day()),
            ("Prosjekt", "1", "N", self.day()),
        ];
        let rows = values.map(|(dimension, value, status, last)| {
            vec![
                ("dimension", text(dimension)),
                ("value", text(value)),
                ("status", text(status)),
                ("last_activity", last),
            ]
        });
        self.rows("dimension-values", rows)
    }

    /// The roles of the list without a period, confirmed.
    fn roles(&self) -> Result<Vec<Record>, SynthError> {
        let [keeps, pays, also_pays] = USERS;
        let mut roles = vec![
            (keeps, REGISTER_ROLE),
            (pays, PAYMENT_ROLE),
            (also_pays, PAYMENT_ROLE),
        ];
        let both = self.world.both_roles;
        roles.extend(
            both.filter(|from| *from <= self.period)
                .map(|_| (pays, REGISTER_ROLE)),
        );
        let code = &self.world.profile.code;
        let rows = roles.into_iter().map(|(user, role)| {
            vec![
                ("user", text(format!("{code}{user}"))),
                ("role", text(role)),
                ("client", text(code.as_str())),
                ("status", text("N")),
                ("approved", self.day()),
            ]
        });
        self.rows("access-list", rows)
    }

    fn orderers(&self) -> Result<Vec<Record>, SynthError> {
        let orderer = format!("{}{ORDERER}", self.world.profile.code);
        let cells = vec![("orderer", text(orderer)), ("decision", text("Instruks 3"))];
        self.rows("access-orderers", [cells])
    }

    /// Two who approve and are each other's superior, and one of accounting.
    fn users(&self) -> Result<Vec<Record>, SynthError> {
        let [one, other] = APPROVERS.map(|initials| login(self.world, initials));
        let users = [
            (one.clone(), "G", text(other.as_str())),
            (other, "G", text(one)),
            (login(self.world, "ef"), "R", Value::Empty),
        ];
        let rows = users.map(|(login, group, superior)| {
            vec![
                ("login", text(login)),
                ("group", text(group)),
                ("superior", superior),
                ("status", text("N")),
            ]
        });
        self.rows("users", rows)
    }

    fn authorities(&self) -> Result<Vec<Record>, SynthError> {
        let rows = INTERVALS.into_iter().flat_map(|[from, to]| {
            (3..).zip(APPROVERS).map(move |(order, initials)| {
                vec![
                    ("from", text(from)),
                    ("to", text(to)),
                    ("user", text(login(self.world, initials))),
                    ("limit", Value::Amount(UNLIMITED)),
                    ("dimension", text(DIMENSION)),
                    ("order", Value::Count(order)),
                    ("rule", text("0")),
                ]
            })
        });
        self.rows("authorities", rows)
    }

    fn suppliers(&self) -> Result<Vec<Record>, SynthError> {
        let organisation = self.world.profile.organisation.as_str();
        let [first, through_receiver, last] = SUPPLIERS;
        let suppliers = [
            (first, account_of(first), Value::Empty),
            (
                through_receiver,
                OF_RECEIVERS.to_owned(),
                text(organisation),
            ),
            (last, account_of(last), Value::Empty),
        ];
        let rows = suppliers.map(|(party, account, organisation)| {
            vec![
                ("party", text(party)),
                ("name", text(format!("Leverandør {party}"))),
                ("organisation", organisation),
                ("bank_account", text(account)),
                ("status", text("N")),
                ("last_activity", self.day()),
            ]
        });
        self.rows("suppliers", rows)
    }

    fn customers(&self) -> Result<Vec<Record>, SynthError> {
        let rows = CUSTOMERS.map(|party| {
            vec![
                ("party", text(party)),
                ("name", text(format!("Kunde {party}"))),
                ("status", text("N")),
                ("last_activity", self.day()),
            ]
        });
        self.rows("customers", rows)
    }
}

/// The account of a supplier of the register.
pub(crate) fn account_of(party: &str) -> String {
    payee_account(false, party.parse().unwrap_or_default())
}

/// A day that is more than 720 days before the end of a month.
pub(crate) fn long_ago(period: Period) -> Option<NaiveDate> {
    period.last_day().checked_sub_days(Days::new(721))
}
