//! A group: its companies charge each other and settle over a current account that is zero over all of them.

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;

use crate::books::{Account, Division, IdSpace, Journal, JournalKind, NewEntry, NewLine, Relation, Status, guid};

use super::calendar::{date, last_of_month};
use super::chart::account;
use super::closing;

/// The account on which companies of the group settle.
const CURRENT_ACCOUNT: &str = "1400";
/// Revenue from the group.
const GROUP_REVENUE: &str = "8400";
/// Costs charged by the group.
const GROUP_COST: &str = "4780";

const SALES: &str = "71";
const PURCHASES: &str = "61";
const MEMO: &str = "92";

/// Who charges whom what a month, in cents; places are those of the companies.
const CHARGES: [(usize, usize, &str, i64); 3] = [
    (0, 1, "Managementvergoeding", 425_000),
    (0, 2, "Managementvergoeding", 160_000),
    (2, 1, "Teeltadvies binnen de groep", 95_000),
];

/// Books what the companies charge each other in every month up to today. They are one taxpayer for VAT: none is charged.
pub(super) fn join(mut companies: [Division; 3], today: NaiveDate) -> Vec<Division> {
    let facts = companies.each_ref().map(|one| (one.name.clone(), one.vat_number.clone()));
    let Some(first) = companies.first().and_then(|one| one.periods.first()).map(|period| period.start) else {
        return companies.into();
    };
    for (at, company) in companies.iter_mut().enumerate() {
        closing::reopen(company);
        prepare(company);
        for (other, (name, vat_number)) in facts.iter().enumerate().filter(|(other, _)| *other != at) {
            company.relations.push(sister(company.code, other, name, vat_number.clone()));
        }
    }
    for (year, month) in months(first, today) {
        for (seller, buyer, what, cents) in CHARGES {
            // Charged on the 28th, settled on the last day of the month.
            let day = date(year, month, 28);
            let amount = Decimal::new(cents * i64::from(100 + 3 * (year - first.year())) / 100, 2);
            charge(&mut companies, (seller, buyer), what, amount, day, today);
        }
    }
    for company in &mut companies {
        closing::close_years(company, today);
    }
    companies.into()
}

fn months(first: NaiveDate, today: NaiveDate) -> impl Iterator<Item = (i32, u32)> {
    let all = (first.year()..=today.year()).flat_map(|year| (1..=12).map(move |month| (year, month)));
    all.filter(move |&(year, month)| date(year, month, 28) <= today)
}

fn charge(
    companies: &mut [Division; 3],
    (seller, buyer): (usize, usize),
    what: &str,
    amount: Decimal,
    day: NaiveDate,
    today: NaiveDate,
) {
    let [of_buyer, of_seller] = [buyer, seller].map(sister_code);
    let line = |account: &str, amount: Decimal| NewLine::new(account, amount);
    let sale = vec![
        NewLine { relation: Some(of_buyer.clone()), due_date: Some(day), ..line(account::DEBTORS, amount) },
        NewLine { relation: Some(of_buyer.clone()), ..line(GROUP_REVENUE, -amount) },
    ];
    let Some(number) = book(companies.get_mut(seller), SALES, what, day, sale) else { return };
    let reference = Some(number.to_string());
    let purchase = vec![
        NewLine {
            relation: Some(of_seller.clone()),
            due_date: Some(day),
            your_ref: reference.clone(),
            ..line(account::CREDITORS, -amount)
        },
        NewLine { relation: Some(of_seller.clone()), your_ref: reference, ..line(GROUP_COST, amount) },
    ];
    let Some(bought) = book(companies.get_mut(buyer), PURCHASES, what, day, purchase) else { return };
    let settled = last_of_month(day.year(), day.month());
    if settled > today {
        return;
    }
    let text = format!("Verrekening in rekening-courant: {what}");
    let received =
        NewLine { relation: Some(of_buyer), invoice_number: Some(number), ..line(account::DEBTORS, -amount) };
    book(companies.get_mut(seller), MEMO, &text, settled, vec![line(CURRENT_ACCOUNT, amount), received]);
    let paid = NewLine { relation: Some(of_seller), invoice_number: Some(bought), ..line(account::CREDITORS, amount) };
    book(companies.get_mut(buyer), MEMO, &text, settled, vec![paid, line(CURRENT_ACCOUNT, -amount)]);
}

/// Books an entry and says its number.
fn book(
    company: Option<&mut Division>,
    journal: &str,
    description: &str,
    date: NaiveDate,
    lines: Vec<NewLine>,
) -> Option<i32> {
    let new = NewEntry {
        journal: journal.to_owned(),
        date,
        period: None,
        kind: None,
        status: Status::Processed,
        description: description.to_owned(),
        lines,
    };
    let company = company?;
    company.post(&new, date.and_hms_opt(16, 30, 0)?).ok()?;
    company.entries.last().map(|entry| entry.number)
}

/// The accounts and journals that only a group has.
fn prepare(company: &mut Division) {
    let division = company.code;
    for (code, description, balance_type, balance_side, account_type, rgs) in [
        (CURRENT_ACCOUNT, "Rekening-courant groepsmaatschappijen", 'B', 'D', 90, "BVorVog"),
        (GROUP_COST, "Doorbelaste kosten groep", 'W', 'D', 121, "WBedAdlMaf"),
        (GROUP_REVENUE, "Omzet groepsmaatschappijen", 'W', 'C', 110, "WOmzGrp"),
    ] {
        company.accounts.push(Account {
            id: guid(division, IdSpace::Account, code),
            code: code.to_owned(),
            description: description.to_owned(),
            balance_type,
            balance_side,
            account_type,
            vat_code: None,
            rgs: Some(rgs.to_owned()),
        });
    }
    company.accounts.sort_by(|one, other| one.code.cmp(&other.code));
    for (code, description, kind) in [
        (PURCHASES, "Inkoopboek groep", JournalKind::Purchase),
        (SALES, "Verkoopboek groep", JournalKind::Sales),
        (MEMO, "Rekening-courant groep", JournalKind::General),
    ] {
        let id = guid(division, IdSpace::Journal, code);
        company.journals.push(Journal { id, code: code.to_owned(), description: description.to_owned(), kind });
    }
    company.journals.sort_by(|one, other| one.code.cmp(&other.code));
}

fn sister_code(place: usize) -> String {
    (9_001 + place).to_string()
}

/// A company of the group as the others know it.
fn sister(division: i32, place: usize, name: &str, vat_number: Option<String>) -> Relation {
    let code = sister_code(place);
    Relation {
        id: guid(division, IdSpace::Relation, &code),
        code,
        name: name.to_owned(),
        country: "NL".to_owned(),
        vat_number,
        city: Some("Nergenshuizen".to_owned()),
        email: None,
        is_supplier: true,
        is_customer: true,
    }
}
