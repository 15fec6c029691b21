use chrono::NaiveDate;
use serde::Serialize;

use super::link::Link;

/// Somebody who logged in. Who he is, Exact says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Account {
    /// Also the id of his link, when he has one.
    pub(super) id: String,
    /// Who he is at Exact.
    pub(super) exact_user: String,
    /// What to call him.
    pub(super) name: String,
    /// The key of his plan; `None` is the free one.
    pub(super) plan: Option<String>,
    pub(super) joined_on: NaiveDate,
}

/// Somebody and what he may ask about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Visitor {
    pub(super) account: Account,
    /// The link he made himself: he decides about it.
    pub(super) own: Option<Link>,
    /// Links of others that he may ask about, and no more than that.
    pub(super) shared: Vec<Link>,
}

impl Visitor {
    /// Every link he may ask about, his own first.
    pub(super) fn links(&self) -> impl Iterator<Item = &Link> {
        self.own.iter().chain(&self.shared)
    }
}

/// Somebody who may ask about a link of another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Member {
    pub(super) account: String,
    pub(super) name: String,
    pub(super) since: NaiveDate,
}
