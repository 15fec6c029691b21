use serde::Deserialize;
use serde_json::value::RawValue;

#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow)]
    d: &'a RawValue,
}

#[derive(Deserialize)]
struct Results<'a> {
    #[serde(borrow)]
    results: Vec<&'a RawValue>,
}

/// The list with its last row twice; `None` when the body is no list with rows.
pub(crate) fn duplicate_last_row(body: &[u8]) -> Option<Vec<u8>> {
    let text = str::from_utf8(body).ok()?;
    let d = serde_json::from_str::<Envelope<'_>>(text).ok()?.d.get();
    let rows = match serde_json::from_str::<Results<'_>>(d) {
        Ok(results) => results.results,
        Err(_) => serde_json::from_str::<Vec<&RawValue>>(d).ok()?,
    };
    let row = rows.last()?.get();
    let end = text.rfind(row)? + row.len();
    let (before, after) = (text.get(..end)?, text.get(end..)?);
    Some(format!("{before},{row}{after}").into_bytes())
}

/// A page where JSON is expected.
pub(crate) fn html_page(title: &str, text: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title></head>\
         <body><h1>{title}</h1><p>{text}</p></body></html>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn duplicated(body: &str) -> Option<String> {
        duplicate_last_row(body.as_bytes()).map(|body| String::from_utf8(body).unwrap())
    }

    #[test]
    fn the_last_row_of_either_envelope_comes_twice() {
        assert_eq!(duplicated(r#"{"d":[{"A":1},{"A":2}]}"#).unwrap(), r#"{"d":[{"A":1},{"A":2},{"A":2}]}"#);
        assert_eq!(
            duplicated(r#"{"d":{"results":[{"A":1}],"__next":"http://x"}}"#).unwrap(),
            r#"{"d":{"results":[{"A":1},{"A":1}],"__next":"http://x"}}"#
        );
    }

    #[test]
    fn what_is_no_list_with_rows_is_left_alone() {
        for body in ["", "{}", r#"{"d":[]}"#, r#"{"d":{"A":1}}"#, r#"{"d":{"results":[]}}"#, "<html>"] {
            assert_eq!(duplicated(body), None, "{body}");
        }
    }
}
