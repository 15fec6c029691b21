//! The link with Exact: login, tokens, and their safe keeping.

pub(crate) mod age;
pub(crate) mod chain;
pub(crate) mod flow;
pub(crate) mod grant;
mod refused;
pub(crate) mod state;
pub(crate) mod store;
pub(crate) mod tokens;
