use rust_decimal::Decimal;

use crate::amount::negated;
use crate::basis::Definition;
use crate::check::Against;
use crate::ledger::{AccountType, TransactionType};

/// Whose debt it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Side {
    /// Customers owe us: debit in the ledger.
    Receivable,
    /// We owe suppliers: credit in the ledger.
    Payable,
}

impl Side {
    /// The type of its ledger accounts.
    #[must_use]
    pub const fn account_type(self) -> AccountType {
        match self {
            Self::Receivable => AccountType::RECEIVABLE,
            Self::Payable => AccountType::PAYABLE,
        }
    }

    /// A ledger amount in the sign of the answer: what is still to be received, or to be paid, is positive.
    #[must_use]
    pub fn from_ledger(self, debit: Decimal) -> Decimal {
        match self {
            Self::Receivable => debit,
            Self::Payable => negated(debit),
        }
    }

    /// The type of its invoices.
    pub(crate) const fn invoice_type(self) -> TransactionType {
        match self {
            Self::Receivable => TransactionType::SALES_ENTRY,
            Self::Payable => TransactionType::PURCHASE_ENTRY,
        }
    }

    /// The type of its credit notes.
    pub(crate) const fn credit_note_type(self) -> TransactionType {
        match self {
            Self::Receivable => TransactionType::SALES_CREDIT_NOTE,
            Self::Payable => TransactionType::PURCHASE_CREDIT_NOTE,
        }
    }

    pub(crate) const fn definition(self) -> Definition {
        match self {
            Self::Receivable => Definition::Receivables,
            Self::Payable => Definition::Payables,
        }
    }

    pub(crate) const fn ledger_control(self) -> Against {
        match self {
            Self::Receivable => Against::ReceivableLedger,
            Self::Payable => Against::PayableLedger,
        }
    }
}
