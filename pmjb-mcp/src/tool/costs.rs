//! Costs: by account, kind, supplier or period, of a category, and what comes back every period.

mod fixed;
mod suppliers;

use exact_reports::chart::Shape;
use exact_reports::costs::{AccountCosts, CostScope, Costs};
use exact_reports::live::Answer;
use exact_reports::{PeriodRange, Selector};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::period;
use super::{account, arguments};
use crate::books::{Books, Opened};
use crate::dutch;
use crate::failure::Failure;
use crate::figure::{Figure, Time};
use crate::refusal;
use crate::reply::Reply;
use crate::sheet::{Cell, Column, Sheet};

/// Arguments of `kosten`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CostArguments {
    #[serde(default, rename = "administratie")]
    #[schemars(with = "String", description = "naam, nummer of code")]
    administration: Option<String>,
    #[serde(default, rename = "periode")]
    #[schemars(with = "String", description = "zoals: dit jaar (standaard), vorige maand, Q4 2025")]
    period: Option<String>,
    #[serde(default, rename = "per")]
    #[schemars(
        with = "CostsBy",
        description = "standaard rekening; vast geeft vaste kosten (standaard over de afgelopen 12 maanden)"
    )]
    by: Option<CostsBy>,
    #[serde(default, rename = "zoek")]
    #[schemars(with = "String", description = "alleen een categorie, zoals auto, huisvesting, software, personeel")]
    category: Option<String>,
    #[serde(default)]
    #[schemars(
        with = "u16",
        range(min = 1, max = 1000),
        description = "alleen de grootste zoveel, de rest in één rij"
    )]
    top: Option<u16>,
    #[serde(default, rename = "met_kostprijs")]
    #[schemars(with = "bool", description = "tel de kostprijs van de omzet mee")]
    with_cost_of_goods: Option<bool>,
}

/// Rows of `kosten`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(inline)]
enum CostsBy {
    #[serde(rename = "rekening", alias = "kostenpost")]
    Account,
    #[serde(rename = "soort")]
    Kind,
    #[serde(rename = "periode", alias = "maand")]
    Period,
    #[serde(rename = "leverancier")]
    Supplier,
    #[serde(rename = "vast")]
    Fixed,
}

/// What the data has besides what every figure has.
pub(super) fn facts_schema() -> [(&'static str, Value); 3] {
    let text = json!({ "type": "string" });
    [
        ("terugkerend", json!({ "type": "array", "items": { "type": "object" } })),
        ("per_periode_naar_aard", text.clone()),
        ("per_periode_terugkerend", text),
    ]
}

pub(super) async fn answer(books: &Books, arguments: CostArguments) -> Result<Reply, Failure> {
    if let Some(failure) = arguments.category.as_deref().and_then(refusal::of) {
        return Err(failure);
    }
    let by = arguments.by.unwrap_or(CostsBy::Account);
    let top = arguments::top(arguments.top)?;
    let scope = if arguments.with_cost_of_goods == Some(true) || arguments.category.is_some() {
        CostScope::WithCostOfGoods
    } else {
        CostScope::Operating
    };
    let mut opened = books.open(arguments.administration.as_deref()).await?;
    let asked = match arguments.period.as_deref() {
        None if by == CostsBy::Fixed => super::year_until_now(books, &mut opened).await?,
        text => period(books, &mut opened, text.unwrap_or("dit jaar")).await?,
    };
    match (by, arguments.category.as_deref()) {
        (CostsBy::Fixed, _) => {
            let answer = opened.live.fixed_costs(&asked.request).await?;
            Ok(fixed::reply(books, &opened, &answer))
        }
        (CostsBy::Supplier, _) => {
            let answer = opened.live.costs_by_supplier(&asked.request, scope).await?;
            suppliers::reply(books, &opened, &answer, top).map_err(|error| Failure::from(&error))
        }
        (by, None) => {
            let answer = opened.live.costs(&asked.request, scope).await?;
            all(books, &opened, &answer, by, top)
        }
        (by, Some(word)) => {
            let answer = opened.live.costs(&asked.request, scope).await?;
            category(books, &opened, &answer, by, word)
        }
    }
}

fn all(
    books: &Books,
    opened: &Opened,
    answer: &Answer<Costs>,
    by: CostsBy,
    top: Option<usize>,
) -> Result<Reply, Failure> {
    let (report, currency) = (&answer.report, &opened.listed.currency);
    let rows = match by {
        CostsBy::Kind => by_kind(report),
        CostsBy::Period => {
            let ids = || report.accounts.iter().map(|row| row.account.id);
            by_period(report, &report.amounts.by_period, report.amounts.total, ids)
        }
        _ => by_account(report, top).map_err(|error| Failure::from(&error))?,
    };
    let mut sentence = format!(
        "De {} van {} over {} zijn {}, exclusief aftrekbare btw.",
        if report.scope == CostScope::Operating { "bedrijfskosten" } else { "kosten inclusief kostprijs van de omzet" },
        dutch::quoted(&opened.listed.administration.name),
        dutch::during(&report.period.label),
        dutch::money(report.amounts.total, currency),
    );
    if let Some(largest) = report.accounts.first() {
        let share = dutch::share(largest.amounts.total, report.amounts.total).map(dutch::percent);
        sentence.push_str(&format!(
            " De grootste post is {} met {}{}.",
            dutch::quoted(&account::named(&largest.account)),
            dutch::money(largest.amounts.total, currency),
            share.map(|share| format!(" ({share})")).unwrap_or_default(),
        ));
    }
    sentence.push_str(&running(&report.period, opened));
    let total = report.amounts.total;
    let selector = report.selector(report.accounts.iter().map(|row| row.account.id), None);
    let figure = Figure::new(sentence, total, Time::period(&report.period), rows).behind(selector);
    let figure = match by {
        CostsBy::Period => {
            figure.charted_rows(Shape::Bars, format!("Kosten per periode, {}", report.period.label), opened)
        }
        CostsBy::Kind => {
            figure.charted_rows(Shape::Ranking, format!("Kosten per soort, {}", report.period.label), opened)
        }
        _ => figure.charted(report, opened),
    };
    Ok(figure.reply(books, opened, answer))
}

/// What was spent on the accounts that a word leads to. Naming no account is not the same as no costs.
fn category(books: &Books, opened: &Opened, answer: &Answer<Costs>, by: CostsBy, word: &str) -> Result<Reply, Failure> {
    let report = &answer.report;
    let found = report.search(word).map_err(|error| Failure::from(&error))?;
    if found.accounts.is_empty() {
        let known: Vec<_> =
            report.accounts.iter().take(12).map(|row| dutch::quoted(&account::named(&row.account))).collect();
        return Err(Failure::new(
            "categorie_onbekend",
            format!("Bij “{}” hoort geen kostenrekening met boekingen in {}.", dutch::clean(word), report.period.label),
            format!("Kies een van de rekeningen, bijvoorbeeld: {}.", dutch::list(&known)),
        ));
    }
    let ids = || found.accounts.iter().map(|row| row.account.id);
    let rows = match by {
        CostsBy::Period => by_period(report, &found.amounts.by_period, found.amounts.total, ids),
        _ => accounts(report, &found.accounts, found.amounts.total),
    };
    let names: Vec<_> = found.accounts.iter().map(|row| dutch::quoted(&account::named(&row.account))).collect();
    let share = dutch::share(found.amounts.total, report.amounts.total).map(dutch::percent);
    let sentence = format!(
        "Aan “{}” heeft {} over {} {} uitgegeven, exclusief aftrekbare btw{}. Meegeteld: {}.{}",
        dutch::clean(word),
        dutch::quoted(&opened.listed.administration.name),
        dutch::during(&report.period.label),
        dutch::money(found.amounts.total, &opened.listed.currency),
        share.map(|share| format!(" ({share} van alle kosten)")).unwrap_or_default(),
        dutch::list(&names),
        running(&report.period, opened),
    );
    let selector = report.selector(ids(), None);
    let figure = Figure::new(sentence, found.amounts.total, Time::period(&report.period), rows).behind(selector);
    let shape = if by == CostsBy::Period { Shape::Bars } else { Shape::Ranking };
    let title = format!("Kosten van {}, {}", dutch::quoted(word), report.period.label);
    Ok(figure.charted_rows(shape, title, opened).reply(books, opened, answer))
}

fn running(period: &PeriodRange, opened: &Opened) -> String {
    super::running(period, opened.today)
}

fn columns(heading: &'static str) -> Sheet {
    Sheet::new([
        Column::new("naam", heading),
        Column::data("code"),
        Column::new("bedrag", "Kosten"),
        Column::new("aandeel", "Aandeel"),
    ])
}

fn share(report: &Costs, amount: Decimal) -> Cell {
    dutch::share(amount, report.amounts.total).map_or(Cell::Blank, Cell::Percent)
}

fn accounts(report: &Costs, shown: &[AccountCosts], total: Decimal) -> Sheet {
    let mut sheet = columns("Rekening");
    for row in shown {
        let amount = row.amounts.total;
        sheet.traced(
            report.selector([row.account.id], None),
            [
                account::named(&row.account).into(),
                account::code(&row.account).into(),
                amount.into(),
                share(report, amount),
            ],
        );
    }
    sheet.total(["Totaal".into(), Cell::Blank, total.into(), share(report, total)]);
    sheet
}

fn by_account(report: &Costs, top: Option<usize>) -> Result<Sheet, exact_reports::Error> {
    let ranking = report.top(top.unwrap_or(usize::MAX))?;
    let mut sheet = accounts(report, &ranking.rows, report.amounts.total);
    if let Some(others) = &ranking.others {
        let rest = report.accounts.iter().skip(ranking.rows.len()).map(|row| row.account.id);
        let name = format!("(overige rekeningen: {})", others.accounts);
        let cells = [name.into(), Cell::Blank, others.amount.into(), share(report, others.amount)];
        sheet.traced(report.selector(rest, None), cells);
    }
    Ok(sheet)
}

fn by_kind(report: &Costs) -> Sheet {
    let mut sheet = columns("Soort");
    for kind in &report.kinds {
        let amount = kind.amounts.total;
        let of_kind = report.accounts.iter().filter(|row| row.account.account_type == kind.account_type);
        let code = kind.account_type.0.to_string();
        sheet.traced(
            report.selector(of_kind.map(|row| row.account.id), None),
            [account::capital(kind.account_type.label()).into(), code.into(), amount.into(), share(report, amount)],
        );
    }
    sheet.total(["Totaal".into(), Cell::Blank, report.amounts.total.into(), share(report, report.amounts.total)]);
    sheet
}

fn by_period<I: Iterator<Item = exact_model::Uuid>>(
    report: &Costs,
    amounts: &[Decimal],
    total: Decimal,
    accounts: impl Fn() -> I,
) -> Sheet {
    let mut sheet = Sheet::new([
        Column::new("naam", "Periode"),
        Column::data("van"),
        Column::data("tot"),
        Column::new("bedrag", "Kosten"),
    ]);
    for (column, amount) in report.columns.iter().zip(amounts) {
        let selector: Selector = report.selector(accounts(), Some(column));
        sheet.traced(
            selector,
            [
                dutch::period(column.year, column.number, column.days.as_ref()).into(),
                column.days.map(|days| days.start).into(),
                column.days.map(|days| days.end).into(),
                (*amount).into(),
            ],
        );
    }
    sheet.total(["Totaal".into(), Cell::Blank, Cell::Blank, total.into()]);
    sheet
}
