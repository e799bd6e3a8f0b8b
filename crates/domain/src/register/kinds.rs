//! The declarations: what each register is, field by field. Not here: how they are used.

use super::Need::{Always, Column, MonthOf, Movements, Optional};
use super::Type::{Account, Amount, BankAccount, Count, Currency, Date, Decimal, Limit, Party, Period, Person, Switch, Text};
use super::{Field, Kind, Need, Type};

/// Every kind; of two that fit a table equally well and yield to none, neither is taken.
pub const KINDS: &[&Kind] = &[
    &LEDGER,
    &SUBLEDGER,
    &GL07,
    &CHART,
    &TRIAL_BALANCE,
    &CUSTOMER_ITEMS,
    &SUPPLIER_ITEMS,
    &SAP_BALANCES,
    &INVOICE_SYSTEM,
    &FIXED_ASSETS,
    &CASH_LEDGER,
    &S_REPORT,
    &A_REPORT,
    &ARTICLE_CONTROL,
    &CASH_SETUP,
    &CASH_EXEMPT,
    &STATE_AUTHORITIES,
    &BUDGET,
    &PERIOD_STATUS,
    &L_REPORT,
    &P_REPORT,
    &P_BOOKED,
    &CUSTOMERS,
    &SUPPLIERS,
    &AUTHORITIES,
    &USERS,
    &ACCESS_LIST,
    &PAYROLL_CONTROL,
    &HOURS,
    &PENSION_TERMS,
    &SERVICE_LOG,
    &CASES,
    &ACCESS_ORDERERS,
    &DIMENSION_VALUES,
    &APPROVED_REPOSTINGS,
];

const fn field(name: &'static str, of: Type, need: Need, meaning: &'static str, headings: &'static [&'static str]) -> Field {
    Field { name, of, need, personal: matches!(of, Person | BankAccount), sides: false, meaning, headings }
}

const fn personal(field: Field) -> Field {
    Field { personal: true, ..field }
}

const fn or_sides(field: Field) -> Field {
    Field { sides: true, ..field }
}

/// `ledger`: a line of the general ledger; rows of period 00 are opening balances.
static LEDGER: Kind = Kind {
    id: "ledger",
    meaning: "a line of the general ledger; rows of period 00 are opening balances",
    source: "Unit4 browser export; GL02, GL01 [INF on columns]",
    fields: &[
        field("account", Account, Always, "Account", &["Konto", "Kontonr", "Kontonummer", "Samlekonto"]),
        field("voucher", Text, Movements, "Voucher number with its series", &["Bilagsnr", "Bilagsnummer", "Bilag", "Bilagnr"]),
        field("voucher_type", Text, Optional, "Voucher type (bilagsart)", &["Bilagsart", "Bilagstype"]),
        field("period", Period, MonthOf("date"), "Period", &["Periode"]),
        field("date", Date, Always, "Voucher date", &["Bilagsdato", "Dato"]),
        or_sides(field("amount", Amount, Always, "Amount, debit positive", &["Beløp"])),
        field("currency", Currency, Optional, "Currency of the amount; NOK without it", &["Valuta", "Valutakode"]),
        field("batch", Text, Optional, "Import, remittance or settlement batch", &["Batch", "Batchnr", "Batchnummer", "Buntnr", "Buntnummer", "Bunt"]),
        field("reference", Text, Optional, "Reference", &["Referanse", "Ref"]),
        field("kid", Text, Optional, "KID", &["KID"]),
        field("party", Party, Optional, "Customer or supplier number", &["Reskontro", "Reskontronr", "Kundenr", "Kundenummer", "Leverandørnr", "Leverandørnummer", "Levnr"]),
        personal(field("text", Text, Optional, "Text", &["Tekst"])),
        // No heading without a mapping: a column that looks like one and holds times of day would refuse the ledger.
        field("entered", Date, Optional, "Day on which it was entered", &[]),
        field("user", Person, Optional, "Login of who entered it", &["Bruker", "Brukernavn", "Bruker-ID"]),
    ],
    key: &["account", "period", "voucher"],
    before: &["subledger"],
};

/// `subledger`: an open item of a customer or supplier on its control account.
static SUBLEDGER: Kind = Kind {
    id: "subledger",
    meaning: "an open item of a customer or supplier on its control account",
    source: "XRE01, XRE02 [P:A6] [INF on columns]",
    fields: &[
        field("account", Account, Always, "Control account in the general ledger", &["Konto", "Kontonr", "Kontonummer", "Samlekonto"]),
        field("party", Party, Always, "Customer or supplier number", &["Reskontro", "Reskontronr", "Kundenr", "Kundenummer", "Leverandørnr", "Leverandørnummer", "Levnr"]),
        field("voucher", Text, Optional, "Voucher number", &["Bilagsnr", "Bilagsnummer", "Bilag", "Bilagnr"]),
        field("period", Period, Always, "The period the listing was taken for", &["Periode"]),
        field("date", Date, Always, "Voucher date", &["Bilagsdato", "Dato"]),
        field("due", Date, Optional, "Due date", &["Forfallsdato", "Forfall", "Duedate"]),
        or_sides(field("amount", Amount, Always, "Open amount, debit positive", &["Beløp"])),
        field("kid", Text, Optional, "KID", &["KID"]),
        personal(field("text", Text, Optional, "Text", &["Tekst"])),
    ],
    key: &["account", "party", "voucher"],
    before: &["customer-open-items", "supplier-open-items"],
};

/// `gl07`: a voucher line to be imported, under the internal names of GL07.
static GL07: Kind = Kind {
    id: "gl07",
    meaning: "a voucher line to be imported, under the internal names of GL07",
    source: "gl07.md §2, §5: importers name columns by the internal names",
    fields: &[
        field("interface", Text, Optional, "Source system", &[]),
        field("batch_id", Text, Optional, "Batch from the source system", &[]),
        field("client", Text, Optional, "Company code", &[]),
        field("voucher_type", Text, Column, "Voucher type", &[]),
        field("trans_type", Text, Optional, "GL, AP, AR or TX", &[]),
        field("voucher_no", Text, Column, "Voucher number or grouping counter", &[]),
        field("account", Account, Column, "Account; may be empty on AP and AR, where it comes from the party", &[]),
        field("dim_1", Text, Optional, "Dimension 1", &["cat1"]),
        field("dim_2", Text, Optional, "Dimension 2", &["cat2"]),
        field("dim_3", Text, Optional, "Dimension 3", &["cat3"]),
        field("dim_4", Text, Optional, "Dimension 4; DFØ: Finansiering", &["cat4"]),
        field("dim_5", Text, Optional, "Dimension 5", &["cat5"]),
        field("dim_6", Text, Optional, "Dimension 6", &["cat6"]),
        field("dim_7", Text, Optional, "Dimension 7", &["cat7"]),
        field("tax_code", Text, Optional, "Tax code", &[]),
        field("currency", Currency, Optional, "Currency of cur_amount", &[]),
        field("amount", Amount, Always, "Amount in the company currency, debit positive", &[]),
        field("cur_amount", Amount, Optional, "Amount in the transaction currency, debit positive", &[]),
        field("voucher_date", Date, Always, "Document date", &[]),
        field("trans_date", Date, Optional, "Value date", &[]),
        field("period", Period, Optional, "Period; without it the order decides", &[]),
        personal(field("description", Text, Optional, "Text", &[])),
        field("ext_inv_ref", Text, Optional, "Invoice number", &[]),
        field("ext_ref", Text, Optional, "External reference", &[]),
        field("due_date", Date, Optional, "Due date", &[]),
        field("kid", Text, Optional, "KID", &[]),
        field("apar_type", Text, Optional, "P supplier, R customer", &[]),
        field("apar_id", Party, Optional, "Customer or supplier number", &[]),
    ],
    key: &["client", "voucher_type", "voucher_no"],
    before: &[],
};

/// `chart-of-accounts`: an account of the agency, with name and status.
static CHART: Kind = Kind {
    id: "chart-of-accounts",
    meaning: "an account of the agency, with name and status",
    source: "half-year control 1 [S half-year]; columns [INF]",
    fields: &[
        field("account", Account, Always, "Account", &["Konto", "Kontonr", "Kontonummer"]),
        field("name", Text, Column, "Name of the account", &["Kontonavn", "Navn", "Betegnelse"]),
        field("status", Text, Optional, "Status: N in use, C closed", &["Status"]),
        field("cash_exempt", Switch, Optional, "Whether it is exempt from the cash ledger", &["Unntatt kontantregnskapet", "Unntatt kontantregnskap"]),
        field("valid_from", Period, Optional, "First period", &["Gyldig fra", "Periode fra"]),
        field("valid_to", Period, Optional, "Last period", &["Gyldig til", "Periode til"]),
        field("period", Period, Optional, "The period the listing was taken for; without it every one", &["Periode"]),
    ],
    key: &["account", "period"],
    before: &[],
};

/// `trial-balance`: an account with its balances (råbalanse).
static TRIAL_BALANCE: Kind = Kind {
    id: "trial-balance",
    meaning: "an account with its balances (råbalanse)",
    source: "GL09, gl07.md §7; columns [INF]",
    fields: &[
        field("account", Account, Always, "Account", &["Konto", "Kontonr", "Kontonummer"]),
        field("name", Text, Optional, "Name of the account", &["Kontonavn", "Navn", "Betegnelse"]),
        field("period", Period, Optional, "Period the balance is of", &["Periode"]),
        field("closing", Amount, Always, "Closing balance", &["UB", "Utgående balanse", "Utgående saldo"]),
        field("opening", Amount, Always, "Opening balance", &["IB", "Inngående balanse", "Inngående saldo"]),
        field("movement", Amount, Optional, "Movement of the period", &["Bevegelse", "Periodens bevegelse", "Endring"]),
        field("year_to_date", Amount, Optional, "Movement of the year so far", &["Hittil i år", "YTD"]),
    ],
    key: &["account", "period"],
    before: &[],
};

/// `customer-open-items`: an open item of a customer, whatever its control account.
static CUSTOMER_ITEMS: Kind = Kind {
    id: "customer-open-items",
    meaning: "an open item of a customer, whatever its control account",
    source: "X_AR_AGE [S 6.5]; columns [INF]",
    fields: &[
        field("party", Party, Always, "Customer number", &["Kundenr", "Kundenummer", "Kunde"]),
        field("invoice", Text, Optional, "Invoice number", &["Fakturanr", "Fakturanummer"]),
        field("voucher", Text, Optional, "Voucher number", &["Bilagsnr", "Bilagsnummer", "Bilag", "Bilagnr"]),
        field("date", Date, Always, "Voucher date", &["Bilagsdato", "Fakturadato", "Dato"]),
        field("due", Date, Always, "Due date", &["Forfallsdato", "Forfall"]),
        or_sides(field("amount", Amount, Always, "Open amount, debit positive", &["Restbeløp", "Rest", "Åpent beløp", "Beløp"])),
        field("currency", Currency, Optional, "Currency; NOK without it", &["Valuta", "Valutakode"]),
        field("kid", Text, Optional, "KID", &["KID"]),
        field("reminder", Text, Optional, "State of reminding or debt collection", &["Purrestatus", "Purring", "Inkasso"]),
        personal(field("comment", Text, Optional, "Comment that every older item has", &["Kommentar"])),
        personal(field("text", Text, Optional, "Text", &["Tekst"])),
    ],
    key: &["party", "voucher", "invoice"],
    before: &[],
};

/// `supplier-open-items`: an open item of a supplier, whatever its control account.
static SUPPLIER_ITEMS: Kind = Kind {
    id: "supplier-open-items",
    meaning: "an open item of a supplier, whatever its control account",
    source: "SU07, C43 [S003]; columns [INF]",
    fields: &[
        field("party", Party, Always, "Supplier number", &["Leverandørnr", "Leverandørnummer", "Levnr", "Leverandør"]),
        field("invoice", Text, Optional, "Invoice number", &["Fakturanr", "Fakturanummer"]),
        field("voucher", Text, Optional, "Voucher number", &["Bilagsnr", "Bilagsnummer", "Bilag", "Bilagnr"]),
        field("date", Date, Always, "Voucher date", &["Bilagsdato", "Fakturadato", "Dato"]),
        field("due", Date, Always, "Due date", &["Forfallsdato", "Forfall"]),
        or_sides(field("amount", Amount, Always, "Open amount, debit positive", &["Restbeløp", "Rest", "Åpent beløp", "Beløp"])),
        field("currency", Currency, Optional, "Currency; NOK without it", &["Valuta", "Valutakode"]),
        field("kid", Text, Optional, "KID", &["KID"]),
        field("reminder", Text, Optional, "State of reminding or debt collection", &["Purrestatus", "Purring", "Inkasso"]),
        personal(field("comment", Text, Optional, "Comment that every older item has", &["Kommentar"])),
        personal(field("text", Text, Optional, "Text", &["Tekst"])),
    ],
    key: &["party", "voucher", "invoice"],
    before: &[],
};

/// `sap-balances`: a balance or open item of a personal or deduction ledger in SAP FI, or of debtor NAV.
static SAP_BALANCES: Kind = Kind {
    id: "sap-balances",
    meaning: "a balance or open item of a personal or deduction ledger in SAP FI, or of debtor NAV",
    source: "FBL1N [P:A2], FBL5N [P:A7]; columns [INF]",
    fields: &[
        field("account", Account, Always, "Account as the ledger knows it", &["Konto", "Hovedbokskonto", "Kontonr"]),
        field("period", Period, Always, "The period at whose end it was taken", &["Periode"]),
        field("sap_balance", Amount, Always, "Balance or open amount in SAP, debit positive", &["SAP-saldo", "Saldo SAP"]),
        field("ledger", Text, Optional, "Person ledger or deduction ledger", &["Reskontrotype"]),
        field("employee", Person, Optional, "Employee number", &["Ansattnr", "Ansattnummer"]),
        field("item_period", Period, Optional, "Period the item was posted in, for its age", &["Bilagsperiode", "Postperiode"]),
        field("voucher", Text, Optional, "Document number", &["Bilagsnr", "Dokumentnr"]),
        personal(field("text", Text, Optional, "Text", &["Tekst"])),
    ],
    key: &["account", "period", "employee", "voucher"],
    before: &[],
};

/// `invoice-system`: an invoice of the invoice system that is or will be a voucher.
static INVOICE_SYSTEM: Kind = Kind {
    id: "invoice-system",
    meaning: "an invoice of the invoice system that is or will be a voucher",
    source: "Contempus side of A4 [P:A4]; columns [INF]",
    fields: &[
        field("voucher", Text, Always, "Voucher number", &["Bilagsnr", "Bilagsnummer"]),
        field("invoice", Text, Column, "Invoice number", &["Fakturanr", "Fakturanummer"]),
        field("invoice_amount", Amount, Always, "Amount as the invoice system has it, debit positive", &["Fakturabeløp"]),
        field("supplier", Party, Optional, "Supplier number", &["Leverandørnr", "Leverandørnummer", "Levnr"]),
        field("date", Date, Optional, "Invoice date", &["Fakturadato"]),
        field("due", Date, Optional, "Due date", &["Forfallsdato", "Forfall"]),
        field("period", Period, Optional, "Period", &["Periode"]),
        field("stage", Count, Optional, "0 in the system, 1 exported, 2 read, 3 in the staging table, 4 handed on", &["Stadium"]),
        field("currency", Currency, Optional, "Currency; NOK without it", &["Valuta", "Valutakode"]),
        field("status", Text, Optional, "Status in the workflow", &["Status"]),
    ],
    key: &["voucher"],
    before: &[],
};

/// `fixed-assets`: the value of an account or asset in the asset module.
static FIXED_ASSETS: Kind = Kind {
    id: "fixed-assets",
    meaning: "the value of an account or asset in the asset module",
    source: "XAT02, XAT01 [P:S1]–[P:S3]; columns [INF]",
    fields: &[
        field("account", Account, Always, "Account in the general ledger", &["Konto", "Kontonr", "Balansekonto"]),
        field("asset_value", Amount, Always, "Value in the asset module, debit positive", &["Anleggsverdi", "Bokført verdi"]),
        field("period", Period, Optional, "Period", &["Periode"]),
        field("asset", Text, Optional, "Asset number", &["Anleggsnr", "Anleggsnummer"]),
        field("asset_group", Text, Optional, "Asset group, by which other financing is taken out", &["Anleggsgruppe"]),
        field("acquired", Amount, Optional, "Cost of acquisition", &["Anskaffelseskost"]),
        field("depreciated", Amount, Optional, "Accumulated depreciation", &["Akkumulert avskrivning"]),
        field("from_appropriation", Amount, Optional, "Part capitalised from appropriation", &["Aktivert bevilgning"]),
    ],
    key: &["account", "asset", "period"],
    before: &[],
};

/// `cash-ledger`: an account in entity ledger and cash ledger, year to date.
static CASH_LEDGER: Kind = Kind {
    id: "cash-ledger",
    meaning: "an account in entity ledger and cash ledger, year to date",
    source: "CAN01, reports-to-treasury §2.1; names of the columns [P:A5], layout [INF]",
    fields: &[
        field("account", Account, Always, "Account", &["Konto", "Kontonr", "Kontonummer"]),
        field("entity", Amount, Always, "Entity ledger", &["Virksomhetsregnskap", "Hovedbok"]),
        field("cash", Amount, Always, "Cash ledger", &["Kontantregnskap"]),
        field("outside", Amount, Always, "Accounts exempt from the cash ledger", &["Utenfor kontantregnskapet", "Utenfor kontantregnskap"]),
        field("unresolved", Amount, Always, "What nothing explains; must be zero", &["Uoppklarte differanser", "Uoppklart differanse"]),
        field("excluded_types", Amount, Optional, "Voucher types without cash effect", &["Unntatte bilagsarter"]),
        field("open_items", Amount, Optional, "Effect of open items", &["Åpne poster"]),
        field("period", Period, Optional, "Last period", &["Periode"]),
    ],
    key: &["account", "period"],
    before: &[],
};

/// `s-report`: a line of the S-report: state account × article account.
static S_REPORT: Kind = Kind {
    id: "s-report",
    meaning: "a line of the S-report: state account × article account",
    source: "CAN06, CAN06b, reports-to-treasury §3.1",
    fields: &[
        field("state_account", Account, Always, "State account: chapter and item, or capital account", &["Statskonto", "Kapittel og post", "Kap/post"]),
        field("article", Account, Always, "Article account (artskonto)", &["Artskonto", "Art"]),
        or_sides(field("amount", Amount, Always, "Accumulated amount, signed", &["Beløp"])),
        field("authority", Text, Optional, "Own authority, or whose (belastningsfullmakt)", &["Fullmakt", "Belastningsfullmakt"]),
        field("period", Period, Optional, "Reporting period", &["Periode"]),
    ],
    key: &["state_account", "article", "authority", "period"],
    before: &[],
};

/// `a-report`: a line of the A-report: what the treasury has booked.
static A_REPORT: Kind = Kind {
    id: "a-report",
    meaning: "a line of the A-report: what the treasury has booked",
    source: "reports-to-treasury §6, [P:B1]",
    fields: &[
        field("state_account", Account, Always, "State account: chapter and item, or capital account", &["Statskonto", "Kapittel og post", "Kap/post"]),
        field("article", Account, Always, "Article account (artskonto)", &["Artskonto", "Art"]),
        or_sides(field("amount", Amount, Always, "Accumulated amount, signed", &["Beløp"])),
        field("authority", Text, Optional, "Own authority, or whose (belastningsfullmakt)", &["Fullmakt", "Belastningsfullmakt"]),
        field("period", Period, Optional, "Reporting period", &["Periode"]),
    ],
    key: &["state_account", "article", "authority", "period"],
    before: &[],
};

/// `article-control`: a combination of state account and article account that the control lists as illegal.
static ARTICLE_CONTROL: Kind = Kind {
    id: "article-control",
    meaning: "a combination of state account and article account that the control lists as illegal",
    source: "XARTSK [P:A5B]",
    fields: &[
        field("state_account", Account, Always, "State account", &["Statskonto", "Kapittel og post", "Kap/post"]),
        field("article", Account, Always, "Article account (artskonto)", &["Artskonto", "Art"]),
        or_sides(field("amount", Amount, Always, "Amount", &["Beløp"])),
        field("period", Period, Optional, "Reporting period", &["Periode"]),
    ],
    key: &["state_account", "article", "period"],
    before: &[],
};

/// `cash-setup`: which state account a posting is reported on, by account and dimensions (oppsett kontantregnskap).
static CASH_SETUP: Kind = Kind {
    id: "cash-setup",
    meaning: "which state account a posting is reported on, by account and dimensions (oppsett kontantregnskap)",
    source: "half-year control 2 [S half-year], reports-to-treasury §2.1 [P:A5]; columns [INF]",
    fields: &[
        field("accounts", Text, Always, "Account, prefix such as 4*, or range such as 4000..4999", &["Kontomønster", "Kontointervall"]),
        field("state_account", Account, Always, "State account: chapter and item, or capital account", &["Statskonto", "Kapittel og post", "Kap/post"]),
        field("dimensions", Text, Optional, "Dimension values a posting must have, such as financing=132001, separated by blanks; * at the end stands for any rest", &["Dimensjonsverdier"]),
        field("status", Text, Optional, "Status: N in use, C closed", &["Status"]),
        field("valid_from", Period, Optional, "First period", &["Gyldig fra", "Periode fra"]),
        field("valid_to", Period, Optional, "Last period", &["Gyldig til", "Periode til"]),
        field("period", Period, Optional, "The period the listing was taken for; without it every one", &["Periode"]),
    ],
    key: &["accounts", "dimensions", "state_account", "period"],
    before: &[],
};

/// `cash-exempt`: accounts exempt from the cash ledger (kontoer unntatt fra kontantregnskapet).
static CASH_EXEMPT: Kind = Kind {
    id: "cash-exempt",
    meaning: "accounts exempt from the cash ledger (kontoer unntatt fra kontantregnskapet)",
    source: "[P:A5], reports-to-treasury §2; columns [INF]",
    fields: &[
        field("exempt_accounts", Text, Always, "Account, prefix such as 60*, or range such as 6000..6099", &["Unntatte kontoer", "Unntatt konto"]),
        field("status", Text, Optional, "Status: N in use, C closed", &["Status"]),
        field("valid_from", Period, Optional, "First period", &["Gyldig fra", "Periode fra"]),
        field("valid_to", Period, Optional, "Last period", &["Gyldig til", "Periode til"]),
        field("period", Period, Optional, "The period the listing was taken for; without it every one", &["Periode"]),
    ],
    key: &["exempt_accounts", "period"],
    before: &[],
};

/// `state-authorities`: a state account that the agency may post on, and by what authority.
static STATE_AUTHORITIES: Kind = Kind {
    id: "state-authorities",
    meaning: "a state account that the agency may post on, and by what authority",
    source: "allocation letter, belastningsfullmakt, circular [S 9.1]; columns [INF]",
    fields: &[
        field("state_account", Account, Always, "State account: chapter and item, or capital account", &["Statskonto", "Kapittel og post", "Kap/post"]),
        field("authority_kind", Text, Always, "own, or belastningsfullmakt: on another's chapter", &["Fullmaktstype"]),
        field("whose", Text, Optional, "Whose chapter it is, where it is another's", &["Fullmaktsgiver"]),
        field("source", Text, Optional, "Allocation letter, letter of authority or circular", &["Grunnlag"]),
        field("valid_from", Period, Optional, "First period", &["Gyldig fra", "Periode fra"]),
        field("valid_to", Period, Optional, "Last period", &["Gyldig til", "Periode til"]),
        field("period", Period, Optional, "The period the listing was taken for; without it every one", &["Periode"]),
    ],
    key: &["state_account", "authority_kind", "whose", "period"],
    before: &[],
};

/// `budget`: what the year's budget gives a state account.
static BUDGET: Kind = Kind {
    id: "budget",
    meaning: "what the year's budget gives a state account",
    source: "allocation letter [S 9.1], reports-to-treasury §3.2 SR-06 [INF]; columns [INF]",
    fields: &[
        field("state_account", Account, Always, "State account: chapter and item", &["Statskonto", "Kapittel og post", "Kap/post"]),
        field("budget", Amount, Always, "Amount of the year, positive for expenditure and for income", &["Tildeling", "Bevilgning", "Budsjett"]),
        field("valid_from", Period, Optional, "First period", &["Gyldig fra", "Periode fra"]),
        field("valid_to", Period, Optional, "Last period", &["Gyldig til", "Periode til"]),
        field("period", Period, Optional, "The period the listing was taken for; without it every one", &["Periode"]),
    ],
    key: &["state_account", "valid_from", "period"],
    before: &[],
};

/// `period-status`: when a period of the ledger was closed, and when the report to the treasury was made.
static PERIOD_STATUS: Kind = Kind {
    id: "period-status",
    meaning: "when a period of the ledger was closed, and when the report to the treasury was made",
    source: "SR-12 [S 9.1]; columns [INF]",
    fields: &[
        field("period", Period, Always, "Period", &["Periode"]),
        field("closed", Date, Column, "Day the period was closed; empty while it is open", &["Lukket dato"]),
        field("reported", Date, Optional, "Day the report was made", &["Rapport kjørt"]),
    ],
    key: &["period"],
    before: &[],
};

/// `l-report`: a settlement account of a net agency or fund in a month, as the L-report states it.
static L_REPORT: Kind = Kind {
    id: "l-report",
    meaning: "a settlement account of a net agency or fund in a month, as the L-report states it",
    source: "basis of the L-report [S 9.1 net], reports-to-treasury §4; columns [INF]",
    fields: &[
        field("account", BankAccount, Always, "Settlement account in Norges Bank", &["Oppgjørskonto i Norges Bank"]),
        field("opening", Amount, Always, "Balance at the start of the month", &["Inngående saldo", "IB"]),
        field("movement", Amount, Always, "Movement of the month", &["Bevegelse"]),
        field("closing", Amount, Always, "Balance at the end of the month", &["Utgående saldo", "UB"]),
        field("received", Date, Optional, "Day the basis was received, which is the customer's confirmation", &["Grunnlag mottatt"]),
        field("deadline", Date, Optional, "Day of the treasury's deadline", &["Rapporteringsfrist"]),
        field("period", Period, Always, "Period", &["Periode"]),
    ],
    key: &["account", "period"],
    before: &[],
};

/// `p-report`: a line of the P-report of a net agency, as its accounting system gives it: preliminary, or final as sent.
static P_REPORT: Kind = Kind {
    id: "p-report",
    meaning: "a line of the P-report of a net agency, as its accounting system gives it: preliminary, or final as sent",
    source: "P-report [S 9.1 net], reports-to-treasury §5; columns [INF]",
    fields: &[
        field("article", Account, Always, "Article account (artskonto)", &["Artskonto", "Art"]),
        or_sides(field("amount", Amount, Always, "Accumulated amount, signed", &["Beløp"])),
        field("stage", Text, Always, "preliminary (foreløpig), or final (endelig)", &["Rapportversjon"]),
        field("period", Period, Always, "Reporting period", &["Periode"]),
    ],
    key: &["article", "stage", "period"],
    before: &[],
};

/// `p-booked`: a line of the A-report of a net agency: what the treasury has booked of its P-report.
static P_BOOKED: Kind = Kind {
    id: "p-booked",
    meaning: "a line of the A-report of a net agency: what the treasury has booked of its P-report",
    source: "A-report by article account [S 9.1 net], reports-to-treasury §6; columns [INF]",
    fields: &[
        field("article", Account, Always, "Article account (artskonto)", &["Artskonto", "Art"]),
        or_sides(field("amount", Amount, Always, "Accumulated amount, signed", &["Bokført i statsregnskapet"])),
        field("period", Period, Always, "Reporting period", &["Periode"]),
    ],
    key: &["article", "period"],
    before: &[],
};

/// `customers`: a customer of the register.
static CUSTOMERS: Kind = Kind {
    id: "customers",
    meaning: "a customer of the register",
    source: "half-year control 9 [S half-year]; columns [INF]",
    fields: &[
        field("party", Party, Always, "Customer number", &["Kundenr", "Kundenummer", "Kunde"]),
        personal(field("name", Text, Always, "Name", &["Navn", "Kundenavn"])),
        field("organisation", Text, Optional, "Organisation number", &["Orgnr", "Organisasjonsnummer"]),
        field("bank_account", BankAccount, Optional, "Bank account number", &["Bankkonto", "Bankkontonr", "Bankkontonummer"]),
        field("status", Text, Optional, "Status: N in use, C closed", &["Status"]),
        field("last_activity", Date, Optional, "Last activity, for the 720 days", &["Sist brukt", "Siste aktivitet"]),
        field("period", Period, Optional, "The period the listing was taken for; without it every one", &["Periode"]),
    ],
    key: &["party", "period"],
    before: &[],
};

/// `suppliers`: a supplier of the register.
static SUPPLIERS: Kind = Kind {
    id: "suppliers",
    meaning: "a supplier of the register",
    source: "C40–C42 [S003], half-year control 9; columns [INF]",
    fields: &[
        field("party", Party, Always, "Supplier number", &["Leverandørnr", "Leverandørnummer", "Levnr", "Leverandør"]),
        personal(field("name", Text, Always, "Name", &["Navn", "Leverandørnavn"])),
        field("organisation", Text, Optional, "Organisation number", &["Orgnr", "Organisasjonsnummer"]),
        field("bank_account", BankAccount, Column, "Bank account number", &["Bankkonto", "Bankkontonr", "Bankkontonummer"]),
        field("status", Text, Optional, "Status: N in use, C closed", &["Status"]),
        field("last_activity", Date, Optional, "Last activity, for the 720 days", &["Sist brukt", "Siste aktivitet"]),
        field("period", Period, Optional, "The period the listing was taken for; without it every one", &["Periode"]),
    ],
    key: &["party", "period"],
    before: &[],
};

/// `authorities`: one user of one interval of the authority structure.
static AUTHORITIES: Kind = Kind {
    id: "authorities",
    meaning: "one user of one interval of the authority structure",
    source: "T105, C30–C35 [S003]; form [INF]: one row per interval and user",
    fields: &[
        field("from", Text, Always, "First value of the interval; GEN for those who cover all values", &["Fra"]),
        field("to", Text, Always, "Last value of the interval; equal to the first for one value and for GEN", &["Til"]),
        field("user", Person, Always, "Login", &["Bruker", "Brukernavn"]),
        field("limit", Limit, Always, "Largest amount, U = no limit", &["Beløpsgrense", "Grense"]),
        field("dimension", Text, Optional, "Controlling dimension; the agency's one without it", &["Dimensjon"]),
        field("order", Count, Optional, "Place in the order, 3 to 20", &["Rekkefølge", "Nr"]),
        field("rule", Text, Optional, "R: 0 skip above the limit, 1 always visit, F outside the order", &["R"]),
        field("valid_from", Date, Optional, "First day", &["Gyldig fra"]),
        field("valid_to", Date, Optional, "Last day", &["Gyldig til"]),
        field("period", Period, Optional, "The period the listing was taken for; without it every one", &["Periode"]),
    ],
    key: &["dimension", "from", "to", "order", "user", "period"],
    before: &[],
};

/// `users`: a user of the invoice system.
static USERS: Kind = Kind {
    id: "users",
    meaning: "a user of the invoice system",
    source: "T110, C36, C38 [S003]; form [INF]",
    fields: &[
        field("login", Person, Always, "Login: company code and initials", &["Brukernavn", "Bruker-ID", "Bruker"]),
        field("group", Text, Always, "Group: R, G, C, KunAdm; extra M, K", &["Brukergruppe", "Gruppe"]),
        personal(field("name", Text, Optional, "Name", &["Navn"])),
        field("superior", Person, Optional, "Login of the superior", &["Overordnet", "Leder"]),
        field("status", Text, Optional, "Status", &["Status"]),
        field("period", Period, Optional, "The period the listing was taken for; without it every one", &["Periode"]),
    ],
    key: &["login", "period"],
    before: &[],
};

/// `access-list`: a role that a user has.
static ACCESS_LIST: Kind = Kind {
    id: "access-list",
    meaning: "a role that a user has",
    source: "XKR01, XKR02 [S half-year]; columns [INF]",
    fields: &[
        field("user", Person, Always, "User", &["Bruker", "Brukernavn", "Bruker-ID"]),
        field("role", Text, Always, "Role", &["Rolle"]),
        personal(field("name", Text, Optional, "Name", &["Navn"])),
        field("client", Text, Optional, "Company", &["Firma"]),
        field("status", Text, Optional, "Status", &["Status"]),
        field("valid_from", Date, Optional, "First day", &["Gyldig fra"]),
        field("valid_to", Date, Optional, "Last day", &["Gyldig til"]),
        field("approved", Date, Optional, "Day on which the need was last confirmed", &["Behov bekreftet", "Godkjent dato"]),
        field("needed_until", Date, Optional, "Last day on which it is needed", &["Behov til"]),
        field("period", Period, Optional, "The period the listing was taken for; without it every one", &["Periode"]),
    ],
    key: &["user", "role", "client", "period"],
    before: &[],
};

/// `payroll-control`: a payroll batch with what the source says about it.
static PAYROLL_CONTROL: Kind = Kind {
    id: "payroll-control",
    meaning: "a payroll batch with what the source says about it",
    source: "X_PAYROLL_FILE [S 7.3]; columns [INF]",
    fields: &[
        field("batch", Text, Always, "Batch", &["Batch", "Batchnr", "Buntnr"]),
        field("interface", Text, Optional, "Source system", &["Forsystem"]),
        field("period", Period, Optional, "Period", &["Periode"]),
        field("sum_debit", Amount, Always, "Sum of debit", &["Sum debet", "Debetsum"]),
        field("transactions", Count, Always, "Number of transactions", &["Antall transaksjoner", "Transaksjoner", "Antall"]),
    ],
    key: &["batch", "period"],
    before: &[],
};

/// `hours`: hours of a system and period.
static HOURS: Kind = Kind {
    id: "hours",
    meaning: "hours of a system and period",
    source: "CATS_DA and the ledger system [P:C8]; columns [INF]",
    fields: &[
        field("system", Text, Always, "Which system says so: ledger or SAP", &["System"]),
        field("period", Period, Always, "Period", &["Periode"]),
        field("hours", Decimal, Always, "Hours", &["Timer"]),
        field("employee", Person, Optional, "Employee number", &["Ansattnr", "Ansattnummer"]),
    ],
    key: &["system", "period", "employee"],
    before: &[],
};

/// `pension-terms`: the premium shares of a term as payroll has them.
static PENSION_TERMS: Kind = Kind {
    id: "pension-terms",
    meaning: "the premium shares of a term as payroll has them",
    source: "SAP columns B and C of A10, A11, E1 [P:A10] [P:A11]",
    fields: &[
        field("term", Period, Always, "Last period of the term: 02, 04, 06, 08, 10, 12", &["Termin"]),
        field("employer_share", Amount, Always, "Employer share", &["Arbeidsgiverandel", "Arbeidsgiverdel"]),
        field("member_share", Amount, Always, "Member share", &["Medlemsandel", "Medlemsdel"]),
        field("invoice_total", Amount, Optional, "Total of the invoice", &["Fakturasum"]),
    ],
    key: &["term"],
    before: &[],
};

/// `service-log`: something received that is to be done within a target.
static SERVICE_LOG: Kind = Kind {
    id: "service-log",
    meaning: "something received that is to be done within a target",
    source: "service-level report P01 [S001]; columns [INF]",
    fields: &[
        field("service", Text, Always, "What the target is for, such as supplier invoices", &["Tjeneste", "Type"]),
        field("received", Date, Always, "Day received", &["Mottatt", "Mottatt dato"]),
        field("posted", Date, Column, "Day posted; empty while it is not", &["Bokført", "Bokført dato", "Ferdig"]),
        field("reference", Text, Optional, "Voucher or case number", &["Referanse", "Saksnr", "Bilagsnr"]),
        field("period", Period, Optional, "Period", &["Periode"]),
    ],
    key: &["service", "reference", "received"],
    before: &[],
};

/// `cases`: a status or a preliminary answer of a case towards the customer centre, without its content.
static CASES: Kind = Kind {
    id: "cases",
    meaning: "a status or a preliminary answer of a case towards the customer centre, without its content",
    source: "statuses and response times of the customer centre [S000, K02, K05]; columns [INF]",
    fields: &[
        field("case", Text, Always, "Case number", &["Saksnr", "Saksnummer", "Sak"]),
        field("type", Text, Always, "Type of case", &["Sakstype", "Type"]),
        field("received", Date, Always, "Day received", &["Mottatt", "Mottatt dato"]),
        field("changed", Date, Always, "Day of the change or the preliminary answer", &["Endret", "Endret dato", "Statusdato"]),
        field("status", Text, Column, "Status from that day; empty if it did not change", &["Status", "Saksstatus"]),
        field("estimate", Date, Optional, "Day that a preliminary answer estimates", &["Estimat", "Forventet svar"]),
        field("period", Period, Optional, "Period", &["Periode"]),
    ],
    key: &["case", "changed", "status"],
    before: &[],
};

/// `access-orderers`: a person who may order access to the ledger system.
static ACCESS_ORDERERS: Kind = Kind {
    id: "access-orderers",
    meaning: "a person who may order access to the ledger system",
    source: "half-year control 6 [S half-year]: the agency's own list; columns [INF]",
    fields: &[
        field("orderer", Person, Always, "Who may order", &["Bestiller", "Tilgangsbestiller"]),
        field("decision", Text, Column, "Where it is documented that the right is theirs and suitably limited", &["Dokumentasjon", "Beslutning"]),
        field("decided", Date, Optional, "Day of the decision", &["Besluttet"]),
        field("valid_from", Date, Optional, "First day", &["Gyldig fra"]),
        field("valid_to", Date, Optional, "Last day", &["Gyldig til"]),
        field("period", Period, Optional, "The period the listing was taken for; without it every one", &["Periode"]),
    ],
    key: &["orderer", "period"],
    before: &[],
};

/// `dimension-values`: a value of a dimension of the account string (begrepsverdi).
static DIMENSION_VALUES: Kind = Kind {
    id: "dimension-values",
    meaning: "a value of a dimension of the account string (begrepsverdi)",
    source: "half-year control 4 [S half-year]; columns [INF]",
    fields: &[
        field("dimension", Text, Always, "Dimension, such as Koststed", &["Begrep", "Dimensjon"]),
        field("value", Text, Always, "Value", &["Begrepsverdi", "Dimensjonsverdi"]),
        personal(field("name", Text, Optional, "Name of the value", &["Navn", "Betegnelse"])),
        field("status", Text, Optional, "Status: N in use, C closed", &["Status"]),
        field("last_activity", Date, Column, "Day of the last posting; empty if there is none", &["Sist brukt", "Siste aktivitet", "Sist bokført"]),
        field("valid_from", Date, Optional, "First day", &["Gyldig fra"]),
        field("valid_to", Date, Optional, "Last day", &["Gyldig til"]),
        field("period", Period, Optional, "The period the listing was taken for; without it every one", &["Periode"]),
    ],
    key: &["dimension", "value", "period"],
    before: &[],
};

/// `approved-repostings`: a line that the ministry has approved to be re-posted in period 13.
static APPROVED_REPOSTINGS: Kind = Kind {
    id: "approved-repostings",
    meaning: "a line that the ministry has approved to be re-posted in period 13",
    source: "re-posting form [S 9.x periode 13]: ledger account, chapter and item, amount at least; columns [INF]",
    fields: &[
        field("account", Account, Always, "Account in the general ledger", &["Konto", "Kontonr", "Kontonummer"]),
        field("state_account", Account, Always, "State account: chapter and item, or capital account", &["Statskonto", "Kapittel og post", "Kap/post"]),
        field("approved_amount", Amount, Always, "Approved amount, debit positive", &["Godkjent beløp"]),
        field("approved", Date, Always, "Day of the approval", &["Godkjent dato", "Godkjent"]),
        field("reference", Text, Optional, "Reference of the approval", &["Referanse", "Ref"]),
        field("period", Period, Always, "Period it is posted in: 13", &["Periode"]),
    ],
    key: &["account", "state_account", "reference", "period"],
    before: &[],
};
