//! Results → artifacts.

pub mod model;
