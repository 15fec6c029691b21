//! Others who may ask about a link: an invitation that works once, and taking somebody off again.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Redirect, Response};
use chrono::Days;
use serde::Deserialize;

use super::database::Acceptance;
use super::form::Form;
use super::key::unguessable;
use super::login::INVITATION;
use super::page::{self, Oops};
use super::site::Site;
use super::visitor;
use crate::failure::Failure;

/// Days an invitation can be taken.
pub(super) const INVITATION_DAYS: u64 = 7;

/// Makes an invitation and shows it, this once: what is kept cannot be turned into the address again.
pub(super) async fn invite(State(site): State<Arc<Site>>, headers: HeaderMap, body: Bytes) -> Result<Response, Oops> {
    let (session, visitor) = visitor::sender(&site, &headers, &Form::read(&body)).await?;
    let plan = site.settings.plans.of(&visitor.account).clone();
    let link = visitor::own(visitor)?;
    let code = unguessable()?;
    let today = site.today();
    let until = today.checked_add_days(Days::new(INVITATION_DAYS)).unwrap_or(today);
    if site.database.invite(&link.id, &code, until, plan.members).await?.is_none() {
        return Err(full(&site, &plan.name, plan.members).into());
    }
    let address = site.settings.at(&format!("{INVITATION}{code}"));
    Ok(page::invitation_made(&link, &session, &address, until).into_response())
}

/// Withdraws the invitations nobody took.
pub(super) async fn withdraw(State(site): State<Arc<Site>>, headers: HeaderMap, body: Bytes) -> Result<Response, Oops> {
    let (_, visitor) = visitor::sender(&site, &headers, &Form::read(&body)).await?;
    site.database.withdraw_invitations(&visitor::own(visitor)?.id).await?;
    Ok(Redirect::to("/dashboard").into_response())
}

/// Takes a member off the visitor's own link.
pub(super) async fn remove(State(site): State<Arc<Site>>, headers: HeaderMap, body: Bytes) -> Result<Response, Oops> {
    let form = Form::read(&body);
    let (_, visitor) = visitor::sender(&site, &headers, &form).await?;
    site.database.remove_member(&visitor::own(visitor)?.id, form.one("lid")).await?;
    Ok(Redirect::to("/dashboard").into_response())
}

/// Leaves the link of another.
pub(super) async fn leave(State(site): State<Arc<Site>>, headers: HeaderMap, body: Bytes) -> Result<Response, Oops> {
    let form = Form::read(&body);
    let (_, visitor) = visitor::sender(&site, &headers, &form).await?;
    site.database.remove_member(form.one("koppeling"), &visitor.account.id).await?;
    Ok(Redirect::to("/dashboard").into_response())
}

/// What an invitation is taken with.
#[derive(Debug, Deserialize)]
pub(super) struct Taken {
    code: String,
}

/// Shows whose books somebody is invited to.
pub(super) async fn invited(
    State(site): State<Arc<Site>>,
    Query(taken): Query<Taken>,
    headers: HeaderMap,
) -> Result<Response, Oops> {
    let link = site.database.invitation(&taken.code, site.today()).await?.ok_or_else(gone)?;
    let visitor = visitor::of(&site, &headers).await?;
    Ok(page::invitation(&link, visitor.as_ref(), &taken.code).into_response())
}

/// Takes an invitation.
pub(super) async fn accept(State(site): State<Arc<Site>>, headers: HeaderMap, body: Bytes) -> Result<Response, Oops> {
    let form = Form::read(&body);
    let (_, visitor) = visitor::sender(&site, &headers, &form).await?;
    let today = site.today();
    let link = site.database.invitation(form.one("code"), today).await?.ok_or_else(gone)?;
    let owner = site.database.account(&link.id).await?.ok_or_else(gone)?;
    let plan = site.settings.plans.of(&owner);
    match site.database.accept(form.one("code"), &visitor.account.id, today, plan.members).await? {
        Acceptance::Accepted => Ok(Redirect::to("/dashboard").into_response()),
        Acceptance::Gone => Err(gone().into()),
        Acceptance::Full => Err(full(&site, &plan.name, plan.members).into()),
        Acceptance::Own => Err(Failure::new(
            "eigen_koppeling",
            "Deze uitnodiging is voor je eigen koppeling.",
            "Stuur het adres naar wie je wilt uitnodigen; zelf heb je al toegang.",
        )
        .into()),
    }
}

fn gone() -> Failure {
    Failure::new(
        "uitnodiging_weg",
        "Deze uitnodiging is al gebruikt, ingetrokken of verlopen.",
        "Vraag wie je uitnodigde om een nieuwe.",
    )
}

fn full(site: &Site, plan: &str, most: u32) -> Failure {
    let more = match &site.settings.plans.address {
        Some(address) => format!("kies een groter abonnement op {address}"),
        None => "vraag de beheerder van deze site om een groter abonnement".to_owned(),
    };
    let others = crate::dutch::count(usize::try_from(most).unwrap_or(usize::MAX), "ander", "anderen");
    Failure::new(
        "leden_vol",
        format!("Met het abonnement {plan} kan een koppeling met {others} worden gedeeld."),
        format!("Verwijder een lid of trek een uitnodiging in, of {more}."),
    )
}
