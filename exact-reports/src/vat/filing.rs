use std::collections::{BTreeMap, BTreeSet};

use exact_model::{Decimal, NaiveDate, Uuid};

use crate::amount::{Sum, cents, same_cents};
use crate::calendar::{Calendar, Quarter};
use crate::error::Error;
use crate::ledger::{AccountType, Chart, Movement, Movements, TransactionType};

/// The VAT debt by where it stands in the filing. The three parts add up to the debt; positive is to pay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filing {
    /// The last day that a return was filed for.
    pub filed_through: NaiveDate,
    /// Filed and not paid.
    pub filed_unpaid: Decimal,
    /// Booked after the last return.
    pub not_yet_filed: Decimal,
    /// Still on the VAT accounts for periods that were filed: corrections and rounding, net.
    pub residue: Decimal,
}

/// What has to be done with what is left on periods that were filed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Correction {
    /// Nothing is left.
    None,
    /// At most 1,000 euros net: it may go in the next return.
    NextReturn,
    /// More than 1,000 euros net, to pay or to claim: a supplementary return (suppletie) is compulsory.
    Supplementary,
}

impl Correction {
    /// What a net correction asks for.
    #[must_use]
    pub fn of(net: Decimal) -> Self {
        match cents(net.abs()) {
            nothing if nothing.is_zero() => Self::None,
            small if small <= Decimal::ONE_THOUSAND => Self::NextReturn,
            _ => Self::Supplementary,
        }
    }
}

impl Filing {
    /// What has to be done with the residue.
    #[must_use]
    pub fn correction(&self) -> Correction {
        Correction::of(self.residue)
    }
}

/// The balance sheet accounts that VAT return entries moved VAT to and that are not of type VAT themselves.
///
/// The chart must know the accounts of these entries. Result accounts take rounding differences and are no debt.
#[must_use]
pub fn remittance_accounts(chart: &Chart, movements: &Movements) -> BTreeSet<Uuid> {
    movements
        .iter()
        .filter(|movement| movement.transaction_type == TransactionType::VAT_RETURN && movement.status.counts())
        .filter_map(|movement| chart.get(movement.account))
        .filter(|account| account.account_type != AccountType::VAT && !account.is_result)
        .map(|account| account.id)
        .collect()
}

/// The last day for which a VAT return was filed, by the latest return entry; `None` without one.
///
/// An entry does not say which period it files. Whichever of the quarter it stands in, the quarter before, its own
/// period and the one before holds exactly the amount it cleared was filed. When corrections make none fit, an entry in
/// the last period of a quarter files that quarter and any other entry files what came before it.
pub(super) fn filed_through(calendar: &Calendar, movements: &[&Movement]) -> Result<Option<NaiveDate>, Error> {
    let mut cleared: BTreeMap<(i16, i16), Sum> = BTreeMap::new();
    let mut by_quarter: BTreeMap<Quarter, Sum> = BTreeMap::new();
    let mut by_period: BTreeMap<(i16, i16), Sum> = BTreeMap::new();
    for movement in movements {
        let key = (movement.year, movement.period);
        if movement.transaction_type == TransactionType::VAT_RETURN {
            cleared.entry(key).or_default().add(movement.amount)?;
        } else if !movement.transaction_type.is_opening() {
            by_period.entry(key).or_default().subtract(movement.amount)?;
            if let Some(quarter) = calendar.quarter(movement.year, movement.period) {
                by_quarter.entry(quarter).or_default().subtract(movement.amount)?;
            }
        }
    }
    // Sums of zero are clearings that were reversed, and file nothing.
    cleared.retain(|_, sum| !sum.value().is_zero());
    let Some(((year, number), amount)) = cleared.last_key_value().map(|(key, sum)| (*key, sum.value())) else {
        return Ok(None);
    };
    let Some(period) = calendar.period(year, number) else { return Ok(calendar.begin(year, number)) };
    let before = calendar.periods().iter().rev().find(|known| known.end < period.start);
    let quarter = period.quarter();
    let fits = |sum: Option<&Sum>| sum.is_some_and(|sum| same_cents(sum.value(), amount));
    // Nobody files a quarter before its last period.
    let is_last = quarter.end().is_none_or(|end| period.end >= end);
    if is_last && fits(by_quarter.get(&quarter)) {
        return Ok(quarter.end());
    }
    if fits(by_quarter.get(&quarter.previous())) {
        return Ok(quarter.previous().end());
    }
    if fits(by_period.get(&(year, number))) {
        return Ok(Some(period.end));
    }
    if let Some(before) = before.filter(|before| fits(by_period.get(&(before.year, before.number)))) {
        return Ok(Some(before.end));
    }
    let same_quarter = cleared.keys().filter(|key| calendar.quarter(key.0, key.1) == Some(quarter)).count();
    Ok(if is_last {
        quarter.end()
    } else if same_quarter > 1 {
        before.map(|before| before.end)
    } else {
        quarter.previous().end()
    })
}
