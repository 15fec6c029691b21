use chrono::NaiveDate;
use exact_reports::live::Answer;
use exact_reports::revenue::{ByCustomer, PeriodRevenue, Progress, Revenue};
use exact_reports::{Error as ReportError, PeriodRange};
use rust_decimal::Decimal;

use super::arguments::{RevenueArguments, RevenueBy};
use super::period;
use super::relation::{code_of, name_of};
use crate::books::{Books, Opened};
use crate::dutch;
use crate::failure::Failure;
use crate::figure::{Figure, Time};
use crate::reply::Reply;
use crate::sheet::{Cell, Column, Sheet};

/// The period when none is named.
const DEFAULT_PERIOD: &str = "dit jaar";

/// The rows of an answer, and what they add to its sentence.
struct Parts {
    rows: Sheet,
    extra: String,
}

pub(super) async fn answer(books: &Books, arguments: RevenueArguments) -> Result<Reply, Failure> {
    // Whoever asks for a top and names nothing else means customers.
    let by = arguments.by.unwrap_or(if arguments.top.is_some() { RevenueBy::Customer } else { RevenueBy::Period });
    let top = arguments.top.map(usize::from);
    if top == Some(0) || (top.is_some() && !matches!(by, RevenueBy::Customer | RevenueBy::Account)) {
        return Err(Failure::new(
            "argument_onjuist",
            "“top” hoort bij per klant of per rekening en is minstens 1.",
            "Laat “top” weg, of vraag per klant of per rekening.",
        ));
    }
    let mut opened = books.open(arguments.administration.as_deref()).await?;
    let asked = period(books, &mut opened, arguments.period.as_deref().unwrap_or(DEFAULT_PERIOD)).await?;
    if by == RevenueBy::Customer {
        let answer = opened.live.revenue_by_customer(&asked.request).await?;
        let parts = by_customer(&answer.report, top, &opened.listed.currency).map_err(|error| Failure::from(&error))?;
        let (range, total) = (answer.report.period.clone(), answer.report.total);
        Ok(reply(books, &opened, &answer, &range, total, parts))
    } else {
        let answer = opened.live.revenue(&asked.request, opened.today).await?;
        let parts = Parts { rows: rows(&answer.report, by, top), extra: String::new() };
        let (range, total) = (answer.report.period.clone(), answer.report.total);
        Ok(reply(books, &opened, &answer, &range, total, parts))
    }
}

fn reply<T>(
    books: &Books,
    opened: &Opened,
    answer: &Answer<T>,
    range: &PeriodRange,
    total: Decimal,
    parts: Parts,
) -> Reply {
    let listed = &opened.listed;
    let article = if range.label.contains("e kwartaal ") { "het " } else { "" };
    let sentence = format!(
        "De omzet van {} over {article}{} is {}, exclusief btw.{}{}",
        dutch::quoted(&listed.administration.name),
        range.label,
        dutch::money(total, &listed.currency),
        parts.extra,
        progress(range, opened.today),
    );
    let figure = Figure {
        sentence,
        total,
        period: Time::period(range),
        rows: parts.rows,
        tables: Vec::new(),
        facts: serde_json::Map::new(),
    };
    figure.reply(books, opened, answer)
}

fn progress(range: &PeriodRange, today: NaiveDate) -> String {
    if range.start > today {
        " Deze periode moet nog beginnen.".to_owned()
    } else if range.end >= today {
        format!(" De periode loopt nog; dit is de stand op {}.", dutch::date(today))
    } else {
        String::new()
    }
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
        RevenueBy::Period | RevenueBy::Customer => by_period(report),
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
        sheet.row([
            if is_open { format!("{name} ({progress})") } else { name.clone() }.into(),
            name.into(),
            period.days.map(|days| days.start).into(),
            period.days.map(|days| days.end).into(),
            progress.into(),
            period.amount.into(),
        ]);
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
        let code = dutch::clean(&one.account.code);
        let name = format!("{code} {}", dutch::clean(&one.account.description)).trim_end().to_owned();
        sheet.row([name.into(), code.into(), Cell::Blank, one.amount.into(), share(one.amount)]);
        known += one.amount;
    }
    if report.by_account.len() > shown {
        let rest = report.total - known;
        sheet.row(["(overige rekeningen)".into(), Cell::Blank, Cell::Blank, rest.into(), share(rest)]);
    }
    sheet
}

fn by_customer(report: &ByCustomer, top: Option<usize>, currency: &str) -> Result<Parts, ReportError> {
    let ranking = report.top(top.unwrap_or(usize::MAX))?;
    let (mut sheet, share) = shares("Klant", report.total);
    for one in &ranking.rows {
        let (name, code) = (name_of(&one.customer), code_of(&one.customer));
        sheet.row([name.into(), code.into(), "klant".into(), one.amount.into(), share(one.amount)]);
    }
    if let Some(others) = &ranking.others {
        let name = format!("(overige klanten: {})", others.customers);
        sheet.row([name.into(), Cell::Blank, "overige klanten".into(), others.amount.into(), share(others.amount)]);
    }
    if let Some(nobody) = &ranking.nobody {
        let name = nobody.customer.name().to_owned();
        sheet.row([name.into(), Cell::Blank, "geen klant".into(), nobody.amount.into(), share(nobody.amount)]);
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
    Ok(Parts { rows: sheet, extra })
}
