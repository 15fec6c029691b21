use core::cmp::Ordering;

use super::bind::{Change, Match, Operand, Test};
use super::cell::Cell;
use super::parser::Operator;
use crate::tables::Collection;

/// Whether a row meets the condition. As in SQL, an unknown outcome (a null compared with a value) is no.
pub(crate) fn holds(test: &Test, rows: &dyn Collection, row: usize) -> bool {
    outcome(test, rows, row) == Some(true)
}

/// True, false, or unknown because of a null.
fn outcome(test: &Test, rows: &dyn Collection, row: usize) -> Option<bool> {
    match test {
        Test::Value(operand) => match value(operand, rows, row).cell() {
            Cell::Bool(value) => Some(value),
            _ => None,
        },
        Test::Not(inner) => outcome(inner, rows, row).map(|value| !value),
        Test::And(left, right) => match outcome(left, rows, row) {
            Some(false) => Some(false),
            left => match outcome(right, rows, row) {
                Some(false) => Some(false),
                right => Some(left? && right?),
            },
        },
        Test::Or(left, right) => match outcome(left, rows, row) {
            Some(true) => Some(true),
            left => match outcome(right, rows, row) {
                Some(true) => Some(true),
                right => Some(left? || right?),
            },
        },
        Test::Compare(operator, left, right) => {
            let asks_for_null = is_null_literal(left) || is_null_literal(right);
            let (left, right) = (value(left, rows, row), value(right, rows, row));
            compare(*operator, left.cell(), right.cell(), asks_for_null)
        }
        Test::Match(how, text, part) => {
            let (text, part) = (value(text, rows, row), value(part, rows, row));
            let (Cell::Text(text), Cell::Text(part)) = (text.cell(), part.cell()) else { return None };
            Some(match how {
                Match::Contains => text.contains(part),
                Match::Starts => text.starts_with(part),
                Match::Ends => text.ends_with(part),
            })
        }
    }
}

fn is_null_literal(operand: &Operand) -> bool {
    matches!(operand, Operand::Literal(super::literal::Literal::Null))
}

fn compare(operator: Operator, left: Cell<'_>, right: Cell<'_>, asks_for_null: bool) -> Option<bool> {
    if left == Cell::Null || right == Cell::Null {
        return match operator {
            Operator::Equal if asks_for_null => Some(left == right),
            Operator::NotEqual if asks_for_null => Some(left != right),
            _ => None,
        };
    }
    let order = left.order(&right);
    Some(match operator {
        Operator::Equal => order == Ordering::Equal,
        Operator::NotEqual => order != Ordering::Equal,
        Operator::Greater => order == Ordering::Greater,
        Operator::GreaterOrEqual => order != Ordering::Less,
        Operator::Less => order == Ordering::Less,
        Operator::LessOrEqual => order != Ordering::Greater,
    })
}

/// A cell, or text that had to be made.
enum Value<'a> {
    Cell(Cell<'a>),
    Text(String),
}

impl Value<'_> {
    fn cell(&self) -> Cell<'_> {
        match self {
            Self::Cell(cell) => *cell,
            Self::Text(text) => Cell::Text(text),
        }
    }
}

fn value<'a>(operand: &'a Operand, rows: &'a dyn Collection, row: usize) -> Value<'a> {
    match operand {
        Operand::Literal(literal) => Value::Cell(literal.cell()),
        Operand::Column(None) => Value::Cell(Cell::Null),
        Operand::Column(Some(column)) => Value::Cell(rows.cell(row, *column)),
        Operand::Test(test) => Value::Cell(outcome(test, rows, row).map_or(Cell::Null, Cell::Bool)),
        Operand::Change(change, inner) => {
            let inner = value(inner, rows, row);
            let Cell::Text(text) = inner.cell() else { return Value::Cell(Cell::Null) };
            Value::Text(match change {
                Change::Trim => text.trim().to_owned(),
                Change::Lower => text.to_lowercase(),
                Change::Upper => text.to_uppercase(),
            })
        }
    }
}
