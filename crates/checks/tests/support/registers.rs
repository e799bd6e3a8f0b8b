//! Import lines, NAV's refunds and registers of a case. Not here: every other table.

use std::collections::BTreeMap;

use domain::Period;
use domain::register::{Field, KINDS, Kind, Type, UNLIMITED, kind};
use frames::day;
use frames::frame::{ImportLine, NavRefund};

use super::markdown::Row;
use super::world::{Draft, World, ore};

/// A cell of a register.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Empty,
    Text(String),
    Whole(i64),
    Short(i32),
    Switch(bool),
}

/// Kinds that say how things stand when they are taken, or from when to when something holds: the dates in them do not say when
/// that was.
const OF_NO_PERIOD: [&str; 14] = [
    "access-list",
    "access-orderers",
    "authorities",
    "budget",
    "cash-exempt",
    "cash-setup",
    "chart-of-accounts",
    "customer-open-items",
    "customers",
    "dimension-values",
    "state-authorities",
    "supplier-open-items",
    "suppliers",
    "users",
];

/// Kinds that have frames of their own, and blocks of their own.
const WITH_FRAMES: [&str; 3] = ["ledger", "subledger", "gl07"];

impl Draft<'_> {
    /// Lines of imports; an empty period or date is not there, and neither is an empty batch.
    pub(super) fn imports(&self) -> Result<Vec<ImportLine>, String> {
        let columns = [
            "interface",
            "batch",
            "voucher",
            "period",
            "date",
            "account",
            "amount",
            "text",
            "type",
            "kind",
            "reference",
        ];
        let of = |row: &Row| {
            let period = row.get("period").ok().map(|text| self.period_of(text));
            let date = row.get("date").ok().map(|text| self.date(text));
            Ok(ImportLine {
                interface: row.or("interface", "").to_owned(),
                batch: row.or("batch", "").to_owned(),
                client: "T01".to_owned(),
                voucher: row.or("voucher", "").to_owned(),
                voucher_type: row.or("type", "GL").to_owned(),
                kind: row.or("kind", "GL").to_owned(),
                reference: row.or("reference", "").to_owned(),
                period: period.transpose()?.unwrap_or_default(),
                day: date.transpose()?.map_or(0, day),
                account: row.or("account", "").to_owned(),
                amount_ore: ore(row.get("amount")?)?,
                text: row.or("text", "").to_owned(),
                ..ImportLine::default()
            })
        };
        let rows = self.case.table("imports", &columns)?;
        rows.iter().map(of).collect()
    }

    /// Rows of NAV's reports; a report without the day of payment says `-` there.
    pub(super) fn nav_refunds(&self) -> Result<Vec<NavRefund>, String> {
        let columns = ["account", "paid", "unit", "code", "person", "to", "amount"];
        let of = |row: &Row| {
            let of_day = |column| {
                row.get(column)
                    .map_or(Ok(0), |text| self.date(text).map(day))
            };
            let account = row.or("account", "1921");
            Ok(NavRefund {
                unit: row.or("unit", "8020").to_owned(),
                benefit: row.or("code", "4").to_owned(),
                person: row.or("person", "01818012094").to_owned(),
                account: self.number(account).unwrap_or(account).to_owned(),
                amount_ore: ore(row.get("amount")?)?,
                paid_day: of_day("paid")?,
                to_day: of_day("to")?,
                ..NavRefund::default()
            })
        };
        self.case.table("nav", &columns)?.iter().map(of).collect()
    }

    /// A block for each register, under the id of its kind, its columns those fields.
    pub(super) fn registers(&self) -> Result<BTreeMap<&'static str, Vec<Vec<Value>>>, String> {
        let mut registers = BTreeMap::new();
        for kind in KINDS {
            if WITH_FRAMES.contains(&kind.id) || !self.case.blocks.contains_key(kind.id) {
                continue;
            }
            let columns: Vec<&str> = kind.fields.iter().map(|field| field.name).collect();
            let rows = self.case.table(kind.id, &columns)?;
            let rows: Result<_, String> = rows.iter().map(|row| self.cells(kind, row)).collect();
            registers.insert(kind.id, rows?);
        }
        Ok(registers)
    }

    fn cells(&self, kind: &Kind, row: &Row) -> Result<Vec<Value>, String> {
        let number = |text: &str| text.parse().map_err(|_| format!("{text}: a number?"));
        let of = |field: &Field| {
            let Ok(text) = row.get(field.name) else {
                return Ok(Value::Empty);
            };
            Ok(match field.of {
                Type::Text
                | Type::Account
                | Type::Party
                | Type::Person
                | Type::BankAccount
                | Type::Currency => Value::Text(text.to_owned()),
                Type::Limit if text == "U" => Value::Whole(UNLIMITED.0),
                Type::Amount | Type::Limit => Value::Whole(ore(text)?),
                // Four decimals are two more than money has.
                Type::Decimal => Value::Whole(ore(text)? * 100),
                Type::Count => Value::Whole(number(text)?),
                Type::Date => Value::Short(day(self.date(text)?)),
                Type::Period => Value::Short(self.period_of(text)?),
                Type::Switch => Value::Switch(text == "yes"),
            })
        };
        kind.fields.iter().map(of).collect()
    }
}

impl World {
    /// Import lines and rows of registers go to another time; those that do not say when they are of are left out.
    pub(crate) fn move_imports_and_registers(&mut self, period: Period, to: i32) {
        let says_when = |line: &ImportLine| (line.period, line.day) != (0, 0);
        self.import_lines.retain(says_when);
        for line in &mut self.import_lines {
            if line.period != 0 {
                line.period = period.as_i32();
            }
            if line.day != 0 {
                line.day = to;
            }
        }
        for id in OF_NO_PERIOD {
            self.registers.remove(id);
        }
        for (id, rows) in &mut self.registers {
            let fields = kind(id).unwrap().fields;
            rows.retain(|row| row.iter().any(|cell| matches!(cell, Value::Short(_))));
            for (field, cell) in rows.iter_mut().flat_map(|row| fields.iter().zip(row)) {
                if let Value::Short(when) = cell {
                    *when = if field.of == Type::Period {
                        period.as_i32()
                    } else {
                        to
                    };
                }
            }
        }
    }
}
