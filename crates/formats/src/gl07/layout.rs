//! The fields of a GL07 line: where they stand in a record, what they are called in the XML, what they may hold.
//!
//! One table, no code per field. A layout of another version or customer is another row of [`LAYOUTS`].
//! Sources: the field table of version 5.5 (public copies of 2060 and 2059 characters), the XSDs of 2011/11/14.

/// What may stand in a field.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// Characters.
    Text,
    /// A whole number without sign; zero is blank.
    Count,
    /// A whole number, perhaps with a sign; zero is blank.
    Whole,
    /// A number of unclear scale, kept as it is written.
    Value,
    /// Money: øre in a record, kroner in XML.
    Amount,
    /// A date.
    Date,
    /// `YYYYPP`.
    Period,
}

/// The element of the XML that a field stands in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) enum Group {
    /// `ABWTransaction`.
    Root,
    /// `Voucher`.
    Voucher,
    /// `Transaction`.
    Transaction,
    /// `Amounts`.
    Amounts,
    /// `GLAnalysis`.
    Analysis,
    /// `TaxTransInfo`.
    Tax,
    /// `ApArInfo`.
    Party,
    /// `SundryInfo` in `ApArInfo`.
    Sundry,
}

impl Group {
    /// The name of the element.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Root => "ABWTransaction",
            Self::Voucher => "Voucher",
            Self::Transaction => "Transaction",
            Self::Amounts => "Amounts",
            Self::Analysis => "GLAnalysis",
            Self::Tax => "TaxTransInfo",
            Self::Party => "ApArInfo",
            Self::Sundry => "SundryInfo",
        }
    }

    /// A bit of its own in a set.
    pub(super) fn bit(self) -> u16 {
        match self {
            Self::Root => 1,
            Self::Voucher => 2,
            Self::Transaction => 4,
            Self::Amounts => 8,
            Self::Analysis => 16,
            Self::Tax => 32,
            Self::Party => 64,
            Self::Sundry => 128,
        }
    }

    /// The groups in it.
    pub(super) fn children(self) -> &'static [Self] {
        match self {
            Self::Root => &[Self::Voucher],
            Self::Voucher => &[Self::Transaction],
            Self::Transaction => &[Self::Amounts, Self::Analysis, Self::Tax, Self::Party],
            Self::Party => &[Self::Sundry],
            Self::Amounts | Self::Analysis | Self::Tax | Self::Sundry => &[],
        }
    }
}

/// The XML element of a field.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Element {
    pub(super) group: Group,
    pub(super) name: &'static str,
    /// Whether the schema has it in the library's namespace.
    pub(super) library: bool,
}

/// A field of the table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Column {
    pub(super) field: Field,
    /// The vendor's internal name, also the heading of a table.
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    /// Characters; 0 for what only the XML has.
    pub(super) width: usize,
    /// Right-aligned when written.
    pub(super) right: bool,
    pub(super) element: Element,
}

/// Declares [`Field`] and its table together, so that they cannot differ.
macro_rules! fields {
    ($($field:ident $name:literal $kind:ident $width:literal $align:ident $group:ident $ns:ident $element:literal: $doc:literal;)+) => {
        /// A field by its meaning, whatever the form of the file.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Field {
            $(#[doc = concat!("`", $name, "`: ", $doc, ".")] $field,)+
        }

        impl Field {
            /// All of them, in the order of the record; those that only the XML has last.
            pub const ALL: [Self; COLUMNS.len()] = [$(Self::$field),+];

            /// The vendor's internal name.
            pub fn name(self) -> &'static str {
                match self { $(Self::$field => $name,)+ }
            }

            /// Its ordinal in [`Field::ALL`].
            #[inline]
            #[expect(clippy::as_conversions, reason = "the discriminant of an enum of 71 units")]
            pub(super) const fn ordinal(self) -> u8 {
                self as u8
            }

            #[inline]
            pub(super) const fn column(self) -> &'static Column {
                match self { $(Self::$field => { const COLUMN: &Column = &fields!(@column $field $name $kind $width $align $group $ns $element); COLUMN })+ }
            }
        }

        pub(super) static COLUMNS: [Column; [$($width),+].len()] =
            [$(fields!(@column $field $name $kind $width $align $group $ns $element)),+];
    };
    (@column $field:ident $name:literal $kind:ident $width:literal $align:ident $group:ident $ns:ident $element:literal) => {
        Column {
            field: Field::$field,
            name: $name,
            kind: Kind::$kind,
            width: $width,
            right: fields!(@right $align),
            element: Element { group: Group::$group, name: $element, library: fields!(@library $ns) },
        }
    };
    (@right left) => { false };
    (@right right) => { true };
    (@library t) => { false };
    (@library l) => { true };
}

fields! {
    Batch "batch_id" Text 25 left Root l "BatchId": "batch from the source system";
    Interface "interface" Text 25 left Root t "Interface": "source system code";
    VoucherType "voucher_type" Text 25 left Voucher l "VoucherType": "voucher type";
    TransType "trans_type" Text 2 left Transaction l "TransType": "GL, AP, AR or TX";
    Client "client" Text 25 left Voucher l "CompanyCode": "company code";
    Account "account" Text 25 left Analysis l "Account": "account";
    Dim1 "dim_1" Text 25 left Analysis t "Dim1": "dimension 1";
    Dim2 "dim_2" Text 25 left Analysis t "Dim2": "dimension 2";
    Dim3 "dim_3" Text 25 left Analysis t "Dim3": "dimension 3";
    Dim4 "dim_4" Text 25 left Analysis t "Dim4": "dimension 4";
    Dim5 "dim_5" Text 25 left Analysis t "Dim5": "dimension 5";
    Dim6 "dim_6" Text 25 left Analysis t "Dim6": "dimension 6";
    Dim7 "dim_7" Text 25 left Analysis t "Dim7": "dimension 7";
    TaxCode "tax_code" Text 25 left Analysis l "TaxCode": "tax code";
    TaxSystem "tax_system" Text 25 left Analysis l "TaxSystem": "tax system";
    Currency "currency" Text 25 left Analysis l "Currency": "currency code";
    DcFlag "dc_flag" Whole 2 left Amounts t "DcFlag": "1 debit, -1 credit";
    CurAmount "cur_amount" Amount 20 right Amounts l "CurrAmount": "amount in the transaction's currency";
    Amount "amount" Amount 20 right Amounts l "Amount": "amount in company currency";
    Number1 "number_1" Whole 11 right Amounts t "Number1": "statistical number";
    Value1 "value_1" Value 20 right Amounts t "Value1": "statistical value";
    Value2 "value_2" Value 20 right Amounts t "Value2": "amount 3";
    Value3 "value_3" Value 20 right Amounts t "Value3": "amount 4";
    Description "description" Text 255 left Transaction l "Description": "free text";
    TransDate "trans_date" Date 8 left Transaction t "TransDate": "value date";
    VoucherDate "voucher_date" Date 8 left Voucher t "VoucherDate": "date of the invoice or document";
    VoucherNo "voucher_no" Count 15 left Voucher t "VoucherNo": "voucher number or grouping counter";
    Period "period" Period 6 left Voucher l "Period": "accounting period";
    TaxId "tax_id" Text 1 left Analysis t "TaxId": "EU triangle trade";
    InvoiceNumber "ext_inv_ref" Text 100 left Party l "InvoiceNo": "invoice number";
    ExternalReference "ext_ref" Text 255 left Transaction t "ExternalRef": "external reference";
    DueDate "due_date" Date 8 left Party l "DueDate": "due date";
    DiscountDate "disc_date" Date 8 left Party t "DiscDate": "discount date";
    Discount "discount" Amount 20 right Party l "Discount": "discount";
    Commitment "commitment" Text 25 right Party t "Commitment": "contract or commitment";
    OrderId "order_id" Count 15 left Party t "OrderNo": "purchase order";
    Kid "kid" Text 27 left Party l "BacsId": "KID";
    PayTransfer "pay_transfer" Text 2 left Transaction t "PayTransfer": "external payment instruction";
    Status "status" Text 1 left Transaction l "Status": "invoice status";
    PartyKind "apar_type" Text 1 left Party l "ApArType": "P supplier, R customer";
    Party "apar_id" Text 25 left Party l "ApArNo": "party number";
    PayFlag "pay_flag" Whole 1 left Party t "PayFlag": "1 = on account";
    VoucherRef "voucher_ref" Count 15 left Party l "VoucherRef": "voucher to be matched against";
    SequenceRef "sequence_ref" Count 9 left Party l "SequenceRef": "line of that voucher";
    InterestRule "intrule_id" Text 25 left Party l "IntruleId": "interest rule";
    Factor "factor_short" Text 25 left Party t "FactorShort": "payment recipient";
    Responsible "responsible" Text 25 left Party l "Responsible": "approver";
    PartyName "apar_name" Text 255 left Sundry t "ApArName": "name of a sundry party";
    Address "address" Text 160 left Sundry l "Address": "address of a sundry party";
    Province "province" Text 40 left Sundry l "Province": "province of a sundry party";
    Place "place" Text 40 left Sundry l "Place": "place of a sundry party";
    BankAccount "bank_account" Text 35 left Sundry l "BankAccount": "bank account of a sundry party";
    PayMethod "pay_method" Text 2 left Party l "PayMethod": "payment method";
    VatNumber "vat_reg_no" Text 25 left Sundry l "VatRegNo": "VAT number of a sundry party";
    ZipCode "zip_code" Text 15 left Sundry l "ZipCode": "postcode of a sundry party";
    CurrencyLicence "curr_licence" Text 3 left Party t "CurrLicense": "currency documentation code";
    Account2 "account2" Text 25 left Tax t "Account2": "account the tax was computed from";
    BaseAmount "base_amount" Amount 20 right Tax t "BaseAmount": "tax base in company currency";
    BaseCurrency "base_curr" Amount 20 right Tax t "BaseCurr": "tax base in the transaction's currency";
    PayPlan "pay_temp_id" Text 4 left Party t "PayTemplate": "payment plan";
    AllocationKey "allocation_key" Whole 3 left Transaction l "AllocationKey": "accrual key";
    PeriodNumber "period_no" Whole 2 left Transaction t "PeriodNo": "start of the accrual, added to the period";
    ClearingCode "clearing_code" Text 13 left Sundry l "ClearingCode": "clearing code of a sundry party";
    Swift "swift" Text 11 left Sundry l "Swift": "BIC of a sundry party";
    ArrivalId "arrive_id" Count 15 left Party t "ArriveId": "arrival registration number";
    BankAccountType "bank_acc_type" Text 2 left Sundry t "BankAccountType": "kind of bank account";
    OriginalReference "orig_reference" Count 0 left Party t "OrigReference": "the invoice a credit note is for";
    ArrivalDate "arrival_date" Date 0 left Party t "ArrivalDate": "date the invoice was received";
    PayCurrency "pay_currency" Text 0 left Party t "PayCurrency": "currency of the payment";
    ComplaintCode "complaint_code" Text 0 left Party t "ComplaintCode": "complaint code";
    ComplaintDate "complaint_date" Date 0 left Party t "ComplaintDate": "complaint date";
}

/// Widest text of an element that only the XML has.
pub(super) const XML_ONLY_WIDTH: usize = 25;

/// The fields in the order of the schema, which is the order in which an element is written.
pub(super) const XML_ORDER: [Field; 71] = [
    Field::Interface,
    Field::Batch,
    Field::VoucherNo,
    Field::VoucherType,
    Field::Client,
    Field::Period,
    Field::VoucherDate,
    Field::TransType,
    Field::Description,
    Field::Status,
    Field::TransDate,
    Field::AllocationKey,
    Field::PeriodNumber,
    Field::PayTransfer,
    Field::ExternalReference,
    Field::DcFlag,
    Field::Amount,
    Field::CurAmount,
    Field::Number1,
    Field::Value1,
    Field::Value2,
    Field::Value3,
    Field::Account,
    Field::Dim1,
    Field::Dim2,
    Field::Dim3,
    Field::Dim4,
    Field::Dim5,
    Field::Dim6,
    Field::Dim7,
    Field::Currency,
    Field::TaxCode,
    Field::TaxSystem,
    Field::TaxId,
    Field::Account2,
    Field::BaseAmount,
    Field::BaseCurrency,
    Field::PartyKind,
    Field::Party,
    Field::Factor,
    Field::InvoiceNumber,
    Field::Responsible,
    Field::DueDate,
    Field::DiscountDate,
    Field::Discount,
    Field::Kid,
    Field::PayMethod,
    Field::PayFlag,
    Field::CurrencyLicence,
    Field::VoucherRef,
    Field::SequenceRef,
    Field::ArrivalId,
    Field::Commitment,
    Field::OrderId,
    Field::InterestRule,
    Field::PayPlan,
    Field::PartyName,
    Field::Address,
    Field::ZipCode,
    Field::Place,
    Field::Province,
    Field::VatNumber,
    Field::BankAccountType,
    Field::BankAccount,
    Field::ClearingCode,
    Field::Swift,
    Field::OriginalReference,
    Field::ArrivalDate,
    Field::PayCurrency,
    Field::ComplaintCode,
    Field::ComplaintDate,
];

/// The columns in that order.
pub(super) static XML_COLUMNS: [&Column; XML_ORDER.len()] = {
    let mut columns = [Field::Batch.column(); XML_ORDER.len()];
    let mut at = 0;
    #[expect(
        clippy::indexing_slicing,
        reason = "evaluated by the compiler, bounds and all"
    )]
    while at < columns.len() {
        columns[at] = XML_ORDER[at].column();
        at += 1;
    }
    columns
};

/// Where the sign of an amount comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum SignRule {
    /// The amount carries its sign; the debit/credit flag, where filled, is only compared.
    #[default]
    Amount,
    /// Amounts are unsigned and the debit/credit flag says which side they are on.
    Flag,
}

/// The character set of a fixed width file. Positions are characters of a single-byte set.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Encoding {
    /// ISO-8859-1: bytes 80–9F are control characters and refused.
    Iso8859_1,
    /// Windows-1252, which holds every printable character of ISO-8859-1.
    Windows1252,
}

/// A fixed width layout.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Layout {
    /// The name in `Totals::version`.
    pub name: &'static str,
    /// Version of the product the layout is of.
    pub version: &'static str,
    /// Characters of a record.
    pub length: usize,
    /// Where the sign of an amount comes from.
    pub sign: SignRule,
    /// Character set.
    pub encoding: Encoding,
    /// Width of the accrual key, the one field in which the public layouts differ.
    allocation_key: usize,
}

/// 66 fields, 2060 characters: accrual key of three.
pub static FIXED_2060: Layout = Layout {
    name: "fixed-2060",
    version: "5.5",
    length: 2060,
    sign: SignRule::Amount,
    encoding: Encoding::Windows1252,
    allocation_key: 3,
};

/// 66 fields, 2059 characters: accrual key of two.
pub static FIXED_2059: Layout = Layout {
    name: "fixed-2059",
    version: "5.5",
    length: 2059,
    sign: SignRule::Amount,
    encoding: Encoding::Windows1252,
    allocation_key: 2,
};

/// Every fixed width layout that is known.
pub static LAYOUTS: [&Layout; 2] = [&FIXED_2060, &FIXED_2059];

/// The shortest record of which only trailing blanks are missing: it goes through the period.
pub(super) const SHORTEST: usize = 782;
/// Up to here (through `pay_temp_id`) the layouts are the same.
pub(super) const COMMON: usize = 2014;

impl Layout {
    /// Name, first and last position (from 1, both included) of every field, in order of position.
    pub fn fields(&self) -> impl Iterator<Item = (&'static str, usize, usize)> {
        self.columns()
            .map(|(column, from, to)| (column.name, from + 1, to))
    }

    /// Columns with their offset from 0 and the offset behind them.
    #[inline]
    pub(super) fn columns(&self) -> impl Iterator<Item = (&'static Column, usize, usize)> {
        let allocation_key = self.allocation_key;
        let mut at = 0;
        COLUMNS.iter().filter(|c| c.width > 0).map(move |column| {
            let width = if column.field == Field::AllocationKey {
                allocation_key
            } else {
                column.width
            };
            let from = at;
            at += width;
            (column, from, at)
        })
    }

    /// Offset of a field from 0; 0 for what only the XML has.
    pub(super) fn offset(&self, field: Field) -> usize {
        self.columns()
            .find(|(column, ..)| column.field == field)
            .map_or(0, |(_, from, _)| from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_those_of_the_field_table() {
        let expected = [
            ("batch_id", 1, 25),
            ("trans_type", 76, 77),
            ("dim_7", 278, 302),
            ("amount", 400, 419),
            ("description", 491, 745),
            ("period", 777, 782),
            ("ext_inv_ref", 784, 883),
            ("due_date", 1139, 1146),
            ("kid", 1215, 1241),
            ("apar_id", 1246, 1270),
            ("bank_account", 1866, 1900),
            ("curr_licence", 1943, 1945),
            ("account2", 1946, 1970),
            ("pay_temp_id", 2011, 2014),
        ];
        for layout in LAYOUTS {
            let fields: Vec<_> = layout.fields().collect();
            assert_eq!(fields.len(), 66);
            assert_eq!(fields[65].2, layout.length, "{}", layout.name);
            for one in expected {
                assert!(fields.contains(&one), "{} {one:?}", layout.name);
            }
        }
        assert!(FIXED_2060.fields().any(|f| f == ("arrive_id", 2044, 2058)));
        assert!(FIXED_2059.fields().any(|f| f == ("arrive_id", 2043, 2057)));
    }

    #[test]
    fn the_order_of_the_schema_names_every_field_once() {
        let mut order = XML_ORDER.to_vec();
        order.sort_unstable();
        assert_eq!(order, Field::ALL);
        let groups: Vec<Group> = XML_ORDER.iter().map(|f| f.column().element.group).collect();
        let mut rising: Vec<Group> = groups.clone();
        rising.dedup();
        assert_eq!(
            rising.len(),
            9,
            "elements stand together, but for what follows SundryInfo"
        );
        assert!(Field::ALL.iter().all(|f| f.column().field == *f));
    }
}
