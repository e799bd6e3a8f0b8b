//! Matching as the people who set it up know it: which rules a playbook applies to which sets, in which order.
//!
//! Not here: the TOML form (`ingest` reads it), the rules that hold when a playbook states none (`checks::sets`), and
//! how a rule finds its groups (`matching`).

use crate::Ore;

/// A kind of matching set: what stands against what.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum SetKind {
    /// Bank entries against ledger lines of one bank account.
    Bank,
    /// Items of the error account against each other.
    Error,
    /// Receipts on interim accounts against their clearings.
    Interim,
    /// Incoming payments against the receivables they pay.
    Kid,
    /// Refunds that NAV reports against what the bank received.
    Nav,
    /// Incoming payments against their lump sums at the bank.
    Ocr,
    /// Payments sent to the bank against what it debited.
    Remittance,
}

impl SetKind {
    /// Every kind, by name.
    pub const ALL: [Self; 7] = [
        Self::Bank,
        Self::Error,
        Self::Interim,
        Self::Kid,
        Self::Nav,
        Self::Ocr,
        Self::Remittance,
    ];

    /// The word of the playbook, and the beginning of the names of its sets.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Bank => "bank",
            Self::Error => "error",
            Self::Interim => "interim",
            Self::Kid => "kid",
            Self::Nav => "nav",
            Self::Ocr => "ocr",
            Self::Remittance => "remittance",
        }
    }
}

/// What rows can be matched by.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum MatchKey {
    /// The bank's or the ledger's reference, without blanks, hyphens, dots, slashes and leading zeros, in capitals.
    Reference,
    /// KID, digits only.
    Kid,
    /// The shared key of a lump: OCR assignment, remittance batch, NAV unit and day.
    Lump,
    /// Voucher number, as a reference.
    Voucher,
}

impl MatchKey {
    /// Every key, in the order of the engine's columns.
    pub const ALL: [Self; 4] = [Self::Reference, Self::Kid, Self::Lump, Self::Voucher];

    /// The word of the playbook.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reference => "reference",
            Self::Kid => "kid",
            Self::Lump => "lump",
            Self::Voucher => "voucher",
        }
    }

    /// The engine's column.
    pub fn column(self) -> usize {
        match self {
            Self::Reference => 0,
            Self::Kid => 1,
            Self::Lump => 2,
            Self::Voucher => 3,
        }
    }
}

/// How far apart two rows may lie, in bank days.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MatchWindow {
    /// So many bank days the right row may lie before the left row.
    pub earlier: u16,
    /// So many bank days it may lie after it.
    pub later: u16,
}

impl MatchWindow {
    /// The same in both directions.
    pub fn both(days: u16) -> Self {
        Self {
            earlier: days,
            later: days,
        }
    }
}

/// What a rule does with what the rules before it left open.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum MatchKind {
    /// Same key and amount, one to one.
    KeyPairs {
        /// The key.
        key: MatchKey,
        /// `None` = any distance.
        window: Option<MatchWindow>,
    },
    /// All rows of one key, if the sides are equal: 1–n, n–1, n–m.
    KeyGroups {
        /// The key.
        key: MatchKey,
        /// The sides may differ by so much, in øre; the difference stands on a line of its own.
        tolerance: Ore,
    },
    /// The rows of one key on one side are one lump; it meets a single row of the other side of the same amount.
    LumpSums {
        /// The key.
        key: MatchKey,
        /// Whether the left side has the parts; otherwise the right side.
        parts_left: bool,
        /// Between the last part and the single row.
        window: MatchWindow,
    },
    /// Same amount inside the window, one to one.
    AmountWindow {
        /// The window.
        window: MatchWindow,
    },
    /// Rows of one side that cancel each other.
    ReversalPairs {
        /// They must share it; `None` = by amount alone.
        key: Option<MatchKey>,
        /// Between the two.
        window: MatchWindow,
    },
    /// A payment and its charge on one side are one net row on the other, the same day.
    FeeNetting,
    /// One row of one side is the sum of a few of the other.
    SubsetSums {
        /// They must share it; `None` = by amount alone.
        key: Option<MatchKey>,
        /// Between the one row and each of the others.
        window: MatchWindow,
        /// At most so many rows make the sum, 2 to 8.
        most_rows: u8,
    },
    /// Same key, nearly the same amount; the difference stands on a line of its own.
    NearAmounts {
        /// The key.
        key: MatchKey,
        /// Between the two.
        window: MatchWindow,
        /// The largest difference, in øre, above zero.
        tolerance: Ore,
    },
}

impl MatchKind {
    /// The word of the playbook.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::KeyPairs { .. } => "key-pairs",
            Self::KeyGroups { .. } => "key-groups",
            Self::LumpSums { .. } => "lump-sums",
            Self::AmountWindow { .. } => "amount-window",
            Self::ReversalPairs { .. } => "reversal-pairs",
            Self::FeeNetting => "fee-netting",
            Self::SubsetSums { .. } => "subset-sums",
            Self::NearAmounts { .. } => "near-amounts",
        }
    }

    /// Whether it goes by amount alone. Such a rule never sees a row whose key the other side knows.
    pub fn is_by_amount(&self) -> bool {
        matches!(
            self,
            Self::AmountWindow { .. }
                | Self::FeeNetting
                | Self::SubsetSums { key: None, .. }
                | Self::ReversalPairs { key: None, .. }
        )
    }
}

/// A rule of a playbook.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MatchRule {
    /// Its name in results, unique in its set: small letters, digits and hyphens.
    pub id: String,
    /// What it does.
    pub kind: MatchKind,
}

/// The rules of a kind of set, in order; they stand in place of the ones that come with the program.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SetRules {
    /// For sets of this kind.
    pub set: SetKind,
    /// For this set only, by what follows the kind in its name (`1939`); `None` = every set of the kind.
    pub subject: Option<String>,
    /// The rules, in order.
    pub rules: Vec<MatchRule>,
}
