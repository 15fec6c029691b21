//! The address of a query, split where Exact's would be too long.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::{Query, QueryError};
use crate::filter::Condition;

/// Longest query that is sent. IIS takes 2,048 bytes unless it is told otherwise; whether Exact's does is unknown.
pub const LONGEST_QUERY: usize = 2_000;

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

impl<E> Query<E> {
    /// The path after the host: `/api/v1/123/crm/Accounts`.
    #[must_use]
    pub fn path(&self, division: i32) -> String {
        format!("/api/v1/{}", self.meta.path.replace("{division}", &division.to_string()))
    }

    /// The query of the address, percent-encoded; several when one would be longer than [`LONGEST_QUERY`]. No row is in
    /// the answers of two of them, and together they have all rows.
    ///
    /// Only a [`one_of`](crate::Column::one_of) is split, and only when neither order nor number of rows was asked:
    /// several reads cannot keep those.
    ///
    /// # Errors
    /// Whatever Exact is known to refuse, see [`QueryError`].
    pub fn texts(&self) -> Result<Vec<String>, QueryError> {
        self.check()?;
        let whole = self.text(&self.conditions);
        if whole.len() <= LONGEST_QUERY {
            return Ok(vec![whole]);
        }
        let too_long = QueryError::TooLong { endpoint: self.meta.id, length: whole.len() };
        let longest = |(_, condition): &(usize, &Condition)| match condition {
            Condition::OneOf { literals, .. } => literals.len(),
            _ => 0,
        };
        let splittable = self.conditions.iter().enumerate().max_by_key(longest);
        let Some((at, Condition::OneOf { column, literals })) = splittable else { return Err(too_long) };
        if !self.order.is_empty() || self.top.is_some() {
            return Err(too_long);
        }
        let text_of = |part: &[String]| {
            let mut conditions = self.conditions.clone();
            if let Some(condition) = conditions.get_mut(at) {
                *condition = Condition::OneOf { column, literals: part.to_vec() };
            }
            self.text(&conditions)
        };
        let length = |literal: &String| encoded(&format!("{column} eq {literal} or ")).len();
        // Everything else, brackets included: there are some as soon as there are two values.
        let around = match literals.as_slice() {
            [one, two, ..] => {
                text_of(&[one.clone(), two.clone()]).len() - length(one) - length(two) + encoded(" or ").len()
            }
            _ => return Err(too_long),
        };
        let mut parts: Vec<Vec<String>> = vec![Vec::new()];
        let mut used = around;
        for literal in literals {
            if used + length(literal) > LONGEST_QUERY + encoded(" or ").len() {
                parts.push(Vec::new());
                used = around;
            }
            used += length(literal);
            if let Some(part) = parts.last_mut() {
                part.push(literal.clone());
            }
        }
        let texts: Vec<String> = parts.iter().filter(|part| !part.is_empty()).map(|part| text_of(part)).collect();
        if texts.iter().any(|text| text.len() > LONGEST_QUERY) { Err(too_long) } else { Ok(texts) }
    }

    /// The query of the address that counts its rows, `…/$count`: only the arguments and conditions matter there. Several
    /// when one would be too long; their counts add up.
    ///
    /// # Errors
    /// As [`texts`](Self::texts), and [`QueryError::CountOfTop`] when a number of rows was asked.
    pub fn count_texts(&self) -> Result<Vec<String>, QueryError> {
        if self.is_limited() {
            return Err(QueryError::CountOfTop { endpoint: self.meta.id });
        }
        let texts = self.texts()?;
        let matters = |option: &&str| {
            !["$select=", "$expand=", "$orderby=", "$inlinecount="].iter().any(|name| option.starts_with(name))
        };
        Ok(texts.iter().map(|text| text.split('&').filter(matters).collect::<Vec<_>>().join("&")).collect())
    }

    fn text(&self, conditions: &[Condition]) -> String {
        let mut options: Vec<String> =
            self.arguments.iter().map(|(name, literal)| format!("{}={}", encoded(name), encoded(literal))).collect();
        let filter = match conditions {
            [] => None,
            [only] => Some(only.to_string()),
            many => Some(Condition::All(many.to_vec()).to_string()),
        };
        if let Some(filter) = filter {
            options.push(format!("$filter={}", encoded(&filter)));
        }
        if !self.order.is_empty() {
            options.push(format!("$orderby={}", encoded(&self.order.join(","))));
        }
        // Always there where anything can be selected, even where Exact does not insist: it makes answers small.
        let columns = self.columns();
        if !columns.is_empty() {
            options.push(format!("$select={}", encoded(&columns.join(","))));
        }
        let expanded = self.expanded();
        if !expanded.is_empty() {
            options.push(format!("$expand={}", encoded(&expanded.join(","))));
        }
        if self.count {
            options.push("$inlinecount=allpages".to_owned());
        }
        if let Some(top) = self.top {
            options.push(format!("$top={top}"));
        }
        options.join("&")
    }
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, READABLE).to_string()
}
