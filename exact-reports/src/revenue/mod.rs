//! Revenue: what was booked on the revenue accounts, by period, by account and by customer.
//!
//! Revenue is minus the sum of `AmountDC` on result accounts of type 110, by financial period, without the types of
//! [`TransactionType::is_left_out_of_results`](crate::ledger::TransactionType::is_left_out_of_results). It is without
//! VAT by construction, and holds what never was an invoice: corrections in the general journal, revenue in the cash
//! book. It is therefore not the sum of invoices.

mod by_customer;
mod by_period;
mod ranking;

use exact_model::{Complete, Decimal};

pub use by_customer::{ByCustomer, CustomerInput, CustomerRevenue, entries_without_customer};
pub use by_period::{AccountRevenue, PeriodRevenue, Progress, QuarterRevenue, Revenue, RevenueInput, YearRevenue};
pub use ranking::{Others, Ranking};

use crate::amount::{Sum, negated, same_cents};
use crate::basis::Choice;
use crate::check::{Against, Check};
use crate::error::Error;
use crate::input::RevenueListRow;
use crate::period::PeriodRange;

/// Exact's own revenue of the period, in the sign of ours: its sign is not documented, so the one that fits is taken.
pub(crate) fn revenue_list_check(
    ours: Decimal,
    period: &PeriodRange,
    lists: &[Complete<RevenueListRow>],
) -> Result<(Option<Check>, Option<Choice>), Error> {
    if lists.is_empty() {
        return Ok((None, Some(Choice::ControlMissing(Against::RevenueList))));
    }
    let mut sum = Sum::default();
    for row in lists.iter().flat_map(Complete::rows) {
        let inside = i16::try_from(row.year)
            .and_then(|year| Ok(period.contains(year, i16::try_from(row.period)?)))
            .unwrap_or(false);
        if inside {
            sum.add(row.amount)?;
        }
    }
    let exacts = sum.value();
    if !same_cents(ours, exacts) && same_cents(ours, -exacts) {
        let turned = Choice::ControlTurned(Against::RevenueList);
        return Ok((Some(Check::new(Against::RevenueList, ours, negated(exacts))), Some(turned)));
    }
    Ok((Some(Check::new(Against::RevenueList, ours, exacts)), None))
}
