//! The command line's options about the world the sandbox is in.

use std::path::PathBuf;
use std::time::Duration;

use chrono::NaiveDateTime;
use clap::Args;
use exact_sandbox::{Builder, Clock, FaultRule, Lifetimes, RandomFaults, User};

/// Time, tokens, people, things that go wrong, and TLS.
#[derive(Debug, Args)]
pub(crate) struct World {
    /// Where the clock of tokens and limits starts, in UTC, like 2026-06-15T12:00:00 [default: the machine's clock].
    #[arg(long, value_name = "MOMENT", help_heading = "Clock and lifetimes")]
    clock: Option<NaiveDateTime>,
    /// Seconds that clock moves in a second: 60 makes an hour of a minute, 0 stops it.
    #[arg(long, value_name = "N", default_value_t = 1, help_heading = "Clock and lifetimes")]
    clock_speed: u32,
    /// Seconds an access token lives.
    #[arg(long, value_name = "SECONDS", default_value_t = 600, help_heading = "Clock and lifetimes")]
    access_lifetime: u64,
    /// Age in seconds of the access token before which a refresh is refused.
    #[arg(long, value_name = "SECONDS", default_value_t = 570, help_heading = "Clock and lifetimes")]
    earliest_refresh: u64,
    /// Seconds an unused refresh token lives.
    #[arg(long, value_name = "SECONDS", default_value_t = 2_592_000, help_heading = "Clock and lifetimes")]
    refresh_lifetime: u64,
    /// Seconds an authorisation code lives.
    #[arg(long, value_name = "SECONDS", default_value_t = 180, help_heading = "Clock and lifetimes")]
    code_lifetime: u64,
    /// Errors an endpoint of a division forgives in an hour before it is blocked.
    #[arg(long, value_name = "N", default_value_t = 10)]
    errors_per_hour: u32,
    /// Token calls a user may make in a day.
    #[arg(long, value_name = "N", default_value_t = 200)]
    token_calls_per_day: u32,
    /// Calls that go wrong at random: rate=0.01,seed=7, with kinds=cut+html+status:503+delay:200 for some kinds only.
    #[arg(long, value_name = "FAULTS", help_heading = "Faults")]
    faults: Option<RandomFaults>,
    /// A call that goes wrong, as JSON: {"path":"crm/Accounts","nth":2,"fault":"cut"}; repeatable. The README lists the
    /// kinds.
    #[arg(long, value_name = "JSON", help_heading = "Faults")]
    fault: Vec<FaultRule>,
    /// A user who can log in: NAME, NAME=CODE+CODE for some divisions only, NAME!crm/Accounts!payroll/ without the right to
    /// an endpoint or a service; repeatable [default: any name, one user].
    #[arg(long, value_name = "USER", help_heading = "Users and permissions")]
    user: Vec<User>,
    /// A permission of the app: "Crm accounts", or "Crm accounts:read" to view only; repeatable [default: all].
    #[arg(long, value_name = "SCOPE", help_heading = "Users and permissions")]
    scope: Vec<String>,
    /// An endpoint of a module the licence does not have, or a beginning with a slash (payroll/); repeatable.
    #[arg(long, value_name = "ENDPOINT", help_heading = "Users and permissions")]
    unlicensed: Vec<String>,
    /// Serve over TLS with a certificate made at the start; the line of JSON has it as `certificate`.
    #[arg(long, help_heading = "TLS", conflicts_with = "tls_cert")]
    tls: bool,
    /// Serve over TLS with this certificate chain, in PEM.
    #[arg(long, value_name = "FILE", help_heading = "TLS", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// The key of that certificate, in PEM.
    #[arg(long, value_name = "FILE", help_heading = "TLS", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
}

impl World {
    /// Sets all of it.
    pub(crate) fn build(self, mut builder: Builder) -> Builder {
        let clock = Clock::system();
        if let Some(moment) = self.clock {
            clock.set(moment.and_utc().timestamp_millis());
        }
        clock.set_speed(self.clock_speed);
        builder = builder
            .clock(clock)
            .lifetimes(Lifetimes {
                access: Duration::from_secs(self.access_lifetime),
                earliest_refresh: Duration::from_secs(self.earliest_refresh),
                refresh: Duration::from_secs(self.refresh_lifetime),
                code: Duration::from_secs(self.code_lifetime),
            })
            .errors_per_hour(self.errors_per_hour)
            .token_calls_per_day(self.token_calls_per_day);
        if let Some(faults) = self.faults {
            builder = builder.random_faults(faults);
        }
        builder = self.fault.into_iter().fold(builder, Builder::fault);
        builder = self.user.into_iter().fold(builder, Builder::user);
        builder = self.unlicensed.into_iter().fold(builder, Builder::unlicensed);
        if !self.scope.is_empty() {
            builder = builder.scopes(self.scope.iter().map(String::as_str));
        }
        match (self.tls_cert, self.tls_key) {
            (Some(certificate), Some(key)) => builder.tls_files(certificate, key),
            _ if self.tls => builder.tls(),
            _ => builder,
        }
    }
}
