use core::fmt;

/// Behaviour of the real service that is contradictory or not established, made switchable.
///
/// Each value's default is the likelier one. A client should work with every combination.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Quirks {
    /// `bulk-next=inside|beside`: bulk answers carry `__next` in `d` or next to it (rule E3).
    pub bulk_next_beside: bool,
    /// `next-after-full-page=no|yes`: a last page that happens to be full has a `__next` to an empty page.
    pub next_after_full_page: bool,
    /// `entity-case=exact|any`: whether the casing of the entity's name in the path matters.
    pub any_entity_case: bool,
    /// `receivables-list-sign=positive|negative`: sign of an open customer invoice in `ReceivablesList`.
    pub receivables_list_negative: bool,
    /// `payables-list-sign=positive|negative`: sign of an open supplier invoice in `PayablesList`.
    pub payables_list_negative: bool,
    /// `cashflow-sign=negative|positive`: sign of an open customer invoice in `cashflow/Receivables`; `Payments` mirrors it.
    pub cashflow_positive: bool,
    /// `revenue-list-sign=positive|negative`: sign of revenue in `RevenueList`.
    pub revenue_list_negative: bool,
    /// `mandatory-filter=no|yes`: endpoints with a sync twin demand a `$filter` (rule E15).
    pub mandatory_filter: bool,
    /// `refresh-kills-access=no|yes`: a refresh ends the access token it replaces.
    pub refresh_kills_access: bool,
    /// `one-chain-per-user=yes|no`: a new login ends the chain of the login before.
    pub many_chains: bool,

    // Tokens and limits (sections 2 and 3 of what is known of the service).
    /// `early-refresh=400|401`: the status of a refresh that comes too early; 401 with the text of the older report.
    pub early_refresh_unauthorized: bool,
    /// `early-refresh-rotates=no|yes`: a refresh refused as too early still hands out the next refresh token.
    pub early_refresh_rotates: bool,
    /// `old-refresh-token=401|400`: the status of a refresh token that was used before.
    pub old_refresh_bad_request: bool,
    /// `expires-in=text|number`: how the token answer writes its lifetime (rule T3).
    pub expires_in_number: bool,
    /// `loopback-redirect=yes|no`: whether a login may return to this machine without registering the address.
    pub no_loopback_redirect: bool,
    /// `expired-access=401|login-page`: an access token past its time gets 401, or is sent to the login page.
    pub expired_access_redirects: bool,
    /// `me-counts=no|yes`: whether `current/Me`, which has no division, counts for the limits of the current one.
    pub me_counts: bool,
    /// `limit-headers-on-429=yes|no`: whether a 429 tells of the window that is used up (rule L3).
    pub bare_429: bool,
    /// `retry-after=no|yes`: whether a 429 has a `Retry-After` in seconds.
    pub retry_after: bool,
    /// `error-block=429|403`: the status while an endpoint is blocked for its errors (rule L5).
    pub error_block_forbidden: bool,
}

impl Quirks {
    /// Sets one quirk by `name=value`, as written on the command line.
    ///
    /// # Errors
    /// [`UnknownQuirk`] when the name or the value is not one of those listed at the fields.
    pub fn set(&mut self, text: &str) -> Result<(), UnknownQuirk> {
        let unknown = || UnknownQuirk { text: text.to_owned() };
        let (name, value) = text.split_once('=').ok_or_else(unknown)?;
        let (field, default, other) = match name.trim() {
            "bulk-next" => (&mut self.bulk_next_beside, "inside", "beside"),
            "next-after-full-page" => (&mut self.next_after_full_page, "no", "yes"),
            "entity-case" => (&mut self.any_entity_case, "exact", "any"),
            "receivables-list-sign" => (&mut self.receivables_list_negative, "positive", "negative"),
            "payables-list-sign" => (&mut self.payables_list_negative, "positive", "negative"),
            "cashflow-sign" => (&mut self.cashflow_positive, "negative", "positive"),
            "revenue-list-sign" => (&mut self.revenue_list_negative, "positive", "negative"),
            "mandatory-filter" => (&mut self.mandatory_filter, "no", "yes"),
            "refresh-kills-access" => (&mut self.refresh_kills_access, "no", "yes"),
            "one-chain-per-user" => (&mut self.many_chains, "yes", "no"),

            // Tokens and limits.
            "early-refresh" => (&mut self.early_refresh_unauthorized, "400", "401"),
            "early-refresh-rotates" => (&mut self.early_refresh_rotates, "no", "yes"),
            "old-refresh-token" => (&mut self.old_refresh_bad_request, "401", "400"),
            "expires-in" => (&mut self.expires_in_number, "text", "number"),
            "loopback-redirect" => (&mut self.no_loopback_redirect, "yes", "no"),
            "expired-access" => (&mut self.expired_access_redirects, "401", "login-page"),
            "me-counts" => (&mut self.me_counts, "no", "yes"),
            "limit-headers-on-429" => (&mut self.bare_429, "yes", "no"),
            "retry-after" => (&mut self.retry_after, "no", "yes"),
            "error-block" => (&mut self.error_block_forbidden, "429", "403"),
            _ => return Err(unknown()),
        };
        *field = match value.trim() {
            value if value == default => false,
            value if value == other => true,
            _ => return Err(unknown()),
        };
        Ok(())
    }
}

/// A quirk that does not exist, or a value it does not take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownQuirk {
    text: String,
}

impl fmt::Display for UnknownQuirk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown quirk {:?}; write name=value, the names are listed in exact-sandbox's README", self.text)
    }
}

impl core::error::Error for UnknownQuirk {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quirk_is_set_by_name_and_set_back() {
        let mut quirks = Quirks::default();
        quirks.set("bulk-next=beside").unwrap();
        assert!(quirks.bulk_next_beside);
        quirks.set("bulk-next=inside").unwrap();
        assert_eq!(quirks, Quirks::default());
    }

    #[test]
    fn an_unknown_name_or_value_is_refused() {
        let mut quirks = Quirks::default();
        assert!(quirks.set("bulk-next").is_err());
        assert!(quirks.set("bulk-next=maybe").is_err());
        assert!(quirks.set("nonsense=yes").is_err());
        assert_eq!(quirks, Quirks::default());
    }
}
