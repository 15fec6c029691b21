//! How many requests of a division are under way at once. A page is read alone: Exact does not promise the order of
//! parallel answers, and pages may shift.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

#[derive(Debug)]
pub(crate) struct Gate {
    most: u32,
    divisions: Mutex<BTreeMap<Option<i32>, Arc<Semaphore>>>,
}

impl Gate {
    /// For so many requests at once, and at least one.
    pub(crate) fn for_requests(most: u16) -> Self {
        Self { most: u32::from(most.max(1)), divisions: Mutex::default() }
    }

    /// Waits for its turn, first come first served; it lasts until what is returned is dropped.
    pub(crate) async fn enter(&self, division: Option<i32>, alone: bool) -> Option<OwnedSemaphorePermit> {
        let turns = {
            let mut divisions = self.divisions.lock().unwrap_or_else(PoisonError::into_inner);
            let all = || Arc::new(Semaphore::new(self.most as usize));
            Arc::clone(divisions.entry(division).or_insert_with(all))
        };
        // It fails only when somebody closes it, and nobody does.
        turns.acquire_many_owned(if alone { self.most } else { 1 }).await.ok()
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt as _;

    use super::*;

    #[tokio::test]
    async fn one_turn_at_a_time_for_each_division() {
        for most in [0, 1] {
            let gate = Gate::for_requests(most);
            let first = gate.enter(Some(1), false).await;
            assert!(gate.enter(Some(1), false).now_or_never().is_none());
            assert!(gate.enter(Some(2), false).now_or_never().is_some());
            drop(first);
            assert!(gate.enter(Some(1), true).now_or_never().is_some());
        }
    }

    #[tokio::test]
    async fn a_page_waits_for_the_others_and_is_not_passed_by() {
        let gate = Gate::for_requests(3);
        let (first, second) = (gate.enter(None, false).await, gate.enter(None, false).await);
        let mut page = Box::pin(gate.enter(None, true));
        assert!((&mut page).now_or_never().is_none());
        assert!(gate.enter(None, false).now_or_never().is_none(), "there is room, but the page was first");
        drop((first, second));
        let page = page.now_or_never();
        assert!(page.is_some());
        assert!(gate.enter(None, false).now_or_never().is_none());
        drop(page);
        let together = [(); 3].map(|()| gate.enter(None, false).now_or_never());
        assert!(together.iter().all(Option::is_some));
        assert!(gate.enter(None, false).now_or_never().is_none());
    }
}
