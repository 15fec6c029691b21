//! Several administrations together.

mod open_items;
mod results;

pub(super) use open_items::answer as open_items;
pub(super) use results::{Asked, answer as results};

use crate::administration::{Administration, Listed};
use crate::books::Opened;

/// Whether a question is about all administrations.
pub(super) fn is_meant(administration: Option<&str>) -> bool {
    let words =
        ["alle", "allemaal", "alles", "alle administraties", "alle bedrijven", "al mijn bv's", "samen", "groep"];
    administration.is_some_and(|asked| words.contains(&asked.trim().to_lowercase().as_str()))
}

/// What an answer about all of them is of.
fn everyone(opened: Opened, currency: String) -> Opened {
    let administration = Administration { name: "alle administraties".to_owned(), number: 0, code: 0 };
    Opened { listed: Listed { administration, currency, archived: false }, calls: 0, ..opened }
}
