//! `$metadata`: what a service has, as an EDMX document.

use core::fmt::Write as _;
use std::collections::{BTreeMap, BTreeSet};

use exact_model::{Edm, Meta};
use quick_xml::escape::escape;

use crate::{navigation, schema};

/// The end of a document about Exact's own types.
const ROOT: &str = "Exact.Web.Api.Models";

/// The document for the endpoints of a service.
pub(crate) fn document(endpoints: &[&'static Meta]) -> Vec<u8> {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>\n\
         <edmx:Edmx Version=\"1.0\" xmlns:edmx=\"http://schemas.microsoft.com/ado/2007/06/edmx\">\
         <edmx:DataServices m:DataServiceVersion=\"2.0\" \
         xmlns:m=\"http://schemas.microsoft.com/ado/2007/08/dataservices/metadata\">",
    );
    let model = Model::new(endpoints);
    for (namespace, types) in &model.namespaces {
        // Writing into a String cannot fail.
        let _ =
            write!(out, "<Schema Namespace=\"{namespace}\" xmlns=\"http://schemas.microsoft.com/ado/2008/09/edm\">");
        for meta in types.values() {
            push_type(&mut out, meta);
        }
        for link in model.links.iter().filter(|link| namespace_of(link.from) == *namespace) {
            link.push_association(&mut out);
        }
        out.push_str("</Schema>");
    }
    model.push_container(&mut out);
    out.push_str("</edmx:DataServices></edmx:Edmx>");
    out.into_bytes()
}

/// The types a service speaks of: its own and those they lead to.
struct Model {
    own: Vec<&'static Meta>,
    /// Every endpoint whose type is in the document, by the name of its set.
    sets: BTreeMap<String, &'static Meta>,
    /// Types by name, by namespace; of endpoints that share a type the first is described.
    namespaces: BTreeMap<String, BTreeMap<String, &'static Meta>>,
    links: Vec<Link>,
}

/// A navigation property and where it leads.
struct Link {
    from: &'static Meta,
    property: &'static str,
    to: &'static Meta,
}

impl Model {
    fn new(endpoints: &[&'static Meta]) -> Self {
        let mut model =
            Self { own: endpoints.to_vec(), sets: BTreeMap::new(), namespaces: BTreeMap::new(), links: Vec::new() };
        let mut waiting: Vec<&'static Meta> = endpoints.iter().rev().copied().collect();
        let mut seen = BTreeSet::new();
        while let Some(meta) = waiting.pop() {
            if !seen.insert(meta.id) {
                continue;
            }
            let name = own_name(meta);
            let set = if model.sets.contains_key(name) { meta.id.replace('/', "_") } else { name.to_owned() };
            model.sets.insert(set, meta);
            let (namespace, name) = split(&schema::type_name(meta));
            let described = *model.namespaces.entry(namespace).or_default().entry(name).or_insert(meta);
            if described.id != meta.id {
                continue;
            }
            for property in meta.properties {
                if let Some(to) = navigation::endpoint(meta, property.name).filter(|to| !to.key.is_empty()) {
                    model.links.push(Link { from: meta, property: property.name, to });
                    waiting.push(to);
                }
            }
        }
        model
    }

    fn set_of(&self, meta: &Meta) -> &str {
        self.sets.iter().find(|(_, other)| other.id == meta.id).map_or(own_name(meta), |(name, _)| name)
    }

    fn push_container(&self, out: &mut String) {
        let _ = write!(
            out,
            "<Schema Namespace=\"{ROOT}.Service\" xmlns=\"http://schemas.microsoft.com/ado/2008/09/edm\">\
             <EntityContainer Name=\"Entities\" m:IsDefaultEntityContainer=\"true\">"
        );
        for (name, meta) in self.sets.iter().filter(|(_, meta)| !meta.key.is_empty()) {
            let _ = write!(out, "<EntitySet Name=\"{name}\" EntityType=\"{}\"/>", schema::type_name(meta));
        }
        for link in &self.links {
            let name = link.name();
            let _ = write!(
                out,
                "<AssociationSet Name=\"{name}Set\" Association=\"{}.{name}\"><End Role=\"From\" EntitySet=\"{}\"/>\
                 <End Role=\"To\" EntitySet=\"{}\"/></AssociationSet>",
                namespace_of(link.from),
                self.set_of(link.from),
                self.set_of(link.to)
            );
        }
        for meta in self.own.iter().filter(|meta| meta.function || meta.key.is_empty()) {
            push_function(out, meta, self.set_of(meta));
        }
        out.push_str("</EntityContainer></Schema>");
    }
}

impl Link {
    fn name(&self) -> String {
        format!("{}_{}", split(&schema::type_name(self.from)).1, self.property)
    }

    fn push_association(&self, out: &mut String) {
        let most = if navigation::is_single(self.property) { "0..1" } else { "*" };
        let _ = write!(
            out,
            "<Association Name=\"{}\"><End Role=\"From\" Type=\"{}\" Multiplicity=\"*\"/>\
             <End Role=\"To\" Type=\"{}\" Multiplicity=\"{most}\"/></Association>",
            self.name(),
            schema::type_name(self.from),
            schema::type_name(self.to)
        );
    }
}

/// An entity with its key, or what a function answers when that has no key.
fn push_type(out: &mut String, meta: &'static Meta) {
    let (namespace, name) = split(&schema::type_name(meta));
    let element = if meta.key.is_empty() { "ComplexType" } else { "EntityType" };
    let _ = write!(out, "<{element} Name=\"{name}\">");
    if !meta.key.is_empty() {
        let keys: String = meta.key.iter().map(|key| format!("<PropertyRef Name=\"{key}\"/>")).collect();
        let _ = write!(out, "<Key>{keys}</Key>");
    }
    for property in meta.properties {
        if matches!(property.edm, Edm::Nested(_)) {
            if !meta.key.is_empty() && navigation::endpoint(meta, property.name).is_some_and(|to| !to.key.is_empty()) {
                let _ = write!(
                    out,
                    "<NavigationProperty Name=\"{0}\" Relationship=\"{namespace}.{name}_{0}\" FromRole=\"From\" ToRole=\"To\"/>",
                    property.name
                );
            }
            continue;
        }
        let nullable = schema::is_nullable(property);
        let _ = write!(out, "<Property Name=\"{}\" Type=\"{}\" Nullable=\"{nullable}\"/>", property.name, property.edm);
    }
    let _ = write!(out, "</{element}>");
}

fn push_function(out: &mut String, meta: &Meta, set: &str) {
    let kind = escape(schema::type_name(meta)).into_owned();
    let answers = if meta.key.is_empty() {
        format!("ReturnType=\"{kind}\"")
    } else {
        format!("ReturnType=\"Collection({kind})\" EntitySet=\"{set}\"")
    };
    let method = meta.methods.iter().next().unwrap_or("GET");
    let _ = write!(out, "<FunctionImport Name=\"{}\" {answers} m:HttpMethod=\"{method}\">", own_name(meta));
    for parameter in meta.parameters.unwrap_or_default() {
        let _ = write!(out, "<Parameter Name=\"{}\" Type=\"{}\" Mode=\"In\"/>", parameter.name, parameter.edm);
    }
    out.push_str("</FunctionImport>");
}

fn namespace_of(meta: &Meta) -> String {
    split(&schema::type_name(meta)).0
}

/// The last part of an endpoint's path, which is how its set or function is called.
fn own_name(meta: &Meta) -> &'static str {
    meta.name.rsplit('/').next().unwrap_or(meta.name)
}

/// A type's namespace and its own name.
fn split(name: &str) -> (String, String) {
    let (namespace, name) = name.rsplit_once('.').unwrap_or((ROOT, name));
    (namespace.to_owned(), name.to_owned())
}
