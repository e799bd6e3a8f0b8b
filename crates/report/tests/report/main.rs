//! The artifacts of a sample run, as other programs and people see them.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests say what they expect"
)]

mod actions;
mod folder_html;
mod folder_xlsx;
mod frames;
mod json;
mod l_report;
mod p_report;
mod pdf;
mod portfolio;
mod proposals;
mod s_report;
mod sample;
mod service;
mod texts;
