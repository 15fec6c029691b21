//! Accounts, relations and VAT codes from their elements.

use super::file::{LedgerAccount, Party, VatTerm};
use super::read::owned;
use super::xml::Element;

pub(super) fn party(element: &Element) -> Option<Party> {
    let code = owned(element, &["custSupID", "customerSupplierID"])?;
    let address = |names: &[&str]| {
        ["streetAddress", "postalAddress"]
            .iter()
            .find_map(|kind| element.children(kind).find_map(|address| owned(address, names)))
    };
    Some(Party {
        name: owned(element, &["custSupName", "companyName", "contact"]).unwrap_or_default(),
        country: address(&["country"]).or_else(|| owned(element, &["taxRegistrationCountry", "country"])),
        city: address(&["city"]).or_else(|| owned(element, &["city"])),
        email: owned(element, &["eMail", "email"]),
        vat_number: owned(element, &["taxRegIdent", "taxRegistrationNr", "vatNr"]),
        kind: owned(element, &["custSupTp", "type"]),
        code,
    })
}

pub(super) fn ledger_account(element: &Element) -> Option<LedgerAccount> {
    let references = ["RGScode", "rgsCode", "conceptRef", "txCd", "leadReference", "leadCode", "leadCrossRef"];
    Some(LedgerAccount {
        code: owned(element, &["accID", "accountID"])?,
        description: owned(element, &["accDesc", "accountDesc"]).unwrap_or_default(),
        kind: owned(element, &["accTp", "accountType"]),
        references: references.iter().flat_map(|name| element.texts_within(name)).map(str::to_owned).collect(),
        lead: owned(element, &["leadDescription"]),
    })
}

pub(super) fn vat_term(element: &Element) -> Option<VatTerm> {
    Some(VatTerm {
        code: owned(element, &["vatID", "vatCode"])?,
        description: owned(element, &["vatDesc", "description"]).unwrap_or_default(),
        to_pay: owned(element, &["vatToPayAccID"]),
        to_claim: owned(element, &["vatToClaimAccID"]),
    })
}
