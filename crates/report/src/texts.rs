//! Texts by key in the language of the artifact, and numbers and dates in the language's form.
//!
//! The sentences stand in Fluent files: this crate's own in `texts/`, those of deadlines and checks beside the
//! code that says them, handed in by the caller. Not here: any sentence, and the choice of language.
//!
//! A key that has no text is never hidden: it is shown as `[key]` and remembered in [`Texts::missing`], so that a
//! test over a real run can demand that nothing is missing.
//!
//! Optional names. Some words have a text only if somebody wrote one, and are shown as they are otherwise:
//! `point-<id>`, `cause-<id>`, `frame-<name>`, `rule-<name>`, `side-<name>`, `setting-<name>` and `format-<id>`, where
//! every character outside `a-z A-Z 0-9 _ -` of the id is replaced by `-` (`bank.settlement` → `point-bank-settlement`).

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, Timelike};
use domain::{Arg, Ore, Period, Text};
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use crate::error::ReportError;

const NB: &str = include_str!("../texts/nb.ftl");
const NN: &str = include_str!("../texts/nn.ftl");
const EN: &str = include_str!("../texts/en.ftl");

/// The languages we have texts in: name, tag, and this crate's own texts.
const LANGUAGES: [(&str, &str, &str); 3] = [
    ("nb", "nb-NO", NB),
    ("nn", "nn-NO", NN),
    ("en", "en-GB", EN),
];

/// All texts of one language, and how it writes numbers and dates: nynorsk as bokmål does, English in its own way.
pub struct Texts {
    bundle: FluentBundle<FluentResource>,
    language: &'static str,
    missing: Mutex<BTreeSet<String>>,
}

impl Texts {
    /// The texts of a language (`nb`, `nn`, `en`), with further Fluent sources **in the same language**. A key may be
    /// defined only once.
    pub fn new(language: &str, extra: &[&str]) -> Result<Self, ReportError> {
        let (language, tag, own) = LANGUAGES
            .into_iter()
            .find(|(known, _, _)| *known == language)
            .ok_or_else(|| ReportError::Language(language.to_owned()))?;
        let tag: LanguageIdentifier = tag
            .parse()
            .map_err(|_| ReportError::Language(language.to_owned()))?;
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(if language == "en" {
            count_english
        } else {
            count_norwegian
        }));
        for (source_number, source) in std::iter::once(&own).chain(extra).enumerate() {
            let resource =
                FluentResource::try_new((*source).to_owned()).map_err(|(_, errors)| {
                    ReportError::Texts {
                        source_number,
                        problem: list_errors(&errors),
                    }
                })?;
            bundle
                .add_resource(resource)
                .map_err(|errors| ReportError::Texts {
                    source_number,
                    problem: list_errors(&errors),
                })?;
        }
        Ok(Self {
            bundle,
            language,
            missing: Mutex::new(BTreeSet::new()),
        })
    }

    /// The language the texts are in: `nb`, `nn` or `en`. It is also what an HTML page must declare.
    pub fn language(&self) -> &'static str {
        self.language
    }

    /// The text in this language. A key without text gives `[key]` and is remembered.
    pub fn render(&self, text: &Text) -> String {
        let mut args = FluentArgs::new();
        for (name, arg) in &text.args {
            args.set(*name, self.argument(arg));
        }
        self.message(text.key, &args).unwrap_or_else(|| {
            self.remember(text.key.to_owned());
            format!("[{}]", text.key)
        })
    }

    /// The text of a key without arguments.
    pub fn say(&self, key: &'static str) -> String {
        self.render(&Text::key(key))
    }

    /// The text of `<prefix>-<id>` if there is one, else the id itself. For names that need no text.
    pub fn name_of(&self, prefix: &str, id: &str) -> String {
        let is_plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        let id_key: String = id
            .chars()
            .map(|c| if is_plain(&c) { c } else { '-' })
            .collect();
        self.message(&format!("{prefix}-{id_key}"), &FluentArgs::new())
            .unwrap_or_else(|| id.to_owned())
    }

    /// Keys (and `key: $argument`) that were asked for and not found so far, sorted.
    pub fn missing(&self) -> Vec<String> {
        self.missing
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .iter()
            .cloned()
            .collect()
    }

    /// `-1 234,50` with no-break blanks; in English `-1,234.50`.
    pub fn amount(&self, amount: Ore) -> String {
        if self.language != "en" {
            return amount.norwegian();
        }
        let plain = amount.to_string();
        let (whole, decimals) = plain.split_once('.').unwrap_or((&plain, "00"));
        let (sign, digits) = whole
            .strip_prefix('-')
            .map_or(("", whole), |digits| ("-", digits));
        format!("{sign}{}.{decimals}", group_digits(digits, ','))
    }

    /// `31.03.2025`; in English `2025-03-31`.
    pub fn date(&self, date: NaiveDate) -> String {
        if self.language == "en" {
            date.to_string()
        } else {
            format!("{:02}.{:02}.{}", date.day(), date.month(), date.year())
        }
    }

    /// A moment to the minute, in the offset it has: `10.04.2025 kl. 16.00`; in English `2025-04-10 16:00`.
    pub fn moment(&self, moment: &DateTime<FixedOffset>) -> String {
        let date = self.date(moment.date_naive());
        let (hour, minute) = (moment.hour(), moment.minute());
        if self.language == "en" {
            format!("{date} {hour:02}:{minute:02}")
        } else {
            format!("{date} kl. {hour:02}.{minute:02}")
        }
    }

    /// `mars 2025`, `periode 13 2025`; in English `March 2025`, `period 13 2025`.
    pub fn period(&self, period: Period) -> String {
        let mut args = FluentArgs::new();
        args.set("year", FluentValue::from(period.year().to_string()));
        // Fluent selects on words; a text of digits is not one.
        args.set(
            "kind",
            FluentValue::from(format!("p{:02}", period.number())),
        );
        args.set(
            "number",
            FluentValue::from(format!("{:02}", period.number())),
        );
        self.message("period-name", &args).unwrap_or_else(|| {
            self.remember("period-name".to_owned());
            period.to_string()
        })
    }

    /// `12 345`; in English `12,345`.
    pub fn count(&self, count: u64) -> String {
        group_digits(
            &count.to_string(),
            if self.language == "en" { ',' } else { '\u{a0}' },
        )
    }

    fn argument(&self, arg: &Arg) -> FluentValue<'static> {
        match arg {
            Arg::Amount(amount) => FluentValue::from(self.amount(*amount)),
            Arg::Date(date) => FluentValue::from(self.date(*date)),
            Arg::Period(period) => FluentValue::from(self.period(*period)),
            // A number of its own kind, so that a text can choose its plural form.
            Arg::Count(count) => FluentValue::from(*count),
            Arg::Word(word) => FluentValue::from(word.clone()),
            Arg::Text(text) => FluentValue::from(self.render(text)),
        }
    }

    fn message(&self, key: &str, args: &FluentArgs<'_>) -> Option<String> {
        let pattern = self.bundle.get_message(key)?.value()?;
        let mut errors = Vec::new();
        let text = self
            .bundle
            .format_pattern(pattern, Some(args), &mut errors)
            .into_owned();
        for error in errors {
            self.remember(format!("{key}: {error}"));
        }
        Some(text)
    }

    fn remember(&self, key: String) {
        self.missing
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(key);
    }
}

fn list_errors<E: std::fmt::Display>(errors: &[E]) -> String {
    errors
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("; ")
}

fn group_digits(digits: &str, mark: char) -> String {
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(mark);
        }
        text.push(digit);
    }
    text
}

fn count_norwegian<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    format_count(value, '\u{a0}')
}

fn count_english<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    format_count(value, ',')
}

/// Groups whole numbers; leaves everything else to Fluent.
fn format_count(value: &FluentValue<'_>, mark: char) -> Option<String> {
    let FluentValue::Number(number) = value else {
        return None;
    };
    let plain: Cow<'_, str> = number.as_string();
    plain
        .bytes()
        .all(|b| b.is_ascii_digit())
        .then(|| group_digits(&plain, mark))
}
