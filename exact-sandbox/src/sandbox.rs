use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::NaiveDate;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::books::auditfile::{self, AccountTypes, AuditFileError};
use crate::books::company::Company;
use crate::books::{Books, company};
use crate::calls::{Call, CallLog};
use crate::clock::Clock;
use crate::limits::{ErrorLimiter, Limits, RateLimiter};
use crate::oauth::Authority;
use crate::quirks::Quirks;
use crate::routes::{App, router};
use crate::schema::Schema;
use crate::tables::Tables;

/// The seed of the made-up company when none is given.
const DEFAULT_SEED: u64 = 1;

/// A running sandbox. It stops when it is dropped.
pub struct Sandbox {
    pub(crate) app: Arc<App>,
    books: Arc<Books>,
    address: SocketAddr,
    refresh_token: String,
    server: JoinHandle<()>,
}

impl Sandbox {
    /// Starts a sandbox with the made-up company of seed 1 as it stands on 15 June 2026, on any free port of loopback.
    ///
    /// # Errors
    /// [`StartError`] when loopback cannot be listened on.
    pub async fn start() -> Result<Self, StartError> {
        Self::builder().start().await
    }

    /// A sandbox with other books, limits or behaviour.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Where it listens: `http://127.0.0.1:40123`, without a slash at the end.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The id of its one registered app.
    #[must_use]
    pub fn client_id(&self) -> &str {
        &self.app.authority.client_id
    }

    /// The secret of that app.
    #[must_use]
    pub fn client_secret(&self) -> &str {
        &self.app.authority.client_secret
    }

    /// A refresh token for a script that does not log in. It opens every division and can be used at once, and once.
    #[must_use]
    pub fn refresh_token(&self) -> &str {
        &self.refresh_token
    }

    /// Codes of the divisions, the current one first.
    #[must_use]
    pub fn divisions(&self) -> Vec<i32> {
        self.books.divisions.iter().map(|division| division.code).collect()
    }

    /// The calls received so far, oldest first.
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        self.app.calls.all()
    }

    /// Forgets the calls received so far.
    pub fn forget_calls(&self) {
        self.app.calls.clear();
    }

    /// The sandbox's clock: advance it to let tokens expire and limits reset.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.app.clock
    }

    /// The books behind the endpoints, as they were when the sandbox started.
    #[must_use]
    pub fn books(&self) -> &Books {
        &self.books
    }
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox").field("address", &self.address).finish_non_exhaustive()
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// What a sandbox is to be.
#[derive(Debug, Clone)]
#[must_use]
pub struct Builder {
    seed: u64,
    company: Company,
    lines: Option<usize>,
    today: Option<NaiveDate>,
    auditfiles: Vec<PathBuf>,
    account_types: AccountTypes,
    books: Option<Books>,
    listen: SocketAddr,
    limits: Limits,
    errors_per_hour: u32,
    token_calls_per_day: u32,
    clock: Clock,
    quirks: Quirks,
    redirect_uris: Vec<String>,
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            seed: DEFAULT_SEED,
            company: Company::default(),
            lines: None,
            today: None,
            auditfiles: Vec::new(),
            account_types: AccountTypes::default(),
            books: None,
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            limits: Limits::default(),
            errors_per_hour: 10,
            token_calls_per_day: 200,
            clock: Clock::default(),
            quirks: Quirks::default(),
            redirect_uris: Vec::new(),
        }
    }
}

impl Builder {
    /// Books of a made-up company: the same seed and day give the same books.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Which made-up company; the standard one when not set.
    pub fn company(mut self, company: Company) -> Self {
        self.company = company;
        self
    }

    /// Plain books with exactly that many ledger lines (at least 10) in one division, instead of a lived company.
    pub fn lines(mut self, lines: usize) -> Self {
        self.lines = Some(lines);
        self
    }

    /// The day it is in the books. Without it: 15 June 2026, or with audit files the last day of their last year.
    pub fn today(mut self, today: NaiveDate) -> Self {
        self.today = Some(today);
        self
    }

    /// Books from audit files instead of a made-up company: a division for each administration, its years together.
    pub fn auditfiles(mut self, files: impl IntoIterator<Item = impl Into<PathBuf>>) -> Self {
        self.auditfiles = files.into_iter().map(Into::into).collect();
        self
    }

    /// Account types that go before what the audit files suggest.
    pub fn account_types(mut self, types: AccountTypes) -> Self {
        self.account_types = types;
        self
    }

    /// Books of one's own making, instead of a made-up company or audit files.
    pub fn books(mut self, books: Books) -> Self {
        self.books = Some(books);
        self
    }

    /// Where to listen; port 0 is any free one.
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.listen = address;
        self
    }

    /// Calls per minute and per day, per division. Exact's usual 60 and 5,000 when not set.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Errors an endpoint of a division forgives in an hour; 10 when not set.
    pub fn errors_per_hour(mut self, errors: u32) -> Self {
        self.errors_per_hour = errors;
        self
    }

    /// Calls to the token endpoint in a day of UTC; 200 when not set.
    pub fn token_calls_per_day(mut self, calls: u32) -> Self {
        self.token_calls_per_day = calls;
        self
    }

    /// The clock for tokens and limits. The machine's when not set; a manual one makes tests independent of time.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Behaviour that is not established of the real service.
    pub fn quirks(mut self, quirks: Quirks) -> Self {
        self.quirks = quirks;
        self
    }

    /// Sets one quirk by `name=value`, as on the command line.
    ///
    /// # Errors
    /// [`crate::UnknownQuirk`] when there is no such quirk or it does not take that value.
    pub fn quirk(mut self, text: &str) -> Result<Self, crate::UnknownQuirk> {
        self.quirks.set(text)?;
        Ok(self)
    }

    /// An address a login may return to, besides any address on loopback.
    pub fn redirect_uri(mut self, uri: impl Into<String>) -> Self {
        self.redirect_uris.push(uri.into());
        self
    }

    /// Makes the books, derives every endpoint from them and listens.
    ///
    /// # Errors
    /// [`StartError`] when an audit file cannot be read or the address cannot be listened on.
    pub async fn start(self) -> Result<Sandbox, StartError> {
        let books = Arc::new(self.read_books()?);
        let failed = |source| StartError(Cause::Listen { address: self.listen, source });
        let listener = TcpListener::bind(self.listen).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let authority = Authority::new(self.clock.clone(), self.quirks, self.token_calls_per_day);
        let refresh_token =
            authority.ready_refresh_token(books.divisions.iter().map(|division| division.code).collect());
        let name = |division: &crate::books::Division| (division.code, division.hid, division.name.clone());
        let app = Arc::new(App {
            divisions: books.divisions.iter().map(name).collect(),
            tables: Tables::new(&books, &self.quirks),
            schema: Schema::new(self.quirks.any_entity_case),
            authority,
            rates: RateLimiter::new(self.limits),
            errors: ErrorLimiter::new(self.errors_per_hour),
            calls: CallLog::default(),
            clock: self.clock,
            quirks: self.quirks,
            redirect_uris: self.redirect_uris,
        });
        let service = router(Arc::clone(&app));
        let server = tokio::spawn(async move {
            // Serving ends when the sandbox is dropped; an error of one connection does not end it.
            let _ = axum::serve(listener, service).await;
        });
        Ok(Sandbox { app, books, address, refresh_token, server })
    }

    fn read_books(&self) -> Result<Books, StartError> {
        if let Some(books) = &self.books {
            return Ok(books.clone());
        }
        if !self.auditfiles.is_empty() {
            let options = auditfile::Options { today: self.today, account_types: self.account_types.clone() };
            let read = auditfile::load_with(&self.auditfiles, &options);
            return read.map_err(|source| StartError(Cause::AuditFile(source)));
        }
        let fixed = NaiveDate::from_ymd_opt(2026, 6, 15).unwrap_or_default();
        let today = self.today.unwrap_or(fixed);
        Ok(match self.lines {
            Some(lines) => company::bulk(lines, self.seed, today),
            None => company::make(self.company, self.seed, today),
        })
    }
}

/// Why a sandbox did not start.
#[derive(Debug)]
pub struct StartError(Cause);

impl StartError {
    /// The audit file that could not be read, when that is why.
    #[must_use]
    pub const fn audit_file(&self) -> Option<&AuditFileError> {
        match &self.0 {
            Cause::AuditFile(error) => Some(error),
            Cause::Listen { .. } => None,
        }
    }
}

#[derive(Debug)]
enum Cause {
    Listen { address: SocketAddr, source: std::io::Error },
    AuditFile(AuditFileError),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Cause::Listen { address, .. } => {
                write!(f, "cannot listen on {address}; choose another address, or port 0 for any free one")
            }
            Cause::AuditFile(_) => f.write_str("cannot read the audit files"),
        }
    }
}

impl std::error::Error for StartError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0 {
            Cause::Listen { source, .. } => Some(source),
            Cause::AuditFile(source) => Some(source),
        }
    }
}
