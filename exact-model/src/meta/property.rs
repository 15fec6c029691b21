//! Facts about the properties of endpoints.

use core::fmt;

use super::Methods;

/// A property of an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Property {
    /// The name, as on the wire.
    pub name: &'static str,
    /// Its type.
    pub edm: Edm,
    /// The entity or nested type a navigation leads to; `None` for an ordinary property.
    pub navigation: Option<Navigation>,
    /// The codes it may have with their English labels, where a list is known; new codes may appear at any time.
    pub values: &'static [(&'static str, &'static str)],
    facts: u16,
}

/// Where a navigation leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Navigation {
    /// To rows of the endpoint, or of the nested type, of this name.
    To(&'static str),
    /// To the type that [`Property::edm`] names; no endpoint lists it.
    Inline,
}

/// What a bit of [`Property`] says. The generator writes the same numbers.
mod fact {
    pub(super) const KEY: u16 = 1;
    pub(super) const NULLABLE: u16 = 1 << 1;
    pub(super) const NOT_NULLABLE: u16 = 1 << 2;
    pub(super) const MANDATORY: u16 = 1 << 3;
    pub(super) const FILTERABLE: u16 = 1 << 4;
    pub(super) const WEBHOOK_TRIGGER: u16 = 1 << 5;
    pub(super) const HIDDEN: u16 = 1 << 6;
    pub(super) const OBSOLETE: u16 = 1 << 7;
    pub(super) const TYPE_INFERRED: u16 = 1 << 8;
    pub(super) const METHODS: u32 = 12;
}

impl Property {
    pub(crate) const fn plain(name: &'static str, edm: Edm, facts: u16) -> Self {
        Self { name, edm, navigation: None, values: &[], facts }
    }

    pub(crate) const fn nested(name: &'static str, edm: Edm, facts: u16, navigation: Navigation) -> Self {
        Self { name, edm, navigation: Some(navigation), values: &[], facts }
    }

    pub(crate) const fn listed(
        name: &'static str,
        edm: Edm,
        facts: u16,
        values: &'static [(&'static str, &'static str)],
    ) -> Self {
        Self { name, edm, navigation: None, values, facts }
    }

    const fn is(&self, fact: u16) -> bool {
        self.facts & fact != 0
    }

    /// Part of the key.
    #[must_use]
    pub const fn is_key(&self) -> bool {
        self.is(fact::KEY)
    }

    /// Whether it may be null; `None` where nobody says.
    #[must_use]
    pub const fn nullable(&self) -> Option<bool> {
        match (self.is(fact::NULLABLE), self.is(fact::NOT_NULLABLE)) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => None,
        }
    }

    /// Must be given when the entity is created.
    #[must_use]
    pub const fn is_mandatory(&self) -> bool {
        self.is(fact::MANDATORY)
    }

    /// Documented as usable in `$filter`; `false` means not documented, not "no".
    /// [`Meta::refuses_filter_on`](crate::Meta::refuses_filter_on) says what is known to be refused.
    #[must_use]
    pub const fn is_filterable(&self) -> bool {
        self.is(fact::FILTERABLE)
    }

    /// A change of it is told through the entity's webhook topic.
    #[must_use]
    pub const fn is_webhook_trigger(&self) -> bool {
        self.is(fact::WEBHOOK_TRIGGER)
    }

    /// Left out of Exact's ordinary documentation pages.
    #[must_use]
    pub const fn is_hidden(&self) -> bool {
        self.is(fact::HIDDEN)
    }

    /// Exact advises against using it.
    #[must_use]
    pub const fn is_obsolete(&self) -> bool {
        self.is(fact::OBSOLETE)
    }

    /// The type is concluded from other endpoints, not documented.
    #[must_use]
    pub const fn is_type_inferred(&self) -> bool {
        self.is(fact::TYPE_INFERRED)
    }

    /// With which methods it takes part, where that is more or other than `GET`.
    #[must_use]
    pub const fn methods(&self) -> Option<Methods> {
        match self.facts >> fact::METHODS {
            0 => None,
            methods => Some(Methods(methods as u8)),
        }
    }

    /// Whether a `GET` gives it; the others are only sent.
    #[must_use]
    pub fn is_readable(&self) -> bool {
        self.methods().is_none_or(|methods| methods.has("GET"))
    }
}

/// A type of Exact's data model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Edm {
    /// Base64 text.
    Binary,
    /// `true` or `false`.
    Boolean,
    /// 0 to 255, often a flag.
    Byte,
    /// Local wall-clock time without a zone.
    DateTime,
    /// A number; every amount is one.
    Double,
    /// A GUID.
    Guid,
    /// A 16-bit integer.
    Int16,
    /// A 32-bit integer.
    Int32,
    /// A 64-bit integer, in JSON between quotes.
    Int64,
    /// Text.
    String,
    /// A nested entity, collection or structure of that name.
    Nested(&'static str),
}

impl fmt::Display for Edm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Binary => "Edm.Binary",
            Self::Boolean => "Edm.Boolean",
            Self::Byte => "Edm.Byte",
            Self::DateTime => "Edm.DateTime",
            Self::Double => "Edm.Double",
            Self::Guid => "Edm.Guid",
            Self::Int16 => "Edm.Int16",
            Self::Int32 => "Edm.Int32",
            Self::Int64 => "Edm.Int64",
            Self::String => "Edm.String",
            Self::Nested(name) => name,
        })
    }
}
