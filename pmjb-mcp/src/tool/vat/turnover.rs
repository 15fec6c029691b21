use exact_reports::vat::{BoxMapping, TaxPeriod, TurnoverClass};
use rust_decimal::Decimal;

use crate::books::{Books, Opened};
use crate::dutch;
use crate::failure::Failure;
use crate::figure::{Figure, Time};
use crate::reply::Reply;
use crate::sheet::{Cell, Column, Sheet};

/// Turnover by VAT rate.
pub(super) async fn answer(books: &Books, opened: &Opened, period: &TaxPeriod) -> Result<Reply, Failure> {
    let answer = opened.live.turnover_by_rate(period, &BoxMapping::default()).await?;
    let report = &answer.report;
    let mut sheet =
        Sheet::new([Column::new("naam", "Tarief"), Column::new("bedrag", "Omzet"), Column::new("aandeel", "Aandeel")]);
    let share = |amount| dutch::share(amount, report.total).map_or(Cell::Blank, Cell::Percent);
    for row in &report.rows {
        sheet.row([class(row.class).into(), row.amount.into(), share(row.amount)]);
    }
    sheet.total(["Totaal".into(), report.total.into(), share(report.total)]);
    let parts: Vec<_> = report
        .rows
        .iter()
        .filter(|row| !row.amount.is_zero())
        .map(|row| format!("{} {}", class(row.class), dutch::money(row.amount, &opened.listed.currency)))
        .collect();
    let sentence = format!(
        "De omzet van {} over {} is {}, exclusief btw, verdeeld naar tarief: {}.",
        dutch::quoted(&opened.listed.administration.name),
        dutch::during(&dutch::between(period.start, period.end)),
        dutch::money(report.total, &opened.listed.currency),
        dutch::list(&parts),
    );
    let time = Time::days(&dutch::between(period.start, period.end), Some(period.start), Some(period.end));
    Ok(Figure::new(sentence, report.total, time, sheet).charted(report, opened).reply(books, opened, &answer))
}

fn class(class: TurnoverClass) -> String {
    match class {
        TurnoverClass::Rate(fraction) => {
            let percent = (fraction * Decimal::ONE_HUNDRED).normalize().to_string().replace('.', ",");
            format!("{percent}%")
        }
        TurnoverClass::Zero => "0%".to_owned(),
        TurnoverClass::Reversed => "verlegd".to_owned(),
        TurnoverClass::IntraEu => "binnen de EU".to_owned(),
        TurnoverClass::Export => "buiten de EU".to_owned(),
        TurnoverClass::DistanceSales => "installatie en afstandsverkopen in de EU".to_owned(),
        TurnoverClass::NoVat => "geen btw".to_owned(),
        TurnoverClass::Uncoded => "zonder btw-code".to_owned(),
    }
}
