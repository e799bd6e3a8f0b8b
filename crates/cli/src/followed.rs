//! What people did about the actions of an agency: gathered from the chains of its periods, measured, and said of the
//! actions of a run.
//!
//! Not here: what may be done (`close`), which findings an action is about and how it is shown (`report`).

use std::collections::BTreeMap;

use calendar::oslo;
use chrono::{DateTime, NaiveDate, Utc};
use close::{Acceptance, CaseFile, Event, Store, acceptances, cases};
use domain::Period;
use domain::agency::Playbook;
use domain::case::Case;
use report::Texts;
use report::actions::{Accepted, Action, CaseOfAction};

use crate::engine::{EngineError, Registers};
use crate::follow::measured;

/// What is known of the actions of an agency, by their ids.
#[derive(Debug, Default)]
pub(crate) struct Followed {
    accepted: BTreeMap<String, (DateTime<Utc>, Acceptance)>,
    cases: BTreeMap<String, (Period, CaseFile)>,
}

/// The day of an instant in Norway.
pub(crate) fn day_of(at: DateTime<Utc>) -> NaiveDate {
    oslo::in_oslo(at.fixed_offset()).date_naive()
}

impl Followed {
    /// From the chains of the periods in which the actions can have been open, as they were on a day. The chain of
    /// `known` is not read again.
    pub(crate) fn of(
        store: &Store,
        agency: &str,
        actions: &[Action],
        known: (Period, &[Event]),
        by: Option<NaiveDate>,
    ) -> Result<Self, EngineError> {
        let mut followed = Self::default();
        followed.add(known.0, known.1);
        let oldest = actions
            .iter()
            .filter_map(|action| action.opened.parse().ok());
        let oldest: Period = oldest.min().unwrap_or(known.0);
        for period in store.periods(agency)? {
            if period >= oldest && period != known.0 {
                let mut events = store.events(agency, period)?;
                events.retain(|event| by.is_none_or(|by| day_of(event.at) <= by));
                followed.add(period, &events);
            }
        }
        Ok(followed)
    }

    /// What the chain of one period says.
    pub(crate) fn add(&mut self, period: Period, events: &[Event]) {
        for (action, (event, acceptance)) in acceptances(events) {
            let known = self.accepted.get(action);
            if known.is_none_or(|(at, _)| *at <= event.at) {
                let newest = (event.at, acceptance.clone());
                self.accepted.insert(action.to_owned(), newest);
            }
        }
        for (_, case) in cases(events) {
            let of_action = self.cases.entry(case.action.clone());
            of_action.or_insert((period, case));
        }
    }

    /// Who has taken an action on.
    pub(crate) fn acceptance(&self, action: &str) -> Option<&Acceptance> {
        self.accepted.get(action).map(|(_, acceptance)| acceptance)
    }

    /// The case of an action, with the period in whose chain it lives.
    pub(crate) fn case(&self, action: &str) -> Option<&(Period, CaseFile)> {
        self.cases.get(action)
    }

    /// Says it of the actions of a run, seen from a day.
    pub(crate) fn tell(
        &self,
        actions: &mut [Action],
        around: (&Playbook, &Registers, &Texts),
        as_of: NaiveDate,
    ) -> Result<(), EngineError> {
        let (playbook, registers, texts) = around;
        for action in actions {
            let accepted = self.accepted.get(&action.id);
            let accepted = accepted.map(|(at, act)| Accepted {
                by: act.person.clone(),
                role: act.by.role.clone(),
                on: day_of(*at).to_string(),
                person: act.responsible.clone(),
                due: act.until.to_string(),
                in_force: act.until >= as_of,
                reason: act.reason.clone(),
            });
            let case = self.cases.get(&action.id);
            let case = case.map(|(period, case)| told(case, *period, playbook, registers, as_of));
            let case = case.transpose()?;
            if accepted.is_some() || case.is_some() {
                action.tell(accepted, case, texts);
            }
        }
        Ok(())
    }
}

/// A case against its target, as the rooms that measure take it.
pub(crate) fn as_case(file: &CaseFile) -> Case {
    let days = |(at, what): &(DateTime<Utc>, _)| (day_of(*at), *what);
    Case {
        id: file.id.clone(),
        kind: file.kind.clone(),
        received: day_of(file.opened),
        changes: file.changes.iter().map(days).collect(),
        preliminary: (file.preliminary.iter())
            .map(|(at, estimate)| (day_of(*at), *estimate))
            .collect(),
        unknown: Vec::new(),
    }
}

fn told(
    file: &CaseFile,
    period: Period,
    playbook: &Playbook,
    registers: &Registers,
    as_of: NaiveDate,
) -> Result<CaseOfAction, EngineError> {
    let measured = measured(playbook, registers, &as_case(file), as_of)?;
    Ok(CaseOfAction {
        id: file.id.clone(),
        category: file.category.clone(),
        kind: file.kind.clone(),
        created: day_of(file.opened).to_string(),
        period: period.to_string(),
        status: file.status.as_str().to_owned(),
        owner: file.owner.clone(),
        due: measured.due.map(|day| day.to_string()),
        is_estimate: measured.is_estimate,
        standing: measured.standing.as_str().to_owned(),
        closed: measured.closed.map(|day| day.to_string()),
        reopened: measured.reopened,
        notice: file.notice.clone(),
    })
}
