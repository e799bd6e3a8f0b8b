//! `fixed-assets`: what the asset module says of each asset at the end of a month.

use domain::Ore;
use formats::delimited::record::Value;

use super::{kind_of, listing, row, text};
use crate::documents::Document;
use crate::error::SynthError;
use crate::world::World;

/// A listing for each month in which there are assets.
pub(super) fn listings(
    world: &World,
    each: &mut dyn FnMut(Document) -> Result<(), SynthError>,
) -> Result<(), SynthError> {
    let kind = kind_of("fixed-assets")?;
    for period in &world.days.periods {
        let of_period = world.assets.iter().filter(|asset| asset.bought <= *period);
        let rows = of_period.map(|asset| {
            let is_left_out = world.not_invested.contains(&(asset.number, *period));
            let invested = if asset.bought.year() == period.year() && !is_left_out {
                asset.cost
            } else {
                Ore::ZERO
            };
            row(
                kind,
                &[
                    ("account", text(asset.accounts[0])),
                    ("asset_value", Value::Amount(asset.value(*period))),
                    ("period", Value::Period(*period)),
                    ("asset", text(asset.name())),
                    (
                        "asset_group",
                        text(asset.accounts[0].get(..3).unwrap_or_default()),
                    ),
                    ("acquired", Value::Amount(asset.cost)),
                    ("depreciated", Value::Amount(asset.depreciated(*period))),
                    ("from_appropriation", Value::Amount(invested)),
                ],
            )
        });
        listing(&format!("anlegg-{period}.csv"), rows.collect(), each)?;
    }
    Ok(())
}
