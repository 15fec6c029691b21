//! Others who may ask about a link, and those who may not.

use exact_sandbox::books::company::Company;
use exact_sandbox::{Sandbox, User};
use serde_json::Value;

use super::browser::{Page, attribute};
use super::*;

/// An Exact Online where anna and bert each have an administration of their own, and cora the rest.
pub(super) async fn clients() -> Sandbox {
    let builder = || Sandbox::builder().company(Company::Group).today("2026-11-20".parse().unwrap());
    let all = builder().start().await.unwrap().divisions();
    let anna = User::new("anna").divisions([all[0]]);
    let bert = User::new("bert").divisions([all[1]]);
    let cora = User::new("cora").divisions(all[2..].iter().copied());
    builder().user(anna).user(bert).user(cora).start().await.unwrap()
}

/// A browser of somebody with a link.
pub(super) async fn connected(base: &str, user: &str) -> Browser {
    let mut browser = Browser::new();
    let start = browser.open(&format!("{base}/connect")).await;
    let page = browser.connect_as(start, Some(user)).await;
    assert!(page.text.contains("Verbonden"), "{}", page.text);
    browser
}

/// The address of an invitation by the owner of a link.
async fn invitation(owner: &mut Browser, base: &str) -> String {
    let dashboard = owner.open(&format!("{base}/dashboard")).await;
    let made = owner.press(&dashboard, "/dashboard/uitnodigen", None, "").await;
    let address = made.text.split_once("<code id=\"uitnodiging\">").unwrap_or_else(|| panic!("{}", made.text)).1;
    address.split_once('<').unwrap().0.to_owned()
}

/// Has one take the invitation of another.
pub(super) async fn invited(owner: &mut Browser, guest: &mut Browser, base: &str) {
    let address = invitation(owner, base).await;
    let page = guest.open(&address).await;
    let joined = guest.press(&page, "action=\"/uitnodiging\"", None, "").await;
    assert!(joined.text.contains("Boeken die met je zijn gedeeld"), "{}", joined.text);
}

async fn names(base: &str, token: &str) -> Vec<String> {
    let (_, answer) = ask(base, token, "administraties", &json!({})).await;
    let rows = answer["rijen"].as_array().cloned().unwrap_or_default();
    rows.iter().map(|row| row["naam"].as_str().unwrap().to_owned()).collect()
}

fn csrf(dashboard: &Page) -> String {
    attribute(dashboard.text.split_once("name=\"csrf\"").unwrap().1, "value").unwrap()
}

/// What revenue an assistant is told over MCP, in a session that began at one server and goes on at another.
pub(super) async fn tool_call(base: &str, other: &str, token: &str, arguments: &Value) -> String {
    let client = Client::builder().no_proxy().build().unwrap();
    let post = |base: &str, body: Value| {
        let request = client.post(format!("{base}/mcp")).header(ACCEPT, "application/json, text/event-stream");
        request.bearer_auth(token).json(&body).send()
    };
    let hello = json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
        "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}});
    let welcome = post(base, hello).await.unwrap();
    assert!(!welcome.headers().contains_key("mcp-session-id"), "there is no session to take over");
    post(base, json!({"jsonrpc": "2.0", "method": "notifications/initialized"})).await.unwrap();
    let call = json!({"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {
        "name": "omzet", "arguments": arguments}});
    post(other, call).await.unwrap().text().await.unwrap()
}

#[tokio::test]
async fn an_accountant_asks_over_his_clients_together_until_he_is_taken_off() {
    let exact = clients().await;
    let folder = tempfile::tempdir().unwrap();
    let site = Site::hosted(folder.path(), free_port(), &exact);
    let mut anna = connected(&site.base, "anna").await;
    let mut bert = connected(&site.base, "bert").await;
    let mut cora = connected(&site.base, "cora").await;
    let token = token(&mut cora, &site.base).await;
    let own = names(&site.base, &token).await;
    invited(&mut anna, &mut cora, &site.base).await;
    invited(&mut bert, &mut cora, &site.base).await;
    let all = names(&site.base, &token).await;
    assert_eq!(all.len(), own.len() + 2, "the token that she had already: {all:?}");
    let together = json!({ "administratie": "alle", "periode": "2025" });
    let (status, answer) = ask(&site.base, &token, "resultaat", &together).await;
    assert_eq!((status, answer["rijen"].as_array().unwrap().len()), (StatusCode::OK, all.len()), "{answer}");
    let of_anna = all.iter().find(|name| !own.contains(name)).unwrap().clone();
    let dashboard = cora.open(&format!("{}/dashboard", site.base)).await.text;
    assert!(
        dashboard.contains(">Anna Gebruiker<") && dashboard.contains(">Bert Gebruiker<"),
        "side by side: {dashboard}"
    );
    // Whoever is asked about by name.
    let asked = json!({ "administratie": of_anna, "periode": "2025" });
    assert_eq!(ask(&site.base, &token, "omzet", &asked).await.1["volledig"], true);
    for owner in [&mut anna, &mut bert] {
        let page = owner.open(&format!("{}/dashboard", site.base)).await;
        owner.press(&page, "/dashboard/leden/verwijder", None, "").await;
    }
    assert_eq!(names(&site.base, &token).await, own, "at once, and with the same token");
    let (_, answer) = ask(&site.base, &token, "omzet", &asked).await;
    assert_eq!(answer["fout"]["code"], "administratie_onbekend", "{answer}");
}

#[tokio::test]
async fn an_invitation_is_taken_once_and_not_after_it_was_withdrawn() {
    let exact = clients().await;
    let folder = tempfile::tempdir().unwrap();
    let hoster = Hoster::new(folder.path(), free_port(), &exact)
        .configured("[plans.gratis]\nquestions_per_month = 50\nmembers = 2");
    let site = Site::start(hoster.serving());
    let mut anna = connected(&site.base, "anna").await;
    let withdrawn = invitation(&mut anna, &site.base).await;
    let dashboard = anna.open(&format!("{}/dashboard", site.base)).await;
    anna.press(&dashboard, "/dashboard/uitnodigingen/intrekken", None, "").await;
    let mut bert = connected(&site.base, "bert").await;
    assert_eq!(bert.open(&withdrawn).await.status, StatusCode::GONE);
    let address = invitation(&mut anna, &site.base).await;
    let own = anna.open(&address).await;
    let told = anna.press(&own, "action=\"/uitnodiging\"", None, "").await;
    assert!(told.text.contains("je eigen koppeling"), "{}", told.text);
    // Both see the page, one of them is first.
    let mut cora = connected(&site.base, "cora").await;
    let (first, second) = (bert.open(&address).await, cora.open(&address).await);
    assert!(bert.press(&first, "action=\"/uitnodiging\"", None, "").await.text.contains("met je zijn gedeeld"));
    assert_eq!(cora.press(&second, "action=\"/uitnodiging\"", None, "").await.status, StatusCode::GONE);
    invitation(&mut anna, &site.base).await;
    let full = anna.open(&format!("{}/dashboard", site.base)).await.text;
    assert!(full.contains("geen plaats voor nog iemand") && !full.contains("Iemand uitnodigen"), "{full}");
}

#[tokio::test]
async fn a_guest_logs_in_reads_the_books_of_another_and_links_none_of_his_own() {
    let exact = clients().await;
    let folder = tempfile::tempdir().unwrap();
    let site = Site::hosted(folder.path(), free_port(), &exact);
    let mut anna = connected(&site.base, "anna").await;
    let address = invitation(&mut anna, &site.base).await;
    let mut bert = Browser::new();
    let page = bert.open(&address).await;
    let login = bert.press(&page, "/connect/start", None, "").await;
    let consent = bert.press(&login, "login", Some(("username", "bert")), "").await;
    let choice = bert.press(&consent, "consent", Some(("action", "allow")), "").await;
    assert!(choice.text.contains("Je bent uitgenodigd"), "{}", choice.text);
    let invited = bert.press(&choice, "/connect/kies", None, "").await;
    let joined = bert.press(&invited, "action=\"/uitnodiging\"", None, "").await;
    assert!(
        joined.text.contains("Welkom, Bert Gebruiker") && joined.text.contains(">Anna Gebruiker<"),
        "{}",
        joined.text
    );
    let answered = bert.press(&joined, "/dashboard/vraag", Some(("vraag", "overzicht")), "").await;
    assert!(answered.text.contains("Zo staat"), "{}", answered.text);
    let token = token(&mut bert, &site.base).await;
    assert_eq!(names(&site.base, &token).await.len(), 1);
    let page = bert.open(&format!("{}/dashboard", site.base)).await;
    bert.press(&page, "/dashboard/verlaat", None, "").await;
    let (status, answer) = ask(&site.base, &token, "omzet", &json!({})).await;
    assert_eq!((status, &answer["fout"]["code"]), (StatusCode::FORBIDDEN, &json!("geen_toegang")));
}

#[tokio::test]
async fn nobody_without_a_role_reaches_a_link_by_page_action_or_mcp() {
    let exact = clients().await;
    let folder = tempfile::tempdir().unwrap();
    let site = Site::hosted(folder.path(), free_port(), &exact);
    let mut anna = connected(&site.base, "anna").await;
    let mut bert = connected(&site.base, "bert").await;
    let mut cora = connected(&site.base, "cora").await;
    invited(&mut anna, &mut cora, &site.base).await;
    let of_anna = exact.divisions()[0].to_string();
    let dashboard = anna.open(&format!("{}/dashboard", site.base)).await;
    let kept: Value =
        serde_json::from_str(&anna.open(&format!("{}/dashboard/gegevens", site.base)).await.text).unwrap();
    let (id, member) = (kept["account"]["id"].as_str().unwrap(), kept["leden"][0]["account"].as_str().unwrap());
    assert!(dashboard.text.contains(">Cora Gebruiker<"));

    // Somebody else, by every way in.
    let token = token(&mut bert, &site.base).await;
    let asked = json!({ "administratie": of_anna, "periode": "2025" });
    let (_, answer) = ask(&site.base, &token, "omzet", &asked).await;
    assert_eq!(answer["fout"]["code"], "administratie_onbekend", "{answer}");
    let answer = tool_call(&site.base, &site.base, &token, &asked).await;
    assert!(answer.contains("administratie_onbekend") && !answer.contains("volledig"), "{answer}");
    for path in ["dashboard", "dashboard/gegevens"] {
        let page = bert.open(&format!("{}/{path}", site.base)).await.text;
        assert!(!page.contains("Anna") && !page.contains("Cora") && !page.contains(id), "{page}");
    }

    // A member asks, by MCP too.
    let token = super::token(&mut cora, &site.base).await;
    assert!(tool_call(&site.base, &site.base, &token, &asked).await.contains("volledig"));

    // Whoever may only ask, and a stranger, change nothing about the link; what they delete is their own.
    for browser in [&mut bert, &mut cora] {
        let csrf = csrf(&browser.open(&format!("{}/dashboard", site.base)).await);
        for (path, field, value) in [
            ("leden/verwijder", "lid", member),
            ("administraties", "administratie", of_anna.as_str()),
            ("uitnodigingen/intrekken", "koppeling", id),
        ] {
            let url = Url::parse(&format!("{}/dashboard/{path}", site.base)).unwrap();
            let form = [("csrf", csrf.as_str()), (field, value), ("koppeling", id), ("id", id)];
            let form = form.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
            browser.follow(Method::POST, url, Some(form), "").await;
        }
    }
    let page = bert.open(&format!("{}/dashboard", site.base)).await;
    bert.press(&page, "/dashboard/verwijder", None, "").await;
    let after: Value =
        serde_json::from_str(&anna.open(&format!("{}/dashboard/gegevens", site.base)).await.text).unwrap();
    assert_eq!(after, kept);
}

#[tokio::test]
async fn whoever_is_forgotten_is_forgotten_as_a_member_and_as_an_owner_too() {
    let exact = clients().await;
    let folder = tempfile::tempdir().unwrap();
    let hoster = Hoster::new(folder.path(), free_port(), &exact)
        .configured("[plans.gratis]\nquestions_per_month = 50\nmembers = 2");
    let site = Site::start(hoster.serving());
    let mut anna = connected(&site.base, "anna").await;
    let mut cora = connected(&site.base, "cora").await;
    let of_anna = exact.divisions()[0].to_string();
    let open = invitation(&mut anna, &site.base).await.split_once('=').unwrap().1.to_owned();
    invited(&mut anna, &mut cora, &site.base).await;
    let token = token(&mut cora, &site.base).await;
    let (_, answer) = ask(&site.base, &token, "debiteuren", &json!({ "administratie": "alle" })).await;
    let relations = ask(&site.base, &token, "debiteuren", &json!({ "administratie": of_anna })).await.1;
    assert_eq!(answer["volledig"], true, "{answer}");
    let names: Vec<_> = relations["rijen"].as_array().unwrap().iter().filter_map(|row| row["naam"].as_str()).collect();
    assert!(!names.is_empty(), "{relations}");
    for secret in [&open, &token].into_iter().map(String::as_str).chain(names) {
        assert!(!is_on_disk(folder.path(), secret), "{secret} is on disk");
    }
    assert!(is_on_disk(folder.path(), "Anna Gebruiker"));
    let before = hoster.manages(&["bezoekers"]).unwrap();
    assert!(before.contains("\tAnna Gebruiker\t") && before.contains("\tCora Gebruiker\t"), "{before}");
    let dashboard = anna.open(&format!("{}/dashboard", site.base)).await;
    anna.press(&dashboard, "/dashboard/verwijder", None, "").await;
    assert!(!cora.open(&format!("{}/dashboard", site.base)).await.text.contains("Anna"));
    let dashboard = cora.open(&format!("{}/dashboard", site.base)).await;
    cora.press(&dashboard, "/dashboard/verwijder", None, "").await;
    assert_eq!(ask(&site.base, &token, "omzet", &json!({})).await.0, StatusCode::UNAUTHORIZED);
    for text in ["Gebruiker", "Zonnedauw"] {
        assert!(!is_on_disk(folder.path(), text), "{text} is still on disk");
    }
    drop(site);
    let database = rusqlite::Connection::open(folder.path().join("data/pmjb.db")).unwrap();
    for table in [
        "account",
        "link",
        "link_key",
        "member",
        "invitation",
        "session",
        "questions",
        "consent",
        "exact_client_tokens",
    ] {
        let query = format!("select count(*) from {table}");
        let rows: i64 = database.query_row(&query, [], |row| row.get(0)).unwrap();
        assert_eq!(rows, 0, "{table}");
    }
}

#[tokio::test]
async fn a_shared_link_that_is_over_is_left_out_and_every_answer_says_so() {
    let exact = clients().await;
    let folder = tempfile::tempdir().unwrap();
    let hoster = Hoster::new(folder.path(), free_port(), &exact);
    let on = |day| Site::start(hoster.serving_on(day, hoster.port));
    {
        let site = on("2026-11-20");
        let mut anna = connected(&site.base, "anna").await;
        invited(&mut anna, &mut connected(&site.base, "cora").await, &site.base).await;
    }
    let token = {
        let site = on("2026-12-10");
        let token = token(&mut connected(&site.base, "cora").await, &site.base).await;
        assert_eq!(names(&site.base, &token).await.len(), 2);
        token
    };
    let site = on("2026-12-25");
    assert_eq!(names(&site.base, &token).await.len(), 1, "that of anna was until the twentieth");
    let all = json!({ "administratie": "alle", "periode": "2025" });
    let (status, answer) = ask(&site.base, &token, "resultaat", &all).await;
    assert_eq!(status, StatusCode::OK);
    assert!(answer.to_string().contains("de koppeling van Anna Gebruiker is afgelopen"), "{answer}");
}
