//! Files → frames: lists, recognises, reads, verifies, and refuses with a reason.
//!
//! The only room that reads from disk (the store's own files excepted, which `close` reads). It decides what a
//! reader's diagnostics mean: one error refuses the **whole** file. It knows no rule of the routines and writes
//! nothing.

mod assemble;
mod bank;
mod belongs;
mod codes;
mod disk;
mod file;
mod follow_up;
mod ledger;
mod nav;
mod once;
mod orders;
mod portfolio;
mod postings;
mod read;
mod receipts;
mod rules;
mod tables;

pub use assemble::{Ingested, assemble};
pub use codes::CODES;
pub use disk::{InboxFile, inbox_file, list_inbox, read_bounded};
pub use file::{FileContent, Totals};
pub use nav::Beside;
pub use portfolio::{
    AgencyFile, ConfigProblem, Portfolio, PortfolioFile, load_portfolio, parse_playbook,
    parse_portfolio,
};
pub use postings::Posting;
pub use read::read_files;

/// Largest configuration or register file that is read whole: 16 MiB.
pub const MAX_CONFIG_BYTES: u64 = 16 << 20;
