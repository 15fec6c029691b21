//! A filter read back, to be asked of rows that are in memory.
//!
//! It knows what the questions of this crate ask: comparisons of a column with a literal, joined by `and` and `or`. Of
//! anything else there is no condition, and the question is asked of Exact.

use exact_model::{NaiveDate, Uuid};

/// A value of a row or of a filter.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd)]
pub(super) enum Value {
    Null,
    Number(i64),
    Day(NaiveDate),
    Id(Uuid),
    Text(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Condition {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    #[allow(private_interfaces, reason = "only this module takes a comparison apart")]
    Compare(String, Operator, Value),
}

impl Condition {
    /// Reads a filter back; `None` when it says more than this understands.
    pub(super) fn read(filter: &str) -> Option<Self> {
        let words = words(filter)?;
        let mut rest = words.as_slice();
        let condition = any(&mut rest)?;
        rest.is_empty().then_some(condition)
    }

    /// Whether a row meets it; `None` when that depends on a column of which `value` knows nothing.
    pub(super) fn holds(&self, value: &impl Fn(&str) -> Option<Value>) -> Option<bool> {
        match self {
            Self::All(parts) => decided(parts, value, false),
            Self::Any(parts) => decided(parts, value, true),
            Self::Compare(column, operator, right) => {
                let left = value(column)?;
                Some(match operator {
                    Operator::Eq => left == *right,
                    Operator::Ne => left != *right,
                    _ if left == Value::Null => false,
                    Operator::Lt => left < *right,
                    Operator::Le => left <= *right,
                    Operator::Gt => left > *right,
                    Operator::Ge => left >= *right,
                })
            }
        }
    }
}

/// One part that is `decisive` decides; otherwise all must be known.
fn decided(parts: &[Condition], value: &impl Fn(&str) -> Option<Value>, decisive: bool) -> Option<bool> {
    let mut known = true;
    for part in parts {
        match part.holds(value) {
            Some(found) if found == decisive => return Some(decisive),
            Some(_) => {}
            None => known = false,
        }
    }
    known.then_some(!decisive)
}

fn any(rest: &mut &[String]) -> Option<Condition> {
    let mut parts = vec![all(rest)?];
    while take(rest, "or") {
        parts.push(all(rest)?);
    }
    Some(if parts.len() == 1 { parts.pop()? } else { Condition::Any(parts) })
}

fn all(rest: &mut &[String]) -> Option<Condition> {
    let mut parts = vec![one(rest)?];
    while take(rest, "and") {
        parts.push(one(rest)?);
    }
    Some(if parts.len() == 1 { parts.pop()? } else { Condition::All(parts) })
}

fn one(rest: &mut &[String]) -> Option<Condition> {
    if take(rest, "(") {
        let inner = any(rest)?;
        return take(rest, ")").then_some(inner);
    }
    let [column, operator, literal, after @ ..] = *rest else { return None };
    let operator = match operator.as_str() {
        "eq" => Operator::Eq,
        "ne" => Operator::Ne,
        "lt" => Operator::Lt,
        "le" => Operator::Le,
        "gt" => Operator::Gt,
        "ge" => Operator::Ge,
        _ => return None,
    };
    let is_name = column.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
    *rest = after;
    Some(Condition::Compare(is_name.then(|| column.clone())?, operator, read_literal(literal)?))
}

fn take(rest: &mut &[String], word: &str) -> bool {
    match rest {
        [first, after @ ..] if first == word => {
            *rest = after;
            true
        }
        _ => false,
    }
}

fn read_literal(text: &str) -> Option<Value> {
    if text == "null" {
        return Some(Value::Null);
    }
    let Some(quoted) = text.strip_suffix('\'') else { return text.parse().ok().map(Value::Number) };
    let (kind, inner) = quoted.split_once('\'')?;
    match kind {
        "" => Some(Value::Text(inner.replace("''", "'"))),
        "guid" => inner.parse().ok().map(Value::Id),
        // Only midnight is a day.
        "datetime" => {
            let (day, time) = inner.split_once('T').unwrap_or((inner, ""));
            let is_midnight = time.chars().all(|letter| matches!(letter, '0' | ':' | '.'));
            is_midnight.then(|| day.parse().ok().map(Value::Day))?
        }
        _ => None,
    }
}

/// Words and brackets; what stands between quotes is part of its word. `None` for an open quote.
fn words(text: &str) -> Option<Vec<String>> {
    let (mut words, mut word, mut quoted) = (Vec::new(), String::new(), false);
    for letter in text.chars() {
        let separates = !quoted && matches!(letter, ' ' | '(' | ')');
        if letter == '\'' {
            quoted = !quoted;
        }
        if !separates {
            word.push(letter);
            continue;
        }
        if !word.is_empty() {
            words.push(core::mem::take(&mut word));
        }
        if letter != ' ' {
            words.push(letter.to_string());
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    (!quoted).then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use exact_model::Filter;
    use exact_model::financial_transaction::TransactionLine as Line;

    fn row(column: &str) -> Option<Value> {
        Some(match column {
            "FinancialYear" => Value::Number(2026),
            "FinancialPeriod" => Value::Number(5),
            "GLAccountCode" => Value::Text("80'0 or".into()),
            "Date" => Value::Day("2026-05-31".parse().unwrap()),
            "EntryID" => Value::Id(Uuid::from_u128(7)),
            "VATCode" => Value::Null,
            _ => return None,
        })
    }

    fn holds(filter: &Filter<Line>) -> Option<bool> {
        Condition::read(&filter.to_string()).unwrap().holds(&row)
    }

    #[test]
    fn a_filter_that_was_written_means_the_same_when_it_is_read_back() {
        let day: NaiveDate = "2026-05-31".parse().unwrap();
        let (year, period, code) = (Line::FINANCIAL_YEAR, Line::FINANCIAL_PERIOD, Line::GL_ACCOUNT_CODE);
        assert_eq!(holds(&year.eq(2026).and(period.ge(1)).and(period.le(5))), Some(true));
        assert_eq!(holds(&year.eq(2026).and(period.le(4)).or(year.lt(2026))), Some(false));
        assert_eq!(holds(&code.eq("1").or(code.eq("80'0 or")).and(year.ne(2025))), Some(true));
        assert_eq!(holds(&code.eq("1").or(code.eq("2")).and(year.eq(2026))), Some(false));
        assert_eq!(holds(&Line::DATE.ge(day).and(Line::DATE.le(day))), Some(true));
        assert_eq!(holds(&Line::DATE.lt(day)), Some(false));
        assert_eq!(holds(&Line::ENTRY_ID.eq(Uuid::from_u128(7))), Some(true));
        assert_eq!(holds(&Line::VAT_CODE.is_not_null()), Some(false));
    }

    #[test]
    fn what_the_row_does_not_know_is_only_needed_when_nothing_else_decides() {
        let unknown = Line::TYPE.eq(40);
        assert_eq!(holds(&Line::FINANCIAL_YEAR.eq(2025).and(unknown.clone())), Some(false));
        assert_eq!(holds(&Line::FINANCIAL_YEAR.eq(2026).or(unknown.clone())), Some(true));
        assert_eq!(holds(&Line::FINANCIAL_YEAR.eq(2026).and(unknown)), None);
    }

    #[test]
    fn a_filter_with_more_in_it_is_not_understood() {
        for filter in ["substringof('a',Description)", "not (Type eq 1)", "Type eq", "(Type eq 1", "Type eq 1 Type"] {
            assert_eq!(Condition::read(filter), None, "{filter}");
        }
        assert_eq!(Condition::read("Date ge datetime'2026-01-01T12:00:00'"), None);
    }
}
