//! Queries: right as text, checked before they are sent, split where they are too long.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use exact_model::financial::{GLAccount, Journal, RevenueOfYear};
use exact_model::financial_transaction::TransactionLine;
use exact_model::query::LONGEST_QUERY;
use exact_model::sales_invoice::{SalesInvoice, SalesInvoiceLine};
use exact_model::system::Me;
use exact_model::{
    BulkEntity as _, Code, Decimal, Entity as _, Filter, NaiveDate, Nested, Query, QueryError, Row, SyncEntity as _,
    Uuid, catalogue, crm, projection,
};
use percent_encoding::percent_decode_str;
use proptest::prelude::*;

projection! {
    /// An id.
    pub struct Id of TransactionLine {
        /// Id.
        pub id: Uuid = ID,
    }
}

projection! {
    /// A line of an invoice.
    pub struct Line of SalesInvoiceLine {
        /// Net amount.
        pub amount: Decimal = AMOUNT_DC,
        /// Item.
        pub item: Option<Uuid> = ITEM,
    }
}

projection! {
    /// An invoice with its lines.
    pub struct Invoice of SalesInvoice {
        /// Number.
        pub number: Option<i32> = INVOICE_NUMBER,
        /// Lines.
        pub lines: Nested<Line> = SALES_INVOICE_LINES,
    }
}

fn decoded<E>(query: &Query<E>) -> Vec<String> {
    let texts = query.texts().unwrap();
    texts.iter().map(|text| percent_decode_str(text).decode_utf8().unwrap().into_owned()).collect()
}

#[test]
fn the_select_follows_from_the_row_and_nested_rows_are_expanded() {
    let query = Query::of::<Invoice>(SalesInvoice::META);
    assert_eq!(
        decoded(&query),
        ["$select=InvoiceNumber,SalesInvoiceLines/AmountDC,SalesInvoiceLines/Item&$expand=SalesInvoiceLines"]
    );
}

#[test]
fn an_entity_asks_for_what_its_endpoint_has_and_gives() {
    let single = Query::of::<TransactionLine>(TransactionLine::META).columns();
    let sync = Query::of::<TransactionLine>(TransactionLine::SYNC).columns();
    assert!(!single.contains(&"Timestamp".to_owned()) && sync.contains(&"Timestamp".to_owned()));
    let invoice = Query::of::<SalesInvoice>(SalesInvoice::META);
    assert!(!invoice.columns().contains(&"SalesInvoiceLines".to_owned()));
    let expanded = invoice.expand(SalesInvoice::SALES_INVOICE_LINES);
    assert!(decoded(&expanded)[0].ends_with("SalesInvoiceLines&$expand=SalesInvoiceLines"));
}

#[test]
fn everything_stands_in_one_order() {
    let query = Query::of::<Id>(TransactionLine::META)
        .filter(TransactionLine::FINANCIAL_YEAR.eq(2026))
        .filter(TransactionLine::DESCRIPTION.starts_with("d'Or").or(TransactionLine::DESCRIPTION.is_null()))
        .order_by(TransactionLine::DATE.descending())
        .order_by(TransactionLine::ENTRY_NUMBER.ascending())
        .inline_count()
        .top(10);
    assert_eq!(
        decoded(&query),
        ["$filter=FinancialYear eq 2026 and (startswith(Description,'d''Or') or Description eq null)\
          &$orderby=Date desc,EntryNumber&$select=ID&$inlinecount=allpages&$top=10"]
    );
}

#[test]
fn literals_are_written_as_exact_reads_them() {
    let day = NaiveDate::from_ymd_opt(2026, 1, 31).unwrap();
    let id = Uuid::from_u128(0xcbdd_bd5c);
    let texts = [
        TransactionLine::ENTRY_ID.eq(id).to_string(),
        TransactionLine::DATE.ge(day).to_string(),
        TransactionLine::DATE.lt(day.and_hms_milli_opt(4, 18, 55, 617).unwrap()).to_string(),
        crm::Account::TIMESTAMP.gt(387).to_string(),
        crm::Account::NAME.contains("O'Neil").to_string(),
        crm::Account::CODE.trimmed_eq(" 25 ").to_string(),
        crm::Account::CODE.eq(Code::from(Code::from("25").as_account_code())).to_string(),
        crm::Account::IS_SUPPLIER.eq(true).to_string(),
        exact_model::cashflow::Receivable::AMOUNT_DC.le(Decimal::new(-12_050, 2)).to_string(),
        GLAccount::TYPE.eq(exact_model::codes::GLAccountType::Revenue).to_string(),
        GLAccount::TYPE.eq(110).to_string(),
    ];
    assert_eq!(
        texts,
        [
            "EntryID eq guid'00000000-0000-0000-0000-0000cbddbd5c'",
            "Date ge datetime'2026-01-31T00:00:00'",
            "Date lt datetime'2026-01-31T04:18:55.617'",
            "Timestamp gt 387L",
            "substringof('O''Neil',Name)",
            "trim(Code) eq '25'",
            "Code eq '                25'",
            "IsSupplier eq true",
            "AmountDC le -120.5",
            "Type eq 110",
            "Type eq 110",
        ]
    );
}

#[test]
fn brackets_are_where_they_are_needed() {
    let year = || TransactionLine::FINANCIAL_YEAR.eq(2026);
    let one = || TransactionLine::JOURNAL_CODE.eq("70");
    let two = || TransactionLine::JOURNAL_CODE.eq("80");
    assert_eq!(
        year().and(one().or(two())).to_string(),
        "FinancialYear eq 2026 and (JournalCode eq '70' or JournalCode eq '80')"
    );
    assert_eq!(
        year().and(one()).or(two()).to_string(),
        "FinancialYear eq 2026 and JournalCode eq '70' or JournalCode eq '80'"
    );
    assert_eq!(one().or(two()).not().to_string(), "not (JournalCode eq '70' or JournalCode eq '80')");
    assert_eq!(
        year().and(TransactionLine::JOURNAL_CODE.one_of(["70", "80", "70"]).unwrap()).to_string(),
        "FinancialYear eq 2026 and (JournalCode eq '70' or JournalCode eq '80')"
    );
    assert_eq!(year().and(Filter::raw("A eq 1 or B eq 2")).to_string(), "FinancialYear eq 2026 and (A eq 1 or B eq 2)");
}

#[test]
fn the_division_goes_where_the_endpoint_wants_it() {
    assert_eq!(Query::of::<Journal>(Journal::META).path(7), "/api/v1/7/financial/Journals");
    assert_eq!(Query::of::<Me>(Me::META).path(7), "/api/v1/current/Me");
}

#[test]
fn a_column_the_endpoint_lacks_is_never_sent() {
    projection! {
        /// The row version.
        pub struct Version of crm::Account {
            /// Only on the sync endpoint.
            pub timestamp: i64 = TIMESTAMP,
        }
    }
    let error = Query::of::<Version>(crm::Account::META).texts().unwrap_err();
    assert_eq!(error, QueryError::NoSuchColumn { endpoint: "crm/Accounts", column: "Timestamp".into() });
    assert!(Query::of::<Version>(crm::Account::SYNC).texts().is_ok());
    let filtered = Query::of::<crm::Account>(crm::Account::META).filter(crm::Account::TIMESTAMP.gt(1));
    assert!(matches!(filtered.texts(), Err(QueryError::NoSuchColumn { .. })));
}

#[test]
fn a_filter_the_chosen_endpoint_refuses_is_never_sent() {
    let query = Query::of::<Id>(TransactionLine::SYNC).filter(TransactionLine::FINANCIAL_YEAR.eq(2026));
    assert_eq!(
        query.texts().unwrap_err(),
        QueryError::NotFilterable { endpoint: "sync/Financial/TransactionLines", column: "FinancialYear" }
    );
    use exact_model::cashflow::Receivable;
    let due = || Receivable::DUE_DATE.is_not_null();
    assert!(Query::of::<Receivable>(Receivable::META).filter(due()).texts().is_ok());
    assert!(Query::of::<Receivable>(Receivable::BULK).filter(due()).texts().is_err());
    assert!(Query::of::<Receivable>(Receivable::BULK).filter(Filter::raw("DueDate ne null")).texts().is_ok());
}

#[test]
fn a_function_needs_its_arguments() {
    let query = Query::of::<RevenueOfYear>(RevenueOfYear::META);
    assert!(matches!(query.texts(), Err(QueryError::MissingParameter { parameter: "year", .. })));
    let query = query.arguments(&RevenueOfYear::arguments(2025));
    assert!(decoded(&query)[0].starts_with("year=2025&$select="), "{:?}", decoded(&query));
    assert!(matches!(query.raw_argument("jaar", "2025").texts(), Err(QueryError::NoSuchParameter { .. })));
}

#[test]
fn columns_of_any_endpoint_can_be_asked_for_by_name() {
    let meta = catalogue::find("hrm/Costcenters").unwrap();
    assert_eq!(decoded(&Query::of_columns(meta, &["Code"])), ["$select=Code"]);
    assert!(Query::of_columns(meta, &[]).columns().len() > 5);
    assert!(Query::of_columns(meta, &["code"]).texts().is_err());
}

#[test]
fn a_query_that_cannot_be_split_is_refused() {
    let long = Query::of::<Id>(TransactionLine::META).filter(Filter::raw("Description eq 'x' or ".repeat(200)));
    assert!(matches!(long.texts(), Err(QueryError::TooLong { .. })));
    let ids = || TransactionLine::ENTRY_ID.one_of((0..100_u128).map(Uuid::from_u128)).unwrap();
    let ordered = Query::of::<Id>(TransactionLine::META).filter(ids()).order_by(TransactionLine::DATE.ascending());
    assert!(matches!(ordered.texts(), Err(QueryError::TooLong { .. })));
    assert!(Query::of::<Id>(TransactionLine::META).filter(ids()).top(3).texts().is_err());
    // Within an `or` a part would be in every answer.
    let either = Query::of::<Id>(TransactionLine::META).filter(ids().or(TransactionLine::FINANCIAL_YEAR.eq(2026)));
    assert!(either.texts().is_err());
}

#[test]
fn debug_shows_no_filter() {
    let query = Query::of::<crm::Account>(crm::Account::META).filter(crm::Account::NAME.eq("Jansen"));
    assert!(!format!("{query:?}").contains("Jansen"));
}

proptest! {
    #[test]
    fn every_value_is_in_exactly_one_part_and_no_part_is_too_long(count in 1_usize..400, year in any::<bool>()) {
        let ids: Vec<Uuid> = (0..count as u128).map(|number| Uuid::from_u128(number << 64 | number)).collect();
        let mut query = Query::of::<Id>(TransactionLine::META).filter(TransactionLine::ENTRY_ID.one_of(ids.clone()).unwrap());
        if year {
            query = query.filter(TransactionLine::FINANCIAL_YEAR.eq(2026));
        }
        let texts = query.texts().unwrap();
        prop_assert!(texts.iter().all(|text| text.len() <= LONGEST_QUERY));
        let all = decoded(&query);
        for id in &ids {
            prop_assert_eq!(all.iter().filter(|text| text.contains(&id.to_string())).count(), 1);
        }
        prop_assert!(!year || all.iter().all(|text| text.contains(" and FinancialYear eq 2026") || text.contains("FinancialYear eq 2026 and ")));
        prop_assert!(all.iter().all(|text| text.ends_with("&$select=ID")));
    }

    #[test]
    fn whatever_is_in_a_filter_arrives_as_it_was(text in "[^\u{0}]{0,80}") {
        let query = Query::of::<Journal>(Journal::META).filter(Journal::DESCRIPTION.eq(text.as_str()));
        let filter = format!("$filter=Description eq '{}'&", text.replace('\'', "''"));
        prop_assert!(decoded(&query)[0].starts_with(&filter));
        prop_assert!(!query.texts().unwrap()[0].contains([' ', '+', '#']));
    }

    #[test]
    fn a_value_that_is_given_twice_is_asked_for_once(values in proptest::collection::vec("[a-z']{1,6}", 1..40)) {
        let filter = Journal::CODE.one_of(values.iter().map(String::as_str)).unwrap();
        let distinct: std::collections::BTreeSet<&String> = values.iter().collect();
        prop_assert_eq!(filter.to_string().matches("Code eq ").count(), distinct.len());
    }
}

#[test]
fn rows_know_their_shape() {
    assert_eq!(Invoice::COLUMNS, ["InvoiceNumber", "SalesInvoiceLines"]);
    assert_eq!(Invoice::NESTED[1].unwrap().columns, ["AmountDC", "Item"]);
    const { assert!(SalesInvoice::WHOLE && !Invoice::WHOLE) };
}
