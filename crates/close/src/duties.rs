//! Were people allowed to do what the events say they did: the role by the playbook of that day, and the routine.
//!
//! Every event of a person names the playbook that gave the role, and the archive keeps it. Events in form one name none;
//! of them only what the chain itself tells is judged (`verify`). Not here: reading a playbook (`ingest` does), keys.

use domain::agency::Person;
use domain::{Digest, Period};

use crate::disk;
use crate::event::{Act, Event};
use crate::follow;
use crate::life::{self, Life};
use crate::names;
use crate::segregation::closing_sign_off;
use crate::sign_off::Routine;
use crate::store::Store;
use crate::verify::Problem;

/// Largest playbook that is read, in bytes.
const PLAYBOOK_BYTES_MAX: u64 = 16 << 20;

/// What a playbook says of people and routine.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Office {
    /// Who may do what.
    pub persons: Vec<Person>,
    /// The routine in the period; `None` before the agency's first model.
    pub routine: Option<Routine>,
}

/// Understands the bytes of a playbook for a period, or says why not.
pub type ReadOffice<'a> = dyn Fn(&[u8], Period) -> Result<Office, String> + 'a;

/// Judges every event of the store.
pub fn verify_duties(store: &Store, read: &ReadOffice<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for agency in store.agencies_with_events().unwrap_or_default() {
        for period in store.periods_with_anything(&agency).unwrap_or_default() {
            // A chain that cannot be read is reported by `verify_store`.
            let events = store.events(&agency, period).unwrap_or_default();
            for (index, event) in events.iter().enumerate() {
                let before = events.get(..index).unwrap_or_default();
                if let Err((code, sentence)) = judge(store, read, period, before, event) {
                    let stem = names::event_stem(event.number);
                    problems.push(Problem {
                        path: format!("events/{agency}/{period}/{stem}.json"),
                        code,
                        sentence,
                    });
                }
            }
        }
    }
    problems.sort();
    problems
}

fn judge(
    store: &Store,
    read: &ReadOffice<'_>,
    period: Period,
    before: &[Event],
    event: &Event,
) -> Result<(), (&'static str, String)> {
    let Some(playbook) = event.playbook else {
        return Ok(());
    };
    let office = office_of(store, read, playbook, period)?;
    let Some((person, principal, role)) = event.act.doer() else {
        return Ok(());
    };
    let had_role = office.persons.iter().any(|known| {
        known.id == person
            && known.principal == principal
            && known.roles.iter().any(|own| own == role)
    });
    if !had_role {
        let sentence = format!(
            "{person} ({principal}) acted as {role}, which the playbook of that day does not give; the act does not count, let somebody who may do it again"
        );
        return Err(("STORE019", sentence));
    }
    follow::check_act(&event.act, before).map_err(|why| ("STORE020", why.to_string()))?;
    let Some(routine) = office.routine else {
        return Ok(());
    };
    let life = Life::of(period, routine.model, before).under(routine.agreed);
    let legal = match &event.act {
        Act::Stepped(act) => life::step(&act.step, period, routine.model)
            .and_then(|step| life.check_event(step, &event.act, routine.is_lenient)),
        Act::Signed(_) if life.has_begun => match life.step_of_event(event) {
            Some(step) => life.check_event(step, &event.act, routine.is_lenient),
            None => Ok(()),
        },
        Act::Reopened { .. } => life.check_reopening(closing_sign_off(before).is_some()),
        _ => Ok(()),
    };
    legal.map_err(|why| ("STORE020", why.to_string()))
}

fn office_of(
    store: &Store,
    read: &ReadOffice<'_>,
    playbook: Digest,
    period: Period,
) -> Result<Office, (&'static str, String)> {
    let unreadable = |why: String| {
        let sentence = format!(
            "the playbook {playbook} that gave the role cannot be read ({why}); put archive/{playbook} back"
        );
        ("STORE019", sentence)
    };
    let bytes = disk::read_bounded(&store.archive_path(playbook), PLAYBOOK_BYTES_MAX)
        .map_err(|why| unreadable(why.to_string()))?;
    read(&bytes, period).map_err(unreadable)
}
