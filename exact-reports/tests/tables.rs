//! Every report that can be asked for as tables, in every notation.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test that goes wrong should stop")]

mod server;

use calamine::{Reader as _, Xlsx};
use exact_model::Decimal;
use exact_reports::comparison::CustomerChanges;
use exact_reports::costs::{CostScope, risers};
use exact_reports::group::{Group, Member};
use exact_reports::live::{Administration, Answer};
use exact_reports::open_items::{Horizon, InvoiceSettlement, SettlementState, Side};
use exact_reports::table::{Cell, Column, Kind, Row, Table, Tabular, Weight, xlsx};
use exact_reports::vat::{BoxMapping, Frequency, Rounding, TaxPeriod};
use exact_reports::{Explained, PeriodBasis, PeriodRequest};
use exact_sandbox::Sandbox;
use server::{TODAY, day, open};

const YEAR: PeriodRequest = PeriodRequest::BookYear(2025);

/// The tables of a report, after proof that each says the same in every notation.
fn sound(name: &str, tables: Vec<Table>) -> Vec<Table> {
    assert!(!tables.is_empty(), "{name}");
    for table in &tables {
        let label = format!("{name}: {}", table.title);
        fits(&label, table);
        adds_up(&label, table);
        reads_back(&label, table);
    }
    let bytes = xlsx::workbook(&tables).unwrap();
    let mut workbook: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    assert_eq!(workbook.worksheets().len(), tables.len(), "{name}");
    tables
}

fn rows(table: &Table) -> impl Iterator<Item = &Row> {
    table.rows.iter().chain(&table.total)
}

/// A cell is of the kind of its column, and there are no more cells than columns.
fn fits(label: &str, table: &Table) {
    assert!(!table.title.is_empty() && !table.columns.is_empty(), "{label}");
    for row in rows(table) {
        assert!(row.cells.len() <= table.columns.len(), "{label}: {row:?}");
        for (Column { heading, kind }, cell) in table.columns.iter().zip(&row.cells) {
            let fits = match cell {
                Cell::Empty => true,
                Cell::Text(_) => *kind == Kind::Text,
                Cell::Amount(_) => matches!(kind, Kind::Amount(_)),
                Cell::Date(_) => *kind == Kind::Date,
                Cell::Count(_) => *kind == Kind::Count,
                Cell::Percentage(_) => *kind == Kind::Percentage,
                Cell::Number(_) => *kind == Kind::Number,
            };
            assert!(fits, "{label}, {heading}: {cell:?}");
        }
    }
}

/// A total is the sum of the rows above it, unless these have sums among them.
fn adds_up(label: &str, table: &Table) {
    let Some(total) = table.total.as_ref().filter(|_| table.rows.iter().all(|row| row.weight == Weight::Plain)) else {
        return;
    };
    for (at, cell) in total.cells.iter().enumerate() {
        let cells = || table.rows.iter().filter_map(move |row| row.cells.get(at));
        match cell {
            Cell::Amount(total) => {
                let amounts =
                    cells().filter_map(|cell| if let Cell::Amount(amount) = cell { Some(*amount) } else { None });
                assert_eq!(amounts.sum::<Decimal>(), *total, "{label}, {}", table.columns[at].heading);
            }
            Cell::Count(total) => {
                let counts = cells().filter_map(|cell| if let Cell::Count(count) = cell { Some(*count) } else { None });
                assert_eq!(counts.sum::<i64>(), *total, "{label}, {}", table.columns[at].heading);
            }
            _ => {}
        }
    }
}

/// As many rows in each notation as there are, and every amount of the CSV is the amount of the cell in cents.
fn reads_back(label: &str, table: &Table) {
    let count = rows(table).count();
    assert_eq!(table.markdown().lines().count(), count + 4, "{label}");
    assert!(table.text().lines().count() >= count + 5, "{label}");
    let csv = table.csv().unwrap();
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let records: Vec<_> = reader.records().map(Result::unwrap).collect();
    assert_eq!(records.len(), count, "{label}");
    for (row, record) in rows(table).zip(&records) {
        for (cell, field) in row.cells.iter().zip(record) {
            if let Cell::Amount(amount) = cell {
                assert_eq!(field.parse::<Decimal>().unwrap(), exact_reports::amount::cents(*amount), "{label}");
            }
        }
    }
}

async fn link() -> (Sandbox, Administration) {
    open(Sandbox::builder().today(day(TODAY))).await
}

/// The tables of an answer, with those that prove it.
fn with_proof<T: Tabular>(name: &str, answer: &Answer<T>) -> Vec<Table> {
    let tables = sound(name, answer.tables("EUR"));
    let titles: Vec<_> = tables.iter().map(|table| table.title.as_str()).collect();
    assert!(titles.contains(&"Toelichting"), "{name}: {titles:?}");
    assert_eq!(titles.contains(&"Controles"), !answer.checks.is_empty(), "{name}: {titles:?}");
    tables
}

#[tokio::test]
async fn every_report_on_results_is_a_table_that_adds_up() {
    let (_sandbox, live) = link().await;
    let today = day(TODAY);
    let revenue = live.revenue(&YEAR, today).await.unwrap();
    let tables = with_proof("revenue", &revenue);
    assert_eq!(tables[0].rows.len(), revenue.report.by_period.len());
    assert_eq!(tables[0].rows[0].cells[0], "Januari 2025".into());
    let customers = live.revenue_by_customer(&YEAR).await.unwrap();
    with_proof("customers", &customers);
    sound("top customers", customers.report.top(3).unwrap().tables("EUR"));
    let earlier = live.revenue_by_customer(&PeriodRequest::BookYear(2024)).await.unwrap();
    sound("changes", CustomerChanges::of(&earlier.report, &customers.report).unwrap().tables("EUR"));
    let statement = live.profit_and_loss(&YEAR).await.unwrap();
    let tables = with_proof("statement", &statement);
    let last = tables[0].rows.last().unwrap();
    assert_eq!(last.cells[1..3], ["Resultaat".into(), statement.report.result.total.into()]);
    let costs = live.costs(&YEAR, CostScope::WithCostOfGoods).await.unwrap();
    with_proof("costs", &costs);
    sound("top costs", costs.report.top(3).unwrap().tables("EUR"));
    let before = live.costs(&PeriodRequest::BookYear(2024), CostScope::WithCostOfGoods).await.unwrap();
    sound("risers", risers(&before.report, &costs.report).unwrap().tables("EUR"));
    with_proof("suppliers", &live.costs_by_supplier(&YEAR, CostScope::Operating).await.unwrap());
    with_proof("fixed", &live.fixed_costs(&YEAR).await.unwrap());
    with_proof("comparison", &live.comparison(&PeriodRequest::BookYear(2024), &YEAR).await.unwrap());
    let month = PeriodRequest::Periods { year: 2026, from: 3, to: 3 };
    with_proof("budget", &live.budget(&month, None).await.unwrap());
    with_proof("cost centres", &live.cost_centers(&YEAR).await.unwrap());
    let Answer { report, basis, checks, .. } = statement;
    let member = |name: &str, currency: &str| Member {
        name: name.into(),
        currency: currency.into(),
        statement: Explained { report: report.clone(), basis: basis.clone(), checks: checks.clone() },
    };
    let group = Group::of(vec![member("Een", "EUR"), member("Twee", "EUR"), member("Drie", "USD")]).unwrap();
    let tables = sound("group", group.tables("EUR"));
    assert!(tables[0].csv().unwrap().starts_with("Onderdeel,Een (EUR),Twee (EUR),Drie (USD),"));
}

#[tokio::test]
async fn every_report_on_balances_is_a_table_that_adds_up() {
    let (_sandbox, live) = link().await;
    let today = day(TODAY);
    let sheet = live.balance_sheet(today).await.unwrap();
    let tables = with_proof("sheet", &sheet);
    let sums: Vec<_> = tables[0]
        .rows
        .iter()
        .filter(|row| matches!(&row.cells[1], Cell::Text(name) if name.starts_with("Totaal")))
        .collect();
    assert_eq!(sums[0].cells[2], sums[1].cells[2], "both sides of the balance sheet");
    with_proof("trial", &live.trial_balance(&YEAR).await.unwrap());
    with_proof("cash", &live.cash(today).await.unwrap());
    with_proof("course", &live.cash_course(day("2025-01-01"), today).await.unwrap());
    with_proof("spending", &live.spending(&YEAR).await.unwrap());
    with_proof("overview", &live.overview(today).await.unwrap());
    with_proof("anomalies", &live.anomalies(&YEAR).await.unwrap());
}

#[tokio::test]
async fn every_report_on_open_items_is_a_table_that_adds_up() {
    let (_sandbox, live) = link().await;
    let today = day(TODAY);
    let receivables = live.receivables(today).await.unwrap();
    let tables = with_proof("receivables", &receivables);
    assert_eq!(tables[4].rows.len(), receivables.report.items.len());
    sound("aging", receivables.report.by_due_date.tables("EUR"));
    with_proof("payables", &live.payables(today).await.unwrap());
    with_proof("past", &live.position_on(Side::Receivable, day("2025-12-31")).await.unwrap());
    with_proof("dso", &live.dso(&YEAR).await.unwrap());
    with_proof("punctuality", &live.punctuality(Side::Receivable, today).await.unwrap());
    with_proof("due", &live.falling_due(Side::Payable, today, Horizon::Month).await.unwrap());
    with_proof("duplicates", &live.duplicates(day("2025-01-01"), today).await.unwrap());
    let item = &receivables.report.items[0];
    let settlement = InvoiceSettlement {
        customer: item.customer.clone(),
        is_credit_note: false,
        state: SettlementState::PartlyPaid,
        amount: item.amount + Decimal::ONE,
        open: item.amount,
        paid_on: None,
        invoice_date: item.invoice_date,
        due_date: item.due_date,
        invoice_number: item.invoice_number,
        your_ref: item.your_ref.clone(),
        entry_number: item.entry_number,
        terms: vec![item.id],
    };
    assert_eq!(sound("invoices", vec![settlement.clone(), settlement].tables("EUR"))[0].rows.len(), 2);
}

#[tokio::test]
async fn every_report_on_vat_is_a_table_that_adds_up() {
    let (_sandbox, live) = link().await;
    let (today, mapping) = (day(TODAY), BoxMapping::default());
    let quarters = TaxPeriod::all_of(2025, Frequency::Quarter, PeriodBasis::FinancialPeriod);
    with_proof("balance", &live.vat_balance(today).await.unwrap());
    let returns = live.vat_returns(&quarters, &mapping, Rounding::InFavour).await.unwrap();
    let tables = with_proof("returns", &returns);
    assert_eq!(tables[1].title, "Btw-aangifte, 1e kwartaal 2025");
    assert_eq!(tables[1].total.as_ref().unwrap().cells[3], returns.report.returns[0].filed.payable.into());
    with_proof("listing", &live.eu_listing(&quarters[0], &mapping, Rounding::InFavour).await.unwrap());
    with_proof("turnover", &live.turnover_by_rate(&quarters[0], &mapping).await.unwrap());
    with_proof("filed", &live.filed_returns(&quarters, &mapping, Rounding::InFavour).await.unwrap());
    with_proof("tasks", &live.tax_returns(today).await.unwrap());
}
