//! `manifest.json`: everything a run was made from, so that it can be made again.
//!
//! The form is specified here field by field and versioned by `schema`; it is not "whatever the serializer prints": a
//! change of meaning bumps the number. Fields stand in this order, two spaces of indent, a final newline.
//!
//! | Field | Is |
//! |---|---|
//! | `schema` | `avstem.manifest/1` |
//! | `agency`, `period` | whose run, `YYYY-PP` |
//! | `as_of` | the date the run was made for, `YYYY-MM-DD`; never the clock |
//! | `program` | name and version, `avstem 0.1.0` |
//! | `inputs` | files used or refused, by name then digest: `name`, `sha256`, `format` (`null` = not recognised), `rows`, `accepted`, `control` (control sums by name, as text) |
//! | `inventory` | digests of all files looked at, also those of other agencies, sorted, each once |
//! | `late` | files that came after the only periods they concern were closed, by name then digest: `name`, `sha256`, `periods`; they are not used. Left out when there is none |
//! | `playbook` | `sha256` of the agency's playbook |
//! | `registers` | `name`, `sha256` of each register, by name |
//! | `rule_set` | the name of the rules used |
//! | `options` | options of the run by name, as text |
//! | `parent` | `run`, `sums` of the previous run of the same period, or `null` for the first |
//! | `previous_period` | `period`, `run`, `sums` of the run whose open items this one carries on, or `null` |
//!
//! `sums` is the digest of that run's `SHA256SUMS`. Not here: who signed (events).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::{Digest, Period};
use serde::{Deserialize, Serialize};

use crate::wire;

/// The value of `schema`.
const SCHEMA: &str = "avstem.manifest/1";

/// Largest manifest that is read, in bytes.
pub(crate) const MANIFEST_BYTES_MAX: u64 = 64 << 20;

/// What a run was made from. See the [module](self) for the wire form.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    #[serde(deserialize_with = "only_this_schema")]
    schema: Schema,
    /// The agency's code.
    pub agency: String,
    /// The period.
    #[serde(with = "wire::text")]
    pub period: Period,
    /// The date the run was made for.
    #[serde(with = "wire::text")]
    pub as_of: NaiveDate,
    /// Name and version of the program, `avstem 0.1.0`.
    pub program: String,
    /// Files used, and files refused.
    pub inputs: Vec<ManifestInput>,
    /// Digests of all files looked at.
    #[serde(with = "wire::text_list")]
    pub inventory: Vec<Digest>,
    /// Files set aside because they came after the only periods they concern were closed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub late: Vec<LateFile>,
    /// The agency's playbook.
    pub playbook: PlaybookDigest,
    /// The registers.
    pub registers: Vec<NamedDigest>,
    /// The name of the rules used.
    pub rule_set: String,
    /// Options of the run by name.
    pub options: BTreeMap<String, String>,
    /// The previous run of the same agency and period; `None` for the first.
    pub parent: Option<RunLink>,
    /// The run of an earlier period whose open items are carried on.
    pub previous_period: Option<PreviousPeriod>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(transparent)]
struct Schema(&'static str);

fn only_this_schema<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Schema, D::Error> {
    let found = String::deserialize(deserializer)?;
    if found == SCHEMA {
        return Ok(Schema(SCHEMA));
    }
    Err(serde::de::Error::custom(format_args!(
        "expected the schema {SCHEMA}, found {found}"
    )))
}

/// The digest of the playbook as received.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaybookDigest {
    /// SHA-256 of the file.
    #[serde(with = "wire::text")]
    pub sha256: Digest,
}

/// A file of the run.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManifestInput {
    /// The file's name as received, without folders.
    pub name: String,
    /// SHA-256 of the file; its name in the archive.
    #[serde(with = "wire::text")]
    pub sha256: Digest,
    /// Format id such as `camt.053`; `None` when not recognised.
    pub format: Option<String>,
    /// Records read.
    pub rows: u64,
    /// Whether it was used; a file with one error is refused whole.
    pub accepted: bool,
    /// Control sums by name, as text.
    pub control: BTreeMap<String, String>,
}

/// A file that came after the only periods it concerns were closed.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LateFile {
    /// Its name as received, without folders.
    pub name: String,
    /// SHA-256 of the file.
    #[serde(with = "wire::text")]
    pub sha256: Digest,
    /// The closed periods that it concerns, in order.
    #[serde(with = "wire::text_list")]
    pub periods: Vec<Period>,
}

/// A register of the portfolio.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedDigest {
    /// Its name.
    pub name: String,
    /// SHA-256 of the file.
    #[serde(with = "wire::text")]
    pub sha256: Digest,
}

/// Names a run of the same agency and period, and pins its content.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunLink {
    /// Number of the run.
    pub run: u32,
    /// Digest of its `SHA256SUMS`.
    #[serde(with = "wire::text")]
    pub sums: Digest,
}

/// Names a run of another period of the same agency, and pins its content.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PreviousPeriod {
    /// The period.
    #[serde(with = "wire::text")]
    pub period: Period,
    /// Number of the run.
    pub run: u32,
    /// Digest of its `SHA256SUMS`.
    #[serde(with = "wire::text")]
    pub sums: Digest,
}

/// The bytes are not a manifest, or a manifest cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// Not JSON of the specified form.
    #[error("the manifest is not in the form avstem.manifest/1: {0}")]
    Form(#[from] serde_json::Error),
    /// JSON of the right form, but not the bytes this program writes for it.
    #[error(
        "the manifest is not written in its one form (order of fields and lists, indent, each key once); it was changed by another program"
    )]
    NotCanonical,
    /// Larger than any manifest.
    #[error("the manifest has more than {MANIFEST_BYTES_MAX} bytes")]
    TooLarge,
}

impl Manifest {
    /// A manifest with nothing in it but whose run it is; the caller fills in the rest.
    pub fn new(
        agency: &str,
        period: Period,
        as_of: NaiveDate,
        program: &str,
        playbook: Digest,
    ) -> Self {
        Self {
            schema: Schema(SCHEMA),
            agency: agency.to_owned(),
            period,
            as_of,
            program: program.to_owned(),
            inputs: Vec::new(),
            inventory: Vec::new(),
            late: Vec::new(),
            playbook: PlaybookDigest { sha256: playbook },
            registers: Vec::new(),
            rule_set: String::new(),
            options: BTreeMap::new(),
            parent: None,
            previous_period: None,
        }
    }

    /// The file's bytes: the same for equal manifests, whatever the order of their lists.
    pub fn to_bytes(&self) -> Result<Vec<u8>, ManifestError> {
        let mut ordered = self.clone();
        ordered
            .inputs
            .sort_by(|a, b| (&a.name, a.sha256).cmp(&(&b.name, b.sha256)));
        ordered.inventory.sort_unstable();
        ordered.inventory.dedup();
        ordered.late.sort();
        ordered.registers.sort();
        Ok(wire::json_bytes(&ordered)?)
    }

    /// Strict: an unknown field, another order, another indent are errors. Only what [`Manifest::to_bytes`] writes is
    /// read.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ManifestError> {
        if u64::try_from(bytes.len()).map_or(true, |length| length > MANIFEST_BYTES_MAX) {
            return Err(ManifestError::TooLarge);
        }
        let manifest: Self = serde_json::from_slice(bytes)?;
        if manifest.to_bytes()? == bytes {
            Ok(manifest)
        } else {
            Err(ManifestError::NotCanonical)
        }
    }

    /// Every file the run can be made again from, with the name people know it by: inputs, playbook, registers.
    pub(crate) fn sources(&self) -> impl Iterator<Item = (&str, Digest)> {
        let inputs = self
            .inputs
            .iter()
            .map(|input| (input.name.as_str(), input.sha256));
        let registers = self
            .registers
            .iter()
            .map(|register| (register.name.as_str(), register.sha256));
        inputs
            .chain([("the playbook", self.playbook.sha256)])
            .chain(registers)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> Manifest {
        let period = "2025-03".parse().unwrap();
        let mut manifest = Manifest::new(
            "0042",
            period,
            "2025-04-10".parse().unwrap(),
            "avstem 0.1.0",
            Digest([1; 32]),
        );
        manifest.inputs = vec![ManifestInput {
            name: "bank.xml".into(),
            sha256: Digest([2; 32]),
            format: Some("camt.053".into()),
            rows: 3,
            accepted: true,
            control: BTreeMap::from([("closing".to_owned(), "12.50".to_owned())]),
        }];
        manifest.inventory = vec![Digest([3; 32]), Digest([2; 32]), Digest([3; 32])];
        manifest.registers = vec![NamedDigest {
            name: "chart.csv".into(),
            sha256: Digest([4; 32]),
        }];
        manifest.rule_set = "2025-01".into();
        manifest.parent = Some(RunLink {
            run: 1,
            sums: Digest([5; 32]),
        });
        manifest
    }

    #[test]
    fn the_form_is_fixed() {
        let d = |byte: &str| byte.repeat(32);
        let expected = format!(
            r#"{{
  "schema": "avstem.manifest/1",
  "agency": "0042",
  "period": "2025-03",
  "as_of": "2025-04-10",
  "program": "avstem 0.1.0",
  "inputs": [
    {{
      "name": "bank.xml",
      "sha256": "{}",
      "format": "camt.053",
      "rows": 3,
      "accepted": true,
      "control": {{
        "closing": "12.50"
      }}
    }}
  ],
  "inventory": [
    "{}",
    "{}"
  ],
  "playbook": {{
    "sha256": "{}"
  }},
  "registers": [
    {{
      "name": "chart.csv",
      "sha256": "{}"
    }}
  ],
  "rule_set": "2025-01",
  "options": {{}},
  "parent": {{
    "run": 1,
    "sums": "{}"
  }},
  "previous_period": null
}}
"#,
            d("02"),
            d("02"),
            d("03"),
            d("01"),
            d("04"),
            d("05"),
        );
        let bytes = example().to_bytes().unwrap();
        assert_eq!(String::from_utf8(bytes.clone()).unwrap(), expected);
        assert_eq!(
            Manifest::from_bytes(&bytes).unwrap().to_bytes().unwrap(),
            bytes
        );
    }

    #[test]
    fn order_of_lists_does_not_matter() {
        let mut one = example();
        one.inputs.push(ManifestInput {
            name: "a.csv".into(),
            ..one.inputs[0].clone()
        });
        let mut other = one.clone();
        other.inputs.reverse();
        other.inventory.reverse();
        assert_eq!(one.to_bytes().unwrap(), other.to_bytes().unwrap());
    }

    #[test]
    fn anything_else_is_refused() {
        let text = String::from_utf8(example().to_bytes().unwrap()).unwrap();
        let changes = [
            ("\"agency\"", "\"unknown\": 1,\n  \"agency\""),
            ("avstem.manifest/1", "avstem.manifest/2"),
            ("2025-04-10", "2025-4-10"),
            ("\"rows\": 3", "\"rows\": -3"),
            ("\"rows\": 3", "\"rows\": 3.0"),
            ("  \"options\": {},\n", ""),
            ("\"rule_set\": \"2025-01\"", "\"rule_set\":  \"2025-01\""),
            (
                "\"rule_set\": \"2025-01\"",
                "\"rule_set\": \"2025\\u002d01\"",
            ),
        ];
        for (from, to) in changes {
            let changed = text.replacen(from, to, 1);
            assert_ne!(changed, text, "{from}");
            assert!(Manifest::from_bytes(changed.as_bytes()).is_err(), "{to}");
        }
        assert!(Manifest::from_bytes(text.trim_end().as_bytes()).is_err());
        assert!(Manifest::from_bytes(b"").is_err());
    }
}
