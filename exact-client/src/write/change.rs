//! A change, ready to be sent: its method, its address, its body. No network here.

use exact_model::Meta;
use url::Url;

use super::draft::Parts;
use super::key::Key;
use crate::client::Exact;
use crate::error::{Error, Kind};

/// What is done to an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verb {
    Create,
    Update,
    Delete,
}

impl Verb {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Create => "POST",
            Self::Update => "PUT",
            Self::Delete => "DELETE",
        }
    }

    /// The method. Exact updates by `PUT` with a part of the entity, and offers no `PATCH` (wire rule E9).
    pub(crate) const fn method(self) -> http::Method {
        match self {
            Self::Create => http::Method::POST,
            Self::Update => http::Method::PUT,
            Self::Delete => http::Method::DELETE,
        }
    }
}

pub(crate) struct Change {
    pub(crate) verb: Verb,
    pub(crate) url: Url,
    pub(crate) body: Option<String>,
    /// Whether rows are sent along with their parent. Exact may add them to those that are there.
    has_rows: bool,
}

impl Change {
    /// A new entity.
    ///
    /// # Errors
    /// [`Kind::Config`] for what Exact is known to refuse.
    pub(crate) fn create(exact: &Exact, division: i32, parts: &Parts) -> Result<Self, Error> {
        check_method(parts.meta, Verb::Create)?;
        parts.check(Verb::Create)?;
        let url = address(exact, division, parts.meta, None)?;
        Ok(Self { verb: Verb::Create, url, body: Some(parts.json()), has_rows: parts.has_rows() })
    }

    /// New values for an entity that is there.
    ///
    /// # Errors
    /// As [`create`](Self::create).
    pub(crate) fn update(exact: &Exact, division: i32, key: &Key, parts: &Parts) -> Result<Self, Error> {
        check_method(parts.meta, Verb::Update)?;
        parts.check(Verb::Update)?;
        let url = address(exact, division, parts.meta, Some(key))?;
        Ok(Self { verb: Verb::Update, url, body: Some(parts.json()), has_rows: parts.has_rows() })
    }

    /// The end of an entity.
    ///
    /// # Errors
    /// As [`create`](Self::create).
    pub(crate) fn delete(exact: &Exact, division: i32, meta: &'static Meta, key: &Key) -> Result<Self, Error> {
        check_method(meta, Verb::Delete)?;
        Ok(Self { verb: Verb::Delete, url: address(exact, division, meta, Some(key))?, body: None, has_rows: false })
    }

    /// A second `POST` makes a second entity. The same values put twice are the same values, but rows put twice may be
    /// twice the rows. What is deleted stays deleted.
    pub(crate) const fn is_idempotent(&self) -> bool {
        match self.verb {
            Verb::Create => false,
            Verb::Update => !self.has_rows,
            Verb::Delete => true,
        }
    }

    /// The error of a change of which nobody knows whether it was made.
    pub(crate) fn in_doubt(&self, error: Error) -> Error {
        let what = match self.verb {
            _ if self.is_idempotent() => return error,
            Verb::Create => "nobody knows whether Exact made it: look it up before you create it again",
            Verb::Update | Verb::Delete => {
                "nobody knows whether Exact changed it: look it up before you change it again"
            }
        };
        let kind = error.kind();
        error.retryable(false).beneath(kind, what)
    }
}

/// # Errors
/// [`Kind::Config`] where the endpoint does not offer the method.
fn check_method(meta: &'static Meta, verb: Verb) -> Result<(), Error> {
    let method = verb.name();
    if meta.methods.has(method) && !meta.function {
        return Ok(());
    }
    let offered: Vec<_> = meta.methods.iter().collect();
    Err(Error::new(Kind::Config, format!("the endpoint does not take {method}, only {}", offered.join(", "))))
}

fn address(exact: &Exact, division: i32, meta: &'static Meta, key: Option<&Key>) -> Result<Url, Error> {
    let path = meta.path.replace("{division}", &division.to_string());
    let key = key.map(|key| key.of(meta)).transpose()?.unwrap_or_default();
    let text = format!("{}/api/v1/{path}{key}", exact.line().origin);
    Url::parse(&text).map_err(|error| Error::config("the key makes no valid address").because(error))
}
