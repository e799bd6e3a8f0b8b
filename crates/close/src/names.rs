//! The names that may appear in the store, and nothing else: agencies, runs, files of a run.
//!
//! A name is checked before it becomes a path. Source: design section 6.

use std::fmt;
use std::str::FromStr;

use domain::Period;

/// Longest name of a file of a run, in bytes.
const FILE_NAME_BYTES_MAX: usize = 200;

/// The highest run number; four digits keep the folders in order.
pub(crate) const RUN_NUMBER_MAX: u32 = 9999;

/// Names one run: `<agency>/<period>/<run>`, such as `ntnu/2025-03/0001`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct RunRef {
    agency: String,
    period: Period,
    number: u32,
}

impl RunRef {
    /// `None` when the agency's code cannot be a folder name (1–32 characters of `A–Z a–z 0–9 _ -`) or the number is
    /// not 1–9999.
    pub fn new(agency: &str, period: Period, number: u32) -> Option<Self> {
        (is_agency(agency) && (1..=RUN_NUMBER_MAX).contains(&number)).then(|| Self {
            agency: agency.to_owned(),
            period,
            number,
        })
    }

    /// The agency's code.
    pub fn agency(&self) -> &str {
        &self.agency
    }

    /// The period.
    pub fn period(&self) -> Period {
        self.period
    }

    /// The number of the run within agency and period, from 1.
    pub fn number(&self) -> u32 {
        self.number
    }
}

impl fmt::Display for RunRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!(
            "{}/{}/{}",
            self.agency,
            self.period,
            run_folder(self.number)
        ))
    }
}

/// The text does not name a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected a run as agency/period/number, such as 0042/2025-03/0001")]
pub struct NotARun;

impl FromStr for RunRef {
    type Err = NotARun;
    fn from_str(text: &str) -> Result<Self, NotARun> {
        let mut parts = text.split('/');
        let (Some(agency), Some(period), Some(number), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(NotARun);
        };
        let period = period.parse().map_err(|_| NotARun)?;
        Self::new(agency, period, run_number(number).ok_or(NotARun)?).ok_or(NotARun)
    }
}

/// Whether a code may be the name of an agency's folders.
pub(crate) fn is_agency(code: &str) -> bool {
    (1..=32).contains(&code.len())
        && code
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

/// The folder of a run: `0001`.
pub(crate) fn run_folder(number: u32) -> String {
    format!("{number:04}")
}

/// The number of a run's folder; `None` for any other name.
pub(crate) fn run_number(folder: &str) -> Option<u32> {
    let number = folder
        .parse()
        .ok()
        .filter(|number| (1..=RUN_NUMBER_MAX).contains(number))?;
    (run_folder(number) == folder).then_some(number)
}

/// The name of an event without its ending: `000001`.
pub(crate) fn event_stem(number: u32) -> String {
    format!("{number:06}")
}

/// Whether a name may be given to a file of a run: `/` between parts of `a–z 0–9 . _ -` that do not begin with a dot.
pub(crate) fn is_file_name(name: &str) -> bool {
    let part_is_good = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && part
                .bytes()
                .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' | b'-'))
    };
    name.len() <= FILE_NAME_BYTES_MAX && name.split('/').all(part_is_good)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agencies() {
        let long = "a".repeat(32);
        for good in ["0042", "ntnu", "NTNU-2_b", long.as_str()] {
            assert!(is_agency(good), "{good}");
        }
        let too_long = "a".repeat(33);
        for bad in [
            "",
            ".",
            "..",
            "a/b",
            "a b",
            "å",
            "a\0",
            "a.b",
            too_long.as_str(),
        ] {
            assert!(!is_agency(bad), "{bad}");
        }
    }

    #[test]
    fn file_names() {
        for good in [
            "results.json",
            "frames/matches.parquet",
            "s-report.json",
            "a/b/c_d.csv",
        ] {
            assert!(is_file_name(good), "{good}");
        }
        let long = "a".repeat(201);
        let bad = [
            "",
            "/etc/passwd",
            "../x",
            "a/../b",
            "a//b",
            "a/",
            "SHA256SUMS",
            "a\\b",
            "a b",
            ".hidden",
            "a/.b",
            "æ",
            "a\n",
        ];
        for bad in bad.into_iter().chain([long.as_str()]) {
            assert!(!is_file_name(bad), "{bad}");
        }
    }

    #[test]
    fn runs() {
        let run: RunRef = "ntnu/2025-03/0001".parse().unwrap();
        assert_eq!(
            (
                run.agency(),
                run.period().to_string().as_str(),
                run.number()
            ),
            ("ntnu", "2025-03", 1)
        );
        assert_eq!(run.to_string(), "ntnu/2025-03/0001");
        for bad in [
            "ntnu/2025-03/1",
            "ntnu/2025-03/0000",
            "ntnu/2025-03/00001",
            "ntnu/2025-03",
            "../2025-03/0001",
            "a/2025-15/0001",
            "a/2025-01/+001",
        ] {
            assert!(bad.parse::<RunRef>().is_err(), "{bad}");
        }
    }
}
