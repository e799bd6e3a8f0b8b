//! From the world to the records of NAV's report, and of the metadata beside it.
//!
//! Not here: who gets what (`refunds`), bytes (`formats`).

use chrono::NaiveDate;
use domain::{Ore, Position};
use formats::k27::record::{Digits, File, Metadata, Person, Refund as Row};

use crate::profile::FileExchange;
use crate::refunds::Report;
use crate::world::World;

/// The unit that pays everything since 2016-11-26.
const UNIT: &str = "8020";

/// The files of every report, with their names.
pub(crate) fn files(world: &World) -> Option<Vec<(String, File)>> {
    let mut files = Vec::new();
    for (place, (period, report)) in world.days.periods.iter().zip(&world.reports).enumerate() {
        let number = u64::try_from(place).ok()?;
        let day = world.days.of_period(place).start;
        files.extend(of_report(
            world,
            &period.to_string(),
            9_001 + number,
            day,
            report,
        )?);
    }
    for (number, (day, report)) in (9_501..).zip(&world.further_reports) {
        let date = world.days.date(*day).to_string();
        files.extend(of_report(world, &date, number, *day, report)?);
    }
    Some(files)
}

/// A report, paid on a bank day: beside it its metadata, or the date of the payment in its name.
fn of_report(
    world: &World,
    called: &str,
    number: u64,
    day: usize,
    report: &Report,
) -> Option<Vec<(String, File)>> {
    let paid = world.days.date(day);
    let csv = rows(world, report)?;
    if world.profile.exchange != FileExchange::Newer {
        let organisation = world.profile.organisation.as_str();
        return Some(vec![(
            format!("nav/{organisation}_ref-arbg_{paid}.csv"),
            csv,
        )]);
    }
    let created = world.days.date(day + 1);
    Some(vec![
        (format!("nav/K27-{called}.csv"), csv),
        (
            format!("nav/K27-{called}.meta.json"),
            metadata(world, report, (number, paid, created))?,
        ),
    ])
}

/// The rows of a report; `None` if something is not of the form that the report wants.
fn rows(world: &World, report: &Report) -> Option<File> {
    let (employer, account) = employer_and_account(world, report)?;
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

/// What NAV's report service says about a report: made on the bank day after the payment.
fn metadata(
    world: &World,
    report: &Report,
    (number, paid, created): (u64, NaiveDate, NaiveDate),
) -> Option<File> {
    let (employer, bank_account) = employer_and_account(world, report)?;
    Some(File::Metadata(Metadata {
        report_id: Some(number),
        employer,
        employer_name: world.profile.name.clone(),
        payment_date: paid,
        bank_account,
        created: format!("{created}T05:00:00Z"),
        archived: Some(false),
    }))
}

fn employer_and_account(world: &World, report: &Report) -> Option<(Digits<9>, Digits<11>)> {
    let place = if report.names_other_account {
        world.profile.paying
    } else {
        world.profile.receiving
    };
    let account = world.profile.banks.get(place)?;
    Some((
        Digits::new(world.profile.organisation.as_str())?,
        Digits::new(account.number.as_str())?,
    ))
}
