//! SWIFT MT940 statement.

pub mod error;

/// Whether the content looks like this format.
pub fn sniff(_head: &[u8]) -> bool {
    false
}
