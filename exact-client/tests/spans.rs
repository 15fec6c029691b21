//! What a log can tell of calls. Alone in its file, because `tracing` remembers per process whether anybody listens: a
//! test beside it that does not would silence this one.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

mod stage;

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use stage::{Id, InTurn, Stage, rows};
use wiremock::ResponseTemplate;

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_call_is_a_span_with_its_endpoint_status_rows_attempts_waits_and_what_is_left() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::INFO)
        .with_ansi(false)
        .with_span_events(tracing_subscriber::fmt::format::FmtSpan::CLOSE)
        .with_writer(move || writer.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let stage = Stage::new().await;
    let good = rows([1, 2])
        .insert_header("X-RateLimit-Minutely-Remaining", "41")
        .insert_header("X-RateLimit-Remaining", "4321")
        .insert_header("X-RateLimit-Reset", "1772496000000");
    stage.answer(InTurn::new(vec![ResponseTemplate::new(429), good])).await;
    stage.exact().division(7).list::<Id>().complete().await.unwrap();
    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let closed = text.lines().find(|line| line.contains("exact_call") && line.contains("close")).unwrap();
    for field in [
        "call=1",
        "division=7",
        "status=200",
        "rows=2",
        "attempts=2",
        "waited_ms=51000",
        "minute_left=41",
        "day_left=4321",
    ] {
        assert!(closed.contains(field), "{field} is not in {closed}");
    }
    assert!(closed.contains("endpoint=\"crm/Accounts\""), "{closed}");
}
