use secrecy::{ExposeSecret as _, SecretBox};

use super::{Access, Broken, Database, Row, accounts, unusable, values};
use crate::failure::Failure;
use crate::serve::account::Account;
use crate::serve::key::{Keys, LinkKey};
use crate::serve::link::Link;

impl Database {
    /// Keeps the link of an account, in place of the one it had.
    pub(in crate::serve) async fn connect(&self, account: Account, link: Link) -> Result<(), Failure> {
        let key = LinkKey::random()?.sealed(&self.keys, &link.id)?;
        let body = json(&link)?;
        self.work(Access::Write, move |work| {
            accounts::keep(work, &account)?;
            work.execute(
                "insert into link (id, body, expires_on) values (?1, ?2, ?3)
                 on conflict (id) do update set body = excluded.body, expires_on = excluded.expires_on",
                values![&link.id, body, link.expires_on],
            )?;
            // A link that is renewed keeps its key: its tokens may be in use.
            work.execute(
                "insert into link_key (link, sealed) values (?1, ?2) on conflict (link) do nothing",
                values![&link.id, key],
            )
        })
        .await
        .map(|_| ())
    }

    /// Keeps another choice of administrations; does nothing for a link that was forgotten meanwhile.
    pub(in crate::serve) async fn keep_link(&self, link: Link) -> Result<(), Failure> {
        let body = json(&link)?;
        self.work(Access::Write, move |work| {
            work.execute("update link set body = ?2 where id = ?1", values![link.id, body])
        })
        .await
        .map(|_| ())
    }

    /// What the tokens of a link are encrypted under.
    pub(in crate::serve) async fn link_key(&self, link: &str) -> Result<LinkKey, Failure> {
        let id = link.to_owned();
        let query = "select sealed from link_key where link = ?1";
        let sealed =
            self.work(Access::Read, move |work| work.row(query, values![id])?.map(|row| row.bytes(0)).transpose());
        let sealed = sealed.await?.ok_or_else(|| {
            Failure::new("geen_koppeling", "Deze koppeling is er niet meer.", "Verbind opnieuw met Exact Online.")
        })?;
        LinkKey::open(&self.keys, link, &sealed)
            .map_err(|error| unusable(&Broken::new(format!("a link's key: {error}"))))
    }
}

/// The key of a link that was connected before links had one.
pub(super) fn sealed_key(keys: &Keys, link: &str, key: &SecretBox<[u8; 32]>) -> Result<Vec<u8>, Broken> {
    keys.seal(&LinkKey::about(link), key.expose_secret()).map_err(|_| Broken::new("a link's key could not be sealed"))
}

pub(super) fn read_link(row: &Row) -> Result<Link, Broken> {
    serde_json::from_str(&row.text(0)?).map_err(|_| Broken::new("a link cannot be read"))
}

fn json(link: &Link) -> Result<String, Failure> {
    serde_json::to_string(link).map_err(|_| unusable(&Broken::new("a link cannot be written")))
}
