//! Rows as Exact's verbose JSON, written straight into bytes.
//!
//! What is the same in every row of an answer (addresses, types, labels) is made once, so that a row costs its values only.

use std::sync::Arc;

use exact_model::{Edm, Meta};
use uuid::fmt::Hyphenated;

use super::cell::Cell;
use super::literal::InUrl;
use super::number::{push_double, push_whole};
use super::select::{FieldKind, Plan};
use crate::form::encode_option;
use crate::schema;
use crate::tables::Collection;

/// Nested pages are capped at this many rows and then carry their own `__next` (rule E5).
pub(crate) const NESTED_PAGE: usize = 60;

/// What a row needs to know about where it is served.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    /// Everything before the entity's key: `http://host/api/v1/1/crm/Accounts`.
    pub(crate) url: &'a str,
    /// The address of another endpoint's collection, for nested rows.
    pub(crate) address: &'a dyn Fn(&Meta) -> String,
    /// Finds the rows of another endpoint.
    pub(crate) collection: &'a dyn Fn(&str) -> Option<Arc<dyn Collection>>,
}

/// Writes the rows of one plan, all of the same collection.
pub(crate) struct RowWriter {
    /// `{"__metadata":{"uri":"http://…/Accounts`
    start: Vec<u8>,
    key: Vec<KeyPart>,
    /// `","type":"Exact.Web.Api.Models.Account"}`
    kind: Vec<u8>,
    fields: Vec<FieldWriter>,
    url: String,
    meta: &'static Meta,
    /// `$select=ID,Code&` when these are nested rows of which not everything was asked for.
    select: String,
}

struct KeyPart {
    name: &'static str,
    column: Option<usize>,
    /// Whether a whole number is an Int64.
    long: bool,
}

struct FieldWriter {
    name: &'static str,
    /// `,"Name":`
    label: Vec<u8>,
    value: ValueWriter,
}

enum ValueWriter {
    Cell { edm: Edm, column: Option<usize> },
    Deferred,
    Nested(Option<Inner>),
}

/// Nested rows and the collection they are of.
struct Inner {
    rows: Arc<dyn Collection>,
    writer: RowWriter,
}

impl RowWriter {
    /// A writer for rows of `rows`.
    pub(crate) fn new(place: &Place<'_>, plan: &Plan, rows: &dyn Collection) -> Self {
        let mut start = br#"{"__metadata":{"uri":"#.to_vec();
        push_text(&mut start, place.url);
        start.pop();
        let key = plan.meta.key.iter().map(|name| KeyPart {
            name,
            column: rows.column(name),
            long: plan.meta.property(name).is_some_and(|property| property.edm == Edm::Int64),
        });
        let fields = plan.fields.iter().map(|field| FieldWriter {
            name: field.name,
            label: format!(",\"{}\":", field.name).into_bytes(),
            value: match &field.kind {
                FieldKind::Value { edm, column } => ValueWriter::Cell { edm: *edm, column: *column },
                FieldKind::Deferred => ValueWriter::Deferred,
                FieldKind::Expanded(inner) => ValueWriter::Nested(inner.as_deref().and_then(|plan| {
                    let rows = (place.collection)(plan.meta.id)?;
                    let url = (place.address)(plan.meta);
                    let writer = Self::new(&Place { url: &url, ..*place }, plan, rows.as_ref());
                    Some(Inner { rows, writer })
                })),
            },
        });
        Self {
            start,
            key: key.collect(),
            kind: format!("\",\"type\":\"{}\"}}", plan.type_name).into_bytes(),
            fields: fields.collect(),
            url: place.url.to_owned(),
            meta: plan.meta,
            select: plan.select.as_ref().map(|names| format!("$select={}&", encode_option(names))).unwrap_or_default(),
        }
    }

    /// Writes one row as an object.
    pub(crate) fn push(&self, out: &mut Vec<u8>, rows: &dyn Collection, row: usize) {
        out.extend_from_slice(&self.start);
        self.push_key(out, rows, row);
        out.extend_from_slice(&self.kind);
        for field in &self.fields {
            out.extend_from_slice(&field.label);
            match &field.value {
                ValueWriter::Cell { edm, column } => {
                    push_cell(out, *edm, column.map_or(Cell::Null, |at| rows.cell(row, at)));
                }
                ValueWriter::Deferred => {
                    out.extend_from_slice(br#"{"__deferred":{"uri":"#);
                    push_text(out, &format!("{}/{}", self.uri(rows, row), field.name));
                    out.extend_from_slice(b"}}");
                }
                ValueWriter::Nested(inner) => self.push_nested(out, inner.as_ref(), field.name, rows, row),
            }
        }
        out.push(b'}');
    }

    /// The row's own address.
    fn uri(&self, rows: &dyn Collection, row: usize) -> String {
        let mut key = Vec::new();
        self.push_key(&mut key, rows, row);
        // The key was written as the inside of a JSON string.
        let key = format!("\"{}\"", String::from_utf8_lossy(&key));
        format!("{}{}", self.url, serde_json::from_str::<String>(&key).unwrap_or_default())
    }

    /// `(guid'…')` or `(Period=1,Year=2026)`, as the inside of a JSON string.
    fn push_key(&self, out: &mut Vec<u8>, rows: &dyn Collection, row: usize) {
        if self.key.is_empty() {
            return;
        }
        out.push(b'(');
        for (index, part) in self.key.iter().enumerate() {
            if index > 0 {
                out.push(b',');
            }
            if self.key.len() > 1 {
                out.extend_from_slice(part.name.as_bytes());
                out.push(b'=');
            }
            match part.column.map_or(Cell::Null, |at| rows.cell(row, at)) {
                Cell::Guid(id) => {
                    out.extend_from_slice(b"guid'");
                    push_guid(out, id);
                    out.push(b'\'');
                }
                cell => push_inside(out, &InUrl { cell, long: part.long }.to_string()),
            }
        }
        out.push(b')');
    }

    fn push_nested(&self, out: &mut Vec<u8>, inner: Option<&Inner>, name: &str, rows: &dyn Collection, row: usize) {
        out.extend_from_slice(br#"{"results":["#);
        let mut link = None;
        if let Some(Inner { rows: source, writer }) = inner {
            let nested = rows.nested(row, name);
            for (index, row) in nested.iter().take(NESTED_PAGE).enumerate() {
                if index > 0 {
                    out.push(b',');
                }
                writer.push(out, source.as_ref(), *row);
            }
            link = nested.get(NESTED_PAGE).and_then(|_| nested.get(NESTED_PAGE - 1)).map(|last| {
                let token = encode_option(&schema::key_token(writer.meta, source.as_ref(), *last));
                format!("{}/{name}?{}$skiptoken={token}", self.uri(rows, row), writer.select)
            });
        }
        out.push(b']');
        if let Some(link) = link {
            out.extend_from_slice(br#","__next":"#);
            push_text(out, &link);
        }
        out.push(b'}');
    }
}

fn push_cell(out: &mut Vec<u8>, edm: Edm, cell: Cell<'_>) {
    match cell {
        Cell::Null => out.extend_from_slice(b"null"),
        Cell::Bool(true) => out.extend_from_slice(b"true"),
        Cell::Bool(false) => out.extend_from_slice(b"false"),
        Cell::Int(value) if edm == Edm::Int64 => push_between(out, b"\"", value, b"\""),
        Cell::Int(value) => push_between(out, b"", value, b""),
        Cell::Number(value) => push_double(out, value),
        Cell::Guid(id) => {
            out.push(b'"');
            push_guid(out, id);
            out.push(b'"');
        }
        Cell::Date(ms) => push_between(out, b"\"/Date(", ms, b")/\""),
        Cell::Text(text) => push_text(out, text),
    }
}

fn push_between(out: &mut Vec<u8>, before: &[u8], value: i64, after: &[u8]) {
    out.extend_from_slice(before);
    push_whole(out, value);
    out.extend_from_slice(after);
}

fn push_guid(out: &mut Vec<u8>, id: uuid::Uuid) {
    let mut text = [0; Hyphenated::LENGTH];
    out.extend_from_slice(id.as_hyphenated().encode_lower(&mut text).as_bytes());
}

/// Writes a JSON string with its quotes.
pub(crate) fn push_text(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    push_inside(out, text);
    out.push(b'"');
}

/// Writes what stands between the quotes of a JSON string.
fn push_inside(out: &mut Vec<u8>, text: &str) {
    if !text.bytes().any(|byte| byte < b' ' || byte == b'"' || byte == b'\\') {
        out.extend_from_slice(text.as_bytes());
        return;
    }
    let start = out.len();
    // A string is always valid JSON and a Vec always takes it.
    let _ = serde_json::to_writer(&mut *out, text);
    out.pop();
    out.remove(start);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(edm: Edm, cell: Cell<'_>) -> String {
        let mut out = Vec::new();
        push_cell(&mut out, edm, cell);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn an_int64_is_a_string_and_an_int32_a_number() {
        assert_eq!(cell(Edm::Int64, Cell::Int(7)), "\"7\"");
        assert_eq!(cell(Edm::Int32, Cell::Int(7)), "7");
    }

    #[test]
    fn e11_a_date_is_wall_clock_milliseconds() {
        let date = chrono::NaiveDate::from_ymd_opt(2024, 9, 9).unwrap();
        assert_eq!(cell(Edm::DateTime, Cell::day(date)), "\"/Date(1725840000000)/\"");
    }

    #[test]
    fn text_is_escaped() {
        assert_eq!(cell(Edm::String, Cell::Text("a\"b\\c\n")), r#""a\"b\\c\n""#);
    }

    proptest::proptest! {
        #[test]
        fn any_text_reads_back_as_it_was(text in ".*") {
            let mut out = Vec::new();
            push_text(&mut out, &text);
            proptest::prop_assert_eq!(serde_json::from_slice::<String>(&out).unwrap(), text);
        }
    }
}
