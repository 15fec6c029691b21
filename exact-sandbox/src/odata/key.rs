//! Keys in a path, `$skiptoken`s and the parameters of functions: literals of a known type.

use exact_model::{Edm, Meta};

use super::cell::Cell;
use super::lexer::{Token, TokenKind, tokens};
use super::literal::Literal;
use crate::error::Refusal;
use crate::tables::Collection;

/// Whether a literal can be a value of that type.
pub(crate) fn fits(edm: Edm, literal: &Literal) -> bool {
    match literal {
        Literal::Null => false,
        Literal::Bool(_) => edm == Edm::Boolean,
        Literal::Int32(_) => matches!(edm, Edm::Byte | Edm::Int16 | Edm::Int32 | Edm::Int64 | Edm::Double),
        Literal::Int64(_) => edm == Edm::Int64,
        Literal::Double(_) => edm == Edm::Double,
        Literal::Text(_) => edm == Edm::String,
        Literal::Guid(_) => edm == Edm::Guid,
        Literal::Date(_) => edm == Edm::DateTime,
    }
}

/// One literal of that type and nothing else.
pub(crate) fn value(text: &str, edm: Edm) -> Option<Literal> {
    match list(text).ok()?.as_slice() {
        [literal] if fits(edm, literal) => Some(literal.clone()),
        _ => None,
    }
}

/// Literals with commas between them.
pub(crate) fn list(text: &str) -> Result<Vec<Literal>, Refusal> {
    let tokens = tokens(text)?;
    tokens
        .chunks(2)
        .map(|pair| match pair {
            [Token { kind: TokenKind::Literal(literal), .. }, sign]
                if matches!(sign.kind, TokenKind::Comma | TokenKind::End) =>
            {
                Ok(literal.clone())
            }
            _ => Err(Refusal::query_syntax()),
        })
        .collect()
}

/// The row of a key: `guid'…'`, `123L`, `Period=1,Year=2026`.
pub(crate) fn find(meta: &Meta, rows: &dyn Collection, key: &str) -> Result<Option<usize>, Refusal> {
    let values = named(meta, key)?;
    let columns: Vec<usize> = meta.key.iter().filter_map(|name| rows.column(name)).collect();
    if columns.len() != values.len() {
        return Ok(None);
    }
    let is_it = |row: &usize| {
        let same = |(column, value): (&usize, &Literal)| rows.cell(*row, *column).order(&value.cell()).is_eq();
        columns.iter().zip(&values).all(same)
    };
    Ok((0..rows.len()).find(is_it))
}

/// The values of a key in the order of the entity's key properties.
fn named(meta: &Meta, key: &str) -> Result<Vec<Literal>, Refusal> {
    let tokens = tokens(key)?;
    let kinds: Vec<&TokenKind> = tokens.iter().map(|token| &token.kind).collect();
    let mut given: Vec<(Option<&str>, &Literal)> = Vec::new();
    let mut rest = kinds.as_slice();
    loop {
        rest = match rest {
            [TokenKind::Word(name), TokenKind::Equals, TokenKind::Literal(literal), rest @ ..] => {
                given.push((Some(name), literal));
                rest
            }
            [TokenKind::Literal(literal), rest @ ..] => {
                given.push((None, literal));
                rest
            }
            _ => return Err(Refusal::query_syntax()),
        };
        rest = match rest {
            [TokenKind::Comma, rest @ ..] => rest,
            [TokenKind::End] => break,
            _ => return Err(Refusal::query_syntax()),
        };
    }
    if given.len() != meta.key.len() {
        return Err(Refusal::query_syntax());
    }
    let value = |name: &&str| {
        let wanted = |(given, _): &&(Option<&str>, _)| given.is_none_or(|given| given == *name);
        let (given_name, literal) = given.iter().find(wanted)?;
        let edm = meta.property(name)?.edm;
        // Only a key of one property may leave out its name.
        let clear = given_name.is_some() || meta.key.len() == 1;
        (clear && fits(edm, literal)).then(|| (*literal).clone())
    };
    meta.key.iter().map(|name| value(name).ok_or_else(Refusal::query_syntax)).collect()
}

/// A cell's literal type check for a `$skiptoken`: null may stand for a missing value.
pub(crate) fn fits_token(edm: Edm, literal: &Literal) -> bool {
    literal.cell() == Cell::Null || fits(edm, literal)
}
