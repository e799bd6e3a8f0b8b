//! People, routine and deadlines of an agency, as `close` asks for them.
//!
//! Not here: what may be done when (`close`), and when a deadline is (`calendar`). Whether one was kept is said here,
//! because only this room knows what time it is.

use calendar::{Calendar, Deadline, Due, oslo};
use chrono::{DateTime, NaiveDate, Utc};
use close::{Agreed, Held, Office, Routine, Step};
use domain::Period;
use domain::agency::Playbook;

/// Business days that are counted at most; beyond that a deadline is only kept or not.
const DAYS_MAX: usize = 2_000;

/// The setting that lets the one who laid out a report send it.
const SENDER_MAY_BE_MAKER: &str = "close.sender_may_be_maker";

/// The setting that says who does what the sources leave open.
pub(crate) const ACTORS: &str = "close.actors";

/// The routine of an agency in a period; `None` before its first model.
pub(crate) fn routine_of(playbook: &Playbook, period: Period) -> Option<Routine> {
    let model = playbook.model_on(period.last_day())?;
    let is_lenient = checks::settings::text(playbook, SENDER_MAY_BE_MAKER) == "true";
    let agreed = Agreed::parse(checks::settings::text(playbook, ACTORS));
    Some(Routine {
        model,
        agreed,
        is_lenient,
    })
}

/// What an archived playbook says of people and routine.
pub(crate) fn office_of(bytes: &[u8], period: Period) -> Result<Office, String> {
    let playbook =
        ingest::parse_playbook("playbook", bytes).map_err(|problem| problem.to_string())?;
    Ok(Office {
        routine: routine_of(&playbook, period),
        persons: playbook.persons,
    })
}

/// The deadline of a step: the first of its ids that the agency's month has, the earliest of several with one id.
fn deadline_of<'a>(step: &Step, deadlines: &'a [Deadline]) -> Option<&'a Deadline> {
    let mut ids = step.deadlines.iter();
    ids.find_map(|id| deadlines.iter().find(|deadline| deadline.id == *id))
}

/// When a step is due, in words: `D02 due 2025-04-07`.
pub(crate) fn due(step: &Step, deadlines: &[Deadline]) -> Option<String> {
    let deadline = deadline_of(step, deadlines)?;
    Some(match &deadline.due {
        Due::At(moment) => format!("{} due {}", deadline.id, moment.format("%Y-%m-%d %H:%M")),
        Due::On(date) => format!("{} due {date}", deadline.id),
        Due::NotPublished => format!("{} not published", deadline.id),
        Due::Event(_) => format!("{} {}", deadline.id, deadline.rule),
    })
}

/// The deadline that a step done now is held against.
pub(crate) fn held(step: &Step, deadlines: &[Deadline], now: DateTime<Utc>) -> Option<Held> {
    let of_step = deadline_of(step, deadlines)?;
    let now = oslo::in_oslo(now.fixed_offset());
    let today = now.date_naive();
    let (due, kept, day) = match &of_step.due {
        Due::At(moment) => (
            Some(moment.to_rfc3339()),
            Some(now <= *moment),
            Some(moment.date_naive()),
        ),
        Due::On(date) => (Some(date.to_string()), Some(today <= *date), Some(*date)),
        Due::NotPublished | Due::Event(_) => (None, None, None),
    };
    Some(Held {
        deadline: of_step.id.to_owned(),
        due,
        kept,
        business_days: day.and_then(|day| business_days(today, day)),
    })
}

/// How many business days lie after `from` up to `to`; negative when `to` is before.
pub(crate) fn business_days(from: NaiveDate, to: NaiveDate) -> Option<i32> {
    let (first, last) = if from <= to { (from, to) } else { (to, from) };
    let mut count = 0;
    for day in first.iter_days().skip(1).take(DAYS_MAX) {
        if day > last {
            return Some(if from <= to { count } else { -count });
        }
        count += i32::from(Calendar::NoPublic.is_business_day(day).ok()?);
    }
    None
}

/// A deadline in words: `D12 due 2025-04-14T16:00:00+02:00: kept, 2 business days left`.
pub(crate) fn shown(held: &Held) -> String {
    let due = held
        .due
        .as_deref()
        .map_or_else(String::new, |due| format!(" due {due}"));
    let days = |days: i32| match days {
        1 => "1 business day".to_owned(),
        days => format!("{days} business days"),
    };
    let kept = match (held.kept, held.business_days) {
        (Some(true), Some(left)) => format!("kept, {} left", days(left)),
        (Some(true), None) => "kept".to_owned(),
        (Some(false), Some(late)) => format!("missed by {}", days(late.saturating_abs())),
        (Some(false), None) => "missed".to_owned(),
        (None, _) => "no date to hold it against".to_owned(),
    };
    format!("{}{due}: {kept}", held.deadline)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use calendar::{DeadlineInputs, deadlines};
    use close::life::STEPS;
    use close::{Act, Doer, Event, Form, Life, Stepped};
    use domain::agency::{Budgeting, Model, Person, Principle, Service};

    use super::*;

    #[test]
    fn every_deadline_of_a_step_is_one_of_the_calendar() {
        let known: BTreeSet<&str> = calendar::table::TABLE.iter().map(|row| row.id).collect();
        for step in STEPS {
            for id in step.deadlines {
                assert!(known.contains(id), "{}: {id}", step.id);
            }
        }
        // And every deadline of a month that has somebody to keep it is one of some step.
        let used: BTreeSet<&str> = STEPS
            .iter()
            .flat_map(|step| step.deadlines)
            .copied()
            .collect();
        let unused: Vec<&str> = known
            .into_iter()
            .filter(|id| id.starts_with('D') && !used.contains(id))
            .collect();
        assert_eq!(
            unused,
            ["D11"],
            "the SRS tabs should, not must, come before P"
        );
    }

    #[test]
    fn kept_or_missed() {
        let model = Model {
            service: Service::Full,
            budgeting: Budgeting::Gross,
            principle: Principle::Cash,
        };
        let march: Period = "2025-03".parse().unwrap();
        let list = deadlines(march, model, &DeadlineInputs::default()).unwrap();
        let june: Period = "2025-06".parse().unwrap();
        let list_of_june = deadlines(june, model, &DeadlineInputs::default()).unwrap();
        // Step | list | now in UTC | what is said.
        let table = [
            (
                "set-current",
                &list,
                "2025-04-01T10:00:00Z",
                "D01 due 2025-04-01: kept, 0 business days left",
            ),
            (
                "vouchers-in",
                &list,
                "2025-04-04T10:00:00Z",
                "D02 due 2025-04-07: kept, 1 business day left",
            ),
            (
                "vouchers-in",
                &list,
                "2025-04-07T21:59:59Z",
                "D02 due 2025-04-07: kept, 0 business days left",
            ),
            (
                "vouchers-in",
                &list,
                "2025-04-07T22:00:00Z",
                "D02 due 2025-04-07: missed by 1 business day",
            ),
            (
                "vouchers-in",
                &list,
                "2025-04-22T08:00:00Z",
                "D02 due 2025-04-07: missed by 8 business days",
            ),
            (
                "s-signed",
                &list,
                "2025-04-07T08:00:00Z",
                "D12: no date to hold it against",
            ),
            (
                "ready",
                &list,
                "2025-04-07T08:00:00Z",
                "D05: no date to hold it against",
            ),
            (
                "review",
                &list,
                "2025-05-14T08:00:00Z",
                "D23 due 2025-05-15: kept, 1 business day left",
            ),
            (
                "review",
                &list_of_june,
                "2025-09-16T08:00:00Z",
                "D24 due 2025-09-15: missed by 1 business day",
            ),
            (
                "vouchers-in",
                &list,
                "2045-01-01T08:00:00Z",
                "D02 due 2025-04-07: missed",
            ),
        ];
        for (id, list, now, expected) in table {
            let step = STEPS.iter().find(|step| step.id == id).unwrap();
            let held = held(step, list, now.parse().unwrap()).unwrap();
            assert_eq!(shown(&held), expected, "{id} {now}");
        }
        let sent = STEPS.iter().find(|step| step.id == "s-accepted").unwrap();
        assert_eq!(
            held(sent, &list, "2025-04-07T08:00:00Z".parse().unwrap()),
            None
        );
    }

    fn taken(step: &Step, by: &Person) -> Event {
        Event {
            form: Form::Two,
            number: 1,
            previous: None,
            at: "2025-04-10T14:00:00Z".parse().unwrap(),
            run: None,
            playbook: None,
            held: None,
            act: Act::Stepped(Stepped {
                step: step.id.to_owned(),
                person: by.id.clone(),
                by: Doer {
                    principal: by.principal.clone(),
                    role: String::new(),
                    event_signature: None,
                },
                artifact: None,
                reason: None,
                note: None,
            }),
        }
    }

    /// The steps that somebody of the playbook can take, from the first to the last of the chain.
    fn walked(office: &Office, period: Period) -> BTreeSet<&'static str> {
        let routine = office.routine.unwrap();
        let mut life = Life::of(period, routine.model, &[]).under(routine.agreed);
        let mut seen = BTreeSet::new();
        loop {
            let mut next = None;
            for step in life.possible() {
                let mut persons = office.persons.iter();
                let may = |person: &&Person| life.check(step, person, routine.is_lenient).is_ok();
                if let Some(person) = persons.find(may) {
                    seen.insert(step.id);
                    let is_next = step.is_lasting && step.id != "prolonged" && next.is_none();
                    next = if is_next { Some((step, person)) } else { next };
                }
            }
            let Some((step, person)) = next else {
                return seen;
            };
            life.add(&taken(step, person));
        }
    }

    #[test]
    fn every_step_of_a_made_portfolio_has_somebody_who_takes_it() {
        let mut kinds = Vec::new();
        for service in [Service::Full, Service::Part] {
            for budgeting in [Budgeting::Gross, Budgeting::Net, Budgeting::Fund] {
                for principle in [Principle::Cash, Principle::Srs] {
                    kinds.push(Model {
                        service,
                        budgeting,
                        principle,
                    });
                }
            }
        }
        let request = synth::Request {
            agencies: 12,
            periods: ("2025-01".parse().unwrap(), "2025-03".parse().unwrap()),
            lines_per_period: 150,
            seed: 1,
            faults: Vec::new(),
            kinds: Some(kinds.clone()),
            half_year: false,
            year_end: false,
            period_13: false,
        };
        let files = synth::portfolio_files(&request).unwrap();
        let mut playbooks = files.iter().filter(|f| f.path.starts_with("agencies/"));
        for model in kinds {
            let playbook = playbooks.next().unwrap();
            for period in ["2025-03", "2025-13"] {
                let period: Period = period.parse().unwrap();
                let office = office_of(&playbook.bytes, period).unwrap();
                assert_eq!(office.routine.unwrap().model, model);
                let chain = close::life::Chain::of(period).unwrap();
                let all: BTreeSet<&str> = close::life::steps(chain, model).map(|s| s.id).collect();
                assert_eq!(walked(&office, period), all, "{model:?} {period}");
            }
        }
    }

    /// Part A of a fund in full service: by the heading the agency's, by the text under it the provider's.
    #[test]
    fn a_setting_says_who_does_what_the_sources_leave_open() {
        let agency = "preparer, approver";
        let table = [
            ("", "full", "fund", "a-done", "preparer, approver, provider"),
            ("a-done=agency", "full", "fund", "a-done", agency),
            (
                "bank-done=agency a-done=provider",
                "full",
                "fund",
                "a-done",
                "provider",
            ),
            (
                "a-done=provider",
                "full",
                "fund",
                "b-e-done",
                "preparer, approver, provider",
            ),
            // The sources say who: nothing is agreed about it.
            (
                "completeness=agency",
                "full",
                "gross",
                "completeness",
                "provider",
            ),
            (
                "completeness=agency",
                "part",
                "gross",
                "completeness",
                agency,
            ),
        ];
        for (words, service, budgeting, id, expected) in table {
            let settings = match words {
                "" => String::new(),
                words => format!("[settings]\n\"{ACTORS}\" = \"{words}\"\n"),
            };
            let playbook = format!(
                "code = \"4711\"\nname = \"x\"\norganisation = \"310200204\"\n[[model]]\nfrom = 2020-01-01\nservice = \"{service}\"\nbudgeting = \"{budgeting}\"\nprinciple = \"cash\"\n{settings}"
            );
            let march: Period = "2025-03".parse().unwrap();
            let office = office_of(playbook.as_bytes(), march).unwrap();
            let routine = office.routine.unwrap();
            let step = close::life::step(id, march, routine.model).unwrap();
            let roles = step.roles_agreed(routine.model, routine.agreed).join(", ");
            assert_eq!(roles, expected, "{words} {id}");
            assert_eq!(Agreed::problem(words), None);
        }
        let default = checks::settings::SETTINGS.iter().find(|s| s.name == ACTORS);
        assert_eq!(Agreed::problem(default.unwrap().default), None);
        for wrong in ["s-sent=agency", "a-done", "a-done=nav", "a-done=agency x"] {
            let problem = Agreed::problem(wrong).unwrap();
            assert!(problem.contains("expected STEP=agency"), "{problem}");
        }
    }
}
