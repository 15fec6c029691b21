//! Questions: those of the page, and the count that every question of a link adds to.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use rmcp::model::JsonObject;
use serde_json::json;
use tracing::Instrument as _;

use super::account::Visitor;
use super::bearer::Asker;
use super::form::Form;
use super::meter;
use super::page::{self, Oops};
use super::site::{Site, now};
use super::{quota, visitor};
use crate::failure::Failure;
use crate::reply::Reply;
use crate::tool::Tool;

/// The questions on the page, by their key in the form.
pub(super) const EXAMPLES: [(&str, &str, Tool); 4] = [
    ("overzicht", "Hoe gaat het met mijn bedrijf?", Tool::Overview),
    ("omzet", "Hoeveel omzet had ik vorige maand?", Tool::Revenue),
    ("debiteuren", "Wie moet nog betalen?", Tool::Receivables),
    ("btw", "Wat is mijn btw-schuld op dit moment?", Tool::Vat),
];

/// Answers one of the questions on the page.
pub(super) async fn ask(State(site): State<Arc<Site>>, headers: HeaderMap, body: Bytes) -> Result<Response, Oops> {
    let form = Form::read(&body);
    let (session, visitor) = visitor::sender(&site, &headers, &form).await?;
    let asked = EXAMPLES.iter().find(|(key, _, _)| *key == form.one("vraag")).unwrap_or(&EXAMPLES[0]);
    let mut arguments = JsonObject::new();
    if asked.2 == Tool::Revenue {
        arguments.insert("periode".to_owned(), json!("vorige maand"));
    }
    let asker = Asker { visitor: Arc::new(visitor), since: now() };
    let (answer, _) = answered(&site, &asker, asked.2, arguments).await;
    Ok(page::dashboard_with(&site, &session, &asker.visitor, Some((asked.1, answer))).await?.into_response())
}

/// Answers a question, and tells how long Exact took over it.
pub(super) async fn answered(
    site: &Site,
    asker: &Asker,
    tool: Tool,
    arguments: JsonObject,
) -> (Result<Reply, Failure>, Duration) {
    let span = tracing::info_span!("question", tool = tool.name(), outcome = tracing::field::Empty);
    let answer = Box::pin(answer(site, &asker.visitor, tool, arguments)).instrument(span.clone());
    let (outcome, exact) = meter::timed(answer).await;
    span.record("outcome", outcome.as_ref().map_or_else(|failure| failure.code, |_| "answered"));
    site.meter.add(asker.since.elapsed(), exact, outcome.is_ok());
    let told = |failure| here(failure, format!("Log opnieuw in bij Exact Online op {}", site.settings.at("/connect")));
    (outcome.map_err(told), exact)
}

/// Answers a question of a visitor, when his month has room for one more.
async fn answer(site: &Site, visitor: &Visitor, tool: Tool, arguments: JsonObject) -> Result<Reply, Failure> {
    let books = site.books(visitor).await?;
    if tool.counts() {
        quota::count(site, visitor).await?;
    }
    let patience = site.settings.limits.patience();
    tokio::time::timeout(patience, Box::pin(tool.answer(&books, arguments))).await.unwrap_or_else(|_| Err(too_slow()))
}

/// A failure with a next step that a visitor can take: he has no terminal.
pub(super) fn here(failure: Failure, next: impl Into<String>) -> Failure {
    if failure.next.contains("pmjb-mcp") { Failure { next: next.into(), ..failure } } else { failure }
}

/// Who asked stops listening after a while; that is told while somebody still hears it.
fn too_slow() -> Failure {
    Failure::new(
        "duurde_te_lang",
        "Exact Online antwoordt op dit moment langzaam; het antwoord was niet op tijd klaar.",
        "Vraag een kortere periode, of probeer het over een minuut nog eens.",
    )
}
