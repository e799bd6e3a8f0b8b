//! Tables: a row of headings and rows of cells → rows of a declared register kind ([`domain::register`]).
//!
//! The one engine behind [`crate::delimited`], [`crate::xlsx`] and [`crate::parquet`]. It decides what a table is and
//! which column holds which field, turns cells into values strictly, adds up amounts, and proposes mappings for tables
//! it does not know. Not here: bytes, encodings, sheets, row groups: each front end has its own, and its own codes.
//!
//! **Which kind.** A mapping of the playbook whose headings are all there, the one with most headings first. Else the
//! kinds whose needed fields are all found among the headings by name or synonym; of these the one that explains most
//! headings; of two that explain as many, the one declared to go before the other. If that leaves two, the table is
//! **refused with both named**: an S-report and an A-report have the same columns, and only a person knows which it is.
//!
//! **Values.** A cell is empty, or of its field's type, or an error; nothing is rounded and nothing is guessed.
//!
//! | Type | Text cells | Typed cells |
//! |---|---|---|
//! | amount | Norwegian or plain decimals, one decimal mark in the whole file | exact decimals of at most two places |
//! | limit | as amount, or `U` | as amount |
//! | date | `2025-03-31` `31.03.2025` `31/03/2025` `20250331` | dates without a time of day |
//! | period | `202503` `2025-03` `2025.03` `03.2025` | whole numbers `202503` |
//! | count | digits, below 10^15 | whole numbers, not negative |
//! | decimal | digits, the file's decimal mark, at most four decimals | exact decimals of at most four places |
//! | switch | `ja` `nei` `yes` `no` `true` `false` `j` `n` `y` `x` `1` `0` | yes, no, 1, 0 |
//! | text and codes | as it stands | whole numbers of at most 15 digits, as digits |

pub(crate) mod fault;
pub(crate) mod headings;
mod propose;
pub mod record;
mod row;
pub(crate) mod rows;
pub(crate) mod value;

pub use propose::{Proposal, propose};
pub use row::{Cell, Row};
