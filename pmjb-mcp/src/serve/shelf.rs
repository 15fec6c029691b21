//! Books of visitors who asked a moment ago, so that a conversation need not read everything again.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use exact_client::Exact;

use super::link::Link;
use super::site::now;
use crate::books::Books;

/// Books nobody asked about for so long are put away.
const IDLE: Duration = Duration::from_secs(15 * 60);

/// Books at once; memory is what a site runs out of first.
const MOST: usize = 1_000;

/// Books by account, and the clients of the links they read.
#[derive(Default)]
pub(super) struct Shelf {
    books: Mutex<HashMap<String, Shelved>>,
    clients: Mutex<HashMap<String, (Link, Exact)>>,
}

struct Shelved {
    /// As they were when the books were opened.
    links: Vec<Link>,
    books: Arc<Books>,
    asked: Instant,
}

fn locked<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shelf {
    /// The books of an account, unless its links have changed since.
    pub(super) fn books(&self, account: &str, links: &[Link]) -> Option<Arc<Books>> {
        let mut shelf = locked(&self.books);
        let known = shelf.get_mut(account).filter(|known| known.links == links)?;
        known.asked = now();
        Some(Arc::clone(&known.books))
    }

    /// Puts the books of an account on the shelf.
    pub(super) fn put(&self, account: &str, links: Vec<Link>, books: &Arc<Books>) {
        let mut shelf = locked(&self.books);
        if shelf.len() >= MOST {
            let oldest = shelf.iter().min_by_key(|(_, shelved)| shelved.asked).map(|(id, _)| id.clone());
            oldest.and_then(|id| shelf.remove(&id));
        }
        shelf.insert(account.to_owned(), Shelved { links, books: Arc::clone(books), asked: now() });
    }

    /// The client of a link, unless the link has changed since.
    pub(super) fn client(&self, link: &Link) -> Option<Exact> {
        locked(&self.clients).get(&link.id).filter(|(known, _)| known == link).map(|(_, exact)| exact.clone())
    }

    /// Keeps the client of a link for as long as somebody asks about it.
    pub(super) fn put_client(&self, link: &Link, exact: &Exact) {
        locked(&self.clients).insert(link.id.clone(), (link.clone(), exact.clone()));
    }

    /// Puts away what belongs to an account.
    pub(super) fn remove(&self, account: &str) {
        locked(&self.books).remove(account);
        locked(&self.clients).remove(account);
    }

    /// Puts books away that nobody asks about, and the clients that no books are read with.
    pub(super) fn sweep(&self) {
        let mut shelf = locked(&self.books);
        shelf.retain(|_, shelved| shelved.asked.elapsed() < IDLE);
        let is_read = |id: &str| shelf.values().any(|shelved| shelved.links.iter().any(|link| link.id == id));
        locked(&self.clients).retain(|id, _| is_read(id));
    }
}
