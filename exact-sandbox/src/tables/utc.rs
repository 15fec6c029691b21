//! Moments as UTC, for the quirk that doubts they are local.

use std::sync::Arc;

use super::Collection;
use crate::odata::cell::Cell;
use crate::wall_clock;

const DAY_MS: i64 = 86_400_000;

/// Rows whose moments are UTC; what stands at midnight is a date and stays as it is.
pub(crate) struct Utc(pub(crate) Arc<dyn Collection>);

impl Collection for Utc {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn column(&self, name: &str) -> Option<usize> {
        self.0.column(name)
    }

    fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        match self.0.cell(row, column) {
            Cell::Date(ms) if ms.rem_euclid(DAY_MS) != 0 => Cell::Date(ms - offset_ms(ms)),
            cell => cell,
        }
    }

    fn nested(&self, row: usize, property: &str) -> &[usize] {
        self.0.nested(row, property)
    }
}

/// The distance to UTC of a moment of the Dutch wall clock; in the hour that comes twice, the first.
fn offset_ms(local_ms: i64) -> i64 {
    const WINTER_MS: i64 = 3_600_000;
    wall_clock::dutch(local_ms - WINTER_MS).1 * 1_000
}
