//! A lock between the processes of one machine, which the system lets go when its holder dies.

use std::fs::File;
use std::io;
use std::path::Path;
use std::time::Duration;

use fs4::fs_std::FileExt as _;

use super::file::{beside, owner_only};
use super::{StoreError, StoreLock, blocking};

/// A refresh takes a second or two; whoever holds the lock for this long hangs.
pub(super) const LONGEST_LOCK: Duration = Duration::from_secs(90);
const LOCK_POLL: Duration = Duration::from_millis(5);

/// Waits for the lock that belongs to the file at `path`.
pub(super) async fn wait(path: &Path) -> Result<StoreLock, StoreError> {
    let path = path.to_path_buf();
    let lock = blocking(move || open(&path)).await?;
    // Asking now and then, rather than blocking a thread, lets a wait be given up.
    let deadline = tokio::time::Instant::now() + LONGEST_LOCK;
    while !lock.try_lock_exclusive().map_err(unlockable)? {
        if tokio::time::Instant::now() >= deadline {
            return Err(StoreError::new("another program keeps the token store locked: stop it and try again"));
        }
        tokio::time::sleep(LOCK_POLL).await;
    }
    Ok(StoreLock::new(lock))
}

/// The same lock, for work that may block its thread.
pub(super) fn block(path: &Path) -> Result<File, StoreError> {
    let lock = open(path)?;
    lock.lock_exclusive().map_err(unlockable)?;
    Ok(lock)
}

/// The lock is on a file of its own: the store's file may be replaced, and a lock would stay with the old one.
fn open(path: &Path) -> Result<File, StoreError> {
    owner_only().create(true).truncate(false).write(true).open(beside(path, ".lock")).map_err(unlockable)
}

fn unlockable(error: io::Error) -> StoreError {
    StoreError::new("the token store cannot be locked").because(error)
}
