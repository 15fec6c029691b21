//! Programs of their own on one chain of tokens: through a day, and through a crash at every step.
//!
//! Each program is this test binary once more, started to run the test `program` only. No test waits: every program has
//! a clock that is told the time.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

mod stage;

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStderr, ChildStdin, Command, Stdio};
use std::sync::{Arc, Mutex};

use chrono::DateTime;
use exact_client::{
    AppCredentials, Exact, FileTokenStore, Host, KeyFile, ManualClock, StoreError, StoreLock, TokenStore, Tokens,
};
use exact_sandbox::{Clock as SandboxClock, Sandbox};
use futures::future::BoxFuture;
use stage::{CLIENT_SECRET, Desk};
use wiremock::matchers::method;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

/// Where a program dies.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Crash {
    BeforeLock,
    AfterLock,
    BeforeMark,
    AfterMark,
    /// Exact never saw the request.
    Sent,
    /// Exact renewed the tokens; the answer finds nobody.
    Answered,
    BeforeSave,
    AfterSave,
}

const CRASHES: [Crash; 8] = [
    Crash::BeforeLock,
    Crash::AfterLock,
    Crash::BeforeMark,
    Crash::AfterMark,
    Crash::Sent,
    Crash::Answered,
    Crash::BeforeSave,
    Crash::AfterSave,
];

/// A store in whose hands the program dies.
#[derive(Debug)]
struct Deadly {
    store: FileTokenStore,
    crash: String,
}

impl Deadly {
    fn at(&self, crash: Crash) {
        if self.crash == format!("{crash:?}") {
            std::process::abort();
        }
    }
}

impl TokenStore for Deadly {
    fn lock(&self) -> BoxFuture<'_, Result<StoreLock, StoreError>> {
        Box::pin(async {
            self.at(Crash::BeforeLock);
            let lock = self.store.lock().await;
            self.at(Crash::AfterLock);
            lock
        })
    }

    fn load(&self) -> BoxFuture<'_, Result<Option<Tokens>, StoreError>> {
        self.store.load()
    }

    fn save(&self, tokens: Tokens) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async {
            // Before a refresh the tokens are saved with the mark that it began.
            let marked = tokens.refresh_started_at().is_some();
            self.at(if marked { Crash::BeforeMark } else { Crash::BeforeSave });
            let saved = self.store.save(tokens).await;
            self.at(if marked { Crash::AfterMark } else { Crash::AfterSave });
            saved
        })
    }
}

fn open(folder: &Path) -> FileTokenStore {
    let key = KeyFile::load_or_create(folder.join("key")).unwrap();
    FileTokenStore::open(folder.join("tokens"), key).unwrap()
}

/// What a program does: for every time it is told, it reads, and says how that went.
#[test]
fn program() {
    let Ok(origin) = std::env::var("EXACT_TEST_PROGRAM") else { return };
    let variable = |name: &str| std::env::var(name).unwrap();
    let store = Deadly { store: open(Path::new(&variable("EXACT_TEST_FOLDER"))), crash: variable("EXACT_TEST_CRASH") };
    let clock = ManualClock::at(DateTime::UNIX_EPOCH);
    let app = AppCredentials::new(variable("EXACT_TEST_ID"), variable("EXACT_TEST_SECRET"), "https://example.org/back");
    let exact =
        Exact::builder(app).host(Host::at(&origin).unwrap()).token_store(store).clock(clock.clone()).build().unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    for line in std::io::stdin().lines() {
        clock.set(DateTime::from_timestamp_millis(line.unwrap().parse().unwrap()).unwrap());
        let said = match runtime.block_on(exact.me()) {
            Ok(_) => "ok".to_owned(),
            Err(error) => format!("{error} {:?}", error.api_message()),
        };
        writeln!(std::io::stderr(), "{said}").unwrap();
    }
}

/// A program that runs.
struct Program {
    process: Arc<Mutex<Child>>,
    tell: ChildStdin,
    said: BufReader<ChildStderr>,
}

impl Program {
    fn start(origin: &str, app: (&str, &str), folder: &Path, crash: &str) -> Self {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "program", "--nocapture"])
            .env("EXACT_TEST_PROGRAM", origin)
            .env("EXACT_TEST_ID", app.0)
            .env("EXACT_TEST_SECRET", app.1)
            .env("EXACT_TEST_FOLDER", folder)
            .env("EXACT_TEST_CRASH", crash)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (tell, said) = (process.stdin.take().unwrap(), BufReader::new(process.stderr.take().unwrap()));
        Self { process: Arc::new(Mutex::new(process)), tell, said }
    }

    fn read_at(&mut self, millis: i64) {
        writeln!(self.tell, "{millis}").unwrap();
    }

    /// How the read went; empty when the program died.
    fn outcome(&mut self) -> String {
        let mut line = String::new();
        self.said.read_line(&mut line).unwrap();
        line.trim().to_owned()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let mut process = self.process.lock().unwrap();
        let _ = process.kill();
        let _ = process.wait();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn eight_programs_that_crash_and_come_back_never_break_their_chain_in_a_day() {
    /// Where nothing is lost, whoever dies.
    const HARMLESS: [Crash; 5] =
        [Crash::BeforeLock, Crash::AfterLock, Crash::BeforeMark, Crash::AfterMark, Crash::AfterSave];
    let clock = SandboxClock::manual(stage::start().timestamp_millis());
    let sandbox = Sandbox::builder().clock(clock.clone()).start().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    open(folder.path()).save(Tokens::from_refresh_token(sandbox.refresh_token())).await.unwrap();
    let app = (sandbox.client_id(), sandbox.client_secret());
    let start = |crash: &str| Program::start(&sandbox.base_url(), app, folder.path(), crash);
    let mut programs: Vec<_> = (0..8).map(|_| start("")).collect();
    let mut died = 0;
    // Half the age at which the client refreshes: no other step makes more token calls.
    for step in 0..24 * 3_600 / 290 {
        // Every hour one of them is in for it, now here, now there.
        let victim = (step % 12 == 0).then_some(step / 12);
        if let Some(number) = victim {
            let crash = format!("{:?}", HARMLESS[number % HARMLESS.len()]);
            let mut doomed = start(&crash);
            doomed.read_at(clock.now_ms());
            // The one that refreshes dies of it.
            assert_eq!(doomed.outcome(), "", "{crash} did not end the program");
            programs[number % 8] = start("");
            died += 1;
        }
        for program in &mut programs {
            program.read_at(clock.now_ms());
        }
        for program in &mut programs {
            assert_eq!(program.outcome(), "ok");
        }
        clock.advance(std::time::Duration::from_secs(290));
    }
    assert!(died >= 2 * HARMLESS.len());
    let calls = sandbox.calls();
    assert!(calls.iter().all(|call| call.status == 200), "a refresh or a read was refused");
    let token_calls = calls.iter().filter(|call| call.method == "POST").count();
    assert!((140..=150).contains(&token_calls), "{token_calls} token calls in a day");
}

/// Exact, for whom a program that waits for its answer can be killed before or after the tokens are renewed.
struct Killing {
    desk: Desk,
    crash: Mutex<Option<(Crash, Arc<Mutex<Child>>)>>,
}

impl Respond for Killing {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let crash = self.crash.lock().unwrap().take();
        let answer = match &crash {
            Some((Crash::Sent, _)) => ResponseTemplate::new(503),
            _ => self.desk.respond(request),
        };
        if let Some((_, process)) = crash {
            let mut process = process.lock().unwrap();
            process.kill().unwrap();
            process.wait().unwrap();
        }
        answer
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crash_at_any_step_costs_the_link_only_where_the_answer_was_lost() {
    let app = ("app", CLIENT_SECRET);
    for crash in CRASHES {
        let server = MockServer::start().await;
        let clock = ManualClock::at(stage::start());
        let desk = Desk::new(&clock);
        let folder = tempfile::tempdir().unwrap();
        open(folder.path()).save(Tokens::from_refresh_token("refresh-0")).await.unwrap();
        let now = stage::start().timestamp_millis();
        let mut first = Program::start(&server.uri(), app, folder.path(), &format!("{crash:?}"));
        let at_exact = matches!(crash, Crash::Sent | Crash::Answered);
        let victim = at_exact.then(|| (crash, Arc::clone(&first.process)));
        let killing = Killing { desk: desk.clone(), crash: Mutex::new(victim) };
        Mock::given(method("POST")).respond_with(killing).mount(&server).await;
        let me = ResponseTemplate::new(200).set_body_string(r#"{"d":{"results":[{"UserName":"jan"}]}}"#);
        Mock::given(method("GET")).respond_with(me).mount(&server).await;

        first.read_at(now);
        assert!(!first.outcome().contains("ok"), "{crash:?} did not end the first program");
        let mut second = Program::start(&server.uri(), app, folder.path(), "");
        second.read_at(now);
        let outcome = second.outcome();
        // In both cases Exact has used up the old tokens and nobody has the new ones.
        if matches!(crash, Crash::Answered | Crash::BeforeSave) {
            assert!(outcome.contains("never arrived"), "{crash:?}: {outcome}");
        } else {
            assert_eq!(outcome, "ok", "{crash:?}");
            assert_eq!(desk.book(|book| (book.issued, book.too_early, book.replayed)), (1, 0, 0), "{crash:?}");
        }
    }
}
