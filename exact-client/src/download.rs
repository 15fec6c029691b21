//! Files attached to documents.

use core::fmt;
use core::pin::Pin;
use core::task::{Context, Poll};

use bytes::Bytes;
use futures::stream::{BoxStream, Stream, StreamExt as _, try_unfold};
use url::Url;

use crate::call::Target;
use crate::client::Exact;
use crate::error::{Error, Kind, Sent};
use crate::outgoing::Outgoing;
use crate::transport::{Rest, broken};

/// Where Exact keeps the files; not in the catalogue, because it is no OData.
const ENDPOINT: &str = "docs/SysAttachment.aspx";

/// A file on its way: a stream of its bytes, never more than a piece of them in memory.
///
/// After an error there is nothing more, and what came is not the whole file. Every piece has as long to arrive as the
/// client's [`timeout`](crate::Builder::timeout).
pub struct Download {
    length: Option<u64>,
    content_type: Option<String>,
    pieces: BoxStream<'static, Result<Bytes, Error>>,
}

impl Download {
    /// Fetches `address`, as Exact gave it with an attachment's row.
    pub(crate) async fn open(exact: &Exact, division: i32, address: &str) -> Result<Self, Error> {
        let url = pinned(&exact.line().origin, division, address).map_err(|error| error.at(ENDPOINT))?;
        let target = Target { endpoint: ENDPOINT, division: Some(division) };
        let mut answer = exact.line().call(target, Outgoing::Download(&url), exact.meter()).await?;
        let header = |name| answer.header(name).map(str::to_owned);
        let length = header("content-length").and_then(|length| length.parse().ok());
        let content_type = header("content-type");
        let rest = answer.rest.take();
        let pieces = try_unfold(rest, |rest: Option<Rest>| async {
            let Some(mut rest) = rest else { return Ok(None) };
            let piece = rest.chunk().await.map_err(|error| broken(error).sent(Sent::Yes).at(ENDPOINT))?;
            Ok(piece.map(|piece| (piece, Some(rest))))
        });
        Ok(Self { length, content_type, pieces: pieces.boxed() })
    }

    /// How many bytes there are, where Exact says so before it sends them.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        self.length
    }

    /// What Exact says the file is, such as `application/pdf`.
    #[must_use]
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// The whole file in memory, if it has no more than `at_most` bytes.
    ///
    /// # Errors
    /// [`Kind::Decode`] when it is larger; [`Kind::Transport`] when it broke off.
    pub async fn into_bytes(mut self, at_most: usize) -> Result<Vec<u8>, Error> {
        let mut all = Vec::new();
        while let Some(piece) = self.next().await {
            let piece = piece?;
            if all.len() + piece.len() > at_most {
                let what = format!("the file is larger than {at_most} bytes: read it as a stream");
                return Err(Error::new(Kind::Decode, what).at(ENDPOINT));
            }
            all.extend_from_slice(&piece);
        }
        Ok(all)
    }
}

impl Stream for Download {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.pieces.poll_next_unpin(context)
    }
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download").field("length", &self.length).finish_non_exhaustive()
    }
}

/// The address, if it is one of files of this division on this site: the access token goes nowhere else.
///
/// # Errors
/// [`Kind::Config`] for any other address, which is not repeated in the message.
fn pinned(origin: &str, division: i32, address: &str) -> Result<Url, Error> {
    let no_address = |error| Error::config("the file's address is not an address").because(error);
    let site = Url::parse(origin).map_err(no_address)?;
    let url = site.join(address).map_err(no_address)?;
    let anonymous = url.username().is_empty() && url.password().is_none();
    if url.origin() != site.origin() || !anonymous {
        return Err(Error::config("the file's address is not on the site of this login: the token is not sent there"));
    }
    if !url.path().to_ascii_lowercase().starts_with("/docs/") {
        return Err(Error::config("the file's address is not one of Exact's files: take the column Url as it is"));
    }
    let mut divisions = url.query_pairs().filter(|(name, _)| name.eq_ignore_ascii_case("_Division_"));
    if divisions.any(|(_, code)| code != division.to_string()) {
        return Err(Error::config("the file belongs to another division: download it there"));
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SITE: &str = "https://start.exactonline.nl";

    #[test]
    fn exacts_own_addresses_are_taken_whole_or_without_their_host() {
        let whole = "https://start.exactonline.nl/docs/SysAttachment.aspx?ID=1&_Division_=7&Stamp=NL001";
        assert_eq!(pinned(SITE, 7, whole).unwrap().as_str(), whole);
        let short = "/docs/SysAttachment.aspx?ID=1&_Division_=7";
        assert_eq!(pinned(SITE, 7, short).unwrap().as_str(), format!("{SITE}{short}"));
    }

    #[test]
    fn the_token_goes_to_no_other_place() {
        for address in [
            "https://start.exactonline.be/docs/SysAttachment.aspx?ID=1",
            "http://start.exactonline.nl/docs/SysAttachment.aspx?ID=1",
            "https://start.exactonline.nl.example.org/docs/x",
            "https://start.exactonline.nl@example.org/docs/x",
            "https://user@start.exactonline.nl/docs/x",
            "https://start.exactonline.nl:8443/docs/x",
            "//example.org/docs/x",
            "\\\\example.org\\docs\\x",
            "/api/v1/7/crm/Accounts",
            "/docs/../api/v1/7/crm/Accounts",
            "/docs/SysAttachment.aspx?ID=1&_Division_=8",
            "/docs/SysAttachment.aspx?ID=1&_Division_=7&_division_=8",
            "ftp://start.exactonline.nl/docs/x",
            "data:text/plain,x",
        ] {
            let error = pinned(SITE, 7, address).unwrap_err();
            assert_eq!(error.kind(), Kind::Config, "{address}");
            assert!(!error.to_string().contains("example"), "{error}");
        }
    }

    proptest! {
        #[test]
        fn whatever_the_address_the_token_stays_on_the_site(address in "(https?:)?[/\\\\]{0,3}[a-z.@:/?#%_=&\\\\]{0,40}") {
            if let Ok(url) = pinned(SITE, 7, &address) {
                prop_assert!(url.as_str().to_ascii_lowercase().starts_with("https://start.exactonline.nl/docs/"), "{url}");
            }
        }
    }
}
