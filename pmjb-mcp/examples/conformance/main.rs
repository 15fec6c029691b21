//! What the official MCP conformance suite calls by name, on the transport that `pmjb-mcp http` serves with.
//!
//! The suite (npm `@modelcontextprotocol/conformance`) asks for tools, prompts and resources of its own, which no product
//! offers. This server has them, so that the suite can judge everything below: the library, the checks of hosts and
//! origins, sessions and streams. `.ci/conformance` runs it.

mod content;
mod conversation;
mod input;
mod prompt;
mod resource;
mod server;
mod tool;

use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr};

use pmjb_mcp::http::Listening;
use tokio_util::sync::CancellationToken;

use crate::server::{Changes, Fixtures};

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let listening = Listening::on(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await?;
    writeln!(std::io::stdout(), "{}", listening.url())?;
    let changes = Changes::new();
    listening.serve(move || Fixtures::new(changes.clone()), CancellationToken::new()).await
}
