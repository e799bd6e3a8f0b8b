//! The store seen from outside: what is kept, what is refused, what any tampering leads to.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "tests: a failure is a panic, and they look at and damage the files of a store"
)]

mod acts;
mod follow;
mod life;
mod made;
mod signing;
mod store;
mod tamper;
