//! The live part: reads what a question needs by the cheapest complete route, makes the report and says what it cost.
//!
//! [`Administration`] is one administration of Exact Online. Each of its questions gives an [`Answer`]: the report, its
//! basis, its control totals, and the calls, pages and rows it took. Every read runs to its end or the answer is an
//! error; there is no half answer.
//!
//! Nothing here knows what day it is: today comes in.

mod administration;
mod answer;
mod balances;
mod batch;
mod carried;
mod customers;
mod entries;
mod error;
mod invoices;
mod open_items;
mod reading;
mod results;
mod revenue;
mod route;
mod terms;
mod vat;
mod vat_return;
mod when;
mod working;

pub use administration::{Administration, BookYears};
pub use answer::Answer;
pub use entries::Behind;
pub use error::Error;
pub use working::{Bounds, WorkingSet};
