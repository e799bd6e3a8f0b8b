//! `truth.json`: the answer key of a made portfolio, what was planted where (design §7.3).
//!
//! Not here: planting (`synth` does).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::ReportError;
use crate::wire::{Amount, schema_of, to_document};

/// Name and number of the form.
pub const SCHEMA: &str = "avstem.truth/1";

/// The answer key of a made portfolio.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "avstem.truth/1")]
pub struct Truth {
    /// `avstem.truth/1`.
    pub schema: String,
    /// The seed everything was made from.
    pub seed: u64,
    /// Program and version, such as `avstem 0.1.0`.
    pub program: String,
    /// Every planted fault, sorted by agency, period, check, cause.
    pub faults: Vec<PlantedFault>,
    /// What is only noticed of planted faults, in findings of severity info; sorted likewise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<PlantedFault>,
    /// Where the true pairs are.
    pub pairs: Pairs,
}

/// One planted fault and the finding it must lead to.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct PlantedFault {
    /// Id of the fault, such as `statement-day-missing`.
    pub fault: String,
    /// Agency code.
    pub agency: String,
    /// `YYYY-MM`.
    pub period: String,
    /// The check that must find it.
    pub check: String,
    /// The cause it must name; null = it must be stated as unexplained.
    pub cause: Option<String>,
    /// The amount it must state.
    pub amount: Amount,
    /// The rows that prove it, `<file>:<record>`.
    pub rows: Vec<String>,
}

/// Where the true pairs are.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Pairs {
    /// Path beside the answer key, such as `truth/pairs.parquet`.
    pub path: String,
}

impl Truth {
    /// An answer key.
    pub fn new(seed: u64, program: String, faults: Vec<PlantedFault>, pairs_path: String) -> Self {
        Self {
            schema: SCHEMA.to_owned(),
            seed,
            program,
            faults,
            notices: Vec::new(),
            pairs: Pairs { path: pairs_path },
        }
    }

    /// The bytes of `truth.json`.
    pub fn to_json(&self) -> Result<Vec<u8>, ReportError> {
        to_document(self)
    }
}

/// The JSON Schema of `truth.json`.
pub fn truth_schema() -> Result<String, ReportError> {
    schema_of::<Truth>()
}
