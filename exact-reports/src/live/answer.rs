use crate::basis::{Basis, Explained};
use crate::check::Check;

/// A report with its proof and its price.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer<T> {
    /// The figures.
    pub report: T,
    /// How they came about.
    pub basis: Basis,
    /// What they were compared with.
    pub checks: Vec<Check>,
    /// Calls sent to Exact Online for this answer, retries and token calls included.
    pub calls: u64,
    /// Rows that were read.
    pub rows: u64,
    /// Pages they came on.
    pub pages: u64,
    /// Always true: a read that did not reach its end is an error, never an answer.
    pub complete: bool,
}

impl<T> Answer<T> {
    pub(super) fn new(explained: Explained<T>, calls: u64, rows: u64, pages: u64) -> Self {
        let Explained { report, basis, checks } = explained;
        Self { report, basis, checks, calls, rows, pages, complete: true }
    }

    /// The checks that show a difference.
    pub fn differences(&self) -> impl Iterator<Item = &Check> {
        self.checks.iter().filter(|check| !check.agrees())
    }
}
