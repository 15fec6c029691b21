use super::wording;

/// What the cells of a column are.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// Words.
    Text,
    /// Amounts; `None` when another column of the row names the currency.
    Amount(Option<String>),
    /// Days.
    Date,
    /// Numbers of things.
    Count,
    /// Parts, in percent.
    Percentage,
    /// Numbers that are no money.
    Number,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// What an owner calls it.
    pub heading: String,
    /// What its cells are.
    pub kind: Kind,
}

impl Column {
    fn new(heading: impl Into<String>, kind: Kind) -> Self {
        Self { heading: heading.into(), kind }
    }

    /// A column of words.
    pub fn text(heading: impl Into<String>) -> Self {
        Self::new(heading, Kind::Text)
    }

    /// A column of amounts in one currency.
    pub fn amount(heading: impl Into<String>, currency: &str) -> Self {
        Self::new(heading, Kind::Amount(Some(currency.to_owned())))
    }

    /// A column of amounts whose currency another column names.
    pub fn foreign_amount(heading: impl Into<String>) -> Self {
        Self::new(heading, Kind::Amount(None))
    }

    /// A column of days.
    pub fn date(heading: impl Into<String>) -> Self {
        Self::new(heading, Kind::Date)
    }

    /// A column of numbers of things.
    pub fn count(heading: impl Into<String>) -> Self {
        Self::new(heading, Kind::Count)
    }

    /// A column of parts, in percent.
    pub fn percentage(heading: impl Into<String>) -> Self {
        Self::new(heading, Kind::Percentage)
    }

    /// A column of numbers that are no money.
    pub fn number(heading: impl Into<String>) -> Self {
        Self::new(heading, Kind::Number)
    }

    pub(super) fn currency(&self) -> Option<&str> {
        match &self.kind {
            Kind::Amount(currency) => currency.as_deref(),
            _ => None,
        }
    }

    /// The heading with its unit, for where nothing around it tells that.
    pub(super) fn full_heading(&self) -> String {
        let heading = wording::clean(&self.heading);
        match &self.kind {
            Kind::Amount(Some(currency)) => format!("{heading} ({})", wording::clean(currency)),
            Kind::Percentage => format!("{heading} (%)"),
            _ => heading,
        }
    }

    pub(super) const fn is_number(&self) -> bool {
        matches!(self.kind, Kind::Amount(_) | Kind::Count | Kind::Percentage | Kind::Number)
    }
}
