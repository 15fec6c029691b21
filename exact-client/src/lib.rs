#![doc = include_str!("../README.md")]

mod auth;
mod builder;
mod call;
mod calls;
#[cfg(feature = "https-loopback")]
mod certificate;
mod circuit;
mod client;
mod clock;
mod continuation;
mod count;
mod credentials;
mod division;
mod download;
mod error;
mod gate;
mod host;
mod identity;
mod kind;
mod ledger;
mod limits;
mod link;
mod list;
pub mod login;
mod observer;
mod outgoing;
mod pager;
mod problem;
mod read_ahead;
mod reading;
mod records;
mod refusal;
mod retry;
mod rights;
mod shared_limits;
mod sync;
mod transport;
#[cfg(feature = "webhook")]
pub mod webhook;
#[cfg(feature = "write")]
mod write;

// What the signatures of `Clock`, `Download` and `TokenStore` are made of.
pub use bytes::Bytes;
pub use chrono::{DateTime, Utc};
pub use futures::future::BoxFuture;
pub use secrecy::SecretString;

pub use auth::flow::AuthorizationRequest;
#[cfg(feature = "keyring")]
pub use auth::store::KeyringTokenStore;
#[cfg(feature = "postgres")]
pub use auth::store::PostgresTokenStore;
pub use auth::store::conformance::{Violation, check_token_store};
pub use auth::store::{FileTokenStore, KeyFile, MemoryTokenStore, StoreError, StoreKey, StoreLock, TokenStore};
#[cfg(feature = "sqlite")]
pub use auth::store::{SqliteTokenStore, SqliteTokens};
pub use auth::tokens::Tokens;
pub use builder::Builder;
pub use calls::CallCounter;
pub use circuit::ErrorBudget;
pub use client::Exact;
pub use clock::{Clock, ManualClock, SystemClock};
pub use continuation::Continuation;
pub use credentials::AppCredentials;
pub use division::Division;
pub use download::Download;
pub use error::{Error, Kind, Sent};
pub use exact_model as model;
pub use host::Host;
pub use identity::{DivisionRow, Me};
pub use limits::{Budget, MinuteLimit, Window};
pub use list::List;
pub use login::Loopback;
pub use observer::{Event, Observer, WaitReason};
pub use pager::{Items, Pages};
pub use problem::Problem;
pub use records::Records;
pub use retry::RetryPolicy;
pub use rights::Right;
#[cfg(feature = "postgres")]
pub use shared_limits::PostgresLimits;
#[cfg(feature = "sqlite")]
pub use shared_limits::SqliteLimits;
pub use shared_limits::{FileLimits, LimitChange, LimitStore, SharedLimits};
pub use sync::{Changes, StartOver, Sync, SyncPosition, SyncRow};
#[cfg(feature = "write")]
pub use write::{Draft, Key, Writer};
