//! What one endpoint demands or refuses and another does not.

use exact_model::{Edm, Family, Meta, Select, catalogue};

/// Which properties a `$filter` may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Filterable {
    Everything,
    /// Those the catalogue marks.
    Documented,
    Only(&'static [&'static str]),
}

/// What bulk/Cashflow/Receivables documents as filterable; the catalogue does not mark it.
const RECEIVABLES: &[&str] = &[
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
];

/// The rule for an endpoint.
pub(crate) fn filterable(meta: &Meta) -> Filterable {
    match meta.id {
        "financialtransaction/TransactionLines" | "bulk/Financial/TransactionLines" => Filterable::Documented,
        "bulk/Cashflow/Receivables" => Filterable::Only(RECEIVABLES),
        _ if is_aging_list(meta) => Filterable::Only(&[]),
        "sync/Deleted" => Filterable::Only(&["Timestamp", "EntityType"]),
        _ if meta.family == Family::Sync && !meta.function => Filterable::Only(&["Timestamp"]),
        _ => Filterable::Everything,
    }
}

/// Single endpoints seen to refuse a query without `$select`; every bulk endpoint does too.
const NEED_SELECT: &[&str] = &[
    "cashflow/DirectDebitMandates",
    "cashflow/Receivables",
    "financial/ReportingBalance",
    "generaljournalentry/GeneralJournalEntries",
    "logistics/SalesItemPrices",
    "purchaseentry/PurchaseEntries",
    "salesentry/SalesEntries",
    "salesorder/GoodsDeliveries",
];

/// Whether a list needs `$select` (or `$top=1`).
pub(crate) fn needs_select(meta: &Meta) -> bool {
    meta.select == Select::Required || meta.family == Family::Bulk || NEED_SELECT.contains(&meta.id)
}

/// Whether the endpoint's rows can also be followed under `sync/`.
pub(crate) fn has_sync_twin(meta: &Meta) -> bool {
    let id = meta.id.strip_prefix("bulk/").unwrap_or(meta.id);
    let id = if id == "financialtransaction/TransactionLines" { "financial/TransactionLines" } else { id };
    let twin = format!("sync/{id}").to_lowercase();
    meta.family != Family::Sync && catalogue::endpoints().any(|other| other.id.to_lowercase() == twin)
}

/// The list of which an aging list by age group is a part. The parts exist but have never been seen to answer (rule E14).
pub(crate) fn whole_aging_list(meta: &Meta) -> Option<&'static Meta> {
    match meta.id {
        "read/financial/AgingReceivablesListByAgeGroup" => catalogue::find("read/financial/AgingReceivablesList"),
        "read/financial/AgingPayablesListByAgeGroup" => catalogue::find("read/financial/AgingPayablesList"),
        _ => None,
    }
}

/// The lists by age, a row per account (rule E14).
pub(crate) fn is_aging_list(meta: &Meta) -> bool {
    matches!(meta.id, "read/financial/AgingReceivablesList" | "read/financial/AgingPayablesList")
}

/// The lists of which it is disputed whether they can be filtered.
pub(crate) fn is_open_list(meta: &Meta) -> bool {
    matches!(meta.id, "read/financial/ReceivablesList" | "read/financial/PayablesList")
}

/// What a compulsory `$filter` may use: the properties documented as filterable, else all there are.
pub(crate) fn filter_names(meta: &Meta) -> String {
    let names = |documented: bool| -> Vec<&str> {
        let values = meta.properties.iter().filter(|property| !matches!(property.edm, Edm::Nested(_)));
        values.filter(|property| property.is_filterable() || !documented).map(|property| property.name).collect()
    };
    let documented = names(true);
    if documented.is_empty() { names(false) } else { documented }.join(",")
}
