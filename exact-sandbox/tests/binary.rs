//! The program: one line of JSON, clear refusals, a clean end.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests may stop at what cannot be")]

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Output, Stdio};

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_exact-sandbox"))
}

fn refused(arguments: &[&str]) -> String {
    let Output { status, stdout, stderr } = program().args(arguments).output().unwrap();
    let stderr = String::from_utf8(stderr).unwrap();
    assert!(!status.success(), "{arguments:?} was taken");
    assert!(stdout.is_empty(), "{arguments:?} wrote to standard output");
    assert!(!stderr.contains("panicked"), "{stderr}");
    stderr
}

#[test]
fn serve_prints_one_line_of_json_and_ends_on_sigterm() {
    let mut child =
        program().args(["serve", "--seed", "2", "--today", "2026-03-31"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    out.read_line(&mut line).unwrap();
    let ready: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert!(ready["base_url"].as_str().unwrap().starts_with("http://127.0.0.1:"));
    for name in ["client_id", "client_secret", "refresh_token"] {
        assert!(!ready[name].as_str().unwrap().is_empty(), "{name}");
    }
    assert!(ready["divisions"].as_array().unwrap().len() >= 2);
    assert!(ready["divisions"][0]["code"].is_i64() && ready["divisions"][0]["name"].is_string());
    assert_eq!(ready["today"], "2026-03-31");
    let busy = ready["base_url"].as_str().unwrap().trim_start_matches("http://").to_owned();
    assert!(refused(&["serve", "--listen", &busy]).contains("cannot listen on"));
    assert!(Command::new("kill").arg(child.id().to_string()).status().unwrap().success());
    assert!(child.wait().unwrap().success());
    let mut rest = String::new();
    out.read_line(&mut rest).unwrap();
    assert_eq!(rest, "");
}

#[test]
fn wrong_arguments_are_named() {
    assert!(refused(&["serve", "--today", "2026-02-30"]).contains("--today"));
    assert!(refused(&["serve", "--listen", "nowhere"]).contains("--listen"));
    assert!(refused(&["serve", "--quirk", "x=y"]).contains("unknown quirk"));
    assert!(refused(&["serve", "--seed", "2", "--auditfile", "x"]).contains("--auditfile"));
    assert!(refused(&["serve", "--faults", "rate=2"]).contains("--faults"));
    assert!(refused(&["serve", "--fault", "{}"]).contains("--fault"));
    assert!(refused(&["serve", "--user", "anna=x"]).contains("--user"));
    assert!(refused(&["serve", "--clock", "noon"]).contains("--clock"));
    assert!(refused(&["serve", "--tls-cert", "x.pem"]).contains("--tls-key"));
    assert!(refused(&["serve", "--tls-cert", "/nowhere.pem", "--tls-key", "/nowhere.pem"]).contains("/nowhere.pem"));
    refused(&[]);
}

#[test]
fn the_line_of_json_tells_of_users_and_of_the_certificate_to_trust() {
    let arguments = ["serve", "--seed", "2", "--today", "2026-03-31", "--tls", "--user", "anna", "--user", "bob=1+2"];
    let mut child = program().args(arguments).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    let ready: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert!(ready["base_url"].as_str().unwrap().starts_with("https://127.0.0.1:"));
    assert!(ready["certificate"].as_str().unwrap().starts_with("-----BEGIN CERTIFICATE-----"));
    assert_eq!(ready["users"], serde_json::json!(["anna", "bob"]));
    assert!(!ready["webhook_secret"].as_str().unwrap().is_empty());
}

#[test]
fn an_audit_file_that_is_not_there_is_named() {
    assert!(refused(&["serve", "--auditfile", "/nowhere/books.xaf"]).contains("audit file"));
}
