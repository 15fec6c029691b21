//! Receivables: what customers still have to pay, by customer and by age.
//!
//! Every item keeps its sign: an open invoice is positive, a credit note, a receipt that was matched with nothing or a
//! correction is negative. They are shown apart and never netted away, because "open invoices" and "what is open" are
//! two figures. Together they must equal the ledger balance of the receivable accounts; that also fixes the sign, on
//! which sources disagree.

mod aging;
mod item;
mod report;
mod sign;

pub use aging::{AgeBand, Aging, Bucket};
pub use item::{ItemKind, OpenItem, OpenItems};
pub use report::{CustomerReceivables, Receivables, ReceivablesInput};
pub use sign::DocumentedSign;
