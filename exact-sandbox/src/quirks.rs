use core::fmt;

/// Behaviour of the real service that is contradictory or not established, made switchable.
///
/// Each value's default is the likelier one, and is the field's `false`. A client should work with every combination.
/// [`Quirks::help`] says what the names and values mean.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Quirks {
    /// `bulk-next=beside`
    pub bulk_next_beside: bool,
    /// `next-after-full-page=yes`
    pub next_after_full_page: bool,
    /// `sales-invoices-top=results`
    pub sales_invoices_top_results: bool,
    /// `inlinecount-with-top=ignored`
    pub inlinecount_with_top_ignored: bool,
    /// `date-without-time=refused`
    pub date_without_time_refused: bool,
    /// `open-lists-filter=no`
    pub open_lists_without_filter: bool,
    /// `age-group-lists=answered`
    pub age_group_lists_answered: bool,
    /// `moments=utc`
    pub moments_utc: bool,
    /// `entity-case=any`
    pub any_entity_case: bool,
    /// `receivables-list-sign=negative`
    pub receivables_list_negative: bool,
    /// `payables-list-sign=negative`
    pub payables_list_negative: bool,
    /// `cashflow-sign=positive`
    pub cashflow_positive: bool,
    /// `revenue-list-sign=negative`
    pub revenue_list_negative: bool,
    /// `mandatory-filter=yes`
    pub mandatory_filter: bool,
    /// `refresh-kills-access=yes`
    pub refresh_kills_access: bool,
    /// `one-chain-per-user=no`
    pub many_chains: bool,
    /// `early-refresh=401`
    pub early_refresh_unauthorized: bool,
    /// `early-refresh-rotates=yes`
    pub early_refresh_rotates: bool,
    /// `old-refresh-token=400`
    pub old_refresh_bad_request: bool,
    /// `expires-in=number`
    pub expires_in_number: bool,
    /// `loopback-redirect=no`
    pub no_loopback_redirect: bool,
    /// `callback-host=any`
    pub any_callback_host: bool,
    /// `expired-access=login-page`
    pub expired_access_redirects: bool,
    /// `me-counts=yes`
    pub me_counts: bool,
    /// `limit-headers-on-429=no`
    pub bare_429: bool,
    /// `retry-after=yes`
    pub retry_after: bool,
    /// `error-block=403`
    pub error_block_forbidden: bool,
}

/// One quirk: its name, its likelier value, the other one, what it decides and where it is kept.
struct Switch {
    name: &'static str,
    default: &'static str,
    other: &'static str,
    meaning: &'static str,
    field: fn(&mut Quirks) -> &mut bool,
}

const SWITCHES: &[Switch] = &[
    Switch {
        name: "bulk-next",
        default: "inside",
        other: "beside",
        meaning: "where bulk answers have __next: in d or next to it (E3)",
        field: |quirks| &mut quirks.bulk_next_beside,
    },
    Switch {
        name: "next-after-full-page",
        default: "no",
        other: "yes",
        meaning: "whether a last page that happens to be full links to an empty one",
        field: |quirks| &mut quirks.next_after_full_page,
    },
    Switch {
        name: "sales-invoices-top",
        default: "bare",
        other: "results",
        meaning: "the shape of SalesInvoices with a $top up to the page size (E2)",
        field: |quirks| &mut quirks.sales_invoices_top_results,
    },
    Switch {
        name: "inlinecount-with-top",
        default: "counts",
        other: "ignored",
        meaning: "whether $inlinecount does anything together with $top",
        field: |quirks| &mut quirks.inlinecount_with_top_ignored,
    },
    Switch {
        name: "date-without-time",
        default: "accepted",
        other: "refused",
        meaning: "whether a $filter may write datetime'2026-01-01'",
        field: |quirks| &mut quirks.date_without_time_refused,
    },
    Switch {
        name: "open-lists-filter",
        default: "yes",
        other: "no",
        meaning: "whether ReceivablesList and PayablesList take a $filter",
        field: |quirks| &mut quirks.open_lists_without_filter,
    },
    Switch {
        name: "age-group-lists",
        default: "refused",
        other: "answered",
        meaning: "whether the aging lists by age group ever answer (E14)",
        field: |quirks| &mut quirks.age_group_lists_answered,
    },
    Switch {
        name: "moments",
        default: "local",
        other: "utc",
        meaning: "whether Created and Modified are Dutch wall-clock time or UTC (E11)",
        field: |quirks| &mut quirks.moments_utc,
    },
    Switch {
        name: "entity-case",
        default: "exact",
        other: "any",
        meaning: "whether the casing of the entity in a path matters",
        field: |quirks| &mut quirks.any_entity_case,
    },
    Switch {
        name: "receivables-list-sign",
        default: "positive",
        other: "negative",
        meaning: "sign of an open customer invoice in ReceivablesList",
        field: |quirks| &mut quirks.receivables_list_negative,
    },
    Switch {
        name: "payables-list-sign",
        default: "positive",
        other: "negative",
        meaning: "sign of an open supplier invoice in PayablesList",
        field: |quirks| &mut quirks.payables_list_negative,
    },
    Switch {
        name: "cashflow-sign",
        default: "negative",
        other: "positive",
        meaning: "sign of an open customer invoice in cashflow/Receivables; Payments mirrors it",
        field: |quirks| &mut quirks.cashflow_positive,
    },
    Switch {
        name: "revenue-list-sign",
        default: "positive",
        other: "negative",
        meaning: "sign of revenue in RevenueList",
        field: |quirks| &mut quirks.revenue_list_negative,
    },
    Switch {
        name: "mandatory-filter",
        default: "no",
        other: "yes",
        meaning: "whether endpoints with a sync twin demand a $filter (E15)",
        field: |quirks| &mut quirks.mandatory_filter,
    },
    Switch {
        name: "refresh-kills-access",
        default: "no",
        other: "yes",
        meaning: "whether a refresh ends the access token it replaces",
        field: |quirks| &mut quirks.refresh_kills_access,
    },
    Switch {
        name: "one-chain-per-user",
        default: "yes",
        other: "no",
        meaning: "whether a new login ends the chain of the login before",
        field: |quirks| &mut quirks.many_chains,
    },
    Switch {
        name: "early-refresh",
        default: "400",
        other: "401",
        meaning: "status of a refresh that comes too early; 401 with the text of the older report",
        field: |quirks| &mut quirks.early_refresh_unauthorized,
    },
    Switch {
        name: "early-refresh-rotates",
        default: "no",
        other: "yes",
        meaning: "whether a refresh refused as too early still hands out the next refresh token",
        field: |quirks| &mut quirks.early_refresh_rotates,
    },
    Switch {
        name: "old-refresh-token",
        default: "401",
        other: "400",
        meaning: "status of a refresh token that was used before",
        field: |quirks| &mut quirks.old_refresh_bad_request,
    },
    Switch {
        name: "expires-in",
        default: "text",
        other: "number",
        meaning: "how the token answer writes its lifetime (T3)",
        field: |quirks| &mut quirks.expires_in_number,
    },
    Switch {
        name: "loopback-redirect",
        default: "yes",
        other: "no",
        meaning: "whether a login may return to this machine without registering the address",
        field: |quirks| &mut quirks.no_loopback_redirect,
    },
    Switch {
        name: "callback-host",
        default: "redirect",
        other: "any",
        meaning: "whether a webhook's callback must be on the host of an address a login may return to",
        field: |quirks| &mut quirks.any_callback_host,
    },
    Switch {
        name: "expired-access",
        default: "401",
        other: "login-page",
        meaning: "an access token past its time gets 401, or is sent to the login page",
        field: |quirks| &mut quirks.expired_access_redirects,
    },
    Switch {
        name: "me-counts",
        default: "no",
        other: "yes",
        meaning: "whether current/Me, which has no division, counts for the limits of the current one",
        field: |quirks| &mut quirks.me_counts,
    },
    Switch {
        name: "limit-headers-on-429",
        default: "yes",
        other: "no",
        meaning: "whether a 429 tells of the window that is used up (L3)",
        field: |quirks| &mut quirks.bare_429,
    },
    Switch {
        name: "retry-after",
        default: "no",
        other: "yes",
        meaning: "whether a 429 has a Retry-After in seconds",
        field: |quirks| &mut quirks.retry_after,
    },
    Switch {
        name: "error-block",
        default: "429",
        other: "403",
        meaning: "status while an endpoint is blocked for its errors (L5)",
        field: |quirks| &mut quirks.error_block_forbidden,
    },
];

impl Quirks {
    /// Sets one quirk by `name=value`, as written on the command line.
    ///
    /// # Errors
    /// [`UnknownQuirk`] when the name or the value is not one of those in [`Quirks::help`].
    pub fn set(&mut self, text: &str) -> Result<(), UnknownQuirk> {
        let unknown = || UnknownQuirk { text: text.to_owned() };
        let (name, value) = text.split_once('=').ok_or_else(unknown)?;
        let (name, value) = (name.trim(), value.trim());
        let switch = SWITCHES.iter().find(|switch| switch.name == name).ok_or_else(unknown)?;
        if ![switch.default, switch.other].contains(&value) {
            return Err(unknown());
        }
        *(switch.field)(self) = value == switch.other;
        Ok(())
    }

    /// A line for every quirk: its name, its values with the default first, and what it decides.
    #[must_use]
    pub fn help() -> String {
        let lines = SWITCHES.iter().map(|switch| {
            let setting = format!("{}={}|{}", switch.name, switch.default, switch.other);
            format!("  {setting:<42} {}\n", switch.meaning)
        });
        format!("Quirks, the likelier value first:\n{}", lines.collect::<String>())
    }
}

/// A quirk that does not exist, or a value it does not take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownQuirk {
    text: String,
}

impl fmt::Display for UnknownQuirk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown quirk {:?}; write name=value, `exact-sandbox serve --help` lists the names", self.text)
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
    fn every_quirk_has_a_place_of_its_own_and_is_explained() {
        let mut all = Quirks::default();
        for (at, switch) in SWITCHES.iter().enumerate() {
            let mut alone = Quirks::default();
            alone.set(&format!("{}={}", switch.name, switch.other)).unwrap();
            assert_ne!(alone, Quirks::default(), "{}", switch.name);
            assert!(!*(switch.field)(&mut all), "{} (number {at}) shares its place", switch.name);
            *(switch.field)(&mut all) = true;
            assert!(Quirks::help().contains(switch.meaning));
        }
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
