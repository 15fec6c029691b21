//! What the hoster sees of a site, and how it ends.

use std::process::{Command, Stdio};

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
