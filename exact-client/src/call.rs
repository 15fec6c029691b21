//! One call, from its turn in the queue to its answer: limits before, retries after.

use core::time::Duration;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use chrono::{DateTime, Utc};
use http::StatusCode;
use secrecy::SecretString;
use tracing::Instrument as _;
use tracing::field::Empty;
use url::Url;

use crate::auth::chain::Chain;
use crate::calls::Meter;
use crate::circuit::Circuit;
use crate::clock::{Clock, later, until};
use crate::error::{Error, Kind, Sent};
use crate::gate::Gate;
use crate::limits::{self, Block, Limits, MinuteLimit, Windows};
use crate::observer::{Event, Observer, WaitReason};
use crate::outgoing::Outgoing;
use crate::problem::Problem;
use crate::refusal::{self, Verdict};
use crate::retry::{Failure, RetryPolicy};
use crate::shared_limits::SharedLimits;
use crate::transport::{Answer, Transport};

/// How often a call that was refused for the minute limit comes back before it gives up.
const REFUSALS: u32 = 3;

/// What every clone of a client shares.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) origin: String,
    pub(crate) chain: Arc<Chain>,
    pub(crate) transport: Arc<Transport>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) limits: Limits,
    pub(crate) circuit: Arc<Circuit>,
    pub(crate) shared: Option<SharedLimits>,
    pub(crate) observer: Arc<dyn Observer>,
    pub(crate) calls: AtomicU64,
    pub(crate) gate: Gate,
    pub(crate) minute_limit: MinuteLimit,
    pub(crate) retry: RetryPolicy,
}

/// Where a call goes, for messages and limits.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Target {
    pub(crate) endpoint: &'static str,
    pub(crate) division: Option<i32>,
}

/// What a call has used up of everybody's patience.
#[derive(Default)]
pub(crate) struct Spent {
    /// Attempts that count against the retries.
    attempts: u32,
    /// Every time it was sent.
    pub(crate) sent: u32,
    pub(crate) waited: Duration,
    waited_for_minutes: Duration,
    refusals: u32,
    renewed: bool,
    /// An attempt may have done what was asked, without an answer that says so.
    in_doubt: bool,
}

impl Line {
    /// Reads `url`.
    pub(crate) async fn get(&self, target: Target, url: &Url, meter: &Meter) -> Result<Answer, Error> {
        self.call(target, Outgoing::Read(url), meter).await
    }

    /// Makes a call, in a span that tells everything about it but what was asked and answered.
    pub(crate) async fn call(&self, target: Target, asked: Outgoing<'_>, meter: &Meter) -> Result<Answer, Error> {
        let call = self.calls.fetch_add(1, Ordering::Relaxed) + 1;
        let span = tracing::info_span!(
            "exact_call",
            call,
            method = asked.method(),
            endpoint = target.endpoint,
            division = target.division,
            status = Empty,
            rows = Empty,
            attempts = Empty,
            waited_ms = Empty,
            minute_left = Empty,
            day_left = Empty,
        );
        let mut spent = Spent::default();
        let outcome = async {
            let _turn = self.gate.enter(target.division, asked.is_page()).await;
            self.send(target, asked, meter, &mut spent).await
        }
        .instrument(span.clone())
        .await;
        self.report(&span, target, &spent, &outcome);
        match outcome {
            Ok(answer) => Ok(Answer { span, ..answer }),
            Err(error) => {
                // What failed before was a token call, or a limit.
                let error = if spent.sent == 0 { error.sent(Sent::No) } else { error };
                let error = if spent.in_doubt { asked.in_doubt(error) } else { error };
                Err(error.at(target.endpoint).of_call(call))
            }
        }
    }

    async fn send(
        &self,
        target: Target,
        asked: Outgoing<'_>,
        meter: &Meter,
        spent: &mut Spent,
    ) -> Result<Answer, Error> {
        let mut access = None;
        loop {
            self.check_errors(target).await?;
            while let Some(block) = self.block(target).await {
                self.wait(target, block, spent, || {
                    Error::new(Kind::RateLimit, "the calls of this minute are used up").sent(Sent::No)
                })
                .await?;
                self.forget_minute(target).await;
            }
            let token = match access.take() {
                Some(token) => token,
                None => self.chain.access(meter).await?,
            };
            spent.attempts += 1;
            spent.sent += 1;
            asked.count(meter);
            let begun = Instant::now();
            match self.transport.send(asked, &token).await {
                Ok(answer) => {
                    self.note(target, &answer, begun.elapsed()).await;
                    match refusal::verdict(&answer) {
                        Verdict::Success => return Ok(answer),
                        Verdict::Limited => self.limited(target, &answer, spent).await?,
                        Verdict::Unauthorized => access = Some(self.unauthorized(&answer, token, spent, meter).await?),
                        Verdict::Trouble => {
                            let failure = if asked.is_idempotent() { Failure::Server } else { Failure::Final };
                            self.again(failure, target, refusal::error(&answer), spent).await?;
                        }
                        Verdict::Refused
                            if spent.in_doubt && asked.is_deletion() && answer.status == StatusCode::NOT_FOUND =>
                        {
                            return Ok(answer);
                        }
                        Verdict::Refused => return Err(refusal::error(&answer)),
                    }
                }
                Err(error) => {
                    let harmless = asked.is_idempotent() || !error.was_sent();
                    let failure = if error.is_retryable() && harmless { Failure::Connection } else { Failure::Final };
                    self.again(failure, target, error, spent).await?;
                }
            }
        }
    }

    /// After a 429.
    async fn limited(&self, target: Target, answer: &Answer, spent: &mut Spent) -> Result<(), Error> {
        let told = Windows::from_headers(&answer.headers);
        let block = limits::refused(told, refusal::retry_after(answer), self.clock.now());
        let refused = || {
            Error::new(Kind::RateLimit, "Exact allows no more calls this minute")
                .answered(answer.status.as_u16(), refusal::reason(answer), refusal::message(answer))
                .identified(refusal::request_id(answer))
        };
        spent.refusals += 1;
        // A refusal is no failed attempt: the retries are for trouble.
        spent.attempts -= 1;
        if spent.refusals > REFUSALS {
            let (Block::Minute(moment) | Block::Day(moment)) = block;
            return Err(refused().about(Problem::MinuteLimit).until(moment, self.clock.now()));
        }
        self.wait(target, block, spent, refused).await?;
        self.forget_minute(target).await;
        Ok(())
    }

    /// Waits for the minute to pass, or says why not.
    async fn wait(
        &self,
        target: Target,
        block: Block,
        spent: &mut Spent,
        refused: impl Fn() -> Error,
    ) -> Result<(), Error> {
        let now = self.clock.now();
        let moment = match block {
            Block::Day(moment) => {
                let error =
                    Error::new(Kind::Quota, "the calls of today are used up: try again tomorrow, after midnight UTC");
                let error = if spent.refusals == 0 { error.sent(Sent::No) } else { error.answered(429, None, None) };
                return Err(error.about(Problem::DayLimit).until(moment, now));
            }
            Block::Minute(moment) => moment,
        };
        let wait = until(now, moment);
        let allowed = match self.minute_limit {
            MinuteLimit::Wait { at_most } => spent.waited_for_minutes + wait <= at_most,
            MinuteLimit::Fail => false,
        };
        if !allowed {
            return Err(refused().about(Problem::MinuteLimit).until(moment, now));
        }
        spent.waited_for_minutes += wait;
        tracing::info!(seconds = wait.as_secs(), "waiting for the minute limit of Exact Online");
        self.pause(target, WaitReason::MinuteLimit, moment, spent).await;
        Ok(())
    }

    /// After a 401: another token, once.
    async fn unauthorized(
        &self,
        answer: &Answer,
        token: SecretString,
        spent: &mut Spent,
        meter: &Meter,
    ) -> Result<SecretString, Error> {
        if spent.renewed {
            return Err(Error::login_needed("Exact refused a new access token too: log in again")
                .about(Problem::LinkWithdrawn)
                .answered(answer.status.as_u16(), refusal::reason(answer), refusal::message(answer))
                .identified(refusal::request_id(answer)));
        }
        spent.renewed = true;
        self.chain.access_after(token, meter).await
    }

    /// Waits before another attempt, or gives `error` back.
    async fn again(&self, failure: Failure, target: Target, error: Error, spent: &mut Spent) -> Result<(), Error> {
        spent.in_doubt |= error.was_sent();
        let chance = getrandom::u32().unwrap_or(u32::MAX / 2);
        let Some(wait) = self.retry.next(spent.attempts, failure, chance) else {
            return Err(error);
        };
        tracing::warn!(kind = ?error.kind(), status = error.status(), attempt = spent.sent, "a call is tried again");
        self.pause(target, WaitReason::Retry, later(self.clock.now(), wait), spent).await;
        Ok(())
    }

    async fn pause(&self, target: Target, reason: WaitReason, moment: DateTime<Utc>, spent: &mut Spent) {
        let Target { endpoint, division, .. } = target;
        spent.waited += until(self.clock.now(), moment);
        self.observer.observe(&Event::Waiting { endpoint, division, reason, until: moment });
        self.clock.sleep_until(moment).await;
    }
}
