use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use serde::Serialize;

/// How many calls are remembered when nothing else is said.
pub(crate) const CAPACITY: usize = 100_000;

/// One call the sandbox received. Nothing in it is secret: of login and token calls only the path is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Call {
    /// When it came, in milliseconds since 1970 (UTC) on the sandbox's clock.
    pub at: i64,
    /// The HTTP method.
    pub method: String,
    /// Path with the query as it was sent, still percent-encoded.
    pub path: String,
    /// The catalogue's id of the endpoint, when the path is one: `bulk/Financial/TransactionLines`.
    pub endpoint: Option<String>,
    /// The HTTP status of the answer; 0 when the connection was cut before there was one.
    pub status: u16,
    /// Rows in the answer; nested rows are not counted.
    pub rows: usize,
    /// Bytes in the answer's body.
    pub bytes: usize,
    /// How long the answer took, in microseconds of real time.
    pub micros: u64,
    /// The fault that was made in the answer on purpose.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<String>,
}

/// Which calls of the log are meant; what is not set leaves nothing out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CallFilter {
    /// This text occurs in the path or query.
    pub path: Option<String>,
    /// This is the endpoint's id.
    pub endpoint: Option<String>,
    /// This is the HTTP method.
    pub method: Option<String>,
    /// This is the status.
    pub status: Option<u16>,
    /// It came at or after this moment of the sandbox's clock, in milliseconds since 1970 (UTC).
    pub since: Option<i64>,
    /// It came before this moment.
    pub until: Option<i64>,
    /// Only the latest so many of them.
    pub last: Option<usize>,
}

impl CallFilter {
    fn lets_through(&self, call: &Call) -> bool {
        self.path.as_ref().is_none_or(|path| call.path.contains(path))
            && self.endpoint.as_ref().is_none_or(|id| call.endpoint.as_ref() == Some(id))
            && self.method.as_ref().is_none_or(|method| call.method.eq_ignore_ascii_case(method))
            && self.status.is_none_or(|status| call.status == status)
            && self.since.is_none_or(|since| call.at >= since)
            && self.until.is_none_or(|until| call.at < until)
    }
}

/// The calls received, oldest first.
#[derive(Debug)]
pub(crate) struct CallLog {
    calls: Mutex<VecDeque<Call>>,
    /// Older ones than so many are forgotten.
    most: usize,
}

impl CallLog {
    pub(crate) fn keeping(most: usize) -> Self {
        Self { calls: Mutex::default(), most }
    }

    pub(crate) fn push(&self, call: Call) {
        let mut calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        calls.push_back(call);
        if calls.len() > self.most {
            calls.pop_front();
        }
    }

    pub(crate) fn matching(&self, filter: &CallFilter) -> Vec<Call> {
        let calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        let latest = calls.iter().rev().filter(|call| filter.lets_through(call));
        let mut found: Vec<Call> = latest.take(filter.last.unwrap_or(usize::MAX)).cloned().collect();
        found.reverse();
        found
    }

    pub(crate) fn clear(&self) {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(at: i64, path: &str, status: u16) -> Call {
        let (method, endpoint) = ("GET".to_owned(), Some("crm/Accounts".to_owned()));
        Call { at, method, path: path.to_owned(), endpoint, status, rows: 0, bytes: 0, micros: 0, fault: None }
    }

    #[test]
    fn every_part_of_a_filter_leaves_something_out() {
        let log = CallLog::keeping(CAPACITY);
        for (at, path, status) in [(1, "/a", 200), (2, "/ab", 400), (3, "/b", 200)] {
            log.push(call(at, path, status));
        }
        let times = |filter| log.matching(&filter).iter().map(|call| call.at).collect::<Vec<_>>();
        let all = CallFilter::default;
        assert_eq!(times(all()), [1, 2, 3]);
        assert_eq!(times(CallFilter { path: Some("a".to_owned()), ..all() }), [1, 2]);
        assert_eq!(times(CallFilter { status: Some(400), ..all() }), [2]);
        assert_eq!(times(CallFilter { since: Some(2), ..all() }), [2, 3]);
        assert_eq!(times(CallFilter { until: Some(2), ..all() }), [1]);
        assert_eq!(times(CallFilter { last: Some(2), ..all() }), [2, 3]);
        assert_eq!(times(CallFilter { method: Some("post".to_owned()), ..all() }), [0; 0]);
        assert_eq!(times(CallFilter { endpoint: Some("crm/Contacts".to_owned()), ..all() }), [0; 0]);
    }

    #[test]
    fn the_oldest_calls_are_forgotten_first() {
        let log = CallLog::keeping(2);
        for at in 1..=5 {
            log.push(call(at, "/a", 200));
        }
        let kept: Vec<_> = log.matching(&CallFilter::default()).iter().map(|call| call.at).collect();
        assert_eq!(kept, [4, 5]);
        let none = CallLog::keeping(0);
        none.push(call(1, "/a", 200));
        assert!(none.matching(&CallFilter::default()).is_empty());
    }
}
