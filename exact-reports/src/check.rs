//! Control totals: our figure next to Exact's own.

use rust_decimal::Decimal;

use crate::amount::{dutch, same_cents};

/// What a figure was compared with.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Against {
    /// `read/financial/RevenueListByYear`.
    RevenueList,
    /// The same accounts and periods in `financial/ReportingBalance`.
    ReportingBalance,
    /// The other side of the balance sheet.
    BothSides,
    /// All credits, with the debits as ours.
    DebitAndCredit,
    /// What moved on the accounts of cash and banks.
    MoneyAccounts,
    /// The ledger balance of the receivable accounts.
    ReceivableLedger,
    /// What sales entries put on the receivable accounts.
    InvoicedLedger,
    /// The ledger balance of the payable accounts.
    PayableLedger,
    /// Box 3b of the VAT return, to the cent.
    IntraEuBox,
    /// Box 3b of the VAT return as it is filed.
    IntraEuBoxFiled,
    /// The amount of a return that was filed.
    FiledReturn,
    /// What was booked on the VAT accounts in the period.
    VatLedger,
    /// `read/financial/OutstandingInvoicesOverview`, as the sum of open invoices.
    OutstandingInvoices,
    /// `read/financial/OutstandingInvoicesOverview`, as the sum of everything open.
    OutstandingTotal,
    /// The opening balance of an account in a book year, against what the years before it carry over.
    OpeningBalance {
        /// The book year.
        year: i16,
        /// Code of the account.
        account: String,
    },
}

impl Against {
    /// A stable key for programs.
    #[must_use]
    pub const fn key(&self) -> &'static str {
        match self {
            Self::RevenueList => "revenue_list",
            Self::ReportingBalance => "reporting_balance",
            Self::BothSides => "both_sides",
            Self::DebitAndCredit => "debit_and_credit",
            Self::MoneyAccounts => "money_accounts",
            Self::ReceivableLedger => "receivable_ledger",
            Self::InvoicedLedger => "invoiced_ledger",
            Self::PayableLedger => "payable_ledger",
            Self::IntraEuBox => "intra_eu_box",
            Self::IntraEuBoxFiled => "intra_eu_box_filed",
            Self::FiledReturn => "filed_return",
            Self::VatLedger => "vat_ledger",
            Self::OutstandingInvoices => "outstanding_invoices",
            Self::OutstandingTotal => "outstanding_total",
            Self::OpeningBalance { .. } => "opening_balance",
        }
    }

    /// What it is called, for an owner.
    #[must_use]
    pub fn label(&self) -> String {
        match self {
            Self::RevenueList => "omzetoverzicht van Exact".to_owned(),
            Self::ReportingBalance => "grootboeksaldi van Exact".to_owned(),
            Self::BothSides => "andere kant van de balans".to_owned(),
            Self::DebitAndCredit => "totaal credit".to_owned(),
            Self::MoneyAccounts => "mutatie van kas en bank".to_owned(),
            Self::ReceivableLedger => "grootboeksaldo debiteuren".to_owned(),
            Self::InvoicedLedger => "verkoopboekingen in het grootboek".to_owned(),
            Self::PayableLedger => "grootboeksaldo crediteuren".to_owned(),
            Self::IntraEuBox => "rubriek 3b tot op de cent".to_owned(),
            Self::IntraEuBoxFiled => "rubriek 3b zoals aangegeven".to_owned(),
            Self::FiledReturn => "ingediende aangifte".to_owned(),
            Self::VatLedger => "mutatie van de btw-rekeningen".to_owned(),
            Self::OutstandingInvoices => "overzicht openstaande facturen van Exact (facturen)".to_owned(),
            Self::OutstandingTotal => "overzicht openstaande facturen van Exact (per saldo)".to_owned(),
            Self::OpeningBalance { year, account } => format!("beginbalans {year} van rekening {account}"),
        }
    }
}

/// One comparison. A difference is shown, never hidden.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What ours was compared with.
    pub against: Against,
    /// Our figure, in the sign of the answer.
    pub ours: Decimal,
    /// Exact's figure, in the same sign.
    pub exacts: Decimal,
    /// Ours minus Exact's.
    pub difference: Decimal,
}

impl Check {
    /// Compares two figures that have the same sign convention.
    #[must_use]
    pub fn new(against: Against, ours: Decimal, exacts: Decimal) -> Self {
        // Saturating, so that a nonsensical control total becomes a huge difference and not a panic.
        Self { against, ours, exacts, difference: ours.saturating_sub(exacts) }
    }

    /// Whether both are the same to the cent.
    #[must_use]
    pub fn agrees(&self) -> bool {
        same_cents(self.ours, self.exacts)
    }

    /// The comparison as a Dutch sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        let label = self.against.label();
        if self.agrees() {
            format!("Vergeleken met {label}: {}, gelijk.", dutch(self.exacts))
        } else {
            format!("Vergeleken met {label}: {}, verschil {}.", dutch(self.exacts), dutch(self.difference))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_cent_is_a_difference() {
        let check = Check::new(Against::RevenueList, Decimal::new(1001, 2), Decimal::new(1000, 2));
        assert!(!check.agrees());
        assert_eq!(check.difference, Decimal::new(1, 2));
    }

    #[test]
    fn an_absurd_control_total_is_a_difference_and_no_panic() {
        let check = Check::new(Against::RevenueList, Decimal::MIN, Decimal::MAX);
        assert!(!check.agrees());
    }
}
