//! The program; what it does is in the library.

use std::process::ExitCode;

use chrono::NaiveDate;
use pmjb_mcp::{Today, run};

fn main() -> ExitCode {
    run(std::env::args_os(), Today::Asked(machine_day))
}

/// The one place that looks at the calendar on the wall.
#[expect(clippy::disallowed_methods, reason = "what day it is for an owner is what this machine says")]
fn machine_day() -> NaiveDate {
    chrono::Local::now().date_naive()
}
