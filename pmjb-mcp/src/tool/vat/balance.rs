use chrono::NaiveDate;
use exact_reports::Quarter;
use exact_reports::live::Answer;
use exact_reports::vat::{Role, VatBalance};
use rust_decimal::Decimal;
use serde_json::json;

use crate::books::{Books, Opened};
use crate::dutch;
use crate::failure::Failure;
use crate::figure::{Figure, Time};
use crate::reply::Reply;
use crate::sheet::{Cell, Column, Sheet};
use crate::tool::account;

/// The VAT debt on a day.
pub(super) async fn answer(books: &Books, opened: &Opened, as_of: NaiveDate) -> Result<Reply, Failure> {
    let answer = opened.live.vat_balance(as_of).await?;
    Ok(reply(books, opened, &answer))
}

fn reply(books: &Books, opened: &Opened, answer: &Answer<VatBalance>) -> Reply {
    let (report, listed) = (&answer.report, &opened.listed);
    let mut facts = Vec::new();
    if let Some(filing) = &report.filing {
        let filing = json!({
            "aangegeven_tot": filing.filed_through.to_string(),
            "aangegeven_nog_te_betalen": dutch::plain(filing.filed_unpaid),
            "nog_aan_te_geven": dutch::plain(filing.not_yet_filed),
            "rest_aangegeven_perioden": dutch::plain(filing.residue),
        });
        facts.push(("aangifte", filing));
    }
    let sentence = summary(report, &listed.administration.name, &listed.currency);
    Figure::new(sentence, report.total, Time::as_of(report.as_of), quarters(report))
        .table("per_rekening", accounts(report))
        .facts(facts)
        .behind(report.selector_of_all())
        .charted(report, opened)
        .reply(books, opened, answer)
}

fn summary(report: &VatBalance, name: &str, currency: &str) -> String {
    let name = dutch::quoted(name);
    let money = |amount| dutch::money(amount, currency);
    let day = dutch::date(report.as_of);
    let mut text = match direction(report.total) {
        Some("te betalen") => format!("{name} heeft op {day} een btw-schuld van {} (te betalen).", money(report.total)),
        Some(_) => format!("{name} heeft op {day} een btw-vordering van {} (te ontvangen).", money(-report.total)),
        None => format!("De btw-stand van {name} op {day} is nul: niets te betalen en niets te ontvangen."),
    };
    if let Some(filing) = &report.filing {
        text.push_str(&format!(
            " Aangegeven tot en met {} en nog niet betaald: {}; nog aan te geven: {}; rest op perioden die al zijn aangegeven: {}.",
            dutch::date(filing.filed_through),
            money(filing.filed_unpaid),
            money(filing.not_yet_filed),
            money(filing.residue)
        ));
    }
    let running = Quarter::of(report.as_of);
    if let Some(quarter) = report.quarter(running) {
        let side = direction(quarter.amount).map(|side| format!(" ({side})")).unwrap_or_default();
        let deadline = running
            .filing_deadline()
            .map(|day| format!("; bij aangifte per kwartaal in te dienen uiterlijk {}", dutch::date(day)));
        text.push_str(&format!(
            " In het {} is tot dan {}{side} geboekt{}.",
            dutch::quarter(running),
            money(quarter.amount.abs()),
            deadline.unwrap_or_default()
        ));
    }
    text
}

/// Which way an amount goes; `None` is neither.
fn direction(amount: Decimal) -> Option<&'static str> {
    match amount.cmp(&Decimal::ZERO) {
        core::cmp::Ordering::Greater => Some("te betalen"),
        core::cmp::Ordering::Less => Some("te vorderen"),
        core::cmp::Ordering::Equal => None,
    }
}

fn quarters(report: &VatBalance) -> Sheet {
    let mut sheet = Sheet::new([
        Column::new("naam", "Kwartaal"),
        Column::data("van"),
        Column::data("tot"),
        Column::data("soort"),
        Column::new("te_betalen", "Verschuldigd"),
        Column::new("te_vorderen", "Voorbelasting"),
        Column::new("bedrag", "Per saldo"),
    ])
    .titled("Btw-mutaties per kwartaal (plus is te betalen)");
    for period in &report.return_periods {
        sheet.row([
            period.quarter.map_or_else(|| "(buiten de kwartalen)".to_owned(), dutch::quarter).into(),
            period.quarter.and_then(Quarter::start).into(),
            period.quarter.and_then(Quarter::end).into(),
            direction(period.amount).into(),
            period.to_pay.into(),
            period.to_claim.into(),
            period.amount.into(),
        ]);
    }
    sheet
}

fn accounts(report: &VatBalance) -> Sheet {
    let mut sheet = Sheet::new([
        Column::new("naam", "Rekening"),
        Column::data("code"),
        Column::new("soort", "Soort"),
        Column::new("bedrag", "Saldo"),
    ])
    .titled("Saldo per btw-rekening (plus is te betalen)");
    for one in &report.accounts {
        let (name, code) = (account::named(&one.account), account::code(&one.account));
        let kind = match one.role {
            Role::ToPay => "te betalen",
            Role::ToClaim => "te vorderen",
            Role::Remittance => "aangegeven",
        };
        sheet.traced(report.selector([one.account.id]), [name.into(), code.into(), kind.into(), one.amount.into()]);
    }
    sheet.total(["Totaal".into(), Cell::Blank, Cell::Blank, report.total.into()]);
    sheet
}
