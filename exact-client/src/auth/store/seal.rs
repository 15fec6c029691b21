//! Sealing a small secret for the disk.

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};

use super::StoreError;
use super::key::StoreKey;

/// The first bytes of a token file. They are sealed along with the content, so a file of another version cannot pass.
const MAGIC: &[u8] = b"exact-client tokens 1\n";
const NONCE: usize = 24;

pub(super) fn seal(key: &StoreKey, plain: &[u8]) -> Result<Vec<u8>, StoreError> {
    let mut nonce = [0_u8; NONCE];
    getrandom::fill(&mut nonce)
        .map_err(|error| StoreError::new("this system gives no random numbers").because(error))?;
    let cipher = XChaCha20Poly1305::new(&key.bytes().into());
    let sealed = cipher
        .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: MAGIC })
        .map_err(|_| StoreError::new("the tokens could not be encrypted"))?;
    Ok([MAGIC, &nonce, &sealed].concat())
}

pub(super) fn open(key: &StoreKey, file: &[u8]) -> Result<Vec<u8>, StoreError> {
    let foreign = || StoreError::new("the token file is not one of this program: move it away and log in again");
    let (nonce, sealed) = file.strip_prefix(MAGIC).and_then(<[u8]>::split_first_chunk::<NONCE>).ok_or_else(foreign)?;
    XChaCha20Poly1305::new(&key.bytes().into())
        .decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: MAGIC })
        .map_err(|_| {
            StoreError::new(
                "the token file does not open with this key, or is damaged: use the key it was made with, or move it \
                 away and log in again",
            )
        })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_sealed_opens_with_its_key_only(plain: Vec<u8>, key: [u8; 32], other: [u8; 32]) {
            prop_assume!(key != other);
            let sealed = seal(&StoreKey::from_bytes(key), &plain).unwrap();
            prop_assert_eq!(open(&StoreKey::from_bytes(key), &sealed).unwrap(), plain);
            prop_assert!(open(&StoreKey::from_bytes(other), &sealed).is_err());
        }

        #[test]
        fn one_changed_byte_is_noticed(plain: Vec<u8>, at: prop::sample::Index, change in 1_u8..) {
            let key = StoreKey::from_bytes([7; 32]);
            let mut sealed = seal(&key, &plain).unwrap();
            let at = at.index(sealed.len());
            sealed[at] ^= change;
            prop_assert!(open(&key, &sealed).is_err());
        }

        #[test]
        fn a_file_cut_off_is_noticed(plain: Vec<u8>, keep: prop::sample::Index) {
            let key = StoreKey::from_bytes([7; 32]);
            let sealed = seal(&key, &plain).unwrap();
            prop_assert!(open(&key, &sealed[..keep.index(sealed.len())]).is_err());
        }
    }

    #[test]
    fn the_same_content_never_looks_the_same_twice() {
        let key = StoreKey::from_bytes([7; 32]);
        assert_ne!(seal(&key, b"x").unwrap(), seal(&key, b"x").unwrap());
    }
}
