//! FinancialPeriods and Journals.

use std::sync::Arc;

use super::Collection;
use super::ledger::Ledger;
use super::rows::{Columns, Rows};
use crate::books::{Journal, JournalKind, Period};
use crate::odata::cell::Cell;

const PERIODS: Columns<Period> = &[
    ("ID", |_, period| Cell::Guid(period.id)),
    ("EndDate", |_, period| Cell::day(period.end)),
    ("FinPeriod", |_, period| Cell::Int(period.number.into())),
    ("FinYear", |_, period| Cell::Int(period.year.into())),
    ("StartDate", |_, period| Cell::day(period.start)),
];

const JOURNALS: Columns<Journal> = &[
    ("ID", |_, journal| Cell::Guid(journal.id)),
    ("AllowVariableCurrency", |_, _| Cell::Bool(true)),
    ("AllowVariableExchangeRate", |_, _| Cell::Bool(true)),
    ("AllowVAT", |_, journal| Cell::Bool(journal.kind != JournalKind::Bank)),
    ("AutoSave", |_, _| Cell::Bool(false)),
    ("Code", |_, journal| Cell::Text(&journal.code)),
    ("Currency", |ledger, _| Cell::Text(&ledger.division().currency)),
    ("Description", |_, journal| Cell::Text(&journal.description)),
    ("IsBlocked", |_, _| Cell::Bool(false)),
    ("Type", |_, journal| Cell::Int(journal.kind.code().into())),
];

/// The periods of every book year.
pub(super) fn periods(ledger: &Arc<Ledger>) -> Arc<dyn Collection> {
    Rows::new(ledger, ledger.division().periods.clone(), PERIODS, &["ID"]).share()
}

/// The journals.
pub(super) fn journals(ledger: &Arc<Ledger>) -> Arc<dyn Collection> {
    Rows::new(ledger, ledger.division().journals.clone(), JOURNALS, &["ID"]).share()
}
