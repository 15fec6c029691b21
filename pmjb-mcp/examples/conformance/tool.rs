//! The tools as a client sees them.

use std::sync::Arc;

use rmcp::model::{JsonObject, Tool};
use serde_json::{Value, json};

/// Tools without arguments and what each is for.
const PLAIN: [(&str, &str); 24] = [
    ("test_simple_text", "answers with a text"),
    ("test_image_content", "answers with a picture"),
    ("test_audio_content", "answers with a sound"),
    ("test_embedded_resource", "answers with a file"),
    ("test_multiple_content_types", "answers with a text, a picture and a file"),
    ("test_error_handling", "always fails"),
    ("test_tool_with_progress", "says how far it is"),
    ("test_tool_with_logging", "logs what it does"),
    ("test_logging_tool", "logs what it does, when the request wants it"),
    ("test_elicitation_sep1034_defaults", "has the user fill in a form with defaults"),
    ("test_elicitation_sep1330_enums", "has the user choose"),
    ("test_reconnection", "answers on a stream that can be taken up again"),
    ("test_missing_capability", "answers only clients that can sample"),
    ("test_streaming_elicitation", "answers on a stream without asking on it"),
    ("test_trigger_tool_change", "says that the list of tools changed"),
    ("test_trigger_prompt_change", "says that the list of prompts changed"),
    ("test_input_required_result_elicitation", "asks for a name"),
    ("test_input_required_result_sampling", "asks for a capital"),
    ("test_input_required_result_list_roots", "asks for the roots"),
    ("test_input_required_result_request_state", "asks to confirm, with a state"),
    ("test_input_required_result_tampered_state", "asks to confirm, with a state that cannot be forged"),
    ("test_input_required_result_multiple_inputs", "asks three things at once"),
    ("test_input_required_result_multi_round", "asks twice"),
    ("test_input_required_result_capabilities", "asks only what the client can answer"),
];

pub(crate) fn definitions() -> Vec<Tool> {
    let plain = PLAIN.iter().map(|&(name, description)| tool(name, description, object(json!({ "type": "object" }))));
    let with_arguments = [
        tool("test_sampling", "has the client's model write something", text_argument("prompt")),
        tool("test_elicitation", "asks the user who they are", text_argument("message")),
        tool("test_x_mcp_header", "takes an argument that is in a header as well", mirrored()),
        tool("json_schema_2020_12_tool", "has a schema with all of JSON Schema 2020-12", vocabulary()),
    ];
    plain.chain(with_arguments).collect()
}

fn tool(name: &'static str, description: &'static str, schema: JsonObject) -> Tool {
    Tool::new(name, description, Arc::new(schema))
}

fn object(schema: Value) -> JsonObject {
    match schema {
        Value::Object(object) => object,
        _ => JsonObject::new(),
    }
}

fn text_argument(name: &str) -> JsonObject {
    let properties = json!({ name: { "type": "string", "description": "a text" } });
    object(json!({ "type": "object", "properties": properties, "required": [name] }))
}

fn mirrored() -> JsonObject {
    let region = json!({ "type": "string", "description": "a region", "x-mcp-header": "Region" });
    object(json!({ "type": "object", "properties": { "region": region }, "required": ["region"] }))
}

/// Every kind of keyword that a schema may have, so that a list that drops one is found out.
fn vocabulary() -> JsonObject {
    let text = json!({ "type": "string" });
    let address = json!({
        "$anchor": "addressDef", "type": "object", "properties": { "street": &text, "city": &text },
    });
    object(json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "$defs": { "address": address },
        "properties": {
            "name": &text,
            "address": { "$ref": "#/$defs/address" },
            "contactMethod": { "type": "string", "enum": ["phone", "email"] },
            "phone": &text,
            "email": &text,
        },
        "allOf": [{ "anyOf": [{ "required": ["phone"] }, { "required": ["email"] }] }],
        "if": { "properties": { "contactMethod": { "const": "phone" } }, "required": ["contactMethod"] },
        "then": { "required": ["phone"] },
        "else": { "required": ["email"] },
        "additionalProperties": false,
    }))
}
