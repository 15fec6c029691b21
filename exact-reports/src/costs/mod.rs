//! Costs: what was booked on the accounts of costs, by account, kind, reference code and supplier, and what recurs.
//!
//! Costs are the sum of `AmountDC` on result accounts of types 120 to 126, positive. The cost of goods (111) is asked for
//! apart; exceptional costs, interest and taxes on the result are no costs here but stand in the
//! [profit and loss statement](crate::results).

mod by_supplier;
mod fixed;
mod ranking;
mod recurring;
mod report;
mod riser;
mod wanted;

pub use by_supplier::{BySupplier, SupplierCosts, SupplierInput};
pub use fixed::{FixedCosts, FixedInput, Nature, NatureCosts};
pub use ranking::{CostRanking, OtherAccounts};
pub use recurring::{Recurring, Subject};
pub use report::{AccountCosts, CostInput, CostScope, Costs, FoundCosts, KindCosts, ReferenceCosts};
pub use riser::{Riser, risers};
