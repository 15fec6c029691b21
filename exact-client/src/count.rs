//! How many rows there are, without reading them.

use core::str;

use exact_model::Query;
use url::Url;

use crate::call::Target;
use crate::division::Division;
use crate::error::{Error, Kind};
use crate::outgoing::Outgoing;
use crate::reading::addresses;

/// Asks Exact to count, once for every address of the query.
pub(crate) async fn count<E>(division: &Division, query: &Query<E>) -> Result<u64, Error> {
    let (exact, meta) = (division.exact(), query.meta());
    let texts = query.count_texts().map_err(|error| Error::config(error.to_string()).at(meta.id))?;
    let urls: Vec<Url> = addresses(division, query, "/$count", &texts)?;
    let scope = meta.division_scoped.then(|| division.code());
    let target = Target { endpoint: meta.id, division: scope };
    let mut total = 0_u64;
    for url in &urls {
        let answer = exact.line().call(target, Outgoing::Count(url), exact.meter()).await?;
        let number = number(&answer.body).ok_or_else(|| {
            let what = if answer.is_html() {
                "Exact answered with a web page instead of a number: it may be down for maintenance"
            } else {
                "the answer to a count is not a number"
            };
            Error::new(Kind::Decode, what).answered(answer.status.as_u16(), None, None).at(meta.id)
        })?;
        exact.answered_for(scope);
        total = total.saturating_add(number);
    }
    Ok(total)
}

/// A number, perhaps behind a byte order mark.
fn number(body: &[u8]) -> Option<u64> {
    let text = str::from_utf8(body).ok()?;
    text.trim_start_matches('\u{feff}').trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_as_exact_writes_it_and_nothing_else() {
        for (body, expected) in [("12", Some(12)), ("\u{feff}12345\r\n", Some(12_345)), ("0", Some(0))] {
            assert_eq!(number(body.as_bytes()), expected);
        }
        for body in ["", "-1", "1.5", "<html>", "{\"d\":12}", "99999999999999999999999"] {
            assert_eq!(number(body.as_bytes()), None, "{body}");
        }
        assert_eq!(number(&[0xff]), None);
    }
}
