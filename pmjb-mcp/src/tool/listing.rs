//! How the tools are told to a model: names, descriptions and schemas.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use rmcp::model::{JsonObject, Tool as Definition, ToolAnnotations};
use serde_json::{Value, json};

use super::{
    Tool, administrations, anomalies, balance, cash, comparison, costs, entries, explanation, open_items, overview,
    results, revenue, schema, search, terms, vat,
};
use crate::chart;

impl Tool {
    /// All of them, in the order they are listed.
    pub(crate) const ALL: [Self; 18] = [
        Self::Administrations,
        Self::Overview,
        Self::Revenue,
        Self::Costs,
        Self::Results,
        Self::BalanceSheet,
        Self::TrialBalance,
        Self::Receivables,
        Self::Payables,
        Self::Vat,
        Self::Cash,
        Self::Comparison,
        Self::Entries,
        Self::Explanation,
        Self::Anomalies,
        Self::Terms,
        Self::Search,
        Self::Fetch,
    ];

    /// The name it is called by.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Administrations => "administraties",
            Self::Overview => "overzicht",
            Self::Revenue => "omzet",
            Self::Costs => "kosten",
            Self::Results => "resultaat",
            Self::BalanceSheet => "balans",
            Self::TrialBalance => "kolommenbalans",
            Self::Receivables => "debiteuren",
            Self::Payables => "crediteuren",
            Self::Vat => "btw",
            Self::Cash => "liquiditeit",
            Self::Comparison => "vergelijk",
            Self::Entries => "boekingen",
            Self::Explanation => "uitleg",
            Self::Anomalies => "controle",
            Self::Terms => "begrippen",
            Self::Search => "search",
            Self::Fetch => "fetch",
        }
    }

    /// The tool of that name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tool| tool.name() == name)
    }

    pub(super) const fn title(self) -> &'static str {
        match self {
            Self::Administrations => "Administrations",
            Self::Overview => "Business overview",
            Self::Revenue => "Revenue",
            Self::Costs => "Costs",
            Self::Results => "Profit and loss",
            Self::BalanceSheet => "Balance sheet",
            Self::TrialBalance => "Trial balance",
            Self::Receivables => "Accounts receivable",
            Self::Payables => "Accounts payable",
            Self::Vat => "VAT",
            Self::Cash => "Cash",
            Self::Comparison => "Compare periods",
            Self::Entries => "Journal lines",
            Self::Explanation => "Explain a figure",
            Self::Anomalies => "Second looks",
            Self::Terms => "Definitions",
            Self::Search => "Search the books",
            Self::Fetch => "Fetch one item",
        }
    }

    const fn description(self) -> &'static str {
        match self {
            Self::Administrations => {
                "Welke administraties (bedrijven) er zijn en welke is gekozen; met een administratie erbij ook haar \
                 boekjaren en tot welke periode is afgesloten."
            }
            Self::Overview => {
                "Hoe gaat het met mijn bedrijf? Omzet, kosten, resultaat, geld, openstaande posten en btw in één antwoord, \
                 naast vorig jaar."
            }
            Self::Revenue => {
                "Omzet (exclusief btw) over een periode: totaal en per maand, kwartaal, jaar, klant of rekening. Voor: \
                 hoeveel omzet, omzet per maand, grootste klanten, wat is klant X gefactureerd. Niet voor openstaande facturen."
            }
            Self::Costs => {
                "Kosten over een periode per rekening, soort, maand of leverancier, van één categorie, of de vaste kosten. \
                 Voor: grootste kostenposten, hoeveel gaf ik uit aan, vaste kosten per maand. Stijgers: vergelijk."
            }
            Self::Results => {
                "Winst-en-verliesrekening: winst of verlies, brutomarge, per rubriek, rekening, maand of kostenplaats, of \
                 naast de begroting."
            }
            Self::BalanceSheet => "Balans op een dag: bezittingen, schulden en eigen vermogen.",
            Self::TrialBalance => "Kolommenbalans over een periode: per rekening begin, debet, credit en eind.",
            Self::Receivables => {
                "Wat klanten nog moeten betalen (inclusief btw), nu of op een dag in het verleden. Voor: wie moet nog betalen, \
                 te late facturen, ouderdom, staat klant X open, betaalgedrag, DSO, is factuur X betaald, laatste facturen."
            }
            Self::Payables => {
                "Wat nog aan leveranciers betaald moet worden (inclusief btw), nu of op een dag in het verleden. Voor: wat moet \
                 ik deze week betalen, is factuur X betaald. Niet btw of lonen."
            }
            Self::Vat => {
                "Btw: de schuld of vordering nu, de aangifte per rubriek, voorbelasting, omzet per tarief, icp, of de ingediende \
                 aangifte klopt, en wanneer de volgende moet."
            }
            Self::Cash => {
                "Geld op bank en kas volgens de boeken, het verloop per maand, waar het geld heen ging, of er genoeg is voor \
                 de rekeningen van deze maand, en welke bankmutaties nog niet zijn verwerkt."
            }
            Self::Comparison => {
                "Twee perioden naast elkaar: omzet, kosten en resultaat, kosten per rekening (wat is het meest gestegen), of \
                 omzet per klant (gegroeid, nieuw, weggevallen)."
            }
            Self::Entries => {
                "De boekingen zelf: die achter een eerder cijfer of één rij ervan, van een grootboekrekening, of van één boekstuk."
            }
            Self::Explanation => {
                "Hoe een eerder cijfer tot stand kwam, en waarom Exact iets anders toont; leest niets opnieuw."
            }
            Self::Anomalies => {
                "Wat een tweede blik verdient: mogelijk dubbele facturen, ontbrekende btw-codes, saldo op tussenrekeningen."
            }
            Self::Terms => "Wat een woord betekent en hoe het cijfer wordt berekend, zoals brutomarge of btw-stand.",
            Self::Search => {
                "Zoek relaties, grootboekrekeningen, boekstukken, facturen en begrippen; geeft id's voor fetch. Voor bedragen \
                 zijn er de andere tools."
            }
            Self::Fetch => "Haal één relatie, rekening, boekstuk of begrip op met een id uit search.",
        }
    }

    fn schemas(self) -> (Arc<JsonObject>, Arc<JsonObject>) {
        match self {
            Self::Administrations => (
                schema::input::<administrations::ListArguments>(),
                schema::answer([("boekjaren", json!({ "type": "array", "items": { "type": "object" } }))]),
            ),
            Self::Overview => (schema::input::<overview::OverviewArguments>(), schema::figure(&[])),
            Self::Revenue => (schema::input::<revenue::RevenueArguments>(), schema::figure(&[])),
            Self::Costs => (schema::input::<costs::CostArguments>(), schema::figure(&costs::facts_schema())),
            Self::Results => (schema::input::<results::ResultArguments>(), schema::figure(&results::facts_schema())),
            Self::BalanceSheet => {
                (schema::input::<balance::SheetArguments>(), schema::figure(&balance::sheet_schema()))
            }
            Self::TrialBalance => {
                (schema::input::<balance::TrialArguments>(), schema::figure(&balance::trial_schema()))
            }
            Self::Receivables | Self::Payables => {
                (schema::input::<open_items::OpenItemsArguments>(), schema::figure(&open_items::facts_schema()))
            }
            Self::Vat => (schema::input::<vat::VatArguments>(), schema::figure(&vat::facts_schema())),
            Self::Cash => (schema::input::<cash::CashArguments>(), schema::figure(&cash::facts_schema())),
            Self::Comparison => {
                (schema::input::<comparison::ComparisonArguments>(), schema::figure(&comparison::facts_schema()))
            }
            Self::Entries => (schema::input::<entries::EntryArguments>(), schema::answer(entries::facts_schema())),
            Self::Explanation => {
                (schema::input::<explanation::ExplanationArguments>(), schema::answer(explanation::facts_schema()))
            }
            Self::Anomalies => {
                (schema::input::<anomalies::CheckArguments>(), schema::figure(&anomalies::facts_schema()))
            }
            Self::Terms => (schema::input::<terms::TermArguments>(), schema::answer([])),
            Self::Search => (schema::input::<search::SearchArguments>(), schema::shape([("results", "array")])),
            Self::Fetch => (
                schema::input::<search::FetchArguments>(),
                schema::shape([
                    ("id", "string"),
                    ("title", "string"),
                    ("text", "string"),
                    ("url", "string"),
                    ("metadata", "object"),
                ]),
            ),
        }
    }

    /// How it is listed to a client of MCP, where an answer can have a picture.
    pub(crate) fn offered(self) -> Definition {
        let mut definition = self.definition();
        if self.has_chart() {
            let input = Arc::make_mut(&mut definition.input_schema);
            if let Some(properties) = input.get_mut("properties").and_then(Value::as_object_mut) {
                properties.insert(chart::ARGUMENT.to_owned(), chart::schema());
            }
        }
        definition
    }

    /// How it is described where an answer is data alone.
    pub(crate) fn definition(self) -> Definition {
        static MADE: LazyLock<HashMap<&str, Definition>> =
            LazyLock::new(|| Tool::ALL.into_iter().map(|tool| (tool.name(), tool.described())).collect());
        MADE.get(self.name()).cloned().unwrap_or_else(|| self.described())
    }

    fn described(self) -> Definition {
        let (input, output) = self.schemas();
        // Exact Online is outside this machine, and answers change as people book.
        let annotations =
            ToolAnnotations::from_raw(Some(self.title().to_owned()), Some(true), Some(false), Some(true), Some(true));
        Definition::new(self.name(), self.description(), input)
            .with_title(self.title())
            .with_raw_output_schema(output)
            .with_annotations(annotations)
    }
}
