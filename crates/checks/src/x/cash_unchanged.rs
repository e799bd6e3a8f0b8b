//! `cash-unchanged` (`X_CASHUNCH`): the cash ledger of an SRS agency is still what the S-report said of it.
//!
//! Source: S 9.1 SRS: the balance of the cash ledger is unchanged per account since reporting, for instance by comparing with the
//! S-report delivered. Two S-reports of a period cannot lie side by side, so a cash ledger listed anew is held against the
//! S-report: per article account, the first digits of an account that the report knows (inferred). Not here: whether the
//! listing is that of the ledger as it is now (`cash-control`).

use std::collections::BTreeSet;

use domain::agency::Principle;
use domain::{Severity, Text};

use crate::a::listings::{
    Key, Listing, Pair, Rows, Told, Vouchers, Why, model, only_voucher, pairs, refused, vouchers,
};
use crate::check::{Check, Examined, Regime, Responsible::Accounting, cause, code};
use crate::context::CheckContext;

/// The declaration.
pub static CHECK: Check = Check {
    id: "cash-unchanged",
    title: "check-cash-unchanged",
    summary: "the cash ledger per article account is what the S-report reported",
    since: "0.3.0",
    doc: include_str!("cash_unchanged.md"),
    points: &["cash-unchanged.article"],
    codes: &[
        code(
            "CASHUN001",
            Severity::Error,
            "the cash ledger is another than was reported",
        ),
        code(
            "CASHUN002",
            Severity::Error,
            "an amount has moved to another article account since reporting",
        ),
    ],
    causes: &[
        cause("posted-after-report", Accounting),
        cause("moved-after-report", Accounting),
    ],
    regimes: &[Regime {
        from: (2015, 1),
        until: None,
        sources: &["S 9.1 SRS"],
        run: run_2015,
    }],
};

fn run_2015(cx: &CheckContext<'_>) -> Examined {
    let mut examined = Examined::default();
    let reason = match model(cx) {
        Ok(model) if model.principle == Principle::Srs => None,
        Ok(_) => Some(Text::key("reason-cash-not-srs").with("period", cx.period)),
        Err(reason) => Some(reason),
    };
    if reason.is_some() {
        examined.not_applicable = reason;
        return examined;
    }
    examined.missing = refused(cx);
    let mut listed = |kind, reason| {
        let rows = Rows::of_period(cx, kind);
        if rows.is_none() {
            examined
                .missing
                .push(Text::key(reason).with("period", cx.period));
        }
        rows
    };
    let now = listed("cash-ledger", "reason-cash-ledger-missing");
    let then = listed("s-report", "reason-s-report-missing");
    let (Some(now), Some(then)) = (now, then) else {
        return examined;
    };
    let reported = per_article(then.by_article(cx, false), |key| key.article.clone());
    let articles: BTreeSet<String> = reported.keys().map(|key| key.article.clone()).collect();
    let cash = per_article(now.by_account(cx, "cash"), |key| {
        article_of(&key.account, &articles)
    });
    let compared = pairs(&cash, &reported);
    let differing = compared.iter().filter(|pair| pair.why.is_some());
    let wanted = differing.map(|pair| pair.key.article.clone()).collect();
    let vouchers = vouchers(cx, &wanted, |account| article_of(account, &articles));
    for pair in compared {
        let (pair, told) = told(pair, &vouchers);
        let labels = ("side-cash-now", "side-cash-s-report");
        let is_specified = told.as_ref().is_some_and(|told| told.cause.is_some());
        let point = pair.point("cash-unchanged.article", labels, is_specified);
        examined.points.push(point);
        examined
            .findings
            .extend(told.map(|told| pair.finding(&told)));
    }
    let seen = &mut examined.evidence.rows_seen;
    seen.insert("cash_ledger", now.count());
    seen.insert("s_report", then.count());
    seen.insert("ledger_lines", cx.ledger_lines_of_period());
    examined
}

/// A listing summed per article account.
fn per_article(listing: Listing, article: impl Fn(&Key) -> String) -> Listing {
    let mut sums = Listing::new();
    for (key, held) in listing {
        let article = article(&key);
        let key = Key {
            article,
            ..Key::default()
        };
        sums.entry(key).or_default().merge(held);
    }
    sums
}

/// The article account of an account: the longest one of the report that it begins with, else its first three digits.
fn article_of(account: &str, articles: &BTreeSet<String>) -> String {
    let known = articles
        .iter()
        .filter(|article| account.starts_with(article.as_str()));
    let longest = known
        .max_by_key(|article| article.len())
        .map(String::as_str);
    let digits = account.get(..3).unwrap_or(account);
    longest.unwrap_or(digits).to_owned()
}

fn told(mut pair: Pair, vouchers: &Vouchers) -> (Pair, Option<Told>) {
    let Some(why) = &pair.why else {
        return (pair, None);
    };
    let voucher = only_voucher(vouchers, &pair.key.article, pair.difference());
    let (code, message, cause) = match (voucher, why) {
        (Some(_), _) => (
            "CASHUN001",
            "cash-unchanged-differs",
            Some("posted-after-report"),
        ),
        (None, Why::Moved(_)) => (
            "CASHUN002",
            "cash-unchanged-moved",
            Some("moved-after-report"),
        ),
        (None, _) => ("CASHUN001", "cash-unchanged-differs", None),
    };
    pair.rows.extend(voucher.into_iter().flatten());
    let told = Told {
        code,
        severity: Severity::Error,
        message,
        cause,
        action: "action-cash-unchanged",
    };
    (pair, Some(told))
}
