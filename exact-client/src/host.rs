//! The country sites of Exact Online.

use std::borrow::Cow;

use url::Url;

use crate::error::Error;

/// A site of Exact Online. Apps, logins and tokens belong to one site.
///
/// ```
/// use exact_client::Host;
///
/// assert_eq!(Host::NL.origin(), "https://start.exactonline.nl");
/// assert_eq!(Host::at("http://127.0.0.1:8080/")?.origin(), "http://127.0.0.1:8080");
/// # Ok::<(), exact_client::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Host(Cow<'static, str>);

impl Host {
    /// The Netherlands.
    pub const NL: Self = Self(Cow::Borrowed("https://start.exactonline.nl"));
    /// Belgium.
    pub const BE: Self = Self(Cow::Borrowed("https://start.exactonline.be"));
    /// Germany.
    pub const DE: Self = Self(Cow::Borrowed("https://start.exactonline.de"));
    /// France.
    pub const FR: Self = Self(Cow::Borrowed("https://start.exactonline.fr"));
    /// Spain.
    pub const ES: Self = Self(Cow::Borrowed("https://start.exactonline.es"));
    /// The United Kingdom.
    pub const UK: Self = Self(Cow::Borrowed("https://start.exactonline.co.uk"));
    /// The United States.
    pub const US: Self = Self(Cow::Borrowed("https://start.exactonline.com"));

    /// Another site, or a server of your own such as `exact-sandbox`.
    ///
    /// # Errors
    /// When `address` is not an `https` address, or an `http` address of this machine, without a path. Tokens never go
    /// over a network unencrypted.
    pub fn at(address: &str) -> Result<Self, Error> {
        let url = Url::parse(address).map_err(|error| {
            Error::config("the host is not an address: write it as https://start.exactonline.nl").because(error)
        })?;
        let bare = matches!(url.path(), "" | "/") && url.query().is_none() && url.fragment().is_none();
        let anonymous = url.username().is_empty() && url.password().is_none();
        if !bare || !anonymous || url.host().is_none() {
            return Err(Error::config("the host has more than a scheme, a name and a port: leave out the rest"));
        }
        match url.scheme() {
            "https" => {}
            "http" if is_loopback(&url) => {}
            _ => return Err(Error::config("the host is not https: only a server on this machine may be plain http")),
        }
        Ok(Self(Cow::Owned(url.origin().ascii_serialization())))
    }

    /// Scheme, name and port, without a slash at the end.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.0
    }

    pub(crate) fn is_plain_http(&self) -> bool {
        self.0.starts_with("http://")
    }
}

impl Default for Host {
    fn default() -> Self {
        Self::NL
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_is_for_this_machine_only() {
        for address in ["http://127.0.0.1:1", "http://localhost:1", "http://[::1]:1", "https://example.org"] {
            assert!(Host::at(address).is_ok(), "{address}");
        }
        for address in ["http://example.org", "ftp://127.0.0.1", "127.0.0.1:1", "http://localhost.example.org"] {
            assert!(Host::at(address).is_err(), "{address}");
        }
    }

    #[test]
    fn a_host_has_no_path_and_no_password() {
        for address in ["https://example.org/api", "https://u:p@example.org", "https://example.org?x=1"] {
            assert!(Host::at(address).is_err(), "{address}");
        }
    }
}
