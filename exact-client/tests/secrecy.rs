//! No secret shows anywhere, whatever happens.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

mod stage;

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use exact_client::{FileTokenStore, KeyFile, TokenStore as _};
use stage::{CLIENT_SECRET, Id, Stage, rows};
use wiremock::ResponseTemplate;

const CODE: &str = "stamp%21a%25b%2Bc";

/// Everything that is logged, at every level, by every crate.
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
async fn no_secret_shows_in_logs_errors_or_debug_output() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber =
        tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(move || writer.clone()).finish();
    // For all threads, which is why this test has a file to itself.
    tracing::subscriber::set_global_default(subscriber).unwrap();

    let stage = Stage::new().await;
    stage
        .answer(stage::InTurn::new(vec![
            rows([1]),
            ResponseTemplate::new(429),
            ResponseTemplate::new(503),
            ResponseTemplate::new(401),
        ]))
        .await;
    let folder = tempfile::tempdir().unwrap();
    let key = KeyFile::load_or_create(folder.path().join("key")).unwrap();
    let store = FileTokenStore::open(folder.path().join("tokens"), key).unwrap();
    let exact = stage.builder().token_store(store.clone()).build().unwrap();
    let request = exact.authorization_url();
    let mut shown = format!("{exact:?} {request:?}");
    exact.exchange(&request, &format!("?code={CODE}&state={}", request.state)).await.unwrap();
    let list = exact.division(7).list::<Id>().raw_filter("Name eq 'Jan de Vries'");
    list.clone().complete().await.unwrap();
    let error = list.complete().await.unwrap_err();
    assert!(error.needs_login());
    shown.push_str(&format!("{error:?} {error} {exact:?} {:?}", store.load().await.unwrap()));
    shown.push_str(&String::from_utf8(log.0.lock().unwrap().clone()).unwrap());
    assert!(shown.contains("answer from Exact Online"), "the log was not caught");
    let key = std::fs::read_to_string(folder.path().join("key")).unwrap();
    for secret in [key.trim(), CLIENT_SECRET, "access-1", "refresh-1", "stamp!a%b+c", CODE, &request.state, "Vries"] {
        assert!(!shown.contains(secret), "{secret} shows");
    }
}
