//! The profit and loss statement: by section, account, period or cost centre, and next to a budget.

use chrono::NaiveDate;
use exact_reports::budget::BudgetComparison;
use exact_reports::cost_centers::CostCenters;
use exact_reports::live::Answer;
use exact_reports::results::{Figure as Part, ProfitAndLoss, Section, Subtotal};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::account;
use super::comparison::change_cells;
use super::period;
use crate::books::{Books, Opened};
use crate::dutch;
use crate::failure::Failure;
use crate::figure::{Figure, Time};
use crate::reply::Reply;
use crate::sheet::{Cell, Column, Sheet};

/// Arguments of `resultaat`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResultArguments {
    #[serde(default, rename = "administratie")]
    #[schemars(with = "String", description = "naam, nummer of code; “alle” telt ze samen")]
    pub(super) administration: Option<String>,
    #[serde(default, rename = "periode")]
    #[schemars(with = "String", description = "zoals: dit jaar (standaard), vorige maand, Q4 2025")]
    pub(super) period: Option<String>,
    #[serde(default, rename = "per")]
    #[schemars(with = "ResultBy", description = "standaard rubriek; begroting zet de begroting ernaast")]
    by: Option<ResultBy>,
    #[serde(default)]
    #[schemars(with = "String", description = "code van de begroting, als er meer zijn")]
    scenario: Option<String>,
}

/// Rows of `resultaat`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(inline)]
enum ResultBy {
    #[serde(rename = "rubriek")]
    Section,
    #[serde(rename = "rekening")]
    Account,
    #[serde(rename = "periode", alias = "maand")]
    Period,
    #[serde(rename = "kostenplaats")]
    CostCenter,
    #[serde(rename = "begroting")]
    Budget,
}

pub(super) async fn answer(books: &Books, arguments: ResultArguments) -> Result<Reply, Failure> {
    if super::group::is_meant(arguments.administration.as_deref()) {
        let period = arguments.period.as_deref();
        return Box::pin(super::group::results(books, super::group::Asked::Result, period)).await;
    }
    let mut opened = books.open(arguments.administration.as_deref()).await?;
    let asked = period(books, &mut opened, arguments.period.as_deref().unwrap_or("dit jaar")).await?;
    match arguments.by.unwrap_or(ResultBy::Section) {
        ResultBy::CostCenter => {
            let answer = opened.live.cost_centers(&asked.request).await?;
            Ok(by_cost_center(books, &opened, &answer))
        }
        ResultBy::Budget => {
            let answer = opened.live.budget(&asked.request, arguments.scenario.as_deref()).await?;
            Ok(beside_budget(books, &opened, &answer))
        }
        by => {
            let answer = opened.live.profit_and_loss(&asked.request).await?;
            let report = &answer.report;
            let rows = match by {
                ResultBy::Account => by_account(report),
                ResultBy::Period => by_period(report, opened.today),
                _ => by_section(report),
            };
            let total = report.result.total;
            let figure = Figure::new(summary(report, &opened), total, Time::period(&report.period), rows)
                .facts(facts(report))
                .behind(report.selector(Part::Subtotal(Subtotal::Result), None))
                .charted(report, &opened);
            Ok(figure.reply(books, &opened, &answer))
        }
    }
}

/// What the data has besides what every figure has.
pub(super) fn facts_schema() -> [(&'static str, Value); 5] {
    let text = json!({ "type": "string" });
    [
        ("omzet", text.clone()),
        ("kosten", text.clone()),
        ("voor_belasting", text.clone()),
        ("brutomarge", text.clone()),
        ("begroting", text),
    ]
}

fn facts(report: &ProfitAndLoss) -> Vec<(&'static str, Value)> {
    let section = |section| report.section(section).map(|row| row.amounts.total).unwrap_or_default();
    let mut facts = vec![
        ("omzet", json!(dutch::plain(section(Section::Revenue)))),
        ("kosten", json!(dutch::plain(section(Section::OperatingCosts)))),
        ("voor_belasting", json!(dutch::plain(report.before_tax.total))),
    ];
    if let Some(margin) = &report.gross_margin {
        facts.push(("brutomarge", json!(dutch::plain(margin.total))));
    }
    facts
}

fn summary(report: &ProfitAndLoss, opened: &Opened) -> String {
    let money = |amount| dutch::money(amount, &opened.listed.currency);
    let name = dutch::quoted(&opened.listed.administration.name);
    let during = dutch::during(&report.period.label);
    let result = report.result.total;
    let mut text = match result.cmp(&Decimal::ZERO) {
        core::cmp::Ordering::Less => format!("{name} heeft over {during} een verlies van {}", money(-result)),
        core::cmp::Ordering::Equal => format!("{name} heeft over {during} winst noch verlies"),
        core::cmp::Ordering::Greater => format!("{name} heeft over {during} een winst van {}", money(result)),
    };
    let taxed = report.before_tax.total != result;
    if taxed {
        text.push_str(&format!(" na belasting; voor belasting is het {}", money(report.before_tax.total)));
    }
    let section = |section| report.section(section).map(|row| row.amounts.total).unwrap_or_default();
    let revenue = section(Section::Revenue);
    text.push_str(&format!(
        ". De omzet is {}, de bedrijfskosten zijn {}.",
        money(revenue),
        money(section(Section::OperatingCosts))
    ));
    match &report.gross_margin {
        Some(margin) => {
            let share = dutch::share(margin.total, revenue).map(dutch::percent);
            let share = share.map(|share| format!(" ({share} van de omzet)")).unwrap_or_default();
            text.push_str(&format!(" De brutomarge is {}{share}.", money(margin.total)));
        }
        None => text.push_str(" Een brutomarge is niet te bepalen: er zijn geen rekeningen voor de kostprijs."),
    }
    text.push_str(&super::running(&report.period, opened.today));
    text.push_str(
        " Het resultaat is zoals nu geboekt: afschrijving, lonen en voorraad die nog niet zijn geboekt ontbreken.",
    );
    text
}

fn columns() -> Sheet {
    Sheet::new([
        Column::new("naam", "Post"),
        Column::data("code"),
        Column::data("soort"),
        Column::new("bedrag", "Bedrag"),
        Column::new("aandeel", "Van de omzet"),
    ])
}

/// The part of revenue; a loss is a negative part.
fn of_revenue(report: &ProfitAndLoss) -> impl Fn(Decimal) -> Cell + use<> {
    let revenue = report.section(Section::Revenue).map(|row| row.amounts.total).unwrap_or_default();
    move |amount| dutch::share(amount, revenue).map_or(Cell::Blank, Cell::Percent)
}

fn subtotal(report: &ProfitAndLoss, sheet: &mut Sheet, subtotal: Subtotal) {
    let part = Part::Subtotal(subtotal);
    if let Some(amounts) = report.amounts(part) {
        let name = account::capital(subtotal.label());
        let share = of_revenue(report)(amounts.total);
        let cells = [name.into(), Cell::Blank, "subtotaal".into(), amounts.total.into(), share];
        sheet.traced(report.selector(part, None), cells);
    }
}

/// After which section a subtotal comes.
const fn subtotal_after(section: Section) -> Option<Subtotal> {
    match section {
        Section::CostOfGoods => Some(Subtotal::GrossMargin),
        Section::OperatingCosts => Some(Subtotal::OperatingResult),
        Section::Unclassified => Some(Subtotal::ResultBeforeTax),
        Section::IncomeTax => Some(Subtotal::Result),
        _ => None,
    }
}

fn by_section(report: &ProfitAndLoss) -> Sheet {
    let (mut sheet, share) = (columns(), of_revenue(report));
    for section in Section::ALL {
        if let Some(row) = report.section(section).filter(|row| row.amounts.lines > 0) {
            let amount = row.amounts.total;
            let cells = [account::section(section).into(), Cell::Blank, "rubriek".into(), amount.into(), share(amount)];
            sheet.traced(report.selector(Part::Section(section), None), cells);
        }
        if let Some(after) = subtotal_after(section) {
            subtotal(report, &mut sheet, after);
        }
    }
    sheet
}

fn by_account(report: &ProfitAndLoss) -> Sheet {
    let (mut sheet, share) = (columns(), of_revenue(report));
    for section in Section::ALL {
        if let Some(row) = report.section(section) {
            for one in row.types.iter().flat_map(|kind| &kind.accounts) {
                let (amount, code) = (one.amounts.total, account::code(&one.account));
                let cells = [
                    account::named(&one.account).into(),
                    code.into(),
                    section.label().into(),
                    amount.into(),
                    share(amount),
                ];
                sheet.traced(report.selector(Part::Account(one.account.id), None), cells);
            }
        }
        if let Some(after) = subtotal_after(section) {
            subtotal(report, &mut sheet, after);
        }
    }
    sheet
}

fn by_period(report: &ProfitAndLoss, today: NaiveDate) -> Sheet {
    let mut sheet = Sheet::new([
        Column::new("naam", "Periode"),
        Column::data("van"),
        Column::data("tot"),
        Column::new("omzet", "Omzet"),
        Column::new("kostprijs", "Kostprijs"),
        Column::new("kosten", "Bedrijfskosten"),
        Column::new("overig", "Overig"),
        Column::new("bedrag", "Resultaat"),
    ]);
    let of = |section, at: usize| {
        let row = report.section(section).and_then(|row| row.amounts.by_period.get(at));
        row.copied().unwrap_or_default()
    };
    let cells = |name: Cell, days: [Cell; 2], [revenue, goods, costs, result]: [Decimal; 4]| {
        let other = result - (revenue - goods - costs);
        let [from, to] = days;
        [name, from, to, revenue.into(), goods.into(), costs.into(), other.into(), result.into()]
    };
    for (at, column) in report.columns.iter().enumerate() {
        let result = report.result.by_period.get(at).copied().unwrap_or_default();
        let parts = [of(Section::Revenue, at), of(Section::CostOfGoods, at), of(Section::OperatingCosts, at), result];
        // Periods to come are shown once something is booked in them.
        let to_come = column.days.is_some_and(|days| days.start > today && report.period.start <= today);
        if to_come && parts.iter().all(Decimal::is_zero) {
            continue;
        }
        let days = [column.days.map(|days| days.start).into(), column.days.map(|days| days.end).into()];
        let name = dutch::period(column.year, column.number, column.days.as_ref());
        let selector = report.selector(Part::Subtotal(Subtotal::Result), Some(column));
        sheet.traced(selector, cells(name.into(), days, parts));
    }
    let total = |section| report.section(section).map(|row| row.amounts.total).unwrap_or_default();
    let parts =
        [total(Section::Revenue), total(Section::CostOfGoods), total(Section::OperatingCosts), report.result.total];
    sheet.total(cells("Totaal".into(), [Cell::Blank, Cell::Blank], parts));
    sheet
}

fn by_cost_center(books: &Books, opened: &Opened, answer: &Answer<CostCenters>) -> Reply {
    let report = &answer.report;
    let mut sheet = Sheet::new([
        Column::new("naam", "Kostenplaats"),
        Column::new("omzet", "Omzet"),
        Column::new("kosten", "Bedrijfskosten"),
        Column::new("bedrag", "Resultaat"),
    ]);
    for row in &report.rows {
        let of = |wanted| row.sections.iter().find(|(section, _)| *section == wanted).map(|(_, amount)| *amount);
        let name = row.code.as_deref().map_or_else(|| "(geen kostenplaats)".to_owned(), dutch::clean);
        let cells = [name.into(), of(Section::Revenue).into(), of(Section::OperatingCosts).into(), row.result.into()];
        sheet.traced(report.selector(row), cells);
    }
    sheet.total(["Totaal".into(), Cell::Blank, Cell::Blank, report.result.into()]);
    let sentence = format!(
        "Het resultaat van {} over {} is {}, verdeeld over {}.",
        dutch::quoted(&opened.listed.administration.name),
        dutch::during(&report.period.label),
        dutch::money(report.result, &opened.listed.currency),
        dutch::count(report.rows.iter().filter(|row| row.code.is_some()).count(), "kostenplaats", "kostenplaatsen"),
    );
    Figure::new(sentence, report.result, Time::period(&report.period), sheet)
        .charted(report, opened)
        .reply(books, opened, answer)
}

fn beside_budget(books: &Books, opened: &Opened, answer: &Answer<BudgetComparison>) -> Reply {
    let (report, currency) = (&answer.report, &opened.listed.currency);
    let comparison = &report.comparison;
    let mut sheet = Sheet::new([
        Column::new("naam", "Post"),
        Column::data("code"),
        Column::data("soort"),
        Column::new("begroot", "Begroot"),
        Column::new("bedrag", "Werkelijk"),
        Column::new("verschil", "Verschil"),
        Column::new("procent", "Verschil in %"),
    ]);
    for row in &comparison.sections {
        if row.change.before.is_zero() && row.change.after.is_zero() {
            continue;
        }
        let cells = change_cells(row.change);
        sheet.row([account::section(row.section).into(), Cell::Blank, "rubriek".into()].into_iter().chain(cells));
        for one in &row.accounts {
            let (name, code) = (account::named(&one.account), account::code(&one.account));
            sheet.row([name.into(), code.into(), "rekening".into()].into_iter().chain(change_cells(one.change)));
        }
    }
    for row in &comparison.subtotals {
        let name = account::capital(row.subtotal.label());
        sheet.row([name.into(), Cell::Blank, "subtotaal".into()].into_iter().chain(change_cells(row.change)));
    }
    let result = comparison.subtotals.iter().find(|row| row.subtotal == Subtotal::Result).map(|row| row.change);
    let total = result.map(|change| change.after).unwrap_or_default();
    let budgeted = result.map(|change| change.before).unwrap_or_default();
    let sentence = format!(
        "Het resultaat van {} over {} is {}, begroot was {} (begroting {}): een verschil van {}. De omzet is {} tegen begroot {}.",
        dutch::quoted(&opened.listed.administration.name),
        dutch::during(&comparison.after.label),
        dutch::money(total, currency),
        dutch::money(budgeted, currency),
        dutch::quoted(&report.scenario),
        dutch::money(total - budgeted, currency),
        dutch::money(comparison.revenue.after, currency),
        dutch::money(comparison.revenue.before, currency),
    );
    Figure::new(sentence, total, Time::period(&comparison.after), sheet)
        .facts([("begroting", json!(dutch::clean(&report.scenario)))])
        .charted(report, opened)
        .reply(books, opened, answer)
}
