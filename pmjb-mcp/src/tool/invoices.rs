//! Sales invoices as they were sent: what was invoiced in a period, and the newest ones.

use exact_reports::invoices::{Invoiced, SalesInvoice};
use exact_reports::live::Answer;
use rust_decimal::Decimal;

use super::period;
use super::relation::name_of;
use crate::books::{Books, Opened};
use crate::dutch;
use crate::failure::Failure;
use crate::figure::{Figure, Time};
use crate::find::{self, FoundRelation};
use crate::reply::Reply;
use crate::sheet::{Cell, Column, Sheet};

/// How many are the newest when nobody says.
const NEWEST: u32 = 10;

/// What was invoiced in a period, to one customer or to all.
pub(super) async fn invoiced(
    books: &Books,
    mut opened: Opened,
    asked: &str,
    customer: Option<&str>,
) -> Result<Reply, Failure> {
    let asked = period(books, &mut opened, asked).await?;
    let customer = find(&mut opened, customer).await?;
    let id = customer.as_ref().map(|found| found.id);
    let answer = Box::pin(opened.live.invoiced(asked.from, asked.to, id)).await?;
    let report = &answer.report;
    let money = |amount| dutch::money(amount, &opened.listed.currency);
    let (count, credits) = (report.invoices.len() - report.credit_notes, report.credit_notes);
    let to = customer.map(|found| format!(" aan {}", dutch::quoted(&found.name))).unwrap_or_default();
    let sentence = format!(
        "{} heeft van {}{to} {} gefactureerd exclusief btw, plus {} btw is {} inclusief btw: {} en {}.",
        dutch::quoted(&opened.listed.administration.name),
        dutch::between(report.from, report.to),
        money(report.excluding_vat),
        money(report.vat),
        money(report.including_vat),
        dutch::count(count, "factuur", "facturen"),
        dutch::count(credits, "creditnota", "creditnota's"),
    );
    let label = dutch::between(report.from, report.to);
    let time = Time::days(&label, Some(report.from), Some(report.to));
    Ok(Figure::new(sentence, report.excluding_vat, time, all(report)).reply(books, &opened, &answer))
}

/// The newest invoices with what is open of them.
pub(super) async fn newest(
    books: &Books,
    mut opened: Opened,
    count: Option<usize>,
    customer: Option<&str>,
) -> Result<Reply, Failure> {
    let customer = find(&mut opened, customer).await?;
    let count = count.and_then(|count| u32::try_from(count).ok()).unwrap_or(NEWEST);
    let id = customer.as_ref().map(|found| found.id);
    let answer: Answer<Vec<SalesInvoice>> = Box::pin(opened.live.newest_invoices(count, id, opened.today)).await?;
    let open: Decimal = answer.report.iter().filter_map(|invoice| invoice.open).sum();
    let to = customer.map(|found| format!(" aan {}", dutch::quoted(&found.name))).unwrap_or_default();
    let name = dutch::quoted(&opened.listed.administration.name);
    let sentence = match answer.report.len() {
        0 => format!("{name} heeft tot en met {} geen verkoopfacturen{to}.", dutch::date(opened.today)),
        shown => format!(
            "De {}{to} van {name}; daarvan staat op {} {} open, inclusief btw.",
            if shown == 1 { "laatste verkoopfactuur".to_owned() } else { format!("laatste {shown} verkoopfacturen") },
            dutch::date(opened.today),
            dutch::money(open, &opened.listed.currency),
        ),
    };
    let (time, rows) = (Time::as_of(opened.today), with_open(&answer.report));
    Ok(Figure::new(sentence, open, time, rows).reply(books, &opened, &answer))
}

async fn find(opened: &mut Opened, asked: Option<&str>) -> Result<Option<FoundRelation>, Failure> {
    let Some(asked) = asked else { return Ok(None) };
    let found = find::relation(opened.live.division(), asked).await?;
    opened.calls += found.calls;
    Ok(Some(found))
}

fn columns() -> Vec<Column> {
    vec![
        Column::new("naam", "Klant"),
        Column::new("factuur", "Factuur"),
        Column::data("boekstuk"),
        Column::data("soort"),
        Column::new("factuurdatum", "Datum"),
        Column::new("vervaldatum", "Vervalt"),
        Column::new("bedrag", "Exclusief btw"),
        Column::new("btw", "Btw"),
        Column::new("inclusief_btw", "Inclusief btw"),
    ]
}

fn cells(invoice: &SalesInvoice) -> Vec<Cell> {
    let number = |number: Option<i32>| number.map(|number| number.to_string());
    vec![
        name_of(&invoice.customer).into(),
        number(invoice.invoice_number.or(invoice.entry_number)).into(),
        number(invoice.entry_number).into(),
        if invoice.is_credit_note { "creditnota" } else { "factuur" }.into(),
        invoice.date.into(),
        invoice.due_date.into(),
        invoice.excluding_vat.into(),
        invoice.vat.into(),
        invoice.including_vat.into(),
    ]
}

fn all(report: &Invoiced) -> Sheet {
    let mut sheet = Sheet::new(columns());
    report.invoices.iter().for_each(|invoice| sheet.row(cells(invoice)));
    let mut total = vec!["Totaal".into(), Cell::Blank, Cell::Blank, Cell::Blank, Cell::Blank, Cell::Blank];
    total.extend([report.excluding_vat.into(), report.vat.into(), report.including_vat.into()]);
    sheet.total(total);
    sheet
}

fn with_open(invoices: &[SalesInvoice]) -> Sheet {
    let mut columns = columns();
    columns.push(Column::new("open", "Open"));
    let mut sheet = Sheet::new(columns);
    for invoice in invoices {
        let mut cells = cells(invoice);
        cells.push(invoice.open.map_or_else(|| "onbekend".into(), Cell::from));
        sheet.row(cells);
    }
    sheet
}
