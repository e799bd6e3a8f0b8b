//! `findings.csv`: the findings of every check as a list that opens right in a Norwegian or English spreadsheet.
//!
//! UTF-8 with byte order mark, one heading row, `\r\n`; in Norwegian `;` between fields and decimal comma, in English
//! `,` and decimal point. A text that a spreadsheet could take for a formula (it begins with `=`, `+`, `-`, `@`, tab or
//! carriage return) gets a leading `'`. Not here: lists for other programs (those read `results.json` or Parquet).

use domain::Ore;

use crate::model::RunResult;
use crate::overview::{count_of, row_references, severity_word};
use crate::texts::Texts;

const COLUMNS: [&str; 11] = [
    "column-tab",
    "column-check",
    "column-severity",
    "column-finding-code",
    "column-subject",
    "column-message",
    "column-amount",
    "column-cause",
    "column-action",
    "column-proposal",
    "column-position",
];

/// The bytes of `findings.csv`.
pub fn findings_csv(run: &RunResult, texts: &Texts) -> Vec<u8> {
    let english = texts.language() == "en";
    let mark = if english { "," } else { ";" };
    let mut lines = vec![COLUMNS.map(|key| field(&texts.say(key))).join(mark)];
    for check in &run.checks {
        for finding in &check.findings {
            let cause = finding
                .cause
                .map(|cause| texts.name_of("cause", cause))
                .unwrap_or_default();
            let action = finding.action.as_ref().map(|action| texts.render(action));
            let all = usize::try_from(count_of(&finding.rows)).unwrap_or(usize::MAX);
            let fields = [
                field(&check.tab),
                field(&texts.render(&check.title)),
                field(&severity_word(finding.severity, texts)),
                field(finding.code),
                field(&finding.subject),
                field(&texts.render(&finding.message)),
                amount(finding.amount, english),
                field(&cause),
                field(&action.unwrap_or_default()),
                field(finding.proposal.as_deref().unwrap_or_default()),
                field(&row_references(&finding.rows, all, texts)),
            ];
            lines.push(fields.join(mark));
        }
    }
    lines.push(String::new());
    format!("\u{feff}{}", lines.join("\r\n")).into_bytes()
}

/// An amount as a number the spreadsheet can add up: no marks between groups.
pub(crate) fn amount(amount: Ore, english: bool) -> String {
    let plain = amount.to_string();
    if english {
        plain
    } else {
        plain.replace('.', ",")
    }
}

/// A text field, quoted, that can never become a formula.
pub(crate) fn field(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        "'"
    } else {
        ""
    };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_quoted_and_defused() {
        let table = [
            ("", "\"\""),
            ("a;b", "\"a;b\""),
            ("sa \"ja\"", "\"sa \"\"ja\"\"\""),
            ("=1+1", "\"'=1+1\""),
            ("+47", "\"'+47\""),
            ("-1", "\"'-1\""),
            ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("\t=1", "\"'\t=1\""),
            ("1=1", "\"1=1\""),
        ];
        for (text, expected) in table {
            assert_eq!(field(text), expected);
        }
        assert_eq!(amount(Ore(-123_450), false), "-1234,50");
        assert_eq!(amount(Ore(-123_450), true), "-1234.50");
    }
}
