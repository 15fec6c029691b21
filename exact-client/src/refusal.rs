//! From an answer that is no success to an [`Error`].

use core::time::Duration;

use serde_json::Value;

use crate::error::{Error, Kind};
use crate::problem::Problem;
use crate::transport::Answer;

/// Exact's text for "something broke on our side". It comes as a business message, but says nothing about the request.
const TROUBLE_AT_EXACT: &str = "A problem has occurred";

/// What an answer means for the call that got it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Rows.
    Success,
    /// A limit was reached.
    Limited,
    /// The access token was refused.
    Unauthorized,
    /// Trouble that may pass.
    Trouble,
    /// No, and it stays no.
    Refused,
}

pub(crate) fn verdict(answer: &Answer) -> Verdict {
    match answer.status.as_u16() {
        200..=299 => Verdict::Success,
        429 => Verdict::Limited,
        401 if closed_door(answer) => Verdict::Refused,
        401 => Verdict::Unauthorized,
        // Exact answers 500 when a business rule says no, with a text for the user.
        500 if message(answer).is_some_and(|text| !text.starts_with(TROUBLE_AT_EXACT)) => Verdict::Refused,
        500..=599 => Verdict::Trouble,
        _ => Verdict::Refused,
    }
}

/// The error for an answer that ends a call.
pub(crate) fn error(answer: &Answer) -> Error {
    let status = answer.status.as_u16();
    let (kind, what) = match status {
        300..=399 => (Kind::Api, "Exact answered with a redirect, which is never followed"),
        401 | 403 if closed_door(answer) => (Kind::Forbidden, "Exact gives no access here"),
        401 => (Kind::Auth, "Exact refused the access token"),
        403 => (Kind::Forbidden, "the app or the user has no right to this"),
        404 => (Kind::NotFound, "Exact has nothing at this address"),
        500 if verdict(answer) == Verdict::Refused => (Kind::Api, "Exact refused the request for a reason of its own"),
        500..=599 => (Kind::Api, "Exact has trouble: try again later"),
        _ => (Kind::Api, "Exact refused the request"),
    };
    let error = Error::new(kind, what)
        .answered(status, reason(answer), message(answer))
        .identified(request_id(answer))
        .retryable(verdict(answer) == Verdict::Trouble);
    match problem(answer) {
        Some(problem) => error.about(problem),
        None => error,
    }
}

/// What exactly is wrong, as far as the answer tells.
fn problem(answer: &Answer) -> Option<Problem> {
    match answer.status.as_u16() {
        401 | 403 if closed_door(answer) => reason(answer).as_deref().and_then(Problem::of_reason),
        403 => {
            let told = [reason(answer), message(answer)].into_iter().flatten().collect::<Vec<_>>().join(" ");
            Some(Problem::of_forbidden(&told))
        }
        400 => Some(Problem::Query),
        500 if verdict(answer) == Verdict::Refused => Some(Problem::BusinessRule),
        503 => Some(Problem::Maintenance),
        _ if answer.is_html() => Some(Problem::Maintenance),
        _ => None,
    }
}

/// A reason for which Exact shuts a door that no new login opens.
fn closed_door(answer: &Answer) -> bool {
    reason(answer).is_some_and(|reason| Problem::of_reason(&reason).is_some())
}

/// An id of the request by which others may find it again, under the names that servers commonly use. Exact does not
/// document one.
pub(crate) fn request_id(answer: &Answer) -> Option<&str> {
    let named = ["x-request-id", "request-id", "x-correlation-id"].into_iter().find_map(|name| answer.header(name));
    named.map(str::trim).filter(|id| !id.is_empty() && id.len() <= 128)
}

/// The `Reason` header.
pub(crate) fn reason(answer: &Answer) -> Option<String> {
    answer.header("reason").map(str::trim).filter(|reason| !reason.is_empty()).map(str::to_owned)
}

/// The `Retry-After` header, in seconds. Exact is not known to send it.
pub(crate) fn retry_after(answer: &Answer) -> Option<Duration> {
    answer.header("retry-after")?.trim().parse().ok().map(Duration::from_secs)
}

/// Exact's own words, from any of the shapes in which it sends them; `None` when there are none, as in a web page.
pub(crate) fn message(answer: &Answer) -> Option<String> {
    if answer.is_html() {
        return None;
    }
    let body = answer.body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&answer.body);
    let text = match serde_json::from_slice::<Value>(body) {
        Ok(json) => {
            let error = json.get("error");
            let candidates = [
                error.and_then(|error| error.get("message")).and_then(|message| message.get("value")),
                error.and_then(|error| error.get("message")),
                json.get("error_description"),
                json.get("Message"),
                json.get("message"),
                error,
            ];
            candidates.into_iter().flatten().find_map(Value::as_str).map(str::to_owned)
        }
        Err(_) => between(&String::from_utf8_lossy(body), "<message", "</message>"),
    };
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// The text of an XML element, for the answers that Exact gives as XML.
fn between(text: &str, open: &str, close: &str) -> Option<String> {
    let (_, after) = text.split_once(open)?;
    let (_, inner) = after.split_once('>')?;
    let (inner, _) = inner.split_once(close)?;
    Some(inner.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&"))
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, StatusCode};

    use super::*;

    fn answer(status: u16, body: &str) -> Answer {
        Answer::new(StatusCode::from_u16(status).unwrap(), HeaderMap::new(), body.into())
    }

    #[test]
    fn exacts_words_are_found_in_every_shape() {
        for body in [
            r#"{"error":{"code":"","message":{"lang":"","value":"no such column"}}}"#,
            r#"{"error":{"message":"no such column"}}"#,
            r#"{"error":"invalid_request","error_description":"no such column"}"#,
            "<error><code/><message xml:lang=\"\">no such column</message></error>",
        ] {
            assert_eq!(message(&answer(400, body)).as_deref(), Some("no such column"), "{body}");
        }
        for body in ["", "<html><body>Maintenance</body></html>", "<!DOCTYPE html><message>x</message>", "[]", "{"] {
            assert_eq!(message(&answer(503, body)), None, "{body}");
        }
    }

    #[test]
    fn a_500_with_a_reason_for_the_user_stays_no() {
        let business = answer(500, r#"{"error":{"code":"","message":{"value":"Used in: journals"}}}"#);
        assert_eq!(verdict(&business), Verdict::Refused);
        let broken = answer(500, r#"{"error":{"message":{"value":"A problem has occurred. It is being looked at."}}}"#);
        assert_eq!(verdict(&broken), Verdict::Trouble);
        assert_eq!(verdict(&answer(500, "")), Verdict::Trouble);
        assert_eq!(verdict(&answer(503, "<html>")), Verdict::Trouble);
    }

    #[test]
    fn a_closed_door_is_not_a_reason_to_log_in() {
        for status in [401, 403] {
            let mut closed = answer(status, "");
            closed.headers.insert("reason", "NoDivisionAccess".parse().unwrap());
            assert_eq!(verdict(&closed), Verdict::Refused);
            let error = error(&closed);
            assert_eq!((error.kind(), error.reason()), (Kind::Forbidden, Some("NoDivisionAccess")));
            assert!(!error.needs_login());
        }
        assert_eq!(verdict(&answer(401, "")), Verdict::Unauthorized);
    }

    #[test]
    fn no_client_error_is_worth_trying_again() {
        for status in [300, 302, 400, 403, 404, 405, 408, 410, 418] {
            assert_eq!(verdict(&answer(status, "")), Verdict::Refused, "{status}");
            assert!(!error(&answer(status, "")).is_retryable(), "{status}");
        }
    }
}
