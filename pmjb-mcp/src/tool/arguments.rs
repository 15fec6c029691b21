//! What a caller may ask of a tool. Wrong arguments are told in Dutch, by name.

use rmcp::model::JsonObject;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::schema;
use crate::dutch;
use crate::failure::Failure;

/// How many rows a top has.
pub(super) fn top(asked: Option<u16>) -> Result<Option<usize>, Failure> {
    match asked {
        Some(0) => Err(Failure::new("argument_onjuist", "“top” is minstens 1.", "Laat “top” weg voor alle rijen.")),
        asked => Ok(asked.map(usize::from)),
    }
}

/// Reads the arguments of a tool.
pub(super) fn read<A: DeserializeOwned + JsonSchema + 'static>(tool: &str, given: JsonObject) -> Result<A, Failure> {
    let schema = schema::input::<A>();
    let properties = schema.get("properties").and_then(Value::as_object).cloned().unwrap_or_default();
    let mut kept = JsonObject::new();
    for (name, value) in given {
        // A position is sometimes asked for as a period, and a period as a day.
        let has = |name: &str| properties.contains_key(name);
        let name = match name.as_str() {
            "periode" if !has("periode") && has("peildatum") => "peildatum".to_owned(),
            "peildatum" if !has("peildatum") && has("periode") => "periode".to_owned(),
            _ => name,
        };
        let Some(property) = properties.get(&name) else {
            return Err(unknown(tool, &name, properties.keys()));
        };
        // Some models send every argument, and nothing in those they mean to leave out.
        if value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty()) {
            continue;
        }
        let value = coerced(property, value);
        let alone = JsonObject::from_iter([(name.clone(), value.clone())]);
        if serde_json::from_value::<A>(Value::Object(alone)).is_err() {
            return Err(wrong(tool, &name, property, &value));
        }
        kept.insert(name, value);
    }
    serde_json::from_value(Value::Object(kept)).map_err(|_| {
        Failure::new("argument_onjuist", format!("De argumenten van {tool} zijn niet begrepen."), "Vraag het anders.")
    })
}

/// Years and numbers come as numbers from some models, numbers as text from others; both are plain enough.
fn coerced(property: &Value, value: Value) -> Value {
    match (property.get("type").and_then(Value::as_str), &value) {
        (Some("string"), Value::Number(number)) => Value::String(number.to_string()),
        (Some("string"), Value::String(text)) if property.get("enum").is_some() => json!(text.trim().to_lowercase()),
        // 5.0 is a whole number as well.
        (Some("integer"), Value::Number(number)) if !number.is_u64() => number
            .as_f64()
            .filter(|number| number.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(number))
            .and_then(|number| format!("{number:.0}").parse::<u64>().ok())
            .map_or(value, |number| json!(number)),
        (Some("integer"), Value::String(text)) => text.trim().parse::<u64>().map_or(value, |number| json!(number)),
        _ => value,
    }
}

fn unknown<'a>(tool: &str, name: &str, known: impl Iterator<Item = &'a String>) -> Failure {
    let known: Vec<_> = known.cloned().collect();
    Failure::new(
        "argument_onbekend",
        format!("{tool} kent geen argument “{}”.", dutch::clean(name)),
        format!("Mogelijk zijn: {}.", dutch::list(&known)),
    )
}

fn wrong(tool: &str, name: &str, property: &Value, value: &Value) -> Failure {
    let choices = property.get("enum").and_then(Value::as_array).map(|choices| {
        let names: Vec<_> = choices.iter().filter_map(Value::as_str).map(str::to_owned).collect();
        format!("Kies uit: {}.", dutch::list(&names))
    });
    let next = choices.unwrap_or_else(|| match property.get("type").and_then(Value::as_str) {
        Some("integer") => "Geef een geheel getal van nul of hoger.".to_owned(),
        _ => "Geef een tekst.".to_owned(),
    });
    let shown = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    Failure::new(
        "argument_onjuist",
        format!("“{}” is geen geldige waarde voor {name} van {tool}.", dutch::clean(&shown)),
        next,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tool::revenue::{RevenueArguments, RevenueBy};
    use crate::tool::vat::VatArguments;

    fn object(value: Value) -> JsonObject {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn an_unknown_argument_is_named_with_those_that_exist() {
        let failure = read::<VatArguments>("btw", object(json!({"klant": "Molen"}))).unwrap_err();
        assert_eq!(failure.code, "argument_onbekend");
        assert!(failure.message.contains("“klant”") && failure.next.contains("administratie, "), "{failure:?}");
    }

    #[test]
    fn a_wrong_value_is_named_with_what_is_possible() {
        let failure = read::<RevenueArguments>("omzet", object(json!({"per": "week"}))).unwrap_err();
        assert!(failure.message.contains("“week”") && failure.next.contains("kwartaal"), "{failure:?}");
        let failure = read::<RevenueArguments>("omzet", object(json!({"top": -1}))).unwrap_err();
        assert!(failure.next.contains("geheel getal"), "{failure:?}");
        assert!(read::<RevenueArguments>("omzet", object(json!({"periode": ["2025"]}))).is_err());
    }

    #[test]
    fn numbers_as_text_text_as_numbers_and_nulls_are_understood() {
        let given = json!({"periode": 2016, "top": "5", "per": " Klant", "administratie": null});
        let blank = json!({"periode": " ", "per": "", "administratie": null});
        let blank = read::<RevenueArguments>("omzet", object(blank)).unwrap();
        assert!(blank.period.is_none() && blank.by.is_none());
        let read = read::<RevenueArguments>("omzet", object(given)).unwrap();
        assert_eq!(read.period.as_deref(), Some("2016"));
        assert_eq!((read.top, read.by, read.administration), (Some(5), Some(RevenueBy::Customer), None));
    }
}
