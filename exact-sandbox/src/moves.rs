//! Divisions that were moved to another database: `DivisionMoveDate` is set and timestamps start again.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::NaiveDateTime;

use crate::odata::cell::Cell;
use crate::tables::Collection;

/// How much lower every timestamp of a division is once it was moved. Those of the books begin above it, so that a client
/// that goes on from the highest it knows is told of nothing.
const RESTART: i64 = 999_000;

/// Which divisions were moved, and when by a clock on a Dutch wall.
#[derive(Debug, Default)]
pub(crate) struct Moves(Mutex<HashMap<i32, NaiveDateTime>>);

impl Moves {
    /// Moves a division, once more if need be; its timestamps start again the first time.
    pub(crate) fn record(&self, division: i32, at: NaiveDateTime) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(division, at);
    }

    /// The rows of an endpoint as they are after the moves.
    pub(crate) fn applied(&self, division: i32, endpoint: &str, rows: Arc<dyn Collection>) -> Arc<dyn Collection> {
        let moves = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if endpoint == "system/Divisions" && !moves.is_empty() {
            let code = rows.column("Code");
            return Arc::new(Dated { rows, code, moves: moves.clone() });
        }
        match rows.column("Timestamp") {
            Some(column) if moves.contains_key(&division) => Arc::new(Restarted { rows, column }),
            _ => rows,
        }
    }
}

/// The place of the date among the columns: behind all there can be.
const MOVE_DATE: usize = usize::MAX;

/// Divisions with the date of their move.
struct Dated {
    rows: Arc<dyn Collection>,
    code: Option<usize>,
    moves: HashMap<i32, NaiveDateTime>,
}

impl Collection for Dated {
    fn len(&self) -> usize {
        self.rows.len()
    }

    fn column(&self, name: &str) -> Option<usize> {
        if name == "DivisionMoveDate" { Some(MOVE_DATE) } else { self.rows.column(name) }
    }

    fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        if column != MOVE_DATE {
            return self.rows.cell(row, column);
        }
        match self.code.map(|code| self.rows.cell(row, code)) {
            Some(Cell::Int(code)) => {
                let moved = i32::try_from(code).ok().and_then(|code| self.moves.get(&code));
                Cell::some(moved, |at| Cell::moment(*at))
            }
            _ => Cell::Null,
        }
    }

    fn nested(&self, row: usize, property: &str) -> &[usize] {
        self.rows.nested(row, property)
    }
}

/// Rows whose timestamps started again, in the same order.
struct Restarted {
    rows: Arc<dyn Collection>,
    column: usize,
}

impl Collection for Restarted {
    fn len(&self) -> usize {
        self.rows.len()
    }

    fn column(&self, name: &str) -> Option<usize> {
        self.rows.column(name)
    }

    fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        match self.rows.cell(row, column) {
            Cell::Int(timestamp) if column == self.column => Cell::Int(timestamp - RESTART),
            cell => cell,
        }
    }

    fn nested(&self, row: usize, property: &str) -> &[usize] {
        self.rows.nested(row, property)
    }
}
