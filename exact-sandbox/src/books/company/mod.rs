//! A made-up Dutch company: two administrations, three book years, the same for the same seed and day.
//!
//! The books are not drawn line by line but lived day by day: goods are bought and sold, invoices are paid late or in
//! part, VAT is filed, wages are paid, years are closed. What follows from a rule of bookkeeping therefore holds here too:
//! entries are zero, payment terms equal the ledger, VAT accounts are cleared by the returns.
//!
//! The story of a day never looks ahead. With the same seed, a later day in the same year only adds to the books (year-end
//! entries aside: they are there for both closed years even when the story has not come to closing them).

mod bank;
mod beside;
mod bills;
mod bulk;
mod calendar;
mod cash;
mod chart;
mod clerk;
mod closing;
mod draft;
mod firm;
mod group;
mod invoice;
mod kind;
mod memo;
mod opening;
mod payroll;
mod profile;
mod purchases;
mod recast;
mod relations;
mod sales;
mod shop;
mod subledger;
mod vat;
mod vat_return;
mod year_end;

use chrono::NaiveDate;

pub use kind::{Company, UnknownCompany};

use super::{Books, Division, Source};
use bulk::Plan;
use profile::Profile;
use recast::BookYear;

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
    make(Company::Standard, seed, today)
}

/// Makes the books of one of the made-up companies, as [`generate`] does of the standard ones.
///
/// ```
/// # use chrono::NaiveDate;
/// # use exact_sandbox::books::company::{self, Company};
/// let today = NaiveDate::from_ymd_opt(2026, 3, 18).unwrap_or_default();
/// let books = company::make(Company::Group, 7, today);
/// assert_eq!(books.divisions.len(), 3);
/// ```
#[must_use]
pub fn make(company: Company, seed: u64, today: NaiveDate) -> Books {
    let today = calendar::within_reach(today);
    let live = |profile: &Profile| firm::live(profile, seed, today);
    let mut divisions: Vec<Division> = match company {
        Company::Standard => [profile::WHOLESALE, profile::ADVICE].iter().map(live).collect(),
        Company::Wholesaler => vec![live(&profile::WHOLESALE)],
        Company::Consultancy => vec![live(&profile::ADVICE)],
        Company::BrokenYear => vec![recast::recast(live(&profile::WHOLESALE), BookYear::FromJuly, today)],
        Company::ThirteenPeriods => vec![recast::recast(live(&profile::WHOLESALE), BookYear::ThirteenPeriods, today)],
        Company::Group => {
            group::join([profile::HOLDING, profile::WHOLESALE, profile::ADVICE].map(|one| live(&one)), today)
        }
        Company::Starter => vec![bulk::keep(&Plan::starter(today), seed, today)],
        Company::ClosedYears => vec![live(&Profile { closed_years: 6, ..profile::ADVICE })],
    };
    for division in &mut divisions {
        beside::furnish(division, today);
    }
    Books { today, source: Source::Seed(seed), divisions, warnings: Vec::new() }
}

/// Makes one administration with exactly that many ledger lines (at least 10), for measuring: plainer than the lived
/// companies and made many times faster, but as consistent.
#[must_use]
pub fn bulk(lines: usize, seed: u64, today: NaiveDate) -> Books {
    let today = calendar::within_reach(today);
    let divisions = vec![bulk::keep(&Plan::of_lines(lines), seed, today)];
    Books { today, source: Source::Seed(seed), divisions, warnings: Vec::new() }
}
