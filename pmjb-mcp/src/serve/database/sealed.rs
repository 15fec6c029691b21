//! Sealing again everything that is sealed, under the newest key.

use std::sync::Arc;

use super::logins::LOGIN;
use super::{Access, Broken, Database, Statements, Value, unusable, values};
use crate::failure::Failure;
use crate::serve::key::{Keys, LinkKey};
use crate::serve::records;

/// A row with something sealed in it.
struct Sealed {
    /// What it is, for its seal.
    about: String,
    /// The statement that replaces `?1` by what is sealed anew, and which row it is.
    statement: &'static str,
    row: Vec<Value>,
    sealed: Vec<u8>,
}

impl Database {
    /// Seals everything under the newest key, so that the older ones can go. Tells how many were sealed anew. When there is
    /// one that no key opens nothing changes.
    pub(in crate::serve) async fn reseal(&self) -> Result<usize, Failure> {
        let keys = Arc::clone(&self.keys);
        let done = self.transact(Access::Alone, move |work| {
            let stale: Vec<_> = all(work)?.into_iter().filter(|one| !keys.is_newest(&one.about, &one.sealed)).collect();
            let Some(fresh) = fresh(&keys, &stale) else { return Ok(None) };
            for (one, sealed) in stale.iter().zip(fresh) {
                let mut values = vec![Value::Bytes(sealed)];
                values.extend(one.row.iter().cloned());
                work.execute(one.statement, &values)?;
            }
            Ok(Some(stale.len()))
        });
        done.await.map_err(|error| unusable(&error))?.ok_or_else(|| {
            Failure::new(
                "sleutel_ontbreekt",
                "Er is iets versleuteld met een sleutel die niet in PMJB_KEY staat; er is niets veranderd.",
                "Zet de oude sleutel erbij: PMJB_KEY=NIEUW,OUD",
            )
        })
    }

    /// How many rows the newest key opens, and how many it does not.
    pub(in crate::serve) async fn sealed(&self) -> Result<(usize, usize), Failure> {
        let keys = Arc::clone(&self.keys);
        self.work(Access::Read, move |work| {
            let all = all(work)?;
            let newest = all.iter().filter(|one| keys.is_newest(&one.about, &one.sealed)).count();
            Ok((newest, all.len() - newest))
        })
        .await
    }
}

fn fresh(keys: &Keys, stale: &[Sealed]) -> Option<Vec<Vec<u8>>> {
    stale.iter().map(|one| keys.seal(&one.about, &keys.open(&one.about, &one.sealed).ok()?).ok()).collect()
}

fn all(work: &mut dyn Statements) -> Result<Vec<Sealed>, Broken> {
    let mut all = Vec::new();
    for row in work.rows("select link, sealed from link_key", &[])? {
        let link = row.text(0)?;
        let statement = "update link_key set sealed = ?1 where link = ?2";
        all.push(Sealed {
            about: LinkKey::about(&link),
            statement,
            row: values![link].to_vec(),
            sealed: row.bytes(1)?,
        });
    }
    for row in work.rows("select ticket_hash, sealed from login", &[])? {
        let statement = "update login set sealed = ?1 where ticket_hash = ?2";
        let about = LOGIN.to_owned();
        all.push(Sealed { about, statement, row: values![row.bytes(0)?].to_vec(), sealed: row.bytes(1)? });
    }
    for row in work.rows("select kind, key_hash, sealed from oauth_record", &[])? {
        let statement = "update oauth_record set sealed = ?1 where kind = ?2 and key_hash = ?3";
        let which = values![row.text(0)?, row.bytes(1)?].to_vec();
        all.push(Sealed { about: records::SEAL.to_owned(), statement, row: which, sealed: row.bytes(2)? });
    }
    Ok(all)
}
