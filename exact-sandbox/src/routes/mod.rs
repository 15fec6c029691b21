//! The paths of the sandbox.

mod address;
mod admin;
mod answer;
mod api;
mod attachment;
mod basic;
mod booking_lines;
mod bookings;
mod change;
mod entries;
mod faulty;
mod function;
mod list_rule;
mod login;
mod pages;
mod payload;
mod permission;
mod read;
mod restriction;
mod subscriptions;
mod token;
mod write;

use std::sync::Arc;

use axum::Router;
use axum::routing::{any, get, post, put};
use chrono::NaiveDateTime;

use crate::calls::CallLog;
use crate::clock::Clock;
use crate::faults::Faults;
use crate::limits::{ErrorLimiter, RateLimiter};
use crate::moves::Moves;
use crate::oauth::Authority;
use crate::quirks::Quirks;
use crate::schema::Schema;
use crate::tables::Tables;
use crate::users::{Coverage, User};
use crate::wall_clock;
use crate::webhooks::Webhooks;

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
    /// `http` or `https`, for links that lead back.
    pub(crate) scheme: &'static str,
    pub(crate) faults: Faults,
    /// Who can log in; the first is who a script is.
    pub(crate) users: Vec<User>,
    /// Whether any name logs in, as the first user.
    pub(crate) any_name: bool,
    pub(crate) coverage: Coverage,
    pub(crate) webhooks: Webhooks,
    pub(crate) moves: Moves,
    /// Addresses a login may return to, besides any on loopback.
    pub(crate) redirect_uris: Vec<String>,
}

impl App {
    /// What a clock on a Dutch wall shows: the time Exact writes in its answers.
    pub(crate) fn wall_time(&self) -> NaiveDateTime {
        wall_clock::dutch(self.clock.now_ms()).0
    }

    /// The division a user opened last: the first they may open, whether or not the app may.
    pub(crate) fn current_division(&self, user: usize) -> i32 {
        let may_open = |code: &i32| self.users.get(user).is_some_and(|user| user.may_open(*code));
        self.divisions.iter().map(|(code, _, _)| *code).find(may_open).unwrap_or_default()
    }

    /// Whether a login may return to the address: a registered one, to the letter, or unless that is switched off any on
    /// this machine.
    pub(crate) fn may_return_to(&self, uri: &str) -> bool {
        let allowed_here = !self.quirks.no_loopback_redirect && address::on_loopback(uri);
        allowed_here || self.redirect_uris.iter().any(|known| known == uri)
    }

    /// Whether webhooks may go to the address: it is on the host of one a login may return to.
    pub(crate) fn may_call_back(&self, uri: &str) -> bool {
        let host = address::host(uri);
        let registered = self.redirect_uris.iter().any(|known| host.is_some() && address::host(known) == host);
        let allowed_here = !self.quirks.no_loopback_redirect && address::on_loopback(uri);
        self.quirks.any_callback_host || allowed_here || registered
    }

    /// Takes the app's access away: of one user, by place in the list, or of all.
    pub(crate) fn revoke(&self, user: Option<usize>) {
        self.authority.revoke(user);
        self.webhooks.forget(user);
    }

    /// Moves a division to another database; `false` when there is no such division.
    pub(crate) fn move_division(&self, division: i32) -> bool {
        let known = self.divisions.iter().any(|(code, _, _)| *code == division);
        if known {
            self.moves.record(division, wall_clock::dutch(self.clock.now_ms()).0);
        }
        known
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
        .route("/_sandbox/faults", get(admin::faults).post(admin::add_fault).delete(admin::clear_faults))
        .route("/_sandbox/revoke", post(admin::revoke))
        .route("/_sandbox/moves", post(admin::move_division))
        .route("/_sandbox/changes", post(admin::change))
        .route("/api/v1/{division}/webhooks/{entity}", any(subscriptions::subscriptions))
        .route("/docs/SysAttachment.aspx", get(attachment::download))
        .route("/_sandbox/clock", get(admin::clock).post(admin::move_clock))
        .fallback(api::api)
        .layer(axum::middleware::from_fn_with_state(Arc::clone(&app), faulty::pass))
        .with_state(app)
}
