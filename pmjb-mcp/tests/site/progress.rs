//! Long reads over the hosted link: who asks for it hears how far they are, on the answer's own connection.

use serde_json::Value;

use super::*;

#[tokio::test]
async fn an_assistant_hears_how_far_its_question_is_when_it_asks_to() {
    let site = Site::demo();
    let token = token(&mut Browser::new(), &site.base).await;
    let client = Client::builder().no_proxy().build().unwrap();
    for version in ["2025-11-25", "2026-07-28"] {
        let call = async |meta: Value| {
            let modern = version == "2026-07-28";
            let mut meta = meta;
            if modern {
                meta["io.modelcontextprotocol/protocolVersion"] = json!(version);
                meta["io.modelcontextprotocol/clientInfo"] = json!({ "name": "t", "version": "1" });
                meta["io.modelcontextprotocol/clientCapabilities"] = json!({});
            }
            let call = json!({"jsonrpc": "2.0", "id": 7, "method": "tools/call", "params": {
                "name": "omzet", "arguments": { "periode": "2025" }, "_meta": meta}});
            let request = client.post(format!("{}/mcp", site.base)).bearer_auth(&token).json(&call);
            let request = request.header(ACCEPT, "application/json, text/event-stream");
            let request = request.header("mcp-protocol-version", version);
            let request =
                if modern { request.header("mcp-method", "tools/call").header("mcp-name", "omzet") } else { request };
            let answer = request.send().await.unwrap();
            let kind = answer.headers()["content-type"].to_str().unwrap().to_owned();
            (kind, answer.text().await.unwrap())
        };
        let (kind, text) = call(json!({ "progressToken": "p1" })).await;
        assert!(kind.starts_with("text/event-stream"), "{version}: {kind} {text}");
        let data =
            text.lines().filter_map(|line| line.strip_prefix("data:")).map(str::trim).filter(|data| !data.is_empty());
        let messages: Vec<Value> = data.map(|data| serde_json::from_str(data).unwrap()).collect();
        let (last, before) = messages.split_last().unwrap();
        assert_eq!(
            (&last["id"], &last["result"]["structuredContent"]["volledig"]),
            (&json!(7), &json!(true)),
            "{text}"
        );
        let steps: Vec<f64> = before.iter().map(|told| told["params"]["progress"].as_f64().unwrap()).collect();
        assert!(before.iter().all(|told| told["params"]["progressToken"] == "p1"), "{text}");
        assert!(!steps.is_empty() && steps.is_sorted(), "{steps:?}");

        let (kind, text) = call(json!({})).await;
        assert!(kind.starts_with("application/json") && !text.contains("progress"), "{version}: {kind} {text}");
    }
}
