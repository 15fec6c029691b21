//! The shapes in which Exact sends rows: lists with and without `results`, single entities, links beside or inside.

use core::fmt;
use std::borrow::Cow;

use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::page::DecodeError;
use crate::slot::{JsonValue, Slot};

/// How rows are put together from their properties.
pub(crate) trait Assembly {
    type Row;

    /// Begins a row.
    fn begin(&mut self);

    /// Takes the name of the property at position `at` of the row; `None` when its value is not wanted.
    fn property(&mut self, at: usize, name: &str) -> Option<usize>;

    /// Takes the value of a property, by what [`property`](Self::property) gave.
    fn value<'de, D: Deserializer<'de>>(&mut self, property: usize, deserializer: D) -> Result<(), D::Error>;

    /// The name of a property, for an error.
    fn name(&self, property: usize) -> String;

    /// Ends the row.
    ///
    /// # Errors
    /// The name of a column that must have a value and has none.
    fn finish(&mut self) -> Result<Self::Row, &'static str>;
}

/// Which shape an answer had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Envelope {
    /// None that holds rows.
    Unknown,
    List,
    /// One entity by itself.
    Entity,
}

/// What is known while reading; also tells where an error happened.
pub(crate) struct Reader<A: Assembly> {
    pub(crate) assembly: A,
    pub(crate) rows: Vec<A::Row>,
    pub(crate) next: Option<String>,
    pub(crate) count: Option<u64>,
    pub(crate) envelope: Envelope,
    recognised: usize,
    column: Option<String>,
    missing: Option<&'static str>,
}

impl<A: Assembly> Reader<A> {
    pub(crate) const fn new(assembly: A) -> Self {
        Self {
            assembly,
            rows: Vec::new(),
            next: None,
            count: None,
            envelope: Envelope::Unknown,
            recognised: 0,
            column: None,
            missing: None,
        }
    }

    /// Reads an answer as `inner` says where its rows are.
    pub(crate) fn read(&mut self, text: &str, entity: &'static str, start: Start) -> Result<(), DecodeError> {
        let mut json = serde_json::Deserializer::from_str(text);
        let outcome = match start {
            Start::Answer => Answer(self).deserialize(&mut json),
            Start::Data => Data(self).deserialize(&mut json),
        };
        match outcome.and_then(|()| json.end()) {
            Ok(()) if self.envelope == Envelope::Unknown => Err(DecodeError::Envelope { entity }),
            Ok(()) => Ok(()),
            Err(error) => Err(self.explain(entity, &error)),
        }
    }

    fn explain(&mut self, entity: &'static str, error: &serde_json::Error) -> DecodeError {
        let row = self.rows.len();
        if error.is_syntax() || error.is_eof() {
            return DecodeError::Syntax { line: error.line(), column: error.column() };
        }
        match (self.missing, self.column.take()) {
            (Some(column), _) => DecodeError::Missing { entity, column, row },
            (None, Some(column)) => DecodeError::Value { entity, column, row, expected: expected(error) },
            (None, None) => DecodeError::Envelope { entity },
        }
    }

    /// Reads the rest of a row whose first property is already known.
    fn row<'de, M: MapAccess<'de>>(&mut self, first: Option<Option<usize>>, map: &mut M) -> Result<(), M::Error> {
        self.recognised = 0;
        let mut property = first;
        let mut at = 0;
        while let Some(wanted) = property {
            match wanted {
                Some(index) => {
                    self.recognised += 1;
                    if let Err(error) = map.next_value_seed(Value(&mut self.assembly, index)) {
                        self.column = Some(self.assembly.name(index));
                        return Err(error);
                    }
                }
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
            at += 1;
            property = map.next_key_seed(Name(&mut self.assembly, at))?;
        }
        match self.assembly.finish() {
            Ok(row) => {
                self.rows.push(row);
                Ok(())
            }
            Err(column) => {
                self.missing = Some(column);
                Err(M::Error::custom("a value"))
            }
        }
    }
}

/// What the text begins with.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Start {
    /// A whole answer, rows below `d`.
    Answer,
    /// What stands below `d`: rows, or an entity.
    Data,
}

/// What our own parsers expected; serde's messages about foreign shapes may quote the value, so those are not repeated.
fn expected(error: &serde_json::Error) -> String {
    const KNOWN: [&str; 11] = [
        "a boolean",
        "a decimal number",
        "a number from 0 to 255",
        "a 16-bit integer",
        "a 32-bit integer",
        "a 64-bit integer",
        "a GUID",
        "a date",
        "a number of a code list",
        "a code of a code list",
        "text",
    ];
    let text = error.to_string();
    let known = KNOWN
        .iter()
        .find(|known| text.strip_prefix(**known).is_some_and(|rest| rest.is_empty() || rest.starts_with(" at line")));
    known.map_or_else(|| "of a readable type".to_owned(), |known| (*known).to_owned())
}

struct Value<'a, A>(&'a mut A, usize);

impl<'de, A: Assembly> DeserializeSeed<'de> for Value<'_, A> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.0.value(self.1, deserializer)
    }
}

/// A property's name, looked up while it is read, so that no text is made of it.
struct Name<'a, A>(&'a mut A, usize);

impl<'de, A: Assembly> DeserializeSeed<'de> for Name<'_, A> {
    type Value = Option<usize>;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<A: Assembly> Visitor<'_> for Name<'_, A> {
    type Value = Option<usize>;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a property name")
    }
    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        Ok(self.0.property(self.1, name))
    }
}

macro_rules! seed {
    ($name:ident, $expecting:literal, { $($visit:tt)* }) => {
        struct $name<'a, A: Assembly>(&'a mut Reader<A>);

        impl<'de, A: Assembly> DeserializeSeed<'de> for $name<'_, A> {
            type Value = ();
            fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
                deserializer.deserialize_any(self)
            }
        }

        impl<'de, A: Assembly> Visitor<'de> for $name<'_, A> {
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

seed!(Answer, "an OData answer", {
    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<(), M::Error> {
        while let Some(key) = map.next_key::<Cow<'_, str>>()? {
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
    fn visit_seq<S: SeqAccess<'de>>(self, seq: S) -> Result<(), S::Error> {
        Rows(self.0).visit_seq(seq)
    }
});

seed!(Data, "rows or an entity", {
    fn visit_seq<S: SeqAccess<'de>>(self, seq: S) -> Result<(), S::Error> {
        Rows(self.0).visit_seq(seq)
    }
    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<(), M::Error> {
        while let Some(name) = map.next_key::<Cow<'_, str>>()? {
            match name.as_ref() {
                "results" => map.next_value_seed(Rows(&mut *self.0))?,
                "__next" => self.0.next = map.next_value()?,
                "__count" => {
                    let mut count = None;
                    map.next_value_seed(JsonValue(Slot::I64(&mut count)))?;
                    self.0.count = count.and_then(|count| u64::try_from(count).ok());
                }
                name => {
                    // A single entity; an object of strangers is no entity at all.
                    self.0.assembly.begin();
                    let first = self.0.assembly.property(0, name);
                    self.0.row(Some(first), &mut map)?;
                    if self.0.recognised > 0 {
                        self.0.envelope = Envelope::Entity;
                    }
                    return Ok(());
                }
            }
        }
        Ok(())
    }
});

seed!(Rows, "a list of rows", {
    fn visit_seq<S: SeqAccess<'de>>(self, mut seq: S) -> Result<(), S::Error> {
        self.0.envelope = Envelope::List;
        while seq.next_element_seed(OneRow(&mut *self.0))?.is_some() {}
        Ok(())
    }
});

struct OneRow<'a, A: Assembly>(&'a mut Reader<A>);

impl<'de, A: Assembly> DeserializeSeed<'de> for OneRow<'_, A> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        // An object and nothing else: a null among the rows is a fault, not a row less.
        deserializer.deserialize_map(self)
    }
}

impl<'de, A: Assembly> Visitor<'de> for OneRow<'_, A> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a row")
    }
    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<(), M::Error> {
        self.0.assembly.begin();
        let first = map.next_key_seed(Name(&mut self.0.assembly, 0))?;
        self.0.row(first, &mut map)
    }
}
