//! One administration.

use exact_model::{Arguments, Function, Listable, Meta, Row, SyncEntity};

use crate::calls::CallCounter;
use crate::client::Exact;
use crate::download::Download;
use crate::error::Error;
use crate::list::List;
use crate::records::Records;
use crate::sync::{Sync, SyncPosition, SyncRow};

/// One administration, by its division number. Every read names its division; there is no current one behind the
/// scenes that a colleague could switch.
///
/// Cheap to clone. It makes no call itself: that the division exists, and that the user may see it, shows at the first
/// read.
///
/// It reads. With the feature `write`, and only with it, there is a `writer`: this compiles with the
/// feature, and does not without.
///
#[cfg_attr(feature = "write", doc = "```no_run")]
#[cfg_attr(not(feature = "write"), doc = "```compile_fail")]
/// fn write(division: &exact_client::Division) {
///     let writer = division.writer();
/// }
/// ```
#[derive(Debug, Clone)]
pub struct Division {
    exact: Exact,
    code: i32,
}

impl Division {
    pub(crate) fn new(exact: Exact, code: i32) -> Self {
        Self { exact, code }
    }

    /// The division number, as in Exact's addresses.
    #[must_use]
    pub fn code(&self) -> i32 {
        self.code
    }

    /// The client it belongs to.
    #[must_use]
    pub fn exact(&self) -> &Exact {
        &self.exact
    }

    /// The same division through a client that counts its calls from zero, see [`Exact::metered`].
    #[must_use]
    pub fn metered(&self) -> Self {
        Self { exact: self.exact.metered(), code: self.code }
    }

    /// The calls made through this client so far, see [`Exact::calls`].
    #[must_use]
    pub fn calls(&self) -> CallCounter {
        self.exact.calls()
    }

    /// Begins a read of rows `R`: an entity with all its columns, or a
    /// [`projection!`](exact_model::projection) of some.
    ///
    /// A function of Exact is not listed but [called](Self::call):
    ///
    /// ```compile_fail
    /// use exact_client::Division;
    /// use exact_client::model::financial::RevenueOfYear;
    ///
    /// fn read(division: &Division) {
    ///     let _ = division.list::<RevenueOfYear>();
    /// }
    /// # let _ = read as fn(&Division);
    /// ```
    pub fn list<R: Row>(&self) -> List<R>
    where
        R::Entity: Listable,
    {
        List::new(self.clone())
    }

    /// Begins to keep a copy of rows in step: what changed since `position`, and what was deleted.
    ///
    /// ```no_run
    /// use std::collections::HashMap;
    ///
    /// use exact_client::{Division, Error, SyncPosition, SyncRow};
    ///
    /// async fn keep<R>(division: &Division, copy: &mut HashMap<exact_client::model::Uuid, R>, from: SyncPosition)
    ///     -> Result<SyncPosition, Error>
    /// where
    ///     R: SyncRow + Send + 'static,
    ///     R::Entity: exact_client::model::SyncEntity + exact_client::model::Listable,
    /// {
    ///     let mut position = from;
    ///     let mut sync = division.sync::<R>(position.clone());
    ///     while let Some(step) = sync.next().await? {
    ///         if step.start_over.is_some() {
    ///             copy.clear();
    ///         }
    ///         copy.extend(step.changed.into_iter().map(|row| (row.key(), row)));
    ///         for key in step.deleted {
    ///             copy.remove(&key);
    ///         }
    ///         position = step.position;
    ///     }
    ///     Ok(position)
    /// }
    /// ```
    pub fn sync<R>(&self, position: SyncPosition) -> Sync<R>
    where
        R: SyncRow + Send + 'static,
        R::Entity: SyncEntity + Listable,
    {
        Sync::new(self.clone(), position)
    }

    /// Begins a call of a function with its arguments, which the entity makes:
    ///
    /// ```no_run
    /// use exact_client::{Division, Error};
    /// use exact_client::model::financial::RevenueOfYear;
    ///
    /// # async fn read(division: Division) -> Result<(), Error> {
    /// let revenue = division.call::<RevenueOfYear>(&RevenueOfYear::arguments(2026)).complete().await?;
    /// # let _ = revenue;
    /// # Ok(())
    /// # }
    /// ```
    pub fn call<R: Row>(&self, arguments: &Arguments<R::Entity>) -> List<R>
    where
        R::Entity: Function,
    {
        List::called(self.clone(), arguments)
    }

    /// Begins a read of an endpoint that is only known at run time.
    pub fn records(&self, endpoint: &'static Meta) -> Records {
        Records::new(self.clone(), endpoint)
    }

    /// Fetches a file of this division, from the address in the column `Url` of its attachment. One call.
    ///
    /// ```no_run
    /// use exact_client::model::documents::DocumentAttachment;
    /// use exact_client::{Division, Error};
    /// use futures::TryStreamExt as _;
    ///
    /// # async fn read(division: Division) -> Result<(), Error> {
    /// for attachment in division.list::<DocumentAttachment>().complete().await?.rows() {
    ///     let Some(address) = &attachment.url else { continue };
    ///     let mut file = division.download(address).await?;
    ///     while let Some(piece) = file.try_next().await? {
    ///         println!("{} bytes more", piece.len());
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Kind::Config`](crate::Kind::Config) for an address elsewhere than among the files of this division on this site,
    /// where the access token is not sent; otherwise whatever stops the call.
    pub async fn download(&self, address: &str) -> Result<Download, Error> {
        Download::open(&self.exact, self.code, address).await
    }

    /// Begins to write in this administration.
    #[cfg(feature = "write")]
    #[must_use]
    pub fn writer(&self) -> crate::write::Writer {
        crate::write::Writer::new(self.clone())
    }
}
