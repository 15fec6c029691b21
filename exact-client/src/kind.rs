//! The classes of errors, by what a caller can do about them.

#[cfg(doc)]
use crate::error::Error;

/// The class of an [`Error`]. Says what happened, whether Exact saw the request, whether trying again is safe, and what
/// to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// The link with Exact does not work: never made, expired, withdrawn, or its tokens were refused. Trying again
    /// changes nothing; where [`Error::needs_login`] says so, the user has to log in again.
    Auth,
    /// Exact knows the user but refuses this: a right, a licence, a division outside the consent, a blocked division.
    /// Trying again counts as an error at Exact; [`Error::reason`] and [`Error::api_message`] tell which it is.
    Forbidden,
    /// The limit of calls per minute is reached and waiting was not wanted or would take too long. Safe to try again
    /// after [`Error::retry_after`].
    RateLimit,
    /// The limit of calls per day is reached. Safe to try again after [`Error::retry_after`].
    Quota,
    /// No connection: nothing was sent. Safe to try again; check the network and the host.
    Connect,
    /// The connection failed after sending began, so Exact may have seen the request. Reading is safe to try again,
    /// and was already tried a few times; what was to be written has to be looked up first, unless
    /// [`Error::sent_to_exact`] says that it never left.
    Transport,
    /// The endpoint gave so many errors this hour that one more could make Exact block the app. Nothing was sent; correct
    /// the query or the rights, and try again after [`Error::retry_after`].
    ErrorLimit,
    /// Exact answered with an error that is none of the others. It reached Exact; [`Error::api_message`] has Exact's
    /// words.
    Api,
    /// Exact has nothing at this address: an entity, a division or an endpoint that does not exist. Trying again does
    /// not help.
    NotFound,
    /// Exact's answer could not be read as the rows that were asked for. It reached Exact; report it with its source,
    /// which names the entity, the column and the row.
    Decode,
    /// The tokens could not be read or written. Nothing was sent after that; repair the store.
    Store,
    /// The program asked for something impossible. Nothing was sent; the message says what to change.
    Config,
    /// A read could not be followed to its end: a link outside Exact, or a circle. No row was lost silently; the rows
    /// so far are no total.
    Incomplete,
}
