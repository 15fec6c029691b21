//! `$orderby`: rows in another order than that of their key.

use core::cmp::{Ordering, Reverse};
use std::sync::Arc;

use exact_model::{Edm, Meta};

use super::cell::Cell;
use crate::error::Refusal;
use crate::schema;
use crate::tables::Collection;

/// One property of an `$orderby`.
#[derive(Debug, Clone, Copy)]
pub(super) struct OrderKey {
    /// `None` is a property the books know nothing of: all rows are alike in it.
    pub(super) column: Option<usize>,
    pub(super) edm: Edm,
    descending: bool,
}

impl OrderKey {
    /// Reads `Name` or `Name desc`.
    pub(super) fn read(meta: &'static Meta, rows: &dyn Collection, text: &str) -> Result<Self, Refusal> {
        let mut words = text.split_whitespace();
        let (name, direction, rest) = (words.next().unwrap_or_default(), words.next(), words.next());
        let Some(property) = meta.property(name) else {
            let kind = schema::type_name(meta);
            let text = format_args!("No property '{name}' exists in type '{kind}' at position 0.");
            return Err(Refusal::bad_request(text));
        };
        let descending = match (direction, rest) {
            (None | Some("asc"), None) => false,
            (Some("desc"), None) => true,
            _ => return Err(Refusal::bad_request(format_args!("Syntax error at position {}.", name.len() + 1))),
        };
        Ok(Self { column: rows.column(name), edm: property.edm, descending })
    }

    /// The order of two values in this property.
    pub(super) fn order(&self, left: Cell<'_>, right: Cell<'_>) -> Ordering {
        let order = left.order(&right);
        if self.descending { order.reverse() } else { order }
    }

    fn cell<'a>(&self, rows: &'a dyn Collection, row: usize) -> Cell<'a> {
        self.column.map_or(Cell::Null, |column| rows.cell(row, column))
    }
}

/// The order of two rows. Ties break by key, and rows lie in key order.
pub(super) fn order(keys: &[OrderKey], rows: &dyn Collection, left: usize, right: usize) -> Ordering {
    keys.iter()
        .map(|key| key.order(key.cell(rows, left), key.cell(rows, right)))
        .find(|order| order.is_ne())
        .unwrap_or_else(|| left.cmp(&right))
}

/// All rows in order: as they were put for the page before, or put in order now.
pub(super) fn sorted(keys: &[OrderKey], rows: &dyn Collection) -> Arc<[u32]> {
    let sort = || by_rank(keys, rows).unwrap_or_else(|| by_cells(keys, rows));
    match rows.orders() {
        Some(orders) => orders.get(&named(keys), sort),
        None => sort(),
    }
}

/// Whether the rows were put in this order before.
pub(super) fn is_kept(keys: &[OrderKey], rows: &dyn Collection) -> bool {
    rows.orders().is_some_and(|orders| orders.has(&named(keys)))
}

fn named(keys: &[OrderKey]) -> Vec<(Option<usize>, bool)> {
    keys.iter().map(|key| (key.column, key.descending)).collect()
}

fn by_cells(keys: &[OrderKey], rows: &dyn Collection) -> Arc<[u32]> {
    let mut places: Vec<u32> = places(rows).collect();
    places.sort_unstable_by(|left, right| order(keys, rows, *left as usize, *right as usize));
    places.into()
}

/// The same by one number a row, for a single property that has one.
fn by_rank(keys: &[OrderKey], rows: &dyn Collection) -> Option<Arc<[u32]>> {
    let [key] = keys else { return None };
    let rank = |row: u32| match key.cell(rows, row as usize) {
        Cell::Null => Some((None, row)),
        cell => cell.rank().map(|rank| (Some(rank), row)),
    };
    let mut ranked: Vec<(Option<u128>, u32)> = places(rows).map(rank).collect::<Option<_>>()?;
    if key.descending {
        ranked.sort_unstable_by_key(|(rank, row)| (Reverse(*rank), *row));
    } else {
        ranked.sort_unstable();
    }
    Some(ranked.into_iter().map(|(_, row)| row).collect())
}

fn places(rows: &dyn Collection) -> impl Iterator<Item = u32> {
    0..u32::try_from(rows.len()).unwrap_or(u32::MAX)
}
