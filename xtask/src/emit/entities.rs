//! Entities as Rust types.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::{Result, bail};

use super::{Catalogue, HEADER, static_name};
use crate::Files;
use crate::catalogue::{Endpoint, Parameter, Property};
use crate::fixups::{self, Filterable};
use crate::naming;
use crate::words::Words;

/// Most columns that a row can keep track of; see `exact_model::presence`.
const MOST_COLUMNS: usize = 192;

/// An entity with the endpoints that give the same rows.
struct Typed<'a> {
    service: &'a str,
    name: String,
    main: &'a Endpoint,
    bulk: Option<&'a Endpoint>,
    sync: Option<&'a Endpoint>,
}

impl Typed<'_> {
    /// The feature that must be on besides the service's, for endpoints that nobody vouches for.
    fn opt_in(&self) -> Option<&'static str> {
        match self.main.status.as_str() {
            "undocumented" => Some("undocumented"),
            "current" => None,
            _ => Some("unconfirmed"),
        }
    }

    fn is_function(&self) -> bool {
        self.main.function && self.main.query_parameters.as_ref().is_some_and(|parameters| !parameters.is_empty())
    }
}

/// Every entity that gets a type, by service, and by the id of its single endpoint.
struct Plan<'a> {
    services: BTreeMap<&'a str, Vec<Typed<'a>>>,
    /// Services whose navigations lead to an entity of another service: by that entity's id.
    borrowers: BTreeMap<&'a str, BTreeSet<&'a str>>,
}

impl<'a> Plan<'a> {
    fn of(catalogue: &'a Catalogue) -> Result<Self> {
        let all: Vec<&Endpoint> = catalogue.values().flatten().collect();
        let twin = |main: &Endpoint, family: &str| {
            all.iter().copied().find(|other| {
                other.family == family
                    && other.name == main.name
                    && home(&all, other).is_some_and(|home| home.id == main.id)
            })
        };
        let mut services: BTreeMap<&str, Vec<Typed<'_>>> = BTreeMap::new();
        for (service, endpoints) in catalogue {
            let mut names = BTreeSet::new();
            for main in endpoints {
                let is_twin = matches!(main.family.as_str(), "bulk" | "sync") && home(&all, main).is_some();
                if is_twin || columns_of(main).next().is_none() {
                    continue;
                }
                let name = fixups::entity_name(&main.id)
                    .map_or_else(|| naming::entity(&main.name, main.entity_type.as_deref()), str::to_owned);
                if !names.insert(name.clone()) {
                    bail!("{service} would have two entities called {name}; the second is {}", main.id);
                }
                let typed = Typed { service, name, main, bulk: twin(main, "bulk"), sync: twin(main, "sync") };
                services.entry(service).or_default().push(typed);
            }
        }
        let mut plan = Self { services, borrowers: BTreeMap::new() };
        let mut borrowers: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        // What a borrowed entity leads to is borrowed with it, hence again until nothing is added.
        loop {
            let mut added = false;
            for typed in plan.services.values().flatten().filter(|typed| typed.opt_in().is_none()) {
                let users: Vec<&str> = borrowers
                    .get(typed.main.id.as_str())
                    .into_iter()
                    .flatten()
                    .copied()
                    .chain([typed.service])
                    .collect();
                for target in typed.main.properties.iter().filter_map(|property| plan.target(property)) {
                    for user in users.iter().filter(|user| **user != target.service) {
                        added |= borrowers.entry(target.main.id.as_str()).or_default().insert(user);
                    }
                }
            }
            if !added {
                break;
            }
        }
        plan.borrowers = borrowers;
        Ok(plan)
    }

    /// The entity a navigation leads to, if it has a type that needs no opting in.
    fn target(&self, property: &Property) -> Option<&Typed<'a>> {
        let id = property.target()?;
        self.services.values().flatten().find(|typed| typed.main.id == id && typed.opt_in().is_none())
    }

    /// Whether a column holds typed rows.
    fn is_nested(&self, typed: &Typed<'_>, property: &Property) -> bool {
        typed.opt_in().is_none() && self.target(property).is_some()
    }
}

pub(super) fn services(catalogue: &Catalogue, words: &Words) -> Result<Files> {
    let plan = Plan::of(catalogue)?;
    let mut files = Files::new();
    let mut index = HEADER.to_owned();
    for (service, entities) in &plan.services {
        let title = entities.first().map_or(*service, |first| first.main.service.as_str());
        let lenders: BTreeSet<&str> = entities
            .iter()
            .filter_map(|typed| plan.borrowers.get(typed.main.id.as_str()))
            .flatten()
            .copied()
            .chain([*service])
            .collect();
        let features: Vec<String> = lenders.iter().map(|feature| format!("feature = {feature:?}")).collect();
        let features = match features.as_slice() {
            [only] => only.clone(),
            several => format!("any({})", several.join(", ")),
        };
        let _ = writeln!(index, "/// {}", fixups::service(service, title));
        let _ = writeln!(index, "#[cfg({features})]\npub mod {service};");
        files.push((PathBuf::from(format!("services/{service}.rs")), self::service(&plan, entities, words)?));
    }
    files.push(("services/mod.rs".into(), index));
    files.push(("../../tests/every_entity.in".into(), every_entity(&plan)));
    Ok(files)
}

/// A call of a macro for every entity, for the tests.
fn every_entity(plan: &Plan<'_>) -> String {
    let mut text = format!("{HEADER}{{\n");
    for typed in plan.services.values().flatten() {
        let gate = match typed.opt_in() {
            Some(feature) => format!("#[cfg(all(feature = {:?}, feature = {feature:?}))] ", typed.service),
            None => format!("#[cfg(feature = {:?})] ", typed.service),
        };
        let _ = writeln!(text, "    {gate}check::<exact_model::{}::{}>();", typed.service, typed.name);
    }
    text.push_str("}\n");
    text
}

fn service(plan: &Plan<'_>, entities: &[Typed<'_>], words: &Words) -> Result<String> {
    let mut text = HEADER.to_owned();
    text.push_str("#[allow(unused_imports)]\nuse crate::macros::{arguments, entity, listable};\n");
    text.push_str(
        "#[allow(unused_imports)]\nuse crate::{Code, Decimal, Json, Many, NaiveDateTime, Nested, Uuid, codes};\n",
    );
    let lends = entities.iter().any(|typed| plan.borrowers.contains_key(typed.main.id.as_str()));
    for typed in entities {
        entity(&mut text, plan, typed, lends, words)?;
    }
    Ok(text)
}

/// The endpoint whose rows a bulk or sync endpoint gives too: same name, preferably of the same service; the single one,
/// or where there is none the bulk one.
fn home<'a>(all: &[&'a Endpoint], twin: &Endpoint) -> Option<&'a Endpoint> {
    let candidates = |family: &str| {
        let alike = all.iter().copied().filter(|other| other.family == family && other.name == twin.name);
        let (own, other): (Vec<_>, Vec<_>) = alike.partition(|other| other.service == twin.service);
        own.into_iter().chain(other).next()
    };
    match twin.family.as_str() {
        _ if fixups::is_of_its_own(&twin.id) => None,
        "sync" => candidates("standard").or_else(|| candidates("bulk")),
        "bulk" => candidates("standard"),
        _ => None,
    }
}

/// The columns of an endpoint: its properties, or what a function gives where it has none.
fn columns_of(endpoint: &Endpoint) -> impl Iterator<Item = Property> {
    let result = match endpoint.properties.as_slice() {
        [] => fixups::result_of(&endpoint.id),
        _ => None,
    };
    endpoint.properties.iter().cloned().chain(result)
}

/// The columns of all endpoints of an entity, those of the single one first.
fn columns(typed: &Typed<'_>) -> Result<Vec<Property>> {
    let mut columns: Vec<Property> = columns_of(typed.main).collect();
    for other in [typed.bulk, typed.sync].into_iter().flatten() {
        for property in &other.properties {
            match columns.iter().find(|known| known.name == property.name) {
                None => columns.push(property.clone()),
                // The metadata and the pages name the type of the same rows differently.
                Some(known) if known.edm != property.edm && known.navigation.is_none() => {
                    bail!("{} has another type in {} than in {}", property.name, other.id, typed.main.id)
                }
                Some(_) => {}
            }
        }
    }
    if columns.len() > MOST_COLUMNS {
        bail!("{} has {} columns, more than {MOST_COLUMNS}", typed.main.id, columns.len());
    }
    Ok(columns)
}

fn entity(text: &mut String, plan: &Plan<'_>, typed: &Typed<'_>, lends: bool, words: &Words) -> Result<()> {
    let Typed { service, name, main, bulk, sync } = typed;
    let path = |endpoint: &Endpoint| {
        format!("crate::generated::catalogue::{}::{}", naming::snake(&endpoint.service), static_name(endpoint))
    };
    let mut endpoints = format!("meta {}", path(main));
    if let Some(bulk) = bulk {
        let _ = write!(endpoints, ", bulk {}", path(bulk));
    }
    if let Some(sync) = sync {
        let _ = write!(endpoints, ", sync {}", path(sync));
    }
    let gate = gate(plan, typed, lends);
    let _ = write!(text, "\n{gate}entity! {{\n    /// {}\n", words.entity(&main.id));
    for line in facts(typed) {
        let _ = writeln!(text, "    ///\n    /// {line}");
    }
    if let Some(page) = words.page(service, name) {
        let _ = writeln!(text, "    ///\n    #[doc = include_str!({page:?})]");
    }
    let columns = columns(typed)?;
    let nested: Vec<String> = columns
        .iter()
        .filter(|property| plan.is_nested(typed, property))
        .map(|property| naming::field(&property.name))
        .collect();
    if !nested.is_empty() {
        let _ = write!(endpoints, ", nested {}", nested.join(" "));
    }
    let _ = writeln!(text, "    {name}, {endpoints};");
    let filterable = fixups::filterable(&main.id, &main.family);
    let mut fields = BTreeSet::new();
    for (index, property) in columns.iter().enumerate() {
        let field = naming::field(&property.name);
        if !fields.insert(field.clone()) {
            bail!("two columns of {name} would both be called {field}");
        }
        if field == "seen" {
            bail!("{name} has a column called seen, which is what its rows call their own record");
        }
        let (rust, value) = rust_type(plan, typed, property, words)?;
        let filter = match filterable {
            _ if rust.starts_with("Nested") || rust == "Json" => "Unfilterable",
            Filterable::Marked if !property.filterable => "Unfilterable",
            Filterable::Only(names) if !names.contains(&property.name.as_str()) => "Unfilterable",
            _ => "Filterable",
        };
        for line in property_doc(main, property, &words.property(&main.name, &property.name)) {
            let _ = writeln!(text, "{}", format!("    /// {line}").trim_end());
        }
        let constant = naming::constant(&property.name);
        let _ = writeln!(text, "    {index} {field} {constant}: {rust}, {value}, {filter} = {:?},", property.name);
    }
    text.push_str("}\n");
    match &main.query_parameters {
        Some(parameters) if typed.is_function() => arguments(text, name, &gate, parameters),
        _ if main.methods.iter().any(|method| method == "GET") => {
            let _ = writeln!(text, "{gate}listable!({name});");
            Ok(())
        }
        _ => Ok(()),
    }
}

/// When the entity is compiled.
fn gate(plan: &Plan<'_>, typed: &Typed<'_>, lends: bool) -> String {
    let borrowers = plan.borrowers.get(typed.main.id.as_str());
    match (typed.opt_in(), borrowers) {
        (Some(feature), _) => format!("#[cfg(all(feature = {:?}, feature = {feature:?}))]\n", typed.service),
        (None, Some(_)) => String::new(),
        (None, None) if lends => format!("#[cfg(feature = {:?})]\n", typed.service),
        (None, None) => String::new(),
    }
}

/// What the catalogue says of an entity, as sentences.
fn facts(typed: &Typed<'_>) -> Vec<String> {
    let Typed { main, bulk, sync, .. } = typed;
    let mut facts = Vec::new();
    match main.status.as_str() {
        "current" => {}
        "undocumented" => facts.push("**Not in Exact's documentation**, only in its metadata.".to_owned()),
        _ => facts.push("**Not seen since 2025**: it may be gone.".to_owned()),
    }
    if main.beta {
        facts.push("A beta endpoint: it may change.".to_owned());
    }
    if main.deprecated {
        facts.push("Exact advises another endpoint.".to_owned());
    }
    let mut where_ = format!("`{}` ({})", main.id, main.methods.join(", "));
    for twin in [bulk, sync].into_iter().flatten() {
        let _ = write!(where_, ", `{}`", twin.id);
    }
    if !main.key.is_empty() {
        let _ = write!(where_, "; key `{}`", main.key.join("`, `"));
    }
    if !main.scopes.is_empty() {
        let _ = write!(where_, "; permission {}", main.scopes.join(", "));
    }
    if !main.webhook_topics.is_empty() {
        let _ = write!(where_, "; webhook topic {}", main.webhook_topics.join(", "));
    }
    facts.push(where_ + ".");
    facts
}

fn property_doc(main: &Endpoint, property: &Property, meaning: &str) -> Vec<String> {
    let mut notes = Vec::new();
    if property.key {
        notes.push("Key.");
    }
    if property.mandatory && main.methods.iter().any(|method| method == "POST") {
        notes.push("Needed to create one.");
    }
    if !property.methods.is_empty() && !property.methods.iter().any(|method| method == "GET") {
        notes.push("Only sent, never read.");
    }
    if property.obsolete {
        notes.push("Obsolete.");
    }
    let meaning = meaning.split_whitespace().collect::<Vec<_>>().join(" ");
    let meaning = if notes.is_empty() { meaning } else { format!("{meaning} {}", notes.join(" ")) };
    let edm = property.edm.as_deref().unwrap_or("unknown");
    vec![meaning, String::new(), format!("Wire: `{}`, {edm}.", property.name)]
}

/// The type of a field, and what its column holds.
fn rust_type(plan: &Plan<'_>, typed: &Typed<'_>, property: &Property, words: &Words) -> Result<(String, String)> {
    if property.navigation.is_some() {
        let target = plan.target(property).filter(|_| plan.is_nested(typed, property));
        return Ok(match target {
            Some(target) => {
                let path = if target.service == typed.service {
                    target.name.clone()
                } else {
                    format!("crate::{}::{}", target.service, target.name)
                };
                (format!("Nested<{path}>"), format!("Many<{path}>"))
            }
            // Shapes that no endpoint lists, or that only exist when opted in, are kept as the JSON that was sent.
            None => ("Json".to_owned(), "Json".to_owned()),
        });
    }
    if let Some(list) = [Some(typed.main), typed.bulk, typed.sync]
        .into_iter()
        .flatten()
        .find_map(|endpoint| words.list_of(&endpoint.id, property).transpose())
    {
        let path = format!("codes::{}", list?);
        return Ok((path.clone(), path));
    }
    let endpoint = &typed.main.name;
    let rust = match property.edm.as_deref() {
        Some("Edm.String") if fixups::is_padded(endpoint, &property.name) => "Code",
        Some("Edm.String" | "Edm.Binary") => "String",
        Some("Edm.Guid") => "Uuid",
        Some("Edm.DateTime") => "NaiveDateTime",
        Some("Edm.Double") => "Decimal",
        Some("Edm.Boolean") => "bool",
        Some("Edm.Byte") => "u8",
        Some("Edm.Int16") => "i16",
        Some("Edm.Int32") => "i32",
        Some("Edm.Int64") => "i64",
        Some(other) if other.starts_with("Edm.") => bail!("{endpoint}.{} has the unknown type {other}", property.name),
        _ => "Json",
    };
    Ok((rust.to_owned(), rust.to_owned()))
}

/// The constructor of a function's arguments.
fn arguments(text: &mut String, name: &str, gate: &str, parameters: &[Parameter]) -> Result<()> {
    let mut list = String::new();
    for parameter in parameters {
        let rust = match parameter.edm.as_deref() {
            Some("Edm.Guid") => "Uuid",
            Some("Edm.Int32") => "i32",
            Some("Edm.Int16") => "i16",
            Some("Edm.Boolean") => "bool",
            Some("Edm.DateTime") => "NaiveDateTime",
            Some("Edm.String") => "&str",
            other => bail!("{name} has a parameter of type {other:?}"),
        };
        let value = if rust == "&str" { "String" } else { rust };
        let field = naming::field(&parameter.name);
        let (how, rust) =
            if parameter.required { ("and", rust.to_owned()) } else { ("and_maybe", format!("Option<{rust}>")) };
        let _ = write!(list, " {field}: {rust}, {value}, {how} {:?};", parameter.name);
    }
    let names: Vec<String> = parameters.iter().map(|parameter| format!("`{}`", parameter.name)).collect();
    let doc = format!("/// What the function is called with: {}.", names.join(", "));
    let _ = writeln!(text, "{gate}arguments! {{\n    {doc}\n    {name},{list}\n}}");
    Ok(())
}
