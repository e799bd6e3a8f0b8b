//! Cases towards the customer centre \[S000\]: their statuses and which may follow which, as data.
//!
//! A case is an id without content. Not here: when an answer is due (crate `calendar`).

use chrono::NaiveDate;

/// The status of a case. The handler owns it; only a message of anyone on a closed case opens it again \[K03\].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum CaseStatus {
    /// Aktiv.
    Active,
    /// Under arbeid.
    InProgress,
    /// Venter på kunde: the customer must act.
    WaitingForCustomer,
    /// Utsatt: cannot be done now.
    Postponed,
    /// Avsluttet: the final answer is given.
    Closed,
}

use CaseStatus::{Active, Closed, InProgress, Postponed, WaitingForCustomer};

/// Every status with its word in the contracts and the word of the customer centre.
const WORDS: [(CaseStatus, &str, &str); 5] = [
    (Active, "active", "Aktiv"),
    (InProgress, "in-progress", "Under arbeid"),
    (
        WaitingForCustomer,
        "waiting-for-customer",
        "Venter på kunde",
    ),
    (Postponed, "postponed", "Utsatt"),
    (Closed, "closed", "Avsluttet"),
];

/// Which status may follow which \[K02, K03\]; the statuses are the source's, the table is inferred from its words.
const CHANGES: [(CaseStatus, &[CaseStatus]); 5] = [
    (Active, &[InProgress, WaitingForCustomer, Postponed, Closed]),
    (InProgress, &[Active, WaitingForCustomer, Postponed, Closed]),
    (WaitingForCustomer, &[Active]),
    (Postponed, &[Active]),
    (Closed, &[Active]),
];

impl CaseStatus {
    /// Every status.
    pub const ALL: [Self; 5] = [Active, InProgress, WaitingForCustomer, Postponed, Closed];

    /// The word of the contracts and of settings.
    pub fn as_str(self) -> &'static str {
        let mut words = WORDS.iter();
        words
            .find(|(status, ..)| *status == self)
            .map_or("", |(_, word, _)| word)
    }

    /// A status by the word of the contracts or of the customer centre, whatever its case.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_lowercase();
        let is =
            |(_, word, name): &&(Self, &str, &str)| text == *word || text == name.to_lowercase();
        WORDS.iter().find(is).map(|(status, ..)| *status)
    }

    /// Whether the next status may follow. The same again is no change.
    pub fn may_become(self, next: Self) -> bool {
        let mut changes = CHANGES.iter();
        self == next || changes.any(|(from, to)| *from == self && to.contains(&next))
    }
}

/// A case, without its content.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Case {
    /// Its id.
    pub id: String,
    /// What kind of case it is, in the words of its list.
    pub kind: String,
    /// The day it was received.
    pub received: NaiveDate,
    /// Statuses with the day they began, in the order of the days.
    pub changes: Vec<(NaiveDate, CaseStatus)>,
    /// A preliminary answer with the day it estimates, in the order of the days.
    pub preliminary: Vec<(NaiveDate, NaiveDate)>,
    /// Words of its list that are no status.
    pub unknown: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_follow_each_other_as_the_table_says() {
        let table = [
            (
                "Aktiv",
                "active in-progress waiting-for-customer postponed closed",
            ),
            (
                "under arbeid",
                "active in-progress waiting-for-customer postponed closed",
            ),
            ("VENTER PÅ KUNDE", "active waiting-for-customer"),
            ("Utsatt", "active postponed"),
            (" closed ", "active closed"),
        ];
        for (from, expected) in table {
            let from = CaseStatus::parse(from).unwrap();
            let next = WORDS.iter().filter(|(to, ..)| from.may_become(*to));
            let next: Vec<&str> = next.map(|(to, ..)| to.as_str()).collect();
            assert_eq!(next.join(" "), expected, "{from:?}");
        }
        assert_eq!(CaseStatus::parse("Løst"), None);
        assert_eq!(CaseStatus::parse(""), None);
    }
}
