//! What an MT940 file says. A bank statement is a bank statement: these are the records of camt.053, filled from the
//! fields of the older format, so that whoever takes statements needs one way in.
//!
//! Money is in the minor unit of the account's currency, and money in is **positive**.

pub use crate::camt053::record::{
    Balance, Entry, Equation, File, Statement, StatementTotals, Status, Totals, Transaction,
};
