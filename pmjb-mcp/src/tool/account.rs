//! Ledger accounts and sections as they are shown.

use exact_reports::ledger::Account;
use exact_reports::results::Section;

use crate::dutch;

/// Code and description.
pub(super) fn named(account: &Account) -> String {
    let code = dutch::clean(&account.code);
    format!("{code} {}", dutch::clean(&account.description)).trim_end().to_owned()
}

/// The code alone.
pub(super) fn code(account: &Account) -> String {
    dutch::clean(&account.code)
}

/// A label with a capital, as the first word of a row.
pub(super) fn capital(label: &str) -> String {
    let mut letters = label.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// What a section is called at the beginning of a row.
pub(super) fn section(section: Section) -> String {
    capital(section.label())
}
