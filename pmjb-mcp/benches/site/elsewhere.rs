//! Exact Online as a process of its own, which gets a processor when nobody else wants one: the real one is elsewhere, and
//! takes none of the site's.

use std::env;
use std::io::{self, BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, Stdio};

use exact_sandbox::books::company::Company;
use exact_sandbox::{Limits, Sandbox, User};

use crate::server::App;

/// Set for this same program when it is to serve; its value is how many users there are.
const SERVES: &str = "PMJB_BENCH_SERVES";

pub(crate) struct Elsewhere {
    process: Child,
    pub(crate) app: App,
    pub(crate) divisions: Vec<i32>,
}

/// The name of a user; each has one administration of the group.
pub(crate) fn user(number: usize) -> String {
    format!("gebruiker{number}")
}

/// How many users to serve, when that is what this program is for.
pub(crate) fn asked_for() -> Option<usize> {
    env::var(SERVES).ok()?.parse().ok()
}

/// Serves until standard input closes.
pub(crate) async fn serve(users: usize) {
    let day = "2026-11-20".parse().unwrap();
    let divisions = Sandbox::builder().company(Company::Group).today(day).start().await.unwrap().divisions();
    let plenty = Limits { minute: 10_000_000, day: 100_000_000 };
    let mut builder = Sandbox::builder().company(Company::Group).today(day).limits(plenty);
    for number in 0..users {
        builder = builder.user(User::new(user(number)).divisions([divisions[number % divisions.len()]]));
    }
    let exact = builder.start().await.unwrap();
    let codes: Vec<String> = divisions.iter().map(ToString::to_string).collect();
    println!("{} {} {} {}", exact.base_url(), exact.client_id(), exact.client_secret(), codes.join(","));
    tokio::task::spawn_blocking(|| io::stdin().read(&mut [0])).await.unwrap().unwrap();
}

impl Elsewhere {
    pub(crate) fn start(users: usize) -> Self {
        let mut command = Command::new("nice");
        command.args(["-n", "19"]).arg(env::current_exe().unwrap()).env(SERVES, users.to_string());
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let words: Vec<&str> = line.split_whitespace().collect();
        let [address, id, secret, codes] = words.as_slice() else { panic!("no server: {line}") };
        let app = App { exact: (*address).to_owned(), id: (*id).to_owned(), secret: (*secret).to_owned() };
        Self { process, app, divisions: codes.split(',').map(|code| code.parse().unwrap()).collect() }
    }
}

impl Drop for Elsewhere {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        drop(self.process.wait());
    }
}
