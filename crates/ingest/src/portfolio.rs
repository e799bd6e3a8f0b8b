//! A portfolio folder: `avstem.toml`, `agencies/*.toml`, `registers/`, `keys/`, `inbox/`.
//!
//! The TOML form lives here and nowhere else; unknown keys are errors, so that a misspelt setting never silently
//! means the default. One agency's faulty file never stops the others: it is a [`ConfigProblem`].

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use chrono::NaiveDate;
use domain::agency::{
    AccountRoles, BankAccount, BankRole, Budgeting, Expectation, Mapping, Model, Person, Playbook,
    Principle, ReversalRule, SequenceRule, Service, When,
};
use domain::identifier::{BankAccountNumber, KidMethod};
use domain::{AccountPattern, Digest, FollowUp, Input};
use serde::Deserialize;

use crate::MAX_CONFIG_BYTES;
use crate::disk::read_bounded;
use crate::follow_up::{DispensationToml, TaskToml, dispensations, tasks};
use crate::rules::{SetRulesToml, matching_rules};

/// Something wrong with a configuration file: where, what, what to do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConfigProblem {
    /// The file.
    pub file: String,
    /// Line and column from 1, if known.
    pub place: Option<(usize, usize)>,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for ConfigProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place {
            Some((line, column)) => write!(f, "{}:{line}:{column}: {}", self.file, self.message),
            None => write!(f, "{}: {}", self.file, self.message),
        }
    }
}

/// What `avstem.toml` says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PortfolioFile {
    /// Name shown to people.
    pub name: String,
    /// Language of artifacts: `nb`, `nn`, `en`.
    pub language: String,
}

/// One agency's playbook with its bytes, so that a run can archive what it used.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AgencyFile {
    /// The playbook.
    pub playbook: Playbook,
    /// The bytes of `agencies/<code>.toml`.
    pub bytes: Vec<u8>,
    /// Their digest.
    pub sha256: Digest,
}

/// A portfolio as configured. Registers are kept as bytes: who needs one, parses it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Portfolio {
    /// The folder.
    pub root: PathBuf,
    /// `avstem.toml`.
    pub settings: PortfolioFile,
    /// `avstem.toml` as bytes, with its digest.
    pub settings_bytes: (Vec<u8>, Digest),
    /// Agencies, by code.
    pub agencies: Vec<AgencyFile>,
    /// Files of `registers/` by name, with their digest.
    pub registers: BTreeMap<String, (Vec<u8>, Digest)>,
    /// Faulty agency files.
    pub problems: Vec<ConfigProblem>,
}

impl Portfolio {
    /// The folder of an agency's files.
    pub fn inbox(&self, code: &str) -> PathBuf {
        self.root.join("inbox").join(code)
    }

    /// OpenSSH's `keys/allowed_signers`.
    pub fn allowed_signers(&self) -> PathBuf {
        self.root.join("keys").join("allowed_signers")
    }
}

/// Reads a portfolio folder. `Err` when the folder or `avstem.toml` cannot be used at all.
pub fn load_portfolio(root: &Path) -> Result<Portfolio, ConfigProblem> {
    let read = |path: &Path| {
        read_bounded(path, MAX_CONFIG_BYTES).map_err(|error| ConfigProblem {
            file: path.display().to_string(),
            place: None,
            message: format!("cannot be read: {error}"),
        })
    };
    let settings_bytes = read(&root.join("avstem.toml"))?;
    let settings = parse_portfolio("avstem.toml", &settings_bytes.0)?;
    let mut agencies: Vec<AgencyFile> = Vec::new();
    let mut problems = Vec::new();
    for path in files_of(&root.join("agencies"), "toml").map_err(|error| ConfigProblem {
        file: root.join("agencies").display().to_string(),
        place: None,
        message: format!("cannot be listed: {error}"),
    })? {
        let stem = path
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned())
            .unwrap_or_default();
        let name = format!("agencies/{stem}.toml");
        match read(&path)
            .and_then(|(bytes, sha256)| Ok((parse_playbook(&name, &bytes)?, bytes, sha256)))
        {
            Ok((playbook, bytes, sha256)) if playbook.code == stem => {
                agencies.push(AgencyFile {
                    playbook,
                    bytes,
                    sha256,
                });
            }
            Ok((playbook, ..)) => problems.push(ConfigProblem {
                file: name,
                place: None,
                message: format!(
                    "the code is {:?}, so the file must be named {}.toml",
                    playbook.code, playbook.code
                ),
            }),
            Err(problem) => problems.push(problem),
        }
    }
    let mut registers = BTreeMap::new();
    for path in files_of(&root.join("registers"), "csv").unwrap_or_default() {
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        registers.insert(name, read(&path)?);
    }
    Ok(Portfolio {
        root: root.to_owned(),
        settings,
        settings_bytes,
        agencies,
        registers,
        problems,
    })
}

fn files_of(folder: &Path, extension: &str) -> io::Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    #[expect(clippy::disallowed_methods, reason = "ingest is the room that reads")]
    let entries = std::fs::read_dir(folder)?;
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|e| e == extension) {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PortfolioToml {
    name: String,
    #[serde(default = "nb")]
    language: String,
}

fn nb() -> String {
    "nb".to_owned()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlaybookToml {
    code: String,
    name: String,
    organisation: toml::Spanned<String>,
    #[serde(default)]
    tags: Vec<String>,
    #[serde(rename = "model")]
    models: Vec<ModelToml>,
    #[serde(default, rename = "bank_account")]
    bank_accounts: Vec<BankAccountToml>,
    #[serde(default)]
    accounts: AccountsToml,
    #[serde(default, rename = "person")]
    persons: Vec<PersonToml>,
    #[serde(default, rename = "mapping")]
    mappings: Vec<MappingToml>,
    #[serde(default, rename = "expect")]
    expectations: Vec<ExpectToml>,
    #[serde(default)]
    matching: Vec<SetRulesToml>,
    #[serde(default)]
    settings: BTreeMap<String, SettingToml>,
    owner: Option<String>,
    deputy: Option<String>,
    #[serde(default, rename = "task")]
    tasks: Vec<TaskToml>,
    #[serde(default, rename = "dispensation")]
    dispensations: Vec<DispensationToml>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ModelToml {
    from: toml::Spanned<toml::value::Datetime>,
    service: ServiceToml,
    budgeting: BudgetingToml,
    principle: PrincipleToml,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum ServiceToml {
    Full,
    Part,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum BudgetingToml {
    Gross,
    Net,
    Fund,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum PrincipleToml {
    Cash,
    Srs,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum RoleToml {
    Settlement,
    Working,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
enum SequenceToml {
    PlusOne,
    PlusOneYearly,
    #[default]
    Rising,
    Unchecked,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
enum ReversalToml {
    #[default]
    Iso,
    Inverted,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum KidToml {
    Mod10,
    Mod11,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BankAccountToml {
    number: toml::Spanned<String>,
    ledger: Vec<toml::Spanned<String>>,
    role: RoleToml,
    #[serde(default = "nok")]
    currency: String,
    swept_to: Option<toml::Spanned<String>>,
    #[serde(default)]
    sequence: SequenceToml,
    #[serde(default)]
    reversal: ReversalToml,
    kid: Option<KidToml>,
}

fn nok() -> String {
    "NOK".to_owned()
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct AccountsToml {
    error: Vec<toml::Spanned<String>>,
    interim: Vec<toml::Spanned<String>>,
    customers: Vec<toml::Spanned<String>>,
    suppliers: Vec<toml::Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PersonToml {
    id: String,
    principal: String,
    roles: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MappingToml {
    kind: String,
    sheet: Option<String>,
    columns: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpectToml {
    input: toml::Spanned<String>,
    account: Option<toml::Spanned<String>>,
    when: Option<toml::Spanned<String>>,
    #[serde(default)]
    dates: Vec<toml::Spanned<toml::value::Datetime>>,
    #[serde(default = "one")]
    within: u16,
    actor: String,
    from: Option<toml::Spanned<toml::value::Datetime>>,
    until: Option<toml::Spanned<toml::value::Datetime>>,
}

fn one() -> u16 {
    1
}

#[derive(Deserialize)]
#[serde(untagged)]
enum SettingToml {
    Text(String),
    Number(i64),
    Switch(bool),
}

/// Reads `avstem.toml`.
pub fn parse_portfolio(file: &str, bytes: &[u8]) -> Result<PortfolioFile, ConfigProblem> {
    let toml = decode::<PortfolioToml>(file, bytes)?;
    if !matches!(toml.language.as_str(), "nb" | "nn" | "en") {
        return Err(ConfigProblem {
            file: file.to_owned(),
            place: None,
            message: format!("language is {:?}, expected nb, nn or en", toml.language),
        });
    }
    Ok(PortfolioFile {
        name: toml.name,
        language: toml.language,
    })
}

/// Reads `agencies/<code>.toml`.
pub fn parse_playbook(file: &str, bytes: &[u8]) -> Result<Playbook, ConfigProblem> {
    let toml = decode::<PlaybookToml>(file, bytes)?;
    let text = String::from_utf8_lossy(bytes);
    let cx = Context { file, text: &text };
    if !is_code(&toml.code) {
        return Err(cx.whole(format!(
            "code {:?} must be 1 to 32 letters, digits, - or _",
            toml.code
        )));
    }
    let mut models = Vec::new();
    for model in toml.models {
        let from = cx.date(&model.from)?;
        models.push((
            from,
            model_of(&model.service, &model.budgeting, &model.principle),
        ));
    }
    if models.is_empty()
        || models
            .windows(2)
            .any(|pair| matches!(pair, [a, b] if a.0 >= b.0))
    {
        return Err(cx.whole("expected at least one [[model]], oldest first"));
    }
    let bank_accounts = toml
        .bank_accounts
        .iter()
        .map(|account| bank_account(&cx, account))
        .collect::<Result<Vec<_>, _>>()?;
    check_bank_accounts(&cx, &bank_accounts)?;
    Ok(Playbook {
        organisation: cx.parse(&toml.organisation, "an organisation number")?,
        code: toml.code,
        name: toml.name,
        models,
        bank_accounts,
        accounts: AccountRoles {
            error: patterns(&cx, &toml.accounts.error)?,
            interim: patterns(&cx, &toml.accounts.interim)?,
            customers: patterns(&cx, &toml.accounts.customers)?,
            suppliers: patterns(&cx, &toml.accounts.suppliers)?,
        },
        persons: toml
            .persons
            .into_iter()
            .map(|person| Person {
                id: person.id,
                principal: person.principal,
                roles: person.roles,
            })
            .collect(),
        tags: toml.tags,
        mappings: toml
            .mappings
            .into_iter()
            .map(|m| Mapping {
                kind: m.kind,
                sheet: m.sheet,
                columns: m.columns,
            })
            .collect(),
        expectations: toml
            .expectations
            .iter()
            .map(|expected| expectation(&cx, expected))
            .collect::<Result<_, _>>()?,
        matching: matching_rules(&cx, &toml.matching)?,
        settings: toml
            .settings
            .into_iter()
            .map(|(name, value)| (name, setting(value)))
            .collect(),
        follow_up: FollowUp {
            owner: toml.owner,
            deputy: toml.deputy,
            tasks: tasks(&cx, &toml.tasks)?,
            dispensations: dispensations(&cx, &toml.dispensations)?,
        },
    })
}

fn is_code(code: &str) -> bool {
    (1..=32).contains(&code.len())
        && code
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}

fn model_of(service: &ServiceToml, budgeting: &BudgetingToml, principle: &PrincipleToml) -> Model {
    Model {
        service: match service {
            ServiceToml::Full => Service::Full,
            ServiceToml::Part => Service::Part,
        },
        budgeting: match budgeting {
            BudgetingToml::Gross => Budgeting::Gross,
            BudgetingToml::Net => Budgeting::Net,
            BudgetingToml::Fund => Budgeting::Fund,
        },
        principle: match principle {
            PrincipleToml::Cash => Principle::Cash,
            PrincipleToml::Srs => Principle::Srs,
        },
    }
}

fn setting(value: SettingToml) -> String {
    match value {
        SettingToml::Text(text) => text,
        SettingToml::Number(number) => number.to_string(),
        SettingToml::Switch(on) => on.to_string(),
    }
}

fn patterns(
    cx: &Context<'_>,
    texts: &[toml::Spanned<String>],
) -> Result<Vec<AccountPattern>, ConfigProblem> {
    texts
        .iter()
        .map(|text| cx.parse(text, "an account or pattern"))
        .collect()
}

fn bank_account(cx: &Context<'_>, account: &BankAccountToml) -> Result<BankAccount, ConfigProblem> {
    Ok(BankAccount {
        number: cx.parse(&account.number, "a bank account number")?,
        ledger: account
            .ledger
            .iter()
            .map(|text| cx.parse(text, "a ledger account"))
            .collect::<Result<_, _>>()?,
        role: match account.role {
            RoleToml::Settlement => BankRole::Settlement,
            RoleToml::Working => BankRole::Working,
        },
        currency: account.currency.clone(),
        swept_to: account
            .swept_to
            .as_ref()
            .map(|number| cx.parse::<BankAccountNumber>(number, "a bank account number"))
            .transpose()?,
        sequence: match account.sequence {
            SequenceToml::PlusOne => SequenceRule::PlusOne,
            SequenceToml::PlusOneYearly => SequenceRule::PlusOneYearly,
            SequenceToml::Rising => SequenceRule::Rising,
            SequenceToml::Unchecked => SequenceRule::Unchecked,
        },
        reversal: match account.reversal {
            ReversalToml::Iso => ReversalRule::Iso,
            ReversalToml::Inverted => ReversalRule::Inverted,
        },
        kid: account.kid.as_ref().map(|kid| match kid {
            KidToml::Mod10 => KidMethod::Mod10,
            KidToml::Mod11 => KidMethod::Mod11,
        }),
    })
}

/// A line of the input calendar.
fn expectation(cx: &Context<'_>, expected: &ExpectToml) -> Result<Expectation, ConfigProblem> {
    let word = expected.input.get_ref();
    let input = Input::FILES
        .into_iter()
        .find(|input| input.as_str() == word)
        .or_else(|| domain::register::kind(word).map(|kind| Input::Register(kind.id)));
    let Some(input) = input else {
        let known: Vec<_> = Input::FILES.iter().map(|input| input.as_str()).collect();
        let message = format!(
            "input {word:?} is not known; known are {}, and the kinds of registers",
            known.join(", ")
        );
        return Err(cx.at(expected.input.span(), message));
    };
    let dates = expected.dates.iter().map(|date| cx.date(date));
    let dates = dates.collect::<Result<Vec<_>, _>>()?;
    let when = match (&expected.when, dates.is_empty()) {
        (None, false) => When::Dates(dates),
        (Some(when), true) => when_of(when.get_ref()).ok_or_else(|| {
            let known =
                "bank-day, receipt-day, month, first-bank-day, last-bank-day, day-1 to day-31";
            cx.at(when.span(), format!("expected one of {known}"))
        })?,
        _ => {
            let message = "expected either when = \"…\" or dates = [ … ]";
            return Err(cx.at(expected.input.span(), message));
        }
    };
    let is_import = input == Input::Import;
    let account = match &expected.account {
        Some(account) if !is_import => {
            let number = cx.parse::<BankAccountNumber>(account, "a bank account number")?;
            Some(number.as_str().to_owned())
        }
        Some(interface) => Some(interface.get_ref().clone()),
        None => None,
    };
    let bound = |date: &Option<toml::Spanned<toml::value::Datetime>>| {
        date.as_ref().map(|date| cx.date(date)).transpose()
    };
    Ok(Expectation {
        input,
        account,
        when,
        within_bank_days: expected.within,
        actor: expected.actor.clone(),
        from: bound(&expected.from)?,
        until: bound(&expected.until)?,
    })
}

fn when_of(word: &str) -> Option<When> {
    match word {
        "bank-day" => Some(When::BankDay),
        "receipt-day" => Some(When::ReceiptDay),
        "month" => Some(When::Month),
        "first-bank-day" => Some(When::FirstBankDay),
        "last-bank-day" => Some(When::LastBankDay),
        _ => {
            let day = word.strip_prefix("day-")?.parse().ok()?;
            (1..=31).contains(&day).then_some(When::Day(day))
        }
    }
}

fn check_bank_accounts(cx: &Context<'_>, accounts: &[BankAccount]) -> Result<(), ConfigProblem> {
    let mut seen_ledger = std::collections::BTreeSet::new();
    let mut seen_number = std::collections::BTreeSet::new();
    for account in accounts {
        if account.ledger.is_empty() {
            return Err(cx.whole(format!(
                "bank account {} has no ledger account",
                account.number.masked()
            )));
        }
        if !seen_number.insert(&account.number) {
            return Err(cx.whole(format!(
                "bank account {} is listed twice",
                account.number.masked()
            )));
        }
        if let Some(twice) = account
            .ledger
            .iter()
            .find(|ledger| !seen_ledger.insert(*ledger))
        {
            return Err(cx.whole(format!("ledger account {twice} mirrors two bank accounts")));
        }
        if let Some(target) = &account.swept_to
            && !accounts
                .iter()
                .any(|a| a.number == *target && a.role == BankRole::Settlement)
        {
            return Err(cx.whole(format!(
                "bank account {} is swept to {}, which is not a settlement account of this agency",
                account.number.masked(),
                target.masked()
            )));
        }
    }
    Ok(())
}

/// A configuration file while it is read: turns byte spans into line and column.
pub(crate) struct Context<'a> {
    file: &'a str,
    text: &'a str,
}

impl Context<'_> {
    pub(crate) fn whole(&self, message: impl Into<String>) -> ConfigProblem {
        ConfigProblem {
            file: self.file.to_owned(),
            place: None,
            message: message.into(),
        }
    }

    pub(crate) fn at(
        &self,
        span: std::ops::Range<usize>,
        message: impl Into<String>,
    ) -> ConfigProblem {
        ConfigProblem {
            file: self.file.to_owned(),
            place: Some(line_column(self.text, span.start)),
            message: message.into(),
        }
    }

    pub(crate) fn date(
        &self,
        date: &toml::Spanned<toml::value::Datetime>,
    ) -> Result<NaiveDate, ConfigProblem> {
        NaiveDate::from_str(&date.get_ref().to_string())
            .map_err(|_| self.at(date.span(), "expected a date such as 2020-01-01"))
    }

    pub(crate) fn parse<T: FromStr<Err: fmt::Display>>(
        &self,
        text: &toml::Spanned<String>,
        what: &str,
    ) -> Result<T, ConfigProblem> {
        text.get_ref()
            .parse()
            .map_err(|error| self.at(text.span(), format!("expected {what}: {error}")))
    }
}

fn line_column(text: &str, byte: usize) -> (usize, usize) {
    let before = text.get(..byte).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    (
        before.matches('\n').count() + 1,
        before.len() - line_start + 1,
    )
}

fn decode<T: for<'de> Deserialize<'de>>(file: &str, bytes: &[u8]) -> Result<T, ConfigProblem> {
    let problem = |place, message| ConfigProblem {
        file: file.to_owned(),
        place,
        message,
    };
    let text = std::str::from_utf8(bytes).map_err(|_| problem(None, "is not UTF-8".to_owned()))?;
    toml::from_str(text).map_err(|error| {
        let place = error.span().map(|span| line_column(text, span.start));
        problem(place, error.message().trim_end().replace('\n', "; "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::matching::{MatchKey, MatchKind, MatchWindow, SetKind};

    const PLAYBOOK: &str = r#"
code = "V01"
name = "Syntetisk virksomhet 01"
organisation = "974760673"
tags = ["synthetic"]
[[model]]
from = 2020-01-01
service = "full"
budgeting = "gross"
principle = "cash"
[[bank_account]]
number = "12345678903"
ledger = ["1939"]
role = "settlement"
[[bank_account]]
number = "9999.10.42764"
ledger = ["1921"]
role = "working"
swept_to = "12345678903"
sequence = "plus-one"
kid = "mod10"
[accounts]
error = ["2998"]
interim = ["299*"]
[[matching]]
set = "bank"
subject = "1939"
rules = [
  { id = "reference", kind = "key-pairs", key = "reference" },
  { id = "kid", kind = "key-pairs", key = "kid", window = 3 },
  { id = "ore", kind = "near-amounts", key = "kid", window = [-1, 3], tolerance = "0.50" },
  { id = "assignment", kind = "lump-sums", key = "lump", parts = "right", window = 1 },
  { id = "few", kind = "subset-sums", window = 2 },
]
[settings]
"bank.window_bank_days" = 3
"#;

    #[test]
    fn a_playbook_is_read() {
        let playbook = parse_playbook("agencies/V01.toml", PLAYBOOK.as_bytes()).unwrap();
        assert_eq!(playbook.bank_accounts[1].number.as_str(), "99991042764");
        assert_eq!(playbook.bank_accounts[1].sequence, SequenceRule::PlusOne);
        assert_eq!(playbook.settings["bank.window_bank_days"], "3");
        let [rules] = playbook.matching.as_slice() else {
            panic!("one list of rules");
        };
        assert_eq!(
            (rules.set, rules.subject.as_deref()),
            (SetKind::Bank, Some("1939"))
        );
        let kinds: Vec<_> = rules.rules.iter().map(|rule| rule.kind.clone()).collect();
        let window = MatchWindow {
            earlier: 1,
            later: 3,
        };
        let expected = [
            MatchKind::KeyPairs {
                key: MatchKey::Reference,
                window: None,
            },
            MatchKind::KeyPairs {
                key: MatchKey::Kid,
                window: Some(MatchWindow::both(3)),
            },
            MatchKind::NearAmounts {
                key: MatchKey::Kid,
                window,
                tolerance: domain::Ore(50),
            },
            MatchKind::LumpSums {
                key: MatchKey::Lump,
                parts_left: false,
                window: MatchWindow::both(1),
            },
            MatchKind::SubsetSums {
                key: None,
                window: MatchWindow::both(2),
                most_rows: 5,
            },
        ];
        assert_eq!(kinds, expected);
        assert!(
            playbook
                .model_on(NaiveDate::from_ymd_opt(2019, 12, 31).unwrap())
                .is_none()
        );
        assert!(
            playbook
                .model_on(NaiveDate::from_ymd_opt(2020, 1, 1).unwrap())
                .is_some()
        );
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        let table = [
            (
                "974760673",
                "974760674",
                "agencies/V01.toml:4:16: expected an organisation number: the check digit does not fit",
            ),
            (
                "[\"1921\"]",
                "[\"1939\"]",
                "agencies/V01.toml: ledger account 1939 mirrors two bank accounts",
            ),
            (
                "swept_to = \"12345678903\"",
                "swept_to = \"99991111111\"",
                "agencies/V01.toml: bank account *******2764 is swept to *******1111, which is not a settlement account of this agency",
            ),
            (
                "\"299*\"",
                "\"29*9\"",
                "agencies/V01.toml:24:12: expected an account or pattern: expected an account, a prefix such as 193*, or a range of equal length such as 1575..1578",
            ),
            ("2020-01-01", "2020-13-01", "agencies/V01.toml:7:"),
            (
                "tags",
                "tagz",
                "agencies/V01.toml:5:1: unknown field `tagz`",
            ),
            (
                "set = \"bank\"",
                "set = \"bonk\"",
                "agencies/V01.toml:26:7: set \"bonk\": expected one of bank, error, interim, kid, nav, ocr, remittance",
            ),
            (
                "id = \"kid\"",
                "id = \"reference\"",
                "agencies/V01.toml:30:10: rule id \"reference\" is used twice in this set",
            ),
            (
                "id = \"kid\"",
                "id = \"Kid 2\"",
                "agencies/V01.toml:30:10: rule id \"Kid 2\": expected 1 to 32 small letters, digits and hyphens",
            ),
            (
                "window = [-1, 3]",
                "window = [1, 3]",
                "agencies/V01.toml:31:62: expected a number of bank days such as 3, or from and to",
            ),
            (
                "\"0.50\"",
                "\"-0.50\"",
                "agencies/V01.toml:31:83: expected an amount above zero",
            ),
            (
                ", tolerance = \"0.50\"",
                "",
                "agencies/V01.toml:31:24: a rule of kind near-amounts needs tolerance",
            ),
            (
                "parts = \"right\"",
                "parts = \"bank\"",
                "agencies/V01.toml:32:66: parts \"bank\": expected one of left, right",
            ),
            (
                "\"subset-sums\", window = 2",
                "\"subset-sums\", window = 2, most_rows = 9",
                "agencies/V01.toml:33:63: most_rows: expected 2 to 8",
            ),
            (
                "\"subset-sums\", window = 2",
                "\"subset-sum\", window = 2",
                "agencies/V01.toml:33:24: kind \"subset-sum\": expected one of key-pairs",
            ),
            (
                "\"subset-sums\", window = 2",
                "\"fee-netting\", window = 2",
                "agencies/V01.toml:33:48: a rule of kind fee-netting does not read window",
            ),
            (
                "[settings]",
                "[[matching]]\nset = \"bank\"\nsubject = \"1939\"\nrules = []\n[settings]",
                "agencies/V01.toml:36:7: this set has rules already",
            ),
        ];
        for (from, to, expected) in table {
            let problem =
                parse_playbook("agencies/V01.toml", PLAYBOOK.replace(from, to).as_bytes())
                    .unwrap_err();
            assert!(problem.to_string().starts_with(expected), "{problem}");
        }
    }
}
