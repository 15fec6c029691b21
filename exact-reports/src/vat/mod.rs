//! The VAT balance: what the ledger says is owed to the tax office, or can be claimed from it.
//!
//! The debt is minus the balance of all accounts of type 24, whatever year it stems from: a balance, not the movement of
//! a period. As far as VAT return entries (type 50) tell, it is split into what was filed and not paid, what was not yet
//! filed, and what is left on periods that were filed: candidates for a supplementary return. The figure is exact to the
//! cent; a return in whole euros differs from it by design.

mod filing;
mod report;
mod role;

pub use filing::{Filing, remittance_accounts};
pub use report::{ReturnPeriod, VatAccount, VatBalance, VatInput};
pub use role::Role;
