//! The change of a figure between two periods.

use exact_model::Decimal;
use rust_decimal::RoundingStrategy;

use crate::amount::Sum;
use crate::error::Error;

/// Why there is no percentage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoPercentage {
    /// The figure it changed from is zero.
    FromZero,
    /// The figure it changed from is below zero, or the figure it changed to is: a percentage would mislead.
    Sign,
}

/// A figure in two periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// In the period that is compared with.
    pub before: Decimal,
    /// In the period asked about.
    pub after: Decimal,
    /// After minus before.
    pub difference: Decimal,
    /// The difference in percent of what was before, to one decimal, half away from zero; or why there is none.
    pub percentage: Result<Decimal, NoPercentage>,
}

impl Change {
    /// The change between two figures in the same sign.
    ///
    /// # Errors
    /// [`Error::Overflow`].
    pub fn of(before: Decimal, after: Decimal) -> Result<Self, Error> {
        let difference = Sum::of([after, -before])?;
        Ok(Self { before, after, difference, percentage: percentage(before, after, difference) })
    }
}

fn percentage(before: Decimal, after: Decimal, difference: Decimal) -> Result<Decimal, NoPercentage> {
    if before.is_zero() {
        return Err(NoPercentage::FromZero);
    }
    if before < Decimal::ZERO || after < Decimal::ZERO {
        return Err(NoPercentage::Sign);
    }
    let fraction = difference.checked_div(before).and_then(|fraction| fraction.checked_mul(Decimal::ONE_HUNDRED));
    let rounded = fraction.map(|percent| percent.round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero));
    rounded.ok_or(NoPercentage::FromZero)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn percent(before: i64, after: i64) -> Result<String, NoPercentage> {
        Change::of(before.into(), after.into()).unwrap().percentage.map(|percent| percent.normalize().to_string())
    }

    #[test]
    fn a_percentage_is_of_what_was_before() {
        assert_eq!(percent(200, 250).as_deref(), Ok("25"));
        assert_eq!(percent(300, 200).as_deref(), Ok("-33.3"));
        assert_eq!(percent(200, 0).as_deref(), Ok("-100"));
    }

    #[test]
    fn from_zero_or_from_a_loss_there_is_no_percentage_and_the_reason_is_named() {
        assert_eq!(percent(0, 10), Err(NoPercentage::FromZero));
        assert_eq!(percent(-10, 10), Err(NoPercentage::Sign));
        assert_eq!(percent(10, -10), Err(NoPercentage::Sign));
    }
}
