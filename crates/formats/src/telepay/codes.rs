//! Tables of the standard: return codes of the application header, cancellation causes, text codes.
//!
//! Source: two independent readers of bank returns; 46, 47 and 93 are in one of them only. Not here: what a code does
//! to a payment (`parse`).

/// A return code of the application header (positions 4–5).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ReturnCode {
    /// 0 to 95.
    pub code: u8,
    /// What it means, in English.
    pub meaning: &'static str,
    /// The records it can stand on, by the two digits of their BETFOR.
    pub place: &'static str,
}

macro_rules! codes {
    ($($code:literal $meaning:literal $place:literal;)+) => {
        /// Every return code of the standard, in order.
        pub static CODES: &[ReturnCode] =
            &[$(ReturnCode { code: $code, meaning: $meaning, place: $place }),+];
    };
}

codes! {
    0 "sent file: normal; return: batch refused, this record is not at fault" "all";
    1 "receipt accepted" "all";
    2 "settled" "all";
    10 "wrong enterprise or customer number" "all";
    11 "change or cancellation not possible" "01-04, 21-23";
    12 "sum of invoices less credit notes is below zero" "01, 21";
    13 "serial number missing or invalid" "04, 22, 23";
    14 "transfer type cannot be changed" "21";
    15 "debit or credit code missing" "04, 23";
    16 "structured and unstructured message mixed" "23";
    17 "KID wrongly used or invalid" "04, 23";
    18 "this payee requires KID" "23";
    19 "invalid payee account" "21, 22, 03";
    20 "invalid debit account" "01-04, 21-23";
    21 "invalid payment date" "01, 21";
    22 "reference number missing or invalid" "01-04, 21-23";
    25 "password expired" "00";
    26 "operator locked" "00";
    27 "wrong password" "00";
    28 "operator not authorised" "00";
    29 "invalid operator id" "00";
    30 "invalid version in BETFOR00" "00";
    34 "name or address fields wrong" "02, 03, 21, 22";
    35 "wrong currency code" "01";
    36 "agreed or forward rate wrong" "01";
    37 "invalid cheque code" "01";
    38 "invalid charges code" "01";
    39 "invalid notification indicator" "01";
    40 "invalid priority code" "01";
    41 "invalid authority report code" "04";
    42 "invalid amount field" "21-23, 04";
    43 "authority report text required but missing" "04";
    44 "wrong payee country code" "03";
    45 "SWIFT field wrong" "02";
    46 "bank code wrong" "02";
    47 "invalid production date" "00, 99";
    80 "sequence control field wrong" "any";
    81 "batch wrongly built" "any";
    82 "invalid transaction code" "any";
    83 "seal invalid" "00, 99";
    84 "new seal key missing" "00";
    85 "payment order wrongly built" "01, 21";
    86 "BETFOR not followed by enough records" "01, 21";
    87 "errors in BETFOR99" "99";
    88 "errors in BETFOR00" "00";
    89 "transaction count differs" "99";
    90 "AH sequence broken" "any";
    91 "unknown AH procedure id" "any";
    92 "invalid AH transaction date" "any";
    93 "free text too long" "23, 04";
    95 "invalid division" "00";
}

/// The table row of a code; `None` if the standard does not list it (it then counts as a fault).
pub fn return_code(code: u8) -> Option<&'static ReturnCode> {
    CODES.iter().find(|known| known.code == code)
}

/// Why a payment that was accepted did not go out.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Cause {
    /// `B`: cancelled by the bank.
    Bank,
    /// `D`: lack of funds (dekning).
    Funds,
    /// `F`: expired unclaimed money order.
    Expired,
    /// `K`: payee's account closed or non-existent.
    Account,
    /// `O`: cancelled online by the customer.
    Online,
    /// `S`: cancellation sent in a file by the customer.
    File,
    /// A letter that the standard does not list.
    Other(char),
}

/// Letter and meaning of every cancellation cause, in order of letter.
pub static CAUSES: &[(Cause, char, &str)] = &[
    (Cause::Bank, 'B', "cancelled by the bank"),
    (Cause::Funds, 'D', "cancelled, lack of funds"),
    (Cause::Expired, 'F', "expired unclaimed money order"),
    (
        Cause::Account,
        'K',
        "payee's account closed or non-existent",
    ),
    (Cause::Online, 'O', "cancelled online by the customer"),
    (
        Cause::File,
        'S',
        "cancellation sent in a file by the customer",
    ),
];

impl Cause {
    /// The cause of a letter.
    pub fn of(letter: char) -> Self {
        CAUSES
            .iter()
            .find(|(_, known, _)| *known == letter)
            .map_or(Self::Other(letter), |(cause, _, _)| *cause)
    }

    /// The letter in the file.
    pub fn letter(self) -> char {
        match self {
            Self::Bank => 'B',
            Self::Funds => 'D',
            Self::Expired => 'F',
            Self::Account => 'K',
            Self::Online => 'O',
            Self::File => 'S',
            Self::Other(letter) => letter,
        }
    }
}

/// Text codes of domestic orders (BETFOR21, 264–266) and what they mean.
pub static TEXT_CODES: &[(u16, &str)] = &[
    (600, "transfer without advice"),
    (601, "KID"),
    (602, "transfer with advice"),
    (603, "money order"),
    (604, "salary"),
    (605, "seamen's pay"),
    (606, "agricultural settlement"),
    (607, "pension or social security"),
    (608, "advice sent by another institution"),
    (609, "tax"),
    (621, "free text on the payee's statement"),
    (622, "free text on the payee's statement"),
    (630, "self-produced money order"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_in_order() {
        assert!(CODES.windows(2).all(|pair| pair[0].code < pair[1].code));
        assert_eq!(CODES.len(), 51);
        assert_eq!(
            return_code(17).unwrap().meaning,
            "KID wrongly used or invalid"
        );
        assert!(return_code(3).is_none() && return_code(96).is_none());
        for (cause, letter, _) in CAUSES {
            assert_eq!((Cause::of(*letter), cause.letter()), (*cause, *letter));
        }
        assert_eq!(Cause::of('X').letter(), 'X');
        assert!(TEXT_CODES.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }
}
