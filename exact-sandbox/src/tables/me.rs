//! current/Me: who is logged in.

use uuid::Uuid;

use super::Collection;
use crate::books::{IdSpace, guid};
use crate::odata::cell::Cell;

/// The full name of who made everything in the books.
pub(crate) const USER_NAME: &str = "Demo Gebruiker";

/// Who made everything in the books: the user that is called demo.
pub(crate) fn user_id() -> Uuid {
    id_of("demo")
}

fn id_of(name: &str) -> Uuid {
    guid(0, IdSpace::User, name)
}

/// The single row of current/Me.
struct Me {
    /// The name to log in by.
    name: String,
    first_name: String,
    full_name: String,
    initials: String,
    email: String,
    division: i32,
    /// Wall-clock time without a zone: `2026-06-25T16:12:49`.
    server_time: String,
    utc_offset_seconds: i64,
}

type Getter = for<'a> fn(&'a Me) -> Cell<'a>;

const COLUMNS: &[(&str, Getter)] = &[
    ("UserID", |me| Cell::Guid(id_of(&me.name))),
    ("AccountingDivision", |me| Cell::Int(me.division.into())),
    ("CurrentDivision", |me| Cell::Int(me.division.into())),
    ("CustomerCode", |_| Cell::Text("                 1")),
    ("DivisionCustomer", |_| Cell::Guid(guid(0, IdSpace::Account, "licence"))),
    ("DivisionCustomerCode", |_| Cell::Text("                 1")),
    ("DivisionCustomerName", |_| Cell::Text("Demolicentie")),
    ("DossierDivision", |_| Cell::Null),
    ("Email", |me| Cell::Text(&me.email)),
    ("FirstName", |me| Cell::Text(&me.first_name)),
    ("FullName", |me| Cell::Text(&me.full_name)),
    ("Gender", |_| Cell::Text("O")),
    ("Initials", |me| Cell::Text(&me.initials)),
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
    ("UserName", |me| Cell::Text(&me.name)),
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

/// The user of that name as seen at a moment, with `division` as the one opened last.
pub(crate) fn me(name: &str, division: i32, server_time: String, utc_offset_seconds: i64) -> impl Collection + use<> {
    let mut letters = name.chars();
    let initial: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    let first_name = format!("{initial}{}", letters.as_str());
    Me {
        name: name.to_owned(),
        full_name: format!("{first_name} Gebruiker"),
        first_name,
        initials: format!("{initial}."),
        email: format!("{}@example.com", name.replace(' ', ".")),
        division,
        server_time,
        utc_offset_seconds,
    }
}
