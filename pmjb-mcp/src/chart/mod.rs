//! The chart of an answer, for who asks for one: a picture for an assistant or a file, bars of signs for a terminal. The
//! text of the answer has every figure of it.

mod bars;
mod picture;
mod wish;

use exact_reports::chart::{Chart, Series, Shape};
use rust_decimal::Decimal;

pub(crate) use bars::bars;
pub(crate) use picture::png;
pub(crate) use wish::{ARGUMENT, asked, schema};

use crate::dutch;

/// Rows of a ranking that are drawn each for themselves.
const LARGEST: usize = 12;

/// A chart of named amounts: upright bars for periods, a ranking of the first ones for anything else.
pub(crate) fn of_rows(shape: Shape, title: String, unit: &str, rows: &[(String, Decimal)]) -> Chart {
    if shape != Shape::Ranking {
        let names = rows.iter().map(|(name, _)| name.as_str());
        let name = title.split(' ').next().unwrap_or_default().to_owned();
        let amounts = Series::new(name, rows.iter().map(|(_, amount)| *amount));
        return Chart::bars(title, unit, names, [amounts]);
    }
    let rest = rows.get(LARGEST..).unwrap_or_default();
    let others = rest.iter().try_fold(Decimal::ZERO, |sum, (_, amount)| sum.checked_add(*amount));
    let others = others.filter(|_| !rest.is_empty()).map(|sum| (format!("overige ({})", rest.len()), sum));
    Chart::ranking(title, unit, rows.iter().take(LARGEST).cloned().chain(others))
}

/// The chart with names from the books as plain data, or nothing when there is nothing to draw.
pub(crate) fn cleaned(mut chart: Chart) -> Option<Chart> {
    for label in &mut chart.labels {
        *label = dutch::clean(label);
    }
    (!chart.labels.is_empty() && !chart.series.is_empty()).then_some(chart)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ranking_draws_the_first_rows_and_adds_the_others_up() {
        let rows: Vec<_> = (1..=15).map(|at| (format!("klant {at}"), Decimal::from(at))).collect();
        let chart = of_rows(Shape::Ranking, "Omzet per klant".to_owned(), "EUR", &rows);
        assert_eq!(chart.labels.len(), LARGEST + 1);
        assert_eq!(chart.labels.last().unwrap(), "overige (3)");
        assert_eq!(chart.series[0].values.iter().sum::<Decimal>(), Decimal::from(120));
        assert_eq!(chart.series[0].values.last().unwrap(), &Decimal::from(42));
    }

    #[test]
    fn what_nobody_sees_in_a_name_is_not_drawn_and_no_rows_are_no_chart() {
        let hidden = [("Molen\u{202e}\nBV".to_owned(), Decimal::ONE)];
        let chart = cleaned(of_rows(Shape::Bars, "Omzet".to_owned(), "EUR", &hidden)).unwrap();
        assert_eq!(chart.labels, ["Molen BV"]);
        assert!(cleaned(of_rows(Shape::Bars, "Omzet".to_owned(), "EUR", &[])).is_none());
    }
}
