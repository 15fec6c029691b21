//! A chart as lines of text, for a terminal.

use std::fmt::Write as _;

use exact_reports::chart::Chart;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;

use crate::dutch;

/// The longest bar, in signs.
const LONGEST: u16 = 40;
/// The longest name, in signs.
const WIDEST: usize = 32;

/// A line for every value: its name, a bar, and the value itself. Negative bars are of another sign, since a line has but
/// one direction.
pub(crate) fn bars(chart: &Chart) -> String {
    let several = chart.series.len() > 1;
    let names: Vec<_> = chart.labels.iter().map(|label| shortened(label)).collect();
    let width = names.iter().map(|name| name.chars().count()).max().unwrap_or(0);
    let series_width = chart.series.iter().map(|series| series.name.chars().count()).max().unwrap_or(0);
    let most = chart.series.iter().flat_map(|series| &series.values).map(Decimal::abs).max().unwrap_or_default();
    let mut text = format!("{} ({})\n", chart.title, chart.unit);
    for (at, name) in names.iter().enumerate() {
        for (row, series) in chart.series.iter().enumerate() {
            let value = series.values.get(at).copied().unwrap_or_default();
            // The name once, and then what is beside it.
            let _ = write!(text, "\n{:width$}  ", if row == 0 { name } else { "" });
            if several {
                let _ = write!(text, "{:series_width$}  ", series.name);
            }
            let sign = if value.is_sign_negative() { "░" } else { "█" };
            let bar = sign.repeat(length(value, most));
            let _ = write!(text, "{bar}{}{}", if bar.is_empty() { "" } else { " " }, dutch::amount(value));
        }
    }
    text
}

fn length(value: Decimal, most: Decimal) -> usize {
    let part = value.abs().checked_div(most).and_then(|part| part.checked_mul(Decimal::from(LONGEST)));
    part.and_then(|signs| signs.round().to_usize()).unwrap_or(0)
}

fn shortened(label: &str) -> String {
    if label.chars().count() <= WIDEST {
        return label.to_owned();
    }
    label.chars().take(WIDEST - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use exact_reports::chart::Series;

    use super::*;

    #[test]
    fn the_largest_value_is_the_longest_bar_and_every_value_is_written() {
        let omzet = Series::new("Omzet", [Decimal::new(100_000, 2), Decimal::new(-50_000, 2), Decimal::ZERO]);
        let chart = Chart::bars("Omzet per maand", "EUR", ["januari", "februari", "maart"], [omzet]);
        let text = bars(&chart);
        let lines: Vec<_> = text.lines().skip(2).collect();
        assert_eq!(lines[0], format!("januari   {} 1.000,00", "█".repeat(40)));
        assert_eq!(lines[1], format!("februari  {} -500,00", "░".repeat(20)));
        assert_eq!(lines[2], "maart     0,00");
    }

    #[test]
    fn values_beside_each_other_are_told_by_the_name_of_their_series() {
        let series = [Series::new("Omzet", [Decimal::TEN]), Series::new("Kosten", [Decimal::TWO])];
        let text = bars(&Chart::bars("Omzet en kosten", "EUR", ["2026"], series));
        assert!(text.contains("2026  Omzet   ██") && text.contains("\n      Kosten  ████████ 2,00"), "{text}");
    }

    #[test]
    fn nothing_but_zeroes_is_drawn_without_bars() {
        let chart =
            Chart::ranking("Omzet", "EUR", [("een naam die zo lang is dat hij niet past".to_owned(), Decimal::ZERO)]);
        assert_eq!(bars(&chart).lines().last().unwrap(), "een naam die zo lang is dat hij…  0,00");
    }
}
