//! One field into its place in the line, whatever the form it was written in.
//!
//! Not here: where the field stood. What must be right to use the line is an error here; what is only passed on is
//! kept as it is, with a warning.

use super::error::{self, Kind as Code};
use super::layout::{Column, Field, Kind};
use super::record::{DcFlag, Line, TransType};
use super::value::{self, NotAnAmount};

/// How values are written down.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Lexis {
    /// Øre, `YYYYMMDD`.
    Fixed,
    /// Kroner, `YYYY-MM-DD`.
    Xml,
}

/// A line that is being read.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    pub(super) line: Line,
    /// Its type, if one of the four.
    pub(super) trans_type: Option<TransType>,
    /// A field that the line needs could not be read: it is not handed on.
    pub(super) unsound: bool,
    /// Its amount could not be read: sums prove nothing.
    pub(super) no_amount: bool,
    /// Something stands in the fields of type, voucher date …: what is filled but wrong is not also missing.
    pub(super) filled: u128,
}

/// What is wrong with a field: code and sentence.
pub(super) type Wrong = (&'static Code, String);

/// The bit of a field in a set of fields.
#[inline]
pub(super) fn bit(field: Field) -> u128 {
    1_u128 << u32::from(field.ordinal())
}

impl Draft {
    /// Takes a text; the caller has trimmed and decoded it.
    #[inline]
    pub(super) fn text(&mut self, field: Field, text: String) -> Result<(), Wrong> {
        self.filled |= bit(field);
        if field == Field::TransType {
            return self.trans_type(&text);
        }
        match slot(&mut self.line, field) {
            Some(slot) => *slot = text,
            None => self.line.others.push((field, text)),
        }
        Ok(())
    }

    #[inline]
    fn trans_type(&mut self, text: &str) -> Result<(), Wrong> {
        self.trans_type = TransType::from_letters(text);
        if let Some(known) = self.trans_type {
            self.line.trans_type = known;
            return Ok(());
        }
        self.unsound = true;
        let found = shortened(text);
        let message = format!("expected GL, AP, AR or TX as type of the line, found {found}");
        Err((&error::TRANS_TYPE, message))
    }

    /// Takes a value that is not a text, without its outer blanks; empty is blank.
    #[inline]
    pub(super) fn value(
        &mut self,
        column: &'static Column,
        text: &[u8],
        lexis: Lexis,
    ) -> Result<(), Wrong> {
        self.filled |= bit(column.field);
        match column.kind {
            Kind::Amount => self.amount(column, text, lexis),
            Kind::Date => self.date(column, text, lexis),
            Kind::Period => self.period(text),
            Kind::Count | Kind::Whole => self.whole(column, text),
            Kind::Value | Kind::Text => {
                self.line.others.push((column.field, shown(text)));
                if value::is_value(text) {
                    return Ok(());
                }
                Err((
                    &error::FIELD,
                    format!("expected a number as {}, found something else", column.name),
                ))
            }
        }
    }

    #[inline]
    fn amount(&mut self, column: &Column, text: &[u8], lexis: Lexis) -> Result<(), Wrong> {
        let read = match lexis {
            Lexis::Fixed => value::ore(text),
            Lexis::Xml => value::kroner(std::str::from_utf8(text).unwrap_or_default()),
        };
        match (read, column.field) {
            (Ok(amount), Field::Amount) => self.line.amount = amount,
            (Ok(amount), Field::CurAmount) => self.line.currency_amount = amount,
            (Ok(amount), field) => {
                if amount.0 != 0 {
                    self.line.others.push((field, amount.to_string()));
                }
            }
            (Err(why), field) => {
                self.unsound = true;
                self.no_amount |= field == Field::Amount;
                return Err((&error::AMOUNT, not_an_amount(why, column, lexis)));
            }
        }
        Ok(())
    }

    #[inline]
    fn date(&mut self, column: &Column, text: &[u8], lexis: Lexis) -> Result<(), Wrong> {
        let (date, form) = match lexis {
            Lexis::Fixed => (value::date(text), "YYYYMMDD"),
            Lexis::Xml => (value::iso_date(text), "YYYY-MM-DD"),
        };
        let slot = match column.field {
            Field::VoucherDate => &mut self.line.voucher_date,
            Field::TransDate => &mut self.line.trans_date,
            Field::DueDate => &mut self.line.due_date,
            field => {
                let kept = date.map_or_else(|| shown(text), |date| date.to_string());
                self.line.others.push((field, kept));
                if date.is_some() {
                    return Ok(());
                }
                return Err((&error::FIELD, not_a_date(column, text, form)));
            }
        };
        *slot = date;
        if date.is_some() {
            return Ok(());
        }
        self.unsound = true;
        Err((&error::DATE, not_a_date(column, text, form)))
    }

    #[inline]
    fn period(&mut self, text: &[u8]) -> Result<(), Wrong> {
        // Zero is blank in a number field.
        if value::digits(text) == Some(0) {
            return Ok(());
        }
        self.line.period = value::period(text);
        if self.line.period.is_some() {
            return Ok(());
        }
        self.unsound = true;
        let found = if_digits(text);
        Err((
            &error::PERIOD,
            format!("expected a period YYYYPP with PP from 00 to 14, found {found}"),
        ))
    }

    #[inline]
    fn whole(&mut self, column: &Column, text: &[u8]) -> Result<(), Wrong> {
        let number = match column.kind {
            Kind::Count => value::digits(text).and_then(|n| i64::try_from(n).ok()),
            _ => value::whole(text),
        };
        let needed = matches!(column.field, Field::VoucherNo | Field::DcFlag);
        // A record's field is as wide as it is; an element may hold more digits than the ledger has.
        let fits = column.width == 0 || text.len() <= column.width.max(15);
        let Some(number) = number.filter(|_| fits) else {
            if needed {
                self.unsound = true;
                let name = column.name;
                let message = format!("expected a whole number as {name}, found something else");
                return Err((&error::NUMBER, message));
            }
            let name = column.name;
            self.line.others.push((column.field, shown(text)));
            let message = format!("expected a whole number as {name}, found something else");
            return Err((&error::FIELD, message));
        };
        if column.field == Field::DcFlag {
            return self.dc_flag(number);
        }
        if number == 0 {
            return Ok(());
        }
        // Nearly always without leading zeros: then the text is the number.
        let canonical = if text.first().is_some_and(|b| matches!(b, b'1'..=b'9')) {
            shown(text)
        } else {
            number.to_string()
        };
        match column.field {
            Field::VoucherNo => self.line.voucher = canonical,
            Field::OrderId => self.line.order_id = canonical,
            Field::ArrivalId => self.line.arrival_id = canonical,
            field => self.line.others.push((field, canonical)),
        }
        Ok(())
    }

    fn dc_flag(&mut self, number: i64) -> Result<(), Wrong> {
        self.line.dc_flag = match number {
            1 => Some(DcFlag::Debit),
            -1 => Some(DcFlag::Credit),
            0 => None,
            _ => {
                self.unsound = true;
                let message = format!("expected 1 or -1 as debit/credit flag, found {number}");
                return Err((&error::NUMBER, message));
            }
        };
        Ok(())
    }
}

#[cold]
fn not_an_amount(why: NotAnAmount, column: &Column, lexis: Lexis) -> String {
    let name = column.name;
    match (why, lexis) {
        (NotAnAmount::TooLarge, _) => {
            format!("expected at most 10 000 000 000 000.00 as {name}, found more")
        }
        (NotAnAmount::Decimals, _) => {
            format!("expected two decimals as {name}, found more; amounts are never rounded")
        }
        (NotAnAmount::Characters, Lexis::Fixed) => {
            format!("expected øre as {name}, digits with a leading sign, found something else")
        }
        (NotAnAmount::Characters, Lexis::Xml) => {
            format!("expected kroner such as 1234.50 as {name}, found something else")
        }
    }
}

#[cold]
fn not_a_date(column: &Column, text: &[u8], form: &str) -> String {
    let (name, found) = (column.name, if_digits(text));
    format!("expected a date {form} from 1900 on as {name}, found {found}")
}

/// A code as it may stand in a message: an element of the XML may hold anything, a name too.
pub(super) fn shortened(text: &str) -> String {
    if text.len() <= 3 {
        format!("\"{text}\"")
    } else {
        "something longer".to_owned()
    }
}

/// A value as it may stand in a message: a name that has slipped into a number field does not.
fn if_digits(text: &[u8]) -> String {
    let fits = text.len() <= 10 && text.iter().all(|b| b.is_ascii_digit() || *b == b'-');
    if fits {
        shown(text)
    } else {
        "something else".to_owned()
    }
}

fn shown(text: &[u8]) -> String {
    match std::str::from_utf8(text) {
        Ok(text) => text.to_owned(),
        Err(_) => value::decoded(text).into_owned(),
    }
}

/// The place of a text that has one of its own.
#[inline]
fn slot(line: &mut Line, field: Field) -> Option<&mut String> {
    let [d1, d2, d3, d4, d5, d6, d7] = &mut line.dims;
    Some(match field {
        Field::Batch => &mut line.batch,
        Field::Interface => &mut line.interface,
        Field::VoucherType => &mut line.voucher_type,
        Field::Client => &mut line.client,
        Field::Account => &mut line.account,
        Field::Dim1 => d1,
        Field::Dim2 => d2,
        Field::Dim3 => d3,
        Field::Dim4 => d4,
        Field::Dim5 => d5,
        Field::Dim6 => d6,
        Field::Dim7 => d7,
        Field::TaxCode => &mut line.tax_code,
        Field::Currency => &mut line.currency,
        Field::Description => &mut line.description,
        Field::InvoiceNumber => &mut line.invoice_number,
        Field::ExternalReference => &mut line.external_reference,
        Field::Kid => &mut line.kid,
        Field::PartyKind => &mut line.party_kind,
        Field::Party => &mut line.party,
        Field::Status => &mut line.status,
        Field::BankAccount => &mut line.bank_account,
        Field::CurrencyLicence => &mut line.currency_licence,
        _ => return None,
    })
}

/// A text or number of the line as it stands in the record; empty if blank or kept in another type.
pub(super) fn text_of(line: &Line, field: Field) -> &str {
    let [d1, d2, d3, d4, d5, d6, d7] = &line.dims;
    match field {
        Field::Batch => &line.batch,
        Field::Interface => &line.interface,
        Field::VoucherType => &line.voucher_type,
        Field::TransType => line.trans_type.as_str(),
        Field::Client => &line.client,
        Field::Account => &line.account,
        Field::Dim1 => d1,
        Field::Dim2 => d2,
        Field::Dim3 => d3,
        Field::Dim4 => d4,
        Field::Dim5 => d5,
        Field::Dim6 => d6,
        Field::Dim7 => d7,
        Field::TaxCode => &line.tax_code,
        Field::Currency => &line.currency,
        Field::DcFlag => line.dc_flag.map_or("", |flag| match flag {
            DcFlag::Debit => "1",
            DcFlag::Credit => "-1",
        }),
        Field::Description => &line.description,
        Field::VoucherNo => &line.voucher,
        Field::InvoiceNumber => &line.invoice_number,
        Field::ExternalReference => &line.external_reference,
        Field::OrderId => &line.order_id,
        Field::Kid => &line.kid,
        Field::Status => &line.status,
        Field::PartyKind => &line.party_kind,
        Field::Party => &line.party,
        Field::BankAccount => &line.bank_account,
        Field::CurrencyLicence => &line.currency_licence,
        Field::ArrivalId => &line.arrival_id,
        _ => {
            let other = line.others.iter().find(|(one, _)| *one == field);
            other.map_or("", |(_, text)| text)
        }
    }
}
