use core::cmp::Ordering;

use exact_model::Decimal;

use super::{Side, Term};
use crate::amount::same_cents;
use crate::error::Error;

/// The sign an endpoint is known to give an open invoice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentedSign {
    /// Negative: `cashflow/Receivables`, seen by several clients.
    Negative,
    /// Positive: `cashflow/Payments`, presumably, as the mirror of receivables.
    Positive,
}

/// Whether the rows must change sign, and whether that was proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sign {
    pub(super) turn: bool,
    pub(super) proven: bool,
}

/// Fixes the sign of terms by the ledger, whose amount is in the sign of the answer.
///
/// A total that fits one sign to the cent is proof. When it fits both (zero) or neither (the subledger differs from the
/// ledger), the sign that comes nearer to the ledger and the sign of the invoices among the terms must not contradict
/// each other; the documented sign only breaks a tie that changes no total.
///
/// # Errors
/// [`Error::SignUnknown`] when the evidence contradicts itself, or there is none.
pub(super) fn fix(
    side: Side,
    rows: Decimal,
    ledger: Decimal,
    invoices: Option<DocumentedSign>,
    documented: DocumentedSign,
) -> Result<Sign, Error> {
    let must_turn = |sign| sign == DocumentedSign::Negative;
    match (same_cents(rows, -ledger), same_cents(rows, ledger)) {
        (true, false) => Ok(Sign { turn: true, proven: true }),
        (false, true) => Ok(Sign { turn: false, proven: true }),
        (true, true) => Ok(Sign { turn: must_turn(invoices.unwrap_or(documented)), proven: true }),
        (false, false) => {
            let distance = |left: Decimal, right: Decimal| left.saturating_sub(right).abs();
            let nearer = match distance(rows, -ledger).cmp(&distance(rows, ledger)) {
                Ordering::Less => Some(DocumentedSign::Negative),
                Ordering::Greater => Some(DocumentedSign::Positive),
                Ordering::Equal => None,
            };
            match (nearer, invoices) {
                (Some(nearer), Some(invoices)) if nearer != invoices => Err(Error::SignUnknown(side.account_type())),
                (Some(sign), _) | (None, Some(sign)) => Ok(Sign { turn: must_turn(sign), proven: false }),
                (None, None) => Err(Error::SignUnknown(side.account_type())),
            }
        }
    }
}

/// The sign of most invoices among the terms; `None` without a majority. A single invoice can be negative by its nature.
pub(super) fn of_invoices(side: Side, terms: &[&Term]) -> Option<DocumentedSign> {
    let invoices = || terms.iter().filter(|term| term.transaction_type == Some(side.invoice_type()));
    let positive = invoices().filter(|term| term.amount > Decimal::ZERO).count();
    let negative = invoices().filter(|term| term.amount < Decimal::ZERO).count();
    match positive.cmp(&negative) {
        Ordering::Greater => Some(DocumentedSign::Positive),
        Ordering::Less => Some(DocumentedSign::Negative),
        Ordering::Equal => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use DocumentedSign::{Negative, Positive};

    fn decided(rows: i64, ledger: i64, invoices: Option<DocumentedSign>, documented: DocumentedSign) -> Option<Sign> {
        let euros = |amount| Decimal::new(amount, 0);
        fix(Side::Receivable, euros(rows), euros(ledger), invoices, documented).ok()
    }

    #[test]
    fn the_ledger_decides_whatever_the_documentation_says() {
        let turned = Some(Sign { turn: true, proven: true });
        let kept = Some(Sign { turn: false, proven: true });
        assert_eq!(decided(-100, 100, None, Positive), turned);
        assert_eq!(decided(-100, 100, Some(Positive), Negative), turned);
        assert_eq!(decided(100, 100, None, Negative), kept);
        assert_eq!(decided(304, -304, Some(Negative), Negative), turned);
    }

    #[test]
    fn a_zero_total_takes_the_sign_of_its_invoices_or_else_the_documented_one() {
        assert!(decided(0, 0, None, Negative).unwrap().turn);
        assert!(!decided(0, 0, None, Positive).unwrap().turn);
        assert!(!decided(0, 0, Some(Positive), Negative).unwrap().turn);
    }

    #[test]
    fn a_total_that_fits_neither_sign_takes_the_nearer_one_and_is_not_proven() {
        assert_eq!(decided(-90, 100, Some(Negative), Negative), Some(Sign { turn: true, proven: false }));
        assert_eq!(decided(90, 100, None, Negative), Some(Sign { turn: false, proven: false }));
    }

    #[test]
    fn a_sign_that_cannot_be_told_is_refused() {
        assert_eq!(decided(-90, 100, Some(Positive), Negative), None);
        assert_eq!(decided(-90, 0, None, Negative), None);
        assert_eq!(decided(-90, 0, Some(Negative), Negative), Some(Sign { turn: true, proven: false }));
    }
}
