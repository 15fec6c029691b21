//! A site that is killed in the middle of its work. `benches/site` does the same for as long as somebody likes.

use std::time::Duration;

use exact_sandbox::{Fault, FaultRule, Lifetimes, Sandbox};
use reqwest::StatusCode;
use serde_json::json;

use super::browser::{Assistant, Browser, ask, token};
use super::{Site, free_port};

/// An Exact whose tokens may be refreshed at any time.
async fn exact() -> Sandbox {
    let lifetimes = Lifetimes { earliest_refresh: Duration::ZERO, ..Lifetimes::default() };
    Sandbox::builder().today("2026-11-20".parse().unwrap()).lifetimes(lifetimes).start().await.unwrap()
}

#[tokio::test]
async fn a_site_killed_at_every_step_of_the_oauth_flow_goes_on_where_it_was() {
    let (exact, folder, port) = (exact().await, tempfile::tempdir().unwrap(), free_port());
    let mut site = Site::hosted(folder.path(), port, &exact);
    let killed = |site: &mut Site| {
        site.process.kill().unwrap();
        site.process.wait().unwrap();
        *site = Site::hosted(folder.path(), port, &exact);
    };
    let base = site.base.clone();
    let mut browser = Browser::new();
    let assistant = Assistant::register(&base, "Proef").await;
    killed(&mut site);
    let question = assistant.question(&format!("{base}/mcp"));
    let start = browser.open(question.as_str()).await;
    let login = browser.press(&start, "/connect/start", None, "").await;
    killed(&mut site);
    let consent = browser.press(&login, "login", None, "").await;
    let choice = browser.press(&consent, "consent", Some(("action", "allow")), "").await;
    assert!(choice.text.contains("Welke administraties"), "{}", choice.text);
    killed(&mut site);
    let asked = browser.press(&choice, "/connect/kies", None, "").await;
    assert!(asked.text.contains("Mag deze assistent"), "{}", asked.text);
    killed(&mut site);
    let code = assistant.code(&mut browser, &format!("{base}/mcp")).await;
    killed(&mut site);
    let (status, first) = assistant.exchange(&code).await;
    assert_eq!(status, StatusCode::OK, "{first}");
    killed(&mut site);
    let (status, second) = assistant.refresh(first["refresh_token"].as_str().unwrap()).await;
    assert_eq!(status, StatusCode::OK, "{second}");
    killed(&mut site);
    let access = second["access_token"].as_str().unwrap();
    let (_, answer) = ask(&base, access, "administraties", &json!({})).await;
    assert!(answer["fout"].is_null(), "{answer}");
}

#[tokio::test]
async fn a_site_killed_while_it_refreshes_loses_no_session_and_no_assistant_and_at_most_the_login_at_exact() {
    for (fault, logs_in_again) in [(Fault::Cut, false), (Fault::Delay(60_000), true), (Fault::LostAnswer, true)] {
        let (exact, folder, port) = (exact().await, tempfile::tempdir().unwrap(), free_port());
        let site = Site::hosted(folder.path(), port, &exact);
        let base = site.base.clone();
        let mut browser = Browser::new();
        let access = token(&mut browser, &base).await;
        // Exact takes the token no more, and the refresh that follows never ends well.
        exact.fault(FaultRule::always(fault.clone()).on("/api/oauth2/token"));
        exact.fault(FaultRule::always(Fault::Status(401)).method("GET"));
        let asked = tokio::time::timeout(Duration::from_secs(2), ask(&base, &access, "omzet", &json!({}))).await;
        assert!(asked.is_err() || asked.unwrap().1["fout"].is_object(), "{fault:?}");
        drop(site);
        exact.clear_faults();
        let _site = Site::hosted(folder.path(), port, &exact);
        let dashboard = browser.open(&format!("{base}/dashboard")).await;
        assert!(dashboard.text.contains("Je koppeling"), "{fault:?} {}", dashboard.text);
        let (status, mut answer) = ask(&base, &access, "omzet", &json!({})).await;
        assert_eq!(status, StatusCode::OK, "{fault:?} {answer}");
        if logs_in_again && !answer["fout"].is_null() {
            let start = browser.open(&format!("{base}/connect")).await;
            browser.connect(start).await;
            (_, answer) = ask(&base, &access, "omzet", &json!({})).await;
        }
        assert!(answer["fout"].is_null(), "{fault:?} {answer}");
    }
}
