use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use exact_client::StoreKey;
use secrecy::{ExposeSecret as _, SecretBox};

use crate::failure::Failure;

/// The key that secrets in the database are encrypted under. It is never in the database.
pub(crate) struct Key(SecretBox<[u8; 32]>);

impl Key {
    pub(crate) fn random() -> Result<Self, Failure> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|_| no_randomness())?;
        Ok(Self(SecretBox::new(Box::new(bytes))))
    }

    /// As `serve --new-key` shows it.
    pub(crate) fn from_text(text: &str) -> Result<Self, Failure> {
        let bytes = STANDARD.decode(text.trim()).ok().and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
        bytes.map(|bytes| Self(SecretBox::new(Box::new(bytes)))).ok_or_else(|| {
            Failure::new(
                "sleutel_onjuist",
                "PMJB_KEY is geen sleutel van 32 bytes in base64.",
                "Maak er een met: pmjb-mcp serve --new-key",
            )
        })
    }

    pub(crate) fn text(&self) -> String {
        STANDARD.encode(self.0.expose_secret())
    }

    /// For the tokens of a link.
    pub(super) fn store_key(&self) -> StoreKey {
        StoreKey::from_bytes(*self.0.expose_secret())
    }
}

impl Key {
    /// For what the authorization server keeps.
    pub(super) fn records(&self) -> SecretBox<[u8; 32]> {
        SecretBox::new(Box::new(*self.0.expose_secret()))
    }
}

impl core::fmt::Debug for Key {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Key(…)")
    }
}

/// A secret that cannot be guessed: 256 bits, fit for a cookie or an address.
pub(super) fn unguessable() -> Result<String, Failure> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|_| no_randomness())?;
    Ok(base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes))
}

fn no_randomness() -> Failure {
    Failure::new("geen_toeval", "Dit systeem geeft geen willekeurige getallen.", "Start de computer opnieuw.")
}
