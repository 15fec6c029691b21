//! The books behind the sandbox: one ledger per division, from which every endpoint is derived.
//!
//! Nothing here knows HTTP or OData. [`Books`] comes from a made-up company ([`company`]) or from an audit file
//! ([`auditfile`]); the routes only read it.

pub mod auditfile;
pub mod company;
mod id;
mod ledger;
mod open_items;

pub use id::{IdSpace, guid};
pub use ledger::{
    Account, Books, Division, Entry, EntryType, Journal, JournalKind, Line, Period, Relation, Source, Status, VatCode,
    VatPercentage, VatSide,
};
pub use open_items::{OpenItem, OpenItems, Side};
