//! Catching the browser when it comes back from Exact's login page.
//!
//! Apps whose registered redirect URI is an address of this machine use [`Loopback`]. Where the browser runs on another
//! machine, or the redirect URI is a page of its own, the user copies the address from the browser instead:
//! [`Exact::exchange`](crate::Exact::exchange) takes that as well.

use core::fmt;
use core::time::Duration;
use std::net::SocketAddr;

use futures::stream::{FuturesUnordered, StreamExt as _};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

#[cfg(feature = "https-loopback")]
use crate::certificate::SelfSigned;
use crate::error::{Error, Kind};

/// More than any browser sends along with a code.
const LONGEST_REQUEST: usize = 32 * 1024;
const LONGEST_SILENCE: Duration = Duration::from_secs(10);

/// A listener on this machine for the redirect at the end of a login.
///
/// ```no_run
/// use exact_client::{AppCredentials, Error, Exact, Loopback};
///
/// # async fn log_in(id: String, secret: String) -> Result<(), Error> {
/// let listener = Loopback::bind(8080, "/callback").await?;
/// let exact = Exact::builder(AppCredentials::new(id, secret, listener.redirect_uri())).build()?;
/// let request = exact.authorization_url();
/// eprintln!("{}", request.url);
/// let redirected = listener.wait().await?;
/// exact.exchange(&request, &redirected).await?;
/// # Ok(())
/// # }
/// ```
pub struct Loopback {
    listener: TcpListener,
    address: SocketAddr,
    path: String,
    #[cfg(feature = "https-loopback")]
    certificate: Option<SelfSigned>,
}

impl Loopback {
    /// Listens on 127.0.0.1 at `port` (0: any free one) for the address with this `path`. Other machines cannot
    /// reach it.
    ///
    /// # Errors
    /// [`Kind::Config`] when the port is taken, or `path` does not begin with a slash.
    pub async fn bind(port: u16, path: &str) -> Result<Self, Error> {
        Self::listen(port, path).await
    }

    /// The same for a redirect URI that was registered as `https://localhost:…`, with a certificate made on the spot
    /// (feature `https-loopback`). Nobody has signed it: the browser warns, and the user has to go on.
    ///
    /// # Errors
    /// As [`bind`](Self::bind), and [`Kind::Config`] when no certificate can be made.
    #[cfg(feature = "https-loopback")]
    pub async fn bind_https(port: u16, path: &str) -> Result<Self, Error> {
        let certificate = Some(SelfSigned::for_this_machine()?);
        Ok(Self { certificate, ..Self::listen(port, path).await? })
    }

    async fn listen(port: u16, path: &str) -> Result<Self, Error> {
        if !path.starts_with('/') || path.contains(['?', '#', ' ']) {
            return Err(Error::config("the path of the redirect uri has to begin with a slash and hold no query"));
        }
        let taken = |error| {
            Error::config(format!("port {port} cannot be listened on: choose another one, or stop what uses it"))
                .because(error)
        };
        let listener = TcpListener::bind(("127.0.0.1", port)).await.map_err(taken)?;
        let address = listener.local_addr().map_err(taken)?;
        Ok(Self {
            listener,
            address,
            path: path.to_owned(),
            #[cfg(feature = "https-loopback")]
            certificate: None,
        })
    }

    /// The address to register as redirect URI.
    #[must_use]
    pub fn redirect_uri(&self) -> String {
        #[cfg(feature = "https-loopback")]
        if self.certificate.is_some() {
            return format!("https://localhost:{}{}", self.address.port(), self.path);
        }
        format!("http://{}{}", self.address, self.path)
    }

    /// The certificate of [`bind_https`](Self::bind_https) in PEM, for a browser that is to trust it.
    #[cfg(feature = "https-loopback")]
    #[must_use]
    pub fn certificate(&self) -> Option<&str> {
        self.certificate.as_ref().map(|certificate| certificate.pem.as_str())
    }

    /// Waits until the browser comes back; answers it with a page that says so, and returns the query of the address,
    /// for [`Exact::exchange`](crate::Exact::exchange). Waits as long as it takes: put a timeout around it where that
    /// is too long.
    ///
    /// Browsers also ask for icons and open connections that they do not use; neither ends the wait.
    ///
    /// # Errors
    /// [`Kind::Transport`] when listening is no longer possible.
    pub async fn wait(self) -> Result<String, Error> {
        let mut visits = FuturesUnordered::new();
        loop {
            tokio::select! {
                accepted = self.listener.accept() => match accepted {
                    Ok((visitor, _)) => visits.push(self.receive(visitor)),
                    Err(error) => {
                        return Err(Error::new(Kind::Transport, "waiting for the browser is no longer possible").because(error));
                    }
                },
                Some(query) = visits.next() => if let Some(query) = query {
                    return Ok(query);
                },
            }
        }
    }
}

impl Loopback {
    async fn receive(&self, visitor: TcpStream) -> Option<String> {
        #[cfg(feature = "https-loopback")]
        if let Some(certificate) = &self.certificate {
            // A browser that does not trust the certificate breaks off here, and comes back when its user goes on.
            let visitor = timeout(LONGEST_SILENCE, certificate.acceptor.accept(visitor)).await.ok()?.ok()?;
            return visit(visitor, &self.path).await;
        }
        visit(visitor, &self.path).await
    }
}

impl fmt::Debug for Loopback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Loopback").field("redirect_uri", &self.redirect_uri()).finish_non_exhaustive()
    }
}

/// Serves one connection; gives the query when it was the redirect.
async fn visit(mut visitor: impl AsyncRead + AsyncWrite + Unpin, path: &str) -> Option<String> {
    let target = timeout(LONGEST_SILENCE, target(&mut visitor)).await.ok()??;
    let (asked, query) = target.split_once('?').unwrap_or((&target, ""));
    let has = |name: &str| query.split('&').any(|pair| pair.starts_with(name));
    let (status, page, query) = if asked != path {
        ("404 Not Found", page("Niet gevonden", "Hier is niets te zien."), None)
    } else if has("code=") {
        ("200 OK", page("Gelukt", "U kunt dit venster sluiten en verdergaan in het programma."), Some(query))
    } else if has("error=") {
        ("200 OK", page("Geen toestemming", "Er is geen verbinding gemaakt. U kunt dit venster sluiten."), Some(query))
    } else {
        ("400 Bad Request", page("Onvolledig adres", "Begin opnieuw bij het programma."), None)
    };
    let answer = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\nCache-Control: no-store\r\n\
         Referrer-Policy: no-referrer\r\nConnection: close\r\n\r\n{page}",
        page.len()
    );
    // Whether the browser reads its page does not matter for the login.
    let _ = timeout(LONGEST_SILENCE, async {
        visitor.write_all(answer.as_bytes()).await?;
        visitor.shutdown().await
    })
    .await;
    query.map(|query| format!("?{query}"))
}

/// The path and query of a `GET`, once the head of the request is there.
async fn target(visitor: &mut (impl AsyncRead + Unpin)) -> Option<String> {
    let mut head = Vec::new();
    let mut piece = [0_u8; 2048];
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        let length = visitor.read(&mut piece).await.ok().filter(|length| *length > 0)?;
        head.extend_from_slice(piece.get(..length)?);
        if head.len() > LONGEST_REQUEST {
            return None;
        }
    }
    let head = String::from_utf8(head).ok()?;
    let mut words = head.lines().next()?.split(' ');
    match (words.next(), words.next()) {
        (Some("GET"), Some(target)) => Some(target.to_owned()),
        _ => None,
    }
}

fn page(title: &str, text: &str) -> String {
    format!(
        "<!doctype html><html lang=\"nl\"><meta charset=\"utf-8\"><title>{title}</title>\
         <body style=\"font-family:sans-serif;margin:4em\"><h1>{title}</h1><p>{text}</p></body></html>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn ask(address: SocketAddr, request: &str) -> String {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    }

    #[tokio::test]
    async fn icons_and_idle_connections_do_not_end_the_wait() {
        let listener = Loopback::bind(0, "/callback").await.unwrap();
        assert!(listener.redirect_uri().starts_with("http://127.0.0.1:"));
        let address = listener.address;
        let waiting = tokio::spawn(listener.wait());
        let _idle = TcpStream::connect(address).await.unwrap();
        assert!(ask(address, "GET /favicon.ico HTTP/1.1\r\n\r\n").await.starts_with("HTTP/1.1 404"));
        assert!(ask(address, "GET /callback HTTP/1.1\r\n\r\n").await.starts_with("HTTP/1.1 400"));
        assert_eq!(ask(address, "POST /callback?code=x HTTP/1.1\r\n\r\n").await, "");
        let answer = ask(address, "GET /callback?code=a%21b&state=s HTTP/1.1\r\nHost: x\r\n\r\n").await;
        assert!(answer.contains("Gelukt") && !answer.contains("a%21b"), "{answer}");
        assert_eq!(waiting.await.unwrap().unwrap(), "?code=a%21b&state=s");
    }

    #[tokio::test]
    async fn a_refusal_comes_back_too() {
        let listener = Loopback::bind(0, "/").await.unwrap();
        let address = listener.address;
        let waiting = tokio::spawn(listener.wait());
        assert!(ask(address, "GET /?error=access_denied&state=s HTTP/1.1\r\n\r\n").await.contains("Geen toestemming"));
        assert_eq!(waiting.await.unwrap().unwrap(), "?error=access_denied&state=s");
    }

    #[tokio::test]
    async fn a_taken_port_is_named() {
        let first = Loopback::bind(0, "/").await.unwrap();
        let error = Loopback::bind(first.address.port(), "/").await.unwrap_err();
        assert_eq!(error.kind(), Kind::Config);
        assert!(error.to_string().contains(&first.address.port().to_string()));
    }
}
