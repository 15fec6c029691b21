//! Tokens in an encrypted file, shared by the processes of one machine.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use secrecy::{ExposeSecret as _, SecretBox};

use super::key::StoreKey;
use super::{StoreError, StoreLock, TokenStore, Tokens, blocking, os_lock, seal};
use crate::error::{Error, Kind};

/// Keeps tokens in a file: encrypted, readable by its owner only, replaced in one step, and locked against other
/// processes while they are renewed.
///
/// A file that is damaged or belongs to another key is an error, and is never overwritten.
///
/// ```
/// use exact_client::{FileTokenStore, KeyFile};
///
/// # let folder = tempfile::tempdir()?;
/// let key = KeyFile::load_or_create(folder.path().join("key"))?;
/// let store = FileTokenStore::open(folder.path().join("tokens"), key)?;
/// # let _ = store;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct FileTokenStore {
    file: Arc<Sealed>,
}

#[derive(Debug)]
struct Sealed {
    durable: Durable,
    key: StoreKey,
}

impl FileTokenStore {
    /// The store in the file at `path`. The file is made at the first login, its folder at once.
    ///
    /// # Errors
    /// [`Kind::Store`] when there is a file that does not open with `key`, or the folder cannot be made.
    pub fn open(path: impl Into<PathBuf>, key: StoreKey) -> Result<Self, Error> {
        let open = |path: PathBuf| {
            let file = Sealed { durable: Durable::at(&path)?, key };
            file.read()?;
            Ok(Self { file: Arc::new(file) })
        };
        open(path.into()).map_err(|error: StoreError| {
            Error::new(Kind::Store, "the stored link with Exact Online cannot be used").because(error)
        })
    }
}

impl TokenStore for FileTokenStore {
    fn lock(&self) -> BoxFuture<'_, Result<StoreLock, StoreError>> {
        os_lock::wait(&self.file.durable.path).boxed()
    }

    fn load(&self) -> BoxFuture<'_, Result<Option<Tokens>, StoreError>> {
        let file = Arc::clone(&self.file);
        blocking(move || file.read()).boxed()
    }

    fn save(&self, tokens: Tokens) -> BoxFuture<'_, Result<(), StoreError>> {
        let file = Arc::clone(&self.file);
        blocking(move || file.write(&tokens)).boxed()
    }
}

impl Sealed {
    fn read(&self) -> Result<Option<Tokens>, StoreError> {
        match fs::read(&self.durable.path) {
            Ok(sealed) => {
                let plain = SecretBox::new(Box::new(seal::open(&self.key, &sealed)?));
                Tokens::from_json(plain.expose_secret()).map(Some)
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(StoreError::new("the token file cannot be read").because(error)),
        }
    }

    fn write(&self, tokens: &Tokens) -> Result<(), StoreError> {
        // Whoever cannot read what is there does not own it.
        self.read()?;
        let plain = tokens.to_json()?;
        self.durable.write(&seal::seal(&self.key, plain.expose_secret().as_bytes())?)
    }
}

/// A file that is replaced as a whole: after a crash at any moment it holds the old content or the new.
#[derive(Debug)]
pub(super) struct Durable {
    path: PathBuf,
    folder: PathBuf,
}

impl Durable {
    pub(super) fn at(path: &Path) -> Result<Self, StoreError> {
        let folder = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
            _ => PathBuf::from("."),
        };
        fs::create_dir_all(&folder)
            .map_err(|error| StoreError::new("the folder of the token file cannot be made").because(error))?;
        Ok(Self { path: path.to_path_buf(), folder })
    }

    pub(super) fn write(&self, content: &[u8]) -> Result<(), StoreError> {
        self.replace(content)
            .map_err(|error| StoreError::new("the token file cannot be written: check the disk").because(error))
    }

    fn replace(&self, content: &[u8]) -> io::Result<()> {
        let mut tag = [0_u8; 8];
        getrandom::fill(&mut tag).map_err(io::Error::other)?;
        let temporary = beside(&self.path, &format!(".{:016x}.new", u64::from_ne_bytes(tag)));
        let written = owner_only().create_new(true).write(true).open(&temporary).and_then(|mut file| {
            file.write_all(content)?;
            file.sync_all()
        });
        let replaced = written.and_then(|()| fs::rename(&temporary, &self.path));
        if let Err(error) = replaced {
            let _ = fs::remove_file(&temporary);
            return Err(error);
        }
        self.sync_folder()
    }

    /// Without this the new name may be gone after a power cut.
    #[cfg(unix)]
    fn sync_folder(&self) -> io::Result<()> {
        File::open(&self.folder)?.sync_all()
    }

    #[cfg(not(unix))]
    #[expect(clippy::unnecessary_wraps, reason = "the same signature as where folders can be synced")]
    fn sync_folder(&self) -> io::Result<()> {
        let _ = &self.folder;
        Ok(())
    }
}

pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name: OsString = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

pub(super) fn owner_only() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store(folder: &Path, key: u8) -> Result<FileTokenStore, Error> {
        FileTokenStore::open(folder.join("tokens"), StoreKey::from_bytes([key; 32]))
    }

    fn refresh_token(tokens: &Tokens) -> &str {
        tokens.refresh_token.expose_secret()
    }

    #[tokio::test]
    async fn what_was_saved_is_read_back_by_another_process() {
        let folder = tempfile::tempdir().unwrap();
        let first = store(folder.path(), 1).unwrap();
        assert!(first.load().await.unwrap().is_none());
        first.save(Tokens::from_refresh_token("one")).await.unwrap();
        first.save(Tokens::from_refresh_token("two")).await.unwrap();
        let second = store(folder.path(), 1).unwrap();
        assert_eq!(refresh_token(&second.load().await.unwrap().unwrap()), "two");
    }

    #[tokio::test]
    async fn a_file_of_another_key_is_an_error_and_stays_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let early = store(folder.path(), 2).unwrap();
        store(folder.path(), 1).unwrap().save(Tokens::from_refresh_token("mine")).await.unwrap();
        let before = fs::read(folder.path().join("tokens")).unwrap();
        assert_eq!(store(folder.path(), 2).unwrap_err().kind(), Kind::Store);
        assert!(early.save(Tokens::from_refresh_token("yours")).await.is_err());
        assert_eq!(fs::read(folder.path().join("tokens")).unwrap(), before);
    }

    #[tokio::test]
    async fn a_damaged_file_is_an_error_and_stays_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("tokens"), b"exact-client tokens 1\ngarbage").unwrap();
        assert!(store(folder.path(), 1).is_err());
        assert_eq!(fs::read(folder.path().join("tokens")).unwrap(), b"exact-client tokens 1\ngarbage");
    }

    #[tokio::test]
    async fn no_token_is_readable_on_disk_and_nothing_is_left_behind() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(folder.path(), 1).unwrap();
        store.save(Tokens::from_refresh_token("hush-hush")).await.unwrap();
        let _lock = store.lock().await.unwrap();
        let mut names = Vec::new();
        for entry in fs::read_dir(folder.path()).unwrap() {
            let entry = entry.unwrap();
            assert!(!String::from_utf8_lossy(&fs::read(entry.path()).unwrap()).contains("hush"));
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt as _;
                assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600);
            }
            names.push(entry.file_name());
        }
        names.sort();
        assert_eq!(names, ["tokens", "tokens.lock"]);
    }
}
