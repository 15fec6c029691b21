//! One administration.

use exact_model::Row;

use crate::calls::CallCounter;
use crate::client::Exact;
use crate::list::List;

/// One administration, by its division number. Every read names its division; there is no current one behind the
/// scenes that a colleague could switch.
///
/// Cheap to clone. It makes no call itself: that the division exists, and that the user may see it, shows at the first
/// read.
#[derive(Debug, Clone)]
pub struct Division {
    exact: Exact,
    code: i32,
}

impl Division {
    pub(crate) fn new(exact: Exact, code: i32) -> Self {
        Self { exact, code }
    }

    /// The division number, as in Exact's addresses.
    #[must_use]
    pub fn code(&self) -> i32 {
        self.code
    }

    /// The client it belongs to.
    #[must_use]
    pub fn exact(&self) -> &Exact {
        &self.exact
    }

    /// The same division through a client that counts its calls from zero, see [`Exact::metered`].
    #[must_use]
    pub fn metered(&self) -> Self {
        Self { exact: self.exact.metered(), code: self.code }
    }

    /// The calls made through this client so far, see [`Exact::calls`].
    #[must_use]
    pub fn calls(&self) -> CallCounter {
        self.exact.calls()
    }

    /// Begins a read of rows `R`: an entity with all its columns, or a
    /// [`projection!`](exact_model::projection) of some.
    pub fn list<R: Row>(&self) -> List<R> {
        List::new(self.clone())
    }
}
