use exact_model::Decimal;

use super::returns::{ReturnInput, VatReturn};
use super::tax_period::TaxPeriod;
use crate::amount::Sum;
use crate::basis::{Choice, Explained};
use crate::error::Error;

/// Returns of several periods. What they add up to is not the return of the whole: each is rounded by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnSeries {
    /// The returns, in the order they were asked for.
    pub returns: Vec<VatReturn>,
    /// What they are to the cent, together; positive is to pay.
    pub exact: Decimal,
    /// What is filed, together; positive is to pay.
    pub filed: Decimal,
}

impl ReturnSeries {
    /// Makes the returns of `periods`, which must not overlap, out of the same input.
    ///
    /// # Errors
    /// As [`VatReturn::of`]; [`Error::RangeReversed`] without any period.
    pub fn of(input: &ReturnInput<'_>, periods: &[TaxPeriod]) -> Result<Explained<Self>, Error> {
        let mut made = Vec::with_capacity(periods.len());
        for period in periods {
            made.push(VatReturn::of(&ReturnInput { period, ..*input })?);
        }
        let mut rest = made.iter();
        let Some(first) = rest.next() else { return Err(Error::RangeReversed) };
        let mut basis = first.basis.clone();
        let mut label = first.report.period.label();
        for one in rest {
            basis.lines += one.basis.lines;
            basis.open_lines += one.basis.open_lines;
            label = format!("{label}, {}", one.report.period.label());
            for choice in &one.basis.choices {
                merge(&mut basis.choices, choice);
            }
            for left_out in &one.basis.left_out {
                match basis.left_out.iter_mut().find(|known| known.transaction_type == left_out.transaction_type) {
                    Some(known) => {
                        known.lines += left_out.lines;
                        known.amount = Sum::of([known.amount, left_out.amount])?;
                    }
                    None => basis.left_out.push(left_out.clone()),
                }
            }
        }
        basis.timing = basis.timing.relabelled(label);
        let checks = made.iter().flat_map(|one| one.checks.iter().cloned()).collect();
        let returns: Vec<VatReturn> = made.into_iter().map(|one| one.report).collect();
        let report = Self {
            exact: Sum::of(returns.iter().map(|one| one.exact.payable))?,
            filed: Sum::of(returns.iter().map(|one| one.filed.payable))?,
            returns,
        };
        Ok(Explained { report, basis, checks })
    }
}

/// Adds the lines of a choice to those of the same kind.
fn merge(choices: &mut Vec<Choice>, choice: &Choice) {
    for known in choices.iter_mut() {
        match (known, choice) {
            (Choice::SideFromAccount { lines }, Choice::SideFromAccount { lines: more })
            | (Choice::Unmapped { lines }, Choice::Unmapped { lines: more })
            | (Choice::NoVatCode { lines }, Choice::NoVatCode { lines: more })
            | (Choice::VatPayments { lines }, Choice::VatPayments { lines: more }) => {
                *lines += more;
                return;
            }
            (known, choice) if known == choice => return,
            _ => {}
        }
    }
    choices.push(choice.clone());
}
