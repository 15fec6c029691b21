//! `$metadata`: the catalogue as EDMX, service by service.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests may stop at what cannot be")]

mod support;

use std::collections::{BTreeSet, HashSet};

use exact_model::catalogue;
use quick_xml::events::Event;
use support::*;

/// The elements of a document with their attributes, in its order.
fn elements(xml: &str) -> Vec<(String, Vec<(String, String)>)> {
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut found = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) | Event::Empty(tag) => {
                let attributes = tag.attributes().map(|attribute| {
                    let attribute = attribute.unwrap();
                    (attribute.key.as_ref().to_owned(), attribute.value.into_owned())
                });
                let attributes = attributes.map(|(name, value)| (name.to_string(), value.to_string())).collect();
                found.push((tag.name().as_ref().to_string(), attributes));
            }
            Event::Eof => return found,
            _ => {}
        }
    }
}

fn attribute<'a>(attributes: &'a [(String, String)], name: &str) -> &'a str {
    attributes.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
}

#[tokio::test]
async fn a_service_is_described_with_its_keys_types_nullability_and_navigation() {
    let session = session(books(0)).await;
    for accept in [None, Some("application/json"), Some("application/xml")] {
        let reply = session.get_as(&format!("{DIVISION}/vat/$metadata"), accept).await;
        assert_eq!((reply.status, reply.header("content-type")), (200, Some("application/xml")));
        for part in [
            "<EntityType Name=\"VATCode\"><Key><PropertyRef Name=\"ID\"/></Key>",
            "<Property Name=\"ID\" Type=\"Edm.Guid\" Nullable=\"false\"/>",
            "<Property Name=\"Percentage\" Type=\"Edm.Double\" Nullable=\"true\"/>",
            "<NavigationProperty Name=\"VATPercentages\" Relationship=\"Exact.Web.Api.Models.VATCode_VATPercentages\"",
            "<EntitySet Name=\"VatPercentages\" EntityType=\"Exact.Web.Api.Models.VatPercentage\"/>",
        ] {
            assert!(reply.text.contains(part), "{part} in {}", reply.text);
        }
    }
    assert_eq!(session.read("nonsense/$metadata").await.status, 404);
    assert_eq!(session.get("999/vat/$metadata").await.status, 403);
}

#[tokio::test]
async fn every_service_has_a_document_that_holds_together() {
    let session = session(books(0)).await;
    let services: BTreeSet<String> = catalogue::endpoints()
        .map(|meta| meta.path.replace("{division}", &DIVISION.to_string()))
        .map(|path| path.rsplit_once('/').unwrap().0.to_owned())
        .collect();
    for service in services {
        let reply = session.get(&format!("{service}/$metadata")).await;
        assert_eq!(reply.status, 200, "{service}");
        let elements = elements(&reply.text);
        let mut namespace = String::new();
        let mut types = HashSet::new();
        let mut sets = HashSet::new();
        for (name, attributes) in &elements {
            match name.as_str() {
                "Schema" => namespace = attribute(attributes, "Namespace").to_owned(),
                "EntityType" | "ComplexType" => {
                    let full = format!("{namespace}.{}", attribute(attributes, "Name"));
                    assert!(types.insert(full.clone()), "{full} twice in {service}");
                }
                "EntitySet" => {
                    assert!(sets.insert(attribute(attributes, "Name").to_owned()), "a set twice in {service}");
                }
                _ => {}
            }
        }
        for (name, attributes) in &elements {
            let names_type = match name.as_str() {
                "EntitySet" => attribute(attributes, "EntityType"),
                "End" if !attribute(attributes, "Type").is_empty() => attribute(attributes, "Type"),
                _ => continue,
            };
            assert!(types.contains(names_type), "{names_type} is not described in {service}");
        }
    }
}

#[tokio::test]
async fn every_endpoint_is_a_set_or_a_function_of_its_service() {
    let session = session(books(0)).await;
    for meta in catalogue::endpoints() {
        let path = meta.path.replace("{division}", &DIVISION.to_string());
        let service = path.rsplit_once('/').unwrap().0;
        let reply = session.get(&format!("{service}/$metadata")).await;
        let name = meta.name.rsplit('/').next().unwrap();
        let there = reply.text.contains(&format!("<EntitySet Name=\"{name}\""))
            || reply.text.contains(&format!("<FunctionImport Name=\"{name}\""));
        assert!(there, "{} is not in {service}", meta.id);
    }
}
