use exact_model::{Complete, Folded, ReadProof};

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
        Self::proven(rows.proof())
    }

    /// The source of rows that were added up as they came.
    #[must_use]
    pub fn of_folded<T>(rows: &Folded<T>) -> Self {
        Self::proven(rows.proof())
    }

    fn proven(proof: &ReadProof) -> Self {
        let ReadProof { endpoint, pages, rows, .. } = *proof;
        Self { endpoint, pages, rows }
    }
}
