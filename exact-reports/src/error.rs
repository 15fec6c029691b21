//! Why a figure was not given.

use chrono::NaiveDate;

use crate::calendar::Period;
use crate::ledger::AccountType;

/// Why there is no figure. A report that cannot be right gives one of these, never a zero.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The first day, or the first period, lies after the last one. Swap them.
    #[error("the period ends before it begins: give the earlier one first")]
    RangeReversed,
    /// Nothing was booked in the book year, or it does not exist. Ask for a year between the two that are named.
    #[error("no books in book year {year}: choose a year that has books")]
    NoBooks {
        /// The book year that was asked for.
        year: i16,
        /// The first book year with bookings, where it is known.
        first: Option<i16>,
        /// The last book year with bookings, where it is known.
        last: Option<i16>,
    },
    /// The book year has no period of that number.
    #[error("book year {year} has no period {period}: it runs from period {first} to {last}")]
    NoSuchPeriod {
        /// The book year.
        year: i16,
        /// The period that was asked for.
        period: i16,
        /// Its first period.
        first: i16,
        /// Its last period.
        last: i16,
    },
    /// The dates do not begin and end where financial periods do, and figures by period cannot be cut in two.
    #[error("{from} to {to} cuts through a financial period: choose whole periods")]
    NotWholePeriods {
        /// First day asked for.
        from: NaiveDate,
        /// Last day asked for.
        to: NaiveDate,
        /// The periods that share at least one day with it; empty when there are none at all.
        overlapping: Vec<Period>,
    },
    /// The chart has no account of a type that the figure is made of, so that zero would be a guess.
    #[error("no general ledger account of type {0}: classify the accounts in Exact Online first")]
    NoAccounts(AccountType),
    /// The open terms fit the ledger with neither sign, and nothing else tells a claim from a debt. Ask for the ledger
    /// balance instead, and have the subledger of these accounts reconciled.
    #[error("the open terms and the ledger accounts of type {0} contradict each other: reconcile them first")]
    SignUnknown(AccountType),
    /// The chart has no result accounts at all.
    #[error("no result accounts in the chart: the accounts were read without them, or the administration is empty")]
    NoResultAccounts,
    /// The chart has no account of costs.
    #[error("no accounts of costs in the chart: classify the accounts in Exact Online first")]
    NoCostAccounts,
    /// The chart has no balance sheet accounts.
    #[error(
        "no balance sheet accounts in the chart: the accounts were read without them, or the administration is empty"
    )]
    NoBalanceAccounts,
    /// A trial balance begins and ends in one book year.
    #[error("the period lies in several book years: choose periods of one")]
    SeveralBookYears,
    /// The chart has no account of cash, bank or payment service.
    #[error("no accounts of cash or bank in the chart: classify the accounts in Exact Online first")]
    NoCashAccounts,
    /// A course was asked for without any moment in it.
    #[error("no financial period ends in the time asked for: choose a longer one")]
    NoMoments,
    /// A month or quarter of a number that does not exist.
    #[error("no such month or quarter: months run from 1 to 12 and quarters from 1 to 4")]
    NoSuchPhrase,
    /// The scenario has no budget in the period.
    #[error("no budget in this period: choose a period and a scenario that have one")]
    NoBudget,
    /// There are several budgets and none was chosen.
    #[error("there are several budget scenarios: choose one of them")]
    SeveralScenarios {
        /// Their codes.
        scenarios: Vec<String>,
    },
    /// A group without any administration.
    #[error("no administrations to put side by side: choose at least one")]
    NoMembers,
    /// There is no VAT administration: no VAT accounts, or nothing was ever booked on them. Under the scheme for small
    /// businesses that is as it should be, and zero would be a wrong answer.
    #[error("no VAT was ever booked: there is no VAT balance or return to give")]
    NoVat,
    /// A sum has more digits than a decimal holds.
    #[error("a sum has more than 28 digits: the amounts cannot be right")]
    Overflow,
    /// A row held a value outside what its column can mean, such as a book year of seven digits.
    #[error("a row of {endpoint} has an impossible {column}: read it again, and report it when it stays")]
    OddRow {
        /// The endpoint the row came from.
        endpoint: &'static str,
        /// The column.
        column: &'static str,
    },
}
