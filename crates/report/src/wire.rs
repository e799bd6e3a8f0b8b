//! What the JSON contracts have in common: the form of an amount, of a document, of a schema.
//!
//! Not here: the contracts themselves.

use domain::Ore;
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::{Deserialize, Serialize};

use crate::error::ReportError;

/// An amount as a decimal string with two decimals, such as `-1234.50`; debit positive.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(extend("pattern" = "^-?[0-9]+\\.[0-9]{2}$"))]
pub struct Amount(pub String);

impl From<Ore> for Amount {
    fn from(amount: Ore) -> Self {
        Self(amount.to_string())
    }
}

/// A document as its file holds it: indented by two blanks, with a final line end.
pub(crate) fn to_document<T: Serialize>(value: &T) -> Result<Vec<u8>, ReportError> {
    let mut bytes = serde_json::to_vec_pretty(value)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// The JSON Schema (draft 2020-12) of what we write. Further fields may be added, so none is forbidden.
pub(crate) fn schema_of<T: JsonSchema>() -> Result<String, ReportError> {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let schema = settings.into_generator().into_root_schema_for::<T>();
    let mut text = serde_json::to_string_pretty(&schema)?;
    text.push('\n');
    Ok(text)
}
