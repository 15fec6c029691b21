//! Functions that answer with something else than the rows of a table.

use exact_model::{Family, Meta, catalogue};

use super::App;
use super::answer::Answer;
use crate::error::Refusal;
use crate::odata::cell::Cell;
use crate::odata::key;
use crate::odata::literal::Literal;
use crate::odata::options::Options;
use crate::tables::Collection;

/// `users/UserHasRights`: whether the endpoint offers the method and the caller, by place in the list of users, may use it.
pub(super) fn user_has_rights(app: &App, user: usize, options: &Options) -> Result<Answer, Refusal> {
    // Exact answers a wrong question with a bare 503.
    let text = |name| text(options, name).ok_or_else(Refusal::unavailable);
    let (endpoint, action) = (text("endpoint")?, text("action")?);
    let known = |meta: &&Meta| meta.id.eq_ignore_ascii_case(endpoint.trim_matches('/'));
    let meta = catalogue::endpoints().find(known).ok_or_else(Refusal::unavailable)?;
    if !["GET", "POST", "PUT", "DELETE"].contains(&action.as_str()) {
        return Err(Refusal::unavailable());
    }
    let allowed = app.users.get(user).is_some_and(|user| user.may_use(meta.id));
    let may = allowed && app.coverage.is_licensed(meta.id) && meta.methods.has(&action);
    Ok(Answer::json(200, format!("{{\"d\":{{\"UserHasRights\":{may}}}}}").into_bytes()))
}

fn text(options: &Options, name: &str) -> Option<String> {
    let (_, value) = options.parameters.iter().find(|(other, _)| other == name)?;
    match key::value(value, exact_model::Edm::String)? {
        Literal::Text(text) => Some(text),
        _ => None,
    }
}

/// The one row of `read/sync/Sync/SyncTimestamp`: what to start a sync from to get everything changed since a moment.
pub(super) struct SyncStart {
    modified: i64,
    endpoint: String,
    timestamp: i64,
}

impl SyncStart {
    /// Answers for the sync endpoint that `endPoint` names, by its path or its last part.
    pub(super) fn of(
        options: &Options,
        rows: impl FnOnce(&'static Meta) -> std::sync::Arc<dyn Collection>,
    ) -> Result<Self, Refusal> {
        let modified = options.parameters.iter().find(|(name, _)| name == "modified");
        let modified = modified.and_then(|(_, value)| key::value(value, exact_model::Edm::DateTime));
        let (Some(Literal::Date(modified)), Some(endpoint)) = (modified, text(options, "endPoint")) else {
            return Err(Refusal::query_syntax());
        };
        let named = |meta: &&Meta| {
            let path = meta.id.strip_prefix("sync/").unwrap_or(meta.id);
            meta.family == Family::Sync
                && [meta.id, path, meta.name].iter().any(|name| name.eq_ignore_ascii_case(endpoint.trim_matches('/')))
        };
        let meta = catalogue::endpoints().find(named).ok_or_else(Refusal::query_syntax)?;
        let timestamp = last_before(rows(meta).as_ref(), modified);
        Ok(Self { modified, endpoint, timestamp })
    }
}

/// The timestamp just before the first row changed at that moment or later; rows lie in the order of their timestamp.
fn last_before(rows: &dyn Collection, modified: i64) -> i64 {
    let (Some(at), Some(changed)) = (rows.column("Timestamp"), rows.column("Modified")) else { return 0 };
    let number = |row| match rows.cell(row, at) {
        Cell::Int(value) => value,
        _ => 0,
    };
    let is_new = |row: &usize| matches!(rows.cell(*row, changed), Cell::Date(ms) if ms >= modified);
    match (0..rows.len()).find(is_new) {
        Some(0) => 0,
        Some(first) => number(first - 1),
        None => rows.len().checked_sub(1).map_or(0, number),
    }
}

impl Collection for SyncStart {
    fn len(&self) -> usize {
        1
    }

    fn column(&self, name: &str) -> Option<usize> {
        ["Modified", "API", "TimeStampAsBigInt"].iter().position(|column| *column == name)
    }

    fn cell(&self, _row: usize, column: usize) -> Cell<'_> {
        match column {
            0 => Cell::Date(self.modified),
            1 => Cell::Text(&self.endpoint),
            2 => Cell::Int(self.timestamp),
            _ => Cell::Null,
        }
    }
}
