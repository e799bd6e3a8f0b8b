//! CPU time and memory as the kernel counts them for this process (Linux).
//!
//! CPU time and not wall clock: other programs on the machine do not change it much, and a ratio of two figures taken
//! in turn in one process does not depend on how fast the machine is.

use std::fs::read_to_string;

/// CPU time of the main thread so far, in nanoseconds; 0 where the kernel does not say.
#[expect(
    clippy::disallowed_methods,
    reason = "a measurement reads counters of the kernel"
)]
pub(crate) fn cpu_nanoseconds() -> u64 {
    let counters = read_to_string("/proc/self/schedstat").unwrap_or_default();
    counters
        .split_whitespace()
        .next()
        .and_then(|time| time.parse().ok())
        .unwrap_or(0)
}

/// Largest memory of the process so far, as the kernel prints it.
#[expect(
    clippy::disallowed_methods,
    reason = "a measurement reads counters of the kernel"
)]
pub(crate) fn peak_memory() -> String {
    let status = read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or_else(|| "unknown".to_owned(), |size| size.trim().to_owned())
}

/// The first argument that is not an option: the one bench that is wanted.
pub(crate) fn wanted() -> Option<String> {
    std::env::args()
        .skip(1)
        .find(|argument| !argument.starts_with('-'))
}

/// `numerator / denominator` with two decimals.
pub(crate) fn ratio(numerator: u64, denominator: u64) -> String {
    let hundredths = numerator.saturating_mul(100) / denominator.max(1);
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}
