//! What can go wrong while an artifact is made or read back.

/// Why an artifact could not be made or read.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// A text source is not valid Fluent, or defines a key that is already defined.
    #[error("text source {source_number}: {problem}")]
    Texts {
        /// 0 = the texts of this crate, 1 = the first extra source, and so on.
        source_number: usize,
        /// What is wrong.
        problem: String,
    },
    /// No texts in this language.
    #[error("expected language nb, nn or en, found {0}")]
    Language(String),
    /// A value has no room in the artifact's form.
    #[error("{artifact}: {problem}")]
    Value {
        /// Which artifact.
        artifact: &'static str,
        /// What does not fit.
        problem: String,
    },
    /// JSON could not be written.
    #[error("writing JSON")]
    Json(#[from] serde_json::Error),
    /// Parquet could not be written or read.
    #[error("Parquet")]
    Parquet(#[from] parquet::errors::ParquetError),
    /// Columns do not make a table.
    #[error("Parquet columns")]
    Arrow(#[from] arrow_schema::ArrowError),
    /// XLSX could not be written.
    #[error("XLSX")]
    Xlsx(#[from] rust_xlsxwriter::XlsxError),
    /// PDF could not be written.
    #[error("PDF")]
    Pdf(#[from] krilla::error::KrillaError),
}

impl ReportError {
    /// A value that has no room in an artifact.
    pub(crate) fn value(artifact: &'static str, problem: impl Into<String>) -> Self {
        Self::Value {
            artifact,
            problem: problem.into(),
        }
    }
}
