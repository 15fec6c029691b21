//! The catalogue as the service needs it: paths, type names, keys and, apart, the rules that differ per endpoint.

mod rule;

use std::collections::HashMap;

use exact_model::{Edm, Meta, Property, catalogue};

use crate::navigation;
use crate::odata::cell::Cell;
use crate::odata::literal::InUrl;
use crate::tables::Collection;
pub(crate) use rule::{
    Filterable, filter_names, filterable, has_sync_twin, is_aging_list, is_open_list, needs_select, whole_aging_list,
};

/// The entity's type as Exact names it in `__metadata` and in messages.
pub(crate) fn type_name(meta: &Meta) -> String {
    let name = match meta.id {
        "current/Me" => "System.Me",
        "financialtransaction/TransactionLines" | "bulk/Financial/TransactionLines" => "Financial.TransactionLine",
        "sync/Financial/TransactionLines" => "Sync.TransactionLine",
        _ => match meta.entity_type {
            Some(name) => name.strip_suffix(" (complex type)").unwrap_or(name),
            None => return format!("Exact.Web.Api.Models.{}", singular(meta.name)),
        },
    };
    format!("Exact.Web.Api.Models.{name}")
}

/// The name of one of a collection, where the catalogue does not have it.
fn singular(name: &str) -> &str {
    let name = name.rsplit('/').next().unwrap_or(name);
    if name.ends_with("ss") { name } else { name.strip_suffix('s').unwrap_or(name) }
}

/// An entity's address: `…/Accounts(guid'…')`, `…/RevenueList(Period=1,Year=2026)`.
pub(crate) fn entity_uri(url: &str, meta: &Meta, rows: &dyn Collection, row: usize) -> String {
    match meta.key {
        [] => url.to_owned(),
        [name] => format!("{url}({})", key_literal(meta, rows, row, name)),
        names => {
            let part = |name: &&str| format!("{name}={}", key_literal(meta, rows, row, name));
            format!("{url}({})", names.iter().map(part).collect::<Vec<_>>().join(","))
        }
    }
}

/// An entity's key as a `$skiptoken`.
pub(crate) fn key_token(meta: &Meta, rows: &dyn Collection, row: usize) -> String {
    meta.key.iter().map(|name| key_literal(meta, rows, row, name).to_string()).collect::<Vec<_>>().join(",")
}

fn key_literal<'a>(meta: &Meta, rows: &'a dyn Collection, row: usize, name: &str) -> InUrl<'a> {
    let cell = rows.column(name).map_or(Cell::Null, |column| rows.cell(row, column));
    let long = meta.property(name).is_some_and(|property| property.edm == Edm::Int64);
    InUrl { cell, long }
}

/// Whether a property may be null: everything but keys and what the catalogue knows better.
pub(crate) fn is_nullable(property: &Property) -> bool {
    !property.is_key() && property.nullable() != Some(false)
}

/// The endpoint whose rows a navigation property holds.
pub(crate) fn nested_endpoint(meta: &Meta, property: &str) -> Option<&'static Meta> {
    navigation::endpoint(meta, property)
}

/// A path after `/api/v1/`, taken apart.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    /// The division in the path; 0 for the paths that have none.
    pub(crate) division: i32,
    pub(crate) meta: &'static Meta,
    /// What stands between the brackets behind the entity.
    pub(crate) key: Option<String>,
    pub(crate) tail: Tail,
}

/// What follows the entity in a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tail {
    None,
    Count,
    /// `service/$metadata`; the endpoint is the first of the service.
    Metadata,
    Property(&'static Property),
}

/// Finds endpoints by path.
#[derive(Debug)]
pub(crate) struct Schema {
    by_lower_id: HashMap<String, &'static Meta>,
    any_case: bool,
}

impl Schema {
    pub(crate) fn new(any_case: bool) -> Self {
        Self { by_lower_id: catalogue::endpoints().map(|meta| (meta.id.to_lowercase(), meta)).collect(), any_case }
    }

    /// Takes a decoded path after `/api/v1/` apart; `Err` is the segment that is not known.
    pub(crate) fn target<'p>(&self, path: &'p str) -> Result<Target, &'p str> {
        let path = path.trim_end_matches('/');
        let first = path.split('/').next().unwrap_or(path);
        let (division, prefix, rest) = match first {
            "beta" => {
                let rest = path.strip_prefix("beta/").unwrap_or_default();
                let (division, rest) = divided(rest)?;
                (division, "beta/", rest)
            }
            _ if first.bytes().all(|byte| byte.is_ascii_digit()) => {
                let (division, rest) = divided(path)?;
                (division, "", rest)
            }
            _ => (0, "", path),
        };
        let (id, key, tail) = split_key(rest);
        let (id, tail) = match tail {
            None => match id.rsplit_once('/') {
                Some((id, "$count")) => (id, Some("$count")),
                _ => (id, None),
            },
            tail => (id, tail),
        };
        if let Some(service) = rest.strip_suffix("/$metadata") {
            let meta = service_endpoints(&format!("{prefix}{service}")).next().ok_or("$metadata")?;
            return Ok(Target { division, meta, key: None, tail: Tail::Metadata });
        }
        let meta = self.endpoint(&format!("{prefix}{id}")).ok_or_else(|| id.rsplit('/').next().unwrap_or(id))?;
        if meta.division_scoped != (division != 0) {
            return Err(first);
        }
        let tail = match tail {
            None => Tail::None,
            Some("$count") if key.is_none() => Tail::Count,
            Some(name) => Tail::Property(meta.property(name).ok_or(name)?),
        };
        Ok(Target { division, meta, key: key.map(str::to_owned), tail })
    }

    /// The service's casing does not matter, the entity's does.
    fn endpoint(&self, id: &str) -> Option<&'static Meta> {
        let meta = *self.by_lower_id.get(&id.to_lowercase())?;
        let last = |path: &'_ str| path.rsplit('/').next().unwrap_or_default().to_owned();
        (self.any_case || last(meta.id) == last(id)).then_some(meta)
    }
}

impl Target {
    /// What the call is counted and logged under.
    pub(crate) fn endpoint(&self) -> String {
        match self.tail {
            Tail::Metadata => format!("{}/$metadata", service_of(self.meta)),
            _ => self.meta.id.to_owned(),
        }
    }
}

/// The path of the service an endpoint is in: `crm`, `read/financial`.
fn service_of(meta: &Meta) -> &'static str {
    meta.id.rsplit_once('/').map_or("", |(service, _)| service)
}

/// The endpoints of the service at that path, in the catalogue's order; its casing does not matter.
pub(crate) fn service_endpoints(service: &str) -> impl Iterator<Item = &'static Meta> {
    catalogue::endpoints().filter(move |meta| service_of(meta).eq_ignore_ascii_case(service))
}

/// The endpoints in the same service as this one.
pub(crate) fn siblings(meta: &Meta) -> Vec<&'static Meta> {
    service_endpoints(service_of(meta)).collect()
}

fn divided(path: &str) -> Result<(i32, &str), &str> {
    let (division, rest) = path.split_once('/').ok_or(path)?;
    Ok((division.parse().map_err(|_| division)?, rest))
}

/// Splits `crm/Accounts(guid'…')/Lines` into the id, the key and what follows.
fn split_key(path: &str) -> (&str, Option<&str>, Option<&str>) {
    let Some((id, rest)) = path.split_once('(') else { return (path, None, None) };
    let Some((key, tail)) = rest.rsplit_once(')') else { return (path, None, None) };
    (id, Some(key), tail.strip_prefix('/').filter(|tail| !tail.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(path: &str) -> Option<(i32, &'static str, Option<String>, Tail)> {
        let target = Schema::new(false).target(path).ok()?;
        Some((target.division, target.meta.id, target.key, target.tail))
    }

    #[test]
    fn paths_are_taken_apart() {
        assert_eq!(target("current/Me"), Some((0, "current/Me", None, Tail::None)));
        assert_eq!(target("12/crm/Accounts"), Some((12, "crm/Accounts", None, Tail::None)));
        assert_eq!(target("12/crm/Accounts/$count"), Some((12, "crm/Accounts", None, Tail::Count)));
        let by_key = target("12/crm/Accounts(guid'x')").unwrap();
        assert_eq!(by_key.2.as_deref(), Some("guid'x'"));
        let opening = target("12/openingbalance/CurrentYear/AfterEntry").unwrap();
        assert_eq!(opening.1, "openingbalance/CurrentYear/AfterEntry");
        assert_eq!(target("beta/12/budget/BudgetScenarios").unwrap().0, 12);
    }

    #[test]
    fn the_service_may_be_in_any_case_and_the_entity_may_not() {
        assert!(target("12/CRM/Accounts").is_some());
        assert!(target("12/crm/accounts").is_none());
        assert!(Schema::new(true).target("12/crm/accounts").is_ok());
    }

    #[test]
    fn paths_that_do_not_exist_are_not_found() {
        for path in
            ["", "12", "12/", "12/crm", "crm/Accounts", "12/current/Me", "12/crm/Accounts(1", "x/crm/Accounts", "beta"]
        {
            assert!(target(path).is_none(), "{path:?} was found");
        }
        assert!(target("12/read/financial/ReportingBalance").is_none());
    }

    #[test]
    fn every_endpoint_of_the_catalogue_is_found_by_its_path() {
        let schema = Schema::new(false);
        for meta in catalogue::endpoints() {
            let path = meta.path.replace("{division}", "12");
            let found = schema.target(&path).map(|target| target.meta.id);
            assert_eq!(found, Ok(meta.id), "{path}");
        }
    }
}
