use std::collections::BTreeMap;

use exact_model::{Decimal, Uuid};

use super::CostScope;
use crate::amount::{Sum, cents};
use crate::calendar::Calendar;
use crate::error::Error;
use crate::ledger::{Account, Chart, Lines, Names, Relation};
use crate::period::{PeriodRange, Span};
use crate::selector::{Counting, Selector, When};

/// How far an amount may lie from the median of its series, as a fraction of it.
const TOLERANCE: Decimal = Decimal::from_parts(2, 0, 0, false, 1);

/// How often something must have been booked to be called recurring.
const FEWEST: usize = 3;

/// What a recurring cost is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// One supplier.
    Supplier(Relation),
    /// No supplier, but descriptions of the same [wording](crate::ledger::Detail::wording).
    Description(String),
}

/// Costs that come back at a constant pace with nearly the same amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recurring {
    /// The account.
    pub account: Account,
    /// What it is for.
    pub subject: Subject,
    /// Financial periods from one time to the next: 1 is every period.
    pub every: usize,
    /// How many times.
    pub times: usize,
    /// The median of the amounts; a cost is positive.
    pub median: Decimal,
    /// The median spread over the periods of the pace, in cents.
    pub per_period: Decimal,
    /// All of it in the period; a cost is positive.
    pub total: Decimal,
    spans: Vec<Span>,
}

impl Recurring {
    /// The lines behind the total.
    #[must_use]
    pub fn selector(&self) -> Selector {
        let lines = Selector::of([self.account.id], When::Within(self.spans.clone()), Counting::Results);
        match &self.subject {
            Subject::Supplier(supplier) => lines.of_relation(Some(supplier.id)),
            Subject::Description(wording) => lines.of_relation(None).worded(wording),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Supplier(Uuid),
    Description(String),
}

/// The recurring costs among the lines, largest amount a period first.
pub(super) fn recurring(
    period: &PeriodRange,
    scope: CostScope,
    chart: &Chart,
    calendar: &Calendar,
    lines: &Lines,
) -> Result<Vec<Recurring>, Error> {
    let ordinals: BTreeMap<(i16, i16), usize> =
        period.periods(calendar).enumerate().map(|(at, known)| ((known.year, known.number), at)).collect();
    let a_year = period.years().map(|year| calendar.periods_of(year).count()).max().unwrap_or(12);
    let mut names = Names::default();
    let mut series: BTreeMap<(Uuid, Key), BTreeMap<usize, Sum>> = BTreeMap::new();
    for line in lines.iter() {
        let is_cost = chart.get(line.account).is_some_and(|account| scope.includes(account));
        let counts = is_cost && line.transaction_type.counts_in_results(line.status);
        let Some(ordinal) = ordinals.get(&(line.year, line.period)).filter(|_| counts) else { continue };
        let key = match (line.relation, line.detail.wording()) {
            (Some(id), _) => {
                names.note(id, line.relation_code.as_deref(), line.relation_name.as_deref());
                Key::Supplier(id)
            }
            (None, Some(wording)) => Key::Description(wording),
            (None, None) => continue,
        };
        series.entry((line.account, key)).or_default().entry(*ordinal).or_default().add(line.amount)?;
    }
    // A period that the calendar does not know has no place in a rhythm.
    let spans: Vec<_> = period.spans.iter().map(|span| Span { whole_year: false, ..*span }).collect();
    let mut found = Vec::new();
    for ((account, key), sums) in series {
        let times: Vec<(usize, Decimal)> =
            sums.into_iter().map(|(at, sum)| (at, sum.value())).filter(|(_, amount)| !amount.is_zero()).collect();
        let (Some(every), Some(account)) = (pace(&times, a_year), chart.get(account)) else { continue };
        let amounts: Vec<Decimal> = times.iter().map(|(_, amount)| *amount).collect();
        let Some(median) = steady(&amounts) else { continue };
        let subject = match key {
            Key::Supplier(id) => Subject::Supplier(names.relation(id)),
            Key::Description(description) => Subject::Description(description),
        };
        let per_period = median.checked_div(every.into()).map(cents).ok_or(Error::Overflow)?;
        let total = Sum::of(amounts)?;
        found.push(Recurring {
            account: account.clone(),
            subject,
            every,
            times: times.len(),
            median,
            per_period,
            total,
            spans: spans.clone(),
        });
    }
    found.sort_by(|left, right| {
        right.per_period.cmp(&left.per_period).then_with(|| left.account.code.cmp(&right.account.code))
    });
    Ok(found)
}

/// Periods from one time to the next, when that is constant and one, two or three periods or a year.
fn pace(times: &[(usize, Decimal)], a_year: usize) -> Option<usize> {
    let mut gaps = times.windows(2).filter_map(|pair| match pair {
        [(before, _), (after, _)] => Some(after - before),
        _ => None,
    });
    let first = gaps.next().filter(|gap| matches!(gap, 1..=3) || *gap == a_year)?;
    (times.len() >= FEWEST && gaps.all(|gap| gap == first)).then_some(first)
}

/// The median, when it is a cost and no amount lies far from it.
fn steady(amounts: &[Decimal]) -> Option<Decimal> {
    let mut sorted = amounts.to_vec();
    sorted.sort();
    let median = *sorted.get(sorted.len() / 2)?;
    let room = median.checked_mul(TOLERANCE)?;
    let near = |amount: &Decimal| amount.checked_sub(median).is_some_and(|distance| distance.abs() <= room);
    (median > Decimal::ZERO && amounts.iter().all(near)).then_some(median)
}
