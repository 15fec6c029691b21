//! A sandbox and an administration that is logged in to it, for tests over HTTP.
#![allow(dead_code, unreachable_pub, reason = "every test file uses its own part")]

use exact_client::{AppCredentials, Exact, Host, MemoryTokenStore, Tokens};
use exact_model::{Decimal, NaiveDate};
use exact_reports::live::Administration;
use exact_sandbox::books::company::Company;
use exact_sandbox::{Builder, Limits, Sandbox};

/// The day on which made-up companies are asked.
pub const TODAY: &str = "2026-06-15";

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn money(text: &str) -> Decimal {
    text.parse().unwrap()
}

/// Starts the sandbox and opens its first administration, logged in, with no call counted yet.
pub async fn open(builder: Builder) -> (Sandbox, Administration) {
    let sandbox = builder.limits(Limits { minute: 10_000, day: 100_000 }).start().await.unwrap();
    let credentials = AppCredentials::new(sandbox.client_id(), sandbox.client_secret(), "http://127.0.0.1/callback");
    let exact = Exact::builder(credentials)
        .host(Host::at(&sandbox.base_url()).unwrap())
        .token_store(MemoryTokenStore::with(Tokens::from_refresh_token(sandbox.refresh_token())))
        .build()
        .unwrap();
    exact.keep_alive().await.unwrap();
    sandbox.forget_calls();
    let administration = Administration::new(exact.division(sandbox.divisions()[0]));
    (sandbox, administration)
}

/// A made-up company on [`TODAY`].
pub async fn company(company: Company) -> (Sandbox, Administration) {
    open(Sandbox::builder().company(company).today(day(TODAY))).await
}
