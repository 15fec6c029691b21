//! Periods in natural Dutch: "vorige maand", "Q4 2025", "januari t/m maart".
//!
//! A phrase, a day and the book years go in; a request for periods comes out, or a sentence that says what is unclear.
//! Nothing is guessed: what can be read in two ways is refused.

mod phrase;
mod resolution;
mod token;

pub(crate) use resolution::{Resolved, resolve};
