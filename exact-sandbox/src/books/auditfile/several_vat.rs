//! A line with VAT of several codes becomes a line for each: at Exact a line has one code.

use rust_decimal::{Decimal, RoundingStrategy};

use super::file::{AuditFile, AuditVat};
use crate::books::{Entry, IdSpace, Line, guid};

/// Splits those lines and says how many there were. The first part keeps the line's id.
pub(super) fn split(file: &AuditFile, entries: &mut [Entry], division: i32) -> usize {
    let transactions = file.transactions().map(|(_, transaction)| transaction);
    let mut originals = transactions.filter(|transaction| !transaction.lines.is_empty());
    let mut count = 0;
    for (place, entry) in entries.iter_mut().enumerate() {
        // The opening balance element is no transaction.
        if place == 0 && !file.opening.is_empty() {
            continue;
        }
        let Some(original) = originals.next() else { return count };
        let several = |at: usize| original.lines.get(at)?.vat.as_ref().filter(|vat| !vat.others.is_empty());
        if (0..entry.lines.len()).all(|at| several(at).is_none()) {
            continue;
        }
        let lines = std::mem::take(&mut entry.lines);
        for (at, line) in lines.into_iter().enumerate() {
            match several(at) {
                Some(vat) => {
                    count += 1;
                    entry.lines.extend(parts(line, vat, division));
                }
                None => entry.lines.push(line),
            }
        }
    }
    count
}

/// One line per code. Each has the base its VAT and percentage make; the first has what is left.
fn parts(line: Line, vat: &AuditVat, division: i32) -> Vec<Line> {
    let mut left = line.clone();
    let mut parts = Vec::new();
    for (other, number) in vat.others.iter().zip(2..) {
        let percentage = other.percentage.filter(|percentage| !percentage.is_zero());
        let base = percentage.and_then(|percentage| (other.amount * Decimal::ONE_HUNDRED).checked_div(percentage));
        let base = base.unwrap_or_default().round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
        // The sign of a VAT amount is not to be trusted; that of the line is.
        let sign = if line.amount_dc.is_sign_negative() { Decimal::NEGATIVE_ONE } else { Decimal::ONE };
        let base = sign * base.abs().min(left.amount_dc.abs());
        let base_fc = base.checked_div(line.exchange_rate).unwrap_or(base).round_dp(2);
        left.amount_dc -= base;
        left.amount_fc -= base_fc;
        parts.push(Line {
            id: guid(division, IdSpace::Line, &format!("{}/vat{number}", line.id)),
            amount_dc: base,
            amount_fc: base_fc,
            vat_code: Some(other.code.clone()),
            vat_fraction: other.percentage.map(|percentage| percentage / Decimal::ONE_HUNDRED),
            vat_amount_fc: Some(sign * other.amount.abs()),
            vat_base_fc: Some(base_fc),
            ..line.clone()
        });
    }
    left.vat_base_fc = left.vat_base_fc.map(|_| left.amount_fc);
    parts.insert(0, left);
    parts
}
