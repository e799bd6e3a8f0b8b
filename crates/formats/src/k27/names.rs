//! What the name of a file tells: NAV's service puts employer, payment date and report id into it, and sidecars are
//! named after the report.
//!
//! Not here: paths. The names that Altinn 2 gave are not known and tell nothing.

use chrono::NaiveDate;

use super::field::iso_date;
use super::record::{Digits, Form};

/// Employer, payment date and, since 2025-12, report id of `<orgnr>_ref-arbg_<YYYY-MM-DD>[_<id>].csv`.
pub fn payment_date_from_name(name: &str) -> Option<(Digits<9>, NaiveDate, Option<u64>)> {
    let (employer, rest) = name.strip_suffix(".csv")?.split_once("_ref-arbg_")?;
    let (date, id) = match rest.split_once('_') {
        Some((date, id)) => (date, Some(id)),
        None => (rest, None),
    };
    let id = match id {
        Some(id) if id.bytes().all(|byte| byte.is_ascii_digit()) => Some(id.parse().ok()?),
        Some(_) => return None,
        None => None,
    };
    Some((Digits::new(employer)?, iso_date(date)?, id))
}

/// The report that a file stands beside, and what it is: `X.meta.json` (metadata) and `X.ctl.json` (control) stand beside
/// `X.csv`.
pub fn sidecar_of(name: &str) -> Option<(String, Form)> {
    let (stem, form) = match name.strip_suffix(".meta.json") {
        Some(stem) => (stem, Form::Metadata),
        None => (name.strip_suffix(".ctl.json")?, Form::Control),
    };
    (!stem.is_empty()).then(|| (format!("{stem}.csv"), form))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        let table = [
            (
                "310000019_ref-arbg_2025-06-02_9001.csv",
                Some(("310000019", "2025-06-02", Some(9001))),
            ),
            (
                "310000019_ref-arbg_2025-06-02.csv",
                Some(("310000019", "2025-06-02", None)),
            ),
            ("310000019_ref-arbg_2025-06-31.csv", None),
            ("310000019_ref-arbg_2025-06-02_.csv", None),
            ("310000019_ref-arbg_2025-06-02_1_2.csv", None),
            (
                "310000019_ref-arbg_2025-06-02_99999999999999999999.csv",
                None,
            ),
            ("31000001_ref-arbg_2025-06-02.csv", None),
            ("310000019_trekk-kred_2025-06-02.csv", None),
            ("310000019_ref-arbg_2025-06-02.pdf", None),
            ("", None),
        ];
        for (name, expected) in table {
            let expected = expected.map(|(employer, date, id)| {
                (Digits::new(employer).unwrap(), date.parse().unwrap(), id)
            });
            assert_eq!(payment_date_from_name(name), expected, "{name}");
        }
        assert_eq!(
            sidecar_of("a.meta.json"),
            Some(("a.csv".to_owned(), Form::Metadata))
        );
        assert_eq!(
            sidecar_of("a.b.ctl.json"),
            Some(("a.b.csv".to_owned(), Form::Control))
        );
        for other in ["a.csv", "a.json", ".ctl.json", "meta.json"] {
            assert_eq!(sidecar_of(other), None, "{other}");
        }
    }
}
