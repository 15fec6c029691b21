//! Starting a sandbox: from what it is to be to what listens.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;

use chrono::NaiveDate;
use tokio::net::TcpListener;

use crate::books::auditfile::{self, AuditFileError};
use crate::books::{Books, company};
use crate::builder::Builder;
use crate::calls::CallLog;
use crate::faults::Faults;
use crate::limits::{ErrorLimiter, RateLimiter};
use crate::moves::Moves;
use crate::oauth::Authority;
use crate::routes::{App, router};
use crate::sandbox::Sandbox;
use crate::schema::Schema;
use crate::server;
use crate::tables::Tables;
use crate::tls::{self, TlsError};
use crate::users::User;
use crate::webhooks::Webhooks;

impl Builder {
    /// Makes the books, derives every endpoint from them and listens.
    ///
    /// # Errors
    /// [`StartError`] when an audit file cannot be read or the address cannot be listened on.
    pub async fn start(self) -> Result<Sandbox, StartError> {
        let books = Arc::new(self.read_books()?);
        let tls = self.tls.as_ref().map(tls::acceptor).transpose().map_err(|source| StartError(Cause::Tls(source)))?;
        let (acceptor, certificate) = tls.map_or((None, None), |(acceptor, made)| (Some(acceptor), made));
        let failed = |source| StartError(Cause::Listen { address: self.listen, source });
        let listener = TcpListener::bind(self.listen).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let any_name = self.users.is_empty();
        let users = if any_name { vec![User::new("demo")] } else { self.users };
        let authority = Authority::new(self.clock.clone(), self.quirks, self.lifetimes, self.token_calls_per_day);
        let codes = books.divisions.iter().map(|division| division.code);
        let opened = codes.filter(|code| users.first().is_some_and(|user| user.may_open(*code)));
        let refresh_token = authority.ready_refresh_token(opened.collect());
        let name = |division: &crate::books::Division| (division.code, division.hid, division.name.clone());
        let scheme = if acceptor.is_some() { "https" } else { "http" };
        let client_id = authority.client_id.parse().unwrap_or_default();
        let app = Arc::new(App {
            divisions: books.divisions.iter().map(name).collect(),
            tables: Tables::new(&books, &self.quirks),
            schema: Schema::new(self.quirks.any_entity_case),
            authority,
            rates: RateLimiter::new(self.limits),
            errors: ErrorLimiter::new(self.errors_per_hour),
            calls: CallLog::keeping(self.remembered_calls),
            clock: self.clock,
            quirks: self.quirks,
            redirect_uris: self.redirect_uris,
            scheme,
            faults: Faults::new(self.faults, self.random_faults),
            users,
            any_name,
            coverage: self.coverage,
            moves: Moves::default(),
            webhooks: Webhooks::start(client_id, format!("{scheme}://{address}")),
        });
        let server = tokio::spawn(server::serve(listener, acceptor, router(Arc::clone(&app))));
        Ok(Sandbox { app, books, address, refresh_token, certificate, server })
    }

    fn read_books(&self) -> Result<Books, StartError> {
        if let Some(books) = &self.books {
            return Ok(books.clone());
        }
        if !self.auditfiles.is_empty() {
            let options = auditfile::Options { today: self.today, account_types: self.account_types.clone() };
            let read = auditfile::load_with(&self.auditfiles, &options);
            return read.map_err(|source| StartError(Cause::AuditFile(source)));
        }
        let fixed = NaiveDate::from_ymd_opt(2026, 6, 15).unwrap_or_default();
        let today = self.today.unwrap_or(fixed);
        Ok(match self.lines {
            Some(lines) => company::bulk(lines, self.seed, today),
            None => company::make(self.company, self.seed, today),
        })
    }
}

/// Why a sandbox did not start.
#[derive(Debug)]
pub struct StartError(Cause);

impl StartError {
    /// The audit file that could not be read, when that is why.
    #[must_use]
    pub const fn audit_file(&self) -> Option<&AuditFileError> {
        match &self.0 {
            Cause::AuditFile(error) => Some(error),
            Cause::Listen { .. } | Cause::Tls(_) => None,
        }
    }
}

#[derive(Debug)]
enum Cause {
    Listen { address: SocketAddr, source: std::io::Error },
    AuditFile(AuditFileError),
    Tls(TlsError),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Cause::Listen { address, .. } => {
                write!(f, "cannot listen on {address}; choose another address, or port 0 for any free one")
            }
            Cause::Tls(_) => f.write_str("cannot serve over TLS"),
            Cause::AuditFile(_) => f.write_str("cannot read the audit files"),
        }
    }
}

impl std::error::Error for StartError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0 {
            Cause::Listen { source, .. } => Some(source),
            Cause::AuditFile(source) => Some(source),
            Cause::Tls(source) => Some(source),
        }
    }
}
