//! Facts about endpoints: path, key, rules, and properties, as the catalogue has them.

mod property;

use core::fmt;

pub use property::{Edm, Navigation, Property};

/// One endpoint.
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
    /// A function: it takes query parameters instead of a filter.
    pub function: bool,
    /// Has a division in its path.
    pub division_scoped: bool,
    /// A beta endpoint.
    pub beta: bool,
    /// Exact advises another endpoint.
    pub deprecated: bool,
    /// HTTP methods it offers.
    pub methods: Methods,
    /// App permissions it needs.
    pub scopes: &'static [&'static str],
    /// Webhook topics that tell of its changes.
    pub webhook_topics: &'static [&'static str],
    /// Names of the properties that make up the key.
    pub key: &'static [&'static str],
    /// The documented rule for `$select`; [`Meta::needs_select`] knows what was seen in practice too.
    pub select: Select,
    /// Rows on a full page, where documented; [`Meta::rows_per_page`] for every endpoint.
    pub page_size: Option<u16>,
    /// Name in Exact's `$metadata`, where known.
    pub entity_type: Option<&'static str>,
    /// Parameters of a function; `None` where they are unknown or there are none.
    pub parameters: Option<&'static [Parameter]>,
    /// The properties, in the catalogue's order.
    pub properties: &'static [Property],
    /// Has been seen to refuse a query without `$select`, whatever the catalogue says.
    pub(crate) select_in_practice: bool,
    /// What `$filter` may use.
    pub(crate) filterable: Filterable,
}

/// Which properties of an endpoint a `$filter` may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Filterable {
    /// Nobody has seen a limit.
    Unlimited,
    /// Those that are marked; the others are refused.
    Marked,
    /// Only these.
    Only(&'static [&'static str]),
}

impl Meta {
    /// The property of that name; names are case-sensitive, as at Exact.
    #[must_use]
    pub fn property(&self, name: &str) -> Option<&'static Property> {
        self.properties.iter().find(|property| property.name == name)
    }

    /// Rows on a full page: 1,000 under `bulk/` and `sync/`, 60 elsewhere (wire rule E1).
    #[must_use]
    pub const fn rows_per_page(&self) -> u16 {
        match (self.page_size, self.family) {
            (Some(size), _) => size,
            (None, Family::Bulk | Family::Sync) => 1000,
            (None, Family::Standard | Family::Read) => 60,
        }
    }

    /// Whether a list is refused without `$select` (or `$top=1`): as documented, for every bulk endpoint, and for the
    /// single ones whose refusals have been reported.
    #[must_use]
    pub fn needs_select(&self) -> bool {
        self.select == Select::Required || self.family == Family::Bulk || self.select_in_practice
    }

    /// Whether Exact is known to refuse a `$filter` on this property of this endpoint: it takes none at all, or a list
    /// of what it takes is known and this is not on it.
    #[must_use]
    pub fn refuses_filter_on(&self, property: &str) -> bool {
        match self.filterable {
            Filterable::Unlimited => false,
            Filterable::Only(names) => !names.contains(&property),
            Filterable::Marked => !self.property(property).is_some_and(Property::is_filterable),
        }
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

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Standard => "standard",
            Self::Read => "read",
            Self::Bulk => "bulk",
            Self::Sync => "sync",
        })
    }
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

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Current => "current",
            Self::Undocumented => "undocumented",
            Self::Unconfirmed => "unconfirmed",
            Self::Legacy => "legacy",
        })
    }
}

/// The documented rule for `$select`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Select {
    /// Nothing is said about it.
    Optional,
    /// Must be there.
    Required,
    /// `$select=*` is refused.
    NoStar,
}

/// A set of HTTP methods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Methods(pub(crate) u8);

impl Methods {
    const NAMES: [&'static str; 4] = ["GET", "POST", "PUT", "DELETE"];

    /// Whether `method` (`GET`, `POST`, `PUT` or `DELETE`) is one of them.
    #[must_use]
    pub fn has(self, method: &str) -> bool {
        self.iter().any(|name| name == method)
    }

    /// The methods by name: first `GET`, then `POST`, `PUT` and `DELETE`.
    pub fn iter(self) -> impl Iterator<Item = &'static str> {
        Self::NAMES.into_iter().enumerate().filter(move |(bit, _)| self.0 & (1 << bit) != 0).map(|(_, name)| name)
    }
}

/// A query parameter of a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter {
    /// The name, as in the URL.
    pub name: &'static str,
    /// Its type.
    pub edm: Edm,
    /// Whether it must be given.
    pub required: bool,
}

/// A structure within a row that no endpoint lists by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NestedType {
    /// Its name, as navigations give it.
    pub name: &'static str,
    /// The property or type it belongs to: `cashflow/ProcessPayments.PaymentIDs`.
    pub used_by: &'static str,
    /// Its properties.
    pub properties: &'static [Property],
}
