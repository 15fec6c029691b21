//! Two servers on one PostgreSQL. Without `PMJB_TEST_POSTGRES`, the address of one where a schema can be made, this is left
//! out and says so.

use std::time::Duration;

use exact_sandbox::{CallFilter, Limits, Sandbox};

use super::*;

/// A schema of its own, gone afterwards.
struct Schema {
    address: String,
    name: String,
    client: tokio_postgres::Client,
}

impl Schema {
    async fn new(name: &str) -> Option<Self> {
        let Ok(server) = std::env::var("PMJB_TEST_POSTGRES") else {
            eprintln!("skipped: PMJB_TEST_POSTGRES is not set");
            return None;
        };
        let (client, connection) = tokio_postgres::connect(&server, tokio_postgres::NoTls).await.unwrap();
        tokio::spawn(connection);
        let name = format!("pmjb_{name}_{}", std::process::id());
        client.batch_execute(&format!("drop schema if exists {name} cascade; create schema {name}")).await.unwrap();
        let sign = if server.contains('?') { '&' } else { '?' };
        Some(Self { address: format!("{server}{sign}options=-c%20search_path%3D{name}"), name, client })
    }

    async fn drop(self) {
        self.client.batch_execute(&format!("drop schema {} cascade", self.name)).await.unwrap();
    }
}

impl Browser {
    /// A browser sees one site where these tests have two ports.
    fn carry_cookies(&mut self, from: u16, to: u16) {
        let cookies: Vec<_> = self.cookies.iter().filter(|((port, _), _)| *port == from).collect();
        let carried: Vec<_> =
            cookies.into_iter().map(|((_, name), value)| ((to, name.clone()), value.clone())).collect();
        self.cookies.extend(carried);
    }
}

#[tokio::test]
async fn two_servers_on_one_database_are_one_site_and_refresh_a_chain_once() {
    let Some(schema) = Schema::new("two").await else { return };
    let plenty = Limits { minute: 100_000, day: 1_000_000 };
    let exact = Sandbox::builder().today("2026-11-20".parse().unwrap()).limits(plenty).start().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    // Both say the same address, as behind a balancer; here visitors come to each by its own port.
    let hoster = Hoster::new(folder.path(), free_port(), &exact)
        .configured("questions_per_month = 7")
        .secret("PMJB_DATABASE", &schema.address);
    let port = free_port();
    let servers = || {
        let mut second = Site::start(hoster.serving_at(port));
        second.base = format!("http://127.0.0.1:{port}");
        (Site::start(hoster.serving()), second)
    };
    let mut browser = Browser::new();
    let token = {
        let (first, second) = servers();
        // A login that one began is finished by the other.
        let start = browser.open(&format!("{}/connect", second.base)).await;
        let login = browser.press(&start, "/connect/start", None, "").await;
        browser.carry_cookies(port, hoster.port);
        let consent = browser.press(&login, "login", None, "").await;
        let choice = browser.press(&consent, "consent", Some(("action", "allow")), "").await;
        browser.press(&choice, "/connect/kies", None, "").await;
        token(&mut browser, &first.base).await
    };
    let (first, second) = servers();
    // The tokens that neither process obtained itself are refused by now.
    exact.clock().advance(Duration::from_secs(601));
    let since = Some(exact.clock().now_ms());
    let year = json!({ "periode": "2025" });
    let asked: Vec<_> = (0..6).map(|n| if n % 2 == 0 { &first.base } else { &second.base }).collect();
    let answers = futures::future::join_all(asked.iter().map(|base| ask(base, &token, "omzet", &year))).await;
    for (status, answer) in &answers {
        assert_eq!((*status, &answer["volledig"]), (StatusCode::OK, &json!(true)), "{answer}");
    }
    let refreshes = CallFilter { path: Some("oauth2/token".to_owned()), since, ..CallFilter::default() };
    assert_eq!(exact.calls_matching(&refreshes).len(), 1, "one refresh for both");
    let told = members::tool_call(&first.base, &second.base, &token, &year).await;
    assert!(told.contains("volledig"), "{told}");
    let over =
        futures::future::join_all([&first.base, &second.base].map(|base| ask(base, &token, "omzet", &year))).await;
    assert!(over.iter().all(|(status, _)| *status == StatusCode::TOO_MANY_REQUESTS), "one count for both: {over:?}");

    // A visitor who is logged in at one is so at the other, and what he ends there is over here.
    let here = browser.open(&format!("{}/dashboard", first.base)).await;
    browser.carry_cookies(hoster.port, port);
    let there = browser.open(&format!("{}/dashboard", second.base)).await;
    assert!(here.text.contains("7 van 7") && there.text.contains("7 van 7"), "{}", there.text);
    browser.press(&there, "/dashboard/verwijder", None, "").await;
    for base in [&first.base, &second.base] {
        assert_eq!(ask(base, &token, "omzet", &year).await.0, StatusCode::UNAUTHORIZED);
    }
    assert!(hoster.manages(&["controleer"]).unwrap().contains("De database antwoordt"));
    assert!(hoster.manages(&["backup", "x"]).unwrap_err().contains("pg_dump"));
    drop((first, second));
    schema.drop().await;
}
