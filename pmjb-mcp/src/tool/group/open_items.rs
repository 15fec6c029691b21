use std::collections::BTreeMap;

use exact_reports::live::Answer;
use exact_reports::open_items::{OpenPosition, Side};
use rust_decimal::Decimal;

use super::everyone;
use crate::books::{Books, Opened};
use crate::dutch;
use crate::failure::Failure;
use crate::figure::{Figure, Time};
use crate::reply::Reply;
use crate::sheet::{Cell, Column, Sheet};
use crate::tool::relation::{self, name_of};

/// What is open in one administration: all of it, or that of one customer or supplier.
struct Part {
    name: String,
    currency: String,
    relation: Option<String>,
    invoices: usize,
    total: Decimal,
    overdue: Decimal,
}

/// What is open in every administration, or in which of them a customer or supplier has something open.
pub(in crate::tool) async fn answer(books: &Books, side: Side, asked: Option<&str>) -> Result<Reply, Failure> {
    let (listed, mut calls) = books.list().await?;
    let mut parts = Vec::new();
    let mut last: Option<(Opened, Answer<OpenPosition>)> = None;
    let mut checks = Vec::new();
    for one in listed.iter().filter(|one| !one.archived) {
        let opened = books.open(Some(&one.administration.code.to_string())).await?;
        let read = match side {
            Side::Receivable => Box::pin(opened.live.receivables(opened.today)).await,
            Side::Payable => Box::pin(opened.live.payables(opened.today)).await,
        };
        calls += opened.calls;
        let answer = match read.map_err(Failure::from) {
            Ok(answer) => answer,
            // Books without such accounts have nobody on them.
            Err(failure) if failure.code == "geen_rekeningen" => continue,
            Err(failure) => return Err(failure),
        };
        calls += answer.calls;
        checks.extend(answer.checks.iter().cloned());
        parts.extend(part(&answer.report, &one.administration.name, &one.currency, asked)?);
        last = Some((opened, answer));
    }
    let Some((opened, mut answer)) = last else {
        return Err(Failure::new(
            "geen_rekeningen",
            "In geen enkele administratie is er een rekening voor openstaande posten.",
            "Noem één administratie.",
        ));
    };
    answer.calls = calls;
    answer.checks = checks;
    Ok(reply(books, opened, &answer, side, asked, &parts))
}

fn part(report: &OpenPosition, name: &str, currency: &str, asked: Option<&str>) -> Result<Option<Part>, Failure> {
    let (name, currency) = (name.to_owned(), currency.to_owned());
    let Some(asked) = asked else {
        let (total, overdue) = (report.total, report.overdue);
        return Ok(Some(Part { name, currency, relation: None, invoices: report.invoice_count, total, overdue }));
    };
    let found = relation::find(asked, report.customers.iter().map(|one| &one.customer))?;
    let one = report.customers.iter().find(|one| Some(&one.customer) == found);
    Ok(one.map(|one| Part {
        name,
        currency,
        relation: Some(name_of(&one.customer)),
        invoices: one.invoice_count,
        total: one.total,
        overdue: one.overdue,
    }))
}

fn reply(
    books: &Books,
    opened: Opened,
    answer: &Answer<OpenPosition>,
    side: Side,
    asked: Option<&str>,
    parts: &[Part],
) -> Reply {
    let mut sheet = Sheet::new([
        Column::new("naam", "Administratie"),
        Column::new("relatie", if side == Side::Receivable { "Klant" } else { "Leverancier" }),
        Column::new("valuta", "Valuta"),
        Column::new("aantal_facturen", "Facturen"),
        Column::new("te_laat", "Te laat"),
        Column::new("bedrag", "Per saldo"),
    ]);
    let mut sums: BTreeMap<&str, Decimal> = BTreeMap::new();
    for part in parts {
        *sums.entry(&part.currency).or_default() += part.total;
        sheet.row([
            dutch::clean(&part.name).into(),
            part.relation.clone().into(),
            part.currency.clone().into(),
            part.invoices.into(),
            part.overdue.into(),
            part.total.into(),
        ]);
    }
    if let [(_, sum)] = sums.iter().collect::<Vec<_>>().as_slice() {
        let mut total = vec![Cell::from("Samen")];
        total.resize(5, Cell::Blank);
        total.push((**sum).into());
        sheet.total(total);
    }
    let amounts: Vec<_> = sums.iter().map(|(currency, sum)| dutch::money(*sum, currency)).collect();
    let day = dutch::date(opened.today);
    let who = if side == Side::Receivable { "een klant" } else { "een leverancier" };
    let sentence = match (asked, parts) {
        (Some(asked), []) => {
            format!("In geen enkele administratie staat op {day} iets open van {who} “{}”.", dutch::clean(asked))
        }
        (Some(asked), parts) => {
            let names: Vec<_> = parts.iter().map(|part| dutch::quoted(&part.name)).collect();
            format!(
                "“{}” staat op {day} open in {}: samen {}.",
                dutch::clean(asked),
                dutch::list(&names),
                dutch::list(&amounts)
            )
        }
        (None, parts) => format!(
            "In {} samen staat op {day} {} open, inclusief btw.",
            dutch::count(parts.len(), "administratie", "administraties"),
            dutch::list(&amounts)
        ),
    };
    let currency = sums.keys().next().map_or_else(|| "EUR".to_owned(), |currency| (*currency).to_owned());
    let total = sums.values().next().copied().unwrap_or_default();
    let figure = Figure::new(sentence, total, Time::as_of(opened.today), sheet);
    figure.reply(books, &everyone(opened, currency), answer)
}
