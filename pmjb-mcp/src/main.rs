//! The program; what it does is in the library.

use std::process::ExitCode;

use pmjb_mcp::{Today, run};

fn main() -> ExitCode {
    run(std::env::args_os(), Today::Asked(|| chrono::Local::now().date_naive()))
}
