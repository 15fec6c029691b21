//! How many requests an address and a link may make: nobody keeps the site from the others, and nobody guesses for long.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Json};
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use serde::Deserialize;

use super::connection::Peer;
use super::page::Oops;
use super::site::Site;
use crate::failure::Failure;

/// Keys that are remembered before those that have all their room again are forgotten.
const MOST_KEYS: usize = 100_000;

/// What the hoster lets one address and one link do.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Rates {
    /// The header in which the proxy in front of the site puts the visitor's address. Without one it is not believed: any
    /// visitor can send any header.
    address_header: Option<String>,
    /// Requests of one address in a minute, those with a valid token aside: assistants of many visitors come from the same
    /// few addresses.
    requests_per_minute: NonZeroU32,
    /// Requests of one address that were refused, in a minute: wrong tokens, codes and forms.
    refusals_per_minute: NonZeroU32,
    /// Requests of one link's assistants in a minute.
    assistant_requests_per_minute: NonZeroU32,
    /// Seconds that an answer to an assistant may take.
    answer_seconds: u64,
}

const fn per_minute(number: u32) -> NonZeroU32 {
    match NonZeroU32::new(number) {
        Some(number) => number,
        None => NonZeroU32::MIN,
    }
}

impl Default for Rates {
    fn default() -> Self {
        Self {
            address_header: None,
            requests_per_minute: per_minute(300),
            refusals_per_minute: per_minute(30),
            assistant_requests_per_minute: per_minute(120),
            answer_seconds: 40,
        }
    }
}

impl Rates {
    /// For a demonstration on this machine, where everybody is the same address.
    pub(super) fn demo() -> Self {
        let plenty = per_minute(1_000_000);
        Self {
            requests_per_minute: plenty,
            refusals_per_minute: plenty,
            assistant_requests_per_minute: plenty,
            ..Self::default()
        }
    }

    /// How long an answer to an assistant may take.
    pub(super) fn patience(&self) -> Duration {
        Duration::from_secs(self.answer_seconds)
    }
}

/// The counters.
pub(super) struct Limits {
    address_header: Option<String>,
    /// Whether the address of a connection is the visitor's, and not a proxy's.
    peers_are_visitors: bool,
    clock: DefaultClock,
    requests: DefaultKeyedRateLimiter<IpAddr>,
    refusals: DefaultKeyedRateLimiter<IpAddr>,
    links: DefaultKeyedRateLimiter<String>,
    /// Addresses that were refused too often, and until when they are not listened to.
    shut: Mutex<HashMap<IpAddr, Instant>>,
}

impl Limits {
    /// `behind_proxy` when visitors cannot be connected directly.
    pub(super) fn new(rates: &Rates, behind_proxy: bool) -> Self {
        if behind_proxy && rates.address_header.is_none() {
            tracing::warn!("limits.address_header is not set: requests are not limited by address");
        }
        Self {
            address_header: rates.address_header.clone(),
            peers_are_visitors: !behind_proxy,
            clock: DefaultClock::default(),
            requests: RateLimiter::keyed(Quota::per_minute(rates.requests_per_minute)),
            refusals: RateLimiter::keyed(Quota::per_minute(rates.refusals_per_minute)),
            links: RateLimiter::keyed(Quota::per_minute(rates.assistant_requests_per_minute)),
            shut: Mutex::default(),
        }
    }

    /// Who sends a request, as far as that is known.
    fn sender(&self, headers: &HeaderMap, peer: Option<Peer>) -> Option<IpAddr> {
        let Some(name) = &self.address_header else {
            return peer.filter(|_| self.peers_are_visitors).map(|Peer(address)| network(address.ip()));
        };
        // The last one was put there by the proxy; what stands before it is the visitor's own story.
        let line = headers.get_all(name.as_str()).iter().next_back()?.to_str().ok()?;
        let text = line.rsplit(',').next()?.trim();
        let address = text.parse::<IpAddr>().or_else(|_| text.parse::<std::net::SocketAddr>().map(|both| both.ip()));
        address.ok().map(network)
    }

    /// Takes one of the requests that a key may make; how long to wait when there are none.
    fn take<K: Clone + Eq + core::hash::Hash>(
        &self,
        limiter: &DefaultKeyedRateLimiter<K>,
        key: &K,
    ) -> Result<(), Duration> {
        if limiter.len() > MOST_KEYS {
            limiter.retain_recent();
        }
        limiter.check_key(key).map_err(|not_until| not_until.wait_time_from(self.clock.now()))
    }

    /// Counts a request of a link's assistant.
    pub(super) fn link(&self, id: &str) -> Result<(), Failure> {
        self.take(&self.links, &id.to_owned()).map_err(too_often)
    }

    fn refused(&self, sender: IpAddr) {
        if let Err(wait) = self.take(&self.refusals, &sender) {
            let mut shut = self.shut.lock().unwrap_or_else(PoisonError::into_inner);
            let now = super::site::now();
            shut.retain(|_, until| *until > now);
            shut.insert(sender, now + wait);
        }
    }

    fn is_heard(&self, sender: IpAddr) -> Result<(), Duration> {
        let shut = self.shut.lock().unwrap_or_else(PoisonError::into_inner);
        match shut.get(&sender).map(|until| until.saturating_duration_since(super::site::now())) {
            Some(wait) if !wait.is_zero() => Err(wait),
            _ => Ok(()),
        }
    }

    /// Forgets keys that have all their room again.
    pub(super) fn sweep(&self) {
        self.requests.retain_recent();
        self.refusals.retain_recent();
        self.links.retain_recent();
    }
}

/// Whose address it is: one of IPv4, or the block of IPv6 that one customer gets.
fn network(ip: IpAddr) -> IpAddr {
    match ip.to_canonical() {
        IpAddr::V6(ip) => {
            let [a, b, c, d, ..] = ip.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        v4 => v4,
    }
}

fn too_often(wait: Duration) -> Failure {
    let seconds = wait.as_secs() + 1;
    let unit = if seconds == 1 { "seconde" } else { "seconden" };
    Failure::new(
        "te_vaak",
        "Te veel verzoeken achter elkaar.",
        format!("Wacht {seconds} {unit} en probeer het dan nog eens."),
    )
    .wait(seconds)
}

/// Tells a program that it asks too often.
pub(super) fn told(failure: &Failure) -> Response {
    let mut answer = failure.structured();
    if let Some(fields) = answer.as_object_mut() {
        // The names that clients of an authorization server read.
        fields.insert("error".to_owned(), "temporarily_unavailable".into());
        fields.insert("error_description".to_owned(), failure.text().into());
    }
    let mut response = (StatusCode::TOO_MANY_REQUESTS, Json(answer)).into_response();
    retry_after(&mut response, failure);
    response
}

/// Says when to come back.
pub(super) fn retry_after(response: &mut Response, failure: &Failure) {
    if let Some(seconds) = failure.wait_seconds {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
}

/// Whom a request is answered to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reader {
    /// The hoster's own watch; never limited.
    Hoster,
    /// An assistant with a token, which is counted by its link.
    Assistant,
    /// A program at the authorization server.
    Client,
    /// A person.
    Visitor,
}

fn reader(path: &str) -> Reader {
    match path {
        "/health" | "/ready" | "/metrics" => Reader::Hoster,
        "/token" | "/register" | "/revoke" | "/introspect" | "/openapi.json" => Reader::Client,
        path if path == "/mcp" || path.starts_with("/mcp/") || path.starts_with("/api/") => Reader::Assistant,
        path if path.starts_with("/.well-known/") => Reader::Client,
        _ => Reader::Visitor,
    }
}

/// Whether an answer says that somebody had it wrong who may be guessing.
fn is_refusal(reader: Reader, status: StatusCode, had_credentials: bool) -> bool {
    match reader {
        Reader::Hoster => false,
        Reader::Assistant => status == StatusCode::UNAUTHORIZED && had_credentials,
        Reader::Client => matches!(status, StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN),
        Reader::Visitor => matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN),
    }
}

/// Answers a request when its sender has not asked too much.
pub(super) async fn by_address(
    State(site): State<Arc<Site>>,
    peer: Option<Extension<Peer>>,
    request: Request,
    next: Next,
) -> Response {
    let reader = reader(request.uri().path());
    let limits = &site.limits;
    let sender = limits.sender(request.headers(), peer.map(|Extension(peer)| peer));
    let Some(sender) = sender.filter(|_| reader != Reader::Hoster) else { return next.run(request).await };
    let is_heard = limits.is_heard(sender);
    let has_room = is_heard.and_then(|()| match reader {
        Reader::Assistant => Ok(()),
        _ => limits.take(&limits.requests, &sender),
    });
    if let Err(wait) = has_room {
        let failure = too_often(wait);
        return if reader == Reader::Visitor { Oops::from(failure).into_response() } else { told(&failure) };
    }
    let had_credentials = request.headers().contains_key(header::AUTHORIZATION);
    let answer = next.run(request).await;
    if is_refusal(reader, answer.status(), had_credentials) {
        limits.refused(sender);
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(rates: &str, behind_proxy: bool) -> Limits {
        Limits::new(&toml::from_str(rates).unwrap(), behind_proxy)
    }

    fn forwarded(text: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(header::HeaderName::from_static("x-forwarded-for"), HeaderValue::from_static(text))])
    }

    const PEER: Peer = Peer(std::net::SocketAddr::new(IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 7)), 4000));

    #[test]
    fn a_header_names_the_sender_only_where_the_hoster_says_so_and_only_its_last_address() {
        let told = forwarded("1.1.1.1, 203.0.113.9");
        let sender = |limits: &Limits| limits.sender(&told, Some(PEER)).map(|ip| ip.to_string());
        assert_eq!(sender(&limits("", false)).unwrap(), "192.0.2.7");
        assert_eq!(sender(&limits("address_header = 'x-forwarded-for'", true)).unwrap(), "203.0.113.9");
        assert_eq!(sender(&limits("", true)), None, "the address of the proxy is nobody's");
    }

    #[test]
    fn neighbours_in_one_block_of_ipv6_are_one_sender() {
        let of = |text: &str| network(text.parse().unwrap());
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(of("::ffff:192.0.2.7"), of("192.0.2.7"));
    }

    #[test]
    fn who_is_refused_too_often_is_not_heard_and_others_are() {
        let limits = limits("refusals_per_minute = 2", false);
        let (guesser, other) = (network("192.0.2.1".parse().unwrap()), network("192.0.2.2".parse().unwrap()));
        for _ in 0..2 {
            limits.refused(guesser);
            assert!(limits.is_heard(guesser).is_ok());
        }
        limits.refused(guesser);
        assert!(limits.is_heard(guesser).is_err() && limits.is_heard(other).is_ok());
    }

    #[test]
    fn links_are_counted_each_for_itself() {
        let limits = limits("assistant_requests_per_minute = 1", false);
        assert!(limits.link("a").is_ok() && limits.link("b").is_ok());
        let failure = limits.link("a").unwrap_err();
        assert!(failure.wait_seconds.is_some_and(|seconds| (1..=61).contains(&seconds)), "{failure:?}");
    }
}
