//! What each command does.

pub(crate) mod connection;
pub(crate) mod demo;
pub(crate) mod doctor;
pub(crate) mod hosting;
pub(crate) mod http;
pub(crate) mod installation;
pub(crate) mod question;
pub(crate) mod serve;
pub(crate) mod stdio;

use std::io::{self, Write as _};

use crate::failure::Failure;

/// Writes bytes that are meant for another program.
pub(crate) fn emit(bytes: &[u8]) -> Result<(), Failure> {
    say(String::from_utf8_lossy(bytes).trim_end())
}

/// Writes text to standard output. `demo | head` closes it early, which is nobody's fault.
pub(crate) fn say(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.write_all(b"\n")).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::new("uitvoer_mislukt", format!("De uitvoer is niet te schrijven ({error})."), ""))
        }
        _ => Ok(()),
    }
}
