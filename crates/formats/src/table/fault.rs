//! What can be wrong with headings and cells, whatever file they came from; each front end has its own codes for it.

use domain::money::AmountError;
use domain::register::{Field, Type};

use super::value::NotAnAmount;

/// What is wrong.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Fault {
    /// No kind fits the headings.
    NoMapping,
    /// Two headings for one field, two mappings, or two kinds.
    Ambiguous,
    /// A mapping names an unknown kind or field.
    BadMapping,
    /// A needed value is missing.
    Empty,
    /// Not an amount.
    Amount(NotAnAmount),
    /// Both debit and credit.
    BothSides,
    /// Not of the field's type.
    NotOf(Type),
    /// A number that is not exact in the file, where a text or an amount belongs.
    Inexact,
}

/// What is wrong with the headings: which fault, and the sentence.
pub(crate) type Wrong = (Fault, String);

impl Fault {
    /// The sentence for a cell of a field.
    pub(crate) fn sentence(self, field: &Field, mark: char) -> String {
        match self {
            Self::Empty => format!("expected a value for {}, found nothing", field.name),
            Self::Amount(NotAnAmount::Ambiguous) => {
                "expected an amount with decimals before the first one without, found one that can be read in two ways"
                    .to_owned()
            }
            Self::Amount(NotAnAmount::OtherMark) => {
                format!("expected the decimal mark {mark} as in the rows before, found the other")
            }
            Self::Amount(NotAnAmount::Other(AmountError::Empty)) => {
                "expected an amount, found nothing".to_owned()
            }
            Self::Amount(NotAnAmount::Other(why)) => why.to_string(),
            Self::BothSides => "expected either debit or credit, found both".to_owned(),
            Self::NotOf(of) => format!("expected {}, found something else", of.as_str()),
            Self::Inexact => format!(
                "expected {} held exactly, found a binary number that is not",
                field.of.as_str()
            ),
            Self::NoMapping | Self::Ambiguous | Self::BadMapping => {
                "expected headings that fit a kind of register".to_owned()
            }
        }
    }
}
