//! The permanent codes of this format.

pub use crate::complaints::Kind;

/// Every code of the format, in order of code.
pub static KINDS: &[&Kind] = &[];
