//! Logging in: the address to visit, and reading where the browser came back.

use core::fmt;

use percent_encoding::percent_decode_str;
use secrecy::SecretString;

use crate::error::{Error, Sent};
use crate::problem::Problem;

/// A login that has begun: send the user to `url`, keep this value, and give it to
/// [`Exact::exchange`](crate::Exact::exchange) together with the address the browser came back to.
#[derive(Clone, PartialEq, Eq)]
pub struct AuthorizationRequest {
    /// Exact's login page for this app.
    pub url: String,
    /// What must come back with the code; it ties the answer to this request.
    pub state: String,
}

impl AuthorizationRequest {
    /// Asks for the password even when the browser is still logged in, so that another user can be chosen.
    #[must_use]
    pub fn force_login(mut self) -> Self {
        self.url.push_str("&force_login=1");
        self
    }
}

impl fmt::Debug for AuthorizationRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AuthorizationRequest(…)")
    }
}

/// The code in a redirected address, a query, or a copy of either from a web page's source.
///
/// It is decoded once and no more: codes hold characters such as `!` and `%`.
pub(crate) fn code(request: &AuthorizationRequest, redirected: &str) -> Result<SecretString, Error> {
    let redirected = redirected.trim();
    let query = redirected.split_once('?').map_or(redirected, |(_, query)| query);
    let query = query.split_once('#').map_or(query, |(query, _)| query).replace("&amp;", "&");
    let parameter = |name: &str| {
        query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .find(|(key, _)| *key == name)
            .map(|(_, value)| decoded(value))
    };
    // First of all: an answer to another request says nothing about this one.
    match parameter("state").transpose()? {
        Some(state) if state == request.state => {}
        Some(_) => {
            return Err(failed("the answer belongs to another login: start again from a new login address"));
        }
        None => {
            return Err(failed("the address has no state: copy the whole address from the browser after logging in"));
        }
    }
    if let Some(error) = parameter("error") {
        let description = parameter("error_description").transpose()?;
        return Err(failed("Exact gave no access: the login was not completed").refused(error?, description));
    }
    match parameter("code").transpose()? {
        Some(code) if !code.is_empty() => Ok(code.into()),
        _ => Err(failed("the address has no code: copy the whole address after logging in")),
    }
}

fn failed(what: &'static str) -> Error {
    Error::login_needed(what).about(Problem::LoginFailed).sent(Sent::No)
}

/// Percent-decoding as for a path: a plus stays a plus, because a code may hold one.
fn decoded(value: &str) -> Result<String, Error> {
    percent_decode_str(value)
        .decode_utf8()
        .map(std::borrow::Cow::into_owned)
        .map_err(|_| failed("the address is damaged: copy it again after logging in"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use secrecy::ExposeSecret as _;

    use super::*;

    fn request() -> AuthorizationRequest {
        AuthorizationRequest { url: "https://start.exactonline.nl/api/oauth2/auth?x=1".into(), state: "abc".into() }
    }

    #[test]
    fn the_code_is_decoded_exactly_once() {
        for redirected in [
            "https://example.org/back?code=stamp%21a%2525b%2Bc&state=abc",
            "?code=stamp%21a%2525b%2Bc&state=abc",
            "code=stamp%21a%2525b%2Bc&state=abc",
            "  https://example.org/back?state=abc&amp;code=stamp!a%2525b+c#top\n",
        ] {
            assert_eq!(code(&request(), redirected).unwrap().expose_secret(), "stamp!a%25b+c", "{redirected}");
        }
    }

    #[test]
    fn an_answer_to_another_login_is_refused() {
        for redirected in ["?code=x&state=abd", "?code=x", "?code=x&state=", "x", ""] {
            assert!(code(&request(), redirected).unwrap_err().needs_login(), "{redirected}");
        }
    }

    #[test]
    fn a_refusal_on_the_consent_page_is_named() {
        let error = code(&request(), "?error=access_denied&error_description=No%20consent&state=abc").unwrap_err();
        assert_eq!(error.api_message(), Some("No consent"));
        assert_eq!(error.reason(), Some("access_denied"));
    }

    #[test]
    fn a_forced_login_is_in_the_address() {
        assert!(request().force_login().url.ends_with("&force_login=1"));
    }

    proptest! {
        #[test]
        fn any_code_survives_the_redirect(sent in "[ -~]{1,60}") {
            let encoded = percent_encoding::utf8_percent_encode(&sent, percent_encoding::NON_ALPHANUMERIC);
            let redirected = format!("https://example.org/?code={encoded}&state=abc");
            prop_assert_eq!(code(&request(), &redirected).unwrap().expose_secret().to_owned(), sent);
        }
    }
}
