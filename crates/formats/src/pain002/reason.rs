//! Why a bank says no: the reason codes of payments as a table, for `explain` and for the tables people see. The same
//! codes stand in camt as reasons of a return.
//!
//! Not here: what follows from a reason; that is for people.
//!
//! Source: pain.md section 6, after the ISO 20022 external code set `ExternalStatusReason1Code`.

/// Where a reason belongs for people.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Group {
    /// An account number, its state or its currency.
    Account,
    /// A bank's identifier or the way to it.
    Bank,
    /// An amount, a currency, a limit, or cover.
    Amount,
    /// A control sum or a number of payments.
    Totals,
    /// Sent before.
    Duplicate,
    /// A date or a cut-off time.
    Date,
    /// A name, an address or an id of a party.
    Party,
    /// A KID, an end-to-end id or remittance information.
    Reference,
    /// The form of the file.
    Format,
    /// An agreement, a signature or a mandate.
    Permission,
    /// What the customer decided.
    Customer,
    /// What the authorities demand.
    Regulatory,
    /// Anything else; the text says what.
    #[default]
    Other,
}

impl Group {
    /// A word for people and tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Bank => "bank",
            Self::Amount => "amount",
            Self::Totals => "totals",
            Self::Duplicate => "duplicate",
            Self::Date => "date",
            Self::Party => "party",
            Self::Reference => "reference",
            Self::Format => "format",
            Self::Permission => "permission",
            Self::Customer => "customer",
            Self::Regulatory => "regulatory",
            Self::Other => "other",
        }
    }
}

/// Every known code, its group and what it says, in order of code. The sentence has no period.
pub static REASONS: &[(&str, Group, &str)] = &[
    ("AC01", Group::Account, "account number is incorrect"),
    ("AC02", Group::Account, "debtor's account number is invalid"),
    (
        "AC03",
        Group::Account,
        "creditor's account number is invalid",
    ),
    ("AC04", Group::Account, "account is closed"),
    ("AC05", Group::Account, "debtor's account is closed"),
    ("AC06", Group::Account, "account is blocked"),
    ("AC07", Group::Account, "creditor's account is closed"),
    (
        "AC09",
        Group::Account,
        "currency of the account is invalid or missing",
    ),
    (
        "AC10",
        Group::Account,
        "currency of the debtor's account is invalid or missing",
    ),
    (
        "AC11",
        Group::Account,
        "currency of the creditor's account is invalid or missing",
    ),
    (
        "AC12",
        Group::Account,
        "type of the account is invalid or missing",
    ),
    (
        "AC13",
        Group::Account,
        "type of the debtor's account is invalid or missing",
    ),
    (
        "AC14",
        Group::Account,
        "type of the creditor's account is invalid or missing",
    ),
    (
        "AG01",
        Group::Permission,
        "payment is not allowed on this account",
    ),
    (
        "AG02",
        Group::Permission,
        "bank operation code is incorrect",
    ),
    ("AG03", Group::Permission, "payment type is not supported"),
    (
        "AGNT",
        Group::Bank,
        "bank in the payment chain is incorrect",
    ),
    ("AM01", Group::Amount, "amount is zero"),
    ("AM02", Group::Amount, "amount is larger than allowed"),
    ("AM03", Group::Amount, "currency is not allowed"),
    ("AM04", Group::Amount, "insufficient funds"),
    ("AM05", Group::Duplicate, "payment is a duplicate"),
    ("AM06", Group::Amount, "amount is below the agreed minimum"),
    ("AM07", Group::Amount, "amount is blocked"),
    (
        "AM09",
        Group::Amount,
        "amount is not the one agreed or expected",
    ),
    (
        "AM10",
        Group::Totals,
        "control sum is not the sum of the payments",
    ),
    (
        "AM11",
        Group::Amount,
        "currency of the payment is invalid or missing",
    ),
    ("AM12", Group::Amount, "amount is invalid or missing"),
    (
        "AM13",
        Group::Amount,
        "amount exceeds the limit of the clearing system",
    ),
    (
        "AM14",
        Group::Amount,
        "amount exceeds the limit agreed with the bank",
    ),
    ("AM16", Group::Totals, "control sum of the group is wrong"),
    (
        "AM17",
        Group::Totals,
        "control sum of the payment information is wrong",
    ),
    ("AM18", Group::Totals, "number of payments is wrong"),
    (
        "AM19",
        Group::Totals,
        "number of payments of the group is wrong",
    ),
    (
        "AM20",
        Group::Totals,
        "number of payments of the payment information is wrong",
    ),
    ("AM21", Group::Amount, "amount exceeds a limit"),
    ("BE01", Group::Party, "name or id does not fit the account"),
    (
        "BE04",
        Group::Party,
        "creditor's address is missing or incorrect",
    ),
    ("BE05", Group::Party, "initiating party is not known"),
    ("BE06", Group::Account, "customer is not known to the bank"),
    (
        "BE07",
        Group::Party,
        "debtor's address is missing or incorrect",
    ),
    ("BE16", Group::Party, "debtor's id is invalid or missing"),
    ("BE17", Group::Party, "creditor's id is invalid or missing"),
    (
        "BE18",
        Group::Party,
        "contact details are invalid or missing",
    ),
    ("BE19", Group::Party, "charge bearer is invalid"),
    ("BE20", Group::Party, "name is longer than allowed"),
    ("BE21", Group::Party, "name is invalid or missing"),
    (
        "BE22",
        Group::Party,
        "name of the group is invalid or missing",
    ),
    (
        "CH03",
        Group::Date,
        "execution date is too far in the future",
    ),
    ("CH04", Group::Date, "execution date is too far in the past"),
    (
        "CH16",
        Group::Reference,
        "content of an element is incorrect",
    ),
    ("CH17", Group::Reference, "element is not admitted"),
    ("CH20", Group::Format, "number of decimals is wrong"),
    ("CH21", Group::Format, "mandatory element is missing"),
    ("CUST", Group::Customer, "the customer's own decision"),
    (
        "DS02",
        Group::Permission,
        "an authorised user has cancelled the order",
    ),
    ("DS0A", Group::Permission, "signatures are missing"),
    (
        "DS0B",
        Group::Permission,
        "form of the signature is not known or wrong",
    ),
    (
        "DS0C",
        Group::Permission,
        "certificate of the signer is revoked",
    ),
    (
        "DS0D",
        Group::Permission,
        "certificate of the signer is not valid",
    ),
    (
        "DS0E",
        Group::Permission,
        "certificate of the signer is not there",
    ),
    (
        "DS0F",
        Group::Permission,
        "issuer of the signer's certificate is not valid",
    ),
    (
        "DS0G",
        Group::Permission,
        "signer may not sign this payment",
    ),
    (
        "DS0H",
        Group::Permission,
        "signer may not sign for this account",
    ),
    ("DT01", Group::Date, "date is invalid"),
    ("DT02", Group::Date, "creation date is invalid"),
    ("DT03", Group::Date, "date is not a processing day"),
    ("DT04", Group::Date, "future date is not supported"),
    ("DT05", Group::Date, "cut-off time has passed"),
    ("DU01", Group::Duplicate, "message id is not unique"),
    (
        "DU02",
        Group::Duplicate,
        "payment information id is not unique",
    ),
    ("DU03", Group::Duplicate, "payment is not unique"),
    ("DU04", Group::Duplicate, "end-to-end id is not unique"),
    ("DU05", Group::Duplicate, "instruction id is not unique"),
    (
        "DUPL",
        Group::Duplicate,
        "payment is a duplicate of another",
    ),
    ("ED01", Group::Bank, "correspondent bank is not possible"),
    ("ED05", Group::Other, "settlement failed"),
    (
        "FF01",
        Group::Format,
        "file format is incomplete or invalid",
    ),
    ("FF02", Group::Format, "syntax error"),
    (
        "FF03",
        Group::Format,
        "payment type information is invalid or missing",
    ),
    ("FF04", Group::Format, "service level is invalid or missing"),
    (
        "FF05",
        Group::Format,
        "local instrument is invalid or missing",
    ),
    (
        "FF06",
        Group::Format,
        "category purpose is invalid or missing",
    ),
    ("FF07", Group::Format, "purpose is invalid or missing"),
    (
        "FF08",
        Group::Reference,
        "end-to-end id is invalid or missing",
    ),
    ("FF10", Group::Format, "error in the bank's system"),
    (
        "ID01",
        Group::Permission,
        "file does not identify its sender",
    ),
    ("MD01", Group::Permission, "mandate is missing"),
    (
        "MS02",
        Group::Customer,
        "reason of the customer, not specified",
    ),
    ("MS03", Group::Other, "reason of the bank, not specified"),
    ("NARR", Group::Other, "reason stands in the text"),
    ("NOAS", Group::Other, "no answer from the customer"),
    ("RC01", Group::Bank, "bank identifier is incorrect"),
    (
        "RC03",
        Group::Bank,
        "debtor's bank identifier is invalid or missing",
    ),
    (
        "RC04",
        Group::Bank,
        "creditor's bank identifier is invalid or missing",
    ),
    ("RC05", Group::Bank, "BIC is invalid or missing"),
    ("RF01", Group::Duplicate, "reference is not unique"),
    ("RR01", Group::Party, "debtor's account or id is missing"),
    ("RR02", Group::Party, "debtor's name or address is missing"),
    (
        "RR03",
        Group::Party,
        "creditor's name or address is missing",
    ),
    ("RR04", Group::Regulatory, "regulatory reason"),
    (
        "RR05",
        Group::Regulatory,
        "regulatory reporting is incorrect or missing",
    ),
    (
        "RR06",
        Group::Regulatory,
        "tax information is incorrect or missing",
    ),
    (
        "RR07",
        Group::Reference,
        "remittance information is invalid, for example a KID",
    ),
    ("RR08", Group::Reference, "remittance information was cut"),
    ("RR10", Group::Format, "character that is not allowed"),
    (
        "SL01",
        Group::Permission,
        "service is refused for the debtor",
    ),
    (
        "SL02",
        Group::Permission,
        "service is refused for the creditor",
    ),
    ("TD03", Group::Format, "file structure is incorrect"),
    ("TM01", Group::Date, "received after the cut-off time"),
    ("UPAY", Group::Other, "payment is not due"),
];

/// The group and sentence of a code; `None` if it is not known.
pub fn explain(code: &str) -> Option<(Group, &'static str)> {
    let at = REASONS.binary_search_by(|(known, _, _)| known.cmp(&code));
    REASONS
        .get(at.ok()?)
        .map(|(_, group, sentence)| (*group, *sentence))
}

/// The group of a code; `Other` if it is not known.
pub fn group_of(code: &str) -> Group {
    explain(code).map_or(Group::Other, |(group, _)| group)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_rise_and_sentences_have_no_period() {
        for pair in REASONS.windows(2) {
            assert!(pair[0].0 < pair[1].0, "{}", pair[1].0);
        }
        for (code, _, sentence) in REASONS {
            assert_eq!(code.len(), 4, "{code}");
            assert!(!sentence.is_empty() && !sentence.ends_with('.'), "{code}");
        }
    }

    #[test]
    fn reasons_are_found() {
        let table = [
            ("AM04", Group::Amount),
            ("AM10", Group::Totals),
            ("AC01", Group::Account),
            ("DU01", Group::Duplicate),
            ("RR07", Group::Reference),
            ("NARR", Group::Other),
            ("ZZ99", Group::Other),
            ("", Group::Other),
        ];
        for (code, group) in table {
            assert_eq!(group_of(code), group, "{code}");
        }
        assert_eq!(explain("AM04"), Some((Group::Amount, "insufficient funds")));
        assert_eq!(explain("ZZ99"), None);
    }
}
