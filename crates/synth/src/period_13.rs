//! Period 13: what gross agencies re-post after the year's last S-report, for requests that ask for it.
//!
//! Source: domain note reports-to-treasury §7. After the month behind December has begun the ministry approves, account by
//! account; some bank days later the vouchers are posted, with effect in the cash ledger and none through a bank; then the
//! year's end, then period 14. The re-postings are between accounts of income and expenditure only, so that no balance and
//! no month's appropriation moves. The days are invented; a SAF-T file of December holds them, as if it said so early. Not here: the faults (`faults::period_13`).

use chrono::NaiveDate;
use domain::{Ore, Period};

use crate::random::Stream;
use crate::world::{Line, Voucher, VoucherKind, World, negative};

/// Debit and credit of each re-posting: from article to article, and from the chapter of income to that of expenditure. The
/// last one is never touched by a fault, so that period 13 is used whatever happens.
const ACCOUNTS: [[&str; 2]; 3] = [["6550", "6540"], ["3600", "6300"], ["6860", "7100"]];
/// The accounts of a re-posting that nobody has approved.
pub(crate) const NOT_APPROVED: [&str; 2] = ["6400", "6800"];

/// Bank days after December's last one on which the ministry approves.
const APPROVED: usize = 7;
/// On which it is re-posted.
const REPOSTED: usize = 9;
/// On which the year's end is posted in period 13.
const CLOSED: usize = 11;
/// On which the transfers of period 14 are posted.
const TRANSFERRED: usize = 13;

/// The text of a re-posting.
pub(crate) const TEXT: &str = "Omposting etter godkjenning";

/// What the ministry has approved.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Reposting {
    /// Period 13 of a year.
    pub(crate) period: Period,
    /// The place of the voucher.
    pub(crate) voucher: usize,
    /// The day of the approval.
    pub(crate) approved: NaiveDate,
    /// The ministry's reference.
    pub(crate) reference: String,
    /// Account and amount, debit positive.
    pub(crate) lines: [(&'static str, Ore); 2],
}

/// How many bank days after December's last one the vouchers of a year's end are posted, in period 13 or 14.
pub(crate) fn bank_days_after(period: Period) -> usize {
    if period.number() == 13 {
        CLOSED
    } else {
        TRANSFERRED
    }
}

/// A day after the year that is before every approval of it, and one after the first of its transfers.
pub(crate) fn too_early_and_too_late(world: &World, place: usize) -> [NaiveDate; 2] {
    let last = world.days.of_period(place).end.saturating_sub(1);
    [APPROVED - 2, TRANSFERRED + 2].map(|days| world.days.date(last + days))
}

/// Posts what is approved of the year that ends with the December of this place; nothing in other months.
pub(crate) fn post(world: &mut World, place: usize, december: Period, stream: &mut Stream) {
    let thirteen = Period::new(december.year(), 13);
    let thirteen = thirteen.filter(|_| december.number() == 12 && world.profile.has_period_13);
    let Some(period) = thirteen else { return };
    let last = world.days.of_period(place).end.saturating_sub(1);
    let [approved, posted] = [APPROVED, REPOSTED].map(|days| world.days.date(last + days));
    for (number, [debit, credit]) in (1..).zip(ACCOUNTS) {
        // Divisible by ten, for a tenth of it is a fault.
        let amount = Ore(10 * stream.between(500_000, 5_000_000));
        let lines = [(debit, amount), (credit, negative(amount))];
        let posting = lines.map(|(account, amount)| Line::plain(account, amount, TEXT));
        let kind = VoucherKind::Approved;
        let voucher = world.post(kind, period, posted, "", posting.to_vec());
        world.repostings.push(Reposting {
            period,
            voucher,
            approved,
            reference: format!("FIN-{}-{number}", period.year()),
            lines,
        });
    }
}

/// A voucher like that of a re-posting, with other lines and perhaps another day; its number is given when it is posted.
pub(crate) fn voucher(period: Period, date: NaiveDate, lines: Vec<Line>) -> Voucher {
    Voucher {
        kind: VoucherKind::Approved,
        number: 0,
        period,
        date,
        batch: String::new(),
        lines,
        removed: false,
    }
}
