//! avstem.
fn main() {}
