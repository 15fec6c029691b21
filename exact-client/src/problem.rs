//! What exactly is wrong, where more can be said than the class of an error.

/// What exactly is wrong, as far as Exact's answer tells: finer than [`Kind`](crate::Kind), for programs that explain
/// it to a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Problem {
    /// There is no link yet: log in.
    NotLinked,
    /// The link was not used for a month: log in.
    LinkExpired,
    /// Exact renewed the tokens and its answer never arrived, so nobody has the new ones: log in.
    LinkLost,
    /// Another program used the refresh token: keep the tokens in one store, and log in.
    LinkUsedElsewhere,
    /// Exact no longer accepts the link, as after the user withdrew it: log in.
    LinkWithdrawn,
    /// The login was not completed, or its code was not accepted: log in again.
    LoginFailed,
    /// Exact does not accept the app: check client id and client secret.
    AppRefused,
    /// The app was not given this right when it was registered: its scopes have to be extended at Exact.
    ScopeMissing,
    /// The user may not do this in Exact Online: an administrator has to give the right. Exact says the same where a
    /// module is not in the licence without telling so.
    RightMissing,
    /// The module, or the whole subscription, is not in the licence.
    NotLicensed,
    /// The user did not share this division with the app, or may not see it.
    DivisionNotShared,
    /// The division is blocked, for instance because it is being restored or was not paid for.
    DivisionBlocked,
    /// The user or the customer is blocked or no longer active.
    UserBlocked,
    /// The calls of this minute are used up.
    MinuteLimit,
    /// The calls of today are used up.
    DayLimit,
    /// The token calls of today are used up.
    TokenLimit,
    /// So many errors at this endpoint that one more might make Exact block the app.
    ErrorLimit,
    /// Exact is down, or answers with a web page: usually maintenance at night.
    Maintenance,
    /// A business rule of Exact said no.
    BusinessRule,
    /// Exact does not understand the query: a column, a filter or a missing `$select`.
    Query,
}

/// How each of Exact's `Reason` headers begins.
const REASONS: [(&str, Problem); 7] = [
    ("BlockedUser", Problem::UserBlocked),
    ("InactiveUser", Problem::UserBlocked),
    ("BlockedCustomer", Problem::UserBlocked),
    ("LicenseExpired", Problem::NotLicensed),
    ("DivisionBlocked", Problem::DivisionBlocked),
    ("NoDivisionAccess", Problem::DivisionNotShared),
    ("WrongDivision", Problem::DivisionNotShared),
];

/// What the texts of a 403 hold. They have been seen with and without the word "Forbidden" before them.
const TEXTS: [(&str, Problem); 5] = [
    ("Scope Violated", Problem::ScopeMissing),
    ("division scope", Problem::DivisionNotShared),
    ("WrongDivision", Problem::DivisionNotShared),
    ("licen", Problem::NotLicensed),
    ("module", Problem::NotLicensed),
];

impl Problem {
    /// A refusal for which Exact gives a reason of its own.
    pub(crate) fn of_reason(reason: &str) -> Option<Self> {
        REASONS.iter().find(|(start, _)| reason.starts_with(start)).map(|(_, problem)| *problem)
    }

    /// A 403, by its text.
    pub(crate) fn of_forbidden(text: &str) -> Self {
        TEXTS.iter().find(|(part, _)| text.contains(part)).map_or(Self::RightMissing, |(_, problem)| *problem)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_told_by_its_reason_or_its_text() {
        assert_eq!(Problem::of_reason("NoDivisionAccess: 7"), Some(Problem::DivisionNotShared));
        assert_eq!(Problem::of_reason("Anything"), None);
        let scope = Problem::of_forbidden("Forbidden - Application Scope Violated. Cannot read");
        assert_eq!(scope, Problem::ScopeMissing);
        let division = Problem::of_forbidden("Forbidden - User division is not within division scope");
        assert_eq!(division, Problem::DivisionNotShared);
        assert_eq!(Problem::of_forbidden("Forbidden"), Problem::RightMissing);
    }
}
