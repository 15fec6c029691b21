use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::{Days, NaiveDate};
use exact_client::{AppCredentials, Exact, Host, MemoryTokenStore, SqliteTokenStore, TokenStore};
use tokio_util::sync::CancellationToken;

use rmcp::model::JsonObject;

use super::bearer::Asker;
use super::database::Database;
use super::grants::Grants;
use super::limit::Limits;
use super::link::Link;
use super::login::Login;
use super::meter::{Listener, Meter};
use super::records::Records;
use super::settings::{RETURN_PATH, Settings};
use super::shelf::Shelf;
use crate::books::Books;
use crate::failure::Failure;
use crate::reply::Reply;
use crate::today::Today;
use crate::tool::Tool;

/// A login that takes longer was given up.
const LOGIN_TIME: Duration = Duration::from_secs(15 * 60);

/// Logins at once; whoever starts more is no visitor.
const MOST_LOGINS: usize = 10_000;

/// Days after its last one that a link is kept, so that renewing it finds the choices back.
const REMEMBERED_DAYS: u64 = 60;

/// How often what is over is forgotten.
const SWEEP: Duration = Duration::from_secs(600);

/// Everything that answers requests.
pub(crate) struct Site {
    pub(super) settings: Settings,
    pub(super) database: Database,
    pub(super) grants: Grants,
    pub(super) limits: Limits,
    pub(super) meter: Meter,
    clock: Today,
    logins: Mutex<HashMap<String, Login>>,
    shelf: Shelf,
}

impl Site {
    pub(crate) fn open(settings: Settings, clock: Today) -> Result<Self, Failure> {
        let database = Database::open(&settings.data.join("pmjb.db"))?;
        let grants = Grants::new(&settings, Records::new(database.shared(), settings.key.records()));
        // Visitors come over TLS, which is the work of a proxy.
        let limits = Limits::new(&settings.limits, settings.is_secure());
        Ok(Self {
            settings,
            database,
            grants,
            limits,
            meter: Meter::default(),
            clock,
            logins: Mutex::default(),
            shelf: Shelf::default(),
        })
    }

    /// The address visitors see.
    pub(crate) fn address(&self) -> String {
        self.settings.at("")
    }

    pub(super) fn today(&self) -> NaiveDate {
        self.clock.day()
    }

    /// The month that questions are counted in: `2026-11`.
    pub(super) fn month(&self) -> String {
        self.today().format("%Y-%m").to_string()
    }

    /// A client of Exact for one login or link.
    pub(super) fn exact(&self, store: impl TokenStore + 'static) -> Result<Exact, Failure> {
        let told = |error: exact_client::Error| Failure::from(&error);
        let settings = &self.settings;
        let credentials =
            AppCredentials::new(&settings.client_id, settings.client_secret.clone(), settings.at(RETURN_PATH));
        let host = Host::at(&settings.exact).map_err(told)?;
        Exact::builder(credentials).host(host).token_store(store).observer(Listener).build().map_err(told)
    }

    /// The store of a link's tokens.
    pub(super) fn tokens(&self, link: &str) -> Result<SqliteTokenStore, Failure> {
        SqliteTokenStore::open(self.database.path(), link, self.settings.key.store_key())
            .map_err(|error| Failure::from(&error))
    }

    /// A client for a login that nobody has finished; its tokens are nowhere but in memory.
    pub(super) fn stranger(&self) -> Result<(Exact, MemoryTokenStore), Failure> {
        let store = MemoryTokenStore::new();
        Ok((self.exact(store.clone())?, store))
    }

    /// The books of a link.
    pub(super) fn books(&self, link: &Link) -> Result<Arc<Books>, Failure> {
        self.shelf.books(link, || {
            let exact = self.exact(self.tokens(&link.id)?)?;
            let books = Books::new(exact, self.clock).until(link.expires_on).only(&link.administrations);
            Ok(match link.administrations.first() {
                Some(first) => books.chosen(first.clone()),
                None => books,
            })
        })
    }

    /// Answers a question for whoever sent the request.
    pub(crate) async fn answer(
        &self,
        request: &rmcp::model::Extensions,
        tool: Tool,
        arguments: JsonObject,
    ) -> Result<Reply, Failure> {
        let asker = request.get::<axum::http::request::Parts>().and_then(|parts| parts.extensions.get::<Asker>());
        let Some(asker) = asker else {
            return Err(Failure::new("geen_toegang", "De vraag kwam van niemand.", "Verbind de assistent opnieuw."));
        };
        super::question::answered(self, asker, tool, arguments).await.0
    }

    /// Forgets a link: its tokens, its row, its books and what assistants were allowed.
    pub(super) async fn forget(&self, link: &str) -> Result<(), Failure> {
        self.shelf.remove(link);
        self.grants.forget(link).await;
        self.database.forget_link(link).await
    }

    /// Keeps a login until its visitor is back from Exact.
    pub(super) fn await_login(&self, ticket: &str, login: Login) {
        let mut logins = self.logins.lock().unwrap_or_else(PoisonError::into_inner);
        logins.retain(|_, login| login.begun.elapsed() < LOGIN_TIME);
        if logins.len() >= MOST_LOGINS {
            // The oldest made place for everybody else.
            let oldest = logins.iter().min_by_key(|(_, login)| login.begun).map(|(ticket, _)| ticket.clone());
            oldest.and_then(|ticket| logins.remove(&ticket));
        }
        logins.insert(ticket.to_owned(), login);
    }

    /// The login of a ticket, which is spent by this.
    pub(super) fn take_login(&self, ticket: &str) -> Option<Login> {
        let login = self.logins.lock().unwrap_or_else(PoisonError::into_inner).remove(ticket)?;
        (login.begun.elapsed() < LOGIN_TIME).then_some(login)
    }

    /// Forgets what is over until `stop` is cancelled.
    pub(super) async fn sweep(self: Arc<Self>, stop: CancellationToken) {
        loop {
            let today = self.today();
            let before = today.checked_sub_days(Days::new(REMEMBERED_DAYS)).unwrap_or(today);
            if let Err(failure) = self.database.sweep(today, before).await {
                tracing::warn!(code = failure.code, "what is over could not be forgotten");
            }
            self.grants.sweep().await;
            self.limits.sweep();
            self.shelf.sweep();
            tokio::select! {
                () = tokio::time::sleep(SWEEP) => {}
                () = stop.cancelled() => return,
            }
        }
    }
}

impl core::fmt::Debug for Site {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Site").field("settings", &self.settings).finish_non_exhaustive()
    }
}

/// When something began.
pub(super) fn now() -> Instant {
    Instant::now()
}
