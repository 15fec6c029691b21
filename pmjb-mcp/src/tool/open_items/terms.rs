//! Questions about paying: what falls due, who pays late, how long it takes, and whether one invoice was paid.

use chrono::NaiveDate;
use exact_reports::live::Answer;
use exact_reports::open_items::{Dso, FallingDue, Horizon, InvoiceSettlement, Punctuality, SettlementState, Side};
use rust_decimal::Decimal;
use serde_json::json;

use crate::books::{Books, Opened};
use crate::dutch;
use crate::failure::Failure;
use crate::figure::{Figure, Time};
use crate::reply::Reply;
use crate::sheet::{Cell, Column, Sheet};
use crate::tool::period;
use crate::tool::relation::{code_of, name_of};

const fn party(side: Side) -> (&'static str, &'static str, &'static str) {
    match side {
        Side::Receivable => ("Klant", "klant", "klanten"),
        Side::Payable => ("Leverancier", "leverancier", "leveranciers"),
    }
}

/// "Deze week", "deze maand" or the last day of a period.
pub(super) async fn horizon(books: &Books, opened: &mut Opened, text: &str) -> Result<Horizon, Failure> {
    match text.trim().to_lowercase().as_str() {
        "deze week" | "week" => Ok(Horizon::Week),
        "deze maand" | "maand" => Ok(Horizon::Month),
        _ => Ok(Horizon::Day(period(books, opened, text).await?.to)),
    }
}

pub(super) fn falling_due(books: &Books, opened: &Opened, side: Side, answer: &Answer<FallingDue>) -> Reply {
    let (report, currency) = (&answer.report, &opened.listed.currency);
    let mut sheet = Sheet::new([
        Column::new("naam", party(side).0),
        Column::data("code"),
        Column::new("factuur", "Factuur"),
        Column::new("factuurdatum", "Factuurdatum"),
        Column::new("vervaldatum", "Vervaldatum"),
        Column::new("dagen", "Dagen te laat"),
        Column::new("bedrag", "Bedrag"),
    ]);
    for item in &report.items {
        let number =
            item.invoice_number.map(|number| number.to_string()).or_else(|| item.your_ref.as_deref().map(dutch::clean));
        sheet.row([
            name_of(&item.customer).into(),
            code_of(&item.customer).into(),
            number.into(),
            item.invoice_date.into(),
            item.due_date.into(),
            item.days_overdue(report.today).filter(|days| *days > 0).into(),
            item.amount.into(),
        ]);
    }
    let mut total = vec![Cell::from("Totaal")];
    total.resize(6, Cell::Blank);
    total.push(report.total.into());
    sheet.total(total);
    let (_, one, many) = party(side);
    let verb = if side == Side::Payable { "moet er worden betaald" } else { "moeten klanten betalen" };
    let mut sentence = format!(
        "Tot en met {} {verb} bij {}: {}, inclusief btw, over {} en {}. Daarvan is {} al te laat.",
        dutch::date(report.until),
        dutch::quoted(&opened.listed.administration.name),
        dutch::money(report.total, currency),
        dutch::count(report.items.len(), "factuur", "facturen"),
        dutch::count(report.customers.len(), one, many),
        dutch::money(report.overdue, currency),
    );
    if report.undated > 0 {
        let count = dutch::count(report.undated, "factuur heeft", "facturen hebben");
        sentence.push_str(&format!(" {count} geen vervaldatum en staan er niet bij."));
    }
    Figure::new(sentence, report.total, Time::as_of(report.until), sheet)
        .facts([("te_laat", json!(dutch::plain(report.overdue)))])
        .charted(report, opened)
        .reply(books, opened, answer)
}

pub(super) fn punctuality(books: &Books, opened: &Opened, side: Side, answer: &Answer<Punctuality>) -> Reply {
    let report = &answer.report;
    let mut sheet = Sheet::new([
        Column::new("naam", party(side).0),
        Column::data("code"),
        Column::new("facturen", "Betaalde facturen"),
        Column::new("te_laat", "Waarvan te laat"),
        Column::new("dagen", "Gemiddeld dagen na vervaldatum"),
    ]);
    for row in &report.rows {
        sheet.row([
            name_of(&row.customer).into(),
            code_of(&row.customer).into(),
            i64::from(row.invoices).into(),
            i64::from(row.late).into(),
            Cell::Number(row.average_days),
        ]);
    }
    let name = dutch::quoted(&opened.listed.administration.name);
    let sentence = match (report.average_days, report.rows.first()) {
        (Some(average), Some(latest)) => format!(
            "Over de twaalf maanden tot en met {} werden {} bij {name} gemiddeld {} betaald. Het laatst is {}: gemiddeld {}, \
             over {}.",
            dutch::date(report.as_of),
            dutch::count(usize::try_from(report.invoices).unwrap_or(usize::MAX), "factuur", "facturen"),
            days_late(average),
            dutch::quoted(&name_of(&latest.customer)),
            days_late(latest.average_days),
            dutch::count(usize::try_from(latest.invoices).unwrap_or(usize::MAX), "factuur", "facturen"),
        ),
        _ => format!(
            "In de twaalf maanden tot en met {} is bij {name} geen factuur volledig betaald.",
            dutch::date(report.as_of)
        ),
    };
    Figure::new(sentence, Decimal::ZERO, Time::as_of(report.as_of), sheet)
        .facts(report.average_days.map(|average| ("gemiddeld_dagen", json!(average.to_string()))))
        .charted(report, opened)
        .reply(books, opened, answer)
}

/// "3,5 dagen te laat", "2,0 dagen te vroeg".
fn days_late(days: Decimal) -> String {
    let shown = days.abs().to_string().replace('.', ",");
    match days.cmp(&Decimal::ZERO) {
        core::cmp::Ordering::Less => format!("{shown} dagen te vroeg"),
        core::cmp::Ordering::Equal => "precies op tijd".to_owned(),
        core::cmp::Ordering::Greater => format!("{shown} dagen te laat"),
    }
}

/// What a negative number of days means.
const TO_THEM: &str =
    " Negatief is dat klanten per saldo tegoed hebben; over hoe snel zij betalen zegt het getal dan niets.";

pub(super) fn dso(books: &Books, opened: &Opened, answer: &Answer<Dso>) -> Reply {
    let (report, currency) = (&answer.report, &opened.listed.currency);
    let mut sheet = Sheet::new([Column::new("naam", "Onderdeel"), Column::new("bedrag", "Bedrag")]);
    sheet.row(["Debiteuren aan het begin".into(), report.opening.into()]);
    sheet.row(["Debiteuren aan het einde".into(), report.closing.into()]);
    sheet.row(["Gefactureerd, inclusief btw".into(), report.invoiced.into()]);
    let shown = |days: Decimal| days.to_string().replace('.', ",");
    let name = dutch::quoted(&opened.listed.administration.name);
    let during = dutch::during(&report.window.label);
    let sentence = match (report.on_average, report.at_end) {
        (Some(average), Some(end)) => format!(
            "De gemiddelde betaaltermijn (DSO) van {name} over {during} is {} dagen: gemiddeld openstaand gedeeld door {} \
             gefactureerd, maal {} dagen, beide inclusief btw. Met de stand aan het einde is het {} dagen.{}",
            shown(average),
            dutch::money(report.invoiced, currency),
            report.days,
            shown(end),
            if average.min(end).is_sign_negative() { TO_THEM } else { "" },
        ),
        _ => format!("Over {during} is bij {name} niets gefactureerd; een DSO is niet te bepalen."),
    };
    Figure::new(sentence, report.closing, Time::period(&report.window), sheet)
        .facts(report.on_average.map(|days| ("dso_dagen", json!(days.to_string()))))
        .reply(books, opened, answer)
}

pub(super) fn invoice(
    books: &Books,
    opened: &Opened,
    side: Side,
    asked: &str,
    answer: &Answer<Vec<InvoiceSettlement>>,
) -> Result<Reply, Failure> {
    let (found, currency) = (&answer.report, &opened.listed.currency);
    let Some(first) = found.first() else {
        return Err(Failure::new(
            "factuur_onbekend",
            format!("Een factuur “{}” is bij {} niet gevonden.", dutch::clean(asked), party(side).2),
            "Controleer het nummer: het factuurnummer, de referentie van de ander of het boekstuknummer.",
        ));
    };
    let mut sheet = Sheet::new([
        Column::new("naam", party(side).0),
        Column::new("factuur", "Factuur"),
        Column::new("referentie", "Referentie"),
        Column::new("factuurdatum", "Factuurdatum"),
        Column::new("vervaldatum", "Vervaldatum"),
        Column::new("status", "Status"),
        Column::new("betaald_op", "Betaald op"),
        Column::new("gefactureerd", "Gefactureerd"),
        Column::new("bedrag", "Nog open"),
    ]);
    for one in found {
        sheet.row([
            name_of(&one.customer).into(),
            one.invoice_number.map(|number| number.to_string()).into(),
            one.your_ref.as_deref().map(dutch::clean).into(),
            one.invoice_date.into(),
            one.due_date.into(),
            state(one.state).into(),
            one.paid_on.into(),
            one.amount.into(),
            one.open.into(),
        ]);
    }
    let open: Decimal = found.iter().map(|one| one.open).sum();
    let sentence = if found.len() > 1 {
        format!(
            "Bij “{}” horen {}, waarvan samen nog {} openstaat; zie de tabel.",
            dutch::clean(asked),
            dutch::count(found.len(), "factuur", "facturen"),
            dutch::money(open, currency)
        )
    } else {
        told(first, side, currency)
    };
    let figure = Figure::new(sentence, open, Time::as_of(opened.today), sheet);
    Ok(figure.reply(books, opened, answer))
}

fn told(one: &InvoiceSettlement, side: Side, currency: &str) -> String {
    let kind = if one.is_credit_note { "Creditnota" } else { "Factuur" };
    let of = if side == Side::Payable { "van" } else { "aan" };
    let number = one.invoice_number.map(|number| format!(" {number}")).unwrap_or_default();
    let on = |day: Option<NaiveDate>| day.map(|day| format!(" op {}", dutch::date(day))).unwrap_or_default();
    let head = format!(
        "{kind}{number} {of} {}{} over {}",
        dutch::quoted(&name_of(&one.customer)),
        one.invoice_date.map(|day| format!(" van {}", dutch::date(day))).unwrap_or_default(),
        dutch::money(one.amount, currency)
    );
    match one.state {
        SettlementState::Paid => format!("{head} is betaald{}.", on(one.paid_on)),
        SettlementState::PartlyPaid => {
            format!(
                "{head} is voor een deel betaald{}; {} staat nog open.",
                on(one.paid_on),
                dutch::money(one.open, currency)
            )
        }
        SettlementState::Open => {
            let due = one.due_date.map(|day| format!("; de vervaldatum is {}", dutch::date(day))).unwrap_or_default();
            format!("{head} is nog niet betaald{due}.")
        }
    }
}

const fn state(state: SettlementState) -> &'static str {
    match state {
        SettlementState::Paid => "betaald",
        SettlementState::PartlyPaid => "deels betaald",
        SettlementState::Open => "open",
    }
}
