//! A query made at random of the values that an endpoint's rows have, and what it should answer.

use std::cmp::Ordering;

use proptest::prelude::*;

use super::naive::{Row, Value, literal, order};
use super::percent;

/// An endpoint and which of its properties take part.
pub(super) struct Target {
    pub(super) endpoint: &'static str,
    filtered: Vec<&'static str>,
    all: Vec<&'static str>,
}

impl Target {
    /// `filtered` are properties that Exact filters on, `others` some that it only orders by.
    pub(super) fn new(endpoint: &'static str, filtered: &'static str, others: &'static str) -> Self {
        let filtered: Vec<&str> = filtered.split(',').collect();
        let all = filtered.iter().copied().chain(others.split(',')).collect();
        Self { endpoint, filtered, all }
    }

    fn takes_skip(&self) -> bool {
        !self.endpoint.starts_with("bulk/")
    }

    /// The address of a query; without one, of every row with every property that takes part.
    pub(super) fn path(&self, query: Option<&Query>) -> String {
        let Some(query) = query else { return format!("{}?$select={}", self.endpoint, self.all.join(",")) };
        let mut path = format!("{}?$select={}", self.endpoint, query.select.join(","));
        let mut add = |name: &str, value: String| path.push_str(&format!("&{name}={}", percent(&value)));
        if let Some(wish) = &query.filter {
            add("$filter", wish.text());
        }
        if !query.order.is_empty() {
            let key = |(name, descending): &(&str, bool)| format!("{name}{}", if *descending { " desc" } else { "" });
            add("$orderby", query.order.iter().map(key).collect::<Vec<_>>().join(","));
        }
        if let Some(top) = query.top {
            add("$top", top.to_string());
        }
        if let Some(skip) = query.skip {
            add("$skip", skip.to_string());
        }
        if query.counts {
            add("$inlinecount", "allpages".to_owned());
        }
        path
    }
}

/// A condition on one property of a row, or several of them.
#[derive(Debug, Clone)]
pub(super) enum Wish {
    Compare(&'static str, &'static str, Value),
    Part(&'static str, &'static str, String),
    Not(Box<Wish>),
    Both(Box<Wish>, Box<Wish>),
    Either(Box<Wish>, Box<Wish>),
}

impl Wish {
    fn text(&self) -> String {
        match self {
            Self::Compare(name, operator, value) => format!("{name} {operator} {}", literal(value)),
            Self::Part(name, "substringof", part) => format!("substringof('{}',{name})", part.replace('\'', "''")),
            Self::Part(name, function, part) => format!("{function}({name},'{}')", part.replace('\'', "''")),
            Self::Not(inner) => format!("not ({})", inner.text()),
            Self::Both(left, right) => format!("({}) and ({})", left.text(), right.text()),
            Self::Either(left, right) => format!("({}) or ({})", left.text(), right.text()),
        }
    }

    /// Yes, no, or unknown because of a null.
    fn holds(&self, row: &Row) -> Option<bool> {
        match self {
            Self::Compare(name, "eq", Value::Null) => Some(row[*name] == Value::Null),
            Self::Compare(name, _, Value::Null) => Some(row[*name] != Value::Null),
            Self::Compare(name, ..) | Self::Part(name, ..) if row[*name] == Value::Null => None,
            Self::Compare(name, operator, value) => {
                let order = order(&row[*name], value);
                Some(match *operator {
                    "eq" => order.is_eq(),
                    "ne" => order.is_ne(),
                    "gt" => order.is_gt(),
                    "ge" => order.is_ge(),
                    "lt" => order.is_lt(),
                    _ => order.is_le(),
                })
            }
            Self::Part(name, function, part) => {
                let Value::Text(text) = &row[*name] else { panic!("{name} is no text") };
                Some(match *function {
                    "substringof" => text.contains(part.as_str()),
                    "startswith" => text.starts_with(part.as_str()),
                    _ => text.ends_with(part.as_str()),
                })
            }
            Self::Not(inner) => inner.holds(row).map(|holds| !holds),
            Self::Both(left, right) => match (left.holds(row), right.holds(row)) {
                (Some(true), Some(true)) => Some(true),
                (Some(false), _) | (_, Some(false)) => Some(false),
                _ => None,
            },
            Self::Either(left, right) => match (left.holds(row), right.holds(row)) {
                (Some(false), Some(false)) => Some(false),
                (Some(true), _) | (_, Some(true)) => Some(true),
                _ => None,
            },
        }
    }
}

/// One query.
#[derive(Debug, Clone)]
pub(super) struct Query {
    select: Vec<&'static str>,
    filter: Option<Wish>,
    order: Vec<(&'static str, bool)>,
    top: Option<usize>,
    skip: Option<usize>,
    pub(super) counts: bool,
}

impl Query {
    /// The rows it should answer, and how many the condition takes in all. `whole` is in the order of the key.
    pub(super) fn expected(&self, target: &Target, whole: &[Row]) -> (Vec<Row>, usize) {
        let takes = |row: &&Row| self.filter.as_ref().is_none_or(|wish| wish.holds(row) == Some(true));
        let mut rows: Vec<&Row> = whole.iter().filter(takes).collect();
        let total = rows.len();
        // A stable sort leaves what is alike in the order of the key.
        rows.sort_by(|left, right| {
            let by = |(name, descending): &(&str, bool)| {
                let order = order(&left[*name], &right[*name]);
                if *descending { order.reverse() } else { order }
            };
            self.order.iter().map(by).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
        });
        let skip = if target.takes_skip() { self.skip.unwrap_or(0) } else { 0 };
        let rows = rows.into_iter().skip(skip).take(self.top.unwrap_or(usize::MAX));
        let selected = |row: &Row| {
            let fields = row.iter().filter(|(name, _)| self.select.contains(&name.as_str()));
            fields.map(|(name, value)| (name.clone(), value.clone())).collect()
        };
        (rows.map(selected).collect(), total)
    }
}

/// Any query to the target, of values that its rows have.
pub(super) fn any(target: &Target, whole: &[Row]) -> impl Strategy<Value = Query> {
    let all = target.all.clone();
    let select = proptest::sample::subsequence(all.clone(), 1..all.len());
    let order = proptest::collection::vec((proptest::sample::select(all), proptest::bool::ANY), 0..3);
    let order = order.prop_map(|keys| {
        let mut seen = std::collections::BTreeSet::new();
        keys.into_iter().filter(|(name, _)| seen.insert(*name)).collect::<Vec<_>>()
    });
    let skip = if target.takes_skip() { proptest::option::of(0_usize..160).boxed() } else { Just(None).boxed() };
    let parts = (select, proptest::option::of(wish(target, whole)), order, proptest::option::of(0_usize..170), skip);
    (parts, proptest::bool::ANY).prop_map(|((select, filter, order, top, skip), counts)| Query {
        select,
        filter,
        order,
        top,
        skip,
        counts,
    })
}

fn wish(target: &Target, whole: &[Row]) -> impl Strategy<Value = Wish> + use<> {
    let cells: Vec<(&'static str, Value)> =
        target.filtered.iter().flat_map(|name| whole.iter().map(|row| (*name, row[*name].clone()))).collect();
    let operators = proptest::sample::select(vec!["eq", "ne", "gt", "ge", "lt", "le"]);
    let compare = (proptest::sample::select(cells.clone()), operators).prop_map(|((name, value), operator)| {
        // These two kinds, and null, are the same or not; they have no order in a condition.
        let only_equals = matches!(value, Value::Null | Value::Bool(_) | Value::Guid(_));
        let operator = if only_equals && operator != "ne" { "eq" } else { operator };
        Wish::Compare(name, operator, value)
    });
    let texts: Vec<(&'static str, String)> = cells
        .into_iter()
        .filter_map(|(name, value)| if let Value::Text(text) = value { Some((name, text)) } else { None })
        .collect();
    let function = proptest::sample::select(vec!["substringof", "startswith", "endswith"]);
    let part = (proptest::sample::select(texts), function, 0_usize..4, 1_usize..4).prop_map(
        |((name, text), function, from, length)| {
            let part = match function {
                "startswith" => text.chars().take(length).collect(),
                "endswith" => text.chars().skip(text.chars().count().saturating_sub(length)).collect(),
                _ => text.chars().skip(from).take(length).collect(),
            };
            Wish::Part(name, function, part)
        },
    );
    prop_oneof![3 => compare, 1 => part].prop_recursive(3, 8, 2, |inner| {
        prop_oneof![
            inner.clone().prop_map(|wish| Wish::Not(wish.into())),
            (inner.clone(), inner.clone()).prop_map(|(left, right)| Wish::Both(left.into(), right.into())),
            (inner.clone(), inner).prop_map(|(left, right)| Wish::Either(left.into(), right.into())),
        ]
    })
}
