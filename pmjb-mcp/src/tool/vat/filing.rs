use exact_model::CodeList as _;
use exact_model::codes::{ReturnStatus, ReturnType};
use exact_reports::vat::{BoxMapping, Correction, Rounding, TaxPeriod};
use rust_decimal::Decimal;
use serde_json::json;

use super::label;
use crate::books::{Books, Opened};
use crate::dutch;
use crate::failure::Failure;
use crate::figure::{Figure, Time};
use crate::reply::Reply;
use crate::sheet::{Cell, Column, Sheet};

/// What was filed next to what the books say now.
pub(super) async fn compared(books: &Books, opened: &Opened, periods: &[TaxPeriod]) -> Result<Reply, Failure> {
    let answer = opened.live.filed_returns(periods, &BoxMapping::default(), Rounding::InFavour).await?;
    let report = &answer.report;
    let mut sheet = Sheet::new([
        Column::new("naam", "Tijdvak"),
        Column::new("status", "Status"),
        Column::new("ingediend", "Ingediend"),
        Column::new("bedrag", "Volgens de boeken nu"),
        Column::new("verschil", "Verschil"),
    ]);
    for one in &report.returns {
        let status = one.status.as_ref().map_or_else(|| "geen aangifte in Exact".to_owned(), status);
        let difference = if one.filed.is_some() { one.difference.into() } else { Cell::Blank };
        sheet.row([one.period.label().into(), status.into(), one.filed.into(), one.books.into(), difference]);
    }
    let filed = report.returns.iter().filter(|one| one.filed.is_some()).count();
    let differing = report.returns.iter().filter(|one| !one.difference.is_zero()).count();
    let name = dutch::quoted(&opened.listed.administration.name);
    let money = |amount| dutch::money(amount, &opened.listed.currency);
    let during = dutch::during(&label(periods));
    let (correction, key) = match report.correction {
        Correction::None => ("Er hoeft niets te worden gecorrigeerd.", "geen"),
        Correction::NextReturn => ("Dat mag in de volgende aangifte worden meegenomen.", "volgende_aangifte"),
        Correction::Supplementary => ("Daarvoor is een suppletie nodig.", "suppletie"),
    };
    let sentence = if filed == 0 {
        format!("Over {during} heeft Exact bij {name} nog geen ingediende btw-aangifte.")
    } else if differing == 0 {
        format!("De ingediende btw-aangiften van {name} over {during} kloppen met de boeken van nu.")
    } else {
        format!(
            "Over {during} {} bij {name} {} af van de boeken van nu, per saldo {}. {correction}",
            if differing == 1 { "wijkt" } else { "wijken" },
            dutch::count(differing, "ingediende aangifte", "ingediende aangiften"),
            money(report.net)
        )
    };
    let time = Time::days(&label(periods), periods.first().map(|one| one.start), periods.last().map(|one| one.end));
    let total: Decimal = report.net;
    let figure = Figure::new(sentence, total, time, sheet).facts([("correctie", json!(key))]).charted(report, opened);
    Ok(figure.reply(books, opened, &answer))
}

/// Which returns there are, how far they are, and the next deadline.
pub(super) async fn deadlines(books: &Books, opened: &Opened) -> Result<Reply, Failure> {
    let answer = opened.live.tax_returns(opened.today).await?;
    let report = &answer.report;
    let mut sheet = Sheet::new([
        Column::new("naam", "Aangifte"),
        Column::new("tijdvak", "Tijdvak"),
        Column::new("status", "Status"),
        Column::new("termijn", "Uiterlijk"),
        Column::new("bedrag", "Bedrag"),
    ]);
    for one in &report.returns {
        let kind = match one.kind {
            ReturnType::Vat => "btw",
            ReturnType::EcSalesList => "icp",
            _ => "andere aangifte",
        };
        sheet.row([
            kind.into(),
            one.period.map(|period| period.label()).into(),
            status(&one.status).into(),
            one.due.into(),
            one.amount.into(),
        ]);
    }
    let to_file: Vec<_> = report.to_file.iter().map(TaxPeriod::label).collect();
    let name = dutch::quoted(&opened.listed.administration.name);
    let mut sentence = match (report.next_deadline, to_file.as_slice()) {
        (Some(day), []) => {
            format!(
                "{name} heeft alle afgelopen btw-tijdvakken ingediend; de volgende aangifte moet uiterlijk {} binnen zijn.",
                dutch::date(day)
            )
        }
        (Some(day), periods) => format!(
            "{name} moet de btw-aangifte over {} nog indienen, uiterlijk {}.",
            dutch::list(periods),
            dutch::date(day)
        ),
        (None, _) => format!(
            "Exact heeft van {name} nog geen ingediende btw-aangifte, dus het tijdvak is niet bekend; per kwartaal is het de laatste dag van de maand erna."
        ),
    };
    if report.is_late {
        sentence.push_str(" Die dag is voorbij.");
    }
    let total: Decimal = report.returns.iter().filter(|one| one.is_to_be_filed()).map(|one| one.amount).sum();
    let mut figure = Figure::new(sentence, total, Time::as_of(opened.today), sheet);
    if let Some(day) = report.next_deadline {
        figure = figure.facts([("termijn", json!(day.to_string()))]);
    }
    Ok(figure.reply(books, opened, &answer))
}

fn status(status: &ReturnStatus) -> String {
    status.dutch().unwrap_or("onbekend").to_lowercase()
}
