//! GL07, the ledger lines a source system hands to Unit4 ERP (Agresso): fixed width records, or `ABWTransaction` XML.
//!
//! Written by payroll, invoice and other source systems; read by server process GL07 into staging, checked and booked.
//! Source: the field table of version 5.5 in two public copies (2060 and 2059 characters), the vendor's XSDs
//! ABWTransaction and ABWSchemaLib 2011/11/14, public programs that write them. No layout of DFØ is public: a layout
//! is a row of [`LAYOUTS`], with name and version, and another one is another row.
//!
//! ```text
//! batch_id 1-25      interface 26-50     voucher_type 51-75  trans_type 76-77   client 78-102      account 103-127
//! dim_1-dim_7 128-302 (25 each)          tax_code 303-327    tax_system 328-352 currency 353-377   dc_flag 378-379
//! cur_amount 380-399 amount 400-419      number_1 420-430    value_1-value_3 431-490 (20 each)     description 491-745
//! trans_date 746-753 voucher_date 754-761 voucher_no 762-776 period 777-782     tax_id 783         ext_inv_ref 784-883
//! ext_ref 884-1138   due_date 1139-1146  disc_date 1147-1154 discount 1155-1174 commitment 1175-1199
//! order_id 1200-1214 kid 1215-1241       pay_transfer 1242-1243 status 1244     apar_type 1245     apar_id 1246-1270
//! pay_flag 1271      voucher_ref 1272-1286 sequence_ref 1287-1295 intrule_id 1296-1320 factor_short 1321-1345
//! responsible 1346-1370 apar_name 1371-1625 address 1626-1785 province 1786-1825 place 1826-1865
//! bank_account 1866-1900 pay_method 1901-1902 vat_reg_no 1903-1927 zip_code 1928-1942 curr_licence 1943-1945
//! account2 1946-1970 base_amount 1971-1990 base_curr 1991-2010 pay_temp_id 2011-2014
//! allocation_key 2015-2017 (2015-2016 in fixed-2059, so that what follows stands one earlier) period_no 2018-2019
//! clearing_code 2020-2032 swift 2033-2043 arrive_id 2044-2058 bank_acc_type 2059-2060
//! ```
//!
//! The XML has the same fields by name: `ABWTransaction/Voucher/Transaction`, in it `Amounts`, `GLAnalysis`,
//! `TaxTransInfo`, `ApArInfo/SundryInfo`. Elements are known by their local names; `BacsId` is the KID.
//!
//! **Signs.** Amounts are debit positive, as in the file: they carry their sign, øre in a record, kroner with a point in
//! XML. `dc_flag`, where filled, is compared only, unless [`Options::sign`] says that amounts are unsigned and the flag
//! says the side. `value_1`, `value_2`, `value_3` are kept raw and not used: the sources contradict each other on their
//! scale.
//!
//! **Vouchers.** Fixed width: lines of one type and number; they may stand apart. XML: one `Voucher` element, whether
//! numbered or not. Amounts of each must sum to zero (G-03), with one period and one voucher date (G-05).
//!
//! **Tolerated**, with or without a word:
//!
//! | What | Code |
//! |---|---|
//! | both alignments of numbers, zero as blanks, sign at the field's first position, CRLF or LF, blank lines at the end | none |
//! | records without trailing blanks, 782 characters or more, if [`Options::allow_short_records`] | AGR032 |
//! | UTF-8 texts in a record of the right length in bytes: money right, texts garbled | AGR027 |
//! | fields that are passed on but not used without a number or date | AGR025 |
//! | wrong KID, early due date, kind of party, signs, currency sums, error account, `*****`, currency documentation code | AGR006–AGR015 |
//! | voucher that comes again after it had summed to zero | AGR030, AGR035 |
//! | XML: other namespace versions, unknown elements, texts too wide, no voucher type or date | AGR042, AGR043, AGR026, AGR046 |
//! | XML: empty elements; no tax code, kind of party, approver (as the schema has it) | none |
//!
//! Records shorter or longer than the layout, whose mix hints at two layouts in a file, are refused (G-01).
//!
//! **Not read**: attributes; elements that the schema does not have. Not known here: anything of registers, earlier files,
//! the ledger (see [`error`]).
//!
//! **Truncation.** The format has no end record. A cut inside a record, an element or a voucher is noticed (length,
//! well-formedness, sum); a cut between two vouchers of a fixed width file is **not**: compare [`Totals::debit`] and
//! [`Totals::transactions`] with the control file of the source system (G-11). The same holds for a byte changed in an
//! account, dimension or text: they have no check digit. A byte changed in an amount breaks the sum of its voucher.
//!
//! **Memory** does not grow with the file: the open voucher, vouchers that do not sum to zero
//! ([`Options::max_open_vouchers`]), ranges of numbers of those that do ([`Options::max_voucher_ranges`]).
//!
//! **Written** files are right-aligned in money and statistics, left-aligned otherwise, CRLF, Windows-1252, zero as `0` in
//! the two amounts and blank elsewhere; XML is UTF-8 in schema order with the schema's namespaces, two decimals.
//! Normalised: leading zeros of whole numbers, outer blanks, alignment, encoding, line ends, unknown versions (to 2011).
//! The voucher's ordinals and [`record::Line::sequence`] follow from the order.

mod abw;
pub mod error;
mod field;
mod fixed;
mod layout;
mod ledger;
mod parse;
pub mod record;
mod seen;
mod value;
mod write;

use std::collections::BTreeSet;

use domain::identifier::KidMethod;

pub use self::layout::{Encoding, FIXED_2059, FIXED_2060, LAYOUTS, Layout, SignRule};
pub use self::parse::{parse, read, sniff};
pub use self::record::{File, Totals};
pub use self::write::{write, write_to};

/// What becomes of the voucher numbers of the file when it is imported.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum VoucherNumbers {
    /// They only say which lines belong together; blank is a number like others.
    #[default]
    Grouping,
    /// They are kept: every line must have one.
    Kept,
}

/// What the file cannot say about itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Options {
    /// The layout of a fixed width file; `None`: the one whose length most of the first records have.
    pub layout: Option<&'static Layout>,
    /// The character set of a fixed width file; `None`: that of the layout.
    pub encoding: Option<Encoding>,
    /// Whether a transfer may have dropped trailing blanks (at least 782 characters must be left).
    pub allow_short_records: bool,
    /// Where the sign of an amount comes from; `None`: as the layout says, in XML the amount.
    pub sign: Option<SignRule>,
    /// What becomes of the voucher numbers.
    pub voucher_numbers: VoucherNumbers,
    /// The KID agreement; either modulus is accepted where nothing is said.
    pub kid: Option<KidMethod>,
    /// The account that lines with invalid dimensions are booked on; empty: none.
    pub error_account: String,
    /// The currency documentation codes that are known; any other that is filled is a deviation.
    pub currency_licences: BTreeSet<String>,
    /// Most vouchers of a fixed width file that do not sum to zero at the same time.
    pub max_open_vouchers: usize,
    /// Most ranges of voucher numbers that are remembered, to notice a voucher that comes again (60 bytes each).
    pub max_voucher_ranges: usize,
}

impl Default for Options {
    /// Layout by length, whole records, signed amounts, numbers that only group, account 2809, no known codes.
    fn default() -> Self {
        Self {
            layout: None,
            encoding: None,
            allow_short_records: false,
            sign: None,
            voucher_numbers: VoucherNumbers::Grouping,
            kid: None,
            error_account: "2809".to_owned(),
            currency_licences: BTreeSet::new(),
            max_open_vouchers: 100_000,
            max_voucher_ranges: 500_000,
        }
    }
}
