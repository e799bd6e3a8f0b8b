//! B1 `treasury-booked`: the treasury has booked what the S-report reported, per state account, article account and
//! authority.
//!
//! Source: P:B1, reports-to-treasury §6. Authorities are compared where both reports name them (inferred). Not here: whether the
//! S-report is right (`cash-control`).

use domain::{Severity, Text};

use crate::a::listings::{Pair, Rows, Told, Why, model, pairs, refused};
use crate::check::{
    Check, Examined, Regime,
    Responsible::{Provider, Treasury},
    cause, code,
};
use crate::context::CheckContext;

/// The declaration.
pub static CHECK: Check = Check {
    id: "treasury-booked",
    title: "check-treasury-booked",
    summary: "the A-report has every line of the S-report, and no other",
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
            "the treasury has not booked a line of the S-report",
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
        examined.not_applicable = Some(reason);
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
    for pair in pairs(&lines(&reported), &lines(&booked)) {
        let told = told(&pair);
        let labels = ("side-cash-s-report", "side-a-report");
        let is_specified = told.as_ref().is_some_and(|told| told.cause.is_some());
        examined
            .points
            .push(pair.point("treasury-booked.line", labels, is_specified));
        examined
            .findings
            .extend(told.map(|told| pair.finding(&told)));
    }
    let seen = &mut examined.evidence.rows_seen;
    seen.insert("s_report", reported.count());
    seen.insert("a_report", booked.count());
    examined
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
