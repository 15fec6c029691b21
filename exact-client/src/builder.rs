//! Setting up a client.

use core::time::Duration;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use tokio::sync::Mutex;

use crate::auth::chain::Chain;
use crate::auth::grant::Grants;
use crate::auth::store::{MemoryTokenStore, TokenStore};
use crate::call::Line;
use crate::circuit::Circuit;
use crate::client::Exact;
use crate::clock::{Clock, SystemClock};
use crate::credentials::AppCredentials;
use crate::error::Error;
use crate::gate::Gate;
use crate::host::Host;
use crate::limits::{Limits, MinuteLimit};
use crate::observer::{Observer, Unobserved};
use crate::retry::RetryPolicy;
use crate::shared_limits::SharedLimits;
use crate::transport::Transport;

/// What a client needs to know. Only the credentials have no default.
#[derive(Debug)]
#[must_use = "a builder makes no client until `build`"]
pub struct Builder {
    credentials: AppCredentials,
    host: Host,
    store: Arc<dyn TokenStore>,
    clock: Arc<dyn Clock>,
    http: Option<reqwest::ClientBuilder>,
    transport: Option<Arc<Transport>>,
    timeout: Duration,
    body_limit: usize,
    minute_limit: MinuteLimit,
    retry: RetryPolicy,
    observer: Arc<dyn Observer>,
    shared: Option<SharedLimits>,
    in_flight: u16,
}

impl Builder {
    pub(crate) fn new(credentials: AppCredentials) -> Self {
        Self {
            credentials,
            host: Host::NL,
            store: Arc::new(MemoryTokenStore::new()),
            clock: Arc::new(SystemClock),
            http: None,
            transport: None,
            timeout: Duration::from_secs(120),
            body_limit: 64 << 20,
            minute_limit: MinuteLimit::default(),
            retry: RetryPolicy::default(),
            observer: Arc::new(Unobserved),
            shared: None,
            in_flight: 1,
        }
    }

    /// The site of Exact Online; the Dutch one by default.
    pub fn host(mut self, host: Host) -> Self {
        self.host = host;
        self
    }

    /// Where the tokens are kept; in memory by default, so that every run needs a login.
    pub fn token_store(mut self, store: impl TokenStore + 'static) -> Self {
        self.store = Arc::new(store);
        self
    }

    /// Where the time comes from; the machine by default.
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// A configuration of your own for the HTTP client: a proxy, certificates. Redirects, the user agent and the
    /// timeouts are set by this crate; redirects are never followed.
    pub fn http(mut self, http: reqwest::ClientBuilder) -> Self {
        self.http = Some(http);
        self
    }

    /// Uses the connections of another client, with its HTTP configuration, timeout and body limit, instead of its own.
    /// For a server that keeps the links of many users: one handshake serves them all, and no link sees another's tokens.
    pub fn connections_of(mut self, other: &Exact) -> Self {
        self.transport = Some(Arc::clone(&other.line().transport));
        self
    }

    /// How long one request may take, its whole answer included; two minutes by default. Exact takes its time over
    /// big queries.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// The largest answer that is read, in bytes after decompression; 64 MiB by default.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    /// What to do when the calls of a minute are used up; waits by default.
    pub fn minute_limit(mut self, limit: MinuteLimit) -> Self {
        self.minute_limit = limit;
        self
    }

    /// How many requests of one division may be under way at once; one by default, because Exact advises against more.
    /// More of them speed up downloads, counts and changes; a page of rows is always read alone.
    pub fn requests_in_flight(mut self, most: u16) -> Self {
        self.in_flight = most;
        self
    }

    /// Shares what is left of Exact's limits with the other programs of this app; by default every
    /// client knows of its own calls and of Exact's answers to them.
    pub fn shared_limits(mut self, limits: SharedLimits) -> Self {
        self.shared = Some(limits);
        self
    }

    /// When a failed read is tried again.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Who is told about every call, wait and refresh; nobody by default.
    pub fn observer(mut self, observer: impl Observer + 'static) -> Self {
        self.observer = Arc::new(observer);
        self
    }

    /// The client. Sends nothing.
    ///
    /// # Errors
    /// [`Kind::Config`](crate::Kind::Config) when the redirect URI is no address, or no encrypted connection is
    /// possible on this machine.
    pub fn build(self) -> Result<Exact, Error> {
        let grants = Grants::new(&self.credentials, &self.host)?;
        let transport = match self.transport {
            Some(shared) => shared,
            None => Arc::new(Transport::new(&self.host, self.http, self.timeout, self.body_limit)?),
        };
        let circuit = Arc::new(Circuit::default());
        let chain = Arc::new(Chain {
            grants,
            transport: Arc::clone(&transport),
            store: self.store,
            clock: Arc::clone(&self.clock),
            circuit: Arc::clone(&circuit),
            observer: Arc::clone(&self.observer),
            state: Mutex::default(),
        });
        Ok(Exact::on(Line {
            origin: self.host.origin().to_owned(),
            chain,
            transport,
            clock: self.clock,
            limits: Limits::default(),
            circuit,
            observer: self.observer,
            shared: self.shared,
            calls: AtomicU64::new(0),
            gate: Gate::for_requests(self.in_flight),
            minute_limit: self.minute_limit,
            retry: self.retry,
        }))
    }
}
