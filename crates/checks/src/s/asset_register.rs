//! The listing of the asset module (XAT01, XAT02) of a period, and when it is owed.

use domain::{Input, RowRef, Text};

use crate::context::CheckContext;

/// A row of the listing: an asset, or an account's total.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Asset<'a> {
    /// Account in the general ledger.
    pub(super) account: &'a str,
    /// Asset number; empty for a total.
    pub(super) number: &'a str,
    /// Asset group; empty if none.
    pub(super) group: &'a str,
    /// Value, in øre.
    pub(super) value: i64,
    /// Cost of acquisition, in øre; `None` if the listing has none.
    pub(super) acquired: Option<i64>,
    /// Part capitalised from appropriation, in øre; `None` if the listing has none.
    pub(super) from_appropriation: Option<i64>,
    /// The row itself.
    pub(super) row: RowRef,
}

/// The rows of the period, sorted; rows that name no period are of it.
pub(super) fn assets<'a>(cx: &CheckContext<'a>) -> Vec<Asset<'a>> {
    let Some(register) = cx.frames.registers.get("fixed-assets") else {
        return Vec::new();
    };
    let (accounts, numbers) = (register.text("account"), register.text("asset"));
    let (groups, periods) = (register.text("asset_group"), register.short("period"));
    let (values, acquired) = (register.whole("asset_value"), register.whole("acquired"));
    let from_appropriation = register.whole("from_appropriation");
    let mut assets = Vec::new();
    for (row, (&file, &record)) in register.file().iter().zip(register.record()).enumerate() {
        let is_of_period = periods.get(row).is_none_or(|p| p == cx.period.as_i32());
        let Some(row_ref) = cx.frames.row_ref(file, record).filter(|_| is_of_period) else {
            continue;
        };
        assets.push(Asset {
            account: accounts.get(row),
            number: numbers.get(row),
            group: groups.get(row),
            value: values.get(row).unwrap_or_default(),
            acquired: acquired.get(row),
            from_appropriation: from_appropriation.get(row),
            row: row_ref,
        });
    }
    assets.sort();
    assets
}

/// Whether the input calendar expects the listing in the period, and from whom.
pub(super) fn expected_from<'a>(cx: &CheckContext<'a>) -> Option<&'a str> {
    let (first, last) = (cx.period.first_day(), cx.period.last_day());
    let in_force = |expectation: &&domain::agency::Expectation| {
        expectation.input == Input::Register("fixed-assets")
            && expectation.from.is_none_or(|from| from <= last)
            && expectation.until.is_none_or(|until| first <= until)
    };
    let found = cx.playbook.expectations.iter().find(in_force);
    found.map(|expectation| expectation.actor.as_str())
}

/// That the listing is missing, and who owes it: the agency, where the input calendar names nobody else.
pub(super) fn missing(cx: &CheckContext<'_>) -> Text {
    Text::key("reason-no-fixed-assets")
        .with("period", cx.period)
        .with("actor", expected_from(cx).unwrap_or("agency"))
}

/// Adds what was looked at.
pub(super) fn evidence(assets: &[Asset<'_>], examined: &mut crate::check::Examined) {
    let count = u64::try_from(assets.len()).unwrap_or(u64::MAX);
    examined.evidence.rows_seen.insert("fixed_assets", count);
}
