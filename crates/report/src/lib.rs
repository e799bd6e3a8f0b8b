//! Results → artifacts: what one run found out becomes `results.json`, Parquet frames, the reconciliation folder as a
//! workbook and as a page, its reports as papers; what all agencies left becomes the overview of a portfolio. Values in, bytes out.
//!
//! Not here: any rule, any file access, any clock. The same [`model::RunResult`] and language give the same bytes.
//! Wire forms that other programs rely on ([`results`], [`actions`](mod@actions), [`inspect`], [`truth`], [`s_report`], [`l_report`], [`p_report`]) are published as JSON Schema in
//! `schemas/`.

pub mod actions;
pub mod artifacts;
pub mod csv;
pub mod error;
pub mod frames;
pub mod html;
pub mod inspect;
pub mod l_report;
pub mod model;
mod overview;
pub mod p_report;
pub mod pdf;
pub mod portfolio;
mod proposals;
pub mod results;
pub mod s_report;
pub mod service;
pub mod texts;
pub mod truth;
pub mod wire;
pub mod xlsx;

pub use artifacts::{Formats, artifacts};
pub use error::ReportError;
pub use html::{folder_html, portfolio_html};
pub use texts::Texts;
pub use xlsx::{folder_xlsx, portfolio_xlsx};
