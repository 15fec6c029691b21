//! What is held of one administration.

use core::any::Any;
use core::time::Duration;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::SystemTime;

use exact_model::Uuid;
use exact_model::codes::SyncEntityType;
use exact_model::projection;
use exact_model::sync::DeletedEntity;

use super::line::{ChangedLine, WholeLine};

projection! {
    /// A journal line that is gone.
    pub struct DeletedRow of DeletedEntity {
        /// Row version.
        pub timestamp: i64 = TIMESTAMP,
        /// Id of the line.
        pub key: Uuid = ENTITY_KEY,
        /// That it was a line.
        pub kind: SyncEntityType = ENTITY_TYPE,
    }
}

/// How far the lines are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Position {
    /// Row version of the last change that was seen.
    pub(super) timestamp: i64,
    /// The line it was of. It comes again in the next refresh; when it does not, row versions have begun anew.
    pub(super) anchor: Uuid,
    /// Row version of the last deletion that was seen.
    pub(super) deleted: i64,
}

/// The lines of a book year.
struct Year {
    lines: BTreeMap<Uuid, WholeLine>,
    /// The higher, the later it was asked about.
    used: u64,
}

/// What a refresh found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refreshed {
    Unchanged,
    Changed,
    /// Row versions have begun anew: nothing that was held can be trusted.
    Restarted,
}

#[derive(Default)]
pub(super) struct Held {
    pub(super) position: Option<Position>,
    /// Exact refused what a refresh needs.
    pub(super) is_refused: bool,
    lines_since: Option<SystemTime>,
    years: BTreeMap<i16, Year>,
    year_of: HashMap<Uuid, i16>,
    /// Years with more lines than may be held.
    too_large: BTreeSet<i16>,
    settings: HashMap<String, (SystemTime, Box<dyn Any + Send + Sync>)>,
}

impl Held {
    pub(super) fn forget_lines(&mut self) {
        let settings = core::mem::take(&mut self.settings);
        *self = Self { settings, ..Self::default() };
    }

    /// Forgets what is older than it may be. A clock that went back makes everything old.
    pub(super) fn expire(&mut self, lines: Duration, settings: Duration) {
        let is_old = |since: &SystemTime, age| since.elapsed().map_or(true, |elapsed| elapsed >= age);
        if self.lines_since.as_ref().is_some_and(|since| is_old(since, lines)) {
            self.forget_lines();
        }
        self.settings.retain(|_, (since, _)| !is_old(since, settings));
    }

    /// Forgets all lines, and holds none until they would have been too old.
    pub(super) fn refuse(&mut self) {
        self.forget_lines();
        (self.is_refused, self.lines_since) = (true, Some(SystemTime::now()));
    }

    /// Says how far the lines are known that will be read from now on.
    pub(super) fn begin_at(&mut self, position: Position) {
        self.position = Some(position);
        self.lines_since = Some(SystemTime::now());
    }

    pub(super) fn setting<T: Clone + 'static>(&self, name: &str) -> Option<T> {
        self.settings.get(name)?.1.downcast_ref::<T>().cloned()
    }

    pub(super) fn remember<T: Clone + Send + Sync + 'static>(&mut self, name: String, value: T) {
        self.settings.insert(name, (SystemTime::now(), Box::new(value)));
    }

    pub(super) fn forget_settings(&mut self, which: impl Fn(&str) -> bool) {
        self.settings.retain(|name, _| !which(name));
    }

    pub(super) fn holds(&self, year: i16) -> bool {
        self.years.contains_key(&year)
    }

    pub(super) fn is_too_large(&self, year: i16) -> bool {
        self.too_large.contains(&year)
    }

    pub(super) fn has_lines(&self, year: i16) -> bool {
        self.years.get(&year).is_some_and(|year| !year.lines.is_empty())
    }

    pub(super) fn has_years(&self) -> bool {
        !self.years.is_empty()
    }

    pub(super) fn hold(&mut self, year: i16, lines: Vec<WholeLine>, used: u64) {
        self.year_of.extend(lines.iter().map(|line| (line.id, year)));
        let lines = lines.into_iter().map(|line| (line.id, line)).collect();
        self.years.insert(year, Year { lines, used });
    }

    pub(super) fn drop_year(&mut self, year: i16, is_too_large: bool) {
        self.years.remove(&year);
        self.year_of.retain(|_, of| *of != year);
        if is_too_large {
            self.too_large.insert(year);
        }
    }

    /// The lines of a year, and that they were asked about.
    pub(super) fn lines(&mut self, year: i16, used: u64) -> impl Iterator<Item = &WholeLine> {
        let year = self.years.get_mut(&year).map(|year| {
            year.used = used;
            &year.lines
        });
        year.into_iter().flat_map(BTreeMap::values)
    }

    pub(super) fn len(&self) -> usize {
        self.year_of.len()
    }

    /// The year that was not asked about for the longest time, of those that are not needed now.
    pub(super) fn least_used(&self, needed: &BTreeSet<i16>) -> Option<(u64, i16)> {
        let others = self.years.iter().filter(|(year, _)| !needed.contains(year));
        others.map(|(number, year)| (year.used, *number)).min()
    }

    /// Takes in what changed and what is gone since the position.
    pub(super) fn refresh(&mut self, changed: Vec<ChangedLine>, deleted: &[DeletedRow]) -> Refreshed {
        let Some(before) = self.position else { return Refreshed::Restarted };
        // A line may come more than once: its highest row version counts.
        let mut newest: HashMap<Uuid, ChangedLine> = HashMap::new();
        for line in changed {
            if newest.get(&line.id).is_none_or(|known| known.timestamp <= line.timestamp) {
                newest.insert(line.id, line);
            }
        }
        let lines = deleted.iter().filter(|row| row.kind == SyncEntityType::TransactionLines);
        let gone: HashMap<Uuid, i64> = lines.map(|row| (row.key, row.timestamp)).collect();
        if !newest.contains_key(&before.anchor) && !gone.contains_key(&before.anchor) {
            self.forget_lines();
            return Refreshed::Restarted;
        }
        newest.retain(|id, _| !gone.contains_key(id));
        let is_new = newest.values().any(|line| line.timestamp > before.timestamp)
            || gone.values().any(|timestamp| *timestamp > before.deleted);
        // Without a line to recognise next time the position stays: what was seen then comes again, and changes nothing.
        if let Some(last) = newest.values().max_by_key(|line| line.timestamp) {
            let deleted = gone.values().copied().fold(before.deleted, i64::max);
            self.position = Some(Position { timestamp: last.timestamp, anchor: last.id, deleted });
        }
        for id in gone.keys() {
            self.remove(*id);
        }
        for (id, line) in newest {
            self.remove(id);
            if let Some(year) = self.years.get_mut(&line.year) {
                self.year_of.insert(id, line.year);
                year.lines.insert(id, line.into());
            }
        }
        if is_new { Refreshed::Changed } else { Refreshed::Unchanged }
    }

    fn remove(&mut self, id: Uuid) {
        if let Some(year) = self.year_of.remove(&id)
            && let Some(year) = self.years.get_mut(&year)
        {
            year.lines.remove(&id);
        }
    }
}
