//! How the business is doing: results against last year, money, open items and VAT on one page.

use exact_reports::live::Answer;
use exact_reports::overview::{LedgerBalance, Overview};
use exact_reports::results::{Figure as Part, Section, Subtotal};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Deserialize;

use super::comparison::change_cells;
use super::{account, day};
use crate::books::{Books, Opened};
use crate::dutch;
use crate::failure::Failure;
use crate::figure::{Figure, Time};
use crate::reply::Reply;
use crate::sheet::{Cell, Column, Sheet};

/// Arguments of `overzicht`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OverviewArguments {
    #[serde(default, rename = "administratie")]
    #[schemars(with = "String", description = "naam, nummer of code")]
    administration: Option<String>,
    #[serde(default, rename = "peildatum")]
    #[schemars(
        with = "String",
        description = "standaard vandaag; het boekjaar loopt tot en met de periode van die dag"
    )]
    as_of: Option<String>,
}

pub(super) async fn answer(books: &Books, arguments: OverviewArguments) -> Result<Reply, Failure> {
    let mut opened = books.open(arguments.administration.as_deref()).await?;
    let as_of = day(books, &mut opened, arguments.as_of.as_deref()).await?;
    let answer = Box::pin(opened.live.overview(as_of)).await?;
    Ok(reply(books, &opened, &answer, as_of))
}

fn reply(books: &Books, opened: &Opened, answer: &Answer<Overview>, as_of: chrono::NaiveDate) -> Reply {
    let report = &answer.report;
    let figure = Figure::new(
        summary(report, opened, as_of),
        report.statement.result.total,
        Time::period(&report.statement.period),
        rows(report),
    )
    .behind(report.statement.selector(Part::Subtotal(Subtotal::Result), None))
    .charted(report, opened);
    figure.reply(books, opened, answer)
}

fn rows(report: &Overview) -> Sheet {
    let mut sheet = Sheet::new([
        Column::new("naam", "Post"),
        Column::new("was", "Vorig jaar"),
        Column::new("bedrag", "Nu"),
        Column::new("verschil", "Verschil"),
        Column::new("procent", "In %"),
    ]);
    let now = |part: Part| report.statement.amounts(part).map(|amounts| amounts.total);
    for (part, name) in [
        (Part::Section(Section::Revenue), "Omzet dit boekjaar"),
        (Part::Section(Section::CostOfGoods), "Kostprijs van de omzet"),
        (Part::Section(Section::OperatingCosts), "Bedrijfskosten"),
        (Part::Subtotal(Subtotal::Result), "Resultaat"),
    ] {
        let change = report.comparison.as_ref().and_then(|comparison| match part {
            Part::Section(section) => {
                comparison.sections.iter().find(|row| row.section == section).map(|row| row.change)
            }
            Part::Subtotal(subtotal) => {
                comparison.subtotals.iter().find(|row| row.subtotal == subtotal).map(|row| row.change)
            }
            _ => None,
        });
        let cells = match change {
            Some(change) => change_cells(change),
            None => [Cell::Blank, now(part).into(), Cell::Blank, Cell::Blank],
        };
        let is_nothing = now(part).is_none_or(|amount| amount.is_zero()) && change.is_none_or(|c| c.before.is_zero());
        if is_nothing && part != Part::Subtotal(Subtotal::Result) {
            continue;
        }
        sheet.traced(report.statement.selector(part, None), [name.into()].into_iter().chain(cells));
    }
    let mut balance = |name: &str, amount: Decimal, selector| {
        let cells = [name.into(), Cell::Blank, amount.into(), Cell::Blank, Cell::Blank];
        sheet.traced(selector, cells);
    };
    if let Some(cash) = &report.cash {
        let selector = cash.selector(cash.accounts.iter().map(|one| one.account.id));
        balance("Geld op bank en kas", cash.total, selector);
    }
    let told = [
        ("Nog te ontvangen van klanten", &report.receivable),
        ("Nog te betalen aan leveranciers", &report.payable),
        ("Btw (plus is te betalen)", &report.vat),
    ];
    for (name, known) in told {
        if let Some(known) = known {
            balance(name, known.amount, report.selector(known));
        }
    }
    sheet
}

fn summary(report: &Overview, opened: &Opened, as_of: chrono::NaiveDate) -> String {
    let money = |amount| dutch::money(amount, &opened.listed.currency);
    let name = dutch::quoted(&opened.listed.administration.name);
    let of = |part| report.statement.amounts(part).map(|amounts| amounts.total).unwrap_or_default();
    let mut text = format!(
        "Zo staat {name} er op {} voor: over {} is de omzet {}, zijn de bedrijfskosten {} en is het resultaat {}.",
        dutch::date(as_of),
        dutch::during(&report.statement.period.label),
        money(of(Part::Section(Section::Revenue))),
        money(of(Part::Section(Section::OperatingCosts))),
        money(of(Part::Subtotal(Subtotal::Result))),
    );
    match &report.comparison {
        Some(comparison) => {
            let change = comparison.revenue;
            let percentage = change.percentage.map(|share| format!(" ({})", dutch::percent(share))).unwrap_or_default();
            let side = if change.difference < Decimal::ZERO { "minder" } else { "meer" };
            text.push_str(&format!(
                " Dat is {} {side} omzet{percentage} dan over {}.",
                money(change.difference.abs()),
                dutch::during(&comparison.before.label)
            ));
        }
        None => text.push_str(" Een jaar eerder is er niet om mee te vergelijken."),
    }
    let amount = |known: &Option<LedgerBalance>| known.as_ref().map(|known| known.amount);
    if let Some(cash) = &report.cash {
        text.push_str(&format!(" Er staat {} op bank en kas.", money(cash.total)));
    }
    match amount(&report.receivable) {
        Some(receivable) if receivable >= Decimal::ZERO => {
            text.push_str(&format!(" Klanten moeten nog {} betalen.", money(receivable)));
        }
        Some(receivable) => text.push_str(&format!(" Klanten hebben per saldo {} tegoed.", money(-receivable))),
        None => {}
    }
    match amount(&report.payable) {
        Some(payable) if payable >= Decimal::ZERO => {
            text.push_str(&format!(" Aan leveranciers moet nog {} worden betaald.", money(payable)));
        }
        Some(payable) => text.push_str(&format!(" Bij leveranciers is per saldo {} tegoed.", money(-payable))),
        None => {}
    }
    match amount(&report.vat) {
        Some(vat) if vat >= Decimal::ZERO => text.push_str(&format!(" De btw-schuld is {}.", money(vat))),
        Some(vat) => text.push_str(&format!(" Er is {} btw te vorderen.", money(-vat))),
        None => text.push_str(" Er is geen btw-administratie."),
    }
    text.push_str(" Open posten en btw zijn hier de stand van het grootboek.");
    account::capital(&text)
}
