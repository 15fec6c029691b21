//! The live ledger: posting, changing and deleting entries from outside while clients read.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::Response;
use chrono::{NaiveDate, NaiveDateTime};
use rust_decimal::Decimal;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;
use uuid::Uuid;

use super::App;
use super::answer::Answer;
use crate::books::{Change, EntryType, NewEntry, NewLine, PostingFault, Status};
use crate::tables::Live;
use crate::webhooks::Action;

/// The body of `POST /_sandbox/entries` and `PUT /_sandbox/entries/{id}`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EntryBody {
    /// Without it the first division.
    division: Option<i32>,
    journal: String,
    date: NaiveDate,
    year: Option<i16>,
    period: Option<i16>,
    r#type: Option<i32>,
    /// 20 open or 50 processed.
    status: Option<i16>,
    #[serde(default)]
    description: String,
    lines: Vec<LineBody>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LineBody {
    account: String,
    #[serde(deserialize_with = "amount")]
    amount: Decimal,
    #[serde(default, deserialize_with = "some_amount")]
    foreign_amount: Option<Decimal>,
    currency: Option<String>,
    relation: Option<String>,
    due_date: Option<NaiveDate>,
    description: Option<String>,
    vat_code: Option<String>,
    #[serde(default, deserialize_with = "some_amount")]
    vat_amount: Option<Decimal>,
    invoice_number: Option<i32>,
    your_ref: Option<String>,
    cost_center: Option<String>,
    cost_unit: Option<String>,
}

/// An amount from its text, whether a number or a string: it is never a float.
fn amount<'de, D: Deserializer<'de>>(from: D) -> Result<Decimal, D::Error> {
    let raw = Box::<RawValue>::deserialize(from)?;
    let text = raw.get().trim_matches('"');
    text.parse().or_else(|_| Decimal::from_scientific(text)).map_err(|_| D::Error::custom("an amount is no number"))
}

fn some_amount<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Decimal>, D::Error> {
    amount(from).map(Some)
}

impl EntryBody {
    fn read(body: &[u8]) -> Result<(Option<i32>, NewEntry), String> {
        let body: Self = serde_json::from_slice(body).map_err(|error| format!("the entry cannot be read: {error}"))?;
        let status = match body.status {
            Some(20) => Status::Open,
            None | Some(50) => Status::Processed,
            Some(other) => return Err(format!("status {other} is neither 20 (open) nor 50 (processed)")),
        };
        let period = match (body.year, body.period) {
            (None, None) => None,
            (Some(year), Some(period)) => Some((year, period)),
            _ => return Err("name both the year and the period, or neither".to_owned()),
        };
        let new = NewEntry {
            journal: body.journal,
            date: body.date,
            period,
            kind: body.r#type.map(EntryType),
            status,
            description: body.description,
            lines: body.lines.into_iter().map(LineBody::into_line).collect::<Result<_, _>>()?,
        };
        Ok((body.division, new))
    }
}

impl LineBody {
    fn into_line(self) -> Result<NewLine, String> {
        let foreign = match (self.foreign_amount, self.currency) {
            (None, None) => None,
            (Some(amount), Some(currency)) => Some((amount, currency)),
            _ => return Err("name both the foreign amount and its currency, or neither".to_owned()),
        };
        Ok(NewLine {
            account: self.account,
            amount: self.amount,
            foreign,
            relation: self.relation,
            due_date: self.due_date,
            description: self.description,
            vat_code: self.vat_code,
            vat_amount: self.vat_amount,
            invoice_number: self.invoice_number,
            your_ref: self.your_ref,
            cost_center: self.cost_center,
            cost_unit: self.cost_unit,
        })
    }
}

/// What became of an entry.
#[derive(Serialize)]
struct Posted {
    division: i32,
    id: Uuid,
    number: i32,
    lines: Vec<Uuid>,
}

/// `POST /_sandbox/entries`
pub(super) async fn post(State(app): State<Arc<App>>, body: Bytes) -> Response {
    let first = app.divisions.first().map_or(0, |(code, _, _)| *code);
    let answer = EntryBody::read(&body).map(|(division, new)| {
        let division = division.unwrap_or(first);
        altered(&app, division, Action::Create, |live, now| live.post(division, &new, now))
    });
    answer.unwrap_or_else(|text| refused(400, &text)).into_response()
}

/// `PUT /_sandbox/entries/{id}`: the whole entry as it is to be.
pub(super) async fn change(State(app): State<Arc<App>>, Path(id): Path<Uuid>, body: Bytes) -> Response {
    let answer = EntryBody::read(&body).map(|(division, new)| {
        let division = division.or_else(|| app.tables.division_of(id)).unwrap_or_default();
        altered(&app, division, Action::Update, |live, now| live.replace(division, id, &new, now))
    });
    answer.unwrap_or_else(|text| refused(400, &text)).into_response()
}

/// `DELETE /_sandbox/entries/{id}`
pub(super) async fn delete(State(app): State<Arc<App>>, Path(id): Path<Uuid>) -> Response {
    let Some(division) = app.tables.division_of(id) else {
        return refused(404, &format!("no division has an entry with id {id}")).into_response();
    };
    altered(&app, division, Action::Delete, |live, now| live.delete(division, id, now)).into_response()
}

fn altered(
    app: &App,
    division: i32,
    action: Action,
    change: impl FnOnce(&mut Live, NaiveDateTime) -> Result<Change, PostingFault>,
) -> Answer {
    let status = if action == Action::Create { 201 } else { 200 };
    match app.alter(division, action, change) {
        Err(fault @ (PostingFault::NoDivision(_) | PostingFault::NoEntry(_))) => refused(404, &fault.to_string()),
        Err(fault) => refused(400, &fault.to_string()),
        Ok(_) if action == Action::Delete => Answer { status: 204, ..Answer::default() },
        Ok(change) => {
            let books = app.tables.books();
            let entries = books.divisions.iter().filter(|one| one.code == division).flat_map(|one| &one.entries);
            let posted = entries.into_iter().find(|entry| entry.id == change.entry).map(|entry| Posted {
                division,
                id: entry.id,
                number: entry.number,
                lines: entry.lines.iter().map(|line| line.id).collect(),
            });
            Answer::json(status, serde_json::to_vec(&posted).unwrap_or_default())
        }
    }
}

fn refused(status: u16, text: &str) -> Answer {
    Answer::json(status, serde_json::json!({ "error": text }).to_string().into_bytes())
}
