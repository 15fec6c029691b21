//! Gives a filter its names and types, and refuses what Exact refuses, in Exact's words.

use exact_model::{Edm, Meta};

use super::lexer::{TokenKind, tokens};
use super::literal::Literal;
use super::parser::{Node, NodeKind, Operator};
use crate::error::Refusal;
use crate::schema::{self, Filterable};
use crate::tables::Collection;

/// A condition with every name resolved.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Test {
    Value(Operand),
    Not(Box<Test>),
    And(Box<Test>, Box<Test>),
    Or(Box<Test>, Box<Test>),
    Compare(Operator, Operand, Operand),
    /// The first text contains, starts with or ends with the second.
    Match(Match, Operand, Operand),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Match {
    Contains,
    Starts,
    Ends,
}

/// A value with every name resolved.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Operand {
    Literal(Literal),
    /// A column of the rows; `None` is a property the books know nothing of: always null.
    Column(Option<usize>),
    Change(Change, Box<Operand>),
    Test(Box<Test>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    Trim,
    Lower,
    Upper,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Type {
    Null,
    Of { edm: Edm, nullable: bool },
}

/// Binds filters to one endpoint and its rows.
pub(crate) struct Binder<'a> {
    pub(crate) meta: &'static Meta,
    pub(crate) rows: &'a dyn Collection,
    pub(crate) filterable: Filterable,
}

impl Binder<'_> {
    /// The whole filter: it must be a condition.
    pub(crate) fn condition(&self, node: &Node) -> Result<Test, Refusal> {
        match &node.kind {
            NodeKind::Not(inner) => Ok(Test::Not(self.condition(inner)?.into())),
            NodeKind::And(left, right) => Ok(Test::And(self.condition(left)?.into(), self.condition(right)?.into())),
            NodeKind::Or(left, right) => Ok(Test::Or(self.condition(left)?.into(), self.condition(right)?.into())),
            NodeKind::Compare(operator, left, right) => self.compare(*operator, left, right, node.position),
            _ => match self.operand(node)? {
                (Operand::Test(test), _) => Ok(*test),
                (operand, Type::Of { edm: Edm::Boolean, .. }) => Ok(Test::Value(operand)),
                _ => {
                    let at = node.position;
                    Err(Refusal::bad_request(format_args!(
                        "Expression of type 'System.Boolean' expected at position {at}."
                    )))
                }
            },
        }
    }

    fn compare(&self, operator: Operator, left: &Node, right: &Node, position: usize) -> Result<Test, Refusal> {
        let (left, left_type) = self.operand(left)?;
        let (right, right_type) = self.operand(right)?;
        if !comparable(operator, left_type, right_type) {
            return Err(Refusal::bad_request(format_args!(
                "Operator '{}' incompatible with operand types '{}' and '{}' at position {position}.",
                operator.word(),
                name(left_type),
                name(right_type),
            )));
        }
        // Exact compares a property with a value, never with another property.
        if reads_a_column(&left) && reads_a_column(&right) {
            return Err(Refusal::query_syntax());
        }
        Ok(Test::Compare(operator, left, right))
    }

    fn operand(&self, node: &Node) -> Result<(Operand, Type), Refusal> {
        match &node.kind {
            NodeKind::Literal(literal) => Ok((Operand::Literal(literal.clone()), literal_type(literal))),
            NodeKind::Property(name) => self.property(name, node.position),
            NodeKind::Path(path) => Err(Refusal::bad_request(format_args!(
                "The navigation path '{path}' at position {} cannot be used in a $filter.",
                node.position
            ))),
            NodeKind::Call(function, arguments) => self.call(function, arguments, node.position),
            _ => {
                let edm = Type::Of { edm: Edm::Boolean, nullable: false };
                Ok((Operand::Test(self.condition(node)?.into()), edm))
            }
        }
    }

    fn property(&self, name: &str, position: usize) -> Result<(Operand, Type), Refusal> {
        let Some(property) = self.meta.property(name) else {
            return Err(Refusal::bad_request(format_args!(
                "No property '{name}' exists in type '{}' at position {position}.",
                schema::type_name(self.meta)
            )));
        };
        let allowed = match self.filterable {
            Filterable::Everything => true,
            Filterable::Documented => property.is_filterable(),
            Filterable::Only(names) => names.contains(&name),
        };
        if !allowed || matches!(property.edm, Edm::Nested(_)) {
            let message = format_args!("The property '{name}' at position {position} cannot be used in a $filter.");
            return Err(Refusal::bad_request(message));
        }
        let nullable = schema::is_nullable(property);
        Ok((Operand::Column(self.rows.column(name)), Type::Of { edm: property.edm, nullable }))
    }

    fn call(&self, function: &str, arguments: &[Node], position: usize) -> Result<(Operand, Type), Refusal> {
        let bound = arguments.iter().map(|node| self.operand(node)).collect::<Result<Vec<_>, _>>()?;
        let texts = bound.iter().all(|(_, kind)| matches!(kind, Type::Of { edm: Edm::String, .. }));
        let mut operands = bound.into_iter().map(|(operand, _)| operand);
        let operands = (operands.next(), operands.next(), operands.next());
        let operand = match (function, operands) {
            ("trim", (Some(text), None, None)) if texts => Operand::Change(Change::Trim, text.into()),
            ("tolower", (Some(text), None, None)) if texts => Operand::Change(Change::Lower, text.into()),
            ("toupper", (Some(text), None, None)) if texts => Operand::Change(Change::Upper, text.into()),
            ("substringof", (Some(part), Some(text), None)) if texts => matches_text(Match::Contains, text, part),
            ("startswith", (Some(text), Some(part), None)) if texts => matches_text(Match::Starts, text, part),
            ("endswith", (Some(text), Some(part), None)) if texts => matches_text(Match::Ends, text, part),
            ("trim" | "tolower" | "toupper" | "substringof" | "startswith" | "endswith", _) => {
                return Err(Refusal::bad_request(format_args!(
                    "No applicable function exists for '{function}' at position {position} with the specified arguments."
                )));
            }
            _ => {
                let message = format_args!("Unknown function '{function}' at position {position}.");
                return Err(Refusal::bad_request(message));
            }
        };
        let edm = if matches!(operand, Operand::Test(_)) { Edm::Boolean } else { Edm::String };
        Ok((operand, Type::Of { edm, nullable: false }))
    }
}

/// Whether a filter names a property anywhere. A filter that cannot be read names nothing; it is refused later.
pub(crate) fn mentions(filter: &str, name: &str) -> bool {
    let tokens = tokens(filter).unwrap_or_default();
    tokens.iter().any(|token| matches!(&token.kind, TokenKind::Word(word) if word == name))
}

/// Whether a filter writes a date without its time: `datetime'2026-01-01'`.
pub(crate) fn has_short_date(filter: &str) -> bool {
    let tokens = tokens(filter).unwrap_or_default();
    tokens.iter().zip(tokens.iter().skip(1)).any(|(token, after)| {
        let is_date = matches!(token.kind, TokenKind::Literal(Literal::Date(_)));
        let written = filter.chars().skip(token.position).take(after.position - token.position);
        is_date && !written.skip_while(|c| *c != '\'').any(|c| c == 'T')
    })
}

fn matches_text(how: Match, text: Operand, part: Operand) -> Operand {
    Operand::Test(Test::Match(how, text, part).into())
}

fn reads_a_column(operand: &Operand) -> bool {
    match operand {
        Operand::Literal(_) | Operand::Test(_) => false,
        Operand::Column(_) => true,
        Operand::Change(_, inner) => reads_a_column(inner),
    }
}

fn literal_type(literal: &Literal) -> Type {
    let edm = match literal {
        Literal::Null => return Type::Null,
        Literal::Bool(_) => Edm::Boolean,
        Literal::Int32(_) => Edm::Int32,
        Literal::Int64(_) => Edm::Int64,
        Literal::Double(_) => Edm::Double,
        Literal::Text(_) => Edm::String,
        Literal::Guid(_) => Edm::Guid,
        Literal::Date(_) => Edm::DateTime,
    };
    Type::Of { edm, nullable: false }
}

fn comparable(operator: Operator, left: Type, right: Type) -> bool {
    let (Type::Of { edm: left, .. }, Type::Of { edm: right, .. }) = (left, right) else { return true };
    let ordered = !matches!(left, Edm::Boolean | Edm::Guid);
    let equality = matches!(operator, Operator::Equal | Operator::NotEqual);
    (left == right || (is_number(left) && is_number(right))) && (ordered || equality)
}

fn is_number(edm: Edm) -> bool {
    matches!(edm, Edm::Byte | Edm::Int16 | Edm::Int32 | Edm::Int64 | Edm::Double)
}

/// The type's name in Exact's messages.
fn name(kind: Type) -> String {
    let Type::Of { edm, nullable } = kind else { return "System.Object".to_owned() };
    let plain = match edm {
        Edm::Binary => return "System.Byte[]".to_owned(),
        Edm::String | Edm::Nested(_) => return "System.String".to_owned(),
        Edm::Boolean => "System.Boolean",
        Edm::Byte => "System.Byte",
        Edm::DateTime => "System.DateTime",
        Edm::Double => "System.Double",
        Edm::Guid => "System.Guid",
        Edm::Int16 => "System.Int16",
        Edm::Int32 => "System.Int32",
        Edm::Int64 => "System.Int64",
    };
    if nullable {
        const LIBRARY: &str = "mscorlib, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089";
        format!("System.Nullable`1[[{plain}, {LIBRARY}]]")
    } else {
        plain.to_owned()
    }
}
