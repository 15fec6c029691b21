//! Journal lines in memory, kept as fresh as the books.
//!
//! The first question about a book year reads all its lines; after that a question reads what changed since the question
//! before, and what was deleted: two calls. A question about open items reads these afresh, with one call for the ledger.

mod bounds;
mod condition;
mod held;
mod line;
mod read;

use core::fmt;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tokio::sync::{Mutex, OwnedMutexGuard};

pub use bounds::Bounds;
use bounds::LONGEST;
use held::Held;
pub(super) use line::Part;
pub(super) use read::{CONTROL, Opened, selected};

/// Journal lines of one link's administrations, in memory only. The caller keeps it beside its
/// [`Administration`](super::Administration)s; a clone is the same set.
///
/// It holds what one user may see: never share it between links. Questions to one set wait for each other.
#[derive(Clone)]
pub struct WorkingSet(Arc<Mutex<Store>>);

impl WorkingSet {
    /// An empty set.
    #[must_use]
    pub fn new(bounds: Bounds) -> Self {
        Self(Arc::new(Mutex::new(Store { bounds, uses: 0, divisions: BTreeMap::new() })))
    }

    /// How many lines it holds now.
    pub async fn lines(&self) -> usize {
        self.0.lock().await.len()
    }

    /// Forgets everything, as when the link ends.
    pub async fn clear(&self) {
        self.0.lock().await.divisions.clear();
    }

    pub(super) async fn open(&self) -> OwnedMutexGuard<Store> {
        Arc::clone(&self.0).lock_owned().await
    }
}

impl Default for WorkingSet {
    fn default() -> Self {
        Self::new(Bounds::default())
    }
}

/// Without lines: they are somebody's books.
impl fmt::Debug for WorkingSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WorkingSet").finish_non_exhaustive()
    }
}

/// What a set holds.
pub(super) struct Store {
    bounds: Bounds,
    uses: u64,
    divisions: BTreeMap<i32, Held>,
}

impl Store {
    fn of(&mut self, division: i32) -> &mut Held {
        self.divisions.entry(division).or_default()
    }

    fn use_now(&mut self) -> u64 {
        self.uses += 1;
        self.uses
    }

    fn len(&self) -> usize {
        self.divisions.values().map(Held::len).sum()
    }

    /// Forgets what is too old.
    fn expire(&mut self) {
        let Bounds { age, settings_age, .. } = self.bounds;
        for held in self.divisions.values_mut() {
            held.expire(age.min(LONGEST), settings_age);
        }
    }

    /// Makes room: years that were not asked about for the longest time go first. When what is needed now is too much by
    /// itself it goes as well, and is not held again: then the answer is false.
    fn fits(&mut self, division: i32, needed: &BTreeSet<i16>) -> bool {
        while self.len() > self.bounds.lines {
            let none = BTreeSet::new();
            let oldest = self.divisions.iter().filter_map(|(code, held)| {
                let (used, year) = held.least_used(if *code == division { needed } else { &none })?;
                Some((used, *code, year))
            });
            let Some((_, code, year)) = oldest.min() else {
                let held = self.of(division);
                needed.iter().for_each(|year| held.drop_year(*year, true));
                return false;
            };
            self.of(code).drop_year(year, false);
        }
        true
    }
}
