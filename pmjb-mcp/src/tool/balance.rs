//! The balance sheet and the trial balance.

use exact_reports::balance::{BalanceSheet, SheetSide, TrialBalance, TrialRow};
use exact_reports::live::Answer;
use exact_reports::selector::Side;
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

/// Arguments of `balans`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SheetArguments {
    #[serde(default, rename = "administratie")]
    #[schemars(with = "String", description = "naam, nummer of code")]
    administration: Option<String>,
    #[serde(default, rename = "peildatum")]
    #[schemars(with = "String", description = "op deze dag of aan het einde van deze periode; standaard vandaag")]
    as_of: Option<String>,
}

/// Arguments of `kolommenbalans`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TrialArguments {
    #[serde(default, rename = "administratie")]
    #[schemars(with = "String", description = "naam, nummer of code")]
    administration: Option<String>,
    #[serde(default, rename = "periode")]
    #[schemars(with = "String", description = "binnen één boekjaar; standaard dit jaar")]
    period: Option<String>,
}

pub(super) async fn sheet(books: &Books, arguments: SheetArguments) -> Result<Reply, Failure> {
    let mut opened = books.open(arguments.administration.as_deref()).await?;
    let as_of = day(books, &mut opened, arguments.as_of.as_deref()).await?;
    let answer = opened.live.balance_sheet(as_of).await?;
    Ok(sheet_reply(books, &opened, &answer))
}

/// What the data of the balance sheet has besides what every figure has.
pub(super) fn sheet_schema() -> [(&'static str, Value); 2] {
    let text = json!({ "type": "string" });
    [("passiva", text.clone()), ("resultaat", text)]
}

fn sheet_reply(books: &Books, opened: &Opened, answer: &Answer<BalanceSheet>) -> Reply {
    let (report, currency) = (&answer.report, &opened.listed.currency);
    let mut sheet = Sheet::new([
        Column::new("naam", "Post"),
        Column::data("code"),
        Column::new("soort", "Soort"),
        Column::new("zijde", "Zijde"),
        Column::new("bedrag", "Bedrag"),
    ]);
    let side_name = |side| if side == SheetSide::Assets { "activa" } else { "passiva" };
    for kind in &report.types {
        for row in &kind.accounts {
            let cells = [
                account::named(&row.account).into(),
                account::code(&row.account).into(),
                kind.account_type.label().into(),
                side_name(kind.side).into(),
                row.amount.into(),
            ];
            sheet.traced(report.selector(kind.side, [row.account.id]), cells);
        }
    }
    for rest in &report.undistributed {
        let name = format!("Resultaat boekjaar {} (nog niet verdeeld)", rest.year);
        sheet.row([name.into(), Cell::Blank, "resultaat".into(), "passiva".into(), rest.amount.into()]);
    }
    let sentence = format!(
        "Op {} heeft {} bezittingen van {}; daar staat {} aan schulden en eigen vermogen tegenover en {} resultaat dat nog niet \
         is verdeeld.",
        dutch::date(report.moment.day),
        dutch::quoted(&opened.listed.administration.name),
        dutch::money(report.assets, currency),
        dutch::money(report.liabilities, currency),
        dutch::money(report.result, currency),
    );
    Figure::new(sentence, report.assets, Time::as_of(report.moment.day), sheet)
        .facts([
            ("passiva", json!(dutch::plain(report.liabilities))),
            ("resultaat", json!(dutch::plain(report.result))),
        ])
        .charted(report, opened)
        .reply(books, opened, answer)
}

pub(super) async fn trial(books: &Books, arguments: TrialArguments) -> Result<Reply, Failure> {
    let mut opened = books.open(arguments.administration.as_deref()).await?;
    let asked = period(books, &mut opened, arguments.period.as_deref().unwrap_or("dit jaar")).await?;
    let answer = opened.live.trial_balance(&asked.request).await?;
    Ok(trial_reply(books, &opened, &answer))
}

/// What the data of the trial balance has besides what every figure has.
pub(super) fn trial_schema() -> [(&'static str, Value); 4] {
    let text = json!({ "type": "string" });
    [("begin", text.clone()), ("debet", text.clone()), ("credit", text.clone()), ("eind", text)]
}

fn trial_reply(books: &Books, opened: &Opened, answer: &Answer<TrialBalance>) -> Reply {
    let (report, currency) = (&answer.report, &opened.listed.currency);
    let mut sheet = Sheet::new([
        Column::new("code", "Code"),
        Column::new("naam", "Rekening"),
        Column::new("begin", "Begin"),
        Column::new("debet", "Debet"),
        Column::new("credit", "Credit"),
        Column::new("eind", "Eind"),
    ]);
    for row in &report.rows {
        let TrialRow { begin, debit, credit, end, .. } = *row;
        let name = dutch::clean(&row.account.description);
        let cells =
            [account::code(&row.account).into(), name.into(), begin.into(), debit.into(), credit.into(), end.into()];
        let moved = report.selector(&row.account, Side::Debit).or(report.selector(&row.account, Side::Credit));
        sheet.traced(report.selector_of_begin(&row.account).or(moved), cells);
    }
    sheet.total([
        "Totaal".into(),
        Cell::Blank,
        report.begin.into(),
        report.debit.into(),
        report.credit.into(),
        report.end.into(),
    ]);
    let mut sentence = format!(
        "Kolommenbalans van {} over {}: {} met boekingen of saldo, debet {} en credit {}.",
        dutch::quoted(&opened.listed.administration.name),
        dutch::during(&report.period.label),
        dutch::count(report.rows.len(), "rekening", "rekeningen"),
        dutch::money(report.debit, currency),
        dutch::money(report.credit, currency),
    );
    if !report.undistributed.is_zero() {
        sentence.push_str(&format!(
            " Van eerdere jaren is {} resultaat nog niet verdeeld; zoveel is de beginbalans uit evenwicht.",
            dutch::money(report.undistributed, currency)
        ));
    }
    Figure::new(sentence, report.debit, Time::period(&report.period), sheet)
        .facts([
            ("begin", json!(dutch::plain(report.begin))),
            ("debet", json!(dutch::plain(report.debit))),
            ("credit", json!(dutch::plain(report.credit))),
            ("eind", json!(dutch::plain(report.end))),
        ])
        .reply(books, opened, answer)
}
