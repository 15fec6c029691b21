//! What makes a chart readable without seeing it.

use quick_xml::escape::escape;

use super::{Chart, Shape, Style};
use crate::amount::dutch;
use crate::table::clean;

/// The drawing with its title and every figure in words.
pub(super) fn described(drawn: &str, chart: &Chart, style: &Style) -> String {
    let id = style.safe_id();
    let attributes = format!("<svg role=\"img\" aria-labelledby=\"{id}-titel {id}-uitleg\" ");
    let (title, words) = (clean(&chart.title), words(chart));
    let texts = format!(
        "<title id=\"{id}-titel\">{}</title>\n<desc id=\"{id}-uitleg\">{}</desc>\n",
        escape(&title),
        escape(&words)
    );
    let opened = drawn.replacen("<svg ", &attributes, 1);
    match opened.find('>') {
        Some(end) => {
            let (head, body) = opened.split_at(end + 1);
            format!("{head}\n{texts}{}", body.trim_start())
        }
        None => opened,
    }
}

/// The kind of chart, the unit and every value to the cent.
fn words(chart: &Chart) -> String {
    let kind = match chart.shape {
        Shape::Bars => "Staafdiagram",
        Shape::Line => "Lijndiagram",
        Shape::Ranking => "Liggend staafdiagram",
    };
    if chart.labels.is_empty() {
        return format!("{kind} zonder gegevens.");
    }
    let series = if chart.shape == Shape::Ranking { chart.series.get(..1) } else { chart.series.get(..) };
    let each = series.unwrap_or_default().iter().map(|series| {
        let values = chart.labels.iter().enumerate();
        let values = values.map(|(at, label)| format!("{}: {}", clean(label), dutch(series.value(at))));
        format!("{}: {}.", clean(&series.name), values.collect::<Vec<_>>().join("; "))
    });
    format!("{kind}, in {}. {}", clean(&chart.unit), each.collect::<Vec<_>>().join(" "))
}
