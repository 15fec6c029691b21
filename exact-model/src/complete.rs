//! Rows of a read that reached its end.

use crate::meta::Meta;

/// How a complete read went.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReadProof {
    /// Which endpoint was read.
    pub endpoint: &'static str,
    /// Pages that were read, the last one included.
    pub pages: u32,
    /// Rows on them.
    pub rows: u64,
}

/// All rows of a query, proven complete: every page was read up to the one that had no next link.
///
/// A total may only be made of these. Whoever stops half-way has a `Vec`, and the reports do not take one.
#[derive(Clone, PartialEq, Eq)]
pub struct Complete<R> {
    rows: Vec<R>,
    proof: ReadProof,
}

impl<R> Complete<R> {
    /// States that `rows` are all there are. Only the reader that saw the last page can know; `exact-client` calls this
    /// at the end of a stream, tests may call it with rows of their own making.
    #[must_use]
    pub fn finished(endpoint: &'static Meta, pages: u32, rows: Vec<R>) -> Self {
        let count = rows.len() as u64;
        Self { rows, proof: ReadProof { endpoint: endpoint.id, pages, rows: count } }
    }

    /// The rows, in the order Exact sent them.
    #[must_use]
    pub fn rows(&self) -> &[R] {
        &self.rows
    }

    /// The rows, without their proof.
    #[must_use]
    pub fn into_rows(self) -> Vec<R> {
        self.rows
    }

    /// How the read went.
    #[must_use]
    pub const fn proof(&self) -> &ReadProof {
        &self.proof
    }
}

/// What all rows of a query were folded into, proven complete as [`Complete`] is, while no row is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct Folded<T> {
    value: T,
    proof: ReadProof,
}

impl<T> Folded<T> {
    /// States that all `rows` rows there are went into `value`. As with [`Complete::finished`], only the reader that saw the
    /// last page can know.
    #[must_use]
    pub const fn finished(endpoint: &'static Meta, pages: u32, rows: u64, value: T) -> Self {
        Self { value, proof: ReadProof { endpoint: endpoint.id, pages, rows } }
    }

    /// What they were folded into.
    #[must_use]
    pub const fn value(&self) -> &T {
        &self.value
    }

    /// What they were folded into, without the proof.
    #[must_use]
    pub fn into_value(self) -> T {
        self.value
    }

    /// How the read went.
    #[must_use]
    pub const fn proof(&self) -> &ReadProof {
        &self.proof
    }
}

impl<T> core::fmt::Debug for Folded<T> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Folded").field("proof", &self.proof).finish_non_exhaustive()
    }
}

impl<R> core::fmt::Debug for Complete<R> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Complete").field("proof", &self.proof).finish_non_exhaustive()
    }
}
