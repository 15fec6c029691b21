#![doc = include_str!("../README.md")]

mod auth;
mod builder;
mod call;
mod calls;
mod client;
mod clock;
mod credentials;
mod division;
mod error;
mod gate;
mod host;
mod identity;
mod limits;
mod link;
mod list;
pub mod login;
mod pager;
mod reading;
mod records;
mod refusal;
mod retry;
mod transport;

// What the signatures of `Clock` and `TokenStore` are made of.
pub use chrono::{DateTime, Utc};
pub use futures::future::BoxFuture;
pub use secrecy::SecretString;

pub use auth::flow::AuthorizationRequest;
pub use auth::store::{FileTokenStore, KeyFile, MemoryTokenStore, StoreError, StoreKey, StoreLock, TokenStore};
pub use auth::tokens::Tokens;
pub use builder::Builder;
pub use calls::CallCounter;
pub use client::Exact;
pub use clock::{Clock, ManualClock, SystemClock};
pub use credentials::AppCredentials;
pub use division::Division;
pub use error::{Error, Kind};
pub use exact_model as model;
pub use host::Host;
pub use identity::{DivisionRow, Me};
pub use limits::{Budget, MinuteLimit, Window};
pub use list::List;
pub use login::Loopback;
pub use pager::{Items, Pages};
pub use records::Records;
pub use retry::RetryPolicy;
