use exact_model::Decimal;
use exact_model::codes::ReturnStatus;

use super::filing::Correction;
use super::series::ReturnSeries;
use super::status::ReturnTasks;
use super::tax_period::TaxPeriod;
use crate::amount::Sum;
use crate::basis::{Definition, Explained};
use crate::error::Error;

/// A return as it was filed, next to what the books say of its period now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FiledReturn {
    /// The period.
    pub period: TaxPeriod,
    /// How far the return is; `None` when Exact has none.
    pub status: Option<ReturnStatus>,
    /// What was filed; `None` when nothing was. Positive is to pay.
    pub filed: Option<Decimal>,
    /// What the return would be now, rounded as asked.
    pub books: Decimal,
    /// What the books say beyond what was filed; zero when nothing was filed.
    pub difference: Decimal,
}

/// Returns that were filed, compared with the books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FiledReturns {
    /// By period, in the order they were asked for.
    pub returns: Vec<FiledReturn>,
    /// All differences, net; positive is still to pay.
    pub net: Decimal,
    /// What has to be done with them.
    pub correction: Correction,
}

impl FiledReturns {
    /// Compares the returns of a series with those that Exact has. What was booked in a period after its return was filed
    /// makes the difference; an earlier correction that was taken along in a later return makes two of opposite sign.
    ///
    /// # Errors
    /// [`Error::Overflow`].
    pub fn of(tasks: &ReturnTasks, series: Explained<ReturnSeries>) -> Result<Explained<Self>, Error> {
        let Explained { report: series, mut basis, mut checks } = series;
        let mut returns = Vec::with_capacity(series.returns.len());
        let mut net = Sum::default();
        for books in &series.returns {
            let task = tasks.vat(&books.period);
            let check = task.filter(|task| task.is_filed()).map(|task| task.compared(books));
            let difference = check.as_ref().map_or(Decimal::ZERO, |check| check.difference);
            net.add(difference)?;
            returns.push(FiledReturn {
                period: books.period,
                status: task.map(|task| task.status),
                filed: check.as_ref().map(|check| check.exacts),
                books: books.filed.payable,
                difference,
            });
            checks.extend(check);
        }
        basis.definition = Definition::FiledReturns;
        basis.sources.extend(tasks.sources());
        let report = Self { returns, net: net.value(), correction: Correction::of(net.value()) };
        Ok(Explained { report, basis, checks })
    }
}
