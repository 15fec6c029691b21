//! What goes wrong, in words an owner can act on.

use serde::Serialize;

/// Why there is no answer: what happened and what to do next, in Dutch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Failure {
    /// A stable key for programs.
    pub(crate) code: &'static str,
    /// What is wrong.
    #[serde(rename = "melding")]
    pub(crate) message: String,
    /// What to do.
    #[serde(rename = "vervolgstap")]
    pub(crate) next: String,
    /// How long to wait before asking again, when that is all there is to do.
    #[serde(rename = "wacht_seconden", skip_serializing_if = "Option::is_none")]
    pub(crate) wait_seconds: Option<u64>,
}

impl Failure {
    pub(crate) fn new(code: &'static str, message: impl Into<String>, next: impl Into<String>) -> Self {
        Self { code, message: message.into(), next: next.into(), wait_seconds: None }
    }

    pub(crate) fn wait(mut self, seconds: u64) -> Self {
        self.wait_seconds = Some(seconds);
        self
    }

    /// Both sentences.
    pub(crate) fn text(&self) -> String {
        format!("{} {}", self.message, self.next).trim_end().to_owned()
    }

    /// The form programs get: `{"antwoord": …, "fout": {…}}`.
    pub(crate) fn structured(&self) -> serde_json::Value {
        serde_json::json!({ "antwoord": self.text(), "fout": self })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_get_the_code_and_only_what_applies() {
        let failure = Failure::new("limiet", "Te druk.", "Wacht even.");
        assert_eq!(
            failure.structured()["fout"],
            serde_json::json!({"code": "limiet", "melding": "Te druk.", "vervolgstap": "Wacht even."})
        );
        assert_eq!(failure.wait(60).structured()["fout"]["wacht_seconden"], 60);
    }
}
