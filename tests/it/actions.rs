//! What people do about actions, on the command line: they take them on until the review holds, and turn them into cases
//! that live to their final answer. One id over periods, and never a word of it in a run.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may stop, and reads files"
)]

use std::fs;

use serde_json::Value;

use crate::period::{event, office, verify};
use crate::world::{Said, World, avstem};

/// The open actions of a run.
fn open_actions(world: &World, run: &str) -> Vec<Value> {
    let bytes = world.read(&format!("reports/runs/{run}/actions.json"));
    let list: Value = serde_json::from_slice(&bytes).expect("JSON");
    let actions = list["actions"].as_array().expect("a list").iter();
    actions
        .filter(|action| action["closed"].is_null())
        .cloned()
        .collect()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn status(world: &World, period: &str, more: &[&str]) -> Said {
    let root = world.root().to_str().expect("a path of letters");
    let store = format!("{root}/reports");
    let asked = ["status", "--portfolio", root, "--reports", &store];
    avstem(&[&asked[..], &["--period", period], more].concat())
}

/// An event that is refused with these words.
fn refused(world: &World, line: &str, why: &str) {
    let words: Vec<&str> = line.split(' ').collect();
    let [step, person, more @ ..] = words.as_slice() else {
        panic!("{line}")
    };
    let said = event(world, step, person, more).expect(2);
    assert!(said.stderr.contains(why), "{line}: {}", said.stderr);
}

fn done(world: &World, line: &str) -> String {
    let words: Vec<&str> = line.split(' ').collect();
    let [step, person, more @ ..] = words.as_slice() else {
        panic!("{line}")
    };
    event(world, step, person, more).expect(0).stdout
}

const STEPS: &str = "set-current:dag vouchers-in:kari bank-vouchers-in:kari ready:kari completeness*:dag closed:dag \
    bank-done:kari a-done:kari l-laid-out:kari l-sent:ola l-accepted:ola b-e-done:kari";

#[test]
fn a_review_holds_when_somebody_has_taken_on_what_is_open() {
    let Some(world) = office(&["double-posting:3"]) else {
        return;
    };
    world.run(&[]).expect(1);
    for (step, person) in STEPS.split(' ').filter_map(|step| step.split_once(':')) {
        event(&world, step, person, &[]).expect(0);
    }
    let open = open_actions(&world, "V01/2025-02/0001");
    let first = text(&open[0]["id"]);
    refused(
        &world,
        "review* ola",
        &format!("avstem event accept --action {first}"),
    );
    let who = "--responsible kari --due 2099-12-31";
    for (line, why) in [
        (
            "accept kari --action A-no --responsible kari --due 2099-12-31".to_owned(),
            "has no open action of \"A-no\"",
        ),
        (format!("accept kari {who}"), "which action?"),
        (
            format!("accept kari --action {first} --due 2099-12-31"),
            "needs --responsible PERSON",
        ),
        (
            format!("accept kari --action {first} --responsible kari"),
            "and --due DATE",
        ),
        (
            format!("accept kari --action {first} --responsible nobody --due 2099-12-31"),
            "no person \"nobody\"",
        ),
        (
            format!("accept kari --action {first} --responsible kari --due 2020-12-31"),
            "2020-12-31 is past",
        ),
        (
            "waive* ola --finding no-such --until 2099-12-31".to_owned(),
            "a waiver needs",
        ),
    ] {
        refused(&world, &line, why);
    }
    for action in &open {
        let said = done(
            &world,
            &format!("accept kari --action {} {who}", text(&action["id"])),
        );
        assert!(said.contains("kari does it until 2099-12-31"), "{said}");
    }
    // What is not explained stays unexplained until somebody waives it.
    let said = event(&world, "review*", "ola", &[]);
    if said.code == Some(2) {
        assert!(
            said.stderr.contains("is not explained") && !said.stderr.contains("event accept"),
            "{}",
            said.stderr
        );
        for action in &open {
            let key = text(&action["finding"]).to_owned() + text(&action["origin"]["key"]);
            let why = [
                "--finding",
                &key,
                "--until",
                "2099-12-31",
                "--reason",
                "reversed in March",
            ];
            event(&world, "waive*", "ola", &why).expect(0);
        }
    }
    let said = event(&world, "review*", "ola", &[]);
    assert!(
        said.code == Some(0) || said.stderr.contains("is done already"),
        "{}",
        said.stderr
    );
    verify(&world, &[]).expect(0);
    // March has the same actions, and they are taken on there too.
    let overview = status(&world, "2025-03", &["--json"]).json();
    let later = overview["actions"].as_array().expect("actions").iter();
    let kept: Vec<&Value> = later
        .filter(|action| open.iter().any(|known| known["id"] == action["id"]))
        .collect();
    assert!(!kept.is_empty(), "{overview}");
    for action in kept {
        assert_eq!(action["accepted"]["person"], "kari", "{action}");
        assert_eq!(action["accepted"]["in_force"], true);
    }
    let later = status(&world, "2025-02", &["--as-of", "2100-01-01"]).expect(1);
    let said = format!("kari was to do action {first} until 2099-12-31");
    assert!(later.stdout.contains(&said), "{}", later.stdout);
}

/// Step, who, what (`@C` the case, `@A` its action; `_` is a blank) | exit code | what is said.
const CASE: &str = "
case-message kari --case @C --reason hei                    | 2 | open one with avstem event case-open
case-open kari --action @A --type coffee                    | 2 | no type of case \"coffee\"
case-open kari --finding no-such                            | 2 | has no open action of \"no-such\"
case-open kari --finding @K --reason Hvem_har_ført_dette?   | 0 | enquiry due; kept, 2 business days left; proposed notice; kategori regnskap, type Henvendelse; Sak @C, Aktiv; Hvem har ført dette?
case-open kari --action @A                                  | 2 | is that case already
case-status kari --case @C --status closed                  | 2 | needs the role provider [S000]
case-status dag --case @C                                   | 2 | which status?
case-status dag --case @C --status done                     | 2 | no status \"done\"
case-status dag --case @C --estimate 2020-01-01             | 2 | is past
case-status dag --case @C --status in-progress              | 0 | Til virksomheten: Sak @C har status Under arbeid
case-status dag --case @C --estimate 2099-12-31             | 0 | foreløpig svar; ventes løst innen 31.12.2099
case-status dag --case @C --status waiting-for-customer     | 0 | Til virksomheten; Venter på kunde
case-message ola --action @A --reason bilag                 | 0 | Til saksbehandleren; ny melding
case-change-request dag --case @C --reason ønske            | 0 | endringsønske; nærmere vurdering; change-request: no date to hold it against
case-assessed dag --case @C --reason ja                     | 0 | er vurdert; utfallet
case-status dag --case @C --status active                   | 0 | Til virksomheten; Aktiv
case-status dag --case @C --status closed --reason rettet   | 0 | Avsluttet; Logg inn
case-message kari --case @C --reason hvorfor                | 0 | ny melding og status Aktiv
case-status dag --case @C --status closed --reason derfor   | 0 | Avsluttet; Logg inn
";

#[test]
fn a_deviation_becomes_a_case_and_lives_to_its_answer() {
    let Some(world) = office(&["double-posting:3"]) else {
        return;
    };
    world.run(&[]).expect(1);
    let before = world.sums();
    let open = open_actions(&world, "V01/2025-02/0001");
    let (action, key) = (text(&open[0]["id"]), text(&open[0]["origin"]["key"]));
    let case = action.replace("A-", "C-");
    let meant = |text: &str| text.replace("@C", &case).replace("@A", action);
    for row in CASE.lines().filter(|row| !row.is_empty()) {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let words: Vec<String> = (cells[0].split_whitespace())
            .map(|word| meant(&word.replace('_', " ")).replace("@K", key))
            .collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let code = cells[1].parse().expect("a code");
        let said = event(&world, words[0], words[1], &words[2..]).expect(code);
        let said = said.stdout + &said.stderr;
        for part in cells[2].split("; ") {
            assert!(said.contains(&meant(part)), "{row}: {said}");
        }
    }
    verify(&world, &[]).expect(0);
    shown(&world, action, &case);
    // Nothing of it is in a run, and a case lives in the month that opened it.
    assert_eq!(world.sums(), before);
    let root = world.root().to_str().expect("a path of letters");
    let store = format!("{root}/reports");
    let of_march = [
        "--agency",
        "V01",
        "--period",
        "2025-03",
        "--portfolio",
        root,
    ];
    let message = [
        "--as",
        "kari",
        "--case",
        &case,
        "--reason",
        "hei",
        "--reports",
        &store,
    ];
    let asked = [&["event", "case-message"][..], &of_march, &message].concat();
    let said = avstem(&asked).expect(2).stderr;
    assert!(said.contains("give --period 2025-02"), "{said}");
}

/// Overview as JSON, page, workbook, list of the agency, and the command that lists.
fn shown(world: &World, action: &str, case: &str) {
    let out = world.root().join("out");
    let out = out.to_str().expect("a path of letters");
    status(world, "2025-02", &["--out", out]).expect(1);
    for name in ["portfolio.json", "actions/V01.json"] {
        let list: Value =
            serde_json::from_slice(&world.read(&format!("out/{name}"))).expect("JSON");
        let found = list["actions"].as_array().expect("actions").iter();
        let found: Vec<&Value> = found.filter(|one| one["id"] == action).collect();
        let told = &found[0]["case"];
        assert_eq!(told["id"], case, "{name}");
        assert_eq!(
            (text(&told["type"]), text(&told["status"])),
            ("change-request", "closed")
        );
        assert_eq!(
            (told["reopened"].as_u64(), text(&told["standing"])),
            (Some(1), "no-target")
        );
        assert_eq!(
            (text(&told["owner"]), text(&told["period"])),
            ("dag", "2025-02")
        );
    }
    let page = String::from_utf8(world.read("out/portfolio.html")).expect("UTF-8");
    assert!(page.contains(&format!("Sak {case}: Avsluttet")), "{case}");
    assert!(fs::metadata(world.root().join("out/portfolio.xlsx")).is_ok());
    let said = event(world, "actions", "kari", &[]).expect(1).stdout;
    assert!(
        said.contains(&format!("{case} closed, no-target (no day)")),
        "{said}"
    );
}
