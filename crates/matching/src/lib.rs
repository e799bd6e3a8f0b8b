//! Matching.

mod ambiguity;
mod classes;
pub mod conservation;
mod engine;
mod grouping;
mod input;
pub mod keys;
mod line;
pub mod model;
mod pairing;

pub use engine::{group_rows, match_sides};
pub use grouping::{GroupView, Grouping};
pub use input::{BadInput, MOST_ROWS_PER_SIDE, SideName};
