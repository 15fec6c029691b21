//! The program as an assistant on a desktop has it: how soon it is there, what its tools cost to read, and whether it grows.
//!
//! ```sh
//! cargo bench -p pmjb-mcp --bench desktop [-- QUESTIONS]
//! ```
//!
//! Shown are the time from start to the list of tools (a fresh process each time), the size of that list, and the memory
//! of one process after so many mixed questions, charts among them, asked one after the other.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    missing_docs,
    reason = "a program to measure with, not a library"
)]

mod client;

use std::time::{Duration, Instant};

use client::Client;
use serde_json::{Value, json};

/// Fresh processes for the time to start.
const STARTS: usize = 25;

/// Questions of every kind, and mistakes as well.
fn questions() -> Vec<(&'static str, Value)> {
    vec![
        ("overzicht", json!({})),
        ("omzet", json!({"periode": "vorige maand"})),
        ("omzet", json!({"per": "klant", "top": 5})),
        ("omzet", json!({"per": "maand", "periode": "vorig jaar", "grafiek": true})),
        ("kosten", json!({})),
        ("resultaat", json!({"periode": "Q3 2026"})),
        ("balans", json!({})),
        ("kolommenbalans", json!({})),
        ("debiteuren", json!({"per": "factuur"})),
        ("crediteuren", json!({"vervalt_tot": "deze week"})),
        ("btw", json!({"per": "rubriek"})),
        ("liquiditeit", json!({"per": "periode"})),
        ("vergelijk", json!({})),
        ("boekingen", json!({})),
        ("uitleg", json!({})),
        ("controle", json!({})),
        ("begrippen", json!({"begrip": "brutomarge"})),
        ("search", json!({"query": "huur"})),
        ("omzet", json!({"administratie": "alle"})),
        ("omzet", json!({"jaar": "2026"})),
    ]
}

fn main() {
    // Cargo adds a flag of its own.
    let asked = std::env::args().skip(1).find(|word| !word.starts_with("--"));
    starts();
    memory(asked.map_or(1_000, |word| word.parse().unwrap()));
}

fn starts() {
    let mut times = Vec::new();
    let mut list = Value::Null;
    for _ in 0..STARTS {
        let begun = Instant::now();
        let mut client = Client::start();
        list = client.ask("tools/list", json!({}));
        times.push(begun.elapsed());
    }
    times.sort();
    let at = |part: usize| milliseconds(times[(times.len() - 1) * part / 100]);
    println!("start to tools/list: median {} ms, slowest {} ms ({STARTS} starts)", at(50), at(100));
    let tools = list["tools"].as_array().unwrap();
    let bytes = serde_json::to_string(tools).unwrap().len();
    // No tokenizer is at hand: Dutch JSON is some three and a half bytes to a token.
    println!("{} tools: {bytes} bytes, about {} tokens", tools.len(), bytes * 2 / 7);
}

fn memory(most: usize) {
    let mut client = Client::start();
    let questions = questions();
    let begun = Instant::now();
    let mut largest = 0;
    for (number, (tool, arguments)) in (1..=most).zip(questions.iter().cycle()) {
        let answer = client.ask("tools/call", json!({"name": tool, "arguments": arguments}));
        largest = largest.max(answer.to_string().len());
        if number == 1 || number % 100 == 0 {
            println!("after {number:5} questions: {} kB", client.memory());
        }
    }
    let each = begun.elapsed() / u32::try_from(most.max(1)).unwrap();
    println!("a question took {} ms on average; the largest answer was {largest} bytes", milliseconds(each));
}

fn milliseconds(time: Duration) -> String {
    format!("{:.1}", time.as_secs_f64() * 1_000.0)
}
