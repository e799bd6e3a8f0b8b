//! Family F: the change of year.

pub mod carry_forward;
pub mod central_settlement;
