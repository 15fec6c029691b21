use exact_reports::calendar::BookYear;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::administration::choose;
use crate::books::Books;
use crate::dutch;
use crate::failure::Failure;
use crate::reply::Reply;
use crate::sheet::{Cell, Column, Sheet};

/// Arguments of `administraties`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListArguments {
    #[serde(default, rename = "administratie")]
    #[schemars(with = "String", description = "toon alleen deze: naam, nummer of code")]
    pub(crate) administration: Option<String>,
}

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
    let mut reply = Reply {
        structured: json!({ "antwoord": sentence, "rijen": sheet.data(), "volledig": true, "aanroepen": calls }),
        tables: vec![sheet.table("")],
        notes: vec![format!("Volledig gelezen; aanroepen van Exact Online: {calls}.")],
        ..Reply::said(sentence)
    };
    if let (Some(_), [only]) = (arguments.administration.as_deref(), shown.as_slice()) {
        let opened = books.open(Some(&only.administration.code.to_string())).await?;
        let years = opened.live.book_years().await?;
        let years_sheet = book_years(&years.years);
        let calls = calls + opened.calls + years.calls;
        if let Some(data) = reply.structured.as_object_mut() {
            data.insert("boekjaren".to_owned(), years_sheet.data());
            data.insert("aanroepen".to_owned(), json!(calls));
        }
        reply.tables.push(years_sheet.table(""));
        reply.notes = vec![format!("Volledig gelezen; aanroepen van Exact Online: {calls}.")];
    }
    Ok(reply)
}

fn book_years(years: &[BookYear]) -> Sheet {
    let mut sheet = Sheet::new([
        Column::new("boekjaar", "Boekjaar"),
        Column::new("van", "Van"),
        Column::new("tot", "Tot en met"),
        Column::new("perioden", "Perioden"),
    ])
    .titled("Boekjaren");
    for year in years {
        let periods = i64::from(year.last) - i64::from(year.first) + 1;
        sheet.row([i64::from(year.year).into(), year.start.into(), year.end.into(), periods.into()]);
    }
    sheet
}
