//! Where the catalogue and the service differ, or a better name exists: every deviation is named here with its reason.

use crate::catalogue::Property;

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

/// Single endpoints seen to refuse a query without `$select`, though the catalogue does not say so
/// (exact-online-api.md 4.3).
pub(crate) fn select_is_required(id: &str) -> bool {
    matches!(
        id,
        "cashflow/DirectDebitMandates"
            | "cashflow/Payments"
            | "cashflow/Receivables"
            | "financial/ReportingBalance"
            | "generaljournalentry/GeneralJournalEntries"
            | "logistics/SalesItemPrices"
            | "purchaseentry/PurchaseEntries"
            | "salesentry/SalesEntries"
            | "salesorder/GoodsDeliveries"
    )
}

/// What an endpoint's `$filter` may use.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Filterable {
    /// No limit is known.
    Unlimited,
    /// The properties that the catalogue marks.
    Marked,
    /// These.
    Only(&'static [&'static str]),
}

impl Filterable {
    pub(crate) fn rust(self) -> String {
        match self {
            Self::Unlimited => "Unlimited".to_owned(),
            Self::Marked => "Marked".to_owned(),
            Self::Only(names) => format!("Only(&{names:?})"),
        }
    }
}

/// Which endpoints are known to filter on some properties only. That the catalogue marks properties means no such limit
/// by itself: for most endpoints the marks are what is documented, not all there is (exact-online-api.md 4.3 and 5,
/// wire rule E14).
pub(crate) fn filterable(id: &str, family: &str) -> Filterable {
    match id {
        "financialtransaction/TransactionLines" | "bulk/Financial/TransactionLines" => Filterable::Marked,
        "bulk/Cashflow/Receivables" => Filterable::Only(&[
            "Account",
            "Document",
            "EndDate",
            "EndToEndID",
            "EntryDate",
            "EntryID",
            "GLAccount",
            "ID",
            "InvoiceDate",
            "InvoiceNumber",
            "Source",
            "Status",
            "TransactionID",
            "TransactionType",
        ]),
        "read/financial/AgingReceivablesList"
        | "read/financial/AgingPayablesList"
        | "read/financial/ProfitLossOverview" => Filterable::Only(&[]),
        "sync/Deleted" => Filterable::Only(&["Timestamp", "EntityType"]),
        _ if family == "sync" => Filterable::Only(&["Timestamp"]),
        _ => Filterable::Unlimited,
    }
}

/// What functions give that have no properties in the catalogue: one value under the function's own name, as
/// `users/UserHasRights` was seen to (exact-online-api.md 1.4).
pub(crate) fn result_of(id: &str) -> Option<Property> {
    let edm = match id {
        "users/UserHasRights" => "Edm.Boolean",
        "read/crm/AccountDocumentsCount" | "read/crm/OpportunityDocumentsCount" => "Edm.Int32",
        "documents/GetSharePointDocumentUrl" => "Edm.String",
        _ => return None,
    };
    let name = id.rsplit('/').next()?.to_owned();
    Some(Property { name, edm: Some(edm.to_owned()), ..Property::default() })
}

/// What a service is about.
pub(crate) fn service(service: &str, title: &str) -> String {
    format!("Entities of the service {title}: feature `{service}`.")
}

/// Sync endpoints whose rows differ in type from those of the endpoint of the same name: `BlockEntry` and
/// `BlockRebilling` are a Byte here and a Boolean there.
pub(crate) fn is_of_its_own(id: &str) -> bool {
    id == "sync/Project/ProjectWBS"
}

/// Rust names that say more than the collection's.
pub(crate) fn entity_name(id: &str) -> Option<&'static str> {
    Some(match id {
        "read/financial/ReceivablesList" => "ReceivablesListItem",
        "read/financial/PayablesList" => "PayablesListItem",
        "read/financial/RevenueListByYear" => "RevenueOfYear",
        "read/financial/RevenueList" => "RevenueOfCurrentYear",
        "read/financial/RevenueListByYearAndStatus" => "RevenueOfYearAndStatus",
        "sync/Cashflow/PaymentTerms" => "PaymentTerm",
        "mailbox/MailMessagesReceived" => "ReceivedMailMessage",
        "mailbox/MailMessagesSent" => "SentMailMessage",
        "users/UserHasRights" => "UserHasRights",
        "logistics/ReasonForLogistics" => "ReasonForLogistics",
        "read/project/RecentCostsByNumberOfWeeks" => "RecentCostsByNumberOfWeeks",
        "read/project/RecentHoursByNumberOfWeeks" => "RecentHoursByNumberOfWeeks",
        "system/GetMostRecentlyUsedDivisions" => "RecentlyUsedDivision",
        "system/AllDivisions" => "AnyDivision",
        "sync/Project/ProjectWBS" => "SyncedProjectWBS",
        "read/logistics/SalesItemPrice" => "SalesItemPriceAnswer",
        "openingbalance/CurrentYear/AfterEntry" => "OpeningBalance",
        "openingbalance/CurrentYear/Processed" => "ProcessedOpeningBalance",
        "openingbalance/PreviousYear/AfterEntry" => "PreviousOpeningBalance",
        "openingbalance/PreviousYear/Processed" => "PreviousProcessedOpeningBalance",
        "read/sync/Sync/SyncTimestamp" => "SyncTimestamp",
        "salesinvoice/Layouts" => "Layout",
        _ => return None,
    })
}
