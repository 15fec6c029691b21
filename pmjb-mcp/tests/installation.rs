//! `installeer`: what it shows, what it writes, and what it leaves alone.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::fs;
use std::path::Path;

use serde_json::Value;
use support::program;

fn install(home: &Path, arguments: &[&str], typed: &str) -> (i32, String) {
    let mut command = program();
    command.env("HOME", home).env("XDG_CONFIG_HOME", home.join(".config"));
    let output = command.arg("installeer").args(arguments).write_stdin(typed).output().unwrap();
    let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
    (output.status.code().unwrap(), text)
}

#[test]
fn nothing_is_written_without_a_yes() {
    let home = tempfile::tempdir().unwrap();
    for typed in ["", "n\n", "misschien\n"] {
        let (code, text) = install(home.path(), &["claude"], typed);
        assert!(code == 0 && text.contains("+ ") && text.contains("Er is niets veranderd."), "{text}");
    }
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0);
}

#[test]
fn every_assistant_gets_a_server_that_starts_this_program() {
    let files = [
        ("claude", ".config/Claude/claude_desktop_config.json", "mcpServers"),
        ("claude-code", ".claude.json", "mcpServers"),
        ("vscode", ".config/Code/User/mcp.json", "servers"),
        ("cursor", ".cursor/mcp.json", "mcpServers"),
    ];
    let home = tempfile::tempdir().unwrap();
    for (assistant, file, section) in files {
        let (code, text) = install(home.path(), &[assistant, "--demo"], "ja\n");
        assert_eq!(code, 0, "{text}");
        let written: Value = serde_json::from_slice(&fs::read(home.path().join(file)).unwrap()).unwrap();
        let server = &written[section]["boekhouding"];
        assert_eq!(server["args"], serde_json::json!(["stdio", "--demo"]));
        let command = server["command"].as_str().unwrap();
        assert_eq!(fs::canonicalize(command).unwrap(), fs::canonicalize(env!("CARGO_BIN_EXE_pmjb-mcp")).unwrap());
        let (code, text) = install(home.path(), &[assistant, "--demo", "--ja"], "");
        assert!(code == 0 && text.contains("staat al goed"), "{text}");
    }
}

#[test]
fn a_configuration_that_cannot_be_read_is_left_alone() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join(".claude.json");
    fs::write(&file, "{ kapot").unwrap();
    let (code, text) = install(home.path(), &["claude-code", "--ja"], "");
    assert!(code == 1 && text.contains("er is niets veranderd"), "{text}");
    assert_eq!(fs::read_to_string(&file).unwrap(), "{ kapot");
}
