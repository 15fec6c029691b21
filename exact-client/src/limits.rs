//! Exact's limits on calls, as its headers tell them: per app and division, a minute window and a day window.

use core::time::Duration;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};
use http::HeaderMap;

use crate::clock::later;

/// Exact cuts minutes on the clock and its clock is not ours: wait a moment longer than it says.
const MARGIN: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);

/// What to do when the calls of this minute are used up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MinuteLimit {
    /// Wait for the next minute, at most `at_most` in one call; a longer wait is an error of kind
    /// [`RateLimit`](crate::Kind::RateLimit).
    Wait {
        /// The longest that one call may wait, all its waits together.
        at_most: Duration,
    },
    /// Return an error of kind [`RateLimit`](crate::Kind::RateLimit) at once.
    Fail,
}

impl Default for MinuteLimit {
    /// Waits at most three minutes: enough for two other programs of the same app to empty the window first.
    fn default() -> Self {
        Self::Wait { at_most: Duration::from_secs(180) }
    }
}

/// One limit, as Exact last told it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Window {
    /// Calls allowed in the window, where Exact said so.
    pub limit: Option<u32>,
    /// Calls left in it.
    pub remaining: u32,
    /// When a new window begins, on Exact's clock.
    pub resets_at: Option<DateTime<Utc>>,
}

/// What is left of the limits of one division, as of the last answer. Other programs of the same app use it too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Budget {
    /// The division; `None` for calls without one, such as `current/Me`.
    pub division: Option<i32>,
    /// Calls per minute.
    pub minute: Option<Window>,
    /// Calls per day; Exact's day is a day in UTC.
    pub day: Option<Window>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Windows {
    pub(crate) minute: Option<Window>,
    pub(crate) day: Option<Window>,
}

impl Windows {
    pub(crate) fn from_headers(headers: &HeaderMap) -> Self {
        Self { minute: window(headers, "x-ratelimit-minutely"), day: window(headers, "x-ratelimit") }
    }
}

fn window(headers: &HeaderMap, prefix: &str) -> Option<Window> {
    let number = |name: &str| -> Option<i64> {
        headers.get(format!("{prefix}-{name}").as_str())?.to_str().ok()?.trim().parse().ok()
    };
    let remaining = number("remaining")?;
    Some(Window {
        limit: number("limit").and_then(|limit| u32::try_from(limit).ok()),
        remaining: u32::try_from(remaining.max(0)).unwrap_or(u32::MAX),
        resets_at: number("reset").and_then(DateTime::from_timestamp_millis),
    })
}

/// Which limit stands in the way, and until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Block {
    Minute(DateTime<Utc>),
    Day(DateTime<Utc>),
}

/// The windows of every division, shared by all clones of a client.
#[derive(Debug, Default)]
pub(crate) struct Limits {
    windows: Mutex<BTreeMap<Option<i32>, Windows>>,
}

impl Limits {
    /// Remembers what an answer said. A window that it did not mention stays as it was: a 429 names only the exhausted
    /// one.
    pub(crate) fn note(&self, division: Option<i32>, told: Windows) {
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        let known = windows.entry(division).or_default();
        known.minute = told.minute.or(known.minute);
        known.day = told.day.or(known.day);
    }

    /// Whether a call is known to be refused now, so that it need not be made.
    pub(crate) fn block(&self, division: Option<i32>, now: DateTime<Utc>) -> Option<Block> {
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        block_of(windows.get_mut(&division)?, now)
    }

    pub(crate) fn forget_minute(&self, division: Option<i32>) {
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = windows.get_mut(&division) {
            known.minute = None;
        }
    }

    pub(crate) fn known(&self, division: Option<i32>) -> Windows {
        let windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        windows.get(&division).copied().unwrap_or_default()
    }

    pub(crate) fn budgets(&self) -> Vec<Budget> {
        let windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        windows
            .iter()
            .map(|(division, windows)| Budget { division: *division, minute: windows.minute, day: windows.day })
            .collect()
    }
}

/// What stands in the way of a call now, going by these windows; forgets those that have passed.
pub(crate) fn block_of(known: &mut Windows, now: DateTime<Utc>) -> Option<Block> {
    let is_over = |window: &mut Window| window.resets_at.is_none_or(|reset| reset <= now);
    // A window that has passed says nothing any more.
    known.minute.take_if(is_over);
    known.day.take_if(is_over);
    if let Some(reset) = known.day.filter(|day| day.remaining == 0).and_then(|day| day.resets_at) {
        return Some(Block::Day(later(reset, MARGIN)));
    }
    known.minute.filter(|minute| minute.remaining == 0).map(|minute| Block::Minute(end_of_minute(minute, now)))
}

/// Which limit a 429 is about. Exact sends the headers of the exhausted window only; where both came, the one with
/// nothing left counts, and where none came it is taken for the minute.
pub(crate) fn refused(told: Windows, retry_after: Option<Duration>, now: DateTime<Utc>) -> Block {
    let empty = |window: Option<Window>| window.filter(|window| window.remaining == 0);
    let day = empty(told.day).or(if told.minute.is_none() { told.day } else { None });
    if let Some(day) = day {
        let reset = day.resets_at.filter(|reset| *reset > now).unwrap_or_else(|| next_midnight(now));
        return Block::Day(later(reset, MARGIN));
    }
    let until = told.minute.map_or_else(|| later(next_minute(now), MARGIN), |minute| end_of_minute(minute, now));
    let until = until.max(retry_after.map_or(until, |wait| later(now, wait)));
    Block::Minute(until)
}

/// A minute window ends within a minute. A reset further away, or in the past, means that the two clocks differ.
fn end_of_minute(minute: Window, now: DateTime<Utc>) -> DateTime<Utc> {
    let latest = later(now, MINUTE);
    let reset =
        minute.resets_at.filter(|reset| *reset > now).map_or_else(|| next_minute(now), |reset| reset.min(latest));
    later(reset, MARGIN)
}

fn next_minute(now: DateTime<Utc>) -> DateTime<Utc> {
    next_multiple(now, 60_000)
}

fn next_midnight(now: DateTime<Utc>) -> DateTime<Utc> {
    next_multiple(now, 86_400_000)
}

fn next_multiple(now: DateTime<Utc>, of: i64) -> DateTime<Utc> {
    let millis = now.timestamp_millis();
    DateTime::from_timestamp_millis(millis - millis.rem_euclid(of) + of).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn headers(pairs: &[(&'static str, i64)]) -> Windows {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, (*value).into());
        }
        Windows::from_headers(&headers)
    }

    fn minute_window(remaining: i64, reset: &str) -> Windows {
        headers(&[
            ("x-ratelimit-minutely-limit", 60),
            ("x-ratelimit-minutely-remaining", remaining),
            ("x-ratelimit-minutely-reset", at(reset).timestamp_millis()),
        ])
    }

    fn day_window(remaining: i64, reset: &str) -> Windows {
        headers(&[("x-ratelimit-remaining", remaining), ("x-ratelimit-reset", at(reset).timestamp_millis())])
    }

    #[test]
    fn resets_are_epoch_milliseconds() {
        let told = minute_window(59, "2026-03-01T09:01:00Z");
        assert_eq!(told.minute.unwrap().resets_at, Some(at("2026-03-01T09:01:00Z")));
        assert_eq!(told.minute.unwrap().limit, Some(60));
        assert_eq!(told.day, None);
    }

    #[test]
    fn an_empty_minute_blocks_until_a_second_after_its_reset() {
        let limits = Limits::default();
        limits.note(Some(1), minute_window(0, "2026-03-01T09:01:00Z"));
        let block = limits.block(Some(1), at("2026-03-01T09:00:10Z"));
        assert_eq!(block, Some(Block::Minute(at("2026-03-01T09:01:01Z"))));
        assert_eq!(limits.block(Some(2), at("2026-03-01T09:00:10Z")), None, "another division has its own window");
        assert_eq!(limits.block(Some(1), at("2026-03-01T09:01:00Z")), None, "the window has passed");
    }

    #[test]
    fn a_429_with_day_headers_only_is_about_the_day() {
        let told = day_window(0, "2026-03-02T00:00:00Z");
        assert_eq!(refused(told, None, at("2026-03-01T09:00:00Z")), Block::Day(at("2026-03-02T00:00:01Z")));
    }

    #[test]
    fn a_429_with_minute_headers_only_is_about_the_minute() {
        let told = minute_window(0, "2026-03-01T09:01:00Z");
        assert_eq!(refused(told, None, at("2026-03-01T09:00:10Z")), Block::Minute(at("2026-03-01T09:01:01Z")));
    }

    #[test]
    fn a_429_without_headers_waits_for_the_next_whole_minute() {
        let block = refused(Windows::default(), None, at("2026-03-01T09:00:10.250Z"));
        assert_eq!(block, Block::Minute(at("2026-03-01T09:01:01Z")));
    }

    #[test]
    fn a_longer_retry_after_wins() {
        let block = refused(Windows::default(), Some(Duration::from_secs(90)), at("2026-03-01T09:00:00Z"));
        assert_eq!(block, Block::Minute(at("2026-03-01T09:01:30Z")));
    }

    #[test]
    fn a_clock_that_differs_never_makes_a_minute_longer_than_a_minute() {
        let ahead = minute_window(0, "2026-03-01T11:00:00Z");
        assert_eq!(refused(ahead, None, at("2026-03-01T09:00:00Z")), Block::Minute(at("2026-03-01T09:01:01Z")));
        let behind = minute_window(0, "2026-03-01T08:00:00Z");
        assert_eq!(refused(behind, None, at("2026-03-01T09:00:10Z")), Block::Minute(at("2026-03-01T09:01:01Z")));
    }

    #[test]
    fn a_window_that_was_not_mentioned_stays() {
        let limits = Limits::default();
        limits.note(Some(1), day_window(10, "2026-03-02T00:00:00Z"));
        limits.note(Some(1), minute_window(3, "2026-03-01T09:01:00Z"));
        let budget = limits.budgets()[0];
        assert_eq!((budget.day.unwrap().remaining, budget.minute.unwrap().remaining), (10, 3));
    }
}
