//! What is left of the limits, shared by programs.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::circuit::Moments;
use crate::limits::{Block, Window, Windows, block_of};

mod file;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;
mod store;

pub use file::FileLimits;
#[cfg(feature = "postgres")]
pub use postgres::PostgresLimits;
#[cfg(feature = "sqlite")]
pub use sqlite::SqliteLimits;
pub use store::{LimitChange, LimitStore};

/// Where the programs of one app tell each other what is left of Exact's limits, so that together they stay inside them:
/// Exact counts per app and division, not per program.
///
/// Programs of different apps need different places. When the place cannot be used, calls go on with what their own
/// program knows.
///
/// ```
/// use exact_client::{AppCredentials, Exact, SharedLimits};
///
/// # let folder = tempfile::tempdir()?;
/// # let credentials = AppCredentials::new("id", "secret", "https://example.org/back");
/// let exact = Exact::builder(credentials).shared_limits(SharedLimits::at(folder.path().join("limits"))).build()?;
/// # let _ = exact;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct SharedLimits {
    store: Arc<dyn LimitStore>,
}

/// What is kept of one division, or of the calls without one. Times are in milliseconds since 1970.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Board {
    minute: Option<Row>,
    day: Option<Row>,
    /// By endpoint.
    errors: BTreeMap<String, Vec<i64>>,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Row {
    limit: Option<u32>,
    remaining: u32,
    resets_at: Option<i64>,
}

impl SharedLimits {
    /// The limits in the file at `path`, for the programs of one machine; it is made with the first call.
    #[must_use]
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self::kept_in(FileLimits::at(path))
    }

    /// The limits in a store.
    #[must_use]
    pub fn kept_in(store: impl LimitStore + 'static) -> Self {
        Self { store: Arc::new(store) }
    }

    /// Takes one call from what is left, or tells what is in the way; gives what the others left as well.
    pub(crate) async fn take(&self, division: Option<i32>, now: DateTime<Utc>) -> Option<(Windows, Option<Block>)> {
        self.change(division, move |board| {
            let mut windows = Windows { minute: board.minute.map(Window::from), day: board.day.map(Window::from) };
            let block = block_of(&mut windows, now);
            let told = windows;
            if block.is_none() {
                for window in [&mut windows.minute, &mut windows.day].into_iter().flatten() {
                    window.remaining = window.remaining.saturating_sub(1);
                }
            }
            (board.minute, board.day) = (windows.minute.map(Row::from), windows.day.map(Row::from));
            (told, block)
        })
        .await
    }

    /// Writes down what an answer told. In the same window the smaller number counts: others took calls meanwhile.
    pub(crate) async fn note(&self, division: Option<i32>, told: Windows) {
        self.change(division, move |board| {
            board.minute = merged(board.minute, told.minute);
            board.day = merged(board.day, told.day);
        })
        .await;
    }

    /// Forgets a minute that has been waited out.
    pub(crate) async fn forget_minute(&self, division: Option<i32>) {
        self.change(division, move |board| {
            // What another program has been told of the next minute stays.
            board.minute.take_if(|minute| minute.remaining == 0);
        })
        .await;
    }

    /// Exchanges the errors of the last hour at one endpoint: puts in `ours`, gives everybody's.
    pub(crate) async fn errors(
        &self,
        division: Option<i32>,
        endpoint: &'static str,
        ours: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Option<Moments> {
        self.change(division, move |board| {
            let written = board.errors.entry(endpoint.to_owned()).or_default();
            written.extend(ours.map(|moment| moment.timestamp_millis()));
            let mut moments: Moments = written.iter().filter_map(|at| DateTime::from_timestamp_millis(*at)).collect();
            crate::circuit::forget(&mut moments, now);
            *written = moments.iter().map(DateTime::timestamp_millis).collect();
            moments
        })
        .await
    }

    async fn change<T: Send + 'static>(
        &self,
        division: Option<i32>,
        change: impl FnOnce(&mut Board) -> T + Send + 'static,
    ) -> Option<T> {
        let (told, mut heard) = tokio::sync::oneshot::channel();
        let of_text = move |text: Option<String>| {
            // A text that is damaged is begun again: Exact tells everything anew with its next answer.
            let mut board: Board = text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
            // Whoever asked may have left.
            let _ = told.send(change(&mut board));
            serde_json::to_string(&board).unwrap_or_default()
        };
        match self.store.change(&place(division), Box::new(of_text)).await {
            Ok(()) => heard.try_recv().ok(),
            Err(error) => {
                tracing::warn!(%error, "the shared limits cannot be used: calls go on without them");
                None
            }
        }
    }
}

fn place(division: Option<i32>) -> String {
    division.map_or_else(|| "none".to_owned(), |code| code.to_string())
}

fn merged(known: Option<Row>, told: Option<Window>) -> Option<Row> {
    match (known, told.map(Row::from)) {
        (Some(known), Some(told)) if known.resets_at == told.resets_at => {
            Some(Row { remaining: known.remaining.min(told.remaining), ..told })
        }
        (known, told) => told.or(known),
    }
}

impl From<Row> for Window {
    fn from(row: Row) -> Self {
        let resets_at = row.resets_at.and_then(DateTime::from_timestamp_millis);
        Self { limit: row.limit, remaining: row.remaining, resets_at }
    }
}

impl From<Window> for Row {
    fn from(window: Window) -> Self {
        let resets_at = window.resets_at.map(|moment| moment.timestamp_millis());
        Self { limit: window.limit, remaining: window.remaining, resets_at }
    }
}
