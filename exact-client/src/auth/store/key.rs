//! The key of a token file.

use core::fmt;
use core::fmt::Write as _;
use std::fs;
use std::path::Path;

use secrecy::{ExposeSecret as _, SecretBox, SecretString};

use super::file::Durable;
use super::{StoreError, os_lock};
use crate::error::{Error, Kind};

/// 32 secret bytes that encrypt a token file. Wiped from memory on drop.
pub struct StoreKey(SecretBox<[u8; 32]>);

impl StoreKey {
    /// A key from elsewhere: a keyring, a secret manager.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(SecretBox::new(Box::new(bytes)))
    }

    pub(super) fn random() -> Result<Self, StoreError> {
        let mut bytes = [0_u8; 32];
        getrandom::fill(&mut bytes)
            .map_err(|error| StoreError::new("this system gives no random numbers").because(error))?;
        Ok(Self::from_bytes(bytes))
    }

    pub(super) fn bytes(&self) -> [u8; 32] {
        *self.0.expose_secret()
    }

    fn to_hex(&self) -> SecretString {
        let mut hex = String::with_capacity(65);
        for byte in self.0.expose_secret() {
            let _ = write!(hex, "{byte:02x}");
        }
        hex.push('\n');
        hex.into()
    }

    fn from_hex(hex: &[u8]) -> Option<Self> {
        let hex = hex.trim_ascii();
        let mut bytes = [0_u8; 32];
        if hex.len() != 64 {
            return None;
        }
        for (byte, pair) in bytes.iter_mut().zip(hex.chunks_exact(2)) {
            *byte = u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok()?;
        }
        Some(Self::from_bytes(bytes))
    }
}

impl fmt::Debug for StoreKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StoreKey(…)")
    }
}

/// A key in a file that only its owner can read. Keep it apart from the token file where that is possible: together
/// they are the tokens.
#[derive(Debug, Clone, Copy)]
pub struct KeyFile;

impl KeyFile {
    /// The key in the file at `path`; a new one is made and written when there is no file.
    ///
    /// # Errors
    /// When the file can be read by others, holds something else, or cannot be read or written. An existing file is
    /// never overwritten.
    pub fn load_or_create(path: impl AsRef<Path>) -> Result<StoreKey, Error> {
        load_or_create(path.as_ref())
            .map_err(|error| Error::new(Kind::Store, "the key of the token file is not available").because(error))
    }
}

fn load_or_create(path: &Path) -> Result<StoreKey, StoreError> {
    if let Some(key) = load(path)? {
        return Ok(key);
    }
    let durable = Durable::at(path)?;
    // Two processes that start together end up with one key.
    let _lock = os_lock::block(path)?;
    if let Some(key) = load(path)? {
        return Ok(key);
    }
    let key = StoreKey::random()?;
    durable.write(key.to_hex().expose_secret().as_bytes())?;
    Ok(key)
}

fn load(path: &Path) -> Result<Option<StoreKey>, StoreError> {
    let text = match fs::read(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(StoreError::new("the key file cannot be read").because(error)),
    };
    check_private(path)?;
    StoreKey::from_hex(&text)
        .map(Some)
        .ok_or_else(|| StoreError::new("the key file holds no key of 64 hexadecimal digits: restore it from a backup"))
}

#[cfg(unix)]
fn check_private(path: &Path) -> Result<(), StoreError> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = fs::metadata(path)
        .map_err(|error| StoreError::new("the key file cannot be read").because(error))?
        .permissions()
        .mode();
    if mode & 0o077 == 0 {
        Ok(())
    } else {
        Err(StoreError::new("the key file can be read by others: give it mode 600"))
    }
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "the same signature as where files have modes")]
fn check_private(_path: &Path) -> Result<(), StoreError> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_and_then_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/key");
        let first = KeyFile::load_or_create(&path).unwrap();
        let second = KeyFile::load_or_create(&path).unwrap();
        assert_eq!(first.bytes(), second.bytes());
        assert_ne!(first.bytes(), [0; 32]);
        assert_eq!(format!("{first:?}"), "StoreKey(…)");
    }

    #[test]
    fn processes_that_start_together_get_the_same_key() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let keys: Vec<_> = std::thread::scope(|scope| {
            let threads: Vec<_> =
                (0..8).map(|_| scope.spawn(|| KeyFile::load_or_create(&path).unwrap().bytes())).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert!(keys.iter().all(|key| *key == keys[0]));
    }

    #[test]
    fn something_else_is_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        Durable::at(&path).unwrap().write(b"my shopping list").unwrap();
        assert!(KeyFile::load_or_create(&path).is_err());
        assert_eq!(fs::read(&path).unwrap(), b"my shopping list");
    }

    #[cfg(unix)]
    #[test]
    fn a_key_that_others_can_read_is_refused() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        KeyFile::load_or_create(&path).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        let error = KeyFile::load_or_create(&path).unwrap_err();
        assert_eq!(error.kind(), Kind::Store);
    }
}
