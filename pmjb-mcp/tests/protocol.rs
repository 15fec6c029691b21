//! The server as a client sees it: lines of JSON on standard output and nothing else.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "protocol/chart.rs"]
mod chart;
mod support;

use serde_json::{Value, json};
use support::{TODAY, program};

/// Sends messages, closes standard input, and gives the answers by their id.
fn talk(source: &[&str], messages: &[Value]) -> Vec<Value> {
    let lines: String = messages.iter().map(|message| format!("{message}\n")).collect();
    let output = program().arg("stdio").args(source).write_stdin(lines).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let mut answers: Vec<Value> =
        text.lines().map(|line| serde_json::from_str(line).expect("only JSON on stdout")).collect();
    answers.sort_by_key(|answer| answer["id"].as_i64());
    answers
}

fn opening() -> Vec<Value> {
    let params =
        json!({"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}});
    vec![
        json!({"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": params}),
        json!({"jsonrpc": "2.0", "method": "notifications/initialized"}),
    ]
}

fn call(id: i64, name: &str, arguments: &Value) -> Value {
    json!({"jsonrpc": "2.0", "id": id, "method": "tools/call", "params": {"name": name, "arguments": arguments}})
}

#[test]
fn a_client_of_last_year_gets_name_instructions_tools_and_answers() {
    let mut messages = opening();
    messages.push(json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list"}));
    messages.push(call(2, "omzet", &json!({"periode": "vorige maand"})));
    let answers = talk(&["--demo", "--today", TODAY], &messages);
    let [hello, list, revenue] = answers.as_slice() else { panic!("{answers:?}") };
    assert_eq!(hello["result"]["serverInfo"]["name"], "pmjb-mcp");
    assert_eq!(hello["result"]["serverInfo"]["title"], "Praat met je Boekhouding");
    let names: Vec<_> =
        list["result"]["tools"].as_array().unwrap().iter().map(|tool| tool["name"].as_str().unwrap()).collect();
    assert_eq!(names.len(), 18);
    for name in ["administraties", "omzet", "kosten", "resultaat", "debiteuren", "btw", "boekingen", "search", "fetch"]
    {
        assert!(names.contains(&name), "{name}");
    }
    let data = &revenue["result"]["structuredContent"];
    let text = revenue["result"]["content"][0]["text"].as_str().unwrap();
    assert!(text.starts_with(data["antwoord"].as_str().unwrap()));
    assert!(text.contains("| --- | ---: |") && text.contains("Grondslag:"));
    assert!(revenue["result"]["isError"].as_bool() != Some(true));
}

#[test]
fn a_client_of_this_year_needs_no_handshake() {
    let meta = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {},
        "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"},
    });
    let params = json!({"name": "btw", "arguments": {}, "_meta": meta});
    let answers = talk(
        &["--demo", "--today", TODAY],
        &[
            json!({"jsonrpc": "2.0", "id": 0, "method": "server/discover", "params": {"_meta": meta}}),
            json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}),
        ],
    );
    let [_, vat] = answers.as_slice() else { panic!("{answers:?}") };
    assert_eq!(vat["result"]["resultType"], "complete", "{vat}");
    assert!(vat["result"]["structuredContent"]["per_rekening"].is_array());
}

#[test]
fn a_mistake_in_a_question_is_an_answer_and_an_unknown_tool_is_not() {
    let mut messages = opening();
    messages.push(call(1, "omzet", &json!({"jaar": 2026})));
    messages.push(call(2, "omzet", &json!({"administratie": "Bestaat Niet"})));
    messages.push(call(3, "boek", &json!({})));
    let answers = talk(&["--demo", "--today", TODAY], &messages);
    let [_, unknown_argument, unknown_administration, unknown_tool] = answers.as_slice() else { panic!("{answers:?}") };
    for (answer, code) in [(unknown_argument, "argument_onbekend"), (unknown_administration, "administratie_onbekend")]
    {
        assert_eq!(answer["result"]["isError"], true);
        assert_eq!(answer["result"]["structuredContent"]["fout"]["code"], code);
    }
    assert_eq!(unknown_tool["error"]["code"], -32602);
}

#[test]
fn a_server_without_books_tells_why_at_the_question() {
    let mut messages = opening();
    messages.push(json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list"}));
    messages.push(call(2, "debiteuren", &json!({})));
    let answers = talk(&["--auditfile", "/bestaat/niet.xaf"], &messages);
    let [_, list, answer] = answers.as_slice() else { panic!("{answers:?}") };
    assert!(!list["result"]["tools"].as_array().unwrap().is_empty());
    assert_eq!(answer["result"]["structuredContent"]["fout"]["code"], "auditbestand_ontbreekt");
}

#[test]
fn a_server_without_books_and_without_client_ends_with_an_error() {
    let output = program().args(["stdio", "--auditfile", "/bestaat/niet.xaf"]).write_stdin("").output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
    assert!(String::from_utf8(output.stderr).unwrap().contains("bestaat niet"));
}

#[test]
fn what_search_finds_fetch_gives_with_the_entry_that_belongs_to_an_invoice() {
    let mut messages = opening();
    messages.push(call(1, "debiteuren", &json!({"per": "factuur"})));
    let answers = talk(&["--demo", "--today", TODAY], &messages);
    let rows = answers.last().unwrap()["result"]["structuredContent"]["rijen"].as_array().unwrap().clone();
    let invoice = rows.iter().find(|row| row["soort"] == "factuur").unwrap();

    let mut messages = opening();
    messages.push(call(1, "search", &json!({"query": invoice["factuur"]})));
    messages.push(call(2, "search", &json!({"query": invoice["naam"]})));
    messages.push(call(3, "search", &json!({"query": "brutomarge"})));
    let answers = talk(&["--demo", "--today", TODAY], &messages);
    let ids: Vec<Vec<String>> = answers[1..].iter().map(found).collect();
    for (ids, kind) in ids.iter().zip(["boekstuk:", "relatie:", "begrip:"]) {
        assert!(ids.iter().any(|id| id.starts_with(kind)), "{kind} {ids:?}");
    }
    let mut messages = opening();
    for (id, asked) in ids.iter().flatten().chain([&"relatie:weg".to_owned()]).enumerate() {
        messages.push(call(i64::try_from(id).unwrap() + 1, "fetch", &json!({"id": asked})));
    }
    let answers = talk(&["--demo", "--today", TODAY], &messages);
    let (last, fetched) = answers[1..].split_last().unwrap();
    assert_eq!(last["result"]["structuredContent"]["fout"]["code"], "niet_gevonden");
    for answer in fetched {
        let data = &answer["result"]["structuredContent"];
        let text: Value = serde_json::from_str(answer["result"]["content"][0]["text"].as_str().unwrap()).unwrap();
        assert_eq!(&text, data);
        assert!(!data["text"].as_str().unwrap().is_empty() && data["url"].as_str().unwrap().starts_with("pmjb://"));
    }
}

/// The ids of a search.
fn found(answer: &Value) -> Vec<String> {
    let results = answer["result"]["structuredContent"]["results"].as_array().unwrap();
    results.iter().map(|hit| hit["id"].as_str().unwrap().to_owned()).collect()
}
