//! What a caller may ask of a tool. Wrong arguments are told in Dutch, by name.

use rmcp::model::JsonObject;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::schema;
use crate::dutch;
use crate::failure::Failure;

/// Arguments of `administraties`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListArguments {
    #[serde(default, rename = "administratie")]
    #[schemars(with = "String", description = "toon alleen deze: naam, nummer of code")]
    pub(crate) administration: Option<String>,
}

/// Arguments of `omzet`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RevenueArguments {
    #[serde(default, rename = "administratie")]
    #[schemars(with = "String", description = "naam, nummer of code; leeg is de gekozen administratie")]
    pub(crate) administration: Option<String>,
    #[serde(default, rename = "periode")]
    #[schemars(
        with = "String",
        description = "bijvoorbeeld: dit jaar (standaard), vorige maand, december 2025, Q4 2025, boekjaar 2025, januari t/m maart 2025"
    )]
    pub(crate) period: Option<String>,
    #[serde(default, rename = "per")]
    #[schemars(with = "RevenueBy", description = "waarover de rijen gaan; standaard periode (meestal maand)")]
    pub(crate) by: Option<RevenueBy>,
    #[serde(default)]
    #[schemars(
        with = "u16",
        range(min = 1, max = 1000),
        description = "alleen de grootste zoveel klanten of rekeningen, de rest in één rij"
    )]
    pub(crate) top: Option<u16>,
}

/// Rows of `omzet`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(inline)]
pub(crate) enum RevenueBy {
    #[serde(rename = "periode", alias = "maand")]
    Period,
    #[serde(rename = "kwartaal")]
    Quarter,
    #[serde(rename = "jaar")]
    Year,
    #[serde(rename = "klant")]
    Customer,
    #[serde(rename = "rekening")]
    Account,
}

/// Arguments of `debiteuren` and `crediteuren`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OpenItemsArguments {
    #[serde(default, rename = "administratie")]
    #[schemars(with = "String", description = "naam, nummer of code; leeg is de gekozen administratie")]
    pub(crate) administration: Option<String>,
    #[serde(default, rename = "peildatum")]
    #[schemars(
        with = "String",
        description = "de stand op deze dag of aan het einde van deze periode; standaard vandaag"
    )]
    pub(crate) as_of: Option<String>,
    #[serde(default, rename = "relatie")]
    #[schemars(with = "String", description = "alleen deze klant of leverancier: (deel van de) naam of code")]
    pub(crate) relation: Option<String>,
    #[serde(default, rename = "per")]
    #[schemars(with = "OpenItemsBy", description = "waarover de rijen gaan; standaard relatie")]
    pub(crate) by: Option<OpenItemsBy>,
    #[serde(default, rename = "ouder_dan_dagen")]
    #[schemars(
        with = "u16",
        range(min = 0, max = 36500),
        description = "alleen facturen meer dan zoveel dagen na de vervaldatum"
    )]
    pub(crate) older_than_days: Option<u16>,
}

/// Rows of `debiteuren` and `crediteuren`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(inline)]
pub(crate) enum OpenItemsBy {
    #[serde(rename = "relatie", alias = "klant", alias = "leverancier")]
    Relation,
    #[serde(rename = "factuur")]
    Invoice,
    #[serde(rename = "ouderdom")]
    Age,
}

/// Arguments of `btw`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct VatArguments {
    #[serde(default, rename = "administratie")]
    #[schemars(with = "String", description = "naam, nummer of code; leeg is de gekozen administratie")]
    pub(crate) administration: Option<String>,
    #[serde(default, rename = "periode")]
    #[schemars(
        with = "String",
        description = "de stand aan het einde van deze periode, bijvoorbeeld Q4 2025; standaard vandaag"
    )]
    pub(crate) period: Option<String>,
}

/// Arguments of `uitleg`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExplanationArguments {
    #[serde(default, rename = "kenmerk")]
    #[schemars(with = "String", description = "van het antwoord, zoals C3; leeg is het laatste")]
    pub(crate) mark: Option<String>,
}

/// Arguments of `begrippen`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TermArguments {
    #[serde(default, rename = "begrip")]
    #[schemars(with = "String", description = "zoals brutomarge; leeg geeft alle")]
    pub(crate) term: Option<String>,
}

/// Arguments of `search`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SearchArguments {
    #[serde(default)]
    #[schemars(with = "String", description = "naam, code, nummer van boekstuk of factuur, of een begrip")]
    pub(crate) query: Option<String>,
    #[serde(default, rename = "administratie")]
    #[schemars(with = "String")]
    pub(crate) administration: Option<String>,
}

/// Arguments of `fetch`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FetchArguments {
    #[serde(default)]
    #[schemars(with = "String", description = "uit search")]
    pub(crate) id: Option<String>,
    #[serde(default, rename = "administratie")]
    #[schemars(with = "String")]
    pub(crate) administration: Option<String>,
}

/// Reads the arguments of a tool.
pub(super) fn read<A: DeserializeOwned + JsonSchema + 'static>(tool: &str, given: JsonObject) -> Result<A, Failure> {
    let schema = schema::input::<A>();
    let properties = schema.get("properties").and_then(Value::as_object).cloned().unwrap_or_default();
    let mut kept = JsonObject::new();
    for (name, value) in given {
        // A position is sometimes asked for as a period.
        let name = match name.as_str() {
            "periode" if !properties.contains_key("periode") && properties.contains_key("peildatum") => {
                "peildatum".to_owned()
            }
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

    fn object(value: Value) -> JsonObject {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn an_unknown_argument_is_named_with_those_that_exist() {
        let failure = read::<VatArguments>("btw", object(json!({"per": "kwartaal"}))).unwrap_err();
        assert_eq!(failure.code, "argument_onbekend");
        assert!(failure.message.contains("“per”") && failure.next.contains("administratie en periode"), "{failure:?}");
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
