//! Counting calls: every request that left this machine, retries and token calls included.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// How many requests were sent to Exact: a snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct CallCounter {
    /// Reads, every attempt counted.
    pub reads: u64,
    /// Changes, every attempt counted; none without the feature `write`.
    pub writes: u64,
    /// Calls of the token endpoint: logins and refreshes.
    pub token_calls: u64,
}

impl CallCounter {
    /// All requests together.
    #[must_use]
    pub const fn total(&self) -> u64 {
        self.reads + self.writes + self.token_calls
    }
}

/// Counts for one clone of the client, and for the client it was made from.
#[derive(Debug, Clone, Default)]
pub(crate) struct Meter {
    own: Arc<Counts>,
    parent: Option<Arc<Meter>>,
}

#[derive(Debug, Default)]
struct Counts {
    reads: AtomicU64,
    writes: AtomicU64,
    token_calls: AtomicU64,
}

impl Meter {
    pub(crate) fn child(&self) -> Self {
        Self { own: Arc::default(), parent: Some(Arc::new(self.clone())) }
    }

    pub(crate) fn read_sent(&self) {
        self.count(|counts| &counts.reads);
    }

    #[cfg(feature = "write")]
    pub(crate) fn write_sent(&self) {
        self.count(|counts| &counts.writes);
    }

    pub(crate) fn token_call_sent(&self) {
        self.count(|counts| &counts.token_calls);
    }

    fn count(&self, which: impl Fn(&Counts) -> &AtomicU64) {
        let mut meter = self;
        loop {
            which(&meter.own).fetch_add(1, Ordering::Relaxed);
            match &meter.parent {
                Some(parent) => meter = parent,
                None => return,
            }
        }
    }

    pub(crate) fn snapshot(&self) -> CallCounter {
        CallCounter {
            reads: self.own.reads.load(Ordering::Relaxed),
            writes: self.own.writes.load(Ordering::Relaxed),
            token_calls: self.own.token_calls.load(Ordering::Relaxed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_child_counts_from_zero_and_adds_to_its_parents() {
        let root = Meter::default();
        root.read_sent();
        let child = root.child();
        let grandchild = child.child();
        grandchild.read_sent();
        grandchild.token_call_sent();
        assert_eq!(grandchild.snapshot().total(), 2);
        assert_eq!(child.snapshot(), CallCounter { reads: 1, writes: 0, token_calls: 1 });
        assert_eq!(root.snapshot().total(), 3);
    }
}
