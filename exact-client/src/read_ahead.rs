//! One page read ahead: the next one is fetched while this one is used.

use core::pin::Pin;
use core::task::{Context, Poll};

use futures::stream::{BoxStream, Stream, StreamExt as _};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

/// A stream whose next item is made in a task of its own, at most one before it is asked for. Nothing happens before the
/// first item is asked for, and dropping it stops the task, with the request under way.
pub(crate) enum Ahead<T> {
    /// Nothing was asked yet.
    Waiting(Option<BoxStream<'static, T>>),
    /// Items come from the task.
    Running {
        items: mpsc::Receiver<T>,
        /// Aborts when it is dropped.
        _task: JoinSet<()>,
    },
}

impl<T: Send + 'static> Ahead<T> {
    pub(crate) fn new(stream: BoxStream<'static, T>) -> Self {
        Self::Waiting(Some(stream))
    }

    fn started(mut stream: BoxStream<'static, T>) -> Self {
        // Room for one: it has to be taken before the task begins with another.
        let (sender, items) = mpsc::channel(1);
        let mut task = JoinSet::new();
        task.spawn(async move {
            while let Ok(room) = sender.reserve().await {
                match stream.next().await {
                    Some(item) => room.send(item),
                    None => break,
                }
            }
        });
        Self::Running { items, _task: task }
    }
}

impl<T: Send + 'static> Stream for Ahead<T> {
    type Item = T;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<T>> {
        let this = self.get_mut();
        if let Self::Waiting(stream) = this {
            match stream.take() {
                Some(stream) => *this = Self::started(stream),
                None => return Poll::Ready(None),
            }
        }
        match this {
            Self::Running { items, .. } => items.poll_recv(cx),
            Self::Waiting(_) => Poll::Ready(None),
        }
    }
}

impl<T> Unpin for Ahead<T> {}
