//! Where a read stands between two pages, to go on from later.

use core::fmt;
use std::collections::VecDeque;

use serde::{Deserialize, Serialize};
use url::Url;

use crate::error::Error;
use crate::link::Trail;

/// A place between two pages of a read, from which the same read can go on: after a restart, or on another machine.
///
/// It holds Exact's own link to the next page and what was asked, no token and no secret; but a filter may name people,
/// so keep it as you keep the books. It serialises with serde.
///
/// Going on gives the pages after this one, so a read that was resumed proves nothing about the rows before: it is never
/// [`complete`](crate::List::complete) by itself. Exact's pages are cut by key and not by moment: a row that was changed
/// in between comes once, as it is when its page is read; one that was added before the place does not come at all. Where
/// that matters, read with [`sync_after`](crate::List::sync_after).
///
/// ```no_run
/// use exact_client::model::crm::Account;
/// use exact_client::{Continuation, Division, Error};
/// use futures::TryStreamExt as _;
///
/// # async fn read(division: Division, saved: Option<String>) -> Result<(), Box<dyn std::error::Error>> {
/// let mut list = division.list::<Account>().bulk();
/// if let Some(saved) = saved {
///     list = list.resume(serde_json::from_str::<Continuation>(&saved)?);
/// }
/// let mut pages = list.pages();
/// while let Some(page) = pages.try_next().await? {
///     // Keep the rows first, then where to go on.
///     println!("{} rows", page.rows.len());
///     let _keep = serde_json::to_string(&pages.continuation())?;
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Continuation {
    #[serde(flatten)]
    read: Identity,
    /// The address of the next page, and of the first pages of what comes after.
    links: Vec<String>,
    /// Rows still wanted of a read with a top.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    rows_left: Option<u64>,
}

/// What makes two reads the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Identity {
    pub(crate) endpoint: String,
    pub(crate) division: i32,
    /// What was asked, as in the addresses of its first pages.
    pub(crate) asked: Vec<String>,
}

/// A place between two pages.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    /// The next page; behind it the first pages of what comes after, where the query was too long for one address.
    pub(crate) links: VecDeque<Url>,
    /// Rows still wanted of a read with a top.
    pub(crate) rows_left: Option<u64>,
}

impl Place {
    /// How to come back here; `None` when there is nothing more to read.
    pub(crate) fn continuation(&self, read: &Identity) -> Option<Continuation> {
        let links: Vec<_> = self.links.iter().map(Url::to_string).collect();
        (!links.is_empty()).then(|| Continuation { read: read.clone(), links, rows_left: self.rows_left })
    }
}

impl Continuation {
    /// The endpoint it reads, as its id in the catalogue.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.read.endpoint
    }

    /// The division it reads.
    #[must_use]
    pub fn division(&self) -> i32 {
        self.read.division
    }

    /// The place, for the read it was made by.
    ///
    /// # Errors
    /// [`Kind::Config`](crate::Kind::Config) when it is of another read; [`Kind::Incomplete`](crate::Kind::Incomplete)
    /// when a link leads elsewhere.
    pub(crate) fn place(&self, read: &Identity, start: &Url, scope: Option<i32>) -> Result<Place, Error> {
        let other = |what: &'static str| Err(Error::config(what));
        if self.read.endpoint != read.endpoint {
            return other("the continuation belongs to another endpoint: go on with the read that made it");
        }
        if self.read.division != read.division {
            return other("the continuation belongs to another division: go on with the division that made it");
        }
        if self.read.asked != read.asked {
            return other("the continuation belongs to a read of other columns or another filter: ask the same again");
        }
        // It was kept outside this program: its links are trusted no more than those in an answer.
        let link = |link: &String| Trail::new(start.clone(), scope).follow_from_outside(link);
        Ok(Place { links: self.links.iter().map(link).collect::<Result<_, _>>()?, rows_left: self.rows_left })
    }
}

impl fmt::Debug for Continuation {
    /// Without the links: their filters may hold names.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Continuation")
            .field("endpoint", &self.read.endpoint)
            .field("division", &self.read.division)
            .finish_non_exhaustive()
    }
}
