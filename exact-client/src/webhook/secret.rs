//! Whether a body comes from Exact.

use core::fmt;
use std::error::Error as StdError;

use hmac::{Hmac, KeyInit as _, Mac as _};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use serde_json::value::RawValue;
use sha2::Sha256;

use super::message::{Message, Notification};

/// The webhook secret of an app, as Exact's app centre shows it; another one than the client secret.
///
/// Exact signs with it: the `HashCode` in the body is the HMAC-SHA256 of the bytes of `Content`, in upper-case hex. Give
/// the body as it came: a body that was parsed and written again has other bytes.
///
/// ```
/// use exact_client::webhook::{Message, WebhookError, WebhookSecret};
///
/// let secret = WebhookSecret::new("geheim");
/// assert_eq!(secret.open(b"")?, Message::Greeting);
/// assert!(secret.open(br#"{"Content":{"Topic":"Accounts"},"HashCode":"00"}"#).is_err());
/// # Ok::<(), WebhookError>(())
/// ```
#[derive(Debug, Clone)]
pub struct WebhookSecret(SecretString);

/// Why a body was not taken.
#[derive(Debug)]
#[non_exhaustive]
pub enum WebhookError {
    /// It does not have the form of a webhook.
    NotAWebhook,
    /// Its signature is wrong: it was not made with this secret, or has been changed since.
    Forged,
    /// It is signed by Exact, and says something that this version does not understand.
    Unreadable(serde_json::Error),
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Envelope<'a> {
    #[serde(borrow)]
    content: &'a RawValue,
    hash_code: &'a str,
}

impl WebhookSecret {
    /// From the text that Exact shows.
    pub fn new(secret: impl Into<String>) -> Self {
        Self(SecretString::from(secret.into()))
    }

    /// What a body says, once it is certain that Exact made it. The signature is compared in constant time.
    ///
    /// # Errors
    /// [`WebhookError`] for every body that is neither empty nor signed with this secret; answer those with 401 or
    /// 400 and do nothing else.
    pub fn open(&self, body: &[u8]) -> Result<Message, WebhookError> {
        if body.is_empty() {
            return Ok(Message::Greeting);
        }
        let envelope: Envelope<'_> = serde_json::from_slice(body).map_err(|_| WebhookError::NotAWebhook)?;
        let content = envelope.content.get();
        let signature = bytes(envelope.hash_code).ok_or(WebhookError::Forged)?;
        let key = self.0.expose_secret().as_bytes();
        let mut mac = Hmac::<Sha256>::new_from_slice(key).map_err(|_| WebhookError::Forged)?;
        mac.update(content.as_bytes());
        mac.verify_slice(&signature).map_err(|_| WebhookError::Forged)?;
        let notification: Notification = serde_json::from_str(content).map_err(WebhookError::Unreadable)?;
        Ok(Message::Changed(notification))
    }
}

/// The bytes of upper-case hex; Exact writes no other.
fn bytes(hex: &str) -> Option<Vec<u8>> {
    let digit = |byte: &u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    };
    let (pairs, []) = hex.as_bytes().as_chunks::<2>() else { return None };
    pairs.iter().map(|[high, low]| Some(digit(high)? << 4 | digit(low)?)).collect()
}

impl fmt::Display for WebhookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotAWebhook => "the body is no webhook of Exact Online: answer 400 and do nothing",
            Self::Forged => "the signature is not that of this webhook secret: answer 401, and check the secret",
            Self::Unreadable(_) => "the webhook is signed by Exact Online and says something unknown",
        })
    }
}

impl StdError for WebhookError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::NotAWebhook | Self::Forged => None,
            Self::Unreadable(error) => Some(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Signed with `openssl dgst -sha256 -hmac geheim`.
    const SIGNED: &str =
        r#"{"Content":{"A":1},"HashCode":"BDE25F65A2FF7959F117F59E354A450D6B0CA0BA4EEB9F12CC2D7A4DE7389EF4"}"#;

    fn secret() -> WebhookSecret {
        WebhookSecret::new("geheim")
    }

    fn signed(content: &str) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(b"geheim").unwrap();
        mac.update(content.as_bytes());
        let hash: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02X}")).collect();
        format!("{{\"Content\":{content},\"HashCode\":\"{hash}\"}}")
    }

    fn message() -> String {
        signed(concat!(
            r#"{"Topic":"Accounts","ClientId":"00000000-0000-0000-0000-000000000001","Division":7,"Action":"Update","#,
            r#""Key":"00000000-0000-0000-0000-000000000002","ExactOnlineEndpoint":"https://x/crm/Accounts"}"#,
        ))
    }

    #[test]
    fn a_signature_made_elsewhere_is_accepted() {
        // What is signed here is no notification, which shows only after the signature was found good.
        assert!(matches!(secret().open(SIGNED.as_bytes()), Err(WebhookError::Unreadable(_))));
    }

    #[test]
    fn lower_case_and_another_secret_are_refused() {
        let lower = SIGNED.replace("BDE25F", "bde25f");
        assert!(matches!(secret().open(lower.as_bytes()), Err(WebhookError::Forged)));
        assert!(matches!(WebhookSecret::new("anders").open(SIGNED.as_bytes()), Err(WebhookError::Forged)));
    }

    #[test]
    fn a_signature_that_is_short_long_or_missing_is_refused() {
        for hash in ["", "B", "BDE2", "ZZ"] {
            let body = format!("{{\"Content\":{{\"A\":1}},\"HashCode\":\"{hash}\"}}");
            assert!(matches!(secret().open(body.as_bytes()), Err(WebhookError::Forged)), "{hash}");
        }
        for body in ["{}", "[]", "null", "{\"Content\":{}}", "{\"HashCode\":\"\"}", " ", "\u{0}"] {
            assert!(matches!(secret().open(body.as_bytes()), Err(WebhookError::NotAWebhook)), "{body}");
        }
    }

    #[test]
    fn two_contents_of_which_one_is_signed_are_refused() {
        let twice = message().replacen('{', "{\"Content\":{\"Division\":8},", 1);
        assert!(matches!(secret().open(twice.as_bytes()), Err(WebhookError::NotAWebhook)));
    }

    proptest! {
        #[test]
        fn any_changed_byte_is_refused(at: prop::sample::Index, flip in 1_u8..=255) {
            let mut body = message().into_bytes();
            prop_assert!(matches!(secret().open(&body), Ok(Message::Changed(_))));
            let at = at.index(body.len());
            if let Some(byte) = body.get_mut(at) {
                *byte ^= flip;
            }
            prop_assert!(secret().open(&body).is_err());
        }

        #[test]
        fn any_missing_end_is_refused(at: prop::sample::Index) {
            let body = message();
            let at = at.index(body.len() - 1) + 1;
            prop_assert!(secret().open(body.as_bytes().get(..at).unwrap()).is_err());
        }

        #[test]
        fn no_body_whatever_is_taken_without_the_secret(body in prop::collection::vec(any::<u8>(), 1..200)) {
            prop_assert!(secret().open(&body).is_err());
        }
    }
}
