//! Family F: the change of year.

pub mod carry_forward;
pub mod central_settlement;
pub mod period_13;
pub mod year_end;
mod year_end_books;
mod year_end_proposals;
