//! An audit file as a division of Exact Online.

use std::collections::BTreeMap;

use super::account_types::AccountTypes;
use super::chart::Chart;
use super::entry::Bookkeeper;
use super::file::AuditFile;
use super::journal::journal;
use super::relation::Directory;
use super::{closing, control, cost_center, items, opening, several_vat, vat, year};
use crate::books::Division;

/// Makes the division; adds to `warnings` what was odd, in Dutch.
pub(super) fn division(
    mut file: AuditFile,
    code: i32,
    hid: i64,
    types: &AccountTypes,
    warnings: &mut Vec<String>,
) -> Division {
    if opening::drop_repeated(&mut file) {
        warnings.push(
            "De beginbalans staat er twee keer in, als beginbalans en als boeking; hij telt één keer.".to_owned(),
        );
    }
    let currency = file.header.currency.clone().unwrap_or_else(|| "EUR".to_owned());
    let chart = Chart::of(&file, code, types, warnings);
    let relations = Directory::of(&file, code, warnings);
    let periods = year::periods(&file, code);
    let bookkeeper = Bookkeeper {
        file: &file,
        chart: &chart,
        relations: &relations,
        periods: &periods,
        currency: &currency,
        division: code,
    };
    let mut entries = bookkeeper.entries();
    control::totals(&file, &entries, warnings);
    let closings = closing::mark(&mut entries, &chart, &periods);
    if closings > 0 {
        warnings.push(format!("{closings} boekstukken sluiten het jaar af; ze tellen niet mee in omzet en kosten."));
    }
    if let Some(opening) = bookkeeper.opening() {
        entries.insert(0, opening);
    }
    let open_items = items::open_items(&file, &chart, &relations, &mut entries, code);
    let split = several_vat::split(&file, &mut entries, code);
    if split > 0 {
        warnings.push(format!("{split} regels hebben meer dan één btw-code; elke code heeft nu een eigen regel."));
    }
    let centers = cost_center::listed(&entries, code);
    let records = if centers.is_empty() { BTreeMap::new() } else { BTreeMap::from([(cost_center::ENDPOINT, centers)]) };
    Division {
        code,
        hid,
        name: file.company.name.clone().unwrap_or_else(|| "Administratie zonder naam".to_owned()),
        currency,
        country: "NL".to_owned(),
        vat_number: file.company.vat_number.clone(),
        chamber_of_commerce: file.company.chamber_of_commerce.clone(),
        accounts: chart.into_accounts(),
        relations: relations.into_relations(),
        journals: file.journals.iter().map(|one| journal(one, code)).collect(),
        vat_codes: vat::codes(&file, code),
        periods,
        entries,
        open_items,
        matches: Vec::new(),
        posted: 0,
        records,
    }
}
