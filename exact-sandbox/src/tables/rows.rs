use std::cmp::Ordering;
use std::sync::Arc;

use super::ledger::Ledger;
use super::me::{USER_NAME, user_id};
use super::{Collection, Orders};
use crate::odata::cell::Cell;

/// Reads one property of one row.
pub(super) type Getter<R> = for<'a> fn(&'a Ledger, &'a R) -> Cell<'a>;

/// Finds the rows of a navigation property.
pub(super) type Nested<R> = for<'a> fn(&'a R, &str) -> Option<&'a [usize]>;

/// The properties an endpoint's rows have, by name.
pub(super) type Columns<R> = &'static [(&'static str, Getter<R>)];

/// Reads a property that does not depend on the row.
pub(super) type CommonGetter = for<'a> fn(&'a Ledger) -> Cell<'a>;

/// Properties that every entity of a division has the same way, unless its own columns say otherwise.
pub(super) const COMMON: &[(&str, CommonGetter)] = &[
    ("Division", |ledger| Cell::Int(ledger.division().code.into())),
    ("Created", |ledger| Cell::moment(ledger.created())),
    ("Creator", |_| Cell::Guid(user_id())),
    ("CreatorFullName", |_| Cell::Text(USER_NAME)),
    ("Modified", |ledger| Cell::moment(ledger.created())),
    ("Modifier", |_| Cell::Guid(user_id())),
    ("ModifierFullName", |_| Cell::Text(USER_NAME)),
];

/// Rows that are made of a ledger and something small per row.
pub(super) struct Rows<R: 'static> {
    ledger: Arc<Ledger>,
    rows: Vec<R>,
    columns: Columns<R>,
    /// Come before `columns`.
    first: Columns<R>,
    nested: Option<Nested<R>>,
    orders: Orders,
}

impl<R: Send + Sync + 'static> Rows<R> {
    /// Puts the rows in the order of the properties in `key`.
    pub(super) fn new(ledger: &Arc<Ledger>, mut rows: Vec<R>, columns: Columns<R>, key: &[&str]) -> Self {
        let getters: Vec<Getter<R>> = key
            .iter()
            .filter_map(|name| columns.iter().find(|(column, _)| column == name))
            .map(|(_, get)| *get)
            .collect();
        if let [get] = getters.as_slice()
            && rows.iter().all(|row| get(ledger, row).rank().is_some())
        {
            rows.sort_by_cached_key(|row| get(ledger, row).rank());
        } else {
            rows.sort_by(|left, right| {
                let order = |get: &Getter<R>| get(ledger, left).order(&get(ledger, right));
                getters.iter().map(order).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
            });
        }
        let ledger = Arc::clone(ledger);
        Self { ledger, rows, columns, first: &[], nested: None, orders: Orders::default() }
    }

    /// Adds columns, which go before those of the same name.
    pub(super) fn and(mut self, first: Columns<R>) -> Self {
        self.first = first;
        self
    }

    /// The rows in their order.
    pub(super) fn all(&self) -> &[R] {
        &self.rows
    }

    /// Says where nested rows are.
    pub(super) fn nested(mut self, nested: Nested<R>) -> Self {
        self.nested = Some(nested);
        self
    }

    /// The rows as an endpoint's.
    pub(super) fn share(self) -> Arc<dyn Collection> {
        Arc::new(self)
    }
}

impl<R: Send + Sync + 'static> Collection for Rows<R> {
    fn len(&self) -> usize {
        self.rows.len()
    }

    fn column(&self, name: &str) -> Option<usize> {
        let own = self.first.iter().chain(self.columns).position(|(column, _)| *column == name);
        let before = self.first.len() + self.columns.len();
        own.or_else(|| COMMON.iter().position(|(column, _)| *column == name).map(|at| before + at))
    }

    fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        let Some(row) = self.rows.get(row) else { return Cell::Null };
        let (first, own) = (self.first.len(), self.columns.len());
        let get = self.first.get(column).or_else(|| self.columns.get(column.checked_sub(first)?));
        match get {
            Some((_, get)) => get(&self.ledger, row),
            None => COMMON.get(column - first - own).map_or(Cell::Null, |(_, get)| get(&self.ledger)),
        }
    }

    fn nested(&self, row: usize, property: &str) -> &[usize] {
        let find = || self.nested?(self.rows.get(row)?, property);
        find().unwrap_or_default()
    }

    fn orders(&self) -> Option<&Orders> {
        Some(&self.orders)
    }
}
