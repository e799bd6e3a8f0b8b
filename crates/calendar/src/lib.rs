//! Business days and deadlines.

pub mod deadline;

pub use deadline::{Deadline, Due, Override};
