//! The run-time catalogue is the catalogue, fact for fact.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use exact_model::{Edm, Select, catalogue};
use serde_json::Value;

/// The catalogue's files, read without this crate's help.
fn files() -> BTreeMap<String, Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("catalogue");
    let mut entities = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.file_stem().unwrap() == "nested_types" {
            continue;
        }
        let list: Vec<Value> = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        entities.extend(list.into_iter().map(|entity| (entity["id"].as_str().unwrap().to_owned(), entity)));
    }
    entities
}

#[test]
fn every_fact_of_every_endpoint_is_there_at_run_time() {
    let files = files();
    assert_eq!(files.len(), 468);
    let mut properties = 0;
    for (id, entity) in &files {
        let meta = catalogue::find(id).unwrap_or_else(|| panic!("{id} is missing"));
        assert_eq!(&serde_json::to_value(meta).unwrap(), entity, "{id}");
        properties += meta.properties.len();
    }
    assert_eq!(catalogue::endpoints().count(), files.len());
    assert_eq!(properties, 12_195);
}

#[test]
fn the_structures_within_rows_are_there_too() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("catalogue/nested_types.json");
    let file: BTreeMap<String, Value> = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let types = catalogue::nested_types();
    assert_eq!(types.len(), file.len());
    for nested in types {
        assert_eq!(serde_json::to_value(nested).unwrap(), file[nested.name], "{}", nested.name);
    }
}

#[test]
fn an_endpoint_is_found_by_the_end_of_its_path() {
    let found: Vec<&str> = catalogue::search("transactionlines").map(|meta| meta.id).collect();
    assert_eq!(found.len(), 3, "{found:?}");
    assert_eq!(catalogue::search("/CRM/accounts").count(), 3);
    assert_eq!(catalogue::search("ransactionLines").count(), 0);
}

#[test]
fn keys_are_properties_and_paths_have_their_division() {
    for meta in catalogue::endpoints() {
        assert!(meta.key.iter().all(|name| meta.property(name).is_some()), "{}", meta.id);
        assert_eq!(meta.path.contains("{division}"), meta.division_scoped, "{}", meta.id);
        assert!([60, 1000].contains(&meta.rows_per_page()), "{}", meta.id);
    }
}

#[test]
fn what_was_seen_in_practice_is_told_apart_from_what_is_documented() {
    let balance = catalogue::find("financial/ReportingBalance").unwrap();
    assert_eq!(balance.select, Select::Optional);
    assert!(balance.needs_select());
    assert!(!catalogue::find("crm/Accounts").unwrap().needs_select());
}

#[test]
fn known_limits_of_filters_are_known() {
    let lines = catalogue::find("financialtransaction/TransactionLines").unwrap();
    assert!(lines.refuses_filter_on("AmountDC") && !lines.refuses_filter_on("GLAccountCode"));
    let changes = catalogue::find("sync/Financial/TransactionLines").unwrap();
    assert!(changes.refuses_filter_on("GLAccountCode") && !changes.refuses_filter_on("Timestamp"));
    assert!(catalogue::find("read/financial/AgingReceivablesList").unwrap().refuses_filter_on("AccountCode"));
    assert!(!catalogue::find("crm/Accounts").unwrap().refuses_filter_on("Name"));
}

#[test]
fn a_navigation_has_a_nested_type() {
    for meta in catalogue::endpoints() {
        for property in meta.properties {
            assert_eq!(
                property.navigation.is_some(),
                matches!(property.edm, Edm::Nested(_)),
                "{}.{}",
                meta.id,
                property.name
            );
        }
    }
}
