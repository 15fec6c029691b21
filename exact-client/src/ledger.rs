//! What a call leaves behind: for the next call, for other programs, and for whoever watches.

use core::time::Duration;

use tracing::Span;

use crate::call::{Line, Spent, Target};
use crate::circuit;
use crate::error::{Error, Kind};
use crate::limits::{Block, Windows};
use crate::observer::Event;
use crate::problem::Problem;
use crate::transport::Answer;

impl Line {
    /// What stands in the way of a call now; if nothing does, one call less is left for the others.
    pub(crate) async fn block(&self, target: Target) -> Option<Block> {
        let now = self.clock.now();
        if let Some(shared) = &self.shared
            && let Some((told, block)) = shared.take(target.division, now).await
        {
            self.limits.note(target.division, told);
            if block.is_some() {
                return block;
            }
        }
        self.limits.block(target.division, now)
    }

    pub(crate) async fn forget_minute(&self, target: Target) {
        self.limits.forget_minute(target.division);
        if let Some(shared) = &self.shared {
            shared.forget_minute(target.division).await;
        }
    }

    /// Stops before Exact would block the app for its errors.
    pub(crate) async fn check_errors(&self, target: Target) -> Result<(), Error> {
        let now = self.clock.now();
        if let Some(shared) = &self.shared
            && let Some(moments) = shared.errors(target.division, target.endpoint, None, now).await
        {
            self.circuit.learn(target.division, target.endpoint, moments);
        }
        let Some(moment) = self.circuit.open_until(target.division, target.endpoint, now) else { return Ok(()) };
        let what = "this endpoint refused so many calls in the last hour that one more might make Exact block the app: \
                    correct the query or the rights first";
        Err(Error::new(Kind::ErrorLimit, what).about(Problem::ErrorLimit).until(moment, now))
    }

    /// Remembers what an answer says about limits, and tells about it.
    pub(crate) async fn note(&self, target: Target, answer: &Answer, took: Duration) {
        let Target { endpoint, division, .. } = target;
        let (status, bytes) = (answer.status.as_u16(), answer.body.len());
        let (told, now) = (Windows::from_headers(&answer.headers), self.clock.now());
        self.limits.note(division, told);
        self.circuit.note(division, endpoint, status, now);
        if let Some(shared) = &self.shared {
            shared.note(division, told).await;
            if circuit::is_counted(status) {
                shared.errors(division, endpoint, Some(now), now).await;
            }
        }
        tracing::debug!(status, bytes, "answer from Exact Online");
        self.observer.observe(&Event::Answered { endpoint, division, status, bytes, took });
    }

    pub(crate) fn report(&self, span: &Span, target: Target, spent: &Spent, outcome: &Result<Answer, Error>) {
        let status = match outcome {
            Ok(answer) => Some(answer.status.as_u16()),
            Err(error) => error.status(),
        };
        let left = self.limits.known(target.division);
        span.record("status", status);
        span.record("attempts", spent.sent);
        span.record("waited_ms", u64::try_from(spent.waited.as_millis()).unwrap_or(u64::MAX));
        span.record("minute_left", left.minute.map(|window| window.remaining));
        span.record("day_left", left.day.map(|window| window.remaining));
        self.observer.observe(&Event::Finished {
            endpoint: target.endpoint,
            division: target.division,
            error: outcome.as_ref().err().map(Error::kind),
            attempts: spent.sent,
            waited: spent.waited,
        });
    }
}
