//! The charts of reports.

mod open_items;
mod results;
mod standing;
mod vat;

use exact_model::Decimal;

use super::Chart;
use crate::amount::Sum;

/// What can be shown as a chart.
pub trait Charted {
    /// The chart that answers the question, in amounts of `currency`, an ISO 4217 code.
    fn chart(&self, currency: &str) -> Chart;
}

/// With the chart of its report.
impl<T: Charted> Charted for crate::Explained<T> {
    fn chart(&self, currency: &str) -> Chart {
        self.report.chart(currency)
    }
}

/// With the chart of its report.
#[cfg(feature = "live")]
impl<T: Charted> Charted for crate::live::Answer<T> {
    fn chart(&self, currency: &str) -> Chart {
        self.report.chart(currency)
    }
}

/// Rows of a ranking that are drawn each for themselves.
const LARGEST: usize = 12;

/// The first rows of a list that is sorted, the others together in one more.
fn largest(rows: Vec<(String, Decimal)>) -> Vec<(String, Decimal)> {
    let rest = rows.get(LARGEST..).unwrap_or_default();
    let others = Sum::of(rest.iter().map(|(_, amount)| *amount)).unwrap_or_default();
    let others = (!rest.is_empty()).then(|| (format!("overige ({})", rest.len()), others));
    rows.iter().take(LARGEST).cloned().chain(others).collect()
}
