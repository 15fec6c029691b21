use serde_json::json;

use super::arguments::ListArguments;
use crate::administration::choose;
use crate::books::Books;
use crate::dutch;
use crate::failure::Failure;
use crate::reply::Reply;
use crate::sheet::{Cell, Column, Sheet};

pub(super) async fn answer(books: &Books, arguments: ListArguments) -> Result<Reply, Failure> {
    let (listed, calls) = books.list().await?;
    let shown = match arguments.administration.as_deref() {
        Some(asked) => vec![choose(&listed, asked)?],
        None => listed.iter().collect(),
    };
    let chosen = books.chosen_code();
    let mut sheet = Sheet::new([
        Column::new("nummer", "Nummer"),
        Column::data("naam"),
        Column::shown("Naam"),
        Column::new("code", "Code"),
        Column::new("valuta", "Valuta"),
        Column::new("gekozen", "Gekozen"),
        Column::data("gearchiveerd"),
    ]);
    for one in &shown {
        let administration = &one.administration;
        let name = administration.name.clone();
        sheet.row([
            Cell::Count(administration.number),
            name.clone().into(),
            if one.archived { format!("{name} (gearchiveerd)") } else { name }.into(),
            Cell::Count(i64::from(administration.code)),
            one.currency.clone().into(),
            Cell::Flag(chosen == Some(administration.code)),
            Cell::Flag(one.archived),
        ]);
    }
    let names: Vec<_> = shown.iter().map(|one| dutch::quoted(&one.administration.name)).collect();
    let count = dutch::count(shown.len(), "administratie", "administraties");
    let sentence = if arguments.administration.is_some() {
        dutch::sentence(&format!("Gevonden: {}", dutch::list(&names)))
    } else if names.len() <= 12 {
        dutch::sentence(&format!("Je hebt {count}: {}", dutch::list(&names)))
    } else {
        format!("Je hebt {count}.")
    };
    Ok(Reply {
        structured: json!({ "antwoord": sentence, "rijen": sheet.data(), "volledig": true, "aanroepen": calls }),
        sentence,
        tables: vec![sheet.table("")],
        notes: vec![format!("Volledig gelezen; aanroepen van Exact Online: {calls}.")],
    })
}
