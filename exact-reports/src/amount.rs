//! Sums of money that are exact or an error, and the one place where money is rounded.

use rust_decimal::{Decimal, RoundingStrategy};

use crate::error::Error;

/// A running sum. Adding never panics, wraps or drops a digit.
///
/// ```
/// use exact_reports::amount::Sum;
/// use exact_model::Decimal;
///
/// let mut sum = Sum::default();
/// sum.add(Decimal::new(10, 2))?;
/// sum.add(Decimal::new(20, 2))?;
/// assert_eq!(sum.value(), Decimal::new(30, 2));
/// # Ok::<(), exact_reports::Error>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sum(Decimal);

impl Sum {
    /// Adds an amount.
    ///
    /// # Errors
    /// [`Error::Overflow`] when the sum has more than 28 digits.
    pub fn add(&mut self, amount: Decimal) -> Result<(), Error> {
        let total = self.0.checked_add(amount).ok_or(Error::Overflow)?;
        // A decimal that runs out of digits drops the last ones, and with them decimals that were not zero.
        let scale = total.scale();
        if scale < self.0.scale().max(amount.scale())
            && scale < self.0.normalize().scale().max(amount.normalize().scale())
        {
            return Err(Error::Overflow);
        }
        self.0 = total;
        Ok(())
    }

    /// Subtracts an amount.
    ///
    /// # Errors
    /// [`Error::Overflow`] when the sum has more than 28 digits.
    pub fn subtract(&mut self, amount: Decimal) -> Result<(), Error> {
        self.add(-amount)
    }

    /// The sum so far, not rounded; zero has no sign.
    #[must_use]
    pub fn value(self) -> Decimal {
        unsigned_zero(self.0)
    }

    /// The sum of amounts.
    ///
    /// # Errors
    /// [`Error::Overflow`] when the sum has more than 28 digits.
    pub fn of(amounts: impl IntoIterator<Item = Decimal>) -> Result<Decimal, Error> {
        let mut sum = Self::default();
        amounts.into_iter().try_for_each(|amount| sum.add(amount))?;
        Ok(sum.value())
    }
}

/// The amount with the other sign; zero has none.
#[must_use]
pub fn negated(amount: Decimal) -> Decimal {
    unsigned_zero(-amount)
}

/// A decimal keeps a minus sign in front of zero, which would show as "-0".
fn unsigned_zero(amount: Decimal) -> Decimal {
    if amount.is_zero() { amount.abs() } else { amount }
}

/// Rounds to whole cents, half away from zero. For the edge only: totals are rounded from the exact total, never added
/// up from rounded parts.
#[must_use]
pub fn cents(amount: Decimal) -> Decimal {
    let mut rounded = amount.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
    rounded.rescale(2);
    unsigned_zero(rounded)
}

/// The amount in whole cents the way it is written in Dutch: `1.234,50`, with a minus sign in front when it is negative.
///
/// ```
/// use exact_reports::amount::dutch;
///
/// assert_eq!(dutch("-1234567.895".parse().unwrap()), "-1.234.567,90");
/// ```
#[must_use]
pub fn dutch(amount: Decimal) -> String {
    let text = cents(amount.abs()).to_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, "00"));
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            grouped.push('.');
        }
        grouped.push(digit);
    }
    let sign = if cents(amount).is_sign_negative() { "-" } else { "" };
    format!("{sign}{grouped},{fraction}")
}

/// Whether two amounts are the same to the cent. Exact adds doubles, so that its totals can carry noise far behind the
/// decimal point.
#[must_use]
pub fn same_cents(left: Decimal, right: Decimal) -> bool {
    left.checked_sub(right).is_some_and(|difference| cents(difference).is_zero())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn a_sum_that_would_drop_digits_is_an_error() {
        let mut sum = Sum::default();
        sum.add(decimal("10000000000000000000000000000")).unwrap();
        assert_eq!(sum.add(decimal("0.05")), Err(Error::Overflow));
        assert_eq!(sum.value(), decimal("10000000000000000000000000000"));
    }

    #[test]
    fn a_sum_past_the_largest_decimal_is_an_error_and_no_panic() {
        let mut sum = Sum::default();
        sum.add(Decimal::MAX).unwrap();
        assert_eq!(sum.add(Decimal::MAX), Err(Error::Overflow));
    }

    #[test]
    fn zeros_with_many_decimals_do_not_hinder() {
        assert_eq!(Sum::of([decimal("0.0000"), decimal("1.5"), decimal("0")]), Ok(decimal("1.5")));
    }

    #[test]
    fn zero_has_no_sign() {
        let mut sum = Sum::default();
        sum.subtract(decimal("0.00")).unwrap();
        assert_eq!(sum.value().to_string(), "0.00");
        assert_eq!(negated(Decimal::ZERO).to_string(), "0");
        assert_eq!(negated(decimal("1.50")).to_string(), "-1.50");
    }

    #[test]
    fn half_a_cent_goes_away_from_zero_on_both_sides() {
        assert_eq!(cents(decimal("0.125")).to_string(), "0.13");
        assert_eq!(cents(decimal("-0.125")).to_string(), "-0.13");
        assert_eq!(cents(decimal("7")).to_string(), "7.00");
        assert_eq!(cents(decimal("-0.001")).to_string(), "0.00");
    }

    #[test]
    fn amounts_are_written_the_dutch_way() {
        assert_eq!(dutch(decimal("0")), "0,00");
        assert_eq!(dutch(decimal("-0.004")), "0,00");
        assert_eq!(dutch(decimal("999.5")), "999,50");
        assert_eq!(dutch(decimal("213180.24")), "213.180,24");
        assert_eq!(dutch(Decimal::MIN), "-79.228.162.514.264.337.593.543.950.335,00");
    }

    #[test]
    fn noise_of_doubles_is_no_difference_and_a_cent_is() {
        assert!(same_cents(decimal("0.30000000000000004"), decimal("0.3")));
        assert!(!same_cents(decimal("0.31"), decimal("0.3")));
    }
}
