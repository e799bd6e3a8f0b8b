//! Delimited text with a heading row.

pub mod record;

/// Whether the content looks like a table: a heading row and rows with the same number of fields.
pub fn sniff(_head: &[u8]) -> bool {
    false
}
