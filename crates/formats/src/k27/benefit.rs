//! The benefit codes (ytelse) of column 4, with the group of accounts that each is booked in.
//!
//! Source: NAV's page on the report (code list), and NAV's program for the texts. The account group is inferred and the
//! agency's setting overrides it. Not here: codes before 2016-11-26. The two lists of that time (K27 and K37) used
//! overlapping values, which no source gives, so that no code is known in them.

use chrono::NaiveDate;

/// The default group of income accounts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Group {
    /// Parental benefit: 5810.
    Parental,
    /// Sick pay, care and the like: 5800.
    Sick,
    /// The code is not known, or was not known at the time.
    Unknown,
}

/// One benefit code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Benefit {
    /// `0`–`9`, `A`–`Z`.
    pub code: char,
    /// NAV's name of it, in Norwegian (bokmål); for holiday pay in our words, by the benefit that NAV's list puts
    /// it beside.
    pub text: &'static str,
    /// The default group.
    pub group: Group,
    /// Whether it is holiday pay on the benefit.
    pub holiday_pay: bool,
    /// Whether it corrects other benefits (code A): then the group of the person's other rows comes first.
    pub correction: bool,
}

/// Year, month and day from which [`BENEFITS`] is valid.
pub const VALID_FROM: (i32, u32, u32) = (2016, 11, 26);

/// The codes in use since [`VALID_FROM`], in order of code.
pub const BENEFITS: &[Benefit] = &[
    ordinary('1', "Foreldrepenger adopsjon", Group::Parental),
    ordinary('2', "Foreldrepenger fødsel", Group::Parental),
    ordinary('3', "Svangerskapspenger", Group::Parental),
    ordinary('4', "Sykepenger", Group::Sick),
    ordinary('5', "Forsikret i arbeidsgiverperioden", Group::Sick),
    ordinary('6', "Stort sykefravær", Group::Sick),
    ordinary('7', "Gravide", Group::Sick),
    ordinary('8', "Reisetilskudd", Group::Sick),
    ordinary('9', "Pleiepenger", Group::Sick),
    Benefit {
        correction: true,
        ..ordinary('A', "Trekk/Tilbakebetaling", Group::Sick)
    },
    holiday(
        'E',
        "Feriepenger av foreldrepenger adopsjon",
        Group::Parental,
    ),
    holiday('F', "Feriepenger av foreldrepenger fødsel", Group::Parental),
    holiday('G', "Feriepenger av svangerskapspenger", Group::Parental),
    holiday('H', "Feriepenger av sykepenger", Group::Sick),
    holiday(
        'I',
        "Feriepenger av forsikret i arbeidsgiverperioden",
        Group::Sick,
    ),
    holiday('J', "Feriepenger av stort sykefravær", Group::Sick),
    holiday('K', "Feriepenger av gravide", Group::Sick),
    holiday(
        'M',
        "Feriepenger av pleie-, omsorgs- og opplæringspenger",
        Group::Sick,
    ),
    ordinary('Y', "Opplæringspenger", Group::Sick),
    ordinary('Z', "Omsorgspenger", Group::Sick),
];

/// The code in the list that is in force on the day of the payment; without a day, in the present list.
pub fn benefit(code: char, payment_date: Option<NaiveDate>) -> Option<&'static Benefit> {
    if payment_date.is_some_and(is_before_the_list) {
        return None;
    }
    BENEFITS.iter().find(|benefit| benefit.code == code)
}

/// Whether the codes of a payment on this day are not known.
pub(super) fn is_before_the_list(payment_date: NaiveDate) -> bool {
    let (year, month, day) = VALID_FROM;
    NaiveDate::from_ymd_opt(year, month, day).is_some_and(|from| payment_date < from)
}

const fn ordinary(code: char, text: &'static str, group: Group) -> Benefit {
    Benefit {
        code,
        text,
        group,
        holiday_pay: false,
        correction: false,
    }
}

const fn holiday(code: char, text: &'static str, group: Group) -> Benefit {
    Benefit {
        code,
        text,
        group,
        holiday_pay: true,
        correction: false,
    }
}
