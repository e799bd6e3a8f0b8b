//! How a world comes about: day by day, first what the bank does, then what the ledger makes of it.
//!
//! Everything here is right: the ledger follows the bank to the øre, every working account stands at zero in the
//! evening. Not here: faults, files.

mod exchanged;

use std::collections::BTreeMap;

use chrono::{Datelike, Months, NaiveDate};
use domain::{Ore, Period};
use formats::saft::record::PartyKind;

use self::exchanged::{payment_of, wage_of};
use crate::assets::assets;
use crate::days::BankDays;
use crate::error::SynthError;
use crate::month_end;
use crate::period_13;
use crate::plan::{Claim, Sizes, bills, invoices, kid as kid_of};
use crate::profile::{
    CUSTOMERS, EXPENSES, FEES, FileExchange, INCOME, INTERIM, OF_OLD_ITEMS, OTHER_INCOME, Profile,
    REPOSTED, SUPPLIERS, WAGES,
};
use crate::random::{Purpose, Stream};
use crate::refunds::reports;
use crate::request::Request;
use crate::staff;
use crate::world::{
    Entry, EntryKind, Line, Lump, OpeningItem, Order, Payment, Receipt, Row, Single, Transfer,
    Trigger, Voucher, VoucherKind, World, negative, total,
};

/// First words of the text of an unknown receipt: what is to become of it.
const STATUS_WORDS: [&str; 3] = ["UKJENT", "TILBAKEBETALES", "OMPOSTERES"];
/// Days of a month early enough for a voucher to be posted a period too early.
pub(crate) const EARLY_DAYS: usize = 3;
/// How old the items are that stay open, when the data begins.
const OLD_ITEMS: Months = Months::new(9);
/// Bank days after which an unknown receipt is cleared, at most; below one month even over Easter.
const CLEARED_WITHIN: i64 = 15;

/// What is to happen on a bank day.
#[derive(Default)]
struct DayPlan {
    invoices_issued: Vec<usize>,
    invoices_paid: Vec<usize>,
    bills_issued: Vec<usize>,
    bills_paid: Vec<usize>,
    manual: usize,
    cleared: Vec<usize>,
    fee: bool,
    payroll: bool,
    comes_back: bool,
}

/// A movement on a working account that is carried over to the settlement account on the same day.
struct Source {
    working: usize,
    reference: String,
    amount: Ore,
    lump: Option<usize>,
}

struct Generator {
    world: World,
    sizes: Sizes,
    stream: Stream,
    refusals: Stream,
    /// The period in which the bank has last refused a payment.
    refused_in: Option<usize>,
    invoices: Vec<Claim>,
    bills: Vec<Claim>,
    plan: BTreeMap<usize, DayPlan>,
    /// Payments of the last remittance.
    last_batch: Vec<Claim>,
    /// Payments that came back, or that the bank refused, and are to be paid again.
    returned: Vec<Claim>,
    sources: Vec<Source>,
    references: u64,
    lump_serial: u64,
}

/// Makes the world of one agency, without faults.
pub(crate) fn generate(request: &Request, index: u32) -> Result<World, SynthError> {
    request.validate()?;
    let profile = Profile::new(request, index)?;
    let days = BankDays::new(request.periods.0, request.periods.1)?;
    let sizes = Sizes::with_month_end(request.lines_per_period, profile.has_accruals());
    let stream = |purpose| Stream::new(request.seed, index, purpose);
    let invoices = invoices(&mut stream(Purpose::Receivables), &days, &sizes);
    let bills = bills(&mut stream(Purpose::Payables), &days, &sizes);
    let mut costs = stream(Purpose::Costs);
    let mut generator = Generator {
        world: World::new(profile, days),
        sizes,
        stream: stream(Purpose::Days),
        refusals: stream(Purpose::Refusals),
        refused_in: None,
        invoices,
        bills,
        plan: BTreeMap::new(),
        last_batch: Vec::new(),
        returned: Vec::new(),
        sources: Vec::new(),
        references: 0,
        lump_serial: 0,
    };
    if generator.world.profile.exchange != FileExchange::Common {
        let mut stream = stream(Purpose::Refunds);
        generator.world.reports = reports(&mut stream, &generator.world.days, &generator.sizes);
    }
    let (mut month_end, mut staff) = (stream(Purpose::MonthEnd), stream(Purpose::Staff));
    let mut repostings = stream(Purpose::Period13);
    if generator.world.profile.has_accruals() {
        generator.world.assets = assets(&mut month_end, &generator.world.days.periods);
    }
    generator.openings(&mut costs);
    generator.old_items();
    generator.schedule();
    for place in 0..generator.world.days.periods.len() {
        let Some(period) = generator.world.days.period(place) else {
            continue;
        };
        let first_voucher = generator.world.vouchers.len();
        for day in generator.world.days.of_period(place) {
            generator.day(day, period);
        }
        staff::post(&mut generator.world, place, period, &mut staff);
        month_end::post(&mut generator.world, place, period, &mut month_end);
        generator.costs(place, period, first_voucher, &mut costs);
        period_13::post(&mut generator.world, place, period, &mut repostings);
    }
    generator.beyond();
    month_end::settle(&mut generator.world);
    Ok(generator.world)
}

impl Generator {
    /// Opening balances and open items from before the data.
    fn openings(&mut self, costs: &mut Stream) {
        let profile = &self.world.profile;
        for (working, sign) in [(profile.paying, -1), (profile.receiving, 1)] {
            let settlement = profile.settlement_of(working);
            if let Some(opening) = self.world.bank_openings.get_mut(settlement) {
                *opening = Ore(sign * costs.between(500_000_000, 5_000_000_000));
            }
        }
        self.world.first_sequence = costs.between(100, 999);
        self.lump_serial = costs.below(90_000);
        let kinds = [
            (PartyKind::Customer, &self.invoices),
            (PartyKind::Supplier, &self.bills),
        ];
        for (kind, claims) in kinds {
            for claim in claims.iter().filter(|claim| claim.issued < 0) {
                let customer = kind == PartyKind::Customer;
                let reference = claim.reference.clone();
                let (kid, reference) = if customer {
                    (reference, String::new())
                } else {
                    (String::new(), reference)
                };
                self.world.opening_items.push(OpeningItem {
                    party: (kind, claim.party),
                    amount: if customer {
                        claim.amount
                    } else {
                        negative(claim.amount)
                    },
                    kid,
                    reference,
                    date: self.world.days.date_or_before(claim.issued),
                });
            }
        }
    }

    /// A claim that is old and watched, and a bill with a credit note to set off: open as long as the data lasts.
    fn old_items(&mut self) {
        let first = self.world.days.periods.first();
        let date = first
            .and_then(|first| first.first_day().checked_sub_months(OLD_ITEMS))
            .filter(|_| self.world.profile.has_routines);
        let Some(date) = date else { return };
        let [customer, supplier] = OF_OLD_ITEMS;
        let more = i64::from(self.world.profile.index) * 100;
        let item = |kind, number, amount, kid: String, reference: &str| OpeningItem {
            party: (kind, number),
            amount: Ore(amount),
            kid,
            reference: reference.to_owned(),
            date,
        };
        self.world.opening_items.extend([
            item(
                PartyKind::Customer,
                customer,
                1_234_500 + more,
                kid_of(customer, 1),
                "",
            ),
            item(
                PartyKind::Supplier,
                supplier,
                -987_600 - more,
                String::new(),
                "F0001",
            ),
            item(
                PartyKind::Supplier,
                supplier,
                345_600 + more,
                String::new(),
                "K0001",
            ),
        ]);
    }

    /// Lays out what happens on which day.
    fn schedule(&mut self) {
        for (place, claim) in self.invoices.iter().enumerate() {
            if let Ok(day) = usize::try_from(claim.issued) {
                self.plan
                    .entry(day)
                    .or_default()
                    .invoices_issued
                    .push(place);
            }
            if let Some(day) = claim.paid {
                self.plan.entry(day).or_default().invoices_paid.push(place);
            }
        }
        for (place, claim) in self.bills.iter().enumerate() {
            if let Ok(day) = usize::try_from(claim.issued) {
                self.plan.entry(day).or_default().bills_issued.push(place);
            }
            if let Some(day) = claim.paid {
                self.plan.entry(day).or_default().bills_paid.push(place);
            }
        }
        for place in 0..self.world.days.periods.len() {
            self.schedule_singles(place);
        }
    }

    /// Lays out unknown receipts, fee, payroll and returns of a period.
    fn schedule_singles(&mut self, place: usize) {
        let days: Vec<usize> = self.world.days.of_period(place).collect();
        let (early, later) = days.split_at(EARLY_DAYS.min(days.len()));
        let (middle, late) = later.split_at(later.len().saturating_sub(EARLY_DAYS));
        // One of the first days always has one, so that a voucher can be posted a period too early; one of the last
        // days too, so that something is carried into the next period.
        let ends = [self.stream.pick(early), self.stream.pick(late)];
        let mut manual: Vec<usize> = ends.into_iter().flatten().copied().collect();
        manual.extend(
            self.stream
                .choose(middle, self.sizes.manual.saturating_sub(manual.len())),
        );
        while manual.len() < self.sizes.manual {
            manual.extend(self.stream.pick(&days));
        }
        for day in manual {
            self.plan.entry(day).or_default().manual += 1;
        }
        if let Some(day) = self.stream.pick(&days) {
            self.plan.entry(*day).or_default().fee = true;
        }
        let until_the_12th = |day: &&usize| self.world.days.date(**day).day() <= 12;
        if let Some(day) = days.iter().rev().find(until_the_12th) {
            self.plan.entry(*day).or_default().payroll = true;
        }
        // A payment comes back on the bank day after its remittance.
        let after_remittance: Vec<usize> = days
            .iter()
            .copied()
            .filter(|day| {
                day.checked_sub(1)
                    .is_some_and(|before| days.contains(&before))
            })
            .filter(|day| {
                let before = self.plan.get(&(day - 1));
                before.is_some_and(|plan| !plan.bills_paid.is_empty())
            })
            .collect();
        for day in self.stream.choose(&after_remittance, self.sizes.returns) {
            self.plan.entry(day).or_default().comes_back = true;
        }
    }

    /// One bank day.
    fn day(&mut self, day: usize, period: Period) {
        let plan = self.plan.remove(&day).unwrap_or_default();
        let came_back = if plan.comes_back {
            self.last_batch.clone()
        } else {
            Vec::new()
        };
        self.claims(&plan, day, period);
        self.refunds_paid(day, period);
        self.lumps(&plan.invoices_paid, day, period);
        for _ in 0..plan.manual {
            self.manual(day, period);
        }
        for single in &plan.cleared {
            self.clear(*single, day, period);
        }
        self.remittance(&plan.bills_paid, day, period);
        if plan.payroll {
            self.payroll(day, period);
            self.refunds_posted(day, period);
        }
        if plan.fee {
            self.fee(day, period);
        }
        if let Some(payment) = self.stream.pick(&came_back) {
            self.payment_returned(payment, day, period);
        }
        self.transfers(day, period);
    }

    /// Posts the invoices and bills of the day.
    fn claims(&mut self, plan: &DayPlan, day: usize, period: Period) {
        let date = self.world.days.date(day);
        let sent = self.world.profile.order_batch(period);
        for claim in plan
            .invoices_issued
            .iter()
            .filter_map(|place| self.invoices.get(*place))
        {
            let income = self.stream.pick(&INCOME).copied().unwrap_or(OTHER_INCOME);
            // Of the order module an invoice has its number too.
            let number = if sent.is_empty() {
                ""
            } else {
                claim.reference.as_str()
            };
            let lines = vec![
                Line::plain(CUSTOMERS, claim.amount, "Faktura")
                    .kid(&claim.reference)
                    .reference(number)
                    .party(PartyKind::Customer, claim.party),
                Line::plain(income, negative(claim.amount), "Faktura")
                    .kid(&claim.reference)
                    .reference(number),
            ];
            self.world
                .post(VoucherKind::Invoice, period, date, &sent, lines);
        }
        for claim in plan
            .bills_issued
            .iter()
            .filter_map(|place| self.bills.get(*place))
        {
            let expense = self.stream.pick(&EXPENSES).copied().unwrap_or(FEES);
            let lines = vec![
                Line::plain(expense, claim.amount, "Leverandørfaktura").reference(&claim.reference),
                Line::plain(SUPPLIERS, negative(claim.amount), "Leverandørfaktura")
                    .reference(&claim.reference)
                    .party(PartyKind::Supplier, claim.party),
            ];
            self.world.post(VoucherKind::Bill, period, date, "", lines);
        }
    }

    /// Receives the day's OCR payments in one or two lumps.
    fn lumps(&mut self, paid: &[usize], day: usize, period: Period) {
        let claims: Vec<Claim> = paid
            .iter()
            .filter_map(|place| self.invoices.get(*place))
            .cloned()
            .collect();
        let two = claims.len() > 1 && self.stream.chance(40);
        let cut = if two {
            1 + self.stream.index(claims.len() - 1)
        } else {
            claims.len()
        };
        let (first, second) = claims.split_at(cut);
        let month_end = self.world.days.period_index(day) != self.world.days.period_index(day + 1);
        for (number, part) in [first, second].into_iter().enumerate() {
            if part.is_empty() {
                continue;
            }
            let last_of_month = month_end && number == usize::from(two);
            let late = self.stream.chance(25) || last_of_month;
            self.lump(part, day, period, number + 1, late);
        }
    }

    fn lump(&mut self, claims: &[Claim], day: usize, period: Period, number: usize, late: bool) {
        let bank = self.world.profile.receiving;
        let ledger = self.world.profile.ledger(bank);
        let serial = self.lump_serial % 100_000;
        self.lump_serial += 1;
        let key = format!(
            "13{:02}{number}{serial:05}",
            self.world.days.date(day).day()
        );
        let amount = total(claims.iter().map(|claim| claim.amount));
        let entry = self.entry(bank, day, EntryKind::Lump, amount, &key);
        if let Some(entry) = self.world.entries.get_mut(entry) {
            entry.count = u64::try_from(claims.len()).ok();
        }
        let read = self.world.days.date(day + usize::from(late));
        let mut lump = Lump {
            day,
            amount,
            entry,
            vouchers: Vec::new(),
            receipts: Vec::new(),
            bank_group: 0,
            kid_groups: Vec::new(),
            trigger: None, // posted in the evening
        };
        for claim in claims {
            self.ocr_payment(claim, &key, read, period, &mut lump);
        }
        let bank_row = ("bank", Row::Entry(entry));
        let vouchers = lump
            .vouchers
            .iter()
            .map(|voucher| ("ledger", Row::Line(*voucher, 0)));
        let rows = [bank_row].into_iter().chain(vouchers).collect();
        lump.bank_group = self.world.belong(&format!("bank-{ledger}"), rows);
        let receipts = lump
            .receipts
            .iter()
            .map(|receipt| ("ocr", Row::Receipt(*receipt)));
        let rows = [bank_row].into_iter().chain(receipts).collect();
        self.world.belong(&format!("ocr-{ledger}"), rows);
        let place = Some(self.world.lumps.len());
        self.sources.push(Source {
            working: bank,
            reference: key,
            amount,
            lump: place,
        });
        self.world.lumps.push(lump);
    }

    /// One payment of a lump: in the OCR file, and as a voucher dated when the file was read.
    fn ocr_payment(
        &mut self,
        claim: &Claim,
        key: &str,
        read: NaiveDate,
        period: Period,
        lump: &mut Lump,
    ) {
        let kind = self.stream.pick(&[10, 11, 15]).copied().unwrap_or(10);
        self.world.receipts.push(Receipt {
            day: lump.day,
            lump: key.to_owned(),
            amount: claim.amount,
            kid: claim.reference.clone(),
            kind,
        });
        let receipt = self.world.receipts.len() - 1;
        let ledger = self.world.profile.ledger(self.world.profile.receiving);
        let lines = vec![
            Line::plain(ledger, claim.amount, "OCR-innbetaling").kid(&claim.reference),
            Line::plain(CUSTOMERS, negative(claim.amount), "OCR-innbetaling")
                .kid(&claim.reference)
                .party(PartyKind::Customer, claim.party),
        ];
        let voucher = self
            .world
            .post(VoucherKind::OcrPayment, period, read, key, lines);
        let rows = vec![
            ("ocr", Row::Receipt(receipt)),
            ("ledger", Row::Line(voucher, 1)),
        ];
        lump.kid_groups
            .push(self.world.belong(&format!("kid-{CUSTOMERS}"), rows));
        lump.vouchers.push(voucher);
        lump.receipts.push(receipt);
    }

    /// A receipt from somebody unknown.
    fn manual(&mut self, day: usize, period: Period) {
        let bank = self.world.profile.receiving;
        let amount = Ore(self.stream.between(20_000, 4_000_000));
        let reference = self.bank_reference(day);
        let lines = self.manual_lines(amount, &reference);
        self.single(
            bank,
            day,
            period,
            EntryKind::Manual,
            amount,
            &reference,
            lines,
        );
        let days = self.world.days.of_period(self.world.days.period_index(day));
        let within = if day + EARLY_DAYS >= days.end {
            (3, CLEARED_WITHIN) // not before the next period
        } else if day < days.start + EARLY_DAYS {
            (1, 10) // still in this period
        } else {
            (1, CLEARED_WITHIN)
        };
        let cleared = day + usize::try_from(self.stream.between(within.0, within.1)).unwrap_or(1);
        if cleared < self.world.days.data() {
            let single = self.world.singles.len() - 1;
            self.plan.entry(cleared).or_default().cleared.push(single);
        }
    }

    fn manual_lines(&mut self, amount: Ore, reference: &str) -> Vec<Line> {
        let status = self.stream.pick(&STATUS_WORDS).copied().unwrap_or("UKJENT");
        let ledger = self.world.profile.ledger(self.world.profile.receiving);
        vec![
            Line::plain(ledger, amount, "Innbetaling uten KID").reference(reference),
            Line::plain(
                INTERIM,
                negative(amount),
                &format!("{status} innbetaling uten KID"),
            )
            .reference(reference),
        ]
    }

    /// The sender of an unknown receipt is found.
    fn clear(&mut self, single: usize, day: usize, period: Period) {
        let Some(voucher) = self.world.singles.get(single).map(|single| single.voucher) else {
            return;
        };
        let amount = self.world.line_amount(voucher, 0);
        let reference = self
            .world
            .vouchers
            .get(voucher)
            .and_then(|voucher| voucher.lines.first());
        let reference = reference
            .map(|line| line.reference.clone())
            .unwrap_or_default();
        let text = "Omposting av innbetaling uten KID";
        let lines = vec![
            Line::plain(INTERIM, amount, text).reference(&reference),
            Line::plain(OTHER_INCOME, negative(amount), text).reference(&reference),
        ];
        let date = self.world.days.date(day);
        let clearing = self
            .world
            .post(VoucherKind::Clearing, period, date, "", lines);
        let rows = vec![
            ("receipt", Row::Line(voucher, 1)),
            ("clearing", Row::Line(clearing, 0)),
        ];
        let group = self.world.belong(&format!("interim-{INTERIM}"), rows);
        if let Some(single) = self.world.singles.get_mut(single) {
            single.interim_group = Some(group);
        }
    }

    /// Pays the day's bills, and what came back, in one batch.
    fn remittance(&mut self, paid: &[usize], day: usize, period: Period) {
        let mut claims: Vec<Claim> = paid
            .iter()
            .filter_map(|place| self.bills.get(*place))
            .cloned()
            .collect();
        if claims.is_empty() {
            return;
        }
        let fresh = claims.len();
        claims.append(&mut self.returned);
        let refused = self.refuse(&mut claims, fresh, day);
        let date = self.world.days.date(day);
        let batch = format!("R{}001", date.format("%y%m%d"));
        let ledger = self.world.profile.ledger(self.world.profile.paying);
        let payments: Vec<_> = claims
            .iter()
            .map(|claim| {
                vec![
                    Line::plain(SUPPLIERS, claim.amount, "Remittering")
                        .reference(&claim.reference)
                        .party(PartyKind::Supplier, claim.party),
                    Line::plain(ledger, negative(claim.amount), "Remittering"),
                ]
            })
            .collect();
        // What is paid again is paid with a message, as its KID may be what was wrong.
        let fresh = fresh - usize::from(refused.is_some());
        let paid = claims.iter().enumerate();
        let mut ordered: Vec<Payment> = paid
            .map(|(place, claim)| payment_of(claim, place < fresh))
            .collect();
        ordered.extend(refused.iter().map(|claim| Payment {
            is_rejected: true,
            ..payment_of(claim, true)
        }));
        self.batch(
            VoucherKind::Remittance,
            day,
            period,
            &batch,
            payments,
            ordered,
        );
        self.returned.extend(refused);
        self.last_batch = claims;
    }

    /// Pays the wages of the month in one batch.
    fn payroll(&mut self, day: usize, period: Period) {
        let ledger = self.world.profile.ledger(self.world.profile.paying);
        let payments: Vec<_> = (0..self.sizes.payroll)
            .map(|_| {
                let amount = Ore(self.stream.between(20_000_000, 90_000_000));
                vec![
                    Line::plain(WAGES, amount, "Netto lønn"),
                    Line::plain(ledger, negative(amount), "Netto lønn"),
                ]
            })
            .collect();
        let batch = format!("LONN{}", period.as_i32());
        let wages = (0..).zip(&payments);
        let wages = wages
            .filter_map(|(number, lines)| Some(wage_of(number, lines.first()?.amount)))
            .collect();
        self.batch(VoucherKind::Payroll, day, period, &batch, payments, wages);
    }

    /// A batch of payments: one bank entry, a voucher for each payment with line 1 on the working account. `ordered` is what
    /// the payment order says.
    fn batch(
        &mut self,
        kind: VoucherKind,
        day: usize,
        period: Period,
        batch: &str,
        mut payments: Vec<Vec<Line>>,
        ordered: Vec<Payment>,
    ) {
        let bank = self.world.profile.paying;
        let date = self.world.days.date(day);
        let lines = payments.iter().filter_map(|lines| lines.get(1));
        let amount = total(lines.map(|line| line.amount));
        let mut reference = self.bank_reference(day);
        if self.world.profile.exchange == FileExchange::Older {
            // MT940 has no batch: what joins the line and its postings is the reference.
            batch.clone_into(&mut reference);
            for line in payments.iter_mut().filter_map(|lines| lines.get_mut(1)) {
                batch.clone_into(&mut line.reference);
            }
        }
        let entry = self.entry(bank, day, EntryKind::Batch, amount, &reference);
        if self.world.profile.exchange != FileExchange::Common {
            self.world.orders.push(Order {
                day,
                entry,
                batch: batch.to_owned(),
                is_salary: kind == VoucherKind::Payroll,
                payments: ordered,
            });
        }
        if let Some(entry) = self.world.entries.get_mut(entry) {
            batch.clone_into(&mut entry.batch);
            entry.count = u64::try_from(payments.len()).ok();
        }
        let mut rows = vec![("bank", Row::Entry(entry))];
        for lines in payments {
            let voucher = self.world.post(kind, period, date, batch, lines);
            rows.push(("ledger", Row::Line(voucher, 1)));
        }
        self.world
            .belong(&format!("bank-{}", self.world.profile.ledger(bank)), rows);
        let source = Source {
            working: bank,
            reference: batch.to_owned(),
            amount,
            lump: None,
        };
        self.sources.push(source);
    }

    /// The bank charges its fee.
    fn fee(&mut self, day: usize, period: Period) {
        let bank = self.world.profile.paying;
        let amount = Ore(-self.stream.between(5_000, 90_000));
        let reference = self.bank_reference(day);
        let lines = vec![
            Line::plain(self.world.profile.ledger(bank), amount, "Bankgebyr").reference(&reference),
            Line::plain(FEES, negative(amount), "Bankgebyr").reference(&reference),
        ];
        self.single(bank, day, period, EntryKind::Fee, amount, &reference, lines);
    }

    /// A payment of the last remittance comes back; it is owed again, and paid with the next remittance.
    fn payment_returned(&mut self, payment: &Claim, day: usize, period: Period) {
        let bank = self.world.profile.paying;
        let reference = self.bank_reference(day);
        let text = "Betaling i retur";
        let lines = vec![
            Line::plain(self.world.profile.ledger(bank), payment.amount, text)
                .reference(&reference),
            Line::plain(SUPPLIERS, negative(payment.amount), text)
                .reference(&reference)
                .party(PartyKind::Supplier, payment.party),
        ];
        self.single(
            bank,
            day,
            period,
            EntryKind::Return,
            payment.amount,
            &reference,
            lines,
        );
        self.returned.push(Claim {
            reference,
            ..payment.clone()
        });
    }

    /// A movement with a voucher of its own, whose line 0 is on the working account.
    #[expect(clippy::too_many_arguments, reason = "they are the movement")]
    fn single(
        &mut self,
        bank: usize,
        day: usize,
        period: Period,
        kind: EntryKind,
        amount: Ore,
        reference: &str,
        lines: Vec<Line>,
    ) {
        let entry = self.entry(bank, day, kind, amount, reference);
        let date = self.world.days.date(day);
        let voucher = self
            .world
            .post(VoucherKind::ManualBank, period, date, "", lines);
        let rows = vec![
            ("bank", Row::Entry(entry)),
            ("ledger", Row::Line(voucher, 0)),
        ];
        let group = self
            .world
            .belong(&format!("bank-{}", self.world.profile.ledger(bank)), rows);
        self.world.singles.push(Single {
            day,
            bank,
            entry,
            voucher,
            group,
            interim_group: None,
        });
        let reference = reference.to_owned();
        self.sources.push(Source {
            working: bank,
            reference,
            amount,
            lump: None,
        });
    }

    fn entry(
        &mut self,
        bank: usize,
        day: usize,
        kind: EntryKind,
        amount: Ore,
        reference: &str,
    ) -> usize {
        let text = match kind {
            EntryKind::Lump => "OCR innbetaling",
            EntryKind::Manual => "Innbetaling uten KID",
            EntryKind::Refunds => "NAV",
            EntryKind::Batch => "Utbetaling i bunt",
            EntryKind::Fee => "Gebyr",
            EntryKind::Return => "Retur av betaling",
            EntryKind::Sweep | EntryKind::Topping => "Automatisk overføring",
        };
        self.world.book(Entry {
            bank,
            day,
            kind,
            amount,
            reference: reference.to_owned(),
            batch: String::new(),
            count: None,
            text: text.to_owned(),
        })
    }

    /// A reference of the bank: date and eight digits, never given twice.
    fn bank_reference(&mut self, day: usize) -> String {
        self.references += 1;
        format!(
            "{}{:08}",
            self.world.days.date(day).format("%y%m%d"),
            self.references
        )
    }

    /// The evening: every working account is brought to zero, and the ledger triggers it source by source.
    fn transfers(&mut self, day: usize, period: Period) {
        for working in self.world.profile.places(domain::agency::BankRole::Working) {
            let of_account = |source: &&Source| source.working == working;
            let net = total(
                self.sources
                    .iter()
                    .filter(of_account)
                    .map(|source| source.amount),
            );
            if net == Ore::ZERO && self.sources.iter().any(|source| source.working == working) {
                // In and out cancel to the øre, and no transfer would carry the triggers: the bank takes a fee.
                self.fee(day, period);
            }
            let sources = std::mem::take(&mut self.sources);
            let (here, elsewhere) = sources
                .into_iter()
                .partition(|source| source.working == working);
            self.sources = elsewhere;
            self.transfer(working, here, day, period);
        }
    }

    fn transfer(&mut self, working: usize, sources: Vec<Source>, day: usize, period: Period) {
        if sources.is_empty() {
            return;
        }
        let settlement = self.world.profile.settlement_of(working);
        let ledgers = [working, settlement].map(|bank| self.world.profile.ledger(bank));
        let net = total(sources.iter().map(|source| source.amount));
        let kind = if net.0 > 0 {
            EntryKind::Sweep
        } else {
            EntryKind::Topping
        };
        let reference = self.bank_reference(day);
        let working_entry = self.entry(working, day, kind, negative(net), &reference);
        let settlement_entry = self.entry(settlement, day, kind, net, &reference);
        let mut working_rows = vec![("bank", Row::Entry(working_entry))];
        let mut settlement_rows = vec![("bank", Row::Entry(settlement_entry))];
        let date = self.world.days.date(day);
        for source in sources {
            let [working_ledger, settlement_ledger] = ledgers;
            let text = "Trekk mellom arbeidskonto og oppgjørskonto";
            let lines = vec![
                Line::plain(settlement_ledger, source.amount, text).reference(&source.reference),
                Line::plain(working_ledger, negative(source.amount), text)
                    .reference(&source.reference),
            ];
            let voucher = self
                .world
                .post(VoucherKind::Trigger, period, date, "", lines);
            settlement_rows.push(("ledger", Row::Line(voucher, 0)));
            working_rows.push(("ledger", Row::Line(voucher, 1)));
            self.world.triggers.push(Trigger {
                day,
                working,
                voucher,
            });
            if let Some(lump) = source.lump.and_then(|lump| self.world.lumps.get_mut(lump)) {
                lump.trigger = Some(voucher);
            }
        }
        let [working_ledger, settlement_ledger] = ledgers;
        let groups = [
            self.world
                .belong(&format!("bank-{working_ledger}"), working_rows),
            self.world
                .belong(&format!("bank-{settlement_ledger}"), settlement_rows),
        ];
        self.world.transfers.push(Transfer {
            day,
            working,
            settlement_entry,
            groups,
        });
    }

    /// Fills the period with cost vouchers up to the number of lines asked for.
    fn costs(&mut self, place: usize, period: Period, first_voucher: usize, costs: &mut Stream) {
        let posted = self.world.vouchers.iter().skip(first_voucher);
        let lines: usize = posted.map(|voucher| voucher.lines.len()).sum();
        let mut missing = self.sizes.lines.saturating_sub(lines);
        let days: Vec<usize> = self.world.days.of_period(place).collect();
        while missing > 1 {
            let wanted = 2 + costs.index(3);
            // Never leaves a single line over: a voucher has at least two.
            let size = match missing {
                2 | 3 => missing,
                _ => wanted.min(missing - 2),
            };
            let day = costs.pick(&days).copied().unwrap_or(0);
            let mut voucher = Vec::with_capacity(size);
            for _ in 1..size {
                let expense = costs.pick(&EXPENSES).copied().unwrap_or(FEES);
                let amount = Ore(costs.between(1_000, 3_000_000));
                voucher.push(Line::plain(expense, amount, REPOSTED));
            }
            let amount = negative(total(voucher.iter().map(|line: &Line| line.amount)));
            let account = costs
                .pick(&["2960", "6800", "7100"])
                .copied()
                .unwrap_or("2960");
            voucher.push(Line::plain(account, amount, REPOSTED));
            let date = self.world.days.date(day);
            self.world
                .post(VoucherKind::General, period, date, "", voucher);
            missing -= size;
        }
    }

    /// Unknown receipts on the first days after the data.
    fn beyond(&mut self) {
        let first = self.world.days.data();
        for day in first..first + EARLY_DAYS {
            let Some(period) = self.world.days.period(self.world.days.period_index(day)) else {
                continue;
            };
            let amount = Ore(self.stream.between(20_000, 4_000_000));
            let reference = self.bank_reference(day);
            let lines = self.manual_lines(amount, &reference);
            let voucher = Voucher {
                kind: VoucherKind::ManualBank,
                number: 0, // given when it is posted
                period,
                date: self.world.days.date(day),
                batch: String::new(),
                lines,
                removed: false,
            };
            self.world.beyond.push((day, voucher));
        }
    }
}
