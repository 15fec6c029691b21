//! The catalogue as data: every endpoint Exact Online has, at run time.
//!
//! ```
//! use exact_model::catalogue;
//!
//! let lines = catalogue::find("bulk/Financial/TransactionLines").unwrap();
//! assert_eq!(lines.page_size, 1000);
//! assert_eq!(catalogue::endpoints().count(), 468);
//! ```

use crate::generated::catalogue::SERVICES;
use crate::meta::Meta;

/// Every endpoint, service by service.
pub fn endpoints() -> impl Iterator<Item = &'static Meta> {
    SERVICES.iter().copied().flatten().copied()
}

/// The endpoint of that id (the path after the division), in Exact's own casing.
#[must_use]
pub fn find(id: &str) -> Option<&'static Meta> {
    endpoints().find(|meta| meta.id == id)
}
