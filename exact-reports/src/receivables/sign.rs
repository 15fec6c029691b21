use exact_model::Decimal;

use crate::amount::same_cents;

/// The sign an endpoint is known for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentedSign {
    /// An open invoice is negative: `cashflow/Receivables`, seen by several clients.
    NegativeIsToReceive,
    /// An open invoice is positive.
    PositiveIsToReceive,
}

/// Whether the rows must change sign, and whether that was proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sign {
    pub(super) turn: bool,
    pub(super) proven: bool,
}

/// Fixes the sign of open items by the ledger, where a claim is a debit. A total of zero fits both signs and proves
/// nothing; then, and when neither sign fits, the documented one is taken.
pub(super) fn fix(rows: Decimal, ledger: Decimal, documented: DocumentedSign) -> Sign {
    let by_book = documented == DocumentedSign::NegativeIsToReceive;
    match (same_cents(rows, -ledger), same_cents(rows, ledger)) {
        (true, false) => Sign { turn: true, proven: true },
        (false, true) => Sign { turn: false, proven: true },
        (fits, _) => Sign { turn: by_book, proven: fits },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use DocumentedSign::{NegativeIsToReceive, PositiveIsToReceive};

    fn euros(amount: i64) -> Decimal {
        Decimal::new(amount, 0)
    }

    #[test]
    fn the_ledger_decides_whatever_the_documentation_says() {
        let turned = Sign { turn: true, proven: true };
        let kept = Sign { turn: false, proven: true };
        assert_eq!(fix(euros(-100), euros(100), PositiveIsToReceive), turned);
        assert_eq!(fix(euros(-100), euros(100), NegativeIsToReceive), turned);
        assert_eq!(fix(euros(100), euros(100), NegativeIsToReceive), kept);
        assert_eq!(fix(euros(304), euros(-304), NegativeIsToReceive), turned);
    }

    #[test]
    fn a_zero_total_takes_the_documented_sign() {
        assert!(fix(euros(0), euros(0), NegativeIsToReceive).turn);
        assert!(!fix(euros(0), euros(0), PositiveIsToReceive).turn);
    }

    #[test]
    fn a_total_that_fits_neither_sign_is_not_proven() {
        assert_eq!(fix(euros(-90), euros(100), NegativeIsToReceive), Sign { turn: true, proven: false });
    }
}
