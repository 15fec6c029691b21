//! What the hoster sees of a site, and how it ends.

use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

use exact_sandbox::{Fault, FaultRule, Sandbox};
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};

use super::browser::{Browser, ask, token};
use super::{Site, free_port};

fn client() -> Client {
    Client::builder().no_proxy().build().unwrap()
}

#[tokio::test]
async fn a_log_as_json_has_every_request_and_nothing_of_a_visitor() {
    let log = tempfile::NamedTempFile::new().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_pmjb-mcp"));
    command.args(["serve", "--demo", "--listen", "127.0.0.1:0", "--today", "2026-11-20"]);
    command.env_remove("RUST_LOG").env("PMJB_LOG", "json").stderr(Stdio::from(log.reopen().unwrap()));
    let site = Site::start_as_is(command);
    let token = token(&mut Browser::new(), &site.base).await;
    ask(&site.base, &token, "zoek", &json!({ "tekst": "geheim" })).await;
    let (status, answer) = ask(&site.base, &token, "debiteuren", &json!({})).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    client().get(format!("{}/geheim?zoek=geheim", site.base)).send().await.unwrap();
    drop(site);
    let text = std::fs::read_to_string(log.path()).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let asked =
        lines.iter().rfind(|line| line["fields"]["path"] == "/api/debiteuren").unwrap_or_else(|| panic!("{text}"));
    assert_eq!((&asked["fields"]["status"], &asked["level"]), (&json!(200), &json!("INFO")));
    for secret in [token.as_str(), "geheim", "Voorbeeldhandel", "code=", "csrf"] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_site_that_is_asked_to_stop_finishes_its_answers_first() {
    let exact = Sandbox::builder().today("2026-11-20".parse().unwrap()).start().await.unwrap();
    let (folder, port) = (tempfile::tempdir().unwrap(), free_port());
    let mut site = Site::hosted(folder.path(), port, &exact);
    let token = token(&mut Browser::new(), &site.base).await;
    let calls = exact.calls().len();
    exact.fault(FaultRule::always(Fault::Delay(300)).method("GET"));
    let (base, question) = (site.base.clone(), json!({ "periode": "2025" }));
    let answer = tokio::spawn(async move { ask(&base, &token, "omzet", &question).await });
    // The first call to Exact is answered: the question is under way.
    while exact.calls().len() == calls {
        tokio::task::yield_now().await;
    }
    let told = Command::new("kill").args(["-TERM", &site.process.id().to_string()]).status().unwrap();
    assert!(told.success());
    let (status, answer) = answer.await.unwrap();
    assert_eq!((status, &answer["volledig"]), (StatusCode::OK, &json!(true)), "{answer}");
    assert!(site.process.wait().unwrap().success());
    assert!(client().get(format!("{}/health", site.base)).send().await.is_err());
}

#[tokio::test]
async fn the_hoster_sees_that_it_serves_and_how_long_answers_take() {
    let site = Site::demo();
    let token = token(&mut Browser::new(), &site.base).await;
    ask(&site.base, &token, "omzet", &json!({ "periode": "2025" })).await;
    let get = |path: &str| client().get(format!("{}{path}", site.base)).send();
    assert_eq!(get("/health").await.unwrap().status(), StatusCode::OK);
    assert_eq!(get("/ready").await.unwrap().status(), StatusCode::OK);
    let metrics = get("/metrics").await.unwrap().text().await.unwrap();
    for line in
        ["pmjb_links 1", "pmjb_questions_this_month 1", "pmjb_own_seconds_count 1", "pmjb_exact_seconds_count 1"]
    {
        assert!(metrics.lines().any(|found| found == line), "{line}\n{metrics}");
    }
}

/// A collector of OpenTelemetry that keeps what it is sent.
async fn collector() -> (String, Arc<Mutex<Vec<Value>>>) {
    let kept = Arc::new(Mutex::new(Vec::new()));
    let keeping = Arc::clone(&kept);
    let keep = move |body: axum::Json<Value>| async move {
        keeping.lock().unwrap().push(body.0);
        "{}"
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let routes = axum::Router::new().route("/v1/traces", axum::routing::post(keep));
    tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
    (address, kept)
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn traces_tell_where_the_time_of_a_question_goes_and_nothing_of_whose_it_is() {
    let exact = Sandbox::builder().today("2026-11-20".parse().unwrap()).start().await.unwrap();
    let (folder, port) = (tempfile::tempdir().unwrap(), free_port());
    let (endpoint, collected) = collector().await;
    let hoster = super::Hoster::new(folder.path(), port, &exact).secret("OTEL_EXPORTER_OTLP_ENDPOINT", &endpoint);
    let mut site = Site::start(hoster.serving());
    let token = token(&mut Browser::new(), &site.base).await;
    ask(&site.base, &token, "zoek", &json!({ "tekst": "geheim" })).await;
    ask(&site.base, &token, "debiteuren", &json!({})).await;
    client().get(format!("{}/geheim?zoek=geheim", site.base)).send().await.unwrap();
    let told = Command::new("kill").args(["-TERM", &site.process.id().to_string()]).status().unwrap();
    assert!(told.success());
    assert!(tokio::task::block_in_place(|| site.process.wait()).unwrap().success());

    let collected = json!(*collected.lock().unwrap());
    let mut spans = Vec::new();
    spans_in(&collected, &mut spans);
    let tagged = |key: &str, value: &str| {
        spans.iter().find(|span| span["attributes"].to_string().contains(&format!(r#""key":"{key}","value":{value}"#)))
    };
    let question = tagged("tool", r#"{"stringValue":"debiteuren"}"#).unwrap();
    let request = spans.iter().find(|span| span["spanId"] == question["parentSpanId"]).unwrap();
    assert_eq!((&request["name"], &question["name"]), (&json!("request"), &json!("question")));
    let of_question = |span: &&&Value| span["parentSpanId"] == question["spanId"] && span["name"] == "exact_call";
    let calls: Vec<_> = spans.iter().filter(of_question).collect();
    assert!(calls.iter().any(|call| call.to_string().contains("bulk/Cashflow/Receivables")), "{calls:?}");
    let text = collected.to_string();
    let division = exact.divisions()[0].to_string();
    for secret in [token.as_str(), "geheim", "Voorbeeldhandel", "code=", "division", &division] {
        assert!(!text.contains(secret), "{secret}");
    }
}

fn spans_in<'a>(value: &'a Value, spans: &mut Vec<&'a Value>) {
    match value {
        Value::Object(fields) if fields.contains_key("spanId") => spans.push(value),
        Value::Object(fields) => fields.values().for_each(|field| spans_in(field, spans)),
        Value::Array(items) => items.iter().for_each(|item| spans_in(item, spans)),
        _ => {}
    }
}
