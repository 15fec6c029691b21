//! What the user may do, asked before it is tried: a refusal counts as an error at Exact, a question does not.

use exact_model::record::Value;
use exact_model::{Entity, Meta, catalogue};

use crate::division::Division;
use crate::error::{Error, Kind};

const ENDPOINT: &str = "users/UserHasRights";

/// Something that a user may or may not do with the entities of an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Right {
    /// To read them.
    Read,
    /// To make new ones.
    Create,
    /// To change them.
    Update,
    /// To delete them.
    Delete,
}

impl Right {
    /// The method that the right is about, which is how Exact wants to be asked.
    const fn method(self) -> &'static str {
        match self {
            Self::Read => "GET",
            Self::Create => "POST",
            Self::Update => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

impl Division {
    /// Whether the user may read entities `E`. One call.
    ///
    /// It is about the rights of the user; what the app may do follows from its scopes, and shows at the first call as
    /// [`Problem::ScopeMissing`](crate::Problem::ScopeMissing).
    ///
    /// ```no_run
    /// use exact_client::model::crm::Account;
    /// use exact_client::{Division, Error};
    ///
    /// # async fn ask(division: Division) -> Result<(), Error> {
    /// if !division.may_read::<Account>().await? {
    ///     println!("ask an administrator for the right to see relations");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Whatever stops the call; [`Kind::Decode`] for an answer that is neither yes nor no.
    pub async fn may_read<E: Entity>(&self) -> Result<bool, Error> {
        self.may(E::META, Right::Read).await
    }

    /// Whether the user has this right. One call.
    ///
    /// # Errors
    /// As [`may_read`](Self::may_read).
    pub async fn may(&self, endpoint: &'static Meta, right: Right) -> Result<bool, Error> {
        let function =
            catalogue::find(ENDPOINT).ok_or_else(|| Error::config("the catalogue has no users/UserHasRights"))?;
        let asked = self
            .records(function)
            .raw_parameter("endpoint", format_args!("'{}'", endpoint.id))
            .raw_parameter("action", format_args!("'{}'", right.method()));
        let answer = asked.complete().await?;
        let told = answer.rows().first().and_then(|row| row.get("UserHasRights"));
        match told {
            Some(Value::Bool(may)) => Ok(*may),
            Some(Value::Json(json)) => json.as_str().parse().map_err(|_| unclear()),
            _ => Err(unclear()),
        }
    }

    /// The rights of these that the user does not have, in the order they were asked for; none when nothing is missing.
    /// One call for each.
    ///
    /// ```no_run
    /// use exact_client::model::{Entity as _, crm::Account, sales_entry::SalesEntry};
    /// use exact_client::{Division, Error, Right};
    ///
    /// # async fn ask(division: Division) -> Result<(), Error> {
    /// let needed = [(Account::META, Right::Read), (SalesEntry::META, Right::Create)];
    /// for (endpoint, right) in division.missing_rights(needed).await? {
    ///     println!("{}: {right:?}", endpoint.id);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`may_read`](Self::may_read), at the first call that fails.
    pub async fn missing_rights(
        &self,
        needed: impl IntoIterator<Item = (&'static Meta, Right)>,
    ) -> Result<Vec<(&'static Meta, Right)>, Error> {
        let mut missing = Vec::new();
        for (endpoint, right) in needed {
            if !self.may(endpoint, right).await? {
                missing.push((endpoint, right));
            }
        }
        Ok(missing)
    }
}

fn unclear() -> Error {
    Error::new(Kind::Decode, "Exact's answer says neither that the user has the right nor that it is missing")
        .at(ENDPOINT)
}
