//! Which rows are behind which endpoint.

use std::sync::Arc;

use super::ledger::Ledger;
use super::{
    Collection, accounts, aging, classifications, deleted, divisions, entries, entry_lines, invoices, journal_status,
    lines, lists, opening, overlay, overviews, processed, records, relations, reporting_balance, returns, revenue,
    schedules, terms, vat,
};
use crate::books::JournalKind;
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
        "bulk/SalesInvoice/SalesInvoices" => "salesinvoice/SalesInvoices",
        "bulk/SalesInvoice/SalesInvoiceLines" => "salesinvoice/SalesInvoiceLines",
        "bulk/Cashflow/Payments" => "cashflow/Payments",
        "bulk/Financial/GLClassifications" => "financial/GLClassifications",
        "read/financial/JournalStatusByFinancialPeriod" => "read/financial/JournalStatusList",
        "read/financial/ReceivablesListByAgeGroup" | "read/financial/ReceivablesListByAccountAndAgeGroup" => {
            "read/financial/ReceivablesList"
        }
        "read/financial/PayablesListByAgeGroup" | "read/financial/PayablesListByAccountAndAgeGroup" => {
            "read/financial/PayablesList"
        }
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
        "financial/GLAccounts" => overlay::over(ledger, "financial/GLAccounts", accounts::by_id(ledger)),
        "sync/Financial/GLAccounts" => overlay::over(ledger, "financial/GLAccounts", accounts::by_timestamp(ledger)),
        "crm/Accounts" => overlay::over(ledger, "crm/Accounts", relations::by_id(ledger)),
        "sync/CRM/Accounts" => overlay::over(ledger, "crm/Accounts", relations::by_timestamp(ledger)),
        "salesentry/SalesEntries" => entries::of_kind(ledger, JournalKind::Sales),
        "salesentry/SalesEntryLines" => entry_lines::by_id(ledger, JournalKind::Sales),
        "sync/Financial/SalesEntries" => entry_lines::by_timestamp(ledger, JournalKind::Sales),
        "purchaseentry/PurchaseEntries" => entries::of_kind(ledger, JournalKind::Purchase),
        "purchaseentry/PurchaseEntryLines" => entry_lines::by_id(ledger, JournalKind::Purchase),
        "sync/Financial/PurchaseEntries" => entry_lines::by_timestamp(ledger, JournalKind::Purchase),
        "financialtransaction/BankEntries" => entries::of_kind(ledger, JournalKind::Bank),
        "financialtransaction/BankEntryLines" => entry_lines::by_id(ledger, JournalKind::Bank),
        "financialtransaction/CashEntries" => entries::of_kind(ledger, JournalKind::Cash),
        "financialtransaction/CashEntryLines" => entry_lines::by_id(ledger, JournalKind::Cash),
        "generaljournalentry/GeneralJournalEntries" => entries::of_kind(ledger, JournalKind::General),
        "generaljournalentry/GeneralJournalEntryLines" => entry_lines::by_id(ledger, JournalKind::General),
        "financialtransaction/Transactions" => entries::transactions(ledger),
        "salesinvoice/SalesInvoices" => invoices(quirks, invoices::headers(ledger)),
        "salesinvoice/SalesInvoiceLines" => invoices(quirks, invoices::lines(ledger)),
        "sync/SalesInvoice/SalesInvoices" => invoices(quirks, invoices::by_timestamp(ledger)),
        "read/financial/JournalStatusList" => journal_status::rows(ledger),
        "read/financial/Returns" => returns::returns(ledger, quirks),
        "financial/OfficialReturns" => returns::official(ledger),
        "financial/GLSchemes" => classifications::schemes(ledger),
        "financial/GLClassifications" => classifications::codes(ledger, "ID"),
        "sync/Financial/GLClassifications" => classifications::codes(ledger, "Timestamp"),
        "financial/GLAccountClassificationMappings" => classifications::mappings(ledger),
        "read/financial/ReportingBalanceByClassification" => reporting_balance::by_classification(ledger),
        "read/financial/AgingOverviewByAccount" => aging::overview_by_account(ledger),
        "sync/Deleted" => deleted::rows(ledger),
        "financial/ReportingBalance" => reporting_balance::rows(ledger, quirks),
        "cashflow/Receivables" => terms::receivables(ledger, quirks),
        "sync/Cashflow/PaymentTerms" => terms::by_timestamp(ledger, quirks),
        "cashflow/Payments" => terms::payments(ledger, quirks),
        "read/financial/ReceivablesList" => lists::receivables(ledger, quirks),
        "read/financial/PayablesList" => lists::payables(ledger, quirks),
        "vat/VATCodes" => overlay::over(ledger, "vat/VATCodes", vat::codes_and_percentages(ledger).0),
        "vat/VatPercentages" => vat::codes_and_percentages(ledger).1,
        "financial/FinancialPeriods" => schedules::periods(ledger),
        "financial/Journals" => overlay::over(ledger, "financial/Journals", schedules::journals(ledger)),
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
        _ => return records::rows(ledger, id),
    })
}

fn invoices(quirks: &Quirks, rows: Arc<dyn Collection>) -> Arc<dyn Collection> {
    if quirks.invoices_always_processed { processed::all(rows) } else { rows }
}
