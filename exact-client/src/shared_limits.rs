//! What is left of the limits, shared by the processes of one machine.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use fs4::fs_std::FileExt as _;
use serde::{Deserialize, Serialize};

use crate::circuit::Moments;
use crate::limits::{Block, Window, Windows, block_of};

/// A file in which the programs of one app on one machine tell each other what is left of Exact's limits, so that
/// together they stay inside them: Exact counts per app and division, not per program.
///
/// It holds counters and division numbers, no secrets. Programs of different apps need different files. When the file
/// cannot be used, calls go on with what their own program knows.
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
    path: Arc<Path>,
}

/// What the file holds. Times are in milliseconds since 1970.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Board {
    windows: BTreeMap<String, Written>,
    errors: BTreeMap<String, Vec<i64>>,
}

#[derive(Debug, Default, Clone, Copy, Serialize, Deserialize)]
#[serde(default)]
struct Written {
    minute: Option<Row>,
    day: Option<Row>,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Row {
    limit: Option<u32>,
    remaining: u32,
    resets_at: Option<i64>,
}

impl SharedLimits {
    /// The limits in the file at `path`; it is made with the first call.
    #[must_use]
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into().into() }
    }

    /// Takes one call from what is left, or tells what is in the way; gives what the others left as well.
    pub(crate) async fn take(&self, division: Option<i32>, now: DateTime<Utc>) -> Option<(Windows, Option<Block>)> {
        self.change(move |board| {
            let written = board.windows.entry(place(division)).or_default();
            let mut windows = Windows { minute: written.minute.map(Window::from), day: written.day.map(Window::from) };
            let block = block_of(&mut windows, now);
            let told = windows;
            if block.is_none() {
                for window in [&mut windows.minute, &mut windows.day].into_iter().flatten() {
                    window.remaining = window.remaining.saturating_sub(1);
                }
            }
            *written = Written { minute: windows.minute.map(Row::from), day: windows.day.map(Row::from) };
            (told, block)
        })
        .await
    }

    /// Writes down what an answer told. In the same window the smaller number counts: others took calls meanwhile.
    pub(crate) async fn note(&self, division: Option<i32>, told: Windows) {
        self.change(move |board| {
            let written = board.windows.entry(place(division)).or_default();
            written.minute = merged(written.minute, told.minute);
            written.day = merged(written.day, told.day);
        })
        .await;
    }

    /// Forgets a minute that has been waited out.
    pub(crate) async fn forget_minute(&self, division: Option<i32>) {
        self.change(move |board| {
            // What another program has been told of the next minute stays.
            board.windows.entry(place(division)).or_default().minute.take_if(|minute| minute.remaining == 0);
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
        self.change(move |board| {
            let written = board.errors.entry(format!("{} {endpoint}", place(division))).or_default();
            written.extend(ours.map(|moment| moment.timestamp_millis()));
            let mut moments: Moments = written.iter().filter_map(|at| DateTime::from_timestamp_millis(*at)).collect();
            crate::circuit::forget(&mut moments, now);
            *written = moments.iter().map(DateTime::timestamp_millis).collect();
            moments
        })
        .await
    }

    async fn change<T: Send + 'static>(&self, change: impl FnOnce(&mut Board) -> T + Send + 'static) -> Option<T> {
        let path = Arc::clone(&self.path);
        let changed = tokio::task::spawn_blocking(move || locked(&path, change)).await;
        match changed {
            Ok(Ok(given)) => Some(given),
            Ok(Err(error)) => {
                tracing::warn!(%error, "the shared limits cannot be used: check the file");
                None
            }
            Err(_) => None,
        }
    }
}

fn locked<T>(path: &Path, change: impl FnOnce(&mut Board) -> T) -> io::Result<T> {
    let mut lock = path.to_path_buf().into_os_string();
    lock.push(".lock");
    let lock: File = OpenOptions::new().create(true).truncate(false).write(true).open(lock)?;
    // Held for a read and a write of a few hundred bytes.
    lock.lock_exclusive()?;
    // A file that is damaged is begun again: Exact tells everything anew with its next answer.
    let mut board: Board = fs::read(path).ok().and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default();
    let given = change(&mut board);
    let mut file = OpenOptions::new().create(true).truncate(true).write(true).open(path)?;
    file.write_all(&serde_json::to_vec(&board)?)?;
    Ok(given)
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
