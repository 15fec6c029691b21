//! The sandbox as a process of its own: this same program, asked to serve.

use std::env;
use std::io::{self, BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, Stdio};

use exact_client::{AppCredentials, Exact, Host, MemoryTokenStore, Tokens};
use exact_sandbox::{Limits, Sandbox};

const ASKED: &str = "EXACT_CLIENT_BENCH_SERVES";

pub(crate) struct Server {
    process: Child,
    /// Address, client id, client secret and refresh token.
    words: Vec<String>,
}

pub(crate) fn is_asked_for() -> bool {
    env::var_os(ASKED).is_some()
}

/// Serves until standard input closes.
pub(crate) fn run(lines: usize) {
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let limits = Limits { minute: 1_000_000, day: 100_000_000 };
        let sandbox = Sandbox::builder().lines(lines).limits(limits).start().await.unwrap();
        let (id, secret, token) = (sandbox.client_id(), sandbox.client_secret(), sandbox.refresh_token());
        println!("{} {id} {secret} {token}", sandbox.base_url());
        let until_closed = tokio::task::spawn_blocking(|| io::stdin().read(&mut [0]));
        until_closed.await.unwrap().unwrap();
    });
}

impl Server {
    pub(crate) fn start() -> Self {
        let mut command = Command::new(env::current_exe().unwrap());
        let mut process = command.env(ASKED, "yes").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self { process, words: line.split_whitespace().map(str::to_owned).collect() }
    }

    pub(crate) fn exact(&self) -> Exact {
        let [base, id, secret, token] = self.words.as_slice() else { panic!("the server did not start") };
        let app = AppCredentials::new(id, secret.as_str(), "http://localhost/callback");
        let store = MemoryTokenStore::with(Tokens::from_refresh_token(token.as_str()));
        Exact::builder(app).host(Host::at(base).unwrap()).token_store(store).build().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        drop(self.process.wait());
    }
}
