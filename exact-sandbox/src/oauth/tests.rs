use std::time::Duration;

use super::*;

const START: i64 = 1_780_000_000_000;

fn authority(quirks: Quirks) -> (Authority, Clock) {
    let clock = Clock::manual(START);
    (Authority::new(clock.clone(), quirks, Lifetimes::default(), 200), clock)
}

fn login(authority: &Authority) -> Tokens {
    let code = authority.code(0, vec![1], "http://127.0.0.1/cb");
    authority.exchange(&code, "http://127.0.0.1/cb").unwrap()
}

#[test]
fn t1_a_refresh_before_570_seconds_is_refused_and_costs_nothing() {
    let (authority, clock) = authority(Quirks::default());
    let tokens = login(&authority);
    clock.advance(Duration::from_millis(569_999));
    let refusal = authority.refresh(&tokens.refresh).unwrap_err();
    assert_eq!((refusal.status(), refusal.error()), (400, "access_denied"));
    assert!(refusal.reason().unwrap().starts_with("TooEarlyToRefreshTokens"));
    clock.advance(Duration::from_millis(1));
    assert!(authority.refresh(&tokens.refresh).is_ok());
}

#[test]
fn t2_a_refresh_token_works_once_and_a_replay_ends_the_chain() {
    let (authority, clock) = authority(Quirks::default());
    let first = login(&authority);
    clock.advance(Duration::from_secs(570));
    let second = authority.refresh(&first.refresh).unwrap();
    assert_ne!(first.refresh, second.refresh);
    clock.advance(Duration::from_secs(570));
    let refusal = authority.refresh(&first.refresh).unwrap_err();
    assert_eq!((refusal.status(), refusal.error()), (401, "unauthorized_client"));
    assert_eq!(refusal.description().unwrap(), "Old refresh token used.");
    assert_eq!(authority.refresh(&second.refresh).unwrap_err(), TokenRefusal::InvalidGrant);
}

#[test]
fn t2_a_refresh_token_expires_after_30_days_with_american_dates() {
    let (authority, clock) = authority(Quirks::default());
    let tokens = login(&authority);
    clock.advance(Duration::from_secs(30 * 86_400 + 1));
    let refusal = authority.refresh(&tokens.refresh).unwrap_err();
    assert_eq!((refusal.status(), refusal.error()), (400, "invalid_request"));
    assert_eq!(
        refusal.description().unwrap(),
        "The refresh token expired at 6/27/2026 8:26:40 PM and it is now 6/27/2026 8:26:41 PM"
    );
}

#[test]
fn t5_an_access_token_lives_600_seconds() {
    let (authority, clock) = authority(Quirks::default());
    let tokens = login(&authority);
    clock.advance(Duration::from_millis(599_999));
    assert_eq!(authority.bearer(&tokens.access), Bearer::Valid { user: 0, divisions: vec![1] });
    clock.advance(Duration::from_millis(1));
    assert_eq!(authority.bearer(&tokens.access), Bearer::Expired);
    assert_eq!(authority.bearer("made up"), Bearer::Unknown);
}

#[test]
fn a_code_works_once_within_three_minutes_at_its_own_address() {
    let (authority, clock) = authority(Quirks::default());
    let code = authority.code(0, vec![1], "http://127.0.0.1/cb");
    assert_eq!(authority.exchange(&code, "http://127.0.0.1/other").unwrap_err(), TokenRefusal::InvalidGrant);
    assert_eq!(authority.exchange(&code, "http://127.0.0.1/cb").unwrap_err(), TokenRefusal::InvalidGrant);
    let late = authority.code(0, vec![1], "http://127.0.0.1/cb");
    clock.advance(Duration::from_secs(181));
    assert_eq!(authority.exchange(&late, "http://127.0.0.1/cb").unwrap_err(), TokenRefusal::InvalidGrant);
}

#[test]
fn the_ready_refresh_token_can_be_used_at_once() {
    let (authority, _) = authority(Quirks::default());
    let token = authority.ready_refresh_token(vec![1, 2]);
    let tokens = authority.refresh(&token).unwrap();
    assert_eq!(authority.bearer(&tokens.access), Bearer::Valid { user: 0, divisions: vec![1, 2] });
}

#[test]
fn a_second_login_ends_the_chain_of_the_first_but_not_that_of_scripts() {
    let (authority, clock) = authority(Quirks::default());
    let script = authority.ready_refresh_token(vec![1]);
    let first = login(&authority);
    let second = login(&authority);
    clock.advance(Duration::from_secs(580));
    assert_eq!(authority.refresh(&first.refresh).unwrap_err(), TokenRefusal::InvalidGrant);
    assert!(authority.refresh(&second.refresh).is_ok());
    assert!(authority.refresh(&script).is_ok());
}

#[test]
fn a_refresh_ends_the_running_access_token_only_by_quirk() {
    for kills in [false, true] {
        let (authority, clock) = authority(Quirks { refresh_kills_access: kills, ..Quirks::default() });
        let tokens = login(&authority);
        clock.advance(Duration::from_secs(580));
        authority.refresh(&tokens.refresh).unwrap();
        assert_eq!(authority.bearer(&tokens.access) == Bearer::Unknown, kills);
    }
}

#[test]
fn l6_the_201st_token_call_of_a_day_is_refused_and_the_next_day_is_not() {
    let (authority, clock) = authority(Quirks::default());
    for _ in 0..200 {
        authority.count_token_call("made up").unwrap();
    }
    assert_eq!(authority.count_token_call("made up").unwrap_err(), TokenRefusal::TooManyCalls);
    clock.advance(Duration::from_secs(86_400));
    assert!(authority.count_token_call("made up").is_ok());
}

#[test]
fn t4_codes_hold_a_character_that_must_be_encoded() {
    let (authority, _) = authority(Quirks::default());
    assert!(authority.code(0, vec![1], "x").contains('!'));
}

#[test]
fn l6_token_calls_are_counted_per_user() {
    let clock = Clock::manual(START);
    let authority = Authority::new(clock, Quirks::default(), Lifetimes::default(), 1);
    let anna = authority.code(0, vec![1], "x");
    let bob = authority.code(1, vec![1], "x");
    authority.count_token_call(&anna).unwrap();
    assert_eq!(authority.count_token_call(&anna).unwrap_err(), TokenRefusal::TooManyCalls);
    assert!(authority.count_token_call(&bob).is_ok());
}
