//! What was read can be written back, field by field.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use exact_model::crm::Account;
use exact_model::financial_transaction::TransactionLine;
use exact_model::sales_invoice::{SalesInvoice, SalesInvoiceLine};
use exact_model::system::Division;
use exact_model::{
    Decimal, Edm, Entity, Meta, Nested, Presence, Record, Row, Sent, Tracked as _, catalogue, codes, page, projection,
};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde::Serialize;
use serde_json::{Map, Value, json};

/// A value as Exact would write it for a property of this type.
fn value(edm: Edm) -> BoxedStrategy<Value> {
    let written = match edm {
        Edm::Boolean => any::<bool>().prop_map(Value::from).boxed(),
        Edm::Byte => any::<u8>().prop_map(Value::from).boxed(),
        Edm::Int16 => any::<i16>().prop_map(Value::from).boxed(),
        Edm::Int32 => any::<i32>().prop_map(Value::from).boxed(),
        Edm::Int64 => any::<i64>().prop_map(|number| Value::from(number.to_string())).boxed(),
        // As a number, and as OData also allows it, between quotes.
        Edm::Double => (-1_000_000_000_i64..1_000_000_000, any::<bool>())
            .prop_map(|(cents, quoted)| {
                let text = Decimal::new(cents, 2).to_string();
                if quoted { json!(text) } else { serde_json::from_str(&text).unwrap() }
            })
            .boxed(),
        Edm::Guid => any::<u128>().prop_map(|id| json!(exact_model::Uuid::from_u128(id).to_string())).boxed(),
        Edm::DateTime => {
            (-2_000_000_000_000_i64..4_000_000_000_000).prop_map(|ms| json!(format!("/Date({ms})/"))).boxed()
        }
        Edm::String | Edm::Binary => "\\PC{0,12}".prop_map(Value::from).boxed(),
        Edm::Nested(_) => Just(json!({"__deferred": {"uri": "https://start.exactonline.nl/api/v1/1/x"}})).boxed(),
    };
    prop_oneof![4 => written, 1 => Just(Value::Null)].boxed()
}

/// A row with some of the endpoint's properties.
fn row(meta: &'static Meta) -> BoxedStrategy<Value> {
    let fields: Vec<_> = meta
        .properties
        .iter()
        .map(|property| proptest::option::weighted(0.7, value(property.edm)).prop_map(|value| (property.name, value)))
        .collect();
    let sent = |fields: Vec<(&'static str, Option<Value>)>| {
        let fields = fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
        Value::Object(fields.collect::<Map<_, _>>())
    };
    fields.prop_map(sent).boxed()
}

/// The same value, whether decimals are written as numbers or as text.
fn same(left: &Value, right: &Value) -> bool {
    let number = |value: &Value| match value {
        Value::String(text) => text.parse::<Decimal>().ok(),
        Value::Number(number) => number.to_string().parse::<Decimal>().ok(),
        _ => None,
    };
    left == right || (number(left).is_some() && number(left) == number(right))
}

fn assert_same(written: &Value, sent: &Value, known: impl Fn(&str) -> bool) {
    let (written, sent) = (written.as_object().unwrap(), sent.as_object().unwrap());
    for (name, value) in sent.iter().filter(|(name, _)| known(name)) {
        let back = written.get(name).unwrap_or_else(|| panic!("{name} was lost"));
        assert!(same(back, value), "{name}: {value} came back as {back}");
    }
    for name in written.keys() {
        assert!(sent.contains_key(name), "{name} was never sent");
    }
}

fn typed<E: Entity + Row + Serialize>() {
    let mut runner = TestRunner::new(Config::with_cases(40));
    let meta = E::META;
    runner
        .run(&row(meta), |sent| {
            if sent.as_object().unwrap().is_empty() {
                return Ok(());
            }
            let body = json!({"d": {"results": [sent]}}).to_string();
            let page = page::decode::<E>(body.as_bytes()).unwrap();
            assert_same(&serde_json::to_value(&page.rows[0]).unwrap(), &sent, |_| true);
            Ok(())
        })
        .unwrap();
}

#[test]
fn typed_rows_are_written_back_as_they_were_sent() {
    typed::<TransactionLine>();
    typed::<Account>();
    typed::<SalesInvoice>();
    typed::<Division>();
}

#[test]
fn records_of_any_entity_are_written_back_as_they_were_sent() {
    let mut runner = TestRunner::new(Config::with_cases(2));
    for meta in catalogue::endpoints().filter(|meta| !meta.properties.is_empty()) {
        runner
            .run(&row(meta), |mut sent| {
                sent["__metadata"] = json!({"uri": "https://x", "type": "y"});
                sent["BrandNew"] = json!([1, {"of": "Exact's"}]);
                let body = json!({"d": [sent]}).to_string();
                let page = page::decode_records(meta, body.as_bytes()).unwrap();
                assert_same(&serde_json::to_value(&page.rows[0]).unwrap(), &sent, |_| true);
                Ok(())
            })
            .unwrap();
    }
}

#[test]
fn what_was_written_can_be_read_again_in_any_format() {
    let body = br#"{"d":[{"ID":"9c6f13a0-0000-4000-8000-000000000001","AmountDC":-0.1,"Date":"/Date(1725840000000)/",
        "Type":20,"Status":999,"Notes":null,"AccountCode":"                25","FinancialYear":2026}]}"#;
    let line = page::decode::<TransactionLine>(body).unwrap().rows.remove(0);
    let text = serde_json::to_string(&line).unwrap();
    assert!(text.contains(r#""AmountDC":"-0.1""#), "money is written as text: {text}");
    let again: TransactionLine = serde_json::from_str(&text).unwrap();
    assert_eq!(again, line);
    assert_eq!(again.presence(TransactionLine::NOTES), Presence::Null);
    assert_eq!(again.presence(TransactionLine::DESCRIPTION), Presence::Absent);
    let value: TransactionLine = serde_json::from_value(serde_json::to_value(&line).unwrap()).unwrap();
    assert_eq!(value, line);
    let plain: TransactionLine =
        serde_json::from_str(r#"{"AmountDC": -0.1, "Date": "2024-09-09", "Unheard": {"of": []}}"#).unwrap();
    assert_eq!((plain.amount_dc, plain.date), (line.amount_dc, line.date));
}

#[test]
fn a_code_that_is_on_no_list_is_kept() {
    let body = br#"{"d":[{"Type":20,"Status":999}]}"#;
    let line = page::decode::<TransactionLine>(body).unwrap().rows.remove(0);
    assert_eq!(line.r#type, Some(codes::TransactionType::SalesEntry));
    assert_eq!(line.status, Some(codes::EntryStatus::Unlisted(999)));
    assert_eq!(serde_json::to_value(&line).unwrap(), json!({"Type": 20, "Status": 999}));
    assert_eq!(codes::EntryStatus::Unlisted(20), codes::EntryStatus::Open, "a code is what it is");
}

projection! {
    /// A line.
    pub struct Line of SalesInvoiceLine {
        /// Net amount.
        pub amount: Decimal = AMOUNT_DC,
    }
}

projection! {
    /// An invoice with its lines.
    pub struct Invoice of SalesInvoice {
        /// Number.
        pub number: Sent<i32> = INVOICE_NUMBER,
        /// Lines.
        pub lines: Nested<Line> = SALES_INVOICE_LINES,
        /// Reference.
        pub reference: Option<String> = YOUR_REF,
    }
}

#[test]
fn nested_rows_come_in_every_shape_and_go_back_in_theirs() {
    for (lines, rows, complete) in [
        (json!({"results": [{"AmountDC": 1.5}, {"AmountDC": "2"}]}), 2, true),
        (json!({"results": [{"AmountDC": 1.5}], "__next": "https://x/next"}), 1, false),
        (json!({"__deferred": {"uri": "https://x/lines"}}), 0, false),
        (json!({"results": []}), 0, true),
        (json!([]), 0, true),
    ] {
        let sent = json!({"InvoiceNumber": null, "SalesInvoiceLines": lines, "YourRef": "__deferred"});
        let body = json!({"d": [sent]}).to_string();
        let page = page::decode::<Invoice>(body.as_bytes()).unwrap();
        let invoice = &page.rows[0];
        assert_eq!((invoice.lines.rows().len(), invoice.lines.is_complete()), (rows, complete), "{lines}");
        assert_eq!(invoice.number, Sent::Null);
        let back = serde_json::to_value(invoice).unwrap();
        let again: Invoice = serde_json::from_value(back).unwrap();
        assert_eq!(&again, invoice, "{lines}");
    }
    let whole =
        page::decode::<SalesInvoice>(br#"{"d":[{"SalesInvoiceLines":{"results":[{"AmountDC":3,"ID":null}]}}]}"#);
    let lines = whole.unwrap().rows.remove(0).sales_invoice_lines.unwrap();
    assert_eq!(lines.rows()[0].amount_dc, Some(Decimal::from(3)));
}

#[test]
fn a_fault_in_nested_rows_is_a_fault_and_loses_nothing_silently() {
    let body = br#"{"d":[{"InvoiceNumber":1,"SalesInvoiceLines":{"results":[{"AmountDC":"twelve"}]}}]}"#;
    let error = page::decode::<Invoice>(body).unwrap_err().to_string();
    assert!(error.starts_with("SalesInvoiceLines of SalesInvoices row 0"), "{error}");
    assert!(!error.contains("twelve"), "{error}");
}

#[test]
fn columns_that_were_asked_for_and_did_not_come_are_told() {
    let columns = ["AmountDC", "Notes"].map(str::to_owned);
    let body = br#"{"d":[{"AmountDC":1,"Notes":null},{"AmountDC":2}]}"#;
    let page = page::decode_selected::<TransactionLine>(body, &columns).unwrap();
    assert_eq!(page.absent, ["Notes"]);
    assert_eq!(page::decode::<TransactionLine>(body).unwrap().absent, [] as [&str; 0]);
    let invoices = page::decode::<Invoice>(br#"{"d":[{"SalesInvoiceLines":[]}]}"#).unwrap();
    assert_eq!(invoices.absent, ["InvoiceNumber", "YourRef"]);
    assert_eq!(invoices.rows[0].number, Sent::Absent);
}

#[test]
fn rows_whose_columns_come_in_another_order_are_read_all_the_same() {
    let body = br#"{"d":[{"AmountDC":1,"Date":"/Date(0)/","Notes":"a"},{"Notes":"b","AmountDC":2},{"X":1,"Date":null,"Notes":"c"}]}"#;
    let rows = page::decode::<TransactionLine>(body).unwrap().rows;
    let read: Vec<_> =
        rows.iter().map(|row| (row.amount_dc.map(|amount| amount.to_string()), row.notes.as_deref())).collect();
    assert_eq!(read, [(Some("1".into()), Some("a")), (Some("2".into()), Some("b")), (None, Some("c"))]);
}

#[test]
fn debug_of_records_and_rows_shows_no_name_amount_or_iban() {
    let body = r#"{"d":[{"Name":"Jansen","BankAccountIBAN":"NL00BANK0123456789","AmountDC":98765.43,"Status":20,
        "ID":"9c6f13a0-0000-4000-8000-000000000001","Unheard":{"IBAN":"NL00BANK0123456789"}}]}"#;
    let meta = catalogue::find("cashflow/Receivables").unwrap();
    let record: Record = page::decode_records(meta, body.as_bytes()).unwrap().rows.remove(0);
    let typed = page::decode::<exact_model::cashflow::Receivable>(body.as_bytes()).unwrap().rows;
    for shown in [format!("{record:?}"), format!("{typed:?}"), format!("{:#?}", record.get("AmountDC"))] {
        for secret in ["Jansen", "NL00", "98765"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
    assert!(format!("{record:?}").contains("9c6f13a0"));
}
