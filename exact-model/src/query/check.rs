//! What Exact is known to refuse, found before it is sent.

use super::{Query, QueryError};
use crate::meta::Family;

impl<E> Query<E> {
    pub(super) fn check(&self) -> Result<(), QueryError> {
        let endpoint = self.meta.id;
        let asked = self.columns();
        let named = asked.iter().map(|column| column.split('/').next().unwrap_or(column));
        if let Some(missing) = named.into_iter().find(|column| self.meta.property(column).is_none()) {
            return Err(QueryError::NoSuchColumn { endpoint, column: missing.to_owned() });
        }
        let mut refused = None;
        for condition in &self.conditions {
            condition.columns(&mut |column| {
                if self.meta.property(column).is_none() {
                    refused.get_or_insert(QueryError::NoSuchColumn { endpoint, column: column.to_owned() });
                } else if self.meta.refuses_filter_on(column) && !self.is_sync_timestamp(column) {
                    refused.get_or_insert(QueryError::NotFilterable { endpoint, column });
                }
            });
        }
        if let Some(error) = refused {
            return Err(error);
        }
        let Some(parameters) = self.meta.parameters else { return Ok(()) };
        let known = |name: &str| parameters.iter().any(|parameter| parameter.name == name);
        if let Some((name, _)) = self.arguments.iter().find(|(name, _)| !known(name)) {
            return Err(QueryError::NoSuchParameter { endpoint, parameter: name.clone() });
        }
        let given = |name: &str| self.arguments.iter().any(|(given, _)| given == name);
        match parameters.iter().find(|parameter| parameter.required && !given(parameter.name)) {
            Some(missing) => Err(QueryError::MissingParameter { endpoint, parameter: missing.name }),
            None => Ok(()),
        }
    }

    fn is_sync_timestamp(&self, column: &str) -> bool {
        self.meta.family == Family::Sync && column == "Timestamp"
    }
}
