use core::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

use exact_model::Uuid;

/// A customer or supplier.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Relation {
    /// Exact's id of the account in `crm/Accounts`.
    pub id: Uuid,
    /// The code, without blanks, where it is known.
    pub code: Option<String>,
    /// The name; empty when Exact gave none.
    pub name: String,
}

/// Whose a row is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Customer {
    /// A relation, shared by all its rows.
    Known(Arc<Relation>),
    /// The books name nobody.
    Nobody,
}

impl Customer {
    /// The name, for an owner.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Known(relation) => &relation.name,
            Self::Nobody => "(geen klant)",
        }
    }

    /// The relation, unless the books name nobody.
    #[must_use]
    pub fn relation(&self) -> Option<&Relation> {
        match self {
            Self::Known(relation) => Some(relation),
            Self::Nobody => None,
        }
    }

    fn key(&self) -> (bool, &str, Option<Uuid>) {
        match self {
            Self::Known(relation) => (false, &relation.name, Some(relation.id)),
            Self::Nobody => (true, "", None),
        }
    }
}

impl PartialOrd for Customer {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// By name, nobody last.
impl Ord for Customer {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

/// Names by id: a relation that was renamed appears once, under the name that sorts first, in whatever order the rows
/// came.
#[derive(Debug, Default)]
pub(crate) struct Names(HashMap<Uuid, (Option<String>, Option<String>)>);

impl Names {
    pub(crate) fn note(&mut self, id: Uuid, code: Option<&str>, name: Option<&str>) {
        let known = self.0.entry(id).or_default();
        keep_first(&mut known.0, code);
        keep_first(&mut known.1, name);
    }

    /// All of them.
    pub(crate) fn relations(self) -> HashMap<Uuid, Arc<Relation>> {
        let relation = |(id, (code, name)): (Uuid, (Option<String>, Option<String>))| {
            (id, Arc::new(Relation { id, code, name: name.unwrap_or_default() }))
        };
        self.0.into_iter().map(relation).collect()
    }

    pub(crate) fn relation(&self, id: Uuid) -> Relation {
        let (code, name) = self.0.get(&id).cloned().unwrap_or_default();
        Relation { id, code, name: name.unwrap_or_default() }
    }
}

fn keep_first(known: &mut Option<String>, new: Option<&str>) {
    let Some(new) = new.map(str::trim).filter(|text| !text.is_empty()) else { return };
    if known.as_deref().is_none_or(|known| new < known) {
        *known = Some(new.to_owned());
    }
}
