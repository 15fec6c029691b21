//! What a call asks of Exact. Without the feature `write` there is nothing here but reading.

use url::Url;

use crate::calls::Meter;
use crate::error::Error;
#[cfg(feature = "write")]
use crate::write::change::{Change, Verb};

/// One request, as often as it is sent.
#[derive(Clone, Copy)]
pub(crate) enum Outgoing<'a> {
    /// A read of a page of rows.
    Read(&'a Url),
    /// A read whose answer is a bare number.
    Count(&'a Url),
    /// A read whose answer is given on as it comes.
    Download(&'a Url),
    /// A change of the administration.
    #[cfg(feature = "write")]
    Change(&'a Change),
}

impl Outgoing<'_> {
    /// The method, for logs.
    pub(crate) fn method(self) -> &'static str {
        match self {
            Self::Read(_) | Self::Count(_) | Self::Download(_) => "GET",
            #[cfg(feature = "write")]
            Self::Change(change) => change.verb.name(),
        }
    }

    /// Whether it reads rows, of which there may be more pages.
    pub(crate) const fn is_page(self) -> bool {
        matches!(self, Self::Read(_))
    }

    /// Whether sending it twice leaves Exact as sending it once does. Only such a request is tried again when nobody
    /// knows what became of it.
    pub(crate) const fn is_idempotent(self) -> bool {
        match self {
            Self::Read(_) | Self::Count(_) | Self::Download(_) => true,
            #[cfg(feature = "write")]
            Self::Change(change) => change.is_idempotent(),
        }
    }

    /// Whether it is done once there is nothing left at its address.
    pub(crate) fn is_deletion(self) -> bool {
        match self {
            Self::Read(_) | Self::Count(_) | Self::Download(_) => false,
            #[cfg(feature = "write")]
            Self::Change(change) => change.verb == Verb::Delete,
        }
    }

    /// The error of a call of which nobody knows what became.
    pub(crate) fn in_doubt(self, error: Error) -> Error {
        match self {
            Self::Read(_) | Self::Count(_) | Self::Download(_) => error,
            #[cfg(feature = "write")]
            Self::Change(change) => change.in_doubt(error),
        }
    }

    /// Counts an attempt.
    pub(crate) fn count(self, meter: &Meter) {
        match self {
            Self::Read(_) | Self::Count(_) | Self::Download(_) => meter.read_sent(),
            #[cfg(feature = "write")]
            Self::Change(_) => meter.write_sent(),
        }
    }
}
