//! Where each line goes in the return.
//!
//! The base stands on the lines with a VAT code; VAT stands there too, and again on the VAT accounts. Each counts once:
//! VAT is taken from the base lines, postings on VAT accounts are its proof, and what these hold beyond it is placed by
//! their own code (a correction of VAT alone) or, without one, nowhere.

use std::collections::BTreeMap;

use exact_model::{Decimal, Uuid};

use super::boxes::VatBox;
use super::code::{Direction, VatCode};
use super::line::VatLine;
use super::mapping::{Reason, Situation, box_of};
use super::returns::ReturnInput;
use crate::amount::{Sum, negated, same_cents};
use crate::error::Error;
use crate::ledger::{AccountType, TransactionType};

/// What a line adds to a box.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Placement<'a> {
    pub(super) line: &'a VatLine,
    pub(super) code: &'a VatCode,
    pub(super) direction: Direction,
    /// `None` when nothing tells the box.
    pub(super) target: Option<(VatBox, Reason)>,
    /// In the sign of the box.
    pub(super) base: Decimal,
    pub(super) vat: Decimal,
}

/// A line whose VAT is in the ledger and not in the boxes, or the other way round.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Stray<'a> {
    pub(super) line: &'a VatLine,
    /// What the ledger has beyond the boxes; positive is to pay.
    pub(super) amount: Decimal,
    pub(super) kind: StrayKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StrayKind {
    /// On a VAT account, without a code.
    Uncoded,
    /// With a code, and without a posting on its VAT account.
    Unposted,
}

/// An entry's lines, placed.
#[derive(Debug, Default)]
pub(super) struct Placed<'a> {
    pub(super) placements: Vec<Placement<'a>>,
    pub(super) strays: Vec<Stray<'a>>,
    pub(super) payments: Vec<&'a VatLine>,
    pub(super) no_vat: u64,
    pub(super) inferred: u64,
}

/// VAT expected and found on one VAT account in one entry, debit positive.
#[derive(Default)]
struct Account<'a> {
    expected: Sum,
    found: Sum,
    coded: Vec<&'a VatLine>,
    uncoded: Vec<&'a VatLine>,
    /// The placements that expect it, with what they expect.
    expecting: Vec<(usize, Decimal)>,
}

/// Places the lines of one entry.
pub(super) fn place<'a>(input: &ReturnInput<'a>, lines: &[&'a VatLine]) -> Result<Placed<'a>, Error> {
    let mut placed = Placed::default();
    let is_vat =
        |line: &VatLine| input.chart.get(line.account).is_some_and(|account| account.account_type == AccountType::VAT);
    let (on_vat_accounts, base): (Vec<&VatLine>, Vec<&VatLine>) = lines.iter().copied().partition(|line| is_vat(line));
    let mut accounts: BTreeMap<Uuid, Account<'a>> = BTreeMap::new();
    for line in base {
        let Some(code) = line.code.as_deref().and_then(|code| input.codes.get(code)) else { continue };
        if code.is_no_vat {
            placed.no_vat += 1;
            continue;
        }
        let (direction, is_inferred) = direction(input, line, code, &on_vat_accounts);
        placed.inferred += u64::from(is_inferred);
        expect(input, &mut placed, &mut accounts, line, code, direction)?;
    }
    for line in on_vat_accounts {
        let account = accounts.entry(line.account).or_default();
        account.found.add(line.amount)?;
        if line.code.is_some() { account.coded.push(line) } else { account.uncoded.push(line) }
    }
    for account in accounts.into_values() {
        settle(input, &mut placed, account)?;
    }
    Ok(placed)
}

/// Adds the placement of a base line, and what it should have posted on VAT accounts.
fn expect<'a>(
    input: &ReturnInput<'a>,
    placed: &mut Placed<'a>,
    accounts: &mut BTreeMap<Uuid, Account<'a>>,
    line: &'a VatLine,
    code: &'a VatCode,
    direction: Direction,
) -> Result<(), Error> {
    let at = placed.placements.len();
    let situation = Situation { code, direction, day: line.date, booked: line.fraction, country: country(input, line) };
    let target = box_of(input.mapping, &situation);
    // Of a box for a base only, VAT on its lines is no part: what was posted of it is found on the VAT account.
    let vat = if target.is_none_or(|(vat_box, _)| vat_box.has_vat()) { line.vat } else { Decimal::ZERO };
    let mut add = |target, base, vat| placed.placements.push(Placement { line, code, direction, target, base, vat });
    let expected = match direction {
        Direction::Sale => {
            add(target, negated(line.amount), negated(vat));
            [Some((code.to_pay, vat, at)), None]
        }
        Direction::Purchase if code.is_reversed => {
            add(target, line.amount, vat);
            add(Some((VatBox::InputVat, Reason::Reversed)), Decimal::ZERO, line.vat);
            [Some((code.to_pay, negated(vat), at)), Some((code.to_claim, line.vat, at + 1))]
        }
        Direction::Purchase => {
            add(target, line.amount, vat);
            [Some((code.to_claim, vat, at)), None]
        }
    };
    for (account, amount, at) in expected.into_iter().flatten().filter(|(_, amount, _)| !amount.is_zero()) {
        if let Some(account) = account {
            let account = accounts.entry(account).or_default();
            account.expecting.push((at, amount));
            account.expected.add(amount)?;
        } else {
            placed.strays.push(Stray { line, amount, kind: StrayKind::Unposted });
        }
    }
    Ok(())
}

/// Explains what one VAT account has in an entry.
fn settle<'a>(input: &ReturnInput<'a>, placed: &mut Placed<'a>, account: Account<'a>) -> Result<(), Error> {
    let mut rest = Sum::default();
    rest.add(account.found.value())?;
    rest.subtract(account.expected.value())?;
    let rest = rest.value();
    if rest.is_zero() {
        return Ok(());
    }
    let expecting = |at: &usize| placed.placements.get(*at).is_some_and(|placement| placement.line.is_converted);
    let posted = !account.coded.is_empty() || !account.uncoded.is_empty();
    // VAT in another currency was converted once for all lines together: the cents go to the largest of them.
    let cents = Decimal::new(i64::try_from(account.expecting.len()).unwrap_or(i64::MAX), 2);
    let converted = account.expecting.iter().any(|(at, _)| expecting(at));
    if posted && converted && rest.abs() <= cents {
        let largest = account.expecting.iter().max_by_key(|(at, amount)| (amount.abs(), core::cmp::Reverse(*at)));
        if let Some(placement) = largest.and_then(|(at, _)| placed.placements.get_mut(*at)) {
            let owed = placement.target.is_some_and(|(vat_box, _)| vat_box != VatBox::InputVat);
            let mut sum = Sum::default();
            sum.add(placement.vat)?;
            sum.add(if owed { negated(rest) } else { rest })?;
            placement.vat = sum.value();
        }
        return Ok(());
    }
    if !posted {
        let strays = account.expecting.iter().filter_map(|(at, amount)| {
            let line = placed.placements.get(*at)?.line;
            Some(Stray { line, amount: *amount, kind: StrayKind::Unposted })
        });
        let strays: Vec<_> = strays.collect();
        placed.strays.extend(strays);
        return Ok(());
    }
    let direct = directly_coded(&account, rest);
    if !direct.is_empty() {
        for line in direct {
            place_directly(input, placed, line);
        }
        return Ok(());
    }
    if account.expecting.is_empty() && account.uncoded.iter().all(|line| is_payment(line)) && account.coded.is_empty() {
        placed.payments.extend(account.uncoded);
        return Ok(());
    }
    let line = account.uncoded.first().or(account.coded.first());
    if let Some(line) = line {
        placed.strays.push(Stray { line, amount: negated(rest), kind: StrayKind::Uncoded });
    }
    Ok(())
}

/// The coded lines on a VAT account that no base line accounts for: all of them, or those that are the rest.
fn directly_coded<'a>(account: &Account<'a>, rest: Decimal) -> Vec<&'a VatLine> {
    let of_coded = account.coded.iter().try_fold(Decimal::ZERO, |sum, line| sum.checked_add(line.amount));
    if of_coded.is_some_and(|sum| same_cents(sum, rest)) {
        return account.coded.clone();
    }
    account.coded.iter().copied().find(|line| same_cents(line.amount, rest)).into_iter().collect()
}

/// A posting on a VAT account with a code and without a base: a correction of VAT alone.
fn place_directly<'a>(input: &ReturnInput<'a>, placed: &mut Placed<'a>, line: &'a VatLine) {
    let Some(code) = line.code.as_deref().and_then(|code| input.codes.get(code)) else {
        placed.strays.push(Stray { line, amount: negated(line.amount), kind: StrayKind::Uncoded });
        return;
    };
    let is_claim = code.to_claim == Some(line.account) && code.to_pay != Some(line.account);
    let direction = match (is_claim, code.is_reversed) {
        (true, _) | (false, true) => Direction::Purchase,
        (false, false) => Direction::Sale,
    };
    let situation = Situation { code, direction, day: line.date, booked: line.fraction, country: country(input, line) };
    let target = if is_claim { Some((VatBox::InputVat, Reason::Purchase)) } else { box_of(input.mapping, &situation) };
    if target.is_some_and(|(vat_box, _)| !vat_box.has_vat()) {
        placed.strays.push(Stray { line, amount: negated(line.amount), kind: StrayKind::Uncoded });
        return;
    }
    let vat = if is_claim { line.amount } else { negated(line.amount) };
    placed.placements.push(Placement { line, code, direction, target, base: Decimal::ZERO, vat });
}

/// A bank or cash line on a VAT account without code and without base pays a return.
fn is_payment(line: &VatLine) -> bool {
    line.transaction_type == TransactionType::CASH_FLOW
}

fn country<'a>(input: &ReturnInput<'a>, line: &VatLine) -> Option<&'a str> {
    input.establishments.get(line.relation?)?.country.as_deref()
}

/// The side of a base line, and whether it had to be inferred from its account.
///
/// Sales and purchase entries say it themselves. Elsewhere the VAT account that was hit says it: a refund of input VAT in
/// the cash book is negative input VAT and no sale.
fn direction(
    input: &ReturnInput<'_>,
    line: &VatLine,
    code: &VatCode,
    on_vat_accounts: &[&VatLine],
) -> (Direction, bool) {
    match line.transaction_type.0 {
        20 | 21 => return (Direction::Sale, false),
        30 | 31 => return (Direction::Purchase, false),
        _ => {}
    }
    if let Some(direction) = code.direction {
        return (direction, false);
    }
    let side = |other: &VatLine| match (code.to_pay == Some(other.account), code.to_claim == Some(other.account)) {
        (true, false) => Some(Direction::Sale),
        (false, true) => Some(Direction::Purchase),
        _ => None,
    };
    let fits = |other: &&VatLine| other.code.is_none() || other.code == line.code;
    let all = || on_vat_accounts.iter().copied().filter(fits);
    let equal = |other: &&VatLine| same_cents(other.amount, line.vat);
    let beside = |other: &&VatLine| other.number == line.number;
    let found = all()
        .find(|other| equal(other) && beside(other))
        .or_else(|| all().find(|other| equal(other)))
        .or_else(|| all().find(|other| beside(other)))
        .or_else(|| all().next());
    if let Some(direction) = found.filter(|_| !line.vat.is_zero() && !code.is_reversed).and_then(side) {
        return (direction, false);
    }
    if code.is_reversed {
        let owed = !line.vat.is_zero();
        return (if owed { Direction::Purchase } else { Direction::Sale }, true);
    }
    let is_revenue = input.chart.get(line.account).is_some_and(|account| account.account_type == AccountType::REVENUE);
    (if is_revenue { Direction::Sale } else { Direction::Purchase }, true)
}
