//! B1 `treasury-booked`: the treasury has booked what the S-report reported, per state account, article account and
//! authority; and what the P-report of a net agency reported, per article account.
//!
//! Source: P:B1, reports-to-treasury §6. Authorities are compared where both reports name them (inferred). Not here: whether the
//! reports are right (`s-report`, `p-report`).

use domain::{Severity, Text};

use crate::a::listings::{Listing, Pair, Rows, Told, Why, model, pairs, refused};
use crate::a::registers::{count, is_wanted, missing};
use crate::check::{
    Check, Examined, Regime,
    Responsible::{Provider, Treasury},
    cause, code,
};
use crate::context::CheckContext;
use crate::t::p_report;

/// The declaration.
pub static CHECK: Check = Check {
    id: "treasury-booked",
    title: "check-treasury-booked",
    summary: "the A-report has every line of the S-report or P-report, and no other",
    since: "0.3.0",
    doc: include_str!("treasury_booked.md"),
    points: &["treasury-booked.line"],
    codes: &[
        code(
            "TREAS001",
            Severity::Error,
            "the treasury has booked another amount than was reported",
        ),
        code(
            "TREAS002",
            Severity::Error,
            "the treasury has not booked a line of the report",
        ),
        code(
            "TREAS003",
            Severity::Error,
            "the treasury has booked what was not reported",
        ),
        code(
            "TREAS004",
            Severity::Error,
            "the treasury has booked an amount under another article account",
        ),
    ],
    causes: &[
        cause("transposed-digits", Treasury),
        cause("sign-turned", Treasury),
        cause("line-not-booked", Provider),
        cause("line-not-reported", Treasury),
        cause("article-moved", Treasury),
    ],
    regimes: &[Regime {
        from: (2015, 1),
        until: None,
        sources: &["P:B1"],
        run: run_2015,
    }],
};

fn run_2015(cx: &CheckContext<'_>) -> Examined {
    let mut examined = Examined::default();
    if let Err(reason) = model(cx) {
        if p_report::model(cx).is_err() {
            examined.not_applicable = Some(reason);
        } else {
            periodised(cx, &mut examined);
        }
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
    let reported = listed("s-report", "reason-s-report-missing");
    let booked = listed("a-report", "reason-a-report-missing");
    let (Some(reported), Some(booked)) = (reported, booked) else {
        return examined;
    };
    let with_authority = reported.names("authority") && booked.names("authority");
    let lines = |rows: &Rows<'_>| rows.by_article(cx, with_authority);
    let sides = (&lines(&reported), &lines(&booked));
    compare("side-cash-s-report", sides, &mut examined);
    let seen = &mut examined.evidence.rows_seen;
    seen.insert("s_report", reported.count());
    seen.insert("a_report", booked.count());
    examined
}

/// The P-report of a net agency; it applies where its A-report came or is expected.
fn periodised(cx: &CheckContext<'_>, examined: &mut Examined) {
    let has_come = cx.frames.registers.contains_key("p-booked");
    if !has_come && !is_wanted(cx, "p-booked") && refused(cx).is_empty() {
        examined.not_applicable = Some(Text::key("reason-p-booked-none"));
        return;
    }
    examined.missing = refused(cx);
    let booked = p_report::booked(cx);
    if booked.is_none() {
        let reason = missing(cx, "p-booked", "reason-p-booked-missing");
        examined.missing.push(reason);
    }
    let reported = p_report::reported(cx);
    match (&reported, &booked) {
        (Err(reason), _) => examined.missing.push(reason.clone()),
        (Ok(reported), Some(booked)) => compare("side-p-report", (reported, booked), examined),
        (Ok(_), None) => {}
    }
    let rows = |listing: Option<&Listing>| {
        let all = listing.into_iter().flat_map(|listing| listing.values());
        all.map(|held| count(held.rows.len())).sum()
    };
    let seen = &mut examined.evidence.rows_seen;
    seen.insert("p_report", rows(reported.as_ref().ok()));
    seen.insert("p_booked", rows(booked.as_ref()));
}

/// Every key of what was reported and what was booked.
fn compare(label: &'static str, (reported, booked): (&Listing, &Listing), examined: &mut Examined) {
    for pair in pairs(reported, booked) {
        let told = told(&pair);
        let labels = (label, "side-a-report");
        let is_specified = told.as_ref().is_some_and(|told| told.cause.is_some());
        examined
            .points
            .push(pair.point("treasury-booked.line", labels, is_specified));
        examined
            .findings
            .extend(told.map(|told| pair.finding(&told)));
    }
}

fn told(pair: &Pair) -> Option<Told> {
    let (code, message, cause, action) = match pair.why.as_ref()? {
        Why::Moved(_) => (
            "TREAS004",
            "treasury-booked-moved",
            Some("article-moved"),
            "action-treasury-corrected",
        ),
        Why::OnlyFirst => (
            "TREAS002",
            "treasury-booked-missing",
            Some("line-not-booked"),
            "action-treasury-missing",
        ),
        Why::OnlySecond => (
            "TREAS003",
            "treasury-booked-added",
            Some("line-not-reported"),
            "action-treasury-added",
        ),
        why => (
            "TREAS001",
            "treasury-booked-differs",
            match why {
                Why::SignTurned => Some("sign-turned"),
                Why::Transposed => Some("transposed-digits"),
                _ => None,
            },
            "action-treasury-corrected",
        ),
    };
    Some(Told {
        code,
        severity: Severity::Error,
        message,
        cause,
        action,
    })
}
