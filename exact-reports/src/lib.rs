#![doc = include_str!("../README.md")]
#![deny(clippy::float_arithmetic)]

pub mod amount;
pub mod anomalies;
pub mod balance;
pub mod basis;
pub mod budget;
pub mod calendar;
pub mod cash;
pub mod change;
#[cfg(feature = "chart")]
pub mod chart;
pub mod check;
pub mod closing;
pub mod comparison;
pub mod cost_centers;
pub mod costs;
pub mod error;
pub mod group;
pub mod input;
pub mod invoices;
pub mod ledger;
#[cfg(feature = "live")]
pub mod live;
pub mod open_items;
pub mod overview;
pub mod period;
pub mod phrase;
pub mod receivables;
pub mod results;
pub mod revenue;
pub mod selector;
pub mod series;
pub mod table;
pub mod vat;

pub use basis::{Basis, Explained};
pub use calendar::{Calendar, Period, Quarter};
pub use check::Check;
pub use error::Error;
pub use period::{PeriodBasis, PeriodRange, PeriodRequest};
pub use selector::Selector;
