use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{Days, NaiveDate};
use exact_client::{AppCredentials, Exact, Host, MemoryTokenStore, SharedLimits};
use futures::future::try_join_all;
use rmcp::model::JsonObject;
use tokio_util::sync::CancellationToken;

use super::account::Visitor;
use super::bearer::Asker;
use super::database::Database;
use super::grants::Grants;
use super::limit::Limits;
use super::link::Link;
use super::meter::{Listener, Meter};
use super::records::Records;
use super::settings::{RETURN_PATH, Settings};
use super::shelf::Shelf;
use crate::administration::Listed;
use crate::books::{Access, Books};
use crate::failure::Failure;
use crate::reply::Reply;
use crate::today::Today;
use crate::tool::Tool;

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
    /// What every client of Exact has in common.
    exact: Common,
    clock: Today,
    shelf: Shelf,
}

impl Site {
    pub(crate) async fn open(settings: Settings, clock: Today) -> Result<Self, Failure> {
        let database = Database::open(&settings).await?;
        let grants = Grants::new(&settings, Records::new(database.clone()));
        // Visitors come over TLS, which is the work of a proxy.
        let limits = Limits::new(&settings.limits, settings.is_secure());
        let (meter, shelf) = (Meter::default(), Shelf::default());
        let exact = Common::of(&settings, database.shared_limits())?;
        Ok(Self { settings, database, grants, limits, meter, exact, clock, shelf })
    }

    /// The address visitors see.
    pub(crate) fn address(&self) -> String {
        self.settings.at("")
    }

    pub(super) fn today(&self) -> NaiveDate {
        self.clock.day()
    }

    /// The month that questions are counted in.
    pub(super) fn month(&self) -> String {
        super::month(self.today())
    }

    /// A client for a login that nobody has finished; its tokens are nowhere but in that store.
    pub(super) fn stranger(&self, tokens: MemoryTokenStore) -> Result<Exact, Failure> {
        self.exact.builder().token_store(tokens).build().map_err(|error| Failure::from(&error))
    }

    /// The client of a link.
    pub(super) async fn client(&self, link: &Link) -> Result<Exact, Failure> {
        if let Some(exact) = self.shelf.client(link) {
            return Ok(exact);
        }
        let key = self.database.link_key(&link.id).await?;
        let exact = self.database.client(&link.id, key.store_key(), self.exact.builder()).await?;
        self.shelf.put_client(link, &exact);
        Ok(exact)
    }

    /// Everything that a link's login may read at Exact, whether it was chosen or not.
    pub(super) async fn everything(&self, link: &Link) -> Result<Vec<Listed>, Failure> {
        let access = Access::limited(self.client(link).await?, link.expires_on, &link.administrations);
        access.everything(self.today()).await.map(|(all, _)| all)
    }

    /// The books of a visitor: those of every link he may ask about now.
    pub(super) async fn books(&self, visitor: &Visitor) -> Result<Arc<Books>, Failure> {
        let today = self.today();
        let links: Vec<Link> = visitor.links().filter(|link| !link.is_over(today)).cloned().collect();
        let over: Vec<_> = visitor.links().filter(|link| link.is_over(today)).collect();
        if let Some(books) = self.shelf.books(&visitor.account.id, &links) {
            return Ok(books);
        }
        let limited = |link: &Link, exact| Access::limited(exact, link.expires_on, &link.administrations);
        let opened = links.iter().map(|link| async { Ok::<_, Failure>(limited(link, self.client(link).await?)) });
        let mut accesses = try_join_all(opened).await?;
        if accesses.is_empty() {
            return Err(self.nothing_to_read(&over));
        }
        let first = accesses.remove(0);
        let left_out = over
            .iter()
            .map(|link| format!("Niet meegenomen: {}; de koppeling van {} is afgelopen.", link.names(), link.name));
        let mut books = Books::over(first, accesses, self.clock)
            .noted(left_out)
            .renewed(format!("verleng haar met één klik op {}", self.settings.at("/dashboard")));
        // Whoever has books of his own means those; of several others none goes first.
        let meant = visitor.own.as_ref().or(if links.len() == 1 { links.first() } else { None });
        if let Some(listed) = meant.filter(|link| !link.is_over(today)).and_then(|link| link.administrations.first()) {
            books = books.chosen(listed.clone());
        }
        let books = Arc::new(books);
        self.shelf.put(&visitor.account.id, links, &books);
        Ok(books)
    }

    fn nothing_to_read(&self, over: &[&Link]) -> Failure {
        let page = self.settings.at("/dashboard");
        match over.first() {
            Some(link) => Failure::new(
                "koppeling_verlopen",
                format!("De koppeling met Exact Online liep tot en met {}.", crate::dutch::date(link.expires_on)),
                format!("Verleng haar met één klik op {page}"),
            ),
            None => Failure::new(
                "geen_toegang",
                "Er is geen administratie die je mag lezen.",
                format!("Koppel er zelf een op {page}, of vraag de eigenaar om een uitnodiging."),
            ),
        }
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

    /// Forgets an account and everything that belongs to it.
    pub(super) async fn forget(&self, account: &str) -> Result<(), Failure> {
        self.shelf.remove(account);
        self.database.forget(account).await
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

/// What every client of Exact has in common.
struct Common {
    credentials: AppCredentials,
    host: Host,
    /// What is left of Exact's limits, where other servers make calls as well: Exact counts those of the app.
    limits: Option<SharedLimits>,
    /// Its connections are those of every link.
    connected: Exact,
}

impl Common {
    fn of(settings: &Settings, limits: Option<SharedLimits>) -> Result<Self, Failure> {
        let told = |error| Failure::from(&error);
        let credentials =
            AppCredentials::new(&settings.client_id, settings.client_secret.clone(), settings.at(RETURN_PATH));
        let host = Host::at(&settings.exact).map_err(told)?;
        let connected = Exact::builder(credentials.clone()).host(host.clone()).build().map_err(told)?;
        Ok(Self { credentials, host, limits, connected })
    }

    fn builder(&self) -> exact_client::Builder {
        let builder = Exact::builder(self.credentials.clone())
            .host(self.host.clone())
            .connections_of(&self.connected)
            .observer(Listener);
        match &self.limits {
            Some(limits) => builder.shared_limits(limits.clone()),
            None => builder,
        }
    }
}

/// When something began.
pub(super) fn now() -> Instant {
    Instant::now()
}
