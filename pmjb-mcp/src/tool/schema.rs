//! JSON schemas of arguments and answers. A model reads them before every conversation and pays for their length.

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use rmcp::model::JsonObject;
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

/// The schema of what a tool takes, made once: every question is held against it.
pub(super) fn input<A: JsonSchema + 'static>() -> Arc<JsonObject> {
    static MADE: LazyLock<Mutex<HashMap<TypeId, Arc<JsonObject>>>> = LazyLock::new(Mutex::default);
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    Arc::clone(made.entry(TypeId::of::<A>()).or_insert_with(|| {
        let settings = SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
        Arc::new(bare(settings.into_generator().into_root_schema_for::<A>()))
    }))
}

/// The schema of a figure: what every one has, and what this tool adds to it. An error is an answer too, with `fout`:
/// some clients check errors against the schema as well.
pub(super) fn figure(more: &[(&str, Value)]) -> Arc<JsonObject> {
    let (text, object) = (json!({ "type": "string" }), json!({ "type": "object" }));
    let list = json!({ "type": "array", "items": object });
    let always = [
        ("administratie", object.clone()),
        ("totaal", text.clone()),
        ("valuta", text.clone()),
        ("periode", object),
        ("grondslag", text),
        ("regels", json!({ "type": "integer" })),
        ("controles", list),
        ("kenmerk", json!({ "type": "string" })),
        ("melding", json!({ "type": "string" })),
    ];
    answer(always.into_iter().chain(more.iter().cloned()))
}

/// The schema of any answer, with what this one has besides.
pub(super) fn answer<'a>(more: impl IntoIterator<Item = (&'a str, Value)>) -> Arc<JsonObject> {
    let object = json!({ "type": "object" });
    let mut properties = JsonObject::new();
    let always = [
        ("antwoord", json!({ "type": "string" })),
        ("rijen", json!({ "type": "array", "items": object })),
        ("volledig", json!({ "type": "boolean" })),
        ("aanroepen", json!({ "type": "integer" })),
        ("fout", object),
    ];
    properties.extend(always.into_iter().chain(more).map(|(name, schema)| (name.to_owned(), schema)));
    let schema = json!({ "type": "object", "properties": properties, "required": ["antwoord"] });
    Arc::new(schema.as_object().cloned().unwrap_or_default())
}

/// The schema of what clients of `search` and `fetch` expect, or an error.
pub(super) fn shape<const N: usize>(properties: [(&str, &str); N]) -> Arc<JsonObject> {
    let typed = |(name, kind): (&str, &str)| {
        let items = json!({ "type": kind, "items": { "type": "object" } });
        (name.to_owned(), if kind == "array" { items } else { json!({ "type": kind }) })
    };
    let mut properties: JsonObject = properties.into_iter().map(typed).collect();
    let required: Vec<String> = properties.keys().cloned().collect();
    properties.insert("fout".to_owned(), json!({ "type": "object" }));
    let failed = json!({ "required": ["fout"] });
    let schema = json!({ "type": "object", "properties": properties, "anyOf": [{ "required": required }, failed] });
    Arc::new(schema.as_object().cloned().unwrap_or_default())
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
