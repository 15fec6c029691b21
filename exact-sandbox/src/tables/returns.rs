//! Returns and OfficialReturns: the VAT returns that were filed, from the entries that booked them, and the lists of
//! supplies within the EU (opgaaf ICP) filed with them.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{Datelike, Months, NaiveDate};
use rust_decimal::Decimal;
use uuid::Uuid;

use super::Collection;
use super::entry_lines::VAT;
use super::ledger::Ledger;
use super::overviews::REVENUE;
use super::rows::{Columns, Rows};
use crate::books::{Division, Entry, EntryType, IdSpace, guid};
use crate::odata::cell::Cell;
use crate::quirks::Quirks;

/// Exact's codes: a VAT return, a list of supplies within the EU, processed, per quarter.
const VAT_RETURN: i64 = 31;
const EU_LISTING: i64 = 32;
const PROCESSED: i64 = 50;
const QUARTERLY: i64 = 30;

#[derive(Debug, Clone)]
struct ReturnRow {
    id: Uuid,
    document: Uuid,
    kind: i64,
    /// To pay, negative is to get back; of a list of supplies what was supplied.
    amount: Decimal,
    year: i32,
    span: Span,
    due: NaiveDate,
    description: String,
    period: String,
    filed: chrono::NaiveDateTime,
}

/// What a return is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Span {
    Quarter(u32),
    Month(u32),
}

impl Span {
    const fn number(self) -> u32 {
        match self {
            Self::Quarter(number) | Self::Month(number) => number,
        }
    }

    const fn letter(self) -> &'static str {
        match self {
            Self::Quarter(_) => "Q",
            Self::Month(_) => "M",
        }
    }

    /// `Kwartaal 2 2026`
    fn words(self, year: i32) -> String {
        match self {
            Self::Quarter(quarter) => format!("Kwartaal {quarter} {year}"),
            Self::Month(month) => format!("Maand {month} {year}"),
        }
    }

    fn has(self, day: NaiveDate) -> bool {
        match self {
            Self::Quarter(quarter) => day.month0() / 3 + 1 == quarter,
            Self::Month(month) => day.month() == month,
        }
    }
}

const COLUMNS: Columns<ReturnRow> = &[
    ("DocumentID", |_, row| Cell::Guid(row.document)),
    ("ID", |_, row| Cell::Guid(row.id)),
    ("Amount", |_, row| Cell::Number(row.amount)),
    ("Created", |_, row| Cell::moment(row.filed)),
    ("Currency", |ledger, _| Cell::Text(&ledger.division().currency)),
    ("Description", |_, row| Cell::Text(&row.description)),
    ("Document", |_, row| Cell::Guid(row.document)),
    ("DocumentSubject", |_, row| Cell::Text(&row.description)),
    ("DueDate", |_, row| Cell::day(row.due)),
    ("IsCorrection", |_, _| Cell::Int(0)),
    ("Modified", |_, row| Cell::moment(row.filed)),
    ("Period", |_, row| Cell::Int(row.span.number().into())),
    ("PeriodDescription", |_, row| Cell::Text(&row.period)),
    ("PresentationDate", |_, row| Cell::moment(row.filed)),
    ("Request", |_, row| Cell::Guid(row.id)),
    ("Source", |_, _| Cell::Int(1)),
    ("Status", |_, _| Cell::Int(PROCESSED)),
    ("Subject", |_, row| Cell::Text(&row.description)),
    ("Type", |_, row| Cell::Int(row.kind)),
    ("TypeDescription", |_, row| Cell::Text(if row.kind == EU_LISTING { "Opgaaf ICP" } else { "Btw-aangifte" })),
    ("Year", |_, row| Cell::Int(row.year.into())),
];

/// The rhythm is a letter in the one list and a number in the other.
const LETTER: Columns<ReturnRow> = &[("Frequency", |_, row| Cell::Text(row.span.letter()))];
const NUMBER: Columns<ReturnRow> = &[("Frequency", |_, _| Cell::Int(QUARTERLY))];

/// read/financial/Returns.
pub(super) fn returns(ledger: &Arc<Ledger>, quirks: &Quirks) -> Arc<dyn Collection> {
    let vat = vat_returns(ledger);
    let spans = |filed: &ReturnRow| match filed.span {
        Span::Quarter(quarter) if quirks.eu_listings_monthly => {
            (quarter * 3 - 2..=quarter * 3).map(Span::Month).collect()
        }
        span => vec![span],
    };
    let listed = vat.iter().flat_map(|filed| spans(filed).into_iter().map(move |span| (filed, span)));
    let listings: Vec<ReturnRow> = listed.filter_map(|(filed, span)| eu_listing(ledger, filed, span)).collect();
    Rows::new(ledger, [vat, listings].concat(), COLUMNS, &["DocumentID"]).and(LETTER).share()
}

/// financial/OfficialReturns.
pub(super) fn official(ledger: &Arc<Ledger>) -> Arc<dyn Collection> {
    Rows::new(ledger, vat_returns(ledger), COLUMNS, &["ID"]).and(NUMBER).share()
}

fn vat_returns(ledger: &Ledger) -> Vec<ReturnRow> {
    let division = ledger.division();
    let filed = division.entries.iter().filter(|entry| entry.kind == EntryType::VAT_RETURN);
    let rows = filed.map(|entry| {
        let span = Span::Quarter(entry.date.month0() / 3 + 1);
        // The other VAT accounts are cleared into the last one, in whole euros.
        let mut lines = entry.lines.iter().filter(|line| ledger.account_type(&line.account) == VAT);
        let amount = lines.next_back().map_or(Decimal::ZERO, |line| -line.amount_dc);
        ReturnRow {
            id: guid(division.code, IdSpace::Record, &format!("return/{}", entry.id)),
            document: guid(division.code, IdSpace::Record, &format!("return/{}/document", entry.id)),
            kind: VAT_RETURN,
            amount,
            year: entry.date.year(),
            span,
            due: last_of_next_month(entry.date),
            description: entry.description.clone(),
            period: span.words(entry.date.year()),
            filed: entry.created,
        }
    });
    rows.collect()
}

/// A list that was filed with a VAT return; `None` when nothing was supplied within the EU in its quarter or month.
///
/// What each customer got of goods, services and triangular trade is cut off to whole euros, as on the list itself.
fn eu_listing(ledger: &Ledger, vat: &ReturnRow, span: Span) -> Option<ReturnRow> {
    let division = ledger.division();
    let mut supplied: BTreeMap<(Option<&String>, char), Decimal> = BTreeMap::new();
    let is_listed = |entry: &Entry| {
        let day = last_day(division, entry);
        day.year() == vat.year && span.has(day)
    };
    for (entry, line) in ledger.lines().filter(|(entry, _)| is_listed(entry)) {
        let code = line.vat_code.as_ref().and_then(|code| division.vat_codes.iter().find(|one| one.code == *code));
        let listed = code.map(|code| code.eu_sales_listing).filter(|kind| *kind != 'N');
        if let Some(kind) = listed.filter(|_| ledger.account_type(&line.account) == REVENUE) {
            let customer = entry.lines.iter().find_map(|line| line.relation.as_ref());
            *supplied.entry((customer, kind)).or_default() -= line.amount_dc;
        }
    }
    let amount: Decimal = supplied.values().map(Decimal::trunc).sum();
    let period = span.words(vat.year);
    let description = format!("Opgaaf ICP {}", period.to_lowercase());
    let month = if let Span::Month(month) = span { format!("/{month}") } else { String::new() };
    let id = |what: &str| guid(division.code, IdSpace::Record, &format!("listing/{}{month}{what}", vat.id));
    let (id, document) = (id(""), id("/document"));
    let row = ReturnRow { id, document, kind: EU_LISTING, amount, description, span, period, ..vat.clone() };
    (!amount.is_zero()).then_some(row)
}

/// The last day of an entry's financial period.
fn last_day(division: &Division, entry: &Entry) -> NaiveDate {
    let mut periods = division.periods.iter();
    let period = periods.find(|period| (period.year, period.number) == (entry.year, entry.period));
    period.map_or(entry.date, |period| period.end)
}

/// A quarter's return is due by the last day of the month after it.
fn last_of_next_month(ends: NaiveDate) -> NaiveDate {
    let first = ends.with_day(1).unwrap_or(ends);
    first.checked_add_months(Months::new(2)).and_then(|day| day.pred_opt()).unwrap_or(ends)
}
