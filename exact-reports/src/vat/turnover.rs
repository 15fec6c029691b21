use std::collections::{BTreeMap, HashSet};

use exact_model::{Decimal, Uuid};

use super::boxes::VatBox;
use super::code::Direction;
use super::line::VatLine;
use super::placement::Placement;
use super::returns::{ReturnInput, VatReturn};
use super::selection::{no_vat_lines, placements};
use super::tax_period::TaxPeriod;
use crate::amount::{Sum, negated};
use crate::basis::{AccountUse, Definition, Explained};
use crate::error::Error;
use crate::ledger::Movements;

/// How turnover is taxed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TurnoverClass {
    /// At a percentage, as a fraction: 0.21 is 21%.
    Rate(Decimal),
    /// At 0%, or not taxed here, without a better reason.
    Zero,
    /// VAT is reversed to a domestic customer.
    Reversed,
    /// Within the EU.
    IntraEu,
    /// Outside the EU.
    Export,
    /// Installation and distance sales within the EU.
    DistanceSales,
    /// With a code for no VAT.
    NoVat,
    /// In the ledger without any VAT code.
    Uncoded,
}

/// Turnover of one class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TurnoverRow {
    /// The class.
    pub class: TurnoverClass,
    /// Without VAT, positive.
    pub amount: Decimal,
    /// Lines in it; of what has no code, those that balances counted.
    pub lines: u64,
}

/// What turnover by rate is made of.
#[derive(Debug, Clone, Copy)]
pub struct TurnoverInput<'a> {
    /// What a return is made of, of which the lines on revenue accounts are enough; the chart must have these accounts, and
    /// the period is by financial period.
    pub vat: ReturnInput<'a>,
    /// What was booked on the revenue accounts, or more: the total that the classes must be.
    pub revenue: &'a Movements,
}

/// Turnover by VAT rate. The rows add up to the revenue of the ledger; a sale that was booked on another account, such as
/// that of a car, is in the return and not here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TurnoverByRate {
    /// The period.
    pub period: TaxPeriod,
    /// Revenue in the ledger, positive, without VAT.
    pub total: Decimal,
    /// By class: highest percentage first.
    pub rows: Vec<TurnoverRow>,
}

impl TurnoverByRate {
    /// Makes the report.
    ///
    /// # Errors
    /// As [`VatReturn::of`]; [`Error::NoAccounts`] when no account is of type revenue.
    pub fn of(input: &TurnoverInput<'_>) -> Result<Explained<Self>, Error> {
        let accounts = input.vat.chart.require_revenue()?;
        let ids: HashSet<Uuid> = accounts.iter().map(|account| account.id).collect();
        let is_revenue = |id| ids.contains(&id);
        let mut classes: BTreeMap<TurnoverClass, (Sum, u64)> = BTreeMap::new();
        let (mut coded, mut coded_lines) = (Sum::default(), 0);
        let mut add = |class, amount: Decimal| -> Result<(), Error> {
            let (sum, lines) = classes.entry(class).or_default();
            sum.add(amount)?;
            *lines += 1;
            coded_lines += 1;
            coded.add(amount)
        };
        let vat_return = VatReturn::visiting(&input.vat, |placement| {
            if !is_revenue(placement.line.account) {
                return Ok(());
            }
            let (class, part) = coded_part(placement);
            add(class, part.base)
        })?;
        for line in no_vat_lines(&input.vat).filter(|line| is_revenue(line.account)) {
            add(TurnoverClass::NoVat, negated(line.amount))?;
        }
        let (total, lines) = revenue(input, is_revenue)?;
        let uncoded = Sum::of([total, -coded.value()])?;
        if !uncoded.is_zero() || lines > coded_lines {
            let mut sum = Sum::default();
            sum.add(uncoded)?;
            classes.insert(TurnoverClass::Uncoded, (sum, lines.saturating_sub(coded_lines)));
        }
        let mut rows: Vec<TurnoverRow> = classes
            .into_iter()
            .map(|(class, (sum, lines))| TurnoverRow { class, amount: sum.value(), lines })
            .collect();
        rows.sort_by_key(|row| match row.class {
            TurnoverClass::Rate(fraction) => (-fraction, row.class),
            other => (Decimal::ONE, other),
        });
        let mut basis = vat_return.basis;
        basis.definition = Definition::TurnoverByRate;
        basis.accounts = accounts.iter().map(|account| AccountUse::from(*account)).collect();
        basis.lines = lines;
        basis.left_out = Vec::new();
        basis.choices = Vec::new();
        basis.sources.extend(input.revenue.sources());
        let report = Self { period: *input.vat.period, total, rows };
        Ok(Explained { report, basis, checks: Vec::new() })
    }

    /// The lines behind a class, with what each adds; nothing for what has no code, which is what balances hold beyond
    /// the lines that have one.
    ///
    /// # Errors
    /// As [`of`](Self::of).
    pub fn select<'a>(input: &TurnoverInput<'a>, class: TurnoverClass) -> Result<Vec<(&'a VatLine, Decimal)>, Error> {
        let accounts = input.vat.chart.require_revenue()?;
        let mut parts = coded_parts(&input.vat)?;
        parts.retain(|(found, part)| *found == class && accounts.iter().any(|account| account.id == part.line.account));
        Ok(parts.into_iter().map(|(_, part)| (part.line, part.base)).collect())
    }
}

/// A line with a code and what it adds to turnover.
struct CodedPart<'a> {
    line: &'a VatLine,
    base: Decimal,
}

/// Every line with a code, by class. Of input VAT on a revenue account (a bonus that was paid out) the base is a debit.
fn coded_parts<'a>(input: &ReturnInput<'a>) -> Result<Vec<(TurnoverClass, CodedPart<'a>)>, Error> {
    let mut parts = Vec::new();
    parts.extend(placements(input)?.iter().map(coded_part));
    for line in no_vat_lines(input) {
        let base = negated(line.amount);
        parts.push((TurnoverClass::NoVat, CodedPart { line, base }));
    }
    Ok(parts)
}

fn coded_part<'a>(placement: &Placement<'a>) -> (TurnoverClass, CodedPart<'a>) {
    let line = placement.line;
    let fraction = placement.code.fraction_on(line.date).or(line.fraction);
    let is_sale = placement.direction == Direction::Sale;
    let base = if is_sale { placement.base } else { negated(placement.base) };
    (class(placement.target.map(|(vat_box, _)| vat_box), fraction), CodedPart { line, base })
}

fn class(target: Option<VatBox>, fraction: Option<Decimal>) -> TurnoverClass {
    match target {
        Some(VatBox::IntraEu) => TurnoverClass::IntraEu,
        Some(VatBox::Export) => TurnoverClass::Export,
        Some(VatBox::DistanceSales) => TurnoverClass::DistanceSales,
        Some(VatBox::ZeroOrReversed) if fraction.is_some_and(|fraction| !fraction.is_zero()) => TurnoverClass::Reversed,
        Some(VatBox::ZeroOrReversed) => TurnoverClass::Zero,
        _ => fraction.map_or(TurnoverClass::Zero, |fraction| match fraction.normalize() {
            zero if zero.is_zero() => TurnoverClass::Zero,
            other => TurnoverClass::Rate(other),
        }),
    }
}

/// Revenue of the period in the ledger, and how many lines it is.
fn revenue(input: &TurnoverInput<'_>, is_revenue: impl Fn(exact_model::Uuid) -> bool) -> Result<(Decimal, u64), Error> {
    let (mut sum, mut lines) = (Sum::default(), 0);
    let (period, calendar) = (input.vat.period, input.vat.calendar);
    for movement in input.revenue.iter().filter(|movement| is_revenue(movement.account)) {
        let Some(begin) = calendar.begin(movement.year, movement.period) else { continue };
        let is_in = period.contains(calendar, movement.year, movement.period, begin);
        if is_in && movement.transaction_type.counts_in_results(movement.status) {
            sum.subtract(movement.amount)?;
            lines += movement.lines;
        }
    }
    Ok((sum.value(), lines))
}
