//! Hand-made VAT codes, entries and relations.

use exact_model::crm::Account as RelationEntity;
use exact_model::vat::VATCode;
use exact_model::{Complete, Decimal, Entity, page};
pub use exact_reports::input::VatLineRow;
use exact_reports::input::{RelationRow, VatCodeRow};
use exact_reports::vat::{Establishments, VatCodes, VatLines};

use super::{TransactionLine, VAT_CLAIM, VAT_HIGH, day, id, money};

pub const DUTCH: u128 = 901;
pub const BELGIAN: u128 = 902;
pub const AMERICAN: u128 = 903;

pub fn relations() -> Establishments {
    let rows = [(DUTCH, "NL", "NL001234567B01"), (BELGIAN, "BE ", "be 0123.456.789"), (AMERICAN, "US", "")];
    let row = |(number, country, vat_number): (u128, &str, &str)| RelationRow {
        id: id(number),
        name: Some(format!("relation {number}")),
        country: Some(country.into()),
        vat_number: Some(vat_number.to_owned()),
    };
    Establishments::from_rows(&Complete::finished(RelationEntity::META, 1, rows.map(row).to_vec()))
}

/// Exact's notation of a day.
fn date(text: &str) -> String {
    format!("\"/Date({})/\"", day(text).and_hms_opt(0, 0, 0).unwrap().and_utc().timestamp_millis())
}

/// A code as Exact sends it; the last percentage holds for ever.
fn code(code: &str, description: &str, kind: char, more: &str, steps: &[(&str, &str)]) -> String {
    let end = |at: usize| match steps.get(at + 1) {
        Some(next) => date(&day(next.0).pred_opt().unwrap().to_string()),
        None => "null".to_owned(),
    };
    let steps: Vec<String> = steps
        .iter()
        .enumerate()
        .map(|(at, (start, fraction))| {
            format!(r#"{{"Percentage":{fraction},"StartDate":{},"EndDate":{}}}"#, date(start), end(at))
        })
        .collect();
    let accounts = match kind {
        'E' | 'I' => format!(r#""GLToPay":"{}","GLToClaim":"{}","#, id(VAT_HIGH), id(VAT_CLAIM)),
        _ => String::new(),
    };
    let steps = steps.join(",");
    format!(
        r#"{{"Code":"{code:<3}","Description":"{description}","Type":"{kind}",{accounts}{more}"VATPercentages":{{"results":[{steps}]}}}}"#
    )
}

/// A code of every sort: none, low, high, reversed, EU, distance sales, base only.
pub fn codes() -> VatCodes {
    let high: &[(&str, &str)] = &[("2001-01-01", "0.19"), ("2012-10-01", "0.21")];
    let low: &[(&str, &str)] = &[("1990-01-01", "0.06"), ("2019-01-01", "0.09")];
    let zero: &[(&str, &str)] = &[("1990-01-01", "0")];
    let rows = [
        code("0", "Geen btw", 'N', "", zero),
        code("1", "Laag", 'E', "", low),
        code("2", "Hoog", 'E', "", high),
        code("5", "Verlegd", 'E', r#""Charged":true,"#, high),
        code("7", "Intra", 'B', r#""VATTransactionType":"S","EUSalesListing":"L","#, zero),
        code("8", "Installatie in de EU", 'B', r#""VATTransactionType":"S","#, zero),
        code("9", "Diensten", 'B', r#""VATTransactionType":"S","EUSalesListing":"S","#, zero),
        code("20", "Nul", 'B', "", zero),
    ];
    let body = format!(r#"{{"d":{{"results":[{}]}}}}"#, rows.join(","));
    let rows = page::decode::<VatCodeRow>(body.as_bytes()).unwrap().rows;
    VatCodes::from_rows(&Complete::finished(VATCode::META, 1, rows))
}

/// A processed line of an entry in February 2025, without code.
pub fn vat_line(entry: u128, kind: i32, account: u128, amount: Decimal) -> VatLineRow {
    VatLineRow {
        id: id(entry * 1_000),
        entry: id(entry),
        entry_number: i32::try_from(entry).ok(),
        number: 1,
        year: 2025,
        period: 2,
        date: day("2025-02-10"),
        account: id(account),
        transaction_type: kind,
        status: 50,
        amount,
        foreign: amount,
        vat_foreign: None,
        vat_code: None,
        fraction: None,
        relation: None,
        relation_name: None,
    }
}

pub fn vat_lines(rows: Vec<VatLineRow>) -> VatLines {
    VatLines::from_rows(&Complete::finished(TransactionLine::META, 1, rows))
}

/// An entry in the making.
pub struct Draft {
    number: u128,
    kind: i32,
    relation: Option<u128>,
    rows: Vec<VatLineRow>,
}

pub fn entry(number: u128, kind: i32) -> Draft {
    Draft { number, kind, relation: None, rows: Vec::new() }
}

impl Draft {
    pub fn of(mut self, relation: u128) -> Self {
        self.relation = Some(relation);
        self
    }

    /// A line with a code and VAT.
    pub fn base(self, code: &str, account: u128, amount: &str, vat: &str) -> Self {
        self.line(account, amount, Some((code, vat)))
    }

    /// A line on a VAT account.
    pub fn vat(self, account: u128, amount: &str) -> Self {
        self.line(account, amount, None)
    }

    /// A line on a VAT account that carries the code, as in cash and bank entries.
    pub fn coded_vat(self, code: &str, account: u128, amount: &str) -> Self {
        self.line(account, amount, Some((code, "0")))
    }

    fn line(mut self, account: u128, amount: &str, code: Option<(&str, &str)>) -> Self {
        self.rows.push(VatLineRow {
            id: id(self.number * 1_000 + self.rows.len() as u128),
            vat_code: code.map(|(code, _)| format!("{code:<3}").into()),
            vat_foreign: code.map(|(_, vat)| money(vat)),
            relation: self.relation.map(id),
            ..vat_line(self.number, self.kind, account, money(amount))
        });
        self
    }

    pub fn rows(self) -> Vec<VatLineRow> {
        self.rows
    }
}
