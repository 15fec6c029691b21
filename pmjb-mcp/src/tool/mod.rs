//! The tools: what an assistant can ask, each a question with its figure ready.

mod account;
mod administrations;
mod anomalies;
mod arguments;
mod balance;
mod cash;
mod comparison;
mod costs;
mod entries;
mod explanation;
mod group;
mod invoices;
mod listing;
mod open_items;
mod overview;
#[cfg(test)]
mod questions;
mod relation;
mod results;
mod revenue;
mod schema;
mod search;
mod terms;
mod unprocessed;
mod vat;

use std::sync::Arc;

use chrono::NaiveDate;
use exact_reports::PeriodRange;
use exact_reports::open_items::Side;
use rmcp::model::JsonObject;
use serde_json::Value;

use crate::books::{Books, Opened};
use crate::chart;
use crate::dutch;
use crate::failure::Failure;
use crate::period::{Resolved, resolve};
use crate::reply::Reply;

/// A tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tool {
    Administrations,
    Overview,
    Revenue,
    Costs,
    Results,
    BalanceSheet,
    TrialBalance,
    Receivables,
    Payables,
    Vat,
    Cash,
    Comparison,
    Entries,
    Explanation,
    Anomalies,
    Terms,
    Search,
    Fetch,
}

impl Tool {
    /// Answers a question, and remembers the answer if it is a figure.
    pub(crate) async fn answer(self, books: &Books, mut arguments: JsonObject) -> Result<Reply, Failure> {
        let with_chart = self.has_chart() && chart::asked(&mut arguments)?;
        let asked = Value::Object(arguments.clone());
        let mut reply = self.figure(books, arguments).await?;
        let chart = reply.chart.take().filter(|_| with_chart);
        if with_chart && chart.is_none() {
            reply.notes.push("Bij dit antwoord is er geen grafiek.".to_owned());
        }
        if let (true, Some(notice), Value::Object(data)) = (self.is_figure(), books.notice(), &mut reply.structured) {
            data.insert("melding".to_owned(), Value::String(notice.clone()));
            reply.notes.push(notice);
        }
        if self.is_figure() {
            books.memory().keep(self.name(), asked, &mut reply);
        }
        reply.chart = chart;
        Ok(reply)
    }

    /// Whether an answer of it is a question of somebody's plan: looking something up is not.
    pub(crate) const fn counts(self) -> bool {
        self.is_figure()
    }

    const fn is_figure(self) -> bool {
        use Tool::{Administrations, Entries, Explanation, Fetch, Search, Terms};
        !matches!(self, Administrations | Entries | Explanation | Terms | Search | Fetch)
    }

    /// Whether an answer of it can be drawn.
    const fn has_chart(self) -> bool {
        self.is_figure() && !matches!(self, Self::TrialBalance | Self::Anomalies)
    }

    async fn figure(self, books: &Books, arguments: JsonObject) -> Result<Reply, Failure> {
        let name = self.name();
        match self {
            Self::Administrations => administrations::answer(books, arguments::read(name, arguments)?).await,
            Self::Overview => Box::pin(overview::answer(books, arguments::read(name, arguments)?)).await,
            Self::Revenue => Box::pin(revenue::answer(books, arguments::read(name, arguments)?)).await,
            Self::Costs => Box::pin(costs::answer(books, arguments::read(name, arguments)?)).await,
            Self::Results => Box::pin(results::answer(books, arguments::read(name, arguments)?)).await,
            Self::BalanceSheet => Box::pin(balance::sheet(books, arguments::read(name, arguments)?)).await,
            Self::TrialBalance => Box::pin(balance::trial(books, arguments::read(name, arguments)?)).await,
            Self::Receivables => {
                Box::pin(open_items::answer(books, Side::Receivable, arguments::read(name, arguments)?)).await
            }
            Self::Payables => {
                Box::pin(open_items::answer(books, Side::Payable, arguments::read(name, arguments)?)).await
            }
            Self::Vat => Box::pin(vat::answer(books, arguments::read(name, arguments)?)).await,
            Self::Cash => Box::pin(cash::answer(books, arguments::read(name, arguments)?)).await,
            Self::Comparison => Box::pin(comparison::answer(books, arguments::read(name, arguments)?)).await,
            Self::Entries => Box::pin(entries::answer(books, arguments::read(name, arguments)?)).await,
            Self::Explanation => explanation::answer(books, &arguments::read(name, arguments)?),
            Self::Anomalies => Box::pin(anomalies::answer(books, arguments::read(name, arguments)?)).await,
            Self::Terms => terms::answer(&arguments::read(name, arguments)?),
            Self::Search => Box::pin(search::search(books, arguments::read(name, arguments)?)).await,
            Self::Fetch => Box::pin(search::fetch(books, arguments::read(name, arguments)?)).await,
        }
    }
}

/// The twelve months that are over, or in a first year what there is of it.
async fn year_until_now(books: &Books, opened: &mut Opened) -> Result<Resolved, Failure> {
    let resolved = period(books, opened, "afgelopen 12 maanden").await;
    let years = opened.live.book_years().await?;
    opened.calls += years.calls;
    match resolved {
        Ok(resolved) if resolved.request.resolve(&years.calendar).is_ok() => Ok(resolved),
        _ => period(books, opened, "dit jaar tot nu").await,
    }
}

/// The day of a position: today, or the last day of a period that has begun.
async fn day(books: &Books, opened: &mut Opened, asked: Option<&str>) -> Result<NaiveDate, Failure> {
    let today = opened.today;
    let Some(text) = asked else { return Ok(today) };
    let period = period(books, opened, text).await?;
    if period.from > today {
        return Err(Failure::new(
            "periode_in_toekomst",
            format!("“{}” begint na vandaag ({}).", dutch::clean(text), dutch::date(today)),
            "Kies een dag of periode die al begonnen is, of laat hem weg voor de stand van nu.",
        ));
    }
    Ok(period.to.min(today))
}

/// What has to be said of a period that is not over.
fn running(range: &PeriodRange, today: NaiveDate) -> String {
    if range.start > today {
        " Deze periode moet nog beginnen.".to_owned()
    } else if range.end >= today {
        format!(" De periode loopt nog; dit is de stand op {}.", dutch::date(today))
    } else {
        String::new()
    }
}

/// A period of the administration that was opened, and the calls it took to know. A book year that is not in the
/// calendar read earlier may have been added since, so then it is read again.
async fn period(books: &Books, opened: &mut Opened, text: &str) -> Result<Resolved, Failure> {
    let years = opened.live.book_years().await?;
    opened.calls += years.calls;
    let resolved = resolve(text, opened.today, &years.calendar);
    if years.calls > 0 || !matches!(&resolved, Err(failure) if failure.code == "geen_boeken") {
        return resolved;
    }
    books.forget(opened.listed.administration.code);
    let code = opened.listed.administration.code.to_string();
    let again = books.open(Some(&code)).await?;
    opened.live = Arc::clone(&again.live);
    opened.calls += again.calls;
    let years = opened.live.book_years().await?;
    opened.calls += years.calls;
    resolve(text, opened.today, &years.calendar)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use exact_sandbox::books::company::Company;

    use crate::source::Source;
    use crate::today::Today;

    #[test]
    fn every_tool_is_marked_as_reading_only() {
        for tool in Tool::ALL {
            let definition = serde_json::to_value(tool.definition()).unwrap();
            let expected = serde_json::json!({
                "title": tool.title(), "readOnlyHint": true, "destructiveHint": false, "idempotentHint": true, "openWorldHint": true,
            });
            assert_eq!(definition["annotations"], expected);
        }
    }

    #[test]
    fn every_tool_that_reads_books_takes_an_administration_and_nothing_it_does_not_name() {
        for tool in Tool::ALL {
            let definition = tool.definition();
            assert_eq!(definition.input_schema["additionalProperties"], false);
            if !matches!(tool, Tool::Explanation | Tool::Terms) {
                assert_eq!(definition.input_schema["properties"]["administratie"]["type"], "string");
            }
            assert!(!definition.input_schema.contains_key("required"), "{}", tool.name());
        }
    }

    #[tokio::test]
    async fn answers_and_errors_have_what_the_schema_promises_and_nothing_else() {
        let day = "2026-11-20".parse().unwrap();
        let opened = Source::Demo(1, Company::Standard).open(Some(day), Today::Fixed(day)).await.unwrap();
        for tool in Tool::ALL {
            let (asked, rows) = match tool {
                Tool::Search => (json!({ "query": "omzet" }), "results"),
                Tool::Fetch => (json!({ "id": "begrip:omzet" }), "metadata"),
                _ => (json!({}), "rijen"),
            };
            let answer = tool.answer(&opened.books, asked.as_object().unwrap().clone()).await.unwrap().structured;
            assert_kept(tool, &answer);
            assert!(answer[rows].as_array().is_none_or(|rows| !rows.is_empty()), "{}", tool.name());
            let wrong = JsonObject::from_iter([("bestaat_niet".to_owned(), json!("x"))]);
            assert_kept(tool, &tool.answer(&opened.books, wrong).await.unwrap_err().structured());
        }
    }

    #[tokio::test]
    async fn an_answer_has_a_chart_when_one_is_asked_for_and_its_tool_draws() {
        let day = "2026-11-20".parse().unwrap();
        let opened = Source::Demo(1, Company::Standard).open(Some(day), Today::Fixed(day)).await.unwrap();
        let asked = |arguments: &Value| arguments.as_object().unwrap().clone();
        for tool in Tool::ALL.into_iter().filter(|tool| tool.has_chart()) {
            let reply = tool.answer(&opened.books, asked(&json!({ "grafiek": true }))).await.unwrap();
            let chart = reply.chart.unwrap();
            assert!(!chart.labels.is_empty(), "{}", tool.name());
            assert!(tool.answer(&opened.books, asked(&json!({}))).await.unwrap().chart.is_none(), "{}", tool.name());
            let remembered = opened.books.memory().find(None).unwrap();
            assert_eq!(remembered.arguments, json!({}));
        }
        for (tool, by) in [
            (Tool::Revenue, "kwartaal"),
            (Tool::Revenue, "jaar"),
            (Tool::Revenue, "klant"),
            (Tool::Revenue, "rekening"),
            (Tool::Costs, "periode"),
            (Tool::Costs, "soort"),
            (Tool::Costs, "leverancier"),
            (Tool::Costs, "vast"),
            (Tool::Results, "kostenplaats"),
            (Tool::Receivables, "betaalgedrag"),
            (Tool::Vat, "rubriek"),
            (Tool::Vat, "tarief"),
            (Tool::Vat, "ingediend"),
        ] {
            let reply = tool.answer(&opened.books, asked(&json!({ "per": by, "grafiek": true }))).await.unwrap();
            assert!(reply.chart.is_some(), "{} {by}", tool.name());
        }
    }

    fn assert_kept(tool: Tool, answer: &Value) {
        let schema = tool.definition().output_schema.unwrap();
        if answer.get("fout").is_none() {
            let required = schema.get("required").unwrap_or_else(|| &schema["anyOf"][0]["required"]);
            for name in required.as_array().unwrap() {
                assert!(answer.get(name.as_str().unwrap()).is_some(), "{}: {name} is missing", tool.name());
            }
        }
        for (name, value) in answer.as_object().unwrap() {
            if answer.get("fout").is_some() && schema.contains_key("anyOf") {
                continue;
            }
            let kind = match value {
                Value::String(_) => "string",
                Value::Bool(_) => "boolean",
                Value::Array(_) => "array",
                Value::Object(_) => "object",
                Value::Number(_) => "integer",
                Value::Null => "null",
            };
            assert_eq!(schema["properties"][name]["type"], kind, "{}: {name}", tool.name());
        }
    }

    #[test]
    fn the_schemas_are_small() {
        let all: Vec<_> = Tool::ALL.iter().map(|tool| tool.offered()).collect();
        let bytes = serde_json::to_string(&all).unwrap().len();
        // Some three and a half bytes to a token of Dutch JSON: room for twenty of these in 8,000 tokens.
        assert!(bytes < 1_400 * Tool::ALL.len(), "{bytes}");
    }
}
