use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::books::Books;
use crate::builder::Builder;
use crate::calls::{Call, CallFilter};
use crate::clock::Clock;
use crate::faults::FaultRule;
use crate::routes::App;
use crate::start::StartError;
use crate::webhooks::{Action, Topic};

/// A running sandbox. It stops when it is dropped.
pub struct Sandbox {
    pub(crate) app: Arc<App>,
    pub(crate) books: Arc<Books>,
    pub(crate) address: SocketAddr,
    pub(crate) refresh_token: String,
    pub(crate) certificate: Option<String>,
    pub(crate) server: JoinHandle<()>,
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
