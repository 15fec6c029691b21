//! A page of 1,000 transaction lines, decoded by this crate and by `serde_json` into a struct as small as one can write
//! it by hand, with floats for money. Same bytes, same run: the ratio is what counts.
//!
//! `cargo bench -p exact-model --bench decode`

#![allow(missing_docs, clippy::unwrap_used)]

use std::fmt::Write as _;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use exact_model::financial_transaction::TransactionLine;
use exact_model::{Decimal, Edm, NaiveDate, Row as _, Uuid, catalogue, page, projection};
use serde::Deserialize;

projection! {
    /// What a revenue report reads.
    pub struct Booked of TransactionLine {
        /// Entry.
        pub entry: Uuid = ENTRY_ID,
        /// Account.
        pub account: String = GL_ACCOUNT_CODE,
        /// Debit positive.
        pub amount: Decimal = AMOUNT_DC,
        /// Booking date.
        pub date: NaiveDate = DATE,
        /// Period.
        pub period: i16 = FINANCIAL_PERIOD,
    }
}

/// The same columns as quickly as serde can have them: ids and dates are text, money is a float.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
#[allow(dead_code)]
struct Narrow {
    #[serde(rename = "EntryID")]
    entry: String,
    #[serde(rename = "GLAccountCode")]
    account: String,
    #[serde(rename = "AmountDC")]
    amount: f64,
    date: String,
    financial_period: i16,
}

#[derive(Deserialize)]
#[allow(dead_code)]
struct Body<T> {
    d: Results<T>,
}

#[derive(Deserialize)]
#[allow(dead_code)]
struct Results<T> {
    results: Vec<T>,
}

/// The page as Exact would send it: every selected column of every row, filled as the columns of a real ledger are.
fn body(columns: &[&str]) -> String {
    let meta = catalogue::find("bulk/Financial/TransactionLines").unwrap();
    let mut body = String::from("{\"d\":{\"results\":[");
    for row in 0_u32..1_000 {
        if row > 0 {
            body.push(',');
        }
        let uri =
            format!("https://start.exactonline.nl/api/v1/124132/bulk/Financial/TransactionLines(guid'{}')", id(row, 0));
        let _ = write!(
            body,
            "{{\"__metadata\":{{\"uri\":\"{uri}\",\"type\":\"Exact.Web.Api.Models.Financial.TransactionLine\"}}"
        );
        for (at, name) in (0_u32..).zip(columns) {
            let empty = row.wrapping_mul(31).wrapping_add(at.wrapping_mul(17)) % 5 < 2 && !name.contains("Amount");
            let kept = ["EntryID", "GLAccountCode", "Date", "FinancialPeriod"].contains(name);
            let value = match meta.property(name).unwrap().edm {
                _ if empty && !kept => "null".to_owned(),
                Edm::Guid => format!("\"{}\"", id(row, at)),
                Edm::DateTime => format!("\"/Date({})/\"", 1_725_840_000_000_u64 + u64::from(row) * 86_400_000),
                Edm::Double => format!("{}.{:02}", i64::from(row) * 7 - 3_000, (row + at) % 100),
                Edm::Boolean => "false".to_owned(),
                Edm::Byte | Edm::Int16 | Edm::Int32 => (row % 12 + 1).to_string(),
                Edm::Int64 => format!("\"{row}\""),
                _ => format!("\"Omschrijving {} {at}\"", row % 97),
            };
            let _ = write!(body, ",\"{name}\":{value}");
        }
        body.push('}');
    }
    body.push_str("]}}");
    body
}

fn id(row: u32, column: u32) -> Uuid {
    Uuid::from_u128(0x9c6f_13a0_0000_4000_8000_0000_0000_0000_u128 + (u128::from(row) << 32) + u128::from(column))
}

macro_rules! minimal_full {
    ($($field:ident : $ty:ty = $wire:literal),* $(,)?) => {
        /// Every column, as quickly as an ordinary derive has them.
        #[derive(Deserialize)]
        #[allow(dead_code)]
        struct Full { $( #[serde(rename = $wire)] $field: Option<$ty>, )* }
    };
}

include!("full_columns.in");

fn decode(criterion: &mut Criterion) {
    let columns: Vec<&str> = TransactionLine::COLUMNS
        .iter()
        .copied()
        .filter(|name| catalogue::find("bulk/Financial/TransactionLines").unwrap().property(name).is_some())
        .collect();
    let pages = [("narrow", body(Booked::COLUMNS)), ("full", body(&columns))];
    for (name, body) in &pages {
        let mut group = criterion.benchmark_group(*name);
        group.throughput(Throughput::Bytes(body.len() as u64));
        if *name == "narrow" {
            group.bench_function("exact-model", |bencher| {
                bencher.iter(|| page::decode::<Booked>(black_box(body.as_bytes())).unwrap());
            });
            group.bench_function("serde_json, f64", |bencher| {
                bencher.iter(|| serde_json::from_slice::<Body<Narrow>>(black_box(body.as_bytes())).unwrap());
            });
        } else {
            group.bench_function("exact-model", |bencher| {
                bencher.iter(|| page::decode::<TransactionLine>(black_box(body.as_bytes())).unwrap());
            });
            group.bench_function("serde_json, f64", |bencher| {
                bencher.iter(|| serde_json::from_slice::<Body<Full>>(black_box(body.as_bytes())).unwrap());
            });
        }
        group.finish();
    }
}

criterion_group!(benches, decode);
criterion_main!(benches);
