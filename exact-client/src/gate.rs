//! One request at a time per division: Exact does not promise the order of parallel answers, and pages may shift.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OwnedMutexGuard;

type Turns = BTreeMap<Option<i32>, Arc<tokio::sync::Mutex<()>>>;

#[derive(Debug, Default)]
pub(crate) struct Gate {
    turns: Mutex<Turns>,
}

impl Gate {
    /// Waits for its turn, which lasts until the guard is dropped.
    pub(crate) async fn enter(&self, division: Option<i32>) -> OwnedMutexGuard<()> {
        let turn = {
            let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(turns.entry(division).or_default())
        };
        turn.lock_owned().await
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt as _;

    use super::*;

    #[tokio::test]
    async fn one_turn_at_a_time_for_each_division() {
        let gate = Gate::default();
        let first = gate.enter(Some(1)).await;
        assert!(gate.enter(Some(1)).now_or_never().is_none());
        assert!(gate.enter(Some(2)).now_or_never().is_some());
        drop(first);
        assert!(gate.enter(Some(1)).now_or_never().is_some());
    }
}
