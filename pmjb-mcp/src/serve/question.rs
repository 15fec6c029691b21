//! Questions: those of the page, and the count that every question of a link adds to.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use rmcp::model::JsonObject;
use serde_json::json;

use super::account::Visitor;
use super::form::Form;
use super::page::{self, Oops};
use super::site::Site;
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
    let answer = answered(&site, &visitor, asked.2, arguments).await;
    Ok(page::dashboard_with(&site, &session, &visitor, Some((asked.1, answer))).await?.into_response())
}

/// Answers a question of a visitor, when his month has room for one more.
pub(super) async fn answered(
    site: &Site,
    visitor: &Visitor,
    tool: Tool,
    arguments: JsonObject,
) -> Result<Reply, Failure> {
    let books = site.books(visitor).await?;
    if tool.counts() {
        quota::count(site, visitor).await?;
    }
    Box::pin(tool.answer(&books, arguments)).await
}
