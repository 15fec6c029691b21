//! Tools that speak with the client while they run, as revisions before 2026-07-28 have it: progress, log messages,
//! sampling and elicitation.

#![expect(deprecated, reason = "older revisions have what 2026-07-28 did away with")]

use std::time::Duration;

use rmcp::model::{
    CallToolResult, ClientResult, ContentBlock, CreateMessageRequest, ElicitRequest, JsonObject, LoggingLevel,
    LoggingMessageNotificationParam, ProgressNotificationParam, ProtocolVersion, ServerRequest,
};
use rmcp::service::{RequestContext, ServiceError};
use rmcp::{ErrorData, RoleServer};
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::input::typed;

/// So that a client sees the messages arrive one after the other.
const PAUSE: Duration = Duration::from_millis(50);

fn said(text: impl Into<String>) -> CallToolResult {
    CallToolResult::success(vec![ContentBlock::text(text)])
}

fn unanswered(error: &ServiceError) -> CallToolResult {
    CallToolResult::error(vec![ContentBlock::text(format!("the client did not answer: {error}"))])
}

pub(crate) async fn progress(context: &RequestContext<RoleServer>) -> Result<CallToolResult, ErrorData> {
    let token = context.meta.get_progress_token();
    for done in [0.0, 50.0, 100.0] {
        if let Some(token) = &token {
            let told = ProgressNotificationParam::new(token.clone(), done).with_total(100.0);
            // A client that left does not hear how far it is.
            let _ = context.peer.notify_progress(told).await;
        }
        sleep(PAUSE).await;
    }
    Ok(said("That took a while."))
}

pub(crate) async fn logging(context: &RequestContext<RoleServer>) -> Result<CallToolResult, ErrorData> {
    // From 2026-07-28 on a request says itself whether it wants log messages.
    let modern = context.protocol_version().is_some_and(|version| version >= ProtocolVersion::V_2026_07_28);
    if !modern || context.meta.log_level().is_some() {
        for message in ["Tool execution started", "Tool processing data", "Tool execution completed"] {
            let message = LoggingMessageNotificationParam::new(LoggingLevel::Info, json!(message));
            let _ = context.peer.notify_logging_message(message.with_logger("fixture")).await;
            sleep(PAUSE).await;
        }
    }
    Ok(said("Everything worth telling is told."))
}

pub(crate) async fn sampling(
    context: &RequestContext<RoleServer>,
    arguments: &JsonObject,
) -> Result<CallToolResult, ErrorData> {
    let prompt = arguments.get("prompt").and_then(Value::as_str).unwrap_or_default();
    let message = json!({ "role": "user", "content": { "type": "text", "text": prompt } });
    let request = CreateMessageRequest::new(typed(json!({ "messages": [message], "maxTokens": 100 }))?);
    Ok(match context.peer.send_request(ServerRequest::CreateMessageRequest(request)).await {
        Ok(ClientResult::CreateMessageResult(result)) => {
            let content = serde_json::to_value(result.message.content).unwrap_or_default();
            said(format!("LLM response: {}", content.get("text").and_then(Value::as_str).unwrap_or_default()))
        }
        Ok(_) => unanswered(&ServiceError::UnexpectedResponse),
        Err(error) => unanswered(&error),
    })
}

/// Asks the user to fill in a form and says what came of it.
pub(crate) async fn elicitation(
    context: &RequestContext<RoleServer>,
    message: &str,
    properties: Value,
) -> Result<CallToolResult, ErrorData> {
    let required: Vec<_> = properties.as_object().into_iter().flatten().map(|(name, _)| name).collect();
    let schema = json!({ "type": "object", "properties": &properties, "required": required });
    let params = json!({ "mode": "form", "message": message, "requestedSchema": schema });
    let request = ElicitRequest::new(typed(params)?);
    Ok(match context.peer.send_request(ServerRequest::ElicitRequest(request)).await {
        Ok(ClientResult::ElicitResult(result)) => {
            let action = json!(result.action);
            let content = result.content.unwrap_or_default();
            said(format!("Elicitation completed: action={}, content={content}", action.as_str().unwrap_or_default()))
        }
        Ok(_) => unanswered(&ServiceError::UnexpectedResponse),
        Err(error) => unanswered(&error),
    })
}

/// The fields of a form to log in with.
pub(crate) fn person() -> Value {
    json!({
        "username": { "type": "string", "description": "what others call you" },
        "email": { "type": "string", "description": "where mail reaches you" },
    })
}

/// A field of every kind, each with a default.
pub(crate) fn defaults() -> Value {
    json!({
        "name": { "type": "string", "default": "John Doe" },
        "age": { "type": "integer", "default": 30 },
        "score": { "type": "number", "default": 95.5 },
        "status": { "type": "string", "enum": ["active", "inactive", "pending"], "default": "active" },
        "verified": { "type": "boolean", "default": true },
    })
}

/// Every way to write down a choice.
pub(crate) fn choices() -> Value {
    let titled = json!([
        { "const": "value1", "title": "First Option" },
        { "const": "value2", "title": "Second Option" },
        { "const": "value3", "title": "Third Option" },
    ]);
    let plain = json!(["option1", "option2", "option3"]);
    json!({
        "untitledSingle": { "type": "string", "enum": &plain },
        "titledSingle": { "type": "string", "oneOf": &titled },
        "legacyEnum": {
            "type": "string", "enum": ["opt1", "opt2", "opt3"], "enumNames": ["Option One", "Option Two", "Option Three"],
        },
        "untitledMulti": { "type": "array", "items": { "type": "string", "enum": &plain } },
        "titledMulti": { "type": "array", "items": { "anyOf": &titled } },
    })
}
