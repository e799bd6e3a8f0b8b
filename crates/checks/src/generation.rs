//! Folder generations and the labels they give to checks.
//!
//! The generation is chosen by the reporting period, never by today's date. Source: domain note
//! reconciliation-folder §2 (boundaries G2015/G2019 and G2022/G2024 at 1 January are inferred).

use domain::Period;

/// A generation of the reconciliation folder's template.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Generation {
    /// 2015-01 … 2018-12.
    G2015,
    /// 2019-01 … 2022-03.
    G2019,
    /// 2022-04 … 2023-12.
    G2022,
    /// 2024-01 … 2024-12.
    G2024,
    /// 2025-01 …
    G2025,
}

impl Generation {
    /// All of them, oldest first.
    pub const ALL: [Self; 5] = [
        Self::G2015,
        Self::G2019,
        Self::G2022,
        Self::G2024,
        Self::G2025,
    ];

    /// The generation of a reporting period; `None` before 2015.
    pub fn of(period: Period) -> Option<Self> {
        match (period.year(), period.number()) {
            (..2015, _) => None,
            (2015..=2018, _) => Some(Self::G2015),
            (2019..=2021, _) | (2022, ..=3) => Some(Self::G2019),
            (2022..=2023, _) => Some(Self::G2022),
            (2024, _) => Some(Self::G2024),
            _ => Some(Self::G2025),
        }
    }

    /// The word of the JSON contract.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::G2015 => "G2015",
            Self::G2019 => "G2019",
            Self::G2022 => "G2022",
            Self::G2024 => "G2024",
            Self::G2025 => "G2025",
        }
    }

    /// Whether tabs carry a colour code; from 2025 two states per account replace it.
    pub fn has_codes(self) -> bool {
        self != Self::G2025
    }
}

/// The tab code that a generation gives a check; empty if it has none there. The checks of today have had the
/// same code in every generation.
pub fn tab(check: &str, generation: Generation) -> &'static str {
    match (check, generation) {
        ("bank", _) => "A1",
        ("error-account", _) => "A3",
        ("subledger", _) => "A6",
        ("nav-refunds", _) => "A7",
        ("interim", _) => "D2",
        _ => "",
    }
}

/// The key of the title a generation gives a check, where it is not the check's own: from 2025 tab A1 is called
/// "Bank – kontroll oppgjørskonto" [P:changes-2025].
pub fn title(check: &str, generation: Generation) -> Option<&'static str> {
    match (check, generation) {
        ("bank", Generation::G2025) => Some("check-bank-2025"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boundaries() {
        let table = [
            ("2014-12", None),
            ("2015-01", Some(Generation::G2015)),
            ("2018-12", Some(Generation::G2015)),
            ("2019-01", Some(Generation::G2019)),
            ("2022-03", Some(Generation::G2019)),
            ("2022-04", Some(Generation::G2022)),
            ("2023-12", Some(Generation::G2022)),
            ("2024-01", Some(Generation::G2024)),
            ("2024-13", Some(Generation::G2024)),
            ("2025-01", Some(Generation::G2025)),
        ];
        for (period, generation) in table {
            assert_eq!(
                Generation::of(period.parse().unwrap()),
                generation,
                "{period}"
            );
        }
        for generation in Generation::ALL {
            assert_eq!(tab("bank", generation), "A1");
            assert_eq!(generation.has_codes(), generation != Generation::G2025);
        }
    }
}
