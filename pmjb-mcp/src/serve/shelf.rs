//! Books of links that were asked about a moment ago, so that a conversation need not read everything again.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::link::Link;
use super::site::now;
use crate::books::Books;
use crate::failure::Failure;

/// Books nobody asked about for so long are put away.
const IDLE: Duration = Duration::from_secs(15 * 60);

/// Books at once; memory is what a site runs out of first.
const MOST: usize = 1_000;

/// The books, each with the link they were opened with.
#[derive(Default)]
pub(super) struct Shelf(Mutex<HashMap<String, Shelved>>);

struct Shelved {
    link: Link,
    books: Arc<Books>,
    asked: Instant,
}

impl Shelf {
    /// The books of a link; `open` opens those that are not there, or that were opened before the link changed.
    pub(super) fn books(
        &self,
        link: &Link,
        open: impl FnOnce() -> Result<Books, Failure>,
    ) -> Result<Arc<Books>, Failure> {
        let mut shelf = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = shelf.get_mut(&link.id)
            && known.link == *link
        {
            known.asked = now();
            return Ok(Arc::clone(&known.books));
        }
        let books = Arc::new(open()?);
        if shelf.len() >= MOST {
            let oldest = shelf.iter().min_by_key(|(_, shelved)| shelved.asked).map(|(id, _)| id.clone());
            oldest.and_then(|id| shelf.remove(&id));
        }
        shelf.insert(link.id.clone(), Shelved { link: link.clone(), books: Arc::clone(&books), asked: now() });
        Ok(books)
    }

    /// Puts the books of a link away.
    pub(super) fn remove(&self, link: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(link);
    }

    /// Puts books away that nobody asks about.
    pub(super) fn sweep(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).retain(|_, shelved| shelved.asked.elapsed() < IDLE);
    }
}
