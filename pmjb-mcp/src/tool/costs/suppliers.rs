use exact_reports::Error;
use exact_reports::costs::BySupplier;
use exact_reports::live::Answer;

use crate::books::{Books, Opened};
use crate::dutch;
use crate::figure::{Figure, Time};
use crate::reply::Reply;
use crate::sheet::{Cell, Column, Sheet};

/// Costs by supplier, those without one apart.
pub(super) fn reply(
    books: &Books,
    opened: &Opened,
    answer: &Answer<BySupplier>,
    top: Option<usize>,
) -> Result<Reply, Error> {
    let (report, currency) = (&answer.report, &opened.listed.currency);
    let (shown, others, rest) = report.top(top.unwrap_or(usize::MAX))?;
    let mut sheet = Sheet::new([
        Column::new("naam", "Leverancier"),
        Column::data("code"),
        Column::data("soort"),
        Column::new("bedrag", "Kosten"),
        Column::new("aandeel", "Aandeel"),
    ]);
    let share = |amount| dutch::share(amount, report.total).map_or(Cell::Blank, Cell::Percent);
    for row in shown {
        let (name, code) = (dutch::clean(&row.supplier.name), row.supplier.code.as_deref().map(dutch::clean));
        let cells = [name.into(), code.into(), "leverancier".into(), row.amount.into(), share(row.amount)];
        sheet.traced(report.selector(row), cells);
    }
    if others > 0 {
        let name = format!("(overige leveranciers: {others})");
        sheet.row([name.into(), Cell::Blank, "overige leveranciers".into(), rest.into(), share(rest)]);
    }
    if report.lines_without_supplier > 0 {
        let without = report.without_supplier;
        let cells =
            ["(geen leverancier)".into(), Cell::Blank, "geen leverancier".into(), without.into(), share(without)];
        sheet.traced(report.selector_without_supplier(), cells);
    }
    sheet.total(["Totaal".into(), Cell::Blank, Cell::Blank, report.total.into(), share(report.total)]);
    let mut sentence = format!(
        "De kosten van {} over {} zijn {}, exclusief aftrekbare btw.",
        dutch::quoted(&opened.listed.administration.name),
        dutch::during(&report.period.label),
        dutch::money(report.total, currency),
    );
    if let Some(largest) = report.suppliers.first() {
        sentence.push_str(&format!(
            " Het meest is ingekocht bij {}: {}.",
            dutch::quoted(&largest.supplier.name),
            dutch::money(largest.amount, currency)
        ));
    }
    if report.lines_without_supplier > 0 {
        let without = dutch::money(report.without_supplier, currency);
        sentence.push_str(&format!(" Van {without} noemen de boeken geen leverancier, zoals lonen en afschrijving."));
    }
    sentence.push_str(&super::running(&report.period, opened));
    let figure = Figure::new(sentence, report.total, Time::period(&report.period), sheet).charted(report, opened);
    Ok(figure.reply(books, opened, answer))
}
