//! The opening balance: an element of its own, a journal of type O, or whatever stands in period 0.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::file::{AuditFile, AuditJournal, AuditLine, Transaction};
use super::journal::JournalUse;

/// Whether a transaction is the opening balance. By the standard that is what period 0 is for.
pub(super) fn is_opening(journal: &AuditJournal, period: Option<i16>) -> bool {
    JournalUse::of(journal) == JournalUse::Opening || period == Some(0)
}

/// Drops the element when the transactions hold the same opening balance: those know relations and invoices. Says whether
/// it did.
pub(super) fn drop_repeated(file: &mut AuditFile) -> bool {
    let element = sums(file.opening.iter().map(|line| (&line.account, line.amount)));
    let booked = file.transactions().filter(|(journal, entry)| is_opening(journal, entry.period));
    let booked = sums(booked.flat_map(|(_, entry)| entry.lines.iter().map(|line| (&line.account, line.amount))));
    let repeated = !element.is_empty() && element == booked;
    if repeated {
        file.opening.clear();
    }
    repeated
}

/// Balances per account; those of zero say nothing.
fn sums<'a>(lines: impl Iterator<Item = (&'a String, Decimal)>) -> BTreeMap<String, Decimal> {
    let mut sums: BTreeMap<String, Decimal> = BTreeMap::new();
    for (account, amount) in lines {
        *sums.entry(account.clone()).or_default() += amount;
    }
    sums.retain(|_, amount| !amount.is_zero());
    sums
}

/// The element as a transaction; `None` when the file has none.
pub(super) fn transaction(file: &AuditFile) -> Option<Transaction> {
    let lines = file.opening.iter().enumerate().map(|(at, opening)| AuditLine {
        number: (at + 1).to_string(),
        account: opening.account.clone(),
        date: None,
        description: None,
        amount: opening.amount,
        relation: None,
        invoice: None,
        vat: None,
        currency: None,
        cost: None,
    });
    let lines: Vec<AuditLine> = lines.collect();
    (!lines.is_empty()).then(|| Transaction {
        number: "0".to_owned(),
        description: "Beginbalans".to_owned(),
        period: None,
        date: None,
        lines,
    })
}
