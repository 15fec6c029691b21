//! Creating, changing and deleting entities.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use exact_model::documents::DocumentAttachment;
use exact_model::{Entity, Row, Uuid, page};

use super::change::Change;
use super::draft::Draft;
use super::key::Key;
use crate::call::Target;
use crate::division::Division;
use crate::error::{Error, Kind};
use crate::outgoing::Outgoing;
use crate::transport::Answer;

/// Writes in one administration. Made by [`Division::writer`], which exists only with the feature `write`.
///
/// What Exact is known to refuse is refused before it is sent: an endpoint that does not take the method, a mandatory
/// column that is missing, a column that Exact only gives.
///
/// # What is sent again
/// A refusal at the door, for a limit (429) or for an access token that had expired (401), changed nothing: every request
/// is sent again after it. When nobody knows what became of a request (the connection broke, Exact had trouble):
///
/// - [`create`](Self::create) is never sent again: it might be made twice. The error says to look first.
/// - [`update`](Self::update) is sent again unless it has rows in it, which Exact might add twice.
/// - [`delete`](Self::delete) is sent again; that it is gone by then is what was asked for.
///
/// A call that is dropped before it ends may have been made as well.
///
/// Exact Online is not known to take several changes in one request (OData's `$batch`), so each is a call of its own.
///
/// ```no_run
/// use exact_client::model::crm::Account;
/// use exact_client::{Division, Draft, Error};
///
/// # async fn write(division: Division) -> Result<(), Error> {
/// let writer = division.writer();
/// let account = writer.create(&Draft::<Account>::new().set(Account::NAME, "Bakkerij Jansen")).await?;
/// if let Some(id) = account.id {
///     writer.update(id, &Draft::<Account>::new().set(Account::CITY, "Delft")).await?;
///     writer.delete::<Account>(id).await?;
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Writer {
    division: Division,
}

impl Writer {
    pub(crate) const fn new(division: Division) -> Self {
        Self { division }
    }

    /// Makes a new entity, and gives it back as Exact filled it in; some endpoints give back little more than its key.
    ///
    /// # Errors
    /// [`Kind::Config`] for a draft that Exact is known to refuse; nothing was sent. [`Kind::Transport`] and
    /// [`Kind::Api`] with a status of 500 or more, without [`Problem::BusinessRule`](crate::Problem::BusinessRule), leave
    /// open whether it was made. [`Kind::Decode`] when it was made, and Exact's answer could not be read.
    pub async fn create<E: Row<Entity = E> + Entity>(&self, draft: &Draft<E>) -> Result<E, Error> {
        let change = Change::create(self.division.exact(), self.division.code(), draft.parts());
        let answer = self.send::<E>(change).await?;
        let made =
            || Error::new(Kind::Decode, "it was made, but Exact's answer cannot be read: look it up").at(E::META.id);
        let page = page::decode::<E>(&answer.body).map_err(|error| made().because(error))?;
        answer.span.record("rows", page.rows.len());
        page.rows.into_iter().next().ok_or_else(made)
    }

    /// Changes the columns that are set in the draft, and no others.
    ///
    /// # Errors
    /// As [`create`](Self::create); [`Kind::NotFound`] when there is no such entity.
    pub async fn update<E: Entity>(&self, key: impl Into<Key>, draft: &Draft<E>) -> Result<(), Error> {
        let change = Change::update(self.division.exact(), self.division.code(), &key.into(), draft.parts());
        self.send::<E>(change).await.map(drop)
    }

    /// Deletes an entity.
    ///
    /// # Errors
    /// [`Kind::Config`] where Exact does not let entities of this type be deleted; [`Kind::NotFound`] when there is no
    /// such entity; otherwise whatever stops the call.
    pub async fn delete<E: Entity>(&self, key: impl Into<Key>) -> Result<(), Error> {
        let change = Change::delete(self.division.exact(), self.division.code(), E::META, &key.into());
        self.send::<E>(change).await.map(drop)
    }

    /// Attaches a file to a document. It is sent in the row, as base64, so it is in memory as a whole and takes a third
    /// more there than it is large.
    ///
    /// # Errors
    /// As [`create`](Self::create).
    pub async fn attach(&self, document: Uuid, file_name: &str, content: &[u8]) -> Result<DocumentAttachment, Error> {
        let draft = Draft::new()
            .set(DocumentAttachment::DOCUMENT, document)
            .set(DocumentAttachment::FILE_NAME, file_name)
            .set(DocumentAttachment::ATTACHMENT, BASE64_STANDARD.encode(content));
        self.create(&draft).await
    }

    async fn send<E: Entity>(&self, change: Result<Change, Error>) -> Result<Answer, Error> {
        let (meta, exact) = (E::META, self.division.exact());
        let change = change.map_err(|error| error.at(meta.id))?;
        let division = meta.division_scoped.then(|| self.division.code());
        let target = Target { endpoint: meta.id, division };
        let answer = exact.line().call(target, Outgoing::Change(&change), exact.meter()).await?;
        exact.answered_for(division);
        Ok(answer)
    }
}
