//! NAV's settlement report to employers, K27 (`ref-arbg`) and K37: what NAV refunded, per employee and benefit.
//!
//! Sources: NAV's page on the report (columns, codes, timing), NAV's published program `navikt/sokos-oppgjorsrapporter`
//! that writes the files (widths, encoding, the order message, metadata), and a trade article on the change of
//! 2016-11-26. Read are
//!
//! | Form | What |
//! |---|---|
//! | R1 | **CSV**: the report itself, ISO-8859-1, a row of 127 characters and CR LF for each item, no heading, no total |
//! | R3 | **order**: the JSON message from which NAV makes the report, with a declared total; all its historic forms |
//! | R4 | **metadata**: NAV's JSON description of one report, which has the payment date (`X.meta.json` beside `X.csv`) |
//! | – | **control**: declared figures, `"schema": "k27-control/1"` (`X.ctl.json`): a form of this house, because the CSV declares nothing |
//!
//! ```text
//! 1-4     NAV unit, 8020 since 2016-11-26      61-85   name, cut at 25 characters
//! 6-14    employer                             87-94   last day
//! 16-24   subunit                              96-106  amount: ten digits of øre, then blank or -
//! 26      benefit code                         108-118 reserved amount, always zero
//! 28-38   person                               120-127 maksdato
//! 40-47   first day                            semicolons between; dates YYYYMMDD, 00000000 = none
//! 49-59   bank account
//! ```
//!
//! **Signs.** [`record::Refund::amount`] is as in the file: positive is a refund to the employer (money in at the bank), a minus
//! behind the digits is what NAV takes back. In the order form of 2025-11-04 the flag `D` is positive and `K` negative; that `K`
//! is negative is inferred from the signed amounts that replaced the flags.
//!
//! **Regimes.** Before 2016-11-26 NAV paid for each unit by itself and a unit with a negative subtotal got nothing; since
//! then one payment for all, unit 8020. [`Options::regime`] `None`: national if 8020 is the only unit. Benefit codes from before are
//! not known to any source, so that [`benefit()`] knows none for an earlier payment date, nor for K37.
//!
//! **The payment date** is not in the CSV. It comes from [`Options::payment_date`] (which the caller takes from wherever
//! it knows it, also from the file's name by [`payment_date_from_name`]), the control file, the metadata, or the order's
//! header, in this order.
//!
//! **Tolerances**, each with its warning: another line length than 127 (K27106), lines that end in LF alone (K27214), blank lines
//! (K27211), no line end behind a whole last row (K27109), a sign before the digits, a plus or no sign (K27107), check digits
//! that do not hold (K27108), unknown benefit codes (K27104). Without a warning: a unit of less than four digits, which NAV's
//! program writes unpadded; more than ten digits of an amount; empty or blank dates; a byte order mark before JSON.
//!
//! **What is not read**: a report saved again by a spreadsheet (leading zeros lost, UTF-8, a heading), files with several employers or
//! accounts, other column orders. They are refused. T12 and T14, NAV's reports to creditors, are not refunds;
//! [`stranger`] names them. The PDF.
//!
//! **Truncation.** The CSV has no end record. Cut inside a row it is refused; cut before or inside the last line end, the money is whole
//! and K27109 warns; cut between two rows **nothing shows it** without a control file. So it is with a changed
//! digit of an amount. Only a control file or the bank credit proves a CSV. The order message proves itself by its total; any cut
//! of JSON is noticed.
//!
//! **Memory** of a CSV does not grow with the file. JSON is held whole up to [`Options::max_json_bytes`].
//!
//! **Personal data.** A report tells of sickness, pregnancy and children. Diagnostics have no person number, no name, no piece of a
//! row; `Debug` of a [`record::Person`] shows stars.
//!
//! **Normalisations of `write(parse(file))`**: units are padded, signs and line ends are as NAV writes them, blank lines are gone, names are
//! padded and cut at 25 characters; JSON has the keys and the indentation of NAV's present order message, identifiers are texts,
//! flags become signs, unknown keys are gone. A CSV without warnings is written byte for byte as it was.

pub mod benefit;
mod csv;
pub mod error;
mod expected;
mod field;
mod json;
mod names;
mod object;
mod order;
mod parse;
pub mod record;
mod sidecar;
mod sniff;
mod tally;
mod write;

use chrono::NaiveDate;

pub use benefit::{BENEFITS, Benefit, Group, benefit};
pub use names::{payment_date_from_name, sidecar_of};
pub use parse::{parse, read};
pub use sniff::{sniff, stranger};
pub use write::{write, write_to};

/// What the `schema` of a control file says.
pub const CONTROL_SCHEMA: &str = "k27-control/1";

/// Which report a CSV is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Profile {
    /// K27.
    #[default]
    K27,
    /// K37 (before 2017): every row is holiday pay, its codes are not known, paid by unit. That its layout is
    /// K27's is inferred from a notice that both were the same two forms.
    K37Legacy,
}

/// What the reader must be told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Options {
    /// K27 or K37.
    pub profile: Profile,
    /// How NAV paid; `None`: by the units in the file.
    pub regime: Option<record::Regime>,
    /// The day of the payment, if the caller knows it; comes before every other source.
    pub payment_date: Option<NaiveDate>,
    /// What the control file beside the report declares; compared with it.
    pub control: Option<record::Control>,
    /// What the metadata beside the report say; compared with it.
    pub metadata: Option<record::Metadata>,
    /// Whether damaged Norwegian letters of names are repaired for display. The name as written is kept as well.
    pub repair_letters: bool,
    /// A period that ends more than so many days after the payment is worth a warning. Parental benefit can be paid
    /// ahead; the default of 62 is inferred.
    pub max_days_after_payment: i64,
    /// The largest JSON file that is read, in bytes. Default 64 MiB, which is 200 000 rows; real ones have a few hundred.
    pub max_json_bytes: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            profile: Profile::K27,
            regime: None,
            payment_date: None,
            control: None,
            metadata: None,
            repair_letters: true,
            max_days_after_payment: 62,
            max_json_bytes: 64 << 20,
        }
    }
}
