//! Segregation of duties: who may sign what, as a table.
//!
//! Source: design section 6 (preparer ≠ approver; who maintains the supplier register may not control payments, R2 and
//! C44; the S-report is signed by the agency's signer). Roles stand in the playbook. Not here: keys and their validity
//! (`allowed_signers`).

use domain::Digest;
use domain::agency::Person;

use crate::event::{Event, SignOff, sign_offs_in_force};
use crate::signature::Refusal;

/// One way to be allowed to sign.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SigningRule {
    /// What is signed for.
    pub purpose: &'static str,
    /// The role that allows it.
    pub role: &'static str,
    /// Who has one of these roles is excluded.
    pub excluding_roles: &'static [&'static str],
    /// Who has signed the same run for (purpose, role) is excluded, also after that sign-off has fallen.
    pub excluding_acts: &'static [(&'static str, &'static str)],
}

/// Who may sign what. A person may sign if one row of the purpose allows it; rows are tried in order, one whose role
/// nobody has signed the run in comes first.
///
/// No source names a role for the control of payments; it is kept to those who have a say in the close.
pub const SIGNING_RULES: &[SigningRule] = &[
    SigningRule {
        purpose: "folder-overview",
        role: "preparer",
        excluding_roles: &[],
        excluding_acts: &[("folder-overview", "approver")],
    },
    SigningRule {
        purpose: "folder-overview",
        role: "approver",
        excluding_roles: &[],
        excluding_acts: &[("folder-overview", "preparer")],
    },
    SigningRule {
        purpose: "s-report",
        role: "s-report-signer",
        excluding_roles: &[],
        excluding_acts: &[],
    },
    SigningRule {
        purpose: "remittance-control",
        role: "remittance-controller",
        excluding_roles: &["supplier-register"],
        excluding_acts: &[],
    },
    SigningRule {
        purpose: "remittance-control",
        role: "approver",
        excluding_roles: &["supplier-register"],
        excluding_acts: &[],
    },
    SigningRule {
        purpose: "remittance-control",
        role: "preparer",
        excluding_roles: &["supplier-register"],
        excluding_acts: &[],
    },
];

/// What can be signed for, in the order of the table.
pub fn purposes() -> Vec<&'static str> {
    let mut purposes: Vec<_> = SIGNING_RULES.iter().map(|rule| rule.purpose).collect();
    purposes.dedup();
    purposes
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
    sums: Digest,
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
        match rule_allows(rule, person, sums, earlier) {
            Ok(()) => allowed.push(rule.role),
            // That somebody else must act says more than that one's own part is done.
            Err(Refusal::AlreadySigned { .. }) if refusal.is_some() => {}
            Err(reason) => refusal = Some(reason),
        }
    }
    let is_open = |role: &&&str| {
        !acts(sums, earlier).any(|(_, act)| act.purpose == purpose && act.role == **role)
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
    sums: Digest,
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
    acts_allow(rule, &person.id, &person.principal, sums, earlier)
}

/// What the earlier events alone say about a person acting under a rule.
fn acts_allow(
    rule: &SigningRule,
    id: &str,
    principal: &str,
    sums: Digest,
    earlier: &[Event],
) -> Result<(), Refusal> {
    // One principal under two ids is still one person.
    let own = acts(sums, earlier).filter(|(_, act)| act.person == id || act.principal == principal);
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
        let stands = || {
            sign_offs_in_force(earlier)
                .iter()
                .any(|(standing, _)| standing.number == event)
        };
        if (act.purpose.as_str(), act.role.as_str()) == (rule.purpose, rule.role) && stands() {
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

/// Whether a sign-off already in the chain keeps to the table, as far as events can tell: the playbook of that day is
/// not asked.
pub(crate) fn check_act(act: &SignOff, sums: Digest, earlier: &[Event]) -> Result<(), Refusal> {
    let mut rules = SIGNING_RULES
        .iter()
        .filter(|rule| rule.purpose == act.purpose);
    let Some(rule) = rules.find(|rule| rule.role == act.role) else {
        let needed = SIGNING_RULES
            .iter()
            .filter(|rule| rule.purpose == act.purpose)
            .map(|rule| rule.role);
        let needed = needed.collect::<Vec<_>>().join(" or ");
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
    acts_allow(rule, &act.person, &act.principal, sums, earlier)
}

/// The sign-offs of the run with that `SHA256SUMS`, with the number of the event.
fn acts(sums: Digest, events: &[Event]) -> impl Iterator<Item = (u32, &SignOff)> {
    let of_run = events.iter().filter(move |event| event.sums == sums);
    of_run.filter_map(|event| Some((event.number, event.sign_off()?)))
}
