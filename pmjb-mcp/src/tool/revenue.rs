use exact_reports::chart::{Charted, Shape};
use exact_reports::live::Answer;
use exact_reports::revenue::{ByCustomer, PeriodRevenue, Progress, Revenue};
use exact_reports::{Error as ReportError, PeriodRange, Selector};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Deserialize;

use super::relation::{self, code_of, name_of};
use super::{account, period};
use crate::books::{Books, Opened};
use crate::dutch;
use crate::failure::Failure;
use crate::figure::{Figure, Time};
use crate::reply::Reply;
use crate::sheet::{Cell, Column, Sheet};

/// The period when none is named.
const DEFAULT_PERIOD: &str = "dit jaar";

/// Arguments of `omzet`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RevenueArguments {
    #[serde(default, rename = "administratie")]
    #[schemars(with = "String", description = "naam, nummer of code; “alle” telt ze samen")]
    pub(super) administration: Option<String>,
    #[serde(default, rename = "periode")]
    #[schemars(
        with = "String",
        description = "zoals: dit jaar (standaard), vorige maand, Q4 2025, boekjaar 2025, januari t/m maart 2025"
    )]
    pub(super) period: Option<String>,
    #[serde(default, rename = "per")]
    #[schemars(with = "RevenueBy", description = "waarover de rijen gaan; standaard periode (meestal maand)")]
    pub(super) by: Option<RevenueBy>,
    #[serde(default)]
    #[schemars(
        with = "u16",
        range(min = 1, max = 1000),
        description = "alleen de grootste zoveel, de rest in één rij"
    )]
    pub(super) top: Option<u16>,
    #[serde(default, rename = "relatie")]
    #[schemars(with = "String", description = "alleen deze klant: (deel van de) naam of code")]
    pub(super) customer: Option<String>,
}

/// Rows of `omzet`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(inline)]
pub(crate) enum RevenueBy {
    #[serde(rename = "periode", alias = "maand")]
    Period,
    #[serde(rename = "kwartaal")]
    Quarter,
    #[serde(rename = "jaar")]
    Year,
    #[serde(rename = "klant")]
    Customer,
    #[serde(rename = "rekening")]
    Account,
    #[serde(rename = "factuur")]
    Invoice,
}

/// The rows of an answer, and what they add to its sentence.
struct Parts {
    by: RevenueBy,
    rows: Sheet,
    extra: String,
}

pub(super) async fn answer(books: &Books, arguments: RevenueArguments) -> Result<Reply, Failure> {
    if super::group::is_meant(arguments.administration.as_deref()) {
        return Box::pin(super::group::results(books, super::group::Asked::Revenue, arguments.period.as_deref())).await;
    }
    // Whoever asks for a top and names nothing else means customers.
    let is_about_customers = arguments.top.is_some() || arguments.customer.is_some();
    let by = arguments.by.unwrap_or(if is_about_customers { RevenueBy::Customer } else { RevenueBy::Period });
    let top = super::arguments::top(arguments.top)?;
    if top.is_some() && !matches!(by, RevenueBy::Customer | RevenueBy::Account) {
        return Err(Failure::new(
            "argument_past_niet",
            "“top” hoort bij per klant of per rekening.",
            "Laat “top” weg, of vraag per klant of per rekening.",
        ));
    }
    if arguments.customer.is_some() && !matches!(by, RevenueBy::Customer | RevenueBy::Invoice) {
        return Err(Failure::new(
            "argument_past_niet",
            "“relatie” hoort bij per klant of per factuur.",
            "Laat “per” weg voor de omzet van deze klant, of vraag per factuur wat is gefactureerd.",
        ));
    }
    let mut opened = books.open(arguments.administration.as_deref()).await?;
    let (asked, customer) = (arguments.period.as_deref().unwrap_or(DEFAULT_PERIOD), arguments.customer.as_deref());
    if by == RevenueBy::Invoice {
        return super::invoices::invoiced(books, opened, asked, customer).await;
    }
    let asked = period(books, &mut opened, asked).await?;
    if let Some(customer) = customer {
        let answer = opened.live.revenue_by_customer(&asked.request).await?;
        return of_customer(books, &opened, &answer, customer);
    }
    if by == RevenueBy::Customer {
        let answer = opened.live.revenue_by_customer(&asked.request).await?;
        let parts = by_customer(&answer.report, top, &opened.listed.currency).map_err(|error| Failure::from(&error))?;
        let behind = answer.report.selector_of_all();
        let (range, total) = (answer.report.period.clone(), answer.report.total);
        Ok(reply(books, &opened, &answer, &range, total, parts, behind))
    } else {
        let answer = opened.live.revenue(&asked.request, opened.today).await?;
        let parts = Parts { by, rows: rows(&answer.report, by, top), extra: String::new() };
        let behind = answer.report.selector_of_all(None);
        let (range, total) = (answer.report.period.clone(), answer.report.total);
        Ok(reply(books, &opened, &answer, &range, total, parts, behind))
    }
}

/// The revenue of one customer, by its code, its name or a part of that.
fn of_customer(books: &Books, opened: &Opened, answer: &Answer<ByCustomer>, asked: &str) -> Result<Reply, Failure> {
    let report = &answer.report;
    let found = relation::find(asked, report.customers.iter().map(|one| &one.customer))?;
    let one = report.customers.iter().find(|one| Some(&one.customer) == found);
    let (mut sheet, share) = shares("Klant", report.total);
    let (name, amount) = match one {
        None => (dutch::clean(asked), Decimal::ZERO),
        Some(one) => {
            let (name, code) = (name_of(&one.customer), code_of(&one.customer));
            let cells = [name.clone().into(), code.into(), "klant".into(), one.amount.into(), share(one.amount)];
            sheet.traced(report.selector(one), cells);
            (name, one.amount)
        }
    };
    sheet.total(["Totaal van alle klanten".into(), Cell::Blank, Cell::Blank, report.total.into(), share(report.total)]);
    let sentence = format!(
        "De omzet van {} bij klant {} over {} is {}, exclusief btw.{}",
        dutch::quoted(&opened.listed.administration.name),
        dutch::quoted(&name),
        dutch::during(&report.period.label),
        dutch::money(amount, &opened.listed.currency),
        super::running(&report.period, opened.today),
    );
    let figure = Figure::new(sentence, amount, Time::period(&report.period), sheet);
    let figure = if let Some(one) = one { figure.behind(report.selector(one)) } else { figure };
    Ok(figure.reply(books, opened, answer))
}

fn reply<T: Charted>(
    books: &Books,
    opened: &Opened,
    answer: &Answer<T>,
    range: &PeriodRange,
    total: Decimal,
    parts: Parts,
    behind: Selector,
) -> Reply {
    let listed = &opened.listed;
    let sentence = format!(
        "De omzet van {} over {} is {}, exclusief btw.{}{}",
        dutch::quoted(&listed.administration.name),
        dutch::during(&range.label),
        dutch::money(total, &listed.currency),
        parts.extra,
        super::running(range, opened.today),
    );
    let figure = Figure::new(sentence, total, Time::period(range), parts.rows).behind(behind);
    let title = |by: &str| format!("Omzet per {by}, {}", range.label);
    let figure = match parts.by {
        RevenueBy::Period | RevenueBy::Customer | RevenueBy::Invoice => figure.charted(&answer.report, opened),
        RevenueBy::Quarter => figure.charted_rows(Shape::Bars, title("kwartaal"), opened),
        RevenueBy::Year => figure.charted_rows(Shape::Bars, title("boekjaar"), opened),
        RevenueBy::Account => figure.charted_rows(Shape::Ranking, title("rekening"), opened),
    };
    figure.reply(books, opened, answer)
}

fn rows(report: &Revenue, by: RevenueBy, top: Option<usize>) -> Sheet {
    match by {
        RevenueBy::Quarter => plain(
            "Kwartaal",
            report.total,
            report.by_quarter.iter().map(|row| {
                let name = row.quarter.map_or_else(|| "(buiten de kwartalen)".to_owned(), dutch::quarter);
                (name, row.amount)
            }),
        ),
        RevenueBy::Year => plain(
            "Boekjaar",
            report.total,
            report.by_year.iter().map(|row| (format!("boekjaar {}", row.year), row.amount)),
        ),
        RevenueBy::Account => by_account(report, top),
        RevenueBy::Period | RevenueBy::Customer | RevenueBy::Invoice => by_period(report),
    }
}

fn plain(heading: &'static str, total: Decimal, rows: impl Iterator<Item = (String, Decimal)>) -> Sheet {
    let mut sheet = Sheet::new([Column::new("naam", heading), Column::new("bedrag", "Omzet")]);
    rows.for_each(|(name, amount)| sheet.row([name.into(), amount.into()]));
    sheet.total(["Totaal".into(), total.into()]);
    sheet
}

fn by_period(report: &Revenue) -> Sheet {
    let mut sheet = Sheet::new([
        Column::shown("Periode"),
        Column::data("naam"),
        Column::data("van"),
        Column::data("tot"),
        Column::data("voortgang"),
        Column::new("bedrag", "Omzet"),
    ]);
    // Periods to come are shown once something is booked in them.
    let begun = |row: &&PeriodRevenue| row.progress != Progress::ToCome || !row.amount.is_zero();
    let none_begun = !report.by_period.iter().any(|row| begun(&row));
    for period in report.by_period.iter().filter(|row| none_begun || begun(row)) {
        let name = dutch::period(period.year, period.number, period.days.as_ref());
        let progress = match period.progress {
            Progress::Finished => "afgerond",
            Progress::Running => "loopt",
            Progress::ToCome => "nog te komen",
            Progress::OutsideCalendar => "buiten de kalender",
        };
        let is_open = matches!(period.progress, Progress::Running | Progress::ToCome);
        sheet.traced(
            report.selector_of_all(Some(period)),
            [
                if is_open { format!("{name} ({progress})") } else { name.clone() }.into(),
                name.into(),
                period.days.map(|days| days.start).into(),
                period.days.map(|days| days.end).into(),
                progress.into(),
                period.amount.into(),
            ],
        );
    }
    sheet.total(["Totaal".into(), Cell::Blank, Cell::Blank, Cell::Blank, Cell::Blank, report.total.into()]);
    sheet
}

/// Rows that are a part of the total.
fn shares(heading: &'static str, total: Decimal) -> (Sheet, impl Fn(Decimal) -> Cell) {
    let columns = [
        Column::new("naam", heading),
        Column::data("code"),
        Column::data("soort"),
        Column::new("bedrag", "Omzet"),
        Column::new("aandeel", "Aandeel"),
    ];
    let share = move |amount| dutch::share(amount, total).map_or(Cell::Blank, Cell::Percent);
    let mut sheet = Sheet::new(columns);
    sheet.total(["Totaal".into(), Cell::Blank, Cell::Blank, total.into(), share(total)]);
    (sheet, share)
}

fn by_account(report: &Revenue, top: Option<usize>) -> Sheet {
    let shown = top.unwrap_or(usize::MAX);
    let (mut sheet, share) = shares("Rekening", report.total);
    let mut known = Decimal::ZERO;
    for one in report.by_account.iter().take(shown) {
        let cells = [
            account::named(&one.account).into(),
            account::code(&one.account).into(),
            Cell::Blank,
            one.amount.into(),
            share(one.amount),
        ];
        sheet.traced(report.selector([one.account.id], None), cells);
        known += one.amount;
    }
    if report.by_account.len() > shown {
        let rest = report.total - known;
        let others = report.by_account.iter().skip(shown).map(|one| one.account.id);
        sheet.traced(
            report.selector(others, None),
            ["(overige rekeningen)".into(), Cell::Blank, Cell::Blank, rest.into(), share(rest)],
        );
    }
    sheet
}

fn by_customer(report: &ByCustomer, top: Option<usize>, currency: &str) -> Result<Parts, ReportError> {
    let ranking = report.top(top.unwrap_or(usize::MAX))?;
    let (mut sheet, share) = shares("Klant", report.total);
    for one in &ranking.rows {
        let (name, code) = (name_of(&one.customer), code_of(&one.customer));
        let cells = [name.into(), code.into(), "klant".into(), one.amount.into(), share(one.amount)];
        sheet.traced(report.selector(one), cells);
    }
    if let Some(others) = &ranking.others {
        let name = format!("(overige klanten: {})", others.customers);
        sheet.row([name.into(), Cell::Blank, "overige klanten".into(), others.amount.into(), share(others.amount)]);
    }
    if let Some(nobody) = &ranking.nobody {
        let name = nobody.customer.name().to_owned();
        let cells = [name.into(), Cell::Blank, "geen klant".into(), nobody.amount.into(), share(nobody.amount)];
        sheet.traced(report.selector(nobody), cells);
    }
    let mut extra = String::new();
    if let Some(largest) = ranking.rows.first().filter(|one| one.amount > Decimal::ZERO) {
        let share = dutch::share(largest.amount, report.total);
        let share = share.map(|share| format!(" ({})", dutch::percent(share))).unwrap_or_default();
        extra = format!(
            " De grootste klant is {} met {}{share}.",
            dutch::quoted(&name_of(&largest.customer)),
            dutch::money(largest.amount, currency)
        );
    }
    if let Some(nobody) = &ranking.nobody {
        extra.push_str(&format!(" Van {} noemen de boeken geen klant.", dutch::money(nobody.amount, currency)));
    }
    Ok(Parts { by: RevenueBy::Customer, rows: sheet, extra })
}
