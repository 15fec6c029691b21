//! The client.

use core::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};

use exact_model::Complete;

use crate::auth::chain::Chain;
use crate::auth::flow::{self, AuthorizationRequest};
use crate::builder::Builder;
use crate::call::Line;
use crate::calls::{CallCounter, Meter};
use crate::circuit::ErrorBudget;
use crate::credentials::AppCredentials;
use crate::division::Division;
use crate::error::{Error, Kind};
use crate::identity::{DivisionRow, Me};
use crate::limits::Budget;

/// A client of one Exact Online login. It reads; without the feature `write` it has no way to write.
///
/// Cheap to clone: clones share the tokens, the limits and the turns to send, which is what Exact counts by.
#[derive(Clone)]
pub struct Exact {
    shared: Arc<Shared>,
    meter: Meter,
}

struct Shared {
    line: Line,
    /// A division that has answered; lists of divisions need one in their address. Zero: none yet.
    known_division: AtomicI32,
}

impl Exact {
    /// Begins a client for this app.
    pub fn builder(credentials: AppCredentials) -> Builder {
        Builder::new(credentials)
    }

    pub(crate) fn on(line: Line) -> Self {
        Self { shared: Arc::new(Shared { line, known_division: AtomicI32::new(0) }), meter: Meter::default() }
    }

    /// Begins a login: where to send the user.
    #[must_use]
    pub fn authorization_url(&self) -> AuthorizationRequest {
        let (url, state) = self.chain().grants.authorization_url();
        AuthorizationRequest { url, state }
    }

    /// Ends a login: takes the code from the address (or only its query) that the browser came back to, exchanges it,
    /// and stores the tokens before it returns. A code is good for three minutes and for one try.
    ///
    /// # Errors
    /// [`Kind::Auth`] when the answer belongs to another login, the user refused, or Exact does not take the code;
    /// [`Kind::Store`] when the tokens cannot be kept.
    pub async fn exchange(&self, request: &AuthorizationRequest, redirected: &str) -> Result<(), Error> {
        let code = flow::code(request, redirected)?;
        self.chain().login(code, &self.meter).await
    }

    /// Makes sure that there is a link that works, without reading anything: refreshes the tokens where their age asks
    /// for it. Once a month is enough to keep a link alive.
    ///
    /// # Errors
    /// [`Kind::Auth`] when there is no link or Exact no longer accepts it.
    pub async fn keep_alive(&self) -> Result<(), Error> {
        self.chain().access(&self.meter).await.map(drop)
    }

    /// Who is logged in. One call.
    ///
    /// # Errors
    /// Whatever stops the read.
    pub async fn me(&self) -> Result<Me, Error> {
        // The address of `current/Me` has no division in it.
        let rows = self.division(0).list::<Me>().complete().await?.into_rows();
        let me =
            rows.into_iter().next().ok_or_else(|| Error::new(Kind::NotFound, "Exact does not say who is logged in"))?;
        if let Some(code) = me.current_division {
            self.remember(code);
        }
        Ok(me)
    }

    /// The division last used in Exact's own pages. One call. Prefer a division that the user chose from
    /// [`divisions`](Self::divisions): this one moves when somebody opens another one.
    ///
    /// # Errors
    /// Whatever stops the read; [`Kind::NotFound`] when the user has none.
    pub async fn current_division(&self) -> Result<Division, Error> {
        let code = self.me().await?.current_division;
        code.map(|code| self.division(code))
            .ok_or_else(|| Error::new(Kind::NotFound, "the user has no current division: choose one in Exact Online"))
    }

    /// Every division that the user may see and ticked for this app. One call, or two when no division has answered
    /// yet.
    ///
    /// # Errors
    /// Whatever stops the read.
    pub async fn divisions(&self) -> Result<Complete<DivisionRow>, Error> {
        let any = match self.shared.known_division.load(Ordering::Relaxed) {
            0 => self.current_division().await?,
            code => self.division(code),
        };
        any.list().complete().await
    }

    /// The day it is, by the client's clock.
    pub(crate) fn today(&self) -> chrono::NaiveDate {
        self.shared.line.clock.now().date_naive()
    }

    /// A division by its number. No call.
    #[must_use]
    pub fn division(&self, code: i32) -> Division {
        Division::new(self.clone(), code)
    }

    /// The calls made through this client so far: every attempt counts, retries and token calls included.
    #[must_use]
    pub fn calls(&self) -> CallCounter {
        self.meter.snapshot()
    }

    /// A clone that counts its own calls from zero, and still adds to the count of this one. What it shares stays
    /// shared.
    #[must_use]
    pub fn metered(&self) -> Self {
        Self { shared: Arc::clone(&self.shared), meter: self.meter.child() }
    }

    /// What is left of Exact's limits, per division, as of the last answers. Empty until Exact has told.
    #[must_use]
    pub fn budgets(&self) -> Vec<Budget> {
        self.shared.line.limits.budgets()
    }

    /// The errors of the last hour, per endpoint and division: after eight the client stops calling it, because Exact
    /// blocks the app after ten. Empty when there were none.
    #[must_use]
    pub fn error_budgets(&self) -> Vec<ErrorBudget> {
        self.shared.line.circuit.budgets(self.shared.line.clock.now())
    }

    pub(crate) fn line(&self) -> &Line {
        &self.shared.line
    }

    pub(crate) fn meter(&self) -> &Meter {
        &self.meter
    }

    fn chain(&self) -> &Arc<Chain> {
        &self.shared.line.chain
    }

    pub(crate) fn answered_for(&self, division: Option<i32>) {
        if let Some(code) = division {
            self.remember(code);
        }
    }

    fn remember(&self, code: i32) {
        self.shared.known_division.store(code, Ordering::Relaxed);
    }
}

impl fmt::Debug for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exact")
            .field("host", &self.shared.line.origin)
            .field("calls", &self.calls())
            .finish_non_exhaustive()
    }
}
