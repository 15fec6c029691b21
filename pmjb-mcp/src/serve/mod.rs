//! `serve`: the connect page, the links of its visitors, and MCP for assistants that are not on this machine.
//!
//! A visitor is who he is at Exact Online: logging in there is logging in here, and there is no password of ours. What is
//! kept is the link itself (tokens encrypted under a key that is not in the database), which administrations it may read,
//! who may ask along, sessions, plans, counters, and what assistants were allowed. Nothing from the books.

mod account;
mod action;
mod assistant;
mod bearer;
mod body;
mod connection;
mod consent;
mod database;
mod form;
mod grants;
mod headers;
mod health;
mod hosting;
mod journal;
mod key;
mod language;
mod limit;
mod link;
mod login;
mod mcp;
mod membership;
mod meter;
mod origin;
mod page;
mod plan;
mod question;
mod quota;
mod records;
mod session;
mod settings;
mod shelf;
mod site;
mod visitor;

use std::sync::Arc;

use axum::routing::{get, post};
use axum::{Router, middleware};
use chrono::NaiveDate;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::failure::Failure;
pub(crate) use hosting::Hosting;
pub(crate) use key::Keys;
pub(crate) use settings::Settings;
pub(crate) use site::Site;

/// Serves until `stop` is cancelled.
pub(crate) async fn serve(site: Arc<Site>, listener: TcpListener, stop: CancellationToken) -> Result<(), Failure> {
    let router = router(&site, &stop)?;
    let sweeper = tokio::spawn(Arc::clone(&site).sweep(stop.clone()));
    connection::serve(listener, router, &stop).await;
    // It ends with the stop.
    let _ = sweeper.await;
    Ok(())
}

/// The month that questions are counted in: `2026-11`.
fn month(day: NaiveDate) -> String {
    day.format("%Y-%m").to_string()
}

/// Everything that is served.
pub(crate) fn router(site: &Arc<Site>, stop: &CancellationToken) -> Result<Router, Failure> {
    let pages = Router::new()
        .route("/", get(page::home))
        .route("/connect", get(page::connect))
        .route("/connect/start", get(login::start))
        .route(settings::RETURN_PATH, get(login::come_back))
        .route("/connect/kies", post(login::choose))
        .route("/dashboard", get(page::dashboard))
        .route("/dashboard/vraag", post(question::ask))
        .route("/dashboard/administraties", post(visitor::choose))
        .route("/dashboard/gegevens", get(visitor::data))
        .route("/dashboard/verwijder", post(visitor::delete))
        .route("/dashboard/afmelden", post(visitor::leave))
        .route("/dashboard/uitnodigen", post(membership::invite))
        .route("/dashboard/uitnodigingen/intrekken", post(membership::withdraw))
        .route("/dashboard/leden/verwijder", post(membership::remove))
        .route("/dashboard/verlaat", post(membership::leave))
        .route("/uitnodiging", get(membership::invited).post(membership::accept))
        .route("/consent", post(consent::decide))
        .route("/privacy", get(page::privacy))
        .route("/taal", get(language::choose))
        .route("/site.css", get(page::style))
        .route("/site.js", get(page::script))
        .route("/health", get(health::alive))
        .route("/ready", get(health::ready))
        .route("/metrics", get(health::metrics))
        .route("/openapi.json", get(action::document))
        .layer(middleware::from_fn(origin::of_this_site))
        .with_state(Arc::clone(site));
    let guarded = mcp::router(site, stop);
    let action = action::router(site);
    let oauth = grants::router(site)?;
    let all = pages.merge(guarded).merge(action).merge(oauth).layer(middleware::from_fn(body::whole));
    let all = all.layer(middleware::from_fn(journal::written));
    let limited = all.layer(middleware::from_fn_with_state(Arc::clone(site), limit::by_address));
    Ok(headers::with(limited.layer(middleware::from_fn(language::translated)), site))
}
