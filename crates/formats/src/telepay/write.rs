//! Writes Telepay files with every count, total and sequence number as the specification has them.
//!
//! Not here: sorting or numbering of orders and serials. Payments are written in the given order; consecutive ones with the
//! same batch and order are one order.

use std::io::{Error, ErrorKind, Result, Write};

use chrono::{Datelike, NaiveDate};
use domain::Ore;

use super::field::{RECORD, Record};
use super::record::{BatchTotals, File, Kind, Line, Payment, State, TransferType};

/// The file as bytes: four lines of 80 characters and CRLF per record, ISO-8859-1. Errors as [`write_to`].
pub fn write(file: &File) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    write_to(&mut bytes, file)?;
    Ok(bytes)
}

/// Writes the file to a stream. Besides errors of the stream: [`ErrorKind::InvalidInput`] if the file has no batch, a
/// payment names a batch that is not there or goes back to an earlier one, a field does not fit its width, a text has
/// characters outside ISO-8859-1, the payments of an order differ in what an order has once, or a state or sign cannot
/// be said where it stands.
pub fn write_to(out: &mut impl Write, file: &File) -> Result<()> {
    if file.totals.batches.is_empty() {
        return Err(unfit("a Telepay file has at least one batch"));
    }
    let mut rest = file.payments.as_slice();
    for (number, batch) in (0_u64..).zip(&file.totals.batches) {
        let length = rest.iter().take_while(|p| p.batch == number).count();
        let (payments, others) = rest.split_at_checked(length).unwrap_or((rest, &[]));
        rest = others;
        write_batch(out, batch, payments)?;
    }
    if rest.is_empty() {
        Ok(())
    } else {
        Err(unfit("payments stand in the order of their batches"))
    }
}

/// A record to be filled.
struct Draft(Record);

impl Draft {
    fn new(record_type: &str) -> Result<Self> {
        let mut draft = Self([b' '; RECORD]);
        draft.text(1, 3, "AH2")?;
        draft.text(39, 40, "04")?;
        draft.text(41, 46, "BETFOR")?;
        draft.text(47, 48, record_type)?;
        Ok(draft)
    }

    fn text(&mut self, from: usize, to: usize, text: &str) -> Result<()> {
        let field = self.0.get_mut(from.saturating_sub(1)..to);
        let mut field = field.unwrap_or_default().iter_mut();
        for character in text.chars() {
            let byte = u8::try_from(character)
                .ok()
                .filter(|_| !character.is_control());
            let byte = byte
                .ok_or_else(|| unfit("a text holds a character that ISO-8859-1 does not have"))?;
            *field
                .next()
                .ok_or_else(|| unfit("a text is longer than its field"))? = byte;
        }
        Ok(())
    }

    fn number(&mut self, from: usize, to: usize, number: impl ToString + Copy) -> Result<()> {
        let (digits, width) = (number.to_string(), to + 1 - from);
        // A negative number has a sign, which is not a digit.
        if digits.len() > width || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(unfit("a number does not fit its field"));
        }
        self.text(from, to, &format!("{digits:0>width$}"))
    }

    fn date(&mut self, from: usize, date: Option<NaiveDate>) -> Result<()> {
        let text = date.map_or_else(
            || "000000".to_owned(),
            |date| {
                let year = date.year().rem_euclid(100);
                format!("{year:02}{:02}{:02}", date.month(), date.day())
            },
        );
        self.text(from, from + 5, &text)
    }
}

/// What runs through the records of a batch.
struct Run<'a> {
    batch: &'a BatchTotals,
    procedure: String,
    sequence: u32,
    control: u16,
    records: u64,
    orders: u64,
    total: i128,
}

impl Run<'_> {
    /// Finishes the header of a record and writes it, once for each code.
    fn put(&mut self, out: &mut impl Write, mut draft: Draft, codes: &[u8]) -> Result<()> {
        let date = &self.batch.ah_first.0;
        draft.text(6, 9, &self.procedure)?;
        draft.text(10, 13, if date.is_empty() { "0101" } else { date })?;
        draft.number(14, 19, self.sequence)?;
        draft.number(71, 74, self.control)?;
        let enterprise = &self.batch.enterprise;
        draft.number(49, 59, enterprise)?;
        self.sequence = if self.sequence >= 999_999 {
            1
        } else {
            self.sequence + 1
        };
        self.control = (self.control + 1) % 10_000;
        self.records += 1;
        let normal = match self.batch.kind {
            Kind::Sent | Kind::Avvist => [0],
            Kind::Mottaksretur => [1],
            Kind::Avregningsretur => [2],
        };
        let codes = if codes.is_empty() { &normal } else { codes };
        for code in codes {
            draft.number(4, 5, code)?;
            for line in draft.0.chunks(80) {
                out.write_all(line)?;
                out.write_all(b"\r\n")?;
            }
        }
        Ok(())
    }
}

fn write_batch(out: &mut impl Write, batch: &BatchTotals, payments: &[Payment]) -> Result<()> {
    let mut run = Run {
        batch,
        procedure: procedure(batch, payments)?,
        sequence: batch.ah_first.1.max(1),
        control: batch.control_first,
        records: 0,
        orders: 0,
        total: 0,
    };
    let mut draft = Draft::new("00")?;
    draft.text(60, 70, &batch.division)?;
    draft.text(81, 84, &batch.production_date)?;
    draft.text(95, 104, "VERSJON002")?;
    draft.text(297, 311, &batch.own_reference)?;
    run.put(out, draft, &batch.return_codes)?;
    for order in payments.chunk_by(|a, b| a.order == b.order) {
        write_order(out, &mut run, order)?;
    }
    let mut draft = Draft::new("99")?;
    draft.text(81, 84, &batch.production_date)?;
    draft.number(85, 88, run.orders)?;
    draft.number(89, 103, run.total)?;
    draft.number(104, 108, run.records + 1)?;
    draft.text(297, 312, &batch.software_version)?;
    draft.text(313, 320, &batch.bank_version)?;
    run.put(out, draft, &batch.end_return_codes)
}

/// The procedure id of a batch, if it can be that of its kind.
fn procedure(batch: &BatchTotals, payments: &[Payment]) -> Result<String> {
    let has_fault = !batch.return_codes.is_empty()
        || !batch.end_return_codes.is_empty()
        || payments.iter().any(|p| !p.return_codes.is_empty());
    if has_fault != (batch.kind == Kind::Avvist) && has_fault {
        return Err(unfit("only a refused batch has return codes"));
    }
    let is_abroad = payments
        .first()
        .is_some_and(|p| p.transfer_type == TransferType::Abroad);
    let is_return = batch.kind != Kind::Sent;
    let default = match (is_return, is_abroad) {
        (false, false) => "TBII",
        (false, true) => "TBIU",
        (true, false) => "TBRI",
        (true, true) => "TBRU",
    };
    let written = match batch.procedure.as_str() {
        "" => default,
        procedure => procedure,
    };
    let fits = match batch.kind {
        Kind::Sent => written.starts_with("TBI"),
        Kind::Avvist => has_fault || written.starts_with("TBR"),
        Kind::Mottaksretur | Kind::Avregningsretur => true,
    };
    if fits {
        Ok(written.to_owned())
    } else {
        Err(unfit("the procedure id contradicts the kind of the batch"))
    }
}

fn write_order(out: &mut impl Write, run: &mut Run<'_>, payments: &[Payment]) -> Result<()> {
    let Some(first) = payments.first() else {
        return Err(unfit("an order has at least one payment"));
    };
    check_order(run.batch, first, payments)?;
    run.orders += 1;
    let mut kept = 0_i128;
    for payment in payments {
        let amount = i128::from(payment.amount.0);
        run.total += amount;
        if !matches!(payment.state, State::Cancelled(_)) {
            kept += amount;
        }
    }
    let whole = first.line == Line::Order;
    let cancels = payments.iter().all(|p| p.is_cancellation);
    let codes = common_codes(run.batch, first, payments)?;
    if first.line == Line::Abroad {
        run.put(out, order_abroad(first, cancels)?, codes)?;
        run.put(out, party(first, "02")?, &[])?;
        let mut draft = party(first, "03")?;
        draft.text(81, 115, &first.payee_account)?;
        draft.text(116, 150, &first.payee_name)?;
        run.put(out, draft, &[])?;
    } else {
        let draft = domestic_order(run.batch, first, cancels, kept)?;
        run.put(out, draft, codes)?;
    }
    if whole {
        return Ok(());
    }
    for payment in payments {
        let draft = match payment.line {
            Line::Mass => mass(payment, cancels)?,
            Line::Abroad => invoice_abroad(payment, cancels)?,
            Line::Invoice | Line::Order => invoice(payment, cancels)?,
        };
        let own = own_codes(run.batch, payment)?;
        run.put(out, draft, own.get(codes.len()..).unwrap_or_default())?;
    }
    Ok(())
}

/// The faults of a payment that are not those of the start of batch.
fn own_codes<'a>(batch: &BatchTotals, payment: &'a Payment) -> Result<&'a [u8]> {
    payment
        .return_codes
        .strip_prefix(batch.return_codes.as_slice())
        .ok_or_else(|| unfit("faults of the start of batch hit every payment of it"))
}

/// The faults that all payments of an order begin with: those of the order.
fn common_codes<'a>(
    batch: &BatchTotals,
    first: &'a Payment,
    payments: &[Payment],
) -> Result<&'a [u8]> {
    let mut common = own_codes(batch, first)?;
    for payment in payments {
        let own = own_codes(batch, payment)?;
        let length = common.iter().zip(own).take_while(|(a, b)| a == b).count();
        common = common.get(..length).unwrap_or_default();
    }
    Ok(common)
}

/// What an order has once, and what its kind allows.
fn check_order(batch: &BatchTotals, first: &Payment, payments: &[Payment]) -> Result<()> {
    for payment in payments {
        let is_same = payment.line == first.line
            && payment.debit_account == first.debit_account
            && payment.payment_date == first.payment_date
            && payment.order_reference == first.order_reference
            && payment.currency == first.currency
            && payment.text_code == first.text_code
            && payment.transfer_type == first.transfer_type
            && payment.value_date == first.value_date
            && payment.abroad == first.abroad
            && (payment.line == Line::Mass
                || (payment.payee_account == first.payee_account
                    && payment.payee_name == first.payee_name));
        if !is_same {
            return Err(unfit("the payments of an order differ in what it has once"));
        }
        let can_be = match payment.state {
            State::Sent => batch.kind == Kind::Sent,
            State::Accepted => batch.kind == Kind::Mottaksretur,
            State::Settled | State::Cancelled(_) => batch.kind == Kind::Avregningsretur,
            State::Rejected => batch.kind == Kind::Avvist && !payment.return_codes.is_empty(),
            State::Innocent => batch.kind == Kind::Avvist && payment.return_codes.is_empty(),
        };
        let is_paired = matches!(
            (payment.line, payment.transfer_type),
            (Line::Order, TransferType::OwnAccount)
                | (Line::Invoice, TransferType::Invoice)
                | (Line::Mass, TransferType::Salary | TransferType::Mass)
                | (Line::Abroad, TransferType::Abroad)
        ) || (payment.line == Line::Order
            && payment.transfer_type != TransferType::Abroad);
        if !can_be || !is_paired {
            return Err(unfit(
                "state, line and transfer type of a payment contradict",
            ));
        }
    }
    let excused = first.is_cancellation
        || !first.return_codes.is_empty()
        || (batch.kind == Kind::Avregningsretur
            && (first.amount.0 > 0 || matches!(first.state, State::Cancelled(_))));
    let own = first.transfer_type == TransferType::OwnAccount && first.amount.0 > 0;
    if first.line == Line::Order && (payments.len() > 1 || !(own || excused)) {
        return Err(unfit(
            "an order without lines is to own account, settled or cancelled",
        ));
    }
    Ok(())
}

fn start_order(record_type: &str, payment: &Payment) -> Result<Draft> {
    let mut draft = Draft::new(record_type)?;
    draft.number(60, 70, &payment.debit_account)?;
    draft.text(75, 80, &payment.bank_reference)?;
    draft.date(81, payment.payment_date)?;
    draft.text(87, 116, &payment.order_reference)?;
    Ok(draft)
}

fn domestic_order(
    batch: &BatchTotals,
    payment: &Payment,
    cancels: bool,
    kept: i128,
) -> Result<Draft> {
    let mut draft = start_order("21", payment)?;
    let whole = payment.line == Line::Order;
    let own = payment.transfer_type == TransferType::OwnAccount;
    if payment.line == Line::Mass {
        draft.number(118, 128, 0)?;
    } else {
        account(&mut draft, 118, &payment.payee_account)?;
        draft.text(129, 158, &payment.payee_name)?;
    }
    draft.number(219, 222, 0)?;
    draft.number(249, 263, if whole && own { payment.amount.0 } else { 0 })?;
    if payment.text_code > 0 {
        draft.number(264, 266, payment.text_code)?;
    }
    draft.text(
        267,
        267,
        match payment.transfer_type {
            TransferType::Salary => "L",
            TransferType::Mass => "M",
            TransferType::OwnAccount => "E",
            TransferType::Invoice | TransferType::Abroad => "F",
        },
    )?;
    draft.text(268, 268, if cancels { "S" } else { "" })?;
    let settled = batch.kind == Kind::Avregningsretur;
    let total = match (whole, own, settled) {
        (true, false, _) => i128::from(payment.amount.0),
        (_, _, true) => kept,
        _ => 0,
    };
    draft.number(269, 283, total)?;
    draft.date(289, payment.value_date)?;
    draft.date(295, None)?;
    if whole {
        cause(&mut draft, 301, payment)?;
    }
    draft.number(311, 320, 0)?;
    Ok(draft)
}

fn order_abroad(payment: &Payment, cancels: bool) -> Result<Draft> {
    let mut draft = start_order("01", payment)?;
    draft.text(120, 122, &payment.currency)?;
    let figures = payment.abroad.unwrap_or_default();
    match figures.rate {
        Some(rate) if rate.decimals == 5 => draft.number(191, 199, rate.units)?,
        Some(rate) if rate.decimals == 4 => draft.number(191, 198, rate.units)?,
        Some(_) => return Err(unfit("a rate has four or five decimals")),
        None => draft.number(191, 202, 0)?,
    }
    let units = |amount: Option<Ore>| amount.map_or(0, |amount| amount.0);
    draft.number(215, 230, units(figures.debited))?;
    draft.number(231, 246, units(figures.transferred))?;
    draft.text(264, 264, if cancels { "S" } else { "" })?;
    draft.date(266, payment.value_date)?;
    draft.number(272, 280, units(figures.fee))?;
    Ok(draft)
}

/// A record that repeats account and reference of its order.
fn party(payment: &Payment, record_type: &str) -> Result<Draft> {
    let mut draft = Draft::new(record_type)?;
    draft.number(60, 70, &payment.debit_account)?;
    draft.text(75, 80, &payment.bank_reference)?;
    Ok(draft)
}

fn mass(payment: &Payment, cancels: bool) -> Result<Draft> {
    let mut draft = party(payment, "22")?;
    account(&mut draft, 81, &payment.payee_account)?;
    draft.text(92, 121, &payment.payee_name)?;
    draft.number(122, 136, payment.amount.0)?;
    let cancelled = payment.is_cancellation && !cancels;
    draft.text(137, 137, if cancelled { "S" } else { "" })?;
    draft.text(138, 172, &payment.own_reference)?;
    draft.text(283, 292, &payment.own_reference_2)?;
    draft.number(293, 296, payment.serial)?;
    cause(&mut draft, 297, payment)?;
    Ok(draft)
}

fn invoice(payment: &Payment, cancels: bool) -> Result<Draft> {
    let mut draft = party(payment, "23")?;
    draft.text(81, 200, &payment.text)?;
    draft.text(201, 227, &payment.kid)?;
    draft.text(228, 257, &payment.own_reference)?;
    draft.number(258, 272, payment.amount.unsigned())?;
    draft.text(273, 273, letter(payment, cancels)?)?;
    draft.text(274, 293, &payment.invoice_number)?;
    draft.number(294, 296, payment.serial)?;
    cause(&mut draft, 297, payment)?;
    draft.text(298, 312, &payment.customer_number)?;
    if let Some(date) = payment.invoice_date {
        draft.number(313, 316, date.year())?;
        draft.number(317, 318, date.month())?;
        draft.number(319, 320, date.day())?;
    }
    Ok(draft)
}

fn invoice_abroad(payment: &Payment, cancels: bool) -> Result<Draft> {
    let mut draft = party(payment, "04")?;
    if !payment.kid.is_empty() && !payment.text.is_empty() {
        return Err(unfit("an invoice abroad has a KID or a reference"));
    }
    draft.text(81, 115, &payment.text)?;
    if !payment.kid.is_empty() {
        draft.text(81, 115, &payment.kid)?;
        draft.text(293, 293, "K")?;
    }
    draft.text(116, 150, &payment.own_reference)?;
    draft.number(151, 165, payment.amount.unsigned())?;
    draft.text(166, 166, letter(payment, cancels)?)?;
    cause(&mut draft, 234, payment)?;
    draft.number(294, 296, payment.serial)?;
    Ok(draft)
}

/// `D`, `K`, or `S` for a line that is cancelled by itself.
fn letter(payment: &Payment, cancels: bool) -> Result<&'static str> {
    match (payment.amount.0 < 0, payment.is_cancellation && !cancels) {
        (false, false) => Ok("D"),
        (true, false) => Ok("K"),
        (false, true) => Ok("S"),
        (true, true) => Err(unfit("a credit note is only cancelled with its order")),
    }
}

fn cause(draft: &mut Draft, position: usize, payment: &Payment) -> Result<()> {
    match payment.state {
        State::Cancelled(cause) => draft.text(position, position, &cause.letter().to_string()),
        _ => Ok(()),
    }
}

/// A payee's account, or the pseudo-account that says that there is none.
fn account(draft: &mut Draft, from: usize, account: &str) -> Result<()> {
    if account.is_empty() {
        draft.text(from, from + 10, "00000000019")
    } else {
        draft.text(from, from + 10, account)
    }
}

fn unfit(why: &'static str) -> Error {
    Error::new(ErrorKind::InvalidInput, why)
}
