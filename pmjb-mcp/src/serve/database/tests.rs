//! What has to hold however many ask at once, in both databases.

use chrono::NaiveDate;
use futures::future::join_all;

use super::*;
use crate::serve::account::Account;
use crate::serve::link::Link;

fn day() -> NaiveDate {
    "2026-11-20".parse().unwrap()
}

fn account(id: &str) -> Account {
    Account {
        id: id.to_owned(),
        exact_user: format!("exact {id}"),
        name: format!("naam {id}"),
        plan: None,
        joined_on: day(),
    }
}

fn link(id: &str) -> Link {
    let name = format!("naam {id}");
    Link {
        id: id.to_owned(),
        name,
        administrations: Vec::new(),
        connected_on: day(),
        expires_on: Link::last_day(day()),
    }
}

async fn both(schema: &str) -> Vec<Database> {
    let mut all = vec![Database::in_memory().await];
    all.extend(Database::in_postgres(schema).await);
    all
}

#[tokio::test]
async fn questions_asked_at_once_never_pass_the_limit_and_none_is_lost_in_postgresql_neither() {
    for database in both("pmjb_questions").await {
        database.keep_account(account("a")).await.unwrap();
        let asked = (0..20).map(|_| database.count_question("a", "2026-11", 7));
        let counted = join_all(asked).await.into_iter().filter(|asked| asked.clone().unwrap().is_some()).count();
        assert_eq!((counted, database.questions("a", "2026-11").await), (7, Ok(7)));
        assert_eq!(database.count_question("a", "2026-12", 0).await, Ok(None), "a plan without questions");
        assert_eq!(database.count_question("a", "2026-12", 1).await, Ok(Some(1)), "another month");
    }
}

#[tokio::test]
async fn of_those_who_take_one_invitation_at_once_one_becomes_a_member_in_postgresql_too() {
    for database in both("pmjb_invitations").await {
        database.connect(account("owner"), link("owner")).await.unwrap();
        let guests: Vec<_> = (0..8).map(|n| format!("gast {n}")).collect();
        for guest in &guests {
            database.keep_account(account(guest)).await.unwrap();
        }
        assert_eq!(database.invite("owner", "code", day(), 1).await, Ok(Some(())));
        assert_eq!(database.invite("owner", "nog een", day(), 1).await, Ok(None), "an invitation takes a place");
        let taken = join_all(guests.iter().map(|guest| database.accept("code", guest, day(), 1))).await;
        assert_eq!(taken.iter().filter(|taken| **taken == Ok(Acceptance::Accepted)).count(), 1, "{taken:?}");
        let (members, open) = database.members("owner", day()).await.unwrap();
        assert_eq!((members.len(), open), (1, 0));
        let reached = join_all(guests.iter().map(|guest| database.visitor(guest))).await;
        assert_eq!(reached.into_iter().filter(|one| !one.clone().unwrap().unwrap().shared.is_empty()).count(), 1);
    }
}

#[tokio::test]
async fn an_invitation_is_over_after_its_day_and_what_is_over_is_swept_in_postgresql_too() {
    for database in both("pmjb_sweep").await {
        database.connect(account("owner"), link("owner")).await.unwrap();
        database.keep_account(account("nobody")).await.unwrap();
        database.invite("owner", "code", day(), 1).await.unwrap();
        let later = day().succ_opt().unwrap();
        assert_eq!(database.invitation("code", later).await, Ok(None));
        assert_eq!(database.accept("code", "nobody", later, 1).await, Ok(Acceptance::Gone));
        database.sweep(later, day()).await.unwrap();
        assert!(database.account("nobody").await.unwrap().is_none(), "nothing is left of it");
        assert!(database.account("owner").await.unwrap().is_some());
        let long_after = Link::last_day(day()).succ_opt().unwrap();
        database.sweep(long_after, long_after).await.unwrap();
        assert!(database.account("owner").await.unwrap().is_none(), "nobody will renew it");
    }
}

#[tokio::test]
async fn sealing_anew_changes_every_seal_or_none_in_postgresql_too() {
    for mut database in both("pmjb_seals").await {
        for id in ["a", "b"] {
            database.connect(account(id), link(id)).await.unwrap();
        }
        database.keep_login("ticket", b"hush").await.unwrap();
        let old = database.keys.text();
        database.keys = Arc::new(Keys::random().unwrap());
        assert_eq!(database.reseal().await.unwrap_err().code, "sleutel_ontbreekt");
        database.keys = Arc::new(Keys::from_text(&format!("{},{old}", database.keys.text())).unwrap());
        assert_eq!((database.sealed().await, database.reseal().await), (Ok((0, 3)), Ok(3)));
        database.keys = Arc::new(Keys::from_text(&database.keys.text()).unwrap());
        assert_eq!((database.sealed().await, database.reseal().await), (Ok((3, 0)), Ok(0)));
        assert_eq!(database.take_login("ticket").await, Ok(Some(b"hush".to_vec())));
        assert_eq!(database.take_login("ticket").await, Ok(None), "it is spent");
        assert!(database.link_key("b").await.is_ok());
    }
}
