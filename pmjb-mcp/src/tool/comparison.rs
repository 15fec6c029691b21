//! Two periods next to each other: results, costs by account, or customers.

use chrono::NaiveDate;
use exact_model::Uuid;
use exact_reports::change::{Change, NoPercentage};
use exact_reports::chart::Shape;
use exact_reports::comparison::{Comparison, CustomerChanges, Cut};
use exact_reports::live::Answer;
use exact_reports::results::{Section, Subtotal};
use exact_reports::selector::{Counting, When};
use exact_reports::{Calendar, Error as ReportError, PeriodRange, PeriodRequest, Selector};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::relation::shown;
use super::{account, arguments, period};
use crate::books::{Books, Opened};
use crate::dutch;
use crate::failure::Failure;
use crate::figure::{Figure, Time};
use crate::reply::Reply;
use crate::sheet::{Cell, Column, Sheet};

/// Arguments of `vergelijk`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ComparisonArguments {
    #[serde(default, rename = "administratie")]
    #[schemars(with = "String", description = "naam, nummer of code")]
    administration: Option<String>,
    #[serde(default, rename = "periode")]
    #[schemars(with = "String", description = "zoals: dit kwartaal, januari 2026; standaard dit jaar tot nu")]
    period: Option<String>,
    #[serde(default, rename = "met")]
    #[schemars(
        with = "String",
        description = "waarmee: “vorig jaar” (dezelfde periode een jaar eerder, standaard), “vorige periode”, een periode, of twee met “en” ertussen"
    )]
    against: Option<String>,
    #[serde(default, rename = "wat")]
    #[schemars(with = "Subject", description = "standaard alles")]
    subject: Option<Subject>,
    #[serde(default)]
    #[schemars(with = "u16", range(min = 1, max = 1000), description = "alleen de zoveel grootste verschillen")]
    top: Option<u16>,
}

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(inline)]
enum Subject {
    #[serde(rename = "alles")]
    Everything,
    #[serde(rename = "kosten", alias = "kostenposten")]
    Costs,
    #[serde(rename = "klanten", alias = "omzet per klant")]
    Customers,
}

/// What the data has besides what every figure has.
pub(super) fn facts_schema() -> [(&'static str, Value); 7] {
    let (text, list) = (json!({ "type": "string" }), json!({ "type": "array", "items": { "type": "object" } }));
    [
        ("was", text.clone()),
        ("verschil", text.clone()),
        ("procent", text),
        ("vergeleken_met", json!({ "type": "object" })),
        ("gewonnen", list.clone()),
        ("verloren", list.clone()),
        ("tweede_vergelijking", list),
    ]
}

/// Before, after, difference and percentage.
pub(super) fn change_cells(change: Change) -> [Cell; 4] {
    [change.before.into(), change.after.into(), change.difference.into(), percentage(change)]
}

fn percentage(change: Change) -> Cell {
    change.percentage.map_or(Cell::Blank, Cell::Percent)
}

pub(super) async fn answer(books: &Books, arguments: ComparisonArguments) -> Result<Reply, Failure> {
    let top = arguments::top(arguments.top)?.unwrap_or(usize::MAX);
    let mut opened = books.open(arguments.administration.as_deref()).await?;
    let asked = period(books, &mut opened, arguments.period.as_deref().unwrap_or("dit jaar tot nu")).await?;
    let against = arguments.against.as_deref().unwrap_or("vorig jaar");
    let subject = arguments.subject.unwrap_or(Subject::Everything);
    let mut befores = Vec::new();
    for text in sides(against) {
        befores.push(before(books, &mut opened, &asked.request, text).await?);
    }
    let second = if befores.len() > 1 { befores.pop() } else { None };
    let Some(before) = befores.pop() else { return Err(unclear(against)) };
    if subject == Subject::Customers {
        return customers(books, &opened, &before, &asked.request, top).await;
    }
    let answer = opened.live.comparison(&before, &asked.request).await?;
    let rows = rows(&answer.report, subject, top);
    let change = if subject == Subject::Costs { answer.report.costs } else { answer.report.revenue };
    let mut figure =
        Figure::new(summary(&answer.report, subject, &opened), change.after, Time::period(&answer.report.after), rows)
            .facts(facts(change, &answer.report.before))
            .behind(match subject {
                Subject::Costs => behind(
                    &answer.report,
                    Section::OperatingCosts,
                    cost_accounts(&answer.report).map(|one| one.account.id),
                ),
                _ => revenue_lines(&answer.report),
            });
    figure = match subject {
        Subject::Costs => {
            figure.charted_rows(Shape::Ranking, format!("Kosten per rekening, {}", answer.report.after.label), &opened)
        }
        _ => figure.charted(&answer.report, &opened),
    };
    if let Some(second) = second {
        let other = opened.live.comparison(&second, &asked.request).await?;
        opened.calls += other.calls;
        let sheet = self::rows(&other.report, subject, top).titled("Tweede vergelijking");
        figure = figure.table("tweede_vergelijking", sheet).and_said(&format!(
            " Naast {}: {}",
            dutch::during(&other.report.before.label),
            changes(&other.report, subject, &opened.listed.currency)
        ));
    }
    Ok(figure.reply(books, &opened, &answer))
}

/// "vorig kwartaal en vorig jaar" names two; "tussen … en …" names one.
fn sides(text: &str) -> Vec<&str> {
    let parts: Vec<_> = text.split(" en ").map(str::trim).filter(|part| !part.is_empty()).collect();
    if parts.len() == 2 && !text.trim_start().starts_with("tussen") { parts } else { vec![text.trim()] }
}

fn unclear(text: &str) -> Failure {
    Failure::new(
        "vergelijking_onduidelijk",
        format!("“{}” is niet begrepen.", dutch::clean(text)),
        "Geef bijvoorbeeld: vorig jaar, vorige periode of Q4 2024.",
    )
}

/// The period that is compared with, by its number in the year before or by what comes just before.
async fn before(
    books: &Books,
    opened: &mut Opened,
    after: &PeriodRequest,
    text: &str,
) -> Result<PeriodRequest, Failure> {
    let words = text.to_lowercase();
    let years = opened.live.book_years().await?;
    opened.calls += years.calls;
    let cut = |cut: fn(&PeriodRange, NaiveDate, &Calendar) -> Result<Cut, ReportError>| {
        let after = after.resolve(&years.calendar).map_err(|error| Failure::from(&error))?;
        let cut = cut(&after, opened.today, &years.calendar).map_err(|error| Failure::from(&error))?;
        Ok(PeriodRequest::Dates { from: cut.before.start, to: cut.before.end })
    };
    let is_same_part_of_a_year = matches!(
        words.as_str(),
        "vorig jaar"
            | "een jaar eerder"
            | "vorig boekjaar"
            | "zelfde periode vorig jaar"
            | "dezelfde periode vorig jaar"
    );
    if is_same_part_of_a_year {
        return match after {
            PeriodRequest::BookYear(year) => Ok(PeriodRequest::BookYear(year.saturating_sub(1))),
            _ => cut(Cut::year_before),
        };
    }
    if matches!(words.as_str(), "vorige periode" | "de periode ervoor" | "ervoor" | "daarvoor") {
        return match after {
            PeriodRequest::BookYear(year) => Ok(PeriodRequest::BookYear(year.saturating_sub(1))),
            _ => cut(Cut::just_before),
        };
    }
    Ok(period(books, opened, text).await?.request)
}

fn facts(change: Change, before: &PeriodRange) -> Vec<(&'static str, Value)> {
    let mut facts = vec![
        ("was", json!(dutch::plain(change.before))),
        ("verschil", json!(dutch::plain(change.difference))),
        ("vergeleken_met", json!(Time::period(before))),
    ];
    if let Ok(percentage) = change.percentage {
        facts.push(("procent", json!(percentage.to_string())));
    }
    facts
}

/// "steeg van € 10,00 naar € 12,00 (+20,0%)".
fn moved(change: Change, currency: &str) -> String {
    let money = |amount| dutch::money(amount, currency);
    let percentage = match change.percentage {
        Ok(percentage) => {
            let plus = if percentage > Decimal::ZERO { "+" } else { "" };
            format!(" ({plus}{})", dutch::percent(percentage))
        }
        Err(NoPercentage::FromZero) => " (geen percentage: het was nul)".to_owned(),
        Err(NoPercentage::Sign) => " (geen percentage: het teken wisselt of is negatief)".to_owned(),
    };
    match change.difference.cmp(&Decimal::ZERO) {
        core::cmp::Ordering::Equal => format!("bleef {}", money(change.after)),
        order => {
            let verb = if order == core::cmp::Ordering::Greater { "steeg" } else { "daalde" };
            format!("{verb} van {} naar {}{percentage}", money(change.before), money(change.after))
        }
    }
}

fn changes(report: &Comparison, subject: Subject, currency: &str) -> String {
    let costs = moved(report.costs, currency).replacen("steeg ", "stegen ", 1);
    let costs = costs.replacen("daalde ", "daalden ", 1).replacen("bleef ", "bleven ", 1);
    if subject == Subject::Costs {
        return format!("de bedrijfskosten {costs}.");
    }
    let result = report.subtotals.iter().find(|row| row.subtotal == Subtotal::Result);
    let result = result.map(|row| format!(" en het resultaat {}", moved(row.change, currency))).unwrap_or_default();
    format!("de omzet {}, de bedrijfskosten {costs}{result}.", moved(report.revenue, currency))
}

fn summary(report: &Comparison, subject: Subject, opened: &Opened) -> String {
    let currency = &opened.listed.currency;
    let mut text = format!(
        "{} over {} naast {}: {}",
        dutch::quoted(&opened.listed.administration.name),
        dutch::during(&report.after.label),
        dutch::during(&report.before.label),
        changes(report, subject, currency),
    );
    let risen = cost_accounts(report).max_by_key(|row| row.change.difference);
    if let Some(row) = risen.filter(|row| row.change.difference > Decimal::ZERO) {
        text.push_str(&format!(
            " Het meest gestegen is de kostenpost {}: {} erbij.",
            dutch::quoted(&account::named(&row.account)),
            dutch::money(row.change.difference, currency)
        ));
    }
    if report.after.end >= opened.today {
        text.push_str(" Let op: de laatste periode loopt nog en staat naast een hele.");
    }
    text
}

fn cost_accounts(report: &Comparison) -> impl Iterator<Item = &exact_reports::comparison::AccountChange> {
    let costs = report.sections.iter().filter(|row| row.section == Section::OperatingCosts);
    costs.flat_map(|row| &row.accounts)
}

fn sheet(heading: &'static str) -> Sheet {
    Sheet::new([
        Column::new("naam", heading),
        Column::data("code"),
        Column::data("soort"),
        Column::new("was", "Was"),
        Column::new("bedrag", "Nu"),
        Column::new("verschil", "Verschil"),
        Column::new("procent", "In %"),
    ])
}

fn row(name: String, code: Option<String>, kind: &str, change: Change) -> impl Iterator<Item = Cell> {
    [name.into(), code.into(), kind.into()].into_iter().chain(change_cells(change))
}

/// The lines behind the later figure of accounts in a section.
fn behind(report: &Comparison, section: Section, accounts: impl IntoIterator<Item = Uuid>) -> Selector {
    let selector = Selector::of(accounts, When::from(&report.after), Counting::Results);
    if section.is_cost() { selector } else { selector.credit_positive() }
}

fn rows(report: &Comparison, subject: Subject, top: usize) -> Sheet {
    if subject == Subject::Costs {
        let mut sheet = sheet("Kostenpost");
        let mut accounts: Vec<_> = cost_accounts(report).collect();
        accounts.sort_by(|left, right| {
            right
                .change
                .difference
                .cmp(&left.change.difference)
                .then_with(|| left.account.code.cmp(&right.account.code))
        });
        for one in accounts.into_iter().take(top) {
            let code = account::code(&one.account);
            let selector = behind(report, Section::OperatingCosts, [one.account.id]);
            sheet.traced(selector, row(account::named(&one.account), Some(code), "rekening", one.change));
        }
        let total = ["Totaal".into(), Cell::Blank, Cell::Blank].into_iter().chain(change_cells(report.costs));
        sheet.total(total);
        return sheet;
    }
    let mut sheet = sheet("Post");
    for section in &report.sections {
        if section.change.before.is_zero() && section.change.after.is_zero() {
            continue;
        }
        let selector = behind(report, section.section, section.accounts.iter().map(|one| one.account.id));
        sheet.traced(selector, row(account::section(section.section), None, "rubriek", section.change));
    }
    for one in &report.subtotals {
        let selector = behind_subtotal(report, one.subtotal);
        sheet.traced(selector, row(account::capital(one.subtotal.label()), None, "subtotaal", one.change));
    }
    sheet
}

fn revenue_lines(report: &Comparison) -> Selector {
    let sections = report.sections.iter().filter(|row| row.section == Section::Revenue);
    behind(report, Section::Revenue, sections.flat_map(|row| &row.accounts).map(|one| one.account.id))
}

/// Results are credit positive, costs in them included.
fn behind_subtotal(report: &Comparison, subtotal: Subtotal) -> Selector {
    let sections = report.sections.iter().filter(|row| subtotal.sections().contains(&row.section));
    let accounts = sections.flat_map(|row| &row.accounts).map(|one| one.account.id);
    Selector::of(accounts, When::from(&report.after), Counting::Results).credit_positive()
}

async fn customers(
    books: &Books,
    opened: &Opened,
    before: &PeriodRequest,
    after: &PeriodRequest,
    top: usize,
) -> Result<Reply, Failure> {
    let was = Box::pin(opened.live.revenue_by_customer(before)).await?;
    let now = Box::pin(opened.live.revenue_by_customer(after)).await?;
    let report = CustomerChanges::of(&was.report, &now.report).map_err(|error| Failure::from(&error))?;
    let table = |changes: &[exact_reports::comparison::CustomerChange]| {
        let mut sheet = sheet("Klant");
        for one in changes.iter().take(top) {
            let code = one.customer.code.as_deref().map(dutch::clean);
            sheet.row(row(shown(&one.customer.name, code.as_deref()), code, "klant", one.change));
        }
        sheet
    };
    let currency = &opened.listed.currency;
    let mut sentence = format!(
        "De omzet van {} over {} naast {}: die {}. Nieuw: {}; weggevallen: {}.",
        dutch::quoted(&opened.listed.administration.name),
        dutch::during(&now.report.period.label),
        dutch::during(&was.report.period.label),
        moved(report.total, currency),
        dutch::count(report.won.len(), "klant", "klanten"),
        dutch::count(report.lost.len(), "klant", "klanten"),
    );
    let grown = report.kept.iter().max_by_key(|one| one.change.difference);
    if let Some(one) = grown.filter(|one| one.change.difference > Decimal::ZERO) {
        let name = dutch::quoted(&one.customer.name);
        sentence.push_str(&format!(
            " Het hardst gegroeid: {name}, {} erbij.",
            dutch::money(one.change.difference, currency)
        ));
    }
    let figure = Figure::new(sentence, report.total.after, Time::period(&now.report.period), table(&report.kept))
        .facts(facts(report.total, &was.report.period))
        .table("gewonnen", table(&report.won).titled("Nieuw"))
        .table("verloren", table(&report.lost).titled("Weggevallen"))
        .charted_rows(Shape::Ranking, format!("Omzet per klant die bleef, {}", now.report.period.label), opened);
    let joined = Answer {
        calls: was.calls + now.calls,
        rows: was.rows + now.rows,
        pages: was.pages + now.pages,
        complete: was.complete && now.complete,
        checks: [was.checks, now.checks].concat(),
        ..Answer { report: (), basis: now.basis, checks: Vec::new(), calls: 0, rows: 0, pages: 0, complete: true }
    };
    Ok(figure.reply(books, opened, &joined))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_periods_to_compare_with_are_told_from_one() {
        assert_eq!(sides("vorig kwartaal en vorig jaar"), ["vorig kwartaal", "vorig jaar"]);
        assert_eq!(sides(" Q4 2024 "), ["Q4 2024"]);
        assert_eq!(sides("tussen januari 2024 en maart 2024"), ["tussen januari 2024 en maart 2024"]);
    }
}
