use std::net::SocketAddr;
use std::path::PathBuf;

use chrono::NaiveDate;

use crate::books::Books;
use crate::books::auditfile::AccountTypes;
use crate::books::company::Company;
use crate::calls::CAPACITY;
use crate::clock::Clock;
use crate::faults::{FaultRule, RandomFaults};
use crate::limits::Limits;
use crate::oauth::Lifetimes;
use crate::quirks::Quirks;
use crate::tls::Tls;
use crate::users::{Coverage, Scope, User};

/// The seed of the made-up company when none is given.
const DEFAULT_SEED: u64 = 1;

/// What a sandbox is to be.
#[derive(Debug, Clone)]
#[must_use]
pub struct Builder {
    pub(crate) seed: u64,
    pub(crate) company: Company,
    pub(crate) lines: Option<usize>,
    pub(crate) today: Option<NaiveDate>,
    pub(crate) auditfiles: Vec<PathBuf>,
    pub(crate) account_types: AccountTypes,
    pub(crate) books: Option<Books>,
    pub(crate) listen: SocketAddr,
    pub(crate) limits: Limits,
    pub(crate) errors_per_hour: u32,
    pub(crate) token_calls_per_day: u32,
    pub(crate) clock: Clock,
    pub(crate) quirks: Quirks,
    pub(crate) redirect_uris: Vec<String>,
    pub(crate) lifetimes: Lifetimes,
    pub(crate) faults: Vec<FaultRule>,
    pub(crate) random_faults: Option<RandomFaults>,
    pub(crate) users: Vec<User>,
    pub(crate) coverage: Coverage,
    pub(crate) tls: Option<Tls>,
    pub(crate) remembered_calls: usize,
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
            remembered_calls: CAPACITY,
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

    /// How many calls it remembers; 100,000 when not set. For one that runs for days and is not asked what it received.
    pub fn remembered_calls(mut self, most: usize) -> Self {
        self.remembered_calls = most;
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
}
