use exact_reports::Explained;
use exact_reports::group::{Group, Member, Together};
use exact_reports::live::Answer;
use exact_reports::results::{Figure as Part, Section, Subtotal};
use rust_decimal::Decimal;

use super::everyone;
use crate::books::{Books, Opened};
use crate::dutch;
use crate::failure::Failure;
use crate::figure::{Figure, Time};
use crate::reply::Reply;
use crate::sheet::{Column, Sheet};
use crate::tool::period;

/// Which figure a question is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::tool) enum Asked {
    Revenue,
    Result,
}

/// Revenue or result of every administration, and together by currency.
pub(in crate::tool) async fn answer(books: &Books, asked: Asked, text: Option<&str>) -> Result<Reply, Failure> {
    let (listed, mut calls) = books.list().await?;
    let mut members = Vec::new();
    let mut left_out = Vec::new();
    let (mut rows, mut pages) = (0, 0);
    let mut last: Option<Opened> = None;
    for one in listed.iter().filter(|one| !one.archived) {
        let code = one.administration.code.to_string();
        let mut opened = books.open(Some(&code)).await?;
        let read = async {
            let asked = period(books, &mut opened, text.unwrap_or("dit jaar")).await?;
            Ok(Box::pin(opened.live.profit_and_loss(&asked.request)).await?)
        };
        let answer: Result<_, Failure> = read.await;
        calls += opened.calls;
        match answer {
            Ok(Answer { report, basis, checks, calls: spent, rows: read, pages: turned, .. }) => {
                calls += spent;
                rows += read;
                pages += turned;
                members.push(Member {
                    name: one.administration.name.clone(),
                    currency: one.currency.clone(),
                    statement: Explained { report, basis, checks },
                });
                last = Some(opened);
            }
            // One without books in the period has nothing to add; another failure must not make the total too low.
            Err(failure) if failure.code == "geen_boeken" => left_out.push(one.administration.name.clone()),
            Err(failure) => return Err(failure),
        }
    }
    let Some(opened) = last else {
        return Err(Failure::new(
            "geen_boeken",
            "In deze periode heeft geen enkele administratie boekingen.",
            "Kies een andere periode.",
        ));
    };
    let Explained { report, basis, checks } = Group::of(members).map_err(|error| Failure::from(&error))?;
    let answer = Answer { report, basis, checks, calls, rows, pages, complete: true };
    Ok(reply(books, opened, &answer, asked, &left_out))
}

fn reply(books: &Books, opened: Opened, answer: &Answer<Group>, asked: Asked, left_out: &[String]) -> Reply {
    let group = &answer.report;
    let mut sheet = Sheet::new([
        Column::new("naam", "Administratie"),
        Column::new("valuta", "Valuta"),
        Column::new("omzet", "Omzet"),
        Column::new("kosten", "Bedrijfskosten"),
        Column::new("bedrag", "Resultaat"),
    ]);
    for member in &group.members {
        let of = |part| member.statement.report.amounts(part).map(|amounts| amounts.total);
        sheet.row([
            dutch::clean(&member.name).into(),
            member.currency.clone().into(),
            of(Part::Section(Section::Revenue)).into(),
            of(Part::Section(Section::OperatingCosts)).into(),
            of(Part::Subtotal(Subtotal::Result)).into(),
        ]);
    }
    let total = |together: &Together| match asked {
        Asked::Revenue => section(together, Section::Revenue),
        Asked::Result => subtotal(together, Subtotal::Result),
    };
    if let [together] = group.together.as_slice() {
        sheet.total([
            "Samen".into(),
            together.currency.clone().into(),
            section(together, Section::Revenue).into(),
            section(together, Section::OperatingCosts).into(),
            subtotal(together, Subtotal::Result).into(),
        ]);
    }
    let what = if asked == Asked::Revenue { "omzet" } else { "resultaat" };
    let per_currency: Vec<_> =
        group.together.iter().map(|together| dutch::money(total(together), &together.currency)).collect();
    let range = group.members.last().map(|member| member.statement.report.period.clone());
    let during = range.as_ref().map(|range| dutch::during(&range.label)).unwrap_or_default();
    let mut sentence = format!(
        "De {what} van {} samen over {during} is {}. Wat zij elkaar in rekening brachten zit er nog in.",
        dutch::count(group.members.len(), "administratie", "administraties"),
        dutch::list(&per_currency),
    )
    .replacen("De resultaat", "Het resultaat", 1);
    if group.together.len() > 1 {
        sentence.push_str(" Bedragen in verschillende valuta worden niet opgeteld.");
    }
    if !left_out.is_empty() {
        let names: Vec<_> = left_out.iter().map(|name| dutch::quoted(name)).collect();
        sentence.push_str(&format!(" Zonder boekingen in deze periode: {}.", dutch::list(&names)));
    }
    let first = group.together.first();
    let figure = Figure::new(
        sentence,
        first.map(total).unwrap_or_default(),
        range.as_ref().map_or_else(|| Time::as_of(opened.today), Time::period),
        sheet,
    );
    let currency = first.map_or_else(|| "EUR".to_owned(), |together| together.currency.clone());
    let opened = everyone(opened, currency);
    figure.charted(group, &opened).reply(books, &opened, answer)
}

fn section(together: &Together, wanted: Section) -> Decimal {
    together.sections.iter().find(|(section, _)| *section == wanted).map(|(_, amount)| *amount).unwrap_or_default()
}

fn subtotal(together: &Together, wanted: Subtotal) -> Decimal {
    let found = together.subtotals.iter().find(|(subtotal, _)| *subtotal == wanted);
    found.map(|(_, amount)| *amount).unwrap_or_default()
}
