//! Vouchers that an accountant posts besides those of the world: what a run has proposed, for example.
//!
//! They stand in the ledger before anything is written, so exports, opening balances, open items, cash ledger and
//! appropriation follow them, as they do in a real system. What a proposal leaves to people is read from its text: a voucher
//! gets the date that its text names, and where it names a voucher, that one's party, KID, reference and text, as a reversal in
//! the ledger keeps them. Not here: what is to be posted.

use chrono::NaiveDate;
use domain::{Ore, Period};

use crate::profile::{CUSTOMERS, SUPPLIERS};
use crate::world::{Line, Voucher, VoucherKind, World};

/// Kinds of vouchers that are posted by hand.
const BY_HAND: [VoucherKind; 5] = [
    VoucherKind::ManualBank,
    VoucherKind::Trigger,
    VoucherKind::Clearing,
    VoucherKind::General,
    VoucherKind::Closing,
];

/// A voucher to post.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Posting {
    /// Code of the agency; a voucher of another one is passed over.
    pub agency: String,
    /// Its name for whoever reads why it was not posted, such as `V04 2025-12 P-0001`.
    pub name: String,
    /// Letters of the voucher type; one that no voucher by hand has becomes a general voucher.
    pub voucher_type: String,
    /// The period it is posted in; the last day of it if the text names no day of it.
    pub period: Period,
    /// What it corrects.
    pub text: String,
    /// Account and amount in øre, debit positive.
    pub lines: Vec<(String, Ore)>,
}

/// Posts the vouchers of the agency, and names those that leave something to be filled in: an account that the agency does
/// not have or whose customer or supplier is open, a sum that is not zero.
pub(crate) fn post(world: &mut World, postings: &[Posting]) -> Vec<String> {
    let mut left = Vec::new();
    for posting in postings {
        if posting.agency != world.profile.code {
            continue;
        }
        let Some(lines) = lines(world, posting) else {
            left.push(posting.name.clone());
            continue;
        };
        let is_of_type = |kind: &VoucherKind| kind.code() == posting.voucher_type;
        let kind = BY_HAND.into_iter().find(is_of_type);
        let kind = kind.unwrap_or(VoucherKind::General);
        world.post(kind, posting.period, date(posting), "", lines);
    }
    left
}

/// The first day of the period that the text names.
fn date(posting: &Posting) -> NaiveDate {
    let words = posting.text.split_whitespace();
    let mut days = words.filter_map(|word| {
        let word = word.trim_end_matches([',', ':', ';']);
        NaiveDate::parse_from_str(word, "%d.%m.%Y").ok()
    });
    let day = days.find(|day| Period::of(*day) == Some(posting.period));
    day.unwrap_or(posting.period.last_day())
}

/// The voucher that the text names first.
fn original<'w>(world: &'w World, posting: &Posting) -> Option<&'w Voucher> {
    let words = posting.text.split(|c: char| !c.is_ascii_digit());
    let of_number = |word: &str| {
        let mut vouchers = world.vouchers.iter();
        vouchers.find(|voucher| !voucher.removed && voucher.number_text() == word)
    };
    words.filter(|word| word.len() == 9).find_map(of_number)
}

/// The lines of a voucher that is whole.
fn lines(world: &World, posting: &Posting) -> Option<Vec<Line>> {
    let chart = world.profile.chart();
    let originals = original(world, posting).map_or(&[][..], |voucher| &voucher.lines);
    let line = |(account, amount): &(String, Ore)| {
        let known = chart.iter().find(|(known, _)| known == account);
        let account = known.map(|(known, _)| *known)?;
        if let Some(original) = originals.iter().find(|line| line.account == account) {
            return Some(Line {
                amount: *amount,
                ..original.clone()
            });
        }
        let has_party = [CUSTOMERS, SUPPLIERS].contains(&account);
        (!has_party).then(|| Line::plain(account, *amount, &posting.text))
    };
    let is_zero = Ore::sum(posting.lines.iter().map(|line| line.1)) == Some(Ore::ZERO);
    let lines: Option<Vec<Line>> = posting.lines.iter().map(line).collect();
    lines.filter(|lines| is_zero && !lines.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::tests::request;
    use crate::{FaultId, agency, posted};

    fn posting(agency: &str, period: &str, lines: &[(&str, i64)]) -> Posting {
        let lines = lines.iter();
        Posting {
            agency: agency.to_owned(),
            name: format!("{agency} {period}"),
            voucher_type: "GB".to_owned(),
            period: period.parse().unwrap(),
            text: "By hand".to_owned(),
            lines: lines
                .map(|(account, ore)| ((*account).to_owned(), Ore(*ore)))
                .collect(),
        }
    }

    #[test]
    fn what_is_whole_is_posted_and_what_is_not_is_named() {
        // Agency, lines, whether it is posted, whether it is named.
        type Case<'a> = (&'a str, &'a [(&'a str, i64)], bool, bool);
        let mut world = crate::generate::generate(&request(1, 200), 0).unwrap();
        let before = world.vouchers.len();
        let cases: [Case<'_>; 7] = [
            ("V01", &[("1990", 500), ("6300", -500)], true, false),
            ("V02", &[("1990", 500), ("6300", -500)], false, false),
            ("V01", &[("1990", 500), ("6300", -400)], false, true),
            ("V01", &[("1990", 500), ("", -500)], false, true),
            ("V01", &[("1990", 500), ("9999", -500)], false, true),
            ("V01", &[("1990", 500), (CUSTOMERS, -500)], false, true),
            ("V01", &[], false, true),
        ];
        let mut expected = before;
        for (agency, lines, is_posted, is_named) in cases {
            let left = post(&mut world, &[posting(agency, "2025-02", lines)]);
            expected += usize::from(is_posted);
            assert_eq!(world.vouchers.len(), expected, "{agency} {lines:?}");
            assert_eq!(!left.is_empty(), is_named, "{agency} {lines:?}");
        }
        let voucher = world.vouchers.last().unwrap();
        assert_eq!(voucher.kind, VoucherKind::General);
    }

    #[test]
    fn the_text_says_the_date_and_the_voucher_that_is_corrected() {
        let mut world = crate::generate::generate(&request(1, 200), 0).unwrap();
        let is_paid = |line: &Line| line.account == CUSTOMERS;
        let mut vouchers = world.vouchers.iter();
        let paid = vouchers.find(|voucher| voucher.lines.iter().any(is_paid));
        let paid = paid.unwrap().clone();
        let number = paid.number_text();
        let cases = [
            ("By hand", "2025-02-28", false),
            (
                "Innbetaling fra NAV 03.02.2025, ikke lest",
                "2025-02-03",
                false,
            ),
            ("Utbetalt 03.01.2025 og 04.02.2025", "2025-02-04", false),
            (
                &format!("Korreksjon av bilag {number}: feil"),
                "2025-02-28",
                true,
            ),
            ("Korreksjon av bilag 999999999", "2025-02-28", false),
        ];
        for (text, date, is_posted) in cases {
            let mut posting = posting("V01", "2025-02", &[(CUSTOMERS, 500), ("1990", -500)]);
            posting.text = text.to_owned();
            assert_eq!(super::date(&posting).to_string(), date, "{text}");
            let left = post(&mut world, &[posting]);
            assert_eq!(left.is_empty(), is_posted, "{text}");
        }
        let voucher = world.vouchers.last().unwrap();
        let original = paid.lines.iter().find(|line| is_paid(line)).unwrap();
        let expected = Line {
            amount: Ore(500),
            ..original.clone()
        };
        assert_eq!(voucher.lines.first(), Some(&expected));
    }

    #[test]
    fn a_voucher_changes_the_ledger_of_its_month_and_the_balances_after_it_and_no_file_of_others() {
        let mut request = request(5, 200);
        request.faults = vec![(FaultId::OcrNotRead, 1)];
        let mut seen = 0;
        for index in 0..request.agencies {
            let before = agency(&request, index).unwrap();
            let code = format!("V{:02}", index + 1);
            let voucher = posting(&code, "2025-02", &[("1909", 500), ("2990", -500)]);
            let after = posted(&request, index, &[voucher]).unwrap();
            let changed = before.files.iter().zip(&after.files);
            let changed = changed.filter(|(one, other)| {
                assert_eq!(one.path, other.path);
                one.bytes != other.bytes
            });
            for (file, _) in changed {
                seen += 1;
                let is_of = |name: &&str| file.path.contains(*name);
                assert!(
                    ["/ledger/", "/registers/"].iter().any(is_of),
                    "{}",
                    file.path
                );
                assert!(!["2025-01", "_20250205"].iter().any(is_of), "{}", file.path);
            }
            assert_eq!(posted(&request, index, &[]).unwrap(), before);
        }
        assert!(seen > 5, "{seen}");
    }
}
