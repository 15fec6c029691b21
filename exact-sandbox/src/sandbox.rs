use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::NaiveDate;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::books::auditfile::{self, AccountTypes, AuditFileError};
use crate::books::company::Company;
use crate::books::{Books, company};
use crate::calls::{Call, CallFilter, CallLog};
use crate::clock::Clock;
use crate::faults::{FaultRule, Faults, RandomFaults};
use crate::limits::{ErrorLimiter, Limits, RateLimiter};
use crate::moves::Moves;
use crate::oauth::{Authority, Lifetimes};
use crate::quirks::Quirks;
use crate::routes::{App, router};
use crate::schema::Schema;
use crate::server;
use crate::tables::Tables;
use crate::tls::{self, Tls, TlsError};
use crate::users::{Coverage, Scope, User};
use crate::webhooks::{Action, Topic, Webhooks};

/// The seed of the made-up company when none is given.
const DEFAULT_SEED: u64 = 1;

/// A running sandbox. It stops when it is dropped.
pub struct Sandbox {
    pub(crate) app: Arc<App>,
    books: Arc<Books>,
    address: SocketAddr,
    refresh_token: String,
    certificate: Option<String>,
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
        format!("{}://{}", self.app.scheme, self.address)
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

    /// Names of those who can log in; the first is who a script is.
    pub fn users(&self) -> impl Iterator<Item = &str> {
        self.app.users.iter().map(|user| user.name.as_str())
    }

    /// Codes of the divisions, the current one first.
    #[must_use]
    pub fn divisions(&self) -> Vec<i32> {
        self.books.divisions.iter().map(|division| division.code).collect()
    }

    /// The calls received so far, oldest first.
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        self.app.calls.matching(&CallFilter::default())
    }

    /// Those of the calls that a filter lets through, oldest first.
    #[must_use]
    pub fn calls_matching(&self, filter: &CallFilter) -> Vec<Call> {
        self.app.calls.matching(filter)
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

    /// The certificate that was made at the start, in PEM, for clients to trust; `None` without TLS or with one's own.
    #[must_use]
    pub fn certificate(&self) -> Option<&str> {
        self.certificate.as_deref()
    }

    /// The secret webhooks are signed with.
    #[must_use]
    pub fn webhook_secret(&self) -> &str {
        &self.app.webhooks.secret
    }

    /// Tells whoever subscribed to it that an entity of a division changed. Returns at once; the webhooks are delivered
    /// in the background, four times at most.
    pub fn changed(&self, division: i32, topic: Topic, key: Uuid, action: Action) {
        self.app.webhooks.changed(division, topic, key, action);
    }

    /// Moves a division to another database: its `DivisionMoveDate` is set and its timestamps start again, lower than
    /// before. Nothing happens when there is no such division.
    pub fn move_division(&self, division: i32) {
        self.app.move_division(division);
    }

    /// Makes calls go wrong from now on, besides what was to go wrong already.
    pub fn fault(&self, rule: FaultRule) {
        self.app.faults.add(rule);
    }

    /// Makes no call go wrong any more, at random neither.
    pub fn clear_faults(&self) {
        self.app.faults.clear();
    }

    /// Takes the app's access away, as a user can at Exact: every token of that user ends. `None` is every user.
    ///
    /// Nothing happens when there is no user of that name.
    pub fn revoke(&self, user: Option<&str>) {
        match user.map(|name| self.app.users.iter().position(|user| user.name == name)) {
            None => self.app.revoke(None),
            Some(Some(at)) => self.app.revoke(Some(at)),
            Some(None) => {}
        }
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
    lifetimes: Lifetimes,
    faults: Vec<FaultRule>,
    random_faults: Option<RandomFaults>,
    users: Vec<User>,
    coverage: Coverage,
    tls: Option<Tls>,
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
            lifetimes: Lifetimes::default(),
            faults: Vec::new(),
            random_faults: None,
            users: Vec::new(),
            coverage: Coverage::default(),
            tls: None,
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

    /// How long codes and tokens live. Exact's numbers when not set.
    pub fn lifetimes(mut self, lifetimes: Lifetimes) -> Self {
        self.lifetimes = lifetimes;
        self
    }

    /// Makes calls go wrong, besides others that do.
    pub fn fault(mut self, rule: FaultRule) -> Self {
        self.faults.push(rule);
        self
    }

    /// Makes calls of the API go wrong at random.
    pub fn random_faults(mut self, faults: RandomFaults) -> Self {
        self.random_faults = Some(faults);
        self
    }

    /// Somebody who can log in, besides others. With none set any name logs in as the one user there is; with some, only
    /// their names do, and the refresh token for scripts is the first one's.
    pub fn user(mut self, user: User) -> Self {
        self.users.push(user);
        self
    }

    /// The app's permissions: calls that need another one answer 403. Every permission when not set.
    pub fn scopes(mut self, scopes: impl IntoIterator<Item = impl Into<Scope>>) -> Self {
        self.coverage.scopes = Some(scopes.into_iter().map(Into::into).collect());
        self
    }

    /// An endpoint (`crm/Accounts`), or all that begin so (`payroll/`), of a module the licence does not have; besides
    /// others. Calls to it answer 403.
    pub fn unlicensed(mut self, endpoint: impl Into<String>) -> Self {
        self.coverage.unlicensed.push(endpoint.into());
        self
    }

    /// Serves over TLS with a certificate made at the start, for `localhost` and loopback addresses.
    pub fn tls(mut self) -> Self {
        self.tls = Some(Tls::SelfSigned);
        self
    }

    /// Serves over TLS with a certificate chain and its key, in PEM.
    pub fn tls_files(mut self, certificate: impl Into<PathBuf>, key: impl Into<PathBuf>) -> Self {
        self.tls = Some(Tls::Files { certificate: certificate.into(), key: key.into() });
        self
    }

    /// Makes the books, derives every endpoint from them and listens.
    ///
    /// # Errors
    /// [`StartError`] when an audit file cannot be read or the address cannot be listened on.
    pub async fn start(self) -> Result<Sandbox, StartError> {
        let books = Arc::new(self.read_books()?);
        let tls = self.tls.as_ref().map(tls::acceptor).transpose().map_err(|source| StartError(Cause::Tls(source)))?;
        let (acceptor, certificate) = tls.map_or((None, None), |(acceptor, made)| (Some(acceptor), made));
        let failed = |source| StartError(Cause::Listen { address: self.listen, source });
        let listener = TcpListener::bind(self.listen).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let any_name = self.users.is_empty();
        let users = if any_name { vec![User::new("demo")] } else { self.users };
        let authority = Authority::new(self.clock.clone(), self.quirks, self.lifetimes, self.token_calls_per_day);
        let codes = books.divisions.iter().map(|division| division.code);
        let opened = codes.filter(|code| users.first().is_some_and(|user| user.may_open(*code)));
        let refresh_token = authority.ready_refresh_token(opened.collect());
        let name = |division: &crate::books::Division| (division.code, division.hid, division.name.clone());
        let scheme = if acceptor.is_some() { "https" } else { "http" };
        let client_id = authority.client_id.parse().unwrap_or_default();
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
            scheme,
            faults: Faults::new(self.faults, self.random_faults),
            users,
            any_name,
            coverage: self.coverage,
            moves: Moves::default(),
            webhooks: Webhooks::start(client_id, format!("{scheme}://{address}")),
        });
        let server = tokio::spawn(server::serve(listener, acceptor, router(Arc::clone(&app))));
        Ok(Sandbox { app, books, address, refresh_token, certificate, server })
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
            Cause::Listen { .. } | Cause::Tls(_) => None,
        }
    }
}

#[derive(Debug)]
enum Cause {
    Listen { address: SocketAddr, source: std::io::Error },
    AuditFile(AuditFileError),
    Tls(TlsError),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Cause::Listen { address, .. } => {
                write!(f, "cannot listen on {address}; choose another address, or port 0 for any free one")
            }
            Cause::Tls(_) => f.write_str("cannot serve over TLS"),
            Cause::AuditFile(_) => f.write_str("cannot read the audit files"),
        }
    }
}

impl std::error::Error for StartError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0 {
            Cause::Listen { source, .. } => Some(source),
            Cause::AuditFile(source) => Some(source),
            Cause::Tls(source) => Some(source),
        }
    }
}
