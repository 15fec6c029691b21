//! Telling the program what its calls do, for its own metrics.

use core::fmt::Debug;
use core::time::Duration;

use chrono::{DateTime, Utc};

use crate::error::Kind;

/// Is told what the client does, while it does it: the hook for metrics. What it is told never holds a secret, a name
/// or an amount.
///
/// ```
/// use std::sync::atomic::{AtomicU64, Ordering};
/// use exact_client::{Event, Observer};
///
/// /// Counts how long calls waited for limits, all together.
/// #[derive(Debug, Default)]
/// struct Waits(AtomicU64);
///
/// impl Observer for Waits {
///     fn observe(&self, event: &Event) {
///         if let Event::Finished { waited, .. } = event {
///             self.0.fetch_add(waited.as_secs(), Ordering::Relaxed);
///         }
///     }
/// }
/// ```
pub trait Observer: Debug + Send + Sync {
    /// Is called from the task that makes the call: return soon, and do not panic.
    fn observe(&self, event: &Event);
}

/// Something that happened to a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// Exact answered one attempt.
    Answered {
        /// The endpoint, as its id in the catalogue.
        endpoint: &'static str,
        /// The division; `None` for calls without one.
        division: Option<i32>,
        /// The HTTP status.
        status: u16,
        /// Size of the body, after decompression.
        bytes: usize,
        /// Time from sending until the last byte.
        took: Duration,
    },
    /// A call waits before it is sent.
    Waiting {
        /// The endpoint, as its id in the catalogue.
        endpoint: &'static str,
        /// The division; `None` for calls without one.
        division: Option<i32>,
        /// What for.
        reason: WaitReason,
        /// Until when, on the client's clock.
        until: DateTime<Utc>,
    },
    /// A call ended: every attempt and wait is behind it.
    Finished {
        /// The endpoint, as its id in the catalogue.
        endpoint: &'static str,
        /// The division; `None` for calls without one.
        division: Option<i32>,
        /// Why it gave no answer, where it did not.
        error: Option<Kind>,
        /// How many times it was sent.
        attempts: u32,
        /// How long it waited for limits and between attempts, on the client's clock.
        waited: Duration,
    },
    /// A page was read: the progress of a long read.
    Page {
        /// The endpoint, as its id in the catalogue.
        endpoint: &'static str,
        /// The division; `None` for reads without one.
        division: Option<i32>,
        /// Pages of this read so far.
        pages: u64,
        /// Rows of this read so far.
        rows: u64,
        /// Rows there are, when [`inline_count`](crate::List::inline_count) was asked.
        total: Option<u64>,
    },
    /// The tokens of the link were refreshed and stored.
    Refreshed,
}

/// Why a call waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum WaitReason {
    /// The calls of this minute are used up.
    MinuteLimit,
    /// An attempt failed in a way that may pass.
    Retry,
}

/// Observes nothing.
#[derive(Debug)]
pub(crate) struct Unobserved;

impl Observer for Unobserved {
    fn observe(&self, _: &Event) {}
}
