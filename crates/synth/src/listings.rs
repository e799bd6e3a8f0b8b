//! Hard cases of matching: two lists of rows, left the ledger and right the bank, and the truth about them.
//!
//! A list is made of **scenes**: a payment and its bank entry, a lump and its parts, a reversal and its correction. Each
//! scene has a stream of chance of its own, so scenes can be made in any order, and [`scenes`] holds one at a time.
//!
//! # What makes a group decidable
//!
//! The data leave exactly one answer that a rule can justify: the same key and amount; the same amount inside
//! [`WINDOW_BANK_DAYS`], alone or nearest; a sum over a shared key; the only sum of at most [`MOST_PARTS`] rows inside the
//! window; a fee of the same day; the same key and at most [`TOLERANCE_ORE`] between the amounts. What each case
//! needs stands in [`cases`]. This is so by construction, never by luck:
//!
//! * each whole amount lies in a block of 1 000 kroner of its own, whatever its sign, so two scenes never share one, and an
//!   error in typing stays inside the block; twice an amount, or the difference of two, stands only with others under
//!   one key; standard rates, below all blocks, are for rows with a key on both sides;
//! * the last digit of the øre tells what an amount is: whole amounts end in 0, parts on the left in 7, parts on the right
//!   in 3, and a total of n parts in what n of those give. So parts meet no whole amount, and only all parts of a
//!   total sum to it;
//! * where only a sum tells (no key), each scene has a stretch of bank days of its own, wider than the window;
//! * fees of one bank day differ, but where a scene is about equal ones.
//!
//! What is not decidable says why ([`Undecidable`]). A matching engine must leave it open or say that there were
//! other answers just as good.
//!
//! Not here: two strangers with the same amount inside the window and references that contradict each other. No data tell
//! them from a mistyped reference. Nor how rows are matched (`matching`), nor their files (`formats`).
//!
//! ```
//! use synth::listings::{Case, listings};
//!
//! let made = listings("fees-netted".parse()?, 100, 1)?;
//! assert_eq!(made.left.len(), 100);
//! assert_eq!(made, listings(Case::FeesNetted, 100, 1)?);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod case;
mod equal;
mod job;
mod mistakes;
mod plan;
mod postings;
mod stage;
mod sums;

use chrono::NaiveDate;
use domain::Ore;

pub use case::{Case, CaseKind, NotACase, cases};

use crate::error::SynthError;
use plan::Plan;

/// Most rows of the left list: fees of one day have room for so many.
pub const MAX_ROWS: u64 = 20_000_000;
/// How far apart, in bank days, rows may lie that only amount or sum bring together.
pub const WINDOW_BANK_DAYS: i32 = 3;
/// Most that amounts under one key may differ by and still be one payment.
pub const TOLERANCE_ORE: i64 = 99;
/// Most rows of a sum without a key.
pub const MOST_PARTS: usize = 6;

/// A list.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Side {
    /// The ledger.
    Left,
    /// The bank.
    Right,
}

/// One row of a list.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Row {
    /// Unique on its side; says nothing about order.
    pub id: u64,
    /// Booking date, a bank day.
    pub date: NaiveDate,
    /// Debit positive on both sides.
    pub amount: Ore,
    /// ISO 4217.
    pub currency: &'static str,
    /// 15 digits, or fewer where mistyped; empty if the row has none.
    pub reference: String,
    /// 14 digits, the last one a check digit unless mistyped; empty if the row has none.
    pub kid: String,
    /// Shared by the rows of a lump; empty if the row has none.
    pub lump: String,
    /// Not empty: the row is a fee, charged together with the others of this key.
    pub fee: String,
    /// What a person reads. No case needs it.
    pub text: &'static str,
    /// Which delivery of the list the row came with: 1, or 2 where files overlap.
    pub delivery: u8,
}

/// Rows that truly belong together, by ids. One side may be empty: a reversal.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct TrueGroup {
    /// Rows of the left list.
    pub left: Vec<u64>,
    /// Rows of the right list.
    pub right: Vec<u64>,
    /// Left − right; 0, or at most [`TOLERANCE_ORE`] either way.
    pub difference: Ore,
    /// Why the data do not tell; none if they do.
    pub undecidable: Option<Undecidable>,
}

impl TrueGroup {
    /// Whether the data leave exactly this answer.
    pub fn decidable(&self) -> bool {
        self.undecidable.is_none()
    }
}

/// A row that truly has no partner, or none that a rule may give it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct OpenRow {
    /// Its list.
    pub side: Side,
    /// Its id there.
    pub id: u64,
    /// Why it is open.
    pub reason: Reason,
    /// The row that the reason is about, if there is one: list and id.
    pub counterpart: Option<(Side, u64)>,
    /// Why the data do not tell that it is this row and not another; none if they do.
    pub undecidable: Option<Undecidable>,
}

/// Why a row is truly open.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Reason {
    /// The other list does not have it.
    Missing,
    /// The other list has it with another amount.
    AmountDiffers,
    /// The other list has it with two neighbouring digits of the amount swapped.
    AmountTransposed,
    /// The other list has it with the opposite sign.
    SignDiffers,
    /// The other list has it in another currency.
    CurrencyDiffers,
    /// The other list has it outside the window, and no key tells.
    OutsideWindow,
    /// The same row was delivered before.
    DeliveredAgain,
    /// Its partner comes after the end of the data.
    LaterPeriod,
    /// Of the rows that make up a payment one is missing.
    PartMissing,
}

impl Reason {
    /// One word for lists and tests.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::AmountDiffers => "amount-differs",
            Self::AmountTransposed => "amount-transposed",
            Self::SignDiffers => "sign-differs",
            Self::CurrencyDiffers => "currency-differs",
            Self::OutsideWindow => "outside-window",
            Self::DeliveredAgain => "delivered-again",
            Self::LaterPeriod => "later-period",
            Self::PartMissing => "part-missing",
        }
    }
}

/// Why the data do not tell which rows belong together.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Undecidable {
    /// Other rows are equal in all that a rule looks at.
    EqualRows,
    /// Fees of the same amount on the same day.
    EqualFees,
    /// Other rows give the same sum.
    EqualSums,
    /// Another amount under the same key is as near.
    EqualDifferences,
    /// A sum of more than [`MOST_PARTS`] rows.
    TooManyParts,
}

impl Undecidable {
    /// One word for lists and tests.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::EqualRows => "equal-rows",
            Self::EqualFees => "equal-fees",
            Self::EqualSums => "equal-sums",
            Self::EqualDifferences => "equal-differences",
            Self::TooManyParts => "too-many-parts",
        }
    }
}

/// Two lists and the truth about them: each row is in exactly one true group or in the open list.
///
/// Rows and groups come scene by scene. Who wants a file sorts them, and who tests an engine shuffles them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Listings {
    /// Ledger.
    pub left: Vec<Row>,
    /// Bank.
    pub right: Vec<Row>,
    /// What belongs together.
    pub groups: Vec<TrueGroup>,
    /// What is truly open.
    pub open: Vec<OpenRow>,
}

/// Makes a case with exactly so many rows on the left and about as many on the right; all in memory, some 500 bytes per
/// row of the left list. The same arguments give the same listings.
///
/// # Errors
/// [`SynthError::ListingRows`] for no rows or more than [`MAX_ROWS`].
pub fn listings(case: Case, rows: u64, seed: u64) -> Result<Listings, SynthError> {
    let mut all = Listings::default();
    for mut scene in scenes(case, rows, seed)? {
        all.left.append(&mut scene.left);
        all.right.append(&mut scene.right);
        all.groups.append(&mut scene.groups);
        all.open.append(&mut scene.open);
    }
    Ok(all)
}

/// The scenes of a case, one after another, in constant memory; together they are [`listings`].
///
/// # Errors
/// As [`listings`].
pub fn scenes(case: Case, rows: u64, seed: u64) -> Result<Scenes, SynthError> {
    if !(1..=MAX_ROWS).contains(&rows) {
        return Err(SynthError::ListingRows(rows));
    }
    Ok(Scenes {
        plan: Plan::new(case, rows, seed)?,
        next: 0,
        missing: rows,
    })
}

/// What [`scenes`] gives.
pub struct Scenes {
    plan: Plan,
    /// Number of the next scene.
    next: u64,
    /// Left rows still to be made.
    missing: u64,
}

impl Iterator for Scenes {
    type Item = Listings;

    fn next(&mut self) -> Option<Listings> {
        if self.missing == 0 {
            return None;
        }
        let left_rows = |scene: &Listings| u64::try_from(scene.left.len()).unwrap_or(u64::MAX);
        let mut scene = self.plan.scene(self.next);
        if left_rows(&scene) > self.missing {
            // It no longer fits, and gives way to a plain pair.
            scene = self.plan.plain(self.next);
        }
        self.next += 1;
        self.missing = self.missing.saturating_sub(left_rows(&scene));
        Some(scene)
    }
}
