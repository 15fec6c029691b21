//! The books behind the sandbox: one ledger per division, from which every endpoint is derived.
//!
//! Nothing here knows HTTP or OData. [`Books`] comes from a made-up company ([`company`]) or from an audit file
//! ([`auditfile`]); the routes only read it.

pub mod auditfile;
pub mod company;
mod entry;
mod id;
mod ledger;
mod matching;
mod new_entry;
mod open_items;
mod posting;
mod record;
mod report;

pub use entry::{Entry, EntryType, Line, Status};
pub use id::{IdSpace, guid};
pub use ledger::{
    Account, Books, Division, Journal, JournalKind, Period, Relation, Source, VatCode, VatPercentage, VatSide,
};
pub use new_entry::{Change, NewEntry, NewLine, PostingFault};
pub use open_items::{Match, OpenItem, OpenItems, Side};
pub use record::{Record, Value};
