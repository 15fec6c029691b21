use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Fault;

/// Which calls a fault strikes.
///
/// In JSON `{"path": "crm/Accounts", "nth": 2, "times": 1, "fault": "cut"}`; what is left out is: any path, the first
/// call, once. `"every": true` strikes every call from then on, `"until"` ends the rule at a moment of the clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[must_use]
pub struct FaultRule {
    /// Occurs in the decoded path or query; without it any call is meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    method: Option<String>,
    /// The how-manieth of those calls is the first to be struck, counted from 1.
    #[serde(default = "one")]
    nth: u32,
    /// How many are struck.
    #[serde(default = "one")]
    times: u32,
    /// Whether every call is struck from the first on.
    #[serde(default)]
    every: bool,
    /// Ends at this moment of the sandbox's clock, in milliseconds since 1970 (UTC).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    until: Option<i64>,
    fault: Fault,
}

const fn one() -> u32 {
    1
}

impl FaultRule {
    /// The next call goes wrong.
    pub const fn next(fault: Fault) -> Self {
        Self::nth(1, fault)
    }

    /// The `nth` call from now goes wrong; 1 is the next.
    pub const fn nth(nth: u32, fault: Fault) -> Self {
        Self { path: None, method: None, nth, times: 1, every: false, until: None, fault }
    }

    /// Every call from now on goes wrong.
    pub const fn always(fault: Fault) -> Self {
        Self { path: None, method: None, nth: 1, times: 1, every: true, until: None, fault }
    }

    /// Only calls in whose path or query this text occurs: `crm/Accounts`, `oauth2/token`, `$skiptoken`.
    pub fn on(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// Only calls with this HTTP method.
    pub fn method(mut self, method: impl Into<String>) -> Self {
        self.method = Some(method.into());
        self
    }

    /// So many calls go wrong instead of one.
    pub const fn times(mut self, times: u32) -> Self {
        self.times = times;
        self
    }

    /// The rule ends at a moment of the sandbox's clock, in milliseconds since 1970 (UTC).
    pub const fn until(mut self, unix_ms: i64) -> Self {
        self.until = Some(unix_ms);
        self
    }

    /// Counts a call; the fault when it is struck.
    pub(super) fn strike(&mut self, method: &str, path: &str, now_ms: i64) -> Option<Fault> {
        let about = self.path.as_ref().is_none_or(|part| path.contains(part))
            && self.method.as_ref().is_none_or(|meant| meant.eq_ignore_ascii_case(method));
        if !about || self.is_spent(now_ms) {
            return None;
        }
        if self.nth > 1 {
            self.nth -= 1;
            return None;
        }
        if !self.every {
            self.times -= 1;
        }
        Some(self.fault.clone())
    }

    pub(super) fn is_spent(&self, now_ms: i64) -> bool {
        (self.times == 0 && !self.every) || self.until.is_some_and(|until| now_ms >= until)
    }
}

/// A rule from its JSON.
impl FromStr for FaultRule {
    type Err = UnreadableRule;

    fn from_str(text: &str) -> Result<Self, UnreadableRule> {
        serde_json::from_str(text).map_err(UnreadableRule)
    }
}

/// A rule that cannot be read.
#[derive(Debug)]
pub struct UnreadableRule(serde_json::Error);

impl fmt::Display for UnreadableRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot read the fault: {}; write JSON like {{\"path\":\"crm/Accounts\",\"fault\":\"cut\"}}", self.0)
    }
}

impl core::error::Error for UnreadableRule {}

#[cfg(test)]
mod tests {
    use super::*;

    fn struck(mut rule: FaultRule, calls: usize) -> Vec<bool> {
        (0..calls).map(|_| rule.strike("GET", "/api/v1/1/crm/Accounts?$top=1", 0).is_some()).collect()
    }

    #[test]
    fn the_next_the_nth_several_and_all_calls_are_struck() {
        assert_eq!(struck(FaultRule::next(Fault::Cut), 3), [true, false, false]);
        assert_eq!(struck(FaultRule::nth(2, Fault::Cut), 3), [false, true, false]);
        assert_eq!(struck(FaultRule::nth(2, Fault::Cut).times(2), 4), [false, true, true, false]);
        assert_eq!(struck(FaultRule::always(Fault::Cut), 3), [true; 3]);
    }

    #[test]
    fn calls_of_another_path_or_method_are_neither_struck_nor_counted() {
        assert_eq!(struck(FaultRule::next(Fault::Cut).on("crm/Contacts"), 2), [false; 2]);
        assert_eq!(struck(FaultRule::next(Fault::Cut).method("post"), 2), [false; 2]);
        assert_eq!(struck(FaultRule::nth(2, Fault::Cut).on("$top").method("get"), 2), [false, true]);
    }

    #[test]
    fn a_rule_ends_at_its_moment() {
        let mut rule = FaultRule::always(Fault::Maintenance).until(1_000);
        assert!(rule.strike("GET", "/", 999).is_some());
        assert!(rule.strike("GET", "/", 1_000).is_none());
        assert!(rule.is_spent(1_000));
    }

    #[test]
    fn json_says_the_same_and_a_misspelt_name_is_refused() {
        let rule: FaultRule = r#"{"path":"token","nth":2,"fault":"lost-answer"}"#.parse().unwrap();
        assert_eq!(rule, FaultRule::nth(2, Fault::LostAnswer).on("token"));
        let always: FaultRule = r#"{"every":true,"fault":{"status":500}}"#.parse().unwrap();
        assert_eq!(always, FaultRule::always(Fault::Status(500)));
        assert!(r#"{"pth":"token","fault":"cut"}"#.parse::<FaultRule>().is_err());
    }
}
