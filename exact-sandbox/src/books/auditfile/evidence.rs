//! What the bookings say of an account, whatever its description or RGS code claims.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::chart::{self, kind};
use super::file::{AuditFile, LedgerAccount, SubledgerLine};
use super::journal::JournalUse;
use crate::books::Side;

/// Accounts by what the VAT codes, subledgers and journals use them for. No account is in two of them.
pub(super) struct Evidence(BTreeMap<String, i32>);

impl Evidence {
    pub(super) fn of(file: &AuditFile, accounts: &[LedgerAccount]) -> Self {
        let results: BTreeSet<&str> = accounts
            .iter()
            .filter(|account| chart::statement(account) == 'W')
            .map(|account| account.code.as_str())
            .collect();
        let mut found = Self(BTreeMap::new());
        let mut note = |code: &str, kind: i32| {
            if !code.is_empty() && !results.contains(code) {
                found.0.entry(code.to_owned()).or_insert(kind);
            }
        };
        for code in file.vat_codes.iter().flat_map(|code| [&code.to_pay, &code.to_claim]).flatten() {
            note(code, kind::VAT);
        }
        let lines = LineAccounts::of(file);
        for item in &file.subledger {
            if let Some((side, account)) = item.side.zip(lines.account(item)) {
                note(account, of_side(side));
            }
        }
        for journal in &file.journals {
            let Some(account) = &journal.offset_account else { continue };
            let books = JournalUse::of(journal);
            match (books, books.side()) {
                (_, Some(side)) => note(account, of_side(side)),
                (JournalUse::Bank, _) => note(account, kind::BANK),
                (JournalUse::Cash, _) => note(account, kind::CASH),
                _ => {}
            }
        }
        found
    }

    /// Exact's type of an account; `None` when nothing shows what it is for.
    pub(super) fn account_type(&self, code: &str) -> Option<i32> {
        self.0.get(code).copied()
    }
}

const fn of_side(side: Side) -> i32 {
    match side {
        Side::Receivable => kind::RECEIVABLE,
        Side::Payable => kind::PAYABLE,
    }
}

/// Finds the account of the ledger line that a subledger line points to.
struct LineAccounts<'a>(BTreeMap<(&'a str, &'a str, &'a str), (&'a str, Decimal)>);

impl<'a> LineAccounts<'a> {
    fn of(file: &'a AuditFile) -> Self {
        if file.subledger.is_empty() {
            return Self(BTreeMap::new());
        }
        let lines = file.transactions().flat_map(|(journal, transaction)| {
            transaction.lines.iter().map(move |line| {
                let key = (journal.code.as_str(), transaction.number.as_str(), line.number.as_str());
                (key, (line.account.as_str(), line.amount))
            })
        });
        Self(lines.collect())
    }

    /// Only a line of the same amount: some packages number subledger lines in a way of their own.
    fn account(&self, item: &SubledgerLine) -> Option<&'a str> {
        let key = (item.journal.as_deref()?, item.transaction.as_deref()?, item.line.as_deref()?);
        self.0.get(&key).filter(|(_, amount)| amount.abs() == item.amount.abs()).map(|(account, _)| *account)
    }
}
