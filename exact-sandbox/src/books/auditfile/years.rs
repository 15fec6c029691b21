//! The years of one administration, put behind one another.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rust_decimal::Decimal;

use super::file::AuditFile;
use super::items;
use crate::books::{Division, Entry, EntryType, IdSpace, Journal, JournalKind, Line, Status, Value, guid};

/// Whose books they are, as far as a file says: the VAT number, else the number at the Chamber of Commerce, else the name.
pub(super) fn owner(file: &AuditFile) -> Option<String> {
    let company = &file.company;
    let said = [&company.vat_number, &company.chamber_of_commerce, &company.name];
    let plain = |text: &String| text.chars().filter(|sign| sign.is_alphanumeric()).collect::<String>().to_lowercase();
    said.into_iter().flatten().map(plain).find(|text| !text.is_empty())
}

/// The years of one administration as one division, oldest first. A year that the next one opens is closed as Exact closes
/// it, and open items go on from year to year.
pub(super) fn join(mut years: Vec<Division>, warnings: &mut Vec<String>) -> Option<Division> {
    years.sort_by_key(first_year);
    let mut years = years.into_iter();
    let mut whole = years.next()?;
    for mut next in years {
        let (last, this) = (last_year(&whole), first_year(&next));
        if this > last + 1 {
            warnings.push(format!("Tussen boekjaar {last} en {this} ontbreekt een jaar."));
        }
        let opening: BTreeSet<uuid::Uuid> = close_before(&mut whole, &mut next, warnings);
        merge(&mut whole, next);
        // What a year opens with is what was open already.
        if !opening.is_empty() {
            whole.open_items.0.retain(|item| !opening.contains(&item.entry));
        }
    }
    whole.open_items.0 = items::rematched(std::mem::take(&mut whole.open_items.0));
    let balance = |account_type: i32| -> Decimal {
        let lines = whole.entries.iter().filter(|entry| !entry.kind.is_closing()).flat_map(|entry| &entry.lines);
        let of_type =
            |code: &str| whole.accounts.iter().any(|one| one.code == code && one.account_type == account_type);
        lines.filter(|line| of_type(&line.account)).map(|line| line.amount_dc).sum()
    };
    let open: Decimal = whole.open_items.0.iter().map(|item| item.open_dc).sum();
    let difference = open - balance(20) - balance(22);
    if !difference.is_zero() {
        warnings.push(format!("De openstaande posten en het grootboek verschillen {difference} over de jaren heen."));
    }
    Some(whole)
}

fn first_year(division: &Division) -> i16 {
    division.periods.first().map_or(0, |period| period.year)
}

fn last_year(division: &Division) -> i16 {
    division.periods.last().map_or(0, |period| period.year)
}

/// Closes the last year of `whole` into what `next` opens with, and says which entries open it.
///
/// The difference between the end and the beginning is where the result went.
fn close_before(whole: &mut Division, next: &mut Division, warnings: &mut Vec<String>) -> BTreeSet<uuid::Uuid> {
    let mut opening: BTreeMap<String, Decimal> = BTreeMap::new();
    let mut entries = BTreeSet::new();
    for entry in next.entries.iter_mut().filter(|entry| entry.kind == EntryType::OPENING_BALANCE) {
        entries.insert(entry.id);
        for line in &entry.lines {
            *opening.entry(line.account.clone()).or_default() += line.amount_dc;
        }
    }
    if entries.is_empty() {
        return entries;
    }
    if opening.values().sum::<Decimal>() != Decimal::ZERO {
        warnings.push(format!(
            "De beginbalans van {} is niet in evenwicht; het jaar ervoor is niet afgesloten.",
            first_year(next)
        ));
        // It repeats what the year before ended with, closed or not.
        next.entries.retain(|entry| !entries.contains(&entry.id));
        return entries;
    }
    for entry in next.entries.iter_mut().filter(|entry| entries.contains(&entry.id)) {
        entry.kind = EntryType::YEAR_START_OPENING_BALANCE;
    }
    let year = last_year(whole);
    let mut result: BTreeMap<String, Decimal> = BTreeMap::new();
    for line in whole.entries.iter().filter(|entry| entry.year == year).flat_map(|entry| &entry.lines) {
        *result.entry(line.account.clone()).or_default() -= line.amount_dc;
    }
    for (account, amount) in &opening {
        *result.entry(account.clone()).or_default() += amount;
    }
    let closed = opening.into_iter().map(|(account, amount)| (account, -amount)).collect();
    for (kind, description, lines) in [
        (EntryType::YEAR_END_RESULT, "Resultaat naar vermogen", result),
        (EntryType::YEAR_END_CLOSING_BALANCE, "Eindbalans", closed),
    ] {
        book(whole, year, kind, description, lines);
    }
    entries
}

/// Books a closing entry on the last day of a year.
fn book(division: &mut Division, year: i16, kind: EntryType, description: &str, lines: BTreeMap<String, Decimal>) {
    const JOURNAL: &str = "JA";
    let Some(last) = division.periods.iter().rfind(|period| period.year == year).copied() else { return };
    let lines: Vec<_> = lines.into_iter().filter(|(_, amount)| !amount.is_zero()).collect();
    if lines.is_empty() {
        return;
    }
    if !division.journals.iter().any(|journal| journal.code == JOURNAL) {
        division.journals.push(Journal {
            id: guid(division.code, IdSpace::Journal, JOURNAL),
            code: JOURNAL.to_owned(),
            description: "Jaarafsluiting".to_owned(),
            kind: JournalKind::General,
        });
    }
    let key = format!("{JOURNAL}/{year}/{}", kind.0);
    let currency = division.currency.clone();
    let lines = lines.into_iter().zip(1..).map(|((account, amount), number)| Line {
        id: guid(division.code, IdSpace::Line, &format!("{key}/{number}")),
        number,
        account,
        relation: None,
        date: last.end,
        due_date: None,
        amount_dc: amount,
        amount_fc: amount,
        currency: currency.clone(),
        exchange_rate: Decimal::ONE,
        description: description.to_owned(),
        vat_code: None,
        vat_fraction: None,
        vat_amount_fc: None,
        vat_base_fc: None,
        invoice_number: None,
        your_ref: None,
        offset: None,
        cost_center: None,
        cost_unit: None,
    });
    let lines = lines.collect();
    division.entries.push(Entry {
        id: guid(division.code, IdSpace::Entry, &key),
        number: i32::from(year) * 1_000 + kind.0,
        journal: JOURNAL.to_owned(),
        kind,
        status: Status::Processed,
        year,
        period: last.number,
        date: last.end,
        description: description.to_owned(),
        created: last.end.and_time(chrono::NaiveTime::MIN),
        lines,
    });
}

/// Adds a later year. What both know is described as the later year describes it; ids stay.
fn merge(whole: &mut Division, next: Division) {
    for account in next.accounts {
        match whole.accounts.iter_mut().find(|known| known.code == account.code) {
            Some(known) => *known = crate::books::Account { id: known.id, ..account },
            None => whole.accounts.push(account),
        }
    }
    let mut places: HashMap<String, usize> =
        whole.relations.iter().zip(0..).map(|(known, at)| (known.code.clone(), at)).collect();
    for relation in next.relations {
        match places.get(&relation.code).and_then(|at| whole.relations.get_mut(*at)) {
            Some(known) => {
                let (is_customer, is_supplier) =
                    (known.is_customer || relation.is_customer, known.is_supplier || relation.is_supplier);
                *known = crate::books::Relation { id: known.id, is_customer, is_supplier, ..relation };
            }
            None => {
                places.insert(relation.code.clone(), whole.relations.len());
                whole.relations.push(relation);
            }
        }
    }
    for journal in next.journals {
        if !whole.journals.iter().any(|known| known.code == journal.code) {
            whole.journals.push(journal);
        }
    }
    for code in next.vat_codes {
        if !whole.vat_codes.iter().any(|known| known.code == code.code) {
            whole.vat_codes.push(code);
        }
    }
    for (endpoint, records) in next.records {
        let known = whole.records.entry(endpoint).or_default();
        let codes: Vec<Option<Value>> = known.iter().map(|one| one.value("Code").cloned()).collect();
        known.extend(records.into_iter().filter(|new| !codes.contains(&new.value("Code").cloned())));
    }
    whole.name = next.name;
    whole.periods.extend(next.periods);
    whole.entries.extend(next.entries);
    let before = whole.open_items.0.iter().map(|item| item.hid).max().unwrap_or_default();
    whole.open_items.0.extend(next.open_items.0.into_iter().map(|mut item| {
        item.hid += before;
        item
    }));
}
