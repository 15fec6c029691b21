use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use serde::Serialize;

/// How many calls are remembered; older ones are forgotten first.
const CAPACITY: usize = 100_000;

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
    /// The HTTP status of the answer.
    pub status: u16,
    /// Rows in the answer; nested rows are not counted.
    pub rows: usize,
    /// Bytes in the answer's body.
    pub bytes: usize,
    /// How long the answer took, in microseconds of real time.
    pub micros: u64,
}

/// The calls received, oldest first.
#[derive(Debug, Default)]
pub(crate) struct CallLog(Mutex<VecDeque<Call>>);

impl CallLog {
    pub(crate) fn push(&self, call: Call) {
        let mut calls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if calls.len() == CAPACITY {
            calls.pop_front();
        }
        calls.push_back(call);
    }

    pub(crate) fn all(&self) -> Vec<Call> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    pub(crate) fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
