//! What the reports read: rows with only the columns they need.
//!
//! Each becomes the `$select` of a query. A column without `Option` must have a value in every row; a row that lacks it
//! is a decode error, not a zero.

use exact_model::budget::Budget;
use exact_model::financial::{
    FinancialPeriod, GLAccount, GLTaxonomyMapping, JournalStatusList, OutstandingInvoicesOverview, ReportingBalance,
    RevenueOfYear,
};
use exact_model::financial_transaction::TransactionLine;
use exact_model::{Code, Decimal, NaiveDate, Uuid, projection};

mod invoices;
mod terms;
mod vat;

pub use invoices::SalesEntryRow;
pub use terms::{PayableRow, ReceivableRow};
pub use vat::{RelationRow, ReturnRow, VatCodeRow, VatLineRow, VatPercentageRow};

projection! {
    /// Whether a journal is open in a period, from `read/financial/JournalStatusList`.
    pub struct JournalStatusRow of JournalStatusList {
        /// Code of the journal.
        pub journal: String = JOURNAL,
        /// Its description.
        pub description: Option<String> = JOURNAL_DESCRIPTION,
        /// Book year.
        pub year: i32 = YEAR,
        /// Number of the financial period.
        pub period: i32 = PERIOD,
        /// 0 open, 1 closed.
        pub status: i32 = STATUS,
    }
}

projection! {
    /// A general ledger account, from `financial/GLAccounts` or its bulk twin.
    pub struct AccountRow of GLAccount {
        /// Exact's id.
        pub id: Uuid = ID,
        /// The code.
        pub code: String = CODE,
        /// The description.
        pub description: Option<String> = DESCRIPTION,
        /// The type: 110 is revenue.
        pub account_type: i32 = TYPE,
        /// `B` balance sheet or `W` results.
        pub balance_type: String = BALANCE_TYPE,
        /// `D` or `C`: where the balance normally is.
        pub balance_side: Option<String> = BALANCE_SIDE,
    }
}

projection! {
    /// Which account has which code of a scheme, from `financial/GLAccountClassificationMappings`.
    pub struct ClassificationRow of GLTaxonomyMapping {
        /// The account.
        pub account: Uuid = GL_ACCOUNT,
        /// The code.
        pub code: Option<String> = CLASSIFICATION_CODE,
        /// The scheme: `RGS versie 3.5`, or one of the administration's own.
        pub scheme: Option<String> = GL_SCHEME_CODE,
    }
}

projection! {
    /// The VAT code that an account has by default, from `financial/GLAccounts` or its bulk twin.
    pub struct AccountVatRow of GLAccount {
        /// The account.
        pub account: Uuid = ID,
        /// Its VAT code.
        pub vat_code: Option<Code> = VAT_CODE,
    }
}

projection! {
    /// A budget of an account in a period, from `budget/Budgets`.
    pub struct BudgetRow of Budget {
        /// The account.
        pub account: Uuid = GL_ACCOUNT,
        /// Book year.
        pub year: i32 = REPORTING_YEAR,
        /// Financial period.
        pub period: i32 = REPORTING_PERIOD,
        /// The amount.
        pub amount: Decimal = AMOUNT_DC,
        /// Code of the scenario.
        pub scenario: Option<String> = BUDGET_SCENARIO_CODE,
    }
}

projection! {
    /// A financial period, from `financial/FinancialPeriods`.
    pub struct PeriodRow of FinancialPeriod {
        /// Book year.
        pub year: i16 = FIN_YEAR,
        /// Number within it.
        pub number: i16 = FIN_PERIOD,
        /// First day.
        pub start: NaiveDate = START_DATE,
        /// Last day.
        pub end: NaiveDate = END_DATE,
    }
}

projection! {
    /// What one type of entry booked on one account in one period, from `financial/ReportingBalance`.
    pub struct BalanceRow of ReportingBalance {
        /// Book year.
        pub year: i32 = REPORTING_YEAR,
        /// Financial period.
        pub period: i32 = REPORTING_PERIOD,
        /// The general ledger account.
        pub account: Uuid = GL_ACCOUNT,
        /// Movement of the period, debit positive.
        pub amount: Decimal = AMOUNT,
        /// How many lines are in it.
        pub count: i32 = COUNT,
        /// 20 open, 50 processed.
        pub status: i32 = STATUS,
        /// Transaction type.
        pub transaction_type: i32 = TYPE,
    }
}

projection! {
    /// A journal line, from `bulk/Financial/TransactionLines` or its twins.
    pub struct LineRow of TransactionLine {
        /// The entry it belongs to.
        pub entry: Uuid = ENTRY_ID,
        /// Book year.
        pub year: i16 = FINANCIAL_YEAR,
        /// Financial period.
        pub period: i16 = FINANCIAL_PERIOD,
        /// Booking date.
        pub date: NaiveDate = DATE,
        /// The general ledger account.
        pub account: Uuid = GL_ACCOUNT,
        /// Transaction type.
        pub transaction_type: i32 = TYPE,
        /// 20 open, 50 processed.
        pub status: i32 = STATUS,
        /// Debit positive, division currency.
        pub amount: Decimal = AMOUNT_DC,
        /// The customer or supplier.
        pub relation: Option<Uuid> = ACCOUNT,
        /// Its code.
        pub relation_code: Option<Code> = ACCOUNT_CODE,
        /// Its name.
        pub relation_name: Option<String> = ACCOUNT_NAME,
    }
}

projection! {
    /// A journal line with what was booked beside its amount, from `bulk/Financial/TransactionLines` or its twins.
    pub struct DetailedLineRow of TransactionLine {
        /// The entry it belongs to.
        pub entry: Uuid = ENTRY_ID,
        /// Number of the entry.
        pub entry_number: Option<i32> = ENTRY_NUMBER,
        /// Code of the journal.
        pub journal: Option<String> = JOURNAL_CODE,
        /// Book year.
        pub year: i16 = FINANCIAL_YEAR,
        /// Financial period.
        pub period: i16 = FINANCIAL_PERIOD,
        /// Booking date.
        pub date: NaiveDate = DATE,
        /// The general ledger account.
        pub account: Uuid = GL_ACCOUNT,
        /// Its code.
        pub account_code: Option<String> = GL_ACCOUNT_CODE,
        /// Number of the invoice.
        pub invoice_number: Option<i32> = INVOICE_NUMBER,
        /// Transaction type.
        pub transaction_type: i32 = TYPE,
        /// 20 open, 50 processed.
        pub status: i32 = STATUS,
        /// Debit positive, division currency.
        pub amount: Decimal = AMOUNT_DC,
        /// The customer or supplier.
        pub relation: Option<Uuid> = ACCOUNT,
        /// Its code.
        pub relation_code: Option<Code> = ACCOUNT_CODE,
        /// Its name.
        pub relation_name: Option<String> = ACCOUNT_NAME,
        /// Description.
        pub description: Option<String> = DESCRIPTION,
        /// The relation's own reference.
        pub your_ref: Option<String> = YOUR_REF,
        /// VAT code.
        pub vat_code: Option<Code> = VAT_CODE,
        /// Code of the cost centre.
        pub cost_center: Option<String> = COST_CENTER,
        /// Code of the cost unit.
        pub cost_unit: Option<String> = COST_UNIT,
    }
}

projection! {
    /// Exact's own revenue of a period, from `read/financial/RevenueListByYear`.
    pub struct RevenueListRow of RevenueOfYear {
        /// Book year.
        pub year: i32 = YEAR,
        /// Financial period.
        pub period: i32 = PERIOD,
        /// Revenue.
        pub amount: Decimal = AMOUNT,
    }
}

projection! {
    /// Exact's own total of open invoices, from `read/financial/OutstandingInvoicesOverview`: a row for every currency.
    pub struct OutstandingRow of OutstandingInvoicesOverview {
        /// What customers owe.
        pub receivable: Decimal = OUTSTANDING_RECEIVABLE_INVOICE_AMOUNT,
        /// What suppliers are owed.
        pub payable: Decimal = OUTSTANDING_PAYABLE_INVOICE_AMOUNT,
    }
}
