//! Which vouchers of the ledger differ between two runs: what came or went, how much, when it was entered, and by whom.
//!
//! The lines of the year so far are compared as a multiset of period, voucher, type, account, voucher date, amount and
//! currency. Texts, references and dimensions are not compared, nor who entered a line: that is told of what differs. Not here:
//! what the runs concluded (`conclusions`).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chrono::NaiveDate;
use close::{Manifest, ManifestInput, RunRef, Store};
use domain::agency::Playbook;
use domain::{Digest, Ore, Period, personal};
use formats::FormatId;
use ingest::{FileContent, InboxFile, Posting, read_files};
use serde::Serialize;

use crate::conclusions::{amount, short};
use crate::remade::{archived, archived_playbook};
use crate::{Failure, failure};

/// Vouchers that a reason names; of the others it says how many they are.
const IN_A_REASON: usize = 3;
/// Accounts of a voucher that a line names.
const ACCOUNTS_IN_A_LINE: usize = 4;
/// Characters of a text from a ledger that a line shows: longer than the numbers and logins of any system we know.
const LONGEST_WORD: usize = 40;

/// A run, where it is stored, and what it was made from.
#[derive(Clone, Copy)]
pub(crate) struct Made<'a> {
    pub(crate) store: &'a Store,
    pub(crate) run: &'a RunRef,
    pub(crate) manifest: &'a Manifest,
}

/// A voucher that is not the same in both ledgers. Texts are masked. A field that the ledger does not fill is `null`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub(crate) struct Difference {
    /// `new`, `gone`, `changed`.
    change: &'static str,
    /// Ledger period.
    period: String,
    /// Its number.
    voucher: String,
    /// Its type (bilagsart).
    voucher_type: Option<String>,
    /// The latest voucher date of the lines that are told of.
    date: String,
    /// The latest day on which one of these lines was entered.
    entered_on: Option<String>,
    /// Who entered that one.
    entered_by: Option<String>,
    /// The accounts with a line that differs.
    accounts: Vec<OnAccount>,
    /// The greater side of what moved, in øre: for a voucher that came or went whole, what it debits.
    #[serde(skip)]
    size: i128,
}

/// What a voucher posts on an account, in both ledgers, debit positive.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
struct OnAccount {
    account: String,
    before: String,
    after: String,
    /// `after` less `before`. `0.00` where lines differ in something else.
    moved: String,
}

/// The vouchers that differ, by period, number and type; of runs of two periods, up to the earlier one. Files that both runs
/// used say the same in both and are not read. An input that cannot be had is a failure: nothing would look like no change.
pub(crate) fn between(old: Made<'_>, new: Made<'_>) -> Result<Vec<Difference>, Failure> {
    let (mut before, mut after) = (ledger_files(old.manifest), ledger_files(new.manifest));
    let is_same_playbook = old.manifest.playbook.sha256 == new.manifest.playbook.sha256;
    if is_same_playbook && before.keys().eq(after.keys()) {
        return Ok(Vec::new());
    }
    let books = (playbook(old)?, playbook(new)?);
    // The same bytes under another mapping are other lines.
    if books.0.mappings == books.1.mappings {
        let both: Vec<Digest> = before
            .keys()
            .filter(|file| after.contains_key(file))
            .copied()
            .collect();
        for file in both {
            before.remove(&file);
            after.remove(&file);
        }
    }
    let (before, after) = (
        contents(old, &before, &books.0)?,
        contents(new, &after, &books.1)?,
    );
    let until = old.run.period().min(new.run.period());
    Ok(compare(so_far(&before, until), so_far(&after, until)))
}

/// The vouchers that differ between a run and files of today, up to the run's period. The files are those that a run of the
/// period would use now, with their rows, read under `playbook`.
pub(crate) fn since(
    old: Made<'_>,
    (files, playbook_now): (&[FileContent], &Playbook),
) -> Result<Vec<Difference>, Failure> {
    let mut before = ledger_files(old.manifest);
    let mut after: Vec<&FileContent> = files.iter().collect();
    let book = playbook(old)?;
    if book.mappings == playbook_now.mappings {
        after.retain(|file| before.remove(&file.sha256).is_none());
    }
    let before = contents(old, &before, &book)?;
    let until = old.run.period();
    Ok(compare(so_far(&before, until), so_far(after, until)))
}

/// The files of a run that may hold ledger lines and were used, by digest.
fn ledger_files(manifest: &Manifest) -> BTreeMap<Digest, &ManifestInput> {
    let with_lines = [
        FormatId::Saft,
        FormatId::Delimited,
        FormatId::Xlsx,
        FormatId::Parquet,
    ]
    .map(FormatId::as_str);
    let files = manifest.inputs.iter().filter(|input| {
        let format = input.format.as_deref();
        input.accepted && format.is_some_and(|format| with_lines.contains(&format))
    });
    files.map(|input| (input.sha256, input)).collect()
}

fn playbook(made: Made<'_>) -> Result<Playbook, Failure> {
    archived_playbook(made.store, made.run, made.manifest).map(|(playbook, _)| playbook)
}

/// The files, read again as their run read them.
fn contents(
    made: Made<'_>,
    inputs: &BTreeMap<Digest, &ManifestInput>,
    playbook: &Playbook,
) -> Result<Vec<FileContent>, Failure> {
    let named = |name: &str, sha256: &Digest| format!("{name} ({})", short(sha256));
    let files: Vec<InboxFile> = inputs
        .values()
        .map(|input| {
            archived(made.store, input)
                .map_err(|why| Failure(format!("{}: {why}", named(&input.name, &input.sha256))))
        })
        .collect::<Result<_, _>>()?;
    let contents: Vec<FileContent> = read_files(&files, Some(playbook), None)
        .into_iter()
        .collect::<Result<_, _>>()?;
    match contents.iter().find(|content| !content.is_accepted()) {
        None => Ok(contents),
        Some(content) => failure(format!(
            "{}: the run used it, this program refuses it; see avstem inspect",
            named(&content.name, &content.sha256)
        )),
    }
}

/// The postings of a period's year up to it, its opening included.
fn so_far<'a>(
    contents: impl IntoIterator<Item = &'a FileContent>,
    until: Period,
) -> Vec<Posting<'a>> {
    let all = contents.into_iter().flat_map(FileContent::postings);
    all.filter(|posting| is_so_far(posting.period, until))
        .collect()
}

fn is_so_far(period: Period, until: Period) -> bool {
    period.year() == until.year() && period <= until
}

/// What makes two lines of a voucher the same one: account, voucher date, amount, currency.
type Line<'a> = (&'a str, NaiveDate, Ore, &'a str);
/// What makes two lines lines of one voucher: period, number, type.
type Key<'a> = (Period, &'a str, &'a str);

fn key<'a>(posting: &Posting<'a>) -> Key<'a> {
    (posting.period, posting.voucher, posting.voucher_type)
}

fn line<'a>(posting: &Posting<'a>) -> Line<'a> {
    (
        posting.account,
        posting.date,
        posting.amount,
        posting.currency,
    )
}

/// The vouchers that differ between two ledgers, by period, number and type.
fn compare<'a>(mut before: Vec<Posting<'a>>, mut after: Vec<Posting<'a>>) -> Vec<Difference> {
    let by_line = |posting: &Posting<'a>| (key(posting), line(posting));
    before.sort_unstable_by_key(by_line);
    after.sort_unstable_by_key(by_line);
    let is_of_one = |a: &Posting<'a>, b: &Posting<'a>| key(a) == key(b);
    let mut vouchers: BTreeMap<Key<'a>, (&[Posting<'a>], &[Posting<'a>])> = BTreeMap::new();
    for lines in before.chunk_by(is_of_one) {
        if let Some(first) = lines.first() {
            vouchers.entry(key(first)).or_default().0 = lines;
        }
    }
    for lines in after.chunk_by(is_of_one) {
        if let Some(first) = lines.first() {
            vouchers.entry(key(first)).or_default().1 = lines;
        }
    }
    let differing = vouchers.into_iter();
    differing
        .filter_map(|(key, (before, after))| differs(key, before, after))
        .collect()
}

/// What there is to tell of a voucher, if its lines are not the same; both sides are sorted by what makes two lines the same.
fn differs(key: Key<'_>, before: &[Posting<'_>], after: &[Posting<'_>]) -> Option<Difference> {
    let (gone, come) = (without(before, after), without(after, before));
    let touched: BTreeSet<&str> = gone.iter().chain(&come).map(|line| line.account).collect();
    if touched.is_empty() {
        return None;
    }
    let mut sums: BTreeMap<&str, (i128, i128)> = BTreeMap::new();
    for posting in before {
        sums.entry(posting.account).or_default().0 += i128::from(posting.amount.0);
    }
    for posting in after {
        sums.entry(posting.account).or_default().1 += i128::from(posting.amount.0);
    }
    sums.retain(|account, _| touched.contains(account));
    let side = |sign: i128| -> i128 {
        let moved = sums.values().map(|(before, after)| sign * (after - before));
        moved.filter(|moved| *moved > 0).sum()
    };
    let size = side(1).max(side(-1));
    let (change, told) = match (before, after) {
        ([], _) => ("new", come),
        (_, []) => ("gone", gone),
        // Where lines only went, who entered those that are left.
        _ if come.is_empty() => ("changed", after.iter().collect()),
        _ => ("changed", come),
    };
    let (entered_on, entered_by) = told
        .iter()
        .map(|posting| (posting.entered_on, posting.entered_by))
        .max()?;
    let filled = |text: &str| (!text.is_empty()).then(|| shown(text));
    let moved = |(account, (before, after)): (&str, (i128, i128))| OnAccount {
        account: shown(account),
        before: amount(before),
        after: amount(after),
        moved: amount(after - before),
    };
    let (period, voucher, voucher_type) = key;
    Some(Difference {
        change,
        period: period.to_string(),
        voucher: shown(voucher),
        voucher_type: filled(voucher_type),
        date: told.iter().map(|posting| posting.date).max()?.to_string(),
        entered_on: entered_on.map(|day| day.to_string()),
        entered_by: filled(entered_by),
        accounts: sums.into_iter().map(moved).collect(),
        size,
    })
}

/// The lines without one that is the same on the other side.
fn without<'l, 'a>(these: &'l [Posting<'a>], others: &[Posting<'a>]) -> Vec<&'l Posting<'a>> {
    let mut others = others.iter().peekable();
    let mut alone = Vec::new();
    for posting in these {
        while others
            .next_if(|other| line(other) < line(posting))
            .is_some()
        {}
        if others
            .next_if(|other| line(other) == line(posting))
            .is_none()
        {
            alone.push(posting);
        }
    }
    alone
}

/// A text of a ledger as it may be shown: masked, on one line, not longer than a word.
fn shown(text: &str) -> String {
    let masked = personal::mask(text);
    let mut letters = masked
        .chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter });
    let mut shown: String = letters.by_ref().take(LONGEST_WORD).collect();
    if letters.next().is_some() {
        shown.push('…');
    }
    shown
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: {} voucher {}",
            self.change, self.period, self.voucher
        )?;
        if let Some(voucher_type) = &self.voucher_type {
            write!(f, " ({voucher_type})")?;
        }
        write!(f, " of {}:", self.date)?;
        for (place, moved) in self.accounts.iter().take(ACCOUNTS_IN_A_LINE).enumerate() {
            let comma = if place > 0 { "," } else { "" };
            write!(f, "{comma} {} ", moved.account)?;
            match self.change {
                "new" => f.write_str(&moved.after)?,
                "gone" => f.write_str(&moved.before)?,
                _ => write!(f, "{} -> {}", moved.before, moved.after)?,
            }
        }
        match self.accounts.len().saturating_sub(ACCOUNTS_IN_A_LINE) {
            0 => {}
            1 => write!(f, " and 1 more account")?,
            more => write!(f, " and {more} more accounts")?,
        }
        match (&self.entered_on, &self.entered_by) {
            (Some(day), Some(user)) => write!(f, ", entered {day} by {user}"),
            (Some(day), None) => write!(f, ", entered {day}, the ledger does not say who"),
            (None, Some(user)) => write!(f, ", entered by {user}"),
            (None, None) => write!(f, ", the ledger does not say who"),
        }
    }
}

/// What differs, on one line: how many vouchers, how much, and the first of them.
pub(crate) fn in_a_line(vouchers: &[Difference]) -> String {
    let size = amount(vouchers.iter().map(|voucher| voucher.size).sum());
    let first = vouchers.iter().take(IN_A_REASON).map(ToString::to_string);
    let first = first.collect::<Vec<_>>().join("; ");
    match vouchers.len() {
        0 => "the ledger has the same postings".to_owned(),
        1 => format!("1 voucher differs, {size}: {first}"),
        count => {
            let more = match count.saturating_sub(IN_A_REASON) {
                0 => String::new(),
                more => format!("; and {more} more"),
            };
            format!("{count} vouchers differ, {size} in all: {first}{more}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `202501 10423 GL 6300 100 2025-02-20 NN12`: period, voucher, type, account, øre, entered on, by; `-` is nothing.
    fn posting(line: &str) -> Posting<'_> {
        let words: Vec<&str> = line.split(' ').collect();
        let [period, voucher, voucher_type, account, ore, on, by] = words[..] else {
            panic!("{line}")
        };
        let filled = |word| if word == "-" { "" } else { word };
        let period = Period::from_i32(period.parse().unwrap()).unwrap();
        Posting {
            period,
            voucher,
            voucher_type: filled(voucher_type),
            account,
            date: period.first_day(),
            amount: Ore(ore.parse().unwrap()),
            currency: "NOK",
            entered_on: on.parse().ok(),
            entered_by: filled(by),
        }
    }

    fn compared(before: &str, after: &str) -> Vec<Difference> {
        let postings = |lines: &'static str| lines.lines().map(posting).collect();
        compare(
            postings(before.to_owned().leak()),
            postings(after.to_owned().leak()),
        )
    }

    const TWO: &str =
        "202501 1 GL 1939 -500 2025-01-10 NN12\n202501 1 GL 6300 500 2025-01-10 NN12\n";

    /// Lines before, lines after, what is said of them.
    type Case = (&'static str, &'static str, &'static [&'static str]);

    #[track_caller]
    fn all_told(table: &[Case]) {
        for (before, after, expected) in table {
            let told = compared(before, after);
            let told: Vec<String> = told.iter().map(Difference::to_string).collect();
            assert_eq!(told, *expected, "{before} {after}");
        }
    }

    #[test]
    fn vouchers_that_differ_are_told_whole() {
        let table: [Case; 9] = [
            ("", "", &[]),
            (TWO, TWO, &[]),
            (
                "",
                TWO,
                &[
                    "new: 2025-01 voucher 1 (GL) of 2025-01-01: 1939 -5.00, 6300 5.00, entered 2025-01-10 by NN12",
                ],
            ),
            (
                TWO,
                "",
                &[
                    "gone: 2025-01 voucher 1 (GL) of 2025-01-01: 1939 -5.00, 6300 5.00, entered 2025-01-10 by NN12",
                ],
            ),
            // The order of lines, and who entered them, is no difference.
            (
                TWO,
                "202501 1 GL 6300 500 - -\n202501 1 GL 1939 -500 2025-02-20 OO1\n",
                &[],
            ),
            // A line twice is not a line once.
            (
                TWO,
                "202501 1 GL 1939 -500 - -\n202501 1 GL 1939 -500 - -\n202501 1 GL 6300 500 - -\n202501 1 GL 6300 500 - -",
                &[
                    "changed: 2025-01 voucher 1 (GL) of 2025-01-01: 1939 -5.00 -> -10.00, 6300 5.00 -> 10.00, the ledger does not say who",
                ],
            ),
            // Only the accounts that differ, and who entered what came.
            (
                TWO,
                "202501 1 GL 1939 -500 2025-01-10 NN12\n202501 1 GL 6310 500 2025-02-20 -",
                &[
                    "changed: 2025-01 voucher 1 (GL) of 2025-01-01: 6300 5.00 -> 0.00, 6310 0.00 -> 5.00, entered 2025-02-20, the ledger does not say who",
                ],
            ),
            (
                "202501 1 GL 6300 500 - -\n202501 1 GL 7000 -500 - -",
                "202501 1 GL 6310 500 - NN12\n202501 1 GL 7000 -500 - -",
                &[
                    "changed: 2025-01 voucher 1 (GL) of 2025-01-01: 6300 5.00 -> 0.00, 6310 0.00 -> 5.00, entered by NN12",
                ],
            ),
            // Lines that only went: who entered those that are left.
            (
                "202501 1 GL 1939 -500 2025-01-10 NN12\n202501 1 GL 6300 500 2025-01-10 NN12\n202501 1 GL 6300 7 2025-02-20 OO1",
                TWO,
                &[
                    "changed: 2025-01 voucher 1 (GL) of 2025-01-01: 6300 5.07 -> 5.00, entered 2025-01-10 by NN12",
                ],
            ),
        ];
        all_told(&table);
    }

    #[test]
    fn a_voucher_is_told_on_a_line_with_who_entered_it() {
        let table: [Case; 5] = [
            // Of several the one entered last.
            (
                "",
                "202501 1 - 1939 -500 - ZZ9\n202501 1 - 6300 300 2025-02-20 AA1\n202501 1 - 6300 200 2025-02-19 NN12",
                &[
                    "new: 2025-01 voucher 1 of 2025-01-01: 1939 -5.00, 6300 5.00, entered 2025-02-20 by AA1",
                ],
            ),
            (
                "",
                "202501 1 - 1939 0 - ZZ9",
                &["new: 2025-01 voucher 1 of 2025-01-01: 1939 0.00, entered by ZZ9"],
            ),
            // A voucher is one of its period and type, and they come in order.
            (
                "202502 2 GL 1939 -500 - -\n202502 2 GL 6300 500 - -\n202501 2 AP 2400 1 - -",
                "202501 2 GL 1939 -500 - -\n202501 2 GL 6300 500 - -\n202501 2 AP 2400 1 - -\n202501 1 GL 6300 0 - -",
                &[
                    "new: 2025-01 voucher 1 (GL) of 2025-01-01: 6300 0.00, the ledger does not say who",
                    "new: 2025-01 voucher 2 (GL) of 2025-01-01: 1939 -5.00, 6300 5.00, the ledger does not say who",
                    "gone: 2025-02 voucher 2 (GL) of 2025-02-01: 1939 -5.00, 6300 5.00, the ledger does not say who",
                ],
            ),
            // More accounts than a line has room for.
            (
                "",
                "202501 1 GL 1000 1 - -\n202501 1 GL 1001 1 - -\n202501 1 GL 1002 1 - -\n202501 1 GL 1003 1 - -\n202501 1 GL 1004 1 - -\n202501 1 GL 1005 -5 - -",
                &[
                    "new: 2025-01 voucher 1 (GL) of 2025-01-01: 1000 0.01, 1001 0.01, 1002 0.01, 1003 0.01 and 2 more accounts, the ledger does not say who",
                ],
            ),
            // A user that is somebody's number (synthetic: month + 80).
            (
                "",
                "202501 01818012094 GL 6300 1 2025-02-20 01818012094",
                &[
                    "new: 2025-01 voucher *********** (GL) of 2025-01-01: 6300 0.01, entered 2025-02-20 by ***********",
                ],
            ),
        ];
        all_told(&table);
    }

    #[test]
    fn another_date_or_currency_is_a_difference_without_an_amount() {
        let line = posting("202501 1 GL 6300 500 - -");
        let another_day = Posting {
            date: line.period.last_day(),
            ..line
        };
        let another_currency = Posting {
            currency: "EUR",
            ..line
        };
        for other in [another_day, another_currency] {
            let [voucher] = &compare(vec![line], vec![other])[..] else {
                panic!("one voucher")
            };
            assert_eq!((voucher.change, voucher.size), ("changed", 0));
            let accounts = voucher.accounts.iter();
            let moved: Vec<&str> = accounts.map(|account| account.moved.as_str()).collect();
            assert_eq!(moved, ["0.00"]);
        }
    }

    #[test]
    fn a_reason_is_one_bounded_line() {
        let voucher = |number: usize| {
            format!("202501 {number} GL 6300 500 - -\n202501 {number} GL 1939 -500 - -\n")
        };
        let said = |count: usize| {
            let after: String = (0..count).map(voucher).collect();
            in_a_line(&compared("", &after))
        };
        assert_eq!(said(0), "the ledger has the same postings");
        assert!(
            said(1).starts_with("1 voucher differs, 5.00: new: 2025-01 voucher 0 (GL)"),
            "{}",
            said(1)
        );
        assert!(
            said(3).starts_with("3 vouchers differ, 15.00 in all: new: "),
            "{}",
            said(3)
        );
        assert!(said(3).contains("voucher 2 (GL)") && !said(3).contains("more"));
        assert!(
            said(9).ends_with("; and 6 more") && !said(9).contains("voucher 3"),
            "{}",
            said(9)
        );
        let long = "9\u{7}\u{85}".repeat(300);
        let line = format!("202501 {long} {long} {long} 500 - {long}");
        let said = in_a_line(&compare(Vec::new(), vec![posting(&line); 1]));
        assert!(
            said.chars().count() < 400 && !said.contains(char::is_control),
            "{said}"
        );
    }

    /// Numbers that are the same every time, without a crate for it.
    fn numbers(seed: u64) -> impl FnMut(u64) -> u64 {
        let mut state = seed;
        move |below| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below
        }
    }

    /// What moved on the vouchers that are told of is what the balances moved by, account by account; the other way round it is
    /// the same with the other sign; and the order of lines means nothing.
    #[test]
    fn what_moved_is_the_change_of_the_balances() {
        let mut next = numbers(7);
        let mut seen = BTreeSet::new();
        for _ in 0..400 {
            let mut ledger = || {
                let lines = (0..next(9)).map(|_| {
                    let (period, voucher, account) = (1 + next(2), next(3), next(3));
                    let amount = i64::try_from(next(5)).unwrap() - 2;
                    let amount = if next(40) == 0 { i64::MAX } else { amount };
                    format!("20250{period} {voucher} GL {account} {amount} - -")
                });
                lines.collect::<Vec<String>>()
            };
            let (before, after) = (ledger(), ledger());
            let postings = |lines: &[String]| -> Vec<Posting<'static>> {
                lines
                    .iter()
                    .map(|line| posting(line.clone().leak()))
                    .collect()
            };
            let (before, after) = (postings(&before), postings(&after));
            let mut balances: BTreeMap<&str, i128> = BTreeMap::new();
            for (lines, sign) in [(&before, -1), (&after, 1)] {
                for line in lines {
                    *balances.entry(line.account).or_default() += sign * i128::from(line.amount.0);
                }
            }
            balances.retain(|_, moved| *moved != 0);
            let told = compare(before.clone(), after.clone());
            let mut moved: BTreeMap<&str, i128> = BTreeMap::new();
            for account in told.iter().flat_map(|voucher| &voucher.accounts) {
                let sum = match account.moved.strip_suffix(" øre") {
                    Some(ore) => ore.parse::<i128>().unwrap(),
                    None => account.moved.replace('.', "").parse().unwrap(),
                };
                *moved.entry(&account.account).or_default() += sum;
            }
            moved.retain(|_, moved| *moved != 0);
            assert_eq!(moved, balances);
            let reversed = |mut lines: Vec<Posting<'static>>| {
                lines.reverse();
                lines
            };
            assert_eq!(
                compare(reversed(before.clone()), reversed(after.clone())),
                told
            );
            let back = compare(after, before);
            assert_eq!(back.len(), told.len());
            for (there, back) in told.iter().zip(&back) {
                assert_eq!(
                    (&there.voucher, &there.period, there.size),
                    (&back.voucher, &back.period, back.size)
                );
                let opposite = match there.change {
                    "new" => "gone",
                    "gone" => "new",
                    same => same,
                };
                assert_eq!(back.change, opposite);
                seen.insert(there.change);
            }
        }
        assert_eq!(seen, BTreeSet::from(["changed", "gone", "new"]));
    }

    #[test]
    fn only_the_year_so_far_is_compared() {
        let periods = [
            202_412, 202_413, 202_500, 202_501, 202_502, 202_503, 202_601,
        ];
        let asked = [
            (202_502, vec![202_500, 202_501, 202_502]),
            (202_413, vec![202_412, 202_413]),
        ];
        for (until, expected) in asked {
            let until = Period::from_i32(until).unwrap();
            let of_year = periods
                .into_iter()
                .filter(|period| is_so_far(Period::from_i32(*period).unwrap(), until));
            assert_eq!(of_year.collect::<Vec<_>>(), expected);
        }
    }
}
