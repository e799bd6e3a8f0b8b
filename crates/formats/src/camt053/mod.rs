//! camt.053 bank statement.

pub mod record;

/// Whether the content looks like camt.053 (first child of `Document` is `BkToCstmrStmt`).
pub fn sniff(_head: &[u8]) -> bool {
    false
}
