//! How fast bulk pages are served: server and caller share one thread, so the figure is rows a second on one core, over a
//! real connection on loopback.
//!
//! `cargo bench -p exact-sandbox --bench bulk_page`
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs, reason = "a benchmark may stop")]

#[path = "../tests/support/mod.rs"]
mod support;

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use support::{DIVISION, Session, books, session};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::runtime::{Builder, Runtime};

const LINES: usize = 100_000;
const PAGE: u64 = 1_000;

/// A caller that reads answers and does nothing with them, so that the server's work is what is measured.
struct Caller {
    stream: TcpStream,
    token: String,
    answer: Vec<u8>,
}

impl Caller {
    async fn new(session: &Session) -> Self {
        let address = session.sandbox.base_url().replace("http://", "");
        let stream = TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream, token: session.token.clone(), answer: vec![0; 4 << 20] }
    }

    /// Reads one answer and gives the bytes of its body.
    async fn get(&mut self, path: &str) -> &[u8] {
        let token = &self.token;
        let request = format!(
            "GET {path} HTTP/1.1\r\nhost: localhost\r\naccept: application/json\r\nauthorization: Bearer {token}\r\n\r\n"
        );
        self.stream.write_all(request.as_bytes()).await.unwrap();
        let mut read = 0;
        let mut ends = None;
        while ends.is_none_or(|(_, end)| read < end) {
            let some = self.stream.read(&mut self.answer[read..]).await.unwrap();
            assert!(some > 0, "the connection was closed");
            read += some;
            ends = ends.or_else(|| head(&self.answer[..read]));
        }
        let (start, end) = ends.unwrap();
        &self.answer[start..end]
    }
}

/// Where the body begins and ends, once the head is there.
fn head(answer: &[u8]) -> Option<(usize, usize)> {
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let text = std::str::from_utf8(&answer[..end]).unwrap().to_ascii_lowercase();
    assert!(text.starts_with("http/1.1 200"), "{text}");
    let length = text.split("content-length: ").nth(1)?.split("\r\n").next()?.parse::<usize>().ok()?;
    Some((end, end + length))
}

fn served(criterion: &mut Criterion, runtime: &Runtime, session: &Session, name: &str, path: &str) {
    let mut caller = runtime.block_on(Caller::new(session));
    let path = format!("/api/v1/{DIVISION}/{path}");
    let mut group = criterion.benchmark_group("bulk_page");
    group.throughput(Throughput::Elements(PAGE));
    group.bench_function(name, |bencher| {
        bencher.iter(|| runtime.block_on(async { black_box(caller.get(&path).await.len()) }));
    });
    group.finish();
}

fn bulk_page(criterion: &mut Criterion) {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let session = runtime.block_on(session(books(LINES)));
    let middle = "$skiptoken=guid'00000000-0000-0000-0000-800000000000'";
    let narrow = "$select=FinancialYear,FinancialPeriod,GLAccountCode,AmountDC";
    let lines = "bulk/Financial/TransactionLines";
    served(criterion, &runtime, &session, "narrow", &format!("{lines}?{narrow}&{middle}"));
    let filter = "$filter=FinancialYear%20eq%202026%20and%20Status%20eq%2050";
    served(criterion, &runtime, &session, "narrow_filtered", &format!("{lines}?{filter}&{narrow}&{middle}"));
    served(criterion, &runtime, &session, "every_property", &format!("{lines}?$select=*&{middle}"));
}

criterion_group!(benches, bulk_page);
criterion_main!(benches);
