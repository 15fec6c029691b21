mod rows;

use exact_reports::live::Answer;
use exact_reports::receivables::{ItemKind, OpenItem, Receivables};
use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use super::arguments::{ReceivablesArguments, ReceivablesBy, require_today};
use super::period;
use crate::books::{Books, Opened};
use crate::dutch;
use crate::failure::Failure;
use crate::figure::{Figure, Time};
use crate::reply::Reply;

/// Invoices that are older than a number of days.
#[derive(Debug, Clone, Copy)]
struct Selection {
    days: u16,
    overdue_count: usize,
    overdue: Decimal,
    old_count: usize,
    old: Decimal,
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
    let selection = older_than.map(|days| selection(report, days));
    let sentence = format!(
        "{}{}",
        summary(report, &listed.administration.name, &listed.currency),
        selection.map(|selection| selected(selection, &listed.currency)).unwrap_or_default(),
    );
    let rows = match (older_than, by) {
        (Some(days), _) => {
            let old: Vec<_> = report.overdue_more_than(i64::from(days)).collect();
            rows::items(report, &old)
        }
        (None, None | Some(ReceivablesBy::Customer)) => rows::customers(report),
        (None, Some(ReceivablesBy::Invoice)) => rows::items(report, &report.items.iter().collect::<Vec<_>>()),
        (None, Some(ReceivablesBy::Age)) => rows::ages(&report.by_due_date),
    };
    let figure = Figure {
        sentence,
        total: report.total,
        period: Time::as_of(report.as_of),
        rows,
        tables: Vec::new(),
        facts: facts(report, selection),
    };
    figure.reply(books, opened, answer)
}

/// What the data has besides what every figure has.
pub(super) fn facts_schema() -> [(&'static str, Value); 9] {
    let (text, number) = (json!({ "type": "string" }), json!({ "type": "integer" }));
    let list = json!({ "type": "array", "items": { "type": "object" } });
    [
        ("aantal_facturen", number.clone()),
        ("facturen", text.clone()),
        ("creditnotas", text.clone()),
        ("niet_toegewezen", text.clone()),
        ("aantal_te_laat", number),
        ("te_laat", text),
        ("ouderdom", list.clone()),
        ("ouderdom_factuurdatum", list),
        ("selectie", json!({ "type": "object" })),
    ]
}

fn facts(report: &Receivables, selection: Option<Selection>) -> Map<String, Value> {
    let mut facts = Map::new();
    let mut add = |name: &str, value| facts.insert(name.to_owned(), value);
    add("aantal_facturen", json!(report.invoice_count));
    add("facturen", json!(dutch::plain(report.invoices)));
    add("creditnotas", json!(dutch::plain(report.credit_notes)));
    add("niet_toegewezen", json!(dutch::plain(report.unapplied)));
    add("aantal_te_laat", json!(report.overdue_count));
    add("te_laat", json!(dutch::plain(report.overdue)));
    add("ouderdom", rows::ages(&report.by_due_date).data());
    add("ouderdom_factuurdatum", rows::ages(&report.by_invoice_date).data());
    if let Some(selection) = selection {
        let selection = json!({
            "ouder_dan_dagen": selection.days,
            "aantal_na_vervaldatum": selection.overdue_count,
            "na_vervaldatum": dutch::plain(selection.overdue),
            "aantal_na_factuurdatum": selection.old_count,
            "na_factuurdatum": dutch::plain(selection.old),
        });
        add("selectie", selection);
    }
    facts
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
    let sum = |items: &[&OpenItem]| items.iter().map(|item| item.amount).sum();
    Selection { days, overdue_count: overdue.len(), overdue: sum(&overdue), old_count: old.len(), old: sum(&old) }
}

fn selected(selection: Selection, currency: &str) -> String {
    format!(
        " Meer dan {} dagen na de vervaldatum: {}, samen {}; gerekend vanaf de factuurdatum: {}, samen {}.",
        selection.days,
        dutch::count(selection.overdue_count, "factuur", "facturen"),
        dutch::money(selection.overdue, currency),
        dutch::count(selection.old_count, "factuur", "facturen"),
        dutch::money(selection.old, currency),
    )
}
