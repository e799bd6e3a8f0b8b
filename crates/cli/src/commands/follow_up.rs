//! What `avstem event` does about actions: who takes one on, and the life of a case towards the customer centre.
//!
//! Not here: what may be done (`close`), which finding is whose (`report`). Nothing is sent: the notice that somebody may
//! send stands in the event.

use calendar::response::TARGETS;
use chrono::NaiveDate;
use close::follow::CHANGE_REQUEST;
use close::{
    Acceptance, Act, CaseAct, CaseFile, CaseStep, Doer, Event, Held, RunRef, StepRequest, case_of,
    cases, may_accept, may_handle,
};
use domain::Text;
use domain::case::{Case, CaseStatus};
use report::Texts;
use report::actions::Action;

use super::event::Asked;
use super::sign::person_of;
use super::table::table;
use crate::follow::measured;
use crate::followed::{Followed, as_case};
use crate::json::{list, text};
use crate::office::business_days;
use crate::review::results;
use crate::run::actions_of;
use crate::{Failure, Outcome, Verdict, engine, failure, say, today};

/// The actions of the period's run: who has taken them on, and what cases they are.
pub(super) fn actions(asked: &Asked<'_>) -> Outcome {
    let run = run_of(asked)?;
    let code = run.agency();
    let mut actions = actions_of(asked.store, run)?;
    let known = (asked.period, asked.events.as_slice());
    let followed = Followed::of(asked.store, code, &actions, known, None)?;
    let texts = engine::texts(&asked.portfolio.settings.language)?;
    let registers = engine::registers(asked.portfolio);
    followed.tell(
        &mut actions,
        (&asked.agency.playbook, &registers, texts),
        today(),
    )?;
    let head = [
        "action",
        "status",
        "opened",
        "responsible",
        "taken on",
        "case",
        "subject",
    ];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    for action in &actions {
        let taken = action.accepted.as_ref().map(|taken| {
            let state = if taken.in_force { "" } else { ", overdue" };
            format!("{} until {}{state}", taken.person, taken.due)
        });
        let case = action.case.as_ref().map(|case| {
            let due = case.due.as_deref().unwrap_or("no day");
            format!("{} {}, {} ({due})", case.id, case.status, case.standing)
        });
        rows.push(vec![
            action.id.clone(),
            action.status.clone(),
            action.opened.clone(),
            action.responsible.clone(),
            taken.unwrap_or_else(|| "-".to_owned()),
            case.unwrap_or_else(|| "-".to_owned()),
            action.subject.clone(),
        ]);
    }
    for line in table(&rows) {
        say(&line);
    }
    let is_taken = |action: &Action| action.accepted.as_ref().is_some_and(|taken| taken.in_force);
    let all = (actions.iter().filter(|action| action.is_open())).all(is_taken);
    Ok(if all {
        Verdict::Well
    } else {
        Verdict::Attention
    })
}

/// Takes an action on, with who does it until when.
pub(super) fn accept(asked: &Asked<'_>, request: &StepRequest<'_>) -> Result<Event, Failure> {
    let args = asked.args;
    let role = may_accept(request.person)?;
    let action = action_of(asked)?;
    let (Some(responsible), Some(until)) = (&args.responsible, args.due) else {
        return failure(
            "to take an action on needs --responsible PERSON, who is to do it, and --due DATE, by which it is done",
        );
    };
    let responsible = person_of(asked.portfolio, request.agency, responsible)?;
    if until < today() {
        return failure(format!(
            "{until} is past; an action is taken on until a day to come"
        ));
    }
    let act = Act::Accepted(Acceptance {
        action: action.id.clone(),
        responsible: responsible.id.clone(),
        until,
        reason: request.reason.map(str::to_owned),
        person: request.person.id.clone(),
        by: doer(request, role),
    });
    asked.keep_playbook()?;
    let event = close::follow_up(asked.store, request, None, act)?;
    say(&format!(
        "{}: {} does it until {until}",
        action.id, responsible.id
    ));
    Ok(event)
}

/// Opens a case, or does something with one.
pub(super) fn handle(
    asked: &Asked<'_>,
    step: CaseStep,
    request: &StepRequest<'_>,
) -> Result<Event, Failure> {
    let role = may_handle(request.person, step)?;
    let texts = engine::texts(&asked.portfolio.settings.language)?;
    let by = doer(request, role);
    let (mut act, before) = if step == CaseStep::Open {
        let action = action_of(asked)?;
        (opened(asked, request, by, &action, texts)?, None)
    } else {
        let known = known(asked)?;
        (handled(asked, step, request, by, &known)?, Some(known))
    };
    let case = after(&act, before);
    let held = held(asked, &case)?;
    if step != CaseStep::Open {
        act.notice = notice(&act, held.due.as_deref(), texts);
    }
    let notice = act.notice.clone();
    asked.keep_playbook()?;
    let event = close::follow_up(asked.store, request, Some(held), Act::Case(act))?;
    say(&format!(
        "case {}: proposed notice, to be sent by whoever may:",
        case.id
    ));
    say(&format!("  {notice}"));
    Ok(event)
}

fn doer(request: &StepRequest<'_>, role: &str) -> Doer {
    Doer {
        principal: request.person.principal.clone(),
        role: role.to_owned(),
        event_signature: None,
    }
}

fn run_of<'a>(asked: &'a Asked<'_>) -> Result<&'a RunRef, Failure> {
    let code = &asked.agency.playbook.code;
    asked.run.as_ref().map_or_else(
        || {
            failure(format!(
                "{} needs a run of {code} {}; make one with avstem run",
                asked.args.step, asked.period
            ))
        },
        Ok,
    )
}

/// The one open action that is named, by its id or by what it follows up.
fn action_of(asked: &Asked<'_>) -> Result<Action, Failure> {
    let run = run_of(asked)?;
    let actions = actions_of(asked.store, run)?;
    let (what, found): (&str, Vec<&Action>) = match (&asked.args.action, &asked.args.finding) {
        (Some(id), _) => (
            id,
            actions.iter().filter(|action| action.id == *id).collect(),
        ),
        (None, Some(key)) => {
            let results = results(asked.store, run)?;
            let follows = |action: &&Action| {
                list(&results, "checks").iter().any(|check| {
                    let of_check = text(check, "id");
                    let mut findings = list(check, "findings").iter();
                    let finding = findings.find(|finding| text(finding, "key") == key);
                    let subject = finding.map_or("", |finding| text(finding, "subject"));
                    let is_carried = finding.is_some_and(|f| text(f, "cause") == "carried");
                    action.follows(of_check, key, subject, is_carried)
                })
            };
            (key, actions.iter().filter(follows).collect())
        }
        (None, None) => {
            return failure(
                "which action? --action ID of actions.json, or --finding KEY of results.json",
            );
        }
    };
    match found.as_slice() {
        [action] if action.is_open() => Ok((*action).clone()),
        [action] => failure(format!(
            "{} is done: {} closed it; nothing is left to follow up",
            action.id,
            action.closed.as_deref().unwrap_or_default()
        )),
        [] => failure(format!(
            "run {run} has no open action of {what:?}; avstem event actions lists them. A check that did not run has none: get its file, or waive it"
        )),
        several => {
            let ids: Vec<&str> = several.iter().map(|action| action.id.as_str()).collect();
            failure(format!(
                "{what:?} is followed up by {} actions; take one at a time with --action: {}",
                ids.len(),
                ids.join(", ")
            ))
        }
    }
}

/// A case that is opened, with the text that is proposed for the customer centre.
fn opened(
    asked: &Asked<'_>,
    request: &StepRequest<'_>,
    by: Doer,
    action: &Action,
    texts: &Texts,
) -> Result<CaseAct, Failure> {
    let (agency, args) = (request.agency, asked.args);
    let Some(target) = TARGETS.iter().find(|target| target.id == args.kind) else {
        let known: Vec<&str> = TARGETS.iter().map(|target| target.id).collect();
        return failure(format!(
            "no type of case {:?}; the types are {}",
            args.kind,
            known.join(", ")
        ));
    };
    let around = std::slice::from_ref(action);
    let known = (asked.period, asked.events.as_slice());
    let followed = Followed::of(asked.store, agency, around, known, None)?;
    if let Some((period, case)) = followed
        .case(&action.id)
        .filter(|(p, _)| *p != asked.period)
    {
        return failure(format!(
            "{} is case {} already, opened in {period}; say more in it with case-message --period {period}",
            action.id, case.id
        ));
    }
    let mut act = CaseAct {
        step: CaseStep::Open,
        case: case_of(&action.id),
        action: action.id.clone(),
        category: Some(args.category.clone()),
        kind: Some(target.id.to_owned()),
        status: CaseStatus::Active,
        estimate: None,
        text: request.reason.map(str::to_owned),
        notice: String::new(),
        person: request.person.id.clone(),
        by,
    };
    let due = held(asked, &after(&act, None))?.due;
    let text = Text::key("case-notice-open")
        .with("case", act.case.as_str())
        .with("category", texts.name_of("area", &args.category))
        .with("type", target.name)
        .with("status", texts.name_of("case-status", act.status.as_str()))
        .with("agency", agency)
        .with("period", asked.period.to_string())
        .with("subject", action.subject.as_str())
        .with("amount", action.origin.amount.0.as_str())
        .with("description", action.description.as_str())
        .with("due", day(due.as_deref(), texts));
    act.notice = texts.render(&text);
    if let Some(said) = &act.text {
        act.notice.push_str(". ");
        act.notice.push_str(said);
    }
    Ok(act)
}

/// A day in the language's form.
fn day(day: Option<&str>, texts: &Texts) -> String {
    let parsed = day.and_then(|day| day.parse::<NaiveDate>().ok());
    parsed.map_or_else(|| texts.say("case-no-day"), |day| texts.date(day))
}

/// The case that is named, by its id or its action; it lives in the chain of one period.
fn known(asked: &Asked<'_>) -> Result<CaseFile, Failure> {
    let code = &asked.agency.playbook.code;
    let id = match (&asked.args.case, &asked.args.action) {
        (Some(id), _) => id.clone(),
        (None, Some(action)) => case_of(action),
        (None, None) => return failure("which case? --case ID, or --action ID of its action"),
    };
    let mut here = cases(&asked.events);
    if let Some(case) = here.remove(&id) {
        return Ok(case);
    }
    for period in asked.store.periods(code)? {
        if cases(&asked.store.events(code, period)?).contains_key(&id) {
            return failure(format!(
                "case {id} was opened in {period} and lives there; give --period {period}"
            ));
        }
    }
    failure(format!(
        "no case {id} of {code}; open one with avstem event case-open"
    ))
}

/// A step of a case that is there.
fn handled(
    asked: &Asked<'_>,
    step: CaseStep,
    request: &StepRequest<'_>,
    by: Doer,
    known: &CaseFile,
) -> Result<CaseAct, Failure> {
    let args = asked.args;
    let status = match (step, &args.status) {
        (CaseStep::Status, Some(word)) => {
            let Some(status) = CaseStatus::parse(word) else {
                let words = CaseStatus::ALL.map(CaseStatus::as_str).join(", ");
                return failure(format!("no status {word:?}; the statuses are {words}"));
            };
            status
        }
        (CaseStep::Status, None) if args.estimate.is_none() => {
            return failure("which status? --status, or --estimate DATE of a preliminary answer");
        }
        _ => known.status_after(step),
    };
    if args.estimate.is_some_and(|estimate| estimate < today()) {
        return failure("the day that a preliminary answer estimates is past");
    }
    Ok(CaseAct {
        step,
        case: known.id.clone(),
        action: known.action.clone(),
        category: None,
        kind: (step == CaseStep::ChangeRequest).then(|| CHANGE_REQUEST.to_owned()),
        status,
        estimate: args.estimate.filter(|_| step == CaseStep::Status),
        text: request.reason.map(str::to_owned),
        notice: String::new(),
        person: request.person.id.clone(),
        by,
    })
}

/// The case as the act makes it, for measuring it.
fn after(act: &CaseAct, before: Option<CaseFile>) -> Case {
    let today = today();
    let mut case = match &before {
        Some(file) => as_case(file),
        None => Case {
            id: act.case.clone(),
            kind: String::new(),
            received: today,
            changes: Vec::new(),
            preliminary: Vec::new(),
            unknown: Vec::new(),
        },
    };
    if let Some(kind) = &act.kind {
        case.kind.clone_from(kind);
    }
    if before.is_some_and(|file| file.status != act.status) {
        case.changes.push((today, act.status));
    }
    case.preliminary
        .extend(act.estimate.map(|day| (today, day)));
    case
}

/// The day by which a case is answered, seen from today.
fn held(asked: &Asked<'_>, case: &Case) -> Result<Held, Failure> {
    let today = today();
    let registers = engine::registers(asked.portfolio);
    let measured = measured(&asked.agency.playbook, &registers, case, today)?;
    Ok(Held {
        deadline: case.kind.clone(),
        due: measured.due.map(|day| day.to_string()),
        kept: measured.due.map(|day| today <= day),
        business_days: measured.due.and_then(|day| business_days(today, day)),
    })
}

/// The notice that is proposed: whom it is for, the case and how it stands; the content is read in the case \[K04\].
fn notice(act: &CaseAct, due: Option<&str>, texts: &Texts) -> String {
    let key = match (act.step, act.estimate) {
        (CaseStep::Open, _) => "case-notice-open",
        (CaseStep::Status, Some(_)) => "case-notice-preliminary",
        (CaseStep::Status, None) => "case-notice-status",
        (CaseStep::Message, _) => "case-notice-message",
        (CaseStep::ChangeRequest, _) => "case-notice-change-request",
        (CaseStep::Assessed, _) => "case-notice-assessed",
    };
    let estimate = act.estimate.map(|day| day.to_string());
    let text = Text::key(key)
        .with("case", act.case.as_str())
        .with("status", texts.name_of("case-status", act.status.as_str()))
        .with("due", day(estimate.as_deref().or(due), texts));
    texts.render(&text)
}
