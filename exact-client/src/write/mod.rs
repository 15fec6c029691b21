//! Writing: feature `write`.

pub(crate) mod change;
mod check;
mod draft;
mod key;
mod send;
mod writer;

pub use draft::Draft;
pub use key::Key;
pub use writer::Writer;
