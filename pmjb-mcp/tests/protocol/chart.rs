//! Charts as pictures: for who asks, beside an answer that is complete without.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use resvg::tiny_skia::Pixmap;
use serde_json::{Value, json};

use crate::support::TODAY;
use crate::{call, opening, talk};

/// The tools that say they can draw.
fn drawing(tools: &Value) -> Vec<String> {
    let tools = tools["result"]["tools"].as_array().unwrap().iter();
    let drawing = tools.filter(|tool| tool["inputSchema"]["properties"]["grafiek"]["type"] == "boolean");
    drawing.map(|tool| tool["name"].as_str().unwrap().to_owned()).collect()
}

/// The text up to what an answer cost, which depends on the ones before it.
fn text(answer: &Value) -> &str {
    answer["result"]["content"][0]["text"].as_str().unwrap().split("\nVolledig gelezen").next().unwrap()
}

#[test]
fn whoever_asks_for_a_chart_gets_one_picture_beside_the_same_words() {
    let names = ["overzicht", "omzet", "debiteuren"];
    let ask = |more: Option<Value>, arguments: &Value| {
        let mut messages = opening();
        messages.extend(more);
        messages.extend((2..).zip(names).map(|(id, name)| call(id, name, arguments)));
        talk(&["--demo", "--today", TODAY], &messages).split_off(1)
    };
    let list = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list"});
    let plain = ask(Some(list), &json!({}));
    let (list, plain) = plain.split_first().unwrap();
    let drawing = drawing(list);
    assert_eq!(drawing.len(), 10, "{drawing:?}");
    assert!(names.iter().all(|name| drawing.iter().any(|drawing| drawing == name)));
    let drawn = ask(None, &json!({"grafiek": true}));
    assert_eq!((plain.len(), drawn.len()), (names.len(), names.len()));
    for ((name, plain), drawn) in names.iter().zip(plain).zip(&drawn) {
        assert_eq!(plain["result"]["content"].as_array().unwrap().len(), 1, "{name}");
        let [_, picture] = drawn["result"]["content"].as_array().unwrap().as_slice() else { panic!("{name}: {drawn}") };
        assert_eq!(text(plain), text(drawn), "{name}");
        assert_eq!((picture["type"].as_str(), picture["mimeType"].as_str()), (Some("image"), Some("image/png")));
        assert_eq!(picture["annotations"]["audience"], json!(["user"]));
        let png = STANDARD.decode(picture["data"].as_str().unwrap()).unwrap();
        assert!(png.len() < 200_000, "{name}: {} bytes", png.len());
        let pixels = Pixmap::decode_png(&png).unwrap();
        let first = pixels.pixels().first().unwrap();
        assert!(pixels.pixels().iter().any(|pixel| pixel != first), "{name}: an empty picture");
    }
}

#[test]
fn an_answer_that_cannot_be_drawn_says_so_and_a_wish_that_is_not_understood_is_refused() {
    let mut messages = opening();
    messages.push(call(1, "btw", &json!({"per": "termijn", "grafiek": true})));
    messages.push(call(2, "omzet", &json!({"grafiek": "taart"})));
    messages.push(call(3, "begrippen", &json!({"grafiek": true})));
    let answers = talk(&["--demo", "--today", TODAY], &messages);
    let [_, deadlines, unclear, terms] = answers.as_slice() else { panic!("{answers:?}") };
    assert_eq!(deadlines["result"]["content"].as_array().unwrap().len(), 1);
    assert!(deadlines["result"]["content"][0]["text"].as_str().unwrap().contains("geen grafiek"));
    assert_eq!(unclear["result"]["structuredContent"]["fout"]["code"], "argument_onjuist");
    assert_eq!(terms["result"]["structuredContent"]["fout"]["code"], "argument_onbekend");
}
