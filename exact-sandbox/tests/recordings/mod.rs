//! The sandbox's rows beside recorded rows of the real service, field by field.
//!
//! The recordings stay in `../shared/wire-samples`, or the folder named in `EXACT_WIRE_SAMPLES`; without it there is nothing
//! to compare.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use exact_model::{Edm, catalogue};
use exact_sandbox::Sandbox;
use exact_sandbox::books::company::Company;
use serde_json::{Map, Value};

use crate::support::*;

fn samples() -> Vec<Value> {
    let folder = std::env::var_os("EXACT_WIRE_SAMPLES")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/wire-samples"), PathBuf::from);
    let files = ["exactonline-dotnet", "picqer"].map(|from| fs::read_dir(folder.join(from)));
    let files = files.into_iter().flatten().flatten().flatten();
    let bodies = files.filter_map(|file| {
        let text = fs::read_to_string(file.path()).ok()?.replace('\u{feff}', "");
        // Some are broken on purpose.
        serde_json::from_str(&text).ok()
    });
    bodies.collect()
}

/// Every object in a body that says where it was read.
fn entities<'a>(value: &'a Value, found: &mut Vec<&'a Map<String, Value>>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| entities(item, found)),
        Value::Object(fields) => {
            if fields.get("__metadata").is_some_and(|metadata| metadata["uri"].is_string()) {
                found.push(fields);
            }
            fields.values().for_each(|field| entities(field, found));
        }
        _ => {}
    }
}

/// `crm/Accounts` of an entity's address.
fn endpoint(entity: &Map<String, Value>) -> String {
    let uri = entity["__metadata"]["uri"].as_str().unwrap();
    let path = uri.split_once("/api/v1/").unwrap().1.split_once('/').unwrap().1;
    path.split('(').next().unwrap().to_owned()
}

/// What kind of thing a value is on the wire; `None` when null does not tell.
fn kind(value: &Value) -> Option<String> {
    let kind = match value {
        Value::Null => return None,
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::Array(_) => "array",
        Value::String(text) if text.starts_with("/Date(") && text.ends_with(")/") => "date",
        Value::String(text) if text.len() == 36 && text.split('-').map(str::len).eq([8, 4, 4, 4, 12]) => "guid",
        Value::String(_) => "text",
        Value::Object(fields) => {
            return Some(fields.keys().filter(|name| *name != "__next").cloned().collect::<Vec<_>>().join(","));
        }
    };
    Some(kind.to_owned())
}

/// The kind that the catalogue promises of a property, where it has one.
fn promised(endpoint: &str, field: &str) -> Option<String> {
    let kind = match catalogue::find(endpoint)?.property(field)?.edm {
        Edm::String | Edm::Binary | Edm::Int64 => "text",
        Edm::Guid => "guid",
        Edm::DateTime => "date",
        Edm::Boolean => "boolean",
        Edm::Byte | Edm::Int16 | Edm::Int32 | Edm::Double => "number",
        Edm::Nested(_) => return None,
    };
    Some(kind.to_owned())
}

/// The address without what differs from one administration to another.
fn address(uri: &str) -> String {
    let path = uri.split_once("/api/v1/").map_or(uri, |(_, path)| path);
    let path = path.split_once('/').map_or(path, |(_, path)| path);
    path.chars().map(|sign| if sign.is_ascii_hexdigit() { '0' } else { sign }).collect()
}

#[tokio::test]
async fn every_recorded_entity_has_the_shape_of_the_sandboxes_own() {
    let samples = samples();
    if samples.is_empty() {
        eprintln!("skipped: there are no recordings");
        return;
    }
    let builder = Sandbox::builder().company(Company::Wholesaler).today(day(2026, 8, 20)).limits(AMPLE);
    let session = session_of(builder).await;
    let division = session.sandbox.divisions()[0];
    let mut differences: BTreeSet<String> = BTreeSet::new();
    let mut compared: BTreeSet<String> = BTreeSet::new();
    for body in &samples {
        let mut recorded = Vec::new();
        entities(body, &mut recorded);
        for theirs in recorded {
            let endpoint = endpoint(theirs);
            let expanded: Vec<&str> = theirs
                .iter()
                .filter(|(_, value)| value.get("results").is_some())
                .map(|(name, _)| name.as_str())
                .collect();
            let expand = if expanded.is_empty() { String::new() } else { format!("&$expand={}", expanded.join(",")) };
            let reply = session.get(&format!("{division}/{endpoint}?$top=60{expand}")).await;
            let reply = if reply.status == 400 {
                session.get(&format!("{division}/{endpoint}?$top=1{expand}")).await
            } else {
                reply
            };
            assert_eq!(reply.status, 200, "{endpoint}: {}", reply.text);
            let ours = reply.rows();
            let known = catalogue::find(&endpoint).unwrap();
            for (field, value) in theirs.iter().filter(|(field, _)| *field != "__metadata") {
                if known.property(field).is_none() {
                    differences.insert(format!("{endpoint} {field} is not in the catalogue"));
                }
                if let (Some(theirs), Some(promised)) = (kind(value), promised(&endpoint, field))
                    && theirs != promised
                {
                    differences.insert(format!("{endpoint} {field}: {theirs}, and the catalogue says {promised}"));
                }
            }
            // Of what the made-up company has none the catalogue is all there is to compare with.
            let Some(first) = ours.first().and_then(Value::as_object) else { continue };
            compared.insert(endpoint.clone());
            for what in ["uri", "type"] {
                let of = |entity: &Map<String, Value>| address(entity["__metadata"][what].as_str().unwrap());
                if of(theirs) != of(first) {
                    differences.insert(format!("{endpoint} __metadata {what}: {} and {}", of(theirs), of(first)));
                }
            }
            for (field, value) in theirs.iter().filter(|(field, _)| *field != "__metadata") {
                if !first.contains_key(field) {
                    differences.insert(format!("{endpoint} {field} is missing"));
                    continue;
                }
                // The first of our rows in which the field says anything.
                let own = ours.iter().find_map(|row| kind(&row[field]));
                if let (Some(theirs), Some(own)) = (kind(value), own)
                    && theirs != own
                {
                    differences.insert(format!("{endpoint} {field}: {theirs} and {own}"));
                }
            }
        }
    }
    assert_eq!(differences, BTreeSet::new());
    assert!(compared.len() >= 4, "{compared:?}");
}
