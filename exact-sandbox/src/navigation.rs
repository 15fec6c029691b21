//! Which endpoint has the rows of a navigation property.

use exact_model::{Edm, Family, Meta, catalogue};

/// Types that are not called after the endpoint that has their rows.
const RENAMED: &[(&str, &str)] = &[
    ("AbsenceRegistrationTransaction", "hrm/AbsenceRegistrationTransactions"),
    ("BudgetedHoursPerHourType", "project/ProjectHourBudgets"),
    ("DigitalOrderPickingLocation", "salesorder/DigitalOrderPickingLocations"),
    ("DivisionClass", "hrm/DivisionClasses"),
    ("OptionalQuotationLineIDs", "crm/OptionalQuotationLineID"),
    ("Properties", "logistics/ItemAssortmentProperty"),
    ("SalesOrderlines", "salesorder/SalesOrderLines"),
    ("Type", "logistics/ReasonForLogisticsLinkTypes"),
    ("Types", "logistics/ReasonCodesLinkTypes"),
    ("VATPercentages", "vat/VatPercentages"),
];

/// The endpoint whose rows a navigation property holds: one of the same service, else an ordinary one of that name.
///
/// `None` for what is not a navigation property, and for the few whose rows no endpoint has.
pub(crate) fn endpoint(meta: &Meta, property: &str) -> Option<&'static Meta> {
    let Edm::Nested(kind) = meta.property(property)?.edm else { return None };
    let kind = kind.rsplit('.').next().unwrap_or(kind);
    let service = meta.id.rsplit_once('/').map_or("", |(service, _)| service);
    let renamed = match kind {
        "Attachments" if service == "read/crm" => Some("read/crm/DocumentsAttachments"),
        _ if kind.starts_with("Class_") => Some("hrm/DivisionClasses"),
        _ => RENAMED.iter().find(|(name, _)| *name == kind).map(|(_, id)| *id),
    };
    let ordinary = || catalogue::endpoints().filter(|other| other.name == kind && other.family == Family::Standard);
    match renamed {
        Some(id) => catalogue::find(id),
        None => catalogue::find(&format!("{service}/{kind}"))
            .or_else(|| ordinary().next())
            .or_else(|| catalogue::endpoints().find(|other| other.name == kind)),
    }
}

/// Whether a navigation property leads to one entity at most, so that it reads as null when there is none.
pub(crate) fn is_single(property: &str) -> bool {
    property.starts_with("Class_") || property == "Calculator"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leads_to(id: &str, property: &str) -> Option<&'static str> {
        endpoint(catalogue::find(id).unwrap(), property).map(|meta| meta.id)
    }

    #[test]
    fn a_navigation_property_leads_to_its_own_service_first() {
        assert_eq!(leads_to("crm/Accounts", "BankAccounts"), Some("crm/BankAccounts"));
        assert_eq!(leads_to("bulk/CRM/Accounts", "BankAccounts"), Some("crm/BankAccounts"));
        assert_eq!(leads_to("vat/VATCodes", "VATPercentages"), Some("vat/VatPercentages"));
        assert_eq!(leads_to("system/Divisions", "Class_03"), Some("hrm/DivisionClasses"));
        assert_eq!(leads_to("crm/Accounts", "Name"), None);
    }

    #[test]
    fn nearly_every_navigation_property_leads_somewhere() {
        let mut nowhere: Vec<&str> = Vec::new();
        for meta in catalogue::endpoints() {
            let nested = meta.properties.iter().filter(|property| matches!(property.edm, Edm::Nested(_)));
            nowhere.extend(nested.filter(|one| endpoint(meta, one.name).is_none()).map(|one| one.name));
        }
        nowhere.sort_unstable();
        nowhere.dedup();
        assert_eq!(
            nowhere,
            ["Calculator", "ExpenseLines", "Notes", "PartItems", "PaymentIDs", "SalesOrderIDs", "Waypoints"]
        );
    }
}
