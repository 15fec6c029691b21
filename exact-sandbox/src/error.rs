use core::fmt;

use crate::odata::json::push_text;

/// An answer other than 200, in Exact's form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) text: String,
    /// Value of the `Reason` header, for refusals at the gate.
    pub(crate) reason: Option<&'static str>,
    /// Exact sends some refusals without any body.
    pub(crate) empty: bool,
}

impl Refusal {
    /// 400 with that text.
    pub(crate) fn bad_request(text: impl fmt::Display) -> Self {
        Self { status: 400, text: text.to_string(), reason: None, empty: false }
    }

    /// 400 as a function answers when a parameter is missing or not a literal of its type.
    pub(crate) fn query_syntax() -> Self {
        Self::bad_request("Bad Request - Error in query syntax.")
    }

    /// 401.
    pub(crate) fn unauthorized() -> Self {
        Self { status: 401, ..Self::bad_request("Unauthorized") }
    }

    /// 403 with its reason.
    pub(crate) fn forbidden(reason: &'static str, text: &str) -> Self {
        Self { status: 403, reason: Some(reason), ..Self::bad_request(text) }
    }

    /// 404 for a path or key that does not exist.
    pub(crate) fn not_found(segment: &str) -> Self {
        Self { status: 404, ..Self::bad_request(format_args!("Resource not found for the segment '{segment}'.")) }
    }

    /// 405.
    pub(crate) fn method_not_allowed() -> Self {
        Self { status: 405, ..Self::bad_request("Method not allowed") }
    }

    /// 503 without a body, as for an option that lacks its `$`.
    pub(crate) fn unavailable() -> Self {
        Self { status: 503, empty: true, ..Self::bad_request("") }
    }

    /// The error as JSON.
    pub(crate) fn json(&self) -> Vec<u8> {
        let mut out = br#"{"error":{"code":"","message":{"lang":"","value":"#.to_vec();
        push_text(&mut out, &self.text);
        out.extend_from_slice(b"}}}");
        out
    }

    /// The error as XML.
    pub(crate) fn xml(&self) -> Vec<u8> {
        let text = quick_xml::escape::escape(self.text.as_str());
        format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>\n\
             <error xmlns=\"http://schemas.microsoft.com/ado/2007/08/dataservices/metadata\">\
             <code></code><message xml:lang=\"\">{text}</message></error>"
        )
        .into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_an_empty_code_and_a_message() {
        let error = Refusal::not_found("X\"Y");
        let json: serde_json::Value = serde_json::from_slice(&error.json()).unwrap();
        assert_eq!(json["error"]["code"], "");
        assert_eq!(json["error"]["message"]["value"], "Resource not found for the segment 'X\"Y'.");
    }
}
