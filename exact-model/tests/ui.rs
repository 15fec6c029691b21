//! Queries that cannot be right do not compile, and the compiler says why in words a user understands.
//!
//! The compiler's wording changes between releases, so the texts are compared on the release they were written with.

use std::process::Command;

const WRITTEN_WITH: &str = "rustc 1.95.";

#[test]
fn wrong_queries_do_not_compile() {
    let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    let version = Command::new(rustc).arg("--version").output().map(|output| output.stdout).unwrap_or_default();
    let version = String::from_utf8_lossy(&version);
    if version.starts_with(WRITTEN_WITH) {
        trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
    } else {
        eprintln!("skipped: the expected messages are those of {WRITTEN_WITH}x, this is {version}");
    }
}
