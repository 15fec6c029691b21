//! Tools that need something from the client before they answer, as of revision 2026-07-28: the answer names what they
//! need, and the client calls again with it.

#![expect(deprecated, reason = "older revisions have what 2026-07-28 did away with")]

use std::collections::BTreeMap;

use rmcp::ErrorData;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ClientCapabilities, ContentBlock, CreateMessageRequest,
    ElicitRequest, InputRequest, InputRequiredResult, InputResponses, ListRootsRequest,
};
use serde_json::{Value, json};

/// The states handed out. They hold nothing of the client's, so that one not to be found here is a forged one.
const FIRST: &str = "round-1:5d0c7c1e";
const SECOND: &str = "round-2:b1f6a29a";

type Asked = (String, InputRequest);

/// A question with one text or one yes or no as its answer.
pub(crate) fn form(key: &str, message: &str, field: &str) -> Result<Asked, ErrorData> {
    let kind = if field == "ok" { "boolean" } else { "string" };
    let schema = json!({ "type": "object", "properties": { field: { "type": kind } }, "required": [field] });
    let params = json!({ "mode": "form", "message": message, "requestedSchema": schema });
    Ok((key.to_owned(), InputRequest::Elicitation(ElicitRequest::new(typed(params)?))))
}

fn sampling(key: &str, text: &str) -> Result<Asked, ErrorData> {
    let message = json!({ "role": "user", "content": { "type": "text", "text": text } });
    let params = json!({ "messages": [message], "maxTokens": 100 });
    Ok((key.to_owned(), InputRequest::CreateMessage(CreateMessageRequest::new(typed(params)?))))
}

fn roots() -> Asked {
    ("client_roots".to_owned(), InputRequest::ListRoots(ListRootsRequest::default()))
}

pub(crate) fn typed<T: serde::de::DeserializeOwned>(value: Value) -> Result<T, ErrorData> {
    serde_json::from_value(value)
        .map_err(|error| ErrorData::internal_error(format!("a fixture is wrong: {error}"), None))
}

/// What the client has to send along with its next call.
pub(crate) fn required(asked: impl IntoIterator<Item = Asked>, state: Option<&str>) -> InputRequiredResult {
    InputRequiredResult::new(Some(asked.into_iter().collect::<BTreeMap<_, _>>()), state.map(str::to_owned))
}

/// A field of a form that was filled in.
pub(crate) fn text<'a>(responses: Option<&'a InputResponses>, key: &str, field: &str) -> Option<&'a str> {
    let response = responses?.get(key)?;
    if response.get("action")?.as_str()? != "accept" {
        return None;
    }
    response.get("content")?.get(field)?.as_str()
}

/// Answers a tool of this kind, or is `None` for another's name.
pub(crate) fn call(
    request: &CallToolRequestParams,
    client: &ClientCapabilities,
) -> Option<Result<CallToolResponse, ErrorData>> {
    let name = request.name.strip_prefix("test_input_required_result_")?;
    let responses = request.input_responses.as_ref();
    Some(match name {
        "elicitation" => elicitation(responses),
        "sampling" => sampled(responses),
        "list_roots" => rooted(responses),
        "request_state" | "tampered_state" => with_state(request),
        "multiple_inputs" => several(request),
        "multi_round" => rounds(request),
        "capabilities" => what_the_client_can(client),
        _ => return None,
    })
}

fn said(text: impl Into<String>) -> Result<CallToolResponse, ErrorData> {
    Ok(CallToolResult::success(vec![ContentBlock::text(text)]).into())
}

fn ask<const N: usize>(asked: [Asked; N], state: Option<&str>) -> Result<CallToolResponse, ErrorData> {
    Ok(required(asked, state).into())
}

fn elicitation(responses: Option<&InputResponses>) -> Result<CallToolResponse, ErrorData> {
    match text(responses, "user_name", "name") {
        Some(name) => said(format!("Hello, {name}!")),
        None => ask([form("user_name", "What is your name?", "name")?], None),
    }
}

fn sampled(responses: Option<&InputResponses>) -> Result<CallToolResponse, ErrorData> {
    let sampled = responses.and_then(|given| given.get("capital_question")?.get("content")?.get("text")?.as_str());
    match sampled {
        Some(text) => said(text),
        None => ask([sampling("capital_question", "What is the capital of France?")?], None),
    }
}

fn rooted(responses: Option<&InputResponses>) -> Result<CallToolResponse, ErrorData> {
    let roots_given = responses.and_then(|given| given.get("client_roots")?.get("roots")?.as_array());
    match roots_given {
        Some(given) => {
            let uris: Vec<_> = given.iter().filter_map(|root| root.get("uri")?.as_str()).collect();
            said(format!("The roots are {}.", uris.join(", ")))
        }
        None => ask([roots()], None),
    }
}

/// The round that the client says it is in.
///
/// # Errors
///
/// When this server never handed out such a state.
fn round(request: &CallToolRequestParams) -> Result<u8, ErrorData> {
    match request.request_state.as_deref() {
        None => Ok(0),
        Some(FIRST) => Ok(1),
        Some(SECOND) => Ok(2),
        Some(_) => Err(ErrorData::invalid_params("the requestState is not one of this server", None)),
    }
}

fn with_state(request: &CallToolRequestParams) -> Result<CallToolResponse, ErrorData> {
    let confirmed = request.input_responses.as_ref().is_some_and(|given| given.contains_key("confirm"));
    match (round(request)?, confirmed) {
        (1, true) => said("state-ok"),
        _ => ask([form("confirm", "Please confirm", "ok")?], Some(FIRST)),
    }
}

fn several(request: &CallToolRequestParams) -> Result<CallToolResponse, ErrorData> {
    let asked =
        [form("user_name", "What is your name?", "name")?, sampling("greeting", "Generate a greeting")?, roots()];
    let complete =
        request.input_responses.as_ref().is_some_and(|given| asked.iter().all(|(key, _)| given.contains_key(key)));
    if round(request)? == 1 && complete { said("Everything is there.") } else { ask(asked, Some(FIRST)) }
}

fn rounds(request: &CallToolRequestParams) -> Result<CallToolResponse, ErrorData> {
    let responses = request.input_responses.as_ref();
    let first = || ask([form("step1", "Step 1: What is your name?", "name")?], Some(FIRST));
    match round(request)? {
        0 => first(),
        1 if text(responses, "step1", "name").is_none() => first(),
        round => match text(responses, "step2", "color") {
            Some(color) if round == 2 => said(format!("Both rounds are done; {color} it is.")),
            _ => ask([form("step2", "Step 2: What is your favorite color?", "color")?], Some(SECOND)),
        },
    }
}

/// Asks only in ways that the client said it has.
fn what_the_client_can(client: &ClientCapabilities) -> Result<CallToolResponse, ErrorData> {
    let mut asked = Vec::new();
    if client.elicitation.is_some() {
        asked.push(form("user_name", "What is your name?", "name")?);
    }
    if client.sampling.is_some() {
        asked.push(sampling("greeting", "Generate a greeting")?);
    }
    if client.roots.is_some() {
        asked.push(roots());
    }
    if asked.is_empty() { said("This client cannot be asked anything.") } else { Ok(required(asked, None).into()) }
}
