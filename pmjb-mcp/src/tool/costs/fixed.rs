use exact_reports::costs::{FixedCosts, Recurring, Subject};
use exact_reports::live::Answer;
use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::json;

use crate::books::{Books, Opened};
use crate::dutch;
use crate::figure::{Figure, Time};
use crate::reply::Reply;
use crate::sheet::{Cell, Column, Sheet};
use crate::tool::account;

/// Fixed costs by two measures: what they are for, and what comes back.
pub(super) fn reply(books: &Books, opened: &Opened, answer: &Answer<FixedCosts>) -> Reply {
    let (report, currency) = (&answer.report, &opened.listed.currency);
    let total = report.fixed_by_nature.total;
    let each = |amount| per_period(amount, report.columns.len());
    let mut sheet = Sheet::new([
        Column::new("naam", "Naar aard"),
        Column::new("rekeningen", "Rekeningen"),
        Column::new("bedrag", "Kosten"),
        Column::new("per_periode", "Gemiddeld per periode"),
    ]);
    for row in &report.by_nature {
        let names: Vec<_> = row.accounts.iter().map(|one| account::named(&one.account)).collect();
        let name = account::capital(row.nature.label());
        sheet.row([name.into(), names.join(", ").into(), row.amounts.total.into(), each(row.amounts.total).into()]);
    }
    sheet.total(["Totaal".into(), Cell::Blank, total.into(), each(total).into()]);
    let recurring: Decimal = report.recurring.iter().map(|row| row.per_period).sum();
    let sentence = format!(
        "De vaste kosten van {} over {} zijn naar hun aard {}, gemiddeld {} per periode. Gerekend naar wat telkens terugkomt \
         is het {} per periode. Beide zijn een inschatting; de rekeningen staan erbij.",
        dutch::quoted(&opened.listed.administration.name),
        dutch::during(&report.period.label),
        dutch::money(total, currency),
        dutch::money(each(total), currency),
        dutch::money(recurring, currency),
    );
    Figure::new(sentence, total, Time::period(&report.period), sheet)
        .table("terugkerend", returning(&report.recurring))
        .facts([
            ("per_periode_naar_aard", json!(dutch::plain(each(total)))),
            ("per_periode_terugkerend", json!(dutch::plain(recurring))),
        ])
        .charted(report, opened)
        .reply(books, opened, answer)
}

fn returning(rows: &[Recurring]) -> Sheet {
    let mut sheet = Sheet::new([
        Column::new("naam", "Wat"),
        Column::new("rekening", "Rekening"),
        Column::new("keren", "Keren"),
        Column::new("elke_perioden", "Elke … perioden"),
        Column::new("bedrag", "Meestal"),
        Column::new("per_periode", "Per periode"),
    ])
    .titled("Wat telkens terugkomt");
    for row in rows {
        let name = match &row.subject {
            Subject::Supplier(supplier) => dutch::clean(&supplier.name),
            Subject::Description(text) => dutch::clean(text),
        };
        let cells = [
            name.into(),
            account::named(&row.account).into(),
            row.times.into(),
            row.every.into(),
            row.median.into(),
            row.per_period.into(),
        ];
        sheet.traced(row.selector(), cells);
    }
    sheet
}

/// Rounded to cents, half away from zero: an average is not booked anywhere.
fn per_period(amount: Decimal, periods: usize) -> Decimal {
    let each = amount.checked_div(Decimal::from(periods.max(1))).unwrap_or_default();
    each.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
}
