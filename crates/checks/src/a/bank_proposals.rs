//! The vouchers that the routine prescribes for the causes of A1.
//!
//! Sources: S 6.2 (posting between working and settlement account; a receipt of an unknown payer stands on the interim
//! account until it is cleared), S 7.3 (re-posting, with a reference to the original voucher). What a file brings
//! (OCR, settlement returns, payroll) is read, not posted by hand. Receipts of NAV are left to `nav-refunds`.

use chrono::NaiveDate;
use domain::agency::BankAccount;
use domain::{Finding, OpenItem, Ore, Period, Text};

use crate::context::CheckContext;
use crate::proposal::{Contra, Draft, only, voucher_of};
use crate::settings;

/// The ledger account of a bank account that has one.
fn ledger_account(account: &BankAccount) -> Option<&str> {
    match account.ledger.as_slice() {
        [one] => Some(one.as_str()),
        _ => None,
    }
}

fn negative(amount: Ore) -> Ore {
    Ore(amount.0.saturating_neg())
}

fn about(key: &'static str, item: &OpenItem) -> Text {
    Text::key(key)
        .with("voucher", item.voucher.as_str())
        .with("date", item.date)
}

/// The posting between working and settlement account, as it must become: each account with what it differs by.
pub(super) fn sweep<'a>(
    cx: &CheckContext<'a>,
    finding: &Finding,
    date: NaiveDate,
    parts: &[(&BankAccount, Ore)],
) -> Option<Draft<'a>> {
    let text = Text::key("proposal-sweep").with("date", date);
    sweep_lines(cx, Draft::new(cx, finding, text), parts)
}

/// A posting between working and settlement account that is there twice, reversed.
pub(super) fn double_sweep<'a>(
    cx: &CheckContext<'a>,
    finding: &Finding,
    (original, twin): (&OpenItem, &OpenItem),
    parts: &[(&BankAccount, Ore)],
) -> Option<Draft<'a>> {
    let text = about("proposal-double-posting", twin).with("original", original.voucher.as_str());
    sweep_lines(cx, Draft::new(cx, finding, text), parts)
}

fn sweep_lines<'a>(
    cx: &CheckContext<'a>,
    draft: Draft<'a>,
    parts: &[(&BankAccount, Ore)],
) -> Option<Draft<'a>> {
    let mut types = settings::text(cx.playbook, "bank.trigger_voucher_types").split_whitespace();
    let mut draft = draft.of_type(types.next()?);
    for (account, differs) in parts {
        draft = draft.line(ledger_account(account)?, negative(*differs));
    }
    Some(draft)
}

/// A posting that is there twice, reversed.
pub(super) fn double_posting<'a>(
    cx: &CheckContext<'a>,
    finding: &Finding,
    twin: &'a OpenItem,
    original: &OpenItem,
) -> Draft<'a> {
    let text = about("proposal-double-posting", twin).with("original", original.voucher.as_str());
    Draft::new(cx, finding, text)
        .line(&twin.account, negative(twin.amount))
        .against(Contra::Whole(voucher_of(twin)))
}

/// A wrong amount, corrected by the difference.
pub(super) fn wrong_amount<'a>(
    cx: &CheckContext<'a>,
    finding: &Finding,
    ledger: &'a OpenItem,
    bank: Ore,
) -> Draft<'a> {
    let text = about("proposal-wrong-amount", ledger)
        .with("ledger", ledger.amount)
        .with("bank", bank);
    Draft::new(cx, finding, text)
        .line(&ledger.account, negative(finding.amount))
        .against(Contra::OneOf(voucher_of(ledger)))
}

/// A posting on another account, moved to where the bank has it.
pub(super) fn wrong_account<'a>(
    cx: &CheckContext<'a>,
    finding: &Finding,
    account: &BankAccount,
    (other, voucher): (&str, &str),
    bank: &OpenItem,
) -> Option<Draft<'a>> {
    let account = ledger_account(account)?;
    let text = Text::key("proposal-wrong-account")
        .with("voucher", voucher)
        .with("date", bank.date)
        .with("account", other);
    let draft = Draft::new(cx, finding, text);
    let draft = draft.line(account, bank.amount);
    Some(draft.line(other, negative(bank.amount)))
}

/// A voucher dated in a later month, taken out of this one and posted in that. What is dated in an earlier one is not
/// moved: its month may have been reported.
pub(super) fn wrong_period<'a>(
    cx: &CheckContext<'a>,
    finding: &Finding,
    line: &'a OpenItem,
) -> Option<[Draft<'a>; 2]> {
    let later = Period::of(line.date).filter(|later| *later > cx.period)?;
    let half = |key, amount| {
        let text = about(key, line).with("period", cx.period);
        let draft = Draft::new(cx, finding, text).line(&line.account, amount);
        draft.against(Contra::Whole(voucher_of(line)))
    };
    Some([
        half("proposal-wrong-period", negative(line.amount)),
        half("proposal-right-period", line.amount).in_period(later),
    ])
}

/// A receipt that is not posted, on the interim account until its payer is known.
pub(super) fn receipt<'a>(
    cx: &CheckContext<'a>,
    finding: &Finding,
    account: &BankAccount,
    receipt: &OpenItem,
) -> Option<Draft<'a>> {
    if receipt.amount.0 <= 0 || settings::names_nav(cx.playbook, &receipt.text) {
        return None;
    }
    let reference = match receipt.reference.as_str() {
        "" => "-",
        reference => reference,
    };
    let text = Text::key("proposal-receipt")
        .with("date", receipt.date)
        .with("reference", reference);
    let draft = Draft::new(cx, finding, text).line(ledger_account(account)?, receipt.amount);
    let draft = draft.against(Contra::Account(only(&cx.playbook.accounts.interim)?));
    Some(draft.until(Text::key("proposal-until-payer-known")))
}
