//! Bodies recorded from the real service, read from `../shared/wire-samples`; without that folder there is nothing to test.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::fs;
use std::path::{Path, PathBuf};

use exact_model::codes::GLAccountType;
use exact_model::page::{self, DecodeError, Page};
use exact_model::{Code, Row, crm, financial};

fn sample(name: &str) -> Option<Vec<u8>> {
    let folder = std::env::var_os("EXACT_WIRE_SAMPLES")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/wire-samples"), PathBuf::from);
    let body = fs::read(folder.join("exactonline-dotnet").join(name)).ok();
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
