//! current/Me: the one demo user.

use uuid::Uuid;

use super::Collection;
use crate::books::{IdSpace, guid};
use crate::odata::cell::Cell;

/// The demo user's full name.
pub(crate) const USER_NAME: &str = "Demo Gebruiker";

/// The demo user.
pub(crate) fn user_id() -> Uuid {
    guid(0, IdSpace::User, "demo")
}

/// The single row of current/Me.
struct Me {
    division: i32,
    /// Wall-clock time without a zone: `2026-06-25T16:12:49`.
    server_time: String,
    utc_offset_seconds: i64,
}

type Getter = for<'a> fn(&'a Me) -> Cell<'a>;

const COLUMNS: &[(&str, Getter)] = &[
    ("UserID", |_| Cell::Guid(user_id())),
    ("AccountingDivision", |me| Cell::Int(me.division.into())),
    ("CurrentDivision", |me| Cell::Int(me.division.into())),
    ("CustomerCode", |_| Cell::Text("                 1")),
    ("DivisionCustomer", |_| Cell::Guid(guid(0, IdSpace::Account, "licence"))),
    ("DivisionCustomerCode", |_| Cell::Text("                 1")),
    ("DivisionCustomerName", |_| Cell::Text("Demolicentie")),
    ("DossierDivision", |_| Cell::Null),
    ("Email", |_| Cell::Text("demo@example.com")),
    ("FirstName", |_| Cell::Text("Demo")),
    ("FullName", |_| Cell::Text(USER_NAME)),
    ("Gender", |_| Cell::Text("O")),
    ("Initials", |_| Cell::Text("D.")),
    ("IsClientUser", |_| Cell::Bool(false)),
    ("IsEmployeeSelfServiceUser", |_| Cell::Bool(false)),
    ("IsMyFirmLiteUser", |_| Cell::Bool(false)),
    ("IsMyFirmPortalUser", |_| Cell::Bool(false)),
    ("IsOEIMigrationMandatory", |_| Cell::Bool(false)),
    ("IsStarterUser", |_| Cell::Bool(false)),
    ("Language", |_| Cell::Text("NL        ")),
    ("LanguageCode", |_| Cell::Text("nl-NL")),
    ("LastName", |_| Cell::Text("Gebruiker")),
    ("Legislation", |_| Cell::Int(1)),
    ("ServerTime", |me| Cell::Text(&me.server_time)),
    ("ServerUtcOffset", |me| Cell::Int(me.utc_offset_seconds)),
    ("UserName", |_| Cell::Text("demo")),
];

impl Collection for Me {
    fn len(&self) -> usize {
        1
    }

    fn column(&self, name: &str) -> Option<usize> {
        COLUMNS.iter().position(|(column, _)| *column == name)
    }

    fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        if row > 0 {
            return Cell::Null;
        }
        COLUMNS.get(column).map_or(Cell::Null, |(_, get)| get(self))
    }
}

/// The demo user as seen at a moment, with `division` as the one opened last.
pub(crate) fn me(division: i32, server_time: String, utc_offset_seconds: i64) -> impl Collection {
    Me { division, server_time, utc_offset_seconds }
}
