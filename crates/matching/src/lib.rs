//! Matching.

pub mod model;
