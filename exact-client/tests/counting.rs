//! Rows are counted by Exact, in a call of its own.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

mod stage;

use exact_client::Kind;
use exact_client::model::financial_transaction::TransactionLine;
use exact_sandbox::Sandbox;
use stage::{Stage, soon};
use wiremock::ResponseTemplate;

#[tokio::test]
async fn a_count_is_that_of_the_rows_with_and_without_a_filter() {
    let sandbox = Sandbox::builder().today("2026-06-15".parse().unwrap()).start().await.unwrap();
    let credentials =
        exact_client::AppCredentials::new(sandbox.client_id(), sandbox.client_secret(), "http://127.0.0.1/back");
    let tokens = exact_client::Tokens::from_refresh_token(sandbox.refresh_token());
    let exact = exact_client::Exact::builder(credentials)
        .host(exact_client::Host::at(&sandbox.base_url()).unwrap())
        .token_store(exact_client::MemoryTokenStore::with(tokens))
        .build()
        .unwrap();
    let division = exact.division(sandbox.books().divisions[0].code);
    let all = division.list::<TransactionLine>().bulk();
    let some = all.clone().filter(TransactionLine::FINANCIAL_YEAR.eq(2026));
    for list in [all, some] {
        let rows = list.clone().complete().await.unwrap().rows().len() as u64;
        let begun = exact.calls().total();
        assert_eq!(list.count().await.unwrap(), rows);
        assert_eq!(exact.calls().total() - begun, 1);
    }
    assert_eq!(division.list::<TransactionLine>().top(3).count().await.unwrap_err().kind(), Kind::Config);
}

#[tokio::test]
async fn a_count_asks_for_no_json_and_takes_nothing_but_a_number() {
    let stage = Stage::new().await;
    stage
        .answer(stage::InTurn::new(vec![
            ResponseTemplate::new(200).set_body_string("\u{feff}61"),
            ResponseTemplate::new(200).set_body_string("<html>onderhoud</html>"),
        ]))
        .await;
    let list = stage.exact().division(7).list::<TransactionLine>();
    assert_eq!(soon(list.clone().count()).await.unwrap(), 61);
    assert_eq!(soon(list.count()).await.unwrap_err().kind(), Kind::Decode);
    for read in stage.reads().await {
        assert!(read.url.path().ends_with("/TransactionLines/$count") && read.url.query().is_none(), "{}", read.url);
        assert_ne!(read.headers["accept"], "application/json");
    }
}
