//! NAV settlement report K27/K37.

pub mod error;

/// Whether the content looks like this format.
pub fn sniff(_head: &[u8]) -> bool {
    false
}

/// Another report of NAV that is no refund report.
pub fn stranger(_head: &[u8]) -> Option<&'static str> {
    None
}
