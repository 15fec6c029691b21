//! The threats of docs/threat-model.md, one test each.

use exact_sandbox::books::company::Company;
use exact_sandbox::{Sandbox, User};
use reqwest::header::{ACCEPT, HOST, LOCATION, SET_COOKIE};
use reqwest::{Client, Method, StatusCode, Url, redirect};
use serde_json::{Value, json};

use super::browser::{Assistant, BACK, Browser, ask, token};
use super::{Site, free_port};

fn client() -> Client {
    Client::builder().redirect(redirect::Policy::none()).no_proxy().build().unwrap()
}

/// A site at an address of its own, and what has to live as long.
async fn hosted(public_url: impl Fn(u16) -> String, users: Vec<User>) -> (Site, Sandbox, tempfile::TempDir) {
    let day = "2026-11-20".parse().unwrap();
    let plenty = exact_sandbox::Limits { minute: 100_000, day: 1_000_000 };
    let builder = Sandbox::builder().today(day).limits(plenty).company(Company::Group);
    let exact = users.into_iter().fold(builder, exact_sandbox::Builder::user).start().await.unwrap();
    let (folder, port) = (tempfile::tempdir().unwrap(), free_port());
    let lines = format!("public_url = \"{}\"", public_url(port));
    (Site::configured(folder.path(), port, &exact, &lines, ""), exact, folder)
}

fn here(port: u16) -> String {
    format!("http://127.0.0.1:{port}")
}

/// A call of a tool over MCP, without a session.
async fn over_mcp(base: &str, token: &str, arguments: &Value) -> Value {
    let call = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call",
        "params": {"name": "administraties", "arguments": arguments}});
    let request = client().post(format!("{base}/mcp")).bearer_auth(token).json(&call);
    let answer = request.header(ACCEPT, "application/json, text/event-stream").send().await.unwrap();
    let text = answer.text().await.unwrap();
    let data = text.lines().filter_map(|line| line.strip_prefix("data:")).next_back().unwrap_or(&text).trim();
    serde_json::from_str(data).unwrap_or_else(|_| panic!("{text}"))
}

#[tokio::test]
async fn csrf_a_form_that_another_site_sends_changes_nothing() {
    let site = Site::demo();
    let mut browser = Browser::new();
    let start = browser.open(&format!("{}/connect", site.base)).await;
    browser.connect(start).await;
    let forms =
        ["/dashboard/verwijder", "/dashboard/vraag", "/dashboard/administraties", "/dashboard/afmelden", "/consent"];
    for path in forms {
        let url = Url::parse(&format!("{}{path}", site.base)).unwrap();
        for csrf in ["", "geraden"] {
            let form = vec![("csrf".to_owned(), csrf.to_owned()), ("verzoek".to_owned(), "/authorize?".to_owned())];
            let answer = browser.follow(Method::POST, url.clone(), Some(form), "").await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
        }
    }
    // The choice of administrations carries no token of a session, there is none yet: the browser says who sends it.
    for from in ["cross-site", "same-site"] {
        let request = client().post(format!("{}/connect/kies", site.base)).header("sec-fetch-site", from);
        assert_eq!(request.send().await.unwrap().status(), StatusCode::FORBIDDEN, "{from}");
    }
    let dashboard = browser.open(&format!("{}/dashboard", site.base)).await;
    assert!(dashboard.text.contains("Je koppeling"), "still there: {}", dashboard.text);
}

#[tokio::test]
async fn session_fixation_what_a_browser_had_before_logging_in_is_worth_nothing_afterwards() {
    let site = Site::demo();
    let mut browser = Browser::new();
    let port = Url::parse(&site.base).unwrap().port().unwrap();
    browser.cookies.insert((port, "pmjb".to_owned()), "van-een-ander".to_owned());
    let start = browser.open(&format!("{}/connect", site.base)).await;
    browser.connect(start).await;
    let mine = browser.cookies[&(port, "pmjb".to_owned())].clone();
    assert_ne!(mine, "van-een-ander");
    let mut other = Browser::new();
    other.cookies.insert((port, "pmjb".to_owned()), "van-een-ander".to_owned());
    assert_eq!(other.open(&format!("{}/dashboard", site.base)).await.url.path(), "/connect");
    // Logging in again ends the session before it.
    let again = browser.open(&format!("{}/connect", site.base)).await;
    browser.connect(again).await;
    other.cookies.insert((port, "pmjb".to_owned()), mine);
    assert_eq!(other.open(&format!("{}/dashboard", site.base)).await.url.path(), "/connect");
}

#[tokio::test]
async fn login_csrf_an_answer_of_exact_is_taken_in_the_browser_that_asked_for_it_only_and_once() {
    let site = Site::demo();
    let (mut mine, mut other) = (Browser::new(), Browser::new());
    let start = mine.open(&format!("{}/connect", site.base)).await;
    let login = mine.press(&start, "/connect/start", None, "").await;
    let consent = mine.press(&login, "login", None, "").await;
    let terug = format!("{}/connect/terug", site.base);
    let back = mine.press(&consent, "consent", Some(("action", "allow")), &terug).await.url;
    let theirs = other.open(&format!("{}/connect/start", site.base)).await;
    assert_eq!(theirs.status, StatusCode::OK);
    assert!(!other.open(back.as_str()).await.status.is_success(), "another browser, with a login of its own");
    assert_eq!(mine.open(back.as_str()).await.status, StatusCode::OK);
    assert!(!mine.open(back.as_str()).await.status.is_success(), "a second time");
}

#[tokio::test]
async fn clickjacking_no_page_can_be_framed() {
    let site = Site::demo();
    let mut browser = Browser::new();
    let assistant = Assistant::register(&site.base, "Proef").await;
    let start = browser.open(&format!("{}/connect", site.base)).await;
    browser.connect(start).await;
    let question = assistant.question(&format!("{}/mcp", site.base));
    let paths = ["/connect", "/dashboard", "/privacy", "/dashboard/niets", "/connect/terug", "/openapi.json"];
    let pages = paths.map(|path| Url::parse(&format!("{}{path}", site.base)).unwrap());
    for page in pages.into_iter().chain([question]) {
        let answer = browser.once(Method::GET, &page, None).await;
        let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
        assert!(header("content-security-policy").contains("frame-ancestors 'none'"), "{page}");
        assert_eq!(
            (header("x-frame-options").as_str(), header("x-content-type-options").as_str()),
            ("DENY", "nosniff")
        );
        assert!(!header("content-security-policy").contains("unsafe-inline"), "{page}");
    }
}

#[tokio::test]
async fn cross_site_scripting_names_that_assistants_give_themselves_are_text() {
    let site = Site::demo();
    let mut browser = Browser::new();
    let start = browser.open(&format!("{}/connect", site.base)).await;
    browser.connect(start).await;
    let assistant = Assistant::register(&site.base, "<script>alert(1)</script>").await;
    let page = browser.open(assistant.question(&format!("{}/mcp", site.base)).as_str()).await;
    assert!(page.text.contains("&lt;script&gt;") && !page.text.contains("<script>alert"), "{}", page.text);
}

#[tokio::test]
async fn open_redirect_nobody_is_sent_elsewhere_by_an_address_of_ours() {
    let site = Site::demo();
    let mut browser = Browser::new();
    for next in ["https://kwaad.example/", "//kwaad.example", "/\\kwaad.example", "javascript:alert(1)"] {
        let mut start = Url::parse(&format!("{}/connect", site.base)).unwrap();
        start.query_pairs_mut().append_pair("next", next);
        let start = browser.open(start.as_str()).await;
        assert!(!start.main().contains("kwaad.example") && !start.main().contains("alert"), "{next}");
        let done = browser.connect(start).await;
        assert!(done.url.as_str().starts_with(&site.base), "{next} {}", done.url);
    }
    // A code goes to an address that was registered, and to no other.
    let assistant = Assistant::register(&site.base, "Proef").await;
    let question = assistant.question(&format!("{}/mcp", site.base));
    let kept: Vec<(String, String)> =
        question.query_pairs().filter(|(name, _)| name != "redirect_uri").map(|(a, b)| (a.into(), b.into())).collect();
    for elsewhere in ["https://kwaad.example/cb", "http://127.0.0.1:9/terug/../x", "http://127.0.0.1:9/terug?a=1"] {
        let mut asked = question.clone();
        asked.query_pairs_mut().clear().extend_pairs(&kept).append_pair("redirect_uri", elsewhere);
        let answer = browser.once(Method::GET, &asked, None).await;
        let leads = answer.headers().get(LOCATION).map(|to| to.to_str().unwrap().to_owned()).unwrap_or_default();
        assert!(answer.status().is_client_error() && leads.is_empty(), "{elsewhere} {leads}");
    }
    for unsafe_one in ["http://kwaad.example/cb", "javascript:alert(1)", "data:text/html,x"] {
        let body = json!({ "redirect_uris": [unsafe_one], "token_endpoint_auth_method": "none" });
        let answer = client().post(format!("{}/register", site.base)).json(&body).send().await.unwrap();
        assert!(answer.status().is_client_error(), "{unsafe_one}");
    }
}

#[tokio::test]
async fn tenant_isolation_nobody_reads_the_books_of_another_over_page_api_or_mcp() {
    let codes = {
        let group = Sandbox::builder().company(Company::Group).start().await.unwrap();
        group.divisions()
    };
    let (hers, his) = (codes[0], codes[1]);
    let users = vec![User::new("anna").divisions([hers]), User::new("bert").divisions([his])];
    let (site, _exact, _folder) = hosted(here, users).await;
    let (mut anna, mut bert) = (Browser::of("anna"), Browser::of("bert"));
    let (of_anna, of_bert) = (token(&mut anna, &site.base).await, token(&mut bert, &site.base).await);
    let own = |answer: &Value| -> Vec<String> {
        let rows = answer["rijen"].as_array().unwrap_or_else(|| panic!("{answer}"));
        rows.iter().map(|row| row.to_string()).collect()
    };
    let (_, seen_by_anna) = ask(&site.base, &of_anna, "administraties", &json!({})).await;
    let (_, seen_by_bert) = ask(&site.base, &of_bert, "administraties", &json!({})).await;
    assert!(own(&seen_by_anna).iter().all(|row| !own(&seen_by_bert).contains(row)), "{seen_by_anna} {seen_by_bert}");
    for (token, mine, other) in [(&of_anna, hers, his), (&of_bert, his, hers)] {
        let (_, answer) = ask(&site.base, token, "omzet", &json!({ "administratie": other.to_string() })).await;
        assert!(answer["fout"].is_object() && answer["totaal"].is_null(), "{answer}");
        let (_, answer) = ask(&site.base, token, "omzet", &json!({ "administratie": mine.to_string() })).await;
        assert!(answer["fout"].is_null(), "{answer}");
    }
    let over_mcp = [over_mcp(&site.base, &of_anna, &json!({})).await, over_mcp(&site.base, &of_bert, &json!({})).await];
    let content = over_mcp.map(|answer| answer["result"]["structuredContent"].clone());
    assert_eq!((own(&content[0]), own(&content[1])), (own(&seen_by_anna), own(&seen_by_bert)));
    let data = bert.open(&format!("{}/dashboard/gegevens", site.base)).await;
    assert!(data.text.contains(&his.to_string()) && !data.text.contains(&hers.to_string()), "{}", data.text);
    // A form may name what it likes: only what Exact gives this visitor is taken.
    let dashboard = bert.open(&format!("{}/dashboard", site.base)).await;
    let choice = ("administratie", hers.to_string());
    bert.press(&dashboard, "/dashboard/administraties", Some((choice.0, &choice.1)), "").await;
    let (_, answer) = ask(&site.base, &of_bert, "administraties", &json!({})).await;
    assert_eq!(own(&answer), own(&seen_by_bert));
}

#[tokio::test]
async fn session_hijacking_an_mcp_session_of_one_is_no_use_to_another() {
    let site = Site::demo();
    let token = token(&mut Browser::new(), &site.base).await;
    let hello = json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
        "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}});
    let request = client().post(format!("{}/mcp", site.base)).bearer_auth(&token).json(&hello);
    let answer = request.header(ACCEPT, "application/json, text/event-stream").send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    assert!(!answer.headers().contains_key("mcp-session-id"), "there is nothing to take over");
}

#[tokio::test]
async fn token_for_another_audience_opens_nothing_here() {
    let site = Site::demo();
    let mut browser = Browser::new();
    let assistant = Assistant::register(&site.base, "Proef").await;
    let code = assistant.code(&mut browser, &site.base).await;
    let (_, tokens) = assistant.exchange(&code).await;
    let elsewhere = tokens["access_token"].as_str().unwrap_or_else(|| panic!("{tokens}"));
    assert_eq!(ask(&site.base, elsewhere, "omzet", &json!({})).await.0, StatusCode::UNAUTHORIZED);
    let mcp = client().post(format!("{}/mcp", site.base)).bearer_auth(elsewhere).json(&json!({}));
    assert_eq!(mcp.send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
    let foreign = assistant.question("https://elders.example/mcp");
    let leads = browser.follow(Method::GET, foreign, None, BACK).await;
    assert!(leads.url.as_str().contains("invalid_target"), "{}", leads.url);
    // A token of Exact is no token of this server either.
    assert_eq!(ask(&site.base, "exact-toegang", "omzet", &json!({})).await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn replayed_code_is_refused_and_takes_its_tokens_with_it() {
    let site = Site::demo();
    let assistant = Assistant::register(&site.base, "Proef").await;
    let code = assistant.code(&mut Browser::new(), &format!("{}/mcp", site.base)).await;
    let (status, tokens) = assistant.exchange(&code).await;
    assert_eq!(status, StatusCode::OK, "{tokens}");
    let access = tokens["access_token"].as_str().unwrap();
    assert_eq!(ask(&site.base, access, "administraties", &json!({})).await.0, StatusCode::OK);
    let (status, answer) = assistant.exchange(&code).await;
    assert_eq!((status, &answer["error"]), (StatusCode::BAD_REQUEST, &json!("invalid_grant")));
    assert_eq!(ask(&site.base, access, "administraties", &json!({})).await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn replayed_refresh_token_ends_the_whole_family() {
    let site = Site::demo();
    let assistant = Assistant::register(&site.base, "Proef").await;
    let code = assistant.code(&mut Browser::new(), &format!("{}/mcp", site.base)).await;
    let (_, first) = assistant.exchange(&code).await;
    let old = first["refresh_token"].as_str().unwrap_or_else(|| panic!("{first}"));
    let (status, second) = assistant.refresh(old).await;
    assert_eq!(status, StatusCode::OK, "{second}");
    let (status, answer) = assistant.refresh(old).await;
    assert_eq!((status, &answer["error"]), (StatusCode::BAD_REQUEST, &json!("invalid_grant")));
    let newest = second["refresh_token"].as_str().unwrap();
    assert_eq!(assistant.refresh(newest).await.0, StatusCode::BAD_REQUEST, "nor can the thief, or the owner, go on");
    let access = second["access_token"].as_str().unwrap();
    assert_eq!(ask(&site.base, access, "administraties", &json!({})).await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn host_header_nothing_that_is_answered_is_made_of_it() {
    let site = Site::demo();
    let paths = [
        "/connect",
        "/",
        "/connect/start",
        "/openapi.json",
        "/.well-known/oauth-authorization-server",
        "/.well-known/oauth-protected-resource/mcp",
        "/authorize?client_id=x",
        "/dashboard",
        "/mcp",
    ];
    for path in paths {
        let request = client().get(format!("{}{path}", site.base)).header(HOST, "kwaad.example");
        let answer = request.header("x-forwarded-host", "kwaad.example").send().await.unwrap();
        let headers = format!("{:?}", answer.headers());
        let text = answer.text().await.unwrap();
        assert!(!headers.contains("kwaad.example") && !text.contains("kwaad.example"), "{path}");
    }
}

#[tokio::test]
async fn cookie_flags_keep_scripts_subdomains_and_plain_connections_out() {
    let (site, _exact, _folder) = hosted(|_| "https://boekhouding.example".to_owned(), Vec::new()).await;
    let answer = client().get(format!("{}/connect/start", site.base)).send().await.unwrap();
    assert!(answer.headers().contains_key("strict-transport-security"));
    let cookie = answer.headers()[SET_COOKIE].to_str().unwrap();
    assert!(cookie.starts_with("__Host-"), "{cookie}");
    for flag in ["HttpOnly", "Secure", "SameSite=Lax", "Path=/"] {
        assert!(cookie.split("; ").any(|part| part == flag), "{flag}: {cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
}

/// Secrets are found by their hash in the database, or compared in constant time; `==` tells by its speed how much is right.
#[test]
fn timing_no_secret_is_compared_by_an_operator() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/serve");
    let mut read = 0;
    for file in std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()) {
        if file.extension().is_none_or(|kind| kind != "rs") {
            continue;
        }
        let text = std::fs::read_to_string(&file).unwrap();
        read += 1;
        for (number, line) in text.split("#[cfg(test)]").next().unwrap().lines().enumerate() {
            let Some((left, right)) = line.split_once(" == ").or_else(|| line.split_once(" != ")) else { continue };
            let (left, right) =
                (left.rsplit([' ', '(', '&', '*']).next().unwrap(), right.split([' ', ')', ',']).next().unwrap());
            for secret in ["token", "csrf", "ticket", "secret", "verifier", "code_challenge"] {
                let named = |word: &str| word.rsplit('.').next().unwrap() == secret;
                assert!(!named(left) && !named(right), "{}:{}: {line}", file.display(), number + 1);
            }
        }
    }
    assert!(read > 15, "{read}");
}
