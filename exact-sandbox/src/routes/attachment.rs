//! Files attached to documents: `/docs/SysAttachment.aspx`, which is not OData, and what becomes of a file that is sent.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use axum::extract::{Request, State};
use axum::http::Method;
use axum::response::Response;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;
use uuid::Uuid;

use super::App;
use super::answer::Answer;
use super::api::{self, Entry, Format};
use super::permission;
use super::read::Context;
use crate::books::Value;
use crate::error::Refusal;
use crate::form;
use crate::odata::cell::Cell;
use crate::odata::key;

const ENDPOINT: &str = "documents/DocumentAttachments";

/// Where the content lies: under a name that no `$select` can ask for, because Exact never gives it with the row.
const CONTENT: &str = "(content)";

type Values = BTreeMap<&'static str, Value>;

/// The file at the address that an attachment's row gives.
pub(super) async fn download(State(app): State<Arc<App>>, request: Request) -> Response {
    let started = Instant::now();
    let (headers, uri) = (request.headers(), request.uri());
    let query = form::pairs(uri.query().unwrap_or_default());
    let number = |name| form::value(&query, name)?.parse().ok();
    let division: i32 = number("_Division_").unwrap_or_default();
    let id: Option<Uuid> = form::value(&query, "ID").and_then(|id| id.trim_matches(['{', '}']).parse().ok());
    let mut answer = match api::enter(&app, headers, Some(Format::Json), division, ENDPOINT) {
        Ok(entry) => {
            let outcome = file(&app, &entry, division, id);
            api::with(outcome.unwrap_or_else(|refusal| api::refused(&refusal, Some(Format::Json))), entry.windows)
        }
        Err(answer) => answer,
    };
    api::count_error(&app, headers, division, ENDPOINT, answer.status);
    answer.endpoint = Some("docs/SysAttachment.aspx".to_owned());
    let path = uri.path_and_query().map_or_else(|| uri.path(), |path| path.as_str()).to_owned();
    answer.send(&app, request.method().as_str(), path, started)
}

fn file(app: &App, entry: &Entry, division: i32, id: Option<Uuid>) -> Result<Answer, Refusal> {
    let missing = || Refusal::not_found("SysAttachment.aspx");
    let id = id.ok_or_else(missing)?;
    let target = app.schema.target(&format!("{division}/{ENDPOINT}(guid'{id}')")).map_err(|_| missing())?;
    permission::check(app, entry.user, &Method::GET, target.meta)?;
    if !entry.divisions.contains(&division) {
        return Err(Refusal::forbidden("NoDivisionAccess", "Forbidden - User division is not within division scope"));
    }
    let _unchanged = app.tables.hold();
    let rows = app.tables.get(division, ENDPOINT).ok_or_else(missing)?;
    let at = key::find(target.meta, rows.as_ref(), &format!("guid'{id}'"))?.ok_or_else(missing)?;
    let cell = |name| rows.column(name).map_or(Cell::Null, |column| rows.cell(at, column));
    let name = match cell("FileName") {
        Cell::Text(name) => name.replace(['"', '\\', '\r', '\n'], "_"),
        _ => "attachment".to_owned(),
    };
    let body = match (cell(CONTENT), cell("FileSize")) {
        (Cell::Text(content), _) => BASE64_STANDARD.decode(content).unwrap_or_default(),
        (_, Cell::Number(size)) => scan(id, size.to_usize().unwrap_or_default()),
        _ => Vec::new(),
    };
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers = vec![("content-disposition", disposition)];
    Ok(Answer { status: 200, content_type: Some("application/octet-stream"), headers, body, ..Answer::default() })
}

/// A scan that nobody made: the right number of bytes, other ones for every attachment.
fn scan(id: Uuid, size: usize) -> Vec<u8> {
    format!("%PDF-1.4\n% {id}\n").bytes().cycle().take(size).collect()
}

/// The document of an attachment that the call is about; `None` when it is about something else.
pub(super) fn document(context: &Context<'_>, id: Uuid) -> Option<Uuid> {
    let target = context.target;
    if target.meta.id != ENDPOINT {
        return None;
    }
    let _unchanged = context.app.tables.hold();
    let rows = context.app.tables.get(target.division, ENDPOINT)?;
    let at = key::find(target.meta, rows.as_ref(), &format!("guid'{id}'")).ok()??;
    match rows.cell(at, rows.column("Document")?) {
        Cell::Guid(document) => Some(document),
        _ => None,
    }
}

/// Takes the content out of the properties of a new attachment.
pub(super) fn take(endpoint: &str, values: &mut Values) -> Result<Option<String>, Refusal> {
    if endpoint != ENDPOINT {
        return Ok(None);
    }
    let Some(Value::Text(content)) = values.remove("Attachment") else { return Ok(None) };
    let bytes = BASE64_STANDARD.decode(&content).map_err(|_| {
        Refusal::bad_request("Error processing request stream. The value of property 'Attachment' is not base64.")
    })?;
    values.insert("FileSize", Value::Number(Decimal::from(bytes.len())));
    Ok(Some(content))
}

/// What a new attachment's row says once the file has its place.
pub(super) fn filed(division: i32, id: Uuid, content: String) -> Values {
    let url = format!("/docs/SysAttachment.aspx?ID={id}&_Division_={division}");
    Values::from([("Url", Value::text(url)), (CONTENT, Value::text(content))])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_no_base64_is_refused() {
        let mut values = Values::from([("Attachment", Value::text("%%%"))]);
        assert!(take(ENDPOINT, &mut values).is_err());
    }

    #[test]
    fn a_scan_has_the_size_its_row_tells() {
        assert_eq!(scan(Uuid::nil(), 1_000).len(), 1_000);
        assert_ne!(scan(Uuid::nil(), 1_000), scan(Uuid::from_u128(1), 1_000));
    }
}
