//! `$filter` as a whole, against an evaluator that shares nothing with it but the question.

use exact_model::catalogue;
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::bind::Binder;
use super::cell::Cell;
use super::evaluate::holds;
use super::parser::parse;
use crate::schema::filterable;
use crate::tables::Collection;

/// Rows of financialtransaction/TransactionLines with three of its properties.
struct Lines(Vec<Line>);

#[derive(Debug, Clone)]
struct Line {
    period: i64,
    invoice: Option<i64>,
    description: Option<String>,
}

impl Collection for Lines {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn column(&self, name: &str) -> Option<usize> {
        ["FinancialPeriod", "InvoiceNumber", "Description"].iter().position(|column| *column == name)
    }

    fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        let Some(line) = self.0.get(row) else { return Cell::Null };
        match column {
            0 => Cell::Int(line.period),
            1 => Cell::some(line.invoice, Cell::Int),
            _ => Cell::text(line.description.as_ref()),
        }
    }
}

/// A condition in a form that is easy to decide and can be written as a filter.
#[derive(Debug, Clone)]
enum Wish {
    Period(&'static str, i64),
    Invoice(&'static str, Option<i64>),
    Description(&'static str, String),
    Not(Box<Wish>),
    Both(Box<Wish>, Box<Wish>),
    Either(Box<Wish>, Box<Wish>),
}

impl Wish {
    /// The filter; `tight` leaves out brackets that precedence makes superfluous.
    fn text(&self, tight: bool) -> String {
        match self {
            Self::Period(operator, value) => format!("FinancialPeriod {operator} {value}"),
            Self::Invoice(operator, Some(value)) => format!("InvoiceNumber {operator} {value}L"),
            Self::Invoice(operator, None) => format!("InvoiceNumber {operator} null"),
            Self::Description(how, part) => {
                let part = part.replace('\'', "''");
                match *how {
                    "substringof" => format!("substringof('{part}',Description) eq true"),
                    "tolower" => format!("tolower(Description) eq '{part}'"),
                    "trim" => format!("trim(Description) eq '{part}'"),
                    how => format!("{how}(Description,'{part}')"),
                }
            }
            Self::Not(inner) => format!("not ({})", inner.text(tight)),
            Self::Both(left, right) => {
                let side = |wish: &Self| match wish {
                    Self::Either(..) => format!("({})", wish.text(tight)),
                    _ if tight => wish.text(tight),
                    _ => format!("({})", wish.text(tight)),
                };
                format!("{} and {}", side(left), side(right))
            }
            Self::Either(left, right) if tight => format!("{} or {}", left.text(tight), right.text(tight)),
            Self::Either(left, right) => format!("({}) or ({})", left.text(tight), right.text(tight)),
        }
    }

    /// Yes, no, or unknown because of a null, by SQL's tables of truth.
    fn answer(&self, line: &Line) -> Option<bool> {
        match self {
            Self::Period(operator, value) => Some(compare(operator, line.period, *value)),
            Self::Invoice("eq", None) => Some(line.invoice.is_none()),
            Self::Invoice(_, None) => Some(line.invoice.is_some()),
            Self::Invoice(operator, Some(value)) => line.invoice.map(|invoice| compare(operator, invoice, *value)),
            Self::Description(how, part) => line.description.as_ref().map(|text| match *how {
                "substringof" => text.contains(part.as_str()),
                "startswith" => text.starts_with(part.as_str()),
                "endswith" => text.ends_with(part.as_str()),
                "trim" => text.trim() == part,
                _ => text.to_lowercase() == *part,
            }),
            Self::Not(inner) => inner.answer(line).map(|answer| !answer),
            Self::Both(left, right) => match (left.answer(line), right.answer(line)) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            },
            Self::Either(left, right) => match (left.answer(line), right.answer(line)) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (Some(false), Some(false)) => Some(false),
                _ => None,
            },
        }
    }
}

fn compare(operator: &str, left: i64, right: i64) -> bool {
    match operator {
        "eq" => left == right,
        "ne" => left != right,
        "gt" => left > right,
        "ge" => left >= right,
        "lt" => left < right,
        _ => left <= right,
    }
}

fn text() -> impl Strategy<Value = String> {
    "[ abAB'%&]{0,3}"
}

fn lines() -> impl Strategy<Value = Vec<Line>> {
    let line = (1_i64..5, proptest::option::of(-2_i64..3), proptest::option::of(text()))
        .prop_map(|(period, invoice, description)| Line { period, invoice, description });
    proptest::collection::vec(line, 1..12)
}

fn wish() -> impl Strategy<Value = Wish> {
    let operator = || proptest::sample::select(vec!["eq", "ne", "gt", "ge", "lt", "le"]);
    let function = proptest::sample::select(vec!["substringof", "startswith", "endswith", "trim", "tolower"]);
    let leaf = prop_oneof![
        (operator(), 0_i64..6).prop_map(|(operator, value)| Wish::Period(operator, value)),
        (operator(), -2_i64..3).prop_map(|(operator, value)| Wish::Invoice(operator, Some(value))),
        proptest::sample::select(vec!["eq", "ne"]).prop_map(|operator| Wish::Invoice(operator, None)),
        (function, text()).prop_map(|(how, part)| Wish::Description(how, part)),
    ];
    leaf.prop_recursive(4, 24, 2, |inner| {
        prop_oneof![
            inner.clone().prop_map(|wish| Wish::Not(wish.into())),
            (inner.clone(), inner.clone()).prop_map(|(left, right)| Wish::Both(left.into(), right.into())),
            (inner.clone(), inner).prop_map(|(left, right)| Wish::Either(left.into(), right.into())),
        ]
    })
}

proptest! {
    #[test]
    fn a_filter_takes_the_rows_an_independent_evaluator_takes(wish in wish(), lines in lines(), tight in any::<bool>()) {
        let meta = catalogue::find("financialtransaction/TransactionLines").unwrap();
        let rows = Lines(lines);
        let text = wish.text(tight);
        let test = Binder { meta, rows: &rows, filterable: filterable(meta) }.condition(&parse(&text).unwrap()).unwrap();
        for (at, line) in rows.0.iter().enumerate() {
            prop_assert_eq!(holds(&test, &rows, at), wish.answer(line) == Some(true), "{} on {:?}", text, line);
        }
    }

    #[test]
    fn numbers_of_every_kind_compare_by_value(value in -500_i64..500, other in -500_i64..500, decimals in 0_u32..3) {
        let meta = catalogue::find("financialtransaction/TransactionLines").unwrap();
        let rows = Lines(vec![Line { period: value, invoice: None, description: None }]);
        let written = Decimal::new(other * 10_i64.pow(decimals), decimals);
        for text in [format!("FinancialPeriod lt {written}"), format!("FinancialPeriod lt {other}L"), format!("{other} gt FinancialPeriod")] {
            let test = Binder { meta, rows: &rows, filterable: filterable(meta) }.condition(&parse(&text).unwrap()).unwrap();
            prop_assert_eq!(holds(&test, &rows, 0), value < other, "{}", text);
        }
    }
}
