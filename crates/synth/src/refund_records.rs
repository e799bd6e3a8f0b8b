//! From the world to the records of NAV's report, and of the metadata beside it.
//!
//! Not here: who gets what (`refunds`), bytes (`formats`).

use chrono::NaiveDate;
use domain::{Ore, Position};
use formats::k27::record::{Digits, File, Metadata, Person, Refund as Row};

use crate::world::World;

/// The unit that pays everything since 2016-11-26.
const UNIT: &str = "8020";

/// When NAV pays the report of a period: on its first bank day.
pub(crate) fn payment_date(world: &World, place: usize) -> NaiveDate {
    world.days.date(world.days.of_period(place).start)
}

/// The report of a period; `None` if something is not of the form that the report wants.
pub(crate) fn report(world: &World, place: usize) -> Option<File> {
    let report = world.reports.get(place)?;
    let (employer, account) = employer_and_account(world)?;
    let mut rows = Vec::with_capacity(report.refunds.len());
    for refund in &report.refunds {
        rows.push(Row {
            position: Position::default(),
            unit: Digits::new(UNIT)?,
            employer,
            subunit: employer,
            benefit: refund.benefit,
            benefit_text: String::new(),
            person: Person::new(&refund.person)?,
            person_name: refund.name.clone(),
            person_name_raw: None,
            period_from: Some(refund.days.0),
            period_to: Some(refund.days.1),
            max_date: None,
            bank_account: account,
            amount: refund.amount,
            reserved_amount: Ore::ZERO,
        });
    }
    Some(File::Csv(rows))
}

/// What NAV's report service says about the report of a period: made on the bank day after the payment.
pub(crate) fn metadata(world: &World, place: usize) -> Option<File> {
    let (employer, bank_account) = employer_and_account(world)?;
    let created = world.days.date(world.days.of_period(place).start + 1);
    let number = u64::try_from(place).ok()?;
    Some(File::Metadata(Metadata {
        report_id: Some(9_001 + number),
        employer,
        employer_name: world.profile.name.clone(),
        payment_date: payment_date(world, place),
        bank_account,
        created: format!("{created}T05:00:00Z"),
        archived: Some(false),
    }))
}

fn employer_and_account(world: &World) -> Option<(Digits<9>, Digits<11>)> {
    let account = world.profile.banks.get(world.profile.receiving)?;
    Some((
        Digits::new(world.profile.organisation.as_str())?,
        Digits::new(account.number.as_str())?,
    ))
}
