use std::collections::{BTreeMap, BTreeSet};

use exact_model::codes::EuSalesListing;
use exact_model::{Decimal, Uuid};

use super::boxes::VatBox;
use super::placement::Placement;
use super::returns::{ReturnInput, VatReturn};
use super::selection::{LinePart, placements};
use super::tax_period::{Frequency, TaxPeriod};
use crate::amount::Sum;
use crate::basis::{Choice, Definition, Explained};
use crate::check::{Against, Check};
use crate::error::Error;

/// Up to what amount of goods in a quarter the list may be filed by quarter.
const QUARTERLY_LIMIT: Decimal = Decimal::from_parts(50_000, 0, 0, false, 0);

/// Supplies of one kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ListedAmount {
    /// To the cent.
    pub exact: Decimal,
    /// As filed.
    pub rounded: Decimal,
}

/// What was supplied under one VAT number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedCustomer {
    /// The VAT number; `None` for a customer without one.
    pub vat_number: Option<String>,
    /// Names of the customers with it.
    pub names: Vec<String>,
    /// Exact's ids of these; empty when the books name nobody.
    pub relations: Vec<Uuid>,
    /// Goods.
    pub goods: ListedAmount,
    /// Services.
    pub services: ListedAmount,
    /// Goods in the simplified triangular scheme.
    pub triangulation: ListedAmount,
    /// Lines in it.
    pub lines: u64,
}

/// The list of supplies within the EU (opgaaf intracommunautaire prestaties).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EuListing {
    /// The period.
    pub period: TaxPeriod,
    /// By VAT number, lowest first; those without one last.
    pub customers: Vec<ListedCustomer>,
    /// Everything, to the cent.
    pub exact: Decimal,
    /// Everything as filed: rounded by number and kind, so mostly a little less than box 3b.
    pub filed: Decimal,
    /// Whether a quarter holds more goods than may be listed by quarter, so that the list is due every month.
    pub must_be_monthly: bool,
}

/// A VAT number, or the customer that has none; that one sorts last.
type Key = (bool, Option<String>, Option<Uuid>);

#[derive(Default)]
struct Collected {
    names: BTreeSet<String>,
    relations: BTreeSet<Uuid>,
    kinds: [Sum; 3],
    lines: u64,
}

impl EuListing {
    /// Makes the list.
    ///
    /// # Errors
    /// As [`VatReturn::of`].
    pub fn of(input: &ReturnInput<'_>) -> Result<Explained<Self>, Error> {
        let mut collected: BTreeMap<Key, Collected> = BTreeMap::new();
        let vat_return = VatReturn::visiting(input, |placement| {
            if is_listed(placement) { collect(input, &mut collected, placement) } else { Ok(()) }
        })?;
        let lines = collected.values().map(|one| one.lines).sum();
        let missing: u64 = collected.iter().filter(|(key, _)| key.1.is_none()).map(|(_, one)| one.lines).sum();
        let customers: Vec<_> = collected.into_iter().map(|(key, one)| customer(input, key, one)).collect();
        let amounts = |of: fn(&ListedAmount) -> Decimal| {
            let kinds = customers.iter().flat_map(|one| [&one.goods, &one.services, &one.triangulation]);
            Sum::of(kinds.map(of))
        };
        let goods = customers.iter().flat_map(|one| [one.goods.exact, one.triangulation.exact]);
        let must_be_monthly = input.period.frequency == Frequency::Quarter && Sum::of(goods)? > QUARTERLY_LIMIT;
        let report = Self {
            period: *input.period,
            exact: amounts(|amount| amount.exact)?,
            filed: amounts(|amount| amount.rounded)?,
            must_be_monthly,
            customers,
        };
        let mut basis = vat_return.basis;
        basis.definition = Definition::EuListing;
        basis.lines = lines;
        basis.choices.retain(|choice| matches!(choice, Choice::Rounded(_) | Choice::QuartersByMiddle));
        if missing > 0 {
            basis.choices.push(Choice::VatNumberMissing { lines: missing });
        }
        let mut checks = Vec::new();
        if let Some(intra_eu) = vat_return.report.amount(VatBox::IntraEu) {
            checks.push(Check::new(Against::IntraEuBox, report.exact, intra_eu.base));
            checks.push(Check::new(Against::IntraEuBoxFiled, report.filed, intra_eu.rounded_base));
        }
        Ok(Explained { report, basis, checks })
    }
}

impl ListedCustomer {
    /// The lines behind the amounts of this customer. Their bases add up to the three kinds together.
    ///
    /// # Errors
    /// [`Error::Overflow`].
    pub fn select<'a>(&self, input: &ReturnInput<'a>) -> Result<Vec<LinePart<'a>>, Error> {
        let placements = placements(input)?;
        let theirs = placements.iter().filter(|placement| is_listed(placement)).filter(|placement| {
            let relation = placement.line.relation;
            relation.map_or(self.relations.is_empty(), |id| self.relations.contains(&id))
        });
        let part =
            |placement: &Placement<'a>| LinePart { line: placement.line, base: placement.base, vat: placement.vat };
        Ok(theirs.map(part).collect())
    }
}

fn is_listed(placement: &Placement<'_>) -> bool {
    placement.code.listing.is_some() && placement.target.is_some_and(|(vat_box, _)| vat_box == VatBox::IntraEu)
}

fn collect(
    input: &ReturnInput<'_>,
    collected: &mut BTreeMap<Key, Collected>,
    placement: &Placement<'_>,
) -> Result<(), Error> {
    let relation = placement.line.relation;
    let known = relation.and_then(|id| input.establishments.get(id));
    let number = known.and_then(|known| known.vat_number.clone());
    let key = (number.is_none(), number.clone(), relation.filter(|_| number.is_none()));
    let one = collected.entry(key).or_default();
    let name = known.map(|known| known.name.clone()).or_else(|| placement.line.relation_name.clone());
    one.names.extend(name);
    one.relations.extend(relation);
    one.lines += 1;
    let [goods, services, triangulation] = &mut one.kinds;
    match placement.code.listing {
        Some(EuSalesListing::Services) => services,
        Some(EuSalesListing::Triangulation) => triangulation,
        _ => goods,
    }
    .add(placement.base)
}

fn customer(input: &ReturnInput<'_>, (_, vat_number, _): Key, one: Collected) -> ListedCustomer {
    let amount = |sum: Sum| ListedAmount { exact: sum.value(), rounded: input.rounding.owed(sum.value()) };
    let [goods, services, triangulation] = one.kinds.map(amount);
    ListedCustomer {
        vat_number,
        names: one.names.into_iter().collect(),
        relations: one.relations.into_iter().collect(),
        goods,
        services,
        triangulation,
        lines: one.lines,
    }
}
