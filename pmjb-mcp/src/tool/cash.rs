//! Money: what is on the accounts, how that went, where it went, and whether it is enough for this month.

use exact_reports::cash::{CashAccount, CashCourse, CashPosition, ContraAccount, Spending};
use exact_reports::live::Answer;
use exact_reports::open_items::{Horizon, Side};
use exact_reports::selector::Side as LedgerSide;
use exact_reports::{Error as ReportError, live};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::account;
use super::{day, period};
use crate::books::{Books, Opened};
use crate::dutch;
use crate::failure::Failure;
use crate::figure::{Figure, Time};
use crate::reply::Reply;
use crate::sheet::{Cell, Column, Sheet};

/// Arguments of `liquiditeit`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CashArguments {
    #[serde(default, rename = "administratie")]
    #[schemars(with = "String", description = "naam, nummer of code")]
    administration: Option<String>,
    #[serde(default, rename = "periode")]
    #[schemars(
        with = "String",
        description = "stand aan het einde ervan; verloop en besteding gaan over de hele periode"
    )]
    period: Option<String>,
    #[serde(default, rename = "per")]
    #[schemars(
        with = "CashBy",
        description = "rekening (stand, standaard), periode (verloop), besteding (waar ging het heen), vooruit (genoeg voor deze maand?), onverwerkt (nog niet verwerkte mutaties)"
    )]
    by: Option<CashBy>,
}

/// Rows of `liquiditeit`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(inline)]
enum CashBy {
    #[serde(rename = "rekening")]
    Account,
    #[serde(rename = "periode", alias = "maand", alias = "verloop")]
    Period,
    #[serde(rename = "besteding")]
    Spending,
    #[serde(rename = "vooruit")]
    Ahead,
    #[serde(rename = "onverwerkt")]
    Unprocessed,
}

/// What the data has besides what every figure has.
pub(super) fn facts_schema() -> [(&'static str, Value); 5] {
    let (text, list) = (json!({ "type": "string" }), json!({ "type": "array", "items": { "type": "object" } }));
    [
        ("laatste_boeking", text.clone()),
        ("roodstand", text.clone()),
        ("creditcards", list),
        ("ontvangen", text.clone()),
        ("betaald", text),
    ]
}

pub(super) async fn answer(books: &Books, arguments: CashArguments) -> Result<Reply, Failure> {
    let mut opened = books.open(arguments.administration.as_deref()).await?;
    let asked = arguments.period.as_deref();
    match arguments.by.unwrap_or(CashBy::Account) {
        CashBy::Account => {
            let as_of = day(books, &mut opened, asked).await?;
            let answer = opened.live.cash(as_of).await?;
            Ok(position(books, &opened, &answer))
        }
        CashBy::Period => {
            let range = period(books, &mut opened, asked.unwrap_or("dit jaar")).await?;
            // The balance so far of the running period is the last point; periods to come have none.
            let years = opened.live.book_years().await?;
            opened.calls += years.calls;
            let running = years.calendar.containing(opened.today).map_or(opened.today, |period| period.end);
            let answer = opened.live.cash_course(range.from, range.to.min(running)).await?;
            Ok(course(books, &opened, &answer))
        }
        CashBy::Spending => {
            let range = period(books, &mut opened, asked.unwrap_or("vorige maand")).await?;
            let answer = opened.live.spending(&range.request).await?;
            Ok(spending(books, &opened, &answer))
        }
        CashBy::Ahead => ahead(books, &opened).await,
        CashBy::Unprocessed => super::unprocessed::answer(books, opened, asked).await,
    }
}

fn cells(one: &CashAccount, kind: &str) -> [Cell; 4] {
    [account::named(&one.account).into(), account::code(&one.account).into(), kind.into(), one.amount.into()]
}

fn position(books: &Books, opened: &Opened, answer: &Answer<CashPosition>) -> Reply {
    let (report, currency) = (&answer.report, &opened.listed.currency);
    let columns = || {
        Sheet::new([
            Column::new("naam", "Rekening"),
            Column::data("code"),
            Column::new("soort", "Soort"),
            Column::new("bedrag", "Saldo"),
        ])
    };
    let mut sheet = columns();
    for one in &report.accounts {
        sheet.traced(report.selector([one.account.id]), cells(one, one.account.account_type.label()));
    }
    sheet.total(["Totaal".into(), Cell::Blank, Cell::Blank, report.total.into()]);
    let mut cards = columns().titled("Creditcards (niet in het totaal)");
    for one in &report.credit_cards {
        cards.row(cells(one, "creditcard"));
    }
    let mut sentence = format!(
        "Volgens de boeken staat er bij {} op {} {} op bank, kas en betaaldiensten.",
        dutch::quoted(&opened.listed.administration.name),
        dutch::date(report.moment.day),
        dutch::money(report.total, currency),
    );
    if !report.overdraft.is_zero() {
        sentence.push_str(&format!(
            " Daarin zit {} roodstand; zonder die rekeningen is het {}.",
            dutch::money(report.overdraft, currency),
            dutch::money(report.in_hand, currency)
        ));
    }
    if let Some(last) = report.last_booked {
        sentence.push_str(&format!(
            " De laatste boeking is van {}; wat daarna op de bank gebeurde staat nog niet in de boeken.",
            dutch::date(last)
        ));
    }
    let selector = report.selector(report.accounts.iter().map(|one| one.account.id));
    let mut figure = Figure::new(sentence, report.total, Time::as_of(report.moment.day), sheet)
        .facts([("roodstand", json!(dutch::plain(report.overdraft)))])
        .behind(selector)
        .charted(report, opened);
    if let Some(last) = report.last_booked {
        figure = figure.facts([("laatste_boeking", json!(last.to_string()))]);
    }
    if !report.credit_cards.is_empty() {
        figure = figure.table("creditcards", cards);
    }
    figure.reply(books, opened, answer)
}

fn course(books: &Books, opened: &Opened, answer: &Answer<CashCourse>) -> Reply {
    let currency = &opened.listed.currency;
    let mut sheet = Sheet::new([
        Column::new("naam", "Stand op"),
        Column::data("dag"),
        Column::new("bedrag", "Saldo"),
        Column::new("verandering", "Verandering"),
    ]);
    let points = &answer.report.points;
    for point in points {
        let end = point.position.moment.day;
        let name = if end >= opened.today { format!("{} (loopt nog)", dutch::date(end)) } else { dutch::date(end) };
        let selector = point.position.selector(point.position.accounts.iter().map(|one| one.account.id));
        sheet.traced(selector, [name.into(), end.into(), point.position.total.into(), point.change.into()]);
    }
    let name = dutch::quoted(&opened.listed.administration.name);
    let (Some(first), Some(last)) = (points.first(), points.last()) else {
        return Figure::new(format!("Van {name} is er geen verloop."), Decimal::ZERO, Time::as_of(opened.today), sheet)
            .reply(books, opened, answer);
    };
    let sentence = format!(
        "Het geld van {name} ging volgens de boeken van {} op {} naar {} op {}. Dit zijn standen aan het einde van elke \
         periode, geen mutaties.",
        dutch::money(first.position.total, currency),
        dutch::date(first.position.moment.day),
        dutch::money(last.position.total, currency),
        dutch::date(last.position.moment.day),
    );
    Figure::new(sentence, last.position.total, Time::as_of(last.position.moment.day), sheet)
        .charted(&answer.report, opened)
        .reply(books, opened, answer)
}

fn spending(books: &Books, opened: &Opened, answer: &Answer<Spending>) -> Reply {
    let (report, currency) = (&answer.report, &opened.listed.currency);
    let mut sheet = Sheet::new([
        Column::new("naam", "Tegenrekening"),
        Column::data("code"),
        Column::data("soort"),
        Column::new("betaald", "Eruit"),
        Column::new("ontvangen", "Erin"),
        Column::new("bedrag", "Per saldo"),
    ]);
    let mut row = |one: &ContraAccount, kind: &str| {
        let net = one.incoming - one.outgoing;
        let cells = [
            account::named(&one.account).into(),
            account::code(&one.account).into(),
            kind.into(),
            one.outgoing.into(),
            one.incoming.into(),
            net.into(),
        ];
        let incoming = report.selector(one.account.id, LedgerSide::Credit).credit_positive();
        sheet.traced(incoming.or(report.selector(one.account.id, LedgerSide::Debit)), cells);
    };
    report.accounts.iter().for_each(|one| row(one, "tegenrekening"));
    report.clearing.iter().for_each(|one| row(one, "tussenrekening"));
    let net = report.incoming - report.outgoing;
    sheet.total([
        "Totaal".into(),
        Cell::Blank,
        Cell::Blank,
        report.outgoing.into(),
        report.incoming.into(),
        net.into(),
    ]);
    let mut sentence = format!(
        "Bij {} ging er over {} {} uit en kwam er {} binnen, per saldo {}.",
        dutch::quoted(&opened.listed.administration.name),
        dutch::during(&report.period.label),
        dutch::money(report.outgoing, currency),
        dutch::money(report.incoming, currency),
        dutch::money(net, currency),
    );
    if let Some(most) = report.accounts.first().filter(|one| one.outgoing > Decimal::ZERO) {
        sentence.push_str(&format!(
            " Het meeste ging naar {}: {}.",
            dutch::quoted(&account::named(&most.account)),
            dutch::money(most.outgoing, currency)
        ));
    }
    sentence.push_str(" Overboekingen tussen eigen rekeningen tellen niet mee.");
    Figure::new(sentence, net, Time::period(&report.period), sheet)
        .facts([("ontvangen", json!(dutch::plain(report.incoming))), ("betaald", json!(dutch::plain(report.outgoing)))])
        .charted(report, opened)
        .reply(books, opened, answer)
}

/// Money against what falls due this month. A forecast, made of four reports.
async fn ahead(books: &Books, opened: &Opened) -> Result<Reply, Failure> {
    let (live, today) = (&opened.live, opened.today);
    let until = Horizon::Month.end(today);
    let money = live.cash(today).await?;
    let owed = Box::pin(live.falling_due(Side::Payable, today, Horizon::Month)).await?;
    let to_come = Box::pin(live.falling_due(Side::Receivable, today, Horizon::Month)).await?;
    let vat = match Box::pin(live.vat_balance(today)).await {
        Ok(vat) => Some(vat),
        Err(live::Error::Report(ReportError::NoVat | ReportError::NoAccounts(_))) => None,
        Err(error) => return Err(error.into()),
    };
    let vat_due = vat.as_ref().map(|vat| vat_due(&vat.report, until)).unwrap_or_default();
    let (cash, payable, receivable) = (money.report.total, owed.report.total, to_come.report.total);
    let left = cash - payable - vat_due;
    let expected = left + receivable;
    let mut sheet = Sheet::new([Column::new("naam", "Post"), Column::new("bedrag", "Bedrag")]);
    sheet.row(["Op bank, kas en betaaldiensten".into(), cash.into()]);
    sheet.row(["Te betalen aan leveranciers, te laat meegerekend".into(), (-payable).into()]);
    sheet.row(["Btw die moet worden betaald".into(), (-vat_due).into()]);
    sheet.row(["Te ontvangen van klanten, te laat meegerekend".into(), receivable.into()]);
    sheet.total(["Over als klanten betalen".into(), expected.into()]);
    let currency = &opened.listed.currency;
    let verdict = if left >= Decimal::ZERO {
        "Ja, zoals het er nu voor staat"
    } else if expected >= Decimal::ZERO {
        "Alleen als klanten op tijd betalen"
    } else {
        "Nee, zoals het er nu voor staat niet"
    };
    let sentence = format!(
        "{verdict}: {} heeft {}, moet tot en met {} {} aan leveranciers en {} btw betalen en houdt dan {} over; betalen alle \
         klanten wat dan vervalt ({}), dan {}. Dit is een verwachting: lonen en wat nog niet is geboekt zitten er niet in.",
        dutch::quoted(&opened.listed.administration.name),
        dutch::money(cash, currency),
        dutch::date(until),
        dutch::money(payable, currency),
        dutch::money(vat_due, currency),
        dutch::money(left, currency),
        dutch::money(receivable, currency),
        dutch::money(expected, currency),
    );
    let mut joined = money;
    for (calls, checks) in [(owed.calls, owed.checks), (to_come.calls, to_come.checks)] {
        joined.calls += calls;
        joined.checks.extend(checks);
    }
    if let Some(vat) = vat {
        joined.calls += vat.calls;
        joined.checks.extend(vat.checks);
    }
    let figure = Figure::new(sentence, expected, Time::as_of(today), sheet);
    Ok(figure.reply(books, opened, &joined))
}

/// VAT that was filed and not paid, and that of quarters whose return must be in by then; a claim is not counted on.
fn vat_due(report: &exact_reports::vat::VatBalance, until: chrono::NaiveDate) -> Decimal {
    let filed = report.filing.as_ref();
    let filed_unpaid = filed.map(|filing| filing.filed_unpaid).unwrap_or_default();
    let is_due = |period: &&exact_reports::vat::ReturnPeriod| {
        let unfiled = |quarter: exact_reports::Quarter| {
            quarter.end().is_some_and(|end| filed.is_none_or(|filing| end > filing.filed_through))
        };
        period.quarter.is_some_and(|quarter| {
            unfiled(quarter) && quarter.filing_deadline().is_some_and(|deadline| deadline <= until)
        })
    };
    let quarters = report.return_periods.iter().filter(is_due).map(|period| period.amount);
    (filed_unpaid + quarters.sum::<Decimal>()).max(Decimal::ZERO)
}
