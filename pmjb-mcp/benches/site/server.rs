//! A site with a folder that outlives it.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use exact_sandbox::Sandbox;

/// The app at Exact that a site is.
pub(crate) struct App {
    pub(crate) exact: String,
    pub(crate) id: String,
    pub(crate) secret: String,
}

impl App {
    pub(crate) fn of(sandbox: &Sandbox) -> Self {
        let (id, secret) = (sandbox.client_id(), sandbox.client_secret());
        Self { exact: sandbox.base_url(), id: id.to_string(), secret: secret.to_string() }
    }
}

/// A running site; it is killed when this is dropped.
pub(crate) struct Server {
    process: Child,
    pub(crate) base: String,
}

impl Server {
    /// Starts the program as an app at Exact. `PMJB_PROGRAM` names another build of it.
    pub(crate) fn start(folder: &Path, port: u16, app: &App) -> Self {
        let base = format!("http://127.0.0.1:{port}");
        let limits =
            "requests_per_minute = 1000000\nrefusals_per_minute = 1000000\nassistant_requests_per_minute = 1000000";
        let text = format!(
            "public_url = {base:?}\ndata = {:?}\nexact = {:?}\nclient_id = {:?}\nquestions_per_month = 1000000\n\
             [limits]\n{limits}\n",
            folder.join("data"),
            app.exact,
            app.id
        );
        let file = folder.join("site.toml");
        std::fs::write(&file, text).unwrap();
        let program = std::env::var("PMJB_PROGRAM").unwrap_or_else(|_| env!("CARGO_BIN_EXE_pmjb-mcp").to_owned());
        let mut command = Command::new(program);
        command
            .args(["serve", "--today", "2026-11-20", "--listen", &format!("127.0.0.1:{port}"), "--config"])
            .arg(file);
        command.env("PMJB_CLIENT_SECRET", &app.secret);
        command.env("PMJB_KEY", "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=");
        let mut process = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert!(line.contains("http"), "the site did not start: {line}");
        Self { process, base }
    }

    /// Kills it as a machine does that falls over.
    pub(crate) fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Time of a processor it has used so far; zero where the system does not tell.
    pub(crate) fn processor_time(&self) -> Duration {
        /// What Linux counts in, whatever the machine.
        const TICKS_A_SECOND: u64 = 100;
        let told = std::fs::read_to_string(format!("/proc/{}/stat", self.process.id())).unwrap_or_default();
        // The name before the last bracket may have blanks in it.
        let after = told.rsplit(')').next().unwrap_or_default();
        let ticks = after.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<u64>().ok());
        Duration::from_millis(ticks.sum::<u64>() * 1_000 / TICKS_A_SECOND)
    }

    /// Memory in use now and at most, in MB; 0 where the system does not tell.
    pub(crate) fn memory(&self) -> (u64, u64) {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap_or_default();
        let of = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            line.and_then(|line| line.trim_start_matches(':').trim().split(' ').next()?.parse::<u64>().ok())
                .unwrap_or(0)
        };
        (of("VmRSS") / 1_024, of("VmHWM") / 1_024)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A port that nobody listened on a moment ago.
pub(crate) fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
