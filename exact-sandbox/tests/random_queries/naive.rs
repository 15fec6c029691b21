//! What a condition and an order mean, decided on the JSON of the rows and on nothing else.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde_json::Value as Json;

/// A value as the wire shows it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Null,
    Bool(bool),
    Number(Decimal),
    Text(String),
    Guid(String),
    /// Milliseconds of a wall clock.
    Date(i64),
}

/// A row by the names of its properties, `__metadata` left out.
pub(super) type Row = BTreeMap<String, Value>;

/// The row in an object of the JSON.
pub(super) fn row(json: &Json) -> Row {
    let fields = json.as_object().unwrap().iter().filter(|(name, _)| *name != "__metadata");
    fields.map(|(name, value)| (name.clone(), self::value(value))).collect()
}

fn value(json: &Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(value) => Value::Bool(*value),
        Json::Number(number) => Value::Number(number.to_string().parse().unwrap()),
        Json::String(text) => match text.strip_prefix("/Date(").and_then(|rest| rest.strip_suffix(")/")) {
            Some(ms) => Value::Date(ms.parse().unwrap()),
            None if is_guid(text) => Value::Guid(text.clone()),
            None => Value::Text(text.clone()),
        },
        _ => panic!("{json} is no value of a property"),
    }
}

fn is_guid(text: &str) -> bool {
    text.len() == 36 && text.split('-').map(str::len).eq([8, 4, 4, 4, 12])
}

/// Null before everything, GUIDs by their last group first and the first three groups from back to front.
pub(super) fn order(left: &Value, right: &Value) -> Ordering {
    match (left, right) {
        (Value::Null, Value::Null) => Ordering::Equal,
        (Value::Null, _) => Ordering::Less,
        (_, Value::Null) => Ordering::Greater,
        (Value::Bool(left), Value::Bool(right)) => left.cmp(right),
        (Value::Number(left), Value::Number(right)) => left.cmp(right),
        (Value::Text(left), Value::Text(right)) => left.cmp(right),
        (Value::Date(left), Value::Date(right)) => left.cmp(right),
        (Value::Guid(left), Value::Guid(right)) => groups(left).cmp(&groups(right)),
        _ => panic!("{left:?} and {right:?} are of different kinds"),
    }
}

fn groups(guid: &str) -> Vec<String> {
    let groups: Vec<&str> = guid.split('-').collect();
    let back_to_front = |hex: &str| {
        let bytes: Vec<&str> = (0..hex.len()).step_by(2).map(|at| &hex[at..at + 2]).collect();
        bytes.into_iter().rev().collect::<String>()
    };
    let [first, second, third, fourth, last] = groups[..] else { panic!("{guid} is no GUID") };
    vec![last.to_owned(), fourth.to_owned(), back_to_front(third), back_to_front(second), back_to_front(first)]
}

/// The value as a literal of a query.
pub(super) fn literal(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Text(text) => format!("'{}'", text.replace('\'', "''")),
        Value::Guid(guid) => format!("guid'{guid}'"),
        Value::Date(ms) => {
            let at = chrono::DateTime::from_timestamp_millis(*ms).unwrap().naive_utc();
            format!("datetime'{}'", at.format("%Y-%m-%dT%H:%M:%S%.3f"))
        }
    }
}
