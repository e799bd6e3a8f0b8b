//! Faults of 391, what the year's appropriation has paid of assets: what the ledger lacks there, or has too much of,
//! is on a cost account, so that assets, their financing and the result stay what they are.
//!
//! Each is put right in the month after. Not here: what the asset register leaves out (`srs`).

use domain::Ore;

use super::{At, INVESTED, ON_INVESTED, told};
use crate::faults::{Candidate, Edit, FaultId};
use crate::profile::EXPENSES;
use crate::world::{Line, negative, total};

impl At<'_> {
    /// The appropriation used for an asset is on a cost account, all of it or a part, twice, or turned.
    pub(super) fn investment(&self) -> Option<Candidate> {
        let (asset, false) = self.asset()? else {
            return None;
        };
        let [invested, financing] = self.voucher.lines.as_slice() else {
            return None;
        };
        let cost = asset.cost;
        let tenth = Ore(cost.0 / 10);
        // What 391 has too much of.
        let over = match self.fault {
            FaultId::InvestmentTwice => cost,
            FaultId::InvestmentDiffers => negative(tenth),
            FaultId::InvestmentTurned => negative(total([cost, cost])),
            _ => negative(cost),
        };
        let moved = |amount: Ore| {
            [(INVESTED, amount), (EXPENSES[2], negative(amount))].map(|(account, amount)| Line {
                account,
                amount,
                ..invested.clone()
            })
        };
        let edit = if self.fault == FaultId::InvestmentTwice {
            self.posting(moved(over).to_vec())
        } else {
            let [_, cost_of_month] = moved(over);
            let invested = Line {
                amount: total([cost, over]),
                ..invested.clone()
            };
            let mut lines = vec![invested, cost_of_month, financing.clone()];
            lines.retain(|line| line.amount != Ore::ZERO);
            Edit::Lines(self.spot, lines)
        };
        let effect = self.effect(ON_INVESTED, over);
        let right = told(&moved(negative(over)), "Retting av bevilgning til anlegg");
        Some(self.candidate(vec![effect], vec![edit], right))
    }
}
