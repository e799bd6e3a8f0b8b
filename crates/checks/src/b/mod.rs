//! Family B: the treasury's own accounts, when it has booked the report.

pub mod treasury_booked;
