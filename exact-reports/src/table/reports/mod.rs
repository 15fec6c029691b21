//! The tables of every report.

mod anomalies;
mod balance;
mod cash;
mod closing;
mod comparison;
mod costs;
mod explained;
mod invoices;
pub(crate) mod label;
mod open_items;
mod overview;
mod payment;
mod results;
mod revenue;
mod series;
mod settlement;
mod vat_balance;
mod vat_list;
mod vat_return;
