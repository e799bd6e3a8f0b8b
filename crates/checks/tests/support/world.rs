//! The world of a case: its tables with defaults, as a playbook and as rows that can be laid out in any order.

use std::collections::{BTreeMap, BTreeSet};

use calendar::Calendar;
use checks::Generation;
use checks::context::RefusedFile;
use checks::sets::bank_subject;
use chrono::NaiveDate;
use domain::agency::{
    AccountRoles, BankAccount, BankRole, Budgeting, Expectation, Model, Playbook, Principle,
    ReversalRule, SequenceRule, Service, When,
};
use domain::matching::{MatchKey, MatchKind, MatchRule, MatchWindow, SetKind, SetRules};
use domain::{
    AccountPattern, Delivery, FileId, Input, OpenItem, Ore, Period, RowRef, SeriesNumber,
};
use frames::day;
use frames::frame::{
    BankEntry, BankStatement, ImportLine, IncomingPayment, LedgerBalance, LedgerLine, NavRefund,
    OutgoingPayment, PaymentStatus, SubledgerBalance, SubledgerItem,
};

use super::markdown::{Case, Row};
use super::registers::Value;

/// What a case describes, before rows have a place in a file.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) period: Period,
    pub(crate) generation: Generation,
    pub(crate) playbook: Playbook,
    pub(crate) previous: Option<Period>,
    pub(crate) refused: Vec<RefusedFile>,
    pub(crate) carried: Vec<OpenItem>,
    pub(crate) ledger_lines: Vec<LedgerLine>,
    pub(crate) ledger_balances: Vec<LedgerBalance>,
    pub(crate) subledger_items: Vec<SubledgerItem>,
    pub(crate) subledger_balances: Vec<SubledgerBalance>,
    /// A statement and its entries always come from one file.
    pub(crate) statements: Vec<(BankStatement, Vec<BankEntry>)>,
    pub(crate) incoming_payments: Vec<IncomingPayment>,
    pub(crate) outgoing_payments: Vec<OutgoingPayment>,
    pub(crate) payment_statuses: Vec<PaymentStatus>,
    pub(crate) import_lines: Vec<ImportLine>,
    pub(crate) nav_refunds: Vec<NavRefund>,
    /// Rows of registers, by the id of their kind.
    pub(crate) registers: BTreeMap<&'static str, Vec<Vec<Value>>>,
    pub(crate) deliveries: Vec<Delivery>,
    pub(crate) late: Vec<(String, Vec<Period>)>,
    pub(crate) as_of: NaiveDate,
}

/// A world under construction.
pub(super) struct Draft<'a> {
    pub(super) case: &'a Case,
    period: Period,
    agency: BTreeMap<&'a str, &'a str>,
    numbers: BTreeMap<String, String>,
}

/// Reads the tables of a case.
pub(crate) fn world(case: &Case) -> Result<World, String> {
    let block = case
        .blocks
        .get("period")
        .and_then(|block| block.lines.first());
    let period: Period = block
        .map_or("2025-01", |(_, text)| text)
        .parse()
        .map_err(|e| format!("period: {e}"))?;
    let agency: BTreeMap<&str, &str> = case.pairs("agency")?.into_iter().collect();
    let mut draft = Draft {
        case,
        period,
        agency,
        numbers: BTreeMap::new(),
    };
    let mut playbook = draft.playbook()?;
    playbook.expectations = draft.expectations()?;
    let mut ledger_lines = draft.cover()?;
    ledger_lines.extend(draft.opening()?);
    ledger_lines.extend(draft.ledger()?);
    let carried = draft.carried()?;
    let is_previous =
        draft.case.blocks.contains_key("carried") || draft.agency.contains_key("previous");
    Ok(World {
        period,
        generation: Generation::of(period).unwrap_or(Generation::G2015),
        previous: is_previous.then(|| period.previous_month()),
        refused: draft.refused()?,
        carried,
        ledger_balances: draft.balances()?,
        subledger_items: draft.subledger()?,
        subledger_balances: draft.parties()?,
        statements: draft.statements(&playbook, &ledger_lines)?,
        incoming_payments: draft.ocr()?,
        outgoing_payments: draft.sent()?,
        payment_statuses: draft.returns()?,
        import_lines: draft.imports()?,
        nav_refunds: draft.nav_refunds()?,
        registers: draft.registers()?,
        deliveries: draft.deliveries()?,
        late: draft.late()?,
        as_of: draft.as_of()?,
        ledger_lines,
        playbook,
    })
}

fn patterns(text: &str) -> Result<Vec<AccountPattern>, String> {
    let words = text.split_whitespace().filter(|word| *word != "none");
    words
        .map(|word| word.parse().map_err(|error| format!("{word}: {error}")))
        .collect()
}

pub(super) fn ore(text: &str) -> Result<i64, String> {
    Ore::from_file_decimal(text)
        .map(|ore| ore.0)
        .map_err(|error| format!("{text}: {error}"))
}

fn input(word: &str) -> Result<Input, String> {
    let known = Input::FILES
        .into_iter()
        .find(|input| input.as_str() == word);
    let register = || domain::register::kind(word).map(|kind| kind.id);
    known
        .or_else(|| register().map(Input::Register))
        .ok_or_else(|| format!("{word}: unknown input"))
}

fn one_of<T: Copy, const N: usize>(
    word: &str,
    all: [T; N],
    name: fn(T) -> &'static str,
) -> Result<T, String> {
    let found = all.into_iter().find(|known| name(*known) == word);
    found.ok_or_else(|| format!("unknown word '{word}'"))
}

/// What a row of the table of rules says.
fn match_kind(row: &Row) -> Result<MatchKind, String> {
    let key = || one_of(row.get("key")?, MatchKey::ALL, MatchKey::as_str);
    let maybe_key = || row.get("key").ok().map(|_| key()).transpose();
    let window = || {
        let days = row.get("window")?.parse();
        days.map(MatchWindow::both)
            .map_err(|_| "window: expected a number".to_owned())
    };
    let tolerance = || ore(row.or("tolerance", "0.00")).map(Ore);
    Ok(match row.get("kind")? {
        "key-pairs" => MatchKind::KeyPairs {
            key: key()?,
            window: row.get("window").is_ok().then(window).transpose()?,
        },
        "key-groups" => MatchKind::KeyGroups {
            key: key()?,
            tolerance: tolerance()?,
        },
        "lump-sums" => MatchKind::LumpSums {
            key: key()?,
            parts_left: row.get("parts")? == "left",
            window: window()?,
        },
        "amount-window" => MatchKind::AmountWindow { window: window()? },
        "reversal-pairs" => MatchKind::ReversalPairs {
            key: maybe_key()?,
            window: window()?,
        },
        "fee-netting" => MatchKind::FeeNetting,
        "subset-sums" => MatchKind::SubsetSums {
            key: maybe_key()?,
            window: window()?,
            most_rows: 5,
        },
        "near-amounts" => MatchKind::NearAmounts {
            key: key()?,
            window: window()?,
            tolerance: tolerance()?,
        },
        other => return Err(format!("unknown kind of rule '{other}'")),
    })
}

/// The `index`-th valid account number of the cases.
fn bank_number(index: usize) -> String {
    let from = 60_010_000_000 + 1_000 * index;
    let candidates = (from..).map(|number| number.to_string());
    candidates
        .into_iter()
        .find(|text| domain::identifier::is_bank_account_number(text))
        .unwrap()
}

impl Draft<'_> {
    fn role(&self, role: &str, default: &'static str) -> Result<Vec<AccountPattern>, String> {
        patterns(self.agency.get(role).copied().unwrap_or(default))
    }

    fn playbook(&mut self) -> Result<Playbook, String> {
        let banks = self
            .agency
            .get("banks")
            .copied()
            .unwrap_or("1921 working > 1939, 1939 settlement");
        let banks: Vec<&str> = banks
            .split(',')
            .map(str::trim)
            .filter(|bank| *bank != "none")
            .collect();
        for (index, bank) in banks.iter().enumerate() {
            let subject = bank.split_whitespace().next().unwrap();
            self.numbers.insert(subject.to_owned(), bank_number(index));
        }
        let known = |key: &str| {
            let known = [
                "banks",
                "model",
                "error",
                "interim",
                "customers",
                "suppliers",
                "covered",
                "previous",
            ];
            known.contains(&key) || key.contains('.') || key.starts_with("statements ")
        };
        if let Some(key) = self.agency.keys().find(|key| !known(key)) {
            return Err(format!("unknown agency key '{key}'"));
        }
        let settings = self.agency.iter().filter(|(key, _)| key.contains('.'));
        Ok(Playbook {
            code: "T01".to_owned(),
            name: "Etat".to_owned(),
            organisation: "974760673".parse().unwrap(),
            models: vec![(NaiveDate::from_ymd_opt(2000, 1, 1).unwrap(), self.model()?)],
            bank_accounts: banks
                .iter()
                .map(|bank| self.bank_account(bank))
                .collect::<Result<_, _>>()?,
            accounts: AccountRoles {
                error: self.role("error", "2998")?,
                interim: self.role("interim", "2990")?,
                customers: self.role("customers", "1500")?,
                suppliers: self.role("suppliers", "2400")?,
            },
            persons: Vec::new(),
            tags: Vec::new(),
            follow_up: domain::FollowUp::default(),
            mappings: Vec::new(),
            expectations: Vec::new(),
            matching: self.rules()?,
            settings: settings
                .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
                .collect(),
        })
    }

    fn model(&self) -> Result<Model, String> {
        let mut model = Model {
            service: Service::Full,
            budgeting: Budgeting::Gross,
            principle: Principle::Cash,
        };
        for word in self
            .agency
            .get("model")
            .copied()
            .unwrap_or_default()
            .split_whitespace()
        {
            match word {
                "full" => model.service = Service::Full,
                "part" => model.service = Service::Part,
                "gross" => model.budgeting = Budgeting::Gross,
                "net" => model.budgeting = Budgeting::Net,
                "fund" => model.budgeting = Budgeting::Fund,
                "cash" => model.principle = Principle::Cash,
                "srs" => model.principle = Principle::Srs,
                _ => return Err(format!("model: unknown word '{word}'")),
            }
        }
        Ok(model)
    }

    /// `1921 working > 1939 plus-one CHF`: ledger accounts joined with `+`, role, where it is swept to, numbering,
    /// currency.
    fn bank_account(&self, text: &str) -> Result<BankAccount, String> {
        let mut words = text.split_whitespace();
        let subject = words.next().unwrap_or_default();
        let mut account = BankAccount {
            number: self.number(subject)?.parse().unwrap(),
            ledger: subject
                .split('+')
                .map(|ledger| ledger.parse().unwrap())
                .collect(),
            role: BankRole::Settlement,
            currency: "NOK".to_owned(),
            swept_to: None,
            sequence: SequenceRule::PlusOne,
            reversal: ReversalRule::Iso,
            kid: None,
        };
        while let Some(word) = words.next() {
            match word {
                "settlement" => account.role = BankRole::Settlement,
                "working" => account.role = BankRole::Working,
                ">" => {
                    account.swept_to = self.number(words.next().unwrap_or_default())?.parse().ok();
                }
                "plus-one" => account.sequence = SequenceRule::PlusOne,
                "plus-one-yearly" => account.sequence = SequenceRule::PlusOneYearly,
                "rising" => account.sequence = SequenceRule::Rising,
                "unchecked" => account.sequence = SequenceRule::Unchecked,
                code if code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase()) => {
                    code.clone_into(&mut account.currency);
                }
                _ => return Err(format!("banks: unknown word '{word}'")),
            }
        }
        Ok(account)
    }

    pub(super) fn number(&self, subject: &str) -> Result<&str, String> {
        self.numbers
            .get(subject)
            .map(String::as_str)
            .ok_or(format!("no bank account '{subject}'"))
    }

    pub(super) fn period_of(&self, text: &str) -> Result<i32, String> {
        let full = if text.len() == 2 {
            format!("{:04}-{text}", self.period.year())
        } else {
            text.to_owned()
        };
        full.parse::<Period>()
            .map(Period::as_i32)
            .map_err(|error| format!("{text}: {error}"))
    }

    /// `2025-02-03`, `02-03` of the period's year, or `3` of the period's month.
    pub(super) fn date(&self, text: &str) -> Result<NaiveDate, String> {
        let period = self.period;
        let full = match text.len() {
            10 => text.to_owned(),
            5 => format!("{:04}-{text}", period.year()),
            _ => format!(
                "{:04}-{:02}-{text:0>2}",
                period.year(),
                period.number().clamp(1, 12)
            ),
        };
        full.parse().map_err(|_| format!("{text}: expected a date"))
    }

    /// A line of 0.00 on 1990 for each covered month, so that the ledger of a case is there without being told.
    fn cover(&self) -> Result<Vec<LedgerLine>, String> {
        let covered: Vec<i32> = match self.agency.get("covered") {
            Some(months) => months
                .split_whitespace()
                .filter(|month| *month != "none")
                .map(|month| self.period_of(month))
                .collect::<Result<_, _>>()?,
            None => (0..=i32::from(self.period.number()))
                .map(|month| self.period.year() * 100 + month)
                .collect(),
        };
        let of = |period: &i32| LedgerLine {
            account: "1990".to_owned(),
            period: *period,
            day: day(self.period.first_day()),
            currency: "NOK".to_owned(),
            ..LedgerLine::default()
        };
        Ok(covered.iter().map(of).collect())
    }

    fn opening(&self) -> Result<Vec<LedgerLine>, String> {
        let of = |row: &Row| {
            Ok(LedgerLine {
                account: row.get("account")?.to_owned(),
                period: self.period.year() * 100,
                day: day(Period::new(self.period.year(), 0).unwrap().first_day()),
                amount_ore: ore(row.get("amount")?)?,
                currency: "NOK".to_owned(),
                ..LedgerLine::default()
            })
        };
        self.case
            .table("opening", &["account", "amount"])?
            .iter()
            .map(of)
            .collect()
    }

    fn ledger(&self) -> Result<Vec<LedgerLine>, String> {
        let columns = [
            "line",
            "account",
            "period",
            "date",
            "amount",
            "voucher",
            "type",
            "batch",
            "reference",
            "kid",
            "party",
            "text",
            "currency",
            "dimensions",
        ];
        let rows = self.case.table("ledger", &columns)?;
        let of = |(number, row): (usize, &Row)| {
            let default = format!("V{number}");
            Ok(LedgerLine {
                line: row
                    .or("line", "0")
                    .parse()
                    .map_err(|_| format!("line {}: expected a number", row.line))?,
                account: row.get("account")?.to_owned(),
                period: row
                    .get("period")
                    .map_or(Ok(self.period.as_i32()), |text| self.period_of(text))?,
                day: day(self.date(row.or("date", "15"))?),
                amount_ore: ore(row.get("amount")?)?,
                voucher: row.or("voucher", &default).to_owned(),
                voucher_type: row.or("type", "GL").to_owned(),
                batch: row.or("batch", "").to_owned(),
                reference: row.or("reference", "").to_owned(),
                kid: row.or("kid", "").to_owned(),
                party: row.or("party", "").to_owned(),
                text: row.or("text", "").to_owned(),
                currency: row.or("currency", "NOK").to_owned(),
                dimensions: row.or("dimensions", "").to_owned(),
                ..LedgerLine::default()
            })
        };
        (1..).zip(&rows).map(of).collect()
    }

    fn balances(&self) -> Result<Vec<LedgerBalance>, String> {
        let rows = self
            .case
            .table("balances", &["account", "from", "to", "opening", "closing"])?;
        let of = |row: &Row| {
            Ok(LedgerBalance {
                account: row.get("account")?.to_owned(),
                from_period: self.period_of(row.get("from")?)?,
                to_period: self.period_of(row.or("to", row.get("from")?))?,
                opening_ore: ore(row.or("opening", "0"))?,
                closing_ore: ore(row.or("closing", "0"))?,
                ..LedgerBalance::default()
            })
        };
        rows.iter().map(of).collect()
    }

    fn subledger(&self) -> Result<Vec<SubledgerItem>, String> {
        let rows = self
            .case
            .table("subledger", &["account", "party", "amount", "period"])?;
        let of = |row: &Row| {
            Ok(SubledgerItem {
                period: row
                    .get("period")
                    .map_or(Ok(self.period.as_i32()), |text| self.period_of(text))?,
                account: row.get("account")?.to_owned(),
                party: row.or("party", "").to_owned(),
                amount_ore: ore(row.get("amount")?)?,
                ..SubledgerItem::default()
            })
        };
        rows.iter().map(of).collect()
    }

    fn parties(&self) -> Result<Vec<SubledgerBalance>, String> {
        let rows = self.case.table(
            "parties",
            &["kind", "account", "party", "from", "to", "closing"],
        )?;
        let period = self.period.to_string();
        let of = |row: &Row| {
            Ok(SubledgerBalance {
                kind: row.get("kind")?.to_owned(),
                account: row.or("account", "").to_owned(),
                party: row.or("party", "").to_owned(),
                from_period: self.period_of(row.or("from", row.or("to", &period)))?,
                to_period: self.period_of(row.or("to", &period))?,
                closing_ore: ore(row.get("closing")?)?,
                ..SubledgerBalance::default()
            })
        };
        rows.iter().map(of).collect()
    }

    fn ocr(&self) -> Result<Vec<IncomingPayment>, String> {
        let rows = self
            .case
            .table("ocr", &["account", "date", "lump", "amount", "kid", "kind"])?;
        let of = |row: &Row| {
            Ok(IncomingPayment {
                account: self.number(row.or("account", "1921"))?.to_owned(),
                day: day(self.date(row.or("date", "15"))?),
                lump: row.get("lump")?.to_owned(),
                kind: row
                    .or("kind", "10")
                    .parse()
                    .map_err(|_| "kind: expected a number".to_owned())?,
                amount_ore: ore(row.get("amount")?)?,
                kid: row.or("kid", "").to_owned(),
                source: "ocr-giro".to_owned(),
                ..IncomingPayment::default()
            })
        };
        rows.iter().map(of).collect()
    }

    fn sent(&self) -> Result<Vec<OutgoingPayment>, String> {
        let columns = [
            "account",
            "date",
            "amount",
            "currency",
            "message",
            "order",
            "reference",
            "kid",
            "payee",
        ];
        let of = |row: &Row| {
            Ok(OutgoingPayment {
                source: "pain.001".to_owned(),
                account: self.number(row.or("account", "1921"))?.to_owned(),
                day: day(self.date(row.or("date", "15"))?),
                amount_ore: ore(row.get("amount")?)?,
                currency: row.or("currency", "NOK").to_owned(),
                message: row.or("message", "").to_owned(),
                order: row.or("order", "").to_owned(),
                reference: row.or("reference", "").to_owned(),
                kid: row.or("kid", "").to_owned(),
                payee_account: row.or("payee", "").to_owned(),
                ..OutgoingPayment::default()
            })
        };
        self.case.table("sent", &columns)?.iter().map(of).collect()
    }

    /// Returns; without a level of payments, without a date of no day.
    fn returns(&self) -> Result<Vec<PaymentStatus>, String> {
        let columns = [
            "source",
            "level",
            "stage",
            "message",
            "order",
            "reference",
            "account",
            "date",
            "amount",
        ];
        let of = |row: &Row| {
            let account = row.or("account", "");
            let amount = row.get("amount").ok().map(ore).transpose()?;
            Ok(PaymentStatus {
                source: row.or("source", "pain.002").to_owned(),
                level: row.or("level", "payment").to_owned(),
                stage: row.get("stage")?.to_owned(),
                message: row.or("message", "").to_owned(),
                order: row.or("order", "").to_owned(),
                reference: row.or("reference", "").to_owned(),
                account: match account {
                    "" => String::new(),
                    subject => self.number(subject)?.to_owned(),
                },
                day: match row.or("date", "") {
                    "" => 0,
                    text => day(self.date(text)?),
                },
                has_amount: u32::from(amount.is_some()),
                amount_ore: amount.unwrap_or_default(),
                currency: "NOK".to_owned(),
                ..PaymentStatus::default()
            })
        };
        let rows = self.case.table("returns", &columns)?;
        rows.iter().map(of).collect()
    }

    /// Bank account, interface or nothing, as the playbook and the files name it.
    fn account_or_interface(&self, row: &Row) -> String {
        let subject = row.or("account", "");
        self.numbers
            .get(subject)
            .map_or(subject, String::as_str)
            .to_owned()
    }

    fn expectations(&self) -> Result<Vec<Expectation>, String> {
        let columns = [
            "input", "account", "when", "within", "actor", "from", "until",
        ];
        let of = |row: &Row| {
            let account = self.account_or_interface(row);
            let bound = |column| match row.or(column, "") {
                "" => Ok(None),
                text => self.date(text).map(Some),
            };
            Ok(Expectation {
                input: input(row.get("input")?)?,
                account: (!account.is_empty()).then_some(account),
                when: self.when(row.get("when")?)?,
                within_bank_days: row
                    .or("within", "1")
                    .parse()
                    .map_err(|_| "within: expected a number".to_owned())?,
                actor: row.get("actor")?.to_owned(),
                from: bound("from")?,
                until: bound("until")?,
            })
        };
        self.case
            .table("expected", &columns)?
            .iter()
            .map(of)
            .collect()
    }

    /// Rules of sets in the order of the rows, as a playbook would state them.
    fn rules(&self) -> Result<Vec<SetRules>, String> {
        let columns = ["set", "id", "kind", "key", "window", "tolerance", "parts"];
        let mut sets: Vec<SetRules> = Vec::new();
        for row in self.case.table("rules", &columns)? {
            let set = one_of(row.get("set")?, SetKind::ALL, SetKind::as_str)?;
            let rule = MatchRule {
                id: row.get("id")?.to_owned(),
                kind: match_kind(&row)?,
            };
            match sets.iter_mut().find(|known| known.set == set) {
                Some(known) => known.rules.push(rule),
                None => sets.push(SetRules {
                    set,
                    subject: None,
                    rules: vec![rule],
                }),
            }
        }
        Ok(sets)
    }

    fn when(&self, text: &str) -> Result<When, String> {
        Ok(match text {
            "bank-day" => When::BankDay,
            "receipt-day" => When::ReceiptDay,
            "month" => When::Month,
            "first-bank-day" => When::FirstBankDay,
            "last-bank-day" => When::LastBankDay,
            _ => match text.strip_prefix("day-") {
                Some(day) => When::Day(day.parse().map_err(|_| format!("{text}: expected a day"))?),
                None => When::Dates(
                    text.split_whitespace()
                        .map(|date| self.date(date))
                        .collect::<Result<_, _>>()?,
                ),
            },
        })
    }

    /// One file for each row, `file-1` first.
    fn deliveries(&self) -> Result<Vec<Delivery>, String> {
        let columns = [
            "input", "account", "from", "to", "made", "number", "wraps", "copy",
        ];
        let rows = self.case.table("deliveries", &columns)?;
        let of = |(ordinal, row): (u8, &Row)| {
            let from = self.date(row.get("from")?)?;
            let to = match row.or("to", "") {
                "" => from,
                text => self.date(text)?,
            };
            let number = row.or("number", "").split_whitespace().collect::<Vec<_>>();
            let wraps = row.or("wraps", "").split_whitespace().collect::<Vec<_>>();
            let whole = |text: &&str| {
                text.parse::<i64>()
                    .map_err(|_| format!("{text}: a number?"))
            };
            Ok(Delivery {
                input: input(row.get("input")?)?,
                file: FileId([0, 0, 0, 0, 1, ordinal]),
                name: format!("file-{ordinal}"),
                account: self.account_or_interface(row),
                id: String::new(),
                days: Some((from, to)),
                made: match row.or("made", "") {
                    "" => None,
                    text => Some(self.date(text)?),
                },
                number: match number.as_slice() {
                    [series, first, last] => Some(SeriesNumber {
                        series: (*series).to_owned(),
                        first: whole(first)?,
                        last: whole(last)?,
                        wraps_after: wraps.first().map(whole).transpose()?,
                        restart: wraps.get(1).map_or(Ok(0), whole)?,
                    }),
                    _ => None,
                },
                records: 1,
                amount: Ore::ZERO,
                is_copy: row.or("copy", "") == "yes",
            })
        };
        (1..).zip(&rows).map(of).collect()
    }

    fn late(&self) -> Result<Vec<(String, Vec<Period>)>, String> {
        let of = |row: &Row| {
            let periods = row.get("periods")?.split_whitespace();
            let periods = periods.map(|text| text.parse().map_err(|e| format!("{text}: {e}")));
            Ok((
                row.get("name")?.to_owned(),
                periods.collect::<Result<_, String>>()?,
            ))
        };
        let rows = self.case.table("late", &["name", "periods"])?;
        rows.iter().map(of).collect()
    }

    fn as_of(&self) -> Result<NaiveDate, String> {
        let block = self.case.blocks.get("as-of");
        let line = block.and_then(|block| block.lines.first());
        line.map_or(Ok(self.period.next_month().last_day()), |(_, text)| {
            self.date(text)
        })
    }

    fn refused(&self) -> Result<Vec<RefusedFile>, String> {
        let rows = self
            .case
            .table("refused", &["name", "format", "from", "to"])?;
        let of = |row: &Row| {
            let format = row.get("format")?;
            let known = [
                "saf-t",
                "delimited",
                "camt.053",
                "ocr-giro",
                "gl07",
                "telepay",
                "k27",
            ];
            let format = known
                .into_iter()
                .find(|known| *known == format)
                .ok_or(format!("unknown format {format}"))?;
            let period = |text: &str| {
                self.period_of(text)
                    .map(|period| Period::from_i32(period).unwrap())
            };
            let scope = match row.get("from") {
                Ok(from) => Some((period(from)?, period(row.or("to", from))?)),
                Err(_) => None,
            };
            Ok(RefusedFile {
                name: row.get("name")?.to_owned(),
                format,
                scope,
            })
        };
        rows.iter().map(of).collect()
    }

    fn carried(&self) -> Result<Vec<OpenItem>, String> {
        let columns = [
            "set",
            "side",
            "account",
            "birth",
            "date",
            "amount",
            "reference",
            "kid",
            "lump",
            "voucher",
            "text",
        ];
        let rows = self.case.table("carried", &columns)?;
        let previous = self.period.previous_month();
        let of = |(record, row): (u64, &Row)| {
            let birth = row
                .get("birth")
                .map_or(Ok(previous.as_i32()), |text| self.period_of(text))?;
            let birth = Period::from_i32(birth).unwrap();
            let date = row
                .get("date")
                .map_or(Ok(birth.last_day()), |text| self.date(text))?;
            Ok(OpenItem {
                set: row.get("set")?.to_owned(),
                side: row.get("side")?.to_owned(),
                row: RowRef {
                    file: FileId([0x77; 6]),
                    record,
                },
                line: record + 1,
                account: row.or("account", "").to_owned(),
                date,
                amount: Ore(ore(row.get("amount")?)?),
                currency: "NOK".to_owned(),
                reference: row.or("reference", "").to_owned(),
                kid: row.or("kid", "").to_owned(),
                lump: row.or("lump", "").to_owned(),
                voucher: row.or("voucher", "").to_owned(),
                text: row.or("text", "").to_owned(),
                birth,
            })
        };
        (0..).zip(&rows).map(of).collect()
    }

    /// Entries of an account, with the last day of the statement they stand on if the case names one (`on`).
    fn entries(&self, number: &str) -> Result<Vec<(NaiveDate, BankEntry)>, String> {
        let columns = [
            "account", "date", "on", "amount", "ref", "batch", "code", "group", "kid", "status",
            "currency", "text",
        ];
        let mut entries = Vec::new();
        for row in self.case.table("bank", &columns)? {
            if self.number(row.get("account")?)? != number {
                continue;
            }
            let date = self.date(row.or("date", "15"))?;
            let entry = BankEntry {
                account: number.to_owned(),
                day: day(date),
                amount_ore: ore(row.get("amount")?)?,
                currency: row.or("currency", "NOK").to_owned(),
                status: row.or("status", "booked").to_owned(),
                bank_ref: row.or("ref", "").to_owned(),
                kid: row.or("kid", "").to_owned(),
                batch: row.or("batch", "").to_owned(),
                code: row.or("code", "").to_owned(),
                group_code: row.or("group", "").to_owned(),
                text: row.or("text", "").to_owned(),
                ..BankEntry::default()
            };
            entries.push((row.get("on").map_or(Ok(date), |on| self.date(on))?, entry));
        }
        Ok(entries)
    }

    fn statements(
        &self,
        playbook: &Playbook,
        ledger: &[LedgerLine],
    ) -> Result<Vec<(BankStatement, Vec<BankEntry>)>, String> {
        let told = self.case.table(
            "statements",
            &["account", "date", "from", "seq", "opening", "closing"],
        )?;
        let mut all = Vec::new();
        for account in &playbook.bank_accounts {
            let subject = bank_subject(account);
            let number = account.number.as_str();
            let entries = self.entries(number)?;
            let ours: Vec<&Row> = told
                .iter()
                .filter(|row| row.or("account", "") == subject)
                .collect();
            let key = format!("statements {subject}");
            let opening = match self.agency.get(key.as_str()) {
                Some(&"none") => continue,
                Some(told) => ore(told)?,
                None => opening_of(account, ledger, self.period),
            };
            let statements = if ours.is_empty() {
                daily(self.period, number, opening, &entries)
            } else {
                ours.into_iter()
                    .map(|row| self.statement(number, row))
                    .collect::<Result<Vec<_>, String>>()?
            };
            all.extend(attach(statements, entries)?);
        }
        if let Some(row) = told
            .iter()
            .find(|row| self.number(row.or("account", "")).is_err())
        {
            return Err(format!("line {}: no such bank account", row.line));
        }
        Ok(all)
    }

    fn statement(&self, number: &str, row: &Row) -> Result<BankStatement, String> {
        let has_balances = row.get("opening").is_ok() && row.get("closing").is_ok();
        Ok(BankStatement {
            account: number.to_owned(),
            id: format!("S{}", row.line),
            sequence: row
                .or("seq", "-1")
                .parse()
                .map_err(|_| format!("line {}: seq", row.line))?,
            from_day: day(self.date(row.or("from", row.get("date")?))?),
            to_day: day(self.date(row.get("date")?)?),
            opening_ore: ore(row.or("opening", "0"))?,
            closing_ore: ore(row.or("closing", "0"))?,
            has_balances: u32::from(has_balances),
            currency: "NOK".to_owned(),
            ..BankStatement::default()
        })
    }
}

/// The ledger's balance before the period: the bank agrees unless the case says otherwise.
fn opening_of(account: &BankAccount, ledger: &[LedgerLine], period: Period) -> i64 {
    let is_ours = |line: &&LedgerLine| {
        account
            .ledger
            .iter()
            .any(|ours| ours.as_str() == line.account)
    };
    let before = ledger
        .iter()
        .filter(is_ours)
        .filter(|line| line.period < period.as_i32());
    before.map(|line| line.amount_ore).sum()
}

/// A statement for every bank day of the period and one for the last bank day before it.
fn daily(
    period: Period,
    number: &str,
    opening: i64,
    entries: &[(NaiveDate, BankEntry)],
) -> Vec<BankStatement> {
    let before = Calendar::NoBank
        .previous_business_day_on_or_before(period.previous_month().last_day())
        .unwrap();
    let mut days: BTreeSet<NaiveDate> = entries.iter().map(|(on, _)| *on).collect();
    let month = period
        .first_day()
        .iter_days()
        .take_while(|day| *day <= period.last_day());
    days.extend(month.filter(|day| Calendar::NoBank.is_business_day(*day).unwrap()));
    days.insert(before);
    let mut balance = opening;
    let of = |(sequence, date): (i64, &NaiveDate)| {
        let booked = entries
            .iter()
            .filter(|(on, entry)| on == date && entry.status == "booked");
        let opening = balance;
        balance += booked.map(|(_, entry)| entry.amount_ore).sum::<i64>();
        BankStatement {
            account: number.to_owned(),
            id: format!("S{sequence}"),
            sequence,
            from_day: day(*date),
            to_day: day(*date),
            opening_ore: opening,
            closing_ore: balance,
            has_balances: 1,
            currency: "NOK".to_owned(),
            ..BankStatement::default()
        }
    };
    (1..).zip(&days).map(of).collect()
}

fn attach(
    statements: Vec<BankStatement>,
    entries: Vec<(NaiveDate, BankEntry)>,
) -> Result<Vec<(BankStatement, Vec<BankEntry>)>, String> {
    let mut attached: Vec<(BankStatement, Vec<BankEntry>)> = statements
        .into_iter()
        .map(|statement| (statement, Vec::new()))
        .collect();
    for (on, entry) in entries {
        let holds = |(statement, _): &&mut (BankStatement, Vec<BankEntry>)| {
            statement.from_day <= day(on) && day(on) <= statement.to_day
        };
        let place = attached
            .iter_mut()
            .find(holds)
            .ok_or(format!("no statement for the entry of {on}"))?;
        place.1.push(entry);
    }
    Ok(attached)
}
