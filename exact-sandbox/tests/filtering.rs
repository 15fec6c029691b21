//! `$filter`: what it finds and how it refuses.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests may stop at what cannot be")]

mod random_queries;
mod support;

use support::*;

async fn count(session: &Session, filter: &str) -> usize {
    let filter: String = url_encode(filter);
    let path =
        format!("financialtransaction/TransactionLines?$select=ID&$inlinecount=allpages&$top=0&$filter={filter}");
    let reply = session.read(&path).await;
    assert_eq!(reply.status, 200, "{filter}: {}", reply.text);
    reply.json()["d"]["__count"].as_str().unwrap().parse().unwrap()
}

fn url_encode(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

async fn refusal(session: &Session, entity: &str, filter: &str) -> String {
    let reply = session.read(&format!("{entity}?$select=ID&$filter={}", url_encode(filter))).await;
    assert_eq!(reply.status, 400, "{filter}: {}", reply.text);
    reply.message()
}

#[tokio::test]
async fn a_filter_finds_what_it_says() {
    // 40 lines: entries 0 to 19, half of them by relation 25, every third without an invoice number.
    let session = session(books(40)).await;
    for (filter, expected) in [
        ("FinancialYear eq 2026", 40),
        ("FinancialYear eq 2025", 0),
        ("Status eq 20", 4),
        ("Status ne 20", 36),
        ("FinancialPeriod ge 3 and FinancialPeriod le 4", 12),
        ("FinancialPeriod eq 1 or FinancialPeriod eq 2 and Status eq 20", 8),
        ("(FinancialPeriod eq 1 or FinancialPeriod eq 2) and Status eq 20", 2),
        ("not (FinancialPeriod eq 1)", 32),
        ("InvoiceNumber eq null", 14),
        ("InvoiceNumber ne null", 26),
        ("InvoiceNumber gt 10", 12),
        ("not (InvoiceNumber gt 10)", 14),
        ("GLAccountCode eq '8000'", 20),
        ("startswith(GLAccountCode,'8')", 20),
        ("startswith(GLAccountCode,'8') eq true", 20),
        ("endswith(GLAccountCode,'00') and Status eq 20", 4),
        ("substringof('''3''',Description) eq true", 2),
        ("substringof('regel',tolower(Description)) eq true", 40),
        ("toupper(JournalCode) eq '70'", 40),
        ("trim(AccountCode) eq '25'", 20),
        ("trim(VATCode) eq '4'", 20),
        ("Date ge datetime'2026-02-01' and Date lt datetime'2026-03-01'", 8),
        ("Date ge DateTime'2026-02-01T00:00:00' and Date lt datetime'2026-03-01T00:00'", 8),
        ("FinancialYear eq 2026L", 40),
        ("FinancialYear lt 2026.5", 40),
        ("EntryNumber eq 26700001", 2),
    ] {
        assert_eq!(count(&session, filter).await, expected, "{filter}");
    }
    let id = session.all("crm/Accounts?$select=ID").await[0]["ID"].as_str().unwrap().to_owned();
    assert_eq!(count(&session, &format!("Account eq guid'{id}'")).await, 20);
}

#[tokio::test]
async fn sums_do_not_depend_on_filter_parts_order_or_page_size() {
    let session = session(books(997)).await;
    let sum = async |path: &str| -> rust_decimal::Decimal {
        session.all(path).await.iter().map(|row| amount(&row["AmountDC"])).sum()
    };
    let whole = sum("bulk/Financial/TransactionLines?$select=AmountDC&$filter=GLAccountCode%20eq%20'8000'").await;
    let mut parts = rust_decimal::Decimal::ZERO;
    for period in 1..=6 {
        let filter = format!("GLAccountCode%20eq%20'8000'%20and%20FinancialPeriod%20eq%20{period}");
        parts += sum(&format!(
            "financialtransaction/TransactionLines?$select=AmountDC&$filter={filter}&$orderby=Date%20desc"
        ))
        .await;
    }
    assert_eq!(parts, whole);
}

#[tokio::test]
async fn type_errors_have_exacts_texts_and_positions() {
    let session = session(books(2)).await;
    assert_eq!(
        refusal(&session, "crm/Accounts", "Code eq 25").await,
        "Operator 'eq' incompatible with operand types 'System.String' and 'System.Int32' at position 5."
    );
    let library = "mscorlib, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089";
    assert_eq!(
        refusal(&session, "financialtransaction/TransactionLines", "Account eq 'x'").await,
        format!(
            "Operator 'eq' incompatible with operand types 'System.Nullable`1[[System.Guid, {library}]]' and 'System.String' at position 8."
        )
    );
    assert_eq!(
        refusal(&session, "crm/Accounts", "Name ne '' and ID eq guid''").await,
        "Unrecognized 'Edm.Guid' literal 'guid''' in '21'."
    );
}

#[tokio::test]
async fn what_exact_cannot_filter_on_is_a_400() {
    let session = session(books(2)).await;
    for (entity, filter) in [
        ("financialtransaction/TransactionLines", "AmountDC gt 5"),
        ("financialtransaction/TransactionLines", "Created gt datetime'2026-01-01'"),
        ("bulk/Financial/TransactionLines", "AccountName eq 'x'"),
        ("bulk/Cashflow/Receivables", "DueDate lt datetime'2026-01-01'"),
        ("crm/Accounts", "BankAccounts/Name eq 'x'"),
        ("crm/Accounts", "BankAccounts eq null"),
        ("crm/Accounts", "Name eq Code"),
        ("crm/Accounts", "Name"),
        ("crm/Accounts", "length(Name) eq 5"),
        ("crm/Accounts", "startswith(Name)"),
        ("crm/Accounts", "Blocked gt true"),
        ("crm/Accounts", "Blocked eq 1"),
        ("crm/Accounts", "Name eq 'x' and"),
        ("crm/Accounts", "name eq 'x'"),
    ] {
        assert!(!refusal(&session, entity, filter).await.is_empty(), "{filter}");
    }
    assert_eq!(session.read("bulk/Cashflow/Receivables?$select=ID&$filter=Status%20eq%2020").await.status, 200);
    assert_eq!(session.read("crm/Accounts?$filter=Blocked%20eq%20false").await.rows().len(), 2);
}

#[tokio::test]
async fn a_wrong_skiptoken_is_a_400_and_a_right_one_survives_a_vanished_row() {
    let session = session(books(200)).await;
    let path = "financialtransaction/TransactionLines?$select=ID&$skiptoken=";
    for token in ["5", "guid'x'", "'a'", "guid'00000000-0000-0000-0000-000000000000',1", ",", "null,null"] {
        assert_eq!(session.read(&format!("{path}{token}")).await.status, 400, "{token}");
    }
    let none = session.read(&format!("{path}guid'ffffffff-ffff-ffff-ffff-ffffffffffff'")).await;
    assert!(none.rows().is_empty());
    let start = session.read(&format!("{path}guid'00000000-0000-0000-0000-000000000000'")).await;
    assert_eq!(start.rows().len(), 60);
}

#[tokio::test]
async fn an_option_without_its_dollar_is_a_503_without_a_body() {
    let session = session(books(2)).await;
    let reply = session.read("crm/Accounts?filter=Code%20eq%20'x'").await;
    assert_eq!((reply.status, reply.text.as_str()), (503, ""));
}
