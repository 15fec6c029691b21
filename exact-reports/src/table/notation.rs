//! How values are written: the Dutch way for readers, the plain way for programs.

use chrono::{Datelike, NaiveDate};
use exact_model::Decimal;

use super::{Cell, wording};
use crate::amount::{cents, dutch};

/// For readers: `1.234,56`, `31-12-2025`, `12,5%`.
pub(super) fn shown(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => wording::clean(text),
        Cell::Amount(amount) => dutch(*amount),
        Cell::Date(day) => dutch_day(*day),
        Cell::Count(count) => dutch_whole(*count),
        Cell::Percentage(part) => format!("{}%", dutch_part(*part)),
        Cell::Number(number) => dutch_number(*number),
    }
}

/// For programs: `1234.56`, `2025-12-31`, `12.5`.
pub(super) fn plain(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => wording::clean(text),
        Cell::Amount(amount) => cents(*amount).to_string(),
        Cell::Date(day) => day.to_string(),
        Cell::Count(count) => count.to_string(),
        Cell::Percentage(number) | Cell::Number(number) => number.normalize().to_string(),
    }
}

pub(crate) fn dutch_day(day: NaiveDate) -> String {
    format!("{:02}-{:02}-{:04}", day.day(), day.month(), day.year())
}

/// A whole number with points between thousands.
pub(crate) fn dutch_whole(number: i64) -> String {
    let text = dutch(Decimal::from(number));
    text.strip_suffix(",00").unwrap_or(&text).to_owned()
}

/// With one decimal at least, so that percentages stand under each other.
fn dutch_part(part: Decimal) -> String {
    let text = dutch_number(part);
    if text.contains(',') { text } else { format!("{text},0") }
}

/// As many decimals as there are, without zeros at the end.
fn dutch_number(number: Decimal) -> String {
    number.normalize().to_string().replace('.', ",")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn readers_and_programs_get_the_same_value_in_their_own_notation() {
        let cases = [
            (Cell::Amount(decimal("-1234567.895")), "-1.234.567,90", "-1234567.90"),
            (Cell::Amount(decimal("-0.001")), "0,00", "0.00"),
            (Cell::Percentage(decimal("-12.50")), "-12,5%", "-12.5"),
            (Cell::Percentage(decimal("3")), "3,0%", "3"),
            (Cell::Number(decimal("45.3")), "45,3", "45.3"),
            (Cell::Count(1_234_567), "1.234.567", "1234567"),
            (Cell::Count(-12), "-12", "-12"),
            (Cell::Date("2025-02-03".parse().unwrap()), "03-02-2025", "2025-02-03"),
            (Cell::Empty, "", ""),
        ];
        for (cell, dutch, program) in cases {
            assert_eq!((shown(&cell).as_str(), plain(&cell).as_str()), (dutch, program));
        }
    }
}
