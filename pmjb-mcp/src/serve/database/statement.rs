//! One SQL for both databases: statements with `?1`, `?2`, … and values of four kinds.

use chrono::NaiveDate;

/// What is kept in a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::serve) enum Value {
    Null,
    Text(String),
    Whole(i64),
    Bytes(Vec<u8>),
}

/// A row that was read.
#[derive(Debug)]
pub(in crate::serve) struct Row(pub(super) Vec<Value>);

/// Why the database did not do its work, as the log gets it: without a value of any row.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(in crate::serve) struct Broken(pub(super) String);

impl Broken {
    pub(in crate::serve) fn new(what: impl Into<String>) -> Self {
        Self(what.into())
    }
}

/// Statements of one transaction.
pub(in crate::serve) trait Statements {
    /// Does a statement; tells how many rows it touched.
    fn execute(&mut self, statement: &str, values: &[Value]) -> Result<u64, Broken>;
    /// The rows a statement gives.
    fn rows(&mut self, statement: &str, values: &[Value]) -> Result<Vec<Row>, Broken>;
    /// Does several statements without values.
    fn batch(&mut self, statements: &str) -> Result<(), Broken>;

    /// The first row a statement gives.
    fn row(&mut self, statement: &str, values: &[Value]) -> Result<Option<Row>, Broken> {
        Ok(self.rows(statement, values)?.into_iter().next())
    }
}

impl Row {
    pub(in crate::serve) fn text(&self, column: usize) -> Result<String, Broken> {
        match self.0.get(column) {
            Some(Value::Text(text)) => Ok(text.clone()),
            _ => Err(Broken::new(format!("column {column} holds no text"))),
        }
    }

    /// A text that may be missing.
    pub(in crate::serve) fn maybe_text(&self, column: usize) -> Result<Option<String>, Broken> {
        if self.0.get(column) == Some(&Value::Null) { Ok(None) } else { self.text(column).map(Some) }
    }

    pub(in crate::serve) fn whole(&self, column: usize) -> Result<i64, Broken> {
        match self.0.get(column) {
            Some(Value::Whole(number)) => Ok(*number),
            _ => Err(Broken::new(format!("column {column} holds no number"))),
        }
    }

    /// A count, which is never negative.
    pub(in crate::serve) fn count(&self, column: usize) -> Result<u32, Broken> {
        u32::try_from(self.whole(column)?).map_err(|_| Broken::new(format!("column {column} holds no count")))
    }

    pub(in crate::serve) fn bytes(&self, column: usize) -> Result<Vec<u8>, Broken> {
        match self.0.get(column) {
            Some(Value::Bytes(bytes)) => Ok(bytes.clone()),
            _ => Err(Broken::new(format!("column {column} holds no bytes"))),
        }
    }

    pub(in crate::serve) fn day(&self, column: usize) -> Result<NaiveDate, Broken> {
        self.text(column)?.parse().map_err(|_| Broken::new(format!("column {column} holds no day")))
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Whole(number)
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self::Whole(number.into())
    }
}

impl From<Vec<u8>> for Value {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes)
    }
}

/// Days are kept as `2026-11-20`, which sorts as they do.
impl From<NaiveDate> for Value {
    fn from(day: NaiveDate) -> Self {
        Self::Text(day.to_string())
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// The values of a statement, in the order of `?1`, `?2`, …
macro_rules! values {
    ($($value:expr),* $(,)?) => { &[$($crate::serve::database::Value::from($value)),*] };
}
pub(in crate::serve) use values;
