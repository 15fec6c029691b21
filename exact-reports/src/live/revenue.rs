//! Revenue by the balances: accounts, periods, balances and control are one call each for a small administration.

use chrono::NaiveDate;

use super::administration::Administration;
use super::reading::{Reading, both, on_accounts};
use super::when::balances_in;
use super::{Answer, Error};
use crate::ledger::{AccountType, Movements};
use crate::period::PeriodRequest;
use crate::revenue::{Revenue, RevenueInput};

pub(super) async fn answer(
    administration: &Administration,
    mut reading: Reading,
    request: &PeriodRequest,
    today: NaiveDate,
) -> Result<Answer<Revenue>, Error> {
    let (period, calendar) = administration.resolve(&mut reading, request).await?;
    let chart = reading.chart(&[AccountType::REVENUE]).await?;
    let movements = match balances_in(&period) {
        Some(when) => reading.movements(both(on_accounts(&chart.revenue()), &when)).await?,
        None => Movements::default(),
    };
    reading.require_books(&period, |year| movements.iter().any(|movement| movement.year == year)).await?;
    let control = reading.revenue_lists(&period).await?;
    let input = RevenueInput {
        period: &period,
        today,
        chart: &chart,
        calendar: &calendar,
        movements: &movements,
        control: &control,
    };
    Ok(reading.answer(Revenue::of(&input)?))
}
