//! Which columns an answer carried: a value, a null, or nothing at all.

use crate::column::Column;
use crate::row::Row;

/// What an answer said about a column of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Presence {
    /// There was a value.
    Value,
    /// There was a `null`: the column was asked for, and it is empty.
    Null,
    /// There was nothing: the column was not asked for, or Exact left it out. What was asked for and left out is in
    /// [`Page::absent`](crate::page::Page::absent).
    Absent,
}

/// A field of a [`projection!`](crate::projection) that tells an empty column from one that was left out.
///
/// ```
/// use exact_model::financial_transaction::TransactionLine;
/// use exact_model::{Sent, page, projection};
///
/// projection! {
///     /// A line's remark.
///     pub struct Remark of TransactionLine {
///         /// Free text.
///         pub notes: Sent<String> = NOTES,
///     }
/// }
///
/// let page = page::decode::<Remark>(br#"{"d":[{"Notes":null},{}]}"#)?;
/// assert_eq!(page.rows[0].notes, Sent::Null);
/// assert_eq!(page.rows[1].notes, Sent::Absent);
/// # Ok::<(), page::DecodeError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sent<T> {
    /// A value.
    Value(T),
    /// Explicitly empty.
    Null,
    /// Not in the answer.
    #[default]
    Absent,
}

impl<T> Sent<T> {
    /// The value, if there was one.
    pub fn value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Null | Self::Absent => None,
        }
    }
}

/// Room for 192 columns, more than any row has; the generator refuses to make one with more.
const WORDS: usize = 3;

/// A set of columns by their index.
#[derive(Clone, Copy, Default)]
#[doc(hidden)]
pub struct Seen([u64; WORDS]);

impl Seen {
    /// Adds a column.
    pub fn mark(&mut self, index: usize) {
        if let Some(word) = self.0.get_mut(index / 64) {
            *word |= 1 << (index % 64);
        }
    }

    /// Whether the column is in the set.
    #[must_use]
    pub fn has(&self, index: usize) -> bool {
        self.0.get(index / 64).is_some_and(|word| word & (1 << (index % 64)) != 0)
    }

    /// Adds the columns of `expected` that are not in `seen`.
    pub(crate) fn add_missing(&mut self, expected: Self, seen: Self) {
        for ((word, expected), seen) in self.0.iter_mut().zip(expected.0).zip(seen.0) {
            *word |= expected & !seen;
        }
    }
}

/// A row that remembers what was sent of it: every entity does.
pub trait Tracked: Row<Entity = Self> + crate::Entity {
    /// What the answer said about `column`.
    ///
    /// ```
    /// use exact_model::crm::Account;
    /// use exact_model::{Presence, Tracked as _, page};
    ///
    /// let account = page::decode::<Account>(br#"{"d":[{"Name":"Molen","Email":null}]}"#)?.rows.remove(0);
    /// assert_eq!(account.presence(Account::NAME), Presence::Value);
    /// assert_eq!(account.presence(Account::EMAIL), Presence::Null);
    /// assert_eq!(account.presence(Account::PHONE), Presence::Absent);
    /// # Ok::<(), exact_model::page::DecodeError>(())
    /// ```
    fn presence<V, F>(&self, column: Column<Self, V, F>) -> Presence {
        use crate::cell::Cell;
        let Some(index) = Self::COLUMNS.iter().position(|name| *name == column.name()) else { return Presence::Absent };
        match self.cell(index) {
            Cell::Absent => Presence::Absent,
            Cell::Null => Presence::Null,
            _ => Presence::Value,
        }
    }
}
