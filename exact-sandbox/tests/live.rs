//! The live ledger: entries posted, changed and deleted between two reads show everywhere at once.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests may stop at what cannot be")]

mod support;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use exact_sandbox::Sandbox;
use exact_sandbox::books::{Books, EntryType, NewEntry, NewLine, PostingFault, Status, company};
use proptest::prelude::*;
use rust_decimal::Decimal;
use serde_json::{Value, json};
use support::*;
use uuid::Uuid;

const SALES: &str = "70";
const BANK: &str = "20";

async fn company_session() -> (Session, i32) {
    let books = company::generate(5, day(2026, 6, 15));
    let code = books.divisions[0].code;
    (session_of(Sandbox::builder().books(books).limits(AMPLE)).await, code)
}

fn entry(journal: &str, lines: Vec<NewLine>) -> NewEntry {
    NewEntry {
        journal: journal.to_owned(),
        date: day(2026, 6, 15),
        period: None,
        kind: None,
        status: Status::Processed,
        description: "Tussendoor geboekt".to_owned(),
        lines,
    }
}

fn invoice(cents: i64) -> NewEntry {
    let debtor = NewLine { relation: Some("7".to_owned()), due_date: Some(day(2026, 7, 15)), ..line("1300", cents) };
    entry(SALES, vec![debtor, line("8000", -cents)])
}

fn receipt(invoice: i32, cents: i64) -> NewEntry {
    let debtor = NewLine { relation: Some("7".to_owned()), invoice_number: Some(invoice), ..line("1300", -cents) };
    entry(BANK, vec![line("1100", cents), debtor])
}

fn line(account: &str, cents: i64) -> NewLine {
    NewLine::new(account, Decimal::new(cents, 2))
}

async fn all(session: &Session, division: i32, path: &str) -> Vec<Value> {
    let mut page = session.get(&format!("{division}/{path}")).await;
    assert_eq!(page.status, 200, "{path}: {}", page.text);
    let mut rows = page.rows();
    while let Some(next) = page.next() {
        page = session.get(&next).await;
        rows.extend(page.rows());
    }
    rows
}

async fn sum(session: &Session, division: i32, path: &str, name: &str) -> Decimal {
    all(session, division, path).await.iter().map(|row| amount(&row[name])).sum()
}

/// One figure from each of the endpoints that a sale moves.
async fn figures(session: &Session, division: i32) -> Vec<Decimal> {
    let mut figures = Vec::new();
    for (path, name) in [
        ("financial/ReportingBalance?$select=Amount&$filter=GLAccountCode%20eq%20'8000'", "Amount"),
        ("bulk/Financial/TransactionLines?$select=AmountDC&$filter=GLAccountCode%20eq%20'8000'", "AmountDC"),
        ("read/financial/RevenueList", "Amount"),
        ("read/financial/ProfitLossOverview", "RevenueCurrentPeriod"),
        ("read/financial/ReceivablesList", "Amount"),
        ("bulk/Cashflow/Receivables?$select=AmountDC&$filter=Status%20eq%2020", "AmountDC"),
        ("read/financial/OutstandingInvoicesOverview", "OutstandingReceivableInvoiceAmount"),
        ("read/financial/AgingReceivablesList", "TotalAmount"),
    ] {
        figures.push(sum(session, division, path, name).await);
    }
    figures
}

async fn highest(session: &Session, division: i32, path: &str) -> i64 {
    let rows = all(session, division, &format!("{path}?$select=Timestamp&$filter=Timestamp%20gt%200L")).await;
    rows.iter().map(|row| row["Timestamp"].as_str().unwrap().parse().unwrap()).max().unwrap_or(0)
}

async fn after(session: &Session, division: i32, path: &str, select: &str, timestamp: i64) -> Vec<Value> {
    all(session, division, &format!("{path}?$select={select}&$filter=Timestamp%20gt%20{timestamp}L")).await
}

#[tokio::test]
async fn a_posted_sale_shows_in_every_figure_of_the_next_read_and_a_deleted_one_is_gone_from_all() {
    let (session, division) = company_session().await;
    let before = figures(&session, division).await;
    let id = session.sandbox.post_entry(division, &invoice(12_345)).unwrap();
    let amount = Decimal::new(12_345, 2);
    let signs = [-amount, -amount, amount, amount, amount, -amount, amount, amount];
    let expected: Vec<Decimal> = before.iter().zip(signs).map(|(before, change)| before + change).collect();
    assert_eq!(figures(&session, division).await, expected);
    session.sandbox.delete_entry(id).unwrap();
    assert_eq!(figures(&session, division).await, before);
}

#[tokio::test]
async fn an_order_that_was_read_before_has_what_was_posted_since_in_its_place() {
    let (session, division) = company_session().await;
    let path = "bulk/Financial/TransactionLines?$select=EntryID&$orderby=AmountDC%20desc";
    let before = all(&session, division, path).await.len();
    let id = session.sandbox.post_entry(division, &invoice(9_876_543_210)).unwrap();
    let rows = all(&session, division, path).await;
    assert_eq!(rows.len(), before + 2);
    for row in [rows.first(), rows.last()] {
        assert_eq!(row.unwrap()["EntryID"], id.to_string().as_str());
    }
}

#[tokio::test]
async fn e13_what_is_posted_comes_after_the_last_timestamp_and_nothing_else_does() {
    let (session, division) = company_session().await;
    let last = highest(&session, division, "sync/Financial/TransactionLines").await;
    assert!(after(&session, division, "sync/Financial/TransactionLines", "ID", last).await.is_empty());
    let id = session.sandbox.post_entry(division, &invoice(100)).unwrap();
    let rows = after(&session, division, "sync/Financial/TransactionLines", "EntryID,Timestamp,Modified", last).await;
    assert_eq!(rows.len(), 2);
    assert!(rows.iter().all(|row| row["EntryID"] == id.to_string().as_str()));
}

#[tokio::test]
async fn a_changed_entry_comes_again_with_the_same_line_ids_and_a_later_timestamp() {
    let (session, division) = company_session().await;
    let id = session.sandbox.post_entry(division, &invoice(100)).unwrap();
    let last = highest(&session, division, "sync/Financial/TransactionLines").await;
    session.sandbox.change_entry(id, &invoice(250)).unwrap();
    let rows = after(&session, division, "sync/Financial/TransactionLines", "ID,AmountDC", last).await;
    let amounts: Vec<Decimal> = rows.iter().map(|row| amount(&row["AmountDC"])).collect();
    assert_eq!(amounts, [Decimal::new(250, 2), Decimal::new(-250, 2)]);
    let books = session.sandbox.books_now();
    let entry = books.divisions[0].entries.iter().find(|entry| entry.id == id).unwrap();
    let ids: Vec<String> = entry.lines.iter().map(|line| line.id.to_string()).collect();
    assert_eq!(rows.iter().map(|row| row["ID"].as_str().unwrap()).collect::<Vec<_>>(), ids);
    assert!(after(&session, division, "sync/Deleted", "EntityKey", 0).await.is_empty());
}

#[tokio::test]
async fn e13_deleted_lines_and_terms_are_told_by_sync_deleted_with_their_kind() {
    let (session, division) = company_session().await;
    let id = session.sandbox.post_entry(division, &invoice(100)).unwrap();
    let lines = highest(&session, division, "sync/Financial/TransactionLines").await;
    let books = session.sandbox.books_now();
    let entry = books.divisions[0].entries.iter().find(|entry| entry.id == id).unwrap();
    let expected: BTreeSet<String> = entry.lines.iter().map(|line| line.id.to_string()).collect();
    session.sandbox.delete_entry(id).unwrap();
    let rows =
        after(&session, division, "sync/Deleted", "EntityKey,EntityType,Timestamp,DeletedDate,Division", lines).await;
    let of_kind = |kind: i64| {
        let rows = rows.iter().filter(move |row| row["EntityType"] == kind);
        rows.map(|row| row["EntityKey"].as_str().unwrap().to_owned()).collect::<BTreeSet<_>>()
    };
    assert_eq!(of_kind(1), expected);
    assert_eq!(of_kind(10).len(), 1);
    assert_eq!(rows.len(), 3);
    let only_terms = "sync/Deleted?$select=EntityKey&$filter=Timestamp%20gt%200L%20and%20EntityType%20eq%2010";
    assert_eq!(all(&session, division, only_terms).await.len(), 1);
}

#[tokio::test]
async fn a_receipt_pays_the_invoice_it_names_and_its_deletion_opens_the_invoice_again() {
    let (session, division) = company_session().await;
    let id = session.sandbox.post_entry(division, &invoice(10_000)).unwrap();
    let number = number_of(&session, id);
    let open = format!(
        "cashflow/Receivables?$select=AmountDC,Status,IsFullyPaid,LastPaymentDate&$filter=InvoiceNumber%20eq%20{number}%20and%20TransactionType%20eq%2020"
    );
    let terms = highest(&session, division, "sync/Cashflow/PaymentTerms").await;
    let paid = session.sandbox.post_entry(division, &receipt(number, 4_000)).unwrap();
    let rows = all(&session, division, &open).await;
    let mut amounts: Vec<(i64, Decimal)> =
        rows.iter().map(|row| (row["Status"].as_i64().unwrap(), amount(&row["AmountDC"]))).collect();
    amounts.sort();
    assert_eq!(amounts, [(20, Decimal::from(-60)), (50, Decimal::from(-40))]);
    assert!(after(&session, division, "sync/Cashflow/PaymentTerms", "ID,LineType", terms).await.len() >= 3);
    session.sandbox.delete_entry(paid).unwrap();
    let rows = all(&session, division, &open).await;
    assert_eq!(rows.len(), 1);
    assert_eq!((&rows[0]["Status"], amount(&rows[0]["AmountDC"])), (&20.into(), Decimal::from(-100)));
    assert_eq!(rows[0]["LastPaymentDate"], Value::Null);
}

#[tokio::test]
async fn an_invoice_paid_in_full_points_at_its_payment() {
    let (session, division) = company_session().await;
    let id = session.sandbox.post_entry(division, &invoice(10_000)).unwrap();
    let paid = session.sandbox.post_entry(division, &receipt(number_of(&session, id), 10_000)).unwrap();
    let books = session.sandbox.books_now();
    let find = |id| books.divisions[0].entries.iter().find(|entry| entry.id == id).unwrap();
    assert_eq!(find(id).lines[0].offset, Some(find(paid).lines[1].id));
    drop(books);
    session.sandbox.delete_entry(paid).unwrap();
    let books = session.sandbox.books_now();
    let entry = books.divisions[0].entries.iter().find(|entry| entry.id == id).unwrap();
    assert_eq!(entry.lines[0].offset, None);
}

#[tokio::test]
async fn what_does_not_balance_or_does_not_exist_is_refused_and_changes_nothing() {
    let (session, division) = company_session().await;
    let before = figures(&session, division).await;
    let post = |entry: &NewEntry| session.sandbox.post_entry(division, entry).unwrap_err();
    let mut wrong = invoice(100);
    wrong.lines[0].amount = Decimal::TWO;
    assert_eq!(post(&wrong), PostingFault::Unbalanced(Decimal::ONE));
    let unknown = entry(SALES, vec![line("1300", 100), line("8001", -100)]);
    assert_eq!(post(&unknown), PostingFault::Unknown("account", "8001".to_owned()));
    assert_eq!(post(&NewEntry { date: day(1999, 1, 1), ..invoice(1) }), PostingFault::NoPeriod(day(1999, 1, 1)));
    assert_eq!(session.sandbox.post_entry(1, &invoice(1)), Err(PostingFault::NoDivision(1)));
    assert_eq!(session.sandbox.delete_entry(Uuid::nil()), Err(PostingFault::NoEntry(Uuid::nil())));
    assert_eq!(figures(&session, division).await, before);
}

#[tokio::test]
async fn entries_are_posted_changed_and_deleted_over_http() {
    let (session, division) = company_session().await;
    let url = format!("{}/_sandbox/entries", session.sandbox.base_url());
    let body = |amount: &str| {
        json!({ "division": division, "journal": "90", "date": "2026-06-10", "description": "Memo", "status": 20,
                "lines": [{ "account": "4500", "amount": amount }, { "account": "1650", "amount": format!("-{amount}") }] })
    };
    let posted = reply(session.http.post(&url).json(&body("10.25"))).await;
    assert_eq!(posted.status, 201, "{}", posted.text);
    let id = posted.json()["id"].as_str().unwrap().to_owned();
    let path =
        format!("financialtransaction/TransactionLines?$select=AmountDC,Status&$filter=EntryID%20eq%20guid'{id}'");
    let read = |rows: Vec<Value>| rows.iter().map(|row| amount(&row["AmountDC"]).abs()).collect::<Vec<_>>();
    assert_eq!(read(all(&session, division, &path).await), [Decimal::new(1_025, 2); 2]);
    let changed = reply(session.http.put(format!("{url}/{id}")).json(&body("11"))).await;
    assert_eq!(changed.status, 200, "{}", changed.text);
    assert_eq!(read(all(&session, division, &path).await), [Decimal::from(11); 2]);
    assert_eq!(reply(session.http.delete(format!("{url}/{id}"))).await.status, 204);
    assert!(all(&session, division, &path).await.is_empty());
    assert_eq!(reply(session.http.delete(format!("{url}/{id}"))).await.status, 404);
    let wrong = reply(session.http.post(&url).json(&json!({ "journal": "90" }))).await;
    assert_eq!(wrong.status, 400);
    assert!(wrong.json()["error"].as_str().unwrap().contains("date"));
}

fn number_of(session: &Session, id: Uuid) -> i32 {
    let books = session.sandbox.books_now();
    books.divisions[0].entries.iter().find(|entry| entry.id == id).unwrap().number
}

/// What holds of books whatever is done to them.
fn assert_consistent(books: &Books) {
    for division in &books.divisions {
        for entry in &division.entries {
            assert_eq!(entry.lines.iter().map(|line| line.amount_dc).sum::<Decimal>(), Decimal::ZERO);
        }
        for account in ["1300", "1600"] {
            let lines = division.entries.iter().filter(|entry| !entry.kind.is_closing()).flat_map(|entry| &entry.lines);
            let ledger: Decimal = lines.filter(|line| line.account == account).map(|line| line.amount_dc).sum();
            let open: Decimal =
                division.open_items.0.iter().filter(|item| item.account == account).map(|item| item.open_dc).sum();
            assert_eq!(open, ledger, "{account}");
        }
    }
}

/// Made once: the runs of changes each begin with a copy.
static START: LazyLock<Books> = LazyLock::new(|| company::generate(11, day(2026, 2, 10)));

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn open_items_equal_the_ledger_after_any_run_of_changes(steps in prop::collection::vec((0_u8..4, 1_i64..9_000, 0_usize..40), 1..12)) {
        let mut books = START.clone();
        let now = day(2026, 2, 10).and_hms_opt(9, 0, 0).unwrap();
        let dated = |entry: NewEntry| NewEntry { date: day(2026, 2, 9), ..entry };
        for (what, cents, at) in steps {
            let division = &mut books.divisions[0];
            let count = division.entries.len();
            let id = division.entries[count - 1 - at % count].id;
            let kind = division.entries[count - 1 - at % count].kind;
            let number = division.entries[count - 1 - at % count].number;
            let done = match what {
                0 => division.post(&dated(invoice(cents)), now).map(|_| ()),
                1 => division.post(&dated(receipt(number, cents)), now).map(|_| ()),
                2 if kind == EntryType::SALES_ENTRY => division.change(id, &dated(invoice(cents))).map(|_| ()),
                _ if !kind.is_closing() => division.delete(id).map(|_| ()),
                _ => Ok(()),
            };
            prop_assert!(matches!(done, Ok(()) | Err(PostingFault::Matched)), "{done:?}");
            assert_consistent(&books);
        }
    }
}
