//! An answer in its forms: data for programs, Markdown for a model, tables for a terminal.

use exact_reports::chart::Chart;
use exact_reports::{Basis, Check, Selector};
use rust_decimal::Decimal;
use serde_json::Value;

use crate::table::{Table, escape};

/// An answer.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    /// For programs.
    pub(crate) structured: Value,
    /// The answer in words.
    pub(crate) sentence: String,
    /// The same figures as tables.
    pub(crate) tables: Vec<Table>,
    /// Basis, controls and calls, a sentence or a few each.
    pub(crate) notes: Vec<String>,
    /// Every account of the figure; the notes name the first few.
    pub(crate) accounts: Vec<String>,
    /// Where the figure can be traced to.
    pub(crate) trace: Option<Trace>,
    /// What a figure rests on, to hold another amount against it.
    pub(crate) ground: Option<Ground>,
    /// The same figures as a chart, where there is one; an answer that is given has it only when it was asked for.
    pub(crate) chart: Option<Chart>,
}

/// What a figure rests on.
#[derive(Debug, Clone)]
pub(crate) struct Ground {
    pub(crate) total: Decimal,
    pub(crate) basis: Basis,
    pub(crate) checks: Vec<Check>,
    /// The currency of the total.
    pub(crate) currency: String,
}

/// The journal lines behind a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Trace {
    /// Code of the administration.
    pub(crate) administration: i32,
    /// The lines behind the total.
    pub(crate) total: Option<Selector>,
    /// Each row of the answer.
    pub(crate) rows: Vec<TracedRow>,
}

/// A row of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TracedRow {
    /// The texts in it: a name, a code.
    pub(crate) names: Vec<String>,
    /// The lines behind it.
    pub(crate) behind: Option<Selector>,
}

impl Reply {
    /// Data that is its own text, for tools whose clients read the text as JSON.
    pub(crate) fn json(structured: Value) -> Self {
        Self { structured, ..Self::said(String::new()) }
    }

    /// Nothing but a sentence.
    pub(crate) const fn said(sentence: String) -> Self {
        Self {
            structured: Value::Null,
            sentence,
            tables: Vec::new(),
            notes: Vec::new(),
            accounts: Vec::new(),
            trace: None,
            ground: None,
            chart: None,
        }
    }

    /// Sentence, tables and notes as Markdown.
    pub(crate) fn markdown(&self) -> String {
        if self.sentence.is_empty() {
            return self.structured.to_string();
        }
        // Names from the books are in the sentences as well.
        let mut text = format!("{}\n", escape(&self.sentence));
        for table in &self.tables {
            text.push('\n');
            text.push_str(&table.markdown());
        }
        for note in &self.notes {
            text.push('\n');
            text.push_str(&escape(note));
            text.push('\n');
        }
        text
    }

    /// The same for a terminal.
    pub(crate) fn drawn(&self) -> String {
        if self.sentence.is_empty() {
            return serde_json::to_string_pretty(&self.structured).unwrap_or_default();
        }
        let mut text = format!("{}\n", wrapped(&self.sentence));
        for table in &self.tables {
            text.push_str(&format!("\n{}\n", table.drawn()));
        }
        for note in &self.notes {
            text.push_str(&format!("\n{}\n", wrapped(note)));
        }
        text
    }

    /// Calls to Exact Online that it says it took.
    #[cfg(test)]
    pub(crate) fn calls(&self) -> u64 {
        self.structured.get("aanroepen").and_then(Value::as_u64).unwrap_or(0)
    }
}

/// Broken at blanks, for terminals that break in the middle of words.
fn wrapped(text: &str) -> String {
    const WIDTH: usize = 100;
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split(' ') {
        let room =
            lines.last().is_some_and(|line| line.is_empty() || line.chars().count() + word.chars().count() < WIDTH);
        match lines.last_mut().filter(|_| room) {
            Some(line) => {
                if !line.is_empty() {
                    line.push(' ');
                }
                line.push_str(word);
            }
            None => lines.push(word.to_owned()),
        }
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapping_keeps_every_word_in_order() {
        let text = "een twee drie vier vijf zes zeven acht negen tien ".repeat(9);
        let lines = wrapped(text.trim_end());
        assert_eq!(lines.split_whitespace().collect::<Vec<_>>(), text.split_whitespace().collect::<Vec<_>>());
        assert!(lines.lines().all(|line| line.chars().count() <= 100));
    }
}
