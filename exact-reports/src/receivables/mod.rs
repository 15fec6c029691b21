//! Receivables under the names of their own side: what customers still have to pay. The report is
//! [`open_items`](crate::open_items).

pub use crate::open_items::{AgeBand, Aging, Bucket, ItemKind, OpenItem};

/// What customers still have to pay.
pub type Receivables = crate::open_items::OpenPosition;

/// What one customer has open.
pub type CustomerReceivables = crate::open_items::RelationPosition;
