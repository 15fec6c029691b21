//! A made-up Dutch company: two administrations, three book years, the same for the same seed and day.
//!
//! The books are not drawn line by line but lived day by day: goods are bought and sold, invoices are paid late or in
//! part, VAT is filed, wages are paid, years are closed. What follows from a rule of bookkeeping therefore holds here too:
//! entries are zero, payment terms equal the ledger, VAT accounts are cleared by the returns.
//!
//! The story of a day never looks ahead. With the same seed, a later day in the same year only adds to the books (year-end
//! entries aside: they are there for both closed years even when the story has not come to closing them).

mod bank;
mod bills;
mod calendar;
mod cash;
mod chart;
mod clerk;
mod draft;
mod firm;
mod invoice;
mod memo;
mod opening;
mod payroll;
mod profile;
mod purchases;
mod relations;
mod sales;
mod subledger;
mod vat;
mod vat_return;
mod year_end;

use chrono::NaiveDate;

use super::{Books, Source};

/// Makes the books of a company as they stand on `today`: two closed calendar years and the one that `today` is in.
///
/// The same seed and day always give the same books, ids included. Nothing is dated after `today`, and no entry lies in a
/// period after that of `today`. A day before 1990 or after 9990 counts as the nearest one between.
///
/// ```
/// # use chrono::NaiveDate;
/// # use exact_sandbox::books::company;
/// let today = NaiveDate::from_ymd_opt(2026, 3, 18).unwrap_or_default();
/// let books = company::generate(7, today);
/// assert_eq!(books.divisions.len(), 2);
/// assert_eq!(books.divisions[0].periods.len(), 36);
/// ```
#[must_use]
pub fn generate(seed: u64, today: NaiveDate) -> Books {
    let today = calendar::within_reach(today);
    let divisions = [profile::WHOLESALE, profile::ADVICE].map(|profile| firm::live(&profile, seed, today));
    Books { today, source: Source::Seed(seed), divisions: divisions.into(), warnings: Vec::new() }
}
