use exact_reports::live::Answer;
use exact_reports::vat::{BoxMapping, Direction, ReturnSeries, Rounding, TaxPeriod, VatBox, VatReturn};
use rust_decimal::Decimal;
use serde_json::json;

use super::label;
use crate::books::{Books, Opened};
use crate::dutch;
use crate::failure::Failure;
use crate::figure::{Figure, Time};
use crate::reply::Reply;
use crate::sheet::{Cell, Column, Sheet};

/// The VAT return by box, in whole euros as it is filed.
pub(super) async fn answer(books: &Books, opened: &Opened, periods: &[TaxPeriod]) -> Result<Reply, Failure> {
    let answer = opened.live.vat_returns(periods, &BoxMapping::default(), Rounding::InFavour).await?;
    let rows = match answer.report.returns.as_slice() {
        [only] => boxes(only),
        several => by_period(several),
    };
    let total = answer.report.filed;
    let sum = |amount: fn(&VatReturn) -> Decimal| answer.report.returns.iter().map(amount).sum::<Decimal>();
    let (due, input) = (sum(|one| one.filed.due), sum(|one| one.filed.input));
    let time = Time::days(&label(periods), periods.first().map(|one| one.start), periods.last().map(|one| one.end));
    let figure = Figure::new(summary(&answer, periods, opened, due, input), total, time, rows)
        .table("per_btw_code", codes(&answer.report.returns))
        .facts([
            ("verschuldigd", json!(dutch::plain(due))),
            ("voorbelasting", json!(dutch::plain(input))),
            ("voor_afronding", json!(dutch::plain(answer.report.exact))),
        ]);
    let figure = match answer.report.returns.as_slice() {
        [only] => figure.charted(only, opened),
        _ => figure.charted(&answer.report, opened),
    };
    Ok(figure.reply(books, opened, &answer))
}

fn summary(
    answer: &Answer<ReturnSeries>,
    periods: &[TaxPeriod],
    opened: &Opened,
    due: Decimal,
    input: Decimal,
) -> String {
    let money = |amount| dutch::money(amount, &opened.listed.currency);
    let report = &answer.report;
    let side = if report.filed < Decimal::ZERO { "terug te vragen" } else { "te betalen" };
    let mut text = format!(
        "De btw-aangifte van {} over {} komt uit op {} {side}: verschuldigd {}, voorbelasting {}. In hele euro's in je voordeel \
         afgerond; voor afronding is het {}.",
        dutch::quoted(&opened.listed.administration.name),
        dutch::during(&label(periods)),
        money(report.filed.abs()),
        money(due),
        money(input),
        money(report.exact),
    );
    let unmapped: usize = report.returns.iter().map(|one| one.unmapped().count()).sum();
    if unmapped > 0 {
        text.push_str(&format!(
            " Let op: {} niet in een rubriek te plaatsen.",
            dutch::count(unmapped, "btw-code was", "btw-codes waren")
        ));
    }
    if periods.last().is_some_and(|last| last.end >= opened.today) {
        text.push_str(" Het tijdvak loopt nog.");
    }
    text.push_str(" Dit is wat er is geboekt, geen ingediende aangifte.");
    text
}

fn boxes(report: &VatReturn) -> Sheet {
    let mut sheet = Sheet::new([
        Column::new("rubriek", "Rubriek"),
        Column::new("naam", "Omschrijving"),
        Column::new("grondslag", "Grondslag"),
        Column::new("bedrag", "Btw"),
        Column::data("grondslag_exact"),
        Column::data("btw_exact"),
    ]);
    for one in &report.boxes {
        let vat_box = one.vat_box;
        let base = if vat_box == VatBox::InputVat { Cell::Blank } else { one.rounded_base.into() };
        let vat = if vat_box.has_vat() { Cell::Money(one.rounded_vat) } else { Cell::Blank };
        let exact_vat = if vat_box.has_vat() { Cell::Money(one.vat) } else { Cell::Blank };
        sheet.row([vat_box.number().into(), vat_box.label().into(), base, vat, one.base.into(), exact_vat]);
    }
    sheet.total([
        Cell::Blank,
        "Te betalen (min is terug te vragen)".into(),
        Cell::Blank,
        report.filed.payable.into(),
        Cell::Blank,
        Cell::Blank,
    ]);
    sheet
}

fn by_period(returns: &[VatReturn]) -> Sheet {
    let mut sheet = Sheet::new([
        Column::new("naam", "Tijdvak"),
        Column::data("van"),
        Column::data("tot"),
        Column::new("verschuldigd", "Verschuldigd"),
        Column::new("voorbelasting", "Voorbelasting"),
        Column::new("bedrag", "Te betalen"),
    ]);
    let sum = |amount: fn(&VatReturn) -> Decimal| returns.iter().map(amount).sum::<Decimal>();
    for one in returns {
        sheet.row([
            one.period.label().into(),
            one.period.start.into(),
            one.period.end.into(),
            one.filed.due.into(),
            one.filed.input.into(),
            one.filed.payable.into(),
        ]);
    }
    sheet.total([
        "Totaal".into(),
        Cell::Blank,
        Cell::Blank,
        sum(|one| one.filed.due).into(),
        sum(|one| one.filed.input).into(),
        sum(|one| one.filed.payable).into(),
    ]);
    sheet
}

fn codes(returns: &[VatReturn]) -> Sheet {
    let mut sheet = Sheet::new([
        Column::new("tijdvak", "Tijdvak"),
        Column::new("code", "Btw-code"),
        Column::new("naam", "Omschrijving"),
        Column::new("soort", "Soort"),
        Column::new("rubriek", "Rubriek"),
        Column::new("grondslag", "Grondslag"),
        Column::new("bedrag", "Btw"),
    ])
    .titled("Per btw-code");
    for report in returns {
        for one in &report.codes {
            sheet.row([
                report.period.label().into(),
                dutch::clean(&one.code).into(),
                dutch::clean(&one.description).into(),
                if one.direction == Direction::Sale { "verkoop" } else { "inkoop" }.into(),
                one.target.map_or("geen", |(vat_box, _)| vat_box.number()).into(),
                one.base.into(),
                one.vat.into(),
            ]);
        }
    }
    sheet
}
