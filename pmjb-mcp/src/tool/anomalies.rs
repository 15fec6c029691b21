//! What deserves a second look: possible duplicates, missing VAT codes and accounts on which amounts wait.

use exact_reports::anomalies::{Anomalies, Resemblance};
use exact_reports::live::Answer;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::account;
use super::period;
use crate::books::{Books, Opened};
use crate::dutch;
use crate::failure::Failure;
use crate::figure::{Figure, Time};
use crate::reply::Reply;
use crate::sheet::{Column, Sheet};

/// Arguments of `controle`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CheckArguments {
    #[serde(default, rename = "administratie")]
    #[schemars(with = "String", description = "naam, nummer of code")]
    administration: Option<String>,
    #[serde(default, rename = "periode")]
    #[schemars(with = "String", description = "zoals: dit jaar (standaard), Q4 2025")]
    period: Option<String>,
}

/// What the data has besides what every figure has.
pub(super) fn facts_schema() -> [(&'static str, Value); 3] {
    let list = json!({ "type": "array", "items": { "type": "object" } });
    [("mogelijk_dubbel", list.clone()), ("zonder_btw_code", list.clone()), ("tussenrekeningen", list)]
}

pub(super) async fn answer(books: &Books, arguments: CheckArguments) -> Result<Reply, Failure> {
    let mut opened = books.open(arguments.administration.as_deref()).await?;
    let asked = period(books, &mut opened, arguments.period.as_deref().unwrap_or("dit jaar")).await?;
    let answer = Box::pin(opened.live.anomalies(&asked.request)).await?;
    Ok(reply(books, &opened, &answer))
}

fn reply(books: &Books, opened: &Opened, answer: &Answer<Anomalies>) -> Reply {
    let report = &answer.report;
    let at_stake: Decimal = report.duplicates.iter().map(|one| one.amount).sum();
    let uncoded: Decimal = report.without_vat_code.iter().map(|one| one.amount.abs()).sum();
    let waiting: Decimal = report.suspense.iter().map(|one| one.amount.abs()).sum();
    let lines: u64 = report.without_vat_code.iter().map(|one| one.lines).sum();
    let mut sheet =
        Sheet::new([Column::new("naam", "Wat"), Column::new("aantal", "Aantal"), Column::new("bedrag", "Bedrag")]);
    sheet.row(["Mogelijk dubbel geboekte inkoopfacturen".into(), report.duplicates.len().into(), at_stake.into()]);
    let lines = i64::try_from(lines).unwrap_or(i64::MAX);
    sheet.row(["Regels zonder btw-code waar er een te verwachten is".into(), lines.into(), uncoded.into()]);
    sheet.row(["Tussenrekeningen en vraagposten met een saldo".into(), report.suspense.len().into(), waiting.into()]);
    let found = report.duplicates.len() + report.without_vat_code.len() + report.suspense.len();
    let name = dutch::quoted(&opened.listed.administration.name);
    let during = dutch::during(&report.period.label);
    let sentence = if found == 0 {
        format!(
            "In de boeken van {name} over {during} valt niets op: geen dubbele facturen, geen ontbrekende btw-codes en geen saldo op tussenrekeningen."
        )
    } else {
        format!(
            "In de boeken van {name} over {during} verdient dit een tweede blik: {} die mogelijk dubbel zijn geboekt, {} zonder \
             btw-code en {} met een saldo. Het zijn aanwijzingen, geen fouten.",
            dutch::count(report.duplicates.len(), "inkoopfactuur", "inkoopfacturen"),
            dutch::count(usize::try_from(lines).unwrap_or(usize::MAX), "regel", "regels"),
            dutch::count(report.suspense.len(), "tussenrekening", "tussenrekeningen"),
        )
    };
    Figure::new(sentence, at_stake, Time::period(&report.period), sheet)
        .table("mogelijk_dubbel", duplicates(report))
        .table("zonder_btw_code", without_code(report))
        .table("tussenrekeningen", waiting_on(report))
        .reply(books, opened, answer)
}

fn duplicates(report: &Anomalies) -> Sheet {
    let mut sheet = Sheet::new([
        Column::new("naam", "Leverancier"),
        Column::new("waarom", "Waarom"),
        Column::new("referentie", "Referentie"),
        Column::new("boekstukken", "Boekstukken"),
        Column::new("datums", "Datums"),
        Column::new("bedrag", "Bedrag"),
    ])
    .titled("Mogelijk dubbel");
    for one in &report.duplicates {
        let why = match one.resemblance {
            Resemblance::Reference => "zelfde referentie",
            Resemblance::Amount => "zelfde bedrag kort na elkaar",
        };
        let numbers: Vec<_> = one.entries.iter().filter_map(|(_, number, _)| Some((*number)?.to_string())).collect();
        let days: Vec<_> = one.entries.iter().map(|(_, _, day)| dutch::date(*day)).collect();
        sheet.row([
            dutch::clean(&one.supplier.name).into(),
            why.into(),
            one.reference.as_deref().map(dutch::clean).into(),
            numbers.join(" en ").into(),
            days.join(" en ").into(),
            one.amount.into(),
        ]);
    }
    sheet
}

fn without_code(report: &Anomalies) -> Sheet {
    let mut sheet = Sheet::new([
        Column::new("naam", "Rekening"),
        Column::data("code"),
        Column::new("verwacht", "Btw-code van de rekening"),
        Column::new("aantal", "Regels"),
        Column::new("bedrag", "Bedrag"),
    ])
    .titled("Zonder btw-code");
    for one in &report.without_vat_code {
        let cells = [
            account::named(&one.account).into(),
            account::code(&one.account).into(),
            dutch::clean(&one.default_code).into(),
            i64::try_from(one.lines).unwrap_or(i64::MAX).into(),
            one.amount.into(),
        ];
        sheet.traced(report.selector_of_missing(one), cells);
    }
    sheet
}

fn waiting_on(report: &Anomalies) -> Sheet {
    let mut sheet = Sheet::new([
        Column::new("naam", "Rekening"),
        Column::data("code"),
        Column::new("bedrag", "Saldo (debet plus)"),
    ])
    .titled("Tussenrekeningen met een saldo");
    for one in &report.suspense {
        let cells = [account::named(&one.account).into(), account::code(&one.account).into(), one.amount.into()];
        sheet.traced(report.selector_of_suspense(one), cells);
    }
    sheet
}
