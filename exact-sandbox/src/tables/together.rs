//! Two lists as one, in the order of their timestamps: a sync endpoint that lists headers and lines.

use std::sync::Arc;

use super::Collection;
use crate::odata::cell::Cell;

struct Together {
    lists: [Arc<dyn Collection>; 2],
    /// Which list, and the row in it.
    order: Vec<(usize, usize)>,
}

/// A column is its place in either list, or [`NONE`], packed in one number.
const WIDTH: usize = 1 << 16;
const NONE: usize = WIDTH - 1;

/// The rows of both lists by their `Timestamp`. A property that one of them does not have is null in its rows.
pub(super) fn by_timestamp(lists: [Arc<dyn Collection>; 2]) -> Arc<dyn Collection> {
    let rows = |(list, rows): (usize, &Arc<dyn Collection>)| {
        let column = rows.column("Timestamp");
        let timestamp = |row| match column.map(|column| rows.cell(row, column)) {
            Some(Cell::Int(timestamp)) => timestamp,
            _ => 0,
        };
        (0..rows.len()).map(|row| (timestamp(row), list, row)).collect::<Vec<_>>()
    };
    let mut order: Vec<(i64, usize, usize)> = lists.iter().enumerate().flat_map(rows).collect();
    order.sort_unstable();
    let order = order.into_iter().map(|(_, list, row)| (list, row)).collect();
    Arc::new(Together { lists, order })
}

impl Collection for Together {
    fn len(&self) -> usize {
        self.order.len()
    }

    fn column(&self, name: &str) -> Option<usize> {
        let [first, second] = self.lists.each_ref().map(|list| list.column(name));
        first.or(second)?;
        Some(first.unwrap_or(NONE) * WIDTH + second.unwrap_or(NONE))
    }

    fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        let Some((list, row)) = self.order.get(row) else { return Cell::Null };
        let column = if *list == 0 { column / WIDTH } else { column % WIDTH };
        self.lists.get(*list).filter(|_| column != NONE).map_or(Cell::Null, |rows| rows.cell(*row, column))
    }
}
