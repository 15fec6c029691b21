//! What the tests of the program share. Not every test file uses all of it.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::path::PathBuf;

use assert_cmd::Command;
use serde_json::Value;

/// The day it is in every test with made-up books.
pub(crate) const TODAY: &str = "2026-11-20";

/// The program, without a link of its own and without the environment of whoever runs the tests.
pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pmjb-mcp"));
    command.env_remove("PMJB_CLIENT_ID").env_remove("PMJB_CLIENT_SECRET").env_remove("RUST_LOG");
    command.env("PMJB_HOME", "/nonexistent/pmjb");
    command
}

/// The real audit file, where it is there.
pub(crate) fn auditfile() -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/auditfiles/ExactOnline_V32_2016.xaf");
    if path.exists() {
        return Some(path);
    }
    eprintln!("{} is not there: this test proves nothing", path.display());
    None
}

/// The data of an answer about the audit file.
pub(crate) fn answer(arguments: &[&str]) -> Option<Value> {
    let file = auditfile()?;
    let output = program().arg("vraag").args(arguments).arg("--json").arg("--auditfile").arg(file).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

/// Name and amount of every row.
pub(crate) fn rows(answer: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    answer["rijen"].as_array().unwrap().iter().map(|row| (text(&row["naam"]), text(&row["bedrag"]))).collect()
}

/// The failure of a command: exit code, Dutch message, and data where it was asked for.
pub(crate) fn failure(arguments: &[&str]) -> (i32, String, Option<Value>) {
    let output = program().args(arguments).output().unwrap();
    let code = output.status.code().expect("an exit code");
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(!message.contains("panicked"), "{message}");
    (code, message, serde_json::from_slice(&output.stdout).ok())
}
