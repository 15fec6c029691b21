//! JournalStatusList: which journal is closed in which period.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Collection;
use super::ledger::{Index, Ledger};
use super::rows::{Columns, Rows};
use crate::books::{EntryType, Journal, JournalKind};
use crate::odata::cell::Cell;

#[derive(Debug, Clone)]
struct StatusRow {
    journal: Index,
    year: i16,
    period: i16,
    closed: bool,
}

const COLUMNS: Columns<StatusRow> = &[
    ("Journal", |ledger, row| journal(ledger, row, |journal| Cell::Text(&journal.code))),
    ("Period", |_, row| Cell::Int(row.period.into())),
    ("Year", |_, row| Cell::Int(row.year.into())),
    ("JournalDescription", |ledger, row| journal(ledger, row, |journal| Cell::Text(&journal.description))),
    ("JournalType", |ledger, row| journal(ledger, row, |journal| Cell::Int(journal.kind.code().into()))),
    ("JournalTypeDescription", |ledger, row| journal(ledger, row, |journal| Cell::Text(kind(journal.kind)))),
    ("Status", |_, row| Cell::Int(row.closed.into())),
    ("StatusDescription", |_, row| Cell::Text(if row.closed { "Afgesloten" } else { "Open" })),
];

fn journal<'a>(ledger: &'a Ledger, row: &'a StatusRow, read: impl FnOnce(&'a Journal) -> Cell<'a>) -> Cell<'a> {
    Cell::some(ledger.journal(row.journal), read)
}

const fn kind(kind: JournalKind) -> &'static str {
    match kind {
        JournalKind::Cash => "Kas",
        JournalKind::Bank => "Bank",
        JournalKind::Sales => "Verkoop",
        JournalKind::Purchase => "Inkoop",
        JournalKind::General => "Memoriaal",
    }
}

/// Every journal in every period. The periods of a year whose balance has been closed are closed, the others open.
pub(super) fn rows(ledger: &Arc<Ledger>) -> Arc<dyn Collection> {
    let division = ledger.division();
    let closes = division
        .entries
        .iter()
        .filter(|entry| entry.kind == EntryType::YEAR_END_CLOSING_BALANCE || entry.kind == EntryType::YEAR_END_RESULT);
    let closed: BTreeSet<i16> = closes.map(|entry| entry.year).collect();
    let rows = division.journals.iter().zip(0..).flat_map(|(_, at)| {
        let row = |period: &crate::books::Period| StatusRow {
            journal: Index(at),
            year: period.year,
            period: period.number,
            closed: closed.contains(&period.year),
        };
        division.periods.iter().map(row).collect::<Vec<_>>()
    });
    Rows::new(ledger, rows.collect(), COLUMNS, &["Journal", "Period", "Year"]).share()
}
