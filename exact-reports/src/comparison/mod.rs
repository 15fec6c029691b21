//! Comparison of any two periods: figures next to each other, their change, and customers won and lost.
//!
//! A percentage is given only where it means something; where it does not, the [reason](crate::change::NoPercentage) is.
//! Which periods are fair to compare is decided in [`Cut`]: the same financial periods, never so many days before.

mod customers;
mod cut;
mod statements;

pub use customers::{CustomerChange, CustomerChanges};
pub use cut::Cut;
pub use statements::{AccountChange, Comparison, SectionChange, SubtotalChange};
