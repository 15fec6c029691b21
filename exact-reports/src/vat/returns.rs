use std::collections::BTreeMap;

use exact_model::Decimal;

use super::boxes::{Rounding, VatBox};
use super::code::{Direction, VatCodes};
use super::line::VatLines;
use super::mapping::{BoxMapping, Establishments, Reason};
use super::placement::{Placement, place};
use super::reconciliation::{Reconciliation, Tie};
use super::selection::{by_entry, tallied};
use super::tax_period::TaxPeriod;
use crate::amount::Sum;
use crate::basis::{AccountUse, Basis, Choice, Definition, Explained, Timing};
use crate::calendar::Calendar;
use crate::check::{Against, Check};
use crate::error::Error;
use crate::ledger::{AccountType, Chart};
use crate::period::PeriodBasis;

/// What a VAT return is made of.
#[derive(Debug, Clone, Copy)]
pub struct ReturnInput<'a> {
    /// The period of the return.
    pub period: &'a TaxPeriod,
    /// The financial periods.
    pub calendar: &'a Calendar,
    /// The accounts of type VAT, and those of type revenue where lines outside sales and purchase entries have a code.
    pub chart: &'a Chart,
    /// The VAT codes.
    pub codes: &'a VatCodes,
    /// The lines of the period that have a VAT code or stand on a VAT account, or more.
    pub lines: &'a VatLines,
    /// Where customers and suppliers are, as far as reversed and untaxed lines need it.
    pub establishments: &'a Establishments,
    /// What the administration says of its own codes.
    pub mapping: &'a BoxMapping,
    /// How the return is rounded.
    pub rounding: Rounding,
}

/// A box of a return. Base and VAT are positive where they are on the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BoxAmount {
    /// The box.
    pub vat_box: VatBox,
    /// Turnover or purchases, to the cent; of input VAT it is for information and not on the form.
    pub base: Decimal,
    /// VAT, to the cent.
    pub vat: Decimal,
    /// Base as filed.
    pub rounded_base: Decimal,
    /// VAT as filed.
    pub rounded_vat: Decimal,
    /// Lines in it.
    pub lines: u64,
}

/// What one code brought to one box, and why it went there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeAmount {
    /// The code.
    pub code: String,
    /// Its description.
    pub description: String,
    /// The side of the return.
    pub direction: Direction,
    /// The box and why; `None` when nothing tells it, and then it is in no box and no total.
    pub target: Option<(VatBox, Reason)>,
    /// Base, in the sign of the box.
    pub base: Decimal,
    /// VAT, in the sign of the box.
    pub vat: Decimal,
    /// Lines in it.
    pub lines: u64,
}

/// What is due, what is claimed, and the difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Totals {
    /// Box 5a: VAT due.
    pub due: Decimal,
    /// Box 5b: input VAT.
    pub input: Decimal,
    /// 5a less 5b: positive is to pay, negative is to claim back.
    pub payable: Decimal,
}

/// A VAT return by box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VatReturn {
    /// The period.
    pub period: TaxPeriod,
    /// How it is rounded.
    pub rounding: Rounding,
    /// Every box, in the order of the form.
    pub boxes: [BoxAmount; 12],
    /// Totals to the cent.
    pub exact: Totals,
    /// Totals as filed: added up from rounded boxes.
    pub filed: Totals,
    /// What each code brought, unmapped ones too. They add up to the boxes and to what is unmapped.
    pub codes: Vec<CodeAmount>,
    /// How the boxes compare with the VAT accounts.
    pub reconciliation: Reconciliation,
}

type Sums = (Sum, Sum, u64);
type CodeKey<'a> = (&'a str, Direction, Option<(VatBox, Reason)>);

impl VatReturn {
    /// Makes the return.
    ///
    /// # Errors
    /// [`Error::NoVat`] when no account is of type VAT: there is no VAT administration, as under the scheme for small
    /// businesses; [`Error::Overflow`].
    pub fn of(input: &ReturnInput<'_>) -> Result<Explained<Self>, Error> {
        Self::visiting(input, |_| Ok(()))
    }

    /// Makes the return and shows every placement on the way, for a list of some of them beside it.
    pub(super) fn visiting<'a>(
        input: &ReturnInput<'a>,
        mut visit: impl FnMut(&Placement<'a>) -> Result<(), Error>,
    ) -> Result<Explained<Self>, Error> {
        let accounts = input.chart.of_type(AccountType::VAT);
        if accounts.is_empty() {
            return Err(Error::NoVat);
        }
        let (lines, tally) = tallied(input)?;
        let mut boxes: BTreeMap<VatBox, Sums> = BTreeMap::new();
        let mut codes: BTreeMap<CodeKey<'_>, Sums> = BTreeMap::new();
        let mut tie = Tie::default();
        let (mut inferred, mut no_vat, mut unmapped) = (0, 0, 0);
        for lines in by_entry(&lines) {
            let placed = place(input, lines)?;
            inferred += placed.inferred;
            no_vat += placed.no_vat;
            for placement in &placed.placements {
                visit(placement)?;
                let key = (placement.code.code.as_str(), placement.direction, placement.target);
                add(codes.entry(key).or_default(), placement)?;
                match placement.target {
                    Some((vat_box, _)) => add(boxes.entry(vat_box).or_default(), placement)?,
                    None => unmapped += 1,
                }
            }
            tie.entry(input, lines, &placed)?;
        }
        let boxes = VatBox::ALL.map(|vat_box| box_amount(vat_box, boxes.get(&vat_box), input.rounding));
        let exact = totals(&boxes, |row| row.vat)?;
        let report = Self {
            period: *input.period,
            rounding: input.rounding,
            boxes,
            exact,
            filed: totals(&boxes, |row| row.rounded_vat)?,
            codes: codes.into_iter().map(|(key, sums)| code_amount(input, key, sums)).collect(),
            reconciliation: tie.reconciliation(exact.payable)?,
        };
        let mut choices = vec![Choice::Rounded(input.rounding)];
        if inferred > 0 {
            choices.push(Choice::SideFromAccount { lines: inferred });
        }
        if unmapped > 0 {
            choices.push(Choice::Unmapped { lines: unmapped });
        }
        if no_vat > 0 {
            choices.push(Choice::NoVatCode { lines: no_vat });
        }
        let payments = &report.reconciliation.payments;
        if payments.lines > 0 {
            choices.push(Choice::VatPayments { lines: payments.lines });
        }
        if input.period.basis == PeriodBasis::FinancialPeriod
            && input.calendar.periods().iter().any(|period| !period.is_calendar_month())
        {
            choices.push(Choice::QuartersByMiddle);
        }
        let label = input.period.label();
        let timing = match input.period.basis {
            PeriodBasis::FinancialPeriod => Timing::BookPeriod { label },
            PeriodBasis::Date => Timing::BookDate { label },
        };
        let basis = Basis {
            definition: Definition::VatReturn,
            timing,
            accounts: accounts.iter().map(|account| AccountUse::from(*account)).collect(),
            left_out: tally.left_out(),
            lines: tally.lines,
            open_lines: tally.open_lines,
            choices,
            sources: [
                input.chart.sources(),
                input.calendar.sources(),
                input.codes.sources(),
                input.lines.sources(),
                input.establishments.sources(),
            ]
            .concat(),
        };
        let checks = vec![Check::new(Against::VatLedger, report.exact.payable, report.reconciliation.movement)];
        Ok(Explained { report, basis, checks })
    }

    /// A box.
    #[must_use]
    pub fn amount(&self, vat_box: VatBox) -> Option<&BoxAmount> {
        self.boxes.iter().find(|row| row.vat_box == vat_box)
    }

    /// What each unmapped code brought.
    pub fn unmapped(&self) -> impl Iterator<Item = &CodeAmount> {
        self.codes.iter().filter(|row| row.target.is_none())
    }
}

fn add((base, vat, lines): &mut Sums, placement: &Placement<'_>) -> Result<(), Error> {
    base.add(placement.base)?;
    vat.add(placement.vat)?;
    *lines += 1;
    Ok(())
}

fn box_amount(vat_box: VatBox, sums: Option<&Sums>, rounding: Rounding) -> BoxAmount {
    let (base, vat, lines) = sums.copied().unwrap_or_default();
    let (base, vat) = (base.value(), vat.value());
    let rounded_vat = if vat_box == VatBox::InputVat { rounding.claimed(vat) } else { rounding.owed(vat) };
    BoxAmount { vat_box, base, vat, rounded_base: rounding.owed(base), rounded_vat, lines }
}

fn totals(boxes: &[BoxAmount], amount: impl Fn(&BoxAmount) -> Decimal) -> Result<Totals, Error> {
    let due = Sum::of(boxes.iter().filter(|row| row.vat_box.is_owed()).map(&amount))?;
    let input = Sum::of(boxes.iter().filter(|row| row.vat_box == VatBox::InputVat).map(&amount))?;
    Ok(Totals { due, input, payable: Sum::of([due, -input])? })
}

fn code_amount(
    input: &ReturnInput<'_>,
    (code, direction, target): CodeKey<'_>,
    (base, vat, lines): Sums,
) -> CodeAmount {
    let description = input.codes.get(code).map(|code| code.description.clone()).unwrap_or_default();
    CodeAmount { code: code.to_owned(), description, direction, target, base: base.value(), vat: vat.value(), lines }
}
