//! A million lines through every report: how long a line takes, and how much memory a report takes at most beside them.
//!
//! `cargo bench -p exact-reports --bench memory`
//!
//! The system tells the memory (Linux); elsewhere that column is empty.

#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout)]

mod million;

use std::fs;
use std::time::Instant;

use million::{Books, Case, LINES, OF_LINES, OF_TERMS, OF_VAT, Subledger, VatBooks};

fn main() {
    println!("| over a million | ns a line | peak MB |\n| --- | ---: | ---: |");
    each(OF_LINES, &Books::of(LINES));
    each(OF_TERMS, &Subledger::of(LINES));
    each(OF_VAT, &VatBooks::of(LINES));
}

fn each<T>(cases: &[Case<T>], books: &T) {
    for (name, report) in cases {
        // The first run shows the memory, the best of three the time.
        let before = forget_peak();
        report(books);
        let peak = memory("VmHWM:").zip(before).map(|(peak, before)| peak.saturating_sub(before) / 1024);
        let run = |_| {
            let begun = Instant::now();
            report(books);
            begun.elapsed().as_nanos() / LINES as u128
        };
        let nanoseconds = (0..3).map(run).min().unwrap_or_default();
        println!("| {name} | {nanoseconds} | {} |", peak.map(|peak| peak.to_string()).unwrap_or_default());
    }
}

/// Makes the memory of now the peak, and gives it in kB.
fn forget_peak() -> Option<u64> {
    fs::write("/proc/self/clear_refs", "5").ok()?;
    memory("VmRSS:")
}

fn memory(what: &str) -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(what))?;
    line.trim().trim_end_matches("kB").trim().parse().ok()
}
