//! Balances: the balance sheet and the trial balance.
//!
//! A balance is one opening plus movements. Which opening, and what closing entries do to it, is decided in one place,
//! [`Standing`]; every balance of the reports goes through it.

mod moment;
mod sheet;
mod standing;
mod trial;

pub use moment::Moment;
pub use sheet::{AccountBalance, BalanceSheet, SheetInput, SheetSide, TypeBalance, Undistributed};
pub use standing::Standing;
pub use trial::{TrialBalance, TrialInput, TrialRow};
