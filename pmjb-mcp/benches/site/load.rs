//! Many links that ask at the same moment.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::StreamExt as _;
use reqwest::Client;
use serde_json::{Value, json};
use tokio::sync::Barrier;

use crate::browser::{Assistant, Browser};
use crate::elsewhere::{Elsewhere, user};
use crate::server::{Server, free_port};

/// Visitors who connect at once, before the load.
const CONNECTING: usize = 16;

/// A link's assistant.
#[derive(Clone)]
struct Link {
    division: i32,
    token: String,
}

/// An answer, and how long it took.
struct Answered {
    division: i32,
    total: Option<String>,
    took: Duration,
    /// What the site waited for Exact, where it says so.
    exact: Option<Duration>,
}

pub(crate) async fn run(links: usize, rounds: usize) {
    let exact = Elsewhere::start(links);
    let divisions = exact.divisions.as_slice();
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), free_port(), &exact.app);
    let base = server.base.as_str();
    let client = Client::builder().no_proxy().pool_max_idle_per_host(links).build().unwrap();

    let began = Instant::now();
    // One assistant for all, as the large services have it.
    let assistant = Arc::new(Assistant::register(base, "Proef").await);
    let connect = |n: usize| {
        let (user, division, assistant) = (user(n), divisions[n % divisions.len()], Arc::clone(&assistant));
        async move {
            let code = assistant.code(&mut Browser::of(&user), &format!("{base}/mcp")).await;
            let (_, tokens) = assistant.exchange(&code).await;
            Link { division, token: tokens["access_token"].as_str().expect("a token").to_owned() }
        }
    };
    let connected: Vec<Link> =
        futures::stream::iter(0..links).map(connect).buffer_unordered(CONNECTING).collect().await;
    println!("{links} links over {} administrations in {:.1} s", names(&connected), began.elapsed().as_secs_f64());

    // What each administration answers when nobody else asks.
    let mut right = BTreeMap::new();
    let one_of_each: BTreeMap<i32, &Link> = connected.iter().map(|link| (link.division, link)).collect();
    for (division, link) in one_of_each {
        right.insert(division, over_api(&client, base, link).await.total.expect("an answer"));
    }
    let different = right.values().collect::<std::collections::BTreeSet<_>>().len();
    assert!(different == right.len(), "administrations that answer the same prove nothing: {right:?}");

    let (mut seen, mut own, mut wrong) = (Vec::new(), Vec::new(), 0);
    for round in 0..rounds {
        let (start, before) = (Arc::new(Barrier::new(links)), server.processor_time());
        let asking = connected.iter().enumerate().map(|(n, link)| {
            let (client, base, link, start) = (client.clone(), base.to_owned(), link.clone(), Arc::clone(&start));
            tokio::spawn(async move {
                start.wait().await;
                if (n + round) % 2 == 0 {
                    over_api(&client, &base, &link).await
                } else {
                    over_mcp(&client, &base, &link).await
                }
            })
        });
        for answered in futures::future::join_all(asking).await {
            let answered = answered.unwrap();
            wrong += usize::from(answered.total.as_ref() != right.get(&answered.division));
            seen.push(answered.took);
            own.extend(answered.exact.map(|exact| answered.took.saturating_sub(exact)));
        }
        let (now, most) = server.memory();
        let used = (server.processor_time() - before).as_secs_f64() * 1_000.0 / links as f64;
        let figures = format!("{used:.2} ms of a processor each, {now} MB (at most {most} MB)");
        println!("round {}: {} answers, {wrong} wrong, {figures}", round + 1, seen.len());
    }
    println!("as a client sees it:  {}", percentiles(&mut seen));
    println!("without Exact (/api): {}", percentiles(&mut own));
    let metrics = client.get(format!("{base}/metrics")).send().await.unwrap().text().await.unwrap();
    for line in metrics.lines().filter(|line| line.starts_with("pmjb_own_seconds")) {
        println!("{line}");
    }
    assert_eq!(wrong, 0, "answers of somebody else, or none");
}

fn names(links: &[Link]) -> usize {
    links.iter().map(|link| link.division).collect::<std::collections::BTreeSet<_>>().len()
}

fn question() -> Value {
    json!({ "periode": "2025" })
}

async fn over_api(client: &Client, base: &str, link: &Link) -> Answered {
    let began = Instant::now();
    let request = client.post(format!("{base}/api/omzet")).bearer_auth(&link.token).json(&question());
    let answer = request.send().await.unwrap();
    let timing = answer.headers().get("server-timing").and_then(|value| value.to_str().ok()?.split_once("dur="));
    let exact = timing.and_then(|(_, ms)| ms.parse().ok()).map(|ms: f64| Duration::from_secs_f64(ms / 1_000.0));
    let answer: Value = answer.json().await.unwrap();
    Answered { division: link.division, total: total(&answer), took: began.elapsed(), exact }
}

async fn over_mcp(client: &Client, base: &str, link: &Link) -> Answered {
    let began = Instant::now();
    let call = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call",
        "params": {"name": "omzet", "arguments": question()}});
    let request = client.post(format!("{base}/mcp")).bearer_auth(&link.token).json(&call);
    let answer = request.header("accept", "application/json, text/event-stream").send().await.unwrap();
    let text = answer.text().await.unwrap();
    let data = text.lines().filter_map(|line| line.strip_prefix("data:")).next_back().unwrap_or(&text);
    let answer: Value = serde_json::from_str(data.trim()).unwrap_or_default();
    let total = total(&answer["result"]["structuredContent"]);
    Answered { division: link.division, total, took: began.elapsed(), exact: None }
}

/// The figure, and whose it is.
fn total(answer: &Value) -> Option<String> {
    Some(format!("{} {}", answer["administratie"], answer["totaal"].as_str()?))
}

fn percentiles(durations: &mut [Duration]) -> String {
    durations.sort_unstable();
    let at = |percent: usize| durations.get(durations.len() * percent / 100).map_or(0, Duration::as_millis);
    format!("p50 {} ms, p95 {} ms, p99 {} ms", at(50), at(95), at(99))
}
