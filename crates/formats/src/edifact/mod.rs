//! EDIFACT CREMUL, DEBMUL, BANSTA.

pub mod error;

/// The messages that are read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Message {
    /// Multiple credit advice.
    Cremul,
    /// Multiple debit advice.
    Debmul,
    /// Banking status.
    Bansta,
}

/// Which message the content looks like.
pub fn sniff(_head: &[u8]) -> Option<Message> {
    None
}
