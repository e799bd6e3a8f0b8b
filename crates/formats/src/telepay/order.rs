//! Payment orders and their lines: the fields of BETFOR01 to 04 and 21 to 23.
//!
//! Not here: the order of records and batches (`parse`), sums of a batch (`batch`).

use chrono::NaiveDate;
use domain::Ore;
use domain::identifier::{is_bank_account_number, is_kid};
use domain::money::MAX_ABS_ORE;

use super::batch::Header;
use super::codes::Cause;
use super::error;
use super::field::{Record, at, is_blank, is_empty, kroner, long_date, number, one, text};
use super::parse::{Reader, add_code};
use super::physical::Place;
use super::record::{AbroadFigures, Line, Payment, Rate, State, TransferType};

/// The pseudo-account that says that the payee has none (money order).
const NO_ACCOUNT: &[u8] = b"00000000019";

/// A payment that is held until the next record, because that may be the same one with another return code.
pub(super) struct Pending {
    pub(super) payment: Payment,
    /// The return code of its own record.
    pub(super) code: u8,
    /// Its cause, or that of its order.
    pub(super) cause: Option<Cause>,
    /// Whether every field that matters was readable.
    pub(super) is_sound: bool,
}

/// A payment order that has begun.
pub(super) struct Order {
    /// What its payments have in common.
    pub(super) template: Payment,
    /// Something in it could not be read: its sum proves nothing.
    pub(super) damaged: bool,
    place: Place,
    code: u8,
    cause: Option<Cause>,
    /// The last record type of an order abroad, to hold 01, 02, 03, 04 in order.
    stage: u8,
    own_amount: i64,
    total: i64,
    lines: u64,
    sum: i128,
    sum_kept: i128,
}

impl Order {
    pub(super) fn payment(&mut self, payment: &Payment) {
        let amount = i128::from(payment.amount.0);
        self.sum += amount;
        if !matches!(payment.state, State::Cancelled(_)) {
            self.sum_kept += amount;
        }
    }

    fn is_abroad(&self) -> bool {
        self.template.transfer_type == TransferType::Abroad
    }
}

impl Reader<'_> {
    /// BETFOR21.
    pub(super) fn domestic_order(&mut self, record: &Record, header: &Header) {
        let transfer_type = match one(record, 267) {
            b'F' => TransferType::Invoice,
            b'L' => TransferType::Salary,
            b'M' => TransferType::Mass,
            b'E' => TransferType::OwnAccount,
            _ => {
                let message = "expected transfer type F, L, M or E";
                self.complain_showing(&error::FIELD, 267, message, at(record, 267, 267));
                TransferType::Invoice
            }
        };
        let text_code = self.count_or_blank(record, 264, 266, "text code");
        let cause = self.cause(record, 301, header);
        let value_date = self.value_date(record, 289, header, cause);
        let template = Payment {
            payee_account: self.payee_account(record, 118),
            payee_name: text(at(record, 129, 158)),
            currency: "NOK".to_owned(),
            text_code: text_code.and_then(|n| u16::try_from(n).ok()).unwrap_or(0),
            transfer_type,
            value_date,
            is_cancellation: one(record, 268) != b' ',
            ..Payment::default()
        };
        let own_amount = self.amount_or_blank(record, 249, 263, "amount to own account");
        let total = self.amount_or_blank(record, 269, 283, "total of the order");
        self.open_order(record, header, template, cause);
        if let Some(order) = &mut self.order {
            order.own_amount = own_amount.unwrap_or(0);
            order.total = total.unwrap_or(0);
        }
    }

    /// BETFOR01.
    pub(super) fn order_abroad(&mut self, record: &Record, header: &Header) {
        let payment_currency = at(record, 117, 119);
        let invoice_currency = at(record, 120, 122);
        let (position, currency) = if is_blank(invoice_currency) {
            (117, payment_currency)
        } else {
            (120, invoice_currency)
        };
        if !currency.iter().all(u8::is_ascii_uppercase) {
            let message = "expected a currency of three letters";
            self.complain_showing(&error::FIELD, position, message, currency);
        }
        let cause = self.cause(record, 293, header);
        let value_date = self.value_date(record, 266, header, cause);
        let figures = AbroadFigures {
            rate: self.rate(record),
            debited: self.filled_amount(record, 215, 230, "amount debited"),
            transferred: self.filled_amount(record, 231, 246, "amount transferred"),
            fee: self.filled_amount(record, 272, 280, "fee"),
        };
        let template = Payment {
            currency: text(currency),
            transfer_type: TransferType::Abroad,
            value_date,
            is_cancellation: one(record, 264) != b' ',
            abroad: Some(figures).filter(|figures| *figures != AbroadFigures::default()),
            ..Payment::default()
        };
        self.open_order(record, header, template, cause);
    }

    /// What both kinds of orders have: account, dates, references.
    fn open_order(
        &mut self,
        record: &Record,
        header: &Header,
        mut template: Payment,
        cause: Option<Cause>,
    ) {
        let debit = at(record, 60, 70);
        if is_empty(debit) {
            let message = "expected 11 digits as debit account, found none";
            self.complain(&error::ACCOUNT, 60, message);
        }
        self.account(debit, 60, "debit account");
        template.debit_account = text(debit);
        template.payment_date = self.dates.read(at(record, 81, 86));
        if template.payment_date.is_none() {
            let message = "expected a payment date YYMMDD";
            self.complain_showing(&error::DATE, 81, message, at(record, 81, 86));
        }
        template.order_reference = text(at(record, 87, 116));
        template.bank_reference = text(at(record, 75, 80));
        self.order_number(&mut template);
        if header.is_fault() {
            add_code(&mut template.return_codes, header.code);
        }
        self.order = Some(Order {
            template,
            damaged: false,
            place: self.place,
            code: header.code,
            cause,
            stage: 1,
            own_amount: 0,
            total: 0,
            lines: 0,
            sum: 0,
            sum_kept: 0,
        });
    }

    /// BETFOR02 and BETFOR03.
    pub(super) fn party_abroad(&mut self, record: &Record, header: &Header) {
        let stage = if header.record_type == *b"02" { 2 } else { 3 };
        match &mut self.order {
            Some(order) if order.is_abroad() && order.stage < stage => {
                order.stage = stage;
                if header.is_fault() {
                    add_code(&mut order.template.return_codes, header.code);
                }
                if stage == 3 {
                    order.template.payee_account = text(at(record, 81, 115));
                    order.template.payee_name = text(at(record, 116, 150));
                }
            }
            _ => return self.out_of_place(record, "BETFOR01, 02, 03 and 04 in this order"),
        }
        self.same_account(record);
    }

    /// A line of an order of the right kind, begun from what the order says; `None`, and said, if it may not stand here.
    #[inline]
    fn open_line(
        &mut self,
        record: &Record,
        header: &Header,
        line: Line,
        expected: &str,
    ) -> Option<Payment> {
        let order = self.order.as_mut().filter(|order| {
            matches!(
                (line, order.template.transfer_type),
                (Line::Invoice, TransferType::Invoice)
                    | (Line::Mass, TransferType::Salary | TransferType::Mass)
                    | (Line::Abroad, TransferType::Abroad)
            )
        });
        let Some(order) = order else {
            self.out_of_place(record, expected);
            return None;
        };
        order.stage = 4;
        order.lines += 1;
        let mut payment = order.template.clone();
        self.same_account(record);
        payment.line = line;
        payment.position = self.place.at(1, 0);
        if header.is_fault() {
            add_code(&mut payment.return_codes, header.code);
        }
        let reference = at(record, 75, 80).trim_ascii_end();
        if payment.bank_reference.as_bytes() != reference {
            payment.bank_reference = text(reference);
        }
        Some(payment)
    }

    /// BETFOR23. Answers whether it may stand here; so do the next two.
    #[inline]
    pub(super) fn invoice(&mut self, record: &Record, header: &Header) -> bool {
        let expected = "BETFOR21 of type F first";
        let Some(mut payment) = self.open_line(record, header, Line::Invoice, expected) else {
            return false;
        };
        payment.kid = self.kid(record, 201, 227);
        payment.own_reference = text(at(record, 228, 257));
        payment.text = text(at(record, 81, 200));
        payment.invoice_number = text(at(record, 274, 293));
        payment.customer_number = text(at(record, 298, 312));
        payment.invoice_date = self.invoice_date(record);
        let structured = !payment.invoice_number.is_empty()
            || !payment.customer_number.is_empty()
            || payment.invoice_date.is_some();
        let ways = [
            structured,
            !payment.kid.is_empty(),
            !payment.text.is_empty(),
        ];
        if ways.into_iter().filter(|used| *used).count() > 1 {
            let message = "expected one of KID, invoice number and message, found several";
            self.complain(&error::REFERENCES, 81, message);
        }
        payment.serial = self.serial(record, 294);
        let amount = self.digits(record, 258, 272, "amount");
        let sign = self.sign(record, 273, &mut payment);
        self.hold(record, header, payment, amount, sign, 297);
        true
    }

    /// BETFOR22.
    #[inline]
    pub(super) fn mass(&mut self, record: &Record, header: &Header) -> bool {
        let expected = "BETFOR21 of type L or M first";
        let Some(mut payment) = self.open_line(record, header, Line::Mass, expected) else {
            return false;
        };
        payment.payee_account = self.payee_account(record, 81);
        payment.payee_name = text(at(record, 92, 121));
        payment.own_reference = text(at(record, 138, 172));
        payment.own_reference_2 = text(at(record, 283, 292));
        payment.is_cancellation |= one(record, 137) != b' ';
        let serial = self.count_or_blank(record, 293, 296, "serial number");
        payment.serial = serial.and_then(|n| u32::try_from(n).ok()).unwrap_or(0);
        let amount = self.digits(record, 122, 136, "amount");
        self.hold(record, header, payment, amount, Some(false), 297);
        true
    }

    /// BETFOR04.
    pub(super) fn invoice_abroad(&mut self, record: &Record, header: &Header) -> bool {
        let expected = "BETFOR01 first";
        let Some(mut payment) = self.open_line(record, header, Line::Abroad, expected) else {
            return false;
        };
        if one(record, 293) == b'K' {
            payment.kid = self.kid(record, 81, 115);
        } else {
            payment.text = text(at(record, 81, 115));
        }
        payment.own_reference = text(at(record, 116, 150));
        payment.serial = self.serial(record, 294);
        let amount = self.digits(record, 151, 165, "amount");
        let sign = self.sign(record, 166, &mut payment);
        self.hold(record, header, payment, amount, sign, 234);
        true
    }

    /// Holds a line until the next record; `negative` is `None` if the sign could not be read.
    #[inline]
    fn hold(
        &mut self,
        record: &Record,
        header: &Header,
        mut payment: Payment,
        amount: Option<u64>,
        negative: Option<bool>,
        cause_at: usize,
    ) {
        let cause = self
            .cause(record, cause_at, header)
            .or_else(|| self.order.as_ref().and_then(|order| order.cause));
        // Fifteen digits cannot go beyond the limit of an amount.
        let units = amount.and_then(|n| i64::try_from(n).ok());
        let is_sound = units.is_some() && negative.is_some();
        let units = units.unwrap_or(0);
        payment.amount = Ore(if negative == Some(true) {
            -units
        } else {
            units
        });
        if !is_sound && let Some(order) = &mut self.order {
            order.damaged = true;
            if let Some(batch) = &mut self.batch {
                batch.damaged = true;
            }
        }
        self.pending = Some(Pending {
            payment,
            code: header.code,
            cause,
            // What the bank refused is handed on as far as it could be read.
            is_sound: is_sound || self.refused,
        });
    }

    /// The order is through: its sum against what it states, or the order itself as payment.
    pub(super) fn close_order(&mut self) {
        self.flush();
        let Some(order) = self.order.take() else {
            return;
        };
        let refused = self.refused;
        self.refused = !order.template.return_codes.is_empty()
            || self
                .batch
                .as_ref()
                .is_some_and(|batch| !batch.totals.return_codes.is_empty());
        if order.lines == 0 {
            self.order_as_payment(order);
        } else if !order.damaged {
            self.check_order(&order);
        }
        self.refused = refused;
    }

    /// TP-08, and an order is never negative.
    fn check_order(&mut self, order: &Order) {
        let (sum, kept, total) = (order.sum, order.sum_kept, i128::from(order.total));
        if order.own_amount != 0 {
            let message = "expected no amount to own account in an order with lines";
            self.complain_at(order.place, &error::FIELD, 249, message);
        }
        if sum < 0 {
            let message = format!(
                "expected an order whose credit notes are not greater than its invoices, found {}",
                kroner(sum)
            );
            self.complain_at(order.place, &error::ORDER_TOTAL, 1, message);
        } else if order.code == 2 && !order.is_abroad() && total != kept {
            let message = format!(
                "expected a total of the order of {}, which is what its lines add up to without what is cancelled ({} with it), found {}",
                kroner(kept),
                kroner(sum),
                kroner(total)
            );
            self.complain_at(order.place, &error::ORDER_TOTAL, 269, message);
        }
    }

    /// An order without lines: to own account, or returned or cancelled as a whole.
    fn order_as_payment(&mut self, order: Order) {
        let Order {
            own_amount, total, ..
        } = order;
        let own = order.template.transfer_type == TransferType::OwnAccount && own_amount > 0;
        let settled_as_a_whole = order.code == 2 && (total > 0 || order.cause.is_some());
        let excused = settled_as_a_whole || order.template.is_cancellation || self.refused;
        if !own && (order.is_abroad() || !excused) && !self.refused {
            if !order.damaged {
                let message = if order.is_abroad() {
                    "expected at least one BETFOR04 in the order, found none"
                } else {
                    "expected a line BETFOR22 or 23 in the order, or an amount to own account, found none"
                };
                self.complain_at(order.place, &error::GRAMMAR, 41, message);
            }
            if let Some(batch) = &mut self.batch {
                batch.damaged = true;
            }
            return;
        }
        if own_amount > 0 && total > 0 && own_amount != total {
            let message = format!(
                "expected the amount to own account {} as total of the order, found {}",
                kroner(i128::from(own_amount)),
                kroner(i128::from(total))
            );
            self.complain_at(order.place, &error::ORDER_TOTAL, 269, message);
        }
        let mut payment = order.template;
        payment.line = Line::Order;
        payment.position = order.place.at(1, 0);
        payment.amount = Ore(if own_amount > 0 { own_amount } else { total });
        self.pending = Some(Pending {
            payment,
            code: order.code,
            cause: order.cause,
            is_sound: true,
        });
        self.flush();
    }

    /// TP-07: the debit account of the order.
    #[inline]
    fn same_account(&mut self, record: &Record) {
        let is_same = self
            .order
            .as_ref()
            .is_some_and(|order| order.template.debit_account.as_bytes() == at(record, 60, 70));
        if !is_same {
            let message = "expected the debit account of the order, found another";
            self.complain(&error::IDENTITY, 60, message);
        }
    }

    /// The payee's account of a domestic payment; empty if it has none.
    #[inline]
    fn payee_account(&mut self, record: &Record, from: usize) -> String {
        let field = at(record, from, from + 10);
        if field == NO_ACCOUNT || is_empty(field) {
            return String::new();
        }
        self.account(field, from, "payee account");
        text(field)
    }

    /// Says so if a Norwegian account cannot be right. Only the last four digits are shown.
    #[inline]
    fn account(&mut self, field: &[u8], position: usize, what: &str) {
        if std::str::from_utf8(field).is_ok_and(is_bank_account_number) {
            return;
        }
        if number(field).is_none() {
            let message = format!("expected 11 digits as {what}, found something else");
            return self.complain(&error::ACCOUNT, position, message);
        }
        let end = text(field.get(7..).unwrap_or_default());
        let is_old = field.starts_with(b"0000") || field.get(4..6) == Some(b"00");
        let kind = if is_old {
            &error::OLD_ACCOUNT
        } else {
            &error::ACCOUNT
        };
        let message = format!("expected a {what} whose check digit fits, found *******{end}");
        self.complain(kind, position, message);
    }

    #[inline]
    fn kid(&mut self, record: &Record, from: usize, to: usize) -> String {
        let field = at(record, from, to).trim_ascii();
        if field.is_empty() {
            return String::new();
        }
        if !std::str::from_utf8(field).is_ok_and(|kid| is_kid(kid, None)) {
            let message = "expected a KID of 2 to 25 characters whose check character fits";
            self.complain(&error::KID, from, message);
        }
        text(field)
    }

    /// Position 273 or 166: whether the amount is a credit note; `None`, and said, if it is neither.
    #[inline]
    fn sign(&mut self, record: &Record, position: usize, payment: &mut Payment) -> Option<bool> {
        match one(record, position) {
            b'D' => Some(false),
            b'K' => Some(true),
            b'S' => {
                payment.is_cancellation = true;
                Some(false)
            }
            _ => {
                let message = "expected D (invoice), K (credit note) or S (cancellation)";
                let field = at(record, position, position);
                self.complain_showing(&error::FIELD, position, message, field);
                None
            }
        }
    }

    fn serial(&mut self, record: &Record, from: usize) -> u32 {
        self.count_or_blank(record, from, from + 2, "serial number")
            .and_then(|n| u32::try_from(n).ok())
            .unwrap_or(0)
    }

    #[inline]
    fn cause(&mut self, record: &Record, position: usize, header: &Header) -> Option<Cause> {
        let letter = one(record, position);
        if letter == b' ' {
            return None;
        }
        let cause = Cause::of(char::from(letter));
        if header.code != 2 {
            let message = "expected no cancellation cause before settlement";
            let field = at(record, position, position);
            self.complain_showing(&error::CAUSE, position, message, field);
            return None;
        }
        if matches!(cause, Cause::Other(_)) {
            let message = "expected a cancellation cause B, D, F, K, O or S";
            let field = at(record, position, position);
            self.complain_showing(&error::CAUSE, position, message, field);
        }
        Some(cause)
    }

    fn value_date(
        &mut self,
        record: &Record,
        from: usize,
        header: &Header,
        cause: Option<Cause>,
    ) -> Option<NaiveDate> {
        let field = at(record, from, from + 5);
        if is_empty(field) {
            if header.code == 2 && cause.is_none() {
                let message = "expected the value date of a settled order, found none";
                self.complain(&error::VALUE_DATE, from, message);
            }
            return None;
        }
        let date = self.dates.read(field);
        if date.is_none() {
            let message = "expected a value date YYMMDD";
            self.complain_showing(&error::DATE, from, message, field);
        }
        date
    }

    fn invoice_date(&mut self, record: &Record) -> Option<NaiveDate> {
        let field = at(record, 313, 320);
        if is_empty(field) {
            return None;
        }
        let date = long_date(field);
        if date.is_none() {
            let message = "expected an invoice date YYYYMMDD, or blanks";
            self.complain_showing(&error::DATE, 313, message, field);
        }
        date
    }

    /// An amount of up to 16 digits that may be blank.
    fn amount_or_blank(
        &mut self,
        record: &Record,
        from: usize,
        to: usize,
        what: &str,
    ) -> Option<i64> {
        let units = self.count_or_blank(record, from, to, what)?;
        let units = i64::try_from(units).ok().filter(|n| *n <= MAX_ABS_ORE);
        if units.is_none() {
            let message = format!("expected at most 10 000 000 000 000.00 as {what}, found more");
            self.complain(&error::FIELD, from, message);
        }
        units
    }

    fn filled_amount(
        &mut self,
        record: &Record,
        from: usize,
        to: usize,
        what: &str,
    ) -> Option<Ore> {
        self.amount_or_blank(record, from, to, what)
            .filter(|units| *units != 0)
            .map(Ore)
    }

    /// The actual rate: eight digits with four decimals, or nine with five.
    fn rate(&mut self, record: &Record) -> Option<Rate> {
        if is_blank(at(record, 191, 202)) {
            return None;
        }
        let (to, decimals) = if one(record, 199).is_ascii_digit() {
            (199, 5)
        } else {
            (198, 4)
        };
        let units = self.digits(record, 191, to, "exchange rate")?;
        (units != 0).then_some(Rate { units, decimals })
    }
}
