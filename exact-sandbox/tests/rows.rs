//! What the endpoints say of the made-up company is what its ledger says.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests may stop at what cannot be")]

mod support;

use std::collections::{BTreeMap, HashMap};

use exact_sandbox::Sandbox;
use exact_sandbox::books::{Books, Division, Line, Side, Status, company};
use rust_decimal::Decimal;
use serde_json::Value;
use support::*;

async fn company_session() -> (Session, Books) {
    let books = company::generate(3, day(2026, 8, 20));
    (session_of(Sandbox::builder().books(books.clone()).limits(AMPLE)).await, books)
}

async fn all(session: &Session, division: &Division, path: &str) -> Vec<Value> {
    let mut page = session.get(&format!("{}/{path}", division.code)).await;
    assert_eq!(page.status, 200, "{path}: {}", page.text);
    let mut rows = page.rows();
    while let Some(next) = page.next() {
        page = session.get(&next).await;
        rows.extend(page.rows());
    }
    rows
}

fn sum(rows: &[Value], name: &str) -> Decimal {
    rows.iter().map(|row| amount(&row[name])).sum()
}

fn lines(division: &Division) -> impl Iterator<Item = (&exact_sandbox::books::Entry, &Line)> {
    division.entries.iter().flat_map(|entry| entry.lines.iter().map(move |line| (entry, line)))
}

/// Net of the accounts of a type in a year, closing entries left out.
fn net(division: &Division, account_type: i32, year: i16) -> Decimal {
    let types: HashMap<&str, i32> =
        division.accounts.iter().map(|account| (account.code.as_str(), account.account_type)).collect();
    lines(division)
        .filter(|(entry, line)| {
            entry.year == year && !entry.kind.is_closing() && types[line.account.as_str()] == account_type
        })
        .map(|(_, line)| line.amount_dc)
        .sum()
}

fn open(division: &Division, side: Side) -> Decimal {
    division.open_items.open(side).map(|item| item.open_dc).sum()
}

#[tokio::test]
async fn every_line_is_served_with_the_amount_period_and_account_of_the_ledger() {
    let (session, books) = company_session().await;
    for division in &books.divisions {
        let select =
            "ID,AmountDC,FinancialYear,FinancialPeriod,GLAccountCode,Type,Status,EntryNumber,VATCode,AccountCode";
        let rows = all(&session, division, &format!("bulk/Financial/TransactionLines?$select={select}")).await;
        let served: HashMap<&str, &Value> = rows.iter().map(|row| (row["ID"].as_str().unwrap(), row)).collect();
        assert_eq!(served.len(), lines(division).count());
        for (entry, line) in lines(division) {
            let row = served[line.id.to_string().as_str()];
            assert_eq!(amount(&row["AmountDC"]), line.amount_dc);
            assert_eq!((&row["FinancialYear"], &row["FinancialPeriod"]), (&entry.year.into(), &entry.period.into()));
            assert_eq!((&row["Type"], &row["Status"]), (&entry.kind.0.into(), &entry.status.code().into()));
            assert_eq!(row["GLAccountCode"], line.account.as_str());
            assert_eq!(row["VATCode"].as_str().map(str::trim_end), line.vat_code.as_deref());
            assert_eq!(row["AccountCode"].as_str().map(str::trim_start), line.relation.as_deref());
            assert!(row["AccountCode"].as_str().is_none_or(|code| code.len() == 18));
        }
    }
}

#[tokio::test]
async fn the_reporting_balance_adds_up_to_the_ledger_per_year_period_account_type_and_status() {
    let (session, books) = company_session().await;
    let division = &books.divisions[0];
    let mut expected: BTreeMap<_, (Decimal, i64)> = BTreeMap::new();
    for (entry, line) in lines(division) {
        let key = (
            i64::from(entry.year),
            i64::from(entry.period),
            line.account.clone(),
            i64::from(entry.kind.0),
            i64::from(entry.status.code()),
        );
        let cell = expected.entry(key).or_default();
        cell.0 += line.amount_dc;
        cell.1 += 1;
    }
    let select =
        "ID,Amount,AmountDebit,AmountCredit,Count,ReportingYear,ReportingPeriod,GLAccountCode,Type,Status,BalanceType";
    let rows = all(&session, division, &format!("financial/ReportingBalance?$select={select}")).await;
    assert_eq!(rows.len(), expected.len());
    for row in &rows {
        let int = |name: &str| row[name].as_i64().unwrap();
        let code = row["GLAccountCode"].as_str().unwrap().to_owned();
        let key = (int("ReportingYear"), int("ReportingPeriod"), code, int("Type"), int("Status"));
        assert_eq!(expected[&key], (amount(&row["Amount"]), int("Count")));
        assert_eq!(amount(&row["AmountDebit"]) - amount(&row["AmountCredit"]), amount(&row["Amount"]));
        assert!(row["ID"].is_string());
    }
    assert_eq!(sum(&rows, "Amount"), Decimal::ZERO);
}

#[tokio::test]
async fn revenue_lists_and_the_profit_and_loss_overview_leave_closing_entries_out() {
    let (session, books) = company_session().await;
    let division = &books.divisions[0];
    for year in [2024, 2025, 2026] {
        let revenue = -net(division, 110, year);
        assert!(revenue > Decimal::ZERO);
        let by_year = all(&session, division, &format!("read/financial/RevenueListByYear?year={year}")).await;
        assert_eq!(sum(&by_year, "Amount"), revenue, "{year}");
        let after_entry =
            all(&session, division, &format!("read/financial/RevenueListByYearAndStatus?year={year}&afterEntry=true"))
                .await;
        assert_eq!(sum(&after_entry, "Amount"), revenue);
        let processed =
            all(&session, division, &format!("read/financial/RevenueListByYearAndStatus?year={year}&afterEntry=false"))
                .await;
        let open = division.entries.iter().any(|entry| entry.year == year && entry.status == Status::Open);
        assert!(open || sum(&processed, "Amount") == revenue);
    }
    let now = all(&session, division, "read/financial/RevenueList").await;
    assert_eq!(sum(&now, "Amount"), -net(division, 110, 2026));
    let overview = all(&session, division, "read/financial/ProfitLossOverview").await.remove(0);
    assert_eq!((&overview["CurrentYear"], &overview["CurrentPeriod"]), (&2026.into(), &8.into()));
    assert_eq!(amount(&overview["RevenueCurrentYear"]), -net(division, 110, 2026));
    assert_eq!(amount(&overview["RevenuePreviousYear"]), -net(division, 110, 2025));
    let result = amount(&overview["RevenuePreviousYear"]) - amount(&overview["CostsPreviousYear"]);
    assert_eq!(amount(&overview["ResultPreviousYear"]), result);
}

#[tokio::test]
async fn a_function_wants_its_parameters_as_literals_of_their_type() {
    let (session, books) = company_session().await;
    let code = books.divisions[0].code;
    for path in [
        "read/financial/RevenueListByYear",
        "read/financial/RevenueListByYear?$filter=Year%20eq%202026",
        "read/financial/RevenueListByYear?year='2026'",
        "read/financial/RevenueListByYear?year=abc",
        "read/financial/RevenueListByYearAndStatus?year=2026",
        "read/financial/ReceivablesListByAccount?accountId='x'",
    ] {
        let refused = session.get(&format!("{code}/{path}")).await;
        assert_eq!(
            (refused.status, refused.message().as_str()),
            (400, "Bad Request - Error in query syntax."),
            "{path}"
        );
    }
    assert!(all(&session, &books.divisions[0], "read/financial/RevenueListByYear?year=1999").await.is_empty());
}

#[tokio::test]
async fn open_terms_add_up_to_the_ledger_in_every_list_with_each_lists_own_sign() {
    let (session, books) = company_session().await;
    for division in &books.divisions {
        for (side, sign, terms, list, receivable) in [
            (Side::Receivable, Decimal::ONE, "Cashflow/Receivables", "ReceivablesList", "Receivable"),
            (Side::Payable, Decimal::NEGATIVE_ONE, "Cashflow/Payments", "PayablesList", "Payable"),
        ] {
            let open = open(division, side);
            let path = format!(
                "bulk/{terms}?$select=ID,AmountDC,Status,TransactionAmountDC,TransactionID&$filter=Status%20eq%2020"
            );
            let rows = all(&session, division, &path).await;
            assert_eq!(sum(&rows, "AmountDC"), -open, "{terms}");
            assert_eq!(sum(&all(&session, division, &format!("read/financial/{list}")).await, "Amount"), sign * open);
            let overview = all(&session, division, "read/financial/OutstandingInvoicesOverview").await.remove(0);
            assert_eq!(amount(&overview[format!("Outstanding{receivable}InvoiceAmount")]), sign * open);
            let late = division.open_items.open(side).filter(|item| item.due_date.is_some_and(|due| due < books.today));
            let late: Decimal = late.map(|item| item.open_dc).sum();
            assert_eq!(amount(&overview[format!("Overdue{receivable}InvoiceAmount")]), sign * late);
            let aging = all(&session, division, "read/financial/AgingOverview").await;
            assert_eq!(amount(&aging[0][format!("Amount{receivable}")]), sign * open);
            assert_eq!(sum(&aging[1..], &format!("Amount{receivable}")), sign * open);
            let by_account =
                all(&session, division, &format!("read/financial/Aging{}List", list.trim_end_matches("List"))).await;
            assert_eq!(sum(&by_account, "TotalAmount"), sign * open);
        }
    }
}

#[tokio::test]
async fn a_term_paid_in_part_is_a_matched_row_and_an_open_row() {
    let mut books = books(4);
    let item = open_item(0, Decimal::new(121, 0), Decimal::new(21, 0), day(2026, 6, 15));
    books.divisions[0].open_items.0.push(item);
    let paid = open_item(1, Decimal::new(50, 0), Decimal::ZERO, day(2026, 1, 31));
    books.divisions[0].open_items.0.push(paid);
    let session = session(books).await;
    let rows =
        session.all("cashflow/Receivables?$select=Status,AmountDC,TransactionAmountDC,IsFullyPaid,InvoiceNumber").await;
    let mut seen: Vec<_> = rows
        .iter()
        .map(|row| {
            let (invoice, status) = (row["InvoiceNumber"].as_i64().unwrap(), row["Status"].as_i64().unwrap());
            let amounts = (amount(&row["AmountDC"]), amount(&row["TransactionAmountDC"]));
            (invoice, status, amounts, row["IsFullyPaid"].as_bool().unwrap())
        })
        .collect();
    seen.sort();
    let row =
        |invoice, status, amount, whole, paid| (invoice, status, (Decimal::from(amount), Decimal::from(whole)), paid);
    assert_eq!(seen, [row(0, 20, -21, 121, false), row(0, 50, -100, 121, true), row(1, 50, -50, 50, true)]);
    let overview = session.read("read/financial/OutstandingInvoicesOverview").await.rows().remove(0);
    assert_eq!(overview["OutstandingReceivableInvoiceCount"], 1);
    assert_eq!(overview["OverdueReceivableInvoiceCount"], 0, "due today is not overdue");
}

#[tokio::test]
async fn signs_that_are_not_established_can_be_flipped() {
    for (quirk, path, name) in [
        ("receivables-list-sign=negative", "read/financial/ReceivablesList", "Amount"),
        ("cashflow-sign=positive", "cashflow/Receivables?$select=AmountDC", "AmountDC"),
        ("revenue-list-sign=negative", "read/financial/RevenueList", "Amount"),
    ] {
        let mut books = books(4);
        books.divisions[0].open_items.0.push(open_item(0, Decimal::TEN, Decimal::TEN, day(2026, 1, 1)));
        let plain = session(books.clone()).await;
        let quirky = session_of(Sandbox::builder().books(books).quirk(quirk).unwrap()).await;
        let (plain, quirky) = (sum(&plain.all(path).await, name), sum(&quirky.all(path).await, name));
        assert!(!plain.is_zero() && plain == -quirky, "{quirk}: {plain} and {quirky}");
    }
}

#[tokio::test]
async fn opening_balances_balance() {
    let (session, books) = company_session().await;
    for division in &books.divisions {
        for year in ["CurrentYear", "PreviousYear"] {
            let rows = all(&session, division, &format!("openingbalance/{year}/AfterEntry")).await;
            assert!(!rows.is_empty());
            assert_eq!(sum(&rows, "Amount"), Decimal::ZERO, "{year}");
        }
    }
}

#[tokio::test]
async fn accounts_relations_periods_journals_and_vat_codes_are_all_there() {
    let (session, books) = company_session().await;
    for division in &books.divisions {
        for (path, expected) in [
            ("bulk/Financial/GLAccounts?$select=ID,Code,Type", division.accounts.len()),
            ("sync/Financial/GLAccounts?$select=ID&$filter=Timestamp%20gt%201L", division.accounts.len()),
            ("bulk/CRM/Accounts?$select=ID,Code,Name", division.relations.len()),
            ("sync/CRM/Accounts?$select=ID&$filter=Timestamp%20gt%201L", division.relations.len()),
            ("financial/FinancialPeriods", division.periods.len()),
            ("financial/Journals", division.journals.len()),
            ("vat/VATCodes?$expand=VATPercentages", division.vat_codes.len()),
        ] {
            assert_eq!(all(&session, division, path).await.len(), expected, "{path}");
        }
    }
    let names: Vec<Value> = session.get("1/system/Divisions?$select=Code,Description").await.rows();
    assert_eq!(names.len(), books.divisions.len());
}
