//! What a payment order says, as values.
//!
//! Not here: where in the message each of them stands (`layout`), and what is wrong with them (`parse`).

use std::fmt;

use chrono::NaiveDate;
use domain::{Ore, Position};

/// One `CdtTrfTxInf`, with what its `PmtInf` says about it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Payment {
    /// Where the payment starts; `record` is its ordinal in the file, from 0.
    pub position: Position,
    /// `PmtInf/PmtInfId`.
    pub payment_information: String,
    /// `PmtInf/PmtMtd`: `TRF`, `TRA` or `CHK`; empty if none.
    pub method: String,
    /// `PmtInf/BtchBookg`: one debit for the whole `PmtInf` (true) or one per payment (false); `None` if the agreement
    /// with the bank decides.
    pub batch_booking: Option<bool>,
    /// `PmtInf/DbtrAcct`: 11 digits for a Norwegian account, otherwise as written.
    pub debit_account: String,
    /// `PmtInf/ReqdExctnDt`, the calendar date as written.
    pub execution_date: NaiveDate,
    /// `PmtId/InstrId`; empty if none. Comes back from the bank, but does not reach the payee.
    pub instruction_id: String,
    /// `PmtId/EndToEndId`; empty if none or `NOTPROVIDED`.
    pub end_to_end: String,
    /// `PmtId/UETR`; empty if none.
    pub uetr: String,
    /// `Amt/InstdAmt` or `Amt/EqvtAmt/Amt`, in minor units of `currency`. Positive: paid out.
    pub amount: Ore,
    /// ISO 4217 code of the amount.
    pub currency: String,
    /// `Amt/EqvtAmt/CcyOfTrf`: the currency the payee gets, if the amount is its equivalent; empty otherwise.
    pub transfer_currency: String,
    /// `CdtrAcct`, normalised as `debit_account`; personal data; empty if none (cheque).
    pub payee_account: String,
    /// `Cdtr/Nm`; personal data; empty if none.
    pub payee_name: String,
    /// References of type SCOR that are KIDs.
    pub kids: Vec<String>,
    /// Every other structured reference, and document numbers.
    pub references: Vec<String>,
    /// `RmtInf/Ustrd` and `AddtlRmtInf`, joined with a blank.
    pub text: String,
    /// `PmtTpInf/CtgyPurp` of the payment, else of its `PmtInf`: `SALA`, `SUPP`, `PENS`, `TAXS` …; empty if none.
    pub category: String,
    /// `Purp`; empty if none.
    pub purpose: String,
}

/// A sum of amounts of any currency, in ten-thousandths of the major unit: what `CtrlSum` adds up. Exact, because no
/// currency has more than four decimals.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug)]
pub struct Sum(pub i128);

/// Ten-thousandths in a major unit.
const PER_UNIT: u128 = 10_000;

impl Sum {
    /// The sum in hundredths (øre, if all is in kroner); `None` if it is not a whole number of them or too large.
    pub fn ore(self) -> Option<Ore> {
        if self.0 % 100 != 0 {
            return None;
        }
        i64::try_from(self.0 / 100).ok().map(Ore)
    }
}

/// `20630.75`; more than two decimals only if they are not zero.
impl fmt::Display for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let value = self.0.unsigned_abs();
        let (whole, rest) = (value / PER_UNIT, value % PER_UNIT);
        let text = if rest.is_multiple_of(100) {
            format!("{sign}{whole}.{:02}", rest / 100)
        } else if rest.is_multiple_of(10) {
            format!("{sign}{whole}.{:03}", rest / 10)
        } else {
            format!("{sign}{whole}.{rest:04}")
        };
        f.pad(&text)
    }
}

/// The payments of one currency.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct CurrencySum {
    /// ISO 4217.
    pub currency: String,
    /// Number of payments.
    pub payments: u64,
    /// Sum in minor units of the currency; positive.
    pub amount: i128,
}

/// Facts and totals of one file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Totals {
    /// `pain.001.001.03`; empty if no namespace names one.
    pub version: String,
    /// As declared or assumed: `utf-8`, `iso-8859-1` …
    pub encoding: String,
    /// `GrpHdr/MsgId`: the key to the answers in pain.002.
    pub message_id: String,
    /// `GrpHdr/CreDtTm`, as written.
    pub created: String,
    /// `InitgPty/Nm`.
    pub initiator_name: String,
    /// The id of the initiating party with scheme `CUST` (customer or agreement), else its first id; empty if none.
    pub initiator_id: String,
    /// The id of the initiating party with scheme `BANK` (division); empty if none.
    pub division_id: String,
    /// Number of `PmtInf`.
    pub payment_informations: u64,
    /// Number of `CdtTrfTxInf`.
    pub payments: u64,
    /// Sum of all amounts regardless of currency, as `CtrlSum` is.
    pub amount: Sum,
    /// The same by currency, in order of code.
    pub currencies: Vec<CurrencySum>,
    /// `GrpHdr/NbOfTxs`.
    pub stated_payments: Option<u64>,
    /// `GrpHdr/CtrlSum`.
    pub stated_amount: Option<Sum>,
}

/// A whole file, for writing and for tests on small files.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct File {
    /// `pain.001.001.03` or `pain.001.001.09`.
    pub version: String,
    /// `GrpHdr/MsgId`.
    pub message_id: String,
    /// `GrpHdr/CreDtTm`, as written.
    pub created: String,
    /// `InitgPty/Nm`.
    pub initiator_name: String,
    /// Id of scheme `CUST`.
    pub initiator_id: String,
    /// Id of scheme `BANK`.
    pub division_id: String,
    /// Payments, in file order.
    pub payments: Vec<Payment>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_as_people_write_them() {
        let table = [
            (0, "0.00", Some(0)),
            (206_307_500, "20630.75", Some(2_063_075)),
            (12_340, "1.234", None),
            (12_345, "1.2345", None),
            (-5_000, "-0.50", Some(-50)),
            (10_000, "1.00", Some(100)),
            (
                i128::MAX / 100 * 100,
                "17014118346046923173168730371588410.57",
                None,
            ),
        ];
        for (sum, text, ore) in table {
            assert_eq!(Sum(sum).to_string(), text);
            assert_eq!(Sum(sum).ore(), ore.map(Ore), "{text}");
        }
    }
}
