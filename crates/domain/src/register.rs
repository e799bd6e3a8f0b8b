//! Registers: every kind of table that the checks read, declared once with its fields.
//!
//! A declaration says what a register means, which fields it has, which of them a file must have, and under which
//! headings they are known. File readers find columns by it, frames are shaped by it, a playbook's mapping is checked
//! against it. Not here: files, columns of frames, rules.
//!
//! No report definition of Unit4, SAP or the treasury is public, so **the sets of columns are what the checks need**
//! \[INF\], not a copy of a layout, and the headings are the words that the routines use. A file with other headings is
//! read with a mapping. What the sources leave open \[GAP\] has no field.
//!
//! Money is øre, debit positive, as the listing prints it. Counts, days and periods are whole numbers.

#[rustfmt::skip]
mod kinds;

pub use kinds::KINDS;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::Ore;

/// What a field holds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Type {
    /// Any text.
    Text,
    /// An account or other code of a chart.
    Account,
    /// A customer or supplier number.
    Party,
    /// A number or login of a person.
    Person,
    /// A bank account number.
    BankAccount,
    /// ISO 4217, three capital letters.
    Currency,
    /// Øre, debit positive.
    Amount,
    /// Øre, or `U` for no limit ([`UNLIMITED`]).
    Limit,
    /// A day.
    Date,
    /// A period of a fiscal year.
    Period,
    /// A whole number, not negative, below 10^15.
    Count,
    /// A number of at most four decimals, held in ten-thousandths; not money.
    Decimal,
    /// Yes or no.
    Switch,
}

/// An authority without a limit of amount (`U` in the authority sheet \[S003\]).
pub const UNLIMITED: Ore = Ore(i64::MAX);

/// How many ten-thousandths make a [`Type::Decimal`] of one.
pub const DECIMAL_ONE: i64 = 10_000;

/// How a field's values are kept in columns.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Storage {
    /// Text; empty if there is none.
    Text,
    /// `i64`: øre, counts, ten-thousandths.
    Whole,
    /// `i32`: days since 1970-01-01, or periods as `year * 100 + number`.
    Short,
    /// Yes or no.
    Switch,
}

impl Type {
    /// How values are kept.
    pub fn storage(self) -> Storage {
        match self {
            Self::Text
            | Self::Account
            | Self::Party
            | Self::Person
            | Self::BankAccount
            | Self::Currency => Storage::Text,
            Self::Amount | Self::Limit | Self::Count | Self::Decimal => Storage::Whole,
            Self::Date | Self::Period => Storage::Short,
            Self::Switch => Storage::Switch,
        }
    }

    /// What a message calls it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "a text",
            Self::Account => "an account",
            Self::Party => "a customer or supplier number",
            Self::Person => "a person's number or login",
            Self::BankAccount => "a bank account number",
            Self::Currency => "a currency of three capital letters",
            Self::Amount => "an amount",
            Self::Limit => "an amount or U",
            Self::Date => "a date",
            Self::Period => "a period",
            Self::Count => "a whole number",
            Self::Decimal => "a number of at most four decimals",
            Self::Switch => "yes or no",
        }
    }
}

/// Whether a file must have a field.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Need {
    /// The column, and a value in every row.
    Always,
    /// The column, and a value in every row that is not of period 00: an opening balance has no voucher.
    Movements,
    /// The column; its cells may be empty.
    Column,
    /// Neither.
    Optional,
    /// Neither: without a value it is the month of the field named.
    MonthOf(&'static str),
}

impl Need {
    /// Whether a file without the column cannot be read as this kind.
    pub fn is_column(self) -> bool {
        matches!(self, Self::Always | Self::Movements | Self::Column)
    }
}

/// A field of a register.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Field {
    /// Our name: of the mapping, of the frame's column.
    pub name: &'static str,
    /// What it holds.
    pub of: Type,
    /// Whether a file must have it.
    pub need: Need,
    /// Whether it may say something about a private person: never shown in a message.
    pub personal: bool,
    /// Whether a `debit` and a `credit` column together may stand for it.
    pub sides: bool,
    /// What it means.
    pub meaning: &'static str,
    /// The headings that need no mapping besides its own name; the first is the one that is written. Case, blanks, and
    /// `.` `-` `_` do not matter.
    pub headings: &'static [&'static str],
}

/// A kind of register.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Kind {
    /// Permanent id: of the mapping, of the frame.
    pub id: &'static str,
    /// What one row is.
    pub meaning: &'static str,
    /// Where its columns come from.
    pub source: &'static str,
    /// The fields, in the order in which they are written.
    pub fields: &'static [Field],
    /// The fields that tell its rows apart; sorted by them, equal rows are neighbours.
    pub key: &'static [&'static str],
    /// Kinds that yield to this one where the same headings say as much for both.
    pub before: &'static [&'static str],
}

impl Kind {
    /// The place of a field among [`Kind::fields`].
    pub fn position(&self, field: &str) -> Option<usize> {
        self.fields.iter().position(|found| found.name == field)
    }

    /// A field by its name.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The field that a debit and a credit column may stand for.
    pub fn sides(&self) -> Option<usize> {
        self.fields.iter().position(|field| field.sides)
    }

    /// The first amount, whose sum a listing is judged by.
    pub fn main_amount(&self) -> Option<usize> {
        self.fields
            .iter()
            .position(|field| field.of == Type::Amount)
    }

    /// Whether a mapping may name this column: a field, or a side of an amount.
    pub fn may_map(&self, column: &str) -> bool {
        self.field(column).is_some()
            || (SIDES.iter().any(|(side, _)| *side == column) && self.sides().is_some())
    }
}

/// The two columns that may stand for one signed amount, with their headings.
pub const SIDES: [(&str, &[&str]); 2] = [("debit", &["Debet"]), ("credit", &["Kredit"])];

/// A kind by its id.
pub fn kind(id: &str) -> Option<&'static Kind> {
    KINDS.iter().copied().find(|kind| kind.id == id)
}

/// A heading in the form that is compared: lower case, without blanks and `.` `-` `_`.
pub fn normal(heading: &str) -> String {
    heading.trim().chars().flat_map(comparable).collect()
}

fn comparable(letter: char) -> impl Iterator<Item = char> {
    let kept = !matches!(letter, ' ' | '.' | '-' | '_' | '\u{a0}');
    letter.to_lowercase().filter(move |_| kept)
}

/// Every declared heading in its [`normal`] form, with the kinds and columns it is known for.
static KNOWN: LazyLock<BTreeMap<String, Vec<(&'static str, &'static str)>>> = LazyLock::new(|| {
    let mut known: BTreeMap<String, Vec<(&str, &str)>> = BTreeMap::new();
    for kind in KINDS {
        let fields = kind.fields.iter().map(|field| (field.name, field.headings));
        let sides = SIDES.iter().copied().filter(|_| kind.sides().is_some());
        for (name, headings) in fields.chain(sides) {
            for heading in std::iter::once(&name).chain(headings) {
                let columns = known.entry(normal(heading)).or_default();
                if !columns.contains(&(kind.id, name)) {
                    columns.push((kind.id, name));
                }
            }
        }
    }
    known
});

impl Kind {
    /// The column that a heading in its [`normal`] form is known for: a field, `debit` or `credit`.
    pub fn known(&self, normal: &str) -> Option<&'static str> {
        let of_kind = |(id, _): &&(&str, &str)| *id == self.id;
        KNOWN
            .get(normal)?
            .iter()
            .find(of_kind)
            .map(|(_, name)| *name)
    }
}

/// Whether a heading in its [`normal`] form is known to any kind.
pub fn is_known(normal: &str) -> bool {
    KNOWN.contains_key(normal)
}

/// The places of the fields of the kind `ledger`, for loops over rows.
pub mod ledger {
    #![expect(missing_docs, reason = "each is the place of the field of its name")]
    pub const ACCOUNT: usize = 0;
    pub const VOUCHER: usize = 1;
    pub const VOUCHER_TYPE: usize = 2;
    pub const PERIOD: usize = 3;
    pub const DATE: usize = 4;
    pub const AMOUNT: usize = 5;
    pub const CURRENCY: usize = 6;
    pub const BATCH: usize = 7;
    pub const REFERENCE: usize = 8;
    pub const KID: usize = 9;
    pub const PARTY: usize = 10;
    pub const TEXT: usize = 11;
    pub const ENTERED: usize = 12;
    pub const USER: usize = 13;
}

/// The places of the fields of the kind `subledger`, for loops over rows.
pub mod subledger {
    #![expect(missing_docs, reason = "each is the place of the field of its name")]
    pub const ACCOUNT: usize = 0;
    pub const PARTY: usize = 1;
    pub const VOUCHER: usize = 2;
    pub const PERIOD: usize = 3;
    pub const DATE: usize = 4;
    pub const DUE: usize = 5;
    pub const AMOUNT: usize = 6;
    pub const KID: usize = 7;
    pub const TEXT: usize = 8;
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_kind_is_declared_whole() {
        let ids: BTreeSet<_> = KINDS.iter().map(|kind| kind.id).collect();
        assert_eq!(ids.len(), KINDS.len());
        for kind in KINDS {
            let names: BTreeSet<_> = kind.fields.iter().map(|field| field.name).collect();
            assert_eq!(names.len(), kind.fields.len(), "{}", kind.id);
            assert!(
                !kind.key.is_empty() && kind.key.iter().all(|name| names.contains(name)),
                "{}",
                kind.id
            );
            assert!(
                kind.before
                    .iter()
                    .all(|id| ids.contains(id) && *id != kind.id),
                "{}",
                kind.id
            );
            assert!(
                kind.fields.iter().any(|field| field.need.is_column()),
                "{}",
                kind.id
            );
            assert!(kind.fields.len() <= 64, "{}", kind.id);
            assert!(
                !kind.meaning.ends_with('.') && !kind.source.is_empty(),
                "{}",
                kind.id
            );
            let sided: Vec<_> = kind.fields.iter().filter(|field| field.sides).collect();
            assert!(
                sided.len() <= 1 && sided.iter().all(|field| field.of == Type::Amount),
                "{}",
                kind.id
            );
            for field in kind.fields {
                assert!(
                    !field.meaning.is_empty() && !field.meaning.ends_with('.'),
                    "{} {}",
                    kind.id,
                    field.name
                );
                if let Need::MonthOf(other) = field.need {
                    assert_eq!(
                        kind.field(other).map(|f| f.of),
                        Some(Type::Date),
                        "{}",
                        kind.id
                    );
                }
                if matches!(field.of, Type::Person | Type::BankAccount) {
                    assert!(field.personal, "{} {}", kind.id, field.name);
                }
            }
        }
    }

    #[test]
    fn places_are_those_of_the_declaration() {
        let names = |id: &str| -> Vec<&str> {
            kind(id)
                .unwrap()
                .fields
                .iter()
                .map(|field| field.name)
                .collect()
        };
        let in_ledger = [
            (ledger::ACCOUNT, "account"),
            (ledger::VOUCHER, "voucher"),
            (ledger::VOUCHER_TYPE, "voucher_type"),
            (ledger::PERIOD, "period"),
            (ledger::DATE, "date"),
            (ledger::AMOUNT, "amount"),
            (ledger::CURRENCY, "currency"),
            (ledger::BATCH, "batch"),
            (ledger::REFERENCE, "reference"),
            (ledger::KID, "kid"),
            (ledger::PARTY, "party"),
            (ledger::TEXT, "text"),
            (ledger::ENTERED, "entered"),
            (ledger::USER, "user"),
        ];
        let in_subledger = [
            (subledger::ACCOUNT, "account"),
            (subledger::PARTY, "party"),
            (subledger::VOUCHER, "voucher"),
            (subledger::PERIOD, "period"),
            (subledger::DATE, "date"),
            (subledger::DUE, "due"),
            (subledger::AMOUNT, "amount"),
            (subledger::KID, "kid"),
            (subledger::TEXT, "text"),
        ];
        for (id, places) in [("ledger", &in_ledger[..]), ("subledger", &in_subledger)] {
            let names = names(id);
            assert_eq!(names.len(), places.len());
            assert!(
                places.iter().all(|(place, name)| names[*place] == *name),
                "{id}"
            );
        }
    }

    #[test]
    fn a_heading_means_one_field_of_a_kind() {
        for kind in KINDS {
            let mut seen = BTreeSet::new();
            for field in kind.fields {
                let mut own = BTreeSet::from([normal(field.name)]);
                own.extend(field.headings.iter().map(|heading| normal(heading)));
                for heading in own {
                    assert_eq!(
                        kind.known(&heading),
                        Some(field.name),
                        "{} {heading}",
                        kind.id
                    );
                    assert!(seen.insert(heading.clone()), "{} {heading}", kind.id);
                }
            }
        }
        let ledger = kind("ledger").unwrap();
        assert_eq!(ledger.known(&normal(" BILAGS-nr. ")), Some("voucher"));
        assert_eq!(
            (ledger.known("debet"), ledger.known("forfall")),
            (Some("debit"), None)
        );
    }
}
