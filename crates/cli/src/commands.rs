//! One file per command: its arguments (whose doc comments are the manual) and what it does.

pub mod deadlines;
pub mod diff;
pub mod doctor;
pub mod event;
pub mod explain;
mod figures;
mod follow_up;
pub mod impact;
pub mod inspect;
pub mod rerun;
pub mod run;
pub mod sign;
pub mod status;
pub mod synth;
pub mod table;
