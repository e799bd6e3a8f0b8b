//! Objects of known keys: what stands under a key as an identifier, an amount, a date, a text; and what is wrong
//! with it.
//!
//! Not here: which keys there are (`order`, `sidecar`).

use std::borrow::Cow;

use chrono::NaiveDate;
use domain::Ore;

use super::error::{self, Kind};
use super::field::iso_date;
use super::json::{Json, Places, Value, Wrong};
use super::record::Digits;
use crate::complaints::Complaints;

/// A JSON file on its way through.
pub(super) struct Reader<'a, 'c> {
    pub(super) json: Json<'a>,
    pub(super) places: Places<'a>,
    pub(super) complaints: &'c mut Complaints,
    /// Ordinal of the row being read.
    pub(super) record: u64,
    /// An error was found since this was last cleared.
    pub(super) is_wrong: bool,
    /// Place of the first identifier written as a number, and how many there are.
    numeric_ids: Option<(usize, u64)>,
    /// Place of the first unknown key, and how many there are.
    unknown_keys: Option<(usize, u64)>,
}

/// How far an object has been gone through.
pub(super) struct Keys {
    first: bool,
    /// One bit for each known key.
    seen: u32,
    /// The known key behind the one found last: they mostly come in the same order.
    next: usize,
}

impl Keys {
    /// Before the first key.
    pub(super) fn new() -> Self {
        Self {
            first: true,
            seen: 0,
            next: 0,
        }
    }
}

/// A value with the name and the place of its key.
pub(super) struct Field<'a> {
    pub(super) name: &'static str,
    pub(super) at: usize,
    pub(super) value: Value<'a>,
}

impl<'a, 'c> Reader<'a, 'c> {
    pub(super) fn new(text: &'a str, complaints: &'c mut Complaints) -> Self {
        Self {
            json: Json::new(text),
            places: Places::new(text.as_bytes()),
            complaints,
            record: 0,
            is_wrong: false,
            numeric_ids: None,
            unknown_keys: None,
        }
    }

    /// Says something about the byte at an offset.
    pub(super) fn complain(&mut self, kind: &Kind, at: usize, message: impl Into<String>) {
        self.is_wrong |= kind.severity == domain::Severity::Error;
        let place = self.places.position(at, self.record);
        self.complaints.push(kind.at(place, message));
    }

    /// Says that the text is no JSON from here on.
    pub(super) fn syntax(&mut self, wrong: Wrong) {
        let message = format!("expected {}, found something else", wrong.expected);
        self.complain(&error::JSON, wrong.at, message);
    }

    /// The next field of an object whose `{` has been taken; `None` at its end. Unknown keys are gone over and counted; a key that comes twice is an error, and its second value is not used.
    #[inline]
    pub(super) fn field(
        &mut self,
        known: &'static [&'static str],
        keys: &mut Keys,
    ) -> Result<Option<(usize, Field<'a>)>, Wrong> {
        loop {
            if !self.json.another(&mut keys.first, b'}')? {
                return Ok(None);
            }
            self.json.peek();
            let mut at = self.json.at();
            let next = known.get(keys.next);
            let index = if next.is_some_and(|name| self.json.take_name(name)) {
                self.json.take(b':', "a colon")?;
                Some(keys.next)
            } else {
                let key;
                (at, key) = self.json.name()?;
                known.iter().position(|name| *name == key)
            };
            let Some(index) = index else {
                self.json.value()?;
                let (_, count) = self.unknown_keys.get_or_insert((at, 0));
                *count += 1;
                continue;
            };
            let name = known.get(index).copied().unwrap_or_default();
            let bit = 1_u32
                .checked_shl(u32::try_from(index).unwrap_or(u32::MAX))
                .unwrap_or(0);
            keys.next = index + 1;
            if keys.seen & bit != 0 {
                self.json.value()?;
                let message = format!("expected \"{name}\" once, found it again");
                self.complain(&error::FIELD, at, message);
                continue;
            }
            keys.seen |= bit;
            // Arrays and objects are for the one who knows the key.
            let value = match self.json.peek() {
                Some(b'{' | b'[') => Value::Nested,
                _ => self.json.value()?,
            };
            return Ok(Some((index, Field { name, at, value })));
        }
    }

    /// Goes over an array or object that is not wanted, and says so.
    pub(super) fn unwanted(&mut self, field: &Field<'_>, expected: &str) -> Result<(), Wrong> {
        if field.value == Value::Nested {
            self.json.value()?;
        }
        let found = match field.value {
            Value::Nested => "an array or object",
            Value::Null => "nothing",
            Value::Text(ref text) if text.is_empty() => "nothing",
            _ => "something else",
        };
        let message = format!("expected {expected} in \"{}\", found {found}", field.name);
        self.complain(&error::FIELD, field.at, message);
        Ok(())
    }

    /// Exactly `N` digits, as a text or as a number whose leading zeros are lost.
    #[inline]
    pub(super) fn digits<const N: usize>(
        &mut self,
        field: &Field<'_>,
    ) -> Result<Option<Digits<N>>, Wrong> {
        let found = match &field.value {
            Value::Text(text) => Digits::new(text),
            Value::Number(number) => {
                let (_, count) = self.numeric_ids.get_or_insert((field.at, 0));
                *count += 1;
                Digits::padded(number.as_bytes())
            }
            _ if is_missing(field) => return Ok(None),
            _ => None,
        };
        if found.is_none() && !is_missing(field) {
            self.unwanted(field, &format!("{N} digits"))?;
        }
        Ok(found)
    }

    /// A number of up to `N` digits that is written as a number, such as a NAV unit, or as a text.
    #[inline]
    pub(super) fn unit(&mut self, field: &Field<'_>) -> Result<Option<Digits<4>>, Wrong> {
        let found = match &field.value {
            Value::Text(text) => Digits::padded(text.as_bytes()).filter(|_| !text.is_empty()),
            Value::Number(number) => Digits::padded(number.as_bytes()),
            _ => None,
        };
        if found.is_none() && !is_missing(field) {
            self.unwanted(field, "a number of 1 to 4 digits")?;
        }
        Ok(found)
    }

    /// An amount in kroner with at most two decimals, from the digits of the source.
    #[inline]
    pub(super) fn kroner(&mut self, field: &Field<'_>) -> Result<Option<Ore>, Wrong> {
        let found = match &field.value {
            Value::Number(number) => Ore::from_file_decimal(number),
            _ if is_missing(field) => return Ok(None),
            _ => {
                self.unwanted_amount(field, "an amount such as 1234.50, found something else")?;
                return Ok(None);
            }
        };
        match found {
            Ok(ore) => Ok(Some(ore)),
            Err(why) => {
                self.unwanted_amount(field, &why.to_string())?;
                Ok(None)
            }
        }
    }

    fn unwanted_amount(&mut self, field: &Field<'_>, why: &str) -> Result<(), Wrong> {
        if field.value == Value::Nested {
            self.json.value()?;
        }
        let why = why.strip_prefix("expected ").unwrap_or(why);
        let message = format!("\"{}\": expected {why}", field.name);
        self.complain(&error::AMOUNT, field.at, message);
        Ok(())
    }

    /// A whole number that is not negative.
    pub(super) fn count(&mut self, field: &Field<'_>) -> Result<Option<u64>, Wrong> {
        let found = match &field.value {
            Value::Number(number) => number.parse().ok(),
            _ => None,
        };
        if found.is_none() && !is_missing(field) {
            self.unwanted(field, "a whole number")?;
        }
        Ok(found)
    }

    /// An amount in whole øre.
    pub(super) fn ore(&mut self, field: &Field<'_>) -> Result<Option<Ore>, Wrong> {
        let found = match &field.value {
            Value::Number(number) => number
                .parse()
                .ok()
                .filter(|ore: &i64| ore.unsigned_abs() <= domain::money::MAX_ABS_ORE.unsigned_abs())
                .map(Ore),
            _ => None,
        };
        if found.is_none() && !is_missing(field) {
            self.unwanted_amount(field, "an amount in whole øre, found something else")?;
        }
        Ok(found)
    }

    /// `YYYY-MM-DD`; one blank or nothing is a missing date.
    #[inline]
    pub(super) fn date(&mut self, field: &Field<'_>) -> Result<Option<NaiveDate>, Wrong> {
        let found = match &field.value {
            Value::Text(text) if text.trim_ascii().is_empty() => return Ok(None),
            Value::Text(text) => iso_date(text),
            _ if is_missing(field) => return Ok(None),
            _ => None,
        };
        if found.is_none() {
            if field.value == Value::Nested {
                self.json.value()?;
            }
            let message = format!(
                "expected a date YYYY-MM-DD in \"{}\", found something else",
                field.name
            );
            self.complain(&error::DATE, field.at, message);
        }
        Ok(found)
    }

    /// A text; `null` is an empty one.
    #[inline]
    pub(super) fn text<'f>(&mut self, field: &'f Field<'_>) -> Result<Cow<'f, str>, Wrong> {
        match &field.value {
            Value::Text(text) => Ok(Cow::Borrowed(text)),
            Value::Null => Ok(Cow::Borrowed("")),
            _ => {
                self.unwanted(field, "a text")?;
                Ok(Cow::Borrowed(""))
            }
        }
    }

    /// Says that keys which must be there are not, or are empty.
    pub(super) fn missing(&mut self, names: &[(&'static str, bool)], at: usize) {
        if self.is_wrong {
            // What is wrong with the object has been said.
            return;
        }
        for (name, is_there) in names {
            if !is_there {
                let message = format!("expected a value in \"{name}\", found nothing");
                self.complain(&error::EMPTY, at, message);
            }
        }
    }

    /// The remarks on the whole file.
    pub(super) fn remarks(&mut self) {
        if let Some((at, count)) = self.numeric_ids.take() {
            let message = format!(
                "organisations or accounts written as JSON numbers: {count}, this is the first"
            );
            self.complain(&error::NUMERIC_ID, at, message);
        }
        if let Some((at, count)) = self.unknown_keys.take() {
            let message = format!("fields that are not known: {count}, this is the first");
            self.complain(&error::UNKNOWN_FIELD, at, message);
        }
    }
}

fn is_missing(field: &Field<'_>) -> bool {
    match &field.value {
        Value::Null => true,
        Value::Text(text) => text.is_empty(),
        _ => false,
    }
}
