//! What the ministry has approved to be re-posted in period 13: `approved-repostings`, a file for each year.
//!
//! Not here: the vouchers (`crate::period_13`), the reports of the period (`cash`).

use std::collections::BTreeMap;

use domain::Period;
use formats::delimited::record::{Record, Value};

use super::cash::report_key;
use super::{kind_of, listing, row, text};
use crate::documents::Document;
use crate::error::SynthError;
use crate::world::World;

/// The listings of an agency.
pub(super) fn listings(
    world: &World,
    each: &mut dyn FnMut(Document) -> Result<(), SynthError>,
) -> Result<(), SynthError> {
    let kind = kind_of("approved-repostings")?;
    let mut of_periods: BTreeMap<Period, Vec<Record>> = BTreeMap::new();
    for one in &world.repostings {
        let rows = one.lines.iter().map(|(account, amount)| {
            let (state_account, _) = report_key(world.profile.index + 1, account);
            row(
                kind,
                &[
                    ("account", text(*account)),
                    ("state_account", text(state_account)),
                    ("approved_amount", Value::Amount(*amount)),
                    ("approved", Value::Date(one.approved)),
                    ("reference", text(one.reference.as_str())),
                    ("period", Value::Period(one.period)),
                ],
            )
        });
        of_periods.entry(one.period).or_default().extend(rows);
    }
    for (period, records) in of_periods {
        let name = format!("godkjente-ompostinger-{period}.csv");
        listing(&name, records, each)?;
    }
    Ok(())
}
