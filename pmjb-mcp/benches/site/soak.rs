//! A site that is killed at any moment.

use std::time::Duration;

use exact_sandbox::{Fault, FaultRule, Lifetimes, Limits, Sandbox};
use reqwest::{Method, StatusCode, Url};
use serde_json::{Value, json};

use crate::browser::{Assistant, Browser, ask};
use crate::server::{App, Server, free_port};

/// What a round is killed in.
#[derive(Debug, Clone, Copy)]
enum During {
    /// Questions of an assistant.
    Question,
    /// The refresh of the link's tokens at Exact.
    Refresh,
    /// A visitor who connects.
    Login,
    /// An assistant that gets its tokens.
    Grant,
}

const ALL: [During; 4] = [During::Question, During::Refresh, During::Login, During::Grant];

pub(crate) async fn run(rounds: usize) {
    // Visitors whose site is killed under them end in a panic each; only what this program finds is told.
    std::panic::set_hook(Box::new(|panic| {
        if std::thread::current().name() == Some("main") {
            eprintln!("{panic}");
        }
    }));
    let day = "2026-11-20".parse().unwrap();
    let plenty = Limits { minute: 1_000_000, day: 10_000_000 };
    // A token is soon too old, so that most kills fall into a refresh.
    let lifetimes =
        Lifetimes { access: Duration::from_secs(1), earliest_refresh: Duration::ZERO, ..Lifetimes::default() };
    let builder =
        Sandbox::builder().today(day).limits(plenty).token_calls_per_day(1_000_000).errors_per_hour(1_000_000);
    let exact = builder.lifetimes(lifetimes).start().await.unwrap();
    let (folder, port) = (tempfile::tempdir().unwrap(), free_port());
    let mut visitor = Browser::new();
    let app = App::of(&exact);
    let server = Server::start(folder.path(), port, &app);
    let base = server.base.clone();
    let assistant = Assistant::register(&base, "Proef").await;
    let resource = format!("{base}/mcp");
    let code = assistant.code(&mut visitor, &resource).await;
    let (_, tokens) = assistant.exchange(&code).await;
    let access = text(&tokens["access_token"]);
    let mut server = Some(server);
    let (mut again, mut bits) = (0, 0x9E37_79B9_7F4A_7C15_u64);

    for round in 0..rounds {
        let during = ALL[round % ALL.len()];
        // Any moment will do, as long as a run can be repeated.
        bits = bits.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let moment = Duration::from_millis((bits >> 33) % 400);
        if matches!(during, During::Refresh) {
            exact.fault(FaultRule::always(Fault::Delay(150)).on("/api/oauth2/token"));
        }
        let work = tokio::spawn(busy(during, base.clone(), access.clone()));
        tokio::time::sleep(moment).await;
        server.take().expect("it runs").kill();
        work.abort();
        exact.clear_faults();
        server = Some(Server::start(folder.path(), port, &app));

        let dashboard = visitor.open(&format!("{base}/dashboard")).await;
        assert!(dashboard.text.contains("Je koppeling"), "round {round} {during:?}: the session is lost");
        let (status, mut answer) = ask(&base, &access, "omzet", &json!({})).await;
        assert_eq!(status, StatusCode::OK, "round {round} {during:?}: the assistant is not known any more: {answer}");
        if !answer["fout"].is_null() {
            // Exact gave a new token to a program that was no longer there, and takes the old one no more.
            again += 1;
            println!("round {round} {during:?}: {}", answer["fout"]["code"]);
            let start = visitor.open(&format!("{base}/connect")).await;
            visitor.connect(start).await;
            (_, answer) = ask(&base, &access, "omzet", &json!({})).await;
        }
        assert!(answer["fout"].is_null(), "round {round} {during:?}: the link is lost: {answer}");
    }
    println!(
        "{rounds} kills, no link, session or assistant lost; {again} times the visitor had to log in at Exact again"
    );
}

/// What goes on until the site is killed.
async fn busy(during: During, base: String, access: String) {
    loop {
        match during {
            During::Question | During::Refresh => {
                ask_quietly(&base, &access).await;
            }
            During::Login => {
                let mut browser = Browser::new();
                let start = browser.open(&format!("{base}/connect")).await;
                browser.connect(start).await;
            }
            During::Grant => {
                let mut browser = Browser::new();
                let assistant = Assistant::register(&base, "Nog een").await;
                let code = assistant.code(&mut browser, &format!("{base}/mcp")).await;
                assistant.exchange(&code).await;
                let leave = Url::parse(&format!("{base}/connect")).unwrap();
                browser.once(Method::GET, &leave, None).await;
            }
        }
    }
}

async fn ask_quietly(base: &str, access: &str) {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let _ = client.post(format!("{base}/api/omzet")).bearer_auth(access).send().await;
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
