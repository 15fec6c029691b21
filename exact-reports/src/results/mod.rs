//! Profit and loss: what was booked on the result accounts, by section, type and account, with the usual subtotals.
//!
//! The sign is turned once for a section: revenue and costs are both positive when they are what they are called, and a
//! profit is positive. Whether an amount is a cost follows from the type of its account and never from its sign.

mod section;
mod statement;

pub use section::{Section, Subtotal};
pub use statement::{AccountResult, Figure, ProfitAndLoss, SectionResult, StatementInput, TypeResult};
