use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::administration::Listed;
use crate::link::LINK_DAYS;

/// A link with Exact Online. Its tokens are kept elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Link {
    /// The id of the account it is of.
    pub(super) id: String,
    /// What its owner is called.
    pub(super) name: String,
    /// The administrations that may be read; the first is the one that is meant when none is named.
    pub(super) administrations: Vec<Listed>,
    pub(super) connected_on: NaiveDate,
    /// The last day it may be used.
    pub(super) expires_on: NaiveDate,
}

impl Link {
    /// The last day of a link made on `day`.
    pub(super) fn last_day(day: NaiveDate) -> NaiveDate {
        day.checked_add_days(Days::new(LINK_DAYS)).unwrap_or(day)
    }

    /// Days until it ends; negative is past.
    pub(super) fn days_left(&self, today: NaiveDate) -> i64 {
        (self.expires_on - today).num_days()
    }

    pub(super) fn is_over(&self, today: NaiveDate) -> bool {
        self.expires_on < today
    }

    /// The administrations as a list in a sentence.
    pub(super) fn names(&self) -> String {
        let names: Vec<_> = self
            .administrations
            .iter()
            .map(|one| format!("{} ({})", one.administration.name, one.administration.number))
            .collect();
        names.join(", ")
    }
}
