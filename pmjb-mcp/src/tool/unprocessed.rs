//! Movements of money that were booked and not processed.

use chrono::Months;

use super::{account, period};
use crate::books::{Books, Opened};
use crate::dutch;
use crate::failure::Failure;
use crate::figure::{Figure, Time};
use crate::reply::Reply;
use crate::sheet::{Cell, Column, Sheet};

/// How far back it looks when no period is named.
const LOOK_BACK: Months = Months::new(24);

pub(super) async fn answer(books: &Books, mut opened: Opened, asked: Option<&str>) -> Result<Reply, Failure> {
    let today = opened.today;
    let (from, to) = match asked {
        None => (today.checked_sub_months(LOOK_BACK).unwrap_or(today), today),
        Some(text) => {
            let range = period(books, &mut opened, text).await?;
            (range.from, range.to)
        }
    };
    let answer = Box::pin(opened.live.unprocessed_money(from, to)).await?;
    let report = &answer.report;
    let mut sheet = Sheet::new([
        Column::new("naam", "Rekening"),
        Column::data("code"),
        Column::new("datum", "Datum"),
        Column::new("boekstuk", "Boekstuk"),
        Column::new("omschrijving", "Omschrijving"),
        Column::new("bedrag", "Bedrag"),
    ]);
    for one in &report.accounts {
        for line in &one.lines {
            sheet.row([
                account::named(&one.account).into(),
                account::code(&one.account).into(),
                line.date.into(),
                line.detail.entry_number.map(|number| number.to_string()).into(),
                line.detail.description.as_deref().map(dutch::clean).into(),
                line.amount.into(),
            ]);
        }
    }
    sheet.total(["Totaal".into(), Cell::Blank, Cell::Blank, Cell::Blank, Cell::Blank, report.total.into()]);
    let name = dutch::quoted(&opened.listed.administration.name);
    let days = dutch::between(from, to);
    let verb = if report.lines == 1 { "staat" } else { "staan" };
    let sentence = match report.lines {
        0 => format!("Bij {name} is van {days} elke geboekte mutatie op bank, kas en betaaldiensten verwerkt."),
        lines => format!(
            "Bij {name} {verb} van {days} {} op bank, kas en betaaldiensten nog open, per saldo {}.",
            dutch::count(lines, "mutatie", "mutaties"),
            dutch::money(report.total, &opened.listed.currency),
        ),
    };
    let figure = Figure::new(sentence, report.total, Time::days(&days, Some(from), Some(to)), sheet).and_said(
        " Wat de bank heeft gestuurd maar nog niet is geboekt, is hier niet te zien; bedragen op tussenrekeningen staan bij controle.",
    );
    Ok(figure.reply(books, &opened, &answer))
}
