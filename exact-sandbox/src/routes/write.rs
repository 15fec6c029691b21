//! The body of an answer, in JSON or Atom.

use exact_model::Meta;

use super::answer::Answer;
use super::api::Format;
use super::read::Context;
use crate::odata::atom;
use crate::odata::json::{self, Place, RowWriter};
use crate::odata::literal::iso;
use crate::odata::page::Page;
use crate::odata::select::Plan;
use crate::tables::Collection;

/// The envelopes of a list (rules E1 to E3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Body {
    /// `{"d":[…]}`
    Bare,
    /// `{"d":{"results":[…],"__next":"…"}}`
    Results,
    /// `{"d":[…],"__next":"…"}`
    NextBeside,
}

/// Bytes of a row with every property of a wide entity; a first guess at a page's size.
const ROW_BYTES: usize = 512;

/// A list.
pub(super) fn page(
    context: &Context<'_>,
    url: &str,
    body: Body,
    plan: &Plan,
    rows: &dyn Collection,
    page: &Page,
    next: Option<&str>,
) -> Answer {
    let answer = match context.format {
        Format::Json => json_answer(json_page(context, url, body, plan, rows, page, next), body),
        Format::Atom => {
            let updated = iso(context.now_ms());
            let (address, collection) = (|meta: &Meta| context.url(meta), |id: &str| context.rows_of(id));
            let place = Place { url, address: &address, collection: &collection };
            let feed = atom::Feed { place, updated: &updated, next, count: page.count };
            atom_answer(atom::feed(&feed, plan, rows, &page.rows), "feed")
        }
    };
    Answer { rows: page.rows.len(), ..answer }
}

/// One entity: `{"d":{…}}`.
pub(super) fn entity(context: &Context<'_>, url: &str, plan: &Plan, rows: &dyn Collection, row: usize) -> Answer {
    let answer = match context.format {
        Format::Json => {
            let mut out = b"{\"d\":".to_vec();
            writer(context, url, plan, rows).push(&mut out, rows, row);
            out.push(b'}');
            json_answer(out, Body::Bare)
        }
        Format::Atom => {
            let updated = iso(context.now_ms());
            let (address, collection) = (|meta: &Meta| context.url(meta), |id: &str| context.rows_of(id));
            let place = Place { url, address: &address, collection: &collection };
            let feed = atom::Feed { place, updated: &updated, next: None, count: None };
            atom_answer(atom::entry(&feed, plan, rows, row), "entry")
        }
    };
    Answer { rows: 1, ..answer }
}

fn json_page(
    context: &Context<'_>,
    url: &str,
    body: Body,
    plan: &Plan,
    rows: &dyn Collection,
    page: &Page,
    next: Option<&str>,
) -> Vec<u8> {
    let mut out = Vec::with_capacity(ROW_BYTES * (page.rows.len() + 1));
    out.extend_from_slice(b"{\"d\":");
    if body == Body::Results {
        out.push(b'{');
        if let Some(count) = page.count {
            out.extend_from_slice(format!("\"__count\":\"{count}\",").as_bytes());
        }
        out.extend_from_slice(b"\"results\":");
    }
    out.push(b'[');
    let writer = writer(context, url, plan, rows);
    for (index, row) in page.rows.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        writer.push(&mut out, rows, *row);
    }
    out.push(b']');
    if let Some(next) = next {
        out.extend_from_slice(b",\"__next\":");
        json::push_text(&mut out, next);
    }
    if body == Body::Results {
        out.push(b'}');
    }
    out.push(b'}');
    out
}

fn writer(context: &Context<'_>, url: &str, plan: &Plan, rows: &dyn Collection) -> RowWriter {
    let (address, collection) = (|meta: &Meta| context.url(meta), |id: &str| context.rows_of(id));
    RowWriter::new(&Place { url, address: &address, collection: &collection }, plan, rows)
}

/// `DataServiceVersion` tells which shape of list it is.
fn json_answer(body: Vec<u8>, shape: Body) -> Answer {
    let version = if shape == Body::Bare { "1.0;" } else { "2.0;" };
    Answer { headers: vec![("dataserviceversion", version.to_owned())], ..Answer::json(200, body) }
}

fn atom_answer(body: Vec<u8>, kind: &str) -> Answer {
    let content_type = match kind {
        "feed" => "application/atom+xml;type=feed;charset=utf-8",
        _ => "application/atom+xml;type=entry;charset=utf-8",
    };
    Answer {
        content_type: Some(content_type),
        headers: vec![("dataserviceversion", "2.0;".to_owned())],
        ..Answer::json(200, body)
    }
}
