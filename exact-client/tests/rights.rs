//! What a user may do, as Exact tells it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

mod stage;

use exact_client::model::Entity as _;
use exact_client::model::crm::Account;
use exact_client::model::financial::{GLAccount, ReportingBalance};
use exact_client::{Kind, Problem, Right};
use stage::{InTurn, Stage, json, soon};
use wiremock::ResponseTemplate;

fn says(may: &str) -> ResponseTemplate {
    json(format!(r#"{{"d":{{"UserHasRights":{may}}}}}"#))
}

#[tokio::test]
async fn a_right_is_asked_for_by_endpoint_and_method_and_answered_with_yes_or_no() {
    for (may, wanted) in [("true", true), ("false", false)] {
        let stage = Stage::new().await;
        stage.answer(says(may)).await;
        assert_eq!(soon(stage.exact().division(7).may_read::<Account>()).await.unwrap(), wanted);
        let reads = stage.reads().await;
        assert_eq!((reads.len(), reads[0].url.path()), (1, "/api/v1/7/users/UserHasRights"));
        let mut asked: Vec<_> = reads[0].url.query_pairs().into_owned().collect();
        asked.sort();
        assert_eq!(asked, [("action".into(), "'GET'".into()), ("endpoint".into(), "'crm/Accounts'".into())]);
    }
}

#[tokio::test]
async fn every_missing_right_is_told_and_no_other() {
    let stage = Stage::new().await;
    stage.answer(InTurn::new(vec![says("false"), says("true"), says("false")])).await;
    let needed = [(Account::META, Right::Read), (GLAccount::META, Right::Update), (Account::META, Right::Delete)];
    let missing = stage.exact().division(7).missing_rights(needed).await.unwrap();
    let missing: Vec<_> = missing.iter().map(|(endpoint, right)| (endpoint.id, *right)).collect();
    assert_eq!(missing, [("crm/Accounts", Right::Read), ("crm/Accounts", Right::Delete)]);
}

#[tokio::test]
async fn an_answer_that_is_neither_yes_nor_no_is_an_error_and_no_right() {
    for body in
        [r#"{"d":{"UserHasRights":null}}"#, r#"{"d":{"UserHasRights":"perhaps"}}"#, r#"{"d":{}}"#, r#"{"d":[]}"#]
    {
        let stage = Stage::new().await;
        stage.answer(json(body.to_owned())).await;
        let error = stage.exact().division(7).may_read::<Account>().await.unwrap_err();
        assert_eq!((error.kind(), error.endpoint()), (Kind::Decode, Some("users/UserHasRights")), "{body}");
    }
}

#[tokio::test]
async fn who_may_not_even_ask_is_told_so() {
    let stage = Stage::new().await;
    let text = "Forbidden - Application Scope Violated. Cannot read";
    let body = serde_json::json!({"error": {"message": {"value": text}}});
    stage.answer(ResponseTemplate::new(403).set_body_json(body)).await;
    let error = stage.exact().division(7).may_read::<Account>().await.unwrap_err();
    assert_eq!(error.problem(), Some(Problem::ScopeMissing));
}

#[tokio::test]
async fn the_sandbox_knows_which_rights_there_can_be() {
    let sandbox = exact_sandbox::Sandbox::start().await.unwrap();
    let division = stage::in_sandbox(&sandbox).division(sandbox.divisions()[0]);
    assert!(division.may_read::<ReportingBalance>().await.unwrap());
    assert!(!division.may(ReportingBalance::META, Right::Delete).await.unwrap());
}
