//! From the bytes of an answer to rows, whatever envelope Exact chose.

use crate::entity::Entity as _;
pub(crate) use crate::envelope::Envelope;
use crate::envelope::{Assembly, Reader, Start};
use crate::meta::Meta;
use crate::presence::Seen;
use crate::record::{Record, Records};
use crate::row::Row;
use crate::typed::Typed;

/// The rows of one answer, and where the next ones are.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<R> {
    /// The rows.
    pub rows: Vec<R>,
    /// Exact's link to the next page, verbatim; `None` on the last page.
    pub next: Option<String>,
    /// The number of rows over all pages, when `$inlinecount=allpages` was asked.
    pub count: Option<u64>,
    /// Columns that were asked for and that at least one row did not carry at all, not even as `null`. Empty when
    /// everything asked for came.
    pub absent: Vec<&'static str>,
    pub(crate) envelope: Envelope,
}

/// Why an answer could not be read. Names the place, never a value: answers hold names and amounts.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// Not JSON, or cut off.
    #[error("the answer is not valid JSON at line {line}, column {column}")]
    Syntax {
        /// Line of the first fault, from 1.
        line: usize,
        /// Column of the first fault, from 1.
        column: usize,
    },
    /// JSON, but none of the shapes in which Exact sends rows.
    #[error("the answer is JSON without the rows of {entity}")]
    Envelope {
        /// The endpoint's name.
        entity: &'static str,
    },
    /// A value of another type than the column's.
    #[error("{column} of {entity} row {row} is not {expected}")]
    Value {
        /// The endpoint's name.
        entity: &'static str,
        /// The column.
        column: String,
        /// The row, from 0.
        row: usize,
        /// What it should have been.
        expected: String,
    },
    /// A column that must have a value has none.
    #[error("{column} of {entity} row {row} has no value")]
    Missing {
        /// The endpoint's name.
        entity: &'static str,
        /// The column.
        column: &'static str,
        /// The row, from 0.
        row: usize,
    },
}

/// Reads the rows of an answer.
///
/// Accepts every shape Exact uses: a list with `results` and `__next`, a bare list, `__next` next to `d`, a single
/// entity; with or without byte order mark; raw control characters inside strings.
///
/// # Errors
/// [`DecodeError`] when it is not JSON, has none of these shapes, or a value does not fit its column. No row is ever
/// left out silently.
///
/// ```
/// use exact_model::{page, system::Division};
///
/// let body = br#"{"d":{"results":[{"Code":7,"Hid":"1"}],"__next":"https://start.exactonline.nl/..."}}"#;
/// let page = page::decode::<Division>(body)?;
/// assert_eq!(page.rows[0].hid, Some(1));
/// assert!(page.next.is_some());
/// # Ok::<(), page::DecodeError>(())
/// ```
pub fn decode<R: Row>(body: &[u8]) -> Result<Page<R>, DecodeError> {
    let selected = if R::WHOLE { Seen::default() } else { selected::<R>(|_| true) };
    typed(body, selected, Start::Answer)
}

/// The same, for an answer to a query that asked for `columns` only: what of them is missing is told in
/// [`Page::absent`].
///
/// # Errors
/// As [`decode`].
pub fn decode_selected<R: Row>(body: &[u8], columns: &[String]) -> Result<Page<R>, DecodeError> {
    let selected = selected::<R>(|column| columns.iter().any(|asked| within(asked, column)));
    typed(body, selected, Start::Answer)
}

/// Whether `$select` asks for this column, or for columns of the rows within it.
fn within(asked: &str, column: &str) -> bool {
    asked.strip_prefix(column).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Reads what stands in the place of nested rows.
pub(crate) fn decode_nested<R: Row>(json: &str) -> Result<Page<R>, DecodeError> {
    typed(json.as_bytes(), Seen::default(), Start::Data)
}

/// Reads the rows of an answer without a Rust type for them, by the catalogue.
///
/// # Errors
/// [`DecodeError`] when it is not JSON or has none of the shapes of [`decode`].
pub fn decode_records(meta: &'static Meta, body: &[u8]) -> Result<Page<Record>, DecodeError> {
    read(body, |text| {
        let mut reader = Reader::new(Records::new(meta));
        reader.read(text, meta.name, Start::Answer)?;
        Ok(page(reader, Vec::new()))
    })
}

fn selected<R: Row>(asked: impl Fn(&str) -> bool) -> Seen {
    let mut selected = Seen::default();
    for (index, _) in R::COLUMNS.iter().enumerate().filter(|(_, column)| asked(column)) {
        selected.mark(index);
    }
    selected
}

fn typed<R: Row>(body: &[u8], selected: Seen, start: Start) -> Result<Page<R>, DecodeError> {
    read(body, |text| {
        let mut reader = Reader::new(Typed::<R>::new(selected));
        reader.read(text, R::Entity::META.name, start)?;
        let lacking = reader.assembly.absent;
        let absent = R::COLUMNS.iter().enumerate().filter(|(index, _)| lacking.has(*index)).map(|(_, column)| *column);
        let absent = absent.collect();
        Ok(page(reader, absent))
    })
}

fn page<A: Assembly>(reader: Reader<A>, absent: Vec<&'static str>) -> Page<A::Row> {
    let Reader { rows, next, count, envelope, .. } = reader;
    Page { rows, next, count, absent, envelope }
}

/// Reads the text of an answer; once more with its control characters escaped when it is no JSON as it is.
fn read<P>(body: &[u8], decode: impl Fn(&str) -> Result<P, DecodeError>) -> Result<P, DecodeError> {
    let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    // Checked once here, so that the parser need not check every string.
    let text = std::str::from_utf8(body).map_err(|error| DecodeError::not_text(body, error.valid_up_to()))?;
    match decode(text) {
        Err(DecodeError::Syntax { line, column }) => match escape_controls(text) {
            Some(escaped) => decode(&escaped).map_err(|error| match error {
                DecodeError::Syntax { .. } => DecodeError::Syntax { line, column },
                other => other,
            }),
            None => Err(DecodeError::Syntax { line, column }),
        },
        other => other,
    }
}

impl DecodeError {
    fn not_text(body: &[u8], at: usize) -> Self {
        let before = body.get(..at).unwrap_or_default();
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        let column = before.iter().rev().take_while(|byte| **byte != b'\n').count() + 1;
        Self::Syntax { line, column }
    }
}

/// The body with raw control characters inside strings escaped; `None` when there are none. Old bookkeeping data holds
/// such characters, and Exact passes them on.
fn escape_controls(text: &str) -> Option<String> {
    let mut fixed = String::with_capacity(text.len() + 64);
    let (mut inside, mut escaped, mut changed) = (false, false, false);
    for letter in text.chars() {
        if inside && letter < ' ' {
            fixed.push_str(&format!("\\u{:04x}", u32::from(letter)));
            changed = true;
            escaped = false;
            continue;
        }
        match letter {
            _ if escaped => escaped = false,
            '\\' if inside => escaped = true,
            '"' => inside = !inside,
            _ => {}
        }
        fixed.push(letter);
    }
    changed.then_some(fixed)
}
