//! Reports as charts: SVG with the feature `chart`, PNG with the feature `png`.
//!
//! A chart carries its figures in words too: its description names every value to the cent, so that whoever cannot see it
//! misses nothing. No colour tells anything alone: series differ in filling as well, and values stand at their bars as far
//! as there is room. Amounts stay decimals up to the whole hundredths of the unit on the axis.
//!
//! ```
//! use exact_reports::chart::{Chart, Series, Style};
//! use exact_model::Decimal;
//!
//! let omzet = Series::new("Omzet", [Decimal::new(125_050, 2), Decimal::new(-9_900, 2)]);
//! let chart = Chart::bars("Omzet per maand", "EUR", ["januari 2026", "februari 2026"], [omzet]);
//! let svg = chart.svg(&Style::default())?;
//! assert!(svg.contains("januari 2026: 1.250,50"));
//! # Ok::<(), exact_reports::chart::Error>(())
//! ```

mod bar;
mod canvas;
mod description;
mod horizontal;
mod palette;
#[cfg(feature = "png")]
mod png;
mod reports;
mod scale;
mod style;
mod upright;
mod words;

use exact_model::Decimal;

pub use reports::Charted;
pub use style::{Style, Theme};

/// Why there is no chart.
#[derive(Debug, thiserror::Error)]
#[error("the chart could not be drawn: show the figures as a table")]
pub struct Error(#[source] Box<dyn std::error::Error + Send + Sync>);

impl Error {
    fn of(error: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self(Box::new(error))
    }
}

/// Values that belong together, one for every label of their chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// What they are, for an owner.
    pub name: String,
    /// The values; missing ones count as zero.
    pub values: Vec<Decimal>,
}

impl Series {
    /// A series of values.
    pub fn new(name: impl Into<String>, values: impl IntoIterator<Item = Decimal>) -> Self {
        Self { name: name.into(), values: values.into_iter().collect() }
    }

    fn value(&self, at: usize) -> Decimal {
        self.values.get(at).copied().unwrap_or_default()
    }
}

/// How the values are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Shape {
    /// Upright bars; those of several series beside each other.
    Bars,
    /// A line from point to point, one for every series.
    Line,
    /// Bars from left to right below each other, for names. Only the first series is drawn.
    Ranking,
}

/// What is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart {
    /// What it shows.
    pub title: String,
    /// What the values are in: an ISO 4217 code, or such as `dagen`.
    pub unit: String,
    /// How the values are drawn.
    pub shape: Shape,
    /// Names of the periods, groups or relations, in order.
    pub labels: Vec<String>,
    /// What is drawn for them.
    pub series: Vec<Series>,
}

impl Chart {
    fn new<L: Into<String>>(
        shape: Shape,
        title: impl Into<String>,
        unit: &str,
        labels: impl IntoIterator<Item = L>,
        series: impl IntoIterator<Item = Series>,
    ) -> Self {
        Self {
            title: title.into(),
            unit: unit.to_owned(),
            shape,
            labels: labels.into_iter().map(Into::into).collect(),
            series: series.into_iter().collect(),
        }
    }

    /// Upright bars.
    pub fn bars<L: Into<String>>(
        title: impl Into<String>,
        unit: &str,
        labels: impl IntoIterator<Item = L>,
        series: impl IntoIterator<Item = Series>,
    ) -> Self {
        Self::new(Shape::Bars, title, unit, labels, series)
    }

    /// A line from point to point.
    pub fn line<L: Into<String>>(
        title: impl Into<String>,
        unit: &str,
        labels: impl IntoIterator<Item = L>,
        series: impl IntoIterator<Item = Series>,
    ) -> Self {
        Self::new(Shape::Line, title, unit, labels, series)
    }

    /// Bars from left to right, in the order given.
    pub fn ranking<L: Into<String>>(
        title: impl Into<String>,
        unit: &str,
        rows: impl IntoIterator<Item = (L, Decimal)>,
    ) -> Self {
        let title = title.into();
        let (labels, values): (Vec<L>, Vec<Decimal>) = rows.into_iter().unzip();
        let series = Series::new(title.clone(), values);
        Self::new(Shape::Ranking, title, unit, labels, [series])
    }

    /// The chart as an SVG document.
    ///
    /// # Errors
    /// [`Error`] when the drawing library refuses; no data is known to make it do so.
    pub fn svg(&self, style: &Style) -> Result<String, Error> {
        let drawn = match self.shape {
            Shape::Bars | Shape::Line => upright::draw(self, style),
            Shape::Ranking => horizontal::draw(self, style),
        }?;
        Ok(description::described(&drawn, self, style))
    }

    /// The chart as a PNG of twice the size in pixels, with a font of its own.
    ///
    /// Characters that the font (DejaVu Sans) does not have, such as Chinese, show as boxes.
    ///
    /// # Errors
    /// As [`svg`](Self::svg).
    #[cfg(feature = "png")]
    pub fn png(&self, style: &Style) -> Result<Vec<u8>, Error> {
        png::rendered(&self.svg(style)?)
    }

    /// Every value that is drawn.
    fn values(&self) -> impl Iterator<Item = Decimal> {
        let drawn = if self.shape == Shape::Ranking { 1 } else { self.series.len() };
        let labels = self.labels.len();
        self.series.iter().take(drawn).flat_map(move |series| (0..labels).map(|at| series.value(at)))
    }
}
