//! Writes: what is sent, what is refused before, what is sent again, and what is known after a failure.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

mod stage;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use exact_client::model::crm::Account;
use exact_client::model::financial_transaction::TransactionLine;
use exact_client::model::general_journal_entry::GeneralJournalEntry;
use exact_client::model::sales_entry::{SalesEntry, SalesEntryLine};
use exact_client::model::{Decimal, Uuid};
use exact_client::{Draft, Error, Exact, Kind, Problem, Sent, Writer};
use stage::{InTurn, Stage, id, soon};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use wiremock::matchers::path_regex;
use wiremock::{Mock, Request, Respond, ResponseTemplate};

fn relation() -> Draft<Account> {
    Draft::new().set(Account::NAME, "Jansen")
}

fn entry() -> Draft<SalesEntry> {
    let line =
        Draft::new().set(SalesEntryLine::GL_ACCOUNT, id(2)).set(SalesEntryLine::AMOUNT_FC, Decimal::new(10_050, 2));
    Draft::new()
        .set(SalesEntry::CUSTOMER, id(1))
        .set(SalesEntry::JOURNAL, "70")
        .rows(SalesEntry::SALES_ENTRY_LINES, [line])
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Write {
    Create,
    Update,
    UpdateRows,
    Delete,
}

const WRITES: [Write; 4] = [Write::Create, Write::Update, Write::UpdateRows, Write::Delete];

async fn write(exact: &Exact, write: Write) -> Result<(), Error> {
    let writer = exact.division(7).writer();
    match write {
        Write::Create => soon(writer.create(&relation())).await.map(drop),
        Write::Update => soon(writer.update(id(3), &relation())).await,
        Write::UpdateRows => soon(writer.update(id(3), &entry())).await,
        Write::Delete => soon(writer.delete::<Account>(id(3))).await,
    }
}

async fn stage(answer: impl Respond + 'static) -> Stage {
    let stage = Stage::new().await;
    Mock::given(path_regex("^/api/v1/")).respond_with(answer).mount(&stage.server).await;
    stage
}

/// What was sent but for the token calls.
async fn sent(stage: &Stage) -> Vec<Request> {
    let received = stage.server.received_requests().await.unwrap();
    received.into_iter().filter(|request| request.url.path().starts_with("/api/v1/")).collect()
}

fn made() -> ResponseTemplate {
    let body = format!(r#"{{"d":{{"ID":"{}","Name":"Jansen"}}}}"#, id(3));
    ResponseTemplate::new(201).set_body_raw(body, "application/json")
}

fn says(status: u16, text: &str) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_json(serde_json::json!({"error": {"message": {"value": text}}}))
}

#[tokio::test]
async fn a_new_entity_is_posted_once_and_comes_back_typed() {
    let stage = stage(made()).await;
    let exact = stage.exact();
    let account = exact.division(7).writer().create(&relation()).await.unwrap();
    assert_eq!((account.id, account.name.as_deref()), (Some(id(3)), Some("Jansen")));
    let sent = sent(&stage).await;
    assert_eq!(sent.len(), 1);
    let header = |name: &str| sent[0].headers.get(name).unwrap().to_str().unwrap().to_owned();
    assert_eq!((sent[0].method.as_str(), sent[0].url.path()), ("POST", "/api/v1/7/crm/Accounts"));
    assert_eq!((header("content-type"), header("prefer")), ("application/json".into(), "return=representation".into()));
    assert_eq!(sent[0].body, br#"{"Name":"Jansen"}"#);
    assert_eq!((exact.calls().writes, exact.calls().reads, exact.calls().total()), (1, 0, 2));
}

#[tokio::test]
async fn a_change_is_put_and_an_end_is_deleted_at_the_key() {
    let stage = stage(ResponseTemplate::new(204)).await;
    let exact = stage.exact();
    for which in [Write::Update, Write::UpdateRows, Write::Delete] {
        write(&exact, which).await.unwrap();
    }
    let sent = sent(&stage).await;
    let lines: Vec<_> =
        sent.iter().map(|one| format!("{} {}", one.method, one.url.path().replace("%27", "'"))).collect();
    assert_eq!(
        lines,
        [
            "PUT /api/v1/7/crm/Accounts(guid'00000000-0000-0000-0000-000000000003')",
            "PUT /api/v1/7/salesentry/SalesEntries(guid'00000000-0000-0000-0000-000000000003')",
            "DELETE /api/v1/7/crm/Accounts(guid'00000000-0000-0000-0000-000000000003')",
        ]
    );
    assert!(sent[2].body.is_empty() && sent.iter().all(|one| !one.headers.contains_key("prefer")));
}

async fn refused_unsent<T>(stage: &Stage, outcome: impl Future<Output = Result<T, Error>>) -> String {
    let Err(error) = outcome.await else { panic!("it was not refused") };
    assert_eq!((error.kind(), error.sent_to_exact()), (Kind::Config, Sent::No));
    assert!(sent(stage).await.is_empty());
    error.to_string()
}

#[tokio::test]
async fn what_exact_is_known_to_refuse_is_not_sent() {
    let stage = stage(made()).await;
    let writer: Writer = stage.exact().division(7).writer();
    let missing = refused_unsent(&stage, writer.create(&Draft::<SalesEntry>::new())).await;
    assert_eq!(missing, "salesentry/SalesEntries: these columns must be set: Customer, Journal, SalesEntryLines");
    let read_only = refused_unsent(&stage, writer.create(&Draft::<TransactionLine>::new())).await;
    assert_eq!(read_only, "financialtransaction/TransactionLines: the endpoint does not take POST, only GET");
    let description = Draft::new().set(GeneralJournalEntry::ENTRY_NUMBER, 1);
    let put = refused_unsent(&stage, writer.update(id(1), &description)).await;
    assert!(put.contains("does not take PUT"), "{put}");
    let delete = refused_unsent(&stage, writer.delete::<TransactionLine>(id(1))).await;
    assert!(delete.contains("does not take DELETE"), "{delete}");
    let key = refused_unsent(&stage, writer.delete::<Account>("Jansen")).await;
    assert_eq!(key, "crm/Accounts: the key of this entity is an id (Uuid)");
}

#[tokio::test]
async fn a_refusal_ends_every_write_at_once_with_exacts_words() {
    for (status, text, kind, problem) in [
        (400, "no such column", Kind::Api, Some(Problem::Query)),
        (403, "Forbidden - Application Scope Violated. Cannot write", Kind::Forbidden, Some(Problem::ScopeMissing)),
        (403, "Forbidden - Module not in licence", Kind::Forbidden, Some(Problem::NotLicensed)),
        (404, "nothing", Kind::NotFound, None),
        (405, "no", Kind::Api, None),
        (500, "Can't delete: used in: Administrations", Kind::Api, Some(Problem::BusinessRule)),
    ] {
        for which in WRITES {
            let stage = stage(says(status, text).insert_header("X-Request-Id", "r-17")).await;
            let error = write(&stage.exact(), which).await.unwrap_err();
            assert_eq!((error.kind(), error.status(), error.problem()), (kind, Some(status), problem), "{which:?}");
            assert_eq!((error.api_message(), error.request_id()), (Some(text), Some("r-17")), "{which:?}");
            assert!(!error.is_retryable() && error.sent_to_exact() == Sent::Yes, "{status} {which:?}");
            assert_eq!(sent(&stage).await.len(), 1, "{status} {which:?}");
        }
    }
}

#[tokio::test]
async fn trouble_at_exact_is_met_again_only_where_nothing_can_happen_twice() {
    for status in [500, 502, 503, 504] {
        for (which, attempts) in [(Write::Create, 1), (Write::Update, 4), (Write::UpdateRows, 1), (Write::Delete, 4)] {
            let stage = stage(ResponseTemplate::new(status).set_body_string("<html>Apigee</html>")).await;
            let error = write(&stage.exact(), which).await.unwrap_err();
            assert_eq!((error.kind(), error.status()), (Kind::Api, Some(status)));
            assert_eq!(sent(&stage).await.len(), attempts, "{status} {which:?}");
            assert_eq!(error.is_retryable(), attempts > 1, "{status} {which:?}");
            assert_eq!(error.to_string().contains("look it up"), attempts == 1, "{status} {which:?}");
        }
    }
}

/// A server that breaks off every write before its answer, and counts them.
async fn breaking() -> (Exact, Arc<AtomicU32>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let writes = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&writes);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let counted = Arc::clone(&counted);
            tokio::spawn(async move {
                let mut request = vec![0; 16_384];
                while let Ok(length @ 1..) = stream.read(&mut request).await {
                    if !request[..length].starts_with(b"POST /api/oauth2/token") {
                        counted.fetch_add(1, Ordering::SeqCst);
                        return;
                    }
                    let body = r#"{"access_token":"a","refresh_token":"r","expires_in":600}"#;
                    let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len());
                    stream.write_all(answer.as_bytes()).await.unwrap();
                }
            });
        }
    });
    let clock = exact_client::ManualClock::at(stage::start());
    (stage::builder(&origin).token_store(stage::linked()).clock(clock).build().unwrap(), writes)
}

#[tokio::test]
async fn a_write_whose_answer_is_lost_may_have_been_made_and_says_so() {
    for (which, attempts) in [(Write::Create, 1), (Write::Update, 4), (Write::UpdateRows, 1), (Write::Delete, 4)] {
        let (exact, writes) = breaking().await;
        let error = write(&exact, which).await.unwrap_err();
        assert_eq!((error.kind(), error.sent_to_exact()), (Kind::Transport, Sent::Maybe), "{which:?}");
        assert_eq!(exact.calls().writes, attempts, "{which:?}");
        assert_eq!(error.is_retryable(), attempts > 1, "{which:?}");
        assert_eq!(error.to_string().contains("look it up"), attempts == 1, "{which:?}");
        assert!(error.endpoint().is_some() && error.call() == Some(1) && std::error::Error::source(&error).is_some());
        if which == Write::Create {
            assert_eq!(writes.load(Ordering::SeqCst), 1, "not even the HTTP layer may post twice");
        }
    }
}

#[tokio::test]
async fn a_write_that_never_left_is_safe_to_try_again() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let exact = stage::builder(&origin).token_store(stage::linked()).build().unwrap();
    let error = write(&exact, Write::Create).await.unwrap_err();
    assert_eq!((error.kind(), error.sent_to_exact(), error.is_retryable()), (Kind::Connect, Sent::No, true));
}

#[tokio::test]
async fn a_refusal_at_the_door_changed_nothing_and_is_met_again() {
    let limited = || {
        let reset = (stage::start().timestamp() + 50) * 1_000;
        ResponseTemplate::new(429)
            .insert_header("X-RateLimit-Minutely-Limit", "60")
            .insert_header("X-RateLimit-Minutely-Remaining", "0")
            .insert_header("X-RateLimit-Minutely-Reset", reset.to_string().as_str())
    };
    let stage = stage(InTurn::new(vec![limited(), made()])).await;
    write(&stage.exact(), Write::Create).await.unwrap();
    assert_eq!(sent(&stage).await.len(), 2);
}

#[tokio::test]
async fn what_was_deleted_by_an_attempt_whose_answer_was_lost_is_deleted() {
    let stage = stage(InTurn::new(vec![ResponseTemplate::new(504), says(404, "nothing")])).await;
    write(&stage.exact(), Write::Delete).await.unwrap();
    assert_eq!(sent(&stage).await.len(), 2);
}

#[tokio::test]
async fn an_answer_that_cannot_be_read_does_not_hide_that_it_was_made() {
    for body in ["<html>welcome</html>", "{\"d\":", "", r#"{"d":[]}"#, r#"{"d":{"ID":"Jan de Vries"}}"#] {
        let stage = stage(ResponseTemplate::new(201).set_body_string(body)).await;
        let error = write(&stage.exact(), Write::Create).await.unwrap_err();
        assert_eq!((error.kind(), error.sent_to_exact(), error.is_retryable()), (Kind::Decode, Sent::Yes, false));
        assert!(error.to_string().contains("it was made"), "{error}");
        assert!(!format!("{error:?}").contains("Vries"), "{error:?}");
    }
}

#[tokio::test]
async fn no_error_repeats_what_was_written() {
    for answer in [ResponseTemplate::new(503), says(400, "Jansen"), ResponseTemplate::new(201)] {
        let stage = stage(answer).await;
        let error = write(&stage.exact(), Write::Create).await.unwrap_err();
        assert!(!format!("{error} {error:?}").contains("Jansen"), "{error:?}");
    }
}

#[tokio::test]
async fn an_entry_written_in_the_sandbox_is_booked_with_exactly_its_amounts() {
    let sandbox = exact_sandbox::Sandbox::builder().start().await.unwrap();
    let exact = stage::in_sandbox(&sandbox);
    let division = exact.division(sandbox.divisions()[0]);
    let accounts = division.list::<exact_client::model::financial::GLAccount>().complete().await.unwrap();
    let revenue = accounts.rows().iter().find(|row| row.r#type == Some(110.into())).and_then(|row| row.id).unwrap();
    let customer = division.writer().create(&relation()).await.unwrap().id.unwrap();
    let journals = division.list::<exact_client::model::financial::Journal>().complete().await.unwrap();
    let journal = journals.rows().iter().find(|row| row.r#type == Some(20.into())).and_then(|row| row.code.clone());
    let line =
        Draft::new().set(SalesEntryLine::GL_ACCOUNT, revenue).set(SalesEntryLine::AMOUNT_FC, Decimal::new(10_050, 2));
    let draft = Draft::<SalesEntry>::new()
        .set(SalesEntry::CUSTOMER, customer)
        .set(SalesEntry::JOURNAL, journal.unwrap().to_string())
        .set(SalesEntry::DESCRIPTION, "Advies")
        .rows(SalesEntry::SALES_ENTRY_LINES, [line]);
    let entry: Uuid = division.writer().create(&draft).await.unwrap().entry_id.unwrap();
    let booked =
        division.list::<TransactionLine>().filter(TransactionLine::ENTRY_ID.eq(entry)).complete().await.unwrap();
    let mut amounts: Vec<_> = booked.rows().iter().filter_map(|line| line.amount_dc).collect();
    amounts.sort();
    assert_eq!(amounts, [Decimal::new(-10_050, 2), Decimal::new(10_050, 2)]);
    division
        .writer()
        .update(entry, &Draft::<SalesEntry>::new().set(SalesEntry::DESCRIPTION, "Advies maart"))
        .await
        .unwrap();
    division.writer().delete::<SalesEntry>(entry).await.unwrap();
    let left = division.list::<TransactionLine>().filter(TransactionLine::ENTRY_ID.eq(entry)).complete().await.unwrap();
    assert!(left.rows().is_empty());
}
