use core::fmt;

use chrono::{DateTime, NaiveDate, NaiveDateTime};
use rust_decimal::Decimal;
use uuid::Uuid;

use super::cell::Cell;

/// A value written in a URL: in `$filter`, a key, a `$skiptoken` or a function's parameter.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Literal {
    Null,
    Bool(bool),
    /// A bare whole number.
    Int32(i64),
    /// A whole number with `L`.
    Int64(i64),
    /// A number with a point, an exponent, `d`, `f` or `m`.
    Double(Decimal),
    Text(String),
    Guid(Uuid),
    /// Milliseconds of the wall clock.
    Date(i64),
}

impl Literal {
    /// The literal as a cell, to compare with cells of the books.
    pub(crate) fn cell(&self) -> Cell<'_> {
        match self {
            Self::Null => Cell::Null,
            Self::Bool(value) => Cell::Bool(*value),
            Self::Int32(value) | Self::Int64(value) => Cell::Int(*value),
            Self::Double(value) => Cell::Number(*value),
            Self::Text(text) => Cell::Text(text),
            Self::Guid(id) => Cell::Guid(*id),
            Self::Date(ms) => Cell::Date(*ms),
        }
    }
}

/// A cell as it is written in a URL: `guid'…'`, `datetime'…'`, `387L`, `'it''s'`.
pub(crate) struct InUrl<'a> {
    pub(crate) cell: Cell<'a>,
    /// Whether a whole number is an Int64.
    pub(crate) long: bool,
}

impl fmt::Display for InUrl<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.cell {
            Cell::Null => f.write_str("null"),
            Cell::Bool(value) => write!(f, "{value}"),
            Cell::Int(value) if self.long => write!(f, "{value}L"),
            Cell::Int(value) => write!(f, "{value}"),
            Cell::Number(value) => write!(f, "{}", value.normalize()),
            Cell::Text(text) => write!(f, "'{}'", text.replace('\'', "''")),
            Cell::Guid(id) => write!(f, "guid'{id}'"),
            Cell::Date(ms) => write!(f, "datetime'{}'", iso(ms)),
        }
    }
}

/// Wall-clock milliseconds as `2018-09-21T04:18:55.617`, without the fraction when there is none.
pub(crate) fn iso(ms: i64) -> String {
    let at = DateTime::from_timestamp_millis(ms).unwrap_or_default().naive_utc();
    let seconds = at.format("%Y-%m-%dT%H:%M:%S");
    match ms.rem_euclid(1000) {
        0 => seconds.to_string(),
        fraction => {
            let padded = format!("{fraction:03}");
            format!("{seconds}.{}", padded.trim_end_matches('0'))
        }
    }
}

/// Reads the text between the quotes of `datetime'…'`: a date, with or without a time, seconds, a fraction, a `Z`.
pub(crate) fn parse_moment(text: &str) -> Option<i64> {
    let text = text.strip_suffix(['Z', 'z']).unwrap_or(text);
    let at = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M"]
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
        .or_else(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().map(NaiveDateTime::from))?;
    Some(at.and_utc().timestamp_millis())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_with_and_without_a_time() {
        assert_eq!(parse_moment("2018-09-21T04:18:55.617"), Some(1_537_503_535_617));
        assert_eq!(parse_moment("2024-02-29"), parse_moment("2024-02-29T00:00:00"));
        assert_eq!(parse_moment("2023-02-29"), None);
    }

    #[test]
    fn a_moment_is_written_as_it_is_read() {
        for ms in [0, 1_537_503_535_617, -1_000, 1_725_840_000_000, 1_725_840_000_500] {
            assert_eq!(parse_moment(&iso(ms)), Some(ms));
        }
    }

    #[test]
    fn quotes_in_text_are_doubled() {
        assert_eq!(InUrl { cell: Cell::Text("it's"), long: false }.to_string(), "'it''s'");
        assert_eq!(InUrl { cell: Cell::Int(387), long: true }.to_string(), "387L");
    }
}
