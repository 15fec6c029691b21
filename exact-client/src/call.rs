//! One read, from its turn in the queue to its answer: limits before, retries after.

use core::time::Duration;
use std::sync::Arc;

use secrecy::SecretString;
use url::Url;

use crate::auth::chain::Chain;
use crate::calls::Meter;
use crate::clock::{Clock, later, until};
use crate::error::{Error, Kind, Sent};
use crate::gate::Gate;
use crate::limits::{self, Block, Limits, MinuteLimit, Windows};
use crate::refusal::{self, Verdict};
use crate::retry::{Failure, RetryPolicy};
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
struct Spent {
    attempts: u32,
    waited: Duration,
    refusals: u32,
    renewed: bool,
}

impl Line {
    /// Reads `url`.
    pub(crate) async fn get(&self, target: Target, url: &Url, meter: &Meter) -> Result<Answer, Error> {
        let _turn = self.gate.enter(target.division).await;
        self.read(target, url, meter).await.map_err(|error| error.at(target.endpoint))
    }

    async fn read(&self, target: Target, url: &Url, meter: &Meter) -> Result<Answer, Error> {
        let mut spent = Spent::default();
        let mut access = None;
        loop {
            if let Some(block) = self.limits.block(target.division, self.clock.now()) {
                self.wait(block, &mut spent, || {
                    Error::new(Kind::RateLimit, "the calls of this minute are used up").sent(Sent::No)
                })
                .await?;
                self.limits.forget_minute(target.division);
            }
            let token = match access.take() {
                Some(token) => token,
                None => self.chain.access(meter).await?,
            };
            spent.attempts += 1;
            meter.read_sent();
            match self.transport.get(url, &token).await {
                Ok(answer) => {
                    self.limits.note(target.division, Windows::from_headers(&answer.headers));
                    tracing::debug!(
                        endpoint = target.endpoint,
                        division = target.division,
                        status = answer.status.as_u16(),
                        bytes = answer.body.len(),
                        attempt = spent.attempts,
                        "answer from Exact Online"
                    );
                    match refusal::verdict(&answer) {
                        Verdict::Success => return Ok(answer),
                        Verdict::Limited => self.limited(target, &answer, &mut spent).await?,
                        Verdict::Unauthorized => {
                            access = Some(self.unauthorized(&answer, token, &mut spent, meter).await?)
                        }
                        Verdict::Trouble => self.again(Failure::Server, refusal::error(&answer), &spent).await?,
                        Verdict::Refused => return Err(refusal::error(&answer)),
                    }
                }
                Err(error) => {
                    let failure = if error.is_retryable() { Failure::Connection } else { Failure::Final };
                    self.again(failure, error, &spent).await?;
                }
            }
        }
    }

    /// After a 429.
    async fn limited(&self, target: Target, answer: &Answer, spent: &mut Spent) -> Result<(), Error> {
        let told = Windows::from_headers(&answer.headers);
        let block = limits::refused(told, refusal::retry_after(answer), self.clock.now());
        let refused = || {
            Error::new(Kind::RateLimit, "Exact allows no more calls this minute").answered(
                answer.status.as_u16(),
                refusal::reason(answer),
                refusal::message(answer),
            )
        };
        spent.refusals += 1;
        // A refusal is no failed attempt: the retries are for trouble.
        spent.attempts -= 1;
        if spent.refusals > REFUSALS {
            let (Block::Minute(moment) | Block::Day(moment)) = block;
            return Err(refused().after(until(self.clock.now(), moment)));
        }
        self.wait(block, spent, refused).await?;
        self.limits.forget_minute(target.division);
        Ok(())
    }

    /// Waits for the minute to pass, or says why not.
    async fn wait(&self, block: Block, spent: &mut Spent, refused: impl Fn() -> Error) -> Result<(), Error> {
        let now = self.clock.now();
        let moment = match block {
            Block::Day(moment) => {
                let error =
                    Error::new(Kind::Quota, "the calls of today are used up: try again tomorrow, after midnight UTC");
                let error = if spent.refusals == 0 { error.sent(Sent::No) } else { error.answered(429, None, None) };
                return Err(error.after(until(now, moment)));
            }
            Block::Minute(moment) => moment,
        };
        let wait = until(now, moment);
        let allowed = match self.minute_limit {
            MinuteLimit::Wait { at_most } => spent.waited + wait <= at_most,
            MinuteLimit::Fail => false,
        };
        if !allowed {
            return Err(refused().after(wait));
        }
        spent.waited += wait;
        tracing::info!(seconds = wait.as_secs(), "waiting for the minute limit of Exact Online");
        self.clock.sleep_until(moment).await;
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
            return Err(Error::login_needed("Exact refused a new access token too: log in again").answered(
                answer.status.as_u16(),
                refusal::reason(answer),
                refusal::message(answer),
            ));
        }
        spent.renewed = true;
        self.chain.access_after(token, meter).await
    }

    /// Waits before another attempt, or gives `error` back.
    async fn again(&self, failure: Failure, error: Error, spent: &Spent) -> Result<(), Error> {
        let chance = getrandom::u32().unwrap_or(u32::MAX / 2);
        let Some(wait) = self.retry.next(spent.attempts, failure, chance) else {
            return Err(error);
        };
        tracing::warn!(kind = ?error.kind(), status = error.status(), attempt = spent.attempts, "a read is tried again");
        self.clock.sleep_until(later(self.clock.now(), wait)).await;
        Ok(())
    }
}
