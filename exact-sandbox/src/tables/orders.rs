use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// The columns of an order, each with whether it descends.
type Name = Vec<(Option<usize>, bool)>;

/// How many orders are kept of one list; the oldest goes first.
const KEPT: usize = 4;

/// Orders in which the rows of a list were asked for, so that the next page need not sort them again.
///
/// They belong to rows that never change: a change of the ledger makes new rows, and these go with the old ones.
#[derive(Debug, Default)]
pub(crate) struct Orders(Mutex<VecDeque<(Name, Arc<[u32]>)>>);

impl Orders {
    /// The places of the rows in that order, made now if they are not kept.
    pub(crate) fn get(&self, name: &[(Option<usize>, bool)], make: impl FnOnce() -> Arc<[u32]>) -> Arc<[u32]> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, order)) = kept.iter().find(|(known, _)| known == name) {
            return Arc::clone(order);
        }
        let order = make();
        if kept.len() == KEPT {
            kept.pop_front();
        }
        kept.push_back((name.to_vec(), Arc::clone(&order)));
        order
    }

    /// Whether that order is kept.
    pub(crate) fn has(&self, name: &[(Option<usize>, bool)]) -> bool {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().any(|(known, _)| known == name)
    }
}
