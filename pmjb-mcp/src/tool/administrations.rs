use exact_reports::calendar::BookYear;
use exact_reports::closing::Closing;
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
        let mut calls = calls + opened.calls + years.calls;
        if let Some(current) = years.years.iter().find(|year| (year.start..=year.end).contains(&opened.today)) {
            // Not every app may read it, and the book years are an answer without.
            let sentence = match opened.live.closing(current.year).await {
                Ok(answer) => {
                    calls += answer.calls;
                    closed(current, &answer.report)
                }
                Err(_) => "Tot welke periode is afgesloten, was niet te lezen.".to_owned(),
            };
            reply.sentence = format!("{} {sentence}", reply.sentence);
        }
        if let Some(data) = reply.structured.as_object_mut() {
            data.insert("boekjaren".to_owned(), years_sheet.data());
            data.insert("aanroepen".to_owned(), json!(calls));
            data.insert("antwoord".to_owned(), json!(reply.sentence));
        }
        reply.tables.push(years_sheet.table(""));
        reply.notes = vec![format!("Volledig gelezen; aanroepen van Exact Online: {calls}.")];
    }
    Ok(reply)
}

/// "Boekjaar 2026 loopt van 01-01-2026 t/m 31-12-2026; het is afgesloten t/m periode 9. Periode 10 is nog open in dagboek 20."
fn closed(year: &BookYear, closing: &Closing) -> String {
    let mut sentence = format!(
        "Boekjaar {} loopt van {}; {}.",
        year.year,
        dutch::between(year.start, year.end),
        closing.closed_through.map_or_else(
            || "er is nog geen periode van afgesloten".to_owned(),
            |period| format!("het is afgesloten t/m periode {period}")
        ),
    );
    if let Some(first) = closing.periods.iter().find(|period| !period.is_closed() && period.closed > 0) {
        let journals: Vec<_> = first.open.iter().map(|journal| dutch::clean(&journal.code)).collect();
        let journal = if journals.len() == 1 { "dagboek" } else { "dagboeken" };
        sentence.push_str(&format!(" Periode {} is nog open in {journal} {}.", first.number, dutch::list(&journals)));
    }
    sentence
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
