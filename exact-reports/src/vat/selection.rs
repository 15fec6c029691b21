//! The lines of a return, and which of them are behind a figure.

use exact_model::Decimal;

use super::boxes::VatBox;
use super::code::Direction;
use super::line::VatLine;
use super::placement::{Placement, place};
use super::returns::{ReturnInput, VatReturn};
use crate::basis::Tally;
use crate::error::Error;
use crate::ledger::TransactionType;
use crate::period::PeriodBasis;

/// A figure of a return, to ask which lines are behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReturnFigure {
    /// A box.
    Box(VatBox),
    /// A code on one side of the return.
    Code(String, Direction),
    /// What is in no box.
    Unmapped,
}

/// A line behind a figure, with what it adds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LinePart<'a> {
    /// The line.
    pub line: &'a VatLine,
    /// Base, in the sign of the box.
    pub base: Decimal,
    /// VAT, in the sign of the box.
    pub vat: Decimal,
}

impl VatReturn {
    /// The lines behind a figure of the return that `input` makes. Their parts add up to it.
    ///
    /// # Errors
    /// [`Error::Overflow`].
    pub fn select<'a>(input: &ReturnInput<'a>, figure: &ReturnFigure) -> Result<Vec<LinePart<'a>>, Error> {
        let mut parts = Vec::new();
        for placement in placements(input)? {
            let is_in = match figure {
                ReturnFigure::Box(vat_box) => placement.target.is_some_and(|(target, _)| target == *vat_box),
                ReturnFigure::Code(code, direction) => {
                    placement.code.code == *code && placement.direction == *direction
                }
                ReturnFigure::Unmapped => placement.target.is_none(),
            };
            if is_in {
                parts.push(LinePart { line: placement.line, base: placement.base, vat: placement.vat });
            }
        }
        Ok(parts)
    }
}

/// Every placement of the period.
pub(super) fn placements<'a>(input: &ReturnInput<'a>) -> Result<Vec<Placement<'a>>, Error> {
    let mut all = Vec::new();
    for lines in by_entry(&lines_in(input)) {
        all.extend(place(input, lines)?.placements);
    }
    Ok(all)
}

/// The lines of the period whose code says that there is no VAT.
pub(super) fn no_vat_lines<'a>(input: &ReturnInput<'a>) -> impl Iterator<Item = &'a VatLine> {
    let is_no_vat = |line: &&VatLine| {
        line.code.as_deref().and_then(|code| input.codes.get(code)).is_some_and(|code| code.is_no_vat)
    };
    in_period(input).filter(|line| counts(line)).filter(is_no_vat)
}

/// The lines that belong to the return, those of an entry together, in an order that does not depend on how they were read.
pub(super) fn lines_in<'a>(input: &ReturnInput<'a>) -> Vec<&'a VatLine> {
    sorted(in_period(input).filter(|line| counts(line)).collect())
}

/// The same, with a tally of all lines of the period.
pub(super) fn tallied<'a>(input: &ReturnInput<'a>) -> Result<(Vec<&'a VatLine>, Tally), Error> {
    let (mut lines, mut tally) = (Vec::new(), Tally::default());
    for line in in_period(input) {
        if counts(line) {
            tally.count(line.status, 1);
            lines.push(line);
        } else {
            tally.leave_out(line.transaction_type, 1, -line.amount)?;
        }
    }
    Ok((sorted(lines), tally))
}

fn sorted(mut lines: Vec<&VatLine>) -> Vec<&VatLine> {
    lines.sort_by_key(|line| (line.entry, line.number, line.id));
    lines
}

/// Lines that were sorted, an entry at a time.
pub(super) fn by_entry<'l, 'a>(lines: &'l [&'a VatLine]) -> impl Iterator<Item = &'l [&'a VatLine]> {
    lines.chunk_by(|one, other| one.entry == other.entry)
}

/// The lines of the period. Lines that were read together mostly have one financial period, which is looked up once.
fn in_period<'a>(input: &ReturnInput<'a>) -> impl Iterator<Item = &'a VatLine> {
    let (period, calendar) = (input.period, input.calendar);
    let mut last: Option<((i16, i16), bool)> = None;
    input.lines.iter().filter(move |line| {
        let contains = || period.contains(calendar, line.year, line.period, line.date);
        if period.basis == PeriodBasis::Date {
            return contains();
        }
        let of = (line.year, line.period);
        let is_in = last.filter(|(known, _)| *known == of).map_or_else(contains, |(_, is_in)| is_in);
        last = Some((of, is_in));
        is_in
    })
}

/// What makes VAT: not what was carried in, not the return that clears it, not the closing of a year.
fn counts(line: &VatLine) -> bool {
    line.status.counts()
        && !line.transaction_type.is_left_out_of_results()
        && line.transaction_type != TransactionType::VAT_RETURN
}
