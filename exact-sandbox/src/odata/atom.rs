//! Rows as an Atom feed, for requests that do not ask for JSON.

use core::fmt::Write as _;

use exact_model::Edm;
use quick_xml::escape::escape;

use super::cell::Cell;
use super::json::{NESTED_PAGE, Place};
use super::literal::iso;
use super::number::double;
use super::select::{FieldKind, Plan};
use crate::form::encode_option;
use crate::schema;
use crate::tables::Collection;

const NAMESPACES: &str = "xmlns=\"http://www.w3.org/2005/Atom\" \
    xmlns:d=\"http://schemas.microsoft.com/ado/2007/08/dataservices\" \
    xmlns:m=\"http://schemas.microsoft.com/ado/2007/08/dataservices/metadata\"";

const RELATED: &str = "http://schemas.microsoft.com/ado/2007/08/dataservices/related";

const SCHEME: &str = "http://schemas.microsoft.com/ado/2007/08/dataservices/scheme";

/// What stands around the rows of a feed.
#[derive(Clone, Copy)]
pub(crate) struct Feed<'a> {
    /// Where the collection and those of its nested rows are served.
    pub(crate) place: Place<'a>,
    /// When the answer is made, as `2026-06-15T12:00:00`.
    pub(crate) updated: &'a str,
    pub(crate) next: Option<&'a str>,
    pub(crate) count: Option<usize>,
}

/// A collection.
pub(crate) fn feed(feed: &Feed<'_>, plan: &Plan, rows: &dyn Collection, page: &[usize]) -> Vec<u8> {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    // Writing into a String cannot fail.
    let _ = write!(
        out,
        "<feed {NAMESPACES}><title type=\"text\">{}</title><id>{}</id><updated>{}Z</updated>",
        plan.meta.name,
        escape(feed.place.url),
        feed.updated
    );
    if let Some(count) = feed.count {
        let _ = write!(out, "<m:count>{count}</m:count>");
    }
    for row in page {
        push_entry(&mut out, feed, plan, rows, *row, "");
    }
    if let Some(next) = feed.next {
        let _ = write!(out, "<link rel=\"next\" href=\"{}\"/>", escape(next));
    }
    out.push_str("</feed>");
    out.into_bytes()
}

/// A single entity.
pub(crate) fn entry(feed: &Feed<'_>, plan: &Plan, rows: &dyn Collection, row: usize) -> Vec<u8> {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    push_entry(&mut out, feed, plan, rows, row, NAMESPACES);
    out.into_bytes()
}

fn push_entry(out: &mut String, feed: &Feed<'_>, plan: &Plan, rows: &dyn Collection, row: usize, namespaces: &str) {
    let uri = schema::entity_uri(feed.place.url, plan.meta, rows, row);
    let _ = write!(
        out,
        "<entry{}{namespaces}><id>{}</id><title type=\"text\"></title><updated>{}Z</updated><author><name/></author>\
         <category term=\"{}\" scheme=\"{SCHEME}\"/>",
        if namespaces.is_empty() { "" } else { " " },
        escape(&uri),
        feed.updated,
        plan.type_name,
    );
    for field in &plan.fields {
        let inner = match &field.kind {
            FieldKind::Value { .. } => continue,
            FieldKind::Deferred => None,
            FieldKind::Expanded(inner) => Some(inner.as_deref()),
        };
        let (name, href) = (field.name, escape(format!("{uri}/{}", field.name)).into_owned());
        let _ = write!(
            out,
            "<link rel=\"{RELATED}/{name}\" type=\"application/atom+xml;type=feed\" title=\"{name}\" href=\"{href}\">"
        );
        if let Some(inner) = inner {
            let _ = write!(
                out,
                "<m:inline><feed><title type=\"text\">{name}</title><id>{href}</id><updated>{}Z</updated>",
                feed.updated
            );
            if let Some(plan) = inner {
                push_nested(out, feed, plan, &href, rows.nested(row, name));
            }
            out.push_str("</feed></m:inline>");
        }
        out.push_str("</link>");
    }
    out.push_str("<content type=\"application/xml\"><m:properties>");
    let values = plan.fields.iter().filter_map(|field| match field.kind {
        FieldKind::Value { edm, column } => Some((field.name, edm, column.map_or(Cell::Null, |at| rows.cell(row, at)))),
        FieldKind::Deferred | FieldKind::Expanded(_) => None,
    });
    for (name, edm, cell) in values {
        push_property(out, name, edm, cell);
    }
    out.push_str("</m:properties></content></entry>");
}

/// The entries of an expanded property, and the link to the rest when there are more than a page of them.
fn push_nested(out: &mut String, feed: &Feed<'_>, plan: &Plan, href: &str, nested: &[usize]) {
    let Some(rows) = (feed.place.collection)(plan.meta.id) else { return };
    let url = (feed.place.address)(plan.meta);
    let inner = Feed { place: Place { url: &url, ..feed.place }, next: None, count: None, ..*feed };
    for row in nested.iter().take(NESTED_PAGE) {
        push_entry(out, &inner, plan, rows.as_ref(), *row, "");
    }
    let last = nested.get(NESTED_PAGE).and_then(|_| nested.get(NESTED_PAGE - 1));
    if let Some(last) = last {
        let token = escape(encode_option(&schema::key_token(plan.meta, rows.as_ref(), *last))).into_owned();
        let _ = write!(out, "<link rel=\"next\" href=\"{href}?$skiptoken={token}\"/>");
    }
}

fn push_property(out: &mut String, name: &str, edm: Edm, cell: Cell<'_>) {
    let kind = if edm == Edm::String { String::new() } else { format!(" m:type=\"{edm}\"") };
    let text = match cell {
        Cell::Null => {
            let _ = write!(out, "<d:{name}{kind} m:null=\"true\"/>");
            return;
        }
        Cell::Bool(value) => value.to_string(),
        Cell::Int(value) => value.to_string(),
        Cell::Number(value) => double(value),
        Cell::Text(text) => {
            // XML 1.0 has no control characters, not even escaped.
            let clean: String = text.chars().filter(|c| !c.is_control() || matches!(c, '\t' | '\n' | '\r')).collect();
            escape(&clean).into_owned()
        }
        Cell::Guid(id) => id.to_string(),
        Cell::Date(ms) => iso(ms),
    };
    let _ = write!(out, "<d:{name}{kind}>{text}</d:{name}>");
}
