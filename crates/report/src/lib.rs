//! Results → artifacts: what one run found out becomes `results.json`, Parquet frames, the reconciliation folder as a
//! workbook and as a page. Values in, bytes out.
//!
//! Not here: any rule, any file access, any clock. The same [`model::RunResult`] and language give the same bytes.
//! Wire forms that other programs rely on ([`results`], [`inspect`], [`truth`], [`s_report`]) are published as JSON Schema in
//! `schemas/`.

pub mod artifacts;
pub mod csv;
pub mod error;
pub mod frames;
pub mod html;
pub mod inspect;
pub mod model;
mod overview;
mod proposals;
pub mod results;
pub mod s_report;
pub mod texts;
pub mod truth;
pub mod wire;
pub mod xlsx;

pub use artifacts::artifacts;
pub use error::ReportError;
pub use html::folder_html;
pub use texts::Texts;
pub use xlsx::folder_xlsx;
