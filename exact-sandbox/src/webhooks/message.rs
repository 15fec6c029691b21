use core::fmt::Write as _;

use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::Serialize;
use sha2::Sha256;
use uuid::Uuid;

/// What a webhook says: only a key, the entity is to be fetched.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Content<'a> {
    pub(super) topic: &'a str,
    pub(super) client_id: Uuid,
    pub(super) division: i32,
    pub(super) action: &'a str,
    pub(super) key: Uuid,
    pub(super) exact_online_endpoint: String,
}

/// The body with its signature in it: upper-case hex of the HMAC over the bytes of the content.
pub(super) fn signed(content: &Content<'_>, secret: &str) -> String {
    let content = serde_json::to_string(content).unwrap_or_default();
    format!("{{\"Content\":{content},\"HashCode\":\"{}\"}}", hash(&content, secret))
}

fn hash(content: &str, secret: &str) -> String {
    // A key of any length makes an HMAC.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return String::new() };
    mac.update(content.as_bytes());
    let mut hex = String::with_capacity(64);
    for byte in mac.finalize().into_bytes() {
        let _ = write!(hex, "{byte:02X}");
    }
    hex
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_hmac_sha256_in_upper_case_hex() {
        // Computed with `printf '{"A":1}' | openssl dgst -sha256 -hmac geheim`.
        assert_eq!(hash("{\"A\":1}", "geheim"), "BDE25F65A2FF7959F117F59E354A450D6B0CA0BA4EEB9F12CC2D7A4DE7389EF4");
    }

    #[test]
    fn the_hash_covers_the_bytes_between_content_and_hash_code() {
        let content = Content {
            topic: "Accounts",
            client_id: Uuid::nil(),
            division: 1,
            action: "Update",
            key: Uuid::nil(),
            exact_online_endpoint: "http://x".to_owned(),
        };
        let body = signed(&content, "geheim");
        let (inner, code) = body.strip_prefix("{\"Content\":").unwrap().split_once(",\"HashCode\":\"").unwrap();
        assert_eq!(code.trim_end_matches("\"}"), hash(inner, "geheim"));
        assert!(inner.contains("\"ExactOnlineEndpoint\":\"http://x\"") && inner.contains("\"ClientId\":"));
    }
}
