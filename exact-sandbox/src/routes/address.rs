//! Addresses that lead back to the app: of a login and of webhooks.

use std::net::IpAddr;

use axum::http::Uri;

/// The host of a web address, in lower case; `None` for what is no web address.
pub(super) fn host(uri: &str) -> Option<String> {
    let uri: Uri = uri.parse().ok()?;
    let host = uri.host().filter(|_| matches!(uri.scheme_str(), Some("http" | "https")))?;
    Some(host.trim_matches(['[', ']']).to_ascii_lowercase())
}

/// Whether a web address is on this machine.
pub(super) fn on_loopback(uri: &str) -> bool {
    host(uri).is_some_and(|host| host == "localhost" || host.parse().is_ok_and(|ip: IpAddr| ip.is_loopback()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_on_this_machine_are_loopback() {
        for uri in ["http://127.0.0.1:8080/cb", "https://localhost/cb?x=1", "http://[::1]:9/"] {
            assert!(on_loopback(uri), "{uri}");
        }
        for uri in [
            "",
            "http://example.com/",
            "http://localhost.example.com/",
            "ftp://localhost/",
            "/cb",
            "http://127.0.0.1.example.com/",
        ] {
            assert!(!on_loopback(uri), "{uri}");
        }
    }
}
