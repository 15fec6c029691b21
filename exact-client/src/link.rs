//! Which next links are followed.

use core::hash::{BuildHasher as _, BuildHasherDefault};
use std::collections::HashSet;
use std::hash::DefaultHasher;

use url::Url;

use crate::error::{Error, Kind};

/// Follows Exact's next links: as they are, on the same host, under `/api/v1/`, for the same division, and never the
/// same one twice.
#[derive(Debug)]
pub(crate) struct Trail {
    start: Url,
    division: Option<i32>,
    /// Hashes, so that ten thousand pages cost no more than 150 kB. Two links that share one by chance would end a read
    /// with an error, never with missing rows.
    seen: HashSet<u64>,
}

impl Trail {
    pub(crate) fn new(start: Url, division: Option<i32>) -> Self {
        let mut trail = Self { start, division, seen: HashSet::new() };
        trail.visit(&trail.start.clone());
        trail
    }

    fn visit(&mut self, url: &Url) -> bool {
        let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one(url.as_str());
        self.seen.insert(hash)
    }

    /// An address that was kept outside this program. It may be the start itself.
    ///
    /// # Errors
    /// As [`follow`](Self::follow).
    pub(crate) fn follow_from_outside(mut self, link: &str) -> Result<Url, Error> {
        self.seen.clear();
        self.follow(link)
    }

    /// The address of the next page.
    ///
    /// # Errors
    /// [`Kind::Incomplete`] when the link leads elsewhere or back. The link itself is not repeated in the message.
    pub(crate) fn follow(&mut self, link: &str) -> Result<Url, Error> {
        let broken = |what: &'static str| Error::new(Kind::Incomplete, what);
        let url = self
            .start
            .join(link)
            .map_err(|error| broken("the link to the next page is not an address").because(error))?;
        let anonymous = url.username().is_empty() && url.password().is_none();
        if url.origin() != self.start.origin() || !anonymous {
            return Err(broken("the link to the next page leads to another host and was not followed"));
        }
        let division = self.division.map(|division| division.to_string());
        let mut folders = url.path().split('/').skip(1);
        let in_api = folders.next() == Some("api") && folders.next() == Some("v1");
        if !in_api || !division.is_none_or(|division| folders.any(|folder| folder == division)) {
            return Err(broken("the link to the next page leads out of the administration and was not followed"));
        }
        if !self.visit(&url) {
            return Err(broken("the link to the next page leads back to a page already read"));
        }
        Ok(url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trail() -> Trail {
        Trail::new("https://start.exactonline.nl/api/v1/7/crm/Accounts?$select=ID".parse().unwrap(), Some(7))
    }

    #[test]
    fn a_link_is_followed_as_it_is() {
        let link = "https://start.exactonline.nl/api/v1/7/crm/Accounts?$select=ID&$skiptoken=datetime%272018-09-21T04%3A18%3A55%27,387L";
        assert_eq!(trail().follow(link).unwrap().as_str(), link);
    }

    #[test]
    fn a_link_elsewhere_is_not_followed() {
        for link in [
            "https://evil.example/api/v1/7/crm/Accounts?$skiptoken=1",
            "https://start.exactonline.nl.evil.example/api/v1/7/crm/Accounts?$skiptoken=1",
            "https://start.exactonline.nl@evil.example/api/v1/7/crm/Accounts?$skiptoken=1",
            "https://user@start.exactonline.nl/api/v1/7/crm/Accounts?$skiptoken=1",
            "//evil.example/api/v1/7/crm/Accounts",
            "http://start.exactonline.nl/api/v1/7/crm/Accounts?$skiptoken=1",
            "https://start.exactonline.nl:444/api/v1/7/crm/Accounts?$skiptoken=1",
            "https://start.exactonline.nl/docs/XMLDownload.aspx",
            "https://start.exactonline.nl/api/v1/../../7/docs",
            "https://start.exactonline.nl/api/v1/%2e%2e/7/docs",
            "https://start.exactonline.nl/api/v1/8/crm/Accounts?$skiptoken=1",
            "javascript:alert(1)",
            "https://",
        ] {
            let error = trail().follow(link).unwrap_err();
            assert_eq!(error.kind(), Kind::Incomplete, "{link}");
            assert!(!error.to_string().contains("evil"), "{link}");
        }
    }

    #[test]
    fn a_circle_is_noticed_wherever_it_closes() {
        let mut trail = trail();
        let page = |n: u32| format!("https://start.exactonline.nl/api/v1/7/crm/Accounts?$select=ID&$skiptoken={n}");
        trail.follow(&page(1)).unwrap();
        trail.follow(&page(2)).unwrap();
        assert!(trail.follow(&page(1)).is_err());
        assert!(trail.follow("https://start.exactonline.nl/api/v1/7/crm/Accounts?$select=ID").is_err());
    }
}
