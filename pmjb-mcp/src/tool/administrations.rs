use schemars::JsonSchema;
use serde::Serialize;

use super::arguments::ListArguments;
use crate::administration::{Administration, choose};
use crate::books::Books;
use crate::dutch;
use crate::failure::Failure;
use crate::reply::Reply;
use crate::table::{Align, Table};

/// The administrations there are.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Directory {
    #[serde(rename = "antwoord")]
    #[schemars(description = "het antwoord in een Nederlandse zin")]
    answer: String,
    #[serde(rename = "rijen")]
    rows: Vec<DirectoryRow>,
    #[serde(rename = "volledig")]
    complete: bool,
    #[serde(rename = "aanroepen")]
    calls: u64,
}

#[derive(Debug, Serialize, JsonSchema)]
struct DirectoryRow {
    #[serde(flatten)]
    administration: Administration,
    #[serde(rename = "valuta")]
    currency: String,
    /// Whether questions that name none are about it.
    #[serde(rename = "gekozen")]
    chosen: bool,
    #[serde(rename = "gearchiveerd")]
    archived: bool,
}

pub(super) async fn answer(books: &Books, arguments: ListArguments) -> Result<Reply, Failure> {
    let (listed, calls) = books.list().await?;
    let shown = match arguments.administration.as_deref() {
        Some(asked) => vec![choose(&listed, asked)?],
        None => listed.iter().collect(),
    };
    let chosen = books.chosen_code();
    let mut table = Table::new([
        ("Nummer", Align::Right),
        ("Naam", Align::Left),
        ("Code", Align::Right),
        ("Valuta", Align::Left),
        ("Gekozen", Align::Left),
    ]);
    let mut rows = Vec::with_capacity(shown.len());
    for one in &shown {
        let administration = one.administration.clone();
        let is_chosen = chosen == Some(administration.code);
        let name =
            if one.archived { format!("{} (gearchiveerd)", administration.name) } else { administration.name.clone() };
        table.row([
            administration.number.to_string(),
            name,
            administration.code.to_string(),
            one.currency.clone(),
            if is_chosen { "ja" } else { "" }.to_owned(),
        ]);
        rows.push(DirectoryRow {
            administration,
            currency: one.currency.clone(),
            chosen: is_chosen,
            archived: one.archived,
        });
    }
    let names: Vec<_> = shown.iter().map(|one| one.administration.name.clone()).collect();
    let count = dutch::count(shown.len(), "administratie", "administraties");
    let sentence = if arguments.administration.is_some() {
        dutch::sentence(&format!("Gevonden: {}", dutch::list(&names)))
    } else if names.len() <= 12 {
        dutch::sentence(&format!("Je hebt {count}: {}", dutch::list(&names)))
    } else {
        format!("Je hebt {count}.")
    };
    let directory = Directory { answer: sentence.clone(), rows, complete: true, calls };
    Ok(Reply {
        structured: serde_json::to_value(directory).unwrap_or_default(),
        sentence,
        tables: vec![table],
        notes: vec![format!("Volledig gelezen; aanroepen van Exact Online: {calls}.")],
    })
}
