//! What is drawn on, in pixels from the upper left corner.

use plotters::backend::SVGBackend;
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind};
use plotters::element::{Circle, PathElement, Rectangle, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, FontStyle, RGBColor, ShapeStyle, TextStyle};

use super::bar::Filling;
use super::palette::Palette;
use super::{Error, words};

/// A place.
pub(super) type Point = (i32, i32);
pub(super) type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// Sizes are those of the drawing library, which writes them 1.24 times smaller.
pub(super) const WORDS: i32 = 16;
const TITLE: i32 = 22;

/// The area with its palette.
pub(super) struct Canvas<'a, 'b> {
    pub(super) area: &'a Area<'b>,
    pub(super) palette: Palette,
}

/// What a drawing goes wrong with.
pub(super) fn failed<E: std::error::Error + Send + Sync + 'static>(error: DrawingAreaErrorKind<E>) -> Error {
    Error::of(error)
}

impl Canvas<'_, '_> {
    /// Words that begin at, end at or stand around a place, in the middle of its height.
    pub(super) fn words(&self, text: &str, at: Point, align: HPos) -> Result<(), Error> {
        self.text(text, at, self.style(WORDS, FontStyle::Normal, align))
    }

    /// Large words in bold, cut to the width of the drawing; they take half as much room again as others.
    pub(super) fn title(&self, text: &str, at: Point, width: i32) -> Result<(), Error> {
        let text = words::fitted(text, (width - 2 * at.0) * 5 / 8);
        self.text(&text, at, self.style(TITLE, FontStyle::Bold, HPos::Left))
    }

    pub(super) fn style(&self, size: i32, weight: FontStyle, align: HPos) -> TextStyle<'_> {
        let font = FontDesc::new(FontFamily::SansSerif, f64::from(size), weight);
        TextStyle::from(font).color(&self.palette.words).pos(Pos::new(align, VPos::Center))
    }

    fn text(&self, text: &str, at: Point, style: TextStyle<'_>) -> Result<(), Error> {
        if text.is_empty() { Ok(()) } else { self.area.draw(&Text::new(text, at, style)).map_err(failed) }
    }

    pub(super) fn line(&self, points: &[Point], colour: RGBColor, width: u32) -> Result<(), Error> {
        let style: ShapeStyle = colour.stroke_width(width);
        self.area.draw(&PathElement::new(points.to_vec(), style)).map_err(failed)
    }

    pub(super) fn rectangle(&self, from: Point, to: Point, style: ShapeStyle) -> Result<(), Error> {
        self.area.draw(&Rectangle::new([from, to], style)).map_err(failed)
    }

    /// A point of a line: of the first series round, of the others square and filled like their bars.
    pub(super) fn point(&self, at: Point, colour: RGBColor, series: usize) -> Result<(), Error> {
        if series == 0 {
            return self.area.draw(&Circle::new(at, 4, colour.filled())).map_err(failed);
        }
        self.bar((at.0 - 5, at.1 - 5), (at.0 + 5, at.1 + 5), colour, Filling::of(series))
    }
}
