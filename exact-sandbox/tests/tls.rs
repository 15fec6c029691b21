//! TLS: a certificate made at the start, and one's own.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests may stop at what cannot be")]

mod support;

use exact_sandbox::{Clock, Sandbox};
use reqwest::{Certificate, Client};
use support::*;

fn client(certificate: &str) -> Client {
    let trusted = Certificate::from_pem(certificate.as_bytes()).unwrap();
    Client::builder().tls_certs_only([trusted]).build().unwrap()
}

async fn next_link(sandbox: &Sandbox, http: &Client) -> String {
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", sandbox.refresh_token()),
        ("client_id", sandbox.client_id()),
        ("client_secret", sandbox.client_secret()),
    ];
    let token = reply(http.post(format!("{}/api/oauth2/token", sandbox.base_url())).form(&form)).await.json();
    let url = format!("{}/api/v1/{DIVISION}/financialtransaction/TransactionLines?$select=ID", sandbox.base_url());
    let request = http.get(url).bearer_auth(token["access_token"].as_str().unwrap());
    reply(request.header("accept", "application/json")).await.next().unwrap()
}

#[tokio::test]
async fn a_client_that_trusts_the_certificate_made_at_the_start_reads_and_is_led_on_over_tls() {
    let sandbox = Sandbox::builder().books(books(100)).clock(Clock::manual(NOON)).tls().start().await.unwrap();
    assert!(sandbox.base_url().starts_with("https://127.0.0.1:"));
    let http = client(sandbox.certificate().unwrap());
    assert!(next_link(&sandbox, &http).await.starts_with(&sandbox.base_url()));
    let elsewhere = Client::builder().build().unwrap();
    assert!(elsewhere.get(sandbox.base_url()).send().await.is_err(), "nobody else trusts it");
}

#[tokio::test]
async fn a_certificate_of_ones_own_is_served_and_a_missing_file_is_named() {
    let own = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let folder = std::env::temp_dir().join(format!("exact-sandbox-tls-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let (certificate, key) = (folder.join("cert.pem"), folder.join("key.pem"));
    std::fs::write(&certificate, own.cert.pem()).unwrap();
    std::fs::write(&key, own.signing_key.serialize_pem()).unwrap();
    let builder = Sandbox::builder().books(books(100)).clock(Clock::manual(NOON));
    let sandbox = builder.clone().tls_files(&certificate, &key).start().await.unwrap();
    assert_eq!(sandbox.certificate(), None);
    next_link(&sandbox, &client(&own.cert.pem())).await;
    let error = builder.tls_files(folder.join("none.pem"), &key).start().await.unwrap_err();
    assert!(std::error::Error::source(&error).unwrap().to_string().contains("none.pem"));
    std::fs::remove_dir_all(&folder).unwrap();
}
