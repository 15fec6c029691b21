//! Exact's dates: `/Date(ms)/` is local wall-clock time written as if it were UTC.
//!
//! They are read as naive dates and never converted through a time zone: a booking of 1 January stays one everywhere.

use chrono::{DateTime, NaiveDate, NaiveDateTime};

/// Reads `/Date(1725840000000)/`, also negative, or an ISO date or date-time without zone.
///
/// ```
/// use exact_model::date;
///
/// let first = date::parse("/Date(1725840000000)/").unwrap();
/// assert_eq!(first.to_string(), "2024-09-09 00:00:00");
/// assert_eq!(date::parse("2024-09-09T00:00:00"), Some(first));
/// ```
#[must_use]
pub fn parse(text: &str) -> Option<NaiveDateTime> {
    if let Some(rest) = text.strip_prefix("/Date(") {
        let digits = rest.strip_suffix(")/")?;
        let milliseconds = digits.parse().ok().or_else(|| {
            // An offset such as +0200 repeats what the wall clock already says.
            let (at, _) = digits.char_indices().skip(1).find(|(_, sign)| matches!(sign, '+' | '-'))?;
            digits.get(..at)?.parse().ok()
        })?;
        return Some(DateTime::from_timestamp_millis(milliseconds)?.naive_utc());
    }
    if let Ok(date) = text.parse::<NaiveDate>() {
        return date.and_hms_opt(0, 0, 0);
    }
    text.strip_suffix('Z').unwrap_or(text).parse().ok()
}

/// The way Exact sends a date-time: `/Date(ms)/`.
#[must_use]
pub fn to_wire(date: NaiveDateTime) -> String {
    format!("/Date({})/", date.and_utc().timestamp_millis())
}

/// The literal of a date-time in a `$filter`: `datetime'2025-01-01T00:00:00'`.
#[must_use]
pub fn literal(date: NaiveDateTime) -> String {
    if date.and_utc().timestamp_subsec_millis() == 0 {
        format!("datetime'{}'", date.format("%Y-%m-%dT%H:%M:%S"))
    } else {
        format!("datetime'{}'", date.format("%Y-%m-%dT%H:%M:%S%.3f"))
    }
}
