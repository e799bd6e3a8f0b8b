//! Checks that the routines require and no tab carries: they have an id, and no tab is invented for them.

pub mod completeness;
mod expected;
