//! The static schema: what an endpoint is called, where it lives and which properties it has.

use core::fmt;

/// An entity of Exact Online with its own Rust type.
///
/// Its single endpoint is [`Entity::META`]; where Exact also has a bulk or a sync endpoint for the same rows, the type
/// implements [`BulkEntity`] or [`SyncEntity`] as well.
pub trait Entity: Sized + Send + Sync + 'static {
    /// Schema of the single endpoint (60 rows a page), or of the only endpoint the entity has.
    const META: &'static Meta;
}

/// An entity that can also be read 1,000 rows a page under `bulk/`.
#[diagnostic::on_unimplemented(
    message = "Exact Online has no bulk endpoint for `{Self}`",
    note = "leave out `.bulk()`: the single endpoint gives 60 rows a page"
)]
pub trait BulkEntity: Entity {
    /// Schema of the bulk endpoint.
    const BULK: &'static Meta;
}

/// An entity whose changes can be followed under `sync/`.
#[diagnostic::on_unimplemented(
    message = "Exact Online has no sync endpoint for `{Self}`",
    note = "read the single or bulk endpoint instead"
)]
pub trait SyncEntity: Entity {
    /// Schema of the sync endpoint.
    const SYNC: &'static Meta;
}

/// One endpoint: path, key, rules and properties, as the catalogue has them.
#[derive(Debug)]
pub struct Meta {
    /// Path after the division: `bulk/Financial/TransactionLines`. Unique.
    pub id: &'static str,
    /// Name of the collection: `TransactionLines`.
    pub name: &'static str,
    /// Path after `/api/v1/`, with `{division}` where the division goes.
    pub path: &'static str,
    /// The service it is documented under: `FinancialTransaction`.
    pub service: &'static str,
    /// Which of the four kinds of endpoint.
    pub family: Family,
    /// How sure it is that the endpoint exists.
    pub status: Status,
    /// Takes mandatory query parameters instead of a filter.
    pub function: bool,
    /// Has a division in its path.
    pub division_scoped: bool,
    /// A beta endpoint.
    pub beta: bool,
    /// HTTP methods it offers.
    pub methods: &'static [&'static str],
    /// App permissions it needs.
    pub scopes: &'static [&'static str],
    /// Webhook topics that tell of its changes.
    pub webhook_topics: &'static [&'static str],
    /// Names of the properties that make up the key.
    pub key: &'static [&'static str],
    /// Whether `$select` may be left out.
    pub select: Select,
    /// Rows on a full page.
    pub page_size: u16,
    /// Name in Exact's `$metadata`, where known.
    pub entity_type: Option<&'static str>,
    /// Parameters of a function endpoint.
    pub parameters: &'static [Parameter],
    /// The properties, in the catalogue's order.
    pub properties: &'static [Property],
}

impl Meta {
    /// The property of that name; names are case-sensitive, as at Exact.
    #[must_use]
    pub fn property(&self, name: &str) -> Option<&'static Property> {
        self.properties.iter().find(|property| property.name == name)
    }

    /// Whether every one of `columns` is a property of this endpoint. `const`, so that a wrong choice of endpoint is a
    /// compile error.
    #[must_use]
    #[expect(clippy::indexing_slicing, reason = "slices have no get() in const fn; the loops keep within bounds")]
    pub const fn has_all(&self, columns: &[&str]) -> bool {
        let mut at = 0;
        while at < columns.len() {
            let mut found = false;
            let mut property = 0;
            while property < self.properties.len() {
                if same(self.properties[property].name, columns[at]) {
                    found = true;
                    break;
                }
                property += 1;
            }
            if !found {
                return false;
            }
            at += 1;
        }
        true
    }
}

#[expect(clippy::indexing_slicing, reason = "slices have no get() in const fn; the loop keeps within bounds")]
const fn same(left: &str, right: &str) -> bool {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    if left.len() != right.len() {
        return false;
    }
    let mut at = 0;
    while at < left.len() {
        if left[at] != right[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// The four kinds of endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Family {
    /// The ordinary kind: 60 rows a page.
    Standard,
    /// Report-like, under `read/`.
    Read,
    /// 1,000 rows a page, under `bulk/`; `$select` is compulsory.
    Bulk,
    /// Changes since a timestamp, under `sync/`.
    Sync,
}

/// How sure it is that an endpoint exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// In today's documentation.
    Current,
    /// In Exact's `$metadata`, not in its documentation.
    Undocumented,
    /// Seen before 2025 only.
    Unconfirmed,
    /// Withdrawn.
    Legacy,
}

/// Rules for `$select`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Select {
    /// May be left out.
    Optional,
    /// Must be there.
    Required,
    /// `$select=*` is refused.
    NoStar,
}

/// A query parameter of a function endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter {
    /// The name, as in the URL.
    pub name: &'static str,
    /// Its type.
    pub edm: Edm,
    /// Whether it must be given.
    pub required: bool,
}

/// A property of an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Property {
    /// The name, as on the wire.
    pub name: &'static str,
    /// Its type.
    pub edm: Edm,
    /// Part of the key.
    pub key: bool,
    /// Whether it may be null; `None` where nobody says.
    pub nullable: Option<bool>,
    /// Documented as usable in `$filter`; `false` means not documented, not "no".
    pub filterable: bool,
    /// Must be given when the entity is created.
    pub mandatory: bool,
}

/// A type of Exact's data model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Edm {
    Binary,
    Boolean,
    Byte,
    DateTime,
    Double,
    Guid,
    Int16,
    Int32,
    Int64,
    String,
    /// A nested entity or collection of that name.
    Nested(&'static str),
}

impl fmt::Display for Edm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Binary => "Edm.Binary",
            Self::Boolean => "Edm.Boolean",
            Self::Byte => "Edm.Byte",
            Self::DateTime => "Edm.DateTime",
            Self::Double => "Edm.Double",
            Self::Guid => "Edm.Guid",
            Self::Int16 => "Edm.Int16",
            Self::Int32 => "Edm.Int32",
            Self::Int64 => "Edm.Int64",
            Self::String => "Edm.String",
            Self::Nested(name) => name,
        })
    }
}
