//! What a long read costs: rows a second, and memory that does not grow with the number of pages.
//!
//! ```sh
//! cargo bench -p exact-client --bench reading
//! ```
//!
//! The server is a process of its own, so that the memory counted is the client's alone: every byte that is allocated and
//! not yet given back, at its highest.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    missing_docs,
    reason = "a program to measure with, not a library"
)]

mod server;

use std::time::Instant;

use exact_client::model::financial_transaction::TransactionLine;
use exact_client::model::{Decimal, NaiveDate, Uuid, projection};
use exact_client::{Division, List};
use futures::StreamExt as _;
use peak_alloc::PeakAlloc;
use server::Server;

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

projection! {
    /// What a report reads of a line.
    struct Booked of TransactionLine {
        id: Uuid = ID,
        account: Uuid = GL_ACCOUNT,
        date: NaiveDate = DATE,
        description: Option<String> = DESCRIPTION,
        amount: Decimal = AMOUNT_DC,
    }
}

/// Ten thousand pages of Exact's usual sixty rows.
const LINES: usize = 600_000;

fn main() {
    if server::is_asked_for() {
        return server::run(LINES);
    }
    let server = Server::start();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let division = server.exact().current_division().await.unwrap();
        let plain = || division.list::<Booked>();
        println!(
            "| read | pages | rows | rows a second | peak of the heap in kB |\n| --- | ---: | ---: | ---: | ---: |"
        );
        measure("pages of 60", plain(), 10).await;
        measure("pages of 60", plain(), 100).await;
        measure("pages of 60", plain(), 1_000).await;
        measure("pages of 60", plain(), 10_000).await;
        measure("pages of 1,000", plain().bulk(), 60).await;
        measure("pages of 1,000", plain().bulk(), 600).await;
        measure("pages of 1,000, one ahead", plain().bulk().read_ahead(), 600).await;
        whole(&division).await;
    });
}

/// Reads the first pages and drops each row at once.
async fn measure(name: &str, list: List<Booked>, most: usize) {
    let (begun, before) = (Instant::now(), forget_peak());
    let mut reading = list.pages().take(most);
    let (mut pages, mut rows) = (0, 0);
    while let Some(page) = reading.next().await {
        pages += 1;
        rows += page.unwrap().rows.len();
    }
    show(name, pages, rows, begun, before);
}

/// All lines added up, with the proof that they were all.
async fn whole(division: &Division) {
    let (begun, before) = (Instant::now(), forget_peak());
    let add = |sum: &mut Decimal, line: Booked| *sum += line.amount;
    let sum = division.list::<Booked>().bulk().fold(Decimal::ZERO, add).await.unwrap();
    assert_eq!(*sum.value(), Decimal::ZERO, "debit equals credit");
    let proof = sum.proof();
    show("fold", proof.pages as usize, usize::try_from(proof.rows).unwrap(), begun, before);
}

fn show(name: &str, pages: usize, rows: usize, begun: Instant, before: usize) {
    let a_second = rows as f64 / begun.elapsed().as_secs_f64();
    println!("| {name} | {pages} | {rows} | {a_second:.0} | {} |", (HEAP.peak_usage() - before) / 1_024);
}

/// Makes what is in use now the peak, and gives it.
fn forget_peak() -> usize {
    HEAP.reset_peak_usage();
    HEAP.current_usage()
}
