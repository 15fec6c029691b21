//! The rows of open items: by customer, one by one, by age.

use exact_reports::open_items::{AgeBand, Aging, Bucket, OpenItem, OpenPosition, Side};
use rust_decimal::Decimal;

use super::kind;
use crate::sheet::{Cell, Column, Sheet};
use crate::tool::relation::{code_of, name_of};

/// The heading over relations.
const fn party(report: &OpenPosition) -> &'static str {
    match report.side {
        Side::Receivable => "Klant",
        Side::Payable => "Leverancier",
    }
}

pub(super) fn relations(report: &OpenPosition) -> Sheet {
    let mut sheet = Sheet::new([
        Column::new("naam", party(report)),
        Column::data("code"),
        Column::new("aantal_facturen", "Facturen"),
        Column::new("facturen", "Gefactureerd open"),
        Column::new("tegoeden", "Tegoeden"),
        Column::new("bedrag", "Per saldo"),
        Column::new("te_laat", "Te laat"),
        Column::data("dagen"),
        Column::shown("Langst te laat"),
    ]);
    for one in &report.customers {
        sheet.row([
            name_of(&one.customer).into(),
            code_of(&one.customer).into(),
            one.invoice_count.into(),
            one.invoices.into(),
            one.credits.into(),
            one.total.into(),
            one.overdue.into(),
            one.longest_overdue.into(),
            one.longest_overdue.map(|days| format!("{days} dagen")).into(),
        ]);
    }
    sheet.total([
        "Totaal".into(),
        Cell::Blank,
        report.invoice_count.into(),
        report.invoices.into(),
        (report.credit_notes + report.unapplied).into(),
        report.total.into(),
        report.overdue.into(),
        Cell::Blank,
        Cell::Blank,
    ]);
    sheet
}

pub(super) fn items(report: &OpenPosition, shown: &[&OpenItem]) -> Sheet {
    let mut sheet = Sheet::new([
        Column::new("naam", party(report)),
        Column::data("code"),
        Column::new("soort", "Soort"),
        Column::new("factuur", "Factuur"),
        Column::new("factuurdatum", "Factuurdatum"),
        Column::new("vervaldatum", "Vervaldatum"),
        Column::data("dagen"),
        Column::shown("Dagen te laat"),
        Column::new("bedrag", "Openstaand"),
    ]);
    for item in shown {
        let number = item.invoice_number.or(item.entry_number);
        let days = item.days_overdue(report.as_of);
        sheet.row([
            name_of(&item.customer).into(),
            code_of(&item.customer).into(),
            kind(item.kind()).into(),
            number.map(|number| number.to_string()).into(),
            item.invoice_date.into(),
            item.due_date.into(),
            days.into(),
            days.filter(|days| *days > 0).into(),
            item.amount.into(),
        ]);
    }
    let sum: Decimal = shown.iter().map(|item| item.amount).sum();
    let mut total = vec![Cell::from("Totaal")];
    total.resize(8, Cell::Blank);
    total.push(sum.into());
    sheet.total(total);
    sheet
}

pub(super) fn ages(aging: &Aging) -> Sheet {
    let mut sheet = Sheet::new([
        Column::new("naam", "Ouderdom"),
        Column::new("aantal_facturen", "Facturen"),
        Column::new("facturen", "Gefactureerd open"),
        Column::new("tegoeden", "Tegoeden"),
        Column::new("bedrag", "Per saldo"),
    ]);
    for bucket in &aging.buckets {
        let name = match bucket.band {
            AgeBand::UpToZero => "0 dagen of minder",
            AgeBand::To30 => "1-30 dagen",
            AgeBand::To60 => "31-60 dagen",
            AgeBand::To90 => "61-90 dagen",
            AgeBand::Over90 => "meer dan 90 dagen",
            AgeBand::NoDate => "zonder datum",
        };
        sheet.row([
            name.into(),
            bucket.invoice_count.into(),
            bucket.invoices.into(),
            bucket.credits.into(),
            bucket.total.into(),
        ]);
    }
    let sum = |part: fn(&Bucket) -> Decimal| aging.buckets.iter().map(part).sum::<Decimal>().into();
    let count: usize = aging.buckets.iter().map(|bucket| bucket.invoice_count).sum();
    sheet.total([
        "Totaal".into(),
        count.into(),
        sum(|bucket| bucket.invoices),
        sum(|bucket| bucket.credits),
        sum(|bucket| bucket.total),
    ]);
    sheet
}
