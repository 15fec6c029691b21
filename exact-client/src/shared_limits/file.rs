use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use fs4::fs_std::FileExt as _;
use futures::FutureExt as _;
use futures::future::BoxFuture;

use super::{LimitChange, LimitStore};
use crate::auth::store::{StoreError, blocking};

/// Limits in a file, for the programs of one machine. Not for network drives, whose locks cannot be trusted.
#[derive(Debug, Clone)]
pub struct FileLimits {
    path: Arc<Path>,
}

impl FileLimits {
    /// The file at `path`; it is made with the first call. A file `.lock` beside it keeps programs apart.
    #[must_use]
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into().into() }
    }
}

impl LimitStore for FileLimits {
    fn change<'a>(&'a self, name: &'a str, change: LimitChange) -> BoxFuture<'a, Result<(), StoreError>> {
        let (path, name) = (Arc::clone(&self.path), name.to_owned());
        let unusable =
            |error: io::Error| StoreError::new("the file of the shared limits cannot be used").because(error);
        blocking(move || locked(&path, name, change).map_err(unusable)).boxed()
    }
}

fn locked(path: &Path, name: String, change: LimitChange) -> io::Result<()> {
    let mut lock = path.to_path_buf().into_os_string();
    lock.push(".lock");
    let lock: File = OpenOptions::new().create(true).truncate(false).write(true).open(lock)?;
    // Held for a read and a write of a few hundred bytes.
    lock.lock_exclusive()?;
    // A file that is damaged is begun again.
    let kept = fs::read(path).ok();
    let mut kept: BTreeMap<String, String> =
        kept.and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default();
    let before = kept.remove(&name);
    kept.insert(name, change(before));
    let mut file = OpenOptions::new().create(true).truncate(true).write(true).open(path)?;
    file.write_all(&serde_json::to_vec(&kept)?)
}
