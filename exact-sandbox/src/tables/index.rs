//! Which rows are behind which endpoint.

use std::sync::Arc;

use super::ledger::Ledger;
use super::{
    Collection, accounts, aging, deleted, divisions, lines, lists, opening, overviews, relations, reporting_balance,
    revenue, schedules, terms, vat,
};
use crate::quirks::Quirks;

/// Endpoints that answer the same in every division.
pub(super) fn is_shared(id: &str) -> bool {
    matches!(id, "system/Divisions" | "hrm/Divisions" | "system/AllDivisions" | "system/GetMostRecentlyUsedDivisions")
}

/// The endpoint whose rows another one shows as well.
pub(super) fn original(id: &str) -> &str {
    match id {
        "hrm/Divisions" | "system/AllDivisions" | "system/GetMostRecentlyUsedDivisions" => "system/Divisions",
        "bulk/Financial/TransactionLines" => "financialtransaction/TransactionLines",
        "bulk/Financial/GLAccounts" => "financial/GLAccounts",
        "bulk/CRM/Accounts" => "crm/Accounts",
        "bulk/Cashflow/Receivables" => "cashflow/Receivables",
        "bulk/Cashflow/Payments" => "cashflow/Payments",
        "read/financial/ReceivablesListByAccount" => "read/financial/ReceivablesList",
        "read/financial/PayablesListByAccount" => "read/financial/PayablesList",
        _ => id,
    }
}

/// The rows of an endpoint; `None` when no books are behind it.
pub(super) fn rows(ledger: &Arc<Ledger>, id: &str, quirks: &Quirks) -> Option<Arc<dyn Collection>> {
    Some(match id {
        "system/Divisions" => divisions::divisions(ledger),
        "financialtransaction/TransactionLines" => lines::by_id(ledger),
        "sync/Financial/TransactionLines" => lines::by_timestamp(ledger),
        "financial/GLAccounts" => accounts::by_id(ledger),
        "sync/Financial/GLAccounts" => accounts::by_timestamp(ledger),
        "crm/Accounts" => relations::by_id(ledger),
        "sync/CRM/Accounts" => relations::by_timestamp(ledger),
        "sync/Deleted" => deleted::rows(ledger),
        "financial/ReportingBalance" => reporting_balance::rows(ledger),
        "cashflow/Receivables" => terms::receivables(ledger, quirks),
        "sync/Cashflow/PaymentTerms" => terms::by_timestamp(ledger, quirks),
        "cashflow/Payments" => terms::payments(ledger, quirks),
        "read/financial/ReceivablesList" => lists::receivables(ledger, quirks),
        "read/financial/PayablesList" => lists::payables(ledger, quirks),
        "vat/VATCodes" => vat::codes_and_percentages(ledger).0,
        "vat/VatPercentages" => vat::codes_and_percentages(ledger).1,
        "financial/FinancialPeriods" => schedules::periods(ledger),
        "financial/Journals" => schedules::journals(ledger),
        "read/financial/ProfitLossOverview" => overviews::profit_and_loss(ledger),
        "read/financial/OutstandingInvoicesOverview" => overviews::outstanding_invoices(ledger),
        "read/financial/AgingOverview" => aging::overview(ledger),
        "read/financial/AgingReceivablesList" => aging::receivables(ledger),
        "read/financial/AgingPayablesList" => aging::payables(ledger),
        "read/financial/RevenueList" => revenue::current_year(ledger, quirks),
        "read/financial/RevenueListByYear" => revenue::every_year(ledger, quirks),
        "read/financial/RevenueListByYearAndStatus" => revenue::by_status(ledger, quirks),
        "openingbalance/CurrentYear/AfterEntry" => opening::balances(ledger, 0, false),
        "openingbalance/CurrentYear/Processed" => opening::balances(ledger, 0, true),
        "openingbalance/PreviousYear/AfterEntry" => opening::balances(ledger, 1, false),
        "openingbalance/PreviousYear/Processed" => opening::balances(ledger, 1, true),
        _ => return None,
    })
}
