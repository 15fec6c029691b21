//! Percent-encoding of queries and forms, in both directions.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// What a `__next` link leaves as it is, after Exact's example: unreserved characters, quotes, commas, brackets.
const QUERY: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~')
    .remove(b',')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*');

/// What a value handed back in a redirect leaves as it is: only unreserved characters.
const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// The pairs of a query or a form, decoded once.
pub(crate) fn pairs(text: &str) -> Vec<(String, String)> {
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        })
        .collect()
}

/// The first value of that name.
pub(crate) fn value<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

fn decode(text: &str) -> String {
    let spaced = text.replace('+', " ");
    percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
}

/// The path of a URL, decoded once; a plus stays a plus.
pub(crate) fn decode_path(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// `text` as it stands in a `__next` link.
pub(crate) fn encode_option(text: &str) -> String {
    utf8_percent_encode(text, QUERY).to_string()
}

/// `text` as it stands in a redirect.
pub(crate) fn encode_component(text: &str) -> String {
    utf8_percent_encode(text, COMPONENT).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_decoded_once() {
        let pairs = pairs("a=1%2521&b=x+y%20z&c&=d");
        assert_eq!(value(&pairs, "a"), Some("1%21"));
        assert_eq!(value(&pairs, "b"), Some("x y z"));
        assert_eq!(value(&pairs, "c"), Some(""));
    }

    #[test]
    fn a_link_keeps_quotes_and_commas_and_encodes_colons_and_spaces() {
        assert_eq!(
            encode_option("datetime'2018-09-21T04:18:55.617',a b"),
            "datetime'2018-09-21T04%3A18%3A55.617',a%20b"
        );
    }
}
