//! What customers still have to pay and what suppliers are owed: one tool for each side, built alike.

mod rows;
mod terms;
mod words;

use exact_reports::live::Answer;
use exact_reports::open_items::{ItemKind, OpenItem, OpenPosition, RelationPosition, Side};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::relation::{self, name_of};
use super::{day, period, year_until_now};
use crate::books::{Books, Opened};
use crate::dutch;
use crate::failure::Failure;
use crate::figure::{Figure, Time};
use crate::reply::Reply;

/// Invoices that are older than a number of days.
#[derive(Debug, Clone, Copy)]
struct Selected {
    days: u16,
    overdue_count: usize,
    overdue: Decimal,
    old_count: usize,
    old: Decimal,
}

/// Arguments of `debiteuren` and `crediteuren`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OpenItemsArguments {
    #[serde(default, rename = "administratie")]
    #[schemars(with = "String", description = "naam, nummer of code; “alle” zoekt in alle")]
    administration: Option<String>,
    #[serde(default, rename = "peildatum")]
    #[schemars(with = "String", description = "op deze dag of aan het einde van deze periode; standaard vandaag")]
    as_of: Option<String>,
    #[serde(default, rename = "relatie")]
    #[schemars(with = "String", description = "alleen deze klant of leverancier: (deel van de) naam of code")]
    relation: Option<String>,
    #[serde(default, rename = "per")]
    #[schemars(
        with = "OpenItemsBy",
        description = "standaard relatie; tegoed: creditnota's en niet-toegewezen betalingen; betaalgedrag: wie betaalt te laat; dso: gemiddelde betaaltermijn; recent: de laatste verkoopfacturen (beide alleen debiteuren)"
    )]
    by: Option<OpenItemsBy>,
    #[serde(default, rename = "ouder_dan_dagen")]
    #[schemars(with = "u16", range(min = 0, max = 36500), description = "alleen meer dan zoveel dagen te laat")]
    older_than_days: Option<u16>,
    #[serde(default, rename = "vervalt_tot")]
    #[schemars(with = "String", description = "te betalen tot en met: deze week, deze maand, een dag")]
    due_until: Option<String>,
    #[serde(default, rename = "factuur")]
    #[schemars(with = "String", description = "is deze factuur betaald: nummer of referentie")]
    invoice: Option<String>,
    #[serde(default)]
    #[schemars(with = "u16", range(min = 1, max = 1000), description = "bij recent: hoeveel, standaard 10")]
    top: Option<u16>,
}

/// Rows of `debiteuren` and `crediteuren`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(inline)]
enum OpenItemsBy {
    #[serde(rename = "relatie", alias = "klant", alias = "leverancier")]
    Relation,
    #[serde(rename = "factuur")]
    Invoice,
    #[serde(rename = "ouderdom")]
    Age,
    #[serde(rename = "tegoed")]
    Credit,
    #[serde(rename = "betaalgedrag")]
    Punctuality,
    #[serde(rename = "dso")]
    Dso,
    #[serde(rename = "recent")]
    Newest,
}

pub(super) async fn answer(books: &Books, side: Side, arguments: OpenItemsArguments) -> Result<Reply, Failure> {
    if super::group::is_meant(arguments.administration.as_deref()) {
        return Box::pin(super::group::open_items(books, side, arguments.relation.as_deref())).await;
    }
    let mut opened = books.open(arguments.administration.as_deref()).await?;
    let today = opened.today;
    if let Some(asked) = arguments.invoice.as_deref() {
        let answer = Box::pin(opened.live.invoice(side, asked, today)).await?;
        return terms::invoice(books, &opened, side, asked, &answer);
    }
    if let Some(text) = arguments.due_until.as_deref() {
        let horizon = terms::horizon(books, &mut opened, text).await?;
        let answer = Box::pin(opened.live.falling_due(side, today, horizon)).await?;
        return Ok(terms::falling_due(books, &opened, side, &answer));
    }
    let top = super::arguments::top(arguments.top)?;
    if arguments.by == Some(OpenItemsBy::Newest) && side == Side::Receivable {
        return Box::pin(super::invoices::newest(books, opened, top, arguments.relation.as_deref())).await;
    }
    if arguments.by == Some(OpenItemsBy::Dso) {
        let window = match arguments.as_of.as_deref() {
            None => year_until_now(books, &mut opened).await?,
            Some(text) => period(books, &mut opened, text).await?,
        };
        let answer = Box::pin(opened.live.dso(&window.request)).await?;
        return Ok(terms::dso(books, &opened, &answer));
    }
    let day = day(books, &mut opened, arguments.as_of.as_deref()).await?;
    if arguments.by == Some(OpenItemsBy::Punctuality) {
        let answer = Box::pin(opened.live.punctuality(side, day)).await?;
        return Ok(terms::punctuality(books, &opened, side, &answer));
    }
    let answer = match side {
        _ if day < today => Box::pin(opened.live.position_on(side, day)).await?,
        Side::Receivable => Box::pin(opened.live.receivables(day)).await?,
        Side::Payable => Box::pin(opened.live.payables(day)).await?,
    };
    match arguments.relation.as_deref() {
        None => Ok(everyone(books, &opened, &answer, &arguments)),
        Some(asked) => {
            let known = &answer.report.customers;
            let found = relation::find(asked, known.iter().map(|one| &one.customer))?;
            let Some(one) = known.iter().find(|one| Some(&one.customer) == found) else {
                return Ok(nothing(books, &opened, &answer, asked));
            };
            Ok(one_of_them(books, &opened, &answer, one))
        }
    }
}

fn everyone(books: &Books, opened: &Opened, answer: &Answer<OpenPosition>, arguments: &OpenItemsArguments) -> Reply {
    let (report, listed) = (&answer.report, &opened.listed);
    let selected = arguments.older_than_days.map(|days| selected(report, days));
    let sentence = format!(
        "{}{}",
        words::summary(report, &listed.administration.name, &listed.currency),
        selected.map(|selected| words::selected(selected, &listed.currency)).unwrap_or_default(),
    );
    let rows = match (arguments.older_than_days, arguments.by) {
        (Some(days), _) => rows::items(report, &report.overdue_more_than(i64::from(days)).collect::<Vec<_>>()),
        (None, None | Some(OpenItemsBy::Relation)) => rows::relations(report),
        (None, Some(OpenItemsBy::Invoice)) => rows::items(report, &report.items.iter().collect::<Vec<_>>()),
        (None, Some(OpenItemsBy::Age)) => rows::ages(&report.by_due_date),
        (None, Some(_)) => {
            let credits = report.items.iter().filter(|item| item.kind() != ItemKind::Invoice);
            rows::items(report, &credits.collect::<Vec<_>>())
        }
    };
    let (total, facts) = (report.total, facts(report, selected));
    let figure = Figure::new(sentence, total, Time::as_of(report.as_of), rows).facts(facts);
    let figure = figure.charted(report, opened);
    figure.reply(books, opened, answer)
}

fn one_of_them(books: &Books, opened: &Opened, answer: &Answer<OpenPosition>, one: &RelationPosition) -> Reply {
    let report = &answer.report;
    let items: Vec<_> = report.items.iter().filter(|item| item.customer == one.customer).collect();
    let sentence = words::relation(report, one, &opened.listed.currency);
    let facts = [
        ("relatie", json!(name_of(&one.customer))),
        ("aantal_facturen", json!(one.invoice_count)),
        ("facturen", json!(dutch::plain(one.invoices))),
        ("te_laat", json!(dutch::plain(one.overdue))),
    ];
    let figure = Figure::new(sentence, one.total, Time::as_of(report.as_of), rows::items(report, &items)).facts(facts);
    figure.reply(books, opened, answer)
}

/// Nobody of that name has anything open, which is an answer as well.
fn nothing(books: &Books, opened: &Opened, answer: &Answer<OpenPosition>, asked: &str) -> Reply {
    let report = &answer.report;
    let rows = rows::items(report, &[]);
    let figure = Figure::new(words::nothing(report, asked), Decimal::ZERO, Time::as_of(report.as_of), rows);
    figure.reply(books, opened, answer)
}

/// What the data has besides what every figure has.
pub(super) fn facts_schema() -> [(&'static str, Value); 12] {
    let (text, number) = (json!({ "type": "string" }), json!({ "type": "integer" }));
    let list = json!({ "type": "array", "items": { "type": "object" } });
    [
        ("aantal_facturen", number.clone()),
        ("facturen", text.clone()),
        ("creditnotas", text.clone()),
        ("niet_toegewezen", text.clone()),
        ("aantal_te_laat", number),
        ("te_laat", text.clone()),
        ("relatie", text),
        ("ouderdom", list.clone()),
        ("ouderdom_factuurdatum", list),
        ("selectie", json!({ "type": "object" })),
        ("gemiddeld_dagen", json!({ "type": "string" })),
        ("dso_dagen", json!({ "type": "string" })),
    ]
}

fn facts(report: &OpenPosition, selected: Option<Selected>) -> Vec<(&'static str, Value)> {
    let mut facts = Vec::new();
    let mut add = |name, value| facts.push((name, value));
    add("aantal_facturen", json!(report.invoice_count));
    add("facturen", json!(dutch::plain(report.invoices)));
    add("creditnotas", json!(dutch::plain(report.credit_notes)));
    add("niet_toegewezen", json!(dutch::plain(report.unapplied)));
    add("aantal_te_laat", json!(report.overdue_count));
    add("te_laat", json!(dutch::plain(report.overdue)));
    add("ouderdom", rows::ages(&report.by_due_date).data());
    add("ouderdom_factuurdatum", rows::ages(&report.by_invoice_date).data());
    if let Some(selected) = selected {
        let selected = json!({
            "ouder_dan_dagen": selected.days,
            "aantal_na_vervaldatum": selected.overdue_count,
            "na_vervaldatum": dutch::plain(selected.overdue),
            "aantal_na_factuurdatum": selected.old_count,
            "na_factuurdatum": dutch::plain(selected.old),
        });
        add("selectie", selected);
    }
    facts
}

fn selected(report: &OpenPosition, days: u16) -> Selected {
    let limit = i64::from(days);
    let overdue: Vec<_> = report.overdue_more_than(limit).collect();
    let old: Vec<_> = report.older_than(limit).collect();
    let sum = |items: &[&OpenItem]| items.iter().map(|item| item.amount).sum();
    Selected { days, overdue_count: overdue.len(), overdue: sum(&overdue), old_count: old.len(), old: sum(&old) }
}

/// What an item is called.
const fn kind(item: ItemKind) -> &'static str {
    match item {
        ItemKind::Invoice => "factuur",
        ItemKind::CreditNote => "creditnota",
        ItemKind::Unapplied => "niet toegewezen",
    }
}
