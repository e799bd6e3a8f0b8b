//! Texts by key: what the engine says in an artifact is a key with arguments; `report` renders it in the
//! portfolio's language. Not here: any sentence.

use chrono::NaiveDate;

use crate::{Ore, Period};

/// A sentence to be rendered: the key of a message in the Fluent files, and its arguments by name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Text {
    /// Key of the message, such as `bank-sweep-missing`.
    pub key: &'static str,
    /// Arguments by name, in the order given.
    pub args: Vec<(&'static str, Arg)>,
}

/// An argument of a text, rendered in the language's form.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Arg {
    /// Money in øre.
    Amount(Ore),
    /// A civil date.
    Date(NaiveDate),
    /// A period.
    Period(Period),
    /// A whole number.
    Count(u64),
    /// A word that is the same in every language: an account, a voucher number, a file name.
    Word(String),
    /// Another text.
    Text(Box<Text>),
}

impl Text {
    /// A text without arguments.
    pub fn key(key: &'static str) -> Self {
        Self {
            key,
            args: Vec::new(),
        }
    }

    /// With one more argument.
    #[must_use]
    pub fn with(mut self, name: &'static str, arg: impl Into<Arg>) -> Self {
        self.args.push((name, arg.into()));
        self
    }
}

impl From<Ore> for Arg {
    fn from(value: Ore) -> Self {
        Self::Amount(value)
    }
}
impl From<NaiveDate> for Arg {
    fn from(value: NaiveDate) -> Self {
        Self::Date(value)
    }
}
impl From<Period> for Arg {
    fn from(value: Period) -> Self {
        Self::Period(value)
    }
}
impl From<u64> for Arg {
    fn from(value: u64) -> Self {
        Self::Count(value)
    }
}
impl From<&str> for Arg {
    fn from(value: &str) -> Self {
        Self::Word(value.to_owned())
    }
}
impl From<String> for Arg {
    fn from(value: String) -> Self {
        Self::Word(value)
    }
}
impl From<Text> for Arg {
    fn from(value: Text) -> Self {
        Self::Text(Box::new(value))
    }
}
