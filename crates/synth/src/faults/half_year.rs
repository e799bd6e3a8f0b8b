//! Faults in what the half-year control looks over, one for each cause; nearly all are a row of a register that says something
//! else in one June or December.
//!
//! Not here: what is clean (`registers::half_year`).

use domain::{Ore, Period};
use formats::delimited::record::Value;

use super::{Candidate, Edit, Effect, FaultId};
use crate::profile::{CUSTOMERS as RECEIVABLES, EXPENSES, SUPPLIERS as PAYABLES};
use crate::random::Stream;
use crate::registers::half_year::{
    APPROVERS, ATTESTING_ROLE, CLOSED_ACCOUNTS, CLOSED_VALUE, CUSTOMERS, DIMENSION, INTERVALS,
    SUPPLIERS, UNLISTED_ACCOUNT, USERS, VALUE, account_of, is_controlled, login, long_ago,
};
use crate::registers::tampered::{Cell, Change, Tampering};
use crate::request::Request;
use crate::world::{Line, Voucher, VoucherKind, World, negative};

/// The limit of somebody who may not approve large invoices.
const LOW_LIMIT: Ore = Ore(100);

/// Whether the fault is one of these.
pub(super) fn has(fault: FaultId) -> bool {
    let checks = [
        "chart-status",
        "dimension-values",
        "access",
        "authorities-structure",
        "party-registers",
    ];
    checks.contains(&fault.check())
}

/// Whether the fault can be in a month that ends a half-year.
fn is_of(fault: FaultId, period: Period) -> bool {
    match fault.check() {
        "dimension-values" => period.number() == 6,
        "party-registers" => period.number() == 12,
        _ => true,
    }
}

/// Whether the agencies of a request can have the fault.
pub(super) fn is_possible(fault: FaultId, request: &Request) -> bool {
    let (first, last) = request.periods;
    let months = std::iter::successors(Some(first), |month| Some(month.next_month()));
    let mut months = months.take_while(|month| *month <= last);
    let is_place = |month| is_controlled(first, last, month) && is_of(fault, month);
    request.half_year && months.any(is_place)
}

/// The month itself.
pub(super) fn spots(place: usize) -> Vec<(usize, usize)> {
    vec![(place, 0)]
}

/// What the fault would be in a month; `None` if it cannot be there.
pub(super) fn candidate(
    world: &World,
    fault: FaultId,
    place: usize,
    stream: &mut Stream,
) -> Option<Candidate> {
    let periods = &world.days.periods;
    let period = *periods.get(place)?;
    let (first, last) = (*periods.first()?, *periods.last()?);
    if !is_controlled(first, last, period) || !is_of(fault, period) {
        return None;
    }
    let of = Half {
        world,
        fault,
        period,
        place,
    };
    let mut candidate = match fault.check() {
        "chart-status" => of.chart(stream),
        "dimension-values" => of.values(),
        "access" => of.access(),
        "party-registers" => of.parties()?,
        _ => of.authorities()?,
    };
    // Most faults of the authority sheet change the same few rows.
    let what = match fault {
        FaultId::AuthorityHole | FaultId::AuthoritySuperior | FaultId::AuthorityLogin => {
            fault.as_str()
        }
        _ if fault.check() == "authorities-structure" => "authorities-structure",
        _ => fault.as_str(),
    };
    candidate.touches = vec![(world.days.of_period(place).start, what)];
    Some(candidate)
}

/// A half-year that a fault goes to.
struct Half<'a> {
    world: &'a World,
    fault: FaultId,
    period: Period,
    place: usize,
}

impl Half<'_> {
    fn candidate(&self, subject: impl Into<String>, amount: Ore, edits: Vec<Edit>) -> Candidate {
        let subject: String = subject.into();
        let effect = Effect::new(self.fault, self.period, subject, amount, Vec::new());
        Candidate {
            effects: vec![effect],
            edits,
            ..Candidate::default()
        }
    }

    fn tamper(&self, listing: &'static str, cells: Vec<Cell>, change: Change) -> Edit {
        Edit::Tamper(Tampering {
            listing,
            period: self.period,
            cells,
            change,
        })
    }

    /// A new row, of the period.
    fn add(&self, listing: &'static str, mut cells: Vec<Cell>) -> Edit {
        cells.push(("period", Value::Period(self.period)));
        self.tamper(listing, cells, Change::Add)
    }

    fn day(&self) -> Value {
        Value::Date(self.period.first_day())
    }

    fn chart(&self, stream: &mut Stream) -> Candidate {
        let [posted, unused] = CLOSED_ACCOUNTS;
        let set = |account: &str, field, value| {
            let cells = vec![("account", text(account))];
            vec![self.tamper("kontoplan", cells, Change::Set(field, value))]
        };
        match self.fault {
            FaultId::ChartUnused => {
                self.candidate(unused, Ore::ZERO, set(unused, "status", text("N")))
            }
            FaultId::ChartNameless => {
                let edits = set(RECEIVABLES, "name", Value::Empty);
                self.candidate(RECEIVABLES, Ore::ZERO, edits)
            }
            _ => {
                let is_closed = self.fault == FaultId::ChartClosed;
                let account = if is_closed { posted } else { UNLISTED_ACCOUNT };
                let amount = Ore(stream.between(20_000, 400_000));
                self.candidate(account, amount, vec![self.posted(account, amount)])
            }
        }
    }

    /// So much is posted on an account on the last bank day of the month.
    fn posted(&self, account: &'static str, amount: Ore) -> Edit {
        let cost = EXPENSES.first().copied().unwrap_or(account);
        let last = self.world.days.of_period(self.place).end.saturating_sub(1);
        Edit::Post(Voucher {
            kind: VoucherKind::General,
            number: 0, // given when it is posted
            period: self.period,
            date: self.world.days.date(last),
            batch: String::new(),
            lines: vec![
                Line::plain(account, amount, "Omposting utgått konto"),
                Line::plain(cost, negative(amount), "Omposting utgått konto"),
            ],
            removed: false,
        })
    }

    fn values(&self) -> Candidate {
        let january = Period::new(self.period.year(), 1).unwrap_or(self.period);
        let (value, last) = if self.fault == FaultId::DimensionUnused {
            (VALUE, january.previous_month().first_day())
        } else {
            (CLOSED_VALUE, january.first_day())
        };
        let cells = vec![("dimension", text(DIMENSION)), ("value", text(value))];
        let change = Change::Set("last_activity", Value::Date(last));
        let edits = vec![self.tamper("begrepsverdier", cells, change)];
        self.candidate(format!("{DIMENSION} {value}"), Ore::ZERO, edits)
    }

    fn access(&self) -> Candidate {
        let code = &self.world.profile.code;
        let [keeps, pays, also_pays] = USERS.map(|user| text(format!("{code}{user}")));
        let set = |user, field, value| {
            let change = Change::Set(field, value);
            vec![self.tamper("tilganger", vec![("user", user)], change)]
        };
        let edits = match self.fault {
            FaultId::AccessNotConfirmed => set(keeps, "approved", Value::Empty),
            FaultId::AccessEnded => set(also_pays, "needed_until", self.day()),
            FaultId::AccessConflict => {
                let cells = vec![
                    ("user", pays),
                    ("role", text(ATTESTING_ROLE)),
                    ("client", text(code.as_str())),
                    ("status", text("N")),
                    ("approved", self.day()),
                ];
                vec![self.add("tilganger", cells)]
            }
            _ => {
                let change = Change::Set("decision", Value::Empty);
                let edits = vec![self.tamper("tilgangsbestillere", Vec::new(), change)];
                return self.candidate("-", Ore::ZERO, edits);
            }
        };
        // The subject is the agency.
        self.candidate("", Ore::ZERO, edits)
    }

    fn parties(&self) -> Option<Candidate> {
        let [first, through_receiver, last] = SUPPLIERS;
        let set = |listing, party: &str, field, value| {
            let cells = vec![("party", text(party))];
            vec![self.tamper(listing, cells, Change::Set(field, value))]
        };
        let suppliers = "leverandorregister";
        Some(match self.fault {
            FaultId::PartyAccountShared => {
                let account = account_of(first);
                let hidden = account.len().checked_sub(4)?;
                let subject = format!("*******{}", account.get(hidden..)?);
                let edits = set(suppliers, last, "bank_account", text(account));
                self.candidate(subject, Ore::ZERO, edits)
            }
            FaultId::PartyOrganisationMissing => {
                let edits = set(suppliers, through_receiver, "organisation", Value::Empty);
                self.candidate(through_receiver, Ore::ZERO, edits)
            }
            _ => {
                let [customer, _] = CUSTOMERS;
                let day = Value::Date(long_ago(self.period)?);
                let edits = set("kunderegister", customer, "last_activity", day);
                self.candidate(customer, Ore::ZERO, edits)
            }
        })
    }

    /// A change of both rows of an interval.
    fn of_interval(&self, from: &str, change: &Change) -> Vec<Edit> {
        let rows = APPROVERS.map(|initials| {
            let user = text(login(self.world, initials));
            let cells = vec![("from", text(from)), ("user", user)];
            self.tamper("fakturafullmakter", cells, change.clone())
        });
        rows.into()
    }

    /// A row of authorities of a user.
    fn authority(
        &self,
        dimension: &str,
        [from, to]: [&str; 2],
        order: i64,
        initials: &str,
    ) -> Edit {
        let cells = vec![
            ("from", text(from)),
            ("to", text(to)),
            ("user", text(login(self.world, initials))),
            ("limit", Value::Amount(Ore(100_000))),
            ("dimension", text(dimension)),
            ("order", Value::Count(order)),
        ];
        self.add("fakturafullmakter", cells)
    }

    fn value(&self, dimension: &str, value: &str) -> Edit {
        let cells = vec![
            ("dimension", text(dimension)),
            ("value", text(value)),
            ("status", text("N")),
            ("last_activity", self.day()),
        ];
        self.add("begrepsverdier", cells)
    }

    fn authorities(&self) -> Option<Candidate> {
        let [[low, low_end], [high, high_end]] = INTERVALS;
        let [one, other] = APPROVERS;
        let named = |from: &str, to: &str| format!("{DIMENSION} {from}–{to}");
        let zero = Ore::ZERO;
        Some(match self.fault {
            FaultId::AuthorityHole => {
                let edits = vec![self.value(DIMENSION, "1300")];
                self.candidate(format!("{DIMENSION} 1300"), zero, edits)
            }
            FaultId::AuthorityGap => {
                let edits = self.of_interval(low, &Change::Set("to", text("1089")));
                self.candidate(named("1090", low_end), zero, edits)
            }
            FaultId::AuthorityOverlap => {
                let edits = self.of_interval(high, &Change::Set("from", text("1090")));
                self.candidate(named("1090", high_end), zero, edits)
            }
            FaultId::AuthorityCeiling => {
                let above = self.largest_invoice().checked_sub(LOW_LIMIT)?;
                let edits = self.of_interval(low, &Change::Set("limit", Value::Amount(LOW_LIMIT)));
                self.candidate(named(low, low_end), above, edits)
            }
            FaultId::AuthorityPersons => {
                let user = text(login(self.world, other));
                let cells = vec![("from", text(high)), ("user", user)];
                let edits = vec![self.tamper("fakturafullmakter", cells, Change::Leave)];
                self.candidate(named(high, high_end), zero, edits)
            }
            FaultId::AuthorityUserUnknown => {
                let edits = vec![self.authority(DIMENSION, [high, high_end], 5, "zz")];
                self.candidate("T105", zero, edits)
            }
            FaultId::AuthorityWord => {
                let user = text(login(self.world, one));
                let cells = vec![("from", text(low)), ("user", user)];
                let change = Change::Set("rule", text("9"));
                let edits = vec![self.tamper("fakturafullmakter", cells, change)];
                self.candidate("T105", zero, edits)
            }
            FaultId::AuthorityDimensions => {
                let mut edits = vec![self.value("Formål", "1"), self.value("Produkt", "1")];
                for dimension in ["Prosjekt", "Formål", "Produkt"] {
                    let users = (3..).zip(APPROVERS);
                    edits.extend(
                        users.map(|(order, initials)| self.unlimited(dimension, order, initials)),
                    );
                }
                self.candidate("T105", zero, edits)
            }
            FaultId::AuthoritySuperior => {
                let cells = vec![("login", text(login(self.world, one)))];
                let change = Change::Set("superior", Value::Empty);
                let edits = vec![self.tamper("fakturabrukere", cells, change)];
                self.candidate("T110", zero, edits)
            }
            _ => {
                let cells = vec![
                    ("login", text(login(self.world, "e1"))),
                    ("group", text("C")),
                    ("status", text("N")),
                ];
                let edits = vec![self.add("fakturabrukere", cells)];
                self.candidate("T110", zero, edits)
            }
        })
    }

    /// A row of somebody who may approve everything with the one value of another dimension.
    fn unlimited(&self, dimension: &str, order: i64, initials: &str) -> Edit {
        let cells = vec![
            ("from", text("1")),
            ("to", text("1")),
            ("user", text(login(self.world, initials))),
            ("limit", Value::Amount(domain::register::UNLIMITED)),
            ("dimension", text(dimension)),
            ("order", Value::Count(order)),
        ];
        self.add("fakturafullmakter", cells)
    }

    /// The largest bill of the half-year.
    fn largest_invoice(&self) -> Ore {
        let vouchers = self.world.vouchers.iter();
        let of_half = vouchers.filter(|voucher| {
            let age = self.period.months_since(voucher.period);
            !voucher.removed && voucher.period.is_month() && (0..6).contains(&age)
        });
        let lines = of_half.flat_map(|voucher| &voucher.lines);
        let bills = lines.filter(|line| line.account == PAYABLES);
        let largest = bills.map(|line| negative(line.amount)).max();
        largest.unwrap_or_default()
    }
}

fn text(value: impl Into<String>) -> Value {
    Value::Text(value.into())
}
