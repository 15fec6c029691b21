use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use exact_client::StoreKey;
use secrecy::{ExposeSecret as _, SecretBox};

use crate::failure::Failure;

const NONCE: usize = 24;

/// A key that secrets in the database are encrypted under. It is never in the database.
struct Key(SecretBox<[u8; 32]>);

/// The keys, the newest first: that one seals, each of them opens.
pub(crate) struct Keys {
    newest: Key,
    older: Vec<Key>,
}

/// Why something sealed did not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("sealed under another key, or damaged")]
pub(super) struct Foreign;

impl Key {
    fn seal(&self, about: &str, plain: &[u8]) -> Result<Vec<u8>, Failure> {
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce).map_err(|_| no_randomness())?;
        let sealed = XChaCha20Poly1305::new(self.0.expose_secret().into())
            .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: about.as_bytes() })
            .map_err(|_| {
                Failure::new("versleutelen_mislukt", "Iets kon niet worden versleuteld.", "Probeer het nog eens.")
            })?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    fn open(&self, about: &str, sealed: &[u8]) -> Result<Vec<u8>, Foreign> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>().ok_or(Foreign)?;
        XChaCha20Poly1305::new(self.0.expose_secret().into())
            .decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: about.as_bytes() })
            .map_err(|_| Foreign)
    }
}

impl Keys {
    pub(crate) fn random() -> Result<Self, Failure> {
        Ok(Self { newest: Key(SecretBox::new(Box::new(random()?))), older: Vec::new() })
    }

    /// One key as `serve --new-key` shows it, or several with commas in between, the newest first.
    pub(crate) fn from_text(text: &str) -> Result<Self, Failure> {
        let one = |text: &str| {
            let bytes = STANDARD.decode(text.trim()).ok().and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
            bytes.map(|bytes| Key(SecretBox::new(Box::new(bytes)))).ok_or_else(|| {
                Failure::new(
                    "sleutel_onjuist",
                    "PMJB_KEY is geen sleutel van 32 bytes in base64, en geen rij daarvan met komma's.",
                    "Maak er een met: pmjb-mcp serve --new-key",
                )
            })
        };
        let (newest, older) = text.split_once(',').map_or((text, None), |(newest, older)| (newest, Some(older)));
        let older = older.into_iter().flat_map(|older| older.split(',')).map(one).collect::<Result<_, _>>()?;
        Ok(Self { newest: one(newest)?, older })
    }

    /// The newest key, to be given again as text.
    pub(crate) fn text(&self) -> String {
        STANDARD.encode(self.newest.0.expose_secret())
    }

    /// Seals under the newest key. `about` says what it is, and is needed to open it: a row moved elsewhere does not open.
    pub(super) fn seal(&self, about: &str, plain: &[u8]) -> Result<Vec<u8>, Failure> {
        self.newest.seal(about, plain)
    }

    pub(super) fn open(&self, about: &str, sealed: &[u8]) -> Result<Vec<u8>, Foreign> {
        let opened = self.newest.open(about, sealed);
        self.older.iter().fold(opened, |opened, key| opened.or_else(|_| key.open(about, sealed)))
    }

    /// Whether the newest key opens it, so that the older ones are not needed for it.
    pub(super) fn is_newest(&self, about: &str, sealed: &[u8]) -> bool {
        self.newest.open(about, sealed).is_ok()
    }

    /// What tokens were encrypted under before each link had a key of its own.
    pub(super) fn newest_bytes(&self) -> SecretBox<[u8; 32]> {
        SecretBox::new(Box::new(*self.newest.0.expose_secret()))
    }
}

/// The key of one link, under which exact-client keeps its tokens. It is in the database, sealed: another key of the site
/// means sealing these few bytes again, and the tokens stay as they are.
pub(super) struct LinkKey(SecretBox<[u8; 32]>);

impl LinkKey {
    pub(super) fn random() -> Result<Self, Failure> {
        Ok(Self(SecretBox::new(Box::new(random()?))))
    }

    pub(super) fn sealed(&self, keys: &Keys, link: &str) -> Result<Vec<u8>, Failure> {
        keys.seal(&Self::about(link), self.0.expose_secret())
    }

    pub(super) fn open(keys: &Keys, link: &str, sealed: &[u8]) -> Result<Self, Foreign> {
        let bytes = keys.open(&Self::about(link), sealed)?;
        <[u8; 32]>::try_from(bytes).map(|bytes| Self(SecretBox::new(Box::new(bytes)))).map_err(|_| Foreign)
    }

    pub(super) fn about(link: &str) -> String {
        format!("link {link}")
    }

    pub(super) fn store_key(&self) -> StoreKey {
        StoreKey::from_bytes(*self.0.expose_secret())
    }
}

impl core::fmt::Debug for Keys {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Keys(…)")
    }
}

/// A secret that cannot be guessed: 256 bits, fit for a cookie, an address or a command line. Hexadecimal, as a word of
/// base64 may begin with a hyphen, which a command takes for an option.
pub(super) fn unguessable() -> Result<String, Failure> {
    random().map(hex::encode)
}

fn random() -> Result<[u8; 32], Failure> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|_| no_randomness())?;
    Ok(bytes)
}

fn no_randomness() -> Failure {
    Failure::new("geen_toeval", "Dit systeem geeft geen willekeurige getallen.", "Start de computer opnieuw.")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn keys(bytes: &[u8]) -> Keys {
        let text: Vec<_> = bytes.iter().map(|byte| STANDARD.encode([*byte; 32])).collect();
        Keys::from_text(&text.join(",")).unwrap()
    }

    #[test]
    fn the_newest_key_seals_and_each_of_them_opens() {
        let sealed = keys(&[1]).seal("a", b"hush").unwrap();
        let both = keys(&[2, 1]);
        assert_eq!(both.open("a", &sealed), Ok(b"hush".to_vec()));
        assert!(!both.is_newest("a", &sealed));
        let again = both.seal("a", b"hush").unwrap();
        assert_eq!((keys(&[2]).open("a", &again), keys(&[1]).open("a", &again)), (Ok(b"hush".to_vec()), Err(Foreign)));
    }

    #[test]
    fn what_cannot_be_guessed_is_a_word_that_no_command_takes_for_an_option() {
        let words: Vec<_> = (0..200).map(|_| unguessable().unwrap()).collect();
        assert!(words.iter().all(|word| word.len() == 64 && word.bytes().all(|byte| byte.is_ascii_hexdigit())));
    }

    #[test]
    fn what_is_no_row_of_keys_is_refused_and_no_key_is_shown() {
        for text in ["", "geheim", "AQID", &format!("{},", keys(&[1]).text())] {
            assert_eq!(Keys::from_text(text).unwrap_err().code, "sleutel_onjuist", "{text}");
        }
        assert_eq!(format!("{:?}", keys(&[1, 2])), "Keys(…)");
    }

    proptest! {
        #[test]
        fn what_is_sealed_opens_as_what_it_is_only(plain: Vec<u8>, change in 1_u8.., at: prop::sample::Index) {
            let keys = keys(&[7]);
            let mut sealed = keys.seal("link a", &plain).unwrap();
            prop_assert_eq!(keys.open("link a", &sealed).unwrap(), plain);
            prop_assert!(keys.open("link b", &sealed).is_err());
            let at = at.index(sealed.len());
            sealed[at] ^= change;
            prop_assert!(keys.open("link a", &sealed).is_err());
        }
    }
}
