use chrono::{DateTime, NaiveDateTime};

/// Why the token endpoint refused, with the answer Exact was seen to give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TokenRefusal {
    /// The access token is not old enough for a refresh.
    TooEarly {
        /// With the status and text of the older report.
        unauthorized: bool,
        /// A refresh token that is handed out all the same.
        rotated: Option<String>,
    },
    /// A refresh token that was used before.
    OldRefreshToken {
        /// With the status of the other report.
        bad_request: bool,
    },
    /// A refresh token that lay unused for too long.
    Expired { at_ms: i64, now_ms: i64 },
    /// A code or refresh token that is unknown, used, too old or of a chain that ended.
    InvalidGrant,
    /// The app's id or secret is wrong.
    InvalidClient,
    /// Something that must be in the form is not.
    InvalidRequest,
    /// A grant type other than the two.
    UnsupportedGrant,
    /// More calls than a day may have.
    TooManyCalls,
}

impl TokenRefusal {
    /// The HTTP status.
    pub(crate) const fn status(&self) -> u16 {
        match self {
            Self::TooEarly { unauthorized: true, .. }
            | Self::OldRefreshToken { bad_request: false }
            | Self::InvalidClient => 401,
            Self::TooManyCalls => 429,
            _ => 400,
        }
    }

    /// The `error` member.
    pub(crate) const fn error(&self) -> &'static str {
        match self {
            Self::TooEarly { .. } | Self::TooManyCalls => "access_denied",
            Self::OldRefreshToken { .. } => "unauthorized_client",
            Self::Expired { .. } | Self::InvalidRequest => "invalid_request",
            Self::InvalidGrant => "invalid_grant",
            Self::InvalidClient => "invalid_client",
            Self::UnsupportedGrant => "unsupported_grant_type",
        }
    }

    /// The `error_description` member.
    pub(crate) fn description(&self) -> Option<String> {
        Some(match self {
            Self::TooEarly { unauthorized: true, .. } => "Access Token not expired".to_owned(),
            Self::TooEarly { .. } => "Rate limit exceeded: access_token not expired".to_owned(),
            Self::OldRefreshToken { .. } => "Old refresh token used.".to_owned(),
            Self::Expired { at_ms, now_ms } => {
                format!("The refresh token expired at {} and it is now {}", american(*at_ms), american(*now_ms))
            }
            Self::InvalidGrant => "Token is not allowed, because of invalid or empty chainId".to_owned(),
            Self::TooManyCalls => "Rate limit exceeded: too many token requests today".to_owned(),
            Self::InvalidClient | Self::InvalidRequest | Self::UnsupportedGrant => return None,
        })
    }

    /// The `Reason` header.
    pub(crate) const fn reason(&self) -> Option<&'static str> {
        match self {
            Self::TooEarly { .. } => Some("TooEarlyToRefreshTokens: access_token not expired"),
            _ => None,
        }
    }
}

impl TokenRefusal {
    /// The refresh token that comes with the refusal.
    pub(crate) fn rotated(&self) -> Option<&str> {
        match self {
            Self::TooEarly { rotated, .. } => rotated.as_deref(),
            _ => None,
        }
    }
}

fn american(ms: i64) -> String {
    let at: NaiveDateTime = DateTime::from_timestamp_millis(ms).unwrap_or_default().naive_utc();
    at.format("%-m/%-d/%Y %-I:%M:%S %p").to_string()
}
