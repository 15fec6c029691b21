//! Where the catalogue and the service differ, or a better name exists: every deviation is named here with its reason.

/// Services whose entities get Rust types; the others are in the run-time catalogue only.
pub(crate) const TYPED: [&str; 6] = ["cashflow", "crm", "financial", "financial_transaction", "system", "vat"];

/// Properties that Exact pads with blanks, by endpoint name and property; recordings of the live service show it
/// (exact-online-api.md 4.7).
pub(crate) fn is_padded(endpoint: &str, property: &str) -> bool {
    match property {
        "AccountCode" | "CustomerCode" | "SupplierCode" | "VATCode" | "SalesVATCode" | "PurchaseVATCode"
        | "Country" | "Language" => true,
        "Code" => matches!(endpoint, "Accounts" | "VATCodes"),
        "Legislation" => endpoint == "Divisions",
        _ => false,
    }
}

/// Endpoints that refuse a query without `$select`, though the catalogue does not say so (exact-online-api.md 4.3).
pub(crate) fn select_is_required(id: &str) -> bool {
    matches!(id, "financial/ReportingBalance" | "cashflow/Receivables" | "cashflow/Payments")
}

/// Rows on a page where the catalogue is silent: 1,000 under `bulk/` and `sync/`, 60 elsewhere (wire rule E1).
pub(crate) fn page_size(family: &str) -> u16 {
    if matches!(family, "bulk" | "sync") { 1000 } else { 60 }
}

/// Rust names that say more than the collection's.
pub(crate) fn entity_name(id: &str) -> Option<&'static str> {
    Some(match id {
        "read/financial/ReceivablesList" => "ReceivablesListItem",
        "read/financial/PayablesList" => "PayablesListItem",
        "read/financial/RevenueListByYear" => "RevenueOfYear",
        "read/financial/RevenueList" => "RevenueOfCurrentYear",
        "sync/Cashflow/PaymentTerms" => "PaymentTerm",
        _ => return None,
    })
}

/// What a property means, where its name does not say it all. Own words; signs and units from exact-online-api.md 7.
pub(crate) fn description(endpoint: &str, property: &str) -> Option<&'static str> {
    Some(match (endpoint, property) {
        ("Receivables" | "Payments", "AmountDC") => {
            "What is left of the term, in the division's currency. Receivables: negative for an open customer invoice, \
             positive for a credit; reconcile with the ledger before relying on it."
        }
        ("Receivables" | "Payments", "TransactionAmountDC") => {
            "The whole transaction in the division's currency, with the opposite sign of `AmountDC`."
        }
        ("Receivables" | "Payments", "Status") => "20 open, 30 selected for payment, 40 processed, 50 matched.",
        ("ReceivablesList" | "PayablesList", "Amount") => {
            "What is open, always in the company's currency. Sources differ on its sign: reconcile with the ledger."
        }
        ("ReportingBalance", "Amount") => {
            "Movement of the period in the division's currency: debit positive, revenue therefore negative. Not a balance."
        }
        ("ReportingBalance", "Count") => "Number of transaction lines behind the row.",
        ("GLAccounts", "Type") => {
            "What the account is for: 10 cash, 12 bank, 20 receivable, 22 payable, 24 VAT, 110 revenue, 111 cost of goods, \
             120 to 126 costs, and so on."
        }
        ("VATCodes", "Percentage") => "Today's percentage as a fraction: 0.21.",
        ("VATCodes", "Charged") => "Reverse charge: a purchase books VAT both to pay and to claim.",
        ("TransactionLines" | "ReportingBalance", "Type") => {
            "Kind of transaction: 10 opening balance, 20 sales entry, 21 sales credit note, 30 and 31 the same for purchases, \
             40 cash flow, 50 VAT return, 90 other, 310 and 320 to 328 closing entries."
        }
        ("TransactionLines", "Status") => "20 open, 50 processed.",
        (_, "AmountDC") => "Amount in the division's currency: debit positive, credit negative.",
        (_, "AmountFC") => "Amount in the transaction's currency: debit positive, credit negative.",
        (_, "BalanceType") => "`B` balance sheet, `W` profit and loss.",
        (_, "BalanceSide") => "`D` debit, `C` credit.",
        (_, "Created") => "When the row was made: local wall clock, no time zone.",
        (_, "Modified") => "When the row last changed: local wall clock, no time zone.",
        (_, "Timestamp") => "Row version, only comparable with others of the same endpoint; not a time.",
        (_, "ID") => "Exact's own identifier.",
        (_, "Division") => "Division (administration) code, the number in the URL.",
        (_, "EntryID") => "The entry the line belongs to; the lines of one entry add up to zero.",
        (_, "FinancialYear" | "ReportingYear" | "FinYear") => "Book year, which need not be a calendar year.",
        (_, "FinancialPeriod" | "ReportingPeriod" | "FinPeriod") => {
            "Period of the book year; often, not always, a month."
        }
        (_, "OffsetID") => "The line this one is matched with.",
        (_, "YourRef") => "The other party's own reference.",
        _ => return None,
    })
}
