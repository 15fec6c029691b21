//! The tools: what an assistant can ask, each a question with its figure ready.

mod administrations;
mod arguments;
mod explanation;
mod open_items;
mod relation;
mod revenue;
mod schema;
mod search;
mod terms;
mod vat;

use std::sync::Arc;

use exact_reports::open_items::Side;
use rmcp::model::{JsonObject, Tool as Definition, ToolAnnotations};
use serde_json::{Value, json};

use crate::books::{Books, Opened};
use crate::failure::Failure;
use crate::period::{Resolved, resolve};
use crate::reply::Reply;

/// A tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tool {
    Administrations,
    Revenue,
    Receivables,
    Payables,
    Vat,
    Explanation,
    Terms,
    Search,
    Fetch,
}

impl Tool {
    /// All of them, in the order they are listed.
    pub(crate) const ALL: [Self; 9] = [
        Self::Administrations,
        Self::Revenue,
        Self::Receivables,
        Self::Payables,
        Self::Vat,
        Self::Explanation,
        Self::Terms,
        Self::Search,
        Self::Fetch,
    ];

    /// The name it is called by.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Administrations => "administraties",
            Self::Revenue => "omzet",
            Self::Receivables => "debiteuren",
            Self::Payables => "crediteuren",
            Self::Vat => "btw",
            Self::Explanation => "uitleg",
            Self::Terms => "begrippen",
            Self::Search => "search",
            Self::Fetch => "fetch",
        }
    }

    /// The tool of that name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tool| tool.name() == name)
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Administrations => "Administrations",
            Self::Revenue => "Revenue",
            Self::Receivables => "Accounts receivable",
            Self::Payables => "Accounts payable",
            Self::Vat => "VAT balance",
            Self::Explanation => "Explain a figure",
            Self::Terms => "Definitions",
            Self::Search => "Search the books",
            Self::Fetch => "Fetch one item",
        }
    }

    const fn description(self) -> &'static str {
        match self {
            Self::Administrations => {
                "Welke administraties (bedrijven) zijn er, en welke is gekozen? Geeft naam, nummer en code; die zijn te \
                 gebruiken als “administratie” bij elke andere vraag."
            }
            Self::Revenue => {
                "Omzet (exclusief btw) over een periode, uit het grootboek: totaal en per maand, kwartaal, jaar, klant of \
                 rekening. Gebruik dit voor: hoeveel omzet, omzet per maand, grootste klanten, top 5 klanten. Niet voor \
                 openstaande facturen."
            }
            Self::Receivables => {
                "Wat klanten nog moeten betalen (inclusief btw): openstaande facturen per klant, per factuur of naar \
                 ouderdom, nu of op een dag in het verleden. Gebruik dit voor: wie moet nog betalen, welke facturen zijn te \
                 laat, meer dan 30 dagen oud, het langst open, staat klant X nog open."
            }
            Self::Payables => {
                "Wat nog aan leveranciers betaald moet worden (inclusief btw): per leverancier, per factuur of naar ouderdom, \
                 nu of op een dag in het verleden. Niet de btw of lonen."
            }
            Self::Vat => {
                "Btw-stand uit het grootboek: hoeveel btw nog te betalen of te vorderen is, per kwartaal en per \
                 btw-rekening. Exact tot op de cent; de aangifte zelf rondt af op hele euro's."
            }
            Self::Explanation => {
                "Hoe een eerder gegeven cijfer tot stand kwam: grondslag, periode, regels en controles, zonder iets opnieuw \
                 te lezen. Gebruik dit voor: hoe kom je aan dit bedrag, klopt dat."
            }
            Self::Search => {
                "Zoek relaties, grootboekrekeningen, boekstukken, facturen en begrippen. Geeft id's voor fetch. Voor bedragen \
                 zijn er de andere tools."
            }
            Self::Fetch => "Haal één relatie, rekening, boekstuk of begrip op met een id uit search.",
            Self::Terms => {
                "Wat een woord betekent en hoe het cijfer wordt berekend, bijvoorbeeld omzet, brutomarge, btw-stand."
            }
        }
    }

    /// How it is listed to a client.
    pub(crate) fn definition(self) -> Definition {
        let (input, output) = match self {
            Self::Administrations => (schema::input::<arguments::ListArguments>(), schema::answer([])),
            Self::Revenue => (schema::input::<arguments::RevenueArguments>(), schema::figure(&[])),
            Self::Receivables | Self::Payables => {
                (schema::input::<arguments::OpenItemsArguments>(), schema::figure(&open_items::facts_schema()))
            }
            Self::Vat => (schema::input::<arguments::VatArguments>(), schema::figure(&vat::facts_schema())),
            Self::Explanation => (
                schema::input::<arguments::ExplanationArguments>(),
                schema::answer([("kenmerk", json!({ "type": "string" }))]),
            ),
            Self::Terms => (schema::input::<arguments::TermArguments>(), schema::answer([])),
            Self::Search => (schema::input::<arguments::SearchArguments>(), schema::shape([("results", "array")])),
            Self::Fetch => (
                schema::input::<arguments::FetchArguments>(),
                schema::shape([
                    ("id", "string"),
                    ("title", "string"),
                    ("text", "string"),
                    ("url", "string"),
                    ("metadata", "object"),
                ]),
            ),
        };
        // Exact Online is outside this machine, and answers change as people book.
        let annotations =
            ToolAnnotations::from_raw(Some(self.title().to_owned()), Some(true), Some(false), Some(true), Some(true));
        Definition::new(self.name(), self.description(), input)
            .with_title(self.title())
            .with_raw_output_schema(output)
            .with_annotations(annotations)
    }

    /// Answers a question, and remembers the answer if it is a figure.
    pub(crate) async fn answer(self, books: &Books, arguments: JsonObject) -> Result<Reply, Failure> {
        let asked = Value::Object(arguments.clone());
        let mut reply = self.figure(books, arguments).await?;
        if self.is_figure() {
            books.memory().keep(self.name(), asked, &mut reply);
        }
        Ok(reply)
    }

    const fn is_figure(self) -> bool {
        !matches!(self, Self::Administrations | Self::Explanation | Self::Terms | Self::Search | Self::Fetch)
    }

    async fn figure(self, books: &Books, arguments: JsonObject) -> Result<Reply, Failure> {
        let name = self.name();
        match self {
            Self::Administrations => administrations::answer(books, arguments::read(name, arguments)?).await,
            Self::Revenue => Box::pin(revenue::answer(books, arguments::read(name, arguments)?)).await,
            Self::Receivables => {
                Box::pin(open_items::answer(books, Side::Receivable, arguments::read(name, arguments)?)).await
            }
            Self::Payables => {
                Box::pin(open_items::answer(books, Side::Payable, arguments::read(name, arguments)?)).await
            }
            Self::Vat => Box::pin(vat::answer(books, arguments::read(name, arguments)?)).await,
            Self::Explanation => explanation::answer(books, &arguments::read(name, arguments)?),
            Self::Terms => terms::answer(&arguments::read(name, arguments)?),
            Self::Search => Box::pin(search::search(books, arguments::read(name, arguments)?)).await,
            Self::Fetch => Box::pin(search::fetch(books, arguments::read(name, arguments)?)).await,
        }
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
    use super::*;
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
        let opened = Source::Demo(1).open(Some(day), Today::Fixed(day)).await.unwrap();
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
        let all: Vec<_> = Tool::ALL.iter().map(|tool| tool.definition()).collect();
        let bytes = serde_json::to_string(&all).unwrap().len();
        // Some three and a half bytes to a token of Dutch JSON: room for twenty of these in 8,000 tokens.
        assert!(bytes < 1_400 * Tool::ALL.len(), "{bytes}");
    }
}
