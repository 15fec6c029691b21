#![doc = include_str!("../README.md")]

pub mod books;
mod calls;
mod clock;
mod error;
mod form;
mod limits;
mod live_ledger;
mod navigation;
mod oauth;
mod odata;
mod quirks;
mod routes;
mod sandbox;
mod schema;
mod tables;
mod wall_clock;

pub use calls::Call;
pub use clock::Clock;
pub use limits::Limits;
pub use quirks::{Quirks, UnknownQuirk};
pub use sandbox::{Builder, Sandbox, StartError};
