//! Upright bars and lines: periods or groups from left to right.

use core::cmp::Ordering;

use exact_model::Decimal;
use plotters::backend::SVGBackend;
use plotters::chart::{ChartBuilder, ChartContext};
use plotters::coord::Shift;
use plotters::coord::cartesian::Cartesian2d;
use plotters::coord::types::RangedCoordi32;
use plotters::drawing::{DrawingArea, IntoDrawingArea};
use plotters::style::text_anchor::HPos;
use plotters::style::{Color, FontStyle, TRANSPARENT};

use super::bar::Filling;
use super::canvas::{Canvas, Point, WORDS, failed};
use super::palette::Palette;
use super::scale::Scale;
use super::{Chart, Error, Shape, Style, words};

/// Steps of the axis of labels for each label.
const STEP: i32 = 100;
const LEFT: i32 = 84;
const RIGHT: i32 = 24;
const BELOW: i32 = 48;
/// More labels than this are no picture any more; the description has them all.
const MOST: usize = 1_000;

type Context<'a, 'b> = ChartContext<'a, SVGBackend<'b>, Cartesian2d<RangedCoordi32, RangedCoordi32>>;

/// The drawing, without words for who does not see it.
pub(super) fn draw(chart: &Chart, style: &Style) -> Result<String, Error> {
    let mut drawn = String::new();
    {
        let size = (style.drawn_width().unsigned_abs(), style.drawn_height().unsigned_abs());
        let area = SVGBackend::with_string(&mut drawn, size).into_drawing_area();
        Drawing::of(chart, style, &area).all()?;
        area.present().map_err(failed)?;
    }
    Ok(drawn)
}

struct Drawing<'a, 'b> {
    chart: &'a Chart,
    canvas: Canvas<'a, 'b>,
    scale: Scale,
    width: i32,
}

impl<'a, 'b> Drawing<'a, 'b> {
    fn of(chart: &'a Chart, style: &Style, area: &'a DrawingArea<SVGBackend<'b>, Shift>) -> Self {
        let canvas = Canvas { area, palette: Palette::of(style.theme) };
        Self { chart, canvas, scale: Scale::of(chart.values()), width: style.drawn_width() }
    }

    fn all(&self) -> Result<(), Error> {
        self.canvas.area.fill(&self.canvas.palette.background).map_err(failed)?;
        self.canvas.title(&self.chart.title, (20, 26), self.width)?;
        let unit = self.scale.name(&words::fitted(&self.chart.unit, 120));
        self.canvas.words(&unit, (20, 52), HPos::Left)?;
        let top = if self.chart.series.len() > 1 { self.legend(34 + words::pixels(&unit))? } else { 72 };
        let (low, high) = self.range();
        let context = ChartBuilder::on(self.canvas.area)
            .margin_top(top)
            .margin_right(RIGHT)
            .x_label_area_size(BELOW)
            .y_label_area_size(LEFT)
            .build_cartesian_2d(0..self.end(), low..high)
            .map_err(failed)?;
        self.grid(context)
    }

    /// How many labels are drawn.
    fn count(&self) -> usize {
        self.chart.labels.len().min(MOST)
    }

    /// Where the axis of labels ends.
    fn end(&self) -> i32 {
        i32::try_from(self.count().max(1)).unwrap_or(1) * STEP
    }

    /// From below the lowest value to above the highest, zero included, with room for figures at the bars.
    fn range(&self) -> (i32, i32) {
        let positions = || self.chart.values().map(|value| self.scale.position(value));
        let (low, high) = (positions().min().unwrap_or(0).min(0), positions().max().unwrap_or(0).max(0));
        if low == high {
            return (0, 100);
        }
        let room = (high - low) / 10 + 1;
        (if low < 0 { low - room } else { 0 }, if high > 0 { high + room } else { 0 })
    }

    /// The names of the series beside the unit, or below it when there is no room; gives where the chart begins.
    fn legend(&self, from: i32) -> Result<i32, Error> {
        let (mut left, mut height) = (from, 52);
        for (at, series) in self.chart.series.iter().enumerate() {
            let name = words::fitted(&series.name, 300);
            let needed = 26 + words::pixels(&name) + 20;
            if left > 20 && left + needed > self.width - 12 {
                (left, height) = (20, height + 24);
            }
            let colour = self.canvas.palette.mark(at);
            if self.chart.shape == Shape::Line {
                self.canvas.line(&[(left, height), (left + 18, height)], colour, 3)?;
                self.canvas.point((left + 9, height), colour, at)?;
            } else {
                self.canvas.bar((left, height - 8), (left + 18, height + 8), colour, Filling::of(at))?;
            }
            self.canvas.words(&name, (left + 26, height), HPos::Left)?;
            left += needed;
        }
        Ok(height + 20)
    }

    fn grid(&self, mut context: Context<'_, 'b>) -> Result<(), Error> {
        let palette = self.canvas.palette;
        context
            .configure_mesh()
            .disable_x_mesh()
            .disable_x_axis()
            .y_labels(7)
            .y_label_formatter(&|hundredths| Scale::tick(*hundredths))
            .y_label_style(self.canvas.style(WORDS, FontStyle::Normal, HPos::Right))
            .bold_line_style(palette.grid.stroke_width(1))
            .light_line_style(TRANSPARENT)
            .axis_style(palette.axis)
            .max_light_lines(1)
            .draw()
            .map_err(failed)?;
        let place = |at: i32, height: i32| context.backend_coord(&(at, height));
        match self.chart.shape {
            Shape::Line => self.lines(&place)?,
            _ => self.bars(&place)?,
        }
        self.canvas.line(&[place(0, 0), place(self.end(), 0)], palette.axis, 2)?;
        self.labels(&place)
    }

    /// Whether every figure fits in its room: all stand at their bars, or none, for some would look like all there are.
    fn has_figures(&self, room: i32) -> bool {
        self.chart.values().all(|value| words::fits(&self.scale.label(value), room + 6))
    }

    fn bars(&self, place: &dyn Fn(i32, i32) -> Point) -> Result<(), Error> {
        let count = i32::try_from(self.chart.series.len()).unwrap_or(1).max(1);
        let middle = place(0, 0).1;
        let room = place(STEP, 0).0 - place(0, 0).0;
        // A fifth of the room stays free between labels, and no bar is wider than is good to see.
        let wide = (room * 4 / 5 / count).clamp(1, 90);
        let gap = i32::from(wide > 6);
        let has_figures = self.has_figures(if count == 1 { room } else { wide });
        for (at, step) in (0..self.count()).zip((0..).map(|at| at * STEP)) {
            let first = (place(step, 0).0 + place(step + STEP, 0).0 - wide * count) / 2;
            for ((number, series), offset) in self.chart.series.iter().enumerate().zip(0..) {
                let value = series.value(at);
                let from = first + wide * offset;
                let exact_end = place(step, self.scale.position(value)).1;
                // What is too small to see still shows on which side of zero it is.
                let end = match value.cmp(&Decimal::ZERO) {
                    Ordering::Less => exact_end.max(middle + 2),
                    Ordering::Equal => middle,
                    Ordering::Greater => exact_end.min(middle - 2),
                };
                if end != middle {
                    let (one, other) = ((from + gap, end), (from + wide - gap, middle));
                    self.canvas.bar(one, other, self.canvas.palette.mark(number), Filling::of(number))?;
                }
                if has_figures {
                    let height = if end > middle { end + 11 } else { end - 11 };
                    self.canvas.words(&self.scale.label(value), (from + wide / 2, height), HPos::Center)?;
                }
            }
        }
        Ok(())
    }

    fn lines(&self, place: &dyn Fn(i32, i32) -> Point) -> Result<(), Error> {
        let room = place(STEP, 0).0 - place(0, 0).0;
        let has_figures = self.chart.series.len() == 1 && self.has_figures(room);
        for (number, series) in self.chart.series.iter().enumerate() {
            let colour = self.canvas.palette.mark(number);
            let points: Vec<Point> = (0..)
                .zip(0..self.count())
                .map(|(step, at)| place(step * STEP + STEP / 2, self.scale.position(series.value(at))))
                .collect();
            self.canvas.line(&points, colour, 3)?;
            for (at, point) in points.iter().enumerate() {
                self.canvas.point(*point, colour, number)?;
                if has_figures {
                    let above = (point.0, point.1 - 14);
                    self.canvas.words(&self.scale.label(series.value(at)), above, HPos::Center)?;
                }
            }
        }
        Ok(())
    }

    /// The names below the chart; where not all fit, only every second, third and so on.
    fn labels(&self, place: &dyn Fn(i32, i32) -> Point) -> Result<(), Error> {
        let (_, bottom) = place(0, self.range().0);
        let each = place(STEP, 0).0 - place(0, 0).0;
        let names: Vec<String> = self.chart.labels.iter().take(MOST).map(|label| words::fitted(label, 160)).collect();
        let widest = names.iter().map(|name| words::pixels(name)).max().unwrap_or(0);
        let skip = if names.len() > 6 && each > 0 { (widest.min(160) + 8 + each - 1) / each } else { 1 };
        for (at, name) in (0..).zip(&names).step_by(usize::try_from(skip.max(1)).unwrap_or(1)) {
            let (left, right) = (place(at * STEP, 0).0, place(at * STEP + STEP, 0).0);
            let name = words::fitted(name, each * skip.max(1) - 4);
            self.canvas.words(&name, ((left + right) / 2, bottom + 20), HPos::Center)?;
        }
        Ok(())
    }
}
