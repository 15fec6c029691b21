//! How a package writes accounts and relations.

use std::fmt::Write as _;

use super::books::{ACCOUNTS, RELATIONS};
use super::dialect::Dialect;
use super::version::Version;

impl Dialect {
    pub(super) fn accounts(&self) -> String {
        let mut text = String::from("<generalLedger>");
        if self.version == Version::Clair2 {
            text += "<taxonomy>eigen</taxonomy>";
        }
        for (code, description, kind, _) in ACCOUNTS {
            let _ = match self.version {
                Version::Clair2 => {
                    let kind = if kind == 'B' { "Balans" } else { "Winst en verlies" };
                    write!(
                        text,
                        "<ledgerAccount><accountID>{code}</accountID><accountDesc>{description}</accountDesc>\
                         <accountType>{kind}</accountType>{}</ledgerAccount>",
                        self.empty("leadCode")
                    )
                }
                _ => write!(
                    text,
                    "<ledgerAccount><accID>{code}</accID><accDesc>{description}</accDesc><accTp>{kind}</accTp>{}\
                     </ledgerAccount>",
                    self.empty(if self.version == Version::V40 { "RGScode" } else { "leadCode" })
                ),
            };
        }
        text + "</generalLedger>"
    }

    pub(super) fn relations(&self) -> String {
        let mut text = String::from("<customersSuppliers>");
        for (code, name, is_customer) in RELATIONS {
            let name = name.replace('&', "&amp;");
            let kind = if is_customer { "C" } else { "S" };
            let _ = match self.version {
                Version::Clair2 => write!(
                    text,
                    "<customerSupplier><custSupID>{code}</custSupID><type>{}</type><companyName>{name}</companyName>\
                     </customerSupplier>",
                    if is_customer { "Debiteur" } else { "Crediteur" }
                ),
                // Before 3.1 a relation does not say which of the two it is.
                Version::V30 => write!(
                    text,
                    "<customerSupplier><custSupID>{code}</custSupID><custSupName>{name}</custSupName></customerSupplier>"
                ),
                _ => write!(
                    text,
                    "<customerSupplier><custSupID>{code}</custSupID><custSupName>{name}</custSupName>{}\
                     <custSupTp>{kind}</custSupTp></customerSupplier>",
                    self.empty("taxRegIdent")
                ),
            };
        }
        text + "</customersSuppliers>"
    }
}
