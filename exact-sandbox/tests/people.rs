//! Users, the app's permissions, the licence, and access that is taken away.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests may stop at what cannot be")]

mod support;

use exact_sandbox::books::Books;
use exact_sandbox::{Builder, Sandbox, User};
use support::*;

const CALLBACK: &str = "http://127.0.0.1:9/";
const ACCOUNTS: &str = "crm/Accounts?$select=ID";

/// The small books twice, as two divisions.
fn two_divisions() -> Books {
    let mut books = books(2);
    let mut second = books.divisions[0].clone();
    second.code += 1;
    second.name = "Tweede".to_owned();
    books.divisions.push(second);
    books
}

async fn two_users() -> Session {
    let anna = User::new("anna").divisions([DIVISION]);
    let bob = User::new("bob").without("crm/Accounts");
    session_of(Sandbox::builder().books(two_divisions()).limits(AMPLE).user(anna).user(bob)).await
}

fn request<'a>(session: &'a Session, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let id = session.sandbox.client_id();
    let mut form = vec![("client_id", id), ("redirect_uri", CALLBACK), ("response_type", "code")];
    form.extend(more);
    form
}

async fn post(session: &Session, page: &str, more: &[(&str, &str)]) -> Reply {
    let url = format!("{}/api/oauth2/{page}", session.sandbox.base_url());
    reply(session.http.post(url).form(&request(session, more))).await
}

/// The access and the refresh token of a user who allows both divisions.
async fn tokens(session: &Session, user: &str) -> (String, String) {
    let (first, second) = (DIVISION.to_string(), (DIVISION + 1).to_string());
    let back = post(session, "consent", &[("username", user), ("division", &first), ("division", &second)]).await;
    let location = reqwest::Url::parse(back.header("location").unwrap()).unwrap();
    let code = location.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
    let form = [("grant_type", "authorization_code"), ("code", code.as_str()), ("redirect_uri", CALLBACK)];
    let tokens = session.token_call(&form).await.json();
    let text = |name: &str| tokens[name].as_str().unwrap().to_owned();
    (text("access_token"), text("refresh_token"))
}

async fn status(session: &Session, token: &str, path: &str) -> u16 {
    let url = format!("{}/api/v1/{path}", session.sandbox.base_url());
    reply(session.http.get(url).bearer_auth(token).header("accept", "application/json")).await.status
}

#[tokio::test]
async fn each_user_sees_and_opens_only_their_own_divisions() {
    let session = two_users().await;
    let page = post(&session, "login", &[("username", "anna"), ("password", "x")]).await;
    assert!(page.text.contains("Proefdraai") && !page.text.contains("Tweede"), "{}", page.text);
    let (anna, _) = tokens(&session, "anna").await;
    let (bob, _) = tokens(&session, "bob").await;
    let second = format!("{}/vat/VATCodes", DIVISION + 1);
    assert_eq!(status(&session, &anna, &second).await, 403);
    assert_eq!(status(&session, &bob, &second).await, 200);
}

#[tokio::test]
async fn an_unknown_user_gets_no_further_than_the_login() {
    let session = two_users().await;
    let page = post(&session, "login", &[("username", "carol"), ("password", "x")]).await;
    assert!(page.text.contains("niet bekend") && !page.text.contains("Toestaan"));
    assert_eq!(post(&session, "consent", &[("username", "carol"), ("division", "100001")]).await.status, 400);
}

#[tokio::test]
async fn who_is_logged_in_goes_straight_to_consent_unless_a_login_is_forced() {
    let session = two_users().await;
    let login = post(&session, "login", &[("username", "bob"), ("password", "x")]).await;
    let cookie = login.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
    let url = format!("{}/api/oauth2/auth", session.sandbox.base_url());
    let open = |force: &'static str| {
        let query = request(&session, &[("force_login", force)]);
        reply(session.http.get(&url).query(&query).header("cookie", &cookie))
    };
    let straight = open("0").await.text;
    assert!(straight.contains("Toestaan") && straight.contains("<strong>bob</strong>"));
    assert!(open("1").await.text.contains("Wachtwoord"));
}

#[tokio::test]
async fn a_user_without_the_right_is_refused_and_another_is_not() {
    let session = two_users().await;
    let path = format!("{DIVISION}/{ACCOUNTS}");
    let (anna, _) = tokens(&session, "anna").await;
    let (bob, _) = tokens(&session, "bob").await;
    assert_eq!(status(&session, &anna, &path).await, 200);
    assert_eq!(status(&session, &bob, &path).await, 403);
}

#[tokio::test]
async fn a_login_of_one_user_does_not_end_the_chain_of_another() {
    let session = two_users().await;
    let (_, anna) = tokens(&session, "anna").await;
    tokens(&session, "bob").await;
    session.sandbox.clock().advance(std::time::Duration::from_secs(575));
    assert_eq!(session.refresh(&anna).await.status, 200);
}

async fn with(change: impl FnOnce(Builder) -> Builder) -> Session {
    session_of(change(Sandbox::builder().books(books(2)).limits(AMPLE))).await
}

#[tokio::test]
async fn an_app_without_the_permission_gets_the_text_exact_gives() {
    let session = with(|builder| builder.scopes(["Financial accounting:read"])).await;
    let refused = session.read(ACCOUNTS).await;
    assert_eq!(
        (refused.status, refused.message().as_str()),
        (403, "Forbidden - Application Scope Violated. Cannot read")
    );
    assert_eq!(session.read("vat/VATCodes?$select=ID").await.status, 200);
    assert_eq!(session.get("current/Me").await.status, 200);
}

#[tokio::test]
async fn a_permission_to_view_does_not_let_the_app_make_changes() {
    let session = with(|builder| builder.scopes(["Organization administration:read"])).await;
    let url = format!("{}/api/v1/{DIVISION}/webhooks/WebhookSubscriptions", session.sandbox.base_url());
    let refused = reply(session.http.post(url).bearer_auth(&session.token).body("{}")).await;
    assert_eq!(refused.status, 403);
    assert_eq!(session.read("webhooks/WebhookSubscriptions").await.status, 200);
}

#[tokio::test]
async fn a_module_that_is_not_in_the_licence_is_refused_and_l5_counts_it() {
    let session = with(|builder| builder.unlicensed("crm/")).await;
    for _ in 0..11 {
        assert_eq!(session.read(ACCOUNTS).await.status, 403);
    }
    assert_eq!(session.read(ACCOUNTS).await.status, 429);
    assert_eq!(session.read("vat/VATCodes?$select=ID").await.status, 200);
}

#[tokio::test]
async fn revoked_access_ends_every_token_of_that_user_only() {
    let session = two_users().await;
    let (anna, anna_refresh) = tokens(&session, "anna").await;
    let (bob, _) = tokens(&session, "bob").await;
    session.sandbox.revoke(Some("anna"));
    assert_eq!(status(&session, &anna, "current/Me").await, 401);
    assert_eq!(status(&session, &bob, "current/Me").await, 200);
    session.sandbox.clock().advance(std::time::Duration::from_secs(575));
    assert_eq!(session.refresh(&anna_refresh).await.status, 400);
    let url = format!("{}/_sandbox/revoke", session.sandbox.base_url());
    assert_eq!(reply(session.http.post(&url).body("{}")).await.status, 204);
    assert_eq!(status(&session, &bob, "current/Me").await, 401);
    assert_eq!(reply(session.http.post(&url).body(r#"{"user":"carol"}"#)).await.status, 400);
}

#[tokio::test]
async fn me_is_who_logged_in_with_the_first_division_of_their_own() {
    let anna = User::new("anna").divisions([DIVISION + 1]);
    let users = Sandbox::builder().books(two_divisions()).limits(AMPLE).user(anna).user(User::new("bob"));
    let session = session_of(users).await;
    let mut ids = Vec::new();
    for (name, full_name, division) in [("anna", "Anna Gebruiker", DIVISION + 1), ("bob", "Bob Gebruiker", DIVISION)] {
        let (token, _) = tokens(&session, name).await;
        let url = format!("{}/api/v1/current/Me", session.sandbox.base_url());
        let me = reply(session.http.get(url).bearer_auth(token).header("accept", "application/json")).await.rows();
        assert_eq!((&me[0]["UserName"], &me[0]["FullName"]), (&name.into(), &full_name.into()));
        assert_eq!((&me[0]["CurrentDivision"], &me[0]["AccountingDivision"]), (&division.into(), &division.into()));
        ids.push(me[0]["UserID"].clone());
    }
    assert_ne!(ids[0], ids[1]);
}

#[tokio::test]
async fn user_has_rights_tells_of_the_user_who_asks() {
    let session = two_users().await;
    let url = format!("{}/api/v1/{DIVISION}/users/UserHasRights", session.sandbox.base_url());
    for (name, may) in [("anna", true), ("bob", false)] {
        let (token, _) = tokens(&session, name).await;
        let query = [("endpoint", "'crm/Accounts'"), ("action", "'GET'")];
        let asked = session.http.get(&url).query(&query).bearer_auth(token).header("accept", "application/json");
        assert_eq!(reply(asked).await.json()["d"]["UserHasRights"], may, "{name}");
    }
}
