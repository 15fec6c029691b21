//! The rows behind the endpoints, all derived from one ledger per division.

mod accounts;
mod aging;
mod divisions;
mod ledger;
mod lines;
mod lists;
mod me;
mod opening;
mod overviews;
mod relations;
mod reporting_balance;
mod revenue;
mod rows;
mod schedules;
mod terms;
mod utc;
mod vat;

use std::collections::HashMap;
use std::sync::Arc;

use crate::books::Books;
use crate::odata::cell::Cell;
use crate::quirks::Quirks;

pub(crate) use me::me;
pub(crate) use utc::Utc;

use ledger::Ledger;

/// The rows of one endpoint, in the order of its key.
pub(crate) trait Collection: Send + Sync {
    /// How many rows.
    fn len(&self) -> usize;

    /// Where a property stands; `None` when the books know nothing of it, which reads as null in every row.
    fn column(&self, name: &str) -> Option<usize>;

    /// One value. Null outside the rows and columns.
    fn cell(&self, row: usize, column: usize) -> Cell<'_>;

    /// The rows of a navigation property, as indexes in the rows of its own endpoint.
    fn nested(&self, _row: usize, _property: &str) -> &[usize] {
        &[]
    }
}

/// No rows: an endpoint without books behind it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Empty;

impl Collection for Empty {
    fn len(&self) -> usize {
        0
    }

    fn column(&self, _name: &str) -> Option<usize> {
        None
    }

    fn cell(&self, _row: usize, _column: usize) -> Cell<'_> {
        Cell::Null
    }
}

type ById = HashMap<&'static str, Arc<dyn Collection>>;

/// The rows of every endpoint of every division.
pub(crate) struct Tables {
    /// Endpoints that answer the same in every division.
    shared: ById,
    divisions: HashMap<i32, ById>,
}

impl Tables {
    /// Derives all rows from the books.
    pub(crate) fn new(books: &Arc<Books>, quirks: &Quirks) -> Self {
        let ledgers: Vec<Arc<Ledger>> =
            (0..books.divisions.len()).map(|at| Arc::new(Ledger::new(Arc::clone(books), at))).collect();
        let mut shared = ById::new();
        if let Some(first) = ledgers.first() {
            for id in
                ["system/Divisions", "hrm/Divisions", "system/AllDivisions", "system/GetMostRecentlyUsedDivisions"]
            {
                shared.insert(id, divisions::divisions(first));
            }
        }
        let divisions = ledgers.iter().map(|ledger| (ledger.division().code, tables(ledger, quirks))).collect();
        Self { shared, divisions }
    }

    /// The rows of an endpoint in a division; `None` when no books are behind it.
    pub(crate) fn get(&self, division: i32, id: &str) -> Option<Arc<dyn Collection>> {
        self.shared.get(id).or_else(|| self.divisions.get(&division)?.get(id)).cloned()
    }
}

fn tables(ledger: &Arc<Ledger>, quirks: &Quirks) -> ById {
    let (codes, percentages) = vat::codes_and_percentages(ledger);
    let receivables = terms::receivables(ledger, quirks);
    let payments = terms::payments(ledger, quirks);
    let lines = lines::by_id(ledger);
    let accounts = accounts::by_id(ledger);
    let relations = relations::by_id(ledger);
    let receivables_list = lists::receivables(ledger, quirks);
    let mut tables: ById = HashMap::from([
        ("bulk/Financial/TransactionLines", Arc::clone(&lines)),
        ("financialtransaction/TransactionLines", lines),
        ("sync/Financial/TransactionLines", lines::by_timestamp(ledger)),
        ("bulk/Financial/GLAccounts", Arc::clone(&accounts)),
        ("financial/GLAccounts", accounts),
        ("sync/Financial/GLAccounts", accounts::by_timestamp(ledger)),
        ("bulk/CRM/Accounts", Arc::clone(&relations)),
        ("crm/Accounts", relations),
        ("sync/CRM/Accounts", relations::by_timestamp(ledger)),
        ("financial/ReportingBalance", reporting_balance::rows(ledger)),
        ("bulk/Cashflow/Receivables", Arc::clone(&receivables)),
        ("cashflow/Receivables", receivables),
        ("bulk/Cashflow/Payments", Arc::clone(&payments)),
        ("cashflow/Payments", payments),
        ("read/financial/ReceivablesListByAccount", Arc::clone(&receivables_list)),
        ("read/financial/ReceivablesList", receivables_list),
        ("vat/VATCodes", codes),
        ("vat/VatPercentages", percentages),
        ("financial/FinancialPeriods", schedules::periods(ledger)),
        ("financial/Journals", schedules::journals(ledger)),
        ("read/financial/ProfitLossOverview", overviews::profit_and_loss(ledger)),
        ("read/financial/OutstandingInvoicesOverview", overviews::outstanding_invoices(ledger)),
        ("read/financial/AgingOverview", aging::overview(ledger)),
        ("read/financial/AgingReceivablesList", aging::receivables(ledger)),
        ("read/financial/AgingPayablesList", aging::payables(ledger)),
        ("read/financial/RevenueList", revenue::current_year(ledger, quirks)),
        ("read/financial/RevenueListByYear", revenue::every_year(ledger, quirks)),
        ("read/financial/RevenueListByYearAndStatus", revenue::by_status(ledger, quirks)),
    ]);
    let payables_list = lists::payables(ledger, quirks);
    tables.insert("read/financial/PayablesListByAccount", Arc::clone(&payables_list));
    tables.insert("read/financial/PayablesList", payables_list);
    for (id, years_back, processed_only) in [
        ("openingbalance/CurrentYear/AfterEntry", 0, false),
        ("openingbalance/CurrentYear/Processed", 0, true),
        ("openingbalance/PreviousYear/AfterEntry", 1, false),
        ("openingbalance/PreviousYear/Processed", 1, true),
    ] {
        tables.insert(id, opening::balances(ledger, years_back, processed_only));
    }
    tables
}
