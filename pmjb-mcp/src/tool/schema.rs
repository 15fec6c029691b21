//! JSON schemas of arguments and answers.

use std::sync::Arc;

use rmcp::model::JsonObject;
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

/// The schema of what a tool takes.
pub(super) fn input<A: JsonSchema>() -> Arc<JsonObject> {
    let settings = SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
    Arc::new(bare(settings.into_generator().into_root_schema_for::<A>()))
}

/// The schema of what a tool gives: the answer, or an error. Some clients check errors against it as well.
///
/// It names every field of the answer and every field that a row always has. What lies deeper is left to the answer
/// itself: a model reads these schemas before every conversation, and pays for their length.
pub(super) fn output<A: JsonSchema>() -> Arc<JsonObject> {
    let settings = SchemaSettings::draft2020_12().for_serialize().with(|settings| settings.inline_subschemas = true);
    let mut schema = bare(settings.into_generator().into_root_schema_for::<A>());
    let required = schema.remove("required").unwrap_or_else(|| json!([]));
    schema.insert("anyOf".to_owned(), json!([{ "required": required }, { "required": ["fout"] }]));
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        for (name, property) in properties.iter_mut().filter(|(name, _)| *name != "rijen") {
            shallow(name, property);
        }
        properties.insert("fout".to_owned(), json!({ "type": "object", "description": "code, melding, vervolgstap" }));
    }
    Arc::new(schema)
}

/// An object without its parts, which are named in its description instead.
fn shallow(name: &str, schema: &mut Value) {
    let items = schema.get_mut("items").map(core::mem::take);
    let inner = items.as_ref().unwrap_or(schema);
    let parts = inner.get("properties").and_then(Value::as_object);
    let names: Vec<_> = parts.map(|parts| parts.keys().cloned().collect()).unwrap_or_default();
    let Value::Object(schema) = schema else { return };
    schema.remove("properties");
    schema.remove("required");
    if items.is_some() {
        schema.insert("items".to_owned(), json!({ "type": "object" }));
    }
    if !names.is_empty() && !schema.contains_key("description") && name != "periode" {
        schema.insert("description".to_owned(), json!(names.join(", ")));
    }
}

/// Without what a model has no use for: names of Rust types, number formats, and descriptions meant for programmers.
fn bare(schema: schemars::Schema) -> JsonObject {
    let mut value = schema.to_value();
    strip(&mut value);
    match value {
        Value::Object(mut object) => {
            object.remove("$schema");
            object
        }
        _ => JsonObject::new(),
    }
}

fn strip(value: &mut Value) {
    match value {
        Value::Object(object) => {
            object.remove("title");
            object.remove("format");
            // Absent is not null.
            object.retain(|name, value| name != "default" || !value.is_null());
            // Rust docs are English sentences with a capital; what is meant for a model is Dutch and has none.
            let for_programmers = object
                .get("description")
                .and_then(Value::as_str)
                .is_some_and(|text| text.starts_with(char::is_uppercase));
            if for_programmers {
                object.remove("description");
            }
            object.values_mut().for_each(strip);
        }
        Value::Array(items) => items.iter_mut().for_each(strip),
        _ => {}
    }
}
