use chrono::NaiveDate;
use exact_model::Decimal;

/// A value in a row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Cell {
    /// Does not apply, or is not known.
    #[default]
    Empty,
    /// Words, of the report or of the books.
    Text(String),
    /// An amount in the currency of its column; not rounded.
    Amount(Decimal),
    /// A day.
    Date(NaiveDate),
    /// A number of things.
    Count(i64),
    /// A part, in percent: 12.5 is 12,5%.
    Percentage(Decimal),
    /// A number that is no money, such as an average of days.
    Number(Decimal),
}

impl Cell {
    /// A text, or nothing for an empty one.
    #[must_use]
    pub fn words(text: &str) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text.to_owned()) }
    }

    /// A number of things; one past the largest is the largest.
    pub fn count(count: impl TryInto<i64>) -> Self {
        Self::Count(count.try_into().unwrap_or(i64::MAX))
    }

    /// `ja` or `nee`.
    #[must_use]
    pub fn flag(flag: bool) -> Self {
        Self::from(if flag { "ja" } else { "nee" })
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&String> for Cell {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Decimal> for Cell {
    fn from(amount: Decimal) -> Self {
        Self::Amount(amount)
    }
}

impl From<NaiveDate> for Cell {
    fn from(day: NaiveDate) -> Self {
        Self::Date(day)
    }
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}
