//! Bars from left to right below each other, with their names before them.

use exact_model::Decimal;
use plotters::backend::SVGBackend;
use plotters::drawing::IntoDrawingArea;
use plotters::style::text_anchor::HPos;

use super::bar::Filling;
use super::canvas::{Canvas, failed};
use super::palette::Palette;
use super::scale::Scale;
use super::{Chart, Error, Style, words};
use crate::amount::dutch;

/// Pixels for a row.
const ROW: i32 = 30;
const TOP: i32 = 76;
/// More rows than this are left to the table; the description has them all.
const MOST: usize = 60;

/// The drawing, without words for who does not see it.
pub(super) fn draw(chart: &Chart, style: &Style) -> Result<String, Error> {
    let mut drawn = String::new();
    let rows = chart.labels.len().min(MOST);
    let height = TOP + ROW * i32::try_from(rows).unwrap_or(1).max(1) + 24;
    {
        let size = (style.drawn_width().unsigned_abs(), height.unsigned_abs());
        let area = SVGBackend::with_string(&mut drawn, size).into_drawing_area();
        let canvas = Canvas { area: &area, palette: Palette::of(style.theme) };
        rows_of(chart, &canvas, style.drawn_width(), height)?;
        area.present().map_err(failed)?;
    }
    Ok(drawn)
}

fn rows_of(chart: &Chart, canvas: &Canvas<'_, '_>, width: i32, height: i32) -> Result<(), Error> {
    canvas.area.fill(&canvas.palette.background).map_err(failed)?;
    canvas.title(&chart.title, (20, 26), width)?;
    let rows: Vec<(&String, Decimal)> = chart
        .labels
        .iter()
        .enumerate()
        .map(|(at, label)| (label, chart.series.first().map(|series| series.value(at)).unwrap_or_default()))
        .take(MOST)
        .collect();
    let scale = Scale::of(chart.values());
    // Every figure to the cent where that fits, else all of them in the unit of the scale.
    let in_cents = rows.iter().all(|(_, value)| words::fits(&dutch(*value), 136));
    let figure = |value: Decimal| if in_cents { dutch(value) } else { scale.label(value) };
    let unit = words::fitted(&chart.unit, 120);
    let unit = if in_cents { format!("in {unit}") } else { scale.name(&unit) };
    canvas.words(&unit, (20, 52), HPos::Left)?;
    let names = width * 3 / 10;
    let figures = rows.iter().map(|(_, value)| words::pixels(&figure(*value))).max().unwrap_or(0) + 12;
    let positions = || rows.iter().map(|(_, value)| scale.position(*value));
    let (low, high) = (positions().min().unwrap_or(0).min(0), positions().max().unwrap_or(0).max(0));
    // Figures of negative bars stand to their left, those of the others to their right.
    let left = names + if low < 0 { figures } else { 0 };
    let room = (width - 16 - figures - left).max(1);
    let place = |position: i32| {
        let share = i64::from(position - low) * i64::from(room) / i64::from((high - low).max(1));
        left + i32::try_from(share).unwrap_or(0)
    };
    let zero = place(0);
    for (at, (name, value)) in (0..).zip(&rows) {
        let middle = TOP + ROW * at + ROW / 2;
        canvas.words(&words::fitted(name, names - 28), (20, middle), HPos::Left)?;
        let end = place(scale.position(*value));
        if end != zero {
            canvas.bar((zero, middle - 10), (end, middle + 10), canvas.palette.mark(0), Filling::Solid)?;
        }
        let (beside, align) = if end < zero { (end - 6, HPos::Right) } else { (end + 6, HPos::Left) };
        canvas.words(&figure(*value), (beside, middle), align)?;
    }
    canvas.line(&[(zero, TOP - 4), (zero, height - 20)], canvas.palette.axis, 2)
}
