//! Actions that are taken on, and the life of a case: who may do what when, and what verification says of an event that
//! should not be there.

use close::follow::{CHANGE_REQUEST, CaseStep};
use close::{
    Acceptance, Act, CaseAct, Doer, Event, Office, SignOffError, StepRequest, Store, acceptances,
    case_of, cases, follow_up, verify_duties, verify_store,
};
use domain::Period;
use domain::agency::Person;
use domain::case::CaseStatus;

use crate::made::{AGENCY, archive, around, create_run, period, person, temporary_store};

const PLAYBOOK: &str = "kari preparer\ndag provider\nliv s-report-signer\nper\n";

fn read(bytes: &[u8], _: Period) -> Result<Office, String> {
    let text = std::str::from_utf8(bytes).map_err(|why| why.to_string())?;
    let persons = text.lines().map(|line| {
        let words: Vec<&str> = line.split(' ').collect();
        let (id, roles) = words.split_first().unwrap();
        person(id, roles)
    });
    Ok(Office {
        persons: persons.collect(),
        routine: None,
    })
}

fn named(id: &str) -> Person {
    let office = read(PLAYBOOK.as_bytes(), period("2025-03")).unwrap();
    let mut persons = office.persons.into_iter();
    persons.find(|person| person.id == id).unwrap()
}

fn doer(person: &Person, role: &str) -> Doer {
    Doer {
        principal: person.principal.clone(),
        role: role.to_owned(),
        event_signature: None,
    }
}

fn record(store: &Store, person: &Person, act: Act) -> Result<Event, SignOffError> {
    let playbook = archive(store, PLAYBOOK.as_bytes());
    let request = StepRequest {
        agency: AGENCY,
        period: period("2025-03"),
        run: None,
        person,
        reason: None,
        key: None,
        around: around(Some(playbook), None),
    };
    follow_up(store, &request, None, act)
}

fn accept(store: &Store, who: &str, until: &str) -> Result<Event, SignOffError> {
    let person = named(who);
    let role = close::may_accept(&person)?;
    let act = Acceptance {
        action: "A-1".to_owned(),
        responsible: "kari".to_owned(),
        until: until.parse().unwrap(),
        reason: None,
        person: who.to_owned(),
        by: doer(&person, role),
    };
    record(store, &person, Act::Accepted(act))
}

/// `case-status closed`, by whom, what is said (empty = nothing).
fn handle(store: &Store, line: &str, who: &str, text: &str) -> Result<Event, SignOffError> {
    let mut words = line.split(' ');
    let step = CaseStep::parse(words.next().unwrap()).unwrap();
    let person = named(who);
    let role = close::may_handle(&person, step)?;
    let before = cases(&store.events(AGENCY, period("2025-03")).unwrap());
    let known = before.get(&case_of("A-1"));
    let status = words.next().and_then(CaseStatus::parse);
    let act = CaseAct {
        step,
        case: case_of("A-1"),
        action: "A-1".to_owned(),
        category: (step == CaseStep::Open).then(|| "accounting".to_owned()),
        kind: match step {
            CaseStep::Open => Some("enquiry".to_owned()),
            CaseStep::ChangeRequest => Some(CHANGE_REQUEST.to_owned()),
            _ => None,
        },
        status: status
            .or(known.map(|known| known.status_after(step)))
            .unwrap_or(CaseStatus::Active),
        estimate: words.next().map(|day| day.parse().unwrap()),
        text: Some(text.to_owned()).filter(|text| !text.is_empty()),
        notice: "a notice".to_owned(),
        person: who.to_owned(),
        by: doer(&person, role),
    };
    record(store, &person, Act::Case(act))
}

/// Step, status, estimate | who | what is said | the refusal; empty = it is done.
const LIFE: &str = "
case-status in-progress       | dag  |            | no such case was opened in this period
case-open                     | per  |            | per may not do case-open
case-open                     | kari |            |
case-open                     | kari |            | A-1 is that case already (event 1, active); say more in it with case-message [K01]
case-status in-progress       | kari |            | kari may not do case-status: that needs the role provider [S000]
case-status active            | dag  |            | it is active already [K02]
case-status in-progress       | dag  |            |
case-status in-progress 2025-05-20 | dag |        |
case-status postponed         | dag  |            | a postponed case says why
case-status postponed         | dag  | year end   |
case-status closed            | dag  | answer     | it is postponed and cannot become closed; it may become active [K02]
case-status active            | dag  |            |
case-status waiting-for-customer | dag |          |
case-message                  | liv  |            | case-message needs what is said
case-message                  | liv  | the voucher |
case-status active            | dag  |            |
case-status closed            | dag  |            | a closed case has a final answer
case-status closed            | dag  | answer     |
case-status active            | dag  |            | a message opens it again (case-message) [K02]
case-message                  | kari | but why    |
case-assessed                 | dag  | yes        | only a change request is assessed
case-change-request           | dag  |            | case-change-request needs what is said
case-change-request           | kari | a wish     | kari may not do case-change-request
case-change-request           | dag  | a wish     |
case-change-request           | dag  | a wish     | it is a change request already [K13]
case-status closed            | dag  | answer     | give it with case-assessed [K13]
case-assessed                 | dag  | yes        |
case-assessed                 | dag  | yes        | it is assessed already [K13]
case-status closed            | dag  | answer     |
";

#[test]
fn a_case_lives_to_its_final_answer() {
    let (_folder, store) = temporary_store();
    for row in LIFE.lines().filter(|row| !row.is_empty()) {
        let [line, who, text, refusal] = row.split('|').map(str::trim).collect::<Vec<_>>()[..]
        else {
            panic!("{row}")
        };
        match handle(&store, line, who, text) {
            Ok(_) => assert_eq!(refusal, "", "{row}"),
            Err(why) => {
                let why = why.to_string();
                assert!(!refusal.is_empty() && why.contains(refusal), "{row}: {why}");
            }
        }
    }
    let events = store.events(AGENCY, period("2025-03")).unwrap();
    let case = cases(&events).remove("C-1").unwrap();
    let found = (case.status, case.kind.as_str(), case.owner.as_deref());
    assert_eq!(found, (CaseStatus::Closed, CHANGE_REQUEST, Some("dag")));
    let changes: Vec<&str> = case.changes.iter().map(|(_, to)| to.as_str()).collect();
    assert_eq!(
        changes.join(" "),
        "in-progress postponed active waiting-for-customer active closed active closed"
    );
    assert_eq!((case.preliminary.len(), case.is_assessed), (1, true));
    assert_eq!(verify_store(&store, b""), []);
    assert_eq!(verify_duties(&store, &read), []);
}

#[test]
fn the_newest_acceptance_counts_and_takes_a_role() {
    let (_folder, store) = temporary_store();
    for (who, refusal) in [
        (
            "liv",
            "liv may not do accept: that needs the role preparer or approver or provider [INF], and liv has s-report-signer",
        ),
        ("per", "per has none"),
    ] {
        let why = accept(&store, who, "2025-05-20").unwrap_err().to_string();
        assert!(why.contains(refusal), "{why}");
    }
    accept(&store, "kari", "2025-05-20").unwrap();
    accept(&store, "dag", "2025-06-20").unwrap();
    let events = store.events(AGENCY, period("2025-03")).unwrap();
    let (event, act) = acceptances(&events)["A-1"];
    assert_eq!((event.number, act.person.as_str()), (2, "dag"));
    assert_eq!(act.until.to_string(), "2025-06-20");
    assert_eq!(verify_duties(&store, &read), []);
}

/// What somebody wrote into the chain without asking.
#[test]
fn an_act_that_should_not_be_there() {
    let (_folder, store) = temporary_store();
    create_run(&store, "2025-03");
    accept(&store, "kari", "2025-05-20").unwrap();
    handle(&store, "case-open", "kari", "").unwrap();
    let march = period("2025-03");
    let events = store.events(AGENCY, march).unwrap();
    let forge = |of: usize, change: &dyn Fn(&mut Act)| {
        let (number, previous) = Store::next_event(&events).unwrap();
        let mut forged = events[of].clone();
        (forged.number, forged.previous) = (number, previous);
        change(&mut forged.act);
        store.append_event(AGENCY, march, &forged).unwrap();
        let found = verify_duties(&store, &read);
        let name = format!("events/{AGENCY}/2025-03/{number:06}.json");
        std::fs::remove_file(store.root().join(&name)).unwrap();
        let of_it = found.iter().filter(|problem| problem.path == name);
        of_it.map(|problem| problem.code).collect::<Vec<_>>()
    };
    let liv = || doer(&named("liv"), "s-report-signer");
    assert_eq!(forge(1, &|_| {}), ["STORE020"], "it is open already");
    let taken_by_liv = |act: &mut Act| {
        if let Act::Accepted(act) = act {
            "liv".clone_into(&mut act.person);
            act.by = liv();
        }
    };
    assert_eq!(forge(0, &taken_by_liv), ["STORE020"]);
    let set_by_kari = |act: &mut Act| {
        if let Act::Case(act) = act {
            (act.step, act.status) = (CaseStep::Status, CaseStatus::InProgress);
        }
    };
    assert_eq!(forge(1, &set_by_kari), ["STORE020"]);
    let opened_by_a_message = |act: &mut Act| {
        if let Act::Case(act) = act {
            (act.step, act.status) = (CaseStep::Message, CaseStatus::Closed);
            act.text = Some("done".to_owned());
        }
    };
    assert_eq!(forge(1, &opened_by_a_message), ["STORE020"]);
    let by_a_usurper = |act: &mut Act| {
        if let Act::Accepted(act) = act {
            "provider".clone_into(&mut act.by.role);
        }
    };
    assert_eq!(forge(0, &by_a_usurper), ["STORE019"]);
    assert_eq!(verify_duties(&store, &read), []);
}
