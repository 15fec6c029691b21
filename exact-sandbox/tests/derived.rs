//! Entries, invoices, returns and lists are all told from the one ledger.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests may stop at what cannot be")]

mod support;

use std::collections::{BTreeMap, HashMap, HashSet};

use exact_sandbox::Sandbox;
use exact_sandbox::books::company::{self, Company};
use exact_sandbox::books::{Books, Division, Entry, EntryType, JournalKind, Line};
use rust_decimal::Decimal;
use serde_json::Value;
use support::*;

async fn session_on(company: Company) -> (Session, Books) {
    let books = company::make(company, 3, day(2026, 8, 20));
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

fn lines(division: &Division) -> impl Iterator<Item = (&Entry, &Line)> {
    division.entries.iter().flat_map(|entry| entry.lines.iter().map(move |line| (entry, line)))
}

fn kind(division: &Division, entry: &Entry) -> JournalKind {
    division.journals.iter().find(|journal| journal.code == entry.journal).unwrap().kind
}

fn account_type(division: &Division, line: &Line) -> i32 {
    division.accounts.iter().find(|account| account.code == line.account).unwrap().account_type
}

fn ledger(division: &Division, wanted: impl Fn(&Entry, &Line) -> bool) -> Decimal {
    lines(division).filter(|(entry, line)| wanted(entry, line)).map(|(_, line)| line.amount_dc).sum()
}

#[tokio::test]
async fn an_entry_of_sales_or_purchases_is_its_lines_and_the_vat_on_them() {
    let (session, books) = session_on(Company::Wholesaler).await;
    let division = &books.divisions[0];
    for (path, nested, of, account, sign) in [
        ("salesentry/SalesEntries", "SalesEntryLines", JournalKind::Sales, 20, Decimal::ONE),
        ("purchaseentry/PurchaseEntries", "PurchaseEntryLines", JournalKind::Purchase, 22, Decimal::NEGATIVE_ONE),
    ] {
        let select = format!("EntryID,AmountDC,VATAmountDC,Type,{nested}/AmountDC,{nested}/EntryID");
        let rows = all(&session, division, &format!("{path}?$select={select}&$expand={nested}")).await;
        assert_eq!(rows.len(), division.entries.iter().filter(|entry| kind(division, entry) == of).count());
        for row in &rows {
            let inner = row[nested]["results"].as_array().unwrap();
            assert!(!inner.is_empty() && inner.iter().all(|line| line["EntryID"] == row["EntryID"]));
            assert_eq!(sum(inner, "AmountDC") + amount(&row["VATAmountDC"]), amount(&row["AmountDC"]));
            let is_credit = matches!(row["Type"].as_i64(), Some(21 | 31));
            assert_eq!(amount(&row["AmountDC"]) < Decimal::ZERO, is_credit);
        }
        let booked =
            ledger(division, |entry, line| kind(division, entry) == of && account_type(division, line) == account);
        assert_eq!(sum(&rows, "AmountDC"), sign * booked);
        let lines =
            all(&session, division, &format!("{}?$select=AmountDC", path.replace("Entries", "EntryLines"))).await;
        assert_eq!(sum(&lines, "AmountDC") + sum(&rows, "VATAmountDC"), sum(&rows, "AmountDC"));
    }
}

#[tokio::test]
async fn money_before_an_entry_and_its_lines_are_the_money_after_it() {
    let (session, books) = session_on(Company::Wholesaler).await;
    let division = &books.divisions[0];
    for (path, nested, of) in [
        ("financialtransaction/BankEntries", "BankEntryLines", JournalKind::Bank),
        ("financialtransaction/CashEntries", "CashEntryLines", JournalKind::Cash),
    ] {
        let rows = all(&session, division, &format!("{path}?$expand={nested}")).await;
        let mut last: BTreeMap<String, (i64, Decimal)> = BTreeMap::new();
        for row in &rows {
            let inner = row[nested]["results"].as_array().unwrap();
            let moved = sum(inner, "AmountDC");
            assert_eq!(amount(&row["OpeningBalanceFC"]) + moved, amount(&row["ClosingBalanceFC"]));
            let (number, journal) = (row["EntryNumber"].as_i64().unwrap(), row["JournalCode"].as_str().unwrap());
            let known = last.entry(journal.to_owned()).or_insert((0, Decimal::ZERO));
            if number > known.0 {
                *known = (number, amount(&row["ClosingBalanceFC"]));
            }
        }
        for (journal, (_, closing)) in last {
            let money = ledger(division, |entry, line| {
                entry.journal == journal
                    && kind(division, entry) == of
                    && matches!(account_type(division, line), 10 | 12)
            });
            assert_eq!(closing, money, "{journal}");
        }
    }
}

#[tokio::test]
async fn memos_are_zero_and_every_entry_is_a_transaction_with_its_lines() {
    let (session, books) = session_on(Company::Consultancy).await;
    let division = &books.divisions[0];
    let path = "generaljournalentry/GeneralJournalEntries?$select=*&$expand=GeneralJournalEntryLines";
    let memos = all(&session, division, path).await;
    assert!(!memos.is_empty());
    for memo in &memos {
        assert_eq!(sum(memo["GeneralJournalEntryLines"]["results"].as_array().unwrap(), "AmountDC"), Decimal::ZERO);
    }
    let path = "financialtransaction/Transactions?$select=EntryID,EntryNumber,TransactionLines/AmountDC&$expand=TransactionLines";
    let transactions = all(&session, division, path).await;
    assert_eq!(transactions.len(), division.entries.len());
    let counts: HashMap<i64, usize> = transactions
        .iter()
        .map(|row| (row["EntryNumber"].as_i64().unwrap(), row["TransactionLines"]["results"].as_array().unwrap().len()))
        .collect();
    assert!(division.entries.iter().all(|entry| counts[&i64::from(entry.number)] == entry.lines.len().min(60)));
}

#[tokio::test]
async fn sales_invoices_are_the_sales_entries() {
    let (session, books) = session_on(Company::Consultancy).await;
    let division = &books.divisions[0];
    let invoices = all(&session, division, "salesinvoice/SalesInvoices?$expand=SalesInvoiceLines").await;
    let entries = all(&session, division, "salesentry/SalesEntries?$select=AmountDC,VATAmountDC").await;
    assert_eq!((invoices.len(), sum(&invoices, "AmountDC")), (entries.len(), sum(&entries, "AmountDC")));
    for invoice in &invoices {
        let lines = invoice["SalesInvoiceLines"]["results"].as_array().unwrap();
        assert!(lines.iter().all(|line| line["InvoiceID"] == invoice["InvoiceID"]));
        assert_eq!(sum(lines, "AmountFC"), amount(&invoice["AmountFCExclVat"]));
    }
    assert!(invoices.iter().all(|one| matches!(one["Type"].as_i64(), Some(8020 | 8021))));
    let bulk = all(&session, division, "bulk/SalesInvoice/SalesInvoiceLines?$select=ID,AmountDC").await;
    let sync = "sync/SalesInvoice/SalesInvoices?$select=Timestamp,ID,AmountDC,InvoiceID,LineNumber,UnitCode&$filter=Timestamp%20gt%201L";
    let synced = all(&session, division, sync).await;
    let stamps: Vec<i64> = synced.iter().map(|row| row["Timestamp"].as_str().unwrap().parse().unwrap()).collect();
    assert!(stamps.is_sorted_by(|left, right| left < right), "every row has a timestamp of its own, in order");
    let (headers, lines): (Vec<Value>, Vec<Value>) = synced.into_iter().partition(|row| row["LineNumber"] == 0);
    assert_eq!(sum(&bulk, "AmountDC"), sum(&lines, "AmountDC"));
    assert_eq!((headers.len(), sum(&headers, "AmountDC")), (invoices.len(), sum(&invoices, "AmountDC")));
    assert!(headers.iter().all(|header| header["ID"] == header["InvoiceID"] && header["UnitCode"].is_null()));
}

#[tokio::test]
async fn cost_centres_and_classifications_split_the_reporting_balance_without_a_cent_lost() {
    let (session, books) = session_on(Company::Wholesaler).await;
    let division = &books.divisions[0];
    let select = "Amount,CostCenterCode,GLAccountCode,ReportingYear";
    let rows = all(&session, division, &format!("financial/ReportingBalance?$select={select}")).await;
    for center in all(&session, division, "hrm/Costcenters").await {
        let code = center["Code"].as_str().unwrap();
        let of_center: Vec<Value> = rows.iter().filter(|row| row["CostCenterCode"] == code).cloned().collect();
        let booked = ledger(division, |_, line| line.cost_center.as_deref() == Some(code));
        assert!(!of_center.is_empty(), "{code}");
        assert_eq!(sum(&of_center, "Amount"), booked);
    }
    let scheme = all(&session, division, "financial/GLSchemes").await[0]["ID"].as_str().unwrap().to_owned();
    let path = format!("read/financial/ReportingBalanceByClassification?glScheme=guid'{scheme}'&reportingYear=2025");
    let classified = all(&session, division, &path).await;
    let has_code: HashSet<&str> =
        division.accounts.iter().filter(|one| one.rgs.is_some()).map(|one| one.code.as_str()).collect();
    let booked = ledger(division, |entry, line| entry.year == 2025 && has_code.contains(line.account.as_str()));
    assert_eq!(sum(&classified, "Amount"), booked);
    let mappings = all(&session, division, "financial/GLAccountClassificationMappings").await;
    assert_eq!(mappings.len(), has_code.len());
    let codes = all(&session, division, "financial/GLClassifications").await;
    let ids: HashSet<&str> = codes.iter().map(|code| code["ID"].as_str().unwrap()).collect();
    assert!(mappings.iter().all(|mapping| ids.contains(mapping["Classification"].as_str().unwrap())));
    assert!(codes.iter().filter_map(|code| code["Parent"].as_str()).all(|parent| ids.contains(parent)));
}

#[tokio::test]
async fn lists_by_age_group_and_by_account_are_the_list_in_parts() {
    let (session, books) = session_on(Company::Wholesaler).await;
    let division = &books.divisions[0];
    for (list, aging) in [("ReceivablesList", "AmountReceivable"), ("PayablesList", "AmountPayable")] {
        let groups = all(&session, division, "read/financial/AgingOverview").await;
        for group in &groups[1..] {
            let number = group["AgeGroup"].as_i64().unwrap();
            let part = all(&session, division, &format!("read/financial/{list}ByAgeGroup?ageGroup={number}")).await;
            assert_eq!(sum(&part, "Amount").abs(), amount(&group[aging]).abs(), "{list} {number}");
        }
        let whole = all(&session, division, &format!("read/financial/{list}")).await;
        let account = whole.iter().find_map(|row| row["AccountId"].as_str()).unwrap();
        let of_account: Vec<Value> = whole.iter().filter(|row| row["AccountId"] == account).cloned().collect();
        let path = format!("read/financial/AgingOverviewByAccount?accountId=guid'{account}'");
        let overview = all(&session, division, &path).await;
        assert_eq!(overview.len(), 5);
        assert_eq!(sum(&overview[1..], aging), amount(&overview[0][aging]));
        assert_eq!(amount(&overview[0][aging]).abs(), sum(&of_account, "Amount").abs());
    }
}

#[tokio::test]
async fn returns_say_what_their_entries_left_to_pay() {
    let (session, books) = session_on(Company::Wholesaler).await;
    let division = &books.divisions[0];
    let filed = division.entries.iter().filter(|entry| entry.kind == EntryType::VAT_RETURN).count();
    let all_returns = all(&session, division, "read/financial/Returns").await;
    let (listings, returns): (Vec<Value>, Vec<Value>) = all_returns.into_iter().partition(|one| one["Type"] == 32);
    let official = all(&session, division, "financial/OfficialReturns").await;
    assert_eq!((returns.len(), official.len()), (filed, filed));
    let remitted = ledger(division, |entry, line| entry.kind == EntryType::VAT_RETURN && line.account == "1599");
    assert_eq!(sum(&returns, "Amount"), -remitted);
    assert!(
        returns
            .iter()
            .all(|one| one["Type"] == 31 && one["Frequency"] == "Q" && amount(&one["Amount"]).fract().is_zero())
    );
    assert!(official.iter().all(|one| one["Frequency"] == 30 && one["Type"] == 31));
    // A wholesaler supplies within the EU every quarter; cut off to whole euros the list is never more than the ledger.
    assert_eq!(listings.len(), filed);
    let eu: Vec<&str> =
        division.vat_codes.iter().filter(|code| code.eu_sales_listing != 'N').map(|code| &*code.code).collect();
    for listing in &listings {
        let (year, quarter) = (listing["Year"].as_i64().unwrap(), listing["Period"].as_i64().unwrap());
        let in_quarter = |entry: &Entry| (i64::from(entry.year), i64::from(entry.period + 2) / 3) == (year, quarter);
        let supplied = -ledger(division, |entry, line| {
            let listed = line.vat_code.as_deref().is_some_and(|code| eu.contains(&code));
            in_quarter(entry) && listed && account_type(division, line) == 110
        });
        let amount = amount(&listing["Amount"]);
        assert!(amount.fract().is_zero() && (supplied - amount).abs() < Decimal::from(60), "{supplied} {amount}");
    }
    assert!(sum(&listings, "Amount") > Decimal::ZERO);
    let starter = session_on(Company::Starter).await;
    assert!(all(&starter.0, &starter.1.divisions[0], "read/financial/Returns").await.is_empty());
}

#[tokio::test]
async fn the_journals_of_closed_years_are_closed_and_those_of_this_year_are_open() {
    let (session, books) = session_on(Company::BrokenYear).await;
    let division = &books.divisions[0];
    let rows = all(&session, division, "read/financial/JournalStatusList").await;
    assert_eq!(rows.len(), division.journals.len() * division.periods.len());
    let current = division.periods.iter().find(|one| one.start <= books.today && books.today <= one.end).unwrap().year;
    for row in &rows {
        assert_eq!(row["Status"] == 1, row["Year"].as_i64().unwrap() < current.into());
    }
}

#[tokio::test]
async fn every_relation_has_a_contact_an_address_and_a_bank_account_under_three_addresses() {
    let (session, books) = session_on(Company::Consultancy).await;
    let division = &books.divisions[0];
    for path in [
        "crm/Contacts",
        "bulk/CRM/Contacts?$select=ID,Account",
        "sync/CRM/Contacts?$select=ID,Account&$filter=Timestamp%20gt%201L",
        "crm/Addresses",
        "crm/BankAccounts",
    ] {
        let rows = all(&session, division, path).await;
        let accounts: HashSet<&str> = rows.iter().map(|row| row["Account"].as_str().unwrap()).collect();
        assert_eq!((rows.len(), accounts.len()), (division.relations.len(), division.relations.len()), "{path}");
    }
    let documents = all(&session, division, "documents/Documents?$select=ID,FinancialTransactionEntryID,Type").await;
    let entries: HashSet<String> = division.entries.iter().map(|entry| entry.id.to_string()).collect();
    assert!(documents.iter().all(|one| entries.contains(one["FinancialTransactionEntryID"].as_str().unwrap())));
    let scans = all(&session, division, "documents/DocumentAttachments").await;
    assert_eq!(scans.len(), documents.iter().filter(|one| one["Type"] == 20).count());
    let budgets = all(&session, division, "budget/Budgets?$filter=GLAccountCode%20eq%20'8000'").await;
    assert_eq!(budgets.len(), 12);
}

#[tokio::test]
async fn order_and_page_size_change_no_total() {
    let (session, books) = session_on(Company::Consultancy).await;
    let division = &books.divisions[0];
    let total = |rows: &[Value]| (rows.len(), sum(rows, "AmountDC"));
    let whole = all(&session, division, "bulk/Financial/TransactionLines?$select=ID,AmountDC").await;
    for path in [
        "financialtransaction/TransactionLines?$select=ID,AmountDC",
        "financialtransaction/TransactionLines?$select=ID,AmountDC&$orderby=AmountDC%20desc",
        "financialtransaction/TransactionLines?$select=ID,AmountDC&$orderby=Date,GLAccountCode%20desc",
        "financialtransaction/TransactionLines?$select=ID,AmountDC&$top=100000",
        "sync/Financial/TransactionLines?$select=ID,AmountDC&$filter=Timestamp%20gt%200L",
    ] {
        let rows = all(&session, division, path).await;
        assert_eq!(total(&rows), total(&whole), "{path}");
        let ids: HashSet<&str> = rows.iter().map(|row| row["ID"].as_str().unwrap()).collect();
        assert_eq!(ids.len(), rows.len(), "{path} repeats a row");
    }
    assert_eq!(total(&whole).1, Decimal::ZERO);
}
