//! The cases: what they are, and what is decidable in each.

use std::str::FromStr;

/// A hard case of matching.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Case {
    /// Thousands of equal amounts on few days.
    EqualAmounts,
    /// Two or three equal payments on one day.
    SameDayTwins,
    /// Payments that the other side shows as one amount.
    GroupedWithoutReference,
    /// Rows delivered twice.
    OverlappingFiles,
    /// References and KIDs with a mistake.
    MistypedReferences,
    /// Amounts with two digits swapped.
    TransposedAmounts,
    /// One side shows net, the other gross and fee.
    FeesNetted,
    /// One payment in parts on several days.
    SplitOverDays,
    /// Ledger before the month's end and bank after it, and the reverse.
    OverPeriodEnd,
    /// The same amounts and references in several currencies.
    ForeignCurrency,
    /// Posted, reversed, posted right.
    ReversalsAndCorrections,
    /// Posted with the opposite sign.
    WrongSign,
    /// Amounts that differ by a few øre under one reference.
    Tolerances,
    /// A month as it is.
    Job,
}

/// A case, what it is, and what is decidable in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CaseKind {
    /// Its id.
    pub id: Case,
    /// What the listings hold, in one line.
    pub one_line: &'static str,
    /// What the data decide, and what they do not, in one line.
    pub decidable: &'static str,
}

const CASES: [CaseKind; 14] = [
    CaseKind {
        id: Case::EqualAmounts,
        one_line: "classes of up to 2 500 equal amounts on three bank days, and one rent paid again and again",
        decidable: "by reference or KID; rows without either if alone on their day, and rents, by amount and nearest day; several bare rows of one day are equal-rows",
    },
    CaseKind {
        id: Case::SameDayTwins,
        one_line: "two or three equal payments on one day, with references, with one, with none, with other texts only",
        decidable: "by reference, or as the one left over; bare twins on neighbouring days by the nearest day; bare twins of one day are equal-rows",
    },
    CaseKind {
        id: Case::GroupedWithoutReference,
        one_line: "2 to 6 payments that the other side shows as one amount without a key, or with the lump key on one side only",
        decidable: "by lump key; without any, as the only sum of at most 6 open rows inside the window; two such sums are equal-sums, 7 to 9 rows too-many-parts",
    },
    CaseKind {
        id: Case::OverlappingFiles,
        one_line: "rows delivered again in a second file, with the same reference and other ids, and real double payments",
        decidable: "by reference, real double payments too, since each has its own; which of two deliveries is the row is equal-rows",
    },
    CaseKind {
        id: Case::MistypedReferences,
        one_line: "ledger references and KIDs with one digit wrong, two neighbours swapped, or the end cut off",
        decidable: "by amount inside the window; of equal amounts if one only is mistyped; both mistyped are equal-rows; outside the window both rows are open",
    },
    CaseKind {
        id: Case::TransposedAmounts,
        one_line: "ledger amounts with two neighbouring digits swapped, with and without reference, also into another payment's amount",
        decidable: "all: both rows stay open, and the payment whose amount was hit goes by its reference",
    },
    CaseKind {
        id: Case::FeesNetted,
        one_line: "the bank shows net where the ledger has gross and one or two fees of the same day, and the reverse",
        decidable: "gross + fee (or all fees of one fee key) = net on one bank day; two payments with equal fees on one day are equal-fees",
    },
    CaseKind {
        id: Case::SplitOverDays,
        one_line: "one payment in 2 to 8 parts on several bank days, on either side, with reference, lump key or nothing",
        decidable: "by the sum over the reference, also outside the window, or over the lump key, else as the only sum inside the window; with a part missing all rows are open",
    },
    CaseKind {
        id: Case::OverPeriodEnd,
        one_line: "ledger before a month's end and bank after it, and the reverse, lumps and monthly rents, and partners that come later still",
        decidable: "all: by reference, lump key, or amount inside the window; what lies outside it, or has its partner after the data, is open",
    },
    CaseKind {
        id: Case::ForeignCurrency,
        one_line: "the same amount, reference or lump key in several currencies at once, and one payment in two currencies",
        decidable: "all: by reference, lump key or amount, and currency; a pair whose currencies differ is open",
    },
    CaseKind {
        id: Case::ReversalsAndCorrections,
        one_line: "posted, reversed and posted right under one reference, returns by the bank, corrections by the difference",
        decidable: "by reference and amount, then as a reversal, then by the sum over the reference; which of two equal postings of one day was reversed is equal-rows",
    },
    CaseKind {
        id: Case::WrongSign,
        one_line: "ledger rows with the opposite sign, beside equal rows with the right one, and put right by twice the amount",
        decidable: "both rows stay open; put right, by the sum over the reference; bare beside a bare twin they are equal-rows",
    },
    CaseKind {
        id: Case::Tolerances,
        one_line: "differences of 1 to 99 øre under one reference, of 100 øre and more, and of a few øre without reference",
        decidable: "same reference, at most 99 øre apart, least difference in all; two as near are equal-differences; all others are open",
    },
    CaseKind {
        id: Case::Job,
        one_line: "one month: of 100 ledger rows 70 by reference, 10 in lumps, 15 by amount and window, 5 open",
        decidable: "by reference or KID, lump key, amount inside the window; one in fifty of the last are bare twins, equal-rows",
    },
];

/// Every case, in a fixed order.
pub fn cases() -> &'static [CaseKind] {
    &CASES
}

impl Case {
    /// The id for people and programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::EqualAmounts => "equal-amounts",
            Self::SameDayTwins => "same-day-twins",
            Self::GroupedWithoutReference => "grouped-without-reference",
            Self::OverlappingFiles => "overlapping-files",
            Self::MistypedReferences => "mistyped-references",
            Self::TransposedAmounts => "transposed-amounts",
            Self::FeesNetted => "fees-netted",
            Self::SplitOverDays => "split-over-days",
            Self::OverPeriodEnd => "over-period-end",
            Self::ForeignCurrency => "foreign-currency",
            Self::ReversalsAndCorrections => "reversals-and-corrections",
            Self::WrongSign => "wrong-sign",
            Self::Tolerances => "tolerances",
            Self::Job => "job",
        }
    }

    /// Its place in the list.
    pub(super) fn ordinal(self) -> u32 {
        (0..)
            .zip(cases())
            .find(|(_, kind)| kind.id == self)
            .map_or(0, |(number, _)| number)
    }
}

/// The text is not the id of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotACase;

impl std::fmt::Display for NotACase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ids: Vec<_> = cases().iter().map(|kind| kind.id.as_str()).collect();
        write!(f, "expected one of {}", ids.join(", "))
    }
}

impl std::error::Error for NotACase {}

impl FromStr for Case {
    type Err = NotACase;
    fn from_str(text: &str) -> Result<Self, NotACase> {
        cases()
            .iter()
            .map(|kind| kind.id)
            .find(|id| id.as_str() == text)
            .ok_or(NotACase)
    }
}
