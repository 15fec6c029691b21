use exact_model::{Decimal, NaiveDate, Uuid};

use super::line::VatLine;
use super::placement::{Placed, Stray, StrayKind};
use super::returns::ReturnInput;
use crate::amount::{Sum, negated};
use crate::error::Error;
use crate::ledger::AccountType;

/// A line that makes the boxes differ from the VAT accounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StrayLine {
    /// Exact's id of the line.
    pub line: Uuid,
    /// Number of its entry.
    pub entry_number: Option<i32>,
    /// Its date.
    pub date: NaiveDate,
    /// Its account.
    pub account: Uuid,
    /// Its code.
    pub code: Option<String>,
    /// What the ledger has beyond the boxes because of it; positive is to pay.
    pub amount: Decimal,
}

/// Lines that are not part of a return.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Outside {
    /// How many.
    pub lines: u64,
    /// Together; positive is to pay.
    pub amount: Decimal,
}

/// The boxes next to the VAT accounts. `movement` less the boxes is `unmapped` plus all stray lines, to the cent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reconciliation {
    /// What was booked on the accounts of type VAT in the period, without return entries, payments and what was carried
    /// in; positive is to pay.
    pub movement: Decimal,
    /// 5a less 5b, to the cent.
    pub boxes: Decimal,
    /// `movement` less `boxes`.
    pub difference: Decimal,
    /// VAT of lines whose code goes to no box; positive is to pay.
    pub unmapped: Decimal,
    /// Lines on a VAT account without a VAT code.
    pub uncoded: Vec<StrayLine>,
    /// Lines with VAT and a code that posted nothing on their VAT account.
    pub unposted: Vec<StrayLine>,
    /// Bank and cash lines on VAT accounts: they pay an earlier return.
    pub payments: Outside,
}

/// Ties the boxes to the ledger, entry by entry.
#[derive(Debug, Default)]
pub(super) struct Tie {
    movement: Sum,
    unmapped: Sum,
    payments: Sum,
    payment_lines: u64,
    uncoded: Vec<StrayLine>,
    unposted: Vec<StrayLine>,
}

impl Tie {
    pub(super) fn entry(
        &mut self,
        input: &ReturnInput<'_>,
        lines: &[&VatLine],
        placed: &Placed<'_>,
    ) -> Result<(), Error> {
        for line in lines {
            if input.chart.get(line.account).is_some_and(|account| account.account_type == AccountType::VAT) {
                self.movement.subtract(line.amount)?;
            }
        }
        for line in &placed.payments {
            self.movement.add(line.amount)?;
            self.payments.subtract(line.amount)?;
            self.payment_lines += 1;
        }
        for placement in placed.placements.iter().filter(|placement| placement.target.is_none()) {
            self.unmapped.add(placement.vat)?;
        }
        for stray in &placed.strays {
            let list = match stray.kind {
                StrayKind::Uncoded => &mut self.uncoded,
                StrayKind::Unposted => &mut self.unposted,
            };
            list.push(stray_line(stray));
        }
        Ok(())
    }

    pub(super) fn reconciliation(mut self, boxes: Decimal) -> Result<Reconciliation, Error> {
        for list in [&mut self.uncoded, &mut self.unposted] {
            list.sort_by_key(|stray| (stray.date, stray.line));
        }
        let movement = self.movement.value();
        Ok(Reconciliation {
            movement,
            boxes,
            difference: Sum::of([movement, negated(boxes)])?,
            unmapped: self.unmapped.value(),
            uncoded: self.uncoded,
            unposted: self.unposted,
            payments: Outside { lines: self.payment_lines, amount: self.payments.value() },
        })
    }
}

fn stray_line(stray: &Stray<'_>) -> StrayLine {
    StrayLine {
        line: stray.line.id,
        entry_number: stray.line.entry_number,
        date: stray.line.date,
        account: stray.line.account,
        code: stray.line.code.clone(),
        amount: stray.amount,
    }
}
