//! What the file says of itself against what is in it, as warnings for an owner.

use rust_decimal::Decimal;

use super::file::{AuditFile, Odd};
use super::text::Garbled;
use crate::books::Entry;

/// What was read in spite of itself.
pub(super) fn oddities(odd: &Odd) -> Vec<String> {
    let mut warnings = Vec::new();
    match odd.garbled {
        Some(Garbled::Windows1252) => warnings
            .push("Het bestand is anders gecodeerd dan het zelf zegt; het is gelezen als windows-1252.".to_owned()),
        Some(Garbled::Letters(count)) => {
            warnings.push(format!("{count} letters in namen of omschrijvingen zijn beschadigd; de bedragen kloppen."));
        }
        None => {}
    }
    if odd.empty_amounts > 0 {
        warnings.push(format!("{} regels staan er zonder bedrag in; ze tellen als nul.", odd.empty_amounts));
    }
    if odd.bad_dates > 0 {
        warnings.push(format!(
            "{} keer staat er een datum die niet bestaat; de datum van de boeking of de periode geldt dan.",
            odd.bad_dates
        ));
    }
    warnings
}

/// Compares the control totals with the entries, the opening balance element left aside, and looks for entries that do not
/// balance.
pub(super) fn totals(file: &AuditFile, entries: &[Entry], warnings: &mut Vec<String>) {
    let lines = || entries.iter().flat_map(|entry| &entry.lines);
    let count = lines().count() as u64;
    if let Some(declared) = file.declared.lines.filter(|declared| *declared != count) {
        let what = if declared == entries.len() as u64 {
            "het pakket telde de boekstukken"
        } else {
            "dat zou gelijk moeten zijn"
        };
        warnings.push(format!("Het bestand meldt {declared} regels en heeft er {count}; {what}."));
    }
    let sum = |debit: bool| -> Decimal {
        let amounts = lines().map(|line| line.amount_dc).filter(|amount| amount.is_sign_positive() == debit);
        amounts.map(|amount| amount.abs()).sum()
    };
    for (name, declared, found) in
        [("debet", file.declared.debit, sum(true)), ("credit", file.declared.credit, sum(false))]
    {
        if let Some(declared) = declared.filter(|declared| *declared != found) {
            warnings.push(format!("Het bestand meldt {declared} {name} en telt op tot {found}."));
        }
    }
    let balance = |entry: &&Entry| entry.lines.iter().map(|line| line.amount_dc).sum::<Decimal>();
    let unbalanced = entries.iter().filter(|entry| !balance(entry).is_zero()).count();
    if unbalanced > 0 {
        let total: Decimal = lines().map(|line| line.amount_dc).sum();
        warnings.push(format!(
            "{unbalanced} boekstukken zijn niet in evenwicht; samen is het verschil {total}. Alles is gelezen zoals het er staat."
        ));
    }
}
