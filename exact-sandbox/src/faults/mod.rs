//! Answers that go wrong on purpose: on demand, or at random from a seed.

mod damage;
mod random;
mod rule;

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

pub(crate) use damage::{duplicate_last_row, html_page};
pub use random::{RandomFaults, UnreadableFaults};
pub use rule::{FaultRule, UnreadableRule};

/// One way in which an answer goes wrong.
///
/// In JSON a name (`"cut"`) or a name with its value (`{"status": 503}`, `{"delay": 2000}`, `{"forbidden": "BlockedUser"}`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Fault {
    /// This status and no body. The call is not carried out.
    Status(u16),
    /// 403 with this value of the `Reason` header: `BlockedUser`, `LicenseExpired`, `DivisionBlocked` and so on.
    Forbidden(String),
    /// The right answer, so many milliseconds of real time late.
    Delay(u64),
    /// The connection closes without an answer. The call is not carried out.
    Cut,
    /// The connection closes without an answer, and the call *was* carried out: a token is rotated, an entity made.
    LostAnswer,
    /// The connection closes in the middle of the body.
    CutBody,
    /// A body that stops half-way in an answer that is complete as far as HTTP can tell.
    TruncatedBody,
    /// Status 200 and a body that is no JSON, though its type says so.
    Garbage,
    /// Status 200 and a web page, as a gateway sends it.
    Html,
    /// The last row of a list twice.
    DuplicateRow,
    /// Just before the call another process refreshes: the refresh tokens that clients hold have become old.
    RotatedToken,
    /// Status 503 and the page that says the service is being maintained.
    Maintenance,
}

impl Fault {
    /// Its name, as in JSON and in the log.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Status(_) => "status",
            Self::Forbidden(_) => "forbidden",
            Self::Delay(_) => "delay",
            Self::Cut => "cut",
            Self::LostAnswer => "lost-answer",
            Self::CutBody => "cut-body",
            Self::TruncatedBody => "truncated-body",
            Self::Garbage => "garbage",
            Self::Html => "html",
            Self::DuplicateRow => "duplicate-row",
            Self::RotatedToken => "rotated-token",
            Self::Maintenance => "maintenance",
        }
    }
}

/// The faults that are still to come.
#[derive(Debug, Default)]
pub(crate) struct Faults(Mutex<Coming>);

#[derive(Debug, Default)]
struct Coming {
    rules: Vec<FaultRule>,
    random: Option<random::Dice>,
}

impl Faults {
    pub(crate) fn new(rules: Vec<FaultRule>, random: Option<RandomFaults>) -> Self {
        Self(Mutex::new(Coming { rules, random: random.map(random::Dice::new) }))
    }

    pub(crate) fn add(&self, rule: FaultRule) {
        self.coming().rules.push(rule);
    }

    pub(crate) fn rules(&self) -> Vec<FaultRule> {
        self.coming().rules.clone()
    }

    /// Nothing goes wrong any more, at random neither.
    pub(crate) fn clear(&self) {
        *self.coming() = Coming::default();
    }

    /// What goes wrong with this call. `path` has the query and is percent-decoded.
    pub(crate) fn take(&self, method: &str, path: &str, now_ms: i64) -> Option<Fault> {
        let mut coming = self.coming();
        let mut found = None;
        for rule in &mut coming.rules {
            // Every rule counts the calls it is about, also those on which another rule strikes.
            let fault = rule.strike(method, path, now_ms);
            found = found.or(fault);
        }
        coming.rules.retain(|rule| !rule.is_spent(now_ms));
        if found.is_none() && path.starts_with("/api/v1/") {
            found = coming.random.as_mut().and_then(random::Dice::roll);
        }
        found
    }

    fn coming(&self) -> MutexGuard<'_, Coming> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spent_rule_is_forgotten_and_others_go_on_counting() {
        let faults = Faults::new(vec![FaultRule::next(Fault::Cut), FaultRule::nth(2, Fault::Html)], None);
        assert_eq!(faults.take("GET", "/api/v1/1/a", 0), Some(Fault::Cut));
        assert_eq!(faults.rules().len(), 1);
        assert_eq!(faults.take("GET", "/api/v1/1/a", 0), Some(Fault::Html));
        assert_eq!(faults.take("GET", "/api/v1/1/a", 0), None);
        assert!(faults.rules().is_empty());
    }

    #[test]
    fn a_fault_is_a_name_or_a_name_with_its_value() {
        let read = |text| serde_json::from_str::<Fault>(text).unwrap();
        assert_eq!(read("\"lost-answer\""), Fault::LostAnswer);
        assert_eq!(read("{\"status\":503}"), Fault::Status(503));
        assert_eq!(read("{\"forbidden\":\"BlockedUser\"}"), Fault::Forbidden("BlockedUser".to_owned()));
        assert!(serde_json::from_str::<Fault>("\"nonsense\"").is_err());
    }
}
