//! The catalogue as data: every endpoint Exact Online has, at run time.
//!
//! ```
//! use exact_model::catalogue;
//!
//! let lines = catalogue::find("bulk/Financial/TransactionLines").unwrap();
//! assert_eq!(lines.rows_per_page(), 1000);
//! assert_eq!(catalogue::endpoints().count(), 468);
//! ```
//!
//! [`Meta`] and [`Property`] serialise to the shape of the catalogue's own files, so that other tools can read them:
//!
//! ```
//! let journals = exact_model::catalogue::find("financial/Journals").unwrap();
//! let json = serde_json::to_value(journals)?;
//! assert_eq!(json["key"][0], "ID");
//! # Ok::<(), serde_json::Error>(())
//! ```

use serde::ser::{Serialize, SerializeMap as _, Serializer};

use crate::generated::catalogue::{NESTED_TYPES, SERVICES};
use crate::meta::{Meta, Methods, Navigation, NestedType, Parameter, Property, Select};

/// Every endpoint, service by service.
pub fn endpoints() -> impl Iterator<Item = &'static Meta> {
    SERVICES.iter().copied().flatten().copied()
}

/// The endpoint of that id (the path after the division), in Exact's own casing.
#[must_use]
pub fn find(id: &str) -> Option<&'static Meta> {
    endpoints().find(|meta| meta.id == id)
}

/// Structures within rows that no endpoint lists by itself.
#[must_use]
pub fn nested_types() -> &'static [NestedType] {
    NESTED_TYPES
}

/// Endpoints by the end of their path, whatever its casing: `transactionlines` gives the single, the bulk and the sync
/// endpoint.
pub fn search(name: &str) -> impl Iterator<Item = &'static Meta> {
    let name = name.trim_matches('/').to_ascii_lowercase();
    endpoints().filter(move |meta| {
        let id = meta.id.to_ascii_lowercase();
        id.strip_suffix(&name).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
    })
}

/// In the shape of the catalogue's files: what is false, empty or unknown is left out.
impl Serialize for Meta {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", self.id)?;
        map.serialize_entry("service", self.service)?;
        map.serialize_entry("name", self.name)?;
        map.serialize_entry("uri", &format_args!("/api/v1/{}", self.path))?;
        map.serialize_entry("family", &format_args!("{}", self.family))?;
        map.serialize_entry("status", &format_args!("{}", self.status))?;
        for (name, flag) in [
            ("function", self.function),
            ("division_scoped", self.division_scoped),
            ("beta", self.beta),
            ("deprecated", self.deprecated),
        ] {
            if flag {
                map.serialize_entry(name, &true)?;
            }
        }
        if let Some(parameters) = self.parameters {
            map.serialize_entry("query_parameters", parameters)?;
        }
        map.serialize_entry("methods", &self.methods)?;
        if !self.scopes.is_empty() {
            map.serialize_entry("scopes", self.scopes)?;
        }
        if !self.webhook_topics.is_empty() {
            map.serialize_entry("webhook_topics", self.webhook_topics)?;
        }
        map.serialize_entry("key", self.key)?;
        match self.select {
            Select::Optional => {}
            Select::Required => map.serialize_entry("select", "required")?,
            Select::NoStar => map.serialize_entry("select", "no_star")?,
        }
        if let Some(size) = self.page_size {
            map.serialize_entry("page_size", &size)?;
        }
        if let Some(name) = self.entity_type {
            map.serialize_entry("entity_type", name)?;
        }
        map.serialize_entry("properties", self.properties)?;
        map.end()
    }
}

impl Serialize for Parameter {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("name", self.name)?;
        map.serialize_entry("type", &format_args!("{}", self.edm))?;
        map.serialize_entry("required", &self.required)?;
        map.end()
    }
}

impl Serialize for NestedType {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("used_by", self.used_by)?;
        map.serialize_entry("properties", self.properties)?;
        map.end()
    }
}

impl Serialize for Methods {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl Serialize for Property {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("name", self.name)?;
        map.serialize_entry("type", &format_args!("{}", self.edm))?;
        match self.navigation {
            None => {}
            Some(Navigation::To(target)) => map.serialize_entry("navigation", target)?,
            Some(Navigation::Inline) => map.serialize_entry("navigation", &true)?,
        }
        if let Some(nullable) = self.nullable() {
            map.serialize_entry("nullable", &nullable)?;
        }
        for (name, flag) in [
            ("key", self.is_key()),
            ("mandatory", self.is_mandatory()),
            ("filterable", self.is_filterable()),
            ("webhook_trigger", self.is_webhook_trigger()),
            ("hidden", self.is_hidden()),
            ("obsolete", self.is_obsolete()),
            ("type_inferred", self.is_type_inferred()),
        ] {
            if flag {
                map.serialize_entry(name, &true)?;
            }
        }
        if let Some(methods) = self.methods() {
            map.serialize_entry("methods", &methods)?;
        }
        if !self.values.is_empty() {
            map.serialize_entry("values", self.values)?;
        }
        map.end()
    }
}
