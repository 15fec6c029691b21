//! Assistants as clients: where their codes may go, and the documents that some of them publish about themselves.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use futures::StreamExt as _;
use oauth_as::cimd::{CimdPolicy, ClientIdUrl, ValidatedClientIdDocument};
use oauth_as::client::Client;
use url::{Host, Url};

/// How long a document is taken as it was read.
const FRESH: Duration = Duration::from_secs(3600);

/// Documents that are remembered.
const MOST: usize = 1_000;

/// Reading one takes no longer.
const PATIENCE: Duration = Duration::from_secs(5);

/// What is known of a client whose id is an address.
pub(super) enum Document {
    /// Its id is no address.
    None,
    /// It has no document that can be used.
    Unusable,
    /// The client that its document describes.
    Found(Client),
}

/// The documents that clients publish about themselves.
#[derive(Clone)]
pub(super) struct Documents {
    policy: Arc<CimdPolicy>,
    known: Arc<Mutex<HashMap<String, (Instant, Client)>>>,
}

impl Documents {
    pub(super) fn new(policy: CimdPolicy) -> Self {
        Self { policy: Arc::new(policy), known: Arc::default() }
    }

    /// The client behind an id that is an address.
    pub(super) async fn client(&self, id: &str) -> Document {
        let Ok(address) = ClientIdUrl::parse(id, &self.policy) else { return Document::None };
        if let Some((read, client)) = self.known.lock().unwrap_or_else(PoisonError::into_inner).get(id)
            && read.elapsed() < FRESH
        {
            return Document::Found(client.clone());
        }
        let read = tokio::time::timeout(PATIENCE, fetch(address.as_str(), self.policy.max_document_bytes)).await;
        let Ok(Some(body)) = read else { return Document::Unusable };
        let Ok(document) = ValidatedClientIdDocument::validate(&address, &body, &self.policy) else {
            return Document::Unusable;
        };
        let client = document.to_client();
        if !client.redirect_uris.iter().all(|address| is_safe_redirect(address)) {
            return Document::Unusable;
        }
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(id.to_owned(), (Instant::now(), client.clone()));
        Document::Found(client)
    }
}

/// Reads a document from a public address only: nobody gets this server to read from the network it stands in.
async fn fetch(address: &str, most: usize) -> Option<Vec<u8>> {
    let url = Url::parse(address).ok()?;
    let found = found(&url).await?;
    if !are_public(&found) {
        tracing::warn!(host = url.host_str(), "a client document at an address that is not public");
        return None;
    }
    read(url, &found, most).await
}

/// Where a name leads to. It is asked once: what it leads to a moment later does not count.
async fn found(url: &Url) -> Option<Vec<SocketAddr>> {
    let port = url.port_or_known_default()?;
    Some(match url.host()? {
        Host::Domain(name) => tokio::net::lookup_host((name, port)).await.ok()?.collect(),
        Host::Ipv4(ip) => vec![SocketAddr::from((ip, port))],
        Host::Ipv6(ip) => vec![SocketAddr::from((ip, port))],
    })
}

/// Whether all of them are: a name with one address inside may be meant for that one.
fn are_public(found: &[SocketAddr]) -> bool {
    !found.is_empty() && found.iter().all(|address| is_public(address.ip()))
}

/// Reads a document from one of these addresses, whatever its name leads to by now.
async fn read(url: Url, found: &[SocketAddr], most: usize) -> Option<Vec<u8>> {
    let client = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(PATIENCE)
        .no_proxy()
        .resolve_to_addrs(url.host_str()?, found)
        .build()
        .ok()?;
    let answer = client.get(url).header("accept", "application/json").send().await.ok()?;
    if answer.status() != reqwest::StatusCode::OK {
        return None;
    }
    let mut body = Vec::new();
    let mut pieces = answer.bytes_stream();
    while let Some(piece) = pieces.next().await {
        body.extend_from_slice(&piece.ok()?);
        if body.len() > most {
            return None;
        }
    }
    Some(body)
}

/// Whether an address can be reached by everybody, and is not of this machine or the network around it.
fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => {
            let [a, b, c, _] = ip.octets();
            let is_shared = a == 100 && (64..128).contains(&b);
            let is_benchmark = a == 198 && (b == 18 || b == 19);
            let is_reserved = a == 0 || a >= 240 || (a == 192 && b == 0 && c == 0) || (a == 192 && b == 88 && c == 99);
            !(ip.is_private()
                || ip.is_loopback()
                || ip.is_link_local()
                || ip.is_multicast()
                || ip.is_documentation()
                || is_shared
                || is_benchmark
                || is_reserved)
        }
        IpAddr::V6(ip) => match ip.to_ipv4_mapped() {
            Some(inside) => is_public(IpAddr::V4(inside)),
            // Only addresses of the one block that is given out, without those that lead to IPv4 inside.
            None => {
                let [first, second, ..] = ip.segments();
                let is_given_out = (0x2000..0x4000).contains(&first);
                let leads_inside = first == 0x2002 || (first == 0x2001 && second < 0x200);
                let is_documentation = (first == 0x2001 && second == 0xdb8) || first == 0x3fff;
                is_given_out && !leads_inside && !is_documentation
            }
        },
    }
}

/// Whether a code may be sent there: over an encrypted connection, to this visitor's own machine, or to an app on it.
pub(super) fn is_safe_redirect(address: &str) -> bool {
    let Ok(url) = Url::parse(address) else { return false };
    let is_own_machine = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    };
    match url.scheme() {
        "https" => true,
        "http" => is_own_machine,
        "javascript" | "data" | "file" | "blob" | "about" | "ftp" | "ws" | "wss" => false,
        // The scheme of an app: `cursor://…`.
        scheme => scheme.len() > 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_inside_are_never_read() {
        for inside in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "192.0.2.1",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "2002:7f00:1::",
            "64:ff9b::7f00:1",
            "2001:db8::1",
            "2001:0:53aa:64c::1",
            "192.88.99.1",
            "3fff::1",
        ] {
            assert!(!is_public(inside.parse().unwrap()), "{inside}");
        }
        for outside in ["93.184.216.34", "1.1.1.1", "2606:4700:4700::1111"] {
            assert!(is_public(outside.parse().unwrap()), "{outside}");
        }
    }

    #[test]
    fn codes_only_go_where_nobody_listens_in() {
        for safe in [
            "https://claude.ai/api/mcp/auth_callback",
            "http://127.0.0.1:3000/cb",
            "http://localhost/cb",
            "cursor://cb",
        ] {
            assert!(is_safe_redirect(safe), "{safe}");
        }
        for unsafe_one in ["http://example.com/cb", "javascript:alert(1)", "data:text/html,x", "", "/cb"] {
            assert!(!is_safe_redirect(unsafe_one), "{unsafe_one}");
        }
    }

    /// A server on this machine, and how many requests it got.
    async fn inside() -> (SocketAddr, Arc<std::sync::atomic::AtomicUsize>) {
        use axum::response::Redirect;
        use axum::routing::get;
        let asked = Arc::new(std::sync::atomic::AtomicUsize::new(0));
        let count = Arc::clone(&asked);
        let router = axum::Router::new()
            .route("/document", get(|| async { "{}" }))
            .route("/elsewhere", get(|| async { Redirect::temporary("/document") }))
            .route("/large", get(|| async { "x".repeat(10_000) }))
            .layer(axum::middleware::from_fn(move |request: axum::extract::Request, next: axum::middleware::Next| {
                count.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                next.run(request)
            }));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, router).await });
        (address, asked)
    }

    #[tokio::test]
    async fn ssrf_a_document_on_this_machine_is_not_asked_for_by_any_of_its_names() {
        let (address, asked) = inside().await;
        let port = address.port();
        for name in ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0.0.0.0", "2130706433", "0x7f.1", "127.1"] {
            assert_eq!(fetch(&format!("http://{name}:{port}/document"), 100).await, None, "{name}");
        }
        assert_eq!(asked.load(std::sync::atomic::Ordering::SeqCst), 0);
    }

    #[tokio::test]
    async fn ssrf_a_document_is_not_followed_elsewhere_and_not_read_beyond_its_size() {
        let (address, asked) = inside().await;
        let at = |path: &str| Url::parse(&format!("http://{address}{path}")).unwrap();
        assert_eq!(read(at("/document"), &[address], 100).await.as_deref(), Some(b"{}".as_slice()));
        assert_eq!(read(at("/elsewhere"), &[address], 100).await, None);
        assert_eq!(read(at("/large"), &[address], 5_000).await, None);
        assert_eq!(asked.load(std::sync::atomic::Ordering::SeqCst), 3, "the redirect was not followed");
    }

    #[tokio::test]
    async fn ssrf_a_name_that_leads_elsewhere_by_now_is_read_where_it_led_to() {
        let (address, _) = inside().await;
        // No name server knows this one: it is not asked a second time.
        let url = Url::parse(&format!("http://herbonden.invalid:{}/document", address.port())).unwrap();
        assert!(read(url, &[address], 100).await.is_some());
        let outside: SocketAddr = "93.184.216.34:443".parse().unwrap();
        assert!(are_public(&[outside]) && !are_public(&[outside, address]) && !are_public(&[]));
    }

    #[tokio::test]
    async fn a_document_inside_is_unusable_and_an_ordinary_id_has_none() {
        let documents = Documents::new(CimdPolicy::new());
        assert!(matches!(documents.client("https://127.0.0.1/client.json").await, Document::Unusable | Document::None));
        assert!(matches!(documents.client("abc").await, Document::None));
    }
}
