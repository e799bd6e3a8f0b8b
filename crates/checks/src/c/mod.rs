//! Family C: registrations beside the accounts.

pub mod hours;
