//! Folder generations and the labels they give to checks.
//!
//! The generation is chosen by the reporting period, never by today's date. Source: domain note
//! reconciliation-folder §2 (boundaries G2015/G2019 and G2022/G2024 at 1 January are inferred).

use domain::Period;
use domain::agency::{Budgeting, Model, Principle};

use crate::check::Responsible;

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

/// A tab (fane) of the folder: the label that some generations give a check for some agencies, or a code whose content
/// no source says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tab {
    /// Such as `A1`.
    pub code: &'static str,
    /// The check behind it; `None` = reserved: the code exists, its content was found nowhere.
    pub check: Option<&'static str>,
    /// Key of the title in these generations, where it is not the check's own.
    pub title: Option<&'static str>,
    /// First and last generation that has it so.
    pub generations: (Generation, Generation),
    /// Whose folder it is in.
    pub budgeting: &'static [Budgeting],
    /// Whether only agencies under SRS have it.
    pub srs_only: bool,
    /// Who does it.
    pub performer: Responsible,
}

impl Tab {
    fn is_of(&self, generation: Generation, model: Model) -> bool {
        let (first, last) = self.generations;
        (first..=last).contains(&generation)
            && self.budgeting.contains(&model.budgeting)
            && (!self.srs_only || model.principle == Principle::Srs)
    }

    const fn titled(self, title: &'static str) -> Self {
        Self {
            title: Some(title),
            ..self
        }
    }

    const fn srs(self) -> Self {
        Self {
            srs_only: true,
            ..self
        }
    }
}

const ALL: (Generation, Generation) = (Generation::G2015, Generation::G2025);
const UNTIL_2022: (Generation, Generation) = (Generation::G2015, Generation::G2022);
const UNTIL_2024: (Generation, Generation) = (Generation::G2015, Generation::G2024);
const FROM_2019: (Generation, Generation) = (Generation::G2019, Generation::G2025);
const FROM_2024: (Generation, Generation) = (Generation::G2024, Generation::G2025);
const ONLY_2025: (Generation, Generation) = (Generation::G2025, Generation::G2025);

const EVERY: &[Budgeting] = &[Budgeting::Gross, Budgeting::Net, Budgeting::Fund];
const GROSS_NET: &[Budgeting] = &[Budgeting::Gross, Budgeting::Net];
const GROSS: &[Budgeting] = &[Budgeting::Gross];
const NET: &[Budgeting] = &[Budgeting::Net];

const fn tab_of(
    code: &'static str,
    check: &'static str,
    generations: (Generation, Generation),
    budgeting: &'static [Budgeting],
    performer: Responsible,
) -> Tab {
    Tab {
        code,
        check: Some(check),
        title: None,
        generations,
        budgeting,
        srs_only: false,
        performer,
    }
}

/// A code whose content no source says.
const fn reserved_code(
    code: &'static str,
    generations: (Generation, Generation),
    budgeting: &'static [Budgeting],
) -> Tab {
    Tab {
        code,
        check: None,
        title: None,
        generations,
        budgeting,
        srs_only: false,
        performer: Responsible::Accounting,
    }
}

use Responsible::{Accounting, Agency, Provider};

/// Every tab, in the folder's order. Source: domain note reconciliation-folder §2, §5 and §7. Where the net routine and
/// the guides for gross agencies number the SRS tabs apart (S07, S11, S12), each agency has its own routine's code; a
/// check whose code for an agency no source gives has none there.
#[rustfmt::skip]
pub static TABS: &[Tab] = &[
    tab_of("A1", "bank", UNTIL_2024, EVERY, Accounting),
    tab_of("A1", "bank", ONLY_2025, EVERY, Accounting).titled("check-bank-2025"),
    tab_of("A2", "sap-ledgers", ALL, EVERY, Provider),
    tab_of("A3", "error-account", ALL, EVERY, Agency),
    tab_of("A4", "invoice-system", ALL, EVERY, Provider),
    tab_of("A4B", "system-accounts", FROM_2019, EVERY, Provider),
    tab_of("A5", "cash-control", (Generation::G2015, Generation::G2019), GROSS, Provider),
    tab_of("A5/A5B", "cash-control", (Generation::G2022, Generation::G2024), GROSS, Provider),
    tab_of("Kontroll kontant", "cash-control", ONLY_2025, GROSS, Provider),
    tab_of("A6", "subledger", ALL, EVERY, Provider),
    tab_of("A7", "nav-refunds", ALL, GROSS_NET, Accounting),
    reserved_code("A8", ALL, EVERY),
    reserved_code("A9", ALL, EVERY),
    tab_of("A10", "pension", FROM_2024, GROSS, Provider),
    tab_of("A11", "pension", FROM_2024, NET, Provider),
    reserved_code("A12", FROM_2024, GROSS),
    tab_of("B1", "treasury-booked", ALL, GROSS, Provider),
    reserved_code("B2", ALL, NET),
    reserved_code("C1–C7", ALL, EVERY),
    tab_of("C8", "hours", FROM_2019, EVERY, Provider),
    reserved_code("D1", ALL, EVERY),
    tab_of("D2", "interim", ALL, EVERY, Accounting),
    reserved_code("D3", ALL, EVERY),
    tab_of("E1", "pension", UNTIL_2022, GROSS_NET, Provider),
    reserved_code("E2", ALL, EVERY),
    tab_of("F1", "carry-forward", ALL, GROSS_NET, Provider),
    tab_of("F2", "central-settlement", ALL, GROSS, Agency),
    tab_of("S1", "fixed-assets", ALL, GROSS_NET, Agency).srs(),
    tab_of("S2", "asset-financing", ALL, GROSS_NET, Agency).srs(),
    tab_of("S3", "investment-appropriation", ALL, GROSS_NET, Agency).srs(),
    reserved_code("S4", ALL, GROSS_NET).srs(),
    tab_of("S5", "appropriation-income", ALL, GROSS, Agency).srs(),
    tab_of("S6", "appropriation-income", FROM_2024, NET, Agency).srs(),
    tab_of("S07", "appropriation-income", UNTIL_2022, NET, Agency).srs(),
    tab_of("S7", "unused-appropriation", ALL, GROSS, Agency).srs(),
    tab_of("S7", "unused-appropriation", FROM_2024, NET, Agency).srs(),
    reserved_code("S8–S10", ALL, GROSS_NET).srs(),
    tab_of("S11/S12", "accruals", ALL, NET, Agency).srs(),
    tab_of("S12", "accrued-pay", ALL, GROSS, Agency).srs(),
    tab_of("S13", "holiday-pay", ALL, GROSS_NET, Agency).srs(),
    tab_of("S14", "nav-accrual", ALL, GROSS_NET, Agency).srs(),
];

/// The tabs of an agency's folder, in its order.
pub fn tabs(generation: Generation, model: Model) -> impl Iterator<Item = &'static Tab> {
    TABS.iter().filter(move |tab| tab.is_of(generation, model))
}

/// The tab that a generation gives a check; `None` if it has none there.
pub fn tab(check: &str, generation: Generation, model: Model) -> Option<&'static Tab> {
    tabs(generation, model).find(|tab| tab.check == Some(check))
}

/// The codes of the folder whose content no source says, in its order.
pub fn reserved(generation: Generation, model: Model) -> Vec<&'static str> {
    tabs(generation, model)
        .filter(|tab| tab.check.is_none())
        .map(|tab| tab.code)
        .collect()
}

#[cfg(test)]
mod tests {
    use domain::agency::Service;

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
            assert_eq!(generation.has_codes(), generation != Generation::G2025);
        }
    }
    const KINDS: [(&str, Budgeting, Principle); 5] = [
        ("gross cash", Budgeting::Gross, Principle::Cash),
        ("gross SRS", Budgeting::Gross, Principle::Srs),
        ("net cash", Budgeting::Net, Principle::Cash),
        ("net SRS", Budgeting::Net, Principle::Srs),
        ("fund", Budgeting::Fund, Principle::Cash),
    ];

    /// The folder's codes in their order; reserved ones in brackets.
    fn folder(generation: Generation, budgeting: Budgeting, principle: Principle) -> String {
        let model = Model {
            service: Service::Full,
            budgeting,
            principle,
        };
        let codes = tabs(generation, model).map(|tab| match tab.check {
            Some(_) => tab.code.to_owned(),
            None => format!("({})", tab.code),
        });
        codes.collect::<Vec<_>>().join(" ")
    }

    /// Periods on each side of each boundary, and what their folders hold.
    #[test]
    fn folders() {
        let table = include_str!("../tests/folders.md");
        let mut seen = 0;
        let lines = table.lines().filter(|line| line.starts_with("| 20"));
        for line in lines {
            let cells: Vec<&str> = line.split('|').map(str::trim).collect();
            let [_, period, kind, codes, _] = cells[..] else {
                panic!("{line}");
            };
            let generation = Generation::of(period.parse().unwrap()).unwrap();
            let (_, budgeting, principle) = KINDS.into_iter().find(|k| k.0 == kind).unwrap();
            assert_eq!(folder(generation, budgeting, principle), codes, "{line}");
            seen += 1;
        }
        assert_eq!(seen, 6 * KINDS.len());
    }

    #[test]
    fn a_check_has_one_tab_in_a_folder_and_a_tab_a_check() {
        let registered: Vec<&str> = crate::REGISTRY.iter().map(|check| check.id).collect();
        for generation in Generation::ALL {
            for (_, budgeting, principle) in KINDS {
                let model = Model {
                    service: Service::Part,
                    budgeting,
                    principle,
                };
                let mut checks: Vec<&str> =
                    tabs(generation, model).filter_map(|t| t.check).collect();
                assert!(
                    checks.iter().all(|id| registered.contains(id)),
                    "{checks:?}"
                );
                let count = checks.len();
                checks.sort_unstable();
                checks.dedup();
                assert_eq!(
                    checks.len(),
                    count,
                    "{generation:?} {budgeting:?} {principle:?}"
                );
            }
        }
    }
}
