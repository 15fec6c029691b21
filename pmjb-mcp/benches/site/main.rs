//! The hosted site under load, and killed again and again.
//!
//! ```sh
//! cargo bench -p pmjb-mcp --bench site -- load [LINKS] [ROUNDS]
//! cargo bench -p pmjb-mcp --bench site -- soak [ROUNDS]
//! ```
//!
//! `load`: so many links over the companies of one group ask at the same moment, by turns over `/api` and `/mcp`. Every answer is
//! compared with what its administration answers when nobody else asks. Shown are the time as a client sees it, the site's own
//! part of that (without what the site waited for Exact, which here runs on the same cores, behind everybody else), the
//! site's time of a processor and its memory.
//!
//! `soak`: a site is killed at moments that nobody chose, also while it refreshes a link's tokens and while somebody connects.
//! Links, sessions and what assistants were allowed have to be there afterwards.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    missing_docs,
    reason = "a program to measure with, not a library"
)]

#[path = "../../tests/site/browser.rs"]
mod browser;
mod elsewhere;
mod load;
mod server;
mod soak;

fn main() {
    // Cargo adds a flag of its own.
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let number = |place: usize, default: usize| words.get(place).map_or(default, |word| word.parse().unwrap());
    let runtime = tokio::runtime::Runtime::new().unwrap();
    if let Some(users) = elsewhere::asked_for() {
        return runtime.block_on(elsewhere::serve(users));
    }
    match words.first().map(String::as_str) {
        Some("load") => runtime.block_on(load::run(number(1, 500), number(2, 5))),
        Some("soak") => runtime.block_on(soak::run(number(1, 20))),
        _ => println!("usage: site load [LINKS] [ROUNDS] | site soak [ROUNDS]"),
    }
}
