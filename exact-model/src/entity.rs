//! Entities: the types whose rows Exact Online gives.

use core::fmt;
use core::marker::PhantomData;

use crate::literal::Literal;
use crate::meta::Meta;

/// An entity of Exact Online with its own Rust type.
///
/// Its single endpoint is [`Entity::META`]; where Exact also has a bulk or a sync endpoint for the same rows, the type
/// implements [`BulkEntity`] or [`SyncEntity`] as well.
pub trait Entity: Sized + Send + Sync + 'static {
    /// Schema of the single endpoint (60 rows a page), or of the only endpoint the entity has.
    const META: &'static Meta;
}

/// An entity whose endpoint gives rows without being told anything more.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be listed: it is a function that takes arguments, or can only be written",
    note = "a function is called with its arguments: `.call({Self}::arguments(…))`"
)]
pub trait Listable: Entity {}

/// An entity whose endpoint is a function: it takes [`Arguments`], which `arguments(…)` of the entity makes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no function of Exact Online and takes no arguments",
    note = "read it as a list"
)]
pub trait Function: Entity {}

/// An entity that can also be read 1,000 rows a page under `bulk/`.
#[diagnostic::on_unimplemented(
    message = "Exact Online has no bulk endpoint for `{Self}`",
    note = "leave out `.bulk()`: the single endpoint gives 60 rows a page"
)]
pub trait BulkEntity: Entity {
    /// Schema of the bulk endpoint.
    const BULK: &'static Meta;
}

/// An entity whose changes can be followed under `sync/`.
#[diagnostic::on_unimplemented(
    message = "Exact Online has no sync endpoint for `{Self}`",
    note = "read the single or bulk endpoint instead"
)]
pub trait SyncEntity: Entity {
    /// Schema of the sync endpoint.
    const SYNC: &'static Meta;
}

/// What a function is called with. Made by the entity, so that none of its parameters is forgotten or misspelt.
///
/// ```
/// use exact_model::financial::RevenueOfYear;
///
/// let arguments = RevenueOfYear::arguments(2026);
/// assert_eq!(arguments.iter().collect::<Vec<_>>(), [("year", "2026")]);
/// ```
pub struct Arguments<E> {
    values: Vec<(&'static str, String)>,
    of: PhantomData<fn() -> E>,
}

impl<E> Arguments<E> {
    #[allow(dead_code, reason = "only some services have functions")]
    pub(crate) const fn none() -> Self {
        Self { values: Vec::new(), of: PhantomData }
    }

    #[allow(dead_code, reason = "only some services have functions")]
    pub(crate) fn and<V>(mut self, name: &'static str, value: impl Literal<V>) -> Self {
        self.values.push((name, value.literal()));
        self
    }

    #[allow(dead_code, reason = "only some services have functions with optional parameters")]
    pub(crate) fn and_maybe<V>(self, name: &'static str, value: Option<impl Literal<V>>) -> Self {
        match value {
            Some(value) => self.and(name, value),
            None => self,
        }
    }

    /// Name and OData literal of every argument, not percent-encoded.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.values.iter().map(|(name, literal)| (*name, literal.as_str()))
    }
}

impl<E> Clone for Arguments<E> {
    fn clone(&self) -> Self {
        Self { values: self.values.clone(), of: PhantomData }
    }
}

impl<E> fmt::Debug for Arguments<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.values.iter().map(|(name, _)| name)).finish()
    }
}
