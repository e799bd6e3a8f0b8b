//! The matching rules of a playbook: `[[matching]]` and its list of rules.
//!
//! Not here: the rest of the playbook (`portfolio`), or what a rule does (`matching`).

use std::collections::BTreeSet;

use domain::Ore;
use domain::matching::{MatchKey, MatchKind, MatchRule, MatchWindow, SetKind, SetRules};
use serde::Deserialize;
use toml::Spanned;

use crate::portfolio::{ConfigProblem, Context};

/// Rows of one sum, unless the rule says otherwise.
const MOST_ROWS: u8 = 5;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SetRulesToml {
    set: Spanned<String>,
    subject: Option<String>,
    rules: Vec<RuleToml>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleToml {
    id: Spanned<String>,
    kind: Spanned<String>,
    key: Option<Spanned<String>>,
    window: Option<Spanned<WindowToml>>,
    tolerance: Option<Spanned<String>>,
    parts: Option<Spanned<String>>,
    most_rows: Option<Spanned<u8>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum WindowToml {
    Both(u16),
    Signed([i32; 2]),
}

/// Reads every `[[matching]]`.
pub(crate) fn matching_rules(
    cx: &Context<'_>,
    tables: &[SetRulesToml],
) -> Result<Vec<SetRules>, ConfigProblem> {
    let mut read: Vec<SetRules> = Vec::new();
    for table in tables {
        let rules = set_rules(cx, table)?;
        let is_same = |known: &SetRules| (known.set, &known.subject) == (rules.set, &rules.subject);
        if read.iter().any(is_same) {
            let message = "this set has rules already; a set has one list, in order";
            return Err(cx.at(table.set.span(), message));
        }
        read.push(rules);
    }
    Ok(read)
}

fn set_rules(cx: &Context<'_>, toml: &SetRulesToml) -> Result<SetRules, ConfigProblem> {
    let set = word(cx, &toml.set, "set", SetKind::ALL, SetKind::as_str)?;
    let mut ids = BTreeSet::new();
    let mut rules = Vec::new();
    for rule in &toml.rules {
        let id = rule.id.get_ref();
        let is_name = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if !(1..=32).contains(&id.len()) || !id.bytes().all(is_name) {
            let message =
                format!("rule id {id:?}: expected 1 to 32 small letters, digits and hyphens");
            return Err(cx.at(rule.id.span(), message));
        }
        if !ids.insert(id) {
            return Err(cx.at(
                rule.id.span(),
                format!("rule id {id:?} is used twice in this set"),
            ));
        }
        rules.push(MatchRule {
            id: id.clone(),
            kind: kind(cx, rule)?,
        });
    }
    Ok(SetRules {
        set,
        subject: toml.subject.clone(),
        rules,
    })
}

/// One of the words that are known.
fn word<T: Copy, const N: usize>(
    cx: &Context<'_>,
    text: &Spanned<String>,
    what: &str,
    all: [T; N],
    name: fn(T) -> &'static str,
) -> Result<T, ConfigProblem> {
    let found = all.into_iter().find(|known| name(*known) == text.get_ref());
    found.ok_or_else(|| {
        let known = all.map(name).join(", ");
        cx.at(
            text.span(),
            format!("{what} {:?}: expected one of {known}", text.get_ref()),
        )
    })
}

/// What a rule does. A field that its kind does not read is an error: it would silently mean nothing.
fn kind(cx: &Context<'_>, rule: &RuleToml) -> Result<MatchKind, ConfigProblem> {
    let fields = Fields { cx, rule };
    let (kind, read): (MatchKind, &[&str]) = match rule.kind.get_ref().as_str() {
        "key-pairs" => (
            MatchKind::KeyPairs {
                key: fields.key()?,
                window: fields.window_or_none()?,
            },
            &["key", "window"],
        ),
        "key-groups" => (
            MatchKind::KeyGroups {
                key: fields.key()?,
                tolerance: fields.tolerance()?.unwrap_or(Ore(0)),
            },
            &["key", "tolerance"],
        ),
        "lump-sums" => (
            MatchKind::LumpSums {
                key: fields.key()?,
                parts_left: fields.parts_left()?,
                window: fields.window()?,
            },
            &["key", "parts", "window"],
        ),
        "amount-window" => (
            MatchKind::AmountWindow {
                window: fields.window()?,
            },
            &["window"],
        ),
        "reversal-pairs" => (
            MatchKind::ReversalPairs {
                key: fields.key_or_none()?,
                window: fields.window()?,
            },
            &["key", "window"],
        ),
        "fee-netting" => (MatchKind::FeeNetting, &[]),
        "subset-sums" => (
            MatchKind::SubsetSums {
                key: fields.key_or_none()?,
                window: fields.window()?,
                most_rows: fields.most_rows()?,
            },
            &["key", "window", "most_rows"],
        ),
        "near-amounts" => (
            MatchKind::NearAmounts {
                key: fields.key()?,
                window: fields.window()?,
                tolerance: fields
                    .tolerance()?
                    .ok_or_else(|| fields.missing("tolerance"))?,
            },
            &["key", "window", "tolerance"],
        ),
        other => {
            let known = "key-pairs, key-groups, lump-sums, amount-window, reversal-pairs, fee-netting, subset-sums, near-amounts";
            let message = format!("kind {other:?}: expected one of {known}");
            return Err(cx.at(rule.kind.span(), message));
        }
    };
    fields.only(read)?;
    Ok(kind)
}

/// The fields of a rule while it is read.
struct Fields<'a> {
    cx: &'a Context<'a>,
    rule: &'a RuleToml,
}

impl Fields<'_> {
    fn missing(&self, field: &str) -> ConfigProblem {
        let kind = self.rule.kind.get_ref();
        self.cx.at(
            self.rule.kind.span(),
            format!("a rule of kind {kind} needs {field}"),
        )
    }

    fn key_or_none(&self) -> Result<Option<MatchKey>, ConfigProblem> {
        let key = self.rule.key.as_ref();
        key.map(|text| word(self.cx, text, "key", MatchKey::ALL, MatchKey::as_str))
            .transpose()
    }

    fn key(&self) -> Result<MatchKey, ConfigProblem> {
        self.key_or_none()?.ok_or_else(|| self.missing("key"))
    }

    fn window_or_none(&self) -> Result<Option<MatchWindow>, ConfigProblem> {
        let Some(window) = &self.rule.window else {
            return Ok(None);
        };
        let found = match *window.get_ref() {
            WindowToml::Both(days) => Some(MatchWindow::both(days)),
            WindowToml::Signed([from, to]) if from <= 0 && to >= 0 => {
                let earlier = u16::try_from(from.unsigned_abs());
                let later = u16::try_from(to.unsigned_abs());
                earlier
                    .ok()
                    .zip(later.ok())
                    .map(|(earlier, later)| MatchWindow { earlier, later })
            }
            WindowToml::Signed(_) => None,
        };
        let message = "expected a number of bank days such as 3, or from and to such as [-1, 3] with from at most 0 and to at least 0";
        found
            .map(Some)
            .ok_or_else(|| self.cx.at(window.span(), message))
    }

    fn window(&self) -> Result<MatchWindow, ConfigProblem> {
        self.window_or_none()?.ok_or_else(|| self.missing("window"))
    }

    fn tolerance(&self) -> Result<Option<Ore>, ConfigProblem> {
        let Some(text) = &self.rule.tolerance else {
            return Ok(None);
        };
        match Ore::from_file_decimal(text.get_ref()) {
            Ok(amount) if amount.0 > 0 => Ok(Some(amount)),
            _ => {
                let message =
                    "expected an amount above zero such as \"0.50\"; leave it out for none";
                Err(self.cx.at(text.span(), message))
            }
        }
    }

    fn parts_left(&self) -> Result<bool, ConfigProblem> {
        let parts = self
            .rule
            .parts
            .as_ref()
            .ok_or_else(|| self.missing("parts"))?;
        let known = [true, false];
        let name = |left: bool| if left { "left" } else { "right" };
        word(self.cx, parts, "parts", known, name)
    }

    fn most_rows(&self) -> Result<u8, ConfigProblem> {
        match &self.rule.most_rows {
            None => Ok(MOST_ROWS),
            Some(rows) if (2..=8).contains(rows.get_ref()) => Ok(*rows.get_ref()),
            Some(rows) => Err(self.cx.at(rows.span(), "most_rows: expected 2 to 8")),
        }
    }

    /// An error if a field is given that the kind does not read.
    fn only(&self, read: &[&str]) -> Result<(), ConfigProblem> {
        let rule = self.rule;
        let given = [
            ("key", rule.key.as_ref().map(Spanned::span)),
            ("window", rule.window.as_ref().map(Spanned::span)),
            ("tolerance", rule.tolerance.as_ref().map(Spanned::span)),
            ("parts", rule.parts.as_ref().map(Spanned::span)),
            ("most_rows", rule.most_rows.as_ref().map(Spanned::span)),
        ];
        for (field, span) in given {
            if let Some(span) = span
                && !read.contains(&field)
            {
                let kind = rule.kind.get_ref();
                return Err(self
                    .cx
                    .at(span, format!("a rule of kind {kind} does not read {field}")));
            }
        }
        Ok(())
    }
}
