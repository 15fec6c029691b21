//! The paths of the sandbox.

mod admin;
mod answer;
mod api;
mod basic;
mod bookings;
mod change;
mod entries;
mod function;
mod login;
mod pages;
mod payload;
mod read;
mod token;
mod write;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post, put};
use chrono::NaiveDateTime;

use crate::calls::CallLog;
use crate::clock::Clock;
use crate::limits::{ErrorLimiter, RateLimiter};
use crate::oauth::Authority;
use crate::quirks::Quirks;
use crate::schema::Schema;
use crate::tables::Tables;
use crate::wall_clock;

/// Everything a request needs.
pub(crate) struct App {
    /// Code, number and name of every administration, the current one first.
    pub(crate) divisions: Vec<(i32, i64, String)>,
    pub(crate) tables: Tables,
    pub(crate) schema: Schema,
    pub(crate) authority: Authority,
    pub(crate) rates: RateLimiter,
    pub(crate) errors: ErrorLimiter,
    pub(crate) calls: CallLog,
    pub(crate) clock: Clock,
    pub(crate) quirks: Quirks,
    /// Addresses a login may return to, besides any on loopback.
    pub(crate) redirect_uris: Vec<String>,
}

impl App {
    /// What a clock on a Dutch wall shows: the time Exact writes in its answers.
    pub(crate) fn wall_time(&self) -> NaiveDateTime {
        wall_clock::dutch(self.clock.now_ms()).0
    }
}

/// The whole service.
pub(crate) fn router(app: Arc<App>) -> Router {
    Router::new()
        .route("/api/oauth2/auth", get(login::authorize))
        .route("/api/oauth2/login", post(login::log_in))
        .route("/api/oauth2/consent", post(login::consent))
        .route("/api/oauth2/token", post(token::token))
        .route("/_sandbox/calls", get(admin::calls).delete(admin::forget_calls))
        .route("/_sandbox/entries", post(entries::post))
        .route("/_sandbox/entries/{id}", put(entries::change).delete(entries::delete))
        .route("/_sandbox/clock", get(admin::clock).post(admin::move_clock))
        .fallback(api::api)
        .with_state(app)
}
