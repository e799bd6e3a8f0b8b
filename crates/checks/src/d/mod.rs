//! Family D: interim accounts.

pub mod interim;
