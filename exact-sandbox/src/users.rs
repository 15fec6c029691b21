//! Who can log in, and what they, the app and the licence may do.

use core::fmt;
use core::str::FromStr;

/// Somebody who can log in. Any password that is not empty is right.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct User {
    pub(crate) name: String,
    divisions: Option<Vec<i32>>,
    denied: Vec<String>,
}

impl User {
    /// A user with that name to log in by, who may open every division and read every endpoint.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), divisions: None, denied: Vec::new() }
    }

    /// May open only these divisions.
    pub fn divisions(mut self, codes: impl IntoIterator<Item = i32>) -> Self {
        self.divisions = Some(codes.into_iter().collect());
        self
    }

    /// Has no right to an endpoint (`crm/Accounts`) or to all that begin so (`payroll/`): calls to it answer 403.
    pub fn without(mut self, endpoint: impl Into<String>) -> Self {
        self.denied.push(endpoint.into());
        self
    }

    /// Whether the user may open the division.
    pub(crate) fn may_open(&self, division: i32) -> bool {
        self.divisions.as_ref().is_none_or(|codes| codes.contains(&division))
    }

    pub(crate) fn may_use(&self, endpoint: &str) -> bool {
        !matches(&self.denied, endpoint)
    }
}

/// A user as written on the command line: `anna`, `anna=100001+100002` for some divisions only, and with every endpoint or
/// service they have no right to behind a `!`: `anna!crm/Accounts!payroll/`.
impl FromStr for User {
    type Err = UnreadableUser;

    fn from_str(text: &str) -> Result<Self, UnreadableUser> {
        let unreadable = || UnreadableUser { text: text.to_owned() };
        let mut denied = text.split('!').map(str::trim);
        let text = denied.next().unwrap_or_default();
        let denied: Vec<&str> = denied.collect();
        if denied.contains(&"") {
            return Err(unreadable());
        }
        let (name, codes) = text.split_once('=').map_or((text, None), |(name, codes)| (name, Some(codes)));
        if name.trim().is_empty() {
            return Err(unreadable());
        }
        let user = denied.into_iter().fold(Self::new(name.trim()), Self::without);
        let Some(codes) = codes else { return Ok(user) };
        let codes: Result<Vec<i32>, _> = codes.split('+').map(|code| code.trim().parse()).collect();
        Ok(user.divisions(codes.map_err(|_| unreadable())?))
    }
}

/// A user that cannot be read from its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadableUser {
    text: String,
}

impl fmt::Display for UnreadableUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "cannot read the user {:?}; write name, name=code+code with codes of divisions, or name!endpoint",
            self.text
        )
    }
}

impl core::error::Error for UnreadableUser {}

/// A permission of the app, as registered with Exact: `Crm accounts` to view and manage, `Crm accounts:read` to view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// Exact's name of it.
    pub name: String,
    /// Whether it covers changes too.
    pub manage: bool,
}

impl From<&str> for Scope {
    fn from(text: &str) -> Self {
        let viewed = text.strip_suffix(":read");
        Self { name: viewed.unwrap_or(text).trim().to_owned(), manage: viewed.is_none() }
    }
}

/// What the app and the licence cover.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Coverage {
    /// The app's permissions; `None` is all there are.
    pub(crate) scopes: Option<Vec<Scope>>,
    /// Endpoints, or beginnings of them, of modules the licence does not have.
    pub(crate) unlicensed: Vec<String>,
}

impl Coverage {
    pub(crate) fn is_licensed(&self, endpoint: &str) -> bool {
        !matches(&self.unlicensed, endpoint)
    }

    /// Whether the app's permissions hold one of those `needed`; what needs none is always permitted.
    pub(crate) fn permits(&self, needed: &[&str], changes: bool) -> bool {
        let Some(scopes) = &self.scopes else { return true };
        let has = |name: &&str| {
            let mut same = scopes.iter().filter(|scope| scope.name.eq_ignore_ascii_case(name));
            same.any(|scope| scope.manage || !changes)
        };
        needed.is_empty() || needed.iter().any(has)
    }
}

fn matches(beginnings: &[String], endpoint: &str) -> bool {
    let is = |beginning: &String| {
        let rest = endpoint.strip_prefix(beginning.as_str());
        rest.is_some_and(|rest| rest.is_empty() || beginning.ends_with('/'))
    };
    beginnings.iter().any(is)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_read_from_its_text() {
        let anna: User = "anna=1+2".parse().unwrap();
        assert_eq!(anna, User::new("anna").divisions([1, 2]));
        assert!(anna.may_open(2) && !anna.may_open(3));
        assert!("bob".parse::<User>().unwrap().may_open(3));
        let carol: User = "carol=1!crm/Accounts!payroll/".parse().unwrap();
        assert_eq!(carol, User::new("carol").divisions([1]).without("crm/Accounts").without("payroll/"));
        for text in ["", "=1", "anna=x", "anna=", "anna!", "!crm/Accounts"] {
            assert!(text.parse::<User>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_right_is_taken_by_endpoint_or_by_service() {
        let user = User::new("anna").without("crm/Accounts").without("payroll/");
        assert!(!user.may_use("crm/Accounts") && !user.may_use("payroll/Employees"));
        assert!(user.may_use("crm/AccountClasses"));
    }

    #[test]
    fn a_viewing_permission_covers_no_changes_and_one_of_those_needed_is_enough() {
        let scopes = Some(vec![Scope::from("Crm accounts:read"), Scope::from("Financial payables")]);
        let coverage = Coverage { scopes, unlicensed: Vec::new() };
        assert!(coverage.permits(&["Crm accounts"], false));
        assert!(!coverage.permits(&["Crm accounts"], true));
        assert!(coverage.permits(&["Financial payables"], true));
        assert!(coverage.permits(&["Financial payables", "Financial receivables"], false));
        assert!(!coverage.permits(&["Financial receivables"], false));
        assert!(coverage.permits(&[], true));
    }
}
