//! The lines of a return, and which of them are behind a figure.

use std::collections::BTreeMap;

use exact_model::{Decimal, Uuid};

use super::boxes::VatBox;
use super::code::Direction;
use super::line::VatLine;
use super::placement::{Placement, place};
use super::returns::{ReturnInput, VatReturn};
use crate::error::Error;
use crate::ledger::TransactionType;

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
    for lines in entries(input).values() {
        all.extend(place(input, lines)?.placements);
    }
    Ok(all)
}

/// The lines of the period whose code says that there is no VAT.
pub(super) fn no_vat_lines<'a>(input: &ReturnInput<'a>) -> impl Iterator<Item = &'a VatLine> {
    let is_no_vat = |line: &&VatLine| {
        line.code.as_deref().and_then(|code| input.codes.get(code)).is_some_and(|code| code.is_no_vat)
    };
    input.lines.iter().filter(|line| is_in(input, line) && counts(line)).filter(is_no_vat)
}

/// The lines that belong to the return, by entry, in an order that does not depend on how they were read.
pub(super) fn entries<'a>(input: &ReturnInput<'a>) -> BTreeMap<Uuid, Vec<&'a VatLine>> {
    let mut entries: BTreeMap<Uuid, Vec<&VatLine>> = BTreeMap::new();
    for line in input.lines.iter().filter(|line| is_in(input, line) && counts(line)) {
        entries.entry(line.entry).or_default().push(line);
    }
    for lines in entries.values_mut() {
        lines.sort_by_key(|line| (line.number, line.id));
    }
    entries
}

pub(super) fn is_in(input: &ReturnInput<'_>, line: &VatLine) -> bool {
    input.period.contains(input.calendar, line.year, line.period, line.date)
}

/// What makes VAT: not what was carried in, not the return that clears it, not the closing of a year.
pub(super) fn counts(line: &VatLine) -> bool {
    line.status.counts()
        && !line.transaction_type.is_left_out_of_results()
        && line.transaction_type != TransactionType::VAT_RETURN
}
