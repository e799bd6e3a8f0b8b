//! Who approves an invoice line: the authority structure of the invoice system (fullmakt), as a pure function.
//!
//! Source: C30–C35 and the routing of \[S003\]. Not here: the registers it is made from, or what is wrong with them.

use std::cmp::Ordering;

use domain::Ore;
use domain::register::UNLIMITED;

/// What stands instead of the first value of an interval whose users cover every value.
pub const ALL_VALUES: &str = "GEN";

/// What a user does with an invoice above the limit (column R).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Above {
    /// `0`: is passed over. The default.
    Skipped,
    /// `1`: is visited, and it goes on.
    Visited,
    /// `F`: outside the order; receives only what an attestant sends.
    Outside,
}

impl Above {
    /// The word of the sheet; `None` if it is no such word.
    pub fn parse(text: &str) -> Option<Self> {
        match text.trim() {
            "" | "0" => Some(Self::Skipped),
            "1" => Some(Self::Visited),
            "F" | "f" => Some(Self::Outside),
            _ => None,
        }
    }
}

/// A user of an interval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authority {
    /// Login.
    pub user: String,
    /// Place in the order, from 3.
    pub order: i64,
    /// Largest amount that may be approved, øre; [`UNLIMITED`] for no limit.
    pub limit: Ore,
    /// What happens above the limit.
    pub above: Above,
}

impl Authority {
    /// Whether an amount may be approved; its sign does not matter.
    pub fn reaches(&self, amount: Ore) -> bool {
        let limit = u64::try_from(self.limit.0);
        self.limit == UNLIMITED || limit.is_ok_and(|limit| amount.unsigned() <= limit)
    }
}

/// Values from one to another, both included, with their users in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interval {
    /// First value.
    pub from: String,
    /// Last value.
    pub to: String,
    /// In order.
    pub users: Vec<Authority>,
}

impl Interval {
    /// Whether a value is inside.
    pub fn covers(&self, value: &str) -> bool {
        by_value(&self.from, value).is_le() && by_value(value, &self.to).is_le()
    }
}

/// The authorities of one dimension.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Structure {
    /// By first value.
    pub intervals: Vec<Interval>,
    /// Those who cover every value, in order.
    pub all_values: Vec<Authority>,
    /// Invoices below this amount are attested and approved by one person who has the authority; zero if there is no
    /// one-step approval.
    pub one_step_below: Ore,
}

/// A line of an invoice, as far as its way depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvoiceLine<'a> {
    /// Its value of the controlling dimension.
    pub value: &'a str,
    /// Its amount, øre; the sign does not matter.
    pub amount: Ore,
    /// Whom the attestant has named as receiver.
    pub receiver: Option<&'a str>,
}

/// Where an invoice line goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route<'a> {
    /// Users who see it on its way and cannot approve it, in order.
    pub visited: Vec<&'a str>,
    /// Who approves it.
    pub end: End<'a>,
}

/// How a way ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End<'a> {
    /// This user approves.
    Approved(&'a str),
    /// This user was named by the attestant and has no authority on the value and amount (C24).
    NoAuthority(&'a str),
    /// Nobody has the authority: a hole in the structure (C21).
    Hole,
}

/// The order of values: numbers by size, anything else by text and after them.
pub fn by_value(one: &str, other: &str) -> Ordering {
    match (number(one), number(other)) {
        (Some(one), Some(other)) => one.cmp(&other),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => one.trim().cmp(other.trim()),
    }
}

/// A value that is a number.
pub(super) fn number(value: &str) -> Option<u64> {
    let value = value.trim();
    let is_number = value.bytes().all(|byte| byte.is_ascii_digit());
    value.parse().ok().filter(|_| is_number)
}

/// The way of an invoice line from its attestant to whoever approves it.
pub fn route<'a>(
    structure: &'a Structure,
    line: &InvoiceLine<'a>,
    attestant: Option<&str>,
) -> Route<'a> {
    let covering = structure.intervals.iter();
    let covering = covering.filter(|interval| interval.covers(line.value));
    let candidates = covering.flat_map(|interval| &interval.users);
    let candidates: Vec<&Authority> = candidates.chain(&structure.all_values).collect();
    let has_limit = |candidate: &&Authority| candidate.reaches(line.amount);
    let mut route = Route {
        visited: Vec::new(),
        end: End::Hole,
    };
    if let Some(receiver) = line.receiver {
        let mut of_receiver = candidates
            .iter()
            .copied()
            .filter(|one| one.user == receiver);
        let has_authority = Some(receiver) != attestant && of_receiver.any(|one| has_limit(&one));
        route.end = if has_authority {
            End::Approved(receiver)
        } else {
            End::NoAuthority(receiver)
        };
        return route;
    }
    let is_one_step = line.amount.unsigned() < structure.one_step_below.unsigned();
    let own = candidates
        .iter()
        .find(|one| Some(one.user.as_str()) == attestant && has_limit(one));
    if let Some(own) = own.filter(|_| is_one_step) {
        route.end = End::Approved(&own.user);
        return route;
    }
    for candidate in candidates {
        if candidate.above == Above::Outside || Some(candidate.user.as_str()) == attestant {
            continue;
        }
        if has_limit(&candidate) {
            route.end = End::Approved(&candidate.user);
            return route;
        }
        let is_new = !route.visited.contains(&candidate.user.as_str());
        if candidate.above == Above::Visited && is_new {
            route.visited.push(&candidate.user);
        }
    }
    route
}

/// To whom an invoice goes that a user has not handled after the second reminder: the superior, who must be an approver.
/// `None` is a hole (C21).
pub fn escalated(superior: Option<&str>, is_approver: impl Fn(&str) -> bool) -> Option<&str> {
    superior.filter(|login| is_approver(login))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn authority(text: &str) -> Authority {
        let mut words = text.split_whitespace();
        let user = words.next().unwrap().to_owned();
        let order = words.next().unwrap().parse().unwrap();
        let limit = match words.next().unwrap() {
            "U" => UNLIMITED,
            limit => Ore(limit.parse().unwrap()),
        };
        let above = Above::parse(words.next().unwrap_or_default()).unwrap();
        Authority {
            user,
            order,
            limit,
            above,
        }
    }

    fn structure(one_step_below: i64) -> Structure {
        let interval = |from: &str, to: &str, users: &[&str]| Interval {
            from: from.to_owned(),
            to: to.to_owned(),
            users: users.iter().map(|text| authority(text)).collect(),
        };
        Structure {
            intervals: vec![
                interval(
                    "100",
                    "199",
                    &[
                        "owner 3 1000",
                        "head 4 5000 1",
                        "chief 5 90000",
                        "away 6 U F",
                    ],
                ),
                interval("200", "200", &["owner 3 1000 1", "owner 4 1000 1"]),
                interval("AA", "AC", &["letter 3 500"]),
            ],
            all_values: vec![authority("gen 3 200000")],
            one_step_below: Ore(one_step_below),
        }
    }

    /// Value, amount, attestant, receiver, one-step limit; and the way.
    #[test]
    fn the_way_of_an_invoice_line() {
        let table = [
            ("150 1000 - - 0", "> owner"),
            ("150 1001 - - 0", "> head"),
            ("150 5001 - - 0", "head > chief"),
            ("150 90001 - - 0", "head > gen"),
            ("150 200001 - - 0", "head ! hole"),
            ("150 -1001 - - 0", "> head"),
            // The attestant is passed over, visited or not.
            ("150 1000 owner - 0", "> head"),
            ("150 6000 head - 0", "> chief"),
            ("150 6000 chief - 0", "head > gen"),
            ("150 1000 stranger - 0", "> owner"),
            // The bounds of an interval, and outside of all.
            ("100 1 - - 0", "> owner"),
            ("199 1 - - 0", "> owner"),
            ("99 1 - - 0", "> gen"),
            ("201 200001 - - 0", "! hole"),
            ("0150 1 - - 0", "> owner"),
            ("AB 1 - - 0", "> letter"),
            ("AD 1 - - 0", "> gen"),
            ("AB 501 - - 0", "> gen"),
            // Somebody who stands there twice is visited once.
            ("200 1001 - - 0", "owner > gen"),
            // A named receiver gets it, whatever the order.
            ("150 1 - away 0", "> away"),
            ("150 999999 - away 0", "> away"),
            ("150 1001 - owner 0", "! no owner"),
            ("150 1 - stranger 0", "! no stranger"),
            ("201 1 - owner 0", "! no owner"),
            ("150 1 owner owner 0", "! no owner"),
            ("150 1 owner owner 5000", "! no owner"),
            // One-step approval: below the limit, with the authority.
            ("150 999 owner - 1000", "> owner"),
            ("150 1000 owner - 1000", "> head"),
            ("150 999 stranger - 1000", "> owner"),
            ("150 2000 owner - 5000", "> head"),
            ("150 2000 away - 5000", "> away"),
        ];
        for (input, expected) in table {
            let words: Vec<&str> = input.split_whitespace().collect();
            let [value, amount, attestant, receiver, below] = words[..] else {
                panic!("{input}");
            };
            let some = |word: &'static str| Some(word).filter(|word| *word != "-");
            let structure = structure(below.parse().unwrap());
            let line = InvoiceLine {
                value,
                amount: Ore(amount.parse().unwrap()),
                receiver: some(receiver),
            };
            let route = route(&structure, &line, some(attestant));
            let end = match route.end {
                End::Approved(user) => format!("> {user}"),
                End::NoAuthority(user) => format!("! no {user}"),
                End::Hole => "! hole".to_owned(),
            };
            let way = format!("{} {end}", route.visited.join(" "));
            assert_eq!(way.trim(), expected, "{input}");
        }
    }

    #[test]
    fn extreme_amounts_and_limits_are_compared_without_overflow() {
        let at = |limit| Authority {
            user: "u".to_owned(),
            order: 3,
            limit: Ore(limit),
            above: Above::Skipped,
        };
        let table = [
            (i64::MAX, i64::MIN, true),
            (i64::MAX - 1, i64::MIN, false),
            (i64::MAX - 1, i64::MAX - 1, true),
            (0, 0, true),
            (-1, 0, false),
            (i64::MIN, 1, false),
        ];
        for (limit, amount, reaches) in table {
            assert_eq!(at(limit).reaches(Ore(amount)), reaches, "{limit} {amount}");
        }
    }

    #[test]
    fn an_invoice_escalates_to_a_superior_who_approves() {
        let is_approver = |login: &str| login == "boss";
        for (superior, to) in [
            (Some("boss"), Some("boss")),
            (Some("clerk"), None),
            (None, None),
        ] {
            assert_eq!(escalated(superior, is_approver), to);
        }
    }

    #[test]
    fn words_of_the_column() {
        for (text, above) in [
            ("", Some(Above::Skipped)),
            ("0", Some(Above::Skipped)),
            (" 1 ", Some(Above::Visited)),
            ("F", Some(Above::Outside)),
            ("2", None),
            ("R", None),
        ] {
            assert_eq!(Above::parse(text), above, "{text:?}");
        }
    }
}
