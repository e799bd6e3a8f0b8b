//! SAF-T Financial NO.

pub mod record;

/// Whether the content looks like SAF-T Financial (root element `AuditFile`).
pub fn sniff(_head: &[u8]) -> bool {
    false
}
