//! POST, PUT and DELETE of the API itself.

use axum::http::{HeaderMap, Method};
use exact_model::{Edm, Meta};
use uuid::Uuid;

use super::answer::Answer;
use super::attachment;
use super::booking_lines::{self, Redrawn, Wish};
use super::bookings;
use super::payload::{Payload, business};
use super::read::Context;
use super::write;
use crate::books::{JournalKind, PostingFault};
use crate::error::Refusal;
use crate::odata::cell::Cell;
use crate::odata::key;
use crate::odata::select::{self, FieldKind};
use crate::schema::Tail;
use crate::tables::Live;
use crate::webhooks::Action;

/// Endpoints whose rows are derived from the ledger and that take no writes of their own here: write the entry instead.
const DERIVED: &[&str] = &[
    "cashflow/Payments",
    "cashflow/Receivables",
    "financial/GLAccountClassificationMappings",
    "financial/OfficialReturns",
];

fn has_guid_key(meta: &Meta) -> bool {
    let properties = meta.key.iter().filter_map(|name| meta.property(name));
    properties.map(|property| property.edm).eq([Edm::Guid])
}

/// The property an entity is found by. An invoice is found by the entry behind it.
fn key_name(meta: &Meta) -> &'static str {
    if meta.id == "salesinvoice/SalesInvoices" { "EntryID" } else { meta.key.first().copied().unwrap_or("ID") }
}

/// Answers a call that changes something. Update is PUT with a part of the entity; PATCH is not offered (rule E9).
pub(super) fn change(
    context: &Context<'_>,
    method: &Method,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Answer, Refusal> {
    let meta = context.target.meta;
    let keyed = context.target.key.is_some();
    let fits = !DERIVED.contains(&meta.id)
        && has_guid_key(meta)
        && match *method {
            Method::POST => !keyed,
            Method::PUT | Method::DELETE => keyed,
            _ => false,
        };
    if !fits || context.target.tail != Tail::None || !meta.methods.has(method.as_str()) {
        return Err(Refusal::method_not_allowed());
    }
    super::read::check_division(context.app, context.target, context.divisions)?;
    let now = context.app.wall_time();
    if *method == Method::POST {
        let payload = Payload::read(meta, body)?;
        let books = context.app.tables.books();
        let today = books.today;
        drop(books);
        payload.check_mandatory(meta)?;
        let id = if let Some(kind) = booking_lines::kind(meta.id) {
            redraw(context, kind, &Wish::Add(&payload), now)?
        } else {
            let division = context.target.division;
            let id = context.app.tables.change(|live| create(live, division, meta, &payload, today, now))?;
            tell(context, meta, id, Action::Create);
            id
        };
        tell_of_document(context, attachment::document(context, id));
        let whole = headers.get("prefer").and_then(|value| value.to_str().ok());
        return represent(context, meta, id, whole.is_some_and(|value| value.contains("return=representation")));
    }
    let id = find(context, meta)?;
    let document = attachment::document(context, id);
    let division = context.target.division;
    if *method == Method::DELETE {
        if let Some(kind) = booking_lines::kind(meta.id) {
            redraw(context, kind, &Wish::Remove(id), now)?;
        } else {
            context.app.tables.change(|live| remove(live, division, meta, id, now))?;
            tell(context, meta, id, Action::Delete);
        }
    } else {
        let payload = Payload::read(meta, body)?;
        if let Some(kind) = booking_lines::kind(meta.id) {
            redraw(context, kind, &Wish::Change(id, &payload), now)?;
        } else {
            context.app.tables.change(|live| update(live, division, meta, id, &payload, now))?;
            tell(context, meta, id, Action::Update);
        }
    }
    tell_of_document(context, document);
    Ok(Answer { status: 204, ..Answer::default() })
}

/// Adds, changes or takes away a line of an entry, which changes the entry. Gives the id of the line that was added, or
/// of the entry.
fn redraw(
    context: &Context<'_>,
    kind: JournalKind,
    wish: &Wish<'_>,
    now: chrono::NaiveDateTime,
) -> Result<Uuid, Refusal> {
    let division = context.target.division;
    let (entry, line) = context.app.tables.change(|live| {
        let books = live.division(division).ok_or_else(|| Refusal::not_found(context.target.meta.name))?;
        let Redrawn { entry, new, kept, added } = booking_lines::redrawn(books, kind, wish)?;
        live.replace_lines(division, entry, &new, &kept, now).map_err(posting)?;
        let entries = live.division(division).into_iter().flat_map(|books| &books.entries);
        let entry = entries.rev().find(|one| one.id == entry).ok_or_else(|| Refusal::not_found("EntryID"))?;
        let line = added.and_then(|at| entry.lines.get(at));
        Ok::<_, Refusal>((entry.id, line.map_or(entry.id, |line| line.id)))
    })?;
    context.app.tell_of_entry(division, kind, entry, Action::Update);
    Ok(line)
}

/// Webhooks tell of it.
fn tell(context: &Context<'_>, meta: &Meta, id: Uuid, action: Action) {
    let division = context.target.division;
    match bookings::kind(meta.id) {
        Some(journal) => context.app.tell_of_entry(division, journal, id, action),
        None => context.app.tell_of(division, meta.id, id, action),
    }
}

/// A file that is attached, changed or taken away changes its document.
fn tell_of_document(context: &Context<'_>, document: Option<Uuid>) {
    if let Some(document) = document {
        context.app.tell_of(context.target.division, "documents/Documents", document, Action::Update);
    }
}

fn create(
    live: &mut Live,
    division: i32,
    meta: &'static Meta,
    payload: &Payload,
    today: chrono::NaiveDate,
    now: chrono::NaiveDateTime,
) -> Result<Uuid, Refusal> {
    let Some(kind) = bookings::kind(meta.id) else {
        let mut values = payload.values.clone();
        let content = attachment::take(meta.id, &mut values)?;
        let id = live.create(division, (meta.id, key_name(meta)), values, now).map_err(business)?;
        if let Some(content) = content {
            live.update(division, meta.id, id, attachment::filed(division, id, content), now).map_err(business)?;
        }
        return Ok(id);
    };
    let books = live.division(division).ok_or_else(|| Refusal::not_found(meta.name))?;
    let new = bookings::entry(books, kind, payload, today)?;
    live.post(division, &new, now).map(|change| change.entry).map_err(posting)
}

fn update(
    live: &mut Live,
    division: i32,
    meta: &'static Meta,
    id: Uuid,
    payload: &Payload,
    now: chrono::NaiveDateTime,
) -> Result<(), Refusal> {
    if bookings::kind(meta.id).is_none() {
        return live.update(division, meta.id, id, payload.values.clone(), now).map_err(business);
    }
    let description = payload.text("Description").map(str::to_owned);
    let your_ref = payload.text("YourRef").map(str::to_owned);
    live.describe(division, id, description, your_ref, now).map_err(posting)
}

fn remove(
    live: &mut Live,
    division: i32,
    meta: &'static Meta,
    id: Uuid,
    now: chrono::NaiveDateTime,
) -> Result<(), Refusal> {
    if bookings::kind(meta.id).is_some() {
        return live.delete(division, id, now).map(|_| ()).map_err(posting);
    }
    live.remove(division, meta.id, id, now).map_err(business)
}

fn posting(fault: PostingFault) -> Refusal {
    match fault {
        PostingFault::Unbalanced(_) => business("The entry is not in balance"),
        PostingFault::NoPeriod(_) => business("Invalid: Financial period"),
        PostingFault::Matched => business("Can't delete: the entry has been matched"),
        other => business(other),
    }
}

/// The id behind the key in the path. An invoice's is that of its entry.
fn find(context: &Context<'_>, meta: &'static Meta) -> Result<Uuid, Refusal> {
    let _unchanged = context.app.tables.hold();
    let missing = || Refusal::not_found(meta.name);
    let rows = context.app.tables.get(context.target.division, meta.id).ok_or_else(missing)?;
    let text = context.target.key.as_deref().unwrap_or_default();
    let row = key::find(meta, rows.as_ref(), text)?.ok_or_else(missing)?;
    match rows.column(key_name(meta)).map(|column| rows.cell(row, column)) {
        Some(Cell::Guid(id)) => Ok(id),
        _ => Err(missing()),
    }
}

/// What a POST gives back: the whole entity when it is asked for, else its key and nothing (rule E10).
fn represent(context: &Context<'_>, meta: &'static Meta, id: Uuid, whole: bool) -> Result<Answer, Refusal> {
    let _unchanged = context.app.tables.hold();
    let rows = context.app.tables.get(context.target.division, meta.id).ok_or_else(|| Refusal::not_found(meta.name))?;
    let column = rows.column(key_name(meta)).ok_or_else(|| Refusal::not_found(meta.name))?;
    let row = (0..rows.len()).find(|row| rows.cell(*row, column) == Cell::Guid(id));
    let row = row.ok_or_else(|| Refusal::not_found(meta.name))?;
    let mut plan = select::plan(meta, rows.as_ref(), None, None, &|_, _| None)?;
    for field in &mut plan.fields {
        if let FieldKind::Value { column, .. } = &mut field.kind
            && !whole
            && !meta.key.contains(&field.name)
        {
            *column = None;
        }
    }
    let path = meta.path.replace("{division}", &context.target.division.to_string());
    let url = format!("{}://{}/api/v1/{path}", context.app.scheme, context.host);
    let status = if context.app.quirks.post_is_200 { 200 } else { 201 };
    Ok(Answer { status, ..write::entity(context, &url, &plan, rows.as_ref(), row) })
}
