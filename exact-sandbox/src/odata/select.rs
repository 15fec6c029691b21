//! `$select` and `$expand`: which properties an answer has.

use std::sync::Arc;

use exact_model::{Edm, Family, Meta, Property, Select};

use crate::error::Refusal;
use crate::navigation;
use crate::schema;
use crate::tables::Collection;

/// The properties of an answer, in the entity's own order.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) meta: &'static Meta,
    /// The type's name, made once for all rows.
    pub(crate) type_name: String,
    pub(crate) fields: Vec<Field>,
    /// The `$select` these fields come from, for links to more of the same rows.
    pub(crate) select: Option<String>,
}

impl Plan {
    /// A plan for rows of that endpoint.
    pub(crate) fn new(meta: &'static Meta, fields: Vec<Field>) -> Self {
        Self { meta, type_name: schema::type_name(meta), fields, select: None }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) kind: FieldKind,
}

#[derive(Debug, Clone)]
pub(crate) enum FieldKind {
    /// A value; `None` when the books know nothing of the property: always null.
    Value { edm: Edm, column: Option<usize> },
    /// Nested rows that were not asked for: only their address.
    Deferred,
    /// Nested rows; `None` when no endpoint of the books has them: always empty.
    Expanded(Option<Box<Plan>>),
}

/// An endpoint and its rows.
pub(crate) type Source = (&'static Meta, Arc<dyn Collection>);

/// Reads `$select` and `$expand` for an endpoint.
///
/// `nested` gives the endpoint and rows behind a navigation property, where the books have them.
pub(crate) fn plan(
    meta: &'static Meta,
    rows: &dyn Collection,
    select: Option<&str>,
    expand: Option<&str>,
    nested: &dyn Fn(&Meta, &str) -> Option<Source>,
) -> Result<Plan, Refusal> {
    let selected = select.map(|select| names(select).collect::<Vec<_>>());
    let expanded: Vec<&str> = expand.map(|expand| names(expand).collect()).unwrap_or_default();
    for name in selected.iter().flatten() {
        check_selected(meta, name)?;
    }
    for name in expanded.iter().map(|path| head(path)) {
        let property = meta.property(name).ok_or_else(|| unknown(meta, name))?;
        if !matches!(property.edm, Edm::Nested(_)) {
            let kind = schema::type_name(meta);
            let text = format_args!(
                "The property '{name}' on type '{kind}' is not a navigation property and cannot be expanded."
            );
            return Err(Refusal::bad_request(text));
        }
    }
    let star = selected.as_ref().is_none_or(|names| names.contains(&"*"));
    let wanted = |property: &Property| star || selected.iter().flatten().any(|name| head(name) == property.name);
    let mut fields = Vec::new();
    for property in meta.properties.iter().filter(|property| wanted(property)) {
        let kind = match property.edm {
            Edm::Nested(_) if expanded.iter().any(|path| head(path) == property.name) => {
                if navigation::is_single(property.name) {
                    // No books have one; a missing entity reads as null.
                    fields.push(Field {
                        name: property.name,
                        kind: FieldKind::Value { edm: property.edm, column: None },
                    });
                    continue;
                }
                let select = selected.as_deref().and_then(|names| behind(names, property.name));
                let expand = behind(&expanded, property.name);
                let inner = match nested(meta, property.name) {
                    Some((meta, rows)) => {
                        Some(plan(meta, rows.as_ref(), select.as_deref(), expand.as_deref(), nested)?.into())
                    }
                    None => None,
                };
                FieldKind::Expanded(inner)
            }
            Edm::Nested(_) => FieldKind::Deferred,
            edm => FieldKind::Value { edm, column: rows.column(property.name) },
        };
        fields.push(Field { name: property.name, kind });
    }
    Ok(Plan { select: select.map(str::to_owned), ..Plan::new(meta, fields) })
}

/// The `$select` or `$expand` of nested rows: what stands behind `Lines/` in the outer one.
fn behind(paths: &[&str], name: &str) -> Option<String> {
    let inner: Vec<&str> = paths
        .iter()
        .filter_map(|path| path.split_once('/'))
        .filter(|(head, _)| *head == name)
        .map(|(_, tail)| tail)
        .collect();
    (!inner.is_empty()).then(|| inner.join(","))
}

fn check_selected(meta: &'static Meta, name: &str) -> Result<(), Refusal> {
    if name == "*" {
        return if meta.select == Select::NoStar || meta.family == Family::Sync {
            Err(Refusal::bad_request("The use of $select=* is not allowed on this endpoint."))
        } else {
            Ok(())
        };
    }
    let head = head(name);
    let property = meta.property(head).ok_or_else(|| unknown(meta, head))?;
    if head != name && !matches!(property.edm, Edm::Nested(_)) {
        return Err(unknown(meta, name));
    }
    Ok(())
}

fn head(path: &str) -> &str {
    path.split('/').next().unwrap_or(path)
}

fn names(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').map(str::trim).filter(|name| !name.is_empty())
}

fn unknown(meta: &'static Meta, name: &str) -> Refusal {
    Refusal::bad_request(format_args!(
        "Could not find a property named '{name}' on type '{}'.",
        schema::type_name(meta)
    ))
}
