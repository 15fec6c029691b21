//! Who the app is.

use core::fmt;

use secrecy::{ExposeSecret as _, SecretString};

use crate::error::Error;

/// What Exact gave when the app was registered: client id, client secret and redirect URI.
///
/// The secret is wiped from memory on drop and never shown.
#[derive(Clone)]
pub struct AppCredentials {
    client_id: String,
    client_secret: SecretString,
    redirect_uri: String,
}

impl AppCredentials {
    /// Credentials as registered in Exact's app centre; the redirect URI must be the registered one to the letter.
    #[must_use]
    pub fn new(
        client_id: impl Into<String>,
        client_secret: impl Into<SecretString>,
        redirect_uri: impl Into<String>,
    ) -> Self {
        Self { client_id: client_id.into(), client_secret: client_secret.into(), redirect_uri: redirect_uri.into() }
    }

    /// Credentials from `EXACT_CLIENT_ID`, `EXACT_CLIENT_SECRET` and `EXACT_REDIRECT_URI`.
    ///
    /// # Errors
    /// When one of them is missing; the message names it.
    pub fn from_env() -> Result<Self, Error> {
        let read = |name: &'static str| {
            std::env::var(name).map_err(|error| Error::config(format!("set the variable {name}")).because(error))
        };
        Ok(Self::new(read("EXACT_CLIENT_ID")?, read("EXACT_CLIENT_SECRET")?, read("EXACT_REDIRECT_URI")?))
    }

    /// The client id. Not secret: it is part of the login address.
    #[must_use]
    pub fn client_id(&self) -> &str {
        &self.client_id
    }

    /// The registered redirect URI.
    #[must_use]
    pub fn redirect_uri(&self) -> &str {
        &self.redirect_uri
    }

    pub(crate) fn client_secret(&self) -> &str {
        self.client_secret.expose_secret()
    }
}

impl fmt::Debug for AppCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AppCredentials")
            .field("client_id", &self.client_id)
            .field("redirect_uri", &self.redirect_uri)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_does_not_show_the_secret() {
        let credentials = AppCredentials::new("id", "hush", "https://example.org/back");
        assert!(!format!("{credentials:?}").contains("hush"));
    }
}
