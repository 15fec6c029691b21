//! `verbind` and what follows, against a sandbox, with a browser that fills in the forms.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, Stdio};

use exact_sandbox::Sandbox;
use support::TODAY;

fn command(home: &Path) -> std::process::Command {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_pmjb-mcp"));
    // The configuration of assistants is looked for in the same folder.
    command.env("HOME", home).env("XDG_CONFIG_HOME", home.join(".config"));
    command.env("PMJB_HOME", home).env_remove("PMJB_CLIENT_ID").env_remove("PMJB_CLIENT_SECRET").env_remove("RUST_LOG");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Exit code, standard output, standard error.
fn ask(home: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = command(home).args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// `verbind`, as far as the address to open.
fn begun(home: &Path, sandbox: &Sandbox, more: &[&str]) -> (Child, BufReader<std::process::ChildStdout>, String) {
    let mut child = command(home)
        .args(["verbind", "--exact", &sandbox.base_url(), "--poort", "0", "--geen-browser", "--today", TODAY])
        .args(more)
        .env("PMJB_CLIENT_ID", sandbox.client_id())
        .env("PMJB_CLIENT_SECRET", sandbox.client_secret())
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut address = String::new();
    while !address.starts_with("http") {
        address.clear();
        assert!(out.read_line(&mut address).unwrap() > 0, "no address");
    }
    (child, out, address.trim().to_owned())
}

fn rest(mut child: Child, mut out: BufReader<std::process::ChildStdout>) -> (i32, String) {
    let mut text = String::new();
    out.read_to_string(&mut text).unwrap();
    (child.wait().unwrap().code().unwrap(), text)
}

async fn sandbox() -> Sandbox {
    Sandbox::builder().today(TODAY.parse().unwrap()).start().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_ends_with_the_chosen_administration_and_questions_then_need_no_more() {
    let (sandbox, folder) = (sandbox().await, tempfile::tempdir().unwrap());
    let home = folder.path();
    let (mut child, out, address) = begun(home, &sandbox, &[]);
    pmjb_mcp::browser::log_in(&address).await.unwrap();
    child.stdin.take().unwrap().write_all(b"99\n2\n").unwrap();
    let (code, text) = rest(child, out);
    assert_eq!(code, 0, "{text}");
    assert!(text.trim_end().ends_with("Verbonden"), "{text}");
    let second = sandbox.books().divisions[1].name.clone();
    assert!(text.contains(&format!("{second} (nummer 2)")), "{text}");
    assert!(text.contains("20-12-2026"), "{text}");

    sandbox.forget_calls();
    let (code, text, error) = ask(home, &["vraag", "omzet", "--json", "--today", TODAY]);
    assert_eq!(code, 0, "{error}");
    let answer: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(answer["administratie"]["naam"], second.as_str());
    assert_eq!(answer["aanroepen"], sandbox.calls().len());

    let (code, text, _) = ask(home, &["status", "--today", TODAY]);
    assert!(code == 0 && text.contains(&second) && text.contains("20-12-2026"), "{text}");
    let first = sandbox.books().divisions[0].name.clone();
    let (code, text, error) = ask(home, &["wissel", "1", "--today", TODAY]);
    assert!(code == 0 && text.contains(&first), "{text}{error}");

    let kept: Vec<_> = std::fs::read_dir(home).unwrap().map(|entry| entry.unwrap().path()).collect();
    for file in kept.iter().filter(|file| !file.ends_with("client-secret")) {
        let content = std::fs::read(file).unwrap();
        let holds = |what: &str| content.windows(what.len()).any(|part| part == what.as_bytes());
        assert!(!holds(sandbox.client_secret()) && !holds("refresh_token"), "{}", file.display());
    }

    let (code, _, _) = ask(home, &["ontkoppel"]);
    assert_eq!(code, 0);
    let (code, _, error) = ask(home, &["vraag", "omzet"]);
    assert!(code == 1 && error.contains("pmjb-mcp verbind"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_was_pasted_does_as_well() {
    let (sandbox, folder) = (sandbox().await, tempfile::tempdir().unwrap());
    let elsewhere = ["--redirect", "http://127.0.0.1:9/elders", "--administratie", "1"];
    let (mut child, out, address) = begun(folder.path(), &sandbox, &elsewhere);
    let back = consent(&address).await;
    let mut stdin = child.stdin.take().unwrap();
    writeln!(stdin, "{back}").unwrap();
    let (code, text) = rest(child, out);
    assert!(code == 0 && text.trim_end().ends_with("Verbonden"), "{text}");
}

/// Logs in as far as the address that the browser is sent back to.
async fn consent(address: &str) -> String {
    let client = reqwest::Client::builder()
        .tls_certs_only([])
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap();
    let url = reqwest::Url::parse(address).unwrap();
    let mut fields: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    fields.push(("division".to_owned(), "1234567".to_owned()));
    let answer = client.post(url.join("/api/oauth2/consent").unwrap()).form(&fields).send().await.unwrap();
    answer.headers()["location"].to_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_past_its_thirty_days_is_refused_with_what_to_do() {
    let (sandbox, folder) = (sandbox().await, tempfile::tempdir().unwrap());
    let home = folder.path();
    let (child, out, address) = begun(home, &sandbox, &["--administratie", "1"]);
    pmjb_mcp::browser::log_in(&address).await.unwrap();
    assert_eq!(rest(child, out).0, 0);
    let (code, text, error) = ask(home, &["vraag", "btw", "--json", "--today", "2026-12-21"]);
    assert_eq!(code, 1);
    assert!(text.contains("koppeling_verlopen") && error.contains("pmjb-mcp verbind"), "{text}{error}");
    let (code, text, error) = ask(home, &["vraag", "btw", "--json", "--today", "2026-12-18"]);
    assert_eq!(code, 0, "{error}");
    assert!(text.contains("loopt tot en met 20-12-2026"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_exact_no_longer_accepts_is_refused_with_what_to_do() {
    let (sandbox, folder) = (sandbox().await, tempfile::tempdir().unwrap());
    let home = folder.path();
    let (child, out, address) = begun(home, &sandbox, &["--administratie", "1"]);
    pmjb_mcp::browser::log_in(&address).await.unwrap();
    assert_eq!(rest(child, out).0, 0);
    // A new Exact Online knows nothing of the tokens of the one before.
    let another = Sandbox::builder().today(TODAY.parse().unwrap()).start().await.unwrap();
    let link = home.join("link.json");
    let text = std::fs::read_to_string(&link).unwrap().replace(&sandbox.base_url(), &another.base_url());
    std::fs::write(&link, text).unwrap();
    let (code, _, error) = ask(home, &["vraag", "omzet", "--today", TODAY]);
    assert_eq!(code, 1);
    assert!(!error.contains("panicked") && error.contains("koppeling"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_says_what_works_and_what_to_do_about_what_does_not() {
    let (sandbox, folder) = (sandbox().await, tempfile::tempdir().unwrap());
    let home = folder.path();
    let (code, text, error) = ask(home, &["doctor", "--today", TODAY]);
    assert_eq!(code, 1);
    assert!(text.contains("✗") && text.contains("pmjb-mcp verbind"), "{text}{error}");

    let (child, out, address) = begun(home, &sandbox, &["--administratie", "1"]);
    pmjb_mcp::browser::log_in(&address).await.unwrap();
    assert_eq!(rest(child, out).0, 0);
    let (code, text, error) = ask(home, &["doctor", "--today", TODAY]);
    assert_eq!(code, 0, "{text}{error}");
    assert!(text.contains("✓ Exact Online antwoordt") && text.contains("Alles werkt."), "{text}");

    // One day too late, and Exact gone.
    let (code, text, _) = ask(home, &["doctor", "--today", "2026-12-21"]);
    assert!(code == 1 && text.contains("✗ De koppeling met Exact Online liep tot en met 20-12-2026."), "{text}");
    drop(sandbox);
    let (code, text, _) = ask(home, &["doctor", "--today", TODAY]);
    assert!(code == 1 && text.contains("niet te bereiken"), "{text}");
}
