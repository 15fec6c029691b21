//! Rows as an Atom feed, for requests that do not ask for JSON.

use core::fmt::Write as _;

use exact_model::Edm;
use quick_xml::escape::escape;

use super::cell::Cell;
use super::double::double;
use super::literal::iso;
use super::select::{FieldKind, Plan};
use crate::schema;
use crate::tables::Collection;

const NAMESPACES: &str = "xmlns=\"http://www.w3.org/2005/Atom\" \
    xmlns:d=\"http://schemas.microsoft.com/ado/2007/08/dataservices\" \
    xmlns:m=\"http://schemas.microsoft.com/ado/2007/08/dataservices/metadata\"";

const SCHEME: &str = "http://schemas.microsoft.com/ado/2007/08/dataservices/scheme";

/// What stands around the rows of a feed.
pub(crate) struct Feed<'a> {
    /// Address of the collection.
    pub(crate) url: &'a str,
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
        escape(feed.url),
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
    let uri = schema::entity_uri(feed.url, plan.meta, rows, row);
    let _ = write!(
        out,
        "<entry{}{namespaces}><id>{}</id><title type=\"text\"></title><updated>{}Z</updated><author><name/></author>\
         <category term=\"{}\" scheme=\"{SCHEME}\"/><content type=\"application/xml\"><m:properties>",
        if namespaces.is_empty() { "" } else { " " },
        escape(&uri),
        feed.updated,
        plan.type_name,
    );
    let values = plan.fields.iter().filter_map(|field| match field.kind {
        FieldKind::Value { edm, column } => Some((field.name, edm, column.map_or(Cell::Null, |at| rows.cell(row, at)))),
        FieldKind::Deferred | FieldKind::Expanded(_) => None,
    });
    for (name, edm, cell) in values {
        push_property(out, name, edm, cell);
    }
    out.push_str("</m:properties></content></entry>");
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
