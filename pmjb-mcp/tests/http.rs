//! The server over HTTP, as a client on this machine meets it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod support;

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use reqwest::header::{ACCEPT, HOST, HeaderMap, ORIGIN};
use reqwest::{Client, Response, StatusCode};
use serde_json::{Value, json};

/// A running server, stopped when it is dropped.
struct Server {
    process: Child,
    url: String,
}

impl Server {
    fn start() -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_pmjb-mcp"))
            .args(["http", "--luister", "127.0.0.1:0", "--demo", "--today", "2026-11-20"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.trim_end().strip_prefix("MCP-server: ").expect("the address comes first").to_owned();
        Self { process, url }
    }

    async fn post(&self, headers: &[(&'static str, &str)], message: &Value) -> Response {
        let client = Client::builder().build().unwrap();
        let mut request = client.post(&self.url).header(ACCEPT, "application/json, text/event-stream");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.json(message).send().await.unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn hello() -> Value {
    let params =
        json!({"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}});
    json!({"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": params})
}

/// A request of the revision without a handshake, with the headers that belong to it.
fn call(name: &str, arguments: &Value) -> (Vec<(&'static str, String)>, Value) {
    let meta = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {},
        "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"},
    });
    let params = json!({"name": name, "arguments": arguments, "_meta": meta});
    let headers = vec![
        ("mcp-protocol-version", "2026-07-28".to_owned()),
        ("mcp-method", "tools/call".to_owned()),
        ("mcp-name", name.to_owned()),
    ];
    (headers, json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}))
}

/// The message in an answer, whether it came alone or as an event.
async fn message(response: Response) -> Value {
    let is_stream = content_type(response.headers()).starts_with("text/event-stream");
    let text = response.text().await.unwrap();
    if !is_stream {
        return serde_json::from_str(&text).unwrap();
    }
    let mut data = text.lines().filter_map(|line| line.strip_prefix("data:")).filter(|data| data.contains("jsonrpc"));
    serde_json::from_str(data.next_back().expect("an event with a message")).unwrap()
}

fn content_type(headers: &HeaderMap) -> String {
    headers.get("content-type").map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
}

#[tokio::test]
async fn a_question_without_a_handshake_is_answered() {
    let server = Server::start();
    let (headers, question) = call("omzet", &json!({"periode": "2025"}));
    let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let answer = message(server.post(&headers, &question).await).await;
    assert_eq!(answer["result"]["structuredContent"]["volledig"], true, "{answer}");
}

#[tokio::test]
async fn a_client_of_last_year_shakes_hands_and_gets_a_session() {
    let server = Server::start();
    let response = server.post(&[], &hello()).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert!(response.headers().contains_key("mcp-session-id"));
    assert_eq!(message(response).await["result"]["serverInfo"]["name"], "pmjb-mcp");
}

#[tokio::test]
async fn a_name_that_was_pointed_at_this_machine_is_refused() {
    let server = Server::start();
    let response = server.post(&[(HOST.as_str(), "boekhouding.example")], &hello()).await;
    assert_eq!(response.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_page_from_elsewhere_is_refused_and_one_from_here_is_not() {
    let server = Server::start();
    for elsewhere in ["https://boekhouding.example", "null", "http://127.0.0.1.example:80"] {
        let response = server.post(&[(ORIGIN.as_str(), elsewhere)], &hello()).await;
        assert_eq!(response.status(), StatusCode::FORBIDDEN, "{elsewhere}");
    }
    let response = server.post(&[(ORIGIN.as_str(), "http://localhost:5173")], &hello()).await;
    assert_eq!(response.status(), StatusCode::OK);
}

#[test]
fn addresses_that_others_can_reach_are_refused() {
    let (code, said, _) = support::failure(&["http", "--demo", "--luister", "0.0.0.0:0"]);
    assert_eq!(code, 1);
    assert!(said.contains("0.0.0.0:0") && said.contains("127.0.0.1"), "{said}");
}
