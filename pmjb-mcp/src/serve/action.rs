//! The same tools for a Custom GPT: one operation each, described by OpenAPI 3.1.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Extension, Path, State};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use axum::{Json, Router, middleware};
use serde_json::{Map, Value, json};

use super::bearer::{self, Asker};
use super::grants::SCOPE;
use super::question;
use super::site::Site;
use crate::failure::Failure;
use crate::tool::Tool;

/// The longest answer a Custom GPT takes, with room for what stands around it.
const LONGEST: usize = 90_000;

/// Where who asks reads which part of the time was Exact's.
const SERVER_TIMING: HeaderName = HeaderName::from_static("server-timing");

/// The longest description of an operation.
const DESCRIPTION: usize = 300;

pub(super) fn router(site: &Arc<Site>) -> Router {
    Router::new()
        .route("/api/{tool}", post(answer))
        .layer(middleware::from_fn_with_state(Arc::clone(site), bearer::guard))
        .with_state(Arc::clone(site))
}

async fn answer(
    State(site): State<Arc<Site>>,
    Extension(asker): Extension<Asker>,
    Path(tool): Path<String>,
    body: Bytes,
) -> Response {
    let Some(tool) = Tool::named(&tool) else { return StatusCode::NOT_FOUND.into_response() };
    let arguments = if body.is_empty() { Ok(Map::new()) } else { serde_json::from_slice(&body) };
    let Ok(arguments) = arguments else {
        let failure = Failure::new("geen_json", "De vraag is geen JSON-object.", "Stuur een JSON-object.");
        return (StatusCode::BAD_REQUEST, Json(failure.structured())).into_response();
    };
    if let Err(failure) = fits(tool, &arguments) {
        return (StatusCode::BAD_REQUEST, Json(failure.structured())).into_response();
    }
    let (answer, exact) = question::answered(&site, &asker, tool, arguments).await;
    let timing = format!("exact;dur={}.{:03}", exact.as_millis(), exact.subsec_micros() % 1_000);
    let mut response = match answer {
        Ok(reply) => Json(short_enough(reply.structured)).into_response(),
        Err(failure) => {
            // That there are no books in a year is an answer; a question that means nothing is not.
            let status = match failure.code {
                "argument_onbekend" | "argument_onjuist" => StatusCode::BAD_REQUEST,
                "geen_toegang" => StatusCode::FORBIDDEN,
                "vragen_op" => StatusCode::TOO_MANY_REQUESTS,
                _ if failure.wait_seconds.is_some() => StatusCode::TOO_MANY_REQUESTS,
                _ => StatusCode::OK,
            };
            (status, Json(failure.structured())).into_response()
        }
    };
    if let Ok(timing) = HeaderValue::from_str(&timing) {
        response.headers_mut().insert(SERVER_TIMING, timing);
    }
    response
}

/// Whether arguments are what the document says. A model may be sloppy, a program that reads the document is told.
fn fits(tool: Tool, arguments: &Map<String, Value>) -> Result<(), Failure> {
    let schema = tool.definition().input_schema;
    let properties = schema.get("properties").and_then(Value::as_object);
    for (name, value) in arguments {
        let Some(property) = properties.and_then(|properties| properties.get(name)) else { continue };
        let number = value.as_f64().filter(|number| number.fract() == 0.0);
        let bound = |name: &str| property.get(name).and_then(Value::as_f64);
        let is_right = match property.get("type").and_then(Value::as_str) {
            Some("integer") => number.is_some_and(|number| {
                bound("minimum").is_none_or(|least| number >= least)
                    && bound("maximum").is_none_or(|most| number <= most)
            }),
            Some("boolean") => value.is_boolean(),
            _ => {
                let choices = property.get("enum").and_then(Value::as_array);
                value.is_string() && choices.is_none_or(|choices| choices.contains(value))
            }
        };
        if !is_right {
            return Err(Failure::new(
                "argument_onjuist",
                format!("{name} is hier niet wat de beschrijving vraagt."),
                "Zie /openapi.json voor de soort en de mogelijke waarden.",
            ));
        }
    }
    Ok(())
}

/// An answer that is too long for a Custom GPT keeps its sentence and totals, and as many rows as fit; how many there are is
/// told.
fn short_enough(mut answer: Value) -> Value {
    if answer.to_string().len() <= LONGEST {
        return answer;
    }
    let Some(data) = answer.as_object_mut() else { return answer };
    let all = data.get("rijen").and_then(Value::as_array).cloned().unwrap_or_default();
    data.retain(|name, value| name == "rijen" || !value.is_array());
    let mut shown = all.len();
    while shown > 0
        && serde_json::to_string(&all.iter().take(shown).collect::<Vec<_>>()).map_or(0, |text| text.len()) > LONGEST / 2
    {
        shown /= 2;
    }
    data.insert("rijen".to_owned(), all.iter().take(shown).cloned().collect());
    data.insert("rijen_getoond".to_owned(), json!(shown));
    data.insert("rijen_in_totaal".to_owned(), json!(all.len()));
    answer
}

/// The description for a Custom GPT.
pub(super) async fn document(State(site): State<Arc<Site>>) -> Json<Value> {
    Json(openapi(&site.settings.at("")))
}

fn openapi(origin: &str) -> Value {
    let mut paths = Map::new();
    for tool in Tool::ALL {
        let definition = tool.definition();
        let description: String =
            definition.description.as_deref().unwrap_or_default().chars().take(DESCRIPTION).collect();
        let output = definition.output_schema.as_deref().cloned().map_or(json!({ "type": "object" }), Value::Object);
        let operation = json!({
            "post": {
                "operationId": tool.name(),
                "tags": ["boekhouding"],
                "summary": definition.title,
                "description": description,
                "x-openai-isConsequential": false,
                "security": [{ "oauth": [SCOPE] }],
                "requestBody": {
                    "required": false,
                    "content": { "application/json": { "schema": Value::Object((*definition.input_schema).clone()) } },
                },
                "responses": {
                    "200": {
                        "description": "Het antwoord, of een fout met een vervolgstap.",
                        "content": { "application/json": { "schema": output } },
                    },
                    "400": { "description": "De vraag is geen JSON-object." },
                    "401": { "description": "Er is geen geldige toegang." },
                    "403": { "description": "Er is geen administratie meer die gelezen mag worden." },
                    "429": { "description": "Even wachten; zie fout.wacht_seconden." },
                },
            }
        });
        paths.insert(format!("/api/{}", tool.name()), operation);
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Praat met je Boekhouding",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Vragen over een boekhouding in Exact Online, alleen lezen.",
            "contact": { "name": "De beheerder van deze site", "url": origin },
            "license": { "name": "MIT of Apache 2.0", "identifier": "MIT OR Apache-2.0" },
            "termsOfService": format!("{origin}/privacy"),
        },
        "servers": [{ "url": origin }],
        "tags": [{ "name": "boekhouding", "description": "Vragen over de boekhouding." }],
        "paths": paths,
        "components": {
            "schemas": {},
            "securitySchemes": {
                "oauth": {
                    "type": "oauth2",
                    "flows": {
                        "authorizationCode": {
                            "authorizationUrl": format!("{origin}/authorize"),
                            "tokenUrl": format!("{origin}/token"),
                            "scopes": { SCOPE: "Je boekhouding lezen" },
                        }
                    }
                }
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_stays_within_what_a_custom_gpt_takes() {
        let document = openapi("https://voorbeeld.nl");
        let paths = document["paths"].as_object().unwrap();
        assert!(paths.len() <= 20 && document.to_string().len() < 100_000);
        for (path, operation) in paths {
            let operation = &operation["post"];
            assert!(operation["description"].as_str().unwrap().chars().count() <= 300, "{path}");
            let properties = operation["requestBody"]["content"]["application/json"]["schema"]["properties"].clone();
            for (name, property) in properties.as_object().unwrap() {
                let description = property["description"].as_str().unwrap_or_default();
                assert!(description.chars().count() <= 700, "{path} {name}");
            }
        }
    }

    #[test]
    fn an_answer_that_is_too_long_keeps_its_totals_and_says_what_it_leaves_out() {
        let rows: Vec<Value> = (0..5_000).map(|n| json!({ "naam": format!("klant {n}"), "bedrag": "1.00" })).collect();
        let long = json!({ "antwoord": "Veel.", "totaal": "5000.00", "rijen": rows, "per_rekening": [1, 2] });
        let short = short_enough(long);
        assert!(short.to_string().len() < LONGEST);
        assert_eq!((&short["totaal"], &short["rijen_in_totaal"]), (&json!("5000.00"), &json!(5_000)));
        assert_eq!(short["rijen_getoond"], short["rijen"].as_array().unwrap().len());
    }
}
