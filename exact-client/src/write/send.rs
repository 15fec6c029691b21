//! Sending changes: the only place that names the methods that change something.

use http::header;
use secrecy::{ExposeSecret as _, SecretString};

use super::change::{Change, Verb};
use crate::error::Error;
use crate::transport::{Answer, Transport};

impl Transport {
    /// Sends a change once, with the access token in the header, where no log looks.
    pub(crate) async fn change(&self, change: &Change, token: &SecretString) -> Result<Answer, Error> {
        let request = self
            .client
            .request(change.verb.method(), change.url.clone())
            .header(header::ACCEPT, "application/json")
            .bearer_auth(token.expose_secret());
        let request = match &change.body {
            Some(body) => request.header(header::CONTENT_TYPE, "application/json").body(body.clone()),
            None => request,
        };
        // Without it a new entity comes back with little more than its key (wire rule E10).
        let request = match change.verb {
            Verb::Create => request.header("Prefer", "return=representation"),
            Verb::Update | Verb::Delete => request,
        };
        self.answer(request).await
    }
}
