//! The shape of an answer for programs: `structuredContent`, and the schema that promises it.

use exact_reports::{Basis, Check, PeriodRange};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Serialize;

use crate::administration::Administration;
use crate::dutch;

/// A figure with everything that proves it. `M` is what one tool adds.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct Figure<M> {
    /// The answer in one or two sentences.
    #[serde(rename = "antwoord")]
    #[schemars(description = "het antwoord in een Nederlandse zin")]
    pub(crate) answer: String,
    /// The administration it is about.
    #[serde(rename = "administratie")]
    pub(crate) administration: Administration,
    /// The figure.
    #[serde(rename = "totaal")]
    #[schemars(description = "het bedrag, bijvoorbeeld \"1234.50\"")]
    pub(crate) total: String,
    /// Its currency.
    #[serde(rename = "valuta")]
    pub(crate) currency: String,
    /// The parts.
    #[serde(rename = "rijen")]
    #[schemars(
        description = "naam en bedrag; waar van toepassing ook code, aandeel, van, tot, soort, factuur, vervaldatum, dagen"
    )]
    pub(crate) rows: Vec<Row>,
    /// What time it is about.
    #[serde(rename = "periode")]
    pub(crate) period: Time,
    /// How it came about.
    #[serde(rename = "grondslag")]
    #[schemars(description = "hoe het bedrag tot stand kwam: definitie, rekeningen, wat niet meetelt")]
    pub(crate) basis: String,
    /// Always true: a read that did not reach its end gives no figure.
    #[serde(rename = "volledig")]
    pub(crate) complete: bool,
    /// Journal lines or items in it.
    #[serde(rename = "regels")]
    pub(crate) lines: u64,
    /// Calls to Exact Online.
    #[serde(rename = "aanroepen")]
    #[schemars(description = "aantal aanroepen van Exact Online voor dit antwoord")]
    pub(crate) calls: u64,
    /// Comparisons with Exact's own totals.
    #[serde(rename = "controles")]
    pub(crate) checks: Vec<Control>,
    /// What this tool adds.
    #[serde(flatten)]
    pub(crate) more: M,
}

/// A tool that adds nothing.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct Nothing {}

/// A part of a figure. The schema names what every row has; the rest depends on the question.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Row {
    /// What it is called.
    #[serde(rename = "naam")]
    pub(crate) name: String,
    /// How much.
    #[serde(rename = "bedrag")]
    pub(crate) amount: String,
    /// Code of the relation or the account.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(skip)]
    pub(crate) code: Option<String>,
    /// Percent of the total.
    #[serde(rename = "aandeel", skip_serializing_if = "Option::is_none")]
    #[schemars(skip)]
    pub(crate) share: Option<String>,
    /// First day.
    #[serde(rename = "van", skip_serializing_if = "Option::is_none")]
    #[schemars(skip)]
    pub(crate) from: Option<String>,
    /// Last day.
    #[serde(rename = "tot", skip_serializing_if = "Option::is_none")]
    #[schemars(skip)]
    pub(crate) to: Option<String>,
    /// Whether a period is over.
    #[serde(rename = "voortgang", skip_serializing_if = "Option::is_none")]
    #[schemars(skip)]
    pub(crate) progress: Option<&'static str>,
    /// What kind of row it is.
    #[serde(rename = "soort", skip_serializing_if = "Option::is_none")]
    #[schemars(skip)]
    pub(crate) kind: Option<&'static str>,
    /// Open invoices in it.
    #[serde(rename = "aantal_facturen", skip_serializing_if = "Option::is_none")]
    #[schemars(skip)]
    pub(crate) invoice_count: Option<usize>,
    /// Amount of these invoices.
    #[serde(rename = "facturen", skip_serializing_if = "Option::is_none")]
    #[schemars(skip)]
    pub(crate) invoices: Option<String>,
    /// Amount past the due date.
    #[serde(rename = "te_laat", skip_serializing_if = "Option::is_none")]
    #[schemars(skip)]
    pub(crate) overdue: Option<String>,
    /// Number of the invoice.
    #[serde(rename = "factuur", skip_serializing_if = "Option::is_none")]
    #[schemars(skip)]
    pub(crate) invoice: Option<String>,
    /// Date of the invoice.
    #[serde(rename = "factuurdatum", skip_serializing_if = "Option::is_none")]
    #[schemars(skip)]
    pub(crate) invoice_date: Option<String>,
    /// Due date.
    #[serde(rename = "vervaldatum", skip_serializing_if = "Option::is_none")]
    #[schemars(skip)]
    pub(crate) due_date: Option<String>,
    /// Days past the due date; negative is not due yet.
    #[serde(rename = "dagen", skip_serializing_if = "Option::is_none")]
    #[schemars(skip)]
    pub(crate) days: Option<i64>,
    /// VAT to pay.
    #[serde(rename = "te_betalen", skip_serializing_if = "Option::is_none")]
    #[schemars(skip)]
    pub(crate) to_pay: Option<String>,
    /// Input VAT.
    #[serde(rename = "te_vorderen", skip_serializing_if = "Option::is_none")]
    #[schemars(skip)]
    pub(crate) to_claim: Option<String>,
}

impl Row {
    pub(crate) fn new(name: impl Into<String>, amount: Decimal) -> Self {
        Self { name: name.into(), amount: dutch::plain(amount), ..Self::default() }
    }
}

/// The time a figure is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Time {
    /// In words.
    #[serde(rename = "omschrijving")]
    pub(crate) label: String,
    /// First day of a period.
    #[serde(rename = "van", skip_serializing_if = "Option::is_none")]
    pub(crate) from: Option<String>,
    /// Last day of a period.
    #[serde(rename = "tot", skip_serializing_if = "Option::is_none")]
    pub(crate) to: Option<String>,
    /// The day of a position.
    #[serde(rename = "peildatum", skip_serializing_if = "Option::is_none")]
    pub(crate) as_of: Option<String>,
    /// The book periods it comes down to.
    #[serde(rename = "perioden", skip_serializing_if = "Vec::is_empty", default)]
    pub(crate) spans: Vec<SpanOut>,
}

/// Consecutive periods of one book year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct SpanOut {
    #[serde(rename = "boekjaar")]
    year: i16,
    #[serde(rename = "van_periode")]
    from: i16,
    #[serde(rename = "tot_periode")]
    to: i16,
}

impl Time {
    /// A period.
    pub(crate) fn period(range: &PeriodRange) -> Self {
        let span = |span: &exact_reports::period::Span| SpanOut { year: span.year, from: span.from, to: span.to };
        Self {
            label: range.label.clone(),
            from: Some(range.start.to_string()),
            to: Some(range.end.to_string()),
            as_of: None,
            spans: range.spans.iter().map(span).collect(),
        }
    }

    /// A position on a day.
    pub(crate) fn as_of(day: chrono::NaiveDate) -> Self {
        let label = format!("stand op {}", dutch::date(day));
        Self { label, from: None, to: None, as_of: Some(day.to_string()), spans: Vec::new() }
    }
}

/// Our figure next to Exact's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Control {
    #[serde(rename = "naam")]
    name: String,
    #[serde(rename = "ons")]
    ours: String,
    exact: String,
    #[serde(rename = "verschil")]
    difference: String,
}

impl From<&Check> for Control {
    fn from(check: &Check) -> Self {
        Self {
            name: check.against.label(),
            ours: dutch::plain(check.ours),
            exact: dutch::plain(check.exacts),
            difference: dutch::plain(check.difference),
        }
    }
}

/// The basis in sentences; names of accounts come from the books.
pub(crate) fn basis(basis: &Basis, notes: &[String]) -> String {
    let mut basis = basis.clone();
    for account in &mut basis.accounts {
        account.code = dutch::clean(&account.code);
        account.description = dutch::clean(&account.description);
    }
    let mut sentences = basis.sentences();
    sentences.extend(notes.iter().cloned());
    sentences.join(" ")
}

/// The sentence that warns of a difference with Exact's own totals; empty without one.
pub(crate) fn warning(checks: &[Check], currency: &str) -> String {
    let differences: Vec<_> = checks
        .iter()
        .filter(|check| !check.agrees())
        .map(|check| format!("{} ({})", check.against.label(), dutch::money(check.difference, currency)))
        .collect();
    if differences.is_empty() {
        return String::new();
    }
    format!(" Let op: dit verschilt van {}; zie de controles.", dutch::list(&differences))
}
