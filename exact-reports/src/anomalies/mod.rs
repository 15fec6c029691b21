//! What a bookkeeper would look at twice: invoices that may have been booked double, lines without the VAT code that their
//! account has by default, and accounts on which amounts wait for their place.
//!
//! These are signs and no faults. Each can have a good reason.

mod duplicates;
mod report;

pub use duplicates::{PossibleDuplicate, Resemblance};
pub use report::{Anomalies, AnomalyInput, MissingVatCode, SuspenseBalance};
