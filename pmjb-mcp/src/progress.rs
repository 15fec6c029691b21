//! How far a question is: pages are told to whoever asked, and to nobody else who asks at the same time.

use std::cell::Cell;
use std::future::Future;

use exact_client::{Event, Observer, WaitReason};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

tokio::task_local! {
    static LISTENER: Listener;
}

struct Listener {
    /// Rows of the reads before the one that is on.
    before: Cell<u64>,
    /// Rows of that one.
    rows: Cell<u64>,
    pages: Cell<u64>,
    told: UnboundedSender<Step>,
}

/// A step of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Step {
    /// Pages that were read so far.
    pub(crate) pages: u64,
    /// What to tell.
    pub(crate) message: String,
}

/// Hears of every call of a client and passes it on to the question that made it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reporter;

impl Observer for Reporter {
    fn observe(&self, event: &Event) {
        // Calls outside a question, such as a login, have nobody to tell.
        let _ = LISTENER.try_with(|listener| {
            let message = match event {
                Event::Page { rows, pages, .. } => {
                    if *pages == 1 {
                        listener.before.set(listener.before.get() + listener.rows.get());
                    }
                    listener.rows.set(*rows);
                    listener.pages.set(listener.pages.get() + 1);
                    format!("{} gelezen", rows_of(listener.before.get() + rows))
                }
                Event::Waiting { reason, .. } => waiting(*reason).to_owned(),
                _ => return,
            };
            // Whoever asked may be gone.
            let _ = listener.told.send(Step { pages: listener.pages.get(), message });
        });
    }
}

fn rows_of(rows: u64) -> String {
    if rows == 1 { "1 regel".to_owned() } else { format!("{rows} regels") }
}

const fn waiting(reason: WaitReason) -> &'static str {
    match reason {
        WaitReason::MinuteLimit => "Even wachten: Exact Online staat deze minuut geen vragen meer toe",
        _ => "Even wachten op Exact Online",
    }
}

/// A question whose steps are told, and the steps. They end when the question does.
pub(crate) fn followed<F: Future>(question: F) -> (impl Future<Output = F::Output>, UnboundedReceiver<Step>) {
    let (told, steps) = unbounded_channel();
    let listener = Listener { before: Cell::new(0), rows: Cell::new(0), pages: Cell::new(0), told };
    (LISTENER.scope(listener, question), steps)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(pages: u64, rows: u64) -> Event {
        Event::Page { endpoint: "x", division: None, pages, rows, total: None }
    }

    #[tokio::test]
    async fn steps_reach_the_question_that_made_them_and_no_other() {
        let (one, mut steps) = followed(async {
            Reporter.observe(&page(1, 1000));
            tokio::task::yield_now().await;
            Reporter.observe(&page(2, 1500));
            Reporter.observe(&page(1, 1));
        });
        let (other, mut none) = followed(async { tokio::task::yield_now().await });
        tokio::join!(one, other);
        Reporter.observe(&page(1, 7));
        let step = |pages, message: &str| Some(Step { pages, message: message.to_owned() });
        assert_eq!(steps.recv().await, step(1, "1000 regels gelezen"));
        assert_eq!(steps.recv().await, step(2, "1500 regels gelezen"));
        assert_eq!(steps.recv().await, step(3, "1501 regels gelezen"));
        assert_eq!(steps.recv().await, None);
        assert_eq!(none.recv().await, None);
    }
}
