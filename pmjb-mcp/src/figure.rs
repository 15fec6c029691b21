//! What every figure says: the answer in words, rows, period, basis, controls and cost.

use chrono::NaiveDate;
use exact_reports::basis::AccountUse;
use exact_reports::chart::{Chart, Charted, Shape};
use exact_reports::live::Answer;
use exact_reports::{Basis, Check, PeriodRange, Selector};
use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::books::{Books, Opened};
use crate::chart;
use crate::dutch;
use crate::reply::{Ground, Reply, Trace};
use crate::sheet::Sheet;

/// A figure on its way to becoming an answer.
#[derive(Debug)]
pub(crate) struct Figure {
    sentence: String,
    total: Decimal,
    period: Time,
    rows: Sheet,
    tables: Vec<(&'static str, Sheet)>,
    facts: Map<String, Value>,
    behind: Option<Selector>,
    chart: Option<Chart>,
}

impl Figure {
    /// The answer in one or a few sentences, the figure, what time it is about, and the parts that make it up.
    pub(crate) fn new(sentence: String, total: Decimal, period: Time, rows: Sheet) -> Self {
        Self { sentence, total, period, rows, tables: Vec::new(), facts: Map::new(), behind: None, chart: None }
    }

    /// With a further table, by its name in the data.
    pub(crate) fn table(mut self, name: &'static str, sheet: Sheet) -> Self {
        self.tables.push((name, sheet));
        self
    }

    /// With further facts, for programs.
    pub(crate) fn facts<'a>(mut self, facts: impl IntoIterator<Item = (&'a str, Value)>) -> Self {
        self.facts.extend(facts.into_iter().map(|(name, value)| (name.to_owned(), value)));
        self
    }

    /// With more said.
    pub(crate) fn and_said(mut self, sentences: &str) -> Self {
        self.sentence.push_str(sentences);
        self
    }

    /// With the journal lines that the figure was added up from.
    pub(crate) fn behind(mut self, selector: Selector) -> Self {
        self.behind = Some(selector);
        self
    }

    /// With the chart of its report.
    pub(crate) fn charted(mut self, report: &impl Charted, opened: &Opened) -> Self {
        self.chart = chart::cleaned(report.chart(&opened.listed.currency));
        self
    }

    /// With a chart of its rows, where they are not what the report draws.
    pub(crate) fn charted_rows(mut self, shape: Shape, title: String, opened: &Opened) -> Self {
        self.chart = chart::cleaned(chart::of_rows(shape, title, &opened.listed.currency, &self.rows.amounts()));
        self
    }

    /// The answer: the figure with its basis, controls and cost.
    pub(crate) fn reply<T>(self, books: &Books, opened: &Opened, answer: &Answer<T>) -> Reply {
        let listed = &opened.listed;
        let currency = listed.currency.as_str();
        let calls = opened.calls + answer.calls;
        let sentence = format!("{}{}", self.sentence, warning(&answer.checks, currency));
        let basis = basis(&answer.basis, books.notes());
        let mut data = self.facts;
        let mut tables = vec![self.rows.table(currency)];
        for (name, sheet) in &self.tables {
            data.insert((*name).to_owned(), sheet.data());
            tables.push(sheet.table(currency));
        }
        let controls: Vec<_> = answer.checks.iter().map(Control::from).collect();
        let always = [
            ("antwoord", json!(sentence)),
            ("administratie", json!(listed.administration)),
            ("totaal", json!(dutch::plain(self.total))),
            ("valuta", json!(currency)),
            ("rijen", self.rows.data()),
            ("periode", json!(self.period)),
            ("grondslag", json!(basis)),
            ("volledig", json!(answer.complete)),
            ("regels", json!(answer.basis.lines)),
            ("aanroepen", json!(calls)),
            ("controles", json!(controls)),
        ];
        data.extend(always.map(|(name, value)| (name.to_owned(), value)));
        Reply {
            structured: Value::Object(data),
            sentence,
            tables,
            notes: notes(&basis, &answer.checks, calls),
            accounts: answer.basis.accounts.iter().map(account).collect(),
            chart: self.chart,
            ground: Some(Ground {
                total: self.total,
                basis: answer.basis.clone(),
                checks: answer.checks.clone(),
                currency: currency.to_owned(),
            }),
            trace: Some(Trace {
                administration: listed.administration.code,
                total: self.behind,
                rows: self.rows.traces(),
            }),
        }
    }
}

/// What every figure says under its table.
fn notes(basis: &str, checks: &[Check], calls: u64) -> Vec<String> {
    let mut notes = vec![format!("Grondslag: {basis}")];
    if !checks.is_empty() {
        let checks: Vec<_> = checks.iter().map(Check::sentence).collect();
        notes.push(format!("Controle: {}", checks.join(" ")));
    }
    notes.push(format!("Volledig gelezen; aanroepen van Exact Online: {calls}."));
    notes
}

/// The time a figure is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
    spans: Vec<SpanOut>,
}

/// Consecutive periods of one book year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct SpanOut {
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

    /// Days that are no financial periods, or whose periods do not matter.
    pub(crate) fn days(label: &str, from: Option<NaiveDate>, to: Option<NaiveDate>) -> Self {
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string());
        Self { label: label.to_owned(), from: day(from), to: day(to), as_of: None, spans: Vec::new() }
    }

    /// A position on a day.
    pub(crate) fn as_of(day: NaiveDate) -> Self {
        let label = format!("stand op {}", dutch::date(day));
        Self { label, from: None, to: None, as_of: Some(day.to_string()), spans: Vec::new() }
    }
}

/// Our figure next to Exact's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Control {
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

/// Accounts that the basis names; the explanation of the figure names all.
const MOST_ACCOUNTS: usize = 12;

/// The basis in sentences; names of accounts come from the books.
fn basis(basis: &Basis, notes: &[String]) -> String {
    let mut basis = basis.clone();
    for account in &mut basis.accounts {
        account.code = dutch::clean(&account.code);
        account.description = dutch::clean(&account.description);
    }
    let more = basis.accounts.len().saturating_sub(MOST_ACCOUNTS);
    if more > 1 {
        basis.accounts.truncate(MOST_ACCOUNTS);
        basis.accounts.push(AccountUse { code: "…".to_owned(), description: format!("en nog {more}") });
    }
    let mut sentences = basis.sentences();
    sentences.extend(notes.iter().cloned());
    sentences.join(" ")
}

fn account(account: &AccountUse) -> String {
    format!("{} {}", dutch::clean(&account.code), dutch::clean(&account.description)).trim_end().to_owned()
}

/// The sentence that warns of a difference with Exact's own totals; empty without one.
fn warning(checks: &[Check], currency: &str) -> String {
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
