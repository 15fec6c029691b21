//! Every envelope and every type of value, as the live service sends them.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use exact_model::financial_transaction::TransactionLine;
use exact_model::page::{self, DecodeError};
use exact_model::system::Division;
use exact_model::{Code, Decimal, NaiveDate, Uuid, projection};

projection! {
    /// Two columns that must be there and one that need not.
    pub struct Narrow of TransactionLine {
        /// Amount.
        pub amount: Decimal = AMOUNT_DC,
        /// Date.
        pub date: NaiveDate = DATE,
        /// Relation.
        pub account: Option<Uuid> = ACCOUNT,
    }
}

fn rows(body: &str) -> Vec<Narrow> {
    page::decode::<Narrow>(body.as_bytes()).unwrap().rows
}

const ROW: &str =
    r#"{"__metadata":{"uri":"x","type":"y"},"AmountDC":-0.01,"Date":"/Date(1725840000000)/","Account":null}"#;

#[test]
fn every_envelope_gives_the_same_rows() {
    let bare = rows(&format!(r#"{{"d":[{ROW},{ROW}]}}"#));
    assert_eq!(bare.len(), 2);
    assert_eq!(rows(&format!(r#"{{"d":{{"results":[{ROW},{ROW}]}}}}"#)), bare);
    assert_eq!(rows(&format!(r#"{{"d":{{"__count":"2","results":[{ROW},{ROW}],"__next":"n"}}}}"#)), bare);
    assert_eq!(rows(&format!(r#"{{"__next":"n","d":[{ROW},{ROW}]}}"#)), bare);
    assert_eq!(rows(&format!(r#"{{"results":[{ROW},{ROW}]}}"#)), bare);
    assert_eq!(rows(&format!("\u{feff}[{ROW},{ROW}]")), bare);
    assert_eq!(rows(&format!(r#"{{"d":{ROW}}}"#)), bare[..1]);
}

#[test]
fn the_next_link_and_the_count_are_found_in_both_places() {
    let inside = page::decode::<Narrow>(br#"{"d":{"results":[],"__next":"https://a/b","__count":"123"}}"#).unwrap();
    assert_eq!((inside.next.as_deref(), inside.count), (Some("https://a/b"), Some(123)));
    let beside = page::decode::<Narrow>(br#"{"d":[],"__next":"https://a/b"}"#).unwrap();
    assert_eq!(beside.next, inside.next);
}

#[test]
fn an_answer_without_rows_is_not_an_empty_list() {
    for body in [
        r#"{"error":{"code":"","message":{"value":"no"}}}"#,
        "{}",
        r#"{"d":null}"#,
        "null",
        "[null]",
        r#"{"d":[null]}"#,
    ] {
        assert!(page::decode::<Narrow>(body.as_bytes()).is_err(), "{body}");
    }
}

#[test]
fn numbers_may_come_in_quotes_and_integers_too() {
    let page = page::decode::<Division>(br#"{"d":[{"Code":"123","Hid":45,"Status":"1"}]}"#).unwrap();
    let division = &page.rows[0];
    assert_eq!((division.code, division.hid), (Some(123), Some(45)));
}

#[test]
fn a_flag_is_a_flag_whether_it_comes_as_a_number_or_not() {
    let body = br#"{"d":[{"IsAccountant":0,"IsMailing":true,"IsSales":1,"IsSupplier":"false"}]}"#;
    let account = &page::decode::<exact_model::crm::Account>(body).unwrap().rows[0];
    assert_eq!((account.is_mailing, account.is_sales, account.is_supplier), (Some(1), Some(true), Some(false)));
}

#[test]
fn a_padded_code_equals_the_bare_one_and_keeps_its_padding() {
    let body = format!(r#"{{"d":[{{"AccountCode":"{:>18}","VATCode":"5  "}}]}}"#, 25);
    let line = page::decode::<TransactionLine>(body.as_bytes()).unwrap().rows.remove(0);
    let code = line.account_code.unwrap();
    assert_eq!(code, Code::from("25"));
    assert_eq!(code.as_sent().len(), 18);
    assert_eq!(line.vat_code.unwrap().as_str(), "5");
}

#[test]
fn a_value_of_the_wrong_type_names_column_and_row_but_not_the_value() {
    let body = format!(r#"{{"d":[{ROW},{{"AmountDC":"Jansen","Date":"/Date(0)/"}}]}}"#);
    let error = page::decode::<Narrow>(body.as_bytes()).unwrap_err();
    assert_eq!(error.to_string(), "AmountDC of TransactionLines row 1 is not a decimal number");
}

#[test]
fn a_missing_value_that_must_be_there_is_an_error() {
    let error = page::decode::<Narrow>(br#"{"d":[{"AmountDC":1,"Date":null}]}"#).unwrap_err();
    assert_eq!(error, DecodeError::Missing { entity: "TransactionLines", column: "Date", row: 0 });
}

#[test]
fn a_truncated_answer_is_an_error_not_fewer_rows() {
    let whole = format!(r#"{{"d":{{"results":[{ROW},{ROW}]}}}}"#);
    for cut in 1..whole.len() {
        assert!(page::decode::<Narrow>(&whole.as_bytes()[..cut]).is_err(), "cut at {cut}");
    }
}

#[test]
fn raw_control_characters_in_text_are_kept() {
    let body = b"{\"d\":[{\"Description\":\"a\x0bb\\\"c\"}]}";
    let line = page::decode::<TransactionLine>(body).unwrap().rows.remove(0);
    assert_eq!(line.description.as_deref(), Some("a\u{b}b\"c"));
}

#[test]
fn escaped_slashes_in_dates_and_dates_before_1970_are_read() {
    let body = br#"{"d":[{"AmountDC":1,"Date":"\/Date(-86400000)\/"}]}"#;
    assert_eq!(page::decode::<Narrow>(body).unwrap().rows[0].date, NaiveDate::from_ymd_opt(1969, 12, 31).unwrap());
}

#[test]
fn debug_shows_no_amount_and_no_name() {
    let body = br#"{"d":[{"AmountDC":98765.43,"AccountName":"Jansen","FinancialYear":2026}]}"#;
    let shown = format!("{:?}", page::decode::<TransactionLine>(body).unwrap().rows);
    assert!(shown.contains("2026") && !shown.contains("98765") && !shown.contains("Jansen"), "{shown}");
}

#[test]
fn a_deferred_navigation_and_unknown_properties_are_no_obstacle() {
    let body =
        br#"{"d":[{"AmountDC":2,"Date":"/Date(0)/","Lines":{"__deferred":{"uri":"u"}},"Brand":{"New":[1,{"x":[]}]}}]}"#;
    assert_eq!(page::decode::<Narrow>(body).unwrap().rows[0].amount, Decimal::TWO);
}
