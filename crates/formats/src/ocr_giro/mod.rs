//! Nets OCR giro.

pub mod record;

/// Whether the content looks like a Nets file (`NY000010` first).
pub fn sniff(_head: &[u8]) -> bool {
    false
}
