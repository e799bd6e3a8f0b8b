//! Matching against a slow and obviously right matcher, against laws, and in its worst cases.
#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "tests")]

mod every_instance;
mod laws;
mod lumps;
mod near;
mod oracle;
mod oracle_cases;
mod pool_budgets;
mod pool_oracle;
mod pools;
mod refusals;
mod rows;
mod rules;
mod worst_cases;
