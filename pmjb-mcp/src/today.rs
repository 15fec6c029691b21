//! What day it is.

use chrono::NaiveDate;

/// Where the day comes from. Only `main` knows the machine's calendar; everything else asks here.
#[derive(Debug, Clone, Copy)]
pub enum Today {
    /// Always the same day: asked for, or the last day of an audit file.
    Fixed(NaiveDate),
    /// Asked anew for every question, because a server runs past midnight.
    Asked(fn() -> NaiveDate),
}

impl Today {
    pub(crate) fn day(self) -> NaiveDate {
        match self {
            Self::Fixed(day) => day,
            Self::Asked(ask) => ask(),
        }
    }
}
