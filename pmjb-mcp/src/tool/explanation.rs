use exact_reports::basis::Discrepancy;
use rmcp::model::JsonObject;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::books::Books;
use crate::dutch;
use crate::failure::Failure;
use crate::memory::Remembered;
use crate::reply::Reply;
use crate::sheet::{Column, Sheet};

/// Arguments of `uitleg`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExplanationArguments {
    #[serde(default, rename = "kenmerk")]
    #[schemars(with = "String", description = "zoals C3; leeg is het laatste")]
    pub(crate) mark: Option<String>,
    #[serde(default, rename = "bedrag_elders")]
    #[schemars(with = "String", description = "bedrag dat Exact toont")]
    elsewhere: Option<String>,
}

/// What the data has besides what every answer has.
pub(super) fn facts_schema() -> [(&'static str, Value); 2] {
    let text = json!({ "type": "string" });
    [("kenmerk", text.clone()), ("verschil", text)]
}

pub(super) fn answer(books: &Books, arguments: &ExplanationArguments) -> Result<Reply, Failure> {
    let remembered = find(books, arguments.mark.as_deref())?;
    match &arguments.elsewhere {
        Some(elsewhere) => compared(&remembered, elsewhere),
        None => Ok(explained(&remembered)),
    }
}

/// The answer of that mark, or the last one.
pub(super) fn find(books: &Books, asked: Option<&str>) -> Result<Remembered, Failure> {
    books.memory().find(asked).ok_or_else(|| {
        let message = match asked {
            Some(mark) => format!("Een antwoord met kenmerk “{}” is hier niet (meer) bekend.", dutch::clean(mark)),
            None => "Er is nog geen cijfer gegeven om uit te leggen.".to_owned(),
        };
        Failure::new("niets_uit_te_leggen", message, "Vraag het cijfer opnieuw; de grondslag staat er dan bij.")
    })
}

fn explained(remembered: &Remembered) -> Reply {
    let facts = &remembered.facts;
    let told = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned).unwrap_or_default();
    let number = |name: &str| facts.get(name).and_then(Value::as_u64).map(|n| n.to_string()).unwrap_or_default();
    let mut sheet = Sheet::new([Column::new("onderdeel", "Onderdeel"), Column::new("uitleg", "Uitleg")]);
    let mut row = |name: &str, value: String| {
        if !value.is_empty() {
            sheet.row([name.into(), value.into()]);
        }
    };
    row("Vraag", asked(remembered));
    row("Antwoord", remembered.sentence.clone());
    row("Administratie", told(facts.get("administratie").and_then(|one| one.get("naam"))));
    row("Periode", told(facts.get("periode").and_then(|one| one.get("omschrijving"))));
    row("Grondslag", told(facts.get("grondslag")));
    row("Rekeningen", remembered.accounts.join(", "));
    row("Regels", number("regels"));
    for control in facts.get("controles").and_then(Value::as_array).into_iter().flatten() {
        let part = |name: &str| told(control.get(name));
        let value = format!("wij {}, Exact {}, verschil {}", part("ons"), part("exact"), part("verschil"));
        row(&format!("Controle met {}", part("naam")), value);
    }
    row("Aanroepen toen", number("aanroepen"));
    let sentence =
        format!("Zo kwam antwoord {} ({}) tot stand; er is niets opnieuw gelezen.", remembered.mark, remembered.tool);
    unread(remembered, sentence, &sheet, [])
}

/// An answer for which nothing was read, with what its data has besides.
fn unread<const N: usize>(remembered: &Remembered, sentence: String, sheet: &Sheet, more: [(&str, Value); N]) -> Reply {
    let mut data = JsonObject::new();
    let always = [
        ("antwoord", json!(sentence)),
        ("rijen", sheet.data()),
        ("volledig", json!(true)),
        ("aanroepen", json!(0)),
        ("kenmerk", json!(remembered.mark)),
    ];
    data.extend(always.into_iter().chain(more).map(|(name, value)| (name.to_owned(), value)));
    Reply {
        structured: Value::Object(data),
        tables: vec![sheet.table("")],
        notes: vec!["Niets opnieuw gelezen; aanroepen van Exact Online: 0.".to_owned()],
        ..Reply::said(sentence)
    }
}

/// Why an overview in Exact shows another amount than the answer.
fn compared(remembered: &Remembered, elsewhere: &str) -> Result<Reply, Failure> {
    let other = dutch::amount_of(elsewhere).ok_or_else(|| {
        let message = format!("“{}” is geen bedrag.", dutch::clean(elsewhere));
        Failure::new("geen_bedrag", message, "Schrijf het bedrag als 12.345,67.")
    })?;
    let nothing = || {
        let message = format!("Antwoord {} heeft geen totaal om mee te vergelijken.", remembered.mark);
        Failure::new("niets_uit_te_leggen", message, "Vraag eerst het cijfer dat met het overzicht moet kloppen.")
    };
    let ground = remembered.ground.as_ref().ok_or_else(nothing)?;
    let found = Discrepancy::between(ground.total, other, &ground.basis, &ground.checks).ok_or_else(nothing)?;
    let money = |amount| dutch::money(amount, &ground.currency);
    let sentences = found.sentences();
    let sentence = format!(
        "Antwoord {} ({}) is {}, het bedrag elders {}. {}",
        remembered.mark,
        remembered.tool,
        money(found.ours),
        money(found.other),
        sentences.first().map(String::as_str).unwrap_or_default()
    );
    let mut sheet = Sheet::new([Column::new("onderdeel", "Onderdeel"), Column::new("uitleg", "Uitleg")]);
    sheet.row(["Dit antwoord".into(), money(found.ours).into()]);
    sheet.row(["Bedrag elders".into(), money(found.other).into()]);
    sheet.row(["Verschil".into(), money(found.difference).into()]);
    for text in &sentences {
        sheet.row(["Verklaring".into(), text.as_str().into()]);
    }
    let difference = json!(dutch::plain(found.difference));
    Ok(unread(remembered, sentence, &sheet, [("verschil", difference)]))
}

fn asked(remembered: &Remembered) -> String {
    let given = remembered.arguments.as_object().into_iter().flatten();
    let given: Vec<_> = given
        .map(|(name, value)| {
            let value = value.as_str().map_or_else(|| value.to_string(), dutch::clean);
            format!("{name}: {value}")
        })
        .collect();
    if given.is_empty() { remembered.tool.to_owned() } else { format!("{} ({})", remembered.tool, given.join(", ")) }
}
