//! The link with Exact Online that `verbind` makes and the server uses: where it is kept and how long it lasts.
//!
//! The folder holds the tokens (encrypted by exact-client), the key they are encrypted with, the app's secret and
//! `link.json`: which app, which site, which administration, until when. Nothing from the books is ever stored.

mod home;
mod record;

pub(crate) use home::Home;
pub(crate) use record::{LINK_DAYS, RENEWAL, Record, notice};
