//! OData 2 as Exact speaks it: queries read properly, rows written as bytes.

pub(crate) mod atom;
pub(crate) mod bind;
pub(crate) mod cell;
pub(crate) mod edmx;
pub(crate) mod evaluate;
#[cfg(test)]
mod filter_property;
pub(crate) mod json;
pub(crate) mod key;
pub(crate) mod lexer;
pub(crate) mod literal;
pub(crate) mod next;
pub(crate) mod number;
pub(crate) mod options;
mod order;
pub(crate) mod page;
pub(crate) mod parser;
pub(crate) mod select;
