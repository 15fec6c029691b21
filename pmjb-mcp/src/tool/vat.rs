use exact_reports::Quarter;
use exact_reports::live::Answer;
use exact_reports::vat::{Role, VatBalance};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Serialize;

use super::arguments::VatArguments;
use super::{notes, period};
use crate::books::{Books, Opened};
use crate::dutch;
use crate::failure::Failure;
use crate::figure::{Control, Figure, Row, Time, basis, warning};
use crate::reply::Reply;
use crate::table::{Align, Table};

/// What the VAT balance says besides its total.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(super) struct More {
    /// The balance of every VAT account; they add up to the total.
    #[serde(rename = "per_rekening")]
    #[schemars(description = "saldo per btw-rekening; samen het totaal")]
    by_account: Vec<Row>,
    /// The balance by where it stands in the filing.
    #[serde(rename = "aangifte", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Filing")]
    filing: Option<Filing>,
}

/// The balance by where it stands in the filing; the three amounts add up to the total.
#[derive(Debug, Clone, Serialize, JsonSchema)]
struct Filing {
    #[serde(rename = "aangegeven_tot")]
    filed_through: String,
    #[serde(rename = "aangegeven_nog_te_betalen")]
    filed_unpaid: String,
    #[serde(rename = "nog_aan_te_geven")]
    not_yet_filed: String,
    #[serde(rename = "rest_aangegeven_perioden")]
    residue: String,
}

pub(super) async fn answer(books: &Books, arguments: VatArguments) -> Result<Reply, Failure> {
    let mut opened = books.open(arguments.administration.as_deref()).await?;
    let today = opened.today;
    let as_of = match arguments.period.as_deref() {
        None => today,
        Some(text) => {
            let asked = period(books, &mut opened, text).await?;
            if asked.from > today {
                return Err(Failure::new(
                    "periode_in_toekomst",
                    format!("De periode “{}” begint na vandaag ({}).", dutch::clean(text), dutch::date(today)),
                    "Kies een periode die al begonnen is, of laat de periode weg voor de stand van nu.",
                ));
            }
            asked.to.min(today)
        }
    };
    let answer = opened.live.vat_balance(as_of).await?;
    Ok(reply(books, &opened, &answer))
}

fn reply(books: &Books, opened: &Opened, answer: &Answer<VatBalance>) -> Reply {
    let (report, listed) = (&answer.report, &opened.listed);
    let currency = listed.currency.as_str();
    let calls = opened.calls + answer.calls;
    let sentence =
        format!("{}{}", summary(report, &listed.administration.name, currency), warning(&answer.checks, currency));
    let (rows, quarters) = quarters(report, currency);
    let (by_account, accounts) = accounts(report, currency);
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
            by_account,
            filing: report.filing.as_ref().map(|filing| Filing {
                filed_through: filing.filed_through.to_string(),
                filed_unpaid: dutch::plain(filing.filed_unpaid),
                not_yet_filed: dutch::plain(filing.not_yet_filed),
                residue: dutch::plain(filing.residue),
            }),
        },
    };
    let tables = vec![quarters, accounts];
    Reply { structured: serde_json::to_value(figure).unwrap_or_default(), sentence, tables, notes }
}

fn summary(report: &VatBalance, name: &str, currency: &str) -> String {
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

fn quarters(report: &VatBalance, currency: &str) -> (Vec<Row>, Table) {
    let mut table = Table::new([
        ("Kwartaal", Align::Left),
        ("Verschuldigd", Align::Right),
        ("Voorbelasting", Align::Right),
        ("Per saldo", Align::Right),
    ])
    .titled("Btw-mutaties per kwartaal (plus is te betalen)");
    let money = |amount| dutch::money(amount, currency);
    let mut rows = Vec::with_capacity(report.return_periods.len());
    for period in &report.return_periods {
        let name = period.quarter.map_or_else(|| "(buiten de kwartalen)".to_owned(), dutch::quarter);
        table.row([name.clone(), money(period.to_pay), money(period.to_claim), money(period.amount)]);
        rows.push(Row {
            from: period.quarter.and_then(Quarter::start).map(|day| day.to_string()),
            to: period.quarter.and_then(Quarter::end).map(|day| day.to_string()),
            kind: direction(period.amount),
            to_pay: Some(dutch::plain(period.to_pay)),
            to_claim: Some(dutch::plain(period.to_claim)),
            ..Row::new(name, period.amount)
        });
    }
    (rows, table)
}

fn accounts(report: &VatBalance, currency: &str) -> (Vec<Row>, Table) {
    let mut table = Table::new([("Rekening", Align::Left), ("Soort", Align::Left), ("Saldo", Align::Right)])
        .titled("Saldo per btw-rekening (plus is te betalen)");
    let mut rows = Vec::with_capacity(report.accounts.len());
    for one in &report.accounts {
        let code = dutch::clean(&one.account.code);
        let name = format!("{code} {}", dutch::clean(&one.account.description)).trim_end().to_owned();
        let kind = match one.role {
            Role::ToPay => "te betalen",
            Role::ToClaim => "te vorderen",
            Role::Remittance => "aangegeven",
        };
        table.row([name.clone(), kind.to_owned(), dutch::money(one.amount, currency)]);
        rows.push(Row { code: Some(code), kind: Some(kind), ..Row::new(name, one.amount) });
    }
    table.total(["Totaal".to_owned(), String::new(), dutch::money(report.total, currency)]);
    (rows, table)
}
