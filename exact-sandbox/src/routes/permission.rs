//! Whether user, app and licence allow a call that has a token and a place to go.

use axum::http::Method;
use exact_model::Meta;

use super::App;
use crate::error::Refusal;

/// Refuses what the licence does not have, the app may not do, or the user may not see.
pub(super) fn check(app: &App, user: usize, method: &Method, meta: &Meta) -> Result<(), Refusal> {
    let reads = matches!(*method, Method::GET | Method::HEAD);
    if !app.coverage.is_licensed(meta.id) {
        return Err(Refusal { status: 403, ..Refusal::bad_request("Forbidden - Module not in licence") });
    }
    if !app.coverage.permits(meta.scopes, !reads) {
        let what = if reads { "read" } else { "write" };
        let text = format!("Forbidden - Application Scope Violated. Cannot {what}");
        return Err(Refusal { status: 403, ..Refusal::bad_request(text) });
    }
    if app.users.get(user).is_some_and(|user| !user.may_use(meta.id)) {
        return Err(Refusal { status: 403, ..Refusal::bad_request("Forbidden - User has no rights") });
    }
    Ok(())
}
