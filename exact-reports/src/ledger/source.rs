use exact_model::{Complete, ReadProof};

/// A complete read that a figure rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    /// The endpoint.
    pub endpoint: &'static str,
    /// Its pages, all of them.
    pub pages: u32,
    /// Its rows, all of them.
    pub rows: u64,
}

impl Source {
    /// The source of rows.
    #[must_use]
    pub fn of<R>(rows: &Complete<R>) -> Self {
        let ReadProof { endpoint, pages, rows, .. } = *rows.proof();
        Self { endpoint, pages, rows }
    }
}
