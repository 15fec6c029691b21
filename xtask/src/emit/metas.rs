//! The catalogue as statics.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use anyhow::{Result, bail};

use super::{Catalogue, HEADER, static_name};
use crate::catalogue::{Endpoint, NestedType, Property};
use crate::fixups;

pub(super) fn index(catalogue: &Catalogue, nested: &BTreeMap<String, NestedType>) -> Result<String> {
    let mut text = HEADER.to_owned();
    for service in catalogue.keys() {
        let _ = writeln!(text, "pub(crate) mod {service};");
    }
    text.push_str(
        "\nuse crate::meta::{Edm, Meta, NestedType, Property as P};\n\n/// The endpoints of every service.\npub(crate) static SERVICES: &[&[&Meta]] = &[\n",
    );
    for service in catalogue.keys() {
        let _ = writeln!(text, "    {service}::ENDPOINTS,");
    }
    text.push_str("];\n\n/// Structures within rows.\npub(crate) static NESTED_TYPES: &[NestedType] = &[\n");
    for (name, nested) in nested {
        let _ = writeln!(text, "    NestedType {{ name: {name:?}, used_by: {:?}, properties: &[", nested.used_by);
        for property in &nested.properties {
            let _ = writeln!(text, "        {},", self::property(name, property)?);
        }
        text.push_str("    ] },\n");
    }
    text.push_str("];\n");
    Ok(text)
}

pub(super) fn service(endpoints: &[Endpoint]) -> Result<String> {
    let mut text = HEADER.to_owned();
    text.push_str("#[allow(unused_imports)]\nuse crate::meta::{Edm, Family, Filterable, Meta, Methods, Navigation, Parameter, Property as P, Select, Status};\n\n");
    text.push_str("/// The service's endpoints.\npub(crate) static ENDPOINTS: &[&Meta] = &[\n");
    let mut names = BTreeSet::new();
    for endpoint in endpoints {
        let name = static_name(endpoint);
        let _ = writeln!(text, "    &{name},");
        if !names.insert(name.clone()) {
            bail!("two endpoints would both be called {name}");
        }
    }
    text.push_str("];\n");
    for endpoint in endpoints {
        let _ = write!(text, "\npub(crate) static {}: Meta = {}", static_name(endpoint), meta(endpoint)?);
    }
    Ok(text)
}

fn meta(endpoint: &Endpoint) -> Result<String> {
    let id = &endpoint.id;
    let family = match endpoint.family.as_str() {
        "standard" => "Standard",
        "read" => "Read",
        "bulk" => "Bulk",
        "sync" => "Sync",
        other => bail!("{id} has the unknown family {other}"),
    };
    let status = match endpoint.status.as_str() {
        "current" => "Current",
        "undocumented" => "Undocumented",
        "unconfirmed" => "Unconfirmed",
        "legacy" => "Legacy",
        other => bail!("{id} has the unknown status {other}"),
    };
    let select = match endpoint.select.as_deref() {
        Some("required") => "Required",
        Some("no_star") => "NoStar",
        None => "Optional",
        Some(other) => bail!("{id} has the unknown select rule {other}"),
    };
    let path = endpoint.uri.trim_start_matches("/api/v1/");
    let mut text = String::from("Meta {\n");
    let _ = writeln!(text, "    id: {id:?},\n    name: {:?},\n    path: {path:?},", endpoint.name);
    let _ = writeln!(text, "    service: {:?},\n    family: Family::{family},", endpoint.service);
    let _ = writeln!(text, "    status: Status::{status},\n    function: {},", endpoint.function);
    let _ = writeln!(text, "    division_scoped: {},\n    beta: {},", endpoint.division_scoped, endpoint.beta);
    let _ = writeln!(
        text,
        "    deprecated: {},\n    methods: Methods({}),",
        endpoint.deprecated,
        methods(&endpoint.methods)?
    );
    let _ = writeln!(text, "    scopes: &{:?},", endpoint.scopes);
    let _ = writeln!(text, "    webhook_topics: &{:?},\n    key: &{:?},", endpoint.webhook_topics, endpoint.key);
    let _ = writeln!(text, "    select: Select::{select},\n    page_size: {:?},", endpoint.page_size);
    let _ = writeln!(text, "    select_in_practice: {},", fixups::select_is_required(id));
    let _ = writeln!(text, "    filterable: Filterable::{},", fixups::filterable(id, &endpoint.family).rust());
    let _ = writeln!(text, "    entity_type: {:?},", endpoint.entity_type);
    match &endpoint.query_parameters {
        None => text.push_str("    parameters: None,\n"),
        Some(parameters) => {
            text.push_str("    parameters: Some(&[\n");
            for parameter in parameters {
                let Some(edm) = parameter.edm.as_deref() else { bail!("{id} has a parameter without type") };
                let _ = writeln!(
                    text,
                    "        Parameter {{ name: {:?}, edm: {}, required: {} }},",
                    parameter.name,
                    self::edm(edm),
                    parameter.required
                );
            }
            text.push_str("    ]),\n");
        }
    }
    text.push_str("    properties: &[\n");
    for property in &endpoint.properties {
        let _ = writeln!(text, "        {},", self::property(id, property)?);
    }
    text.push_str("    ],\n};\n");
    Ok(text)
}

fn edm(name: &str) -> String {
    match name.strip_prefix("Edm.") {
        Some(known) => format!("Edm::{known}"),
        None => format!("Edm::Nested({name:?})"),
    }
}

fn property(id: &str, property: &Property) -> Result<String> {
    let name = &property.name;
    let Some(edm) = property.edm.as_deref().map(edm) else { bail!("{id}.{name} has no type") };
    let facts = facts(property)?;
    Ok(match (&property.navigation, property.values.as_slice()) {
        (Some(_), [_, ..]) => bail!("{id}.{name} is a navigation with a code list"),
        (Some(_), []) => match property.target() {
            Some(target) => format!("P::nested({name:?}, {edm}, {facts}, Navigation::To({target:?}))"),
            None => format!("P::nested({name:?}, {edm}, {facts}, Navigation::Inline)"),
        },
        (None, []) => format!("P::plain({name:?}, {edm}, {facts})"),
        (None, values) => format!("P::listed({name:?}, {edm}, {facts}, &{values:?})"),
    })
}

/// The facts of a property as the bits that `exact_model::meta` reads.
fn facts(property: &Property) -> Result<u16> {
    let bits = [
        property.key,
        property.nullable == Some(true),
        property.nullable == Some(false),
        property.mandatory,
        property.filterable,
        property.webhook_trigger,
        property.hidden,
        property.obsolete,
        property.type_inferred,
    ];
    let facts = bits.iter().enumerate().filter(|(_, set)| **set).fold(0_u16, |facts, (bit, _)| facts | 1 << bit);
    Ok(facts | u16::from(methods(&property.methods)?) << 12)
}

fn methods(names: &[String]) -> Result<u8> {
    let mut methods = 0;
    for name in names {
        let Some(bit) = ["GET", "POST", "PUT", "DELETE"].iter().position(|known| known == name) else {
            bail!("the method {name} is unknown")
        };
        methods |= 1 << bit;
    }
    Ok(methods)
}
