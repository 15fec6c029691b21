//! The body of a POST or PUT: properties of the endpoint with values of their types.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use exact_model::{Edm, Meta};
use rust_decimal::Decimal;
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::books::Value;
use crate::error::Refusal;
use crate::odata::literal::parse_moment;
use crate::schema;

/// What was sent of one entity.
#[derive(Debug, Default)]
pub(super) struct Payload {
    /// Properties by name, without those sent as an empty date.
    pub(super) values: BTreeMap<&'static str, Value>,
    /// Names of every property in the body, empty ones too.
    sent: Vec<&'static str>,
    /// Nested rows.
    pub(super) rows: Vec<Payload>,
}

impl Payload {
    /// Reads a body. Nothing but properties of the endpoint may be in it.
    pub(super) fn read(meta: &'static Meta, body: &[u8]) -> Result<Self, Refusal> {
        let fields: BTreeMap<String, Box<RawValue>> =
            serde_json::from_slice(body).map_err(|_| stream("The request body is not a JSON object."))?;
        let mut payload = Self::default();
        for (name, raw) in &fields {
            if name == "__metadata" {
                continue;
            }
            let Some(property) = meta.property(name) else {
                let kind = schema::type_name(meta);
                let text = format!("The property name '{name}' specified for type '{kind}' is not valid.");
                return Err(stream(&text));
            };
            payload.sent.push(property.name);
            if let Edm::Nested(_) = property.edm {
                let Some(inner) = schema::nested_endpoint(meta, property.name) else { continue };
                payload.rows = nested(raw.get())?
                    .iter()
                    .map(|row| Self::read(inner, row.get().as_bytes()))
                    .collect::<Result<_, _>>()?;
            } else if let Some(value) = value(property.edm, raw.get(), name)? {
                payload.values.insert(property.name, value);
            }
        }
        Ok(payload)
    }

    /// Whether every property a new entity must have was sent.
    pub(super) fn check_mandatory(&self, meta: &'static Meta) -> Result<(), Refusal> {
        let missing = meta.properties.iter().find(|property| {
            property.is_mandatory()
                && !property.is_key()
                && (!self.sent.contains(&property.name) || self.is_blank(property.name))
        });
        missing.map_or(Ok(()), |property| Err(business(format!("Mandatory: {}", property.name))))
    }

    fn is_blank(&self, name: &str) -> bool {
        match self.values.get(name) {
            Some(Value::Text(text)) => text.trim().is_empty(),
            Some(Value::Guid(id)) => id.is_nil(),
            _ => false,
        }
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
        match self.values.get(name)? {
            Value::Text(text) => Some(text.trim()).filter(|text| !text.is_empty()),
            _ => None,
        }
    }

    pub(super) fn id(&self, name: &str) -> Option<Uuid> {
        match self.values.get(name)? {
            Value::Guid(id) => Some(*id),
            _ => None,
        }
    }

    pub(super) fn int(&self, name: &str) -> Option<i64> {
        match self.values.get(name)? {
            Value::Int(value) => Some(*value),
            _ => None,
        }
    }

    pub(super) fn number(&self, name: &str) -> Option<Decimal> {
        match self.values.get(name)? {
            Value::Number(value) => Some(*value),
            Value::Int(value) => Some(Decimal::from(*value)),
            _ => None,
        }
    }

    pub(super) fn moment(&self, name: &str) -> Option<NaiveDateTime> {
        match self.values.get(name)? {
            Value::Moment(at) => Some(*at),
            _ => None,
        }
    }
}

/// A rule of bookkeeping that the entity breaks: Exact answers those with 500.
pub(super) fn business(text: impl core::fmt::Display) -> Refusal {
    Refusal { status: 500, ..Refusal::bad_request(text) }
}

fn stream(text: &str) -> Refusal {
    Refusal::bad_request(format_args!("Error processing request stream. {text}"))
}

/// `[…]` or `{"results":[…]}`.
fn nested(raw: &str) -> Result<Vec<Box<RawValue>>, Refusal> {
    #[derive(serde::Deserialize)]
    struct Results {
        results: Vec<Box<RawValue>>,
    }
    let list = serde_json::from_str::<Vec<Box<RawValue>>>(raw);
    list.or_else(|_| serde_json::from_str::<Results>(raw).map(|rows| rows.results))
        .map_err(|_| stream("The nested rows are not a list."))
}

/// A value of that type. A null counts as zero, false or empty; only a date can be left empty by it.
fn value(edm: Edm, raw: &str, name: &str) -> Result<Option<Value>, Refusal> {
    let is_null = raw == "null";
    let text = || serde_json::from_str::<String>(raw).ok();
    let read = match edm {
        Edm::Boolean => if is_null { Some(false) } else { raw.parse().ok() }.map(Value::Bool),
        Edm::Byte | Edm::Int16 | Edm::Int32 | Edm::Int64 => {
            if is_null { Some(0) } else { raw.trim_matches('"').parse().ok() }.map(Value::Int)
        }
        Edm::Double => {
            let number = raw.trim_matches('"');
            let parsed = || number.parse().or_else(|_| Decimal::from_scientific(number)).ok();
            if is_null { Some(Decimal::ZERO) } else { parsed() }.map(Value::Number)
        }
        Edm::Guid => {
            let parsed = || text()?.trim_matches(['{', '}']).parse().ok();
            if is_null { Some(Uuid::nil()) } else { parsed() }.map(Value::Guid)
        }
        Edm::DateTime if is_null => return Ok(None),
        Edm::DateTime => text().and_then(|text| moment(&text)).map(Value::Moment),
        Edm::String | Edm::Binary | Edm::Nested(_) => {
            if is_null { Some(String::new()) } else { text() }.map(Value::Text)
        }
    };
    read.map(Some).ok_or_else(|| {
        stream(&format!(
            "Error encountered in converting the value from request payload for property '{name}' to type '{}', which is the property's expected type. See inner exception for more detail.",
            type_name(edm)
        ))
    })
}

/// `2026-06-25T00:00:00` or `/Date(1782345600000)/`.
fn moment(text: &str) -> Option<NaiveDateTime> {
    let ms = match text.strip_prefix("/Date(").and_then(|rest| rest.strip_suffix(")/")) {
        Some(ms) => ms.parse().ok()?,
        None => parse_moment(text)?,
    };
    chrono::DateTime::from_timestamp_millis(ms).map(|at| at.naive_utc())
}

const fn type_name(edm: Edm) -> &'static str {
    match edm {
        Edm::Boolean => "System.Boolean",
        Edm::Byte => "System.Byte",
        Edm::DateTime => "System.DateTime",
        Edm::Double => "System.Double",
        Edm::Guid => "System.Guid",
        Edm::Int16 => "System.Int16",
        Edm::Int32 => "System.Int32",
        Edm::Int64 => "System.Int64",
        Edm::Binary => "System.Byte[]",
        Edm::String | Edm::Nested(_) => "System.String",
    }
}
