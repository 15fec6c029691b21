use core::fmt;

use futures::future::BoxFuture;

use crate::auth::store::StoreError;

/// What a store does to a text: it gets the one that is there, and gives the one to keep.
pub type LimitChange = Box<dyn FnOnce(Option<String>) -> String + Send>;

/// Where the programs of one app keep together what is left of Exact's limits: a short text under each of a few names.
///
/// It holds counters, division numbers and endpoints, no secrets. Losing it loses nothing: Exact tells everything anew with
/// its next answer. This crate has stores for a file ([`FileLimits`](super::FileLimits)), SQLite (`SqliteLimits`, feature
/// `sqlite`) and PostgreSQL (`PostgresLimits`, feature `postgres`).
pub trait LimitStore: fmt::Debug + Send + Sync {
    /// Replaces the text under `name`, or makes it, in one step: between what `change` gets and what it gives no other
    /// program changes the text.
    ///
    /// # Errors
    /// When that cannot be done; then nothing was changed. Calls to Exact go on with what their own program knows.
    fn change<'a>(&'a self, name: &'a str, change: LimitChange) -> BoxFuture<'a, Result<(), StoreError>>;
}
