use chrono::NaiveDate;
use exact_reports::live::Answer;
use exact_reports::revenue::{ByCustomer, PeriodRevenue, Progress, Revenue};
use exact_reports::{Error as ReportError, PeriodRange};
use rust_decimal::Decimal;

use super::arguments::{RevenueArguments, RevenueBy};
use super::{notes, period};
use crate::books::{Books, Opened};
use crate::dutch;
use crate::failure::Failure;
use crate::figure::{Control, Figure, Nothing, Row, Time, basis, warning};
use crate::reply::Reply;
use crate::table::{Align, Table};

/// The period when none is named.
const DEFAULT_PERIOD: &str = "dit jaar";

/// The rows of an answer, and what they add to its sentence.
struct Parts {
    heading: &'static str,
    rows: Vec<Row>,
    /// The amounts of the rows, for the table.
    amounts: Vec<Decimal>,
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
        let parts = parts(&answer.report, by, top);
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
    let currency = listed.currency.as_str();
    let calls = opened.calls + answer.calls;
    let article = if range.label.contains("e kwartaal ") { "het " } else { "" };
    let sentence = format!(
        "De omzet van {} over {article}{} is {}, exclusief btw.{}{}{}",
        listed.administration.name,
        range.label,
        dutch::money(total, currency),
        parts.extra,
        progress(range, opened.today),
        warning(&answer.checks, currency),
    );
    let mut table = table(&parts, total, currency);
    table.total(total_row(&parts, total, currency));
    let basis = basis(&answer.basis, books.notes());
    let notes = notes(&basis, answer, calls);
    let figure = Figure {
        answer: sentence.clone(),
        administration: listed.administration.clone(),
        total: dutch::plain(total),
        currency: currency.to_owned(),
        rows: parts.rows,
        period: Time::period(range),
        basis,
        complete: answer.complete,
        lines: answer.basis.lines,
        calls,
        checks: answer.checks.iter().map(Control::from).collect(),
        more: Nothing {},
    };
    Reply { structured: serde_json::to_value(figure).unwrap_or_default(), sentence, tables: vec![table], notes }
}

fn table(parts: &Parts, total: Decimal, currency: &str) -> Table {
    let mut columns = vec![(parts.heading, Align::Left), ("Omzet", Align::Right)];
    if has_shares(parts) {
        columns.push(("Aandeel", Align::Right));
    }
    let mut table = Table::new(columns);
    for (row, amount) in parts.rows.iter().zip(&parts.amounts) {
        let mut cells = vec![shown_name(row), dutch::money(*amount, currency)];
        if has_shares(parts) {
            cells.push(dutch::share(*amount, total).map(dutch::percent).unwrap_or_default());
        }
        table.row(cells);
    }
    table
}

fn total_row(parts: &Parts, total: Decimal, currency: &str) -> Vec<String> {
    let mut cells = vec!["Totaal".to_owned(), dutch::money(total, currency)];
    if has_shares(parts) {
        cells.push(dutch::share(total, total).map(dutch::percent).unwrap_or_default());
    }
    cells
}

fn has_shares(parts: &Parts) -> bool {
    parts.rows.iter().any(|row| row.share.is_some())
}

fn shown_name(row: &Row) -> String {
    match row.progress {
        Some(progress @ ("loopt" | "nog te komen")) => format!("{} ({progress})", row.name),
        _ => row.name.clone(),
    }
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

fn parts(report: &Revenue, by: RevenueBy, top: Option<usize>) -> Parts {
    match by {
        RevenueBy::Quarter => {
            let rows = report.by_quarter.iter().map(|row| {
                let name = row.quarter.map_or_else(|| "(buiten de kwartalen)".to_owned(), dutch::quarter);
                (Row::new(name, row.amount), row.amount)
            });
            plain("Kwartaal", rows)
        }
        RevenueBy::Year => plain(
            "Boekjaar",
            report.by_year.iter().map(|row| (Row::new(format!("boekjaar {}", row.year), row.amount), row.amount)),
        ),
        RevenueBy::Account => by_account(report, top),
        RevenueBy::Period | RevenueBy::Customer => {
            // Periods to come are shown once something is booked in them.
            let begun = |row: &&PeriodRevenue| row.progress != Progress::ToCome || !row.amount.is_zero();
            let none_begun = !report.by_period.iter().any(|row| begun(&row));
            plain("Periode", report.by_period.iter().filter(|row| none_begun || begun(row)).map(period_row))
        }
    }
}

fn plain(heading: &'static str, rows: impl Iterator<Item = (Row, Decimal)>) -> Parts {
    let (rows, amounts) = rows.unzip();
    Parts { heading, rows, amounts, extra: String::new() }
}

fn period_row(period: &PeriodRevenue) -> (Row, Decimal) {
    let row = Row {
        from: period.days.map(|days| days.start.to_string()),
        to: period.days.map(|days| days.end.to_string()),
        progress: Some(match period.progress {
            Progress::Finished => "afgerond",
            Progress::Running => "loopt",
            Progress::ToCome => "nog te komen",
            Progress::OutsideCalendar => "buiten de kalender",
        }),
        ..Row::new(dutch::period(period.year, period.number, period.days.as_ref()), period.amount)
    };
    (row, period.amount)
}

fn by_account(report: &Revenue, top: Option<usize>) -> Parts {
    let shown = top.unwrap_or(usize::MAX);
    let mut rows: Vec<_> = Vec::new();
    for one in report.by_account.iter().take(shown) {
        let code = dutch::clean(&one.account.code);
        let name = format!("{code} {}", dutch::clean(&one.account.description)).trim_end().to_owned();
        let share = dutch::share(one.amount, report.total).map(|share| share.to_string());
        rows.push((Row { code: Some(code), share, ..Row::new(name, one.amount) }, one.amount));
    }
    let known: Decimal = rows.iter().map(|(_, amount)| *amount).sum();
    if report.by_account.len() > shown {
        let rest = report.total - known;
        let share = dutch::share(rest, report.total).map(|share| share.to_string());
        rows.push((Row { share, ..Row::new("(overige rekeningen)", rest) }, rest));
    }
    plain("Rekening", rows.into_iter())
}

fn by_customer(report: &ByCustomer, top: Option<usize>, currency: &str) -> Result<Parts, ReportError> {
    let ranking = report.top(top.unwrap_or(usize::MAX))?;
    let mut parts = Parts { heading: "Klant", rows: Vec::new(), amounts: Vec::new(), extra: String::new() };
    let mut add = |name: String, code: Option<String>, kind: &'static str, amount: Decimal| {
        let share = dutch::share(amount, report.total).map(|share| share.to_string());
        parts.rows.push(Row { code, share, kind: Some(kind), ..Row::new(name, amount) });
        parts.amounts.push(amount);
    };
    for one in &ranking.rows {
        let code = one.customer.relation().and_then(|relation| relation.code.as_deref()).map(dutch::clean);
        add(customer_name(one.customer.name(), code.as_deref()), code, "klant", one.amount);
    }
    if let Some(others) = &ranking.others {
        let name = format!("(overige klanten: {})", others.customers);
        add(name, None, "overige klanten", others.amount);
    }
    if let Some(nobody) = &ranking.nobody {
        add(nobody.customer.name().to_owned(), None, "geen klant", nobody.amount);
    }
    if let Some(largest) = ranking.rows.first().filter(|one| one.amount > Decimal::ZERO) {
        let share = dutch::share(largest.amount, report.total);
        let share = share.map(|share| format!(" ({})", dutch::percent(share))).unwrap_or_default();
        parts.extra = format!(
            " De grootste klant is {} met {}{share}.",
            customer_name(largest.customer.name(), None),
            dutch::money(largest.amount, currency)
        );
    }
    if let Some(nobody) = &ranking.nobody {
        parts.extra.push_str(&format!(" Van {} noemen de boeken geen klant.", dutch::money(nobody.amount, currency)));
    }
    Ok(parts)
}

/// A name to show: some relations have none.
pub(super) fn customer_name(name: &str, code: Option<&str>) -> String {
    let name = dutch::clean(name);
    match (name.is_empty(), code) {
        (false, _) => name,
        (true, Some(code)) => format!("(relatie {code} zonder naam)"),
        (true, None) => "(relatie zonder naam)".to_owned(),
    }
}
