//! Reads every journal line of the first administration and says what that took, as JSON.
//!
//! ```text
//! cargo run --release -p exact-examples --example read_lines -- \
//!     --base http://127.0.0.1:8765 --client-id I --client-secret S --refresh-token T
//! ```
//!
//! `peak_rss_bytes` is what the system says this process has held at most; `null` where it does not say.

#![allow(clippy::print_stdout)]

use std::fs;
use std::time::Instant;

use clap::Parser as _;
use exact_examples::Source;
use exact_model::financial_transaction::TransactionLine;
use exact_model::{Decimal, projection};
use futures::TryStreamExt as _;
use serde_json::json;

projection! {
    /// The only column this program reads.
    struct Booked of TransactionLine {
        amount: Decimal = AMOUNT_DC,
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let source = Source::parse();
    let begun = Instant::now();
    let connection = source.connect().await?;
    let mut lines = connection.division.list::<Booked>().bulk().items();
    let (mut rows, mut sum) = (0_u64, Decimal::ZERO);
    while let Some(line) = lines.try_next().await? {
        rows += 1;
        sum += line.amount;
    }
    let report = json!({
        "rows": rows,
        "sum": sum.to_string(),
        "calls": connection.division.exact().calls().total(),
        "seconds": begun.elapsed().as_secs_f64(),
        "peak_rss_bytes": peak_rss_bytes(),
    });
    println!("{report}");
    Ok(())
}

fn peak_rss_bytes() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kilobytes * 1024)
}
