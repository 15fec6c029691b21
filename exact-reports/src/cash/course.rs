use exact_model::Decimal;

use super::{CashInput, CashPosition};
use crate::balance::Moment;
use crate::basis::{Definition, Explained};
use crate::error::Error;
use crate::ledger::{Chart, Movements};

/// What the course of the cash position is made of.
#[derive(Debug, Clone, Copy)]
pub struct CourseInput<'a> {
    /// The moments, the first one first, such as [`Moment::period_ends`].
    pub moments: &'a [Moment],
    /// The accounts of cash, banks, payment services and credit cards, or more.
    pub chart: &'a Chart,
    /// What was booked on them up to the last moment: in all years, or from the year of the first moment with its opening
    /// balance.
    pub movements: &'a Movements,
}

/// The cash position at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CashPoint {
    /// What stood on the accounts.
    pub position: CashPosition,
    /// How much more than at the moment before; `None` at the first.
    pub change: Option<Decimal>,
}

/// The course of the cash position: balances at moments, not movements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CashCourse {
    /// Every moment.
    pub points: Vec<CashPoint>,
}

impl CashCourse {
    /// Makes the report. Its basis is that of the last moment.
    ///
    /// # Errors
    /// [`Error::NoCashAccounts`] when the chart has no account of cash, bank or payment service; [`Error::NoMoments`];
    /// [`Error::Overflow`].
    pub fn of(input: &CourseInput<'_>) -> Result<Explained<Self>, Error> {
        let mut points: Vec<CashPoint> = Vec::with_capacity(input.moments.len());
        let mut last = None;
        for moment in input.moments {
            let position =
                CashInput { moment: *moment, chart: input.chart, movements: input.movements, last_booked: None };
            let Explained { report: position, basis, checks } = CashPosition::of(&position)?;
            let before = points.last().map(|point| point.position.total);
            let change = before.and_then(|before| position.total.checked_sub(before));
            points.push(CashPoint { position, change });
            last = Some((basis, checks));
        }
        let (mut basis, checks) = last.ok_or(Error::NoMoments)?;
        basis.definition = Definition::CashCourse;
        Ok(Explained { report: Self { points }, basis, checks })
    }
}
