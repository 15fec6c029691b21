//! Forms, read as a list of fields: a field may come more than once.

use url::form_urlencoded;

/// The fields of a form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Form(Vec<(String, String)>);

impl Form {
    pub(super) fn read(body: &[u8]) -> Self {
        Self(form_urlencoded::parse(body).into_owned().collect())
    }

    /// The first field of that name.
    pub(super) fn one<'a>(&'a self, name: &'a str) -> &'a str {
        self.all(name).next().unwrap_or_default()
    }

    /// Every field of that name.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// An address on this site to go on at; anything that leads elsewhere is refused.
pub(super) fn own_path(text: &str) -> Option<&str> {
    let is_path = text.starts_with('/') && !text.starts_with("//") && !text.starts_with("/\\");
    (is_path && !text.chars().any(|c| c.is_control() || c == '\\')).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_this_site_are_followed() {
        assert_eq!(own_path("/authorize?client_id=x"), Some("/authorize?client_id=x"));
        for elsewhere in ["", "https://kwaad.example", "//kwaad.example", "/\\kwaad.example", "/a\r\nb", "javascript:x"]
        {
            assert_eq!(own_path(elsewhere), None, "{elsewhere}");
        }
    }

    #[test]
    fn a_field_may_come_more_than_once() {
        let form = Form::read(b"kies=1&kies=2&csrf=a%2Bb");
        assert_eq!(form.all("kies").collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!((form.one("csrf"), form.one("niets")), ("a+b", ""));
    }
}
