//! Rows put together as their Rust type.

use core::marker::PhantomData;

use serde::de::{Deserializer, Error as _};

use crate::envelope::Assembly;
use crate::presence::Seen;
use crate::row::Row;
use crate::slot::{JsonValue, Slots as _};
use serde::de::DeserializeSeed as _;

/// Fills the draft of a row, column by column.
///
/// Rows of one answer have their properties in the same order, so the column found for a property is remembered by
/// its position: after the first row a name is compared once instead of looked up.
pub(crate) struct Typed<R: Row> {
    draft: R::Draft,
    order: Vec<(String, Option<usize>)>,
    /// Columns that should be there, and those that at least one row lacked.
    selected: Seen,
    seen: Seen,
    pub(crate) absent: Seen,
    of: PhantomData<R>,
}

impl<R: Row> Typed<R> {
    pub(crate) fn new(selected: Seen) -> Self {
        Self {
            draft: R::Draft::default(),
            order: Vec::new(),
            selected,
            seen: Seen::default(),
            absent: Seen::default(),
            of: PhantomData,
        }
    }
}

impl<R: Row> Assembly for Typed<R> {
    type Row = R;

    fn begin(&mut self) {
        self.seen = Seen::default();
    }

    fn property(&mut self, at: usize, name: &str) -> Option<usize> {
        if let Some((known, column)) = self.order.get(at)
            && known == name
        {
            return *column;
        }
        let column = R::COLUMNS.iter().position(|column| *column == name);
        self.order.truncate(at);
        if self.order.len() == at {
            self.order.push((name.to_owned(), column));
        }
        column
    }

    fn value<'de, D: Deserializer<'de>>(&mut self, property: usize, deserializer: D) -> Result<(), D::Error> {
        match self.draft.slot(property) {
            Some(slot) => JsonValue(slot).deserialize(deserializer)?,
            None => return Err(D::Error::custom("a column of the row")),
        }
        self.draft.sent(property);
        self.seen.mark(property);
        Ok(())
    }

    fn name(&self, property: usize) -> String {
        R::COLUMNS.get(property).copied().unwrap_or_default().to_owned()
    }

    fn finish(&mut self) -> Result<R, &'static str> {
        self.absent.add_missing(self.selected, self.seen);
        R::finish(core::mem::take(&mut self.draft))
    }
}
