//! The words of the trade as types: money, periods, accounts, identifiers, origins, findings, outcomes.
//!
//! Everyone may use this crate; it uses no one. It holds **values and pure arithmetic only**: no file, no clock,
//! no serialisation (a wire form belongs to the crate that owns the format), no rule of the routines.

pub mod account;
pub mod agency;
pub mod case;
pub mod delivery;
pub mod diagnostic;
pub mod digest;
pub mod follow_up;
pub mod identifier;
pub mod matching;
pub mod money;
pub mod outcome;
pub mod period;
pub mod personal;
pub mod register;
pub mod text;
pub mod treasury;

pub use account::{Account, AccountPattern, StateAccount};
pub use delivery::{Delivery, Input, SeriesNumber};
pub use diagnostic::{Diagnostic, Parsed, Position, Severity};
pub use digest::{Digest, FileId};
pub use follow_up::{Dispensation, FollowUp, Frequency, Standing, Task, TaskDue};
pub use money::Ore;
pub use outcome::{
    Adjustment, Certainty, CheckResult, Code, Evidence, Finding, MatchRow, MatchingSet, OpenItem,
    Outcome, Point, Proposal, ProposedLine, RowRef, Side, SideTotals, Suggestion, UnsearchedRows,
};
pub use period::Period;
pub use text::{Arg, Text};
