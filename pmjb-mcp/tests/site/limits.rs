//! Who asks too often, too much at once or too slowly.

use exact_sandbox::{Fault, FaultRule, Limits, Sandbox};
use reqwest::header::RETRY_AFTER;
use reqwest::{Client, Response, StatusCode};
use serde_json::{Value, json};

use super::browser::{Browser, ask, token};
use super::{Site, free_port};

/// A site with these limits, and what has to live as long.
async fn limited(limits: &str) -> (Site, Sandbox, tempfile::TempDir) {
    let plenty = Limits { minute: 100_000, day: 1_000_000 };
    let day = "2026-11-20".parse().unwrap();
    let exact = Sandbox::builder().today(day).limits(plenty).start().await.unwrap();
    let (folder, port) = (tempfile::tempdir().unwrap(), free_port());
    let lines = format!("public_url = \"http://127.0.0.1:{port}\"");
    (Site::configured(folder.path(), port, &exact, &lines, limits), exact, folder)
}

fn client() -> Client {
    Client::builder().no_proxy().build().unwrap()
}

/// That an answer says in Dutch when to come back.
async fn assert_told_to_wait(answer: Response) {
    assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
    let wait: u64 = answer.headers()[RETRY_AFTER].to_str().unwrap().parse().unwrap();
    let text = answer.text().await.unwrap();
    assert!((1..=61).contains(&wait) && text.contains("Te veel verzoeken") && text.contains("Wacht "), "{text}");
}

#[tokio::test]
async fn an_address_that_asks_too_often_is_told_to_wait_and_the_hoster_still_sees_the_site() {
    let (site, _exact, _folder) = limited("requests_per_minute = 3").await;
    let get = |path: &str| client().get(format!("{}{path}", site.base)).send();
    for _ in 0..3 {
        assert_eq!(get("/connect").await.unwrap().status(), StatusCode::OK);
    }
    assert_told_to_wait(get("/connect").await.unwrap()).await;
    assert_told_to_wait(get("/.well-known/oauth-authorization-server").await.unwrap()).await;
    for _ in 0..5 {
        assert_eq!(get("/health").await.unwrap().status(), StatusCode::OK);
    }
}

#[tokio::test]
async fn a_visitor_cannot_choose_his_address_by_a_header_unless_the_hoster_trusts_it() {
    let get = |site: &Site, claimed: String| {
        client().get(format!("{}/connect", site.base)).header("x-forwarded-for", claimed).send()
    };
    let (site, _exact, _folder) = limited("requests_per_minute = 2").await;
    for n in 0..2 {
        assert_eq!(get(&site, format!("198.51.100.{n}")).await.unwrap().status(), StatusCode::OK);
    }
    assert_told_to_wait(get(&site, "198.51.100.9".to_owned()).await.unwrap()).await;
    let (site, _exact, _folder) = limited("requests_per_minute = 2\naddress_header = \"x-forwarded-for\"").await;
    for n in 0..2 {
        let story = format!("198.51.100.{n}, 203.0.113.5");
        assert_eq!(get(&site, story).await.unwrap().status(), StatusCode::OK);
    }
    assert_told_to_wait(get(&site, "198.51.100.9, 203.0.113.5".to_owned()).await.unwrap()).await;
    assert_eq!(get(&site, "203.0.113.6".to_owned()).await.unwrap().status(), StatusCode::OK, "somebody else");
}

#[tokio::test]
async fn a_link_that_asks_too_often_waits_over_api_and_mcp_alike() {
    let (site, _exact, _folder) = limited("assistant_requests_per_minute = 2").await;
    let token = token(&mut Browser::new(), &site.base).await;
    for _ in 0..2 {
        assert_eq!(ask(&site.base, &token, "administraties", &json!({})).await.0, StatusCode::OK);
    }
    for path in ["/api/administraties", "/mcp"] {
        let request = client().post(format!("{}{path}", site.base)).bearer_auth(&token).json(&json!({}));
        assert_told_to_wait(request.send().await.unwrap()).await;
    }
}

#[tokio::test]
async fn brute_force_of_tokens_codes_and_logins_is_not_heard_for_long() {
    let (site, _exact, _folder) = limited("refusals_per_minute = 3").await;
    let right = token(&mut Browser::new(), &site.base).await;
    let guess = |n: u32| {
        let base = site.base.clone();
        async move {
            let code = [("grant_type", "authorization_code"), ("code", "geraden"), ("client_id", "geraden")];
            match n % 3 {
                0 => client().post(format!("{base}/api/omzet")).bearer_auth("geraden").send().await,
                1 => client().post(format!("{base}/token")).form(&code).send().await,
                _ => client().get(format!("{base}/connect/terug?code=geraden&state=geraden")).send().await,
            }
        }
    };
    for n in 0..4 {
        let status = guess(n).await.unwrap().status();
        assert!(status.is_client_error() && status != StatusCode::TOO_MANY_REQUESTS, "{status}");
    }
    for n in 0..3 {
        assert_told_to_wait(guess(n).await.unwrap()).await;
    }
    let (status, _) = ask(&site.base, &right, "administraties", &json!({})).await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS, "a right guess is not told from a wrong one");
}

#[tokio::test]
async fn a_request_that_is_too_large_is_refused_before_it_is_read() {
    let site = Site::demo();
    for path in ["/api/omzet", "/mcp", "/token", "/register", "/dashboard/vraag"] {
        let request = client().post(format!("{}{path}", site.base)).body(vec![b'x'; 300_000]);
        assert_eq!(request.send().await.unwrap().status(), StatusCode::PAYLOAD_TOO_LARGE, "{path}");
    }
}

#[tokio::test]
async fn an_answer_that_takes_too_long_is_ended_by_a_sentence_while_somebody_listens() {
    let (site, exact, _folder) = limited("answer_seconds = 1").await;
    let token = token(&mut Browser::new(), &site.base).await;
    exact.fault(FaultRule::always(Fault::Delay(60_000)).method("GET"));
    let (status, answer) = ask(&site.base, &token, "omzet", &json!({})).await;
    assert_eq!((status, &answer["fout"]["code"]), (StatusCode::OK, &json!("duurde_te_lang")), "{answer}");
}

/// The longest answers there are: everything of every tool, over the books of a group of companies.
#[tokio::test]
async fn every_answer_to_a_custom_gpt_stays_below_what_it_takes() {
    let site = Site::demo();
    let token = token(&mut Browser::new(), &site.base).await;
    let document: Value =
        client().get(format!("{}/openapi.json", site.base)).send().await.unwrap().json().await.unwrap();
    let mut asked = 0;
    for (path, operation) in document["paths"].as_object().unwrap() {
        let schema = &operation["post"]["requestBody"]["content"]["application/json"]["schema"];
        let ways = schema["properties"]["per"]["enum"].as_array().cloned().unwrap_or_else(|| vec![Value::Null]);
        for per in ways {
            let mut question = json!({ "periode": "alles", "per": per, "top": 1_000, "tekst": "e" });
            let fields = question.as_object_mut().unwrap();
            fields.retain(|name, value| !value.is_null() && !schema["properties"][name].is_null());
            let request = client().post(format!("{}{path}", site.base)).bearer_auth(&token).json(&question);
            let answer = request.send().await.unwrap();
            let (status, text) = (answer.status(), answer.text().await.unwrap());
            assert!(text.chars().count() < 100_000, "{path} {question} {status}");
            asked += 1;
        }
    }
    assert!(asked > 18, "{asked}");
}
