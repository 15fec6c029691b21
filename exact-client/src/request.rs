//! From a query to an address: no network here.

use exact_model::Meta;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::Url;

use crate::error::Error;

/// Longer queries are refused by the servers in front of Exact, with an answer that does not say so.
const LONGEST_QUERY: usize = 2_000;

/// What stays readable in a query: none of these has a meaning there.
const READABLE: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~')
    .remove(b',')
    .remove(b'(')
    .remove(b')')
    .remove(b':')
    .remove(b'/')
    .remove(b'*')
    .remove(b'@');

/// One read, before it is sent.
#[derive(Debug, Clone)]
pub(crate) struct Query {
    pub(crate) meta: &'static Meta,
    pub(crate) columns: Vec<&'static str>,
    pub(crate) filter: Option<String>,
    pub(crate) order: Vec<String>,
    pub(crate) top: Option<u32>,
    pub(crate) parameters: Vec<(String, String)>,
}

impl Query {
    /// The address of the first page.
    pub(crate) fn url(&self, origin: &str, division: i32) -> Result<Url, Error> {
        self.check_parameters()?;
        let path = self.meta.path.replace("{division}", &division.to_string());
        let query = self.text();
        if query.len() > LONGEST_QUERY {
            return Err(Error::config(format!(
                "the query is {} characters, Exact takes {LONGEST_QUERY}: read fewer columns or split the filter",
                query.len()
            ))
            .at(self.meta.id));
        }
        Url::parse(&format!("{origin}/api/v1/{path}?{query}"))
            .map_err(|error| Error::config("the query makes no valid address").because(error).at(self.meta.id))
    }

    fn text(&self) -> String {
        let encoded = |text: &str| utf8_percent_encode(text, READABLE).to_string();
        let mut options: Vec<String> =
            self.parameters.iter().map(|(name, literal)| format!("{name}={}", encoded(literal))).collect();
        if let Some(filter) = &self.filter {
            options.push(format!("$filter={}", encoded(filter)));
        }
        if !self.order.is_empty() {
            options.push(format!("$orderby={}", encoded(&self.order.join(","))));
        }
        // Always there, even where Exact does not insist: it makes answers small, and a misspelt column impossible.
        options.push(format!("$select={}", encoded(&self.columns.join(","))));
        if let Some(top) = self.top {
            options.push(format!("$top={top}"));
        }
        options.join("&")
    }

    fn check_parameters(&self) -> Result<(), Error> {
        let known = |name: &str| self.meta.parameters.iter().any(|parameter| parameter.name == name);
        if let Some((name, _)) = self.parameters.iter().find(|(name, _)| !known(name)) {
            return Err(Error::config(format!("the endpoint has no parameter {name:?}")).at(self.meta.id));
        }
        let given = |name: &str| self.parameters.iter().any(|(given, _)| given == name);
        match self.meta.parameters.iter().find(|parameter| parameter.required && !given(parameter.name)) {
            Some(missing) => {
                Err(Error::config(format!("the endpoint needs the parameter {}", missing.name)).at(self.meta.id))
            }
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use exact_model::catalogue;
    use proptest::prelude::*;

    use super::*;

    fn query(id: &str) -> Query {
        let meta = catalogue::find(id).unwrap();
        Query { meta, columns: vec!["Code", "Description"], filter: None, order: vec![], top: None, parameters: vec![] }
    }

    #[test]
    fn the_division_goes_where_the_endpoint_wants_it() {
        let url = query("financial/GLAccounts").url("https://start.exactonline.nl", 7).unwrap();
        assert_eq!(url.as_str(), "https://start.exactonline.nl/api/v1/7/financial/GLAccounts?$select=Code,Description");
        let url = query("current/Me").url("https://start.exactonline.nl", 7).unwrap();
        assert_eq!(url.path(), "/api/v1/current/Me");
    }

    #[test]
    fn a_query_that_is_too_long_is_never_sent() {
        let mut query = query("financial/GLAccounts");
        query.filter = Some("Code eq '1' or ".repeat(200));
        let error = query.url("https://start.exactonline.nl", 7).unwrap_err();
        assert_eq!(error.kind(), crate::Kind::Config);
        assert!(!error.was_sent());
        assert!(error.to_string().contains("2000"), "{error}");
    }

    #[test]
    fn a_function_without_its_parameter_is_never_sent() {
        let mut query = query("read/financial/RevenueListByYear");
        assert!(query.url("https://start.exactonline.nl", 7).unwrap_err().to_string().contains("year"));
        query.parameters.push(("year".into(), "2025".into()));
        let url = query.url("https://start.exactonline.nl", 7).unwrap();
        assert!(url.query().unwrap().starts_with("year=2025&"));
        query.parameters.push(("jaar".into(), "2025".into()));
        assert!(query.url("https://start.exactonline.nl", 7).is_err());
    }

    proptest! {
        #[test]
        fn whatever_is_in_a_filter_arrives_as_it_was(filter in "[^\u{0}]{0,80}") {
            let mut query = query("financial/GLAccounts");
            query.filter = Some(filter.clone());
            let url = query.url("https://start.exactonline.nl", 7).unwrap();
            let sent = url.query_pairs().find(|(name, _)| name == "$filter").unwrap().1.into_owned();
            prop_assert_eq!(sent, filter);
        }
    }
}
