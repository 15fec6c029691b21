//! From the bytes of an answer to rows, whatever envelope Exact chose.

use core::fmt;
use core::marker::PhantomData;
use std::borrow::Cow;

use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::row::Row;
use crate::slot::{SlotSeed, Slots};

/// The rows of one answer, and where the next ones are.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<R> {
    /// The rows.
    pub rows: Vec<R>,
    /// Exact's link to the next page, verbatim; `None` on the last page.
    pub next: Option<String>,
    /// The number of rows over all pages, when `$inlinecount=allpages` was asked.
    pub count: Option<u64>,
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
    let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    match read(body) {
        Err(DecodeError::Syntax { line, column }) => match escape_controls(body) {
            Some(escaped) => read(&escaped).map_err(|error| match error {
                DecodeError::Syntax { .. } => DecodeError::Syntax { line, column },
                other => other,
            }),
            None => Err(DecodeError::Syntax { line, column }),
        },
        other => other,
    }
}

fn read<R: Row>(body: &[u8]) -> Result<Page<R>, DecodeError> {
    use crate::entity::Entity as _;
    let entity = R::Entity::META.name;
    let mut reader = Reader::<R>::new();
    let mut json = serde_json::Deserializer::from_slice(body);
    let outcome = Top(&mut reader).deserialize(&mut json).and_then(|()| json.end());
    match outcome {
        Ok(()) if reader.found => Ok(Page { rows: reader.rows, next: reader.next, count: reader.count }),
        Ok(()) => Err(DecodeError::Envelope { entity }),
        Err(error) => Err(reader.explain(entity, &error)),
    }
}

/// What is known while reading; also tells where an error happened.
struct Reader<R> {
    rows: Vec<R>,
    next: Option<String>,
    count: Option<u64>,
    found: bool,
    recognised: usize,
    column: Option<String>,
    missing: Option<&'static str>,
}

impl<R: Row> Reader<R> {
    const fn new() -> Self {
        Self { rows: Vec::new(), next: None, count: None, found: false, recognised: 0, column: None, missing: None }
    }

    fn explain(self, entity: &'static str, error: &serde_json::Error) -> DecodeError {
        let row = self.rows.len();
        if error.is_syntax() || error.is_eof() {
            return DecodeError::Syntax { line: error.line(), column: error.column() };
        }
        match (self.missing, self.column) {
            (Some(column), _) => DecodeError::Missing { entity, column, row },
            (None, Some(column)) => DecodeError::Value { entity, column, row, expected: expected(error) },
            (None, None) => DecodeError::Envelope { entity },
        }
    }

    /// Reads the rest of a row whose first key is already known. Counts the columns it recognised in `recognised`.
    fn row<'de, A: MapAccess<'de>>(&mut self, mut key: Option<Cow<'de, str>>, map: &mut A) -> Result<(), A::Error> {
        let mut draft = R::Draft::default();
        self.recognised = 0;
        while let Some(column) = key {
            match draft.slot(&column) {
                Some(slot) => {
                    self.recognised += 1;
                    if let Err(error) = map.next_value_seed(SlotSeed(slot)) {
                        self.column = Some(column.into_owned());
                        return Err(error);
                    }
                }
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
            key = map.next_key_seed(Key)?;
        }
        match R::finish(draft) {
            Ok(row) => {
                self.rows.push(row);
                Ok(())
            }
            Err(column) => {
                self.missing = Some(column);
                Err(A::Error::custom("a value"))
            }
        }
    }
}

/// What our own parsers expected; serde's messages about foreign shapes may quote the value, so those are not repeated.
fn expected(error: &serde_json::Error) -> String {
    const KNOWN: [&str; 8] = [
        "a boolean",
        "a decimal number",
        "a number from 0 to 255",
        "a 16-bit integer",
        "a 32-bit integer",
        "a 64-bit integer",
        "a GUID",
        "a date",
    ];
    let text = error.to_string();
    KNOWN
        .iter()
        .find(|known| text.starts_with(**known))
        .map_or_else(|| "of a readable type".to_owned(), |known| (*known).to_owned())
}

struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        struct KeyVisitor;
        impl<'de> Visitor<'de> for KeyVisitor {
            type Value = Cow<'de, str>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a property name")
            }
            fn visit_borrowed_str<E>(self, key: &'de str) -> Result<Self::Value, E> {
                Ok(Cow::Borrowed(key))
            }
            fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
                Ok(Cow::Owned(key.to_owned()))
            }
        }
        deserializer.deserialize_str(KeyVisitor)
    }
}

macro_rules! seed {
    ($name:ident, $expecting:literal, { $($visit:tt)* }) => {
        struct $name<'a, R>(&'a mut Reader<R>);

        impl<'de, R: Row> DeserializeSeed<'de> for $name<'_, R> {
            type Value = ();
            fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
                deserializer.deserialize_any(self)
            }
        }

        impl<'de, R: Row> Visitor<'de> for $name<'_, R> {
            type Value = ();
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str($expecting)
            }
            fn visit_unit<E>(self) -> Result<(), E> {
                Ok(())
            }
            $($visit)*
        }
    };
}

seed!(Top, "an OData answer", {
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key_seed(Key)? {
            match key.as_ref() {
                "d" => map.next_value_seed(Data(&mut *self.0))?,
                // Without `d`: seen in test bodies of Exact's own client.
                "results" => map.next_value_seed(Rows(&mut *self.0))?,
                "__next" => self.0.next = map.next_value()?,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<(), A::Error> {
        Rows(self.0).visit_seq(seq)
    }
});

seed!(Data, "rows or an entity", {
    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<(), A::Error> {
        Rows(self.0).visit_seq(seq)
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut key = map.next_key_seed(Key)?;
        while let Some(name) = key {
            match name.as_ref() {
                "results" => map.next_value_seed(Rows(&mut *self.0))?,
                "__next" => self.0.next = map.next_value()?,
                "__count" => {
                    let mut count = None;
                    map.next_value_seed(SlotSeed(crate::slot::Slot::I64(&mut count)))?;
                    self.0.count = count.and_then(|count| u64::try_from(count).ok());
                }
                _ => {
                    // A single entity; an object of strangers is no entity at all.
                    self.0.row(Some(name), &mut map)?;
                    self.0.found = self.0.recognised > 0;
                    return Ok(());
                }
            }
            key = map.next_key_seed(Key)?;
        }
        Ok(())
    }
});

seed!(Rows, "a list of rows", {
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        self.0.found = true;
        self.0.rows.reserve(seq.size_hint().unwrap_or(0));
        while seq.next_element_seed(OneRow(&mut *self.0))?.is_some() {}
        Ok(())
    }
});

struct OneRow<'a, R>(&'a mut Reader<R>);

impl<'de, R: Row> DeserializeSeed<'de> for OneRow<'_, R> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        // An object and nothing else: a null among the rows is a fault, not a row less.
        deserializer.deserialize_map(RowVisitor(self.0, PhantomData))
    }
}

struct RowVisitor<'a, R>(&'a mut Reader<R>, PhantomData<R>);

impl<'de, R: Row> Visitor<'de> for RowVisitor<'_, R> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a row")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let key = map.next_key_seed(Key)?;
        self.0.row(key, &mut map)
    }
}

/// The body with raw control characters inside strings escaped; `None` when there are none. Old bookkeeping data holds
/// such characters, and Exact passes them on.
fn escape_controls(body: &[u8]) -> Option<Vec<u8>> {
    let mut fixed = Vec::with_capacity(body.len() + 64);
    let (mut inside, mut escaped, mut changed) = (false, false, false);
    for &byte in body {
        if inside && byte < 0x20 {
            fixed.extend_from_slice(format!("\\u{byte:04x}").as_bytes());
            changed = true;
            escaped = false;
            continue;
        }
        match byte {
            _ if escaped => escaped = false,
            b'\\' if inside => escaped = true,
            b'"' => inside = !inside,
            _ => {}
        }
        fixed.push(byte);
    }
    changed.then_some(fixed)
}
