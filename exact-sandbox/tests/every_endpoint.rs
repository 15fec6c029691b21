//! Every endpoint of the catalogue answers, whatever its family and the shape of its path.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests may stop at what cannot be")]

mod support;
mod wire;

use exact_model::{Edm, Family, Meta, Parameter, catalogue};
use exact_sandbox::books::company::Company;
use serde_json::Value;
use support::*;
use wire::{entries_in, is_of};

/// A literal that such a parameter takes.
fn literal(parameter: &Parameter) -> &'static str {
    match parameter.edm {
        Edm::String if parameter.name == "endPoint" => "'CRM/Accounts'",
        Edm::Guid => "guid'00000000-0000-0000-0000-000000000001'",
        Edm::DateTime => "datetime'2026-01-01T00:00:00'",
        Edm::String => "'x'",
        Edm::Boolean => "true",
        _ => "1",
    }
}

/// The options without which the endpoint refuses, and everything else left out.
fn least_options(meta: &Meta) -> Vec<String> {
    let parameters = meta.parameters.unwrap_or_default().iter().filter(|parameter| parameter.required);
    let mut options: Vec<String> =
        parameters.map(|parameter| format!("{}={}", parameter.name, literal(parameter))).collect();
    if meta.family == Family::Sync && !meta.function {
        options.push("$filter=Timestamp%20gt%200L".to_owned());
    }
    if let Some(property) = meta.properties.first() {
        options.push(format!("$select={}", property.name));
    }
    options
}

fn path(meta: &Meta) -> String {
    meta.path.replace("{division}", &DIVISION.to_string())
}

#[tokio::test]
async fn every_endpoint_that_can_be_read_answers_with_a_well_formed_list() {
    let session = session(books(70)).await;
    let mut answered = 0;
    for meta in catalogue::endpoints() {
        let address = format!("{}?{}", path(meta), least_options(meta).join("&"));
        let reply = session.get(&address).await;
        if !meta.methods.has("GET") {
            assert_eq!(reply.status, 405, "{address}");
            continue;
        }
        if ["read/financial/AgingReceivablesListByAgeGroup", "read/financial/AgingPayablesListByAgeGroup"]
            .contains(&meta.id)
        {
            assert_eq!(reply.status, 400, "{address}");
            continue;
        }
        if meta.id == "users/UserHasRights" {
            // Its parameters must name an endpoint and a method.
            assert_eq!(reply.status, 503, "{address}");
            continue;
        }
        assert_eq!(reply.status, 200, "{address}: {}", reply.text);
        assert!(reply.json()["d"]["results"].is_array(), "{address}: {}", reply.text);
        answered += 1;
    }
    assert!(answered > 440, "{answered}");
}

#[tokio::test]
async fn every_endpoint_that_can_be_read_answers_as_well_formed_atom_too() {
    let session = session(books(3)).await;
    for meta in catalogue::endpoints().filter(|meta| meta.methods.has("GET")) {
        let address = format!("{}?{}", path(meta), least_options(meta).join("&"));
        let reply = session.get_as(&address, None).await;
        if reply.status != 200 {
            assert!(matches!(reply.status, 400 | 503), "{address}");
            continue;
        }
        let mut reader = quick_xml::Reader::from_str(&reply.text);
        loop {
            match reader.read_event() {
                Ok(quick_xml::events::Event::Eof) => break,
                Ok(_) => {}
                Err(error) => panic!("{error} in {address}: {}", reply.text),
            }
        }
    }
}

/// Everything that can be left to be asked for: all properties of a page.
fn whole_options(meta: &Meta) -> String {
    let least = least_options(meta).into_iter().filter(|option| !option.starts_with("$select"));
    let names: Vec<&str> = meta.properties.iter().map(|property| property.name).collect();
    least.chain([format!("$select={}", names.join(","))]).collect::<Vec<_>>().join("&")
}

#[tokio::test]
async fn every_value_of_every_endpoint_has_the_catalogues_type_in_json_and_in_atom() {
    for company in [Company::Wholesaler, Company::Group] {
        let builder = exact_sandbox::Sandbox::builder().company(company).today(day(2026, 8, 20)).limits(AMPLE);
        let session = session_of(builder).await;
        let division = session.sandbox.divisions()[0];
        let mut with_rows = 0;
        for meta in catalogue::endpoints().filter(|meta| meta.methods.has("GET") && !meta.properties.is_empty()) {
            let path = meta.path.replace("{division}", &division.to_string());
            let address = format!("{path}?$top=60&{}", whole_options(meta));
            let reply = session.get(&address).await;
            if reply.status != 200 {
                assert!(matches!(reply.status, 400 | 503) && meta.parameters.is_some(), "{address}: {}", reply.text);
                continue;
            }
            let rows = reply.rows();
            with_rows += usize::from(!rows.is_empty());
            for row in &rows {
                let fields = row.as_object().unwrap();
                assert_eq!(fields.len(), meta.properties.len() + 1, "{}", meta.id);
                for property in meta.properties {
                    let value = &fields[property.name];
                    assert!(is_of(property.edm, value), "{} {}: {value}", meta.id, property.name);
                    let is_key = meta.key.contains(&property.name);
                    assert!(!is_key || !value.is_null(), "{} {} is a key and null", meta.id, property.name);
                }
            }
            let feed = session.get_as(&address, None).await;
            assert_eq!((feed.status, entries_in(&feed.text)), (200, rows.len()), "{address}");
        }
        assert!(with_rows > 70, "{with_rows}");
    }
}

#[tokio::test]
async fn every_navigation_property_expands_to_the_rows_its_own_address_gives() {
    let builder = exact_sandbox::Sandbox::builder().seed(3).today(day(2026, 8, 20)).limits(AMPLE);
    let session = session_of(builder).await;
    let division = session.sandbox.divisions()[0];
    let mut nested_rows = 0;
    for meta in catalogue::endpoints().filter(|meta| meta.methods.has("GET") && !meta.function) {
        for property in meta.properties.iter().filter(|property| matches!(property.edm, Edm::Nested(_))) {
            let path = meta.path.replace("{division}", &division.to_string());
            let filter = if meta.family == Family::Sync { "&$filter=Timestamp%20gt%200L" } else { "" };
            let (key, name) = (meta.key.join(","), property.name);
            let address = format!("{path}?$top=3&$select={key},{name}&$expand={name}{filter}");
            let reply = session.get(&address).await;
            assert_eq!(reply.status, 200, "{address}: {}", reply.text);
            for row in &reply.rows() {
                let Some(expanded) = row[name]["results"].as_array() else {
                    assert!(row[name].is_null(), "{address}: {row}");
                    continue;
                };
                nested_rows += expanded.len();
                let uri = format!("{}/{name}", row["__metadata"]["uri"].as_str().unwrap());
                let own = session.get(&uri).await;
                assert_eq!(own.status, 200, "{uri}: {}", own.text);
                assert_eq!(&own.rows(), expanded, "{uri}");
            }
            let feed = session.get_as(&address, None).await;
            assert_eq!(entries_in(&feed.text), reply.rows().len(), "{address}");
        }
    }
    assert!(nested_rows > 40, "{nested_rows}");
}

#[tokio::test]
async fn the_metadata_of_every_service_is_well_formed_and_names_all_its_entities() {
    let session = session(books(1)).await;
    let mut services: Vec<(&str, &str)> = catalogue::endpoints()
        .filter(|meta| meta.division_scoped)
        .filter_map(|meta| Some((meta.path.rsplit_once('/')?.0, meta.id.rsplit_once('/')?.0)))
        .collect();
    services.sort_unstable();
    services.dedup();
    assert!(services.len() > 30, "{}", services.len());
    for (path, service) in services {
        let address = format!("{}/$metadata", path.replace("{division}", &DIVISION.to_string()));
        let reply = session.get_as(&address, None).await;
        assert_eq!(reply.status, 200, "{address}");
        assert_eq!(entries_in(&reply.text), 0, "{address}");
        for meta in catalogue::endpoints() {
            if meta.id.rsplit_once('/').is_some_and(|(of, _)| of == service) {
                let name = meta.name.rsplit('/').next().unwrap();
                let named = format!("Name=\"{name}\"");
                assert!(reply.text.contains(&named), "{address}: {named}");
            }
        }
    }
}

#[tokio::test]
async fn every_row_of_every_endpoint_has_an_address_that_answers_with_that_row() {
    let session = session_of(exact_sandbox::Sandbox::builder().seed(3).limits(AMPLE)).await;
    let division = session.sandbox.divisions()[0];
    for meta in catalogue::endpoints().filter(|meta| meta.methods.has("GET") && !meta.key.is_empty()) {
        if meta.function || meta.id == "current/Me" {
            continue;
        }
        let select = meta.key.join(",");
        let filter = if meta.family == Family::Sync { "&$filter=Timestamp%20gt%200L" } else { "" };
        let path = meta.path.replace("{division}", &division.to_string());
        let row = session.get(&format!("{path}?$top=1&$select={select}{filter}")).await.rows().into_iter().next();
        let Some(row) = row else { continue };
        let uri = row["__metadata"]["uri"].as_str().unwrap();
        let again = session.get(&format!("{uri}?$select={select}")).await;
        assert_eq!(again.json()["d"], row, "{uri}");
    }
}

#[tokio::test]
async fn a_name_that_the_endpoint_does_not_have_is_a_400_at_every_endpoint() {
    let session = session(books(2)).await;
    for meta in catalogue::endpoints().filter(|meta| meta.methods.has("GET") && !meta.properties.is_empty()) {
        let filter = if meta.family == Family::Sync && !meta.function { "&$filter=Timestamp%20gt%200L" } else { "" };
        let parameters: String = meta
            .parameters
            .unwrap_or_default()
            .iter()
            .map(|parameter| format!("&{}={}", parameter.name, literal(parameter)))
            .collect();
        let reply = session.get(&format!("{}?$select=NoSuchProperty{filter}{parameters}", path(meta))).await;
        assert_eq!(reply.status, 400, "{}", meta.id);
    }
}

#[tokio::test]
async fn a_function_without_its_parameters_is_refused_in_exacts_words() {
    let session = session(books(2)).await;
    let functions = catalogue::endpoints()
        .filter(|meta| meta.parameters.unwrap_or_default().iter().any(|parameter| parameter.required));
    for meta in functions.filter(|meta| meta.id != "users/UserHasRights") {
        let reply = session.get(&path(meta)).await;
        assert_eq!(reply.status, 400, "{}", meta.id);
        assert_eq!(reply.message(), "Bad Request - Error in query syntax.", "{}", meta.id);
    }
    for query in ["?$filter=Year%20eq%202026", "?year='2026'", "?year=2026x", "?Year=2026"] {
        let reply = session.read(&format!("read/financial/RevenueListByYear{query}")).await;
        assert_eq!(reply.status, 400, "{query}");
    }
}

#[tokio::test]
async fn users_have_the_rights_the_endpoint_offers_and_bad_questions_are_a_503() {
    let session = session(books(2)).await;
    let ask = async |query: &str| session.read(&format!("users/UserHasRights?{query}")).await;
    let right = ask("endpoint='crm/Accounts'&action='GET'").await;
    assert_eq!(right.json(), serde_json::json!({"d": {"UserHasRights": true}}));
    let none = ask("endpoint='financial/ReportingBalance'&action='DELETE'").await;
    assert_eq!(none.json(), serde_json::json!({"d": {"UserHasRights": false}}));
    for query in ["endpoint='crm/Nonsense'&action='GET'", "endpoint='crm/Accounts'&action='READ'", "action='GET'", ""] {
        assert_eq!(ask(query).await.status, 503, "{query}");
    }
}

#[tokio::test]
async fn a_sync_timestamp_leads_to_the_rows_changed_since_that_date() {
    let session = session(books(40)).await;
    let ask = async |date: &str, endpoint: &str| -> Value {
        let path = format!("read/sync/Sync/SyncTimestamp?modified=datetime'{date}'&endPoint='{endpoint}'");
        session.read(&path).await.rows().remove(0)
    };
    let before = ask("2020-01-01T00:00:00", "Financial/TransactionLines").await;
    assert_eq!(before["TimeStampAsBigInt"], "0");
    let middle = ask("2026-03-01T00:00:00", "TransactionLines").await;
    let since = middle["TimeStampAsBigInt"].as_str().unwrap();
    let filter = format!("$filter=Timestamp%20gt%20{since}L");
    let rows = session.all(&format!("sync/Financial/TransactionLines?$select=ID,Modified&{filter}")).await;
    let ids: std::collections::HashSet<String> = rows.iter().map(|row| row["ID"].to_string()).collect();
    let all = session.all("sync/Financial/TransactionLines?$select=ID,Modified&$filter=Timestamp%20gt%200").await;
    for row in all {
        let modified = row["Modified"].as_str().unwrap().trim_matches(|c: char| !c.is_ascii_digit()).to_owned();
        if modified.parse::<i64>().unwrap() >= 1_772_323_200_000 {
            assert!(ids.contains(&row["ID"].to_string()), "{row}");
        }
    }
    let path = "read/sync/Sync/SyncTimestamp?modified=datetime'2026-01-01'&endPoint='Nonsense'";
    assert_eq!(session.read(path).await.status, 400);
}
