//! Segregation of duties: who may sign what, as a table.
//!
//! Source: design section 6 (preparer ≠ approver; who maintains the supplier register may not control payments, R2 and
//! C44; the S-report is signed by the agency's signer); more at each row. Roles stand in the playbook. That the signer of
//! a report is not who laid it out is a matter of steps (`life`). Not here: keys and their validity (`allowed_signers`).

use std::collections::BTreeSet;

use domain::Digest;
use domain::agency::Person;

use crate::event::{Act, Artifact, Event, Form, SignOff, sign_offs_in_force};
use crate::life::PROVIDER_ROLE;
use crate::signature::Refusal;

/// One way to be allowed to sign.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SigningRule {
    /// What is signed for.
    pub purpose: &'static str,
    /// The role that allows it.
    pub role: &'static str,
    /// The one file of the run that is signed; `None` = the run as a whole.
    pub artifact: Option<&'static str>,
    /// The purpose that the run, or the artifact, must be signed for before.
    pub after: Option<&'static str>,
    /// Who has one of these roles is excluded.
    pub excluding_roles: &'static [&'static str],
    /// Who has signed the same run or artifact for (purpose, role) is excluded, also after that sign-off has fallen.
    pub excluding_acts: &'static [(&'static str, &'static str)],
    /// Where the rule comes from.
    pub source: &'static str,
}

const RULE: SigningRule = SigningRule {
    purpose: "",
    role: "",
    artifact: None,
    after: None,
    excluding_roles: &[],
    excluding_acts: &[],
    source: "S 9.1",
};

/// Control and authorisation of payments: R2, R3 of the routine 4.1, C44 of seed 003. No source names a role for the
/// control; it is kept to those who have a say in the close.
const PAYMENTS: SigningRule = SigningRule {
    purpose: "remittance-control",
    excluding_roles: &["supplier-register"],
    source: "S 4.1 R2, S003 C44",
    ..RULE
};

/// Proposed vouchers: who attests does not approve (seed 004, 3.1). That one person may do both below an amount is not
/// here: the sources do not state the amount.
const VOUCHERS: SigningRule = SigningRule {
    artifact: Some("proposals/proposals.csv"),
    source: "S 3.1",
    ..RULE
};

/// Who may sign what. A person may sign if one row of the purpose allows it; rows are tried in order, one whose role
/// nobody has signed the run in comes first.
///
/// The report signer and the confirmer of the P-report are roles of seed 001 (P09). Inferred: who vouches for
/// completeness and for the basis of the L-report, that the preparer does not review, and that the approver waives.
#[rustfmt::skip]
pub const SIGNING_RULES: &[SigningRule] = &[
    SigningRule { purpose: "completeness", role: "provider", ..RULE },
    SigningRule { purpose: "completeness", role: "preparer", ..RULE },
    SigningRule { purpose: "completeness", role: "approver", ..RULE },
    SigningRule { purpose: "folder-overview", role: "preparer", excluding_acts: &[("folder-overview", "approver"), ("review", "approver")], ..RULE },
    SigningRule { purpose: "folder-overview", role: "approver", excluding_acts: &[("folder-overview", "preparer")], ..RULE },
    SigningRule { purpose: "review", role: "approver", excluding_acts: &[("folder-overview", "preparer")], ..RULE },
    SigningRule { purpose: "s-report", role: "s-report-signer", artifact: Some("s-report.csv"), ..RULE },
    SigningRule { purpose: "l-basis", role: "preparer", artifact: Some("l-report.csv"), ..RULE },
    SigningRule { purpose: "l-basis", role: "approver", artifact: Some("l-report.csv"), ..RULE },
    SigningRule { purpose: "p-confirmation", role: "p-confirmer", artifact: Some("p-report.csv"), ..RULE },
    SigningRule { role: "remittance-controller", ..PAYMENTS },
    SigningRule { role: "approver", ..PAYMENTS },
    SigningRule { role: "preparer", ..PAYMENTS },
    SigningRule { purpose: "remittance-authorisation", role: "remittance-authoriser", after: Some("remittance-control"), source: "S 4.1 R3", ..PAYMENTS },
    SigningRule { purpose: "voucher-attestation", role: "attestant", excluding_acts: &[("voucher-approval", "budget-authority")], ..VOUCHERS },
    SigningRule { purpose: "voucher-approval", role: "budget-authority", after: Some("voucher-attestation"), excluding_acts: &[("voucher-attestation", "attestant")], ..VOUCHERS },
    SigningRule { purpose: WAIVER, role: "approver", ..RULE },
];

/// The purpose of a waiver.
pub const WAIVER: &str = "waiver";

/// Roles that sign nothing by themselves but let a step be done, or exclude from one.
pub const OTHER_ROLES: &[&str] = &[PROVIDER_ROLE, "supplier-register"];

/// What can be signed for, in the order of the table.
pub fn purposes() -> Vec<&'static str> {
    let mut purposes: Vec<_> = SIGNING_RULES.iter().map(|rule| rule.purpose).collect();
    purposes.dedup();
    purposes
}

/// Every role that a playbook can give, sorted.
pub fn roles() -> Vec<&'static str> {
    let signing = SIGNING_RULES.iter().map(|rule| rule.role);
    let all: BTreeSet<&str> = signing.chain(OTHER_ROLES.iter().copied()).collect();
    all.into_iter().collect()
}

/// The roles that may sign for a purpose, in the order in which they are tried.
pub(crate) fn signing_roles(purpose: &str) -> Vec<&'static str> {
    let rules = SIGNING_RULES.iter().filter(|rule| rule.purpose == purpose);
    rules.map(|rule| rule.role).collect()
}

/// The one file of a run that is signed for a purpose; `None` = the run as a whole, or no such purpose.
pub fn artifact_of_purpose(purpose: &str) -> Option<&'static str> {
    let rule = SIGNING_RULES.iter().find(|rule| rule.purpose == purpose);
    rule.and_then(|rule| rule.artifact)
}

/// What a signature is about: a run, or one artifact whichever run has it, or one finding of a run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Subject<'a> {
    /// Digest of the run's `SHA256SUMS`.
    pub sums: Digest,
    /// The artifact, if not the run as a whole.
    pub artifact: Option<&'a Artifact>,
    /// Key of the finding that is waived.
    pub finding: Option<&'a str>,
}

impl<'a> Subject<'a> {
    fn of(event: &'a Event, act: &'a SignOff) -> Option<Self> {
        Some(Self {
            sums: event.sums()?,
            artifact: act.artifact.as_ref(),
            finding: match &event.act {
                Act::Waived(waiver) => Some(&waiver.finding),
                _ => None,
            },
        })
    }

    fn is_same(self, other: Self) -> bool {
        match (self.artifact, other.artifact) {
            (None, None) => self.sums == other.sums && self.finding == other.finding,
            (ours, theirs) => ours == theirs,
        }
    }
}

/// The sign-off that closes a period, if one is in force: the approver has signed the overview of the folder (D23, D24 of
/// the table of deadlines; that nothing is posted in the month after it is inferred). What comes later is for the next
/// period, or the period is reopened.
pub fn closing_sign_off(events: &[Event]) -> Option<&Event> {
    let in_force = sign_offs_in_force(events);
    let closing = in_force
        .into_iter()
        .find(|(_, act)| act.purpose == "folder-overview" && act.role == "approver");
    closing.map(|(event, _)| event)
}

/// The role in which a person may sign the run with that `SHA256SUMS` for a purpose, after the `earlier` events.
///
/// # Errors
/// The reason, with what to do: [`Refusal::UnknownPurpose`], [`Refusal::RoleMissing`], [`Refusal::RoleExcludes`],
/// [`Refusal::SamePerson`], [`Refusal::AlreadySigned`].
pub fn may_sign(
    person: &Person,
    purpose: &str,
    subject: Subject<'_>,
    earlier: &[Event],
) -> Result<&'static str, Refusal> {
    let rules: Vec<&SigningRule> = SIGNING_RULES
        .iter()
        .filter(|rule| rule.purpose == purpose)
        .collect();
    if rules.is_empty() {
        return Err(Refusal::UnknownPurpose {
            purpose: purpose.to_owned(),
            known: purposes().join(", "),
        });
    }
    let has = |role: &str| person.roles.iter().any(|own| own == role);
    let mut refusal = None;
    let mut allowed = Vec::new();
    for rule in rules.iter().filter(|rule| has(rule.role)) {
        match rule_allows(rule, person, subject, earlier) {
            Ok(()) => allowed.push(rule.role),
            // That somebody else must act says more than that one's own part is done.
            Err(Refusal::AlreadySigned { .. }) if refusal.is_some() => {}
            Err(reason) => refusal = Some(reason),
        }
    }
    let is_open = |role: &&&str| {
        !acts(subject, earlier).any(|(_, act)| act.purpose == purpose && act.role == **role)
    };
    match (allowed.iter().find(is_open).or(allowed.first()), refusal) {
        (Some(role), _) => Ok(role),
        (None, Some(reason)) => Err(reason),
        (None, None) => Err(Refusal::RoleMissing {
            person: person.id.clone(),
            purpose: purpose.to_owned(),
            needed: rules
                .iter()
                .map(|rule| rule.role)
                .collect::<Vec<_>>()
                .join(" or "),
        }),
    }
}

fn rule_allows(
    rule: &SigningRule,
    person: &Person,
    subject: Subject<'_>,
    earlier: &[Event],
) -> Result<(), Refusal> {
    if let Some(role) = rule
        .excluding_roles
        .iter()
        .find(|role| person.roles.iter().any(|own| own == *role))
    {
        return Err(Refusal::RoleExcludes {
            person: person.id.clone(),
            purpose: rule.purpose.to_owned(),
            role: (*role).to_owned(),
        });
    }
    acts_allow(rule, &person.id, &person.principal, subject, earlier)
}

/// What the earlier events alone say about a person acting under a rule.
fn acts_allow(
    rule: &SigningRule,
    id: &str,
    principal: &str,
    subject: Subject<'_>,
    earlier: &[Event],
) -> Result<(), Refusal> {
    let standing: BTreeSet<u32> = sign_offs_in_force(earlier)
        .iter()
        .map(|(event, _)| event.number)
        .collect();
    let is_signed_for = |purpose: &str| {
        acts(subject, earlier)
            .any(|(event, act)| act.purpose == purpose && standing.contains(&event))
    };
    if let Some(before) = rule.after.filter(|before| !is_signed_for(before)) {
        return Err(Refusal::NotYet {
            purpose: rule.purpose.to_owned(),
            before: before.to_owned(),
            needed: signing_roles(before).join(" or "),
        });
    }
    // One principal under two ids is still one person.
    let own =
        acts(subject, earlier).filter(|(_, act)| act.person == id || act.principal == principal);
    for (event, act) in own {
        if rule
            .excluding_acts
            .contains(&(act.purpose.as_str(), act.role.as_str()))
        {
            return Err(Refusal::SamePerson {
                person: id.to_owned(),
                role: act.role.clone(),
                event,
                wanted: rule.role.to_owned(),
            });
        }
        if (act.purpose.as_str(), act.role.as_str()) == (rule.purpose, rule.role)
            && standing.contains(&event)
        {
            let (person, purpose) = (id.to_owned(), rule.purpose.to_owned());
            return Err(Refusal::AlreadySigned {
                person,
                purpose,
                event,
            });
        }
    }
    Ok(())
}

/// Whether a sign-off already in the chain keeps to the table, as far as events can tell. Whether the person had the role
/// is asked of the playbook that the event names (`duties`).
pub(crate) fn check_act(event: &Event, act: &SignOff, earlier: &[Event]) -> Result<(), Refusal> {
    let mut rules = SIGNING_RULES
        .iter()
        .filter(|rule| rule.purpose == act.purpose);
    let Some(rule) = rules.find(|rule| rule.role == act.role) else {
        let needed = signing_roles(&act.purpose).join(" or ");
        return Err(if needed.is_empty() {
            Refusal::UnknownPurpose {
                purpose: act.purpose.clone(),
                known: purposes().join(", "),
            }
        } else {
            Refusal::RoleMissing {
                person: act.person.clone(),
                purpose: act.purpose.clone(),
                needed,
            }
        });
    };
    let expected = rule.artifact.filter(|_| event.form != Form::One);
    if act.artifact.as_ref().map(|artifact| artifact.name.as_str()) != expected {
        return Err(Refusal::WrongArtifact {
            purpose: act.purpose.clone(),
            expected: expected.unwrap_or("the run as a whole").to_owned(),
        });
    }
    match Subject::of(event, act) {
        Some(subject) => acts_allow(rule, &act.person, &act.principal, subject, earlier),
        None => Ok(()),
    }
}

/// The sign-offs of the same subject, with the number of the event.
fn acts<'a>(subject: Subject<'a>, events: &'a [Event]) -> impl Iterator<Item = (u32, &'a SignOff)> {
    events.iter().filter_map(move |event| {
        let act = event.sign_off()?;
        let is_same = Subject::of(event, act)?.is_same(subject);
        is_same.then_some((event.number, act))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole() {
        for rule in SIGNING_RULES {
            assert!(!rule.purpose.is_empty() && !rule.role.is_empty() && !rule.source.is_empty());
            let pairs = SIGNING_RULES.iter().map(|rule| (rule.purpose, rule.role));
            assert_eq!(
                pairs
                    .filter(|pair| *pair == (rule.purpose, rule.role))
                    .count(),
                1
            );
            assert_eq!(
                rule.artifact,
                artifact_of_purpose(rule.purpose),
                "{}",
                rule.purpose
            );
            for (purpose, role) in rule.excluding_acts {
                assert!(signing_roles(purpose).contains(role), "{purpose} {role}");
            }
            for role in rule.excluding_roles {
                assert!(roles().contains(role), "{role}");
            }
            assert!(rule.after.is_none_or(|before| purposes().contains(&before)));
        }
        let mut once = purposes();
        once.sort_unstable();
        once.dedup();
        assert_eq!(
            once.len(),
            purposes().len(),
            "rows of a purpose stand together"
        );
    }
}
