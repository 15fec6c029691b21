mod rows;

use exact_reports::live::Answer;
use exact_reports::receivables::{ItemKind, OpenItem, Receivables};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Serialize;

use super::arguments::{ReceivablesArguments, ReceivablesBy, require_today};
use super::{notes, period};
use crate::books::{Books, Opened};
use crate::dutch;
use crate::failure::Failure;
use crate::figure::{Control, Figure, Row, Time, basis, warning};
use crate::reply::Reply;

/// What open items say besides their total.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(super) struct More {
    /// Open invoices.
    #[serde(rename = "aantal_facturen")]
    invoice_count: usize,
    /// What they add up to.
    #[serde(rename = "facturen")]
    #[schemars(description = "som van de openstaande facturen")]
    invoices: String,
    /// Open credit notes, negative.
    #[serde(rename = "creditnotas")]
    credit_notes: String,
    /// Receipts and corrections that belong to no invoice, negative.
    #[serde(rename = "niet_toegewezen")]
    #[schemars(description = "ontvangsten en correcties die bij geen factuur horen; negatief")]
    unapplied: String,
    /// Invoices past their due date.
    #[serde(rename = "aantal_te_laat")]
    overdue_count: usize,
    /// What these add up to.
    #[serde(rename = "te_laat")]
    overdue: String,
    /// By days past the due date.
    #[serde(rename = "ouderdom")]
    #[schemars(description = "naar dagen na de vervaldatum")]
    by_due_date: Vec<Row>,
    /// By days since the invoice date.
    #[serde(rename = "ouderdom_factuurdatum")]
    #[schemars(description = "naar dagen na de factuurdatum")]
    by_invoice_date: Vec<Row>,
    /// The invoices older than was asked.
    #[serde(rename = "selectie", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Selection")]
    selection: Option<Selection>,
}

/// Invoices that are older than a number of days.
#[derive(Debug, Clone, Serialize, JsonSchema)]
struct Selection {
    #[serde(rename = "ouder_dan_dagen")]
    days: u16,
    #[serde(rename = "aantal_na_vervaldatum")]
    overdue_count: usize,
    #[serde(rename = "na_vervaldatum")]
    overdue: String,
    #[serde(rename = "aantal_na_factuurdatum")]
    old_count: usize,
    #[serde(rename = "na_factuurdatum")]
    old: String,
}

pub(super) async fn answer(books: &Books, arguments: ReceivablesArguments) -> Result<Reply, Failure> {
    let mut opened = books.open(arguments.administration.as_deref()).await?;
    if let Some(text) = arguments.as_of.as_deref() {
        let asked = period(books, &mut opened, text).await?;
        require_today(asked.to, opened.today)?;
    }
    if let Some(text) = arguments.period.as_deref() {
        let asked = period(books, &mut opened, text).await?;
        let today = opened.today;
        require_today(if (asked.from..=asked.to).contains(&today) { today } else { asked.to }, today)?;
    }
    let answer = opened.live.receivables(opened.today).await?;
    Ok(reply(books, &opened, &answer, arguments.by, arguments.older_than_days))
}

fn reply(
    books: &Books,
    opened: &Opened,
    answer: &Answer<Receivables>,
    by: Option<ReceivablesBy>,
    older_than: Option<u16>,
) -> Reply {
    let (report, listed) = (&answer.report, &opened.listed);
    let currency = listed.currency.as_str();
    let calls = opened.calls + answer.calls;
    let selection = older_than.map(|days| selection(report, days));
    let sentence = format!(
        "{}{}{}",
        summary(report, &listed.administration.name, currency),
        selection.as_ref().map(|selection| selected(selection, currency)).unwrap_or_default(),
        warning(&answer.checks, currency)
    );
    let (rows, table) = match (older_than, by) {
        (Some(days), _) => {
            let old: Vec<_> = report.overdue_more_than(i64::from(days)).collect();
            rows::items(report, &old, currency)
        }
        (None, Some(ReceivablesBy::Invoice)) => rows::items(report, &report.items.iter().collect::<Vec<_>>(), currency),
        (None, Some(ReceivablesBy::Age)) => rows::ages(&report.by_due_date, currency),
        (None, None | Some(ReceivablesBy::Customer)) => rows::customers(report, currency),
    };
    let basis = basis(&answer.basis, books.notes());
    let notes = notes(&basis, answer, calls);
    let figure = Figure {
        answer: sentence.clone(),
        administration: listed.administration.clone(),
        total: dutch::plain(report.total),
        currency: currency.to_owned(),
        rows,
        period: Time::as_of(report.as_of),
        basis,
        complete: answer.complete,
        lines: answer.basis.lines,
        calls,
        checks: answer.checks.iter().map(Control::from).collect(),
        more: More {
            invoice_count: report.invoice_count,
            invoices: dutch::plain(report.invoices),
            credit_notes: dutch::plain(report.credit_notes),
            unapplied: dutch::plain(report.unapplied),
            overdue_count: report.overdue_count,
            overdue: dutch::plain(report.overdue),
            by_due_date: rows::ages(&report.by_due_date, currency).0,
            by_invoice_date: rows::ages(&report.by_invoice_date, currency).0,
            selection,
        },
    };
    Reply { structured: serde_json::to_value(figure).unwrap_or_default(), sentence, tables: vec![table], notes }
}

fn summary(report: &Receivables, name: &str, currency: &str) -> String {
    let money = |amount| dutch::money(amount, currency);
    if report.items.is_empty() {
        return format!("Bij {name} staat op {} niets open.", dutch::date(report.as_of));
    }
    let verb = if report.invoice_count == 1 { "staat" } else { "staan" };
    let count = dutch::count(report.invoice_count, "factuur", "facturen");
    let mut text =
        format!("Bij {name} {verb} op {} {count} open, samen {}", dutch::date(report.as_of), money(report.invoices));
    let (invoices, credits) = (report.invoices, report.credit_notes + report.unapplied);
    if credits.is_zero() {
        text.push_str(" inclusief btw.");
    } else {
        text.push_str(&format!(
            " inclusief btw; daar staat {} aan creditnota's en niet-toegewezen ontvangsten tegenover, per saldo {}.",
            money(-credits),
            money(invoices + credits)
        ));
    }
    if report.overdue_count > 0 {
        let count = dutch::count(report.overdue_count, "factuur is", "facturen zijn");
        text.push_str(&format!(" Te laat: {count} over de vervaldatum, samen {}.", money(report.overdue)));
    }
    text
}

fn selection(report: &Receivables, days: u16) -> Selection {
    let limit = i64::from(days);
    let overdue: Vec<_> = report.overdue_more_than(limit).collect();
    let old: Vec<_> = report
        .items
        .iter()
        .filter(|item| {
            item.kind() == ItemKind::Invoice && item.days_open(report.as_of).is_some_and(|open| open > limit)
        })
        .collect();
    let sum = |items: &[&OpenItem]| dutch::plain(items.iter().map(|item| item.amount).sum());
    Selection { days, overdue_count: overdue.len(), overdue: sum(&overdue), old_count: old.len(), old: sum(&old) }
}

fn selected(selection: &Selection, currency: &str) -> String {
    let money = |text: &str| text.parse().map(|amount: Decimal| dutch::money(amount, currency)).unwrap_or_default();
    format!(
        " Meer dan {} dagen na de vervaldatum: {}, samen {}; gerekend vanaf de factuurdatum: {}, samen {}.",
        selection.days,
        dutch::count(selection.overdue_count, "factuur", "facturen"),
        money(&selection.overdue),
        dutch::count(selection.old_count, "factuur", "facturen"),
        money(&selection.old),
    )
}
