//! A year of every kind of agency, by one script: twelve months, periods 13 and 14, and the opening of the next year, with what
//! goes wrong in a year. A report is rejected for an error outside it and sent again under the same signature; one is returned, corrected and signed again;
//! a termination is prolonged; a period is reopened; a file comes late for a signed period.
//!
//! Every step of the table is taken, every illegal one is refused and leaves no trace, and what was signed is verified
//! without this program.
//!
//! Period 13 is run before it is controlled, and 14 once it is terminated; no routine has a signature in either.
//!
//! Not here: dates (every deadline of the year has passed). Reports to the treasury that the program does not make yet are laid beside the files of a run, as somebody would who fetched them.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test may stop, and writes files"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use clap::Parser as _;
use close::life::{Chain, STEPS, steps};
use close::{Act, Event, Life, Step, Store};
use domain::Period;
use domain::agency::{Budgeting, Model, Principle, Service};
use tempfile::TempDir;

use crate::evidence::tool;
use crate::world::{World, avstem, command, files, folder};

/// Who there is, and the roles they have. Alf has too many.
const PEOPLE: [(&str, &[&str]); 7] = [
    ("kari", &["preparer"]),
    ("ola", &["approver"]),
    ("dag", &["provider"]),
    ("eva", &["provider"]),
    ("siv", &["s-report-signer"]),
    ("pia", &["p-confirmer"]),
    ("alf", &["provider", "s-report-signer", "p-confirmer"]),
];

/// An ordinary month: step, `*` = with a key | who | in which kinds of agency: words that all hold, or after a comma others.
const MONTH: &str = "
set-current        | dag  |
vouchers-in        | kari | gross, net full, fund
bank-vouchers-in*  | kari | net, fund
p-vouchers-in      | kari | net
srs-vouchers-in    | kari | srs
ready              | ola  |
completeness*      | dag  | full
completeness*      | kari | part
closed             | dag  |
bank-done          | kari | net, fund
l-laid-out         | alf  | net full
l-laid-out*        | kari | net part
l-laid-out         | kari | fund
l-sent             | eva  | net
l-sent             | ola  | fund
l-accepted         | dag  | net
l-accepted         | ola  | fund
a-done             | kari |
s-laid-out         | alf  | gross
s-signed*          | siv  | gross
s-sent             | eva  | gross
s-accepted         | dag  | gross
p-confirmed*       | alf  | net
p-sent             | dag  | net
p-accepted         | dag  | net
a-report           | dag  | gross, net
cash-unchanged     | kari | gross srs
b-e-done           | kari |
termination-asked  | kari | srs
terminated         | dag  |
overview-prepared* | kari |
review*            | ola  |
overview-signed*   | ola  |
ledger-listing     | kari |
";

/// What else happens: month | after which step | what | who | where | what stands after it | what no longer stands.
const INCIDENTS: &str = "
03 | s-sent         | s-rejected | dag  | gross                | s-signed      | s-sent
03 | l-sent         | l-rejected | dag  | net                  | l-laid-out    | l-sent
03 | l-sent         | l-rejected | ola  | fund                 | l-laid-out    | l-sent
03 | p-sent         | p-rejected | dag  | net                  | p-confirmed   | p-sent
05 | s-sent         | s-returned | dag  | gross                | a-done        | s-signed
05 | s-sent         | corrected  | -    | gross                | a-done        | s-signed
05 | l-sent         | l-returned | dag  | net                  | bank-done     | l-laid-out
05 | l-sent         | l-returned | ola  | fund                 | bank-done     | l-laid-out
05 | l-sent         | corrected  | -    | net, fund            | bank-done     | l-laid-out
05 | p-sent         | p-returned | dag  | net                  | a-done        | p-confirmed
05 | p-sent         | corrected  | -    | net                  | a-done        | p-confirmed
06 | closed         | prolonged  | kari | gross srs, net, fund | closed        | terminated
08 | ledger-listing | reopen     | ola  | gross                | s-accepted    | closed
08 | ledger-listing | reopen     | ola  | net, fund            | l-accepted    | closed
10 | terminated     | waive      | ola  |                      | terminated    | review
10 | ledger-listing | late       | -    |                      | ready         | overview-signed
11 | terminated     | waive      | ola  |                      | terminated    | review
11 | review         | late       | -    |                      | closed        | review
";

/// Period 13 [S 9.x]: like [`MONTH`], once more after the ministry said no.
const PERIOD_13: &str = "
need-found        | kari |
to-ministry       | ola  |
ministry-approved | ola  |
voucher           | kari |
opened            | dag  |
posted            | dag  | full
posted            | kari | part
cash-generated    | dag  |
controlled        | kari |
terminated        | dag  |
reported          | dag  |
annual-report     | ola  |
";

/// The half-year control: check, and in which of June and December it looks.
const HALF_YEAR: [(&str, [bool; 2]); 5] = [
    ("access", [true, true]),
    ("authorities-structure", [true, true]),
    ("chart-status", [true, true]),
    ("dimension-values", [true, false]),
    ("party-registers", [false, true]),
];

/// What is looked at after the twelve months: period | check | in which kinds.
const YEAR_END: &str = "
13 | period-13          | gross
13 | cash-balance       | gross
13 | cash-control       | gross
13 | central-settlement | gross
13 | carry-forward      |
13 | year-end           | gross cash
14 | period-13          | gross
14 | carry-forward      |
14 | year-end           | gross cash
";

const INCIDENTS_13: &str = "
13 | to-ministry | ministry-rejected | kari | gross | - | need-found
";

/// The file that comes in October when October is signed, and in November between review and the last signature.
fn late_file(period: &str) -> String {
    format!("inbox/V01/registers/fakturasystem-{period}.csv")
}

/// Whether a kind such as `net-srs-part` is meant by words such as `gross, net full`.
fn is_meant(kind: &str, meant: &str) -> bool {
    let has = |word: &str| kind.split('-').any(|own| own == word);
    meant
        .split(',')
        .any(|words| words.split_whitespace().all(has))
}

/// The chain of steps of a period.
fn chain_of(period: &str) -> Chain {
    if period.ends_with("-13") {
        Chain::Period13
    } else {
        Chain::Month
    }
}

/// The rows of a table that are meant for a kind, cut into cells.
fn rows<'t, const CELLS: usize>(table: &'t str, kind: &str, place: usize) -> Vec<[&'t str; CELLS]> {
    let cut = |row: &'t str| -> [&'t str; CELLS] {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        cells.try_into().unwrap_or_else(|_| panic!("{row}"))
    };
    let all = table.lines().filter(|row| !row.is_empty()).map(cut);
    all.filter(|cells| is_meant(kind, cells[place])).collect()
}

/// The model of a kind such as `net-srs-part`.
fn model(kind: &str) -> Model {
    let is = |word| is_meant(kind, word);
    Model {
        budgeting: match (is("gross"), is("net")) {
            (true, _) => Budgeting::Gross,
            (_, true) => Budgeting::Net,
            _ => Budgeting::Fund,
        },
        principle: if is("srs") {
            Principle::Srs
        } else {
            Principle::Cash
        },
        service: if is("part") {
            Service::Part
        } else {
            Service::Full
        },
    }
}

/// A key of everybody, made once.
pub(crate) struct Keys {
    folder: TempDir,
}

impl Keys {
    /// `None` after saying so where there is no `ssh-keygen`.
    pub(crate) fn make() -> Option<Self> {
        tool("ssh-keygen")?;
        let folder = folder();
        for (person, _) in PEOPLE {
            let made = Command::new("ssh-keygen")
                .args(["-q", "-t", "ed25519", "-N", "", "-C", person, "-f"])
                .arg(folder.path().join(person))
                .status()
                .expect("ssh-keygen starts");
            assert!(made.success());
        }
        Some(Self { folder })
    }

    pub(crate) fn of(&self, person: &str) -> PathBuf {
        self.folder.path().join(person)
    }

    /// A list of keys; `options` may limit the key of a person.
    pub(crate) fn allowed(&self, options: impl Fn(&str) -> &'static str) -> String {
        let mut list = String::new();
        for (person, _) in PEOPLE {
            let public = fs::read_to_string(self.of(person).with_extension("pub")).expect("a key");
            let more = options(person);
            writeln!(
                list,
                "{person}@example.test namespaces=\"*@avstem\"{more} {}",
                public.trim()
            )
            .expect("a text");
        }
        list
    }
}

/// `avstem event`, without a process for each of a thousand steps.
#[derive(clap::Parser)]
struct EventLine {
    #[command(flatten)]
    event: cli::commands::event::Args,
}

/// One agency through its year.
pub(crate) struct Year<'a> {
    keys: &'a Keys,
    pub(crate) world: World,
    kind: String,
    model: Model,
    months: u8,
}

impl<'a> Year<'a> {
    /// A portfolio of one agency of a kind, for the first so many months of 2025.
    pub(crate) fn open(keys: &'a Keys, kind: &str, months: u8) -> Self {
        // A whole year is opened anew by the month behind it.
        let (last, flags): (String, &[&str]) = if months == 12 {
            let flags = &["--half-year", "--year-end", "--period-13"];
            ("2026-01".to_owned(), flags)
        } else {
            (format!("2025-{months:02}"), &[])
        };
        let periods = format!("2025-01..{last}");
        let arguments = ["--agencies", "1", "--lines", "150", "--periods", &periods];
        let world = World::synth_with(&[&arguments[..], &["--kind", kind], flags].concat());
        let playbook = String::from_utf8(world.read("agencies/V01.toml")).expect("UTF-8");
        let (before, people) = playbook.split_once("[[person]]").expect("people");
        // The tables after the people stay.
        let mut next = people
            .match_indices("\n[")
            .map(|(at, _)| people.split_at(at).1);
        let after = next.find(|rest| !rest.starts_with("\n[[person]]"));
        let mut text = before.to_owned();
        for (id, roles) in PEOPLE {
            writeln!(
                text,
                "[[person]]\nid = \"{id}\"\nprincipal = \"{id}@example.test\"\nroles = {roles:?}\n"
            )
            .expect("a text");
        }
        text.push_str(after.expect("tables after the people"));
        world.write("agencies/V01.toml", text.as_bytes());
        world.write("keys/allowed_signers", keys.allowed(|_| "").as_bytes());
        Self {
            keys,
            world,
            kind: kind.to_owned(),
            model: model(kind),
            months,
        }
    }

    pub(crate) fn store(&self) -> Store {
        Store::open(self.world.store()).expect("a store")
    }

    fn run(&self, periods: &str) {
        self.run_as_of(periods, "2026-01-20");
    }

    fn run_as_of(&self, periods: &str, day: &str) {
        let job = self.world.root().join("job.toml");
        let job = job.to_str().expect("letters");
        let arguments = ["run", job, "--as-of", day, "--exit-zero"];
        avstem(&[&arguments[..], &["--period", periods]].concat()).expect(0);
    }

    /// What `avstem event` says when it refuses.
    fn event(&self, period: &str, step: &str, who: &str, more: &[&str]) -> Result<(), String> {
        let root = self.world.root().to_str().expect("letters");
        let store = format!("{root}/reports");
        let key = self.keys.of(who);
        let (step, is_signed) = step.strip_suffix('*').map_or((step, false), |s| (s, true));
        let mut line = vec!["event", step, "--agency", "V01", "--period", period];
        line.extend(["--portfolio", root, "--reports", &store, "--as", who]);
        if is_signed {
            line.extend(["--key", key.to_str().expect("letters")]);
        }
        line.extend(more);
        let line = EventLine::try_parse_from(line).expect("a command line");
        let mut tries = 0..200;
        loop {
            match cli::commands::event::run(&line.event) {
                Ok(_) => return Ok(()),
                // Tests beside this one start programs. Until such a child has become its program it holds all that this
                // process holds, a lock that was just given back among it.
                Err(cli::Failure(why))
                    if why.starts_with("another process is writing") && tries.next().is_some() =>
                {
                    std::thread::sleep(std::time::Duration::from_millis(10));
                }
                Err(cli::Failure(why)) => return Err(why),
            }
        }
    }

    fn events(&self, period: &str) -> Vec<Event> {
        let period = period.parse().expect("a period");
        self.store().events("V01", period).expect("events")
    }

    fn life(&self, period: &str) -> Life {
        let number: Period = period.parse().expect("a period");
        Life::of(number, self.model, &self.events(period))
    }

    fn stands(&self, period: &str, step: &str) -> bool {
        self.life(period).done().contains_key(step)
    }

    /// The reports that the agency delivers and the latest run has not; `corrected`: all of them, with other bytes.
    fn lay_reports_beside(&self, period: &str, corrected: bool) {
        let names: &[&str] = match self.model.budgeting {
            Budgeting::Gross => &["s-report.csv"],
            Budgeting::Net => &["l-report.csv", "p-report.csv"],
            Budgeting::Fund => &["l-report.csv"],
        };
        let store = self.store();
        let number: Period = period.parse().expect("a period");
        let run = store.latest_run("V01", number).expect("runs");
        let run = run.expect("a run");
        let mut content = BTreeMap::new();
        for (name, _) in store.files(&run).expect("files") {
            let bytes = store.read_file(&run, &name).expect("a file");
            content.insert(name, bytes);
        }
        if !corrected && names.iter().all(|name| content.contains_key(*name)) {
            return;
        }
        for name in names {
            let bytes = content.entry((*name).to_owned());
            let bytes = bytes.or_insert_with(|| format!("{name};{period}\n").into_bytes());
            if corrected {
                bytes.extend(b"corrected\n");
            }
        }
        let mut manifest = store.manifest(&run).expect("a manifest");
        manifest.parent = store.latest_link("V01", number).expect("a run");
        let manifest = manifest.to_bytes().expect("a manifest");
        content.insert("manifest.json".to_owned(), manifest);
        let content = content.into_iter().collect();
        store.create_run("V01", number, content).expect("a run");
    }

    /// Everybody does what the tables say, until nothing is left to do.
    fn play(&self, period: &str) {
        let (table, incidents) = if period.ends_with("-13") {
            (PERIOD_13, INCIDENTS_13)
        } else {
            (MONTH, INCIDENTS)
        };
        let table: Vec<[&str; 3]> = rows(table, &self.kind, 2);
        let mut incidents: Vec<[&str; 7]> = rows(incidents, &self.kind, 4);
        incidents.retain(|[month, ..]| period.ends_with(&format!("-{month}")));
        let is_tried = period == "2025-02" || period == "2025-13";
        loop {
            // Read once: the chain is verified whenever it is read.
            let life = self.life(period);
            let stands = |step: &str| life.done().contains_key(step.trim_end_matches('*'));
            let Some([step, who, _]) = table.iter().find(|[step, ..]| !stands(step)) else {
                break;
            };
            if is_tried {
                self.try_illegally(period, step.trim_end_matches('*'));
            }
            if period == "2025-13" && *step == "controlled" {
                self.run_of_the_year_end(period, "2025-12");
            }
            let reason: &[&str] = match *step {
                "need-found" => &["--reason", "a posting was wrong"],
                _ => &[],
            };
            self.event(period, step, who, reason)
                .unwrap_or_else(|why| panic!("{} {period} {step}: {why}", self.kind));
            while let Some(at) = incidents
                .iter()
                .position(|[_, after, ..]| *after == step.trim_end_matches('*'))
            {
                self.happen(period, incidents.remove(at));
            }
        }
        assert!(incidents.is_empty(), "{} {incidents:?}", self.kind);
        let missing: Vec<&str> = self.life(period).missing().iter().map(|s| s.id).collect();
        assert_eq!(missing, <[&str; 0]>::default(), "{} {period}", self.kind);
    }

    fn happen(&self, period: &str, [_, _, what, who, _, stands, falls]: [&str; 7]) {
        let why = ["--reason", "the script says so"];
        match what {
            "corrected" => self.lay_reports_beside(period, true),
            "waive" => self.waive(period, who),
            "late" => self.come_late(period),
            what => {
                let done = self.event(period, what, who, &[]);
                if what != "prolonged" || done.is_err() {
                    assert!(
                        done.is_err_and(|said| said.contains("needs a reason")),
                        "{what}"
                    );
                }
                self.event(period, what, who, &why)
                    .unwrap_or_else(|why| panic!("{} {period} {what}: {why}", self.kind));
            }
        }
        let at = format!("{} {period} after {what}", self.kind);
        assert!(stands == "-" || self.stands(period, stands), "{at}");
        assert!(!self.stands(period, falls), "{at}");
    }

    /// Everything that stands in the way of the review, until long after.
    fn waive(&self, period: &str, who: &str) {
        let store = self.store();
        let run = store.latest_run("V01", period.parse().expect("a period"));
        let run = run.expect("runs").expect("a run");
        let results = store.read_file(&run, "results.json").expect("results");
        let results: serde_json::Value = serde_json::from_slice(&results).expect("JSON");
        let mut keys = Vec::new();
        for check in results["checks"].as_array().expect("checks") {
            if check["outcome"] == "not_run" {
                keys.push(check["id"].as_str().expect("an id"));
            }
            let findings = check["findings"].as_array().expect("findings").iter();
            let open = findings.filter(|f| f["severity"] != "info" || f["cause"] == "carried");
            keys.extend(open.map(|finding| finding["key"].as_str().expect("a key")));
        }
        assert!(!keys.is_empty(), "{period}: nothing to waive");
        for key in keys {
            let more = ["--finding", key, "--until", "2099-12-31"];
            let more = [&more[..], &["--reason", "the file is late"]].concat();
            self.event(period, "waive*", who, &more)
                .unwrap_or_else(|why| panic!("{} {period}: {why}", self.kind));
        }
    }

    /// The file comes. An open period takes it: what was signed falls, and the next event records it. A signed one does not: `impact` names
    /// it, and what was signed falls when the period is reopened.
    fn come_late(&self, period: &str) {
        let root = self.world.root();
        fs::rename(root.join(period), root.join(late_file(period))).expect("the late file");
        let number: Period = period.parse().expect("a period");
        let runs = || self.store().runs("V01", number).expect("runs").len();
        let before = runs();
        if self.stands(period, "overview-signed") {
            let root = root.to_str().expect("letters");
            let store = format!("{root}/reports");
            let asked = ["impact", "--reports", &store, "--portfolio", root];
            let said = avstem(&[&asked[..], &["--inbox", "--period", period]].concat()).expect(1);
            for named in [
                format!("V01 {period} run {before:04} (signed)"),
                format!("with fakturasystem-{period}.csv"),
                "completeness: failed -> passed".to_owned(),
            ] {
                assert!(said.stdout.contains(&named), "{}", said.stdout);
            }
            self.run(period);
            assert_eq!(runs(), before, "a signed period takes no file");
            assert!(self.stands(period, "overview-signed"));
            let why = ["--reason", "a file came late"];
            self.event(period, "reopen", "ola", &why).expect("reopened");
            self.run(period);
        } else {
            let fallen = |event: &Event| matches!(&event.act, Act::Decertified { artifact: None, reason } if reason.contains("other conclusions"));
            let recorded = || self.events(period).iter().any(fallen);
            let chain = self.chain(period);
            self.run(period);
            assert!(
                self.chain(period) == chain,
                "{period}: a run changes no state"
            );
            assert!(!recorded(), "{} {period}", self.kind);
            // Whoever acts next, even in vain, records it.
            self.refused(
                period,
                "closed",
                "siv",
                "siv may not do closed: that needs the role",
            );
            assert!(recorded(), "{} {period}", self.kind);
        }
        assert_eq!(runs(), before + 1);
        self.lay_reports_beside(period, false);
    }

    /// Every file of the period's chain.
    fn chain(&self, period: &str) -> Vec<(String, Vec<u8>)> {
        let folder = self.world.store().join("events/V01").join(period);
        if !folder.exists() {
            return Vec::new();
        }
        let read = |name: String| {
            let bytes = fs::read(folder.join(&name)).expect("an event");
            (name, bytes)
        };
        files(&folder).into_iter().map(read).collect()
    }

    /// Before a step: what its line of the table does not allow.
    fn try_illegally(&self, period: &str, next: &str) {
        let before = self.chain(period);
        let life = self.life(period);
        let step = self.step(period, next);
        let needed = step.roles(self.model);
        for (who, roles) in PEOPLE {
            let has_role = roles.iter().any(|role| needed.contains(role));
            let others = step.not_by.iter().chain(step.not_by_inferred);
            let mut did =
                others.filter(|did| life.done().get(*did).is_some_and(|d| d.person == who));
            let expected = match (has_role, did.next(), step.purpose) {
                (false, ..) => format!("{who} may not do {next}: that needs the role"),
                (true, Some(did), _) => format!("{who} did {did} (event"),
                (true, None, Some(_)) => "give the key with --key".to_owned(),
                (true, None, None) => continue,
            };
            self.refused(period, next, who, &expected);
        }
        assert!(
            self.chain(period) == before,
            "{} {next}: a refusal left a trace",
            self.kind
        );
    }

    fn step(&self, period: &str, id: &str) -> &'static Step {
        let mut all = steps(chain_of(period), self.model);
        all.find(|step| step.id == id)
            .unwrap_or_else(|| panic!("{id}"))
    }

    fn refused(&self, period: &str, step: &str, who: &str, expected: &str) {
        let said = self.event(period, step, who, &["--reason", "tried"]);
        let said = said.expect_err(expected);
        assert!(
            said.contains(expected),
            "{} {period} {step} by {who}: {said}",
            self.kind
        );
        let ways = ["[S 9.", "[INF]", "--key", "is done already"];
        let is_rule = ways.iter().any(|way| said.contains(way));
        assert!(is_rule, "no rule: {said}");
    }

    /// Before the first step of a period nothing else may be done, with or without the role; after the last one nothing
    /// once more.
    fn try_everything(&self, period: &str, is_over: bool) {
        let before = self.chain(period);
        let chain = chain_of(period);
        for step in steps(chain, self.model) {
            let needed = step.roles(self.model);
            let has_role = |roles: &[&str]| roles.iter().any(|role| needed.contains(role));
            let (mut with, mut without) = (PEOPLE.iter(), PEOPLE.iter());
            let (with, _) = with.find(|(_, roles)| has_role(roles)).expect("somebody");
            let (without, _) = without
                .find(|(_, roles)| !has_role(roles))
                .expect("somebody");
            let id = step.id;
            let role = format!("{without} may not do {id}: that needs the role");
            self.refused(period, id, without, &role);
            let expected = match (is_over, step.barred_by, step.needs) {
                (false, _, []) => continue,
                (false, ..) => format!("{id} needs "),
                (true, [], _) => format!("{id} is done already (event "),
                (true, ..) => format!("{id} is too late: "),
            };
            self.refused(period, id, with, &expected);
        }
        let of_others = STEPS
            .iter()
            .filter(|step| steps(chain, self.model).all(|own| own.id != step.id));
        for step in of_others {
            let said = self.event(period, step.id, "ola", &[]);
            let said = said.expect_err("not in the routine");
            assert!(
                said.contains("is not a step of this agency's routine"),
                "{said}"
            );
        }
        assert!(self.chain(period) == before, "a refusal left a trace");
    }

    /// The outcome of every check of the latest run, and the amounts of its findings that count.
    fn outcomes(&self, period: &str) -> BTreeMap<String, (String, usize)> {
        let store = self.store();
        let run = store.latest_run("V01", period.parse().expect("a period"));
        let run = run.expect("runs").expect("a run");
        let results = store.read_file(&run, "results.json").expect("results");
        let results: serde_json::Value = serde_json::from_slice(&results).expect("JSON");
        let checks = results["checks"].as_array().expect("checks").iter();
        let of = |check: &serde_json::Value| {
            let text = |name: &str| check[name].as_str().expect("a text").to_owned();
            let points = check["points"].as_array().map_or(0, Vec::len);
            (text("id"), (text("outcome"), points))
        };
        checks.map(of).collect()
    }

    /// The half-year control of June and December has looked, each check where the routine has it.
    fn look_at_the_half_years(&self) {
        for (place, period) in ["2025-06", "2025-12"].into_iter().enumerate() {
            let outcomes = self.outcomes(period);
            for (check, in_halves) in HALF_YEAR {
                let (outcome, _) = &outcomes[check];
                let looks = outcome == "passed";
                assert_eq!(
                    looks, in_halves[place],
                    "{} {period} {check} {outcome}",
                    self.kind
                );
            }
        }
    }

    /// A run of period 13 or 14: it rests on the run before it, what it looks at is well, and nothing else has looked.
    fn run_of_the_year_end(&self, period: &str, before: &str) {
        self.run_as_of(period, "2026-02-28");
        let (_, number) = period.split_once('-').expect("a period");
        let wanted: Vec<[&str; 3]> = rows(YEAR_END, &self.kind, 2);
        let wanted = wanted.iter().filter(|[of, ..]| *of == number);
        let wanted: BTreeSet<&str> = wanted.map(|[_, check, _]| *check).collect();
        let outcomes = self.outcomes(period);
        let looked = outcomes
            .iter()
            .filter(|(_, (outcome, _))| outcome != "not_applicable");
        let looked: BTreeSet<&str> = looked.map(|(check, _)| check.as_str()).collect();
        assert_eq!(looked, wanted, "{} {period}", self.kind);
        for check in wanted {
            let (outcome, points) = &outcomes[check];
            assert_eq!(outcome, "passed", "{} {period} {check}", self.kind);
            assert!(
                *points > 0,
                "{} {period} {check}: nothing was compared",
                self.kind
            );
        }
        let store = self.store();
        let run = store.latest_run("V01", period.parse().expect("a period"));
        let run = run.expect("runs").expect("a run");
        let rests_on = store.manifest(&run).expect("a manifest").previous_period;
        let rests_on = rests_on.map(|link| link.period.to_string());
        assert_eq!(rests_on.as_deref(), Some(before), "{} {period}", self.kind);
    }

    /// Periods 13 and 14, and the opening of the next year, which December has carried.
    fn end(&self) {
        if self.model.budgeting == Budgeting::Gross {
            self.try_everything("2025-13", false);
            self.play("2025-13");
            self.try_everything("2025-13", true);
            self.run_of_the_year_end("2025-14", "2025-13");
        } else {
            let said = self.event("2025-13", "need-found", "kari", &["--reason", "why"]);
            assert!(said.is_err_and(|said| said.contains("period 13 is for gross agencies")));
            self.run_of_the_year_end("2025-14", "2025-12");
        }
        let said = self.event("2025-14", "terminated", "dag", &[]);
        assert!(said.is_err(), "{}: period 14 has no steps", self.kind);
        let (carried, accounts) = &self.outcomes("2025-12")["carry-forward"];
        assert_eq!(carried, "passed", "{}", self.kind);
        assert!(*accounts > 5, "{}", self.kind);
        self.look_at_the_half_years();
    }

    /// All its months, and after the twelfth what ends the year.
    pub(crate) fn live(&self) {
        let root = self.world.root();
        if self.months == 12 {
            for period in ["2025-10", "2025-11"] {
                fs::rename(root.join(late_file(period)), root.join(period)).expect("a file");
            }
        }
        self.run(&format!("2025-01..2025-{:02}", self.months));
        for month in 1..=self.months {
            let period = format!("2025-{month:02}");
            self.lay_reports_beside(&period, false);
            if month == 2 {
                self.try_everything(&period, false);
            }
            self.play(&period);
            if month == 2 {
                self.try_everything(&period, true);
            }
        }
        if self.months == 12 {
            self.end();
        }
    }

    /// What the year must have shown: signatures kept and made again, a deadline lifted, every step taken.
    fn judge(&self) {
        let kind = &self.kind;
        let signed = |period: &str, purpose: &str| {
            let events = self.events(period);
            let acts = events.iter().filter_map(Event::sign_off);
            acts.filter(|act| act.purpose == purpose).count()
        };
        let report = match (self.model.budgeting, self.model.service) {
            (Budgeting::Gross, _) => Some("s-report"),
            (Budgeting::Net, _) => Some("p-confirmation"),
            (Budgeting::Fund, _) => None,
        };
        if let Some(purpose) = report {
            for (period, times) in [("2025-03", 1), ("2025-05", 2), ("2025-08", 1)] {
                assert_eq!(signed(period, purpose), times, "{kind} {period}");
            }
        }
        assert_eq!(signed("2025-08", "folder-overview"), 4, "{kind}");
        let held = |period: &str| {
            let events = self.events(period);
            let ends = |event: &&Event| matches!(&event.act, Act::Stepped(act) if act.step == "terminated");
            let end = events.iter().rfind(ends).expect("terminated");
            end.held.is_some()
        };
        let is_prolonged = is_meant(kind, "gross srs, net, fund");
        assert_eq!(
            (held("2025-06"), held("2025-07")),
            (!is_prolonged, true),
            "{kind}"
        );

        let mut taken = BTreeSet::new();
        for number in 1..=13 {
            let period = format!("2025-{number:02}");
            let life = Life::of(period.parse().expect("a period"), self.model, &[]);
            for event in self.events(&period) {
                let id = match &event.act {
                    Act::Stepped(act) => Some(act.step.clone()),
                    Act::Signed(act) => life
                        .step_of(&act.purpose, &act.role)
                        .map(|step| step.id.to_owned()),
                    _ => None,
                };
                taken.extend(id.map(|id| (number == 13, id)));
            }
        }
        let chains = [Chain::Month, Chain::Period13];
        let known: BTreeSet<(bool, String)> = chains
            .into_iter()
            .flat_map(|chain| steps(chain, self.model))
            .map(|step| (step.chain == Chain::Period13, step.id.to_owned()))
            .collect();
        assert_eq!(taken, known, "{kind}");
    }

    /// `avstem verify`, `sha256sum -c` of every run, `ssh-keygen -Y verify` of every signature.
    fn verify(&self) {
        let store = self.world.store();
        avstem(&[
            Path::new("verify"),
            &store,
            Path::new("--portfolio"),
            self.world.root(),
        ])
        .expect(0);
        if tool("sha256sum").is_some() {
            for run in self.world.sums().keys() {
                let checked = Command::new("sha256sum")
                    .args(["-c", "--strict", "--status", "SHA256SUMS"])
                    .current_dir(self.world.run_folder(run))
                    .status();
                assert!(checked.expect("sha256sum starts").success(), "{run}");
            }
        }
        let mut count = 0;
        for number in 1..=13 {
            let period = format!("2025-{number:02}");
            for event in self.events(&period) {
                count += u32::from(self.verify_signature(&period, &event));
            }
        }
        // The overview by two, the review, and completeness: in every month at least.
        assert!(count >= 48, "{}: {count} signatures", self.kind);
    }

    fn verify_signature(&self, period: &str, event: &Event) -> bool {
        let (Some(act), Some(link)) = (event.sign_off(), event.run) else {
            return false;
        };
        let run = self
            .world
            .run_folder(&format!("V01/{period}/{:04}", link.run));
        let sums = fs::read_to_string(run.join("SHA256SUMS")).expect("sums");
        let message = match &act.artifact {
            None => sums,
            Some(artifact) => {
                let name = format!("  {}", artifact.name);
                let mut lines = sums.lines().filter(|line| line.ends_with(&name));
                format!("{}\n", lines.next().expect("its line"))
            }
        };
        let signature = format!("events/V01/{period}/{:06}.sig", event.number);
        let mut child = Command::new("ssh-keygen")
            .args(["-Y", "verify", "-n", &act.namespace, "-I", &act.principal])
            .arg("-f")
            .arg(self.world.root().join("keys/allowed_signers"))
            .arg("-s")
            .arg(self.world.store().join(&signature))
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("ssh-keygen starts");
        let mut pipe = child.stdin.take().expect("a pipe");
        pipe.write_all(message.as_bytes()).expect("it reads");
        drop(pipe);
        assert!(
            child.wait().expect("it ends").success(),
            "{} {signature}",
            self.kind
        );
        true
    }
}

fn a_year_of(kind: &str) {
    let Some(keys) = Keys::make() else { return };
    let year = Year::open(&keys, kind, 12);
    year.live();
    year.judge();
    year.verify();
}

/// A test for each kind, so that they run beside each other.
macro_rules! years {
    ($($name:ident $kind:literal)*) => {
        $(#[test]
        fn $name() {
            a_year_of($kind);
        })*

        const KINDS: &[&str] = &[$($kind),*];
    };
}

years! {
    a_year_gross_cash_full "gross-cash-full"
    a_year_gross_cash_part "gross-cash-part"
    a_year_gross_srs_full "gross-srs-full"
    a_year_gross_srs_part "gross-srs-part"
    a_year_net_cash_full "net-cash-full"
    a_year_net_cash_part "net-cash-part"
    a_year_net_srs_full "net-srs-full"
    a_year_net_srs_part "net-srs-part"
    a_year_fund_cash_full "fund-cash-full"
    a_year_fund_cash_part "fund-cash-part"
    a_year_fund_srs_full "fund-srs-full"
    a_year_fund_srs_part "fund-srs-part"
}

/// Each year takes every step of its kind; together they take every line of the table.
#[test]
fn no_line_of_the_table_is_without_a_year() {
    for step in STEPS {
        let is_taken = |kind: &str| step.actor(model(kind)).is_some();
        assert!(KINDS.iter().any(|kind| is_taken(kind)), "{}", step.id);
    }
}

/// Moved elsewhere, by somebody else, on another machine, in another country: the same bytes.
#[test]
fn a_year_is_made_again_in_one_go() {
    let arguments = ["--agencies", "2", "--lines", "150"];
    let more = [
        "--periods",
        "2025-01..2025-12",
        "--fault",
        "double-posting:2",
    ];
    let world = World::synth_with(&[arguments, more].concat());
    let job = world.root().join("job.toml");
    let job = job.to_str().expect("letters");
    avstem(&["run", job, "--as-of", "2026-01-20"]).expect(1);
    let before = world.sums();
    assert_eq!(before.len(), 24);
    let elsewhere = folder();
    let moved = elsewhere.path().join("et annet sted");
    fs::rename(world.store(), &moved).expect("a store elsewhere");
    fs::remove_dir_all(world.root()).expect("the portfolio is gone");
    let said = command()
        .arg("rerun")
        .arg(&moved)
        .current_dir(elsewhere.path())
        .envs([("HOSTNAME", "other"), ("USER", "nobody")])
        .envs([("TZ", "Pacific/Auckland"), ("LANG", "tr_TR.UTF-8")])
        .envs([("LC_ALL", "tr_TR.UTF-8"), ("RAYON_NUM_THREADS", "1")])
        .output();
    let said = crate::world::Said::of(&said.expect("it starts")).expect(0);
    let words = "24 of 24 runs: the same bytes";
    assert!(said.stdout.contains(words), "{}", said.stdout);
}
