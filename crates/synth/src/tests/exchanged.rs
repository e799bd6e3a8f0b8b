//! The newer and the older files: that they are there where they belong, and that their sums tie to bank and ledger.

use std::collections::{BTreeMap, BTreeSet};

use domain::Period;
use formats::pain002::record::Level;
use formats::telepay::record::Kind;
use formats::{k27, telepay};

use super::{each_world, ledger_balance, ledger_lines, statements, sum};
use crate::documents::{Content, Document};
use crate::faults::{Effect, FaultId};
use crate::order_records::{Message, Numbers, telepay_sent};
use crate::profile::FileExchange;
use crate::request::Request;
use crate::request::tests::request;
use crate::world::{EntryKind, World};

/// Amounts by two texts that name them.
type Sums = BTreeMap<(String, String), i64>;

/// Bank entries of batches of payments on the statements: date and reference, amount.
fn batches(world: &World, documents: &[Document]) -> Sums {
    let references: BTreeSet<&str> = world
        .entries
        .iter()
        .filter(|entry| entry.kind == EntryKind::Batch)
        .map(|entry| entry.reference.as_str())
        .collect();
    let entries = statements(documents).into_iter().flat_map(|s| &s.entries);
    let batches = entries.filter(|entry| references.contains(entry.bank_ref.as_str()));
    batches
        .map(|entry| {
            let date = entry.booking_date.unwrap().to_string();
            ((date, entry.bank_ref.clone()), entry.amount.0)
        })
        .collect()
}

#[test]
fn each_agency_has_the_files_of_its_kind() {
    each_world(|_, world, _, documents| {
        let kinds: BTreeSet<&str> = documents
            .iter()
            .map(|document| match &document.content {
                Content::Saft(_) | Content::Delimited(_) | Content::Listing(..) => "ledger",
                Content::Camt(_) => "camt.053",
                Content::Mt940(_) => "mt940",
                Content::Advice(_) => "camt.054",
                Content::Ocr(_) | Content::Cut(_) => "ocr",
                Content::Pain001(_) => "pain.001",
                Content::Pain002(_) => "pain.002",
                Content::Telepay(_) => "telepay",
                Content::K27(_) => "k27",
            })
            .collect();
        let expected: &[&str] = match world.profile.exchange {
            FileExchange::Common => &["camt.053", "ledger", "ocr"],
            FileExchange::Newer => &[
                "camt.053", "camt.054", "k27", "ledger", "pain.001", "pain.002",
            ],
            FileExchange::Older => &["k27", "ledger", "mt940", "ocr", "telepay"],
        };
        assert_eq!(kinds.into_iter().collect::<Vec<_>>(), expected);
    });
    let exchange = |index| crate::profile::Profile::new(&request(9, 200), index);
    let kinds: Vec<_> = (0..9)
        .map(|index| exchange(index).unwrap().exchange)
        .collect();
    let turn = [
        FileExchange::Common,
        FileExchange::Common,
        FileExchange::Common,
        FileExchange::Newer,
        FileExchange::Older,
    ];
    assert_eq!(kinds[..5], turn);
    assert_eq!(kinds[5..], turn[..4]);
    let long_ago = Request {
        periods: ("2016-11".parse().unwrap(), "2016-12".parse().unwrap()),
        ..request(5, 200)
    };
    let profile = crate::profile::Profile::new(&long_ago, 3).unwrap();
    assert_eq!(profile.exchange, FileExchange::Common);
}

#[test]
fn orders_answers_and_debits_tie() {
    let mut rejections = 0;
    each_world(|_, world, _, documents| {
        let [mut ordered, mut settled, mut rejected, mut debits] = [const { Sums::new() }; 4];
        for document in documents {
            match &document.content {
                Content::Pain001(file) => {
                    for payment in &file.payments {
                        assert_eq!(payment.batch_booking, Some(true));
                        assert!(payment.kids.is_empty() != payment.text.is_empty());
                        let key = (file.message_id.clone(), payment.payment_information.clone());
                        *ordered.entry(key).or_default() += payment.amount.0;
                    }
                }
                Content::Pain002(file) => {
                    let group = &file.statuses[0];
                    let refused = file
                        .statuses
                        .iter()
                        .filter(|s| s.level == Level::Transaction);
                    let refused: Vec<_> = refused.collect();
                    assert_eq!(group.code == "PART", !refused.is_empty());
                    for status in refused {
                        assert!(status.code == "RJCT" && !status.reasons.is_empty());
                        rejections += 1;
                        let key = (
                            status.original_message.clone(),
                            status.payment_information.clone(),
                        );
                        *rejected.entry(key).or_default() += status.amount.as_ref().unwrap().0.0;
                    }
                }
                Content::Advice(file) => {
                    for entry in file.notifications.iter().flat_map(|n| &n.entries) {
                        if entry.amount.0 > 0 {
                            continue;
                        }
                        let date = entry.booking_date.unwrap().to_string();
                        debits.insert((date, entry.bank_ref.clone()), entry.amount.0);
                        let of_entry = entry.transactions.iter().map(|tx| tx.amount.unwrap());
                        assert_eq!(sum(of_entry), entry.amount.0);
                        let first = &entry.transactions[0];
                        let key = (first.message_id.clone(), first.payment_information.clone());
                        settled.insert(key, -entry.amount.0);
                    }
                }
                _ => {}
            }
        }
        for (key, amount) in &ordered {
            let refused = rejected.get(key).copied().unwrap_or_default();
            if world.missing_settlements.is_empty() || settled.contains_key(key) {
                assert_eq!(*amount, settled[key] + refused, "{key:?}");
            }
        }
        if world.profile.exchange == FileExchange::Newer {
            let missing = world.missing_settlements.len();
            let unknown = world.missing_orders.len();
            assert_eq!(ordered.len() + unknown, settled.len() + missing);
        }
        if world.profile.exchange == FileExchange::Newer && world.missing_settlements.is_empty() {
            assert_eq!(debits, batches(world, documents));
        }
    });
    assert!(rejections > 3);
}

#[test]
fn what_was_refused_is_paid_later() {
    each_world(|_, world, _, _| {
        let payments = world.orders.iter().flat_map(|order| {
            let payments = order.payments.iter();
            payments.map(move |payment| (order.day, payment))
        });
        let payments: Vec<_> = payments.collect();
        let last = payments.last().map_or(0, |(day, _)| *day);
        for (day, refused) in payments.iter().filter(|(_, payment)| payment.is_rejected) {
            assert!(
                *day == last
                    || payments.iter().any(|(later, payment)| {
                        later > day
                            && !payment.is_rejected
                            && payment.account == refused.account
                            && payment.amount == refused.amount
                    })
            );
        }
    });
}

#[test]
fn telepay_sent_received_and_settled_tie_and_numbers_run_on() {
    each_world(|_, world, _, documents| {
        let mut next: BTreeMap<Kind, u32> = BTreeMap::new();
        let mut sums: BTreeMap<(Kind, String), i64> = BTreeMap::new();
        for document in documents {
            let Content::Telepay(file) = &document.content else {
                continue;
            };
            let bytes = telepay::write(file).unwrap();
            let read = telepay::parse(&bytes, &telepay::Options::default());
            assert!(read.diagnostics.is_empty(), "{:#?}", read.diagnostics);
            for batch in &read.value.totals.batches {
                let expected = next.entry(batch.kind).or_insert(1);
                assert_eq!(u32::from(batch.control_first), *expected);
                *expected = (u32::from(batch.control_last) + 1) % 10_000;
            }
            for payment in &read.value.payments {
                let kind = read.value.totals.batches[0].kind;
                let date = payment.payment_date.unwrap().to_string();
                let key = (kind, format!("{date} {}", payment.order_reference));
                *sums.entry(key).or_default() += payment.amount.0;
            }
        }
        if world.profile.exchange != FileExchange::Older {
            assert!(sums.is_empty());
            return;
        }
        for kind in [Kind::Sent, Kind::Mottaksretur, Kind::Avregningsretur] {
            let of_kind = sums.iter().filter(|((of, _), _)| *of == kind);
            let of_kind: BTreeMap<_, _> = of_kind
                .map(|((_, order), amount)| (order.clone(), -amount))
                .collect();
            let batches: BTreeMap<_, _> = batches(world, documents)
                .into_iter()
                .map(|((date, reference), amount)| (format!("{date} {reference}"), amount))
                .collect();
            assert_eq!(of_kind, batches, "{kind:?}");
        }
    });
}

#[test]
fn telepay_of_many_payments_is_cut_into_batches_that_run_on() {
    let (mut world, _, _) = super::made(&request(5, 200), 4);
    let order = &mut world.orders[0];
    let one = order.payments[0].clone();
    order.payments = vec![one; 11_000];
    let mut numbers = Numbers::default();
    let message = Message {
        day: world.orders[0].day,
        orders: vec![&world.orders[0]],
        suffix: "",
        is_refused: false,
    };
    let sent = telepay_sent(&world, &message, &mut numbers);
    let bytes = telepay::write(&sent).unwrap();
    let read = telepay::parse(&bytes, &telepay::Options::default());
    assert!(read.diagnostics.is_empty(), "{:#?}", read.diagnostics);
    let batches = &read.value.totals.batches;
    assert_eq!(batches.len(), 6);
    assert_eq!(read.value.totals.payments, 11_000);
    for pair in batches.windows(2) {
        let next = (u32::from(pair[0].control_last) + 1) % 10_000;
        assert_eq!(u32::from(pair[1].control_first), next);
        assert_eq!(pair[1].ah_first.1, pair[0].ah_last.1 + 1);
    }
}

/// What faults do to one of NAV's points in a period.
fn nav_effects(effects: &[Effect], period: Period, subject: &str) -> i64 {
    let of_period = effects.iter().filter(|effect| effect.period == period);
    let of_nav = of_period.filter(|effect| effect.check == "nav-refunds");
    // What is posted late is a difference of the bank's too, which is not NAV's.
    let of_nav = of_nav.filter(|e| e.fault != FaultId::NavFileMissing || subject == e.subject);
    let amounts = of_nav.flat_map(|effect| {
        let own = [(effect.subject.clone(), effect.amount)];
        own.into_iter().chain(effect.mirror.clone())
    });
    let of_subject = amounts.filter(|(named, _)| *named == subject);
    sum(of_subject.map(|(_, amount)| amount))
}

/// The four points of NAV's refunds, from the documents: zero, but for what the faults say.
#[test]
fn reports_of_nav_tie_to_bank_and_ledger() {
    each_world(|_, world, effects, documents| {
        let mut reports = Vec::new();
        for document in documents {
            if let Content::K27(k27::record::File::Csv(rows)) = &document.content {
                reports.push(sum(rows.iter().map(|row| row.amount)));
            }
        }
        if world.profile.exchange == FileExchange::Common {
            assert!(reports.is_empty());
            return;
        }
        let periods = &world.days.periods;
        let mut paid: Vec<(Period, i64)> = Vec::new();
        paid.extend(
            periods
                .iter()
                .copied()
                .zip(world.reports.iter().map(|r| r.amount().0)),
        );
        let further = world.further_reports.iter();
        paid.extend(
            further
                .map(|(day, report)| (periods[world.days.period_index(*day)], report.amount().0)),
        );
        assert_eq!(
            reports,
            paid.iter().map(|(_, amount)| *amount).collect::<Vec<_>>()
        );
        let lines = ledger_lines(documents);
        let working = world.profile.ledger(world.profile.receiving);
        let receiving = world.profile.banks[world.profile.receiving].number.as_str();
        let statements = statements(documents);
        let of_bank = || statements.iter().filter(|s| s.account == receiving);
        for (place, period) in periods.iter().enumerate() {
            let effects = |subject| nav_effects(effects, *period, subject);
            let received = of_bank().filter(|s| s.from_to.unwrap().0 <= period.last_day());
            let entries = received.flat_map(|s| &s.entries);
            let of_nav = entries.filter(|entry| entry.text == "NAV");
            let received = sum(of_nav.map(|entry| entry.amount));
            let reported: i64 = paid
                .iter()
                .filter(|(of, _)| of <= period)
                .map(|(_, a)| a)
                .sum();
            let further = world.further_reports.iter();
            let elsewhere = further.filter(|(day, report)| {
                report.names_other_account && periods[world.days.period_index(*day)] <= *period
            });
            let elsewhere = sum(elsewhere.map(|(_, report)| report.amount()));
            assert_eq!(received - (reported - elsewhere), effects(working));
            let income = |account: &'static str| {
                let lines = lines.iter().filter(move |line| {
                    line.period == *period
                        && account.split(' ').any(|one| line.account == one)
                        && line.row.is_some()
                });
                sum(lines.map(|line| line.amount))
            };
            let reported: i64 = paid
                .iter()
                .filter(|(of, _)| of == period)
                .map(|(_, a)| a)
                .sum();
            assert_eq!(income("5800 5810") + reported, effects("5800+5810"));
            let parental = world.reports[place].income(true).0;
            if effects("5800+5810") == 0 {
                assert_eq!(income("5810") + parental, effects("5810"));
            }
            let balance = |account| ledger_balance(documents, account, *period);
            assert_eq!(
                balance("1571") + balance("1575"),
                effects("1571+1575..1578")
            );
            assert_eq!(balance("1574"), effects("1574"));
        }
    });
}
