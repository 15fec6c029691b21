//! Bodies recorded from the real service, read from `../shared/wire-samples`; without that folder there is nothing to test.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::fs;
use std::path::{Path, PathBuf};

use exact_model::codes::GLAccountType;
use exact_model::page::{self, DecodeError, Page};
use exact_model::{Code, Decimal, Entity, Row, crm, financial, sales_invoice};
use serde::Serialize;
use serde_json::Value;

fn sample(name: &str) -> Option<Vec<u8>> {
    let folder = std::env::var_os("EXACT_WIRE_SAMPLES")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/wire-samples"), PathBuf::from);
    let body =
        fs::read(folder.join(if name.ends_with(".json") { "picqer" } else { "exactonline-dotnet" }).join(name)).ok();
    if body.is_none() {
        eprintln!("skipped: {} is not there", folder.display());
    }
    body
}

fn read<R: Row>(name: &str) -> Option<Result<Page<R>, DecodeError>> {
    Some(page::decode::<R>(&sample(name)?))
}

#[test]
fn a_recorded_list_of_accounts_is_read() {
    let Some(page) = read::<crm::Account>("APIResponse_Json_Array.txt") else { return };
    let page = page.unwrap();
    assert!(!page.rows.is_empty());
    assert!(page.rows.iter().all(|account| account.id.is_some() && account.code.is_some()));
}

#[test]
fn a_long_recorded_list_loses_no_account() {
    let Some(body) = sample("Response_Json_Array_Account_Long.txt") else { return };
    let expected = String::from_utf8_lossy(&body).matches("Exact.Web.Api.Models.Account\"").count();
    assert_eq!(page::decode::<crm::Account>(&body).unwrap().rows.len(), expected);
}

#[test]
fn a_recorded_ledger_account_keeps_its_values() {
    let Some(page) = read::<financial::GLAccount>("Response_Json_Object_GLAccount.txt") else { return };
    let account = page.unwrap().rows.remove(0);
    assert_eq!(account.code.as_deref(), Some("4406"));
    assert_eq!(account.r#type, Some(GLAccountType::OtherCosts));
    assert_eq!(account.created.unwrap().to_string(), "2013-10-25 02:24:29.110");
    assert_eq!(account.vat_code, None::<Code>);
}

#[test]
fn a_body_without_its_tags_is_refused_rather_than_read_as_empty() {
    for name in ["APIResponse_Json_Array_WithoutDTag.txt", "APIResponse_Json_Array_WithoutResultsTag.txt"] {
        let Some(page) = read::<crm::Account>(name) else { return };
        assert!(page.is_err(), "{name}");
    }
}

/// The rows of a recorded body, as anybody's JSON parser sees them.
fn recorded_rows(body: &[u8]) -> Vec<Value> {
    let text = String::from_utf8_lossy(body).replace('\u{feff}', "");
    let whole: Value = serde_json::from_str(&text).unwrap();
    match whole.get("d").unwrap_or(&whole) {
        Value::Array(rows) => rows.clone(),
        Value::Object(data) => match data.get("results") {
            Some(Value::Array(rows)) => rows.clone(),
            _ => vec![whole["d"].clone()],
        },
        _ => Vec::new(),
    }
}

/// Which recorded fields did not come back as they were. `__metadata` is no field of an entity.
fn lost(path: &str, sent: &Value, back: &Value, losses: &mut Vec<String>) {
    match (sent, back) {
        (Value::Object(sent), Value::Object(back)) => {
            for (name, value) in sent.iter().filter(|(name, _)| *name != "__metadata") {
                match back.get(name) {
                    Some(back) => lost(&format!("{path}.{name}"), value, back, losses),
                    None => losses.push(format!("{path}.{name} is gone")),
                }
            }
        }
        (Value::Array(sent), Value::Array(back)) if sent.len() == back.len() => {
            sent.iter().zip(back).for_each(|(sent, back)| lost(path, sent, back, losses));
        }
        // A list of nested rows comes back in the other of its two shapes.
        (Value::Array(_), Value::Object(list)) if list.contains_key("results") => {
            lost(path, sent, &list["results"], losses)
        }
        // Decimals come back as text.
        (Value::Number(sent), Value::String(back)) if sent.to_string().parse::<Decimal>().ok() == back.parse().ok() => {
        }
        _ if sent == back => {}
        _ => losses.push(format!("{path} came back in another way")),
    }
}

fn assert_nothing_lost<R: Row + Serialize>(name: &str) {
    let Some(body) = sample(name) else { return };
    let sent = recorded_rows(&body);
    let mut losses = Vec::new();
    let typed = page::decode::<R>(&body).unwrap().rows;
    assert_eq!(typed.len(), sent.len(), "{name}");
    for (sent, row) in sent.iter().zip(&typed) {
        lost("", sent, &serde_json::to_value(row).unwrap(), &mut losses);
    }
    assert_eq!(losses, [] as [String; 0], "{name} as {}", std::any::type_name::<R>());
    let meta = <R::Entity as Entity>::META;
    for (sent, record) in sent.iter().zip(&page::decode_records(meta, &body).unwrap().rows) {
        lost("", sent, &serde_json::to_value(record).unwrap(), &mut losses);
        assert_eq!(serde_json::to_value(record).unwrap().get("__metadata"), sent.get("__metadata"));
    }
    assert_eq!(losses, [] as [String; 0], "{name} as records");
}

#[test]
fn recorded_rows_come_back_field_by_field() {
    assert_nothing_lost::<crm::Account>("Response_Json_Array_Account.txt");
    assert_nothing_lost::<crm::Account>("Response_Json_Array_Account_Long.txt");
    assert_nothing_lost::<crm::Account>("Response_Json_Array_Account_WithLinkedEntities.txt");
    assert_nothing_lost::<financial::GLAccount>("Response_Json_Array_GLAccount.txt");
    assert_nothing_lost::<financial::GLAccount>("Response_Json_Object_GLAccount.txt");
    assert_nothing_lost::<sales_invoice::SalesInvoice>("Response_Json_Array_SalesInvoice_WithLinkedEntities.txt");
    assert_nothing_lost::<sales_invoice::SalesInvoice>("Response_Json_Object_SalesInvoice.txt");
}

#[cfg(feature = "logistics")]
#[test]
fn recorded_items_come_back_field_by_field() {
    assert_nothing_lost::<exact_model::logistics::Item>("item.json");
    assert_nothing_lost::<exact_model::logistics::Item>("items.json");
}

#[test]
fn a_bare_entity_is_read_through_serde() {
    let Some(body) = sample("Response_Json_Object_Account.txt") else { return };
    let text = String::from_utf8(body).unwrap().replace('\u{feff}', "");
    let account: crm::Account = serde_json::from_str(&text).unwrap();
    let mut losses = Vec::new();
    lost("", &serde_json::from_str(&text).unwrap(), &serde_json::to_value(&account).unwrap(), &mut losses);
    assert_eq!(losses, [] as [String; 0]);
}
