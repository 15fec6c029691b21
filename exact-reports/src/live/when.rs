//! A period as a filter, short enough for a URL however many years it spans.

use exact_model::Filter;
use exact_model::financial::ReportingBalance;
use exact_model::financial_transaction::TransactionLine;

use crate::period::{PeriodRange, Span};
use crate::selector::When;

/// Part of a period that takes one condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece {
    /// Whole book years, both ends included.
    Years { first: i16, last: i16 },
    /// Periods of one book year, both ends included.
    Periods { year: i16, from: i16, to: i16 },
}

/// A range has at most a part of a year, whole years, and a part of a year again.
fn pieces(spans: &[Span]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for span in spans {
        let next = match pieces.last_mut() {
            Some(Piece::Years { last, .. }) if span.whole_year && *last < span.year => {
                *last = span.year;
                continue;
            }
            _ if span.whole_year => Piece::Years { first: span.year, last: span.year },
            _ => Piece::Periods { year: span.year, from: span.from, to: span.to },
        };
        pieces.push(next);
    }
    pieces
}

/// The rows of `financial/ReportingBalance` in a period.
pub(super) fn balances_in(period: &PeriodRange) -> Option<Filter<ReportingBalance>> {
    let (year, number) = (ReportingBalance::REPORTING_YEAR, ReportingBalance::REPORTING_PERIOD);
    let filter = |piece| match piece {
        Piece::Years { first, last } if first == last => year.eq(i32::from(first)),
        Piece::Years { first, last } => year.ge(i32::from(first)).and(year.le(i32::from(last))),
        Piece::Periods { year: of, from, to } => {
            year.eq(i32::from(of)).and(number.ge(i32::from(from))).and(number.le(i32::from(to)))
        }
    };
    pieces(&period.spans).into_iter().map(filter).reduce(Filter::or)
}

/// The journal lines in a period.
pub(super) fn lines_in(period: &PeriodRange) -> Option<Filter<TransactionLine>> {
    lines_of(&period.spans)
}

fn lines_of(spans: &[Span]) -> Option<Filter<TransactionLine>> {
    let (year, number) = (TransactionLine::FINANCIAL_YEAR, TransactionLine::FINANCIAL_PERIOD);
    let filter = |piece| match piece {
        Piece::Years { first, last } if first == last => year.eq(first),
        Piece::Years { first, last } => year.ge(first).and(year.le(last)),
        Piece::Periods { year: of, from: i16::MIN, to } => year.eq(of).and(number.le(to)),
        Piece::Periods { year: of, from, to } => year.eq(of).and(number.ge(from)).and(number.le(to)),
    };
    pieces(spans).into_iter().map(filter).reduce(Filter::or)
}

/// The journal lines that a figure was booked with, as to when.
pub(super) fn lines_when(when: &When) -> Option<Filter<TransactionLine>> {
    let (year, number) = (TransactionLine::FINANCIAL_YEAR, TransactionLine::FINANCIAL_PERIOD);
    Some(match when {
        When::Within(spans) => return lines_of(spans),
        When::Period { year: of, number: only } => year.eq(*of).and(number.eq(*only)),
        When::YearThrough { year: of, number: i16::MAX } => year.eq(*of),
        When::YearThrough { year: of, number: last } => year.eq(*of).and(number.le(*last)),
        When::Through { year: last, number: i16::MAX } => year.le(*last),
        When::Through { year: of, number: last } => year.lt(*of).or(year.eq(*of).and(number.le(*last))),
    })
}

/// The journal lines of every period in the book years that a period touches.
pub(super) fn lines_of_years(period: &PeriodRange) -> Option<Filter<TransactionLine>> {
    let (first, last) = (period.years().min()?, period.years().max()?);
    let year = TransactionLine::FINANCIAL_YEAR;
    Some(if first == last { year.eq(first) } else { year.ge(first).and(year.le(last)) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    fn range(spans: &[(i16, i16, i16, bool)]) -> PeriodRange {
        let span = |&(year, from, to, whole_year): &(i16, i16, i16, bool)| Span { year, from, to, whole_year };
        let spans = spans.iter().map(span).collect();
        PeriodRange { label: String::new(), start: NaiveDate::MIN, end: NaiveDate::MAX, spans }
    }

    #[test]
    fn a_whole_year_asks_for_no_periods_so_that_period_0_and_13_come_too() {
        let year = range(&[(2025, 1, 12, true)]);
        assert_eq!(balances_in(&year).unwrap().to_string(), "ReportingYear eq 2025");
        assert_eq!(lines_in(&year).unwrap().to_string(), "FinancialYear eq 2025");
    }

    #[test]
    fn a_range_over_many_years_stays_three_conditions() {
        let mut spans = vec![(2000, 7, 12, false)];
        spans.extend((2001..2025).map(|year| (year, 1, 12, true)));
        spans.push((2025, 1, 6, false));
        assert_eq!(
            lines_in(&range(&spans)).unwrap().to_string(),
            "FinancialYear eq 2000 and FinancialPeriod ge 7 and FinancialPeriod le 12 \
             or FinancialYear ge 2001 and FinancialYear le 2024 \
             or FinancialYear eq 2025 and FinancialPeriod ge 1 and FinancialPeriod le 6"
        );
        assert_eq!(
            lines_of_years(&range(&spans)).unwrap().to_string(),
            "FinancialYear ge 2000 and FinancialYear le 2025"
        );
    }
}
