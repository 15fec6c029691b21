//! The only door to the network. It has two ways out: reading, and asking for tokens. There is a third only where the
//! feature `write` opens it.

use core::time::Duration;

use http::{HeaderMap, StatusCode, header};
use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use crate::error::{Error, Kind};
use crate::host::Host;
use crate::outgoing::Outgoing;

/// A file may take longer than a page, as long as its pieces keep coming.
const LONGEST_DOWNLOAD: Duration = Duration::from_secs(6 * 3_600);

const USER_AGENT: &str = concat!("exact-client/", env!("CARGO_PKG_VERSION"));

/// An answer, read to its end or only opened.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
    /// The span of the call, so that who reads the rows can tell how many there are.
    pub(crate) span: tracing::Span,
    /// What was not read yet, of an answer that was only opened.
    pub(crate) rest: Option<Rest>,
}

/// The body of an answer, piece by piece.
pub(crate) type Rest = reqwest::Response;

impl Answer {
    pub(crate) fn new(status: StatusCode, headers: HeaderMap, body: Vec<u8>) -> Self {
        Self { status, headers, body, span: tracing::Span::none(), rest: None }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Whether the body is a web page; gateways and maintenance pages answer in HTML whatever was asked for.
    pub(crate) fn is_html(&self) -> bool {
        let declared = self.header("content-type").is_some_and(|kind| kind.contains("html"));
        declared || self.body.trim_ascii_start().first_chunk().is_some_and(|start: &[u8; 2]| start == b"<!")
    }
}

#[derive(Debug)]
pub(crate) struct Transport {
    pub(crate) client: reqwest::Client,
    body_limit: usize,
}

impl Transport {
    /// `configured` is a caller's own client configuration: proxies, certificates. Redirects are always off: a redirect
    /// would carry secrets to an address nobody chose.
    pub(crate) fn new(
        host: &Host,
        configured: Option<reqwest::ClientBuilder>,
        timeout: Duration,
        body_limit: usize,
    ) -> Result<Self, Error> {
        let builder = match configured {
            Some(builder) => builder,
            // A server on this machine without TLS needs no certificates, and must work where there are none.
            None if host.is_plain_http() => reqwest::Client::builder().tls_certs_only([]).no_proxy(),
            None => reqwest::Client::builder(),
        };
        let client = builder
            .user_agent(USER_AGENT)
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(Duration::from_secs(10).min(timeout))
            .timeout(timeout)
            .read_timeout(timeout)
            .build()
            .map_err(|error| {
                Error::config(
                    "no encrypted connection is possible: this system has no usable root certificates; install the \
                     package ca-certificates",
                )
                .because(error)
            })?;
        Ok(Self { client, body_limit })
    }

    /// Sends what is asked, once.
    pub(crate) async fn send(&self, asked: Outgoing<'_>, token: &SecretString) -> Result<Answer, Error> {
        match asked {
            Outgoing::Read(url) => self.answer(self.get(url, token, "application/json")).await,
            // Exact refuses to give a number as JSON.
            Outgoing::Count(url) => self.answer(self.get(url, token, "*/*")).await,
            Outgoing::Download(url) => self.open(self.get(url, token, "*/*")).await,
            #[cfg(feature = "write")]
            Outgoing::Change(change) => self.change(change, token).await,
        }
    }

    /// A read of `url` with the access token in the header, where no log looks.
    fn get(&self, url: &Url, token: &SecretString, accept: &'static str) -> reqwest::RequestBuilder {
        self.client.get(url.clone()).header(header::ACCEPT, accept).bearer_auth(token.expose_secret())
    }

    /// Asks the token endpoint for tokens; `form` holds the client secret.
    pub(crate) async fn post_token(&self, url: &str, form: Vec<u8>) -> Result<Answer, Error> {
        let request = self
            .client
            .post(url)
            .header(header::ACCEPT, "application/json")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(form);
        self.answer(request).await
    }

    pub(crate) async fn answer(&self, request: reqwest::RequestBuilder) -> Result<Answer, Error> {
        self.read(request.send().await.map_err(broken)?).await
    }

    /// Leaves the body of a success for whoever wants it; a refusal is read, for its message.
    async fn open(&self, request: reqwest::RequestBuilder) -> Result<Answer, Error> {
        let mut response = request.timeout(LONGEST_DOWNLOAD).send().await.map_err(broken)?;
        if !response.status().is_success() {
            return self.read(response).await;
        }
        let answer = Answer::new(response.status(), core::mem::take(response.headers_mut()), Vec::new());
        Ok(Answer { rest: Some(response), ..answer })
    }

    async fn read(&self, mut response: reqwest::Response) -> Result<Answer, Error> {
        let status = response.status();
        let headers = core::mem::take(response.headers_mut());
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(broken)? {
            if body.len() + chunk.len() > self.body_limit {
                return Err(Error::new(
                    Kind::Decode,
                    format!("the answer is larger than {} bytes: read fewer columns", self.body_limit),
                )
                .answered(status.as_u16(), None, None));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Answer::new(status, headers, body))
    }
}

/// The address is left out of the cause: its query may hold names.
pub(crate) fn broken(error: reqwest::Error) -> Error {
    let (kind, what) = if error.is_connect() {
        (Kind::Connect, "no connection with Exact Online: check the network and the host")
    } else if error.is_timeout() {
        (Kind::Transport, "Exact Online did not answer in time")
    } else if error.is_builder() {
        (Kind::Config, "the request could not be made")
    } else {
        (Kind::Transport, "the connection with Exact Online broke before the answer was complete")
    };
    Error::new(kind, what).because(error.without_url())
}

#[cfg(test)]
mod tests {
    /// A test that reads the source: nothing but these two lines may name a way to send, without the feature `write`.
    /// The stores of tokens and limits talk to databases in words of their own; they may not know the HTTP client at all.
    #[test]
    fn nothing_but_get_and_the_token_call_can_be_sent() {
        let mut senders = Vec::new();
        visit(std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), &mut |path, text| {
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            if path
                .parent()
                .is_some_and(|folder| ["auth/store", "src/shared_limits"].iter().any(|one| folder.ends_with(one)))
            {
                assert!(!code.contains("reqwest") && !code.contains("transport"), "{}", path.display());
                return;
            }
            if path.parent().is_some_and(|folder| folder.ends_with("src/write")) {
                return;
            }
            for word in [".get(url.", ".post(", ".put(", ".patch(", ".delete(", ".request(", "Method::", "execute("] {
                for _ in code.matches(word) {
                    senders.push((path.file_name().unwrap().to_string_lossy().into_owned(), word));
                }
            }
        });
        assert_eq!(senders, [("transport.rs".to_owned(), ".get(url."), ("transport.rs".to_owned(), ".post(")]);
    }

    fn visit(folder: &std::path::Path, see: &mut impl FnMut(&std::path::Path, &str)) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                visit(&path, see);
            } else {
                see(&path, &std::fs::read_to_string(&path).unwrap());
            }
        }
    }
}
