#![doc = include_str!("../README.md")]

pub mod books;
mod builder;
mod calls;
mod clock;
mod error;
mod faults;
mod form;
mod limits;
mod live_ledger;
mod moves;
mod navigation;
mod news;
mod oauth;
mod odata;
mod quirks;
mod routes;
mod sandbox;
mod schema;
mod server;
mod start;
mod tables;
mod tls;
mod users;
mod wall_clock;
mod webhooks;

pub use builder::Builder;
pub use calls::{Call, CallFilter};
pub use clock::Clock;
pub use faults::{Fault, FaultRule, RandomFaults, UnreadableFaults, UnreadableRule};
pub use limits::Limits;
pub use oauth::Lifetimes;
pub use quirks::{Quirks, UnknownQuirk};
pub use sandbox::Sandbox;
pub use start::StartError;
pub use users::{Scope, UnreadableUser, User};
pub use webhooks::{Action, Topic, UnknownTopic};
