//! Why a query is not sent.

use super::LONGEST_QUERY;

/// Why a query is not sent. Exact would refuse it, and counts refusals.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum QueryError {
    /// The endpoint lacks a column of the row type.
    #[error("the endpoint {endpoint} has no column {column}: read another endpoint or leave the column out")]
    NoSuchColumn {
        /// The endpoint.
        endpoint: &'static str,
        /// The column.
        column: String,
    },
    /// Exact is known to refuse a filter on this column of this endpoint.
    #[error("the endpoint {endpoint} does not filter on {column}: filter the rows after they have been read")]
    NotFilterable {
        /// The endpoint.
        endpoint: &'static str,
        /// The column.
        column: &'static str,
    },
    /// A function was given an argument it does not have.
    #[error("the endpoint {endpoint} has no parameter {parameter:?}")]
    NoSuchParameter {
        /// The endpoint.
        endpoint: &'static str,
        /// The parameter.
        parameter: String,
    },
    /// A function lacks an argument.
    #[error("the endpoint {endpoint} needs the parameter {parameter}")]
    MissingParameter {
        /// The endpoint.
        endpoint: &'static str,
        /// The parameter.
        parameter: &'static str,
    },
    /// Counting the rows of a read that asks for the first few.
    #[error("counting {endpoint} with a top means nothing: leave the top out")]
    CountOfTop {
        /// The endpoint.
        endpoint: &'static str,
    },
    /// The query does not fit in an address and cannot be split into several.
    #[error(
        "the query for {endpoint} is {length} characters, Exact takes {LONGEST_QUERY}: read fewer columns or split the filter"
    )]
    TooLong {
        /// The endpoint.
        endpoint: &'static str,
        /// Its length, percent-encoded.
        length: usize,
    },
}
