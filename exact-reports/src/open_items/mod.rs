//! Open items: what customers still have to pay, and what suppliers are still owed.
//!
//! Both sides are one report. Every item keeps its sign: an open invoice is positive, a credit note, a receipt or payment
//! that was matched with nothing or a correction is negative. They are shown apart and never netted away, because "open
//! invoices" and "what is open" are two figures. Together they must equal the ledger balance of the accounts of their
//! type; that also fixes the sign, on which sources disagree.

mod aging;
mod dso;
mod duplicates;
mod falling_due;
mod item;
mod measure;
mod past;
mod position;
mod punctuality;
mod report;
mod selection;
mod settlement;
mod side;
mod sign;
mod term;

pub use aging::{AgeBand, Aging, Bucket};
pub use dso::{Dso, DsoInput};
pub use duplicates::{DuplicateReason, Duplicates, PossibleDuplicate, PurchaseInvoice};
pub use falling_due::{FallingDue, Horizon, RelationDue};
pub use item::{ItemKind, OpenItem};
pub use past::part_payments_since;
pub use position::{CurrencyPosition, OpenPosition, RelationPosition};
pub use punctuality::{Punctuality, PunctualityRow};
pub use report::PositionInput;
pub use selection::Selection;
pub use settlement::{InvoiceSettlement, SettlementState};
pub use side::Side;
pub use sign::DocumentedSign;
pub use term::{Term, Terms};
