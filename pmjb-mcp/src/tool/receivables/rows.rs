//! The rows of open items: by customer, one by one, by age.

use exact_reports::receivables::{AgeBand, Aging, Bucket, CustomerReceivables, ItemKind, OpenItem, Receivables};
use rust_decimal::Decimal;

use crate::dutch;
use crate::figure::Row;
use crate::table::{Align, Table};
use crate::tool::revenue::customer_name;

pub(super) fn customers(report: &Receivables, currency: &str) -> (Vec<Row>, Table) {
    let mut table = Table::new([
        ("Klant", Align::Left),
        ("Facturen", Align::Right),
        ("Gefactureerd open", Align::Right),
        ("Tegoeden", Align::Right),
        ("Per saldo", Align::Right),
        ("Te laat", Align::Right),
        ("Langst te laat", Align::Right),
    ]);
    let money = |amount| dutch::money(amount, currency);
    for one in &report.customers {
        table.row([
            name_of(one).0,
            one.invoice_count.to_string(),
            money(one.invoices),
            money(one.credits),
            money(one.total),
            money(one.overdue),
            one.longest_overdue.map(|days| format!("{days} dagen")).unwrap_or_default(),
        ]);
    }
    table.total([
        "Totaal".to_owned(),
        report.invoice_count.to_string(),
        money(report.invoices),
        money(report.credit_notes + report.unapplied),
        money(report.total),
        money(report.overdue),
        String::new(),
    ]);
    let row = |one: &CustomerReceivables| {
        let (name, code) = name_of(one);
        Row {
            code,
            invoice_count: Some(one.invoice_count),
            invoices: Some(dutch::plain(one.invoices)),
            overdue: Some(dutch::plain(one.overdue)),
            days: one.longest_overdue,
            ..Row::new(name, one.total)
        }
    };
    (report.customers.iter().map(row).collect(), table)
}

fn name_of(one: &CustomerReceivables) -> (String, Option<String>) {
    let code = one.customer.relation().and_then(|relation| relation.code.as_deref()).map(dutch::clean);
    (customer_name(one.customer.name(), code.as_deref()), code)
}

pub(super) fn items(report: &Receivables, shown: &[&OpenItem], currency: &str) -> (Vec<Row>, Table) {
    let mut table = Table::new([
        ("Klant", Align::Left),
        ("Soort", Align::Left),
        ("Factuur", Align::Left),
        ("Factuurdatum", Align::Left),
        ("Vervaldatum", Align::Left),
        ("Dagen te laat", Align::Right),
        ("Openstaand", Align::Right),
    ]);
    let mut rows = Vec::with_capacity(shown.len());
    for item in shown {
        let code = item.customer.relation().and_then(|relation| relation.code.as_deref()).map(dutch::clean);
        let name = customer_name(item.customer.name(), code.as_deref());
        let kind = match item.kind() {
            ItemKind::Invoice => "factuur",
            ItemKind::CreditNote => "creditnota",
            ItemKind::Unapplied => "niet toegewezen",
        };
        let number = item.invoice_number.or(item.entry_number).map(|number| number.to_string());
        let days = item.days_overdue(report.as_of);
        table.row([
            name.clone(),
            kind.to_owned(),
            number.clone().unwrap_or_default(),
            item.invoice_date.map(dutch::date).unwrap_or_default(),
            item.due_date.map(dutch::date).unwrap_or_default(),
            days.filter(|days| *days > 0).map(|days| days.to_string()).unwrap_or_default(),
            dutch::money(item.amount, currency),
        ]);
        rows.push(Row {
            code,
            kind: Some(kind),
            invoice: number,
            invoice_date: item.invoice_date.map(|day| day.to_string()),
            due_date: item.due_date.map(|day| day.to_string()),
            days,
            ..Row::new(name, item.amount)
        });
    }
    let blank = String::new;
    let sum = dutch::money(shown.iter().map(|item| item.amount).sum(), currency);
    table.total(["Totaal".to_owned(), blank(), blank(), blank(), blank(), blank(), sum]);
    (rows, table)
}

pub(super) fn ages(aging: &Aging, currency: &str) -> (Vec<Row>, Table) {
    let mut table = Table::new([
        ("Ouderdom", Align::Left),
        ("Facturen", Align::Right),
        ("Gefactureerd open", Align::Right),
        ("Tegoeden", Align::Right),
        ("Per saldo", Align::Right),
    ]);
    let money = |amount| dutch::money(amount, currency);
    let name = |bucket: &Bucket| match bucket.band {
        AgeBand::UpToZero => "0 dagen of minder",
        AgeBand::To30 => "1-30 dagen",
        AgeBand::To60 => "31-60 dagen",
        AgeBand::To90 => "61-90 dagen",
        AgeBand::Over90 => "meer dan 90 dagen",
        AgeBand::NoDate => "zonder datum",
    };
    let mut rows = Vec::with_capacity(aging.buckets.len());
    for bucket in &aging.buckets {
        table.row([
            name(bucket).to_owned(),
            bucket.invoice_count.to_string(),
            money(bucket.invoices),
            money(bucket.credits),
            money(bucket.total),
        ]);
        rows.push(Row {
            invoice_count: Some(bucket.invoice_count),
            invoices: Some(dutch::plain(bucket.invoices)),
            ..Row::new(name(bucket), bucket.total)
        });
    }
    let sum = |part: fn(&Bucket) -> Decimal| money(aging.buckets.iter().map(part).sum());
    let count: usize = aging.buckets.iter().map(|bucket| bucket.invoice_count).sum();
    table.total([
        "Totaal".to_owned(),
        count.to_string(),
        sum(|bucket| bucket.invoices),
        sum(|bucket| bucket.credits),
        sum(|bucket| bucket.total),
    ]);
    (rows, table)
}
