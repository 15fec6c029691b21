//! The catalogue files: facts about endpoints, one file per service.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;
use serde_json::Value;

use crate::naming;

/// An endpoint as the catalogue has it.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Endpoint {
    pub(crate) id: String,
    pub(crate) service: String,
    pub(crate) name: String,
    pub(crate) uri: String,
    pub(crate) family: String,
    #[serde(default)]
    pub(crate) beta: bool,
    #[serde(default)]
    pub(crate) function: bool,
    #[serde(default)]
    pub(crate) division_scoped: bool,
    pub(crate) status: String,
    #[serde(default)]
    pub(crate) deprecated: bool,
    pub(crate) query_parameters: Option<Vec<Parameter>>,
    #[serde(default)]
    pub(crate) methods: Vec<String>,
    #[serde(default)]
    pub(crate) scopes: Vec<String>,
    #[serde(default)]
    pub(crate) webhook_topics: Vec<String>,
    #[serde(default)]
    pub(crate) key: Vec<String>,
    pub(crate) select: Option<String>,
    pub(crate) page_size: Option<u16>,
    pub(crate) entity_type: Option<String>,
    pub(crate) properties: Vec<Property>,
}

/// A query parameter of a function endpoint.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    #[serde(rename = "type", default)]
    pub(crate) edm: Option<String>,
    #[serde(default)]
    pub(crate) required: bool,
}

/// A property of an endpoint.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Property {
    pub(crate) name: String,
    #[serde(rename = "type")]
    pub(crate) edm: Option<String>,
    /// The target of a navigation; `true` where the type already names it.
    pub(crate) navigation: Option<Value>,
    #[serde(default)]
    pub(crate) key: bool,
    pub(crate) nullable: Option<bool>,
    #[serde(default)]
    pub(crate) mandatory: bool,
    #[serde(default)]
    pub(crate) filterable: bool,
    #[serde(default)]
    pub(crate) webhook_trigger: bool,
    #[serde(default)]
    pub(crate) hidden: bool,
    #[serde(default)]
    pub(crate) obsolete: bool,
    #[serde(default)]
    pub(crate) type_inferred: bool,
    #[serde(default)]
    pub(crate) methods: Vec<String>,
    #[serde(default)]
    pub(crate) values: Vec<(String, String)>,
}

impl Property {
    /// The navigation's target as the catalogue names it.
    pub(crate) fn target(&self) -> Option<&str> {
        self.navigation.as_ref().and_then(Value::as_str)
    }
}

/// A structure within rows.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct NestedType {
    pub(crate) used_by: String,
    pub(crate) properties: Vec<Property>,
}

/// Reads the structures within rows, by name.
pub(crate) fn nested_types(folder: &Path) -> Result<BTreeMap<String, NestedType>> {
    let path = folder.join("nested_types.json");
    let text = fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("in {}", path.display()))
}

/// Splits a whole catalogue into one file per service.
pub(crate) fn import(file: &Path, folder: &Path) -> Result<()> {
    let text = fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    let whole: Value = serde_json::from_str(&text)?;
    let entities = whole.get("entities").and_then(Value::as_array).context("the catalogue has no entities")?;
    let mut services: BTreeMap<String, Vec<&Value>> = BTreeMap::new();
    for entity in entities {
        let service = entity.get("service").and_then(Value::as_str).context("an entity without service")?;
        services.entry(naming::snake(service)).or_default().push(entity);
    }
    fs::create_dir_all(folder)?;
    for (service, entities) in &services {
        let mut text = String::from("[\n");
        for (index, entity) in entities.iter().enumerate() {
            // One entity a line keeps the files small and their diffs readable.
            text.push_str(&serde_json::to_string(entity)?);
            text.push_str(if index + 1 < entities.len() { ",\n" } else { "\n" });
        }
        text.push_str("]\n");
        fs::write(folder.join(format!("{service}.json")), text)?;
    }
    if let Some(nested) = whole.get("nested_types") {
        fs::write(folder.join("nested_types.json"), serde_json::to_string_pretty(nested)? + "\n")?;
    }
    Ok(())
}

/// Reads every service's file, in order of service.
pub(crate) fn read(folder: &Path) -> Result<BTreeMap<String, Vec<Endpoint>>> {
    let mut services = BTreeMap::new();
    for entry in fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))? {
        let path = entry?.path();
        let Some(name) = path.file_stem().and_then(|stem| stem.to_str()) else { continue };
        if name == "nested_types" {
            continue;
        }
        let text = fs::read_to_string(&path)?;
        let endpoints: Vec<Endpoint> = serde_json::from_str(&text).with_context(|| format!("in {}", path.display()))?;
        services.insert(name.to_owned(), endpoints);
    }
    if services.is_empty() {
        bail!("there are no catalogue files in {}", folder.display());
    }
    Ok(services)
}
